"""Empty, migrated databases for tests: SQLite always, PostgreSQL where a server answers on this machine."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from records.database import FILE_NAME, Database, open_database

SERVER = os.environ.get("YANXIU_TEST_POSTGRESQL", "host=127.0.0.1 dbname=postgres connect_timeout=2")
"""Where the tests look for a PostgreSQL server; each test gets a database of its own there, dropped afterwards."""


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of database at hand."""
    try:
        psycopg.connect(SERVER).close()
    except psycopg.OperationalError:
        return ("sqlite",)
    return ("sqlite", "postgresql")


class Templates:
    """Migrates one database of each kind once and copies it for every test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, str] = {}

    @asynccontextmanager
    async def database(self, kind: str, home: Path) -> AsyncIterator[Database]:
        """A database of `kind` with the tables and nothing in them."""
        if kind not in self._made:
            self._made[kind] = await self._template(kind)
        url = await asyncio.to_thread(self._copy, kind, home)
        database = open_database(url, home)
        try:
            yield database
        finally:
            await database.close()
            if kind == "postgresql":
                await asyncio.to_thread(_drop, url.rsplit("/", 1)[1])

    def close(self) -> None:
        """Drop the server's template."""
        if name := self._made.get("postgresql"):
            _drop(name)

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


def _drop(name: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
