"""Writes a minimal .xls: [MS-XLS] records in a [MS-CFB] container, only what the tests need."""

import struct
from collections.abc import Sequence
from datetime import date
from pathlib import Path

_SECTOR = 512
_SMALLEST = 4096
"""Bytes from which on a stream has sectors of its own."""
_NONE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_GENERAL, _DAY = 0, 1
_BUILT_IN_DAY = 14
"""Number of Excel's own format of days."""

Value = str | float | date | None


def write_xls(
    path: Path,
    rows: Sequence[Sequence[Value]],
    *,
    sheet: str = "学时",
    merges: Sequence[tuple[int, int, int, int]] = (),
    errors: Sequence[tuple[int, int]] = (),
    password: bool = False,
) -> Path:
    """One sheet; `errors` (row, column) show #N/A, `merges` are (first row, first column, last row, last column)."""
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if (row, column) in errors:
                body += _record(0x205, struct.pack("<HHHBB", row, column, _GENERAL, 0x2A, 1))
            elif value is not None:
                body += _cell(row, column, value)
    if merges:
        areas = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges)
        body += _record(0xE5, struct.pack("<H", len(merges)) + areas)
    body += _record(0x0A)
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    if password:
        head += _record(0x2F, struct.pack("<H52x", 1))
    head += b"".join(_record(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, _BUILT_IN_DAY))
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    offset = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x85, struct.pack("<IBB", offset, 0, 0) + name) + _record(0x0A)
    return write_container(path, "Workbook", head + body)


def write_container(path: Path, name: str, content: bytes) -> Path:
    """A compound file with one stream."""
    content = content.ljust(_SMALLEST, b"\0")
    count = -(-len(content) // _SECTOR)
    assert count + 2 <= _SECTOR // 4, "the table of sectors has one sector only"
    table = [_TABLE, _END, *range(3, count + 2), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_NONE] * 108)
    sectors = struct.pack(f"<{_SECTOR // 4}I", *table, *[_NONE] * (_SECTOR // 4 - len(table)))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, 2, len(content))
    path.write_bytes(header + sectors + directory.ljust(_SECTOR, b"\0") + content.ljust(count * _SECTOR, b"\0"))
    return path


def _entry(name: str, kind: int, start: int, size: int, child: int = _NONE) -> bytes:
    written = name.encode("utf-16-le")
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
    return head + struct.pack("<III36xIQ", _NONE, _NONE, child, start, size)


def _cell(row: int, column: int, value: str | float | date) -> bytes:
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x204, struct.pack("<HHH", row, column, _GENERAL) + text)
    if isinstance(value, date):
        days = (value - date(1899, 12, 30)).days
        return _record(0x203, struct.pack("<HHHd", row, column, _DAY, days))
    return _record(0x203, struct.pack("<HHHd", row, column, _GENERAL, value))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
