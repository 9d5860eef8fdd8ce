"""Spreadsheets among other files: their tables become text; alone they are no document."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from policy_corpus.formats import Limits, NotReadable, extract
from tests.policy_corpus.formats.makers import packed


def workbook() -> bytes:
    """Two sheets with a title across, merged cells, numbers and days, and a hidden one."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("折算")
    sheet.merge_range(1, 1, 1, 3, "学时折算表")
    sheet.write_row(2, 1, ["类别", "项目", "学时"])
    sheet.merge_range(3, 1, 4, 1, "校本")
    sheet.write_row(3, 2, ["公开课", 6])
    sheet.write_row(4, 2, ["课题", 30.5])
    other = book.add_worksheet("期限")
    other.write_row(0, 0, ["事项", "日期"])
    other.write(1, 0, "申报")
    other.write_datetime(1, 1, date(2026, 9, 30), day)
    book.add_worksheet("草稿").hide()
    book.close()
    return buffer.getvalue()


def test_the_tables_of_a_workbook() -> None:
    """Each visible sheet with its name; a title row stands above, merged cells are repeated; a hidden one is said."""
    found = extract(packed({"附件.xlsx": workbook()}), "a.zip").parts[0].extracted
    assert found.kind == "sheet"
    assert found.text.split("\n\n") == [
        "折算",
        "学时折算表",
        "| 类别 | 项目 | 学时 |\n| --- | --- | --- |\n| 校本 | 公开课 | 6 |\n| 校本 | 课题 | 30.5 |",
        "期限",
        "| 事项 | 日期 |\n| --- | --- |\n| 申报 | 2026-09-30 |",
    ]
    assert [note.sentence for note in found.notes] == ["电子表格里有 1 张隐藏的表，没有读取。"]


def test_a_workbook_alone_is_no_document() -> None:
    """It is refused with what to do."""
    with pytest.raises(NotReadable, match="不是政策文件的正文"):
        extract(workbook(), "a.xlsx")


@pytest.mark.parametrize(
    ("content", "limits", "said"),
    [
        (packed({"xl/workbook.xml": "<x/>"}), Limits(), "电子表格，打不开"),
        (workbook(), Limits(cells=5), "表格大得不正常"),
        (packed({"xl/workbook.xml": b" " * 30_000_000}), Limits(largest_part=2_000_000), "压缩炸弹"),
    ],
    ids=["damaged", "too large", "bomb"],
)
def test_a_workbook_that_cannot_be_read(content: bytes, limits: Limits, said: str) -> None:
    """Damage, countless cells and bombs are told apart."""
    found = extract(packed({"表.xlsx": content, "a.txt": "正文"}), "a.zip", limits=limits)
    assert [said in missing.sentence for missing in found.missing] == [True]
