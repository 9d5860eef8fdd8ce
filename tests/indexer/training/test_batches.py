"""What the model sees at each step."""

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.training import batches, stard
from tests.indexer.training.invented import ASKED, CORPUS
from tests.properties import examples

MINED = {each.id: tuple(sorted(set(CORPUS) - each.relevant)) for each in ASKED}
NONE: frozenset[int] = frozenset()


def epoch(*, size: int = 2, wrong: int = 1, seed: int = 1, number: int = 1) -> list[batches.Batch]:
    return batches.epoch(ASKED, MINED, NONE, size=size, wrong=wrong, seed=seed, number=number)


def test_an_epoch_is_decided_by_seed_and_number() -> None:
    """The same seed and epoch give the same batches; another epoch or seed gives others."""
    assert epoch() == epoch()
    assert epoch(number=2) != epoch()
    assert epoch(seed=2) != epoch()


def test_every_pair_comes_once() -> None:
    """An epoch whose batches divide the pairs evenly holds each question with each of its provisions once."""
    pairs = sorted((each.id, right) for each in ASKED for right in each.relevant)
    assert len(pairs) == 9
    assert sorted((row.asked.id, row.right) for row in chain(*epoch(size=3))) == pairs


def test_rows_that_fill_no_batch_are_left_out() -> None:
    """Batches are all of the same size."""
    assert [len(batch) for batch in epoch(size=4)] == [4, 4]


def test_questions_without_enough_mined_provisions_are_left_out() -> None:
    """A question is taught only when as many wrong provisions are there as asked for."""
    few = {**MINED, 2: ()}
    rows = chain(*batches.epoch(ASKED, few, NONE, size=1, wrong=1, seed=1, number=1))
    assert {row.asked.id for row in rows} == {0, 1, 3, 5, 6}


@settings(max_examples=examples(15))
@given(fold=st.integers(0, 4), seed=st.integers(0, 9), wrong=st.integers(0, 2))
def test_nothing_of_the_questions_kept_apart_is_seen(fold: int, seed: int, wrong: int) -> None:
    """No provision that answers a question kept apart is right or wrong in any row, and no wrong one is right."""
    parts = stard.split(ASKED, fold)
    mined = {each.id: tuple(n for n in MINED[each.id] if n not in parts.forbidden) for each in parts.taught}
    for batch in batches.epoch(parts.taught, mined, parts.forbidden, size=2, wrong=wrong, seed=seed, number=1):
        for row in batch:
            assert row.right in row.asked.relevant
            assert row.right not in parts.forbidden
            assert not (row.asked.relevant | parts.forbidden).intersection(row.wrong)
            assert len(row.wrong) == wrong


def test_columns_begin_with_the_right_provisions() -> None:
    """Row and column of a right pair have the same number; title or none is the same for all of a row."""
    batch = (batches.Row(ASKED[0], 0, (5,), True), batches.Row(ASKED[1], 2, (6,), False))
    assert batches.columns(batch) == [(0, True), (2, False), (5, True), (6, False)]


def test_other_right_answers_are_no_wrong_ones() -> None:
    """A column that answers a row's question is ignored for that row, except the row's own."""
    batch = (
        batches.Row(ASKED[0], 0, (5,), False),
        batches.Row(ASKED[0], 1, (7,), False),
        batches.Row(ASKED[4], 7, (0,), False),
    )
    assert batches.ignored(batch).tolist() == [
        [False, True, False, False, False, True],
        [True, False, False, False, False, True],
        [False, True, False, False, True, False],
    ]


def test_a_bare_passage_has_no_title() -> None:
    """The text alone, as a sentence is embedded; otherwise as a passage is."""
    assert batches.passage(CORPUS, 3, True) == CORPUS[3].text
    assert batches.passage(CORPUS, 3, False) == CORPUS[3].searched
