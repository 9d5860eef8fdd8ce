"""The loop that the worker and the sender share: claim things, handle each in a task, rest until there is more."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")
_IDLE_S = 5.0
"""Seconds after which is looked anew, even when nobody said that there is something."""


@dataclass(frozen=True, slots=True)
class Claimed(Generic[T]):
    """What one look brought."""

    things: Sequence[T] = ()
    more: bool = False
    """There may be more to claim at once, without anybody saying so."""
    alone: bool = False
    """Nothing else may begin before these are finished."""
    look_again_s: float = _IDLE_S
    """When there is no more: the longest time to the next look."""


class Claiming(Generic[T]):
    """Runs `handle` for what `claim` brings, up to `most` at once."""

    def __init__(
        self,
        *,
        claim: Callable[[int, int], Awaitable[Claimed[T]]],
        handle: Callable[[T], Coroutine[Any, Any, None]],
        most: int,
    ) -> None:
        """`claim` gets how many are being handled and how many more may be. What `handle` raises is only logged."""
        self._claim = claim
        self._handle = handle
        self._most = most
        self._wake = asyncio.Event()
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Say that there may be something to claim."""
        self._wake.set()

    def stop(self) -> None:
        """Have `run` end when what is begun is finished."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Claim and handle until stopped; what is begun is then finished.

        To be stopped, not cancelled: a transaction that is cancelled halfway leaves its connection in doubt.
        """
        while not self._stopping:
            self._wake.clear()
            await self._look()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _look(self) -> None:
        free = self._most - len(self._running)
        claimed: Claimed[T] = await self._claim(len(self._running), free) if free > 0 else Claimed()
        for thing in claimed.things:
            task = asyncio.create_task(self._handle(thing))
            self._running.add(task)
            task.add_done_callback(self._finished)
        if claimed.alone:
            await asyncio.wait(self._running)
        elif not claimed.more:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), claimed.look_again_s)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("what was claimed could not be handled", exc_info=error)
