"""Empty, migrated databases for tests: SQLite, and PostgreSQL for what is marked so."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Dialect, Engine

from records.database import FILE_NAME, Database, open_database

SERVER = os.environ.get("YANXIU_TEST_POSTGRESQL", "host=127.0.0.1 dbname=postgres connect_timeout=2")
"""Where the tests look for a PostgreSQL server; each test gets an empty database of its own there."""


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of database at hand, for the benchmarks."""
    try:
        psycopg.connect(SERVER).close()
    except psycopg.OperationalError:
        return ("sqlite",)
    return ("sqlite", "postgresql")


def each_kind() -> list[Any]:
    """Parameters for a test on each kind; those that need the server are marked, whether it answers or not."""
    return ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


class Templates:
    """Migrates one database of each kind once and gives every test an empty copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, str] = {}
        self._spare: list[str] = []
        """Databases on the server that no test is using: emptying one takes a twentieth of making one."""
        self._dialects: dict[str, Dialect] = {}
        self._statements: dict[str, Any] = {}

    @asynccontextmanager
    async def database(self, kind: str, home: Path) -> AsyncIterator[Database]:
        """A database of `kind` with the tables and nothing in them."""
        if kind not in self._made:
            self._made[kind] = await self._template(kind)
        url = await asyncio.to_thread(self._copy, kind, home)
        database = open_database(url, home)
        self._share_statements(kind, database.engine.sync_engine)
        try:
            yield database
        finally:
            await database.close()
            if kind == "postgresql":
                await asyncio.to_thread(self._put_back, url.rsplit("/", 1)[1])

    def close(self) -> None:
        """Drop what is on the server."""
        for name in (*self._spare, *filter(None, [self._made.get("postgresql")])):
            _drop(name)

    def _share_statements(self, kind: str, engine: Engine) -> None:
        """What SQLAlchemy compiled for one test serves the others: a sixth of the time of a test."""
        engine.dialect = self._dialects.setdefault(kind, engine.dialect)
        engine.update_execution_options(compiled_cache=self._statements.setdefault(kind, {}))

    def _put_back(self, name: str) -> None:
        try:
            _empty(name)
        except psycopg.Error:  # something still holds it, or there is too much in it
            _drop(name)
        else:
            self._spare.append(name)

    async def _template(self, kind: str) -> str:
        if kind == "sqlite":
            database, name = open_database("", self._folder), str(self._folder / FILE_NAME)
        else:
            name = f"yanxiu_template_{secrets.token_hex(4)}"
            await asyncio.to_thread(_create, name, "template1")
            database = open_database(url_of(name), self._folder)
        await database.upgrade()
        await database.close()
        return name

    def _copy(self, kind: str, home: Path) -> str:
        if kind == "sqlite":
            shutil.copy(self._made[kind], home / FILE_NAME)
            return ""
        if self._spare:
            return url_of(self._spare.pop())
        name = f"yanxiu_test_{secrets.token_hex(4)}"
        _create(name, self._made[kind])
        return url_of(name)


def url_of(name: str) -> str:
    """Address of a database on the server."""
    parts = psycopg.conninfo.conninfo_to_dict(SERVER)
    user = f"{parts['user']}@" if parts.get("user") else ""
    return f"postgresql://{user}{parts.get('host', '127.0.0.1')}:{parts.get('port', 5432)}/{name}"


def _create(name: str, template: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(command.format(sql.Identifier(name), sql.Identifier(template)))


def _empty(name: str) -> None:
    """Leave the database as it was made: no rows, numbers from 1. Triggers that keep the ledger are passed by."""
    patience = "-c lock_timeout=2s -c statement_timeout=5s"
    with psycopg.connect(f"{SERVER} dbname={name} options='{patience}'") as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        deletions = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for (table,) in tables]
        connection.execute(sql.SQL("; ").join(deletions))
        connection.execute(
            "SELECT setval(c.oid, 1, false) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind = 'S' AND n.nspname = 'public'"
        )


def _drop(name: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
