"""Figures of retrieval."""

import numpy as np
import pytest

from indexer.training import measure
from indexer.training.stard import Asked

ASKED = (Asked(1, "甲", frozenset({10, 20})), Asked(2, "乙", frozenset({30})))


def test_a_pool_holds_every_relevant_provision() -> None:
    """All that answers a question, and as many others as asked for, the same for the same seed."""
    pool = measure.pool(ASKED, range(100), 5, seed=1)
    assert {10, 20, 30} <= set(pool)
    assert len(pool) == 8
    assert pool == sorted(measure.pool(ASKED, range(100), 5, seed=1))


def test_a_pool_is_not_larger_than_the_corpus() -> None:
    """Where fewer others exist, all of them are taken."""
    assert measure.pool(ASKED, range(40), 8000, seed=1) == list(range(40))


def test_nearest_come_first() -> None:
    """Passages are ranked by their cosine with the question, under their own numbers."""
    questions = np.array([[1, 0], [0, 1]], np.float32)
    passages = np.array([[0.6, 0.8], [1, 0], [0, 1]], np.float32)
    assert measure.rank(questions, passages, [7, 8, 9]) == [[8, 7, 9], [9, 7, 8]]


def test_fusion_follows_the_heavier_channel() -> None:
    """What both channels find comes first; of the rest, what the heavier one found."""
    assert measure.fuse([([1, 2], 2.0), ([3, 2], 1.0)]) == [2, 1, 3]


def test_figures_by_hand() -> None:
    """One question finds one of two at rank 2, the other finds its own at rank 1."""
    table = measure.figures([[5, 10, 6], [30]], ASKED)
    assert table["R@1"] == pytest.approx(0.5)
    assert table["R@5"] == pytest.approx(0.75)
    assert table["MRR@10"] == pytest.approx(0.75)


def test_what_comes_after_ten_has_no_reciprocal_rank() -> None:
    """MRR@10 ends at the tenth place, recall at 100 goes on."""
    table = measure.figures([[*range(50, 60), 10], [30]], ASKED)
    assert table["MRR@10"] == pytest.approx(0.5)
    assert table["R@10"] == pytest.approx(0.5)
    assert table["R@100"] == pytest.approx(0.75)
