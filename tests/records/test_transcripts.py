"""学习档案: issuing, verifying, and what shows when the ledger behind one is no longer what it was."""

import random
import string
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from records import attempts, bookkeeping, codes, people, rosters, transcripts
from records.attempts import Paused
from records.database import Database
from records.errors import RecordsError
from records.ledger import EntryKind
from records.lookup import UnknownPerson
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.schema import TranscriptRow
from records.transcripts import NotATranscriptCode, NotYet, Transcript, UnknownTranscript, Verified
from tests.records.hours import DAY, RULES, book, hours, post, teacher
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY, kept, staff

NOBODYS = ("2222-2222-2222-2222", "3333-3333-3333-3333", "4444-4444-4444-4444", "5555-5555-5555-5555")


@pytest.fixture
async def number(database: Database) -> str:
    """A teacher with two entries that count and a claim that waits."""
    async with database.write() as session:
        rows = [teacher("T0001", name="教师甲乙"), teacher("T0002")]
        await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
        await session.commit()
    await post(database, [hours("T0001", "120.5", project="暑期研修"), hours("T0001", 80, category="校本")])
    await book(database, hours("T0001", 30, date(2025, 2, 1), kind=EntryKind.CLAIM, evidence="证书1"))
    return "T0001"


async def issued(
    database: Database, number: str = "T0001", *, actor: Actor = COMMAND_LINE, as_of: date = DAY
) -> Transcript:
    """A transcript, kept."""
    async with database.write() as session:
        made = await transcripts.issue(session, actor=actor, number=number, rules=RULES, as_of=as_of, now=NOW)
        await session.commit()
    return made


async def verified(
    database: Database, code: str, *, account: int | None = None, after: timedelta = timedelta(0)
) -> Verified | RecordsError:
    """What `verify` gives or refuses, committed either way as a bot does."""
    async with database.write() as session:
        try:
            made: Verified | RecordsError = await transcripts.verify(
                session, code=code, account=account, now=NOW + after
            )
        except RecordsError as refusal:
            made = refusal
        await session.commit()
    return made


async def sound(database: Database, made: Transcript) -> Verified:
    """The transcript verified, which has to succeed."""
    found = await verified(database, str(made.code))
    assert isinstance(found, Verified)
    return found


MEDDLING = (
    "UPDATE entries SET hours = 999000 WHERE id = 1",
    "UPDATE entries SET completed = '2024-05-02' WHERE id = 2",
    "UPDATE entries SET kind = 'posting' WHERE id = 3",
    "UPDATE entries SET person_id = (SELECT id FROM people WHERE number = 'T0002') WHERE id = 2",
    "DELETE FROM entries WHERE id = 3",
    "UPDATE transcripts SET as_of = '2025-02-28'",
    "UPDATE transcripts SET digest = 'f'",
)


async def test_a_transcript_has_the_standing_and_the_ledger(database: Database, number: str) -> None:
    """The figures of the day, every entry, and a code that nobody guesses; the deed is noted without a name."""
    made = await issued(database, number)
    (line,) = made.standing.lines
    assert (line.earned, line.counted, line.pending) == (Decimal("200.5"), Decimal("160.5"), Decimal(30))
    assert line.steps
    assert [entry.entry.project for entry in made.book.lines] == ["暑期研修", "", ""]
    assert (made.own, made.particulars.name) == (False, "教师甲乙")
    assert len(made.code.plain) == transcripts.LENGTH
    assert len(codes.ALPHABET) ** transcripts.LENGTH > 2**60
    rows = await kept(database)
    deed = next(row for row in rows["audit"] if "transcripts.issue" in row)
    assert not any(word in str(deed) for word in ("教师甲乙", "T0001"))


async def test_an_earlier_day_shows_the_ledger_of_then(database: Database, number: str) -> None:
    """What was completed later stands neither in the figures nor in the list; a day ahead is refused."""
    made = await issued(database, number, as_of=date(2024, 12, 31))
    assert made.standing.lines[0].pending == 0
    assert len(made.book.lines) == 2
    assert (await sound(database, made)).intact
    with pytest.raises(NotYet, match="2026-03-03"):
        await issued(database, number, as_of=date(2026, 3, 3))


async def test_what_a_third_party_learns(database: Database, number: str) -> None:
    """Of which day, whose with most of the name and 工号 covered, the hours as issued: all as on the paper."""
    made = await issued(database, number)
    found = await sound(database, made)
    assert (found.name, found.number, found.as_of, found.issued_at) == ("教**乙", "***01", DAY, NOW)
    (line,) = found.lines
    assert (line.name, line.document_number, line.label) == ("每五年不少于360学时", "测教〔2020〕1号", "第二条")
    assert (line.required, line.counted, line.remaining) == (Decimal(360), Decimal("160.5"), Decimal("199.5"))
    assert (found.intact, found.roster_changed, found.later, found.touching) == (True, False, 0, 0)
    assert found.fingerprint == made.fingerprint


async def test_a_code_is_recognised_as_it_is_typed(database: Database, number: str) -> None:
    """Lower case, blanks, full width, words around it: the same code."""
    code = str((await issued(database, number)).code)
    wide = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in string.ascii_uppercase + string.digits + "-"})
    for typed in (
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        code.translate(wide),
        f"核验码：{code}。",
    ):
        assert isinstance(await verified(database, typed), Verified), typed


async def test_each_issue_has_its_own_code(database: Database, number: str) -> None:
    """Both stay good."""
    first, second = await issued(database, number), await issued(database, number)
    assert first.code != second.code
    assert (await sound(database, first)).intact
    assert (await sound(database, second)).intact


async def test_what_is_written_later_is_counted_and_no_damage(database: Database, number: str) -> None:
    """New hours, a correction and a correction of that are told apart from a ledger that was meddled with."""
    made = await issued(database, number)
    await post(database, [hours("T0001", 5, date(2025, 2, 9))])
    assert ((await sound(database, made)).later, (await sound(database, made)).touching) == (1, 0)
    entry = made.book.lines[0].entry.id
    for amount in (100, 90):
        async with database.write() as session:
            revision = bookkeeping.Revision(hours=Decimal(amount))
            corrected = await bookkeeping.correct(
                session, actor=COMMAND_LINE, entry_id=entry, revision=revision, reason="证书", now=NOW
            )
            entry = corrected.entry.id
            await session.commit()
    found = await sound(database, made)
    assert (found.later, found.touching, found.intact) == (3, 2, True)
    assert found.lines[0].counted == Decimal("160.5")


async def test_a_ledger_that_was_meddled_with_is_detected(database: Database, number: str) -> None:
    """A change that goes around the program, which the database itself has to be talked into, breaks the digest."""
    made = await issued(database, number)
    unlock = ["ALTER TABLE entries DISABLE TRIGGER entries_append_only"]
    if database.is_sqlite:
        unlock = [f"DROP TRIGGER {name}" for name in ("entries_never_change", "entries_never_go")]
    for statement in MEDDLING:
        async with database.write() as session:
            for one in (*unlock, statement):
                await session.execute(text(one))
            found = await transcripts.verify(session, code=str(made.code), now=NOW)
        assert not found.intact, statement
    assert (await sound(database, made)).intact


async def test_hours_changed_in_our_own_note_are_detected(database: Database, number: str) -> None:
    """The lines as issued are part of the digest."""
    made = await issued(database, number)
    async with database.write() as session:
        row = await session.get_one(TranscriptRow, 1)
        line = {**row.content["lines"][0], "counted": "360"}
        row.content = {**row.content, "lines": [line]}
        await session.commit()
    assert not (await sound(database, made)).intact


async def test_a_new_name_or_school_is_said(database: Database, number: str) -> None:
    """The transcript speaks of the particulars as issued; that the roster says others now is no damage."""
    made = await issued(database, number)
    async with database.write() as session:
        person = await people.find(session, actor=COMMAND_LINE, number=number)
        changed = replace(person.particulars, name="教师丙", number="T7")
        await people.update(session, actor=COMMAND_LINE, person=person, particulars=changed, now=NOW)
        await session.commit()
    found = await sound(database, made)
    assert (found.intact, found.roster_changed, found.name) == (True, True, "教**乙")


async def test_who_may_issue(database: Database, number: str) -> None:
    """Oneself, staff of the place; not a colleague, not staff of elsewhere, nor nobody. Nothing is left behind."""
    async with database.write() as session:
        me, colleague = [await people.find(session, actor=COMMAND_LINE, number=one) for one in (number, "T0002")]
        clerk = await staff(session, "S1", Scope(COUNTY))
        other = await staff(session, "S2", Scope(OTHER_COUNTY))
        await session.commit()
    assert (await issued(database, actor=Actor(me))).own
    assert not (await issued(database, actor=Actor(clerk))).own
    before = await kept(database)
    for actor in (Actor(colleague), Actor(other), Actor()):
        with pytest.raises(NotPermitted):
            await issued(database, actor=actor)
    with pytest.raises(UnknownPerson):
        await issued(database, "T9")
    assert await kept(database) == before


async def test_wrong_codes_pause_the_account(database: Database, number: str) -> None:
    """Five of them, for an hour, in which the right one waits as well; others are not held up."""
    code = str((await issued(database, number)).code)
    refusals = [await verified(database, one, account=11) for one in (*NOBODYS, NOBODYS[0])]
    assert [type(one) for one in refusals] == [UnknownTranscript] * 4 + [Paused]
    assert "还可以试 4 次" in str(refusals[0])
    assert isinstance(await verified(database, code, account=11), Paused)
    assert isinstance(await verified(database, code, account=12), Verified)
    assert isinstance(await verified(database, code, account=11, after=attempts.PAUSE), Verified)


async def test_a_right_code_does_not_wipe_the_slate(database: Database, number: str) -> None:
    """Whoever has one transcript may not guess at others for ever; who never erred leaves no trace."""
    code = str((await issued(database, number)).code)
    for one in NOBODYS:
        await verified(database, one, account=11)
        assert isinstance(await verified(database, code, account=11), Verified)
    assert isinstance(await verified(database, NOBODYS[0], account=11), Paused)
    await verified(database, code, account=12)
    assert [row[0] for row in (await kept(database))["attempts"]] == ["11"]


async def test_what_is_no_code_is_no_try(database: Database) -> None:
    """Other words, binding codes among them, show what a code looks like; they cost nothing and leave nothing."""
    for typed in ("五年要修多少学时", "K7MQ-2XPN-8RTD", "", "K7MQ-2XPN-8RTD-4HWV 和 2222-2222-2222-2222"):
        assert isinstance(await verified(database, typed, account=11), NotATranscriptCode)
    assert (await kept(database))["attempts"] == []


async def test_on_the_command_line_nothing_is_counted(database: Database) -> None:
    """Who has the machine has the database; the sentence speaks of no tries."""
    for _ in range(7):
        refusal = await verified(database, NOBODYS[0])
        assert isinstance(refusal, UnknownTranscript)
        assert "还可以试" not in str(refusal)


async def test_how_often_it_was_verified_is_kept(database: Database, number: str) -> None:
    """The teacher can see it in what they take away."""
    made = await issued(database, number)
    await verified(database, str(made.code))
    await verified(database, str(made.code), after=timedelta(days=1))
    async with database.read() as session:
        row = await session.get_one(TranscriptRow, 1)
        assert (row.checks, row.checked_at) == (2, NOW + timedelta(days=1))


@given(st.integers(0, 2**32))
def test_a_code_that_was_drawn_is_recognised(seed: int) -> None:
    """Written in groups or in one piece; and its text is never taken for two codes."""
    code = transcripts.drawn(random.Random(seed).randrange)
    assert transcripts.recognise(str(code)) == transcripts.recognise(code.plain) == code
    assert set(code.plain) <= set(codes.ALPHABET)


@given(st.text(min_size=1, max_size=20))
def test_a_covered_name_or_number_keeps_its_length_and_most_of_itself(word: str) -> None:
    """At most two characters of a name are seen, and of a number at most four and half of it."""
    name, covered = transcripts.covered_name(word), transcripts.covered_number(word)
    assert len(covered) == len(word)
    assert _seen(name) <= 2
    assert _seen(covered) <= min(4, len(word) // 2)
    assert len(name) == max(len(word), 2)


def _seen(word: Sequence[str]) -> int:
    return sum(character != "*" for character in word)
