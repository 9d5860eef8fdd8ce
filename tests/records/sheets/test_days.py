"""Days in spreadsheets: every usual way to write one."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.sheets.days import EPOCH, EPOCH_1904, outside, read_day
from records.sheets.model import Flaw
from tests.properties import examples

DAYS = st.dates(date(1930, 1, 1), date(2099, 12, 31))
WIDE = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")
CHINESE = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 31 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (CHINESE[ones] if ones else "")


FORMS: tuple[Callable[[date], object], ...] = (
    lambda d: d,
    lambda d: datetime.combine(d, time(23, 59)),
    lambda d: d.isoformat(),
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month:02d}.{d.day:02d}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: float(f"{d:%Y%m%d}"),
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日（周三）",
    lambda d: f"{d.year}年{d.month}月{d.day}号",
    lambda d: f"{d.year}。{d.month}。{d.day}",
    lambda d: d.isoformat().translate(WIDE),
    lambda d: f"{d.isoformat()} 08:30:00",
    lambda d: f"{d.isoformat()}T08:30",
    lambda d: "".join(CHINESE[int(c)] for c in str(d.year)) + f"年{chinese(d.month)}月{chinese(d.day)}日",
    lambda d: (d - EPOCH).days,
    lambda d: float((d - EPOCH).days) + 0.5,
    lambda d: str((d - EPOCH).days),
)


@settings(max_examples=examples(60))
@given(DAYS, st.sampled_from(FORMS))
def test_every_written_form_reads_back(day: date, form: Callable[[date], object]) -> None:
    """However a day is written, the same day is read, with and without periods allowed."""
    assert read_day(form(day)) == day  # type: ignore[arg-type]
    assert read_day(form(day), period=True) == day  # type: ignore[arg-type]


PERIODS: tuple[Callable[[date, date], str], ...] = (
    lambda a, b: f"{a.isoformat()}至{b.isoformat()}",
    lambda a, b: f"{a.year}.{a.month}.{a.day}-{b.year}.{b.month}.{b.day}",
    lambda a, b: f"{a.year}/{a.month}/{a.day} ~ {b.year}/{b.month}/{b.day}",
    lambda a, b: f"{a:%Y%m%d}—{b:%Y%m%d}",
    lambda a, b: f"{a.year}年{a.month}月{a.day}日到{b.year}年{b.month}月{b.day}日止",
    lambda a, b: f"{a.isoformat()} 08:00 - {b.isoformat()} 17:30",
)


@settings(max_examples=examples(40))
@given(DAYS, st.integers(0, 400), st.sampled_from(PERIODS))
def test_of_a_period_the_last_day_counts(first: date, days: int, form: Callable[[date, date], str]) -> None:
    """A period is completed on its last day; where one day is wanted it is a flaw."""
    last = min(first + timedelta(days), date(2099, 12, 31))
    assert read_day(form(first, last), period=True) == last
    assert isinstance(read_day(form(first, last)), Flaw)


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2025.3.1-3.5", date(2025, 3, 5)),
        ("2025.3.30-4.2", date(2025, 4, 2)),
        ("2025年3月1日至5日", date(2025, 3, 5)),
        ("2025年3月1-5日", date(2025, 3, 5)),
        ("2025-3-1-5", date(2025, 3, 5)),
        ("2025/3/1—3/5", date(2025, 3, 5)),
    ],
)
def test_a_period_may_leave_out_year_and_month(written: str, last: date) -> None:
    """What the end leaves out is that of the beginning."""
    assert read_day(written, period=True) == last


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2025年3月", "只写到月"),
        ("2025-03", "只写到月"),
        ("202503", "只写到月"),
        (2025.3, "只写到月"),
        ("2025.3-2025.5", "只写到月"),
        ("2025", "只写了年份"),
        ("25.3.1", "只有两位"),
        ("1/3/2025", "分不清"),
        ("2025-2-30", "没有这一天"),
        ("2025-13-01", "没有这一天"),
        ("20250230", "没有这一天"),
        ("2025.3.5-3.1", "早于开始"),
        ("三月初", "不是日期"),
        ("9999-01-01", "不像是真的"),
        (True, "不是日期"),
        (time(8, 30), "不是日期"),
        (12.5, "不是日期"),
    ],
)
def test_what_leaves_a_doubt_is_a_flaw(written: str | float | time, said: str) -> None:
    """No day is made up: the flaw says what is missing and what to do."""
    read = read_day(written, period=True)
    assert isinstance(read, Flaw)
    assert said in read.reason
    assert read.fix
    assert read.month_only is (said == "只写到月")


def test_workbooks_that_count_from_1904() -> None:
    """Numbers of days follow the workbook."""
    assert read_day(44256, epoch=EPOCH_1904) == date(2025, 3, 2)


def test_hours_are_neither_of_tomorrow_nor_ancient() -> None:
    """From 1980 to today."""
    today = date(2026, 3, 2)
    assert outside(today, today=today) is None
    assert outside(date(1980, 1, 1), today=today) is None
    assert outside(date(2026, 3, 3), today=today) is not None
    assert outside(date(1979, 12, 31), today=today) is not None
