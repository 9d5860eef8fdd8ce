"""Updates are kept once, handed out in order, and given up when they fail too often."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from records import inbox
from records.database import Database, open_database
from records.inbox import Backlog, ClaimLost, Update

LEASE = timedelta(minutes=2)


def _updates(*pairs: tuple[int, int]) -> list[tuple[int, int, dict[str, Any]]]:
    return [(number, chat, {"update_id": number}) for number, chat in pairs]


async def _store(database: Database, now: datetime, *pairs: tuple[int, int]) -> int:
    async with database.write() as session:
        new = await inbox.store(session, _updates(*pairs), now=now)
        await session.commit()
    return new


async def _claim(
    database: Database, now: datetime, worker: str = "a", limit: int = 10, *, suspects: bool = False
) -> tuple[Update, ...]:
    async with database.write() as session:
        claimed = await inbox.claim(session, worker=worker, now=now, lease=LEASE, limit=limit, suspects=suspects)
        await session.commit()
    return claimed


async def _done(database: Database, number: int, now: datetime, worker: str = "a", incident: str = "") -> None:
    async with database.write() as session:
        await inbox.done(session, number, worker=worker, now=now, incident=incident)
        await session.commit()


def _ids(claimed: tuple[Update, ...]) -> list[int]:
    return [one.id for one in claimed]


def _beside(database: Database, folder: Path) -> Database:
    """The same database as another process has it open."""
    url = "" if database.is_sqlite else database.engine.url.render_as_string(hide_password=False)
    return open_database(url, folder)


async def test_a_repeated_update_is_kept_once(database: Database, now: datetime) -> None:
    """Telegram repeats what was not acknowledged; only new ids count."""
    assert await _store(database, now, (10, 1), (11, 2)) == 2
    assert await _store(database, now, (11, 2), (12, 1), (12, 1)) == 1
    assert await _store(database, now) == 0
    async with database.read() as session:
        assert await inbox.latest_id(session) == 12


async def test_text_that_a_database_refuses_is_kept_without_it(database: Database, now: datetime) -> None:
    """One update with half a character or U+0000 does not keep all others out."""
    async with database.write() as session:
        await inbox.store(session, [(1, 1, {"text": "学时\x00\ud83d", "list": ["\x00", 3]})], now=now)
        await session.commit()
    assert [one.payload for one in await _claim(database, now)] == [{"text": "学时\ufffd\ufffd", "list": ["\ufffd", 3]}]


async def test_each_chat_is_handled_in_order_one_at_a_time(database: Database, now: datetime) -> None:
    """Of every chat its oldest is handed out, and the next only after that one is done."""
    await _store(database, now, (1, 7), (2, 7), (3, 8), (4, 9), (5, 8))
    assert _ids(await _claim(database, now, limit=2)) == [1, 3]
    assert _ids(await _claim(database, now, worker="b")) == [4]
    assert _ids(await _claim(database, now)) == []
    await _done(database, 1, now)
    assert _ids(await _claim(database, now)) == [2]


async def test_what_a_chat_sends_meanwhile_can_be_seen(database: Database, now: datetime) -> None:
    """Neither what is under way nor what is done, nor what another chat sent; seeing it hands nothing out."""

    async def seen() -> list[int]:
        async with database.read() as session:
            return [payload["update_id"] for payload in await inbox.waiting(session, chat=7)]

    await _store(database, now, (1, 7), (2, 7), (3, 8), (4, 7))
    assert await seen() == [1, 2, 4]
    assert _ids(await _claim(database, now, limit=1)) == [1]
    assert await seen() == [2, 4]
    await _done(database, 1, now)
    assert await seen() == [2, 4]
    assert _ids(await _claim(database, now)) == [2, 3]


async def test_a_straggler_waits_for_what_its_chat_has_under_way(database: Database, now: datetime) -> None:
    """An update that arrives late with a smaller number is not handled beside a later one of its chat."""
    await _store(database, now, (11, 7))
    assert _ids(await _claim(database, now)) == [11]
    await _store(database, now, (10, 7))
    assert _ids(await _claim(database, now, worker="b")) == []
    await _done(database, 11, now)
    assert _ids(await _claim(database, now, worker="b")) == [10]


async def test_claims_of_two_workers_follow_one_another(database: Database, now: datetime) -> None:
    """A straggler that arrives while a claim is being committed does not slip through to a second worker."""
    await _store(database, now, (11, 7))
    async with database.write() as session:
        first = await inbox.claim(session, worker="a", now=now, lease=LEASE, limit=10)
        storing = asyncio.create_task(_store(database, now, (10, 7)))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(_claim(database, now, worker="b"))
        await asyncio.sleep(0.05)
        await session.commit()
    assert (_ids(first), await storing, await second) == ([11], 1, ())


async def test_a_lease_that_ran_out_is_claimed_anew_and_the_late_worker_is_refused(
    database: Database, now: datetime
) -> None:
    """What the first worker did is rolled back, because it cannot finish the update any more."""
    await _store(database, now, (1, 7))
    await _claim(database, now)
    later = now + LEASE
    assert _ids(await _claim(database, later - timedelta(seconds=1), worker="b")) == []
    assert [(one.id, one.attempts) for one in await _claim(database, later, worker="b")] == [(1, 2)]
    with pytest.raises(ClaimLost, match="另一个进程"):
        await _done(database, 1, later)
    await _done(database, 1, later, worker="b")
    with pytest.raises(ClaimLost):
        await _done(database, 1, later, worker="b")


async def test_a_renewed_lease_holds(database: Database, now: datetime) -> None:
    """A slow answer keeps its update as long as its worker lives."""
    await _store(database, now, (1, 7))
    await _claim(database, now)
    async with database.write() as session:
        assert await inbox.renew(session, worker="a", now=now + LEASE) == 1
        await session.commit()
    assert _ids(await _claim(database, now + LEASE, worker="b")) == []


async def test_what_dead_workers_held_is_free_again(database: Database, now: datetime) -> None:
    """Release frees all but the claims of the living; an orderly stop costs no attempt."""
    await _store(database, now, (1, 7), (2, 8), (3, 9))
    for worker in "abc":
        await _claim(database, now, worker=worker, limit=1)
    async with database.write() as session:
        assert await inbox.hand_in(session, worker="c") == 1
        assert await inbox.release(session, living=("a",)) == 1
        await session.commit()
    assert [(one.id, one.attempts) for one in await _claim(database, now, worker="d")] == [(2, 2), (3, 1)]
    async with database.write() as session:
        assert await inbox.release(session) == 3
        await session.commit()


async def test_an_update_that_fails_again_and_again_is_given_up(database: Database, now: datetime) -> None:
    """After two tries it is a suspect, claimed alone; at last it comes as exhausted and no longer blocks the chat."""
    await _store(database, now, (1, 7), (2, 7))
    for tried in range(inbox.MAX_ATTEMPTS):
        assert await _claim(database, now, suspects=tried < 2) == ()
        (poison,) = await _claim(database, now, suspects=tried >= 2)
        assert not poison.exhausted
        async with database.write() as session:
            assert await inbox.give_back(session, 1, worker="a")
            assert not await inbox.give_back(session, 1, worker="a")
            await session.commit()
    (poison,) = await _claim(database, now, suspects=True)
    assert poison.exhausted
    await _done(database, 1, now, incident="K3F9")
    assert _ids(await _claim(database, now)) == [2]


async def test_of_suspects_the_least_tried_comes_first(database: Database, now: datetime) -> None:
    """A program that dies early must not try the same update for ever: the others get their turn."""
    await _store(database, now, (1, 7), (2, 8), (3, 9))
    for _ in range(2):
        await _claim(database, now)
        async with database.write() as session:
            await inbox.release(session)
            await session.commit()
    tried = []
    for _ in range(3):
        tried += _ids(await _claim(database, now, suspects=True, limit=1))
        async with database.write() as session:
            await inbox.release(session)
            await session.commit()
    assert tried == [1, 2, 3]


async def test_the_backlog_is_counted_with_its_age(database: Database, now: datetime) -> None:
    """What is being handled still counts as unfinished."""
    async with database.read() as session:
        assert await inbox.backlog(session, now=now) == Backlog(0, timedelta(0))
        assert await inbox.latest_id(session) is None
    await _store(database, now, (1, 7))
    await _store(database, now + timedelta(seconds=5), (2, 7))
    await _claim(database, now)
    async with database.read() as session:
        assert await inbox.backlog(session, now=now + timedelta(seconds=9)) == Backlog(2, timedelta(seconds=9))


async def test_purging_empties_first_and_deletes_later(database: Database, now: datetime) -> None:
    """What is not finished is never touched, and an emptied update still keeps its repeat out."""
    await _store(database, now, (1, 7), (2, 8), (3, 9))
    await _claim(database, now, limit=2)
    await _done(database, 1, now)
    await _done(database, 2, now + timedelta(days=2))
    for expected in ((1, 1), (0, 0)):
        async with database.write() as session:
            moments = {"empty_before": now + timedelta(days=3), "delete_before": now + timedelta(days=1)}
            assert await inbox.purge(session, **moments) == expected
            await session.commit()
    assert await _store(database, now, (1, 7), (2, 8), (3, 9)) == 1


async def test_many_workers_hand_out_everything_once_and_in_order(
    database: Database, now: datetime, tmp_path: Path
) -> None:
    """Workers of two processes share 36 updates of 6 chats: none twice, none lost, in order, one at a time."""
    chats = {number: number % 6 for number in range(1, 37)}
    await _store(database, now, *chats.items())
    other = _beside(database, tmp_path)
    busy: set[int] = set()
    handled: list[int] = []

    async def work(own: Database, worker: str) -> None:
        while len(handled) < len(chats):
            for one in await _claim(own, now, worker=worker, limit=2):
                assert one.chat not in busy
                busy.add(one.chat)
                await asyncio.sleep(0)
                async with own.write() as session:
                    await inbox.done(session, one.id, worker=worker, now=now)
                    busy.discard(one.chat)  # before the commit, after which another worker may have the chat
                    handled.append(one.id)
                    await session.commit()
            await asyncio.sleep(0.001)

    await asyncio.gather(*(work(own, f"{name}{n}") for name, own in (("a", database), ("b", other)) for n in range(3)))
    await other.close()
    assert sorted(handled) == list(chats)
    assert all([n for n in handled if chats[n] == chat] == list(range(chat or 6, 37, 6)) for chat in range(6))
