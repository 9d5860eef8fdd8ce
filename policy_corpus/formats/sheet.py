"""Spreadsheets to tables. Read in a process of its own (see `guarded`), as the reader takes what memory it likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO

import python_calamine as calamine

from policy_corpus.formats.archive import opened
from policy_corpus.formats.model import Job, Note
from policy_corpus.formats.writing import Block, as_blocks, write

_WIDEST = 60
_ANEW = "请用 Excel 或 WPS 打开，把其中的表复制到 Word，另存为 .docx 再添加。"


def read_sheets(content: bytes, job: Job) -> tuple[str, str, list[Note]]:
    """Text, kind and notes: each visible sheet with its name and its table. Raises `NotReadable`."""
    if content.startswith(b"PK"):
        with opened(content, job) as archive:  # what it unpacks to is counted before the reader unpacks it
            for entry in archive.entries:
                archive.read(entry)
    blocks: list[Block] = []
    hidden = 0
    with _told(job):
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        shown = [about for about in book.sheets_metadata if about.typ is calamine.SheetTypeEnum.WorkSheet]
        for done, about in enumerate(shown):
            job.step("读取表格", done, len(shown))
            if about.visible is not calamine.SheetVisibleEnum.Visible:
                hidden += 1
                continue
            found = as_blocks(_cells(book.get_sheet_by_name(about.name), job))
            blocks += [about.name, *found] if found and len(shown) > 1 else found
    if not blocks:
        raise job.refuse(f"是空的电子表格。{_ANEW}")
    notes = [Note("", f"电子表格里有 {hidden} 张隐藏的表，没有读取。")] if hidden else []
    return write(blocks, job), "sheet", notes


def _cells(sheet: calamine.CalamineSheet, job: Job) -> tuple[tuple[str, ...], ...]:
    """The cells that are used, as a rectangle; a merged cell is repeated in every place that it covers."""
    if sheet.start is None:
        return ()
    job.check_cells(sheet.height * sheet.width)
    top, left = sheet.start
    rows = [[_text(cell) for cell in row[:_WIDEST]] for row in sheet.to_python(skip_empty_area=True)]
    for (first, west), (last, east) in sheet.merged_cell_ranges or ():
        if first < top or west < left or first - top >= len(rows) or west - left >= len(rows[first - top]):
            continue
        said = rows[first - top][west - left]
        for row in rows[first - top : last - top + 1]:
            row[west - left : east - left + 1] = [said] * len(row[west - left : east - left + 1])
    return tuple(map(tuple, rows))


def _text(cell: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days without a clock."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return str(cell.date())
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell).strip()


@contextmanager
def _told(job: Job) -> Iterator[None]:
    """Whatever the reader fails with becomes a sentence; panics of compiled code arrive as no `Exception`."""
    try:
        yield
    except calamine.PasswordError as error:
        raise job.refuse("是电子表格，设了打开密码。请在 Excel 或 WPS 里取消密码，保存后再添加。") from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise job.refuse(f"是电子表格，打不开，可能已损坏。{_ANEW}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise job.refuse(f"是电子表格，打不开，可能已损坏。{_ANEW}") from None
