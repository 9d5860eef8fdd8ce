"""Chat accounts of people: binding one to a roster entry, changing it with staff's approval, unbinding. Services.

Each locks the roster entry before anything else, so that two who change one person's account take turns.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, null, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, conversations, outbox
from records.errors import RecordsError
from records.lookup import by_account, load, locked
from records.model import Actor, Person
from records.permissions import Action, permitted, require
from records.schema import (
    AccountChangeRow,
    AccountRow,
    CodeRow,
    OutboxRow,
    PersonRow,
    ReplyRow,
    UpdateRow,
)

_MOVABLE = ("send", "photo", "document")
"""Messages that another chat can take; an edit belongs to the chat of its message."""


class AccountTaken(RecordsError):
    """The account is bound to another person."""


class NotBound(RecordsError):
    """The person has no account."""


class UnknownChange(RecordsError):
    """There is no such wish for another account, or it has been decided."""


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A person's wish to be reached at another account."""

    id: int
    person: Person
    """With the old account, which works until staff approve."""
    account: int = field(repr=False)
    """The new account."""
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of such a wish."""

    person: Person
    """With the account that holds now."""
    approved: bool
    old_account: int | None
    new_account: int


async def attach(session: AsyncSession, person: Person, account: int, *, now: datetime) -> Person:
    """Bind the account to the person, who has none. Raises `AccountTaken`."""
    try:
        async with session.begin_nested():
            session.add(AccountRow(account=account, person_id=person.id, bound_at=now))
            await session.flush()
    except IntegrityError:
        raise taken() from None
    return (await locked(session, person))[1]


def taken() -> AccountTaken:
    """The refusal of an account that is bound to somebody else."""
    return AccountTaken("这个账号已经绑定了另一位人员。要换绑，请先用这个账号发送 /unbind 解除原来的绑定。")


async def ask_change(session: AsyncSession, person: Person, account: int, *, now: datetime) -> AccountChange:
    """Note the wish for another account, in place of an earlier one of the person or the account."""
    earlier = (AccountChangeRow.person_id == person.id) | (AccountChangeRow.account == account)
    await session.execute(delete(AccountChangeRow).where(earlier, AccountChangeRow.decided_at.is_(None)))
    row = AccountChangeRow(person_id=person.id, account=account, asked_at=now)
    session.add(row)
    await session.flush()
    return AccountChange(row.id, person, account, now)


async def open_changes(session: AsyncSession, *, actor: Actor) -> tuple[AccountChange, ...]:
    """The wishes that `actor` may decide, oldest first. Raises `NotPermitted`."""
    require(actor, Action.APPROVE_ACCOUNT)
    undecided = select(AccountChangeRow).where(AccountChangeRow.decided_at.is_(None)).order_by(AccountChangeRow.id)
    rows = (await session.scalars(undecided)).all()
    people = {one.id: one for one in await load(session, PersonRow.id.in_([row.person_id for row in rows]))}
    return tuple(
        AccountChange(row.id, people[row.person_id], row.account, row.asked_at)
        for row in rows
        if permitted(actor, Action.APPROVE_ACCOUNT, people[row.person_id])
    )


async def decide_change(
    session: AsyncSession, *, actor: Actor, change_id: int, approve: bool, now: datetime
) -> Decision:
    """Approve or reject a wish for another account; on approval what waits to be sent goes to the new one.

    Raises `UnknownChange`, `AccountTaken` when the new account was bound to somebody else meanwhile, `NotPermitted`.
    """
    row = await _undecided(session, change_id)
    person = (await load(session, PersonRow.id == row.person_id))[0]
    person = (await locked(session, person))[1]
    require(actor, Action.APPROVE_ACCOUNT, person)
    row = await _undecided(session, change_id)
    old = person.account
    if approve:
        if await by_account(session, row.account):
            raise taken()
        if old is not None:
            await _move_messages(session, old, row.account)
            await _detach(session, old)
        person = await attach(session, person, row.account, now=now)
    row.decided_at, row.decided_by, row.approved = now, actor.id, approve
    action = "account.approve_change" if approve else "account.reject_change"
    audit.record(session, actor=actor, action=action, subject=person.id, detail={"change": row.id}, now=now)
    await session.flush()
    return Decision(person, approve, old, row.account)


async def unbind(session: AsyncSession, *, actor: Actor, person: Person, now: datetime) -> int:
    """End the binding; returns the account that was bound. The roster entry stays with the centre.

    Open codes are withdrawn, a wish for another account is dropped, and what the chat had said and was to be told
    is forgotten. Raises `NotBound`, `NotPermitted`.
    """
    fresh = (await locked(session, person))[1]
    require(actor, Action.LEAVE if actor.id == fresh.id else Action.UNBIND, fresh)
    if fresh.account is None:
        raise NotBound("没有绑定账号，不用解除。")
    await withdraw_codes(session, fresh, now=now)
    await session.execute(delete(AccountChangeRow).where(AccountChangeRow.person_id == fresh.id))
    await _detach(session, fresh.account)
    audit.record(session, actor=actor, action="account.unbind", subject=fresh.id, now=now)
    await session.flush()
    return fresh.account


async def withdraw_codes(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Let no code issued for the person so far be of use."""
    still_open = (CodeRow.person_id == person.id, CodeRow.used_at.is_(None), CodeRow.withdrawn_at.is_(None))
    await session.execute(update(CodeRow).where(*still_open).values(withdrawn_at=now))


async def forget(session: AsyncSession, account: int) -> None:
    """Delete what an account said and was told, and what it was still to be told in its private chat."""
    await conversations.delete(session, account=account)
    await session.execute(delete(ReplyRow).where(ReplyRow.account == account))
    await outbox.cancel_waiting(session, chat=account, reason="unbound")
    settled = OutboxRow.state.not_in((outbox.State.WAITING, outbox.State.SENDING))
    await session.execute(update(OutboxRow).where(OutboxRow.chat == account, settled).values(payload=null()))
    handled = (UpdateRow.chat == account, UpdateRow.done_at.is_not(None))
    await session.execute(update(UpdateRow).where(*handled).values(payload=null()))


async def _detach(session: AsyncSession, account: int) -> None:
    await session.execute(delete(AccountRow).where(AccountRow.account == account))
    await forget(session, account)


async def _move_messages(session: AsyncSession, old: int, new: int) -> None:
    """Let what waits for the person arrive at the new account."""
    waiting = (OutboxRow.chat == old, OutboxRow.state == outbox.State.WAITING, OutboxRow.method.in_(_MOVABLE))
    await session.execute(update(OutboxRow).where(*waiting).values(chat=new))


async def _undecided(session: AsyncSession, change_id: int) -> AccountChangeRow:
    row = await session.get(AccountChangeRow, change_id, populate_existing=True)
    if row is None or row.decided_at is not None:
        raise UnknownChange("这件更换账号的申请已经处理过，或已撤回。")
    return row
