"""Which processes work on the database at this moment.

On PostgreSQL each holds an advisory lock over a connection of its own. The server gives the lock back when the
process is gone, so that no clock, table or heartbeat is needed. A SQLite file has one process.
"""

import asyncio
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from records.database import Database
from records.errors import DatabaseUnusable

LARGEST = 2**31 - 1
"""Numbers of processes are at most this."""
_KIND = 7_301_223
_KEEPALIVE = ("SET tcp_keepalives_idle = 10", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3")
"""A machine that has lost its power says no farewell; without these the server would believe in it for hours."""
_LOOK = text(
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = :kind AND objsubid = 2"
    " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Presence:
    """This process among the others."""

    def __init__(self, database: Database, number: int) -> None:
        """`number`: chosen at random, so that no two are alike; from 0 to `LARGEST`."""
        self._database = database
        self._number = number
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()

    async def present(self) -> frozenset[int]:
        """Numbers of the processes at work, this one among them, which is seen by the others from now on.

        Raises `DatabaseUnusable` while the database is away.
        """
        if self._database.is_sqlite:
            return frozenset((self._number,))
        async with self._turn:
            try:
                return await self._look()
            except DBAPIError:
                await self.leave()  # with the connection went the lock
            try:
                return await self._look()
            except DBAPIError as error:
                await self.leave()
                why = type(error.orig).__name__
                raise DatabaseUnusable(f"连不上数据库（{why}）。请检查数据库是否在运行。") from error

    async def leave(self) -> None:
        """Be seen no longer."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(DBAPIError):
                # Back in the pool it would keep the lock.
                await connection.invalidate()
            await connection.close()

    async def _look(self) -> frozenset[int]:
        if self._connection is None:
            connection = await self._database.engine.connect()
            self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for setting in _KEEPALIVE:
                await self._connection.execute(text(setting))
            holding = {"kind": _KIND, "number": self._number}
            await self._connection.execute(text("SELECT pg_advisory_lock(:kind, :number)"), holding)
        return frozenset(await self._connection.scalars(_LOOK, {"kind": _KIND}))
