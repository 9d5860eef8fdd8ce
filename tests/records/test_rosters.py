"""Whole rosters: new, changed, unchanged; who was what when; undoing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from records import batches, people, rosters, standings
from records.database import Database
from records.facts import Dated, TeacherFacts
from records.model import COMMAND_LINE, Actor, Particulars, Scope
from records.particulars import BadParticulars
from records.permissions import NotPermitted
from records.posting_model import Verdict
from tests.records.hours import hours, post, teacher
from tests.records.roster import CITY, COUNTY, NOW, OTHER_COUNTY, OTHER_SCHOOL, administrator, kept, staff

SINCE = date(2025, 9, 1)
BEFORE = SINCE - timedelta(days=1)


async def put(
    database: Database, *rows: Particulars, since: date | None = SINCE, actor: Actor = COMMAND_LINE
) -> tuple[int, tuple[int, int, int]]:
    """Import the rows as a batch; its number and the counts."""
    async with database.write() as session:
        batch = await batches.open_batch(
            session, actor=actor, kind="roster", file_name="名册.xlsx", digest="d" * 64, now=NOW
        )
        made = await rosters.put_roster(session, actor=actor, rows=rows, since=since, batch=batch, now=NOW)
        await session.commit()
    return batch, made


async def undo(database: Database, batch: int, *, actor: Actor = COMMAND_LINE) -> int:
    """Undo the batch and keep that."""
    async with database.write() as session:
        made = await batches.undo_batch(session, actor=actor, batch=batch, now=NOW)
        await session.commit()
    return made


async def facts(database: Database, number: str) -> TeacherFacts:
    """What a standing would know."""
    async with database.read() as session:
        return (await standings.case(session, number, actor=COMMAND_LINE)).facts


async def on_roster(database: Database) -> Sequence[Particulars]:
    """Everybody, by 工号."""
    async with database.read() as session:
        found = await people.search(session, actor=COMMAND_LINE)
    return sorted((one.particulars for one in found.people), key=lambda given: given.number)


async def test_new_changed_and_unchanged(database: Database) -> None:
    """The counts say what was done; comparing says it before; an empty cell takes nothing away."""
    one, two = teacher("T1"), teacher("T2")
    assert (await put(database, one, two))[1] == (2, 0, 0)
    assert (await put(database, one, two))[1] == (0, 0, 2)
    partly = Particulars("T1", "教师T1", post="校长")
    async with database.read() as session:
        outcomes = await rosters.compare_roster(session, [partly, two, teacher("T3")])
    assert [(o.verdict, o.fields) for o in outcomes] == [
        (Verdict.CHANGED, ("post",)),
        (Verdict.UNCHANGED, ()),
        (Verdict.NEW, ()),
    ]
    assert outcomes[0].before == one
    assert (await put(database, partly, two, teacher("T3")))[1] == (1, 1, 1)
    assert await on_roster(database) == [replace(one, post="校长"), two, teacher("T3")]


async def test_who_was_what_when(database: Database) -> None:
    """Changes of region, stage and post hold from their day on; what was unknown before is filled in for always."""
    await put(database, teacher("T1", stage=""))
    await put(database, teacher("T1", region=OTHER_COUNTY, post="校长"))
    found = await facts(database, "T1")
    assert found.regions == (Dated(COUNTY, None, BEFORE), Dated(OTHER_COUNTY, SINCE))
    assert found.posts == (Dated("教师", None, BEFORE), Dated("校长", SINCE))
    assert found.stages == (Dated("小学"),)
    await put(database, teacher("T1", region=CITY, post="校长"), since=date(2026, 1, 1))
    assert (await facts(database, "T1")).regions == (
        Dated(COUNTY, None, BEFORE),
        Dated(OTHER_COUNTY, SINCE, date(2025, 12, 31)),
        Dated(CITY, date(2026, 1, 1)),
    )


async def test_a_change_that_is_noted_late_goes_before(database: Database) -> None:
    """A later roster that holds from an earlier day takes the place of what was noted meanwhile."""
    await put(database, teacher("T1"))
    await put(database, teacher("T1", post="副校长"))
    await put(database, teacher("T1", post="校长"), since=date(2025, 3, 1))
    assert (await facts(database, "T1")).posts == (
        Dated("教师", None, date(2025, 2, 28)),
        Dated("校长", date(2025, 3, 1)),
    )


async def test_without_a_day_a_change_holds_from_today(database: Database) -> None:
    """Today in China."""
    await put(database, teacher("T1"))
    await put(database, teacher("T1", post="校长"), since=None)
    assert (await facts(database, "T1")).posts == (
        Dated("教师", None, date(2026, 3, 1)),
        Dated("校长", date(2026, 3, 2)),
    )


async def test_bad_rows_are_named_and_nothing_is_written(database: Database) -> None:
    """A 工号 that comes twice with other content, and whatever a single entry is refused for."""
    for wrong, said in (
        (teacher("T1", sex="不明"), "性别"),
        (teacher("T2", name="别人"), "同一个工号有两行"),
    ):
        with pytest.raises(BadParticulars, match=said):
            await put(database, teacher("T2"), wrong)
    assert await on_roster(database) == []
    assert (await put(database, teacher("T2"), teacher(" Ｔ2 ", name="教师T2")))[1] == (1, 0, 0)


async def test_undoing_restores_what_was_before(database: Database) -> None:
    """Particulars and dated facts are as they were; who was added is gone; the roster can be imported again."""
    first, _ = await put(database, teacher("T1"))
    before, was = await facts(database, "T1"), await on_roster(database)
    rows = teacher("T1", region=OTHER_COUNTY, school=OTHER_SCHOOL, born=date(1986, 1, 1)), teacher("T2")
    batch, counts = await put(database, *rows)
    assert await undo(database, batch) == 2
    assert (await facts(database, "T1"), await on_roster(database)) == (before, was)
    assert (await put(database, *rows))[1] == counts == (1, 1, 0)
    assert (await kept(database))["people"]
    with pytest.raises(batches.NoSuchBatch):
        await undo(database, 99)
    assert await undo(database, first) == 0, "changed since, by the import after it"


async def test_undoing_leaves_what_was_changed_since(database: Database) -> None:
    """A field that somebody changed stays; who has hours by now stays on the roster."""
    await put(database, teacher("T1"))
    batch, _ = await put(database, teacher("T1", post="校长", school=OTHER_SCHOOL), teacher("T2"), teacher("T3"))
    await put(database, teacher("T1", post="副校长", school=OTHER_SCHOOL), since=date(2026, 1, 1))
    await post(database, [hours("T2", 10)])
    assert await undo(database, batch) == 2
    assert await on_roster(database) == [teacher("T1", post="副校长"), teacher("T2")]
    assert [dated.value for dated in (await facts(database, "T1")).posts] == ["教师", "校长", "副校长"]


async def test_staff_put_their_own_people_only(database: Database) -> None:
    """Neither may people be taken from elsewhere nor be put there; nor who holds wider rights."""
    await put(database, teacher("T1"), teacher("T2", region=OTHER_COUNTY))
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        await administrator(session, "A1")
        await session.commit()
    for row in (teacher("T1", region=OTHER_COUNTY), teacher("T2"), teacher("A1", name="管理员")):
        with pytest.raises(NotPermitted):
            await put(database, row, actor=clerk)
    batch, made = await put(database, teacher("T1", post="校长"), teacher("T3"), actor=clerk)
    assert made == (1, 1, 0)
    assert await undo(database, batch, actor=clerk) == 2


async def test_staff_leave_the_region_empty(database: Database) -> None:
    """Whoever is there already stays where they are; of somebody new the place has to be said."""
    await put(database, teacher("T1"), teacher("T2", region=OTHER_COUNTY))
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        await session.commit()
    _, made = await put(database, teacher("T1", region="", post="校长"), actor=clerk)
    assert made == (0, 1, 0)
    for row in (teacher("T2", region="", post="校长"), teacher("T3", region="")):
        with pytest.raises(NotPermitted):
            await put(database, row, actor=clerk)
