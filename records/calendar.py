"""Working days of China: weekends, public holidays and the Saturdays and Sundays worked in their stead (调休).

The State Council announces each year's holidays in the autumn before it. For a year that the library does not know yet
only the weekends are known, and `WorkingDays.knows` says so.
"""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_FRIDAY = 5
_LONGEST = 31
"""No stretch of free days is longer; beyond it the calendar itself ends."""


class WorkingDays:
    """Which days are worked."""

    def __init__(self) -> None:
        self._works: dict[date, bool] = {}
        self._years: dict[int, bool] = {}

    def works(self, day: date) -> bool:
        """Whether the day is worked; in a year of unknown holidays, whether it is Monday to Friday."""
        known = self._works.get(day)
        if known is None:
            known = self._works[day] = _works(day) if self.knows(day.year) else day.isoweekday() <= _FRIDAY
        return known

    def knows(self, year: int) -> bool:
        """Whether the public holidays of the year are known."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = _is_known(year)
        return known

    def following(self, day: date) -> date:
        """The first working day from `day` on, `day` included."""
        return self._nearest(day, _DAY)

    def preceding(self, day: date) -> date:
        """The last working day until `day`, `day` included."""
        return self._nearest(day, -_DAY)

    def free(self, day: date) -> int:
        """Days of the stretch without work that `day` lies in; 0 for a working day."""
        return 0 if self.works(day) else (self.following(day) - self.preceding(day)).days - 1

    def _nearest(self, day: date, step: timedelta) -> date:
        for _ in range(_LONGEST):
            if self.works(day) or not date.min < day < date.max:
                break
            day += step
        return day


def _works(day: date) -> bool:
    # Imported here: its tables are read when the first day is asked for.
    from chinese_calendar import is_workday

    return bool(is_workday(day))


def _is_known(year: int) -> bool:
    try:
        _works(date(year, 7, 1))
    except NotImplementedError:  # how the library says that it has no data
        return False
    return True
