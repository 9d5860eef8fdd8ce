"""The file again with what is wrong in it marked red, to be corrected and imported anew."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from records.sheets.merging import Filler
from records.sheets.model import BadFile, Cell, Problem, Reading
from records.sheets.tables import Table, open_workbook
from records.sheets.writing import OPTIONS, plain

COLUMN = "问题"
_PLAIN_NAME = "表格"
_WIDTH = 60


def write_marked(source: Path, target: Path, reading: Reading, problems: Sequence[Problem]) -> None:
    """Write the sheets of `source` to the workbook `target`, bad cells red, with a column 问题 at the right.

    Raises `BadFile` when it cannot be written.
    """
    headers = {sheet.name: sheet.header_row for sheet in reading.sheets}
    by_sheet: defaultdict[str, defaultdict[int, list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        by_sheet[problem.sheet][problem.row].append(problem)
    try:
        # Opened here: what XlsxWriter cannot open at the end, it leaves half done.
        with (
            tempfile.TemporaryDirectory() as folder,
            open_workbook(source) as book,
            target.open("wb") as file,
            xlsxwriter.Workbook(file, {**OPTIONS, "tmpdir": folder}) as made,
        ):
            formats = _Formats(made)
            for table in book.tables():
                if table.name in headers or table.name in by_sheet:
                    sheet = made.add_worksheet(table.name or _PLAIN_NAME)
                    _copy(table, sheet, headers.get(table.name, 0), by_sheet[table.name], formats)
    except (OSError, XlsxWriterException) as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or str(error)
        raise BadFile(f"标出问题的表格不能存到 {target}（{why}）。请换一个可以写入的位置。") from error


class _Formats:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        red = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
        self.plain: Mapping[str, Format | None] = {
            "": None,
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "time": book.add_format({"num_format": "[h]:mm:ss"}),
        }
        self.red: Mapping[str, Format | None] = {
            "": book.add_format(red),
            "day": book.add_format({**red, "num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({**red, "num_format": "yyyy-mm-dd hh:mm"}),
            "time": book.add_format({**red, "num_format": "[h]:mm:ss"}),
        }


def _copy(
    table: Table, sheet: Worksheet, header_row: int, problems: Mapping[int, list[Problem]], formats: _Formats
) -> None:
    fill = Filler(table.merges)
    last = _width(table)
    sheet.set_column(last, last, _WIDTH)
    if header_row:
        sheet.freeze_panes(header_row, 0)
    for number, own in enumerate(table.rows(), start=1):
        filled = fill(own)
        # Above the header the value of a merged title would only be repeated.
        cells = filled if number >= header_row else own
        found = problems.get(number, ())
        wrong = {problem.index for problem in found}
        for index, cell in enumerate(cells):
            _write(sheet, number - 1, index, cell, formats.red if index in wrong else formats.plain)
        if number == header_row:
            sheet.write_string(number - 1, last, COLUMN)
        elif found:
            sheet.write_string(number - 1, last, plain(_sentences(found)), formats.red[""])


def _width(table: Table) -> int:
    return max((len(cells) for cells in table.rows()), default=0)


def _sentences(problems: Iterable[Problem]) -> str:
    return "\n".join(
        f"{problem.column}：{problem.reason}。{problem.fix}。"
        if problem.column
        else f"{problem.reason}。{problem.fix}。"
        for problem in problems
    )


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, formats: Mapping[str, Format | None]) -> None:
    """Each kind of value by its own method: nothing is guessed from what a text looks like."""
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, plain(cell), formats[""])
        else:
            sheet.write_blank(row, column, None, formats[""])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, formats[""])
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, formats[""])
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), formats["day"])
    elif isinstance(cell, time | timedelta):
        sheet.write_datetime(row, column, cell, formats["time"])
