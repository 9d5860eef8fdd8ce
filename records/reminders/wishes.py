"""What people do not want to hear of: 过几天提醒我, 不再提醒此类, and again. For oneself only; the caller commits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, dialects
from records.china import day_of
from records.errors import RecordsError
from records.model import Actor, Person
from records.permissions import Action, require
from records.reminder_schema import ReminderWishRow
from records.reminders.model import Kind

MOST_DAYS = 90
"""For longer than so, one says that one does not want reminders."""


class BadWish(RecordsError):
    """A pause that is none."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a person does not want to hear of."""

    kind: Kind | None
    """None for all reminders."""
    until: date | None
    """The day from which they come again; None until the person says so."""


async def snooze(session: AsyncSession, *, actor: Actor, person: Person, days: int, now: datetime) -> date:
    """No reminder for so many days; returns the day from which they come again. Raises `BadWish`, `NotPermitted`.

    Whoever has said that they want none at all keeps it so.
    """
    require(actor, Action.SEE_OWN, person)
    if not 1 <= days <= MOST_DAYS:
        raise BadWish(f"可以推迟 1 到 {MOST_DAYS} 天。要一直不提醒，请按“不再提醒”。")
    until = day_of(now) + timedelta(days=days)
    if any(wish.kind is None and wish.until is None for wish in await wishes(session, actor=actor, person=person)):
        return until
    await _put(session, actor, person, "", until, now)
    return until


async def stop(session: AsyncSession, *, actor: Actor, person: Person, kind: Kind | None, now: datetime) -> None:
    """No reminder of this kind any more; None: of any. Raises `NotPermitted`."""
    require(actor, Action.SEE_OWN, person)
    await _put(session, actor, person, kind.value if kind else "", None, now)


async def start(session: AsyncSession, *, actor: Actor, person: Person, kind: Kind | None, now: datetime) -> bool:
    """Reminders of this kind again; None: everything that was stopped or put off. False when nothing was.

    Raises `NotPermitted`.
    """
    require(actor, Action.SEE_OWN, person)
    gone = delete(ReminderWishRow).where(ReminderWishRow.person_id == person.id)
    if kind is not None:
        gone = gone.where(ReminderWishRow.kind == kind.value)
    if not (await session.scalars(gone.returning(ReminderWishRow.id))).all():
        return False
    audit.record(session, actor=actor, action="reminders.start", subject=person.id, detail=_detail(kind), now=now)
    await session.flush()
    return True


async def wishes(session: AsyncSession, *, actor: Actor, person: Person) -> tuple[Wish, ...]:
    """What the person said, by kind. Raises `NotPermitted`."""
    require(actor, Action.SEE_OWN, person)
    row = ReminderWishRow
    rows = await session.execute(select(row.kind, row.until).where(row.person_id == person.id).order_by(row.kind))
    return tuple(Wish(Kind(kind) if kind else None, until) for kind, until in rows)


async def _put(
    session: AsyncSession, actor: Actor, person: Person, kind: str, until: date | None, now: datetime
) -> None:
    kept = {"until": until, "made_at": now}
    statement = dialects.insert(session, ReminderWishRow).values(person_id=person.id, kind=kind, **kept)
    await session.execute(statement.on_conflict_do_update(index_elements=["person_id", "kind"], set_=kept))
    action = "reminders.snooze" if until else "reminders.stop"
    audit.record(
        session, actor=actor, action=action, subject=person.id, detail=_detail(Kind(kind) if kind else None), now=now
    )
    await session.flush()


def _detail(kind: Kind | None) -> dict[str, str]:
    return {"kind": kind.value if kind else "all"}
