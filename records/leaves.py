"""Leaves of teachers: 产假, 病假, 支教 … Services; the caller commits."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy import update as change
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, dialects
from records.errors import RecordsError
from records.facts import Leave
from records.ledger_schema import LeaveRow
from records.lookup import locked
from records.model import Actor, Person
from records.permissions import Action, require

_LONGEST = 32


class BadLeave(RecordsError):
    """A leave that cannot be so."""


async def note_leave(
    session: AsyncSession, *, actor: Actor, person: Person, leave: Leave, now: datetime, withdrawn: bool = False
) -> Leave:
    """Note a leave; one of the same kind and first day takes the place of the earlier, which gives it an end.

    `withdrawn` takes it back. Raises `BadLeave`, `NotPermitted`, `UnknownPerson`.
    """
    _, fresh = await locked(session, person)
    require(actor, Action.EDIT_ROSTER, fresh)
    tidy = replace(leave, kind=str(dialects.storable(leave.kind.strip())))
    if not 1 <= len(tidy.kind) <= _LONGEST:
        raise BadLeave(f"假期的种类“{tidy.kind[:24]}”不能用。请写 1 到 {_LONGEST} 个字，例如 产假。")
    if tidy.end is not None and tidy.end < tidy.start:
        raise BadLeave(f"假期的结束日期 {tidy.end} 早于开始日期 {tidy.start}。请核对这两个日期。")
    same = (
        LeaveRow.person_id == fresh.id,
        LeaveRow.kind == tidy.kind,
        LeaveRow.first_day == tidy.start,
        LeaveRow.withdrawn_at.is_(None),
    )
    earlier = (await session.scalars(select(LeaveRow.id).where(*same))).all()
    if withdrawn and not earlier:
        raise BadLeave(f"没有登记过从 {tidy.start} 开始的{tidy.kind}。请核对种类和开始日期。")
    await session.execute(change(LeaveRow).where(LeaveRow.id.in_(earlier)).values(withdrawn_at=now))
    if not withdrawn:
        session.add(
            LeaveRow(
                person_id=fresh.id,
                kind=tidy.kind,
                first_day=tidy.start,
                last_day=tidy.end,
                recorded_at=now,
                recorded_by=actor.id,
            )
        )
    deed = "people.withdraw_leave" if withdrawn else "people.note_leave"
    audit.record(session, actor=actor, action=deed, subject=fresh.id, now=now)
    await session.flush()
    return tidy
