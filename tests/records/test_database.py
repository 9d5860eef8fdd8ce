"""Transactions, moments and migrations on every kind of database."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from records import schema
from records.database import Database, open_database
from records.errors import DatabaseUnusable
from records.schema import AttemptRow


async def test_migrations_make_what_the_schema_describes(database: Database) -> None:
    """After the migrations nothing is left to change."""
    async with database.engine.connect() as connection:
        left = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), schema.Base.metadata)
        )
    assert left == []


async def test_upgrading_twice_changes_nothing(database: Database) -> None:
    """Every start upgrades; a database that is up to date stays as it is."""
    async with database.write() as session:
        session.add(AttemptRow(account=1, failures=2))
        await session.commit()
    await database.upgrade()
    async with database.read() as session:
        assert (await session.scalars(select(AttemptRow.failures))).all() == [2]


async def test_a_block_that_does_not_commit_leaves_nothing(database: Database) -> None:
    """Leaving a write block without `commit` rolls back."""
    async with database.write() as session:
        session.add(AttemptRow(account=1))
        await session.flush()
    async with database.read() as session:
        assert (await session.scalars(select(AttemptRow))).all() == []


async def test_a_read_sees_nothing_that_is_committed_meanwhile(database: Database) -> None:
    """From its first question on a read has one view, whatever others write; the next read has theirs."""
    counted = select(func.count()).select_from(AttemptRow)
    async with database.read() as session:
        assert (await session.scalars(counted)).one() == 0
        async with database.write() as other:
            other.add(AttemptRow(account=1))
            await other.commit()
        assert (await session.scalars(counted)).one() == 0
    async with database.read() as session:
        assert (await session.scalars(counted)).one() == 1


async def test_a_read_cannot_write(database: Database) -> None:
    """The database refuses it, in a statement as for an object that was added; afterwards others write as before."""
    with pytest.raises(DBAPIError):
        async with database.read() as session:
            await session.execute(insert(AttemptRow).values(account=1))
    with pytest.raises(DBAPIError):
        async with database.read() as session:
            session.add(AttemptRow(account=2))
    async with database.write() as session:
        session.add(AttemptRow(account=3))
        await session.commit()
    async with database.read() as session:
        assert (await session.scalars(select(AttemptRow.account))).all() == [3]


async def many(database: Database) -> list[int]:
    """More rows than the driver reads at once; their accounts."""
    accounts = list(range(1, 1202))
    async with database.write() as session:
        session.add_all(AttemptRow(account=account) for account in accounts)
        await session.commit()
    return accounts


async def test_every_row_comes_back_however_it_is_read(database: Database) -> None:
    """All at once, or streamed in pieces of any size, one by one included."""
    accounts, query = await many(database), select(AttemptRow.account).order_by(AttemptRow.account)
    async with database.read() as session:
        assert (await session.scalars(query)).all() == accounts
        for size in (1, 7, 500, 1000, 5000):
            pieces = (await session.stream_scalars(query)).partitions(size)
            assert [account async for piece in pieces for account in piece] == accounts


async def test_a_reading_that_is_broken_off_is_in_nobodys_way(database: Database) -> None:
    """Who stops after the first of many rows leaves nothing locked, and the connection can be used again."""
    accounts, query = await many(database), select(AttemptRow.account).order_by(AttemptRow.account)
    async with database.read() as session:
        rows = await session.stream_scalars(query)
        assert await rows.first() == accounts[0]
        assert (await session.scalars(query)).all() == accounts
    async with database.write() as session:
        await session.execute(delete(AttemptRow))
        await session.commit()
    async with database.read() as session:
        assert (await session.scalars(query)).all() == []


async def test_concurrent_read_modify_write_loses_nothing(database: Database) -> None:
    """Forty increments of one row at once give forty."""
    async with database.write() as session:
        session.add(AttemptRow(account=1, failures=0))
        await session.commit()

    async def increment() -> None:
        async with database.write() as session:
            row = (await session.scalars(select(AttemptRow).with_for_update())).one()
            row.failures += 1
            await session.commit()

    await asyncio.gather(*(increment() for _ in range(40)))
    async with database.read() as session:
        assert (await session.scalars(select(AttemptRow.failures))).one() == 40


async def test_moments_come_back_as_the_same_moment_in_utc(database: Database) -> None:
    """A moment of any time zone is kept exactly, and read as UTC."""
    moment = datetime(2026, 3, 2, 10, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
    async with database.write() as session:
        session.add(AttemptRow(account=1, paused_until=moment))
        await session.commit()
    async with database.read() as session:
        kept = (await session.scalars(select(AttemptRow.paused_until))).one()
    assert kept == moment
    assert kept is not None
    assert kept.tzinfo is UTC


async def test_a_moment_without_time_zone_is_refused(database: Database) -> None:
    """A moment that could mean any hour is a programming error."""
    async with database.write() as session:
        session.add(AttemptRow(account=1, paused_until=datetime(2026, 3, 2)))  # noqa: DTZ001 - the point
        with pytest.raises(StatementError, match="time zone"):
            await session.flush()


@pytest.mark.parametrize("url", ["mysql://host/name", "no address", "sqlite"])
def test_an_address_of_no_supported_database_is_refused_in_words(url: str, tmp_path: Path) -> None:
    """The sentence names the setting and the two forms that work."""
    with pytest.raises(DatabaseUnusable, match="YANXIU_DATABASE_URL"):
        open_database(url, tmp_path)


async def test_an_unusable_file_is_refused_in_words(tmp_path: Path) -> None:
    """A file that is no database is named, with what to do."""
    file = tmp_path / "records.db"
    file.write_text("这不是数据库" * 100, encoding="utf-8")
    database = open_database("", tmp_path)
    with pytest.raises(DatabaseUnusable, match=r"records\.db"):
        await database.upgrade()
    await database.close()


async def test_tables_of_a_newer_version_are_left_alone(tmp_path: Path) -> None:
    """A database that a newer version wrote is refused, not damaged."""
    database = open_database("", tmp_path)
    await database.upgrade()
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match="升级程序"):
        await database.upgrade()
    await database.close()


async def test_the_password_of_a_server_is_not_shown(tmp_path: Path) -> None:
    """An unreachable server is named without the password in its address."""
    database = open_database("postgresql://someone:hidden-word@127.0.0.1:1/none", tmp_path)
    with pytest.raises(DatabaseUnusable, match="连不上数据库") as caught:
        await database.upgrade()
    assert "hidden-word" not in str(caught.value)
    await database.close()
