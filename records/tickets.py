"""Questions to the staff as the rest of the program sees them, and how they are read from the tables."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from records.errors import RecordsError
from records.model import Particulars
from records.schema import PersonRow, TicketRow


class NotBound(RecordsError):
    """An account that belongs to no roster entry has no centre to ask."""


class TooManyOpen(RecordsError):
    """The person has too many questions waiting."""


class NothingWritten(RecordsError):
    """A question, an answer or a reason is empty."""


class NoSuchTicket(RecordsError):
    """There is no such question, or not for this person."""


class TicketTaken(RecordsError):
    """A colleague is at work on the question."""


class TicketDone(RecordsError):
    """The question no longer waits."""


class TicketState(StrEnum):
    """Where a question is on its way."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    """By staff, without an answer, for a reason that the asker got to read."""
    WITHDRAWN = "withdrawn"
    """By the asker."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question to the staff, with what the assistant had said to it."""

    id: int
    person: int
    """Id of the asker."""
    asker: str = field(repr=False)
    """Name of the asker."""
    region: str
    """Where the asker worked when asking: GB/T 2260 code, empty when unknown."""
    school: str = field(repr=False)
    """单位 of the asker at that time."""
    question: str = field(repr=False)
    shown: str = field(repr=False)
    """What the assistant had answered; empty when it was not asked."""
    citations: tuple[dict[str, Any], ...] = field(repr=False)
    """The evidence shown, as plain values."""
    doubted: bool
    """Whether the asker had marked the answer 👎."""
    asked_at: datetime
    state: TicketState
    taken_by: int | None
    """Id of the staff member at work on it."""
    taker: str = field(repr=False)
    """Their name; empty when nobody is."""
    answer: str = field(repr=False)
    reason: str = field(repr=False)
    """Why it was closed without an answer."""
    settled_at: datetime | None
    """When it was answered, closed or withdrawn."""

    @property
    def place(self) -> Particulars:
        """What decides which staff it concerns, as `records.permissions` asks for it."""
        return Particulars(number="", name="", region=self.region, school=self.school)


OPEN = and_(TicketRow.answered_at.is_(None), TicketRow.closed_at.is_(None))
"""The condition on rows that still wait."""


async def ticket(session: AsyncSession, number: int) -> Ticket | None:
    """One ticket; None when there is none of this number."""
    found = await tickets(session, TicketRow.id == number, limit=1)
    return found[0] if found else None


async def tickets(
    session: AsyncSession, which: ColumnElement[bool], *, limit: int, offset: int = 0
) -> tuple[Ticket, ...]:
    """A page of the tickets `which`, oldest first."""
    taker = aliased(PersonRow)
    await session.flush()
    rows = await session.execute(
        select(TicketRow, PersonRow.name, taker.name)
        .join(PersonRow, TicketRow.person_id == PersonRow.id)
        .outerjoin(taker, TicketRow.taken_by == taker.id)
        .where(which)
        .order_by(TicketRow.asked_at, TicketRow.id)
        .limit(limit)
        .offset(offset)
        .execution_options(populate_existing=True)
    )
    return tuple(_ticket(row, asker, at_work or "") for row, asker, at_work in rows)


def _ticket(row: TicketRow, asker: str, taker: str) -> Ticket:
    return Ticket(
        id=row.id,
        person=row.person_id,
        asker=asker,
        region=row.region,
        school=row.school,
        question=row.question,
        shown=row.shown,
        citations=tuple(row.citations),
        doubted=row.doubted,
        asked_at=row.asked_at,
        state=_state(row),
        taken_by=row.taken_by,
        taker=taker,
        answer=row.answer,
        reason=row.reason,
        settled_at=row.answered_at or row.closed_at,
    )


def _state(row: TicketRow) -> TicketState:
    if row.answered_at is not None:
        return TicketState.ANSWERED
    if row.closed_at is None:
        return TicketState.OPEN
    return TicketState.WITHDRAWN if row.closed_by == row.person_id else TicketState.CLOSED
