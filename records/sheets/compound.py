"""Looks through an .xls before it is opened: what the container holds, how far its sheets reach, cells with errors.

The container is [MS-CFB], the sheets are records of [MS-XLS]; only what is needed to refuse safely is read here.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from records.sheets.archive import MOST_CELLS
from records.sheets.model import BadFile

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FREE = 0xFFFFFFFA
"""Sector numbers from here on end a chain."""
_ENTRY = 128
_BOF, _EOF, _SHEET, _PASSWORD, _BOOL_OR_ERROR, _FORMULA = 0x809, 0x0A, 0x85, 0x2F, 0x205, 0x06
_CELLS = frozenset({0x203, 0x27E, 0xFD, 0x204, _FORMULA, 0xBD, _BOOL_OR_ERROR, 0xD6})
"""Records that begin with row and column: NUMBER, RK, LABELSST, LABEL, FORMULA, MULRK, BOOLERR, RSTRING."""
_MULTIPLE = 0xBD
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_DAMAGED = "这个 .xls 文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。"


class Container:
    """The named streams of a compound file."""

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except (struct.error, IndexError) as error:
            raise BadFile(_DAMAGED) from error

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The content of a stream. Raises `BadFile` when the container is damaged."""
        start, size = self._entries[name]
        try:
            if size < self._cutoff:
                content = self._chain(start, self._mini_table, self._mini, self._mini_size, 0)
            else:
                content = self._stream(start)
            if len(content) < size:
                raise IndexError
            return content[:size]
        except (struct.error, IndexError) as error:
            raise BadFile(_DAMAGED) from error

    def _open(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        self._mini_size = 1 << struct.unpack_from("<H", data, 32)[0]
        if self._size not in (512, 4096) or self._mini_size != 64:
            raise BadFile(_DAMAGED)
        directory, self._cutoff, mini_table, _, more, _ = struct.unpack_from("<I4xIIIII", data, 48)
        self._table: list[int] = []
        self._table = self._numbers(b"".join(self._sector(number) for number in self._table_sectors(more)))
        self._mini_table = self._numbers(self._stream(mini_table))
        self._entries: dict[str, tuple[int, int]] = {}
        self._mini = b""
        listed = self._stream(directory)
        for offset in range(0, len(listed) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", listed, offset + 64)
            name = listed[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", listed, offset + 116)
            if kind == 5:
                self._mini = self._stream(start)[:size]
            elif kind == 2:
                self._entries[name] = start, size

    def _table_sectors(self, more: int) -> Iterator[int]:
        """Sectors of the allocation table: 109 are named in the header, the others in a chain of their own."""
        yield from (number for number in struct.unpack_from("<109I", self._data, 76) if number < _FREE)
        seen: set[int] = set()
        while more < _FREE and more not in seen:
            seen.add(more)
            *numbers, more = self._numbers(self._sector(more))
            yield from (number for number in numbers if number < _FREE)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise IndexError
        return self._data[start : start + self._size]

    def _stream(self, start: int) -> bytes:
        return self._chain(start, self._table, self._data, self._size, self._size)

    @staticmethod
    def _chain(start: int, table: list[int], data: bytes, size: int, offset: int) -> bytes:
        parts: list[bytes] = []
        while start < _FREE:
            if len(parts) > len(table):
                raise IndexError  # a chain that leads back into itself
            parts.append(data[offset + start * size : offset + (start + 1) * size])
            start = table[start]
        return b"".join(parts)

    @staticmethod
    def _numbers(content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


@dataclass(slots=True)
class _Sheet:
    """How far the cells of one sheet reach, and those that show an error."""

    rows: int = 0
    columns: int = 0
    silent: dict[tuple[int, int], str] = field(default_factory=dict)


def inspect(book: bytes) -> Mapping[int, Mapping[tuple[int, int], str]]:
    """By number of the sheet: cells that show an error, (row, column) from 0 → why, in words.

    `book` is the stream Workbook or Book. Raises `BadFile` for a password or for sheets that reach too far.
    """
    starts: list[int] = []
    sheets: dict[int, _Sheet] = {}
    current = _Sheet()
    for offset, kind, content in _records(book):
        if kind == _BOF:
            current = sheets[offset] = _Sheet()
        elif kind == _SHEET and len(content) >= 4:
            starts.append(struct.unpack_from("<I", content)[0])
        elif kind == _PASSWORD:
            raise BadFile("这个表格设了打开密码。请在 Excel 或 WPS 里取消密码，保存后再导入。")
        elif kind in _CELLS and len(content) >= 6:
            row, column = struct.unpack_from("<HH", content)
            last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _MULTIPLE else column
            current.rows, current.columns = max(current.rows, row + 1), max(current.columns, last + 1)
            if error := _error(kind, content):
                current.silent[row, column] = f"单元格显示错误值 {error}"
    if sum(sheet.rows * sheet.columns for sheet in sheets.values()) > MOST_CELLS:
        raise BadFile("工作表的范围太大（可能在很远的地方有零星内容），没有打开。请把要导入的表复制到新文件再试。")
    return {number: sheets[start].silent for number, start in enumerate(starts) if start in sheets}


def _records(book: bytes) -> Iterator[tuple[int, int, bytes]]:
    offset = 0
    while offset + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, offset)
        yield offset, kind, book[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _error(kind: int, content: bytes) -> str:
    """The error that a cell shows, empty for none."""
    if kind == _BOOL_OR_ERROR and len(content) >= 8 and content[7]:
        return _ERRORS.get(content[6], "#N/A")
    if kind == _FORMULA and len(content) >= 14 and content[12:14] == b"\xff\xff" and content[6] == 2:
        return _ERRORS.get(content[8], "#N/A")
    return ""
