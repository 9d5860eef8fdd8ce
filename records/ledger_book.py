"""The ledger to be read by people: of one teacher, or of everybody of a region for an export."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, dialects, entries, on_roster
from records.entries import Kept, chunks
from records.ledger import Entry, EntryKind, Ledger, effective
from records.lookup import lies_in
from records.model import Actor, Particulars
from records.permissions import Action, require
from records.schema import PersonRow


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry with what a reader asks about it."""

    entry: Entry
    project_number: str
    recorder: str
    """工号 of who recorded it, or that it was the command line."""
    batch: int | None
    """Number of the imported file, None for what was entered by hand."""
    corrected_by: str
    """Id of the entry that stands for it now; empty while it stands itself."""
    decision: EntryKind | None
    """Of a claim: APPROVAL or REJECTION; None while it waits, and for what is no claim."""


@dataclass(frozen=True, slots=True)
class Book:
    """The whole ledger of one teacher."""

    particulars: Particulars
    lines: tuple[LedgerLine, ...]
    """As they were written."""
    stands: Ledger


async def book_of(session: AsyncSession, number: str, *, actor: Actor) -> Book:
    """The ledger of the teacher with this 工号. Raises `UnknownPerson`, `NotPermitted`."""
    person = await on_roster.seen(session, number, actor=actor)
    kept = await entries.kept_of(session, {person.id: person.particulars.number})
    lines = _lines(kept, await _recorders(session, kept))
    return Book(person.particulars, lines, effective(line.entry for line in lines))


async def stream(
    session: AsyncSession, *, actor: Actor, region: str, school: str = "", now: datetime
) -> AsyncIterator[tuple[tuple[Particulars, tuple[LedgerLine, ...]], ...]]:
    """The ledgers of everybody in a region, some hundreds at a time; noted, as what leaves the house.

    Raises `NotPermitted`.
    """
    require(actor, Action.SEE_STANDING, Particulars(number="", name="", region=region, school=school))
    audit.record(session, actor=actor, action="ledger.export", detail={"region": region}, now=now)
    await session.flush()
    conditions = [await lies_in(session, region)]
    if school:
        conditions.append(PersonRow.school == dialects.storable(school))
    async for people in on_roster.stream(session, *conditions):
        kept = await entries.kept_of(session, {one.id: one.particulars.number for one in people})
        recorders = await _recorders(session, kept)
        whose: dict[int, list[Kept]] = {one.id: [] for one in people}
        for line in kept:
            whose[line.person].append(line)
        yield tuple((one.particulars, _lines(whose[one.id], recorders)) for one in people)


def _lines(kept: Sequence[Kept], recorders: dict[str, str]) -> tuple[LedgerLine, ...]:
    corrected = {k.entry.refers_to: k.entry.id for k in kept if k.entry.kind is EntryKind.CORRECTION}
    decided = sorted(
        (k.entry for k in kept if k.entry.kind in (EntryKind.APPROVAL, EntryKind.REJECTION)),
        key=lambda entry: entry.recorded_at,
    )
    decisions = {entry.refers_to: entry.kind for entry in decided}
    return tuple(
        LedgerLine(
            one.entry,
            one.project_number,
            recorders.get(one.entry.recorded_by, one.entry.recorded_by),
            one.batch,
            corrected.get(one.entry.id, ""),
            decisions.get(one.entry.id),
        )
        for one in kept
    )


async def _recorders(session: AsyncSession, kept: Iterable[Kept]) -> dict[str, str]:
    """`Entry.recorded_by` → 工号, for those who are people."""
    ids = [int(who) for who in {one.entry.recorded_by for one in kept} if who != entries.ON_COMMAND_LINE]
    found: dict[str, str] = {}
    for some in chunks(ids):
        rows = await session.execute(select(PersonRow.id, PersonRow.number).where(PersonRow.id.in_(some)))
        found.update((str(person), number) for person, number in rows)
    return found
