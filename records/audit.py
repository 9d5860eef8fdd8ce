"""Who did what to whom, when: written in the transaction of the deed, never changed, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.model import Actor, Person
from records.permissions import Action, require
from records.schema import AuditRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed."""

    id: int
    at: datetime
    actor: int | None
    """Id of the person who did it, None on the command line."""
    action: str
    """What was done, such as people.add."""
    subject: int | None
    """Id of the person to whom it was done."""
    detail: Mapping[str, Any]
    """Ids and words of the program only, no names and no 工号."""


def record(
    session: AsyncSession,
    *,
    actor: Actor,
    action: str,
    subject: int | None = None,
    detail: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Note the deed; it stands when the caller's transaction does.

    `action` is `<kind>.<deed>`, such as people.add; `detail` holds ids and words of the program, never a name or
    a 工号: who may see those finds them through the ids.
    """
    row = AuditRow(at=now, actor_id=actor.id, action=action, subject_id=subject, detail=dict(detail or {}))
    session.add(row)


async def entries(
    session: AsyncSession,
    *,
    actor: Actor,
    by: Person | None = None,
    about: Person | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[Entry, ...]:
    """The latest deeds, newest first: all, or those `by` or `about` a person; `before` an entry's id for the next page.

    Raises `NotPermitted`.
    """
    require(actor, Action.SEE_AUDIT)
    wanted = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if by is not None:
        wanted = wanted.where(AuditRow.actor_id == by.id)
    if about is not None:
        wanted = wanted.where(AuditRow.subject_id == about.id)
    if before is not None:
        wanted = wanted.where(AuditRow.id < before)
    return tuple(
        Entry(row.id, row.at, row.actor_id, row.action, row.subject_id, row.detail)
        for row in await session.scalars(wanted)
    )
