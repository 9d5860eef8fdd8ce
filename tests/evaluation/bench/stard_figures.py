"""How well and how fast the right provision of STARD is found.

Run as a module, it is the worker: `retrieval|answers HOME PROVISIONS THREADS QUESTIONS`.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from indexer import generation
from indexer.catalog import Catalog
from indexer.dense import DenseIndex
from indexer.embedding import Embedding, make_embedding
from indexer.lexical import LexicalIndex
from indexer.model import Answer, Question
from indexer.retrieve import Retriever
from indexer.scope import Scope
from indexer.service import Assistant, open_assistant
from indexer.tokens import tokens
from tests.evaluation.bench import stard
from tests.evaluation.questions import TODAY

DEPTH = 100
CUTS = (1, 5, 10, DEPTH)
_ANSWERED_FROM = 16
"""Candidates that an answer is read from."""

Found = list[int]
"""STARD ids, best first."""


def recall(found: Sequence[int], relevant: frozenset[int], cut: int) -> float:
    """Share of the relevant provisions among the first `cut`."""
    return len(relevant.intersection(found[:cut])) / len(relevant)


def reciprocal(found: Sequence[int], relevant: frozenset[int], cut: int = 10) -> float:
    """One by the rank of the first relevant provision, 0 when it is not among the first `cut`."""
    return next((1 / rank for rank, each in enumerate(found[:cut], 1) if each in relevant), 0.0)


class Numbering:
    """Passages of the index as ids of STARD; the passage about a law itself has none and counts as a miss."""

    def __init__(self, catalog: Catalog, corpus: stard.StardCorpus) -> None:
        known = {(entry.law, entry.label): entry.id for entry in corpus.entries()}
        self._ids = {
            number: known.get((document.title, passage.label), -1)
            for document in catalog.documents
            for number, passage in catalog.of_document(document).items()
        }

    def __len__(self) -> int:
        return len(self._ids)

    def of(self, passages: Sequence[int]) -> Found:
        """The provisions of these passages."""
        return [self._ids[number] for number in passages]


def channels(
    assistant: Assistant, folder: Path, embedding: Embedding, numbering: Numbering
) -> dict[str, Callable[[str], Found]]:
    """The ways to search, each from a question to provisions."""
    catalog = assistant.catalog
    lexical, dense = LexicalIndex(folder / "lexical"), DenseIndex(folder / "chroma")
    retriever = Retriever(catalog=catalog, lexical=lexical, dense=dense, embedding=embedding)
    everything = Scope(catalog.documents, ())
    held = catalog.vectors(range(len(numbering)))
    matrix = np.stack([held[number] for number in range(len(numbering))])

    def vector(text: str) -> Any:
        return np.asarray(embedding.embed_query(text), np.float32)

    def exact(text: str) -> Found:
        return numbering.of(np.argsort(-(matrix @ vector(text)), kind="stable")[:DEPTH].tolist())

    def fused(text: str, limit: int) -> Found:
        best: dict[int, float] = {}
        for part in assistant.understand(Question(text, TODAY)).parts:
            for candidate in retriever.retrieve(part, everything, limit):
                best[candidate.passage.id] = best.get(candidate.passage.id, 0.0) + candidate.fused
        return numbering.of(sorted(best, key=lambda number: -best[number])[:limit])

    return {
        "lexical": lambda text: numbering.of([n for n, _ in lexical.search(tokens(text), DEPTH)]),
        "dense": lambda text: numbering.of([n for n, _ in dense.search(vector(text), DEPTH)]),
        "dense, every vector compared": exact,
        "fused, first 16 as for an answer": lambda text: fused(text, _ANSWERED_FROM),
        "fused": lambda text: fused(text, DEPTH),
    }


def retrieval(
    assistant: Assistant, corpus: stard.StardCorpus, folder: Path, embedding: Embedding, asked: Sequence[stard.Asked]
) -> dict[str, Any]:
    """Recall, reciprocal rank and times of each channel."""
    numbering = Numbering(assistant.catalog, corpus)
    figures = {}
    for name, search in channels(assistant, folder, embedding, numbering).items():
        search(asked[0].text)
        taken, found = [], []
        for question in asked:
            begun = time.perf_counter()
            found.append(search(question.text))
            taken.append((time.perf_counter() - begun) * 1000)
        both = list(zip(found, (question.relevant for question in asked), strict=True))
        figures[name] = {
            **{f"R@{cut}": sum(recall(f, r, cut) for f, r in both) / len(both) for cut in CUTS},
            "MRR@10": sum(reciprocal(f, r) for f, r in both) / len(both),
            "milliseconds": taken,
        }
        print(name, {k: v for k, v in figures[name].items() if k != "milliseconds"}, file=sys.stderr, flush=True)
    return figures


def answers(assistant: Assistant, corpus: stard.StardCorpus, asked: Sequence[stard.Asked]) -> dict[str, Any]:
    """Times of whole answers, and whether they cite a relevant provision."""
    names = {entry.id: (entry.law, entry.label) for entry in corpus.entries()}
    assistant.ask(Question(asked[0].text, TODAY))
    taken, answered, right = [], 0, 0
    for question in asked:
        begun = time.perf_counter()
        reply = assistant.ask(Question(question.text, TODAY))
        taken.append((time.perf_counter() - begun) * 1000)
        if isinstance(reply, Answer):
            answered += 1
            relevant = {names[number] for number in question.relevant}
            right += any((citation.title, citation.label) in relevant for citation in reply.citations)
    return {"milliseconds": taken, "answered": answered, "right": right}


def main(argv: Sequence[str]) -> int:
    """The worker."""
    step, home = argv[0], Path(argv[1])
    provisions, threads, count = map(int, argv[2:])
    corpus = stard.StardCorpus(home, provisions)
    embedding = make_embedding("bundled", threads=threads)
    asked = stard.unseen()[:count]
    begun = time.perf_counter()
    assistant = open_assistant(corpus=corpus, home=home, embedding=embedding)
    opened = time.perf_counter() - begun
    folder = generation.current(home)
    assert folder is not None
    found = (
        retrieval(assistant, corpus, folder, embedding, asked)
        if step == "retrieval"
        else answers(assistant, corpus, asked)
    )
    print(json.dumps({"open": opened, "questions": len(asked), "figures": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
