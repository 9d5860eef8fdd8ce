"""When a threshold is crossed, and that no crossing is reminded of twice."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from records.calendar import WorkingDays
from records.quiet import QuietHours
from records.reminders.due import Hearer, Judge, Wishes, crossing
from records.reminders.model import DEADLINES, Key, Kind, Reason
from records.reminders.settings import Policy
from records.standing import Line, Standing
from tests.properties import examples
from tests.records.reminders.house import CYCLE, YEAR, book

DAYS = WorkingDays()
JUDGE = Judge(book(CYCLE, YEAR))


def line(remaining: int, deadline: date | None, *, rule: str = "r", start: date = date(2021, 1, 1)) -> Line:
    """One requirement."""
    hours = Decimal(remaining)
    return Line(
        rule=rule,
        name="要求",
        document_number="测教〔2020〕1号",
        label="第二条",
        binding=True,
        cycle_start=start if deadline else None,
        cycle_end=deadline,
        required=Decimal(360),
        earned=360 - hours,
        counted=360 - hours,
        pending=Decimal(0),
        remaining=hours,
        deadline=deadline,
        categories=(),
        other=Decimal(0),
        carried=Decimal(0),
        since=start,
        notes=(),
    )


def judged(
    *lines: Line,
    day: date,
    thresholds: tuple[int, ...],
    sent: list[Key],
    wishes: Wishes = Wishes(),  # noqa: B008
) -> tuple[list[Key], Reason | None]:
    """What is due, and why nothing is."""
    policy = Policy(dict.fromkeys(DEADLINES, thresholds), QuietHours(0, 0), escalate=False)
    hearer = Hearer(1, policy, sent, wishes, day)
    (items, _), reason = JUDGE.standing(hearer, Standing("T1", day, lines))
    return [item.key for item in items], reason


def test_a_threshold_on_a_free_day_moves_to_the_next_working_day() -> None:
    """180 days before the last day of 2026 is a Saturday; the reminder comes on Monday."""
    assert crossing(date(2026, 12, 30), 179, last=False, days=DAYS) == date(2026, 7, 6)
    assert crossing(date(2026, 12, 30), 180, last=False, days=DAYS) == date(2026, 7, 3)


def test_the_last_threshold_within_a_long_holiday_comes_before_it() -> None:
    """A week before 9 October lies in National Day; an earlier threshold on the same day comes after it."""
    deadline = date(2025, 10, 20)
    assert crossing(deadline, 14, last=True, days=DAYS) == date(2025, 9, 30)
    assert crossing(deadline, 14, last=False, days=DAYS) == date(2025, 10, 9)


def test_what_would_come_after_the_deadline_comes_before_the_holiday() -> None:
    """The deadline lies in the holiday too."""
    assert crossing(date(2025, 10, 6), 3, last=False, days=DAYS) == date(2025, 9, 30)


def test_a_threshold_in_a_weekend_may_come_on_the_deadline_day_but_not_later() -> None:
    """Two days before a Monday is Saturday; one day before a Sunday is Saturday too, and Monday would be too late."""
    assert crossing(date(2026, 3, 9), 2, last=True, days=DAYS) == date(2026, 3, 9)
    assert crossing(date(2026, 3, 8), 1, last=True, days=DAYS) == date(2026, 3, 6)


@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.integers(1, 200), st.booleans())
@settings(max_examples=examples(60))
def test_no_reminder_goes_out_on_a_free_day_or_after_its_deadline(deadline: date, threshold: int, last: bool) -> None:
    """Nor so early that a working day between it and its own day was passed over."""
    day = crossing(deadline, threshold, last=last, days=DAYS)
    own = deadline - timedelta(days=threshold)
    assert DAYS.works(day)
    assert day <= deadline
    between = (date.fromordinal(n) for n in range(min(day, own).toordinal() + 1, max(day, own).toordinal()))
    assert not any(DAYS.works(one) for one in between)


def test_who_comes_late_hears_of_the_present_threshold_only() -> None:
    """Bound 25 days before the end: 30, not 180 and 90 as well; and the next is 7."""
    day, sent = date(2025, 12, 5), list[Key]()
    lacking = line(84, date(2025, 12, 30))
    (key,), _ = judged(lacking, day=day, thresholds=(180, 90, 30, 7), sent=sent)
    assert key.threshold == 30
    sent.append(key)
    assert judged(lacking, day=date(2025, 12, 8), thresholds=(180, 90, 30, 7), sent=sent) == ([], Reason.SENT)
    (last,), _ = judged(lacking, day=date(2025, 12, 23), thresholds=(180, 90, 30, 7), sent=sent)
    assert last.threshold == 7


def test_why_nothing_is_due() -> None:
    """Nothing asked, nothing lacking, no deadline, deadline over, not reached, kind switched off, free day."""
    end = date(2025, 12, 31)
    cases = [
        ((), date(2025, 12, 1), (30,), Reason.NOTHING),
        ((line(0, end),), date(2025, 12, 1), (30,), Reason.DONE),
        ((line(8, None),), date(2025, 12, 1), (30,), Reason.NO_DEADLINE),
        ((line(8, end),), date(2026, 1, 5), (30,), Reason.OVERDUE),
        ((line(8, end),), date(2025, 11, 3), (30,), Reason.NOT_YET),
        ((line(8, end),), date(2025, 12, 1), (), Reason.SWITCHED_OFF),
        ((line(8, end),), date(2025, 12, 6), (30,), Reason.HOLIDAY),
    ]
    for lines, day, thresholds, reason in cases:
        assert judged(*lines, day=day, thresholds=thresholds, sent=[]) == ([], reason)


def test_the_last_chance_is_taken_on_a_free_day_and_said() -> None:
    """Bound within the holiday in which the deadline lies: told at once, because later would be too late."""
    policy = Policy({Kind.CYCLE_END: (30,)}, QuietHours(0, 0), escalate=False)
    day = date(2025, 10, 4)
    (items, _), _ = JUDGE.standing(
        Hearer(1, policy, (), Wishes(), day), Standing("T1", day, (line(8, date(2025, 10, 6)),))
    )
    assert "期限前没有工作日了" in items[0].text


def test_a_cycle_that_a_leave_prolongs_is_not_reminded_of_again_as_made_up() -> None:
    """The same deadline, after the cycle itself has ended."""
    over = line(84, date(2026, 2, 10))
    over = Line(**{**{name: getattr(over, name) for name in Line.__slots__}, "cycle_end": date(2025, 12, 31)})
    sent = [Key(1, Kind.CYCLE_END, "r", date(2021, 1, 1), 30, date(2026, 2, 10))]
    assert judged(over, day=date(2026, 1, 12), thresholds=(30, 7), sent=sent) == ([], Reason.SENT)
    (key,), _ = judged(over, day=date(2026, 2, 3), thresholds=(30, 7), sent=sent)
    assert (key.kind, key.threshold) == (Kind.MAKEUP_END, 7)


@given(
    st.data(),
    st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True),
)
@settings(max_examples=examples(80))
def test_no_crossing_is_reminded_of_twice(data: st.DataObject, first: list[int], then: list[int]) -> None:
    """Days in any order, thresholds changed on the way: of a cycle every reminder is of a smaller threshold."""
    end = date(2025, 12, 31)
    changed = data.draw(st.integers(0, 70))
    days = data.draw(st.lists(st.integers(-2, 70), min_size=1, max_size=40))
    sent: list[Key] = []
    for place, left in enumerate(days):
        thresholds = tuple(sorted(first if place < changed else then, reverse=True))
        day = end - timedelta(days=left)
        due, _ = judged(line(8, end), day=day, thresholds=thresholds, sent=sent)
        sent.extend(due)
        assert all(left >= 0 for _ in due)
        assert all(key.threshold in thresholds for key in due)
    passed = [key.threshold for key in sent]
    assert passed == sorted(set(passed), reverse=True)


@given(st.lists(st.sampled_from([180, 90, 30, 7]), min_size=1, max_size=4, unique=True))
@settings(max_examples=examples(8))
def test_every_threshold_is_reminded_of_when_each_day_is_looked_at(thresholds: list[int]) -> None:
    """And a new cycle reminds anew."""
    days = tuple(sorted(thresholds, reverse=True))
    sent: list[Key] = []
    for start, end in ((date(2024, 1, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 12, 31))):
        passed: list[int] = []
        for number in range(start.toordinal(), end.toordinal() + 1):
            lacking = line(8, end, rule="y", start=start)
            due, _ = judged(lacking, day=date.fromordinal(number), thresholds=days, sent=sent)
            sent.extend(due)
            passed.extend(key.threshold for key in due)
        assert passed == list(days)


def test_wishes() -> None:
    """Put off until a day, or stopped; all kinds, or one."""
    day = date(2025, 12, 1)
    lacking = line(8, date(2025, 12, 31))
    for until, kind, reason in (
        (date(2025, 12, 2), "cycle_end", Reason.SNOOZED),
        (None, "cycle_end", Reason.STOPPED),
        (date(2025, 12, 1), "cycle_end", None),
        (None, "year_end", None),
    ):
        found = judged(lacking, day=day, thresholds=(30,), sent=[], wishes=Wishes(((kind, until),)))
        assert found[1] is reason
    assert Wishes((("", None),)).reason(None, day) is Reason.STOPPED
    assert Wishes((("", date(2025, 12, 9)),)).reason(None, day) is Reason.SNOOZED
