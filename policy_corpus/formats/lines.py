"""Lines as they lie on pages to paragraphs: page headers and numbers out, broken sentences joined."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from policy_corpus.formats.writing import Block, Table
from policy_corpus.parser.noise import is_page_number
from policy_corpus.parser.numbering import marker

_ZONE = 0.12
"""Share of the page's height at its top and bottom where headers and page numbers stand."""
# A recognised dash is often taken for 一.
_BARE_NUMBER = re.compile(r"[-—–－·一\s]*\d{1,4}[-—–－·一\s]*|第?\s*\d{1,4}\s*页?\s*[/／共,，]\s*共?\s*\d{1,4}\s*页?")
_ENDS = re.compile(r"[。；;！？!?：:]”?$")
_DIGITS = re.compile(r"\d+")
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z0-9,.;:%)]$"), re.compile(r"[A-Za-z0-9(]")
_SHORT = 2.2
"""A line that stops this many characters before the margin ends its paragraph."""
_INDENT = 1.2
_ENOUGH = 8
"""Lines of a page that has margins of its own; a page with fewer has those of the page before."""
_REACHED, _REACH_SHARE = 3, 8
"""So many lines, and one in so many, end at a real margin."""
_GAP = 1.7
"""A line this many times as far below as usual begins anew."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it lies, in points from the page's top left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    """Height of its characters."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on one page, in reading order."""

    width: float
    height: float
    items: tuple[Line | Table, ...]


def blocks_of(pages: Sequence[Page]) -> list[Block]:
    """Paragraphs and tables of all pages."""
    repeated = _repeated(pages)
    result: list[Block] = []
    last: Line | None = None
    """The line before, when a paragraph may go on from it."""
    frame: _Frame | None = None
    margin = 0.0
    """Right margin of the page on which it stands."""
    for page in pages:
        kept = [item for item in page.items if isinstance(item, Table) or not _is_frame(item, page, repeated)]
        lines = [item for item in kept if isinstance(item, Line)]
        frame = _Frame.of(lines, page.width) if frame is None or len(lines) >= _ENOUGH else frame
        turned = True
        for item in kept:
            if isinstance(item, Table):
                if not (turned and _goes_on(result, item)):
                    result.append(item)
                last = None
            elif last is not None and result and frame.joins(last, item, margin if turned else None):
                result[-1] = _joined(str(result[-1]), item.text)
                last = item
            else:
                result.append(item.text)
                last = item
            turned = False
        margin = frame.right
    return result


@dataclass(frozen=True, slots=True)
class _Frame:
    """Margins and spacing of the text on one page."""

    left: float
    right: float
    size: float
    gap: float

    @classmethod
    def of(cls, lines: Sequence[Line], width: float) -> "_Frame":
        if not lines:
            return cls(0, 0, 1, 0)
        size = median(line.size for line in lines)
        body = [line for line in lines if abs(line.size - size) < size * 0.2] or list(lines)
        rights = sorted(line.right for line in body)
        lefts = Counter(round(line.left / (size / 2)) for line in body)
        often = [place for place, count in lefts.items() if count * 6 >= len(body)]
        left = min(often, default=min(lefts)) * size / 2
        gaps = [b.top - a.top for a, b in pairwise(body) if 0 < b.top - a.top < 4 * size]
        right = rights[-1 - len(rights) // 20]
        reach = sum(right - other <= size for other in rights)
        if reach < _REACHED or reach * _REACH_SHARE < len(rights):
            # The longest line reaches no margin: the page is taken to be as wide on this side as on the other.
            right = max(right, width - left)
        return cls(left, right, size, median(gaps) if gaps else size * 1.5)

    def joins(self, above: Line, line: Line, margin: float | None) -> bool:
        """Whether `line` goes on with the paragraph of `above`; `margin`: that of its page, if it was another."""
        full = above.right >= (self.right if margin is None else margin) - _SHORT * self.size
        if not full or line.left > self.left + _INDENT * self.size or abs(above.size - line.size) > 0.2 * self.size:
            return False
        if margin is None and line.top - above.top > _GAP * self.gap:
            return False
        begins = marker(line.text)
        return not (_ENDS.search(above.text) and begins is not None and not begins.weak)


def _goes_on(result: list[Block], table: Table) -> bool:
    """Join a table that goes on on the next page; its head may stand there once more."""
    above = result[-1] if result else None
    if not isinstance(above, Table) or len(above.rows[0]) != len(table.rows[0]):
        return False
    rows = table.rows[1:] if table.rows[0] == above.rows[0] else table.rows
    result[-1] = Table(above.rows + rows)
    return True


def _joined(text: str, more: str) -> str:
    apart = " " if _LATIN_END.search(text) and _LATIN_START.match(more) else ""
    return text + apart + more


def _is_frame(line: Line, page: Page, repeated: frozenset[str]) -> bool:
    """Page numbers, and lines that stand at the same end of many pages."""
    return is_page_mark(line, page.height) or (_in_zone(line, page.height) and _shape(line.text) in repeated)


def is_page_mark(line: Line, height: float) -> bool:
    """Whether it is the number of the page (of this height)."""
    text = line.text.strip()
    return _in_zone(line, height) and bool(is_page_number(text) or _BARE_NUMBER.fullmatch(text))


def _in_zone(line: Line, height: float) -> bool:
    return line.bottom <= height * _ZONE or line.top >= height * (1 - _ZONE)


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """Shapes of the lines that stand at the top or bottom of at least half of all pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        lines = [item for item in page.items if isinstance(item, Line)]
        zone = [line for line in lines if _in_zone(line, page.height)]
        seen.update({_shape(line.text) for line in zone})
    return frozenset(shape for shape, count in seen.items() if count >= 2 and count * 2 >= len(pages))


def _shape(text: str) -> str:
    return _DIGITS.sub("0", re.sub(r"\s+", "", text))
