"""Quiet hours: the part of each day in China during which nobody is sent what can wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from records.china import CHINA

MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day to another, over midnight when the first is the later one; equal ones mean never."""

    start: int
    """First quiet minute, counted from midnight in China."""
    end: int
    """First minute that is not quiet any more."""

    def hold(self, moment: datetime) -> bool:
        """Whether the moment is quiet."""
        return (_minute(moment) - self.start) % MINUTES < (self.end - self.start) % MINUTES

    def opening(self, moment: datetime) -> datetime:
        """`moment` itself, or the end of the quiet hours that it lies in."""
        if not self.hold(moment):
            return moment
        whole = moment.replace(second=0, microsecond=0)
        return whole + timedelta(minutes=(self.end - _minute(moment)) % MINUTES)

    def words(self) -> str:
        """As it is typed: 21:00-08:00."""
        return f"{clock_of(self.start)}-{clock_of(self.end)}"


USUAL = QuietHours(21 * 60, 8 * 60)
"""Where the centre has decided nothing."""


def clock_of(minute: int) -> str:
    """A minute of the day as hours and minutes."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(moment: datetime) -> int:
    local = moment.astimezone(CHINA)
    return local.hour * 60 + local.minute
