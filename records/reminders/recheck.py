"""Just before a reminder is sent: does it still hold, and with which numbers? For the sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import lookup, outbox, standings
from records.china import day_of
from records.model import Person
from records.reminders import settings, staff, texts
from records.reminders.due import Hearer, Judge, Wishes
from records.reminders.messages import Render, message_of
from records.reminders.model import DEADLINES, Item, Key, Kind
from records.reminders.rules import ReminderBook
from records.reminders.settings import Policy
from records.schema import AccountRow, OutboxRow, PersonRow, ReminderMessageRow, ReminderRow, ReminderWishRow
from records.standing import Standing


async def recheck(
    session: AsyncSession, *, rules: ReminderBook, outbox_id: int, now: datetime, render: Render
) -> dict[str, Any] | None:
    """The payload with the numbers of this moment; None when it is not to go out.

    Either nothing is left to say, and the caller cancels the row: what is not said any more is forgotten, so that it
    can be said when it holds again. Or the message was held up into the quiet hours: then the row waits again, and is
    no longer being sent. The caller commits.
    """
    found = await _message(session, outbox_id)
    if found is None:
        return None
    policy = (await settings.load(session, rules.reminders)).of(found.person.particulars.region)
    if policy.quiet.hold(now):
        await outbox.retry(session, outbox_id, not_before=policy.quiet.opening(now), error="quiet hours")
        return None
    day = day_of(now)
    rows = (await session.scalars(select(ReminderRow).where(ReminderRow.message_id == found.message))).all()
    keys = {
        row.id: Key(row.about_id, Kind(row.kind), row.rule, row.cycle_start, row.threshold, row.deadline)
        for row in rows
    }
    said: dict[int, Item] = {}
    if found.reachable:
        said = await _still(session, rules, policy, found.person, keys, day)
    if gone := [number for number in keys if number not in said]:
        forgotten = delete(ReminderRow).where(ReminderRow.id.in_(gone))
        await session.execute(forgotten.execution_options(synchronize_session=False))
    if not any(item.text for item in said.values()):
        return None
    return render(message_of(list(said.values()), day))


@dataclass(frozen=True, slots=True)
class _Found:
    """The message behind a row of the outbox."""

    message: int
    person: Person
    reachable: bool


async def _message(session: AsyncSession, outbox_id: int) -> _Found | None:
    wanted = (
        select(ReminderMessageRow.id, ReminderMessageRow.person_id, OutboxRow.chat, AccountRow.blocked_at)
        .join(OutboxRow, OutboxRow.key == ReminderMessageRow.outbox_key)
        .outerjoin(AccountRow, AccountRow.person_id == ReminderMessageRow.person_id)
        .where(OutboxRow.id == outbox_id)
    )
    row = (await session.execute(wanted)).first()
    person = await lookup.by_id(session, row[1]) if row is not None else None
    if row is None or person is None:
        return None
    return _Found(row[0], person, person.account == row[2] and row[3] is None and person.left is None)


async def _still(
    session: AsyncSession, rules: ReminderBook, policy: Policy, person: Person, keys: dict[int, Key], day: date
) -> dict[int, Item]:
    """Number of each reminder that still holds → the item as it is now."""
    wished = select(ReminderWishRow.kind, ReminderWishRow.until).where(ReminderWishRow.person_id == person.id)
    wishes = Wishes(tuple((kind, until) for kind, until in await session.execute(wished)))
    hearer = Hearer(person.id, policy, (), wishes, day)
    open_ = {
        number: key
        for number, key in keys.items()
        if wishes.reason(None, day) is None
        and wishes.reason(key.kind, day) is None
        and (key.kind is Kind.ESCALATION or key.kind in policy.thresholds)
    }
    if not open_:
        return {}
    judge = Judge(rules)
    found = await _standing(session, rules, person, day)
    said = {number: item for number, key in open_.items() if (item := _own(rules, judge, hearer, found, key))}
    said |= await _of_staff(session, rules, person, open_, day)
    return dict(sorted(said.items(), key=lambda one: (one[1].key.deadline, one[1].key.rule)))


async def _standing(session: AsyncSession, rules: ReminderBook, person: Person, day: date) -> Standing | None:
    async for cases in standings.stream(session, PersonRow.id == person.id):
        for case in cases:
            return case.standing(rules.rules, day, explain=False)
    return None


def _own(rules: ReminderBook, judge: Judge, hearer: Hearer, found: Standing | None, key: Key) -> Item | None:
    """What the person's own standing says now."""
    if key.kind is Kind.NOTICE_DATE:
        for one in rules.reminders.dates:
            if one.id == key.rule and hearer.day <= one.day:
                lacks = {line.rule for line in found.lines if line.remaining > 0} if found else set()
                if not one.rule or one.rule in lacks:
                    text = texts.notice(one.name, one.document, one.label, one.day, hearer.day)
                    return Item(key, judge.said(text, hearer))
        return None
    if key.kind not in DEADLINES or found is None:
        return None
    for line in found.lines:
        same = line.rule == key.rule and line.cycle_start == key.cycle_start
        if same and line.binding and line.remaining > 0 and line.deadline is not None:
            kind = rules.kind(line, hearer.day)
            return Item(key, judge.said(texts.shortfall(line, kind, line.deadline, hearer.day), hearer))
    return None


async def _of_staff(
    session: AsyncSession, rules: ReminderBook, person: Person, keys: dict[int, Key], day: date
) -> dict[int, Item]:
    """What waits for staff now."""
    said: dict[int, Item] = {}
    for number, key in keys.items():
        if key.kind is Kind.CLAIM_WAITING:
            until = date.fromordinal(day.toordinal() - key.threshold)
            if waiting := await staff.claims_of(session, person, await staff.scopes(session), until):
                said[number] = Item(key, staff.claims_text(waiting, key.threshold))
    about = {(key.about, key.rule, key.cycle_start): n for n, key in keys.items() if key.kind is Kind.ESCALATION}
    short = await staff.escalated(session, rules, day, [keys[number] for number in about.values()])
    numbers: Sequence[int] = [about[key.about, key.rule, key.cycle_start] for key, _, _ in short]
    for place, number in enumerate(numbers):
        said[number] = Item(keys[number], "" if place else staff.escalation_text(short, day))
    return said
