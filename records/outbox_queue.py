"""Which messages of the outbox are next: one query through the index, whatever else is waiting.

The queue has lanes: replies, other messages, and one for each mailing that is open now. What waits in a mailing that
is held, or has its quiet hours, is in no lane: it costs nothing and stands in nobody's way.

The queries are asked after every message, and to put one together takes longer than to answer it (measured: a fifth
of the bot's time). So each is made once, with parameters.
"""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy import false as no
from sqlalchemy import true as yes
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from records.campaign_schema import MailingRow
from records.columns import Key, Moment
from records.mailings import Mailing, MailingState
from records.quiet import QuietHours
from records.schema import OutboxRow

_LOOKED_AT = 64
"""Messages of a lane that are looked at in one claim. When the chats of all of them are busy with something earlier,
that goes out first, and the lane has its turn again."""
_SHAPES = 64
"""Queries that are kept: one for each number of open mailings."""
_NOW: BindParameter[datetime] = bindparam("now", type_=Moment())
_LIMIT: BindParameter[int] = bindparam("limit", type_=Integer())
_SEEN: BindParameter[int] = bindparam("seen", type_=Integer())
_LANES: BindParameter[int] = bindparam("lanes", type_=Key, expanding=True)


def unsettled(row: type[OutboxRow]) -> ColumnElement[bool]:
    """Written as in the partial indexes: SQLite would not use them with parameters."""
    return row.state.in_([literal_column("'waiting'"), literal_column("'sending'")])


def ready(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """What may be tried now, as far as the message itself is concerned."""
    return and_(OutboxRow.state == "waiting", OutboxRow.not_before <= now)


async def next_ids(session: AsyncSession, *, now: datetime, limit: int, bulk: bool = True) -> list[int]:
    """Ids of at most `limit` messages to send now, in this order, none of which another of its chat precedes.

    Without `bulk` only replies.
    """
    lanes = [one.id for one in await mailings_under_way(session) if one.open_at(now)]
    given = {"now": now, "limit": limit, "seen": max(limit, _LOOKED_AT), "lanes": [0, *lanes]}
    each = {f"lane_{place}": lane for place, lane in enumerate(lanes)}
    rows = await session.execute(_first_of_lanes(len(lanes), bulk=bulk), given | each)
    found = sorted((bulk, due, mailing, number) for number, bulk, due, mailing in rows)
    return [number for *_, number in found[:limit]]


async def next_due(session: AsyncSession, now: datetime | None) -> datetime | None:
    """When the first waiting message may be tried, from `now` on when it is given; None when nothing may."""
    first: list[datetime] = []
    for mailing in (None, *await mailings_under_way(session)):
        waiting = select(func.min(OutboxRow.not_before)).where(
            unsettled(OutboxRow), OutboxRow.state == "waiting", OutboxRow.mailing == (mailing.id if mailing else 0)
        )
        moment = (await session.scalars(waiting)).first()
        if moment is not None:
            opening = mailing.opening(max(moment, now or moment)) if mailing else moment
            first += [opening] if opening else []
    return min(first, default=None)


async def mailings_under_way(session: AsyncSession) -> list[Mailing]:
    """The mailings with messages that are not settled."""
    rows = await session.execute(_mailings_under_way())
    return [
        Mailing(number, MailingState(state), QuietHours(start, end) if start is not None and end is not None else None)
        for number, state, start, end in rows
    ]


@cache
def _mailings_under_way() -> Select[Any]:
    """Found by stepping over the index from one to the next."""
    row = OutboxRow
    # From a value that the planner does not know: it would take the index of all messages, settled ones included.
    steps = select(literal(0, BigInteger).label("mailing")).cte("steps", recursive=True)
    after = select(func.min(row.mailing)).where(unsettled(row), row.mailing > steps.c.mailing)
    steps = steps.union_all(select(after.scalar_subquery()).where(steps.c.mailing.is_not(None)))
    columns: tuple[Any, ...] = (MailingRow.id, MailingRow.state, MailingRow.quiet_start, MailingRow.quiet_end)
    return select(*columns).join(steps, steps.c.mailing == MailingRow.id).order_by(MailingRow.id)


@lru_cache(maxsize=_SHAPES)
def _first_of_lanes(mailings: int, *, bulk: bool) -> Select[Any]:
    """The first messages of every lane, with so many open mailings: id, bulk, due_at, mailing."""
    parts = [_replies()]
    if bulk:
        parts.append(_bulk(literal(0, Key)))
        parts += [_bulk(bindparam(f"lane_{place}", type_=Key)) for place in range(mailings)]
    every = union_all(*(select(part.subquery()) for part in parts)).subquery()
    found: Select[Any] = select(every.c.id, every.c.bulk, every.c.due_at, every.c.mailing)
    return found


def _replies() -> Select[Any]:
    """One chat may have many replies in line, so that all of them have to be passed over for the next chat's."""
    row = OutboxRow
    return (
        _lane(literal(0, Key), bulk=no())
        .where(~_preceded(row))
        .order_by(row.due_at, row.id)
        .limit(_LIMIT)
    )  # fmt: skip


def _bulk(lane: BindParameter[int]) -> Select[Any]:
    first = _lane(lane, bulk=yes()).order_by(OutboxRow.due_at, OutboxRow.id).limit(_SEEN)
    seen = first.subquery()
    free: Select[Any] = select(seen).where(~_preceded(seen.c))
    return free.order_by(seen.c.due_at, seen.c.id).limit(_LIMIT)


def _lane(lane: BindParameter[int], bulk: ColumnElement[bool]) -> Select[Any]:
    row = OutboxRow
    columns: tuple[Any, ...] = (row.id, row.bulk, row.due_at, row.mailing, row.chat)
    waiting = ready(_NOW)
    return select(*columns).where(unsettled(row), row.mailing == lane, row.bulk == bulk, row.due_at <= _NOW, waiting)


def _preceded(row: Any) -> ColumnElement[bool]:
    """Whether another message of the chat is on its way, or has to go out before this one."""
    other = aliased(OutboxRow)
    place = tuple_(other.bulk, other.due_at, other.mailing, other.id)
    earlier = place < tuple_(row.bulk, row.due_at, row.mailing, row.id)
    in_line = and_(other.due_at <= _NOW, other.mailing.in_(_LANES), earlier)
    return exists().where(
        other.chat == row.chat, other.id != row.id, unsettled(other), or_(other.state == "sending", in_line)
    )
