"""Messages to be sent, each written in the transaction that decided it.

Promise: nothing accepted is lost, and every row is sent deliberately at most once. A row is `waiting` until a worker
claims it, which makes it `sending`; from there it ends `sent`, `failed` (known not delivered, final) or `uncertain`
(perhaps delivered: a time-out, a crash), or waits again when it is known not to have been delivered. An uncertain row
is never tried again. A waiting row may end `cancelled`.

Within a chat one message is under way at a time. Replies go before announcements and reminders (`bulk`); among
equals the order is that in which they fell due, and a message that waits for another attempt keeps its place.

Messages of a mailing (`records.mailings`) share their contents and are held and stopped together. Which message is
next is asked in `records.outbox_queue`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, literal_column, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects, mailings, outbox_queue
from records.outbox_queue import ready, unsettled
from records.schema import OutboxRow

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
    mailing: int = 0
    """The mailing that it belongs to; 0 for none."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """One message of a mailing."""

    key: str
    chat: int
    payload: dict[str, Any] = field(default_factory=dict, repr=False)
    """What it has besides the contents of the mailing."""


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


async def put_many(
    session: AsyncSession,
    *,
    mailing: int,
    method: str,
    messages: Sequence[Addressed],
    due_at: datetime,
    now: datetime,
) -> dict[str, int]:
    """Accept messages of a mailing, due at one moment. Returns key → id, also of those whose key was used before."""
    rows = [{"key": one.key, "chat": one.chat, "payload": dialects.storable(one.payload)} for one in messages]
    due = {"due_at": due_at, "not_before": due_at, "created_at": now}
    new = await dialects.insert_new(
        session,
        OutboxRow,
        rows,
        common={"mailing": mailing, "method": method, "bulk": True, **due},
        returning=("key", "id"),
    )
    accepted: dict[str, int] = {row[0]: row[1] for row in new}
    if used := [one.key for one in messages if one.key not in accepted]:
        before = select(OutboxRow.key, OutboxRow.id).where(OutboxRow.key.in_(used))
        accepted |= {row[0]: row[1] for row in await session.execute(before)}
    return accepted


async def claim(
    session: AsyncSession, *, worker: str, now: datetime, limit: int, bulk: bool = True
) -> tuple[Outgoing, ...]:
    """Mark at most `limit` due messages as being sent by `worker`, at most one for each chat, in the order to send.

    Commit before sending: after a crash that mark is what keeps a message from going out twice. Other workers'
    claims wait for the commit. Without `bulk` announcements and reminders stay where they are.
    """
    await dialects.take_turn(session, mailings.TURN)
    chosen = await outbox_queue.next_ids(session, now=now, limit=limit, bulk=bulk)
    if not chosen:
        return ()
    rows = await session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(chosen), ready(now))
        .values(state=State.SENDING, worker=worker, claimed_at=now, attempts=OutboxRow.attempts + 1)
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    return tuple(sorted(await _outgoing(session, rows), key=lambda one: (one.bulk, one.due_at, one.mailing, one.id)))


async def sent(session: AsyncSession, number: int, *, message: int | None, now: datetime, file: str = "") -> bool:
    """It was delivered; `message` is the channel's id of it. Also settles what had been held uncertain.

    The contents go: what was sent may be a binding code, or a person's data, and the channel has it now. `file` is
    the channel's id of a file that was uploaded: the others of the same mailing need not bring it again.
    """
    if file and (mailing := await _mailing_of(session, number)):
        await mailings.learn_file(session, mailing, file)
    values = {"message": message, "sent_at": now, "payload": null(), "error": ""}
    return await _settle(session, number, State.SENT, or_uncertain=True, **values)


async def failed(session: AsyncSession, number: int, *, error: str) -> bool:
    """It was not delivered and never will be, for the reason `error` (no personal data). False as for `retry`."""
    return await _settle(session, number, State.FAILED, or_uncertain=True, error=error[:_LONGEST_ERROR])


async def retry(session: AsyncSession, number: int, *, not_before: datetime, error: str) -> bool:
    """It is KNOWN not to have been delivered: let it wait until `not_before`, in its place.

    When its mailing was stopped meanwhile, it is cancelled instead. False, and nothing happens, when it is not being
    sent any more.
    """
    error = error[:_LONGEST_ERROR]
    mailing = await _mailing_of(session, number)
    if mailing and await mailings.stopped(session, mailing):
        return await _settle(session, number, State.CANCELLED, error=error)
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
    return tuple(sorted(await _outgoing(session, rows), key=lambda one: one.id))


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
    shared = await mailings.payloads(session, [row.mailing])
    payload = shared.get(row.mailing, {}) | row.payload
    return await put(session, key=key, chat=chat, method=row.method, payload=payload, now=now)


async def cancel_waiting(session: AsyncSession, *, chat: int, reason: str = "") -> int:
    """Cancel everything that waits for `chat`. Returns how many messages that were."""
    return await _change_waiting(session, OutboxRow.chat == chat, state=State.CANCELLED, error=reason[:_LONGEST_ERROR])


async def stop(session: AsyncSession, mailing: int, *, reason: str) -> int:
    """Stop a mailing for good and cancel what waits of it. Returns how many messages that were."""
    await mailings.shut(session, mailing)
    return await _change_waiting(
        session,
        and_(OutboxRow.mailing == mailing, unsettled(OutboxRow)),
        state=State.CANCELLED,
        error=reason[:_LONGEST_ERROR],
    )


async def pause_chat(session: AsyncSession, *, chat: int, until: datetime) -> int:
    """Let nothing that waits for `chat` be tried before `until`. Returns how many messages that delays."""
    which = and_(OutboxRow.chat == chat, OutboxRow.not_before < until)
    return await _change_waiting(session, which, not_before=until)


async def counts(session: AsyncSession) -> dict[State, int]:
    """How many messages are in each state."""
    return _by_state(await session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)))


async def counts_of(session: AsyncSession, mailing: int) -> dict[State, int]:
    """How many messages of a mailing are in each state."""
    its = (OutboxRow.mailing == mailing, OutboxRow.mailing > literal_column("0"))
    counted = select(OutboxRow.state, func.count()).where(*its).group_by(OutboxRow.state)
    return _by_state(await session.execute(counted))


async def under_way(session: AsyncSession, mailing: int) -> bool:
    """Whether messages of a mailing wait or are being sent."""
    its = select(OutboxRow.id).where(OutboxRow.mailing == mailing, unsettled(OutboxRow))
    return (await session.scalars(its.limit(1))).first() is not None


async def next_due(session: AsyncSession, *, now: datetime | None = None) -> datetime | None:
    """When the first waiting message may be tried; None when nothing waits. The sender may sleep until then.

    With `now` the quiet hours of mailings count as they are then.
    """
    return await outbox_queue.next_due(session, now)


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
    OutboxRow.mailing,
)


async def _outgoing(session: AsyncSession, rows: Iterable[Any]) -> list[Outgoing]:
    """The messages with what their mailings say."""
    found = list(rows)
    shared = await mailings.payloads(session, {row.mailing for row in found})
    return [
        Outgoing(number, key, chat, method, shared.get(mailing, {}) | (payload or {}), bulk, attempts, due, mailing)
        for number, key, chat, method, payload, bulk, attempts, due, mailing in found
    ]


def _by_state(rows: Iterable[Any]) -> dict[State, int]:
    found = {State(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in State}


async def _mailing_of(session: AsyncSession, number: int) -> int:
    return (await session.scalars(select(OutboxRow.mailing).where(OutboxRow.id == number))).first() or 0


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


async def _change_waiting(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> int:
    changed = await session.scalars(
        update(OutboxRow)
        .where(which, OutboxRow.state == State.WAITING)
        .values(**values)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())
