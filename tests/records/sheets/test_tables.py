"""Finding tables in files as people make them, and reading their rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from records.ledger import Unit
from records.sheets.model import Reading
from tests.records.sheets.biff import write_xls
from tests.records.sheets.books import HOURS, ROSTER, book, hours, line, roster

DAY = date(2025, 3, 1)


def said(reading: Reading) -> list[tuple[int, str, str]]:
    """Row, column and reason of each problem."""
    return [(problem.row, problem.column, problem.reason) for problem in reading.problems]


def test_a_table_in_its_usual_shape(tmp_path: Path) -> None:
    """Every column arrives, with the key made of 来源, 工号 and 项目编号."""
    reading = hours(book(tmp_path / "学时.xlsx", {"表": [HOURS, line(), line("T0002", 项目编号="", 来源="")]}))
    assert reading.problems == ()
    first, second = (row.posting for row in reading.hours)
    assert (first.number, first.hours, first.completed, first.source) == ("T0001", Decimal(12), DAY, "省平台")
    assert (first.project_number, first.project, first.category) == ("P1", "示例培训", "公需科目")
    assert (first.evidence, first.unit, first.source_key) == ("证001", Unit.HOUR, "省平台|T0001|P1")
    assert second.source_key == "学时|T0002|示例培训|2025-03-01"
    assert [(notice.column, notice.count) for notice in reading.notices] == [("来源", 1)]


def test_the_header_is_found_below_titles_and_blank_lines(tmp_path: Path) -> None:
    """Titles, blank rows and columns before the table do no harm; rows are numbered as the program shows them."""
    rows = [
        [None, "某县2025年教师培训学时登记表"], [], [None, "填表单位：示例小学"], [],
        [None, "序号", "教 师\n编号", "培训项目", "学时（小时）", "结业时间*", "备注"],
        [None, 1, "T0001", "示例培训", 12, DAY, "无"],
        [None, 2, "T0002", "示例培训", "十二", DAY, "无"],
    ]  # fmt: skip
    reading = hours(book(tmp_path / "a.xlsx", {"表": rows}, merges=[(0, 1, 0, 6)]))
    (sheet,) = reading.sheets
    assert sheet.header_row == 5
    assert [column.word for column in sheet.columns] == ["工号", "项目名称", "学时", "完成日期"]
    assert sheet.unused == ("序号", "备注")
    assert [(row.row, row.posting.number) for row in reading.hours] == [(6, "T0001")]
    assert said(reading) == [(7, "学时(小时)", "不是数字")]
    assert reading.problems[0].value == "十二"


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("教师编号", "工号"),
        ("教工号", "工号"),
        ("职工号", "工号"),
        ("人员编号", "工号"),
        ("＊工号：", "工号"),
        ("课 时", "学时"),
        ("学时数", "学时"),
        ("学分", "学时"),
        ("学时【节】", "学时"),
        ("结业日期", "完成日期"),
        ("培训时间", "完成日期"),
        ("数据来源", "来源"),
        ("平台", "来源"),
        ("证书编号", "凭证"),
        ("培训编号", "项目编号"),
        ("课程名称", "项目名称"),
        ("学时类别", "类别"),
    ],
)
def test_headings_in_their_variants(tmp_path: Path, heading: str, word: str) -> None:
    """Each variant means the usual column."""
    header = [heading if name == word else name for name in HOURS]
    reading = hours(book(tmp_path / "a.xlsx", {"表": [header, line()]}))
    assert [column.word for column in reading.sheets[0].columns] == list(HOURS)
    assert reading.hours[0].posting.unit is (Unit.CREDIT if heading == "学分" else Unit.HOUR)


def test_of_two_columns_for_one_thing_the_usual_name_wins(tmp_path: Path) -> None:
    """The other column is listed as unused."""
    rows = [["课程名称", *HOURS], ["别的", *line()]]
    reading = hours(book(tmp_path / "a.xlsx", {"表": rows}))
    assert reading.hours[0].posting.project == "示例培训"
    assert reading.sheets[0].unused == ("课程名称",)


def test_a_header_in_two_rows(tmp_path: Path) -> None:
    """Headings that reach over two rows, and halves that stand above one another."""
    rows = [
        ["工号", "项目", None, "学时", "培训时间", None],
        [None, "编号", "名称", None, "开始", "结束时间"],
        ["T0001", "P1", "示例培训", 12, date(2025, 2, 27), DAY],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (0, 4, 0, 5)]
    reading = hours(book(tmp_path / "a.xlsx", {"表": rows}, merges=merges))
    (row,) = reading.hours
    assert (row.posting.project_number, row.posting.project, row.posting.completed) == ("P1", "示例培训", DAY)
    assert reading.sheets[0].unused == ("开始",)


def test_merged_cells_belong_to_all_their_rows(tmp_path: Path) -> None:
    """Only merged cells are filled down; a cell left blank is a problem."""
    blank = line("T0004", 完成日期=None)
    rows = [HOURS, line(), line("T0002", 项目编号=None, 完成日期=None), line("T0003", 项目编号=None), blank]
    reading = hours(book(tmp_path / "a.xlsx", {"表": rows}, merges=[(1, 1, 3, 1), (1, 5, 2, 5)]))
    assert [(row.posting.number, row.posting.project_number) for row in reading.hours] == [
        ("T0001", "P1"), ("T0002", "P1"), ("T0003", "P1"),
    ]  # fmt: skip
    assert reading.hours[1].posting.completed == DAY
    assert said(reading) == [(5, "完成日期", "没有写完成日期")]


def test_totals_and_notes_are_skipped_and_reported(tmp_path: Path) -> None:
    """Totals in their forms, notes below the table and repeated headers are no data."""
    rows = [
        HOURS, line(), ["小计", None, None, None, 12], HOURS, line("T0002"), [None, "合　计：", None, None, 24],
        ["示例小学小计", None, None, None, 24], [], ["注：本表一式两份"], ["制表人：教师001", None, "2025-03-01"],
    ]  # fmt: skip
    reading = hours(book(tmp_path / "a.xlsx", {"表": rows}))
    assert [row.posting.number for row in reading.hours] == ["T0001", "T0002"]
    assert [skipped.row for skipped in reading.skipped] == [3, 4, 6, 7, 9, 10]
    assert reading.skipped[2].text == "合 计："
    assert reading.problems == ()


def test_a_project_may_be_called_total(tmp_path: Path) -> None:
    """A row with a 工号 is data, whatever its project is called."""
    reading = hours(
        book(tmp_path / "a.xlsx", {"表": [["项目名称", "工号", "学时", "完成日期"], ["统计", "T1", 2, DAY]]})
    )
    assert len(reading.hours) == 1
    reading = hours(
        book(tmp_path / "a.xlsx", {"表": [["项目名称", "工号", "学时", "完成日期"], ["总计", "T1", 2, DAY]]})
    )
    assert len(reading.hours) == 1


def test_every_sheet_that_fits_is_read(tmp_path: Path) -> None:
    """Others are named, hidden ones are never read, and one that nearly fits is a problem."""
    other = [["说明"], ["请按格式填写"]]
    sheets: dict[str, list[Any]] = {
        "一": [HOURS, line()],
        "二": [HOURS, line("T0002")],
        "说明": other,
        "旧": [HOURS, line("T0009")],
    }
    reading = hours(book(tmp_path / "a.xlsx", sheets, hidden=["旧"]))
    assert [(row.sheet, row.posting.number) for row in reading.hours] == [("一", "T0001"), ("二", "T0002")]
    assert (reading.ignored, reading.hidden) == (("说明", "旧"), ("旧",))
    assert reading.problems == ()
    lacking: dict[str, list[Any]] = {"一": [HOURS, line()], "二": [["工号", "项目名称", "学时"], ["T0002", "示例", 3]]}
    reading = hours(book(tmp_path / "a.xlsx", lacking))
    (problem,) = reading.problems
    assert (problem.sheet, problem.row) == ("二", 1)
    assert "没有 完成日期" in problem.reason
    assert "学时（学时）" in problem.reason


@pytest.mark.parametrize(
    ("rows", "row", "named"),
    [
        ([["一"], ["工号", "姓名", "身高"], ["T1", "教师001", 170]], 2, ("学时", "完成日期", "身高", "姓名")),
        ([["春眠不觉晓"], ["处处闻啼鸟"]], 1, ("没有找到表头", "工号", "项目编号或项目名称")),
        ([], 1, ("没有找到表头",)),
    ],
)
def test_a_table_without_its_columns(
    tmp_path: Path, rows: list[list[object]], row: int, named: tuple[str, ...]
) -> None:
    """The problem says where, what is missing, what was recognised and what was not."""
    (problem,) = hours(book(tmp_path / "a.xlsx", {"表": rows})).problems
    assert problem.row == row
    assert all(word in problem.reason for word in named)


def test_formulas_are_never_computed(tmp_path: Path) -> None:
    """A formula without a saved result and an error are problems at their cells; a saved result is a value."""
    path = tmp_path / "a.xlsx"
    rows = [HOURS, line(学时="=6+6"), line("T0002")]
    reading = hours(book(path, {"表": rows}))
    assert said(reading) == [(2, "学时", "公式没有保存计算结果")]
    assert "保存一次" in reading.problems[0].fix
    assert [row.posting.number for row in reading.hours] == ["T0002"]


def test_rows_of_a_file_that_come_again(tmp_path: Path) -> None:
    """The same again counts once; the same key with other content is a problem of both rows."""
    rows = [HOURS, line(), line(), line("T0002"), line("T0002", 学时=6), line("T0003")]
    reading = hours(book(tmp_path / "a.xlsx", {"表": rows}))
    assert [row.posting.number for row in reading.hours] == ["T0001", "T0003"]
    assert [(again.row, again.first_row) for again in reading.repeated] == [(3, 2)]
    assert [(problem.row, problem.column, problem.value) for problem in reading.problems] == [
        (4, "学时", "12"), (5, "学时", "6"),
    ]  # fmt: skip
    assert "第 5 行" in reading.problems[0].reason


def test_numbers_as_codes_are_taken_with_a_word(tmp_path: Path) -> None:
    """Zeros in front may be lost: that is said once for the column."""
    rows = [HOURS, [123, *line()[1:]], [124, *line()[1:]]]
    reading = hours(book(tmp_path / "a.xlsx", {"表": rows}))
    assert [row.posting.number for row in reading.hours] == ["123", "124"]
    assert [(notice.column, notice.count, notice.row) for notice in reading.notices] == [("工号", 2, 2)]


def test_what_is_wrong_with_a_row_is_said_at_each_cell(tmp_path: Path) -> None:
    """Every bad cell of a row is a problem of its own, in the order of the columns."""
    bad = ["6.2E+17", "", "", "类" * 65, "十二", "2025年3月", "", "证" * 256]
    reading = hours(book(tmp_path / "a.xlsx", {"表": [HOURS, bad, line("", 项目编号="", 项目名称="")]}))
    assert [(problem.row, problem.column) for problem in reading.problems] == [
        (2, "工号"), (2, "类别"), (2, "学时"), (2, "完成日期"), (2, "凭证"), (3, "工号"),
    ]  # fmt: skip
    assert all(problem.fix for problem in reading.problems)
    assert reading.hours == ()
    nameless = hours(book(tmp_path / "a.xlsx", {"表": [HOURS, line(项目编号="", 项目名称="")]}))
    assert [problem.column for problem in nameless.problems] == ["项目名称"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_files_in_their_encodings(tmp_path: Path, encoding: str, separator: str) -> None:
    """The same rows from every encoding and separator, numbered as spreadsheets do."""
    rows = [["某县学时"], [], HOURS, line(), line('="0002"', 学时="１２学时", 完成日期="2025.2.27-3.1")]
    text = "\r\n".join(separator.join(str(cell) for cell in row) for row in rows)
    (tmp_path / "学时.csv").write_bytes(text.encode(encoding))
    reading = hours(tmp_path / "学时.csv")
    assert reading.problems == ()
    assert [(row.row, row.posting.number) for row in reading.hours] == [(4, "T0001"), (5, "0002")]
    assert {(row.posting.hours, row.posting.completed) for row in reading.hours} == {(Decimal(12), DAY)}


def test_text_files_with_quotation(tmp_path: Path) -> None:
    """Separators and line breaks within quotation marks belong to the cell."""
    lines = [
        ",".join(HOURS),
        'T0001,P1,"培训,\n第一期",公需科目,12,2025-03-01,省平台,证1',
        "T0002,P1,甲,,x,2025-03-01,,",
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    reading = hours(tmp_path / "a.csv")
    assert reading.hours[0].posting.project == "培训, 第一期"
    assert said(reading) == [(3, "学时", "不是数字")]


def test_old_workbooks(tmp_path: Path) -> None:
    """An .xls with days, merged cells and an error reads like any other."""
    rows = [["某县"], HOURS, line(), line("T0002", 项目编号=None), line("T0003", 学时=None)]
    path = write_xls(tmp_path / "a.xls", rows, merges=[(2, 1, 3, 1)], errors=[(4, 4)])
    reading = hours(path)
    assert [(row.row, row.posting.number, row.posting.project_number) for row in reading.hours] == [
        (3, "T0001", "P1"), (4, "T0002", "P1"),
    ]  # fmt: skip
    assert reading.hours[0].posting.completed == DAY
    assert said(reading) == [(5, "学时", "单元格显示错误值 #N/A")]


def test_the_name_of_a_file_does_not_decide_how_it_is_read(tmp_path: Path) -> None:
    """An .xlsx called .xls, and text called .xls, are read for what they are."""
    path = book(tmp_path / "a.xlsx", {"表": [HOURS, line()]}).rename(tmp_path / "a.xls")
    assert len(hours(path).hours) == 1
    (tmp_path / "b.xls").write_text("\t".join(HOURS) + "\n" + "\t".join(map(str, line())), encoding="gbk")
    assert len(hours(tmp_path / "b.xls").hours) == 1


def test_a_roster_in_its_usual_shape(tmp_path: Path) -> None:
    """Every particular arrives; the region by code, by name or by the longer code of statistics."""
    full = ["T0001", "王　五", "女", date(1990, 5, 1), "甲小学", "甘州区", "小学", "数学", "专任教师", "2012.9.1"]
    rows = [
        ROSTER,
        full,
        ["T0002", "教师002", "男性", "", "", 620702],
        ["T0003", "教师003", "", "", "", "620702000000"],
    ]
    reading = roster(book(tmp_path / "a.xlsx", {"名册": rows}))
    assert reading.problems == ()
    first, *others = (row.given for row in reading.roster)
    assert (first.name, first.sex, first.born, first.entered) == ("王五", "女", date(1990, 5, 1), date(2012, 9, 1))
    assert (first.school, first.region, first.stage, first.subject) == ("甲小学", "620702", "小学", "数学")
    assert [(one.region, one.sex) for one in others] == [("620702", "男"), ("620702", "")]


def test_what_is_wrong_with_a_roster(tmp_path: Path) -> None:
    """Each bad cell with a sentence; a month of birth is left out with a word."""
    rows = [
        ROSTER,
        ["T 1", "", "F", date(2025, 1, 1), "", "无此地", "", "", "", "2012"],
        ["T 1", "", "F", date(2025, 1, 1)],
        ["T0002", "教师002", "", "1990年5月", "", "朝阳"],
        ["T0003", "教师003", "", "1990.05", "", "朝阳"],
        ["T0004", "教师004"], ["T0004", "教师四"], ["T0005", "教师005"], ["T0005", "教师005"],
    ]  # fmt: skip
    reading = roster(book(tmp_path / "a.xlsx", {"名册": rows}))
    assert [(problem.row, problem.column) for problem in reading.problems] == [
        (2, "行政区划"), (2, "入职日期"), (3, "工号"), (3, "姓名"), (3, "性别"), (3, "出生日期"),
        (4, "行政区划"), (5, "行政区划"), (6, "姓名"), (7, "姓名"),
    ]  # fmt: skip
    assert "几个" in reading.problems[6].reason
    assert [(notice.column, notice.count) for notice in reading.notices] == [("出生日期", 2)]
    assert [row.given.number for row in reading.roster] == ["T0005"]


def test_of_several_regions_the_one_of_the_centre_is_meant(tmp_path: Path) -> None:
    """朝阳 is several places; in Beijing it is one."""
    path = book(tmp_path / "a.xlsx", {"名册": [ROSTER, ["T0001", "教师001", "", "", "", "朝阳"]]})
    assert roster(path).roster == ()
    assert roster(path, region="110000").roster[0].given.region == "110105"
