"""The database: one engine, transactions that read or write, migrations. SQLite by default, PostgreSQL by URL.

Transactions are begun here, by a statement of our own, and not by the drivers. On SQLite one that writes begins with
`BEGIN IMMEDIATE` and takes its turn among those of this process; a deferred one would fail halfway when another
writer came first. On PostgreSQL the beginning also tells whether the connection still stands, so that nothing else
has to ask.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from records import migrations, sqlite_driver
from records.errors import DatabaseUnusable

Session = AsyncSession
"""What services take first and callers only hand on, within one transaction."""

FILE_NAME = "records.db"
"""SQLite file in the data directory."""
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_BUSY_TIMEOUT_MS = 30_000


class Database:
    """Hands out sessions; leaving a block without `commit` rolls back."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._sessions = async_sessionmaker(engine, expire_on_commit=False, autoflush=False)
        self._sqlite = engine.dialect.name == "sqlite"
        # Waiting here is fair and wakes at once; SQLite's own waiting polls.
        self._turn = asyncio.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file, which one process works on at a time."""
        return self._sqlite

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that can only read: one view from its first question on, and never in anybody's way.

        What others commit meanwhile is not seen; writing in it raises `DBAPIError`.
        """
        async with self._sessions() as session:
            await _begin(session, read_only=True)
            yield session
            # A rollback would make the driver forget what the server has planned.
            await session.commit()

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that may write; nothing is kept unless the block calls `await session.commit()`."""
        async with contextlib.AsyncExitStack() as stack:
            if self._sqlite:
                await stack.enter_async_context(self._turn)
            session = await stack.enter_async_context(self._sessions())
            await _begin(session, immediate=True)
            yield session

    async def upgrade(self) -> None:
        """Bring the tables to this version's shape. Raises `DatabaseUnusable`."""
        try:
            async with self.engine.connect() as connection:
                if await connection.run_sync(migrations.up_to_date):
                    return
            async with self.engine.connect() as connection:
                await connection.execution_options(immediate=True)
                await connection.run_sync(migrations.upgrade)
                await connection.commit()
        except (DBAPIError, OSError) as error:
            raise DatabaseUnusable(_unusable(self.engine.url, error)) from error

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def open_database(url: str, home: Path) -> Database:
    """The database at `url`; an empty `url` means the SQLite file in the data directory `home`.

    Raises `DatabaseUnusable` for an address that is none, or of another kind of database.
    """
    try:
        parsed = make_url(url) if url else URL.create("sqlite", database=str(home / FILE_NAME))
        driver = _DRIVERS.get(parsed.drivername.split("+")[0])
        if driver is None:
            raise DatabaseUnusable(
                f"不支持 {parsed.drivername} 数据库。请把 YANXIU_DATABASE_URL 写成 "
                "sqlite:///路径 或 postgresql://用户@主机/库名，或不设置（使用数据文件夹里的 SQLite 文件）。"
            )
        return Database(_engine(parsed.set(drivername=driver)))
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnusable(
            "YANXIU_DATABASE_URL 不是数据库地址。请写成 sqlite:///路径 或 postgresql://用户@主机/库名。"
        ) from error
    except (ImportError, NoSuchModuleError) as error:
        raise DatabaseUnusable('使用 PostgreSQL 要先安装：pip install "yanxiu[postgres]"') from error


def _engine(url: URL) -> AsyncEngine:
    # Parameters are people's data, and an error ends in the log.
    if not url.drivername.startswith("sqlite"):
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
        event.listen(engine.sync_engine, "begin", _begin_postgresql)
        return engine

    def connect() -> Awaitable[object]:
        paths, options = engine.dialect.create_connect_args(url)
        return sqlite_driver.connect(*paths, timeout=_BUSY_TIMEOUT_MS / 1000, **options)

    engine = create_async_engine(url, async_creator=connect, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Leave the beginning of transactions to `_begin_sqlite`; keep what is committed through a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


async def _begin(session: AsyncSession, **options: bool) -> None:
    """Begin the transaction of a session. Nothing was asked yet: what a restarted server cut off is begun anew."""
    try:
        await session.connection(execution_options=options)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        # The pool has given up every connection as old as this one.
        await session.connection(execution_options=options)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    read_only = options.get("read_only", False)
    if connection.info.get("read_only", False) is not read_only:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        connection.info["read_only"] = read_only
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate", False) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if read_only else "BEGIN")


def _unusable(url: URL, error: Exception) -> str:
    if url.drivername.startswith("sqlite"):
        why = f"不能打开数据库文件 {url.database}"
        remedy = "请检查文件夹权限和磁盘空间；文件若已损坏，请从备份恢复"
    else:
        why = f"连不上数据库 {url.render_as_string(hide_password=True)}"
        remedy = "请检查数据库是否已启动、地址和口令是否正确"
    cause = getattr(error, "orig", None) or error
    return f"{why}（{str(cause).strip().splitlines()[0]}）。{remedy}。"
