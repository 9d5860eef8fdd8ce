"""Messages out: accepted once, sent at most once deliberately, in order, and none lost."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from records import outbox
from records.database import Database, open_database
from records.outbox import Outgoing, State
from records.schema import OutboxRow

MINUTE = timedelta(minutes=1)


async def _put(database: Database, now: datetime, *messages: tuple[str, int], **more: Any) -> list[bool]:
    async with database.write() as session:
        accepted = [
            await outbox.put(session, key=key, chat=chat, method="send", payload={"text": key}, now=now, **more)
            for key, chat in messages
        ]
        await session.commit()
    return accepted


async def _claim(database: Database, now: datetime, worker: str = "a", limit: int = 10) -> tuple[Outgoing, ...]:
    async with database.write() as session:
        claimed = await outbox.claim(session, worker=worker, now=now, limit=limit)
        await session.commit()
    return claimed


async def _do(database: Database, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
    async with database.write() as session:
        result = await deed(session, *args, **more)
        await session.commit()
    return result


def _keys(claimed: tuple[Outgoing, ...]) -> list[str]:
    return [one.key for one in claimed]


async def _states(database: Database) -> dict[str, str]:
    async with database.read() as session:
        rows = await session.execute(select(OutboxRow.key, OutboxRow.state))
        return {row.key: row.state for row in rows}


async def test_a_key_is_accepted_once(database: Database, now: datetime) -> None:
    """The same key again is refused, even after the message was sent."""
    assert await _put(database, now, ("update:1:0", 7), ("update:1:0", 7)) == [True, False]
    (message,) = await _claim(database, now)
    assert (message.payload, message.method, message.chat, message.attempts) == ({"text": "update:1:0"}, "send", 7, 1)
    assert await _do(database, outbox.sent, message.id, message=55, now=now)
    assert await _put(database, now, ("update:1:0", 7)) == [False]
    assert await _states(database) == {"update:1:0": State.SENT}


async def test_a_message_belongs_to_the_transaction_that_decided_it(database: Database, now: datetime) -> None:
    """What is rolled back is never sent."""
    async with database.write() as session:
        await outbox.put(session, key="k", chat=7, method="send", payload={}, now=now)
    assert await _claim(database, now) == ()


async def test_each_chat_has_one_message_under_way_in_order(database: Database, now: datetime) -> None:
    """The next message of a chat goes out only after the one before it is settled."""
    await _put(database, now, ("a1", 7), ("a2", 7), ("b1", 8), ("c1", 9))
    assert _keys(await _claim(database, now, limit=2)) == ["a1", "b1"]
    (third,) = await _claim(database, now, worker="b")
    assert third.key == "c1"
    assert await _do(database, outbox.uncertain, third.id, error="time-out")
    assert await _claim(database, now) == ()
    await _do(database, outbox.recover)
    assert _keys(await _claim(database, now)) == ["a2"]


async def test_a_message_that_is_tried_again_keeps_its_place(database: Database, now: datetime) -> None:
    """After a 429 neither what waited already nor what is added later overtakes it; other chats go on."""
    await _put(database, now, ("a1", 7), ("a2", 7), ("b1", 8))
    first, _ = await _claim(database, now)
    assert await _do(database, outbox.retry, first.id, not_before=now + MINUTE, error="429")
    await _put(database, now, ("a3", 7), ("c1", 9))
    assert _keys(await _claim(database, now)) == ["c1"]
    again = await _claim(database, now + MINUTE)
    assert [(one.key, one.attempts) for one in again] == [("a1", 2)]


async def test_a_message_for_later_does_not_hold_up_replies(database: Database, now: datetime) -> None:
    """What is scheduled waits for its moment without a place in the line before it."""
    await _put(database, now, ("tomorrow", 7), not_before=now + timedelta(days=1), bulk=True)
    await _put(database, now, ("reply", 7))
    async with database.read() as session:
        assert await outbox.next_due(session) == now
    (reply,) = await _claim(database, now)
    assert reply.key == "reply"
    await _do(database, outbox.sent, reply.id, message=None, now=now)
    async with database.read() as session:
        assert await outbox.next_due(session) == now + timedelta(days=1)
    assert _keys(await _claim(database, now + timedelta(days=1))) == ["tomorrow"]
    async with database.read() as session:
        assert await outbox.next_due(session) is None


async def test_replies_go_before_announcements(database: Database, now: datetime) -> None:
    """A broadcast that fell due earlier does not keep an answer waiting, not even in the same chat."""
    await _put(database, now, *((f"campaign:1:{chat}", chat) for chat in range(1, 9)), bulk=True)
    await _put(database, now + MINUTE, ("reply", 5))
    assert _keys(await _claim(database, now + MINUTE, limit=3)) == ["reply", "campaign:1:1", "campaign:1:2"]


async def test_a_paused_chat_stays_quiet_and_in_order(database: Database, now: datetime) -> None:
    """Nothing overtakes what was paused, although it was put later and may go at once by itself."""
    await _put(database, now, ("a1", 7), ("a2", 7), ("b1", 8))
    assert await _do(database, outbox.pause_chat, chat=7, until=now + MINUTE) == 2
    await _put(database, now, ("a3", 7))
    assert _keys(await _claim(database, now)) == ["b1"]
    assert _keys(await _claim(database, now + MINUTE)) == ["a1"]


async def test_claims_of_two_senders_follow_one_another(database: Database, now: datetime) -> None:
    """A reply that is put while an announcement to its chat is being claimed does not go out beside it."""
    await _put(database, now, ("campaign", 7), bulk=True)
    async with database.write() as session:
        first = await outbox.claim(session, worker="a", now=now, limit=10)
        putting = asyncio.create_task(_put(database, now, ("reply", 7)))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(_claim(database, now, worker="b"))
        await asyncio.sleep(0.05)
        await session.commit()
    assert (_keys(first), await putting, await second) == (["campaign"], [True], ())


async def test_what_is_settled_stays_settled(database: Database, now: datetime) -> None:
    """Only what is being sent, or uncertain, can be settled; nothing settled is ever tried again."""
    await _put(database, now, ("a", 1), ("b", 2), ("c", 3), ("d", 4))
    a, b, c, d = await _claim(database, now)
    assert await _do(database, outbox.sent, a.id, message=1, now=now)
    assert await _do(database, outbox.failed, b.id, error="x" * 999)
    assert [one.key for one in await _do(database, outbox.recover)] == ["c", "d"]
    for number in (a.id, b.id, c.id):
        assert not await _do(database, outbox.retry, number, not_before=now, error="")
        assert not await _do(database, outbox.uncertain, number, error="")
    assert not await _do(database, outbox.failed, a.id, error="")
    assert await _do(database, outbox.sent, c.id, message=2, now=now)
    assert await _do(database, outbox.failed, d.id, error="")
    assert await _states(database) == {"a": State.SENT, "b": State.FAILED, "c": State.SENT, "d": State.FAILED}
    assert await _claim(database, now + MINUTE) == ()


async def test_recovery_of_one_worker_leaves_the_others_alone(database: Database, now: datetime) -> None:
    """What living workers are sending is not called uncertain."""
    await _put(database, now, ("a", 1), ("b", 2))
    await _claim(database, now, worker="dead", limit=1)
    await _claim(database, now, worker="living")
    assert _keys(await _do(database, outbox.recover, worker="dead")) == ["a"]
    assert await _states(database) == {"a": State.UNCERTAIN, "b": State.SENDING}


async def test_recovery_by_age_leaves_what_is_fresh(database: Database, now: datetime) -> None:
    """Where other processes may be sending, only what has been on its way for too long is called uncertain."""
    await _put(database, now, ("old", 1), ("fresh", 2))
    await _claim(database, now, limit=1)
    await _claim(database, now + MINUTE)
    assert _keys(await _do(database, outbox.recover, claimed_before=now)) == ["old"]
    assert await _states(database) == {"old": State.UNCERTAIN, "fresh": State.SENDING}


async def test_what_is_uncertain_is_repeated_once_when_its_person_asks(database: Database, now: datetime) -> None:
    """The repetition is a message of its own; another chat, or a second press, gets none."""
    await _put(database, now, ("k", 7))
    (message,) = await _claim(database, now)
    assert not await _do(database, outbox.repeat, message.id, chat=7, key="k:again", now=now)
    await _do(database, outbox.uncertain, message.id, error="time-out")
    assert not await _do(database, outbox.repeat, message.id, chat=8, key="k:again", now=now)
    assert await _do(database, outbox.repeat, message.id, chat=7, key="k:again", now=now)
    assert not await _do(database, outbox.repeat, message.id, chat=7, key="k:again", now=now)
    (again,) = await _claim(database, now)
    assert (again.key, again.payload) == ("k:again", message.payload)


async def test_cancelling_takes_what_waits_only(database: Database, now: datetime) -> None:
    """What is under way cannot be taken back; everything is counted by state."""
    await _put(database, now, ("a1", 7), ("a2", 7), ("a3", 7), ("b", 8))
    await _claim(database, now, limit=1)
    assert await _do(database, outbox.cancel_waiting, chat=7, reason="blocked") == 2
    async with database.read() as session:
        counts = await outbox.counts(session)
    assert counts == dict.fromkeys(State, 0) | {State.SENDING: 1, State.CANCELLED: 2, State.WAITING: 1}


async def test_purging_keeps_what_waits_and_the_keys_of_announcements(database: Database, now: datetime) -> None:
    """Old replies go; old reminders are emptied, so that their keys still keep a second one out."""
    await _put(database, now, ("reply", 1), ("waits", 1))
    await _put(database, now, ("reminder", 2), bulk=True)
    for one in await _claim(database, now):
        await _do(database, outbox.uncertain, one.id, error="timed out")
    late = now + timedelta(days=90)
    assert await _do(database, outbox.purge, empty_before=late, delete_before=late) == (1, 1)
    assert await _do(database, outbox.purge, empty_before=late, delete_before=late) == (0, 0)
    assert await _states(database) == {"waits": State.WAITING, "reminder": State.UNCERTAIN}
    assert await _put(database, late, ("reminder", 2), bulk=True) == [False]


async def test_what_was_sent_keeps_no_contents(database: Database, now: datetime) -> None:
    """A message may hold a binding code or a person's data: once it is out, the database forgets it."""
    await _put(database, now, ("reply", 1))
    for one in await _claim(database, now):
        await _do(database, outbox.sent, one.id, message=1, now=now)
    async with database.read() as session:
        assert (await session.scalars(select(OutboxRow.payload))).all() == [None]


async def test_many_senders_send_everything_once_and_in_order(
    database: Database, now: datetime, tmp_path: Path
) -> None:
    """Senders of two processes share 36 messages to 6 chats: none twice, none lost, one at a time in each chat."""
    await _put(database, now, *((f"{n:02}", n % 6) for n in range(36)))
    url = "" if database.is_sqlite else database.engine.url.render_as_string(hide_password=False)
    other = open_database(url, tmp_path)
    busy: set[int] = set()
    sent: list[str] = []

    async def work(own: Database, worker: str) -> None:
        while len(sent) < 36:
            for one in await _claim(own, now, worker=worker, limit=2):
                assert one.chat not in busy
                busy.add(one.chat)
                await asyncio.sleep(0)
                sent.append(one.key)
                async with own.write() as session:
                    await outbox.sent(session, one.id, message=1, now=now)
                    busy.discard(one.chat)  # before the commit, after which another sender may have the chat
                    await session.commit()
            await asyncio.sleep(0.001)

    await asyncio.gather(*(work(own, f"{name}{n}") for name, own in (("a", database), ("b", other)) for n in range(3)))
    await other.close()
    assert sorted(sent) == [f"{n:02}" for n in range(36)]
    assert all([k for k in sent if int(k) % 6 == chat] == [f"{n:02}" for n in range(chat, 36, 6)] for chat in range(6))
