"""What staff are reminded of: claims that wait for them, and teachers of their school who are short at the last."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import claims, lookup, standings
from records.china import day_of
from records.claims import OpenClaim
from records.model import Actor, Person, Role, Scope
from records.permissions import covers
from records.reminders import texts
from records.reminders.due import Hearer
from records.reminders.known import NEVER_SAID
from records.reminders.model import DEADLINES, Item, Key, Kind
from records.reminders.rules import ReminderBook
from records.reminders.settings import Policies, Policy
from records.schema import GrantRow, OutboxRow, PersonRow, ReminderMessageRow, ReminderRow
from records.standing import Line
from records.standings import Case

_MOST_CLAIMS = 1000
"""Claims that are counted; more than anybody decides in a day."""


async def duties(
    session: AsyncSession, *, book: ReminderBook, policies: Policies, hearers: Mapping[int, Hearer]
) -> dict[int, list[Item]]:
    """What each of these people, who are staff or administrators, is due to hear on a working day."""
    found: dict[int, list[Item]] = {person: [] for person in hearers}
    people = await lookup.load(session, PersonRow.id.in_(list(hearers)))
    everybody = await scopes(session) if any(one.is_administrator for one in people) else ()
    for person in people:
        hearer = hearers[person.id]
        if not book.days.works(hearer.day):
            continue
        if (item := await _claims(session, person, hearer, everybody)) is not None:
            found[person.id].append(item)
        if policies.any_escalates:
            found[person.id].extend(await _escalations(session, book, policies, person, hearer))
    return found


async def claims_of(session: AsyncSession, person: Person, scopes: Sequence[Scope], until: date) -> list[OpenClaim]:
    """Claims made until a day that wait for this person; for an administrator those alone that no staff can decide."""
    waiting = [
        one
        for one in await claims.open_claims(session, actor=Actor(person), limit=_MOST_CLAIMS)
        if day_of(one.entry.recorded_at) <= until
    ]
    if person.scopes:
        return waiting
    places = ((one, one.person.particulars) for one in waiting)
    return [one for one, at in places if not any(covers(scope, at.region, at.school) for scope in scopes)]


async def escalated(
    session: AsyncSession, book: ReminderBook, day: date, keys: Iterable[Key]
) -> list[tuple[Key, Case, Line]]:
    """Of what was escalated or could be, that in which the teacher is still short on `day`."""
    wanted = {(key.about, key.rule, key.cycle_start): key for key in keys}
    if not wanted:
        return []
    found = []
    about = sorted({person for person, _, _ in wanted})
    async for cases in standings.stream(session, PersonRow.id.in_(about), PersonRow.left.is_(None)):
        for case in cases:
            for line in case.standing(book.rules, day, explain=False).lines:
                key = wanted.get((case.person, line.rule, line.cycle_start or date.min))
                if key is not None and line.binding and line.remaining > 0:
                    found.append((key, case, line))
    return found


def claims_text(waiting: Sequence[OpenClaim], days: int) -> str:
    """What staff read of claims that wait."""
    return texts.claims(len(waiting), days, day_of(min(one.entry.recorded_at for one in waiting)))


def escalation_text(short: Sequence[tuple[Key, Case, Line]], day: date) -> str:
    """What the staff of a school read of their teachers."""
    return texts.escalation(
        [
            (
                f"{case.particulars.name}（{case.particulars.number}）",
                texts.lack(line, line.deadline or key.deadline, day),
            )
            for key, case, line in short
        ],
        day,
    )


async def _claims(session: AsyncSession, person: Person, hearer: Hearer, scopes: Sequence[Scope]) -> Item | None:
    """Claims that have waited for the largest threshold that any newly has."""
    kind = Kind.CLAIM_WAITING
    thresholds = hearer.policy.thresholds.get(kind)
    if not thresholds or hearer.wishes.reason(kind, hearer.day):
        return None
    until = date.fromordinal(hearer.day.toordinal() - thresholds[-1])
    waiting = await claims_of(session, person, scopes, until)
    for days in thresholds:
        old = [one for one in waiting if (hearer.day - day_of(one.entry.recorded_at)).days >= days]
        if not old:
            continue
        latest = max(day_of(one.entry.recorded_at) for one in old)
        if any(one.kind is kind and one.threshold >= days and one.cycle_start >= latest for one in hearer.sent):
            continue
        return Item(Key(person.id, kind, "", latest, days, hearer.day), claims_text(old, days))
    return None


async def _escalations(
    session: AsyncSession, book: ReminderBook, policies: Policies, person: Person, hearer: Hearer
) -> list[Item]:
    """One item for each teacher and requirement; the text stands in the first, for all of them."""
    schools = [scope for scope in person.scopes if scope.school]
    if not schools or hearer.wishes.reason(Kind.ESCALATION, hearer.day):
        return []
    told = {(one.about, one.rule, one.cycle_start) for one in hearer.sent if one.kind is Kind.ESCALATION}
    fresh = [
        key
        for key in await _last_reminders(session, policies, schools, hearer)
        if (key.about, key.rule, key.cycle_start) not in told and key.about != person.id
    ]
    short = await escalated(session, book, hearer.day, fresh)
    if not short:
        return []
    items = [
        Item(Key(key.about, Kind.ESCALATION, key.rule, key.cycle_start, key.threshold, key.deadline), "")
        for key, _, _ in short
    ]
    return [Item(items[0].key, escalation_text(short, hearer.day)), *items[1:]]


async def _last_reminders(
    session: AsyncSession, policies: Policies, schools: Sequence[Scope], hearer: Hearer
) -> list[Key]:
    """Last reminders that went out to teachers of these schools before the day, where the centre wants them told."""
    row, message = ReminderRow, ReminderMessageRow
    wanted = (
        select(row.person_id, row.kind, row.rule, row.cycle_start, row.threshold, row.deadline, PersonRow.region)
        .add_columns(PersonRow.school)
        .join(message, message.id == row.message_id)
        .join(PersonRow, PersonRow.id == row.person_id)
        .join(OutboxRow, OutboxRow.key == message.outbox_key)
        .where(
            row.kind.in_([*DEADLINES]),
            row.deadline >= hearer.day,
            message.day < hearer.day,
            PersonRow.school.in_([scope.school for scope in schools]),
            OutboxRow.state.not_in(NEVER_SAID),
        )
    )
    found = []
    for person, kind, rule, start, threshold, deadline, region, school in await session.execute(wanted):
        policy: Policy = policies.of(region)
        there = any(covers(scope, region, school) for scope in schools)
        if there and policy.escalate and threshold == policy.last(Kind(kind)):
            found.append(Key(person, Kind(kind), rule, start, threshold, deadline))
    return found


async def scopes(session: AsyncSession) -> tuple[Scope, ...]:
    """Where anybody is staff."""
    live = (GrantRow.role == Role.STAFF.value, GrantRow.revoked_at.is_(None))
    rows = await session.execute(select(GrantRow.region, GrantRow.school).where(*live).distinct())
    return tuple(Scope(region, school) for region, school in rows)
