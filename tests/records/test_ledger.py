"""The ledger: what stands after decisions, corrections and offsets, whatever the order of the entries."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.ledger import Entry, EntryKind, effective
from tests.properties import examples
from tests.records.standing.invented import RECORDED, entry
from tests.records.standing.scenarios import scenario


def later(
    entry_id: str, refers_to: str, kind: EntryKind, hours: int = 0, *, minutes: int = 1, **fields: object
) -> Entry:
    """An entry about an earlier one."""
    made = entry(entry_id, hours, kind=kind, refers_to=refers_to, recorded_at=RECORDED + timedelta(minutes=minutes))
    return replace(made, **fields)  # type: ignore[arg-type]


def approve(entry_id: str, refers_to: str, minutes: int = 1) -> Entry:
    return later(entry_id, refers_to, EntryKind.APPROVAL, minutes=minutes)


def reject(entry_id: str, refers_to: str, minutes: int = 1) -> Entry:
    return later(entry_id, refers_to, EntryKind.REJECTION, minutes=minutes)


def correct(entry_id: str, refers_to: str, hours: int = 0, minutes: int = 1) -> Entry:
    return later(entry_id, refers_to, EntryKind.CORRECTION, hours, minutes=minutes)


def claim(entry_id: str, hours: int) -> Entry:
    return entry(entry_id, hours, kind=EntryKind.CLAIM)


def held(*entries: Entry) -> list[tuple[str, Decimal, bool]]:
    return [(one.id, one.hours, one.pending) for one in effective(entries).held]


def problem(*entries: Entry) -> str:
    (found,) = effective(entries).problems
    assert found.what.endswith("。")
    return found.what


def test_a_posting_stands() -> None:
    """Posted hours count at once."""
    assert held(entry("a", 12)) == [("a", Decimal(12), False)]


def test_a_claim_waits_for_its_decision() -> None:
    """A claim is pending, then stands when approved and is gone when rejected."""
    assert held(claim("a", 12)) == [("a", Decimal(12), True)]
    assert held(claim("a", 12), approve("b", "a")) == [("a", Decimal(12), False)]
    assert held(claim("a", 12), reject("b", "a")) == []


def test_the_latest_decision_stands() -> None:
    """A rejection by mistake is put right by a later approval."""
    assert held(claim("a", 12), reject("b", "a"), approve("c", "a", 2)) == [("a", Decimal(12), False)]


def test_a_correction_reverses_and_posts_anew() -> None:
    """The corrected values stand, and a correction can itself be corrected."""
    first = (entry("a", 12), correct("b", "a", 20))
    assert held(*first) == [("a", Decimal(20), False)]
    assert held(*first, correct("c", "b", 15, 2)) == [("a", Decimal(15), False)]


def test_entry_and_correction_are_nothing() -> None:
    """A correction of 0 hours takes the entry back."""
    assert held(entry("a", 12), correct("b", "a")) == []


def test_a_corrected_claim_keeps_its_decision() -> None:
    """Correcting the hours of a claim neither approves nor rejects it; a decision may name the correction."""
    assert held(claim("a", 12), correct("b", "a", 10)) == [("a", Decimal(10), True)]
    assert held(claim("a", 12), correct("b", "a", 10), approve("c", "b", 2)) == [("a", Decimal(10), False)]


def test_an_offset_takes_its_hours_from_the_entry() -> None:
    """Part of an entry counts as another category, the rest stays."""
    offset = later("b", "a", EntryKind.OFFSET, 5, category="全员远程")
    found = effective([entry("a", 12), offset]).held
    assert [(one.id, one.hours, one.offset_to) for one in found] == [
        ("a", Decimal(7), ""),
        ("b", Decimal(5), "全员远程"),
    ]


def test_an_offset_of_its_own_brings_hours() -> None:
    """An offset without reference is training of its kind, to be counted as the category."""
    offset = entry("a", 12, kind=EntryKind.OFFSET, category="全员远程", training="国培")
    (found,) = effective([offset]).held
    assert (found.training, found.category, found.offset_to) == ("国培", "", "全员远程")


def test_an_offset_beyond_the_entry_is_reported() -> None:
    """Not more than the entry has can be offset."""
    offset = later("b", "a", EntryKind.OFFSET, 20, category="全员远程")
    assert held(entry("a", 12), offset) == [("b", Decimal(12), False)]
    assert "只有12可用" in problem(entry("a", 12), offset)


def test_a_taken_back_offset_leaves_the_entry_whole() -> None:
    """Correcting an offset to 0 gives its hours back."""
    offset = later("b", "a", EntryKind.OFFSET, 5, category="全员远程")
    assert held(entry("a", 12), offset, correct("c", "b", 0, 2)) == [("a", Decimal(12), False)]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((correct("b", "x"),), "不在这位教师的台账里"),
        ((correct("b", ""),), "所指的记录（空）"),
        ((entry("a", 1), replace(correct("b", "a"), teacher="T0002")), "另一位教师"),
        ((entry("a", 1), approve("b", "a")), "不是申报"),
        ((claim("a", 1), approve("b", "a"), correct("c", "b", 1, 2)), "是审核结果"),
        ((entry("a", 1), correct("b", "a", 2, -1)), "早于所指的记录"),
        ((entry("a", 1), correct("b", "a", 2), correct("c", "a", 3, 2)), "已由b更正"),
        ((entry("a", 1), later("b", "a", EntryKind.CORRECTION, -1)), "学时是负数"),
        ((entry("a", -1),), "学时不是正数"),
        ((entry("a", 0),), "学时不是正数"),
        ((entry("a", 1, None),), "没有完成日期"),
        ((entry("a", 1), entry("b", 2, source_key="a")), "来源编号相同而内容不同"),
    ],
)
def test_what_cannot_be_followed_is_a_problem(entries: tuple[Entry, ...], expected: str) -> None:
    """An invalid entry changes nothing and is a sentence, not an exception."""
    assert expected in problem(*entries)


def test_entries_that_point_at_each_other_change_nothing() -> None:
    """A loop of corrections is reported, and so is what hangs on it."""
    found = effective([correct("a", "b", 3), correct("b", "a", 4)])
    assert found.held == ()
    assert len(found.problems) == 2


def test_an_invalid_correction_does_not_stand_in_the_way() -> None:
    """A correction that was refused leaves the entry to the next one."""
    assert held(entry("a", 1), correct("b", "a", 2, -1), correct("c", "a", 3, 2)) == [("a", Decimal(3), False)]


@settings(max_examples=examples(60), derandomize=True)
@given(seed=st.integers(0, 10_000), random=st.randoms(use_true_random=False))
def test_order_and_repetition_never_matter(seed: int, random: object) -> None:
    """The same entries in any order, some of them imported again under a new id, stand the same."""
    entries = list(scenario(seed).entries)
    once = effective(entries)
    again = [replace(e, id=f"{e.id}x", recorded_at=e.recorded_at + timedelta(days=9)) for e in entries]
    both = [*entries, *again]
    random.shuffle(both)  # type: ignore[attr-defined]
    assert effective(both) == once
