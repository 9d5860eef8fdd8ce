"""The ledger in the database: append-only, exact, idempotent; conflicts, batches and their undoing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from records import batches, entries, posting, rosters, standings
from records.batches import BatchKind, NoSuchBatch
from records.bookkeeping import Revision, correct
from records.database import Database
from records.ledger import EntryKind, Unit
from records.lookup import UnknownPerson
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.posting import BadPosting, Posting, PostingConflict, Verdict
from tests.properties import examples
from tests.records.hours import DAY, RULES, book, figures, hours, post, teacher
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY, add, administrator, kept, staff

through_the_database = settings(
    max_examples=examples(12),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NUMBERS = count(1000)
"""工号 that no example has used."""


async def roster(database: Database, *numbers: str) -> None:
    """Teachers of the county."""
    async with database.write() as session:
        rows = [teacher(number) for number in numbers]
        await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
        await session.commit()


async def verdicts(database: Database, *postings: Posting) -> list[Verdict]:
    """What appending would do."""
    async with database.read() as session:
        return [outcome.verdict for outcome in await posting.compare(session, postings)]


async def import_hours(database: Database, *postings: Posting, actor: Actor = COMMAND_LINE) -> int:
    """Post as one batch and return its number."""
    async with database.write() as session:
        batch = await batches.open_batch(
            session, actor=actor, kind=BatchKind.HOURS, file_name="hours.xlsx", digest="d" * 64, now=NOW
        )
        await posting.append(session, actor=actor, postings=postings, batch=batch, now=NOW)
        await session.commit()
    return batch


async def undo(database: Database, batch: int, *, actor: Actor = COMMAND_LINE) -> int:
    """Undo a batch and keep that."""
    async with database.write() as session:
        made = await batches.undo_batch(session, actor=actor, batch=batch, now=NOW)
        await session.commit()
    return made


async def test_what_is_posted_comes_back_exactly(database: Database) -> None:
    """Every value of a posting is in the entry; hours have no rounding, ids are text."""
    await roster(database, "T1")
    full = Posting(
        "Ｔ1",
        EntryKind.POSTING,
        Decimal("12.345"),
        date(2024, 5, 1),
        " 平台甲 ",
        "k1",
        category="线上",
        training="国培",
        unit=Unit.CREDIT,
        project_number="P1",
        project="教学研讨",
        evidence="证书1",
        note="说明",
    )
    assert await post(database, [full]) == 1
    async with database.read() as session:
        (one,) = (await entries.of_people(session, {1: "T1"}))[1]
        whole = (await entries.by_keys(session, ["k1"]))["k1"]
    assert (one.id, one.teacher, one.hours, str(one.hours)) == ("1", "T1", Decimal("12.345"), "12.345")
    assert (one.source, one.recorded_at, one.recorded_by) == ("平台甲", NOW, entries.ON_COMMAND_LINE)
    assert (one.category, one.training, one.unit, one.project) == ("线上", "国培", Unit.CREDIT, "教学研讨")
    assert (one.evidence, one.note, whole.project_number, whole.person) == ("证书1", "说明", "P1", 1)


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET hours = 1", "DELETE FROM entries", "UPDATE entries SET note = 'x' WHERE id = 1"]
)
async def test_the_database_refuses_to_change_the_ledger(database: Database, statement: str) -> None:
    """No statement changes or deletes an entry, whoever sends it."""
    await roster(database, "T1")
    await post(database, [hours("T1", 10)])
    before = (await kept(database))["entries"]
    async with database.write() as session:
        with pytest.raises(DBAPIError, match="append-only"):
            await session.execute(text(statement))
    assert (await kept(database))["entries"] == before


async def test_importing_twice_changes_nothing(database: Database) -> None:
    """The same postings again are unchanged, in any order, and are not written."""
    await roster(database, "T1", "T2")
    given = [hours("T1", 10), hours("T2", "7.5"), hours("T1", 20, category="线上")]
    assert await verdicts(database, *given) == [Verdict.NEW] * 3
    assert await post(database, given) == 3
    before = await kept(database)
    assert await verdicts(database, *given[::-1]) == [Verdict.UNCHANGED] * 3
    assert await post(database, given[::-1]) == 0
    assert await kept(database) == before


@pytest.mark.parametrize(
    "other",
    [
        {"hours": Decimal(11)},
        {"completed": date(2024, 5, 2)},
        {"category": "线上"},
        {"project_number": "P2"},
        {"evidence": "另一份"},
        {"number": "T2"},
        {"kind": EntryKind.OFFSET},
    ],
)
async def test_the_same_key_with_other_content_is_a_conflict(database: Database, other: dict[str, object]) -> None:
    """The outcome has the entry that stands; appending refuses all of the list."""
    await roster(database, "T1", "T2")
    first = hours("T1", 10)
    await post(database, [first])
    second = replace(first, **other)  # type: ignore[arg-type]
    async with database.read() as session:
        (outcome,) = await posting.compare(session, [second])
    assert outcome.verdict is Verdict.CONFLICT
    assert outcome.existing is not None
    assert (outcome.existing.id, outcome.existing.hours) == ("1", Decimal(10))
    with pytest.raises(PostingConflict, match=str(second.number)):
        await post(database, [hours("T1", 99), second])
    assert len((await kept(database))["entries"]) == 1


async def test_lines_of_one_list_are_compared_with_one_another(database: Database) -> None:
    """A line that comes twice is written once; two of one key that differ are a conflict."""
    await roster(database, "T1")
    same, other = hours("T1", 10), replace(hours("T1", 10), hours=Decimal(11))
    async with database.read() as session:
        outcomes = await posting.compare(session, [same, same, other])
    assert [(o.verdict, o.line) for o in outcomes] == [
        (Verdict.NEW, None),
        (Verdict.UNCHANGED, 0),
        (Verdict.CONFLICT, 0),
    ]
    assert await post(database, [same, same]) == 1


async def test_a_long_list_is_written_in_pieces(database: Database) -> None:
    """More rows than one statement takes are compared, written, undone and written again as one."""
    await roster(database, "T1", "T2")
    given = [hours(f"T{1 + i % 2}", 1, source_key=f"k{i}") for i in range(entries.CHUNK + 200)]
    batch = await import_hours(database, *given)
    assert set(await verdicts(database, *given)) == {Verdict.UNCHANGED}
    assert await undo(database, batch) == len(given)
    assert await post(database, given) == len(given)
    assert (await figures(database, "T1"))[0] == len(given) / 2


async def test_who_is_not_on_the_roster_is_named(database: Database) -> None:
    """The first few 工号 are named; nothing is written."""
    await roster(database, "T1")
    assert await verdicts(database, hours("T9", 1)) == [Verdict.UNKNOWN_PERSON]
    with pytest.raises(UnknownPerson, match="T9"):
        await post(database, [hours("T1", 10), hours("T9", 1)])
    assert (await kept(database))["entries"] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (hours("T1", "1.2345"), "3 位"),
        (hours("T1", 0), "大于 0"),
        (hours("T1", "NaN"), "大于 0"),
        (hours("T1", 10, None), "完成日期"),
        (hours("T1", 10, date(2026, 3, 3)), "还没有到"),
        (hours("T1", 10, date(1020, 3, 3)), "不像是真的"),
        (hours("T1", 10, source_key=""), "来源编号"),
        (hours("T1", 10, source_key="yanxiu:undo:1"), "来源编号"),
        (hours("T1", 10, source=" "), "来源"),
        (hours("T1", 10, project="长" * 200), "项目名称"),
        (hours("T1", 10, kind=EntryKind.CORRECTION), "逐条办理"),
        (hours("T1", 10, kind=EntryKind.OFFSET, refers_to="9"), "记录9"),
        (hours("T1", 10, refers_to="1"), "只有冲抵"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(database: Database, given: Posting, said: str) -> None:
    """The sentence says whose line it is, what is wrong and what to do."""
    await roster(database, "T1")
    with pytest.raises(BadPosting, match=said) as caught:
        await post(database, [given])
    assert "T1" in str(caught.value)
    assert (await kept(database))["entries"] == []


async def test_undoing_a_batch_takes_its_hours_back(database: Database) -> None:
    """What was corrected since stays corrected; undoing twice is refused; the file can be imported again."""
    await roster(database, "T1", "T2")
    given = [hours("T1", 10), hours("T1", 30, category="线上"), hours("T2", 5)]
    before = await figures(database, "T1")
    batch = await import_hours(database, *given)
    assert await figures(database, "T1") != before
    assert await undo(database, batch) == 3
    assert await figures(database, "T1") == before
    with pytest.raises(NoSuchBatch, match="已经撤销"):
        await undo(database, batch)
    assert await verdicts(database, *given) == [Verdict.NEW] * 3
    again = await import_hours(database, *given)
    assert (await figures(database, "T1"))[0] == 40
    assert await verdicts(database, *given) == [Verdict.UNCHANGED] * 3
    assert await undo(database, again) == 3
    assert await figures(database, "T1") == before
    async with database.read() as session:
        shown = await batches.batches(session, COMMAND_LINE)
    assert [(one.id, one.rows, one.undone_at is not None) for one in shown] == [(again, 3, True), (batch, 3, True)]


async def test_a_batch_is_undone_by_who_imported_it(database: Database) -> None:
    """Staff see and undo their own batches only; administrators all."""
    await roster(database, "T1")
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        other = Actor(await staff(session, "S2", Scope(COUNTY)))
        chief = Actor(await administrator(session))
        await session.commit()
    batch = await import_hours(database, hours("T1", 10), actor=clerk)
    with pytest.raises(NotPermitted, match="不是您导入的"):
        await undo(database, batch, actor=other)
    async with database.read() as session:
        assert await batches.batches(session, other) == ()
        assert [one.id for one in await batches.batches(session, chief)] == [batch]
    assert await undo(database, batch, actor=clerk) == 1


async def test_staff_post_within_their_scope_only(database: Database) -> None:
    """One teacher out of reach refuses the whole list, and the preview names who it is."""
    await roster(database, "T1")
    async with database.write() as session:
        await add(session, "T2", region=OTHER_COUNTY)
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        await session.commit()
    async with database.read() as session:
        assert await posting.barred(session, actor=clerk, numbers=["T1", "T2", "T9"]) == {"T2"}
    with pytest.raises(NotPermitted, match="T2"):
        await post(database, [hours("T1", 10), hours("T2", 10)], actor=clerk)
    assert await post(database, [hours("T1", 10), hours("S1", 5)], actor=clerk) == 2


@through_the_database
@given(seed=st.integers(0, 10_000))
async def test_the_order_of_import_never_matters(database: Database, seed: int) -> None:
    """Two teachers with the same hours, imported in other orders and other batches, stand alike to the last figure."""
    random = Random(seed)
    one, other = (f"T{next(NUMBERS)}" for _ in "ab")
    await roster(database, one, other)
    lines = [
        (random.randrange(1, 90_000), date(2021 + random.randrange(5), 3, 1), random.choice(["线上", "校本", ""]))
        for _ in range(random.randrange(1, 12))
    ]
    for number in (one, other):
        made = [
            hours(number, str(Decimal(amount) / 1000), day, category=category, source_key=f"{number}-{position}")
            for position, (amount, day, category) in enumerate(lines)
        ]
        random.shuffle(made)
        cut = random.randrange(len(made) + 1)
        for part in (made[:cut], made[cut:], made):
            await import_hours(database, *part)
    async with database.read() as session:
        found = [await standings.of(session, RULES, number, DAY, actor=COMMAND_LINE) for number in (one, other)]
    assert found[0].lines[0].to_json() == found[1].lines[0].to_json()
    assert found[0].problems == ()


@through_the_database
@given(seed=st.integers(0, 10_000))
async def test_an_entry_and_its_correction_are_nothing(database: Database, seed: int) -> None:
    """Hours posted and taken back leave the standing as it was."""
    random = Random(seed)
    number = f"T{next(NUMBERS)}"
    await roster(database, number)
    await post(database, [hours(number, random.randrange(1, 300), date(2022, 1, 1 + i)) for i in range(3)])
    before = await figures(database, number)
    entry = await book(database, hours(number, random.randrange(1, 300), category=random.choice(["线上", "校本"])))
    await _take_back(database, entry.id)
    assert await figures(database, number) == before


async def _take_back(database: Database, entry: str) -> None:
    async with database.write() as session:
        nothing = Revision(hours=Decimal(0))
        await correct(session, actor=COMMAND_LINE, entry_id=entry, revision=nothing, reason="误登", now=NOW)
        await session.commit()
