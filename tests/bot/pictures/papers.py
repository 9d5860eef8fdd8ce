"""Invented standings, bulletins and transcripts to be drawn."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from policy_corpus.model import Category
from records.codes import Code
from records.ledger import Entry, effective
from records.ledger_book import Book, LedgerLine
from records.model import Particulars
from records.risk import Asked, AtRisk, Bulletin, Figures, Pace, Shortfall
from records.standing import Line, RuleBook, Standing, standing
from records.transcripts import Transcript
from tests.records.standing.invented import SETTINGS, entry, rule, teacher

DAY = date(2025, 3, 1)
NAME = "每五年不少于360学时"


def line(required: str = "360", counted: str = "276", **fields: Any) -> Line:
    """One requirement in the cycle 2021 to 2025; `fields` say what is otherwise."""
    asked, has = Decimal(required), Decimal(counted)
    usual: dict[str, Any] = {
        "rule": "r",
        "name": NAME,
        "document_number": "测教〔2020〕1号",
        "label": "第二条",
        "binding": True,
        "cycle_start": date(2021, 1, 1),
        "cycle_end": date(2025, 12, 31),
        "required": asked,
        "earned": has,
        "counted": has,
        "pending": Decimal(0),
        "remaining": max(Decimal(0), asked - has),
        "deadline": date(2025, 12, 31),
        "categories": (),
        "other": Decimal(0),
        "carried": Decimal(0),
        "since": date(2021, 1, 1),
        "notes": (),
    }
    return Line(**(usual | fields))


def of(*lines: Line) -> Standing:
    """A standing of these lines."""
    return Standing("T0001", DAY, lines)


def figures(school: str, teachers: int, done: int) -> Figures:
    """A school where whoever is not done is behind."""
    short = teachers - done
    return Figures(school, teachers, done, 0, short, 0, 0, Decimal(short * 40))


def bulletin(schools: Sequence[Figures], names: Sequence[str] = ()) -> Bulletin:
    """A county of these schools, and people with these names who are behind."""
    total = figures("", sum(one.teachers for one in schools), sum(one.done for one in schools))
    short = Shortfall(
        "r",
        NAME,
        "测教〔2020〕1号",
        "第二条",
        Pace.BEHIND,
        Decimal(360),
        Decimal(60),
        Decimal(0),
        Decimal(300),
        None,
        None,
    )
    people = tuple(
        AtRisk(number, f"T{number:04}", name, "第一小学", "620702", Pace.BEHIND, Decimal(300), DAY, (short,))
        for number, name in enumerate(names, 1)
    )
    rules = Asked("r", NAME, "测教〔2020〕1号", "第二条", total.teachers, len(names))
    return Bulletin(
        "620702", "", DAY, total.teachers, total, tuple(schools), people, (("cycle_starts", 3),), 1, (rules,)
    )


def transcript(entries: Sequence[Entry] | None = None, **particulars: Any) -> Transcript:
    """A transcript of an invented teacher with these entries."""
    held = [entry("1", "120.5", project="暑期研修"), entry("2", 80, category="校本")] if entries is None else entries
    usual: dict[str, Any] = {"name": "教师001", "school": "第一小学", "region": "620702", "post": "教师"}
    rules = RuleBook([rule(name=NAME, label="第二条", categories=(Category("校本", minimum=Decimal(60)),))], ())
    return Transcript(
        code=Code("K7MQ", "2XPN8RTD4HWV"),
        particulars=Particulars("T0001", **(usual | particulars)),
        standing=standing(rules, teacher(), held, DAY, SETTINGS),
        unset=("pending_counts",),
        book=Book(
            Particulars("T0001", "教师001"),
            tuple(LedgerLine(one, "P01", "命令行", None, "", None) for one in held),
            effective(held),
        ),
        issued_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
        own=True,
        digest="0123456789abcdef" * 4,
    )


def many(count: int) -> list[Entry]:
    """So many entries, a day after the other."""
    return [
        entry(str(number), "0.5", date(2021, 1, 1) + timedelta(days=number), project=f"第{number}期研修")
        for number in range(1, count + 1)
    ]
