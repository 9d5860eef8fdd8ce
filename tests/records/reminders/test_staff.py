"""What staff hear: claims that wait, their school's teachers after the last reminder, the week's digest."""

from datetime import date, datetime
from typing import Any

import pytest

from records import bookkeeping, claims
from records.database import Database
from records.ledger import EntryKind
from records.model import COMMAND_LINE, Actor, Person, Scope
from records.outbox import State
from records.reminders.digest import digest
from records.reminders.model import Kind
from records.reminders.recheck import recheck
from records.reminders.settings import choose
from tests.records.hours import hours, post
from tests.records.reminders.house import House, at, book, render
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY, OTHER_SCHOOL, SCHOOL, administrator, staff

RULES = book()


@pytest.fixture
async def house(database: Database) -> House:
    """Two teachers who owe hours, at two schools."""
    made = House(database)
    await made.join("T1")
    await made.join("T2", school=OTHER_SCHOOL)
    return made


async def hire(house: House, **scopes: Scope) -> dict[str, Person]:
    """Staff with accounts."""
    async with house.database.write() as session:
        made = {
            number: await staff(session, number, scope, account=5000 + place)
            for place, (number, scope) in enumerate(scopes.items())
        }
        await session.commit()
    return made


async def claim(house: House, number: str, day: str) -> str:
    """A claim made on a day."""
    given = hours(number, 20, date(2025, 5, 1), kind=EntryKind.CLAIM, evidence="证书", source_key=f"{number}{day}")
    async with house.database.write() as session:
        made = await bookkeeping.book(session, actor=COMMAND_LINE, posting=given, now=at(day, 10))
        await session.commit()
    return made.entry.id


async def heard(house: House, day: str, number: str) -> list[tuple[Kind, int, str]]:
    """What somebody would hear in the morning of a day."""
    found = (await house.dues(at(day), RULES)).get(number)
    return [(item.key.kind, item.key.threshold, item.text) for item in found.items] if found else []


async def test_claims_that_wait_are_brought_before_who_may_decide_them(house: House) -> None:
    """Staff of the place, not of the next county; once, until another claim has waited, or they have for longer."""
    await hire(house, S1=Scope(COUNTY), S2=Scope(OTHER_COUNTY))
    await claim(house, "T1", "2025-11-03")
    second = await claim(house, "T2", "2025-11-05")
    assert await heard(house, "2025-11-07", "S1") == []
    ((kind, threshold, text),) = await heard(house, "2025-11-10", "S1")
    assert (kind, threshold) == (Kind.CLAIM_WAITING, 5)
    assert "2 条学时申报已等待 5 天以上，最早的是 2025-11-03 提交的" in text
    assert await heard(house, "2025-11-10", "S2") == []
    await house.scan(at("2025-11-10"), RULES)
    await house.send(at("2025-11-10", 9))
    assert await heard(house, "2025-11-11", "S1") == []
    await claim(house, "T1", "2025-11-06")
    ((_, threshold, _),) = await heard(house, "2025-11-11", "S1")
    assert threshold == 5
    await house.scan(at("2025-11-11"), RULES)
    await house.send(at("2025-11-11", 9))
    async with house.database.write() as session:
        await claims.decide(session, actor=COMMAND_LINE, claim=second, approve=True, now=NOW)
        await session.commit()
    ((_, threshold, text),) = await heard(house, "2025-11-21", "S1")
    assert threshold == 15
    assert "2 条学时申报已等待 15 天以上" in text


async def test_claims_without_staff_are_brought_before_the_administrator(house: House) -> None:
    """And only those."""
    await hire(house, S1=Scope(COUNTY, SCHOOL))
    async with house.database.write() as session:
        await administrator(session, account=6000)
        await session.commit()
    await claim(house, "T1", "2025-11-03")
    assert await heard(house, "2025-11-10", "A001") == []
    await claim(house, "T2", "2025-11-03")
    ((_, _, text),) = await heard(house, "2025-11-10", "A001")
    assert "1 条" in text


async def test_claims_decided_meanwhile_are_not_mentioned(house: House) -> None:
    """Looked at once more before sending."""
    await hire(house, S1=Scope(COUNTY))
    number = await claim(house, "T1", "2025-11-03")
    await house.scan(at("2025-11-10"), RULES)
    (row,) = [row for row in await house.waiting() if row.chat == 5000]
    async with house.database.write() as session:
        wanted: dict[str, Any] = {"rules": RULES, "outbox_id": row.id, "now": at("2025-11-10", 9), "render": render}
        found = await recheck(session, **wanted)
        assert found is not None
        assert "1 条学时申报" in found["html"]
        await claims.decide(session, actor=COMMAND_LINE, claim=number, approve=True, now=NOW)
        assert await recheck(session, **wanted) is None


async def test_a_school_hears_after_the_last_reminder(house: House) -> None:
    """Where the centre wants it: of its own teachers who are still short, once."""
    await hire(house, S1=Scope(COUNTY, SCHOOL), S2=Scope(COUNTY))
    await house.join("T3")
    await house.scan(at("2025-12-24"), RULES)
    await house.send(at("2025-12-24", 9))
    assert await heard(house, "2025-12-25", "S1") == []
    async with house.database.write() as session:
        await choose(session, actor=COMMAND_LINE, region=COUNTY, name="最后一次提醒后报学校", text="报", now=NOW)
        await session.commit()
    await post(house.database, [hours("T3", 360)])
    ((kind, _, text),) = await heard(house, "2025-12-25", "S1")
    assert kind is Kind.ESCALATION
    assert "仍有 1 位教师没有完成" in text
    assert "教师T1（T1）：每五年不少于360学时还差 360 学时" in text
    assert await heard(house, "2025-12-25", "S2") == []
    await house.scan(at("2025-12-25"), RULES)
    (row,) = await house.waiting()
    async with house.database.write() as session:
        wanted: dict[str, Any] = {"rules": RULES, "outbox_id": row.id, "now": at("2025-12-25", 9), "render": render}
        assert "T1" in (await recheck(session, **wanted) or {})["html"]
    await house.send(at("2025-12-25", 9))
    assert await heard(house, "2025-12-26", "S1") == []
    assert {row.about_id for row in await house.reminders() if row.kind == Kind.ESCALATION} == {
        (await house.person("T1")).id
    }


async def test_the_digest_of_a_week(house: House) -> None:
    """Who was reminded in the last seven days and is still short, by scope; the whole list goes along; once a week."""
    await hire(house, S1=Scope(COUNTY), S2=Scope(COUNTY, SCHOOL), S3=Scope(OTHER_COUNTY))
    await house.scan(at("2025-12-01"), RULES)
    await house.send(at("2025-12-01", 9))
    await post(house.database, [hours("T2", 360)])

    async def write(now: datetime) -> int:
        return await digest(house.database, rules=RULES, now=now, render=render)

    assert await write(at("2025-12-06", 7)) == 0  # a Saturday
    assert await write(at("2025-12-08", 7)) == 2
    assert await write(at("2025-12-08", 8)) == await write(at("2025-12-10", 8)) == 0
    county, school = await house.waiting()
    assert county.due_at == at("2025-12-08", 9)
    payload = county.payload or {}
    assert "提醒周报 · 2025年第50周" in payload["html"]
    assert "最近七天提醒了 2 位教师，其中 1 位仍未完成" in payload["html"]
    assert payload["rows"][1][:5] == [SCHOOL, "T1", "教师T1", "每五年不少于360学时", "360"]
    assert county.method == "document"
    assert "提醒了 1 位教师，其中 1 位" in (school.payload or {})["html"]


async def test_who_got_nothing_is_in_no_digest(house: House) -> None:
    """A refused message reminded nobody, and a week without reminders has no digest."""
    await hire(house, S1=Scope(COUNTY))
    await house.scan(at("2025-12-01"), RULES)
    await house.send(at("2025-12-01", 9), State.FAILED)
    assert await digest(house.database, rules=RULES, now=at("2025-12-08", 7), render=render) == 0


async def test_everybody_done_is_good_news(house: House) -> None:
    """The digest says so in a sentence, without a list."""
    people = await hire(house, S1=Scope(COUNTY))
    await house.scan(at("2025-12-01"), RULES)
    await house.send(at("2025-12-01", 9))
    await post(house.database, [hours("T1", 360), hours("T2", 360)], actor=Actor(people["S1"]))
    assert await digest(house.database, rules=RULES, now=at("2025-12-08", 7), render=render) == 1
    (row,) = await house.waiting()
    assert "最近七天提醒了 2 位教师，都已完成。" in (row.payload or {})["html"]
    assert row.method == "send"
