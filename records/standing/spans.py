"""Sets of days as sorted, disjoint spans of ordinals, both ends included; and the calendar that cycles follow."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

Spans = tuple[tuple[int, int], ...]

FIRST = date.min.toordinal()
LAST = date.max.toordinal()
ALWAYS: Spans = ((FIRST, LAST),)


def span(start: date | None, end: date | None) -> Spans:
    """The days from `start` to `end`; None is open. Empty when they are the wrong way round."""
    first = start.toordinal() if start is not None else FIRST
    last = end.toordinal() if end is not None else LAST
    return ((first, last),) if first <= last else ()


def union(parts: Iterable[Spans]) -> Spans:
    """Days in any of the parts."""
    items = [item for part in parts for item in part]
    if len(items) <= 1:
        return tuple(items)
    merged: list[tuple[int, int]] = []
    for first, last in sorted(items):
        if merged and first <= merged[-1][1] + 1:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return tuple(merged)


def meet(one: Spans, other: Spans) -> Spans:
    """Days in both."""
    if other is ALWAYS:
        return one
    if one is ALWAYS:
        return other
    if len(one) == 1 and len(other) == 1:
        first, last = max(one[0][0], other[0][0]), min(one[0][1], other[0][1])
        return ((first, last),) if first <= last else ()
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


def holds(days: Spans, day: int) -> bool:
    """Whether the ordinal is one of the days."""
    if len(days) == 1:
        return days[0][0] <= day <= days[0][1]
    return any(first <= day <= last for first, last in days)


def length(days: Spans) -> int:
    """How many days."""
    return sum(last - first + 1 for first, last in days)


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 28 February for a 29th that is missing, the calendar's ends beyond them."""
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        return date.min if year < date.min.year else date.max
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def cycle_number(first_day: date, years: int, day: date) -> int:
    """Which cycle `day` lies in: 0 for the one that begins on `first_day`, negative for earlier ones."""
    number = (day.year - first_day.year) // years
    if add_years(first_day, number * years) > day:
        number -= 1
    elif add_years(first_day, (number + 1) * years) <= day:
        number += 1
    return number


def full_years(born: date, day: date) -> int:
    """Age in full years on `day` (周岁); born on 29 February, one is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
