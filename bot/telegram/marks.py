"""What became of messages, written at once and together: one transaction for all that end while another commits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from records.database import Database, Session

logger = logging.getLogger(__name__)

_PAUSES_S = (0.1, 1.0, 5.0, 15.0)
"""Seconds between the attempts to write what the database did not take."""


@dataclass(slots=True)
class _Mark:
    work: Callable[[Session], Awaitable[object]]
    kept: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Marks:
    """Writes marks in the order given. Nobody waits for company: what comes while one batch commits is the next."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Mark] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, work: Callable[[Session], Awaitable[object]]) -> None:
        """Do `work` in a transaction, perhaps with others' and perhaps more than once; returns when it is kept."""
        mark = _Mark(work)
        self._waiting.append(mark)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        await mark.kept

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._write(batch)
            except Exception as error:
                logger.warning("%d marks were not kept together: %s", len(batch), type(error).__name__)
                # One that fails by itself must not keep the others from being kept.
                for mark in batch:
                    await self._insist(mark)
        self._writing = None

    async def _write(self, batch: list[_Mark]) -> None:
        async with self._database.write() as session:
            for mark in batch:
                await mark.work(session)
            await session.commit()
        for mark in batch:
            mark.kept.set_result(None)

    async def _insist(self, mark: _Mark) -> None:
        """Try a few times: an unwritten mark leaves its message in doubt and its chat waiting."""
        for pause in _PAUSES_S:
            try:
                return await self._write([mark])
            except Exception:
                await asyncio.sleep(pause)
        try:
            await self._write([mark])
        except Exception as error:
            mark.kept.set_exception(error)
