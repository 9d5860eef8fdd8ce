"""What people wish, and what centres decide."""

from datetime import date

import pytest
from sqlalchemy import select

from records import people
from records.database import Database
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.reminders import settings, wishes
from records.reminders.model import Kind, Reason
from records.reminders.wishes import BadWish, Wish
from records.schema import AuditRow
from records.setting_words import BadSetting
from records.settings_store import Shown
from tests.records.reminders.house import CYCLE, House, at, book
from tests.records.roster import CITY, COUNTY, NOW, OTHER_COUNTY, staff


@pytest.fixture
async def house(database: Database) -> House:
    """Two teachers who owe hours."""
    made = House(database)
    await made.join("T1", "T2")
    return made


async def test_put_off_stopped_and_started_again(house: House) -> None:
    """For oneself only; what was said stands in the audit without a name."""
    person, now = await house.person("T1"), at("2025-12-01", 10)
    me = Actor(person)
    async with house.database.write() as session:
        assert await wishes.snooze(session, actor=me, person=person, days=3, now=now) == date(2025, 12, 4)
        await wishes.stop(session, actor=me, person=person, kind=Kind.YEAR_END, now=now)
        await session.commit()
        found = await wishes.wishes(session, actor=me, person=person)
        assert found == (Wish(None, date(2025, 12, 4)), Wish(Kind.YEAR_END, None))
        deeds = (await session.scalars(select(AuditRow.action).where(AuditRow.subject_id == person.id))).all()
        assert deeds[-2:] == ["reminders.snooze", "reminders.stop"]
    dues = await house.dues(at("2025-12-03"), book())
    assert (dues["T1"].reason, dues["T2"].reason) == (Reason.SNOOZED, None)
    assert (await house.dues(at("2025-12-04"), book()))["T1"].items
    async with house.database.write() as session:
        assert await wishes.start(session, actor=me, person=person, kind=None, now=now)
        assert not await wishes.start(session, actor=me, person=person, kind=Kind.YEAR_END, now=now)
        assert await wishes.wishes(session, actor=me, person=person) == ()
        await session.commit()
    assert (await house.dues(at("2025-12-03"), book()))["T1"].items


async def test_who_wants_none_is_not_woken_by_a_pause(house: House) -> None:
    """A pause after “none at all” changes nothing."""
    person, now = await house.person("T1"), at("2025-12-01", 10)
    me = Actor(person)
    async with house.database.write() as session:
        await wishes.stop(session, actor=me, person=person, kind=None, now=now)
        await wishes.snooze(session, actor=me, person=person, days=1, now=now)
        assert await wishes.wishes(session, actor=me, person=person) == (Wish(None, None),)
        with pytest.raises(BadWish, match="90"):
            await wishes.snooze(session, actor=me, person=person, days=91, now=now)
        await session.commit()
    assert (await house.dues(at("2025-12-03"), book()))["T1"].reason is Reason.STOPPED


async def test_nobody_wishes_for_others(house: House) -> None:
    """Neither a colleague nor staff nor the command line."""
    person, other = await house.person("T1"), await house.person("T2")
    async with house.database.write() as session:
        clerk = await staff(session, "S1", Scope(COUNTY))
        for actor in (Actor(other), Actor(clerk), COMMAND_LINE, Actor()):
            for asked in (
                wishes.snooze(session, actor=actor, person=person, days=3, now=NOW),
                wishes.stop(session, actor=actor, person=person, kind=None, now=NOW),
                wishes.start(session, actor=actor, person=person, kind=None, now=NOW),
                wishes.wishes(session, actor=actor, person=person),
            ):
                with pytest.raises(NotPermitted):
                    await asked


async def test_a_centre_decides_for_its_region(house: House) -> None:
    """The nearest region that has decided goes before those above it, and those before the file."""
    rules = book(CYCLE).reminders

    async def decide(region: str, name: str, text: str) -> Shown:
        async with house.database.write() as session:
            made = await settings.choose(session, actor=COMMAND_LINE, region=region, name=name, text=text, now=NOW)
            await session.commit()
        return made

    for region, name, text, shown in (
        (CITY, "提醒天数", "周期到期=60，14；年度到期=30天", "周期到期=60、14；年度到期=30"),
        (CITY, "停用的提醒", "申报待审", "申报待审"),
        (COUNTY, "停用的提醒", "无", "无"),
        (COUNTY, "提醒的免打扰时段", "21：00至8:30", "21:00-08:30"),
        (COUNTY, "最后一次提醒后报学校", "报", "报"),
    ):
        assert (await decide(region, name, text)).value == shown
    async with house.database.read() as session:
        policies = await settings.load(session, rules)
        held = {one.name: (one.value, one.region) for one in await settings.shown(session, rules, COUNTY)}
    county, neighbour, elsewhere = policies.of(COUNTY), policies.of(OTHER_COUNTY), policies.of("110000")
    assert county.thresholds[Kind.CYCLE_END] == neighbour.thresholds[Kind.CYCLE_END] == (60, 14)
    assert elsewhere.thresholds[Kind.CYCLE_END] == (180, 90, 30, 7)
    assert [Kind.CLAIM_WAITING in one.thresholds for one in (county, neighbour, elsewhere)] == [True, False, True]
    assert (county.quiet.words(), county.escalate, neighbour.escalate) == ("21:00-08:30", True, False)
    assert held["提醒天数"] == ("周期到期=60、14；年度到期=30", CITY)
    async with house.database.write() as session:
        taken = [
            await settings.unset(session, actor=COMMAND_LINE, region=COUNTY, name="停用的提醒", now=NOW) for _ in "ab"
        ]
    assert taken == [True, False]


async def test_what_cannot_be_decided(house: House) -> None:
    """The sentence says what may be typed."""
    async with house.database.write() as session:
        for name, text, said in (
            ("提醒", "7", "可以设定的有：提醒天数"),
            ("提醒天数", "周期到期", "种类=天数"),
            ("提醒天数", "周期=7", "种类=天数"),
            ("提醒天数", "周期到期=0", "种类=天数"),
            ("停用的提醒", "本校教师到期未完成", "可写的有"),
            ("提醒的免打扰时段", "晚上", "起止时刻"),
            ("最后一次提醒后报学校", "是", "“报”或“不报”"),
        ):
            with pytest.raises(BadSetting, match=said):
                await settings.choose(session, actor=COMMAND_LINE, region=COUNTY, name=name, text=text, now=NOW)


async def test_only_staff_of_the_region_decide(house: House) -> None:
    """Neither a teacher nor the staff of the next county."""
    async with house.database.write() as session:
        clerk = await staff(session, "S1", Scope(COUNTY))
        stranger = await staff(session, "S2", Scope(OTHER_COUNTY))
        teacher = await people.by_number(session, "T1")
        for actor in (Actor(stranger), Actor(teacher)):
            for asked in (
                settings.choose(session, actor=actor, region=COUNTY, name="停用的提醒", text="无", now=NOW),
                settings.unset(session, actor=actor, region=COUNTY, name="停用的提醒", now=NOW),
            ):
                with pytest.raises(NotPermitted):
                    await asked
        made = await settings.choose(
            session, actor=Actor(clerk), region=COUNTY, name="停用的提醒", text="年度到期", now=NOW
        )
    assert made.region == COUNTY
