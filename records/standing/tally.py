"""Hours of one rule in one cycle, added up under its ceilings and floors."""

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal

from records.standing.scheme import Place

_ZERO = Decimal(0)
_FINEST = Decimal("0.0001")


class Tally:
    """Counted hours by place.

    Hours under a ceiling count up to it. A floor is filled by the hours of its category that the ceilings let through,
    whichever of them; hours beyond what the floors leave free do not count towards the requirement.
    """

    def __init__(self, ceilings: Sequence[Decimal | None], floors: Sequence[Decimal]) -> None:
        self.ceilings = ceilings
        self.floors = floors
        self._values: dict[tuple[int, int, int], Decimal] = {}

    def add(self, place: Place, hours: Decimal) -> None:
        """Add hours earned; they count at the rate of their place."""
        key = (place.ceiling, place.floor, place.plain)
        self._values[key] = self._values.get(key, _ZERO) + hours * place.rate

    def under(self, ceiling: int) -> Decimal:
        """Hours under a ceiling, before it cuts them."""
        return sum((value for key, value in self._values.items() if key[0] == ceiling), _ZERO)

    def total(self) -> Decimal:
        """Hours that the ceilings let through."""
        return self._through(None, -1)

    def in_floor(self, floor: int) -> Decimal:
        """Hours that fill a floor."""
        return self._through(1, floor)

    def in_plain(self, plain: int) -> Decimal:
        """Hours of a category without bounds."""
        return self._through(2, plain)

    def other(self) -> Decimal:
        """Hours outside all categories."""
        return self._values.get((-1, -1, -1), _ZERO)

    def lack(self) -> Decimal:
        """Hours that the floors still miss, all together."""
        missing = _ZERO
        for position, minimum in enumerate(self.floors):
            if minimum:
                missing += max(_ZERO, minimum - self.in_floor(position))
        return missing

    def counted(self, required: Decimal, carried: Decimal) -> Decimal:
        """Hours that count towards `required`, with those carried in."""
        total, lack = self.total() + carried, self.lack()
        return total if not lack else min(total, max(_ZERO, required - lack))

    def needed(self, place: Place, hours: Decimal, required: Decimal, carried: Decimal) -> Decimal:
        """How many of `hours` it takes to fulfil as much of `required` as they can; the rest would be wasted here."""
        before, lack = self.total() + carried, self.lack()
        reached = max(_ZERO, min(before, required - lack))
        if reached >= required:
            return _ZERO
        trial = Tally(self.ceilings, self.floors)
        trial._values = dict(self._values)
        trial.add(place, hours)
        possible = min(trial.total() + carried, required - trial.lack())
        if possible <= reached:
            return _ZERO
        # Both the hours in all and the room that the floors leave must come up to what is possible.
        value = max(possible - before, possible - (required - lack))
        return min(hours, (value / place.rate).quantize(_FINEST, ROUND_UP))

    def _through(self, axis: int | None, position: int) -> Decimal:
        passed: dict[int, Decimal] = {}
        free = _ZERO
        for key, value in self._values.items():
            if axis is None or key[axis] == position:
                if key[0] < 0:
                    free += value
                else:
                    passed[key[0]] = passed.get(key[0], _ZERO) + value
        for ceiling, value in passed.items():
            maximum = self.ceilings[ceiling]
            free += value if maximum is None else min(value, maximum)
        return free
