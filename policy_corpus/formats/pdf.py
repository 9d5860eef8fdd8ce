"""PDF to text: characters to lines, ruled tables to tables, page by page. Runs in the guarded process."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from policy_corpus.formats.lines import Page
from policy_corpus.formats.model import Job
from policy_corpus.formats.pdf_columns import reading_order
from policy_corpus.formats.pdf_lines import lines_of
from policy_corpus.formats.writing import Table, as_blocks

_LEAST = 10
"""Characters of a page that has a text; a stamp or page number alone may be written on a scan."""
_UNREADABLE_SHARE = 0.05
_DRAWN = 50
"""Curves on a page that may be letters drawn as shapes; with fewer, and nothing else, it is empty."""

_FAILURES = (
    PdfminerException, MalformedPDFException, PDFPasswordIncorrect, PDFEncryptionError, struct.error, zlib.error,
    TypeError, ValueError, KeyError, IndexError, AttributeError, AssertionError,
)  # fmt: skip
"""The ways in which pdfminer fails over a damaged file."""

OnPage = Callable[[int, int], None]
"""Called with how many pages are done, and of how many."""


def read_pages(content: bytes, job: Job, on_page: OnPage) -> list[Page | None]:
    """The pages of a PDF; None for one without a readable text (a scan, or fonts that say nothing).

    Raises `NotReadable` when the file is encrypted, damaged or too long.
    """
    try:
        with pdfplumber.open(BytesIO(content)) as document:
            total = len(document.pages)
            if total > job.limits.pages:
                raise job.refuse(f"有 {total} 页，超过 {job.limits.pages} 页。请拆成几个文件再添加。")
            if not total:
                raise job.refuse("里没有页面，可能已损坏。请重新下载。")
            pages = []
            for done, page in enumerate(document.pages):
                on_page(done, total)
                pages.append(_read(page))
                page.close()
            return pages
    except _FAILURES as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, MemoryError | RecursionError):
            raise cause from error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise job.refuse("设了打开密码。请去掉密码（例如打开后打印为新的 PDF）再添加。") from error
        raise job.refuse("不是完整的 PDF，或已损坏。请重新下载，或打开后打印为新的 PDF 再添加。") from error


def _read(page: Any) -> Page | None:
    """The page; None also for a damaged one, which may still be drawn and recognised."""
    try:
        return _page(page)
    except _FAILURES as error:
        if error.args and isinstance(error.args[0], MemoryError | RecursionError):
            raise error.args[0] from error
        return None


def _page(page: Any) -> Page | None:
    height, width = float(page.height), float(page.width)
    chars = [char for char in page.dedupe_chars().chars if char["text"]]
    sideways = [char for char in chars if not char["upright"]]
    if len(sideways) * 2 > len(chars):
        return _turned(sideways, width, height)
    chars = [char for char in chars if char["upright"]]
    if not chars and not page.images and len(page.curves) < _DRAWN:
        return Page(width, height, ())
    if not _is_readable(chars):
        return None
    items: list[tuple[float, Table]] = []
    inside: list[tuple[float, float, float, float]] = []
    for table in page.find_tables():
        found = [block for block in as_blocks(_cells(table)) if isinstance(block, Table)]
        if found:
            # A title row is left to the lines above; what stands in a frame that is no table, to the lines inside.
            top = _first_row_of(table, found[0])
            inside.append((table.bbox[0], top, table.bbox[2], table.bbox[3]))
            items.append((top, found[0]))
    lines = lines_of([char for char in chars if not _within(char, inside)])
    return Page(width, height, tuple(reading_order(lines, items, width)))


def _cells(table: Any) -> tuple[tuple[str, ...], ...]:
    """Texts by row; a merged cell is repeated in every place that it covers."""
    texts = table.extract()
    rows = [row.cells for row in table.rows]
    widths = [next((row[x] for row in rows if row[x]), None) for x in range(max(map(len, rows), default=0))]
    placed = [
        (cell, text or "")
        for row, said in zip(rows, texts, strict=True)
        for cell, text in zip(row, said, strict=True)
        if cell
    ]

    def at(x: int, cells: list[Any]) -> str:
        across, down = widths[x], next((cell for cell in cells if cell), None)
        if across is None or down is None:
            return ""
        middle = (across[0] + min(across[2], across[0] + 2)) / 2
        low = (down[1] + min((cell[3] for cell in cells if cell), default=down[3])) / 2
        return next((text for cell, text in placed if cell[0] <= middle <= cell[2] and cell[1] <= low <= cell[3]), "")

    return tuple(tuple(_unbroken(at(x, row)) for x in range(len(widths))) for row in rows)


def _unbroken(text: str) -> str:
    """The lines of a cell as one: a cell is narrow, its lines are broken anywhere."""
    lines = [line.strip() for line in text.splitlines()]
    result = ""
    for line in lines:
        apart = " " if result and result[-1].isascii() and line[:1].isascii() else ""
        result += apart + line
    return result


def _first_row_of(table: Any, found: Table) -> float:
    """Where the rows of `found` begin in `table`: those above were a title across all columns."""
    skipped = max(0, len(table.rows) - len(found.rows))
    return float(table.rows[skipped].bbox[1]) if skipped < len(table.rows) else float(table.bbox[1])


def _within(char: dict[str, Any], boxes: list[tuple[float, float, float, float]]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)


def _turned(chars: list[dict[str, Any]], width: float, height: float) -> Page | None:
    """A page whose text runs upwards or downwards, turned upright."""
    if not _is_readable(chars):
        return None
    upwards = sum(1 if char["matrix"][1] > 0 else -1 for char in chars) > 0
    turned = []
    for char in chars:
        x0, x1, top, bottom = char["x0"], char["x1"], char["top"], char["bottom"]
        if upwards:
            place = {"x0": height - bottom, "x1": height - top, "top": x0, "bottom": x1}
        else:
            place = {"x0": top, "x1": bottom, "top": width - x1, "bottom": width - x0}
        turned.append({**char, **place})
    return Page(height, width, tuple(reading_order(lines_of(turned), [], height)))


def _is_readable(chars: list[dict[str, Any]]) -> bool:
    """Whether the page has a text, and its fonts tell which characters they show."""
    texts = [char["text"] for char in chars if not char["text"].isspace()]
    broken = sum(text.startswith("(cid:") or "\ue000" <= text[0] <= "\uf8ff" or text[0] in "\0\ufffd" for text in texts)
    return len(texts) >= _LEAST and broken <= _UNREADABLE_SHARE * len(texts)
