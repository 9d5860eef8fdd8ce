"""What only the sender does with messages: put off, drop, see to a changed clock."""

from datetime import datetime, timedelta
from typing import Any

from records import dispatch, outbox
from records.database import Database
from records.outbox import Outgoing, State

HOUR = timedelta(hours=1)


async def put(database: Database, key: str, now: datetime, *, not_before: datetime | None = None) -> None:
    """Accept a message for the chat that its key begins with."""
    message: dict[str, Any] = {"key": key, "chat": int(key[0]), "method": "send", "payload": {}}
    async with database.write() as session:
        await outbox.put(session, now=now, not_before=not_before, **message)
        await session.commit()


async def claimed(database: Database, now: datetime) -> list[Outgoing]:
    """Claim everything that is due."""
    async with database.write() as session:
        rows = await outbox.claim(session, worker="a", now=now, limit=9)
        await session.commit()
    return list(rows)


async def test_put_off(database: Database, now: datetime) -> None:
    """What was claimed and not tried waits in its place, and it does not count as an attempt."""
    await put(database, "1a", now)
    (row,) = await claimed(database, now)
    async with database.write() as session:
        await dispatch.put_off(session, row.id, not_before=now + HOUR)
        await session.commit()
    await put(database, "1b", now)
    assert await claimed(database, now) == []
    (again,) = await claimed(database, now + HOUR)
    assert (again.key, again.attempts) == ("1a", 1)


async def test_drop(database: Database, now: datetime) -> None:
    """What is being sent can be dropped, once; what is settled cannot."""
    await put(database, "1a", now)
    (row,) = await claimed(database, now)
    async with database.write() as session:
        assert await dispatch.drop(session, row.id, reason="not true any more")
        assert not await dispatch.drop(session, row.id, reason="not true any more")
        assert (await outbox.counts(session))[State.CANCELLED] == 1
        await session.commit()


async def test_the_clock_is_put_back(database: Database, now: datetime) -> None:
    """What was due before the clock was put back is due now, in its order; what has a time of its own keeps it."""
    later = now + 5 * HOUR
    await put(database, "1tried", now - HOUR)
    (tried,) = await claimed(database, later)
    async with database.write() as session:
        await outbox.retry(session, tried.id, not_before=later + HOUR, error="429")
        await session.commit()
    await put(database, "1after", later)
    await put(database, "2new", later)
    await put(database, "3old", now - HOUR)
    await put(database, "4scheduled", now, not_before=now + HOUR)
    await put(database, "5scheduled", later, not_before=later + HOUR)
    async with database.write() as session:
        assert await dispatch.clock_put_back(session, now=now) == 3
        await session.commit()
    assert {row.key for row in await claimed(database, now)} == {"1tried", "2new", "3old"}
