"""Days as people write them in spreadsheets: 2025-3-1, 20250301, 2025年3月1日, 45717, 2025.3.1-3.5 …"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from policy_corpus.numerals import numeral_value
from records.sheets.model import Cell, Flaw
from records.sheets.plain import in_words

EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's numbers, right for all days from 1900-03-01."""
EPOCH_1904 = date(1904, 1, 1)
"""Day 0 in workbooks that count as old Macs did."""
EARLIEST = date(1980, 1, 1)
"""No hours are older."""

_WRITE = "请写成 年-月-日，例如 2025-03-01"
_DAY = r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?"
_COMPACT = r"(?P<cy>\d{4})(?P<cm>\d{2})(?P<cd>\d{2})"
_FULL = re.compile(rf"(?:{_DAY}|{_COMPACT})")
_PERIOD = re.compile(rf"(?:{_DAY}|{_COMPACT})起?[-–—−~至到]{{1,2}}(?P<to>\d.*?)止?")
_LATER = re.compile(r"(?:(?P<m>\d{1,2})[-/.月])?(?P<d>\d{1,2})[日号]?")
_MONTH = re.compile(r"\d{4}[-/.年]\d{1,2}月?(?:份)?|(?:19|20)\d{2}(?:0[1-9]|1[0-2])")
_MONTHS = re.compile(rf"(?:{_MONTH.pattern})[-–—−~至到]{{1,2}}\d.*")
_YEAR = re.compile(r"\d{4}年?")
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_SERIAL = re.compile(r"([1-7]\d{4})(?:\.\d+)?")
_TIME = re.compile(r"(?<=[\d日号])[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?![\d:])")
_WEEKDAY = re.compile(r"[(\[]?(?:周|星期)[一二三四五六日天][)\]]?")
_CHINESE = re.compile(r"[〇零一二三四五六七八九十]+")
_POINTS = str.maketrans("。、·○", "...〇")


def read_day(cell: Cell, *, period: bool = False, epoch: date = EPOCH) -> date | Flaw:
    """The day that a cell states; with `period`, of "2025.3.1-3.5" the last one.

    A month without a day is a flaw: nobody knows which day was meant.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _read(in_words(cell), period, epoch)


@lru_cache(maxsize=8192)
def _read(written: str, period: bool, epoch: date) -> date | Flaw:
    text = _tidy(written)
    if match := _FULL.fullmatch(text):
        return _calendar(*_parts(match))
    if match := _SERIAL.fullmatch(text):
        return epoch + timedelta(days=int(match[1]))
    if match := _PERIOD.fullmatch(text):
        return _last(match) if period else Flaw("写的是一段时间，不是一天", _WRITE)
    return _unclear(text)


def _tidy(written: str) -> str:
    """One spelling: no blanks, times or weekdays, plain digits."""
    text = unicodedata.normalize("NFKC", written.translate(_POINTS)).strip()
    text = "".join(_WEEKDAY.sub("", _TIME.sub("", text)).split())
    if "年" in text and _CHINESE.search(text):
        text = _CHINESE.sub(lambda found: str(numeral_value(found[0]) or found[0]), text)
    return text


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = (match[name] or match[f"c{name}"] for name in "ymd")
    return int(year), int(month), int(day)


def _calendar(year: int, month: int, day: int) -> date | Flaw:
    try:
        made = date(year, month, day)
    except ValueError:
        return Flaw("日历上没有这一天", f"请核对，{_WRITE}")
    if not 1900 <= made.year <= 2100:
        return Flaw("年份不像是真的", f"请核对，{_WRITE}")
    return made


def _last(match: re.Match[str]) -> date | Flaw:
    first = _calendar(*_parts(match))
    if isinstance(first, Flaw):
        return first
    if full := _FULL.fullmatch(match["to"]):
        last = _calendar(*_parts(full))
    elif later := _LATER.fullmatch(match["to"]):
        last = _calendar(first.year, int(later["m"] or first.month), int(later["d"]))
    else:
        return Flaw("看不懂这段时间的最后一天", _WRITE)
    if isinstance(last, date) and last < first:
        return Flaw("这段时间的结束早于开始", "请核对起止日期；跨年的请把两个年份都写上")
    return last


def _unclear(text: str) -> Flaw:
    if _MONTH.fullmatch(text) or _MONTHS.fullmatch(text):
        return Flaw("只写到月，没有写哪一天", "请补上日，例如 2025-03-31", month_only=True)
    if _YEAR.fullmatch(text):
        return Flaw("只写了年份", _WRITE)
    if _SHORT_YEAR.fullmatch(text):
        return Flaw("年份只有两位，不能确定", "请把年份写成四位，例如 2025-03-01")
    if _YEAR_LAST.fullmatch(text):
        return Flaw("分不清哪个是日、哪个是月", _WRITE)
    return Flaw("不是日期", _WRITE)


def outside(day: date, *, today: date) -> Flaw | None:
    """Why a training cannot have been completed on `day`, None when it can."""
    if day > today:
        return Flaw("完成日期还没有到", "请核对日期；没有结业的请结业后再导入")
    if day < EARLIEST:
        return Flaw(f"完成日期早于 {EARLIEST.year} 年", "请核对日期")
    return None
