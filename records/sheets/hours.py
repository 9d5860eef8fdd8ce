"""A row of a table of hours as a posting, and the key by which the same training is recognised again."""

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from records.ledger import EntryKind, Unit
from records.posting import Posting
from records.posting_model import text_problems
from records.sheets.days import outside
from records.sheets.headers import in_credits
from records.sheets.model import Flaw, HoursRow
from records.sheets.plain import read_hours
from records.sheets.rows import Row

_LONGEST_KEY = 128
"""Characters that the ledger keeps; longer keys are hashed."""
_SHORT = 64
"""Texts up to this length fit every field."""


def hours_reader(row: Row, *, source: str, file: str, today: date) -> Callable[[], HoursRow | None]:
    """Reads `row` again and again; None where something is wrong, which is noted in the row.

    Where the file names no 来源 it is `source`, and `file` when that is empty as well. `today` is the last day on which
    a training may be completed.
    """
    unnamed = f"没有写，以文件名“{file}”为来源；换了文件名再导入会重复登记，请写明来源"
    default_unit = Unit.CREDIT if in_credits(row.heading("hours")) else Unit.HOUR

    def read() -> HoursRow | None:
        number = _number(row)
        hours, unit = _hours(row)
        completed = _completed(row, today)
        project_number, project = _limited(row, "project_number", row.code("project_number")), _text(row, "project")
        if not project_number and not project and not row.wrongs:
            row.wrong("project" if row.has("project") else "project_number", _NO_PROJECT)
        named = _text(row, "source") or source
        if not named:
            named = file
            row.notice("source", unnamed)
        category, training = _text(row, "category"), _text(row, "training")
        evidence = _limited(row, "evidence", row.code_or_text("evidence"))
        if row.wrongs or completed is None:
            return None
        posting = Posting(
            number=number,
            kind=EntryKind.POSTING,
            hours=hours,
            completed=completed,
            source=named,
            source_key=source_key(named, number, project_number, project, completed),
            category=category,
            training=training,
            unit=unit or default_unit,
            project_number=project_number,
            project=project,
            evidence=evidence,
        )
        return HoursRow(row.sheet, row.number, posting, row.name("name"))

    return read


_NO_PROJECT = Flaw("项目编号和项目名称都没有写", "请至少写一个，否则分不清是哪次培训")


def source_key(source: str, number: str, project_number: str, project: str, completed: date) -> str:
    """来源+工号+项目编号, without a 项目编号 来源+工号+项目名称+完成日期; widths and blanks make no difference."""
    parts = (source, number, project_number) if project_number else (source, number, project, completed.isoformat())
    key = "|".join(map(_folded, parts))
    return key if len(key) <= _LONGEST_KEY else f"{key[: _LONGEST_KEY - 65]}#{sha256(key.encode()).hexdigest()}"


@lru_cache(maxsize=8192)
def _folded(part: str) -> str:
    return "".join(unicodedata.normalize("NFKC", part).split()).replace("|", "||")


def _number(row: Row) -> str:
    before = row.wrongs
    number = row.code("number")
    if not number and row.wrongs == before:
        row.wrong("number", Flaw("没有写工号", "请补上；一人多行的，每一行都要写，或用合并单元格"))
    return number


def _hours(row: Row) -> tuple[Decimal, Unit | None]:
    before = row.wrongs
    read = read_hours(row.cell("hours"))
    if not isinstance(read, Flaw):
        return read
    if row.wrongs == before:  # otherwise it is known already that the cell has no value
        row.wrong("hours", read)
    return Decimal(0), None


def _completed(row: Row, today: date) -> date | None:
    before = row.wrongs
    day = row.day("completed", period=True)
    if day is None:
        if row.wrongs == before:
            row.wrong("completed", Flaw("没有写完成日期", "请写结业当天，例如 2025-03-01"))
        return None
    flaw = day if isinstance(day, Flaw) else outside(day, today=today)
    if flaw is not None:
        row.wrong("completed", flaw)
        return None
    return day if isinstance(day, date) else None


def _text(row: Row, field: str) -> str:
    return _limited(row, field, row.text(field))


def _limited(row: Row, field: str, value: str) -> str:
    """The value, with a problem when it is longer than the ledger keeps."""
    if len(value) > _SHORT and (found := text_problems({field: value})):
        row.wrong_as(field, "".join(found))
    return value
