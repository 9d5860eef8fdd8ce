"""Files that are not what they seem: each is refused with one sentence that says what to do."""

import re
import struct
import zipfile
from pathlib import Path

import pytest

from records.sheets import archive, guard
from records.sheets.model import BadFile
from tests.records.sheets.biff import write_container, write_xls
from tests.records.sheets.books import HOURS, book, hours, line

SHEET = "xl/worksheets/sheet1.xml"


def refusal(path: Path) -> str:
    """The sentence with which the file is refused."""
    with pytest.raises(BadFile) as caught:
        hours(path)
    sentence = str(caught.value)
    assert re.search(r"[一-鿿]{4}", sentence)
    assert sentence.endswith("。")
    assert "请" in sentence
    return sentence


def good(tmp_path: Path) -> Path:
    """A workbook with one row."""
    return book(tmp_path / "a.xlsx", {"表": [HOURS, line()]})


def altered(path: Path, part: str, content: bytes) -> Path:
    """The workbook with one part replaced or added."""
    made = path.with_name("altered.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name != part:
                after.writestr(name, before.read(name))
        after.writestr(part, content)
    return made


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\x1f\x8b\x08", "压缩包"),
        ("<html><table><tr><td>工号</td></tr></table>".encode(), "网页"),
        ("\ufeff <!DOCTYPE html><html>".encode(), "网页"),
        ('<meta charset="gbk"><table>'.encode("utf-16"), "网页"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00", "很旧"),
        (b"", "空的"),
        (b" \r\n\x00\x00", "空的"),
        (b"PK\x03\x04 torn", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 torn", "损坏"),
        (bytes(range(256)) * 8, "不是文字"),
    ],
)
@pytest.mark.parametrize("name", ["学时.xlsx", "学时.xls", "学时.csv"])
def test_other_files_whatever_they_are_called(tmp_path: Path, content: bytes, said: str, name: str) -> None:
    """The content decides."""
    (tmp_path / name).write_bytes(content)
    assert said in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "Word"),
        ("xl/workbook.bin", ".xlsb"),
        ("photo.jpg", "压缩包"),
    ],
)
def test_other_files_in_a_zip(tmp_path: Path, part: str, said: str) -> None:
    """Documents, binary workbooks and plain archives are told apart."""
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archived:
        archived.writestr(part, "x")
    assert said in refusal(tmp_path / "a.xlsx")


def test_passwords(tmp_path: Path) -> None:
    """Both kinds of workbooks with a password, and other documents in the same container."""
    assert "密码" in refusal(write_container(tmp_path / "a.xlsx", "EncryptedPackage", b"x"))
    assert "密码" in refusal(write_xls(tmp_path / "a.xls", [HOURS, line()], password=True))
    assert "不是表格" in refusal(write_container(tmp_path / "a.doc", "WordDocument", b"x"))


def test_macros_are_left_alone(tmp_path: Path) -> None:
    """The values of an .xlsm are read; its program is not looked at."""
    path = altered(good(tmp_path), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 whatever").rename(tmp_path / "a.xlsm")
    assert len(hours(path).hours) == 1


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A missing file and a folder."""
    assert "读不了" in refusal(tmp_path / "无.xlsx")
    assert "读不了" in refusal(tmp_path)


def test_files_beyond_the_limit(tmp_path: Path) -> None:
    """More than 50 MB is refused unread."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"x")
        file.truncate(guard.LARGEST + 1)
    assert "50 MB" in refusal(path)


def test_a_part_that_unpacks_a_thousandfold(tmp_path: Path) -> None:
    """A small file of zeros and blanks is not opened."""
    path = altered(good(tmp_path), "xl/media/a.bin", b" " * 30_000_000)
    assert path.stat().st_size < 100_000
    assert "解开" in refusal(path)


def test_a_list_of_contents_that_lies(tmp_path: Path) -> None:
    """What unpacks to more than is said is refused as soon as it does."""
    path = altered(good(tmp_path), "xl/media/a.bin", b" " * 3_000_000)
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media/a.bin"))
    struct.pack_into("<I", content, entry + 24, 1_000)
    path.write_bytes(content)
    assert "解开" in refusal(path)


def test_too_many_parts(tmp_path: Path) -> None:
    """A workbook has a few dozen parts, not ten thousand."""
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archived:
        archived.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(archive.MOST_PARTS):
            archived.writestr(f"{number}", "")
    assert "解开" in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9999999"><c r="A9999999"><v>1</v></c></row>',
        b"<row r='1048576'>" + b"<c><v>1</v></c>" * 16_000 + b"</row>",
    ],
)
def test_a_cell_far_away(tmp_path: Path, cells: bytes) -> None:
    """A handful of cells that would make the reader hold billions."""
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    path = altered(good(tmp_path), SHEET, sheet + cells + b"</sheetData></worksheet>")
    assert "太大" in refusal(path)


def test_a_format_far_away_is_no_content(tmp_path: Path) -> None:
    """A whole column that is coloured reaches down to the last row and holds nothing."""
    path = good(tmp_path)
    with zipfile.ZipFile(path) as archived:
        sheet = archived.read(SHEET)
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert len(hours(altered(path, SHEET, sheet.replace(b"</sheetData>", far))).hours) == 1


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    """A document type in the list of sheets is refused."""
    path = good(tmp_path)
    with zipfile.ZipFile(path) as archived:
        listed = archived.read("xl/workbook.xml")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + listed.partition(b"?>")[2]
    assert "损坏" in refusal(altered(path, "xl/workbook.xml", bomb))


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_torn_files(tmp_path: Path, keep: float) -> None:
    """Half a file is damaged, not empty."""
    whole = good(tmp_path).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: int(len(whole) * keep)])
    assert "损坏" in refusal(tmp_path / "b.xlsx")
    old = write_xls(tmp_path / "a.xls", [HOURS, line()]).read_bytes()
    (tmp_path / "b.xls").write_bytes(old[: int(len(old) * keep)])
    with pytest.raises(BadFile):
        hours(tmp_path / "b.xls")


def test_sheets_that_are_no_xml(tmp_path: Path) -> None:
    """Whatever the reader fails with becomes a sentence."""
    with zipfile.ZipFile(good(tmp_path)) as archived:
        sheet = archived.read(SHEET)
    assert "损坏" in refusal(altered(tmp_path / "a.xlsx", SHEET, sheet[: len(sheet) // 2] + b"<c r="))


def test_old_sheets_that_reach_too_far(tmp_path: Path) -> None:
    """Many sheets with one cell at the end each are counted together."""
    rows = [[None] * 256] * 60 + [[None] * 255 + [1.0]]
    assert hours(write_xls(tmp_path / "a.xls", rows)).problems
    content = bytearray((tmp_path / "a.xls").read_bytes())
    at = content.index(struct.pack("<HHHH", 0x203, 14, 60, 255))
    struct.pack_into("<H", content, at + 4, 65_535)
    (tmp_path / "a.xls").write_bytes(content)
    assert "太大" in refusal(tmp_path / "a.xls")


def test_a_quotation_mark_that_nobody_closed(tmp_path: Path) -> None:
    """The reader stops where it can no longer make out the rows."""
    (tmp_path / "a.csv").write_text(",".join(HOURS) + '\nT0001,"' + "x,1\n" * 60_000, encoding="utf-8")
    assert "引号" in refusal(tmp_path / "a.csv")


def test_more_rows_than_a_sheet_can_have(tmp_path: Path) -> None:
    """A text file longer than any sheet is refused."""
    (tmp_path / "a.csv").write_text(",".join(HOURS) + "\n" + "\n" * 1_048_577, encoding="utf-8")
    assert "1,048,576" in refusal(tmp_path / "a.csv")


def test_merges_beyond_measure(tmp_path: Path) -> None:
    """Thousands of merges over one another are refused, not worked through."""
    merges = "".join(f'<mergeCell ref="A1:B{number}"/>' for number in range(2, 3_000))
    with zipfile.ZipFile(good(tmp_path)) as archived:
        sheet = archived.read(SHEET).decode()
    sheet = sheet.replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")
    assert "合并" in refusal(altered(tmp_path / "a.xlsx", SHEET, sheet.encode()))
