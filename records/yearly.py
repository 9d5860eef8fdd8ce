"""What was completed within a calendar year, as it stands in a ledger: no rule is asked. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from records.ledger import Held, Unit

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class YearSum:
    """Hours of one category, or of all of them, within a year."""

    unit: Unit
    category: str
    """类别; empty for what has none, and for the sum of all."""
    standing: Decimal
    """What counts already, in `unit`."""
    pending: Decimal
    """Claims that nobody has decided yet; not in `standing`."""


def year_sums(held: Iterable[Held], year: int) -> tuple[tuple[YearSum, tuple[YearSum, ...]], ...]:
    """For each unit that occurs the sum of the year and what it is made of, the largest category first.

    An offset counts under the category that it is to count as. 学时 come before 学分.
    """
    of_year = [one for one in held if one.completed.year == year]
    found = []
    for unit in Unit:
        own = [one for one in of_year if one.unit is unit]
        if own:
            names = {one.offset_to or one.category for one in own}
            parts = [
                _sum(unit, name, (one for one in own if (one.offset_to or one.category) == name)) for name in names
            ]
            parts.sort(key=lambda part: (-part.standing, -part.pending, part.category))
            found.append((_sum(unit, "", own), tuple(parts)))
    return tuple(found)


def _sum(unit: Unit, category: str, held: Iterable[Held]) -> YearSum:
    standing = pending = _ZERO
    for one in held:
        if one.pending:
            pending += one.hours
        else:
            standing += one.hours
    return YearSum(unit, category, standing, pending)
