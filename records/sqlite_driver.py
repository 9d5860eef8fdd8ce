"""SQLite for asyncio, with one hand-over to its thread for each statement.

aiosqlite hands over for the cursor, the statement, its rows and the cursor's end, each time waking two threads:
a quarter of the processor time of a short transaction. SQLAlchemy's adapter for aiosqlite drives these two as well.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, Self, TypeVar

import aiosqlite

_Result = TypeVar("_Result")
_ROWS_AT_ONCE = 500
"""Rows that come with the statement; more are fetched when they are asked for."""


class Cursor(aiosqlite.Cursor):
    """Has its first rows when it has run its statement."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        super().__init__(connection, connection._conn.cursor())
        self._rows: list[Any] = []
        self._all_read = True

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """Run the statement and read its first rows."""
        await self._in_thread(self._run, sql, parameters or ())
        return self

    async def fetchone(self) -> Any | None:
        """The next row, or None."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows, `size` of them where there are so many."""
        size = size or self.arraysize
        while len(self._rows) < size and not self._all_read:
            await self._in_thread(self._read)
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rest = [] if self._all_read else await self._in_thread(self._cursor.fetchall)
        rows, self._rows, self._all_read = [*self._rows, *rest], [], True
        return rows

    async def close(self) -> None:
        """Let go of a statement whose rows were not read to the end; any other has let go by itself."""
        if not self._all_read:
            await super().close()

    async def _in_thread(self, work: Callable[..., _Result], *arguments: Any) -> _Result:
        done: _Result = await self._execute(work, *arguments)  # type: ignore[no-untyped-call]
        return done

    def _run(self, sql: str, parameters: Any) -> None:
        self._cursor.execute(sql, parameters)
        self._rows = []
        self._read()

    def _read(self) -> None:
        rows = self._cursor.fetchmany(_ROWS_AT_ONCE)
        self._rows += rows
        self._all_read = len(rows) < _ROWS_AT_ONCE


class Connection(aiosqlite.Connection):
    """A connection that hands out such cursors; it opens when it is awaited."""

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(lambda: sqlite3.connect(path, **options), _ROWS_AT_ONCE)
        # As SQLAlchemy has it: a connection that nobody closed does not keep the process alive.
        self._thread.daemon = True

    def cursor(self) -> Cursor:  # type: ignore[override]
        """A cursor, made without asking the thread."""
        return Cursor(self)


async def connect(path: str, **options: Any) -> aiosqlite.Connection:
    """Open a database; `options` are those of `sqlite3.connect`."""
    return await Connection(path, **options)
