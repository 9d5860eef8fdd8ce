"""The ledger one entry at a time: post, claim, decide, offset, correct. Services; the caller commits."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, dialects, entries, lookup
from records.china import day_of
from records.entries import Kept
from records.errors import RecordsError
from records.ledger import Entry, EntryKind, Unit, effective
from records.lookup import UnknownPerson, locked
from records.model import Actor, Person
from records.particulars import tidy_number
from records.permissions import Action, require
from records.posting import Place, PostingConflict, compared, entry_of
from records.posting_model import (
    OWN_KEYS,
    BadPosting,
    Posting,
    Verdict,
    checked,
    day_problems,
    hours_problems,
    text_problems,
)

DECISIONS = (EntryKind.APPROVAL, EntryKind.REJECTION)
"""Kinds of entries that decide on a claim."""
_LONGEST_ID = 18
"""Digits of an id that every database takes."""


class NoSuchEntry(RecordsError):
    """The ledger has no such entry, or not one of which this can be done."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What became of hours handed in."""

    entry: Entry
    person: Person
    fresh: bool
    """False: the very same was there already, and nothing was written."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a correction says otherwise; None stays as it was. 0 hours take the entry back."""

    hours: Decimal | None = None
    completed: date | None = None
    category: str | None = None
    training: str | None = None
    unit: Unit | None = None
    project_number: str | None = None
    project: str | None = None
    evidence: str | None = None


async def book(session: AsyncSession, *, actor: Actor, posting: Posting, now: datetime) -> Booked:
    """Write a posting, a claim or an offset. A claim is one's own, or entered for somebody by staff.

    Raises `BadPosting`, `PostingConflict`, `NotPermitted`, `UnknownPerson`.
    """
    (tidy,) = checked([posting], today=day_of(now))
    person = await _person(session, actor, tidy.number, claiming=tidy.kind is EntryKind.CLAIM)
    if tidy.kind is EntryKind.CLAIM and not tidy.evidence:
        raise BadPosting("申报学时要有凭证。请写上证书编号，或附上证书的照片。")
    place = Place(person.id, person.particulars.number, person.particulars.region, person.particulars.school)
    (outcome,) = await compared(session, [tidy], {tidy.number: place})
    if outcome.existing is not None:
        if outcome.verdict is Verdict.CONFLICT or outcome.follows:
            raise PostingConflict(
                f"来源编号“{tidy.source_key}”已用于记录{outcome.existing.id}，内容不同或已撤销。请核对；"
                "确是另一次培训，请用另一个来源编号。"
            )
        return Booked(replace(outcome.existing, teacher=tidy.number), person, fresh=False)
    entry = entry_of(tidy, actor=actor, now=now)
    if tidy.kind is EntryKind.OFFSET and tidy.refers_to:
        await _check_offset(session, person, entry)
    written = await write(session, entry, person, tidy.project_number, actor.id)
    action, detail = f"ledger.{tidy.kind.value}", detail_of(written)
    audit.record(session, actor=actor, action=action, subject=person.id, detail=detail, now=now)
    await session.flush()
    return Booked(written, person, fresh=True)


async def correct(
    session: AsyncSession, *, actor: Actor, entry_id: str, revision: Revision, reason: str, now: datetime
) -> Booked:
    """Let another entry stand for one that is wrong; both remain.

    Raises `NoSuchEntry`, `BadPosting`, `NotPermitted`.
    """
    require(actor, Action.POST_HOURS)
    kept = await find_entry(session, entry_id)
    person = await person_of(session, actor, kept, Action.POST_HOURS)
    if kept.entry.kind in DECISIONS:
        raise NoSuchEntry(f"记录{kept.entry.id}是审核结果，不能更正。请重新审核那条申报。")
    if (later := (await entries.latest(session, [int(kept.entry.id)])).get(int(kept.entry.id))) is not None:
        raise NoSuchEntry(f"记录{kept.entry.id}已由记录{later.entry.id}更正。请更正最新的记录{later.entry.id}。")
    given = _given(revision)
    project_number = given.pop("project_number", kept.project_number)
    entry = replace(
        kept.entry,
        **given,
        id="",
        teacher=person.particulars.number,
        kind=EntryKind.CORRECTION,
        refers_to=kept.entry.id,
        source=kept.entry.source,
        source_key=f"{OWN_KEYS}correct:{kept.entry.id}",
        note=_reason(reason),
        recorded_at=entries.moment_after(now, kept.entry),
        recorded_by=entries.recorder(actor.id),
    )
    _check_revision(entry, project_number, day_of(now))
    written = await write(session, entry, person, project_number, actor.id)
    detail = detail_of(written)
    audit.record(session, actor=actor, action="ledger.correction", subject=person.id, detail=detail, now=now)
    await session.flush()
    return Booked(written, person, fresh=True)


async def _person(session: AsyncSession, actor: Actor, number: str, *, claiming: bool) -> Person:
    """Who is meant, not to be changed by others meanwhile."""
    own = claiming and actor.person is not None and actor.person.particulars.number == number
    action = Action.CLAIM if own else Action.POST_HOURS
    require(actor, action)
    person = await lookup.by_number(session, number)
    if person is None:
        raise UnknownPerson(f"没有工号为“{tidy_number(number)[:64]}”的人员。请核对工号，或先登记。")
    _, fresh = await locked(session, person)
    require(actor, action, fresh)
    return fresh


async def person_of(session: AsyncSession, actor: Actor, kept: Kept, action: Action) -> Person:
    """Whose entry it is, not to be changed by others meanwhile. Raises `NoSuchEntry`, `NotPermitted`."""
    person = await lookup.by_id(session, kept.person)
    if person is None:
        raise NoSuchEntry(f"没有记录{kept.entry.id}。请核对编号。")
    _, fresh = await locked(session, person)
    require(actor, action, fresh)
    return fresh


async def find_entry(session: AsyncSession, entry_id: str) -> Kept:
    """The entry of this id. Raises `NoSuchEntry`."""
    plain = entry_id.strip()
    is_id = plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_ID
    found = await entries.by_ids(session, [int(plain)]) if is_id else {}
    if not found:
        raise NoSuchEntry(f"没有记录“{plain[:_LONGEST_ID]}”。请写台账里的记录编号，例如 12。")
    return found[int(plain)]


async def write(
    session: AsyncSession, entry: Entry, person: Person, project_number: str, recorded_by: int | None
) -> Entry:
    """Write the entry and return it with its id. Raises `PostingConflict` when another was quicker."""
    row = entries.row_of(entry, project_number, person.id, recorded_by=recorded_by)
    try:
        async with session.begin_nested():
            made = await entries.add_one(session, row)
    except IntegrityError:
        # Without the cause: the database's words hold the values, and tracebacks reach logs.
        raise PostingConflict("同样的内容刚刚由别人登记了。请看一下台账再决定。") from None
    return replace(entry, id=str(made))


async def _check_offset(session: AsyncSession, person: Person, entry: Entry) -> None:
    """Raises `BadPosting` unless the entry referred to has so many hours left."""
    whole = (await entries.of_people(session, {person.id: person.particulars.number}))[person.id]
    placeholder = replace(entry, id="new")
    before, after = effective(whole), effective([*whole, placeholder])
    fresh = [problem for problem in after.problems if problem not in before.problems]
    if fresh or not any(held.id == "new" for held in after.held):
        left = next((held.hours for held in before.held if held.id == entry.refers_to), Decimal(0))
        raise BadPosting(
            f"记录{entry.refers_to}只有{left:f}可以冲抵，要冲抵的是{entry.hours:f}。请核对记录的编号和学时。"
        )


def _given(revision: Revision) -> dict[str, Any]:
    """What the revision says, texts without blanks around them."""
    said = {field.name: getattr(revision, field.name) for field in fields(revision)}
    return {
        # Units are texts too, but not ones that anybody wrote.
        name: str(dialects.storable(value.strip())) if isinstance(value, str) and name != "unit" else value
        for name, value in said.items()
        if value is not None
    }


def _check_revision(entry: Entry, project_number: str, today: date) -> None:
    texts = {name: getattr(entry, name) for name in ("category", "training", "project", "evidence", "note")}
    wrong = hours_problems(entry.hours, least=Decimal(0)) + day_problems(entry.completed, today=today)
    wrong += text_problems({**texts, "project_number": project_number})
    if wrong:
        raise BadPosting("".join(wrong))


def _reason(reason: str) -> str:
    tidy = str(dialects.storable(reason.strip()))
    if not tidy:
        raise BadPosting("更正要写明理由：台账里的每一次改动都要说得清。")
    return tidy


def detail_of(entry: Entry) -> dict[str, str]:
    """What the audit says of an entry."""
    return {"entry": entry.id} | ({"refers_to": entry.refers_to} if entry.refers_to else {})
