"""What a channel received, kept before it is acknowledged and handled once.

Updates of one chat are handled one after another, oldest first; different chats at the same time. A worker claims
updates for the length of a lease and renews it; the transaction that carries out an update ends with `done`, which
fails when the claim was lost meanwhile, so that nothing takes effect twice. A worker that dies leaves behind many
updates, one of which may be the cause: those left behind twice are suspects, which are carried out one at a time
and alone. One that even so made its worker fail too often is handed out as `exhausted`: it is no longer carried
out, its person is told, and the chat goes on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, delete, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects
from records.columns import Moment
from records.errors import RecordsError
from records.schema import UpdateRow

MAX_ATTEMPTS = 5
"""Times that an update is carried out before it is given up."""
_SUSPECT = 2
"""Times after which it is carried out alone."""
_TURN = 7_301_221
"""Claims of different workers follow one another: two of them could otherwise take two updates of one chat."""
_AT_ONCE = 500
"""Rows to an INSERT; databases limit the number of values."""


class ClaimLost(RecordsError):
    """Another worker has taken the update over: what was done for it must be rolled back."""


@dataclass(frozen=True, slots=True)
class Update:
    """An update that was handed to a worker."""

    id: int
    chat: int
    """0 for an update that belongs to no chat."""
    payload: dict[str, Any] = field(repr=False)
    attempts: int
    """Times that it was handed out, this time included."""

    @property
    def exhausted(self) -> bool:
        """Whether it has failed so often that it must not be carried out again: tell the person, then `done`."""
        return self.attempts > MAX_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not finished yet."""

    count: int
    oldest: timedelta
    """Age of the oldest; zero when there is none."""


async def store(session: AsyncSession, updates: Sequence[tuple[int, int, dict[str, Any]]], *, now: datetime) -> int:
    """Keep (update id, chat, payload) of each; those known already are ignored. Returns how many were new."""
    values = [
        {"id": number, "chat": chat, "payload": dialects.storable(payload), "received_at": now}
        for number, chat, payload in updates
    ]
    new = 0
    for start in range(0, len(values), _AT_ONCE):
        statement = dialects.insert(session, UpdateRow).values(values[start : start + _AT_ONCE])
        kept = await session.scalars(statement.on_conflict_do_nothing().returning(UpdateRow.id))
        new += len(kept.all())
    return new


async def claim(
    session: AsyncSession, *, worker: str, now: datetime, lease: timedelta, limit: int, suspects: bool = False
) -> tuple[Update, ...]:
    """Hand at most `limit` updates to `worker`: of each chat that nobody works on its oldest, oldest chats first.

    Either suspects only, to be carried out one at a time with nothing beside them, or none. A claim older than
    `lease` counts as given up. Commit at once: other workers' claims wait for it.
    """
    await dialects.take_turn(session, _TURN)
    chosen = (await session.scalars(_heads(suspects), {"lapsed": now - lease, "limit": limit})).all()
    if not chosen:
        return ()
    rows = await session.execute(
        update(UpdateRow)
        .where(UpdateRow.id.in_(chosen))
        .values(worker=worker, claimed_at=now, attempts=UpdateRow.attempts + 1)
        .returning(UpdateRow.id, UpdateRow.chat, UpdateRow.payload, UpdateRow.attempts)
        .execution_options(synchronize_session=False)
    )
    claimed = [Update(id=number, chat=chat, payload=load or {}, attempts=tries) for number, chat, load, tries in rows]
    return tuple(sorted(claimed, key=lambda one: one.id))


@cache
def _heads(suspects: bool) -> Select[Any]:
    """Ids of what may be claimed. Asked after every update, so that it is put together once."""
    unfinished = UpdateRow.done_at.is_(None)
    free = or_(UpdateRow.worker == "", UpdateRow.claimed_at <= bindparam("lapsed", type_=Moment()))
    heads = (
        select(func.min(UpdateRow.id))
        .where(unfinished)
        .group_by(UpdateRow.chat)
        .having(func.count(case((free, None), else_=1)) == 0)
    )
    kind = UpdateRow.attempts >= _SUSPECT if suspects else UpdateRow.attempts < _SUSPECT
    # Among suspects the least tried comes first: a worker that always dies soon must not try the same one for ever.
    place = (UpdateRow.attempts, UpdateRow.id) if suspects else (UpdateRow.id,)
    # The transaction that finishes an update may be under way although the lease ran out: leave that one alone.
    return (
        select(UpdateRow.id)
        .where(UpdateRow.id.in_(heads), unfinished, free, kind)
        .order_by(*place)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True)
    )


async def waiting(session: AsyncSession, *, chat: int) -> tuple[dict[str, Any], ...]:
    """What a chat has sent that nobody works on yet, in its order: to be looked at, and handed out later."""
    mine = (UpdateRow.chat == chat, UpdateRow.done_at.is_(None), UpdateRow.worker == "")
    found = await session.scalars(select(UpdateRow.payload).where(*mine).order_by(UpdateRow.id))
    return tuple(payload or {} for payload in found)


async def renew(session: AsyncSession, *, worker: str, now: datetime) -> int:
    """Let the lease of everything that `worker` holds begin anew. Returns how many that were."""
    return await _change(session, UpdateRow.worker == worker, claimed_at=now)


async def release(session: AsyncSession, *, living: Collection[str] = ()) -> int:
    """Free what workers other than the `living` hold: for a start after a crash. The attempt counts."""
    held = and_(UpdateRow.worker != "", UpdateRow.worker.not_in(living))
    return await _change(session, held, worker="", claimed_at=None)


async def give_back(session: AsyncSession, number: int, *, worker: str) -> bool:
    """Free one update of `worker` that failed and is to be tried again. False when it no longer is theirs."""
    mine = and_(UpdateRow.id == number, UpdateRow.worker == worker)
    return await _change(session, mine, worker="", claimed_at=None) == 1


async def hand_in(session: AsyncSession, *, worker: str) -> int:
    """Free everything that `worker` holds because it stops in good order; these attempts do not count."""
    fewer = UpdateRow.attempts - 1
    return await _change(session, UpdateRow.worker == worker, worker="", claimed_at=None, attempts=fewer)


async def done(session: AsyncSession, number: int, *, worker: str, now: datetime, incident: str = "") -> None:
    """Mark an update of `worker` handled; `incident` is the reference of a failure that the log knows.

    Raises `ClaimLost` when another worker has taken it over or finished it.
    """
    mine = and_(UpdateRow.id == number, UpdateRow.worker == worker)
    if not await _change(session, mine, done_at=now, incident=incident):
        raise ClaimLost("这条消息正由另一个进程处理，此处的处理已作废。")


async def latest_id(session: AsyncSession) -> int | None:
    """Id of the update that came last, for a status page.

    Polling begins without an offset: Telegram picks ids anew after a quiet week, and repeats do no harm.
    """
    newest_first = (UpdateRow.received_at.desc(), UpdateRow.id.desc())
    return (await session.scalars(select(UpdateRow.id).order_by(*newest_first).limit(1))).first()


async def backlog(session: AsyncSession, *, now: datetime) -> Backlog:
    """How much is not finished, and how long the oldest of it has been here."""
    statement = select(func.count(), func.min(UpdateRow.received_at)).where(UpdateRow.done_at.is_(None))
    count, oldest = (await session.execute(statement)).one()
    return Backlog(count=count, oldest=now - oldest if count else timedelta(0))


async def purge(session: AsyncSession, *, empty_before: datetime, delete_before: datetime) -> tuple[int, int]:
    """Empty the payloads of updates handled before the one moment, delete those handled before the other.

    Returns how many were emptied and deleted. Telegram repeats an update for a day: delete later than that.
    """
    deleted = await session.scalars(delete(UpdateRow).where(UpdateRow.done_at < delete_before).returning(UpdateRow.id))
    gone = len(deleted.all())
    emptied = await session.scalars(
        update(UpdateRow)
        .where(UpdateRow.done_at < empty_before, UpdateRow.payload.is_not(null()))
        .values(payload=null())
        .returning(UpdateRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all()), gone


async def _change(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> int:
    """Change the unfinished updates `which`; returns how many."""
    changed = await session.scalars(
        update(UpdateRow)
        .where(UpdateRow.done_at.is_(None), which)
        .values(**values)
        .returning(UpdateRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())
