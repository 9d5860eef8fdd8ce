"""When sentences are taken for an answer."""

from math import log

import pytest

from indexer.passage import Passage
from indexer.read import Reading, answers
from indexer.retrieve import Candidate
from indexer.units import units_of
from policy_corpus.model import Document, Level, TextKind

_DOCUMENT = Document("", "示例通知", "通知", ("示例局",), "530000", Level.PROVINCE, TextKind.DIGEST, ())
_PASSAGE = Passage(0, _DOCUMENT, "第一条", (), "教师应当参加研修。")


def read(*odds: float) -> list[Reading]:
    """Sentences that answer with these odds against nothing."""
    candidate = Candidate(_PASSAGE, 1.0, 1.0, 0.9, 0, 0, {})
    (unit,) = units_of(_PASSAGE.text)
    return [Reading(candidate, unit, (), log(each)) for each in odds]


@pytest.mark.parametrize(
    ("odds", "expected"),
    [
        ((3.0,), True),
        ((1.0,), False),  # as likely as nothing
        ((1.0, 1.0), True),  # one of two that say it
        ((0.05,) * 60, False),  # each of them unlikely
        ((), False),
    ],
)
def test_an_answer_is_sure_together_and_likely_by_itself(odds: tuple[float, ...], expected: bool) -> None:
    """Whatever many sentences add up to, the best of them must be likely."""
    assert answers(read(*odds), 0.6) is expected


def test_without_a_threshold_whatever_was_named_is_read() -> None:
    """Who names the very article gets it."""
    assert answers(read(0.001), 0.0)
    assert not answers([], 0.0)
