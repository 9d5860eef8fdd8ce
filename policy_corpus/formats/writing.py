"""Paragraphs and tables to the text that the parser of originals reads."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy_corpus.formats.model import Job

_MARKDOWN = re.compile(r"#{1,6}(?=\s|[\u4e00-\u9fff])|>|[-*+](?=\s)|\||<!--")
"""At the start of a line these would be read as Markdown."""
_WIDEST = 60
"""Columns of a table; a wider one is no table that a person reads."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, merged cells repeated in every place that they cover; all rows are equally long."""

    rows: tuple[tuple[str, ...], ...]


Block = str | Table
"""A paragraph (whose lines are set apart by line ends), or a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def grid(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    """The cells as a rectangle. A merged cell is repeated, so that each row can be understood by itself."""
    found: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in found:
                x += 1
            across = max(1, min(cell.columns, _WIDEST - x))
            for below in range(max(1, min(cell.rows, len(rows) - y))):
                for right in range(across):
                    found.setdefault((y + below, x + right), cell.text)
            x += across
            if x >= _WIDEST:
                break
    width = max((x for _, x in found), default=-1) + 1
    return tuple(tuple(found.get((y, x), "") for x in range(width)) for y in range(len(rows)))


def as_blocks(cells: tuple[tuple[str, ...], ...]) -> list[Block]:
    """A table, with a title row across all columns as a paragraph above it; paragraphs when it is none.

    A frame around text (one column, or one row) is no table.
    """
    rows = [row for row in cells if any(cell.strip() for cell in row)]
    blocks: list[Block] = []
    while len(rows) > 1 and len(rows[0]) > 1 and len(set(rows[0])) == 1:
        blocks.append(rows.pop(0)[0])
    used = [x for x in range(len(rows[0]) if rows else 0) if any(row[x].strip() for row in rows)]
    rows = [tuple(row[x] for x in used) for row in rows]
    if len(used) < 2 or len(rows) < 2:
        return [*blocks, *(line for row in rows for cell in dict.fromkeys(row) for line in cell.splitlines())]
    return [*blocks, Table(tuple(rows))]


def write(blocks: Iterable[Block], job: Job) -> str:
    """The whole text. Raises `NotReadable` when it is too long for any document."""
    pieces: list[str] = []
    for block in blocks:
        cells = (cell for row in block.rows for cell in row) if isinstance(block, Table) else (block,)
        job.budget.characters -= sum(map(len, cells))
        if job.budget.characters < 0:
            raise job.refuse(
                f"里的文字超过 {job.limits.characters // 10_000} 万字，不像一份文件。请拆成几个文件再添加。"
            )
        pieces.append(_table(block) if isinstance(block, Table) else paragraph(block))
    return "\n\n".join(piece for piece in pieces if piece)


def paragraph(text: str) -> str:
    """Lines without white space around them, safe from being read as Markdown."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(_MARKDOWN.sub(lambda sign: "\\" + sign[0], line, count=1) if _MARKDOWN.match(line) else line
                     for line in lines if line)  # fmt: skip


def _table(table: Table) -> str:
    head, *rest = [_row(row) for row in table.rows]
    return "\n".join([head, _row(["---"] * len(table.rows[0])), *rest])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
