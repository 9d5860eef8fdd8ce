"""The ledger one entry at a time: posting, claiming, deciding, offsetting, correcting, each with its rights."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from records import bookkeeping, claims, entries, rosters
from records.bookkeeping import Booked, NoSuchEntry, Revision
from records.database import Database
from records.errors import RecordsError
from records.ledger import Entry, EntryKind, effective
from records.lookup import UnknownPerson, by_number
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.posting import BadPosting, Posting, PostingConflict
from records.posting_model import content_key
from tests.records.hours import book, figures, hours, post, teacher
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY, kept, staff


@pytest.fixture
async def house(database: Database) -> dict[str, Actor]:
    """Two teachers of the county, its clerk, and the clerk of the next county."""
    async with database.write() as session:
        rows = [teacher("T1"), teacher("T2")]
        await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
        made = {
            "clerk": Actor(await staff(session, "S1", Scope(COUNTY))),
            "stranger": Actor(await staff(session, "S2", Scope(OTHER_COUNTY))),
        }
        for number in ("T1", "T2"):
            made[number] = Actor(await by_number(session, number))
        await session.commit()
    return made


def claim(number: str = "T1", amount: int = 40, **fields: object) -> Posting:
    """Hours with evidence that wait for a decision."""
    return replace(hours(number, amount), kind=EntryKind.CLAIM, evidence="证书1", **fields)  # type: ignore[arg-type]


async def decide(
    database: Database, entry: str, *, approve: bool, reason: str = "", actor: Actor = COMMAND_LINE
) -> Booked:
    """Decide on a claim and keep that."""
    async with database.write() as session:
        made = await claims.decide(session, actor=actor, claim=entry, approve=approve, reason=reason, now=NOW)
        await session.commit()
    return made


async def correct(
    database: Database, entry: str, revision: Revision, *, reason: str = "误登", actor: Actor = COMMAND_LINE
) -> Entry:
    """Correct an entry and keep that."""
    async with database.write() as session:
        made = await bookkeeping.correct(
            session, actor=actor, entry_id=entry, revision=revision, reason=reason, now=NOW
        )
        await session.commit()
    return made.entry


async def waiting(database: Database, actor: Actor = COMMAND_LINE) -> list[str]:
    """Ids of the claims that wait for this person."""
    async with database.read() as session:
        return [one.entry.id for one in await claims.open_claims(session, actor=actor)]


async def test_a_claim_counts_once_it_is_approved(database: Database, house: dict[str, Actor]) -> None:
    """A teacher's own claim waits, is decided by staff of the place, and can be decided otherwise later."""
    entry = await book(database, claim(), actor=house["T1"])
    assert (await figures(database, "T1"))[0] == 0
    assert await waiting(database, house["clerk"]) == [entry.id]
    assert await waiting(database, house["stranger"]) == []
    await decide(database, entry.id, approve=True, actor=house["clerk"])
    assert (await figures(database, "T1"))[0] == 40
    assert await waiting(database) == []
    await decide(database, entry.id, approve=False, reason="证书有误", actor=house["clerk"])
    assert (await figures(database, "T1"))[0] == 0
    assert not (await decide(database, entry.id, approve=False, reason="还是有误")).fresh
    for approve in (True, False, True):
        await decide(database, entry.id, approve=approve, reason="再看")
    assert (await figures(database, "T1"))[0] == 40


async def test_nobody_decides_or_posts_their_own_hours(database: Database, house: dict[str, Actor]) -> None:
    """A clerk is a teacher too: claims like everybody, and leaves the decision to others."""
    entry = await book(database, claim("S1"), actor=house["clerk"])
    assert await waiting(database, house["clerk"]) == []
    with pytest.raises(NotPermitted):
        await decide(database, entry.id, approve=True, actor=house["clerk"])
    with pytest.raises(NotPermitted):
        await book(database, hours("S1", 10), actor=house["clerk"])
    await decide(database, entry.id, approve=True)


async def test_a_teacher_claims_for_themselves_only(database: Database, house: dict[str, Actor]) -> None:
    """Not for a colleague, not without evidence, and never as a posting."""
    for given in (claim("T2"), hours("T1", 10)):
        with pytest.raises(NotPermitted):
            await book(database, given, actor=house["T1"])
    with pytest.raises(BadPosting, match="凭证"):
        await book(database, replace(claim(), evidence=" "), actor=house["T1"])
    with pytest.raises(UnknownPerson, match="T9"):
        await book(database, claim("T9"))
    assert (await kept(database))["entries"] == []


async def test_a_rejection_needs_a_reason(database: Database, house: dict[str, Actor]) -> None:
    """And only claims are decided."""
    entry, posted = await book(database, claim()), await book(database, hours("T1", 10))
    with pytest.raises(BadPosting, match="理由"):
        await decide(database, entry.id, approve=False, reason=" ")
    with pytest.raises(NoSuchEntry, match="不是学时申报"):
        await decide(database, posted.id, approve=True)
    for unknown in ("99", "一", "", "9" * 30):
        with pytest.raises(NoSuchEntry, match="没有记录"):
            await decide(database, unknown, approve=True)


async def test_saying_the_same_twice_is_once(database: Database, house: dict[str, Actor]) -> None:
    """Without a key of its own a posting is known by what it says; blanks and zeros make no difference."""
    first = replace(hours("T1", "24.0"), project="研讨", source_key="")
    second = replace(first, hours=Decimal(24), project=" 研讨 ")
    assert content_key(first) == content_key(second) != content_key(replace(first, hours=Decimal(25)))
    async with database.write() as session:
        for posting, fresh in ((first, True), (second, False)):
            given = replace(posting, source_key=content_key(posting))
            made = await bookkeeping.book(session, actor=COMMAND_LINE, posting=given, now=NOW)
            assert (made.entry.id, made.fresh, made.entry.teacher) == ("1", fresh, "T1")
    async with database.write() as session:
        await bookkeeping.book(session, actor=COMMAND_LINE, posting=hours("T1", 1, source_key="k"), now=NOW)
        with pytest.raises(PostingConflict, match="来源编号"):
            await bookkeeping.book(session, actor=COMMAND_LINE, posting=hours("T1", 2, source_key="k"), now=NOW)


async def test_a_correction_stands_for_what_it_corrects(database: Database, house: dict[str, Actor]) -> None:
    """Fields that it does not name stay; the latest of a chain stands; the earlier ones cannot be corrected again."""
    entry = await book(database, hours("T1", 24, category="线上"))
    second = await correct(database, entry.id, Revision(hours=Decimal(20)))
    assert (second.category, second.completed, second.refers_to) == ("线上", date(2024, 5, 1), entry.id)
    assert (await figures(database, "T1"))[0] == 20
    with pytest.raises(NoSuchEntry, match=f"最新的记录{second.id}"):
        await correct(database, entry.id, Revision(hours=Decimal(1)))
    third = await correct(database, second.id, Revision(category="校本", completed=date(2024, 6, 1)))
    assert (await figures(database, "T1"))[:2] == (Decimal(20), Decimal(10))
    await correct(database, third.id, Revision(hours=Decimal(0)), actor=house["clerk"])
    assert (await figures(database, "T1"))[0] == 0


@pytest.mark.parametrize(
    ("revision", "reason", "said"),
    [
        (Revision(hours=Decimal(5)), " ", "理由"),
        (Revision(hours=Decimal(-1)), "误登", "学时"),
        (Revision(hours=Decimal("1.0001")), "误登", "3 位"),
        (Revision(completed=date(2030, 1, 1)), "误登", "还没有到"),
        (Revision(project="长" * 200), "误登", "项目名称"),
    ],
)
async def test_a_correction_is_checked(
    database: Database, house: dict[str, Actor], revision: Revision, reason: str, said: str
) -> None:
    """What could not be posted cannot be made by correcting either."""
    entry = await book(database, hours("T1", 24))
    with pytest.raises(BadPosting, match=said):
        await correct(database, entry.id, revision, reason=reason)
    assert len((await kept(database))["entries"]) == 1


async def test_decisions_are_not_corrected(database: Database, house: dict[str, Actor]) -> None:
    """The claim is decided anew instead; a corrected claim is shown and decided as it stands."""
    entry = await book(database, claim())
    changed = await correct(database, entry.id, Revision(hours=Decimal(30)))
    async with database.read() as session:
        (shown,) = await claims.open_claims(session, actor=COMMAND_LINE)
    assert (shown.entry.id, shown.entry.hours, shown.person.particulars.number) == (entry.id, Decimal(30), "T1")
    decided = await decide(database, entry.id, approve=True)
    assert (await figures(database, "T1"))[0] == 30
    with pytest.raises(NoSuchEntry, match="审核结果"):
        await correct(database, decided.entry.id, Revision(hours=Decimal(1)))
    await correct(database, changed.id, Revision(hours=Decimal(0)))
    assert (await figures(database, "T1"))[0] == 0


async def test_a_claim_that_was_taken_back_waits_no_longer(database: Database, house: dict[str, Actor]) -> None:
    """Unless a later correction gives it hours again."""
    entry = await book(database, claim())
    void = await correct(database, entry.id, Revision(hours=Decimal(0)))
    assert await waiting(database) == []
    await correct(database, void.id, Revision(hours=Decimal(12)))
    assert await waiting(database) == [entry.id]


async def test_an_offset_takes_no_more_than_there_is(database: Database, house: dict[str, Actor]) -> None:
    """Of an entry of the same teacher, up to the hours that are left of it."""
    entry, other = await book(database, hours("T1", 40)), await book(database, hours("T2", 40))
    offset = replace(hours("T1", 30, None), kind=EntryKind.OFFSET, category="远程", refers_to=entry.id)
    await book(database, offset)
    for bad in (
        replace(offset, hours=Decimal(11), source_key="b"),
        replace(offset, refers_to=other.id, source_key="c"),
        replace(offset, refers_to="99", source_key="d"),
    ):
        with pytest.raises(BadPosting):
            await book(database, bad)
    await book(database, replace(offset, hours=Decimal(10), source_key="e"))
    async with database.read() as session:
        found = effective((await entries.of_people(session, {1: "T1"}))[1])
    assert [(held.hours, held.offset_to) for held in found.held] == [(Decimal(30), "远程"), (Decimal(10), "远程")]
    assert found.problems == ()


async def test_a_clock_that_was_set_back_loses_nothing(database: Database, house: dict[str, Actor]) -> None:
    """A correction and a decision come after what they are about, whatever the clock says."""
    entry = await book(database, claim())
    earlier = NOW - timedelta(days=400)
    async with database.write() as session:
        await claims.decide(session, actor=COMMAND_LINE, claim=entry.id, approve=True, now=earlier)
        await bookkeeping.correct(
            session,
            actor=COMMAND_LINE,
            entry_id=entry.id,
            revision=Revision(hours=Decimal(7)),
            reason="误登",
            now=NOW - timedelta(days=1),
        )
        await session.commit()
    assert (await figures(database, "T1"))[0] == 7


async def test_every_deed_is_noted(database: Database, house: dict[str, Actor]) -> None:
    """Who, to whom, which entry; a deed that was refused is not."""
    entry = await book(database, claim(), actor=house["T1"])
    await decide(database, entry.id, approve=True, actor=house["clerk"])
    await correct(database, entry.id, Revision(hours=Decimal(1)), actor=house["clerk"])
    await post(database, [hours("T2", 3)], actor=house["clerk"])
    with pytest.raises(RecordsError):
        await correct(database, entry.id, Revision(hours=Decimal(2)), actor=house["clerk"])
    noted = [row[3] for row in (await kept(database))["audit"] if str(row[3]).startswith("ledger.")]
    assert noted == ["ledger.claim", "ledger.approval", "ledger.correction", "ledger.append"]
