"""What is known of people besides their standing: account, wishes, what they heard. A few queries for many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from records.china import day_of
from records.model import Scope
from records.outbox import State
from records.reminders.due import Wishes
from records.reminders.model import DEADLINES, Key, Kind
from records.schema import (
    AccountRow,
    GrantRow,
    OutboxRow,
    PersonRow,
    ReminderMessageRow,
    ReminderRow,
    ReminderWishRow,
)

_ACCOUNT = aliased(AccountRow)
NEVER_SAID = (State.CANCELLED.value, State.FAILED.value)
"""States of a message of which the person has heard nothing."""
_SETTLED = (State.SENT.value, State.UNCERTAIN.value, *NEVER_SAID)


@dataclass(slots=True)
class Known:
    """One person."""

    chat: int = 0
    wishes: list[tuple[str, date | None]] = field(default_factory=list)
    sent: list[Key] = field(default_factory=list)
    busy_until: date = date.min
    """Last day for which there is a message, or on which one went out; the end of time while one is on its way."""
    scopes: list[Scope] = field(default_factory=list)
    administrator: bool = False

    @property
    def wanted(self) -> Wishes:
        """The wishes, to be asked."""
        return Wishes(tuple(self.wishes))


def reachable(after: int = 0) -> tuple[ColumnElement[bool], ...]:
    """Conditions on people behind the id `after` whom a message can reach."""
    return (
        PersonRow.id > after,
        PersonRow.left.is_(None),
        # Not IN (SELECT …): every chunk would list all accounts anew. Nor need those that come before be passed over.
        exists().where(_ACCOUNT.person_id == PersonRow.id, _ACCOUNT.person_id > after, _ACCOUNT.blocked_at.is_(None)),
    )


async def of(session: AsyncSession, ids: Sequence[int], day: date) -> dict[int, Known]:
    """What is known of these people, in the order of their ids, as far as `day` and later needs it."""
    known = {one: Known() for one in ids}
    if not ids:
        return known
    for row in await session.execute(
        select(AccountRow.person_id, AccountRow.account).where(_among(AccountRow.person_id, ids))
    ):
        if row[0] in known:
            known[row[0]].chat = row[1]
    wishes = select(ReminderWishRow.person_id, ReminderWishRow.kind, ReminderWishRow.until)
    for person, kind, until in await session.execute(wishes.where(_among(ReminderWishRow.person_id, ids))):
        if person in known:
            known[person].wishes.append((kind, until))
    await _messages(session, ids, known)
    await _sent(session, ids, known, day)
    grants = select(GrantRow.person_id, GrantRow.region, GrantRow.school)
    live = (_among(GrantRow.person_id, ids), GrantRow.revoked_at.is_(None))
    for person, region, school in await session.execute(grants.where(*live)):
        if person in known:
            known[person].administrator |= not region
            known[person].scopes.extend([Scope(region, school)] if region else [])
    return known


async def _messages(session: AsyncSession, ids: Sequence[int], known: dict[int, Known]) -> None:
    message = ReminderMessageRow
    wanted = (
        select(message.person_id, message.day, OutboxRow.state, OutboxRow.sent_at)
        .join(OutboxRow, OutboxRow.key == message.outbox_key)
        .where(_among(message.person_id, ids))
    )
    for person, day, state, sent_at in await session.execute(wanted):
        if (one := known.get(person)) is not None:
            one.busy_until = max(one.busy_until, _busy_until(day, state, sent_at))


def _busy_until(day: date, state: str, sent_at: datetime | None) -> date:
    if state not in _SETTLED:
        return date.max
    return day if sent_at is None else max(day, day_of(sent_at))


async def _sent(session: AsyncSession, ids: Sequence[int], known: dict[int, Known], day: date) -> None:
    row, message = ReminderRow, ReminderMessageRow
    matters = or_(row.deadline >= day, row.kind.not_in([*DEADLINES, Kind.NOTICE_DATE]))
    wanted = (
        select(row.person_id, row.about_id, row.kind, row.rule, row.cycle_start, row.threshold, row.deadline)
        .join(message, message.id == row.message_id)
        .outerjoin(OutboxRow, OutboxRow.key == message.outbox_key)
        .where(
            _among(row.person_id, ids),
            matters,
            or_(OutboxRow.state.is_(None), OutboxRow.state.not_in(NEVER_SAID)),
        )
    )
    for person, about, kind, rule, start, threshold, deadline in await session.execute(wanted):
        if person in known:
            known[person].sent.append(Key(about, Kind(kind), rule, start, threshold, deadline))


def _among(column: "object", ids: Sequence[int]) -> ColumnElement[bool]:
    """Between the first and the last: one range of an index instead of hundreds of values."""
    return column.between(ids[0], ids[-1])  # type: ignore[attr-defined,no-any-return]
