"""Answers from a warm process over the evaluation questions.

Run as a module, it is the worker: `prepare FOLDER` builds the index, `ask FOLDER` answers every question.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indexer.embedding import Embedding, make_embedding
from indexer.model import Answer
from indexer.service import Assistant, open_assistant
from policy_corpus.store import Corpus
from tests.evaluation.bench import report
from tests.evaluation.bench.machine import peak, worker
from tests.evaluation.corpus import SHARED, evaluation_corpus
from tests.evaluation.questions import Case, cases

DIGESTS, LAWS = "digests", "laws"


def default_embedding() -> Embedding:
    """The embedding with as many threads as the product takes by itself."""
    return make_embedding("bundled", threads=min(4, os.cpu_count() or 1))


def corpora() -> list[tuple[str, str]]:
    """Corpora that can be had here, each with its description."""
    found = [(DIGESTS, "shipped digests")]
    if (SHARED / "law_documents").is_dir():
        found.append((LAWS, "digests + laws of `../shared`"))
    return found


def corpus_in(folder: Path, kind: str) -> Corpus:
    """The corpus `kind` in the data directory `folder`."""
    return evaluation_corpus(folder) if kind == LAWS else Corpus(folder)


def questions_for(kind: str) -> list[Case]:
    """The evaluation questions that this corpus is asked."""
    return [case for case in cases() if kind == LAWS or case.set == "policy"]


def markdown() -> str:
    """One row a corpus."""
    rows = []
    for kind, title in corpora():
        with tempfile.TemporaryDirectory() as folder:
            worker("answers", "prepare", kind, folder)
            found, done = worker("answers", "ask", kind, folder)
        taken = found["milliseconds"]
        rows.append(
            (
                f"{title}: {found['passages']:,} passages",
                f"{len(taken)} ({found['answered']} answered)",
                f"{report.percentile(taken, 0.5):.0f}",
                f"{report.percentile(taken, 0.95):.0f}",
                f"{max(taken):.0f}",
                f"{found['first']:.0f}",
                f"{found['open']:.2f}",
                f"{done.peak:.0f}",
            )
        )
    head = ("corpus", "questions", "p50, ms", "p95, ms", "max, ms", "first, ms", "opening, s", "peak memory, MB")
    return report.table(head, rows)


def ask_all(assistant: Assistant, chosen: Sequence[Case]) -> dict[str, Any]:
    """Time of each answer; the first question, which loads the model, is asked once more before."""
    begun = time.perf_counter()
    assistant.ask(chosen[0].question)
    first = (time.perf_counter() - begun) * 1000
    taken, answered = [], 0
    for case in chosen:
        begun = time.perf_counter()
        reply = assistant.ask(case.question)
        taken.append((time.perf_counter() - begun) * 1000)
        answered += isinstance(reply, Answer)
    return {"first": first, "milliseconds": taken, "answered": answered}


def main(argv: Sequence[str]) -> int:
    """The worker."""
    step, kind, folder = argv[0], argv[1], Path(argv[2])
    begun = time.perf_counter()
    assistant = open_assistant(corpus=corpus_in(folder, kind), home=folder, embedding=default_embedding())
    found: dict[str, Any] = {"open": time.perf_counter() - begun}
    if step == "ask":
        found |= ask_all(assistant, questions_for(kind))
        found["passages"] = sum(len(assistant.catalog.of_document(d)) for d in assistant.catalog.documents)
    print(json.dumps(found | {"peak": peak()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
