"""Moments as people in China read them."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""Asia/Shanghai; without daylight saving since 1991, so no time zone data is needed."""


def day_of(moment: datetime) -> date:
    """The day in China."""
    return moment.astimezone(CHINA).date()


def clock(moment: datetime) -> str:
    """Day and minute in words: 3月2日 10:05."""
    local = moment.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
