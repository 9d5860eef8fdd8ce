"""The database: one engine, transactions that read or write, migrations. SQLite by default, PostgreSQL by URL.

On SQLite a write transaction begins with `BEGIN IMMEDIATE` and takes its turn among those of this process;
a deferred one would fail halfway when another writer came first.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from records.errors import DatabaseUnusable

Session = AsyncSession
"""What services take first and callers only hand on, within one transaction."""

FILE_NAME = "records.db"
"""SQLite file in the data directory."""
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_BUSY_TIMEOUT_MS = 30_000
_MIGRATION_LOCK = 7_301_220
"""Any number that nobody else uses: PostgreSQL's advisory lock while migrating."""


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
        """A transaction that only reads: one consistent view, and never in anybody's way."""
        async with self._sessions() as session:
            yield session

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that may write; nothing is kept unless the block calls `await session.commit()`."""
        async with contextlib.AsyncExitStack() as stack:
            if self._sqlite:
                await stack.enter_async_context(self._turn)
            session = await stack.enter_async_context(self._sessions())
            await session.connection(execution_options={"immediate": True})
            yield session

    async def upgrade(self) -> None:
        """Bring the tables to this version's shape. Raises `DatabaseUnusable`."""
        try:
            async with self.engine.connect() as connection:
                await connection.execution_options(immediate=True)
                await connection.run_sync(_upgrade)
                await connection.commit()
        except CommandError as error:
            raise DatabaseUnusable(
                f"数据库里的表比这个版本的程序还新（{error}）。请升级程序，或用 YANXIU_DATABASE_URL 换一个数据库。"
            ) from error
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
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
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


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _unusable(url: URL, error: Exception) -> str:
    if url.drivername.startswith("sqlite"):
        why = f"不能打开数据库文件 {url.database}"
        remedy = "请检查文件夹权限和磁盘空间；文件若已损坏，请从备份恢复"
    else:
        why = f"连不上数据库 {url.render_as_string(hide_password=True)}"
        remedy = "请检查数据库是否已启动、地址和口令是否正确"
    cause = getattr(error, "orig", None) or error
    return f"{why}（{str(cause).strip().splitlines()[0]}）。{remedy}。"
