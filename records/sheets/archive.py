"""Looks through an .xlsx before it is opened: how much it unpacks to, how far its sheets reach, cells without a value.

The list of contents of a zip may lie, so every part is unpacked here once, in small pieces, and counted. What the
reader of spreadsheets does not tell is gathered on the way: formulas without a saved result, cells that show an error.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from records.sheets.days import EPOCH, EPOCH_1904
from records.sheets.model import LARGEST_ROW, BadFile

MOST_UNPACKED = 300_000_000
MOST_PARTS = 10_000
MOST_RATIO = 200
"""Of a part of more than a megabyte; sheets of real data stay below 60."""
MOST_CELLS = 12_000_000
"""From the first used row and column to the last: the reader holds them all, empty ones too."""

NO_RESULT = "公式没有保存计算结果"
_MEGABYTE = 1_000_000
_PIECE = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,9})["'][^>]*(?<!/)>""")
_UNNAMED = re.compile(rb"""<(?:\w+:)?c(?:>|\s(?![^>]*\br=["'])[^>]*(?<!/)>)""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,9})["']""")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_OWN_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,9})["']""")
_RESULT = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_IS = re.compile(rb"<(?:\w+:)?is[\s>]")
_BOMB = "这个文件解开后大得不正常，没有打开。请把要导入的表另存为新的 .xlsx 再试"
_DAMAGED = "这个表格文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再试"


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the look through the parts brought to light."""

    silent: Mapping[str, Mapping[tuple[int, int], str]]
    """By name of the sheet: cells without a value, (row, column) from 0 → why."""
    epoch: date
    """Day 0 of the numbers of days."""


def inspect(path: Path) -> Inspected:
    """Look through all parts. Raises `BadFile` for what is too large to open, or damaged."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise BadFile(f"{_BOMB}。")
            books = _Books(archive, file)
            silent: dict[str, Mapping[tuple[int, int], str]] = {}
            for part in parts:
                pieces = _unpacked(file, part)
                if part.filename in books.sheets:
                    silent[books.sheets[part.filename]] = _scan(pieces)
                else:
                    for _ in pieces:
                        pass
            return Inspected(silent, books.epoch)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ElementTree.ParseError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise BadFile(f"{_DAMAGED}。") from error


class _Books:
    """What xl/workbook.xml says: part of a sheet → its name, and from which day on days are counted."""

    def __init__(self, archive: zipfile.ZipFile, file: BinaryIO) -> None:
        by_name = {part.filename: part for part in archive.infolist()}
        self.sheets: dict[str, str] = {}
        self.epoch = EPOCH
        book, relations = by_name.get("xl/workbook.xml"), by_name.get("xl/_rels/workbook.xml.rels")
        if book is None or relations is None:
            raise BadFile(f"{_DAMAGED}。")
        targets = {
            element.get("Id", ""): posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip("/")
            for element in _xml(file, relations)
        }
        for element in _xml(file, book).iter():
            name = element.tag.rpartition("}")[2]
            if name == "workbookPr" and element.get("date1904", "0") in ("1", "true"):
                self.epoch = EPOCH_1904
            elif name == "sheet":
                key = next((value for key, value in element.items() if key.endswith("}id")), "")
                self.sheets[targets.get(key, "")] = element.get("name", "")


def _xml(file: BinaryIO, part: zipfile.ZipInfo) -> ElementTree.Element:
    content = b"".join(_unpacked(file, part))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadFile(f"{_DAMAGED}。")
    return ElementTree.fromstring(content)


def _unpacked(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part, never more than it is said to hold."""
    if part.file_size > _MEGABYTE and part.file_size > MOST_RATIO * max(part.compress_size, 1):
        raise BadFile(f"{_BOMB}。")
    file.seek(part.header_offset)
    _, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    position = part.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    packed, unpacked = part.compress_size, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    if inflate is None and part.compress_type != zipfile.ZIP_STORED:
        raise NotImplementedError
    while packed > 0:
        file.seek(position)
        piece = file.read(min(packed, _PIECE))
        if not piece:
            raise EOFError
        packed -= len(piece)
        position += len(piece)
        while piece:
            content = inflate.decompress(piece, _PIECE) if inflate else piece
            piece = inflate.unconsumed_tail if inflate else b""
            unpacked += len(content)
            if unpacked > part.file_size:
                raise BadFile(f"{_BOMB}。")
            yield content


def _scan(pieces: Iterator[bytes]) -> Mapping[tuple[int, int], str]:
    """Cells of a sheet without a value. Raises `BadFile` when the sheet reaches too far."""
    silent: dict[tuple[int, int], str] = {}
    columns: set[bytes] = set()
    deepest = widest = 0
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"c>") + 2
        if cut == 1:
            if len(rest) < 4 * _PIECE:
                continue
            cut = len(rest)
        part, rest = rest[:cut], rest[cut:]
        found = _REFERENCE.findall(part)
        columns.update(column for column, _ in found)
        rows = [row for _, row in found] + _ROW.findall(part)
        deepest = max(deepest, *map(int, set(rows)))
        if _UNNAMED.search(part):
            widest = max(widest, *(row.count(b"c>") for row in re.split(rb"<(?:\w+:)?row\b", part)))
        if b"f>" in part or b"f " in part or b'"e"' in part or b"'e'" in part:
            silent.update(_silent(part))
    widest = max(widest, max(map(column_index, columns), default=-1) + 1)
    if deepest > LARGEST_ROW or deepest * widest > MOST_CELLS:
        raise BadFile("工作表的范围太大（可能在很远的地方有零星内容），没有打开。请把要导入的表复制到新文件再试。")
    return silent


def _silent(part: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for cell in _CELL.finditer(part):
        attributes, inner = cell.groups()
        reference = _OWN_REFERENCE.search(attributes)
        if reference is None:
            continue
        result = _RESULT.search(inner)
        said = result[1].strip() if result else b""
        if _ERROR.search(attributes):
            why = f"单元格显示错误值 {said.decode('utf-8', 'replace') or '#N/A'}"
        elif (b"<f" in inner or b":f" in inner) and not said and not _IS.search(inner):
            # An empty text is a result as well: IF(…, "") is saved as a string of no length.
            if b't="str"' in attributes and result:
                continue
            why = NO_RESULT
        else:
            continue
        yield (int(reference[2]) - 1, column_index(reference[1])), why


def column_index(letters: bytes) -> int:
    """Position from 0 of a column such as AB."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
