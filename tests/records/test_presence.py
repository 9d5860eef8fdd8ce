"""Which processes are at work: seen by all as soon as they join, forgotten when they leave or die."""

from pathlib import Path

import psycopg
import pytest

from records.database import Database, open_database
from records.errors import DatabaseUnusable
from records.presence import Presence
from tests.records.databases import SERVER


async def test_coming_and_going(database: Database, tmp_path: Path) -> None:
    """On PostgreSQL each sees all that are there; on SQLite there is one."""
    first, second = Presence(database, 1), Presence(database, 2**31 - 1)
    assert await first.present() == {1}
    others = {2**31 - 1} if database.is_sqlite else {1, 2**31 - 1}
    assert await second.present() == others
    await first.leave()
    assert await second.present() == {2**31 - 1}
    await second.leave()


async def test_a_lost_connection(database: Database) -> None:
    """Whoever loses the connection, as at a crash, is gone for the others, and back as soon as it looks again."""
    first, second = Presence(database, 1), Presence(database, 2)
    await first.present()
    if not database.is_sqlite:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            name = database.engine.url.database
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            connection.execute("SELECT pg_sleep(0.1)")
        assert await second.present() == {2}
        assert await first.present() == {1, 2}
    await first.leave()
    await second.leave()


async def test_a_database_that_is_away(tmp_path: Path) -> None:
    """Without a database that is said in a sentence."""
    database = open_database("postgresql://127.0.0.1:1/none", tmp_path)
    with pytest.raises(DatabaseUnusable, match=r"^连不上数据库（"):
        await Presence(database, 1).present()
    await database.close()
