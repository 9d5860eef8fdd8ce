"""The workbook with the problems marked: to be corrected and imported again."""

import re
import stat
import zipfile
from datetime import date
from pathlib import Path

import pytest
import python_calamine

from records.sheets.marked import write_marked
from records.sheets.model import BadFile, Reading
from tests.records.sheets.biff import write_xls
from tests.records.sheets.books import HOURS, book, hours, line


def marked(source: Path, reading: Reading) -> Path:
    """The marked workbook of a file that was read."""
    target = source.with_name("标红.xlsx")
    write_marked(source, target, reading, reading.problems)
    return target


def rows(path: Path, sheet: int = 0) -> list[list[object]]:
    """All cells of a sheet."""
    found = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(sheet)
    return [list(row) for row in found.to_python(skip_empty_area=False)]


def red(path: Path) -> list[str]:
    """The cells that are filled red, such as E3."""
    with zipfile.ZipFile(path) as archived:
        styles = archived.read("xl/styles.xml").decode()
        sheet = archived.read("xl/worksheets/sheet1.xml").decode()
    fills = re.findall(r"<fill>.*?</fill>", styles)
    formats = re.findall(r"<xf [^>]*fillId=\"(\d+)\"", styles.split("<cellXfs")[1])
    filled = {number for number, fill in enumerate(formats) if "FFFFC7CE" in fills[int(fill)]}
    return [cell for cell, style in re.findall(r'<c r="(\w+)" s="(\d+)"', sheet) if int(style) in filled]


def test_bad_cells_are_red_and_explained(tmp_path: Path) -> None:
    """Every row at its place, the bad cells red, all that is wrong with a row in one column at the right."""
    content = [
        ["某县"],
        HOURS,
        line(),
        line("T0002", 学时="十二", 完成日期="2025年3月"),
        ["合计", None, None, None, 24],
    ]
    source = book(tmp_path / "a.xlsx", {"表": content})
    target = marked(source, hours(source))
    assert red(target) == ["E4", "F4", "I4"]
    found = rows(target)
    assert found[0][0] == "某县"
    assert found[1] == [*HOURS, "问题"]
    assert found[2] == ["T0001", "P1", "示例培训", "公需科目", 12.0, date(2025, 3, 1), "省平台", "证001", ""]
    assert found[3][4:6] == ["十二", "2025年3月"]
    said = str(found[3][8])
    assert said.splitlines()[0].startswith("学时：不是数字。请")
    assert "完成日期：只写到月" in said
    assert found[4][4] == 24.0


def test_the_corrected_workbook_is_the_same_import(tmp_path: Path) -> None:
    """Merged cells are written out, and the marked file, once corrected, has the keys of the original."""
    content = [HOURS, line(来源=""), line("T0002", 项目编号=None, 来源=""), line("T0003", 学时="", 来源="")]
    source = book(tmp_path / "学时.xlsx", {"表": content}, merges=[(1, 1, 2, 1)])
    first = hours(source)
    target = tmp_path / "学时-问题2.xlsx"
    write_marked(source, target, first, first.problems)
    again = hours(target)
    assert [row.posting for row in again.hours] == [row.posting for row in first.hours]
    assert [problem.row for problem in again.problems] == [4]
    assert again.sheets[0].unused == ("问题",)


MARKUP = '<r></r></is></c><c r="Z1"><f>1+1</f></c><c t="inlineStr"><is><r></r>'
"""What XlsxWriter would take for its own."""


@pytest.mark.parametrize(
    "said", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", '=HYPERLINK("http://x")', "{=1}", MARKUP]
)
def test_no_formula_is_ever_written(tmp_path: Path, said: str) -> None:
    """What begins like a formula stays the text that it was."""
    source = tmp_path / "a.csv"
    quoted = said.replace('"', '""')
    source.write_text(f'{",".join(HOURS)}\nT0001,P1,"{quoted}",,"{quoted}",2025-03-01,,\n', encoding="utf-8")
    target = marked(source, hours(source))
    assert str(rows(target)[1][2]).strip() == said
    with zipfile.ZipFile(target) as archived:
        sheet = archived.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet


def test_every_kind_of_file_and_cell(tmp_path: Path) -> None:
    """Old workbooks, sheets that were not taken, errors and long texts."""
    old = write_xls(tmp_path / "a.xls", [HOURS, line(学时=None)], errors=[(1, 4)])
    assert red(marked(old, hours(old))) == ["E2", "I2"]
    other = book(tmp_path / "b.xlsx", {"表": [["工号", "备注"], ["T0001", "长" * 40_000], [True, 0.5]]})
    found = rows(marked(other, hours(other)))
    assert "表头里没有" in str(found[0][2])
    assert len(str(found[1][1])) == 32_767
    assert found[2][:2] == [True, 0.5]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """The sentence says where and what to do; nothing is left there."""
    source = book(tmp_path / "a.xlsx", {"表": [HOURS, line(学时="x")]})
    reading = hours(source)
    with pytest.raises(BadFile, match="换一个"):
        write_marked(source, tmp_path / "无此文件夹" / "b.xlsx", reading, reading.problems)
    assert stat.S_ISREG(source.stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
