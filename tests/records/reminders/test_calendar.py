"""Working days of China."""

from datetime import date

import pytest

from records.calendar import WorkingDays


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),
        ("2026-02-14", True),  # a Saturday worked for the Spring Festival
        ("2026-02-17", False),
        ("2026-03-07", False),
        ("2026-10-01", False),
        ("2026-10-10", True),
    ],
)
def test_weekends_holidays_and_days_worked_instead(day: str, works: bool) -> None:
    """A public holiday is free on a Tuesday, and a Saturday may be worked in its stead."""
    assert WorkingDays().works(date.fromisoformat(day)) is works


def test_the_working_days_around_a_holiday() -> None:
    """National Day of 2025 lasts from 1 to 8 October."""
    days = WorkingDays()
    assert days.following(date(2025, 10, 3)) == date(2025, 10, 9)
    assert days.preceding(date(2025, 10, 3)) == date(2025, 9, 30)
    assert days.free(date(2025, 10, 3)) == 8
    assert days.following(date(2025, 9, 30)) == days.preceding(date(2025, 9, 30)) == date(2025, 9, 30)
    assert days.free(date(2025, 9, 30)) == 0


def test_a_year_whose_holidays_are_unknown_has_weekends() -> None:
    """National Day of a far year counts as worked, and the calendar says that it does not know."""
    days = WorkingDays()
    assert not days.knows(2090)
    assert days.knows(2025)
    assert days.works(date(2090, 10, 2))
    assert not days.works(date(2090, 10, 1))  # a Sunday
    assert days.following(date.max) == date.max
