"""Hours, 工号 and texts as spreadsheets hold them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.ledger import Unit
from records.sheets.model import Cell, Flaw
from records.sheets.plain import in_words, read_code, read_hours
from tests.properties import examples

HOURS = st.decimals(min_value="0.001", max_value=2000, places=3)
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
WRITTEN: tuple[Callable[[Decimal], Cell], ...] = (
    float,
    str,
    lambda h: f"{h:f}",
    lambda h: f"{h:,f}",
    lambda h: f" {h:f} 学时",
    lambda h: f"{h:f}课时",
    lambda h: f"{h:f}个学时",
    lambda h: f"{h:,f}".translate(WIDE),
    lambda h: f'="{h:f}"',
)


@settings(max_examples=examples(60))
@given(HOURS, st.sampled_from(WRITTEN))
def test_every_written_form_of_hours_reads_back(hours: Decimal, form: Callable[[Decimal], Cell]) -> None:
    """However hours are written, exactly they are read."""
    read = read_hours(form(hours))
    assert not isinstance(read, Flaw)
    assert read[0] == hours
    assert "E" not in str(read[0])


@pytest.mark.parametrize(
    ("cell", "hours", "unit"),
    [
        ("12.0", "12", None),
        ("１２", "12", None),
        ("12学时", "12", Unit.HOUR),
        ("1,200", "1200", None),
        ("2学分", "2", Unit.CREDIT),
        (0.1 + 0.2, "0.3", None),
        (2000.0, "2000", None),
        (".5", "0.5", None),
    ],
)
def test_usual_forms_of_hours(cell: Cell, hours: str, unit: Unit | None) -> None:
    """The value, in writing too, and the unit that the cell names."""
    read = read_hours(cell)
    assert not isinstance(read, Flaw)
    assert (str(read[0]), read[1]) == (hours, unit)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", "没有写学时"),
        ("十二", "不是数字"),
        ("1 2", "不是数字"),
        ("12,5", "不是数字"),
        ("1,2000", "不是数字"),
        ("约12", "不是数字"),
        ("12/次", "不是数字"),
        ("1e3", "不是数字"),
        ("NaN", "不是数字"),
        ("-4", "负数"),
        (-4.0, "负数"),
        (0.0, "大于 0"),
        (2000.5, "大于 0"),
        ("99999999999999999999", "大于 0"),
        ("1.2345", "3 位"),
        (date(2025, 3, 1), "日期或时间格式"),
        (timedelta(hours=12), "日期或时间格式"),
        (True, "日期或时间格式"),
    ],
)
def test_hours_that_are_none(cell: Cell, said: str) -> None:
    """Nothing is guessed; the flaw says why."""
    read = read_hours(cell)
    assert isinstance(read, Flaw)
    assert said in read.reason


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("00012", "00012"),
        (" Ｔ０００１ ", "T0001"),
        ('="00012"', "00012"),
        ("'00012", "00012"),
        (123.0, "123"),
        (620702198001011.0, "620702198001011"),
        ("", ""),
        ("2025+1", "2025+1"),
    ],
)
def test_codes_keep_their_zeros(cell: Cell, code: str) -> None:
    """Text stays as it is but for widths, blanks and the quoting of exports."""
    assert read_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("6.20702E+17", "科学记数"),
        ("1E+11", "科学记数"),
        (6.20702198001011e17, "太长"),
        (12.5, "小数"),
        (datetime(2025, 3, 1), "格式不是文本"),  # noqa: DTZ001 - as spreadsheets have it
    ],
)
def test_codes_that_were_spoilt(cell: Cell, said: str) -> None:
    """What a spreadsheet program has rounded or converted is no code."""
    read = read_code(cell)
    assert isinstance(read, Flaw)
    assert said in read.reason


def test_cells_in_words() -> None:
    """One line, numbers without noise, moments without seconds."""
    cells: list[Cell] = ["甲\n 小学　", 12.0, 1e15, True, date(2025, 3, 1), datetime(2025, 3, 1, 8, 30)]  # noqa: DTZ001
    assert [in_words(cell) for cell in cells] == [
        "甲 小学", "12", "1000000000000000", "TRUE", "2025-03-01", "2025-03-01 08:30",
    ]  # fmt: skip
