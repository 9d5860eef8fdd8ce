"""What falls due by the clock in China: once a day, once a week. What was missed is caught up while the day lasts."""

from collections.abc import Sequence
from datetime import datetime, time

from bot.jobs.model import Due
from records.china import CHINA


def daily(at: time) -> Due:
    """Due from `at` on, with the day: 2026-11-22."""

    async def due(now: datetime) -> Sequence[str]:
        local = now.astimezone(CHINA)
        return [local.date().isoformat()] if local.time() >= at else []

    return due


def weekly(weekday: int, at: time) -> Due:
    """Due on that day (0: Monday) from `at` on, with the week: 2026-W47."""

    async def due(now: datetime) -> Sequence[str]:
        local = now.astimezone(CHINA)
        year, week, _ = local.isocalendar()
        return [f"{year}-W{week:02}"] if local.weekday() == weekday and local.time() >= at else []

    return due
