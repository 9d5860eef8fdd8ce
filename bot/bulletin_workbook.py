"""The 学情通报 of a region or a school as a workbook: figures, rates by school, who is short by how much."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from bot.texts import records as records_texts
from bot.texts import workbooks as workbook_texts
from bot.workbooks import ROWS, Book, Column, Table, Value, columns, workbook
from records.centre import SETTING_NAMES

if TYPE_CHECKING:
    from records.risk import Bulletin, Figures

_TOTAL_WIDTHS = (70, 60)
_SCHOOL_WIDTHS = (40, 11, 11, 11, 11, 11, 11, 11, 13)
_SHORTFALL_WIDTHS = (12, 10, 24, 9, 8, 12, 34, 24, 12, 8, 8, 8, 14)


def write_bulletin(
    target: Path,
    found: "Bulletin",
    *,
    place: str,
    titles: Mapping[str, str],
    now: datetime,
    rows: int = ROWS,
) -> None:
    """Write the three sheets, at most `rows` rows in each part of the list.

    `place` is the name of the region. Raises `InputError` when the workbook cannot be written.
    """
    shown = f"{place} {found.school}".strip()
    heading = workbook_texts.workbook_heading(workbook_texts.BULLETIN_TITLE, shown, found.as_of.isoformat())
    with workbook(target, title=workbook_texts.BULLETIN_TITLE, now=now) as book:
        note = _note(found.basis, titles)
        _total(book, found, place, heading, note, titles)
        _schools(book, found, heading, note)
        _at_risk(book, found, heading, _note(_lacking(found), titles), rows)


def _total(book: Book, found: "Bulletin", place: str, heading: str, note: str, titles: Mapping[str, str]) -> None:
    total = found.total
    parts = columns(workbook_texts.TOTAL_HEADINGS, _TOTAL_WIDTHS)
    table = _table(book, workbook_texts.SHEET_TOTAL, parts, heading, note, filtered=False)
    rows: list[tuple[str, Value]] = [(workbook_texts.TOTAL_REGION, place)]
    if found.school:
        rows.append((workbook_texts.TOTAL_SCHOOL, found.school))
    rows += [
        (workbook_texts.TOTAL_DAY, found.as_of),
        (workbook_texts.TOTAL_EVERYBODY, found.everybody),
        (workbook_texts.TOTAL_TEACHERS, total.teachers),
        (workbook_texts.TOTAL_DONE, total.done),
        (workbook_texts.TOTAL_RATE, total.rate),
        (workbook_texts.TOTAL_ON_COURSE, total.on_course),
        (workbook_texts.TOTAL_BEHIND, total.behind),
        (workbook_texts.TOTAL_OVERDUE, total.overdue),
        (workbook_texts.TOTAL_UNKNOWN, total.unknown),
        (workbook_texts.TOTAL_REMAINING, total.remaining),
        (workbook_texts.TOTAL_PROBLEMS, found.problems),
        *((workbook_texts.unset_by_centre(SETTING_NAMES[field]), count) for field, count in found.unset),
    ]
    if not found.unset:
        rows.append((workbook_texts.ALL_SET, None))
    for one in found.rules:
        cited = _cited(one.document_number, one.label, titles)
        rows += [
            (workbook_texts.asked_by(cited), one.teachers),
            (workbook_texts.short_by(cited), one.short),
        ]
    for row in rows:
        table.add(row)
    table.close()


def _schools(book: Book, found: "Bulletin", heading: str, note: str) -> None:
    """The highest rate first; schools without anybody whom a rule binds last."""
    parts = columns(records_texts.SCHOOL_HEADINGS, _SCHOOL_WIDTHS)
    table = _table(book, workbook_texts.SHEET_SCHOOLS, parts, heading, note)
    for one in sorted(found.schools, key=_place):
        table.add(_figures(one.school or records_texts.NO_SCHOOL, one))
    table.close()
    table.add(_figures(workbook_texts.SUM_OF_SCHOOLS, found.total))


def _at_risk(book: Book, found: "Bulletin", heading: str, note: str, rows: int) -> None:
    """A row for each requirement that somebody lacks, the worst first."""
    parts = columns(workbook_texts.SHORTFALL_HEADINGS, _SHORTFALL_WIDTHS)
    said = note if found.at_risk else records_texts.NOBODY_AT_RISK
    table = _table(book, workbook_texts.SHEET_AT_RISK, parts, heading, said, rows=rows)
    for one in found.at_risk:
        for short in one.shortfalls:
            table.add(
                (
                    one.number,
                    one.name,
                    one.school,
                    records_texts.PACES[short.pace.value],
                    short.remaining,
                    short.deadline,
                    short.name,
                    short.document_number,
                    short.label,
                    short.required,
                    short.counted,
                    short.pending,
                    short.complete_on,
                )
            )
    table.close()


def _table(
    book: Book,
    name: str,
    parts: Sequence[Column],
    heading: str,
    note: str,
    *,
    rows: int = ROWS,
    filtered: bool = True,
) -> Table:
    title = workbook_texts.workbook_part(heading, name)
    return Table(book, name, parts, heading=title, note=note, rows=rows, filtered=filtered)


def _note(basis: Iterable[tuple[str, str]], titles: Mapping[str, str]) -> str:
    return workbook_texts.worked_out_by([_cited(number, label, titles) for number, label in basis])


def _cited(number: str, label: str, titles: Mapping[str, str]) -> str:
    return workbook_texts.workbook_rule(titles.get(number, ""), number, label)


def _lacking(found: "Bulletin") -> Sequence[tuple[str, str]]:
    """Document number and label of what the people on the list lack."""
    shorts = (short for one in found.at_risk for short in one.shortfalls)
    return tuple(dict.fromkeys((short.document_number, short.label) for short in shorts))


def _place(one: "Figures") -> tuple[bool, Fraction, str]:
    return one.rate is None, -(one.rate or Fraction(0)), one.school


def _figures(name: str, one: "Figures") -> tuple[Value, ...]:
    counts = (one.on_course, one.behind, one.overdue, one.unknown)
    return (name, one.teachers, one.done, one.rate, *counts, one.remaining)
