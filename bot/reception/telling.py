"""How far long work is, shown in the chat while it lasts, with a button that stops it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from bot import texts
from bot.messages import Button
from bot.reception.visit import Visit

_TELL_S = 3.0
"""Seconds between two reports."""
_LOOK_S = 1.0
"""Seconds between two looks at whether the button was pressed."""

Tell = Callable[[str], None]
"""Takes what is to be shown next; may be called from a thread, and as often as one likes."""


@dataclass(slots=True)
class Telling:
    """What is told of work under way."""

    stage: str = ""
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the person pressed the button that stops it."""

    def __call__(self, said: str) -> None:
        """Show this next. As `Tell`."""
        self.stage = said


@contextlib.asynccontextmanager
async def telling(visit: Visit, message: int | None, stop: str = "") -> AsyncIterator[Telling]:
    """Show now and then, in the place of `message`, what was told last; nothing any more when the block ends.

    With `stop`, what the button carries that stops it, the button stands below.
    """
    told, ended = Telling(), asyncio.Event()
    showing = asyncio.create_task(_show(visit, message, stop, told, ended))
    try:
        yield told
    finally:
        ended.set()
        await showing


async def _show(visit: Visit, message: int | None, stop: str, told: Telling, ended: asyncio.Event) -> None:
    loop, shown = asyncio.get_running_loop(), ""
    next_at = loop.time() + _TELL_S
    while not ended.is_set() and message is not None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _LOOK_S if stop else _TELL_S)
        if stop and not ended.is_set() and await visit.line.pressed(stop):
            told.stopped.set()
            return
        if told.stage != shown and loop.time() >= next_at and not ended.is_set():
            shown, next_at = told.stage, loop.time() + _TELL_S
            await visit.line.show(shown, message, stop_row(stop))


def stop_row(stop: str) -> tuple[tuple[Button, ...], ...]:
    """The button below what is under way; none without what it carries."""
    return ((Button(texts.BUTTON_STOP, stop),),) if stop else ()
