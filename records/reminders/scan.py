"""The nightly scan: reminders and their messages, written chunk by chunk, each chunk one short transaction.

Whatever is killed goes on: what was written is known by its keys, and a scan from the start writes nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects, outbox
from records.database import Database
from records.reminders import plan
from records.reminders.known import NEVER_SAID
from records.reminders.messages import Render, message_of, method_of
from records.reminders.model import Due, Item, Reason
from records.reminders.plan import CHUNK
from records.reminders.rules import ReminderBook
from records.schema import OutboxRow, ReminderMessageRow, ReminderRow

OUTBOX = "reminder"
"""What the keys of reminders in the outbox have before the colon."""

Progress = Callable[[int], None]
"""Hears how many people were looked at."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan, or a chunk of one, did."""

    people: int
    """Looked at."""
    messages: int
    """Written."""
    items: int
    """Reminders in them."""
    reasons: Counter[Reason]
    """Why the others hear nothing."""

    def __add__(self, other: "Scanned") -> "Scanned":
        return Scanned(
            self.people + other.people,
            self.messages + other.messages,
            self.items + other.items,
            self.reasons + other.reasons,
        )


async def scan(
    database: Database,
    *,
    rules: ReminderBook,
    now: datetime,
    render: Render,
    chunk: int = CHUNK,
    after: int = 0,
    progress: Progress | None = None,
) -> Scanned:
    """Everybody behind the id `after`, chunk by chunk. What is worked out is in nobody's way: only writing locks."""
    done = Scanned(0, 0, 0, Counter())
    following: int | None = after
    while following is not None:
        async with database.read() as session:
            planned = await plan.chunk(session, rules=rules, now=now, after=following, limit=chunk)
        async with database.write() as session:
            done += await keep(session, planned.dues, now=now, render=render)
            await session.commit()
        following = planned.next_after
        if progress is not None:
            progress(done.people)
    return done


async def scan_chunk(
    session: AsyncSession, *, rules: ReminderBook, now: datetime, after: int, limit: int, render: Render
) -> tuple[int | None, Scanned]:
    """One chunk in the caller's transaction: where to go on (None: done), and what was written.

    `plan.chunk` in a transaction that only reads and `keep` in one that writes do the same in two halves.
    """
    planned = await plan.chunk(session, rules=rules, now=now, after=after, limit=limit)
    return planned.next_after, await keep(session, planned.dues, now=now, render=render)


async def keep(session: AsyncSession, dues: Sequence[Due], *, now: datetime, render: Render) -> Scanned:
    """Write what is due: messages, their reminders and rows of the outbox. What is there already stays as it is."""
    reasons = Counter(one.reason for one in dues if one.reason is not None)
    wanted = [one for one in dues if one.items]
    if not wanted:
        return Scanned(len(dues), 0, 0, reasons)
    people = [one.person for one in wanted]
    await _forget_unsaid(session, people)
    keys = {one.person: f"{OUTBOX}:{one.person}:{one.day.isoformat()}" for one in wanted}
    rows = [{"person_id": one.person, "day": one.day, "outbox_key": keys[one.person]} for one in wanted]
    new = await dialects.insert_new(
        session, ReminderMessageRow, rows, common={"made_at": now}, returning=("person_id", "id")
    )
    made: dict[int, int] = {row[0]: row[1] for row in new}
    fresh = [one for one in wanted if one.person in made]
    reminders = [_row(made[one.person], one.person, item) for one in fresh for item in one.items]
    # Another process may have been quicker with one of them; its message says it then.
    await dialects.insert_new(session, ReminderRow, reminders, common={})
    groups: dict[tuple[str, datetime], list[outbox.Addressed]] = {}
    for one in fresh:
        payload = render(message_of(one.items, one.day))
        addressed = outbox.Addressed(keys[one.person], one.chat, payload)
        groups.setdefault((method_of(payload), one.at), []).append(addressed)
    for (method, at), messages in groups.items():
        await outbox.put_many(session, mailing=0, method=method, messages=messages, due_at=at, now=now)
    reasons[Reason.BUSY] += len(wanted) - len(fresh)
    return Scanned(len(dues), len(fresh), len(reminders), +reasons)


async def _forget_unsaid(session: AsyncSession, people: Sequence[int]) -> None:
    """Reminders whose message never went out may be said again."""
    unsaid = (
        select(ReminderMessageRow.id)
        .join(OutboxRow, OutboxRow.key == ReminderMessageRow.outbox_key)
        .where(
            ReminderMessageRow.person_id.between(people[0], people[-1]),
            dialects.among(dialects.name_of(session), ReminderMessageRow.person_id),
            OutboxRow.state.in_(NEVER_SAID),
        )
    )
    await session.execute(
        delete(ReminderRow).where(ReminderRow.message_id.in_(unsaid)),
        {dialects.AMONG: people},
        execution_options={"synchronize_session": False},
    )


def _row(message: int, person: int, item: Item) -> dict[str, object]:
    key = item.key
    return {
        "message_id": message,
        "person_id": person,
        "about_id": key.about,
        "kind": key.kind.value,
        "rule": key.rule,
        "cycle_start": key.cycle_start,
        "threshold": key.threshold,
        "deadline": key.deadline,
    }
