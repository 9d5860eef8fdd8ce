"""What is left of connections and transactions when the server of a database is restarted."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Integer, func, select
from sqlalchemy.exc import DBAPIError

from records.database import Database, Session
from records.schema import AttemptRow
from tests.records.databases import SERVER, Templates

pytestmark = pytest.mark.postgresql


@pytest.fixture
async def database(templates: Templates, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database on a server."""
    async with templates.database("postgresql", tmp_path) as made:
        yield made


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_connections_that_were_cut_are_replaced_unnoticed(database: Database, kind: str) -> None:
    """Whatever lay idle in the pool is gone; the next transactions, several at once, do not hear of it."""
    begin = database.read if kind == "read" else database.write
    async with begin() as one, begin() as two, begin() as three:
        cut = {await _backend(session) for session in (one, two, three)}
    await _end(cut)
    async with begin() as one, begin() as two, begin() as three:
        there = {await _backend(session) for session in (one, two, three)}
    assert len(cut | there) == 6


async def test_a_transaction_that_was_cut_is_lost_as_a_whole(database: Database) -> None:
    """It fails and is not begun anew behind the caller's back; the next one works."""
    async with database.write() as session:
        session.add(AttemptRow(account=1))
        await session.flush()
        await _end({await _backend(session)})
        session.add(AttemptRow(account=2))
        with pytest.raises(DBAPIError):
            await session.commit()
    async with database.read() as session:
        assert (await session.scalars(select(AttemptRow))).all() == []


async def _backend(session: Session) -> int:
    """Number of the server's process behind the session."""
    return (await session.scalars(select(func.pg_backend_pid(type_=Integer)))).one()


async def _end(backends: set[int]) -> None:
    """End these processes of the server, as a restart does, and wait until they are gone."""
    async with await psycopg.AsyncConnection.connect(SERVER, autocommit=True) as server:
        await server.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) pid", [list(backends)])
        alive = "SELECT 1 FROM pg_stat_activity WHERE pid = ANY(%s)"
        while await (await server.execute(alive, [list(backends)])).fetchone():
            await asyncio.sleep(0.01)
