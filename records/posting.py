"""Hours into the ledger, many at a time: compare with what is there, then append. The caller commits.

Posting twice changes nothing: a source key stands for one entry, for ever. The same key with other content is a
conflict that a person resolves. What a batch brought in and its undoing took back may be posted again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, dialects, entries
from records.china import day_of
from records.entries import Kept, chunks
from records.errors import RecordsError
from records.ledger import Entry, EntryKind
from records.lookup import UnknownPerson
from records.model import Actor, Particulars
from records.particulars import tidy_number
from records.permissions import Action, NotPermitted, permitted, require
from records.posting_model import OWN_KEYS, SHOWN, BadPosting, Outcome, Posting, Verdict, checked, tidied
from records.schema import EntryRow, PersonRow

__all__ = [
    "BadPosting",
    "Outcome",
    "Place",
    "Posting",
    "PostingConflict",
    "Verdict",
    "append",
    "barred",
    "compare",
    "compared",
    "entry_of",
    "places",
    "refuse_strangers",
    "write_rows",
]

UNDONE = f"{OWN_KEYS}undo:"
"""How the source keys of corrections begin that undo a batch."""
TURN = 7_301_221
"""Any number that nobody else uses: imports take turns."""
_VALUES = ("hours", "completed", "category", "training", "unit", "project", "evidence")
"""Fields of an entry that make two postings of one key the same; the 项目编号 is compared besides."""


class PostingConflict(RecordsError):
    """The source key belongs to an entry with other content."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person of the roster belongs."""

    id: int
    number: str
    region: str
    school: str


async def compare(session: AsyncSession, postings: Sequence[Posting]) -> list[Outcome]:
    """What appending each would do, in order. Changes nothing and asks for no right; `barred` says who is out of reach.

    Comparing 100,000 postings takes seconds: a few hundred queries.
    """
    tidy = [tidied(posting) for posting in postings]
    return await compared(session, tidy, await places(session, [posting.number for posting in tidy]))


async def append(
    session: AsyncSession, *, actor: Actor, postings: Sequence[Posting], batch: int | None, now: datetime
) -> int:
    """Append what is not there yet, all or nothing; returns how many entries were written.

    Raises `BadPosting`, `PostingConflict`, `UnknownPerson`, `NotPermitted`, each naming the first few.
    """
    require(actor, Action.POST_HOURS)
    tidy = checked(postings, today=day_of(now))
    await dialects.take_turn(session, TURN)
    people = await places(session, [posting.number for posting in tidy])
    outcomes = await compared(session, tidy, people)
    _refuse(tidy, outcomes)
    refuse_strangers(actor, Action.POST_HOURS, people.values())
    new = [(posting, one.follows) for posting, one in zip(tidy, outcomes, strict=True) if one.verdict is Verdict.NEW]
    await _check_references(session, (posting for posting, _ in new), people)
    undone = await entries.by_ids(session, (int(one) for _, one in new if one))
    rows = []
    for posting, one in new:
        entry = entry_of(posting, actor=actor, now=now)
        entry = _again(entry, undone[int(one)].entry, now) if one else entry
        rows.append(entries.row_of(entry, posting.project_number, people[posting.number].id, batch, actor.id))
    return await write_rows(session, rows, recorder=actor, batch=batch, now=now)


async def write_rows(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]], *, recorder: Actor, batch: int | None, now: datetime
) -> int:
    """Write rows of the ledger that were checked, the rights of `recorder` among it, and note it; returns how many.

    Raises `PostingConflict`.
    """
    try:
        await entries.add(session, rows)
    except IntegrityError:
        # Without the cause: the database's words hold the values, and tracebacks reach logs.
        raise PostingConflict("同样的来源编号刚刚由别人登记了。请再预览一次，然后决定是否登记。") from None
    if rows:
        detail = {"batch": batch, "entries": len(rows)}
        audit.record(session, actor=recorder, action="ledger.append", detail=detail, now=now)
        await session.flush()
        await entries.settle(session, EntryRow, len(rows))
    return len(rows)


async def barred(
    session: AsyncSession, *, actor: Actor, numbers: Iterable[str], action: Action = Action.POST_HOURS
) -> frozenset[str]:
    """Those of the 工号 on the roster to whom `actor` may not do this, for a preview."""
    require(actor, action)
    people = await places(session, numbers)
    return frozenset(number for number, place in people.items() if not _reached(actor, action, place, {}))


async def places(session: AsyncSession, numbers: Iterable[str]) -> dict[str, Place]:
    """Who is on the roster under these 工号, as they are given, and where they belong."""
    kept = {number: str(dialects.storable(tidy_number(number))) for number in dict.fromkeys(numbers)}
    found: dict[str, Place] = {}
    for some in chunks(list(dict.fromkeys(kept.values()))):
        wanted = select(PersonRow.id, PersonRow.number, PersonRow.region, PersonRow.school)
        for row in await session.execute(wanted.where(PersonRow.number.in_(some))):
            found[row[1]] = Place(*row)
    return {given: found[number] for given, number in kept.items() if number in found}


def refuse_strangers(actor: Actor, action: Action, people: Iterable[Place]) -> None:
    """Raises `NotPermitted` when the right lacks for any of the places; each is decided once."""
    known: dict[tuple[str, str], bool] = {}
    if out := [place.number for place in people if not _reached(actor, action, place, known)]:
        raise NotPermitted(f"您没有权限{action.value}：{_some(out)}。如需办理，请联系教师发展中心的管理员。")


def entry_of(posting: Posting, *, actor: Actor, now: datetime) -> Entry:
    """The entry that a posting asks for, without an id."""
    return Entry(
        id="",
        teacher=posting.number,
        kind=posting.kind,
        hours=posting.hours,
        completed=posting.completed,
        source=posting.source,
        source_key=posting.source_key,
        recorded_at=now,
        recorded_by=entries.recorder(actor.id),
        category=posting.category,
        training=posting.training,
        unit=posting.unit,
        refers_to=posting.refers_to,
        project=posting.project,
        evidence=posting.evidence,
        note=posting.note,
    )


async def compared(session: AsyncSession, postings: Sequence[Posting], people: Mapping[str, Place]) -> list[Outcome]:
    """What appending each of the tidied postings would do."""
    known = await entries.by_keys(session, (posting.source_key for posting in postings))
    stands = await entries.latest(session, (int(kept.entry.id) for kept in known.values()))
    seen: dict[str, int] = {}
    found: list[Outcome] = []
    for line, posting in enumerate(postings):
        person = people.get(posting.number)
        first = seen.setdefault(posting.source_key, line)
        if person is None:
            found.append(Outcome(Verdict.UNKNOWN_PERSON))
        elif (before := known.get(posting.source_key)) is not None:
            found.append(_against(posting, person.id, before, stands.get(int(before.entry.id), before)))
        elif first != line:
            same = replace(posting, note="") == replace(postings[first], note="")
            found.append(Outcome(Verdict.UNCHANGED if same else Verdict.CONFLICT, line=first))
        else:
            found.append(Outcome(Verdict.NEW))
    return found


def _against(posting: Posting, person: int, before: Kept, stands: Kept) -> Outcome:
    """What a posting is to the entry of its key and to what stands of that now."""
    origin, now = before.entry, stands.entry
    if before.person == person:
        now = replace(now, teacher=posting.number)
    if before.person == person and origin.kind is posting.kind and origin.refers_to == posting.refers_to:
        if now.source_key.startswith(UNDONE):
            return Outcome(Verdict.NEW, now, follows=now.id)
        given = _content(posting, posting.project_number)
        if given in (_content(origin, before.project_number), _content(now, stands.project_number)):
            return Outcome(Verdict.UNCHANGED, now)
    return Outcome(Verdict.CONFLICT, now)


def _content(given: Posting | Entry, project_number: str) -> tuple[Any, ...]:
    return (project_number, *(getattr(given, field) for field in _VALUES))


def _again(entry: Entry, undone: Entry, now: datetime) -> Entry:
    """What was undone, posted anew: a correction of the correction, under a key of our own."""
    return replace(
        entry,
        kind=EntryKind.CORRECTION,
        refers_to=undone.id,
        source_key=f"{OWN_KEYS}again:{undone.id}",
        recorded_at=entries.moment_after(now, undone),
    )


def _refuse(postings: Sequence[Posting], outcomes: Sequence[Outcome]) -> None:
    for verdict, error, sentence in (
        (Verdict.UNKNOWN_PERSON, UnknownPerson, "名册里没有这些工号：{}。请核对工号，或先登记入册。"),
        (Verdict.CONFLICT, PostingConflict, "这些人有学时与已登记的内容不同：{}。请核对，确需改动的用更正登记。"),
    ):
        found = [posting.number for posting, one in zip(postings, outcomes, strict=True) if one.verdict is verdict]
        if found:
            raise error(sentence.format(_some(found)))


async def _check_references(session: AsyncSession, postings: Iterable[Posting], people: Mapping[str, Place]) -> None:
    """Raises `BadPosting` for an offset that refers to nothing of the same person."""
    referring = [posting for posting in postings if posting.refers_to]
    known = await entries.by_ids(session, (int(posting.refers_to) for posting in referring))
    for posting in referring:
        base = known.get(int(posting.refers_to))
        if base is None or base.person != people[posting.number].id:
            raise BadPosting(f"{posting.number} 的台账里没有记录{posting.refers_to}。请核对要冲抵的记录的编号。")


def _reached(actor: Actor, action: Action, place: Place, known: dict[tuple[str, str], bool]) -> bool:
    key = (place.region, place.school)
    if key not in known:
        # By place only: a file of a whole school may hold the hours of whoever imports it.
        where = Particulars(number="", name="", region=place.region, school=place.school)
        known[key] = permitted(actor, action, where)
    return known[key]


def _some(numbers: Sequence[str]) -> str:
    named = list(dict.fromkeys(numbers))
    return "、".join(named[:SHOWN]) + (f" 等 {len(named)} 人" if len(named) > SHOWN else "")
