"""Writes spreadsheets for tests, as people and other programs write them, and reads them back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from records.sheets.model import Kind, Reading
from records.sheets.reader import Choices, read

TODAY = date(2026, 3, 2)
HOURS = ("工号", "项目编号", "项目名称", "类别", "学时", "完成日期", "来源", "凭证")
ROSTER = ("工号", "姓名", "性别", "出生日期", "单位", "行政区划", "学段", "学科", "岗位", "入职日期")


def book(
    path: Path,
    sheets: Mapping[str, Sequence[Any]],
    *,
    merges: Sequence[tuple[int, int, int, int]] = (),
    hidden: Sequence[str] = (),
) -> Path:
    """An .xlsx: days become cells in a format of days, strings that begin with = become formulas without a result.

    `merges` (first row, first column, last row, last column, from 0) are made on the first sheet, whose rows give the
    value of each in its first cell.
    """
    with xlsxwriter.Workbook(path) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for number, (name, rows) in enumerate(sheets.items()):
            sheet = made.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(row, column, cell, None, "")
                    elif isinstance(cell, date):
                        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
                        sheet.write_datetime(row, column, moment, day)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
            for top, left, bottom, right in merges if number == 0 else ():
                sheet.merge_range(top, left, bottom, right, None)
                cells = rows[top]
                sheet.write(top, left, cells[left])
    return path


def hours(path: Path, *, today: date = TODAY, source: str = "") -> Reading:
    """Read a table of hours."""
    return read(path, Choices(Kind.HOURS, today, source=source), lambda *_: None)


def roster(path: Path, *, region: str = "") -> Reading:
    """Read a roster."""
    return read(path, Choices(Kind.ROSTER, TODAY, region=region), lambda *_: None)


def line(number: str = "T0001", **other: Any) -> list[Any]:
    """A row of hours below `HOURS`, with what is given instead of the usual."""
    usual = {
        "工号": number,
        "项目编号": "P1",
        "项目名称": "示例培训",
        "类别": "公需科目",
        "学时": 12,
        "完成日期": date(2025, 3, 1),
        "来源": "省平台",
        "凭证": "证001",
    }
    return [(usual | other)[word] for word in HOURS]
