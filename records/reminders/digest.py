"""The week's message to staff: who of their scope was reminded in the last seven days and is still short."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import lookup, outbox, standings
from records.database import Database
from records.model import Person, Role
from records.permissions import covers
from records.reminders import known, settings, texts
from records.reminders.known import reachable
from records.reminders.messages import Render, method_of
from records.reminders.model import DEADLINES, Listing, Message
from records.reminders.rules import ReminderBook
from records.schema import GrantRow, OutboxRow, PersonRow, ReminderMessageRow, ReminderRow
from records.standing import Line, hours_text
from records.standings import Case

KEY = "digest:"
"""How the keys of digests in the outbox begin."""
_DAYS = 7


@dataclass(frozen=True, slots=True)
class _Reminded:
    """One teacher who was reminded."""

    region: str
    school: str
    name: str = field(repr=False)
    number: str
    short: tuple[tuple[Line, date], ...]
    """What is still lacking, with its deadline, the first deadline first; empty for who is done."""


@dataclass(frozen=True, slots=True)
class _Digest:
    """One message, before it is written."""

    person: int
    chat: int
    at: datetime
    key: str
    message: Message


async def digest(database: Database, *, rules: ReminderBook, now: datetime, render: Render) -> int:
    """Write the week's message for all staff who have none yet, on a working day; returns how many.

    To be called every day: one message for each person and ISO week. Asks for no right; everybody gets their scope.
    """
    async with database.read() as session:
        made = await _digests(session, rules, now)
    # Files take a while, and whoever writes keeps the others waiting.
    payloads = [render(one.message) for one in made]
    count = 0
    async with database.write() as session:
        for one, payload in zip(made, payloads, strict=True):
            count += await outbox.put(
                session,
                key=one.key,
                chat=one.chat,
                method=method_of(payload),
                payload=payload,
                now=now,
                not_before=one.at,
                bulk=True,
            )
        await session.commit()
    return count


async def _digests(session: AsyncSession, rules: ReminderBook, now: datetime) -> list[_Digest]:
    policies = await settings.load(session, rules.reminders)
    day, _ = policies.of("").next_day(now)
    if not rules.days.works(day):
        return []
    week = "{}年第{}周".format(*day.isocalendar()[:2])
    mark = "{}-W{:02}".format(*day.isocalendar()[:2])
    people = await _staff(session, mark)
    if not people:
        return []
    wishes = await known.of(session, sorted(person.id for person in people), day)
    reminded = await _reminded(session, rules, day)
    found = []
    for person in people:
        there = [one for one in reminded if any(covers(scope, one.region, one.school) for scope in person.scopes)]
        if not there or person.account is None or wishes[person.id].wanted.reason(None, day):
            continue
        at = policies.of(person.particulars.region).next_day(now)[1]
        found.append(_Digest(person.id, person.account, at, _key(person.id, mark), _message(week, there, now)))
    return found


def _message(week: str, there: Sequence[_Reminded], now: datetime) -> Message:
    short = sorted((one for one in there if one.short), key=lambda one: (one.short[0][1], -_most(one), one.number))
    lines = [
        texts.digest_line(one.name, one.number, one.school, hours_text(_most(one)), one.short[0][1]) for one in short
    ]
    rows = tuple(
        (
            one.school,
            one.number,
            one.name,
            line.name,
            hours_text(line.remaining),
            deadline.isoformat(),
            f"{line.document_number}，{line.label}",
        )
        for one in short
        for line, deadline in one.short
    )
    return Message(
        texts.digest_heading(week),
        texts.digest(len(there), lines),
        listing=Listing(texts.DIGEST_COLUMNS, rows, now) if rows else None,
    )


def _most(one: _Reminded) -> Decimal:
    """Hours of the requirement that lacks most: one training may fill several."""
    return max(line.remaining for line, _ in one.short)


def _key(person: int, mark: str) -> str:
    return f"{KEY}{person}:{mark}"


async def _staff(session: AsyncSession, mark: str) -> tuple[Person, ...]:
    """Staff who can be reached and have no digest of the week."""
    live = select(GrantRow.person_id).where(GrantRow.role == Role.STAFF.value, GrantRow.revoked_at.is_(None))
    people = await lookup.load(session, PersonRow.id.in_(live), *reachable())
    keys = {_key(person.id, mark) for person in people}
    there = set((await session.scalars(select(OutboxRow.key).where(OutboxRow.key.in_(keys)))).all())
    return tuple(person for person in people if _key(person.id, mark) not in there)


async def _reminded(session: AsyncSession, rules: ReminderBook, day: date) -> list[_Reminded]:
    """Teachers who got a reminder of their own hours in the days before `day`."""
    row, message = ReminderRow, ReminderMessageRow
    said = (
        select(row.person_id, row.rule, row.cycle_start)
        .join(message, message.id == row.message_id)
        .join(OutboxRow, OutboxRow.key == message.outbox_key)
        .where(
            row.kind.in_([*DEADLINES]),
            message.day >= day - timedelta(days=_DAYS),
            message.day < day,
            OutboxRow.state.in_([outbox.State.SENT, outbox.State.UNCERTAIN]),
        )
    )
    of: dict[int, set[tuple[str, date]]] = {}
    for person, rule, start in await session.execute(said):
        of.setdefault(person, set()).add((rule, start))
    found: list[_Reminded] = []
    if of:
        lately = select(said.subquery().c.person_id)
        async for cases in standings.stream(session, PersonRow.id.in_(lately), PersonRow.left.is_(None)):
            found.extend(await asyncio.to_thread(_all_still_short, rules, cases, of, day))
    return found


def _all_still_short(
    rules: ReminderBook, cases: Iterable[Case], of: Mapping[int, set[tuple[str, date]]], day: date
) -> list[_Reminded]:
    return [_still_short(rules, case, of.get(case.person, set()), day) for case in cases]


def _still_short(rules: ReminderBook, case: Case, reminded: set[tuple[str, date]], day: date) -> _Reminded:
    lines = case.standing(rules.rules, day, explain=False).lines
    short = [
        (line, line.deadline)
        for line in lines
        if line.binding and line.remaining > 0 and line.deadline and (line.rule, line.cycle_start) in reminded
    ]
    given = case.particulars
    short.sort(key=lambda one: one[1])
    return _Reminded(given.region, given.school, given.name, given.number, tuple(short))
