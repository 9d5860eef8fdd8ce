"""如果我再参加 X 呢？照现在的速度能完成吗？ Both from the same standing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from records.centre import CentreSettings
from records.facts import TeacherFacts
from records.ledger import Entry
from records.standing.assess import standing
from records.standing.book import RuleBook
from records.standing.model import Line, Standing

_DAYS_PER_YEAR = (1461, 4)
"""365¼, as a ratio."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The standing as it is, and as it would be."""

    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Projection:
    """When one line is fulfilled at the pace so far."""

    line: Line
    per_year: Decimal
    """Counted hours a year so far, to the hundredth."""
    complete_on: date | None
    """Day on which nothing remains; None when there is no pace to go by, or beyond the calendar."""
    in_time: bool | None
    """Whether that is on or before the deadline; None when either is unknown."""


def what_if(
    rules: RuleBook,
    facts: TeacherFacts,
    entries: Sequence[Entry],
    day: date,
    settings: CentreSettings,
    extra: Iterable[Entry],
) -> WhatIf:
    """What `extra`, entries that nobody has made, would change. Their days of completion must not lie after `day`."""
    return WhatIf(
        standing(rules, facts, entries, day, settings), standing(rules, facts, [*entries, *extra], day, settings)
    )


def projection(found: Standing) -> tuple[Projection, ...]:
    """One projection for each line whose cycle is known and not over: hours come in as fast as since its beginning."""
    return tuple(
        _projected(line, found.as_of)
        for line in found.lines
        if line.since is not None and line.cycle_start is not None and line.deadline is not None
    )


def _projected(line: Line, today: date) -> Projection:
    start = max(day for day in (line.since, line.cycle_start) if day is not None)
    days = (today - start).days + 1
    own = line.counted - line.carried
    if own <= 0 or days <= 0:
        done = line.remaining == 0
        return Projection(line, Decimal(0), today if done else None, True if done else None)
    # Whole numbers only: the pace is `hours` / `of` a day.
    hours, of = own.as_integer_ratio()
    of *= days
    per_year = Decimal(round(Fraction(hours * _DAYS_PER_YEAR[0] * 100, of * _DAYS_PER_YEAR[1]))) / 100
    missing, parts = line.remaining.as_integer_ratio()
    wait = -(-missing * of // (parts * hours))
    if wait > (date.max - today).days:
        return Projection(line, per_year, None, False)
    complete_on = date.fromordinal(today.toordinal() + wait)
    return Projection(line, per_year, complete_on, None if line.deadline is None else complete_on <= line.deadline)
