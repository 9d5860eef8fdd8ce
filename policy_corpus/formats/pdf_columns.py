"""The order in which the lines and tables of a page are read: two columns one after the other."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median

from policy_corpus.formats.lines import Line
from policy_corpus.formats.writing import Table

_MIDDLE = (0.35, 0.65)
_LEAST = 4
"""Lines that a column has at least."""
_FULL = 0.6
"""Share of the left column's lines that reach to the gutter; those of a list of pairs do not."""


def reading_order(lines: Sequence[Line], tables: Iterable[tuple[float, Table]], width: float) -> list[Line | Table]:
    """Lines and tables (each with its top) from top to bottom; the halves of a page in two columns in turn."""
    gutter = _gutter(lines, width)
    ordered: list[tuple[float, Line | Table]] = list(tables)
    if gutter is None:
        ordered += [(line.top, line) for line in _rejoined(lines)]
        return [item for _, item in sorted(ordered, key=lambda pair: pair[0])]
    side = [(line, 0 if line.left < gutter < line.right else 1) for line in sorted(lines, key=lambda x: x.top)]
    for split, group in groupby(side, key=lambda pair: pair[1]):
        band = [line for line, _ in group]
        top = band[0].top
        if split:
            band = sorted(band, key=lambda line: (line.left > gutter, line.top))
        # A band keeps its place among the tables by its first line; `sorted` is stable within it.
        ordered += [(top, line) for line in band]
    return [item for _, item in sorted(ordered, key=lambda pair: pair[0])]


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    """The middle of the gap between two columns; None when the page has one."""
    if len(lines) < 2 * _LEAST:
        return None
    size = median(line.size for line in lines)
    places = [width * (_MIDDLE[0] + (_MIDDLE[1] - _MIDDLE[0]) * step / 60) for step in range(61)]
    crossing = {place: sum(line.left < place < line.right for line in lines) for place in places}
    best = min(places, key=lambda place: (crossing[place], abs(place - width / 2)))
    left = [line for line in lines if line.right <= best]
    right = [line for line in lines if line.left >= best]
    if min(len(left), len(right)) < _LEAST or crossing[best] * 2 > min(len(left), len(right)):
        return None
    margin = max(line.right for line in left)
    start = min(line.left for line in right)
    full = sum(line.right > margin - 2 * size for line in left)
    return best if start - margin >= size * 0.8 and full >= _FULL * len(left) else None


def _rejoined(lines: Sequence[Line]) -> list[Line]:
    """Lines that were parted at a wide gap, made one again: there are no columns."""
    result: list[Line] = []
    for line in lines:
        above = result[-1] if result else None
        if above is not None and abs(above.top - line.top) < line.size / 2 and line.left >= above.right:
            result[-1] = Line(
                f"{above.text} {line.text}", above.left, line.right, min(above.top, line.top),
                max(above.bottom, line.bottom), above.size,
            )  # fmt: skip
        else:
            result.append(line)
    return result
