"""Mailings of the outbox: shared contents, held and stopped as one, lanes of their own in the queue."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from records import mailings, outbox
from records.database import Database
from records.outbox import Addressed, State
from records.quiet import USUAL, QuietHours
from tests.records.roster import NOW

MINUTE = timedelta(minutes=1)


async def do(database: Database, deed: Any, *args: Any, **more: Any) -> Any:
    """One transaction."""
    async with database.write() as session:
        result = await deed(session, *args, **more)
        await session.commit()
    return result


async def fill(database: Database, name: str, chats: range, due: datetime = NOW) -> int:
    """A mailing with a message for each chat."""
    mailing: int = await do(database, mailings.begin, payload={"html": name}, quiet=USUAL, now=NOW)
    messages = [Addressed(f"{name}:{chat}", chat, {"n": chat}) for chat in chats]
    put = {"mailing": mailing, "method": "send", "messages": messages, "due_at": due, "now": NOW}
    ids = await do(database, outbox.put_many, **put)
    assert await do(database, outbox.put_many, **put) == ids
    return mailing


async def take(database: Database, now: datetime = NOW, limit: int = 9) -> list[str]:
    """Claim and send; the keys."""
    async with database.write() as session:
        taken = await outbox.claim(session, worker="w", now=now, limit=limit)
        for one in taken:
            await outbox.sent(session, one.id, message=1, now=now)
        await session.commit()
    return [one.key for one in taken]


async def test_messages_share_contents_until_they_are_taken(database: Database) -> None:
    """What is replaced holds for what is taken afterwards; each has its own besides."""
    mailing = await fill(database, "a", range(1, 3))
    (first,) = await do(database, outbox.claim, worker="w", now=NOW, limit=1)
    await do(database, mailings.replace, mailing, {"html": "b"})
    (second,) = await do(database, outbox.claim, worker="w", now=NOW, limit=1)
    assert (first.payload, second.payload) == ({"html": "a", "n": 1}, {"html": "b", "n": 2})
    (lost, _) = await do(database, outbox.recover)
    assert lost.payload == {"html": "b", "n": 1}
    assert await do(database, outbox.repeat, lost.id, chat=1, key="again", now=NOW)
    (again,) = await do(database, outbox.claim, worker="w", now=NOW, limit=9)
    assert (again.payload, again.bulk) == ({"html": "b", "n": 1}, False)


async def test_one_row_holds_lets_go_and_stops_all(database: Database) -> None:
    """Others go on meanwhile; what is stopped is cancelled and does not come back."""
    first = await fill(database, "a", range(1, 4))
    await fill(database, "b", range(1, 4), NOW + MINUTE)
    later = NOW + MINUTE
    await do(database, mailings.hold, first)
    assert await take(database, later, limit=2) == ["b:1", "b:2"]
    await do(database, mailings.release, first)
    assert await take(database, later) == ["a:1", "a:2", "a:3"]
    assert await take(database, later) == ["b:3"]
    third = await fill(database, "c", range(1, 4))
    await do(database, mailings.hold, third)
    assert await do(database, outbox.stop, third, reason="cancelled") == 3
    await do(database, mailings.release, third)
    assert await take(database, later) == []
    assert (await do(database, outbox.counts_of, third))[State.CANCELLED] == 3
    assert not await do(database, outbox.under_way, third)


async def test_a_lane_that_is_busy_elsewhere_leaves_the_others_running(database: Database) -> None:
    """Many messages whose chats wait for something earlier do not stop what is behind them in no lane."""
    await fill(database, "first", range(1, 71))
    await fill(database, "second", range(1, 73), NOW + MINUTE)
    seen = []
    while taken := await take(database, NOW + MINUTE, limit=30):
        seen += taken
    assert len(seen) == len(set(seen)) == 142
    assert all(seen.index(f"first:{chat}") < seen.index(f"second:{chat}") for chat in range(1, 71))


async def test_replies_and_reminders_pass_quiet_mailings(database: Database) -> None:
    """In quiet hours a reply and other bulk go out, also to chats for which something earlier waits in a mailing."""
    mailing = await fill(database, "a", range(1, 3))
    night = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    for key, bulk in (("reminder", True), ("reply", False)):
        await do(database, outbox.put, key=key, chat=1, method="send", payload={}, now=night, bulk=bulk)
    assert await take(database, night) == ["reply"]
    assert await take(database, night) == ["reminder"]
    assert await take(database, night) == []
    assert await do(database, outbox.next_due, now=night) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    await do(database, mailings.hold, mailing)
    assert await do(database, outbox.next_due, now=night) is None


@pytest.mark.parametrize(
    ("quiet", "clock", "opens"),
    [
        (USUAL, "20:59", "20:59"),
        (USUAL, "21:00", "08:00"),
        (USUAL, "00:30", "08:00"),
        (USUAL, "08:00", "08:00"),
        (QuietHours(12 * 60, 14 * 60), "13:59", "14:00"),
        (QuietHours(0, 0), "03:00", "03:00"),
    ],
)
def test_quiet_hours_end_in_the_morning_of_china(quiet: QuietHours, clock: str, opens: str) -> None:
    """Over midnight, within a day, or never."""
    moment = datetime.fromisoformat(f"2026-03-02T{clock}:00+08:00")
    opening = quiet.opening(moment)
    assert f"{opening:%H:%M}" == opens
    assert quiet.hold(moment) == (opening > moment)
    assert not quiet.hold(opening)
    assert opening - moment < timedelta(days=1)
