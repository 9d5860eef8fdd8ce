"""Tables in text files: which characters, which separator, row by row."""

import csv
from collections.abc import Iterator
from pathlib import Path

from records.sheets.model import BadFile

_SEPARATORS = ",\t;|"
_CONTROL = {chr(code) for code in range(32)} - set("\t\n\r\f\v")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FIRST = 20
"""Lines by which the separator is told."""
_SAMPLE = 100_000
"""Characters that are looked through for what no text has."""


def encoding_of(path: Path) -> str:
    """Python's name of the characters of a text file. Raises `BadFile` when it is no text.

    Tried in turn: what a mark at the start says, UTF-8, UTF-16 by its zero bytes, GB18030 (which includes GBK).
    """
    content = path.read_bytes()
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    for encoding in (marked,) if marked else ("utf-8", *_wide(content), "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if not _CONTROL.intersection(text[:_SAMPLE]) and "\x00" not in text:
            return encoding
    raise BadFile("文件里的不是文字，也不是能读的表格。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。")


def _wide(content: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: separators and digits leave zeros at every other byte."""
    sample = content[: 1 << 16]
    if len(content) % 2 or sample.count(0) < len(sample) // 20:
        return ()
    return ("utf-16-le",) if sample[1::2].count(0) > sample[::2].count(0) else ("utf-16-be",)


def rows_of(path: Path, encoding: str) -> Iterator[list[str]]:
    """The rows from the first on, as spreadsheets number them. Raises `BadFile`."""
    with path.open(encoding=encoding, newline="") as file:
        head = [line for _, line in zip(range(_FIRST), file, strict=False)]
        separator = max(_SEPARATORS, key=lambda mark: sum(line.count(mark) for line in head))
        file.seek(0)
        reader = csv.reader(file, delimiter=separator)
        try:
            yield from reader
        except csv.Error as error:
            raise BadFile(
                f"第 {reader.line_num} 行附近读不下去，多半是英文引号没有成对。请检查，或另存为 .xlsx 再导入。"
            ) from error
