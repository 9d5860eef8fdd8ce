"""Characters of a page to lines."""

import re
from collections.abc import Sequence
from statistics import median
from typing import Any

from policy_corpus.formats.lines import Line

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")
_SPACES = re.compile(r"[ \u3000]{2,}")
_WIDE, _NARROW = 0.75, 0.25
"""A gap of so many characters is a space: beside a Chinese character, and between Latin ones."""
_TYPED = 0.1
"""A typed space beside a Chinese character is one when it takes so much room; some programs type one after each."""
_COLUMN = 3.0
"""A gap of so many characters parts a line in two."""


def lines_of(chars: Sequence[dict[str, Any]]) -> list[Line]:
    """Lines from top to bottom, those at one height from left to right."""
    rows: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and middle < _floor(rows[-1]):
            rows[-1].append(char)
        elif char["text"].strip():
            rows.append([char])
    lines = [line for row in rows for line in _split(sorted(row, key=lambda c: c["x0"]))]
    return [line for line in lines if line.text]


def _floor(row: list[dict[str, Any]]) -> float:
    """A character whose middle lies above this belongs to the row."""
    first = max(row[:3], key=lambda c: c["bottom"] - c["top"])
    return float(first["top"] + (first["bottom"] - first["top"]) * 0.85)


def _split(row: list[dict[str, Any]]) -> list[Line]:
    size = median(char["bottom"] - char["top"] for char in row)
    pieces: list[list[dict[str, Any]]] = [[]]
    end: float | None = None
    for char in row:
        if char["text"].isspace():
            pieces[-1].append(char)
            continue
        if end is not None and char["x0"] - end > _COLUMN * size:
            pieces.append([])
        pieces[-1].append(char)
        end = char["x1"]
    return [_line(piece, size) for piece in pieces if any(not c["text"].isspace() for c in piece)]


def _line(row: list[dict[str, Any]], size: float) -> Line:
    seen = [char for char in row if not char["text"].isspace()]
    text, last = "", seen[0]
    spaced = False
    for char in row:
        if char["text"].isspace():
            spaced = bool(text)
            continue
        wide = _CJK.match(char["text"]) or _CJK.match(last["text"])
        gap = (char["x0"] - last["x1"]) / size
        if text and (gap > (_WIDE if wide else _NARROW) or (spaced and (gap > _TYPED or not wide))):
            text += " "
        text += char["text"]
        last, spaced = char, False
    left, right = seen[0]["x0"], seen[-1]["x1"]
    text = _SPACES.sub(" ", text).strip()
    return Line(text, left, right, min(c["top"] for c in seen), max(c["bottom"] for c in seen), size)
