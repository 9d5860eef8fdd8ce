"""Merged cells: the value of the first one belongs to all rows and columns of the merge."""

from collections.abc import Sequence

from records.sheets.model import BadFile, Cell
from records.sheets.tables import Merge

MOST_AT_ONCE = 1_000
"""Merges that reach over one row; more is no table."""


class Filler:
    """Gives the rows of a sheet, from the first on, with merged cells filled in."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self._waiting = sorted(merges, reverse=True)
        self._open: list[tuple[Merge, Cell]] = []
        self._row = 0

    def __call__(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The next row. Raises `BadFile` when the merges are beyond all measure."""
        row, self._row = self._row, self._row + 1
        while self._waiting and self._waiting[-1][0] <= row:
            merge = self._waiting.pop()
            left = merge[1]
            self._open.append((merge, cells[left] if left < len(cells) else ""))
        if not self._open:
            return cells
        if len(self._open) > MOST_AT_ONCE:
            raise BadFile("合并单元格太多，读不了。请把要导入的表取消合并，复制到新文件再试。")
        filled = list(cells)
        for (_, left, _, right), value in self._open:
            for column in range(left, min(right + 1, len(filled))):
                filled[column] = value
        self._open = [(merge, value) for merge, value in self._open if merge[2] > row]
        return filled

    def spans_into_next(self, column: int) -> bool:
        """Whether a merge that covers this column of the row given last goes on below it."""
        return any(merge[1] <= column <= merge[3] for merge, _ in self._open)
