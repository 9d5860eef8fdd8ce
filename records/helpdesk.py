"""Teachers put questions to the staff of their centre; staff take and answer them, each once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import audit, dialects, replies
from records.china import clock
from records.model import Actor, Person, Scope
from records.permissions import Action, NotPermitted, covers, require
from records.schema import AccountRow, PersonRow, TicketRow
from records.tickets import (
    OPEN,
    NoSuchTicket,
    NotBound,
    NothingWritten,
    Ticket,
    TicketDone,
    TicketState,
    TicketTaken,
    TooManyOpen,
    ticket,
    tickets,
)

MOST_OPEN = 20
"""Questions of one person that may wait at the same time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answered or closed ticket, and whom to tell."""

    ticket: Ticket
    chat: int | None
    """Private chat of the asker; None when they are no longer bound."""
    centre: str
    """In whose name: 甘肃省张掖市甘州区教师发展中心, or the school."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits within someone's scopes."""

    tickets: tuple[Ticket, ...]
    """One page, oldest first."""
    open: int
    free: int
    """Of those open, how many nobody has taken."""
    mine: int
    """Of those open, how many the person looking has taken."""


async def open_ticket(
    session: AsyncSession,
    *,
    actor: Actor,
    now: datetime,
    reply: int | None = None,
    question: str = "",
    doubted: bool = False,
) -> tuple[Ticket, bool]:
    """Put a question to the staff of the actor's centre: the one answered by `reply`, or `question` in their words.

    Returns the ticket and whether it is new: a reply leads to one ticket only. Raises `NotBound`, `NotPermitted`,
    `NothingWritten`, `NoSuchTicket` (the reply is gone or was shown to someone else) and `TooManyOpen`.
    """
    me = actor.person
    if me is None or me.account is None:
        raise NotBound("转人工之前要先绑定身份。请向您所在的教师发展中心索取绑定码，发给我即可绑定。")
    require(actor, Action.ASK_STAFF, me)
    # Two presses of one button, and the count below, take turns.
    await session.execute(select(PersonRow.id).where(PersonRow.id == me.id).with_for_update(key_share=True))
    shown = None
    if reply is not None:
        shown = await replies.get(session, reply, account=me.account)
        if shown is None:
            raise NoSuchTicket("这条回复已经过期，不能转人工了。请重新提问，再点“转人工”。")
        earlier = await tickets(session, TicketRow.reply_id == reply, limit=1)
        if earlier:
            return earlier[0], False
    await _require_room(session, me)
    row = TicketRow(
        reply_id=reply,
        person_id=me.id,
        region=me.particulars.region,
        school=me.particulars.school,
        question=_written(shown.question if shown else question, "要问的问题"),
        shown=shown.text if shown else "",
        citations=list(shown.citations) if shown else [],
        doubted=doubted,
        asked_at=now,
    )
    session.add(row)
    await session.flush()
    return await _seen(session, row.id), True


async def queue(session: AsyncSession, *, actor: Actor, limit: int = 10, offset: int = 0) -> Queue:
    """What waits within the actor's scopes, oldest first; without their own questions, unless they administrate.

    Raises `NotPermitted`.
    """
    require(actor, Action.ANSWER)
    here = and_(OPEN, await _concerning(session, actor))
    free, mine = TicketRow.taken_by.is_(None), TicketRow.taken_by == (actor.id or 0)
    counts = select(func.count(), func.count(case((free, 1))), func.count(case((mine, 1)))).where(here)
    total, untaken, taken = (await session.execute(counts)).one()
    page = await tickets(session, here, limit=limit, offset=offset)
    return Queue(tickets=page, open=total, free=untaken, mine=taken)


async def get(session: AsyncSession, number: int, *, actor: Actor) -> Ticket:
    """A ticket, open or done, for staff whom it concerns. Raises `NoSuchTicket` and `NotPermitted`."""
    seen = await _seen(session, number)
    _require_concerned(actor, seen)
    return seen


async def own(session: AsyncSession, *, actor: Actor, limit: int = MOST_OPEN) -> tuple[Ticket, ...]:
    """The actor's own open questions, oldest first. Raises `NotPermitted`."""
    require(actor, Action.ASK_STAFF)
    return await tickets(session, and_(OPEN, TicketRow.person_id == (actor.id or 0)), limit=limit)


async def take(session: AsyncSession, number: int, *, actor: Actor, now: datetime, over: bool = False) -> Ticket:
    """Let the actor alone work on a question; `over` takes it from a colleague.

    Raises `NoSuchTicket`, `NotPermitted`, `TicketDone` and `TicketTaken`.
    """
    if actor.person is None:
        raise NotPermitted("在命令行上不能接手提问。请在聊天中接手。")
    row = await _locked(session, number, actor, over=over)
    if row.taken_by != actor.id:
        row.taken_by, row.taken_at = actor.id, now
        _note(session, actor, "ticket.take", row, now)
    return await _seen(session, number)


async def release(session: AsyncSession, number: int, *, actor: Actor, now: datetime) -> Ticket:
    """Let colleagues have a question that the actor had taken. Raises as `take` does."""
    row = await _locked(session, number, actor)
    if row.taken_by is not None:
        row.taken_by = row.taken_at = None
        _note(session, actor, "ticket.release", row, now)
    return await _seen(session, number)


async def answer(
    session: AsyncSession, number: int, *, actor: Actor, text: str, now: datetime, over: bool = False
) -> Outcome:
    """Answer a question, which happens once; `over` although a colleague had taken it.

    Raises as `take` does, and `NothingWritten`.
    """
    row = await _locked(session, number, actor, over=over)
    row.answer = _written(text, "答复")
    row.answered_by, row.answered_at = actor.id, now
    _note(session, actor, "ticket.answer", row, now)
    return await _outcome(session, row, actor)


async def close(
    session: AsyncSession, number: int, *, actor: Actor, reason: str, now: datetime, over: bool = False
) -> Outcome:
    """Close a question without an answer, for a `reason` that the asker gets to read. Raises as `answer` does."""
    row = await _locked(session, number, actor, over=over)
    row.reason = _written(reason, "不予答复的理由")
    row.closed_by, row.closed_at = actor.id, now
    _note(session, actor, "ticket.close", row, now)
    return await _outcome(session, row, actor)


async def withdraw(session: AsyncSession, number: int, *, actor: Actor, now: datetime) -> Ticket:
    """Take back one's own question. Raises `NotPermitted`, `NoSuchTicket` (also for others') and `TicketDone`."""
    require(actor, Action.ASK_STAFF)
    row = await _row(session, number)
    mine = await _seen(session, number)
    if mine.person != actor.id:
        raise _no_such(number)
    await _require_open(session, row, mine)
    row.closed_by, row.closed_at = actor.id, now
    return await _seen(session, number)


async def _require_room(session: AsyncSession, person: Person) -> None:
    waiting = select(func.count()).select_from(TicketRow).where(TicketRow.person_id == person.id, OPEN)
    if (await session.execute(waiting)).scalar_one() >= MOST_OPEN:
        raise TooManyOpen(f"您已有 {MOST_OPEN} 个问题在等工作人员答复。请等有了答复，或撤回不再需要的，再转人工。")


async def _concerning(session: AsyncSession, actor: Actor) -> ColumnElement[bool]:
    """The condition on open tickets that the actor may answer; the same as `_require_concerned` for one."""
    if actor.person is None or actor.person.is_administrator:
        return true()
    places = (await session.scalars(select(TicketRow.region).where(OPEN).distinct())).all()
    within = []
    for scope in actor.person.scopes:
        here = TicketRow.region.in_([place for place in places if covers(Scope(scope.region), place, "")])
        within.append(and_(here, TicketRow.school == scope.school) if scope.school else here)
    return and_(TicketRow.person_id != actor.person.id, or_(*within))


def _require_concerned(actor: Actor, one: Ticket) -> None:
    require(actor, Action.ANSWER, one.place)
    me = actor.person
    if me is not None and me.id == one.person and not me.is_administrator:
        raise NotPermitted("这是您自己提的问题，请等同事答复。如已不需要，可以撤回。")


async def _row(session: AsyncSession, number: int) -> TicketRow:
    """The row, as it is after all who were changing it."""
    locked = select(TicketRow).where(TicketRow.id == number).with_for_update()
    row = (await session.scalars(locked, execution_options={"populate_existing": True})).first()
    if row is None:
        raise _no_such(number)
    return row


async def _locked(session: AsyncSession, number: int, actor: Actor, *, over: bool = False) -> TicketRow:
    """The row of an open ticket that the actor may work on now, kept from everybody else until the commit."""
    row = await _row(session, number)
    one = await _seen(session, number)
    _require_concerned(actor, one)
    await _require_open(session, row, one)
    if one.taken_by not in (None, actor.id) and not over:
        raise TicketTaken(f"{one.taker}正在处理这个问题。要由您来处理，请先点“接手”。")
    return row


async def _require_open(session: AsyncSession, row: TicketRow, one: Ticket) -> None:
    if one.settled_at is None:
        return
    when = clock(one.settled_at)
    if one.state is TicketState.WITHDRAWN:
        raise TicketDone(f"这个问题已由提问人在 {when} 撤回，不用再处理。")
    by = row.answered_by if one.state is TicketState.ANSWERED else row.closed_by
    name = (await session.scalars(select(PersonRow.name).where(PersonRow.id == by))).first() or "系统管理员"
    deed = "答复" if one.state is TicketState.ANSWERED else "关闭"
    raise TicketDone(f"这个问题已由{name}在 {when} {deed}，不用再处理。")


async def _seen(session: AsyncSession, number: int) -> Ticket:
    one = await ticket(session, number)
    if one is None:
        raise _no_such(number)
    return one


def _no_such(number: int) -> NoSuchTicket:
    return NoSuchTicket(f"没有编号为 {number} 的提问。请回到列表重新选择。")


def _written(text: str, what: str) -> str:
    text = str(dialects.storable(text)).strip()
    if not text:
        raise NothingWritten(f"没有写{what}。请写好再发。")
    return text


def _note(session: AsyncSession, actor: Actor, action: str, row: TicketRow, now: datetime) -> None:
    audit.record(session, actor=actor, action=action, subject=row.person_id, detail={"ticket": row.id}, now=now)


async def _outcome(session: AsyncSession, row: TicketRow, actor: Actor) -> Outcome:
    one = await _seen(session, row.id)
    chat = await session.scalars(select(AccountRow.account).where(AccountRow.person_id == row.person_id))
    return Outcome(ticket=one, chat=chat.first(), centre=_centre(actor, one))


def _centre(actor: Actor, one: Ticket) -> str:
    """In whose name the actor speaks: the narrowest of their scopes around the ticket, or else its own region."""
    scopes = actor.person.scopes if actor.person else ()
    around = [scope for scope in scopes if covers(scope, one.region, one.school)]
    narrowest = max(around, key=lambda s: (bool(s.school), len(regions.get(s.region).ancestors)), default=None)
    if narrowest is not None and narrowest.school:
        return narrowest.school
    code = narrowest.region if narrowest else one.region
    return f"{regions.get(code).full_name if code and code != regions.NATION else ''}教师发展中心"
