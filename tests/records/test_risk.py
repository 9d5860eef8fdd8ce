"""Who is falling behind, and the figures of a region by school."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from records import audit, ledger_book, risk, rosters
from records.bookkeeping import Revision, correct
from records.database import Database
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.risk import Pace
from records.standing import RuleBook
from tests.records.hours import RULES, YEARS, hours, post, teacher
from tests.records.roster import CITY, COUNTY, NOW, OTHER_COUNTY, OTHER_SCHOOL, SCHOOL, kept, staff
from tests.records.standing.invented import rule

DAY = date(2024, 12, 31)
"""The end of the fourth of five years."""


@pytest.fixture
async def house(database: Database) -> dict[str, Actor]:
    """Teachers who are done, on course, behind, without hours and bound by nothing; one of the next county."""
    async with database.write() as session:
        rows = [
            teacher("T1"),
            teacher("T2"),
            teacher("T3", school=OTHER_SCHOOL),
            teacher("T4", school=OTHER_SCHOOL),
            teacher("T5", school=OTHER_SCHOOL, post="工友"),
            teacher("T6", region=OTHER_COUNTY),
        ]
        await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
        made = {
            "clerk": Actor(await staff(session, "S1", Scope(COUNTY))),
            "of school": Actor(await staff(session, "S2", Scope(COUNTY, SCHOOL))),
        }
        await session.commit()
    await post(
        database,
        [
            *(hours(number, 150, category="校本") for number in ("T1", "T2", "T3")),
            hours("T1", 300),
            hours("T2", 230),
            hours("T3", 100, category="线上"),
        ],
    )
    return made


async def scan(
    database: Database, *, region: str = COUNTY, school: str = "", actor: Actor = COMMAND_LINE, day: date = DAY
) -> risk.Bulletin:
    """The figures of a region."""
    async with database.read() as session:
        return await risk.scan(session, actor=actor, rules=RULES, region=region, school=school, as_of=day)


async def test_the_figures_of_a_county(database: Database, house: dict[str, Actor]) -> None:
    """By school and in all; staff without particulars count on the roster but owe nothing."""
    found = await scan(database, actor=house["clerk"])
    assert (found.everybody, found.total.teachers) == (7, 4)
    total = found.total
    assert (total.done, total.on_course, total.behind, total.overdue, total.unknown) == (1, 1, 2, 0, 0)
    assert total.rate == Fraction(1, 4)
    by_school = {one.school: one for one in found.schools}
    assert (by_school[SCHOOL].done, by_school[OTHER_SCHOOL].behind) == (1, 2)
    assert by_school[""].rate is None
    assert total.remaining == sum(one.remaining for one in found.schools)


async def test_who_is_at_risk(database: Database, house: dict[str, Actor]) -> None:
    """The worst first, with what is missing, by when and under which provision; who is on course is not named."""
    found = await scan(database)
    assert [(one.number, one.pace, one.remaining) for one in found.at_risk] == [
        ("T4", Pace.BEHIND, Decimal(360)),
        ("T3", Pace.BEHIND, Decimal(185)),
    ]
    (short,) = found.at_risk[1].shortfalls
    assert (short.document_number, short.label, short.deadline) == ("测教〔2020〕1号", "第二条", date(2025, 12, 31))
    assert short.complete_on is not None
    assert short.complete_on > date(2025, 12, 31)


async def test_regions_and_schools(database: Database, house: dict[str, Actor]) -> None:
    """A region takes in what lies below it; a school is looked at alone."""
    assert (await scan(database, region=CITY)).everybody == 8
    assert (await scan(database, region=OTHER_COUNTY)).everybody == 1
    found = await scan(database, school=SCHOOL, actor=house["of school"])
    assert (found.everybody, [one.school for one in found.schools]) == (3, [SCHOOL])


async def test_figures_are_for_who_works_there(database: Database, house: dict[str, Actor]) -> None:
    """Neither the whole county for the staff of a school nor the next county for anybody here."""
    for actor, region in ((house["of school"], COUNTY), (house["clerk"], OTHER_COUNTY), (house["clerk"], CITY)):
        with pytest.raises(NotPermitted):
            await scan(database, region=region, actor=actor)


async def test_progress_is_heard(database: Database, house: dict[str, Actor]) -> None:
    """How many are done, of how many."""
    heard: list[tuple[int, int]] = []
    async with database.read() as session:
        await risk.scan(
            session,
            actor=COMMAND_LINE,
            rules=RULES,
            region=COUNTY,
            as_of=DAY,
            progress=lambda done, total: heard.append((done, total)),
        )
    assert heard == [(7, 7)]


async def test_the_ledger_as_people_read_it(database: Database, house: dict[str, Actor]) -> None:
    """Who recorded a line, what it was corrected by, and what stands."""
    async with database.write() as session:
        revision = Revision(hours=Decimal(10))
        await correct(session, actor=house["clerk"], entry_id="1", revision=revision, reason="误登", now=NOW)
        await session.commit()
    async with database.read() as session:
        book = await ledger_book.book_of(session, "T1", actor=house["clerk"])
        with pytest.raises(NotPermitted):
            await ledger_book.book_of(session, "T6", actor=house["clerk"])
    first, second, third = book.lines
    assert (first.corrected_by, first.recorder) == (third.entry.id, "命令行")
    assert (third.recorder, third.entry.note, third.entry.refers_to) == ("S1", "误登", "1")
    assert second.corrected_by == ""
    assert [held.hours for held in book.stands.held] == [Decimal(10), Decimal(300)]


async def test_the_rules_that_asked_somebody(database: Database, house: dict[str, Actor]) -> None:
    """With how many they asked and how many lack; a rule that bound nobody counted is not named."""
    others = rule("x", region=OTHER_COUNTY, label="第九条")
    draft = rule("d", binding=False, label="第八条")
    book = RuleBook([YEARS, others, draft], ())
    async with database.read() as session:
        near, wide = [
            await risk.scan(session, actor=COMMAND_LINE, rules=book, region=region, as_of=DAY)
            for region in (COUNTY, CITY)
        ]
    assert [(one.rule, one.teachers, one.short) for one in near.rules] == [("r", 4, 3)]
    assert [(one.rule, one.teachers, one.short) for one in wide.rules] == [("r", 4, 3), ("x", 1, 1)]
    assert near.basis == (("测教〔2020〕1号", "第二条"),)


async def test_names_that_leave_the_house_are_noted(database: Database, house: dict[str, Actor]) -> None:
    """Who took a bulletin away, of which region and with how many names; only who may see it."""
    found = await scan(database)
    async with database.write() as session:
        await risk.note_export(session, actor=house["clerk"], found=found, now=NOW)
        with pytest.raises(NotPermitted):
            await risk.note_export(session, actor=house["of school"], found=found, now=NOW)
        await session.commit()
    async with database.read() as session:
        latest, *_ = await audit.entries(session, actor=COMMAND_LINE)
    assert (latest.action, latest.actor, latest.detail) == (
        "bulletin.export", house["clerk"].id, {"region": COUNTY, "teachers": 2},
    )  # fmt: skip


async def test_an_export_is_noted(database: Database, house: dict[str, Actor]) -> None:
    """Everybody of the region with their entries; who took them away stands in the audit."""
    async with database.write() as session:
        found = {
            given.number: len(lines)
            async for some in ledger_book.stream(session, actor=house["clerk"], region=COUNTY, now=NOW)
            for given, lines in some
        }
        await session.commit()
    assert found == {"T1": 2, "T2": 2, "T3": 2, "T4": 0, "T5": 0, "S1": 0, "S2": 0}
    assert [row[3] for row in (await kept(database))["audit"]].count("ledger.export") == 1
