"""Messages to be sent, each written in the transaction that decided it.

Promise: nothing accepted is lost, and every row is sent deliberately at most once. A row is `waiting` until a worker
claims it, which makes it `sending`; from there it ends `sent`, `failed` (known not delivered, final) or `uncertain`
(perhaps delivered: a time-out, a crash), or waits again when it is known not to have been delivered. An uncertain row
is never tried again. A waiting row may end `cancelled`.

Within a chat one message is under way at a time. Replies go before announcements and reminders (`bulk`); among
equals the order is that in which they fell due, and a message that waits for another attempt keeps its place.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from records import dialects
from records.schema import OutboxRow

_TURN = 7_301_222
"""Claims of different workers follow one another: two of them could otherwise take two messages of one chat."""
_LONGEST_ERROR = 255


class State(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that a worker is to send, or whose fate is uncertain."""

    id: int
    key: str
    """What makes it one deliberate message."""
    chat: int
    method: str
    """What the channel is to do: send, edit, photo, document …"""
    payload: dict[str, Any] = field(repr=False)
    bulk: bool
    attempts: int
    """Times that it was handed out, this time included."""
    due_at: datetime
    """When it was to be sent."""


async def put(
    session: AsyncSession,
    *,
    key: str,
    chat: int,
    method: str,
    payload: dict[str, Any],
    now: datetime,
    not_before: datetime | None = None,
    bulk: bool = False,
) -> bool:
    """Accept a message, to be sent now or at `not_before`. False, and nothing happens, when `key` was used before."""
    due = max(now, not_before) if not_before else now
    statement = dialects.insert(session, OutboxRow).values(
        key=key,
        chat=chat,
        method=method,
        payload=dialects.storable(payload),
        bulk=bulk,
        due_at=due,
        not_before=due,
        created_at=now,
    )
    accepted = await session.scalars(statement.on_conflict_do_nothing().returning(OutboxRow.id))
    return accepted.first() is not None


async def claim(session: AsyncSession, *, worker: str, now: datetime, limit: int) -> tuple[Outgoing, ...]:
    """Mark at most `limit` due messages as being sent by `worker`, at most one for each chat, in the order to send.

    Commit before sending: after a crash that mark is what keeps a message from going out twice. Other workers'
    claims wait for the commit.
    """
    await dialects.take_turn(session, _TURN)
    ready = and_(OutboxRow.state == State.WAITING, OutboxRow.not_before <= now)
    chosen = await session.scalars(_next(ready, now).limit(limit))
    rows = await session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(chosen.all()), ready)
        .values(state=State.SENDING, worker=worker, claimed_at=now, attempts=OutboxRow.attempts + 1)
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    return tuple(sorted((_outgoing(*row) for row in rows), key=lambda one: (one.bulk, one.due_at, one.id)))


async def sent(session: AsyncSession, number: int, *, message: int | None, now: datetime) -> bool:
    """It was delivered; `message` is the channel's id of it. Also settles what had been held uncertain.

    The contents go: what was sent may be a binding code, or a person's data, and the channel has it now.
    """
    values = {"message": message, "sent_at": now, "payload": null(), "error": ""}
    return await _settle(session, number, State.SENT, or_uncertain=True, **values)


async def failed(session: AsyncSession, number: int, *, error: str) -> bool:
    """It was not delivered and never will be, for the reason `error` (no personal data). False as for `retry`."""
    return await _settle(session, number, State.FAILED, or_uncertain=True, error=error[:_LONGEST_ERROR])


async def retry(session: AsyncSession, number: int, *, not_before: datetime, error: str) -> bool:
    """It is KNOWN not to have been delivered: let it wait until `not_before`, in its place.

    False, and nothing happens, when it is not being sent any more.
    """
    error = error[:_LONGEST_ERROR]
    return await _settle(session, number, State.WAITING, not_before=not_before, worker="", error=error)


async def uncertain(session: AsyncSession, number: int, *, error: str) -> bool:
    """It may have been delivered, so that it is not tried again. False as for `retry`."""
    return await _settle(session, number, State.UNCERTAIN, error=error[:_LONGEST_ERROR])


async def recover(
    session: AsyncSession, *, worker: str | None = None, claimed_before: datetime | None = None
) -> tuple[Outgoing, ...]:
    """After a crash: what the dead `worker` (None: any worker) was sending becomes uncertain and is returned.

    `claimed_before`: only what has been on its way for so long that nobody can be at it any more.
    """
    dead = OutboxRow.state == State.SENDING
    if worker is not None:
        dead = and_(dead, OutboxRow.worker == worker)
    if claimed_before is not None:
        dead = and_(dead, OutboxRow.claimed_at <= claimed_before)
    rows = await session.execute(
        update(OutboxRow)
        .where(dead)
        .values(state=State.UNCERTAIN, error="the sender stopped while sending")
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    return tuple(sorted((_outgoing(*row) for row in rows), key=lambda one: one.id))


async def repeat(session: AsyncSession, number: int, *, chat: int, key: str, now: datetime) -> bool:
    """Send what is uncertain once more as a message of its own, because the person says that it did not arrive.

    False when there is nothing of this number in doubt for `chat`, or `key` was used before.
    """
    doubtful = select(OutboxRow).where(
        OutboxRow.id == number, OutboxRow.chat == chat, OutboxRow.state == State.UNCERTAIN
    )
    row = (await session.scalars(doubtful)).first()
    if row is None or row.payload is None:
        return False
    return await put(session, key=key, chat=chat, method=row.method, payload=row.payload, now=now)


async def cancel_waiting(session: AsyncSession, *, chat: int, reason: str = "") -> int:
    """Cancel everything that waits for `chat`. Returns how many messages that were."""
    return await _change_waiting(session, chat, state=State.CANCELLED, error=reason[:_LONGEST_ERROR])


async def pause_chat(session: AsyncSession, *, chat: int, until: datetime) -> int:
    """Let nothing that waits for `chat` be tried before `until`. Returns how many messages that delays."""
    return await _change_waiting(session, chat, OutboxRow.not_before < until, not_before=until)


async def counts(session: AsyncSession) -> dict[State, int]:
    """How many messages are in each state."""
    rows = await session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
    found = {State(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in State}


async def next_due(session: AsyncSession) -> datetime | None:
    """When the first waiting message may be tried; None when nothing waits. The sender may sleep until then."""
    waiting = select(OutboxRow.not_before).where(_unsettled(OutboxRow), OutboxRow.state == State.WAITING)
    return (await session.scalars(waiting.order_by(OutboxRow.not_before).limit(1))).first()


async def purge(session: AsyncSession, *, empty_before: datetime, delete_before: datetime) -> tuple[int, int]:
    """Empty settled messages that fell due before the one moment, delete settled replies due before the other.

    Rows of announcements and reminders stay, empty: their keys say what has been sent. Returns how many messages
    were emptied and deleted.
    """
    settled = OutboxRow.state.not_in((State.WAITING, State.SENDING))
    deleted = await session.scalars(
        delete(OutboxRow)
        .where(settled, OutboxRow.due_at < delete_before, OutboxRow.bulk.is_(False))
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    gone = len(deleted.all())
    emptied = await session.scalars(
        update(OutboxRow)
        .where(settled, OutboxRow.due_at < empty_before, OutboxRow.payload.is_not(null()))
        .values(payload=null())
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all()), gone


_COLUMNS = (
    OutboxRow.id,
    OutboxRow.key,
    OutboxRow.chat,
    OutboxRow.method,
    OutboxRow.payload,
    OutboxRow.bulk,
    OutboxRow.attempts,
    OutboxRow.due_at,
)


def _outgoing(
    number: int,
    key: str,
    chat: int,
    method: str,
    payload: dict[str, Any] | None,
    bulk: bool,
    attempts: int,
    due_at: datetime,
) -> Outgoing:
    return Outgoing(number, key, chat, method, payload or {}, bulk, attempts, due_at)


def _unsettled(row: type[OutboxRow]) -> ColumnElement[bool]:
    """Written as in the partial indexes: SQLite would not use them with parameters."""
    return row.state.in_([literal_column("'waiting'"), literal_column("'sending'")])


def _next(ready: ColumnElement[bool], now: datetime) -> Select[Any]:
    """Ids of the messages that no other of the same chat has to precede."""
    row, other = OutboxRow, aliased(OutboxRow)
    in_line = tuple_(other.bulk, other.due_at, other.id) < tuple_(row.bulk, row.due_at, row.id)
    precedes = or_(other.state == State.SENDING, and_(other.due_at <= now, in_line))
    blocked = exists().where(other.chat == row.chat, other.id != row.id, _unsettled(other), precedes)
    place = (row.bulk, row.due_at, row.id)
    return select(row.id).where(_unsettled(row), ready, ~blocked).order_by(*place)


async def _settle(
    session: AsyncSession, number: int, state: State, *, or_uncertain: bool = False, **values: Any
) -> bool:
    """Move a message on from `sending` (or `uncertain`); False when it is in another state."""
    before = (State.SENDING, State.UNCERTAIN) if or_uncertain else (State.SENDING,)
    settled = await session.scalars(
        update(OutboxRow)
        .where(OutboxRow.id == number, OutboxRow.state.in_(before))
        .values(state=state, **values)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return settled.first() is not None


async def _change_waiting(session: AsyncSession, chat: int, *which: ColumnElement[bool], **values: Any) -> int:
    changed = await session.scalars(
        update(OutboxRow)
        .where(OutboxRow.chat == chat, OutboxRow.state == State.WAITING, *which)
        .values(**values)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())
