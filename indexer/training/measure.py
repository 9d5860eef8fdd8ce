"""How well a model finds the right provision for questions that it has not seen."""

import random
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from indexer.training.nano import Array
from indexer.training.stard import Asked

CUTS = (1, 5, 10, 100)
DEPTH = 100
FUSION = 60
"""The constant of reciprocal rank fusion (Cormack et al. 2009)."""

Ranking = Sequence[int]
"""Numbers of provisions, best first."""


def pool(asked: Iterable[Asked], corpus: Iterable[int], others: int, seed: int) -> list[int]:
    """The provisions that answer any of `asked`, and `others` more drawn at random, in order."""
    relevant = frozenset().union(*(each.relevant for each in asked))
    rest = sorted(set(corpus) - relevant)
    return sorted(relevant | set(random.Random(seed).sample(rest, min(others, len(rest)))))


def rank(questions: Array, passages: Array, numbers: Sequence[int]) -> list[list[int]]:
    """For each question (row) the numbers of the nearest passages."""
    order = np.argsort(-(questions @ passages.T), axis=1, kind="stable")[:, :DEPTH]
    return [[numbers[index] for index in row] for row in order]


def fuse(channels: Sequence[tuple[Ranking, float]]) -> list[int]:
    """Reciprocal rank fusion of (ranking, weight)."""
    scores: dict[int, float] = {}
    for ranking, weight in channels:
        for place, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + weight / (FUSION + place)
    return sorted(scores, key=lambda number: -scores[number])[:DEPTH]


def figures(rankings: Sequence[Ranking], asked: Sequence[Asked]) -> Mapping[str, float]:
    """Mean recall at each cut, and the mean reciprocal rank of the first right provision among ten."""
    pairs = list(zip(rankings, asked, strict=True))
    table = {
        f"R@{cut}": float(
            np.mean([len(each.relevant.intersection(found[:cut])) / len(each.relevant) for found, each in pairs])
        )
        for cut in CUTS
    }
    table["MRR@10"] = float(np.mean([_reciprocal(found, each.relevant) for found, each in pairs]))
    return table


def _reciprocal(found: Ranking, relevant: frozenset[int]) -> float:
    return next((1 / place for place, number in enumerate(found[:10], 1) if number in relevant), 0.0)
