"""Just before sending: does it still hold, and with which numbers?"""

from datetime import datetime
from typing import Any

import pytest

from records import accounts, outbox, people
from records.database import Database, Session
from records.model import COMMAND_LINE, Actor, Person
from records.outbox import State
from records.reminders import wishes
from records.reminders.model import Kind
from records.reminders.recheck import recheck
from records.reminders.rules import ReminderBook
from records.reminders.settings import choose
from tests.records.hours import hours, post
from tests.records.reminders.house import CYCLE, MAKE_UP, YEAR, House, at, book, render
from tests.records.roster import COUNTY, NOW

BOTH = book(CYCLE, YEAR)
MORNING = at("2025-12-01", 9)


@pytest.fixture
async def house(database: Database) -> House:
    """One teacher whose reminder of two requirements waits."""
    made = House(database)
    await made.join("T1")
    await post(database, [hours("T1", 10, category="校本")])
    await made.scan(at("2025-12-01"), BOTH)
    return made


async def looked_at(house: House, now: datetime = MORNING, rules: ReminderBook = BOTH) -> dict[str, Any] | None:
    """What the sender gets to hear of the one message that it claims."""
    async with house.database.write() as session:
        (row,) = await outbox.claim(session, worker="w", now=at("2025-12-01", 9), limit=5)
        await session.commit()
    async with house.database.write() as session:
        found = await recheck(session, rules=rules, outbox_id=row.id, now=now, render=render)
        await session.commit()
    return found


async def test_the_numbers_are_those_of_the_moment(house: House) -> None:
    """Hours that came in meanwhile are counted; what they completed is not named."""
    await post(house.database, [hours("T1", 80, at("2025-11-20").date(), category="远程")])
    found = await looked_at(house)
    assert found is not None
    assert "还差 270 学时" in found["html"]
    assert "每年不少于72学时" not in found["html"]
    assert [row.kind for row in await house.reminders()] == [Kind.CYCLE_END]


async def test_who_is_done_hears_nothing(house: House) -> None:
    """And may be reminded again, should the hours turn out wrong."""
    await post(house.database, [hours("T1", 400, at("2025-11-20").date())])
    assert await looked_at(house) is None
    assert await house.reminders() == []


async def test_after_the_deadline_only_what_can_still_be_filled_goes_out(house: House) -> None:
    """The sender was down over the end of the year: with a make-up window the new deadline, otherwise nothing."""
    found = await looked_at(house, at("2026-01-05", 10), book(CYCLE, MAKE_UP, YEAR))
    assert found is not None
    assert found["html"].count("补训2026-06-30 截止，还有 176 天") == 2
    async with house.database.write() as session:
        rows = await outbox.recover(session)
        assert await recheck(session, rules=BOTH, outbox_id=rows[0].id, now=at("2026-01-05", 10), render=render) is None


async def test_held_up_into_the_night_it_waits_for_the_morning(house: House) -> None:
    """The row is put back; nothing is forgotten."""
    assert await looked_at(house, at("2025-12-01", 22)) is None
    (row,) = await house.waiting()
    assert row.not_before == at("2025-12-02", 9)
    assert len(await house.reminders()) == 2


async def _snooze(session: Session, person: Person) -> None:
    await wishes.snooze(session, actor=Actor(person), person=person, days=3, now=MORNING)


async def _stop(session: Session, person: Person) -> None:
    for kind in (Kind.CYCLE_END, Kind.YEAR_END):
        await wishes.stop(session, actor=Actor(person), person=person, kind=kind, now=MORNING)


async def _switch_off(session: Session, _: Person) -> None:
    await choose(session, actor=COMMAND_LINE, region=COUNTY, name="停用的提醒", text="周期到期、年度到期", now=NOW)


async def _block(session: Session, person: Person) -> None:
    await people.mark_blocked(session, person.account or 0, now=NOW)


async def _leave(session: Session, person: Person) -> None:
    await people.leave(session, actor=COMMAND_LINE, person=person, day=MORNING.date(), now=NOW)


async def test_who_does_not_want_it_any_more_hears_nothing(house: House) -> None:
    """Put off, stopped, blocked or gone since the night; and then switched off by the centre for everybody."""
    changes = {"T2": _snooze, "T3": _stop, "T4": _block, "T5": _leave, "T1": _switch_off}
    await house.join(*list(changes)[:-1])
    await house.scan(at("2025-12-01"), BOTH)
    rows = {row.chat: row.id for row in await house.waiting()}
    assert len(rows) == len(changes)
    async with house.database.write() as session:
        for number, change in changes.items():
            person = await people.by_number(session, number)
            assert person is not None
            wanted: dict[str, Any] = {"rules": BOTH, "now": MORNING, "render": render}
            wanted["outbox_id"] = rows[person.account or 0]
            assert await recheck(session, **wanted) is not None
            await change(session, person)
            assert await recheck(session, **wanted) is None
        await session.commit()
    assert await house.reminders() == []


async def test_what_was_put_off_comes_back(house: House) -> None:
    """The threshold is not used up: after three days the reminder comes."""
    async with house.database.write() as session:
        await _snooze(session, await house.person("T1"))
        await session.commit()
    assert await looked_at(house) is None
    await house.send(MORNING, State.CANCELLED)
    async with house.database.write() as session:
        (row,) = await outbox.recover(session)
        await outbox.failed(session, row.id, error="not true any more")
        await session.commit()
    assert not (await house.dues(at("2025-12-03"), BOTH))["T1"].items
    assert len((await house.dues(at("2025-12-04"), BOTH))["T1"].items) == 2


async def test_after_unbinding_nothing_is_left_to_send(house: House) -> None:
    """What waited for the account is cancelled; bound again, the person is reminded."""
    person = await house.person("T1")
    async with house.database.write() as session:
        await accounts.unbind(session, actor=COMMAND_LINE, person=person, now=NOW)
        await session.commit()
    assert await house.waiting() == []
    async with house.database.write() as session:
        await accounts.attach(session, person, 77, now=NOW)
        await session.commit()
    done = await house.scan(at("2025-12-02"), BOTH)
    assert (done.messages, done.items) == (1, 2)
    assert [row.chat for row in await house.waiting()] == [77]
