"""Opens a file and gives its sheets as rows of cells, whatever its format."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import python_calamine

from records.sheets import archive, compound, delimited
from records.sheets.days import EPOCH
from records.sheets.guard import Format, format_of
from records.sheets.model import BadFile, Cell

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""

_DAMAGED = "这个表格文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。"
_PASSWORD = "这个表格设了打开密码。请在 Excel 或 WPS 里取消密码，保存后再导入。"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet."""

    name: str
    """Empty for a text file."""
    rows: Callable[[], Iterator[Sequence[Cell]]]
    """All rows from the first on, column A first, anew with every call."""
    height: int = 0
    """About how many rows; 0 when unknown."""
    merges: tuple[Merge, ...] = ()
    silent: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Cells without a value though they hold something: (row, column) from 0 → why, in words."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that is open; sheets are read when they are asked for, one at a time."""

    format: Format
    tables: Callable[[], Iterator[Table]]
    epoch: date = EPOCH
    """Day 0 of numbers that stand for days."""


def open_workbook(path: Path) -> AbstractContextManager[Workbook]:
    """The tables of a file, while the block lasts. Raises `BadFile`, also while rows are read."""
    found = format_of(path)
    if found is Format.TEXT:
        encoding = delimited.encoding_of(path)
        table = Table("", lambda: delimited.rows_of(path, encoding))
        return contextlib.nullcontext(Workbook(found, lambda: iter((table,))))
    return _spreadsheet(path, found)


@contextlib.contextmanager
def _spreadsheet(path: Path, found: Format) -> Iterator[Workbook]:
    silent: Mapping[str, Mapping[tuple[int, int], str]]
    epoch = EPOCH
    by_number: Mapping[int, Mapping[tuple[int, int], str]] = {}
    if found is Format.XLSX:
        inspected = archive.inspect(path)
        silent, epoch = inspected.silent, inspected.epoch
    else:
        container = compound.Container(path.read_bytes())
        by_number = compound.inspect(container.read("Workbook" if "Workbook" in container else "Book"))
        silent = {}
    # By content: from a path it would go by the name, and names lie.
    with path.open("rb") as file, _translated():
        book = python_calamine.CalamineWorkbook.from_filelike(file)
    try:
        if found is Format.XLS:
            silent = {name: by_number.get(number, {}) for number, name in enumerate(book.sheet_names)}
        yield Workbook(found, lambda: _tables(book, silent), epoch)
    finally:
        book.close()


def _tables(
    book: python_calamine.CalamineWorkbook, silent: Mapping[str, Mapping[tuple[int, int], str]]
) -> Iterator[Table]:
    for about in book.sheets_metadata:
        if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        with _translated():
            sheet = book.get_sheet_by_name(about.name)
            merges = sheet.merged_cell_ranges or ()
        yield Table(
            name=about.name,
            rows=lambda sheet=sheet: _rows(sheet),  # type: ignore[misc]
            height=sheet.total_height,
            merges=tuple((top, left, bottom, right) for (top, left), (bottom, right) in merges),
            silent=silent.get(about.name, {}),
            hidden=about.visible is not python_calamine.SheetVisibleEnum.Visible,
        )


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[Sequence[Cell]]:
    """calamine begins with the first row of the sheet but with the first column that is used."""
    if sheet.start is None:
        return
    before: list[Cell] = [""] * sheet.start[1]
    with _translated():
        for cells in sheet.iter_rows():
            yield [*before, *cells] if before else cells


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Whatever the reader fails with becomes a sentence; it is compiled code, and panics arrive as no `Exception`."""
    try:
        yield
    except python_calamine.PasswordError as error:
        raise BadFile(_PASSWORD) from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise BadFile(_DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise BadFile(_DAMAGED) from None
