"""What a file really is, by its content; everything but spreadsheets is refused with what to do."""

import zipfile
from enum import StrEnum
from pathlib import Path

from records.sheets import compound
from records.sheets.model import BadFile

LARGEST = 50_000_000
"""Bytes."""


class Format(StrEnum):
    """Kinds of files that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "csv"


_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
_TABLE = "请提供 .xlsx、.xls 或 .csv 文件"
_BEGINNINGS = (
    (b"%PDF", f"这是 PDF 文件，不是表格。{_TABLE}。"),
    (b"\x89PNG", f"这是图片，不是表格。{_TABLE}。"),
    (b"\xff\xd8\xff", f"这是图片，不是表格。{_TABLE}。"),
    (b"GIF8", f"这是图片，不是表格。{_TABLE}。"),
    (b"Rar!", f"这是压缩包，不是表格。请先解压。{_TABLE}。"),
    (b"7z\xbc\xaf", f"这是压缩包，不是表格。请先解压。{_TABLE}。"),
    (b"\x1f\x8b", f"这是压缩包，不是表格。请先解压。{_TABLE}。"),
    (b"\x09\x00\x04\x00", f"这是很旧的 Excel 格式，读不了。{_SAVE_AS}。"),
    (b"\x09\x02\x06\x00", f"这是很旧的 Excel 格式，读不了。{_SAVE_AS}。"),
    (b"\x09\x04\x06\x00", f"这是很旧的 Excel 格式，读不了。{_SAVE_AS}。"),
)
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<body")


def format_of(path: Path) -> Format:
    """How to read the file. Raises `BadFile` when it is too large, cannot be read or is no spreadsheet."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise BadFile(f"读不了文件 {path.name}（{error.strerror or error}）。请检查路径和权限。") from error
    if size > LARGEST:
        raise BadFile(f"文件有 {size / 1e6:.0f} MB，超过 {LARGEST // 10**6} MB。请拆成几个文件分别导入。")
    if not head.strip(b"\x00\t\r\n "):
        raise BadFile("文件是空的。请检查是否选对了文件。")
    for beginning, sentence in _BEGINNINGS:
        if head.startswith(beginning):
            raise BadFile(sentence)
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith(compound.SIGNATURE):
        return _compound(path)
    _refuse_markup(head)
    return Format.TEXT


def _zip(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadFile(f"这个文件不完整或已损坏，打不开。请重新下载或重新导出；能打开的话，{_SAVE_AS}。") from error
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if "xl/workbook.bin" in names:
        raise BadFile(f"这是 .xlsb 格式的表格，读不了。{_SAVE_AS}。")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise BadFile(f"这是 Word 或 PPT 文件，不是表格。{_TABLE}。")
    if "content.xml" in names and "mimetype" in names:
        raise BadFile(f"这是 .ods 等 OpenDocument 格式的文件，读不了。{_SAVE_AS}。")
    raise BadFile(f"这是压缩包，不是表格。请先解压。{_TABLE}。")


def _compound(path: Path) -> Format:
    container = compound.Container(path.read_bytes())
    if "EncryptedPackage" in container:
        raise BadFile("这个表格设了打开密码。请在 Excel 或 WPS 里取消密码，保存后再导入。")
    if "Workbook" in container or "Book" in container:
        return Format.XLS
    raise BadFile(f"这是 Word 等旧格式的文件，不是表格。{_TABLE}。")


def _refuse_markup(head: bytes) -> None:
    """Many older systems export a web page and call it .xls; Excel opens it, so the person does not know."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\x00", b"")[2:]
    start = start.lstrip().lower()
    if start.startswith(b"<?xml") or b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise BadFile(f"这个文件是 XML 文本，不是真正的 Excel 表格（有些系统导出的就是这样）。{_SAVE_AS}。")
    if start.startswith(_PAGES) or (start.startswith(b"<") and b"<table" in start):
        raise BadFile(f"这个文件其实是网页，不是真正的 Excel 表格（有些系统导出的就是这样）。{_SAVE_AS}。")
    if start.startswith((b"mime-version:", b"{\\rtf")):
        raise BadFile(f"这个文件不是真正的 Excel 表格。{_SAVE_AS}。")
