"""From a file into the database: preview, commit, undo."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from records import people as roll
from records.batches import batches, undo_batch
from records.database import Database
from records.errors import RecordsError
from records.ledger import Entry
from records.model import COMMAND_LINE, Actor, Particulars, Role, Scope
from records.posting import PostingConflict
from records.schema import BatchRow, EntryRow, PersonRow
from records.sheets.commit import Committed, NotClean, commit
from records.sheets.model import Reading
from records.sheets.preview import Preview, preview
from tests.records import roster as invented
from tests.records.sheets.books import HOURS, ROSTER, book, hours, line, roster

Progress = list[tuple[str, int, int]]


@pytest.fixture
async def people(database: Database) -> Database:
    """Two teachers of 甘州区 and one of 临泽县, nobody's name but 教师 and their 工号."""
    async with database.write() as session:
        for number in ("T0001", "T0002"):
            await invented.add(session, number, school=invented.SCHOOL)
        await invented.add(session, "T0003", region=invented.OTHER_COUNTY)
        await session.commit()
    return database


async def shown(database: Database, reading: Reading, *, actor: Actor = COMMAND_LINE, region: str = "") -> Preview:
    """The preview of a file."""
    async with database.read() as session:
        return await preview(session, actor=actor, reading=reading, region=region, progress=lambda *_: None)


async def written(
    database: Database,
    given: Preview,
    now: datetime,
    *,
    skip: bool = False,
    since: date | None = None,
    actor: Actor = COMMAND_LINE,
    heard: Progress | None = None,
) -> Committed:
    """Commit a preview."""

    def hear(stage: str, done: int, total: int) -> None:
        if heard is not None:
            heard.append((stage, done, total))

    async with database.write() as session:
        made = await commit(
            session, actor=actor, preview=given, skip_conflicts=skip, since=since, now=now, progress=hear
        )
        await session.commit()
        return made


async def posted(database: Database) -> list[tuple[str, float]]:
    """工号 and hours of every entry, in the order in which they were written."""
    async with database.read() as session:
        wanted = select(PersonRow.number, EntryRow.hours).join(PersonRow, PersonRow.id == EntryRow.person_id)
        return [(number, float(given)) for number, given in await session.execute(wanted.order_by(EntryRow.id))]


def table(tmp_path: Path, *rows: Sequence[object], name: str = "学时.xlsx") -> Reading:
    """A file of hours, read."""
    return hours(book(tmp_path / name, {"表": [HOURS, *rows]}))


async def test_hours_are_new_and_then_unchanged(people: Database, tmp_path: Path, now: datetime) -> None:
    """Importing twice changes nothing, also under another name and in another order."""
    reading = table(tmp_path, line(), line("T0002"), line("T0002"))
    first = await shown(people, reading)
    assert (first.new, first.unchanged, first.changed, first.problems) == (2, 1, 0, ())
    heard: Progress = []
    made = await written(people, first, now, heard=heard)
    assert (made.new, heard[0], heard[-1]) == (2, ("写入", 0, 2), ("写入", 2, 2))
    assert await posted(people) == [("T0001", 12), ("T0002", 12)]
    again = await shown(people, table(tmp_path, line("T0002"), line(), name="另存.xlsx"))
    assert (again.new, again.unchanged) == (0, 2)
    assert await written(people, again, now) == Committed(None)
    async with people.read() as session:
        (batch,) = await batches(session, COMMAND_LINE)
    assert (batch.id, batch.file_name, batch.rows) == (made.batch, "学时.xlsx", 2)
    assert batch.digest == reading.digest


async def test_errors_stop_everything(people: Database, tmp_path: Path, now: datetime) -> None:
    """Unknown people, another's name, and problems of the file: nothing of the file is written."""
    header = ["姓名", *HOURS]
    rows = [
        ["教师T0001", *line()],
        ["教师九", *line("T0002")],
        ["教师", *line("T0009")],
        ["", *line("T0003", 学时="x")],
    ]
    given = await shown(people, hours(book(tmp_path / "a.xlsx", {"表": [header, *rows]})))
    assert given.new == 1
    assert [(error.row, error.column, error.value) for error in given.errors] == [
        (3, "姓名", "教师九"), (4, "工号", "T0009"), (5, "学时", "x"),
    ]  # fmt: skip
    with pytest.raises(NotClean, match="3 个错误"):
        await written(people, given, now, skip=True)
    assert await posted(people) == []


async def test_conflicts_are_shown_with_what_is_registered(people: Database, tmp_path: Path, now: datetime) -> None:
    """Nothing is written unless conflicts are skipped; then the rest is, and what was registered stays."""
    await written(people, await shown(people, table(tmp_path, line(), line("T0002"))), now)
    changed = [line(学时=6), line("T0002", 完成日期=date(2025, 3, 2)), line("T0003"), line("T0001", 项目编号="P2")]
    given = await shown(people, table(tmp_path, *changed))
    assert (given.new, given.unchanged, given.errors) == (2, 0, ())
    assert [(one.row, one.column, one.value) for one in given.conflicts] == [
        (2, "学时", "6"), (3, "完成日期", "2025-03-02"),
    ]  # fmt: skip
    assert "“12”" in given.conflicts[0].reason
    assert "2025-03-01" in given.conflicts[1].reason
    with pytest.raises(NotClean, match="2 行"):
        await written(people, given, now)
    assert (await written(people, given, now, skip=True)).new == 2
    assert sorted(await posted(people)) == [("T0001", 12), ("T0001", 12), ("T0002", 12), ("T0003", 12)]


async def test_a_ledger_that_changed_since_the_preview(people: Database, tmp_path: Path, now: datetime) -> None:
    """What somebody else wrote meanwhile is not overwritten, and nothing of the file is written."""
    mine = await shown(people, table(tmp_path, line("T0002"), line(学时=6)))
    await written(people, await shown(people, table(tmp_path, line())), now)
    with pytest.raises(PostingConflict):
        await written(people, mine, now)
    assert await posted(people) == [("T0001", 12)]
    async with people.read() as session:
        assert len((await session.scalars(select(BatchRow))).all()) == 1


async def test_committing_one_preview_twice(people: Database, tmp_path: Path, now: datetime) -> None:
    """What was written in between is seen, whoever wrote it: the second time nothing is new."""
    given = await shown(people, table(tmp_path, line(), line("T0002")))
    assert given.ahead is not None
    assert ((await written(people, given, now)).new, (await written(people, given, now)).new) == (2, 0)
    assert len(await posted(people)) == 2


async def test_undoing_hours_and_importing_them_again(people: Database, tmp_path: Path, now: datetime) -> None:
    """After an undo the same file is new again."""
    given = await shown(people, table(tmp_path, line()))
    made = await written(people, given, now)
    assert made.batch is not None
    async with people.write() as session:
        assert await undo_batch(session, actor=COMMAND_LINE, batch=made.batch, now=now + timedelta(hours=1)) == 1
        await session.commit()
    again = await shown(people, given.reading)
    assert (again.new, again.unchanged, again.conflicts) == (1, 0, ())
    assert (await written(people, again, now + timedelta(hours=2))).new == 1


async def test_a_roster_is_new_then_changed(people: Database, tmp_path: Path, now: datetime) -> None:
    """New people get the centre's region where none is given; an empty cell takes nothing away."""
    rows = [ROSTER, ["T0001", "教师T0001", "女", "", "乙小学"], ["T0008", "教师008"], ["T0002", "教师T0002"]]
    given = await shown(people, roster(book(tmp_path / "a.xlsx", {"名册": rows})), region=invented.CITY)
    assert (given.new, given.changed, given.unchanged, given.errors) == (1, 1, 1, ())
    assert [(one.number, one.word, one.before, one.after) for one in given.changes] == [
        ("T0001", "性别", "", "女"), ("T0001", "单位", invented.SCHOOL, "乙小学"),
    ]  # fmt: skip
    assert [(notice.column, notice.count) for notice in given.notices] == [("行政区划", 1)]
    made = await written(people, given, now, since=date(2025, 9, 1))
    assert (made.new, made.changed) == (1, 1)
    async with people.read() as session:
        found = {row.number: row for row in await session.scalars(select(PersonRow))}
    assert (found["T0008"].region, found["T0001"].region) == (invented.CITY, invented.COUNTY)
    assert (found["T0001"].school, found["T0001"].sex) == ("乙小学", "女")


async def test_staff_import_within_their_scope(people: Database, tmp_path: Path, now: datetime) -> None:
    """People elsewhere are errors of the preview, and the commit would refuse them as well."""
    async with people.write() as session:
        staff = Actor(await invented.staff(session, "S0001", Scope(invented.COUNTY)))
        await session.commit()
    reading = table(tmp_path, line(), line("T0003"))
    given = await shown(people, reading, actor=staff)
    assert [(error.row, error.value) for error in given.errors] == [(3, "T0003")]
    assert "权限" in given.errors[0].reason
    with pytest.raises(RecordsError, match="权限"):
        await written(people, await shown(people, reading), now, actor=staff)
    assert (await written(people, replace(given, errors=()), now, actor=staff)).new == 1
    rows = [
        ROSTER,
        ["T0003", "教师T0003", "女"],
        ["T0011", "教师", "", "", "", "临泽县"],
        ["T0012", "教师", "", "", "", "甘州区"],
    ]
    listed = await shown(people, roster(book(tmp_path / "b.xlsx", {"名册": rows})), actor=staff)
    assert ([error.row for error in listed.errors], listed.new) == ([2, 3], 1)


async def test_the_preview_says_what_the_commit_would_refuse(people: Database, tmp_path: Path, now: datetime) -> None:
    """Nobody new without a place for staff of several regions; nobody moved away; nobody of wider rights."""
    async with people.write() as session:
        await invented.staff(session, "S0001", Scope(invented.COUNTY, invented.SCHOOL))
        several = await invented.staff(session, "S0002", Scope(invented.COUNTY))
        several = await roll.grant(
            session, actor=COMMAND_LINE, person=several, role=Role.STAFF, scope=Scope(invented.OTHER_COUNTY), now=now
        )
        own = await roll.find(session, actor=COMMAND_LINE, number="S0001")
        await invented.administrator(session, "A0001")
        await session.commit()
    rows = {
        "T0001": ["教师T0001", "女", "", invented.OTHER_SCHOOL],
        "T0002": ["教师T0002", "女", "", "", "620600"],
        "T0003": ["教师T0003", "女"],
        "T0008": ["教师008", "女"],
        "A0001": ["教师A0001", "女"],
    }
    reading = roster(book(tmp_path / "a.xlsx", {"名册": [ROSTER, *([key, *row] for key, row in rows.items())]}))
    for actor, expected in (
        (Actor(several), {"T0002": "行政区划", "T0008": "行政区划", "A0001": "工号"}),
        (
            Actor(own),
            {"T0001": "单位", "T0002": "行政区划", "T0003": "工号", "T0008": "行政区划", "A0001": "工号"},
        ),
    ):
        given = await shown(people, reading, actor=actor)
        assert {list(rows)[error.row - 2]: error.column for error in given.errors} == expected
        assert {row.number for row in given.roster} == rows.keys() - expected.keys()
        for refused in expected:
            row = next(one.given for one in reading.roster if one.given.number == refused)
            with pytest.raises(RecordsError, match="权限"):
                await written(people, replace(given, errors=(), roster=(row,)), now, actor=actor)
        async with people.write() as session:
            kept = replace(given, errors=())
            made = await commit(
                session, actor=actor, preview=kept, skip_conflicts=False, since=None, now=now, progress=lambda *_: None
            )
            assert made.changed == len(kept.roster)


async def test_hours_beside_a_roster(people: Database, tmp_path: Path) -> None:
    """A sheet that is whole as hours is left out of a roster, with or without names in it; alone it may be one."""
    sheets: dict[str, list[Sequence[object]]] = {
        "名册": [ROSTER, ["T0008", "教师008"]],
        "学时": [HOURS, line()],
        "学时二": [("姓名", *HOURS), ("教师", *line("T0009"))],
    }
    given = roster(book(tmp_path / "a.xlsx", sheets))
    assert ([row.given.number for row in given.roster], given.problems, given.ignored) == (
        ["T0008"],
        (),
        ("学时", "学时二"),
    )
    assert [row.posting.number for row in hours(tmp_path / "a.xlsx").hours] == ["T0001", "T0009"]
    alone = roster(book(tmp_path / "b.xlsx", {"学时二": sheets["学时二"]}))
    assert ([row.given.number for row in alone.roster], alone.problems) == (["T0009"], ())
    lacking = roster(book(tmp_path / "c.xlsx", {"名册": sheets["名册"], "二": [("工号", "性别"), ("T0009", "女")]}))
    assert [(problem.sheet, problem.row) for problem in lacking.problems] == [("二", 1)]


@pytest.mark.parametrize("name", ["= 1+1", "王·五"])
async def test_names_are_compared_by_what_they_say(database: Database, tmp_path: Path, name: str) -> None:
    """Blanks, dots and widths make no other name."""
    async with database.write() as session:
        await roll.add(session, actor=COMMAND_LINE, particulars=Particulars("T0001", name), now=invented.NOW)
        await session.commit()
    rows = [["姓名", *HOURS], [f" {name.replace('·', ' • ')}".replace("=", "＝"), *line()]]
    given = await shown(database, hours(book(tmp_path / "a.xlsx", {"表": rows})))
    assert given.errors == ()


def test_entries_have_what_conflicts_compare() -> None:
    """The fields that are shown of a conflict exist on both sides."""
    assert {"hours", "completed", "category", "training", "project", "evidence", "unit"} <= set(Entry.__slots__)
