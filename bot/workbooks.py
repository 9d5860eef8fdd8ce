"""Workbooks for staff: the ledgers of a region, and its 学情通报. Nothing in them is ever a formula."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from bot.batch import InputError
from bot.records_render import ledger_cells
from bot.render import width
from bot.texts import records as records_texts
from bot.texts import workbooks as workbook_texts
from records.china import CHINA
from records.model import Particulars
from records.sheets.writing import OPTIONS, plain

if TYPE_CHECKING:
    from records.ledger_book import LedgerLine

Value = str | int | Decimal | Fraction | date | datetime | None
"""A cell: text, count, hours, a rate, a day, a moment in China without zone, nothing."""

ROWS = 1_048_576
"""Rows of a sheet of Excel."""
_FIRST_YEAR = 1900
"""Excel counts its days from here."""
_A4 = 9
_LINE_HEIGHT = 16
_HIGHEST = 409
"""Points; Excel knows no higher row."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and its width in characters."""

    heading: str
    width: int


class Book:
    """A workbook that is being written."""

    def __init__(self, made: xlsxwriter.Workbook) -> None:
        self._made = made
        cell = {"border": 1, "valign": "vcenter"}
        number = {**cell, "align": "right"}
        self.title = made.add_format({"bold": True, "font_size": 16, "valign": "vcenter"})
        self.note = made.add_format({"text_wrap": True, "valign": "vcenter"})
        self.heading = made.add_format(
            {**cell, "bold": True, "bg_color": "#D9E2F3", "align": "center", "text_wrap": True}
        )
        # Marked as text: what begins like a formula stays text even when somebody edits the cell.
        self.text = made.add_format({**cell, "num_format": "@", "text_wrap": True})
        self.number = made.add_format(number)
        self.rate = made.add_format({**number, "num_format": "0.0%"})
        self.day = made.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"})
        self.moment = made.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "center"})

    def sheet(self, name: str) -> Worksheet:
        """Another sheet, to be printed on A4 across, as wide as the page."""
        made: Worksheet = self._made.add_worksheet(name)
        made.set_landscape()
        made.set_paper(_A4)
        made.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        made.fit_to_pages(1, 0)
        made.set_footer(workbook_texts.PAGE_FOOTER)
        return made

    def write(self, sheet: Worksheet, row: int, column: int, value: Value) -> None:
        """Each kind of value by its own method: nothing is guessed from what a text looks like."""
        if isinstance(value, date) and value.year < _FIRST_YEAR:
            value = value.isoformat()
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, str):
            sheet.write_string(row, column, plain(value), self.text)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), self.day)
        elif isinstance(value, Fraction):
            sheet.write_number(row, column, float(value), self.rate)
        else:
            sheet.write_number(row, column, float(value), self.number)


class Table:
    """A table that grows row by row, and goes on in another sheet where one is full."""

    def __init__(
        self,
        book: Book,
        name: str,
        columns: Sequence[Column],
        *,
        heading: str = "",
        note: str = "",
        rows: int = ROWS,
        filtered: bool = True,
    ) -> None:
        self._book = book
        self._name = name
        self._columns = columns
        self._above = (heading, note)
        self._rows = rows
        self._filtered = filtered
        self._sheets = 0
        self._open()

    def add(self, values: Sequence[Value]) -> None:
        """The next row, a value for each column."""
        if self._next == self._rows:
            self.close()
            self._open()
        for column, value in enumerate(values):
            self._book.write(self._sheet, self._next, column, value)
        self._next += 1

    def close(self) -> None:
        """Put the filter over the rows so far; a row that is added later, such as the sum, stays outside of it."""
        last = len(self._columns) - 1
        if self._filtered:
            self._sheet.autofilter(self._header, 0, self._next - 1, last)
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(last)}{self._next}"})

    def _open(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else workbook_texts.next_sheet(self._name, self._sheets - 1)
        self._sheet = self._book.sheet(name)
        for column, one in enumerate(self._columns):
            self._sheet.set_column(column, column, one.width)
        self._header = self._write_above()
        for column, one in enumerate(self._columns):
            self._sheet.write_string(self._header, column, one.heading, self._book.heading)
        self._next = self._header + 1
        self._sheet.freeze_panes(self._next, 0)
        self._sheet.repeat_rows(self._header)

    def _write_above(self) -> int:
        """Heading and note over the whole width; returns the row below them."""
        row = 0
        wide = sum(one.width for one in self._columns)
        for text, form in zip(self._above, (self._book.title, self._book.note), strict=True):
            if text:
                lines = 1.5 if row == 0 else -(-width(text) // (wide - 2))
                self._sheet.set_row(row, min(_LINE_HEIGHT * lines, _HIGHEST))
                if len(self._columns) > 1:
                    self._sheet.merge_range(row, 0, row, len(self._columns) - 1, "", form)
                self._sheet.write_string(row, 0, plain(text), form)
                row += 1
        return row


@contextmanager
def workbook(target: Path, *, title: str, now: datetime) -> Iterator[Book]:
    """A new workbook that takes the place of `target` once it is whole; without that, `target` stays as it was.

    `now` is noted as the moment when it was made. Raises `InputError` when it cannot be written.
    """
    try:
        if target.is_dir():
            raise InputError(records_texts.export_unwritable(str(target), workbook_texts.FILE_IS_FOLDER))
        # Rows of people wait in this folder too: none of them is left behind when something fails.
        with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".yanxiu-") as folder:
            whole = Path(folder, "workbook.xlsx")
            with whole.open("wb") as file, xlsxwriter.Workbook(file, {**OPTIONS, "tmpdir": folder}) as made:
                made.set_properties({"title": title, "created": now})
                yield Book(made)
            whole.replace(target.resolve())
    except (OSError, XlsxWriterException) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(records_texts.export_unwritable(str(target), why)) from error


def columns(headings: Sequence[str], widths: Sequence[int]) -> tuple[Column, ...]:
    """A column for each heading."""
    return tuple(Column(heading, wide) for heading, wide in zip(headings, widths, strict=True))


@contextmanager
def ledger_workbook(
    target: Path, *, now: datetime, rows: int = ROWS
) -> "Iterator[Callable[[Particulars, Sequence[LedgerLine]], None]]":
    """A workbook of ledgers; takes one teacher after the other. Raises `InputError` when it cannot be written."""
    with workbook(target, title=workbook_texts.SHEET_LEDGER, now=now) as book:
        parts = columns(records_texts.LEDGER_COLUMNS, _LEDGER_WIDTHS)
        table = Table(book, workbook_texts.SHEET_LEDGER, parts, rows=rows)

        def put(given: Particulars, lines: "Sequence[LedgerLine]") -> None:
            for line in lines:
                table.add(_ledger_values(given, line))

        yield put
        table.close()


_LEDGER_WIDTHS = (10, 12, 10, 24, 10, 8, 14, 32, 14, 14, 8, 9, 12, 14, 18, 10, 12, 8, 24, 12, 20)
_HOURS, _COMPLETED, _RECORDED = 10, 12, 20
"""Places among the columns of what is no text."""


def _ledger_values(given: Particulars, line: "LedgerLine") -> list[Value]:
    values: list[Value] = list(ledger_cells(given, line))
    values[_HOURS] = line.entry.hours
    values[_COMPLETED] = line.entry.completed
    values[_RECORDED] = line.entry.recorded_at.astimezone(CHINA).replace(tzinfo=None, microsecond=0)
    return values


def _letter(column: int) -> str:
    """Name of a column among the first 26."""
    return chr(ord("A") + column)
