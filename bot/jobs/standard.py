"""The jobs of the program, over services that the composition root hands in, each in transactions of its own."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time
from typing import Protocol

from bot.jobs.model import Due, Job, Wait
from bot.jobs.timetable import daily, weekly

SCAN_AT = time(3, 0)
"""Reminders are written at night; when they go out is their own affair."""
DIGEST_AT = (0, time(8, 0))
"""Monday morning."""
CLEAN_AT = time(4, 30)
SOURCES_AT = time(8, 30)
"""When people may be told at once what is new."""

_LOOK_S = 5.0
"""Seconds between two looks at an announcement whose messages are on their way."""
_LONG_LOOK_S = 30.0
"""The same while it waits for its time."""


class Advanced(Protocol):
    """How far an announcement is (`records.campaigns.model.Advanced`)."""

    @property
    def more(self) -> bool:
        """There is more to do at once."""
        ...

    @property
    def finished(self) -> bool:
        """There is nothing more to do."""
        ...

    @property
    def wait_until(self) -> datetime | None:
        """When its time comes, if that is what it waits for."""
        ...


Active = Callable[[], Awaitable[Sequence[int]]]
"""Numbers of the announcements on which there is work to do."""
Advance = Callable[[int], Awaitable[Advanced]]
"""Brings an announcement on by a piece."""
Scan = Callable[[int], Awaitable[int | None]]
"""Sees to the next people or pages behind this number; returns the last one's, None at the end."""
Errand = Callable[[], Awaitable[object]]
"""Done in one go."""


def broadcasts(*, active: Active, advance: Advance) -> Job:
    """`campaign:<number>`: bring an announcement on until it is finished, through its schedule and its pauses."""

    async def due(_now: datetime) -> Sequence[str]:
        return [str(number) for number in await active()]

    async def step(argument: str, _cursor: str | None) -> str | Wait | None:
        advanced = await advance(int(argument))
        if advanced.finished:
            return None
        return "more" if advanced.more else Wait(_LONG_LOOK_S if advanced.wait_until else _LOOK_S)

    return Job("campaign", due, step, once=False)


def nightly_reminders(*, scan: Scan, at: time = SCAN_AT) -> Job:
    """`reminders:<day>`: once a day, all people in chunks."""
    return _round("reminders", daily(at), scan)


def daily_sources(*, look: Scan, at: time = SOURCES_AT) -> Job:
    """`sources:<day>`: once a day, the registered web pages one by one."""
    return _round("sources", daily(at), look)


def weekly_digest(*, send: Errand, at: tuple[int, time] = DIGEST_AT) -> Job:
    """`digest:<week>`: once a week."""
    return _errand("digest", weekly(*at), send)


def housekeeping(*, clean: Errand, at: time = CLEAN_AT) -> Job:
    """`housekeeping:<day>`: once a day, what has become old is cleared away."""
    return _errand("housekeeping", daily(at), clean)


def _round(name: str, due: Due, scan: Scan) -> Job:
    async def step(_argument: str, cursor: str | None) -> str | None:
        reached = await scan(int(cursor or 0))
        return None if reached is None else str(reached)

    return Job(name, due, step, once=True)


def _errand(name: str, due: Due, run: Errand) -> Job:
    async def step(_argument: str, _cursor: str | None) -> None:
        await run()

    return Job(name, due, step, once=True)
