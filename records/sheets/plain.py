"""Cells as text and as numbers: hours, 工号 and other codes, words."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from records.ledger import Unit
from records.particulars import tidy_number
from records.sheets.model import Cell, Flaw

MOST_HOURS = 2000
"""Hours of one training; more is a slip of the keyboard."""
DECIMALS = 3

_EXACT = 10**15
"""Whole numbers that a cell holds exactly; of longer ones Excel has lost the last digits."""
_QUOTED = re.compile(r'="(.*)"')
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[Ee]\+\d+")
_HOURS = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(?:个)?(学时|课时|小时|节|学分)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?=\D|$)")
_WRITE = "请只写数字，例如 12 或 12.5"


def in_words(cell: Cell) -> str:
    """A cell as a person reads it, on one line, without the quoting by which exports keep leading zeros."""
    if isinstance(cell, str):
        # Exports write ="00012" and '00012 so that Excel keeps the zeros: the text between is meant, nothing computed.
        text = " ".join(cell.split())
        quoted = _QUOTED.fullmatch(text) if text.startswith('="') else None
        return quoted[1].replace('""', '"').strip() if quoted else text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return format(cell, ".15g") if abs(cell) < _EXACT else format(cell, ".0f")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def read_code(cell: Cell) -> str | Flaw:
    """A 工号, 项目编号 or number of a certificate; empty when the cell is.

    A number in the cell is taken as it is written without decimals; leading zeros are lost then, which
    `is_number` tells.
    """
    if isinstance(cell, bool | date | time | timedelta):
        return Flaw("单元格的格式不是文本", "请把这一列设为“文本”格式，重新填写")
    if isinstance(cell, int | float):
        if cell != int(cell):
            return Flaw("编号里有小数", "请把这一列设为“文本”格式，重新填写")
        if abs(cell) >= _EXACT:
            return Flaw("数字太长，末几位已被表格软件改成 0", "请把这一列设为“文本”格式，重新填写完整的编号")
        return str(int(cell))
    return _code(cell)


@lru_cache(maxsize=65_536)
def _code(written: str) -> str | Flaw:
    code = tidy_number(in_words(written)).removeprefix("'").strip()
    if _SCIENTIFIC.fullmatch(code):
        return Flaw("编号成了科学记数，末几位已丢失", "请把这一列设为“文本”格式，重新填写完整的编号")
    return code


def is_number(cell: Cell) -> bool:
    """Whether the cell holds a number, not text."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def read_hours(cell: Cell) -> tuple[Decimal, Unit | None] | Flaw:
    """Hours, and the unit that the cell names, None when it names none."""
    if isinstance(cell, bool | date | time | timedelta):
        return Flaw("单元格是日期或时间格式，不是数字", f"请把单元格设为“常规”格式，{_WRITE}")
    return _read_hours(in_words(cell))


@lru_cache(maxsize=8192)
def _read_hours(written: str) -> tuple[Decimal, Unit | None] | Flaw:
    text = unicodedata.normalize("NFKC", written).strip()
    if not text:
        return Flaw("没有写学时", _WRITE)
    grouped = _GROUPED.match(text)
    plain = grouped[0].replace(",", "") + text[grouped.end() :] if grouped else text
    match = _HOURS.fullmatch(plain)
    if match is None:
        if re.match(r"[-−]\s*\d", text):
            return Flaw("学时是负数", "请写大于 0 的数；要冲减已登记的学时，请用更正")
        return Flaw("不是数字", _WRITE)
    hours = _simple(Decimal(match[1]))
    if not 0 < hours <= MOST_HOURS:
        return Flaw(f"学时要大于 0、不超过 {MOST_HOURS}", "请核对")
    if -int(hours.as_tuple().exponent) > DECIMALS:
        return Flaw(f"学时的小数超过 {DECIMALS} 位", "请核对，四舍五入后再填")
    unit = match[2] and (Unit.CREDIT if match[2] == "学分" else Unit.HOUR)
    return hours, unit or None


def _simple(number: Decimal) -> Decimal:
    """Without zeros at the end: 12.0 and 12 are one number, also in writing."""
    short = number.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short
