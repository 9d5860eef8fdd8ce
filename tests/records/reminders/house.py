"""Invented teachers who owe hours, and reminders to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from policy_corpus.model import MakeUp, Period, Rule
from records import outbox, people, rosters
from records.calendar import WorkingDays
from records.china import CHINA
from records.database import Database
from records.model import COMMAND_LINE, Particulars, Person
from records.quiet import QuietHours
from records.reminders.model import Due, Kind, Message
from records.reminders.plan import due
from records.reminders.rules import NoticeDate, ReminderBook, ReminderRules
from records.reminders.scan import Scanned, scan
from records.schema import AccountRow, OutboxRow, PersonRow, ReminderRow
from records.standing import RuleBook
from tests.records.hours import teacher
from tests.records.roster import COUNTY, NOW

CYCLE = Rule(
    id="r",
    name="每五年不少于360学时",
    document="测教〔2020〕1号",
    label="第二条",
    region=COUNTY,
    roles=("在职教师",),
    hours=Decimal(360),
    period=Period.CYCLE,
    cycle_years=5,
    cycle_start=date(2021, 1, 1),
)
"""Its cycle ends on 2025-12-31, a Wednesday."""
YEAR = replace(
    CYCLE, id="y", name="每年不少于72学时", label="第三条", hours=Decimal(72), period=Period.YEAR, cycle_start=None
)
YEAR = replace(YEAR, cycle_years=None)
MAKE_UP = replace(
    CYCLE,
    id="m",
    name="补训",
    label="第四条",
    hours=None,
    period=None,
    cycle_years=None,
    cycle_start=None,
    make_up=MakeUp(
        ("2021~2025",),
        "2026年上半年",
        "",
        for_from=date(2021, 1, 1),
        for_until=date(2025, 12, 31),
        window_from=date(2026, 1, 1),
        window_until=date(2026, 6, 30),
    ),
)
DAYS: Mapping[Kind, tuple[int, ...]] = {
    Kind.CYCLE_END: (180, 90, 30, 7),
    Kind.YEAR_END: (90, 30, 7),
    Kind.MAKEUP_END: (90, 30, 7),
    Kind.NOTICE_DATE: (3,),
    Kind.CLAIM_WAITING: (15, 5),
}


def book(*rules: Rule, days: Mapping[Kind, tuple[int, ...]] = DAYS, dates: Sequence[NoticeDate] = ()) -> ReminderBook:
    """Rules of hours and of reminders."""
    reminders = ReminderRules(days, QuietHours(20 * 60, 9 * 60), tuple(dates))
    return ReminderBook(RuleBook(rules or (CYCLE,), ()), reminders, WorkingDays())


def at(day: str, hour: int = 2) -> datetime:
    """An hour of a day in China; a scan usually runs at night."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CHINA).replace(hour=hour)


def render(message: Message) -> dict[str, Any]:
    """A payload that tests can read."""
    listed = (message.listing.headings, *message.listing.rows) if message.listing else ()
    return {
        "html": f"{message.heading}\n{message.body}",
        "buttons": [[one.data for one in row] for row in message.buttons],
        **({"content": "", "rows": [list(row) for row in listed]} if listed else {}),
    }


@dataclass(frozen=True)
class House:
    """A database with teachers."""

    database: Database

    async def join(self, *numbers: str, bound: bool = True, **fields: Any) -> None:
        """Put teachers on the roster; the account of each is 1000 and the id."""
        rows: list[Particulars] = [teacher(number, **fields) for number in numbers]
        async with self.database.write() as session:
            await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
            if bound:
                wanted = select(PersonRow.id).where(PersonRow.number.in_(numbers))
                for person in (await session.scalars(wanted)).all():
                    session.add(AccountRow(account=1000 + person, person_id=person, bound_at=NOW))
            await session.commit()

    async def person(self, number: str) -> Person:
        """The teacher of this 工号."""
        async with self.database.read() as session:
            found = await people.by_number(session, number)
        assert found is not None
        return found

    async def scan(self, now: datetime, rules: ReminderBook, *, chunk: int = 500) -> Scanned:
        """One whole scan."""
        return await scan(self.database, rules=rules, now=now, render=render, chunk=chunk)

    async def dues(self, now: datetime, rules: ReminderBook, **narrow: Any) -> dict[str, Due]:
        """What everybody would hear, by 工号."""
        async with self.database.read() as session:
            return {one.number: one async for one in due(session, rules=rules, now=now, **narrow)}

    async def waiting(self) -> list[OutboxRow]:
        """Rows of the outbox that nobody has sent, the oldest first."""
        async with self.database.read() as session:
            wanted = select(OutboxRow).where(OutboxRow.state == "waiting").order_by(OutboxRow.due_at, OutboxRow.id)
            return list((await session.scalars(wanted)).all())

    async def send(self, now: datetime, state: outbox.State = outbox.State.SENT) -> list[str]:
        """What becomes of all that waits and is due; returns the texts."""
        rows = [row for row in await self.waiting() if row.due_at <= now]
        async with self.database.write() as session:
            for row in rows:
                values = {"state": state, "sent_at": now if state is outbox.State.SENT else None}
                await session.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(**values))
            await session.commit()
        return [(row.payload or {})["html"] for row in rows]

    async def reminders(self) -> list[ReminderRow]:
        """All reminders that are written."""
        async with self.database.read() as session:
            return list((await session.scalars(select(ReminderRow).order_by(ReminderRow.id))).all())
