"""The nightly scan on every kind of database: who is reminded of what, once."""

import asyncio
import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from records import people
from records.bookkeeping import Revision, correct
from records.china import day_of
from records.database import Database
from records.ledger import EntryKind
from records.model import COMMAND_LINE
from records.outbox import State
from records.reminders.model import Kind, Reason
from records.reminders.plan import unreachable
from records.reminders.rules import NoticeDate, ReminderBook
from records.reminders.scan import scan_chunk
from records.reminders.settings import choose
from records.schema import OutboxRow
from tests.records.hours import hours, post
from tests.records.reminders.house import CYCLE, MAKE_UP, YEAR, House, at, book, render
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY

BOTH = book(CYCLE, YEAR)


@pytest.fixture
async def house(database: Database) -> House:
    """One teacher who owes 360 hours until the end of 2025 and 72 each year."""
    made = House(database)
    await made.join("T1")
    return made


async def test_a_reminder_names_hours_date_provision_and_the_next_step(house: House) -> None:
    """It waits until nine in the morning, and can be put off or stopped."""
    await post(house.database, [hours("T1", 276, category="校本")])
    done = await house.scan(at("2025-12-01"), book())
    assert (done.people, done.messages, done.items) == (1, 1, 1)
    (row,) = await house.waiting()
    assert row.due_at == at("2025-12-01", 9)
    assert (row.chat, row.bulk, row.method) == (1001, True, "send")
    payload = row.payload or {}
    for part in (
        "每五年不少于360学时",
        "还差 84 学时",
        "2025-12-31 截止，还有 30 天",
        "测教〔2020〕1号，第二条",
        "下一步",
    ):
        assert part in payload["html"]
    assert payload["buttons"] == [["n:s:7"], ["n:x:cycle_end"]]


async def test_hours_that_wait_for_a_decision_change_the_next_step(house: House) -> None:
    """Whoever has claimed enough is told to wait for the decision, not to train more."""
    await post(house.database, [hours("T1", 300, category="校本")])
    await post(house.database, [hours("T1", 60, kind=EntryKind.CLAIM, evidence="证书", category="网络")])
    found = await house.dues(at("2025-12-01"), book())
    assert "您申报的 60 学时正在等待审核" in found["T1"].items[0].text


async def test_one_message_a_day_for_all_rules(house: House) -> None:
    """Both requirements fall due together and share a message; nothing more on that day, however often one looks."""
    for hour in (1, 2, 10, 15):
        await house.scan(at("2025-12-01", hour), BOTH)
    (row,) = await house.waiting()
    html = (row.payload or {})["html"]
    assert "每五年不少于360学时" in html
    assert "每年不少于72学时" in html
    assert len(await house.reminders()) == 2


async def test_a_message_that_goes_out_late_keeps_its_day(house: House) -> None:
    """While one waits, and on the day on which it went out, there is no other."""
    early = book(CYCLE, YEAR, days={Kind.CYCLE_END: (31,), Kind.YEAR_END: (30, 29)})
    await house.scan(at("2025-11-30", 12), early)
    assert await house.waiting() == []  # a Sunday
    await house.scan(at("2025-12-01", 8), early)
    assert (await house.dues(at("2025-12-02", 8), early))["T1"].reason is Reason.BUSY
    await house.send(at("2025-12-02", 9))
    assert (await house.dues(at("2025-12-02", 10), early))["T1"].reason is Reason.BUSY
    assert (await house.dues(at("2025-12-03", 8), early))["T1"].items


async def test_in_the_evening_the_next_day_is_looked_at(house: House) -> None:
    """Nothing goes out at night: at nine in the evening the message is of the next morning."""
    found = await house.dues(at("2025-11-30", 21), book())
    assert found["T1"].day == date(2025, 12, 1)
    assert found["T1"].at == at("2025-12-01", 9)
    assert "还有 30 天" in found["T1"].items[0].text


async def test_who_hears_nothing(house: House) -> None:
    """Done, exempt, unbound, blocked, left: each is counted under its reason."""
    await house.join("T2", "T5", "T6")
    await house.join("T3", post="工友")
    await house.join("T4", bound=False)
    await post(house.database, [hours("T2", 360)])
    async with house.database.write() as session:
        await people.mark_blocked(session, 1000 + (await house.person("T5")).id, now=NOW)
        gone = await people.by_number(session, "T6")
        assert gone is not None
        await people.leave(session, actor=COMMAND_LINE, person=gone, day=date(2025, 9, 1), now=NOW)
        await session.commit()
    done = await house.scan(at("2025-12-01"), book())
    assert done.messages == 1
    assert done.reasons == Counter({Reason.DONE: 1, Reason.NOTHING: 1})
    async with house.database.read() as session:
        found = await unreachable(session, region=COUNTY)
        assert not +await unreachable(session, region=OTHER_COUNTY)
    assert found == Counter({Reason.UNBOUND: 1, Reason.BLOCKED: 1, Reason.LEFT: 1})


async def test_nobody_is_nagged_who_is_done(house: House) -> None:
    """Through the rest of a cycle, a fortnight at a time: the reminders end with the hours."""
    days = [date(2025, 6, 2) + timedelta(days=14 * n) for n in range(16)]
    heard: list[str] = []
    for day in days:
        now = at(day.isoformat(), 1)
        if day == date(2025, 11, 3):
            await post(house.database, [hours("T1", 360, day)])
        await house.scan(now, book())
        heard += await house.send(at(day.isoformat(), 9))
    assert ["还有 170 天" in heard[0], "还有 72 天" in heard[1], len(heard)] == [True, True, 2]
    assert [row.threshold for row in await house.reminders()] == [180, 90]


async def test_a_new_cycle_reminds_anew(house: House) -> None:
    """The same thresholds, a year later, for the year's hours."""
    rules = book(YEAR)
    for year in (2024, 2025):
        for day in ("10-08", "10-09", "12-02", "12-03", "12-24", "12-25"):
            await house.scan(at(f"{year}-{day}", 1), rules)
            await house.send(at(f"{year}-{day}", 9))
    found = [(row.cycle_start.year, row.threshold) for row in await house.reminders()]
    assert found == [(2024, 90), (2024, 30), (2024, 7), (2025, 90), (2025, 30), (2025, 7)]


async def test_a_changed_threshold_never_sends_again(house: House) -> None:
    """After 30, neither 45 nor 31 nor 30: only what is smaller."""
    await house.scan(at("2025-12-02", 1), book())
    await house.send(at("2025-12-02", 9))
    for text, expected in (("周期到期=45、31", Reason.SENT), ("周期到期=30、29", None)):
        async with house.database.write() as session:
            await choose(session, actor=COMMAND_LINE, region=COUNTY, name="提醒天数", text=text, now=NOW)
            await session.commit()
        assert (await house.dues(at("2025-12-03", 1), book()))["T1"].reason is expected


async def test_what_was_never_delivered_is_said_again(house: House) -> None:
    """A cancelled or refused message does not use up its threshold; one that may have arrived does."""
    for day, state in (("2025-12-01", State.CANCELLED), ("2025-12-02", State.FAILED), ("2025-12-03", State.UNCERTAIN)):
        assert (await house.scan(at(day, 1), book())).messages == 1
        await house.send(at(day, 9), state)
    assert (await house.scan(at("2025-12-04", 1), book())).messages == 0
    assert [row.threshold for row in await house.reminders()] == [30]


async def test_repeated_scans_with_kills_write_nothing_twice(house: House) -> None:
    """Days in any order, chunks of any size, a stop after any chunk: each threshold once, one message a day."""
    numbers = [f"T{n}" for n in range(2, 9)]
    await house.join(*numbers)
    await post(
        house.database, [hours(number, 30 * place + 10, category="校本") for place, number in enumerate(numbers)]
    )
    chance = random.Random(5)
    days = [date(2025, 11, 25) + timedelta(days=n) for n in range(37)]
    for _ in range(15):
        day = chance.choice(days)
        after: int | None = 0
        while after is not None and chance.random() > 0.2:
            async with house.database.write() as session:
                after, _done = await scan_chunk(
                    session,
                    rules=BOTH,
                    now=at(day.isoformat(), 1),
                    after=after,
                    limit=chance.randint(1, 5),
                    render=render,
                )
                if chance.random() > 0.2:  # else killed before the transaction was kept
                    await session.commit()
                else:
                    break
        if chance.random() > 0.3:
            await house.send(at(day.isoformat(), 9))
    rows = await house.reminders()
    of = Counter((row.person_id, row.kind, row.rule, row.cycle_start, row.threshold) for row in rows)
    assert max(of.values()) == 1
    assert len(of) > len(numbers)
    async with house.database.read() as session:
        wanted = select(OutboxRow.chat, OutboxRow.sent_at).where(OutboxRow.state == State.SENT)
        sent = Counter((chat, day_of(moment)) for chat, moment in await session.execute(wanted) if moment)
    assert max(sent.values()) == 1
    assert {row.person_id for row in rows} == {(await house.person(number)).id for number in ["T1", *numbers]}


async def test_two_scans_at_once_write_one_message(house: House) -> None:
    """Two processes on one database."""
    await house.join(*(f"T{n}" for n in range(2, 7)))
    done = await asyncio.gather(*(house.scan(at("2025-12-01"), BOTH, chunk=2) for _ in range(3)))
    assert sum(one.messages for one in done) == 6
    assert len(await house.waiting()) == 6
    assert len(await house.reminders()) == 12


async def test_a_make_up_window_is_reminded_of(house: House) -> None:
    """After the cycle has ended short, until its window ends."""
    rules: ReminderBook = book(CYCLE, MAKE_UP)
    found = await house.dues(at("2026-04-02"), rules)
    verdicts = {one.kind: one for one in found["T1"].verdicts}
    assert verdicts[Kind.MAKEUP_END].threshold == 90
    (item,) = [one for one in found["T1"].items if one.key.kind is Kind.MAKEUP_END]
    assert "补训2026-06-30 截止，还有 89 天" in item.text


async def test_a_day_that_a_document_names(house: House) -> None:
    """For teachers of its region; with a rule, for those alone who lack its hours."""
    await house.join("T2", region=OTHER_COUNTY)
    await house.join("T3")
    await post(house.database, [hours("T3", 360)])
    day = date(2025, 11, 14)
    named = [
        NoticeDate("all", "测教〔2025〕2号", "三", "公示结束", COUNTY, day),
        NoticeDate("short", "测教〔2025〕2号", "四", "补训报名结束", COUNTY, day, rule="r"),
    ]
    found = await house.dues(at("2025-11-11"), book(dates=named))
    assert {number: [item.key.rule for item in one.items] for number, one in found.items()} == {
        "T1": ["all", "short", "r"],
        "T2": [],
        "T3": ["all"],
    }
    assert "公示结束：2025-11-14 截止，还有 3 天" in found["T3"].items[0].text
    await house.scan(at("2025-11-11"), book(dates=named))
    await house.send(at("2025-11-11", 9))
    assert not any(one.items for one in (await house.dues(at("2025-11-12"), book(dates=named))).values())


async def test_a_correction_that_opens_a_shortfall_reminds(house: House) -> None:
    """Hours that turn out wrong after the month's threshold: the threshold of that day."""
    await post(house.database, [hours("T1", 360)])
    assert (await house.scan(at("2025-12-01"), book())).reasons == Counter({Reason.DONE: 1})
    async with house.database.write() as session:
        revision = Revision(hours=Decimal(300))
        await correct(session, actor=COMMAND_LINE, entry_id="1", revision=revision, reason="误登", now=NOW)
        await session.commit()
    found = await house.dues(at("2025-12-10"), book())
    assert [item.key.threshold for item in found["T1"].items] == [30]
