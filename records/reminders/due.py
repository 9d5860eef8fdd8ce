"""What one person is due to hear on a day: a pure function of standing, policy, calendar and what was said before.

A reminder crosses a threshold when its day comes. The invariant: never two reminders of one crossing; at most one for
each person, kind, rule, cycle and threshold; and none for a threshold that is not smaller than one already reminded
of in that cycle, whatever the thresholds were then. Whoever comes late to a cycle hears of the present threshold only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from records.calendar import WorkingDays
from records.reminders import texts
from records.reminders.model import Item, Key, Kind, Reason, Verdict
from records.reminders.rules import NoticeDate, ReminderBook
from records.reminders.settings import Policy
from records.standing import Standing, hours_text

LONG = 3
"""Days of a holiday before which a last threshold goes out instead of after it; a weekend has two."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person does not want to hear of."""

    until: tuple[tuple[str, date | None], ...] = ()
    """Kind (empty for all) → the day from which reminders come again, None for never."""

    def reason(self, kind: Kind | None, day: date) -> Reason | None:
        """Why nothing of this kind (None: nothing at all) is wanted on a day."""
        for wished, until in self.until:
            if wished == (kind or "") and (until is None or day < until):
                return Reason.STOPPED if until is None else Reason.SNOOZED
        return None


def crossing(deadline: date, threshold: int, *, last: bool, days: WorkingDays) -> date:
    """The working day on which a threshold's reminder goes out.

    From a day without work it moves to the next working day; to the one before where that would be after the
    deadline, and for the last threshold also where the holiday is long.
    """
    day = date.fromordinal(max(1, deadline.toordinal() - threshold))
    following = days.following(day)
    if following > deadline or (last and days.free(day) >= LONG):
        return days.preceding(day)
    return following


class Crossings:
    """The days of every threshold of a deadline, worked out once: many teachers share a deadline."""

    def __init__(self, days: WorkingDays) -> None:
        self._days = days
        self._of = lru_cache(maxsize=4096)(self._work_out)

    def reached(self, deadline: date, thresholds: tuple[int, ...], day: date) -> int | None:
        """The smallest threshold whose day has come."""
        found = [threshold for threshold, due in self._of(deadline, thresholds) if due <= day]
        return min(found) if found else None

    def waits(self, deadline: date, day: date) -> bool:
        """Whether `day` is not worked and a working day is still to come before the deadline."""
        return not self._days.works(day) and self._days.following(day) <= deadline

    def _work_out(self, deadline: date, thresholds: tuple[int, ...]) -> tuple[tuple[int, date], ...]:
        return tuple(
            (threshold, crossing(deadline, threshold, last=threshold == thresholds[-1], days=self._days))
            for threshold in thresholds
        )


@dataclass(frozen=True, slots=True)
class Hearer:
    """Whom reminders are for, on a day."""

    person: int
    policy: Policy
    sent: Sequence[Key]
    """What was said before."""
    wishes: Wishes
    day: date


Verdicts = tuple[list[Item], list[Verdict]]
"""What is due, and a verdict on everything that was looked at."""


class Judge:
    """Decides for one person after the other, all on the same rules."""

    def __init__(self, book: ReminderBook) -> None:
        self._book = book
        self._crossings = Crossings(book.days)

    def standing(self, hearer: Hearer, found: Standing) -> tuple[Verdicts, Reason | None]:
        """What is due of the requirements that lack hours; and why nothing is, if nothing."""
        owed = [line for line in found.lines if line.binding and line.required > 0]
        items: list[Item] = []
        verdicts: list[Verdict] = []
        for line in owed:
            if line.remaining <= 0:
                continue
            kind = self._book.kind(line, hearer.day)
            threshold: int | None = None
            reason: Reason | None = Reason.NO_DEADLINE
            if line.deadline is not None and line.cycle_start is not None:
                threshold, reason = self._deadline(hearer, kind, line.rule, line.cycle_start, line.deadline)
                if threshold is not None and reason is None:
                    key = Key(hearer.person, kind, line.rule, line.cycle_start, threshold, line.deadline)
                    items.append(Item(key, self.said(texts.shortfall(line, kind, line.deadline, hearer.day), hearer)))
            hours = hours_text(line.remaining)
            verdicts.append(Verdict(line.rule, line.name, kind, line.deadline, hours, threshold, reason))
        if verdicts:
            return (items, verdicts), None if items else closest(one.reason for one in verdicts)
        return (items, verdicts), Reason.DONE if owed else Reason.NOTHING

    def dates(self, hearer: Hearer, found: Standing, dates: Iterable[NoticeDate]) -> Verdicts:
        """Which of the days that documents of the person's region name are due."""
        items: list[Item] = []
        verdicts: list[Verdict] = []
        short = {line.rule for line in found.lines if line.binding and line.remaining > 0}
        for one in dates:
            if one.day < hearer.day or (one.rule and one.rule not in short):
                continue
            threshold, reason = self._deadline(hearer, Kind.NOTICE_DATE, one.id, one.day, one.day)
            verdicts.append(Verdict(one.id, one.name, Kind.NOTICE_DATE, one.day, "", threshold, reason))
            if reason is None and threshold is not None:
                key = Key(hearer.person, Kind.NOTICE_DATE, one.id, one.day, threshold, one.day)
                text = texts.notice(one.name, one.document, one.label, one.day, hearer.day)
                items.append(Item(key, self.said(text, hearer)))
        return items, verdicts

    def said(self, text: str, hearer: Hearer) -> str:
        """The text, with why it comes on a day without work when it does."""
        return text if self._book.days.works(hearer.day) else f"{text}\n  {texts.ON_A_HOLIDAY}"

    def _deadline(
        self, hearer: Hearer, kind: Kind, rule: str, start: date, deadline: date
    ) -> tuple[int | None, Reason | None]:
        """The threshold that is reached, and why it is not reminded of."""
        if hearer.day > deadline:
            return None, Reason.OVERDUE
        thresholds = hearer.policy.thresholds.get(kind)
        if not thresholds:
            return None, Reason.SWITCHED_OFF
        threshold = self._crossings.reached(deadline, thresholds, hearer.day)
        if threshold is None:
            return None, Reason.NOT_YET
        if any(
            one.rule == rule
            and one.cycle_start == start
            and one.threshold <= threshold
            # A leave moves a deadline beyond its cycle, which then is reminded of as another kind.
            and (one.kind is kind or one.deadline == deadline)
            for one in hearer.sent
        ):
            return threshold, Reason.SENT
        if unwanted := hearer.wishes.reason(kind, hearer.day):
            return threshold, unwanted
        return threshold, Reason.HOLIDAY if self._crossings.waits(deadline, hearer.day) else None


def closest(reasons: Iterable[Reason | None]) -> Reason | None:
    """The reason that is nearest to a reminder."""
    order = list(Reason)
    return max((one for one in reasons if one is not None), key=order.index, default=None)


def unknown_years(days: WorkingDays, day: date) -> tuple[int, ...]:
    """Years around `day` whose public holidays nobody knows."""
    years = {day.year, (day + timedelta(days=30)).year}
    return tuple(sorted(year for year in years if not days.knows(year)))
