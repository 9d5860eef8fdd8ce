"""Invented hours for the tests of the ledger."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from policy_corpus.model import Category, Period, Rule
from records import bookkeeping, posting, standings
from records.database import Database
from records.ledger import Entry, EntryKind
from records.model import COMMAND_LINE, Actor, Particulars
from records.posting import Posting
from records.standing import RuleBook
from tests.records.roster import COUNTY, NOW, SCHOOL

YEARS = Rule(
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
    categories=(
        Category("线上", maximum=Decimal(100)),
        Category("校本", minimum=Decimal(60), rate=Decimal("0.5")),
    ),
)
"""A rule whose cycle lasts until the end of 2025."""
RULES = RuleBook([YEARS], ())
DAY = date(2025, 3, 1)


def teacher(number: str, **fields: Any) -> Particulars:
    """A teacher of a primary school in the county."""
    usual: dict[str, Any] = {
        "name": f"教师{number}",
        "sex": "女",
        "born": date(1985, 3, 1),
        "school": SCHOOL,
        "region": COUNTY,
        "stage": "小学",
        "post": "教师",
        "entered": date(2010, 9, 1),
    }
    return Particulars(number=number, **(usual | fields))


def hours(number: str, amount: str | int, day: date | None = date(2024, 5, 1), **fields: Any) -> Posting:
    """A posting of 继续教育; its key is made of what it says."""
    usual: dict[str, Any] = {
        "kind": EntryKind.POSTING,
        "source": "hours.xlsx",
        "source_key": f"{number}|{amount}|{day}|{fields.get('category', '')}",
        "category": "继续教育",
    }
    return Posting(number=number, hours=Decimal(amount), completed=day, **(usual | fields))


async def post(
    database: Database,
    postings: Sequence[Posting],
    *,
    actor: Actor = COMMAND_LINE,
    batch: int | None = None,
    now: datetime = NOW,
) -> int:
    """Append and keep."""
    async with database.write() as session:
        made = await posting.append(session, actor=actor, postings=postings, batch=batch, now=now)
        await session.commit()
    return made


async def book(database: Database, given: Posting, *, actor: Actor = COMMAND_LINE) -> Entry:
    """Write one entry and keep it."""
    async with database.write() as session:
        made = await bookkeeping.book(session, actor=actor, posting=given, now=NOW)
        await session.commit()
    return made.entry


async def figures(database: Database, number: str, *, day: date = DAY) -> tuple[Decimal, Decimal, Decimal]:
    """Earned, counted and remaining of the one line."""
    async with database.read() as session:
        found = await standings.of(session, RULES, number, day, actor=COMMAND_LINE)
    (line,) = found.lines
    return line.earned, line.counted, line.remaining
