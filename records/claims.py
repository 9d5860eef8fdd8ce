"""Claims of hours that wait for a decision, and the decisions. Services; the caller commits."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from records import audit, dialects, entries, lookup
from records.bookkeeping import DECISIONS, Booked, NoSuchEntry, detail_of, find_entry, person_of, write
from records.entries import TABLE, is_kind
from records.ledger import Entry, EntryKind
from records.model import Actor, Particulars, Person
from records.permissions import Action, permitted, require
from records.posting_model import OWN_KEYS, BadPosting
from records.schema import PersonRow


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that waits for a decision, as it stands after corrections."""

    entry: Entry
    """Its id is the claim's own."""
    person: Person


async def decide(
    session: AsyncSession, *, actor: Actor, claim: str, approve: bool, reason: str = "", now: datetime
) -> Booked:
    """Approve or reject a claim, never one's own; a later decision takes the place of an earlier one.

    A rejection needs a reason, which the teacher gets to read. Deciding the same again changes nothing. Raises
    `NoSuchEntry`, `BadPosting`, `NotPermitted`.
    """
    require(actor, Action.DECIDE_CLAIM)
    kept = await find_entry(session, claim)
    person = await person_of(session, actor, kept, Action.DECIDE_CLAIM)
    if kept.entry.kind is not EntryKind.CLAIM:
        raise NoSuchEntry(f"记录{kept.entry.id}不是学时申报，不用审核。请核对编号。")
    if not approve and not reason.strip():
        raise BadPosting("不批准申报要写明理由，教师会看到。")
    wanted = select(TABLE.c.id).where(TABLE.c.refers_to == int(kept.entry.id), is_kind(TABLE, *DECISIONS))
    found = await entries.by_ids(session, (await session.scalars(wanted)).all())
    earlier = sorted((one.entry for one in found.values()), key=lambda entry: entry.recorded_at)
    kind = EntryKind.APPROVAL if approve else EntryKind.REJECTION
    if earlier and earlier[-1].kind is kind:
        return Booked(earlier[-1], person, fresh=False)
    entry = Entry(
        id="",
        teacher=person.particulars.number,
        kind=kind,
        hours=Decimal(0),
        completed=None,
        source=kept.entry.source,
        source_key=f"{OWN_KEYS}decide:{kept.entry.id}:{len(earlier) + 1}",
        recorded_at=entries.moment_after(now, kept.entry, *earlier),
        recorded_by=entries.recorder(actor.id),
        refers_to=kept.entry.id,
        note=str(dialects.storable(reason.strip())),
    )
    written = await write(session, entry, person, "", actor.id)
    audit.record(
        session, actor=actor, action=f"ledger.{kind.value}", subject=person.id, detail=detail_of(written), now=now
    )
    await session.flush()
    return Booked(written, person, fresh=True)


async def open_claims(
    session: AsyncSession, *, actor: Actor, after: str = "", limit: int = 50
) -> tuple[OpenClaim, ...]:
    """Claims that wait for a decision and that `actor` may decide, oldest first; `after` an entry's id for more.

    Raises `NotPermitted`.
    """
    require(actor, Action.DECIDE_CLAIM)
    decision, void, later = aliased(TABLE), aliased(TABLE), aliased(TABLE)
    decided = exists().where(decision.c.refers_to == TABLE.c.id, is_kind(decision, *DECISIONS))
    restored = exists().where(later.c.refers_to == void.c.id, is_kind(later, EntryKind.CORRECTION))
    taken_back = exists().where(
        void.c.refers_to == TABLE.c.id, is_kind(void, EntryKind.CORRECTION), void.c.hours == Decimal(0), ~restored
    )
    waiting = (is_kind(TABLE, EntryKind.CLAIM), ~decided, ~taken_back)
    where = select(PersonRow.region, PersonRow.school).join(TABLE, TABLE.c.person_id == PersonRow.id).where(*waiting)
    reached = [
        tuple(place)
        for place in (await session.execute(where.distinct())).all()
        if permitted(actor, Action.DECIDE_CLAIM, Particulars(number="", name="", region=place[0], school=place[1]))
    ]
    wanted = select(TABLE.c.id).join(PersonRow, PersonRow.id == TABLE.c.person_id)
    wanted = wanted.where(*waiting, tuple_(PersonRow.region, PersonRow.school).in_(reached), PersonRow.id != actor.id)
    if actor.id is None:
        wanted = select(TABLE.c.id).where(*waiting)
    if after.isdigit():
        wanted = wanted.where(TABLE.c.id > int(after))
    ids = (await session.scalars(wanted.order_by(TABLE.c.id).limit(limit))).all()
    found, corrections = await entries.by_ids(session, ids), await entries.latest(session, ids)
    people = {one.id: one for one in await lookup.load(session, PersonRow.id.in_([k.person for k in found.values()]))}
    claims = []
    for claim in ids:
        person, stands = people[found[claim].person], corrections.get(claim, found[claim]).entry
        if stands.hours:
            claims.append(OpenClaim(replace(stands, id=str(claim), teacher=person.particulars.number), person))
    return tuple(claims)
