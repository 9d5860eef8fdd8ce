"""Standings from the database: the right facts, entries and settings, for whom they may be seen by."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from records import leaves, people, rosters, settings_store, standings
from records.database import Database
from records.facts import Leave
from records.leaves import BadLeave
from records.lookup import UnknownPerson
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.schema import PersonRow
from tests.records.hours import DAY, RULES, hours, post, teacher
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY, add, staff


@pytest.fixture
async def house(database: Database) -> dict[str, Actor]:
    """Two teachers with hours, and clerks."""
    async with database.write() as session:
        rows = [teacher("T1"), teacher("T2")]
        await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
        made = {
            "clerk": Actor(await staff(session, "S1", Scope(COUNTY))),
            "stranger": Actor(await staff(session, "S2", Scope(OTHER_COUNTY))),
        }
        for number in ("T1", "T2"):
            made[number] = Actor(await people.by_number(session, number))
        await session.commit()
    await post(database, [hours("T1", 120, category="线上"), hours("T1", 100, category="校本"), hours("T2", 30)])
    return made


async def test_a_line_from_the_database(database: Database, house: dict[str, Actor]) -> None:
    """Ceilings and rates are those of the rule; the arithmetic cites its provision."""
    async with database.read() as session:
        found = await standings.of(session, RULES, "Ｔ1", DAY, actor=house["T1"])
    (line,) = found.lines
    figures = (line.required, line.earned, line.counted, line.remaining)
    assert figures == tuple(map(Decimal, (360, 220, 150, 210)))
    assert (line.deadline, line.document_number, line.label) == (date(2025, 12, 31), "测教〔2020〕1号", "第二条")
    value = found.to_json()
    assert (value["teacher"], value["as_of"], value["lines"][0]["remaining"]) == ("T1", "2025-03-01", "210")


async def test_who_may_see_a_standing(database: Database, house: dict[str, Actor]) -> None:
    """The teacher and the staff of the place; nobody else, and nobody whom the roster does not know."""
    async with database.read() as session:
        for who in ("T1", "clerk"):
            assert (await standings.of(session, RULES, "T1", DAY, actor=house[who])).lines
        for who in ("T2", "stranger"):
            with pytest.raises(NotPermitted):
                await standings.of(session, RULES, "T1", DAY, actor=house[who])
        with pytest.raises(NotPermitted):
            await standings.of(session, RULES, "T1", DAY, actor=Actor())
        with pytest.raises(UnknownPerson, match="T9"):
            await standings.of(session, RULES, "T9", DAY, actor=house["clerk"])


async def test_one_and_many_agree(database: Database, house: dict[str, Actor]) -> None:
    """What is streamed for a scan is what is read for one."""
    async with database.read() as session:
        some = [cases async for cases in standings.stream(session, PersonRow.region == COUNTY)]
        streamed = {case.facts.teacher: case for cases in some for case in cases}
        for number in ("T1", "T2", "S1"):
            alone = await standings.case(session, number, actor=COMMAND_LINE)
            assert alone.standing(RULES, DAY) == streamed[number].standing(RULES, DAY)
            assert alone.facts == streamed[number].facts


async def test_leaves_are_facts(database: Database, house: dict[str, Actor]) -> None:
    """A leave of the same kind and first day takes the place of the earlier one; one can be taken back."""

    async def note(leave: Leave, *, withdrawn: bool = False) -> tuple[Leave, ...]:
        async with database.write() as session:
            person = await people.find(session, actor=COMMAND_LINE, number="T1")
            await leaves.note_leave(
                session, actor=house["clerk"], person=person, leave=leave, withdrawn=withdrawn, now=NOW
            )
            await session.commit()
            return (await standings.case(session, "T1", actor=COMMAND_LINE)).facts.leaves

    start, end = date(2024, 3, 1), date(2024, 8, 31)
    assert await note(Leave(" 产假 ", start)) == (Leave("产假", start),)
    assert await note(Leave("产假", start, end)) == (Leave("产假", start, end),)
    assert len(await note(Leave("支教", start))) == 2
    assert await note(Leave("产假", start), withdrawn=True) == (Leave("支教", start),)
    for bad in (Leave("", start), Leave("产假", end, start), Leave("长" * 40, start)):
        with pytest.raises(BadLeave):
            await note(bad)
    with pytest.raises(BadLeave, match="没有登记过"):
        await note(Leave("病假", start), withdrawn=True)


async def test_what_is_unset_is_named(database: Database, house: dict[str, Actor]) -> None:
    """The settings that a standing misses, and no longer once they are decided."""

    async def missing() -> tuple[str, ...]:
        async with database.read() as session:
            return standings.unset(await standings.of(session, RULES, "T1", DAY, actor=COMMAND_LINE))

    async with database.write() as session:
        person = await people.find(session, actor=COMMAND_LINE, number="T1")
        leave = Leave("产假", date(2024, 3, 1), date(2024, 8, 31))
        await leaves.note_leave(session, actor=COMMAND_LINE, person=person, leave=leave, now=NOW)
        await session.commit()
    assert await missing() == ("leaves",)
    async with database.write() as session:
        await settings_store.choose(
            session, actor=house["clerk"], region=COUNTY, name="假期处理", text="产假=不影响", now=NOW
        )
        await session.commit()
    assert await missing() == ()


async def test_what_if_and_projection(database: Database, house: dict[str, Actor]) -> None:
    """Both from the same case: more hours remain less, and the pace is that of the ledger."""
    async with database.read() as session:
        case = await standings.case(session, "T2", actor=COMMAND_LINE)
    extra = [replace(entry, id="x", source_key="x") for entry in case.entries]
    found = case.what_if(RULES, DAY, extra)
    assert (found.before.lines[0].remaining, found.after.lines[0].remaining) == (Decimal(330), Decimal(300))
    (ahead,) = case.projection(RULES, DAY)
    assert ahead.in_time is False


async def test_who_left_and_others_without_a_place(database: Database) -> None:
    """Somebody of whom little is known has a standing that says so."""
    async with database.write() as session:
        await add(session, "T5", region="")
        await session.commit()
    async with database.read() as session:
        found = await standings.of(session, RULES, "T5", DAY, actor=COMMAND_LINE)
    assert found.lines == ()
    assert any("行政区划没有登记" in note for note in found.notes)
