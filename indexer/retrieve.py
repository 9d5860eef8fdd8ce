"""Candidates for a question: lexical and dense, each at least fifty deep, fused by reciprocal rank.

No threshold is applied before the fusion: a provision that only one channel finds must survive.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.dense import DenseIndex
from indexer.embedding import Embedding
from indexer.lexical import LexicalIndex
from indexer.passage import Passage
from indexer.scope import Scope
from indexer.tokens import tokens
from indexer.understand import Part

_DEPTH = 50
_OVERFETCH = 200
Search = Callable[[int, Sequence[str]], list[tuple[int, float]]]
"""(limit, regions) → passage ids and scores, best first."""

_RRF = 60  # Cormack, Clarke and Büttcher, SIGIR 2009.


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what the channels said of it."""

    passage: Passage
    fused: float
    lexical: float
    """BM25 score; 0 when the lexical channel did not find it."""
    cosine: float
    lexical_rank: int
    """From 0; `_DEPTH` when not found."""
    dense_rank: int
    sentence_cosines: Mapping[int, float]
    """Similarity of each sentence, by its start; empty for a passage of one sentence."""


class Retriever:
    """Finds candidates in one generation."""

    def __init__(self, *, catalog: Catalog, lexical: LexicalIndex, dense: DenseIndex, embedding: Embedding) -> None:
        self._catalog = catalog
        self._lexical = lexical
        self._dense = dense
        self._vector_of = lru_cache(maxsize=256)(lambda text: np.asarray(embedding.embed_query(text), np.float32))

    def retrieve(self, part: Part, scope: Scope, limit: int) -> list[Candidate]:
        """The best `limit` candidates of `scope` for `part`."""
        vector = self._vector(part)
        words = tokens(part.text)
        official = [t for term in (*part.terms, *part.background) for o in term.others for t in tokens(o)]
        lists = [
            (1.0, self._within(scope, lambda n, r: self._lexical.search(words, n, r))),
            (0.5, self._within(scope, lambda n, r: self._lexical.search(list(dict.fromkeys(words + official)), n, r))),
            (1.5, self._within(scope, lambda n, r: self._dense.search(vector, n, r))),
        ]
        fused: dict[int, float] = {}
        for weight, found in lists:
            for rank, (number, _) in enumerate(found):
                fused[number] = fused.get(number, 0.0) + weight / (_RRF + rank + 1)
        best = sorted(fused, key=lambda n: (-fused[n], n))[:limit]
        return self._candidates(best, fused, lists[0][1], lists[2][1], vector)

    def scored(self, part: Part, passages: Sequence[Passage]) -> list[Candidate]:
        """Candidates that the question names itself, with their similarity to it."""
        vector = self._vector(part)
        numbers = [p.id for p in passages]
        vectors, sentences = self._catalog.vectors(numbers), self._sentences(numbers, vector)
        return [Candidate(p, 1.0, 0.0, float(vectors[p.id] @ vector), 0, 0, sentences.get(p.id, {})) for p in passages]

    def _sentences(self, passages: Sequence[int], vector: NDArray[np.float32]) -> dict[int, dict[int, float]]:
        found: dict[int, dict[int, float]] = {}
        for (passage, start), sentence in self._catalog.sentence_vectors(passages).items():
            found.setdefault(passage, {})[start] = float(sentence @ vector)
        return found

    def _vector(self, part: Part) -> NDArray[np.float32]:
        return self._vector_of(part.text)

    def _candidates(
        self,
        best: Sequence[int],
        fused: dict[int, float],
        lexical: list[tuple[int, float]],
        dense: list[tuple[int, float]],
        vector: NDArray[np.float32],
    ) -> list[Candidate]:
        passages = self._catalog.passages(best)
        vectors = self._catalog.vectors(best)
        sentences = self._sentences(best, vector)
        scores = dict(lexical)
        lexical_rank = {n: rank for rank, (n, _) in enumerate(lexical)}
        dense_rank = {n: rank for rank, (n, _) in enumerate(dense)}
        return [
            Candidate(
                passage=passages[n],
                fused=fused[n],
                lexical=scores.get(n, 0.0),
                cosine=float(vectors[n] @ vector),
                lexical_rank=lexical_rank.get(n, _DEPTH),
                dense_rank=dense_rank.get(n, _DEPTH),
                sentence_cosines=sentences.get(n, {}),
            )
            for n in best
        ]

    def _within(self, scope: Scope, search: Search) -> list[tuple[int, float]]:
        """Search without a filter first, since Chroma's filter costs a hundred times the search itself."""
        found = self._kept(scope, search(_OVERFETCH, ()))
        if len(found) < _DEPTH and scope.regions:
            found = self._kept(scope, search(_OVERFETCH, scope.regions))
        return found[:_DEPTH]

    def _kept(self, scope: Scope, found: list[tuple[int, float]]) -> list[tuple[int, float]]:
        documents = self._catalog.documents_of(n for n, _ in found)
        holds = scope.holds()
        return [(n, score) for n, score in found if holds(documents[n])]
