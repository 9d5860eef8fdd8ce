"""One row of data at a time: cells by field, and every problem noted where it is."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from records.sheets.days import read_day
from records.sheets.headers import Header, usual_heading
from records.sheets.model import Cell, Column, Flaw, Notice, Problem, SheetRead
from records.sheets.plain import in_words, is_number, read_code

_LONGEST_SHOWN = 40
_SENTENCE = re.compile(r"([^。]+)。(?:(请[^。]+)。)?")
_PADDING = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


class Findings:
    """What was found wrong or worth a word in the whole file."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._notices: dict[tuple[str, str, str], tuple[int, int]] = {}

    def notice(self, sheet: str, row: int, column: str, text: str) -> None:
        """Something to know, counted for each column."""
        first, count = self._notices.get((sheet, column, text), (row, 0))
        self._notices[sheet, column, text] = (first, count + 1)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What there is to know, in the order in which it came up."""
        return tuple(
            Notice(sheet, first, column, count, text) for (sheet, column, text), (first, count) in self._notices.items()
        )


class Row:
    """A row of a sheet, read by field. The same object serves row after row: there are a hundred thousand of them."""

    def __init__(
        self,
        sheet: str,
        header: Header,
        findings: Findings,
        *,
        silent: Mapping[tuple[int, int], str],
        epoch: date,
    ) -> None:
        self.sheet = sheet
        self.number = 0
        """As spreadsheets count, from 1."""
        self._columns = header.by_field
        self._findings = findings
        self._silent = silent
        self._epoch = epoch
        self._cells: Sequence[Cell] = ()
        self._problems = 0

    def begin(self, number: int, cells: Sequence[Cell]) -> None:
        """Go on to the next row."""
        self.number = number
        self._cells = cells
        self._problems = len(self._findings.problems)

    @property
    def wrongs(self) -> int:
        """How many problems were found with this row so far."""
        return len(self._findings.problems) - self._problems

    def has(self, field: str) -> bool:
        """Whether the sheet has a column for the field."""
        return field in self._columns

    def heading(self, field: str) -> str:
        """The heading of the field's column, empty without one."""
        return self._columns[field].heading if field in self._columns else ""

    def cell(self, field: str) -> Cell:
        """The cell of a field; empty without a column. A cell without a value is a problem, and empty."""
        column = self._columns.get(field)
        if column is None or column.index >= len(self._cells):
            return ""
        if self._silent and (why := self._silent.get((self.number - 1, column.index))):
            self.wrong(field, Flaw(why, "请在 Excel 或 WPS 里打开并保存一次，或改填数值"))
            return ""
        return self._cells[column.index]

    def text(self, field: str) -> str:
        """The cell as text on one line."""
        # The same few words come row after row: one copy of each is kept.
        return sys.intern(in_words(self.cell(field)))

    def code(self, field: str) -> str:
        """The cell as a 工号 or another code; empty, with a problem, when it cannot be one."""
        cell = self.cell(field)
        code = read_code(cell)
        if isinstance(code, Flaw):
            self.wrong(field, code)
            return ""
        if field == "number" and is_number(cell):
            self.notice(field, "是数字而不是文本，前面若有 0 已经丢失，请核对")
        return sys.intern(code)

    def code_or_text(self, field: str) -> str:
        """A number as a code, anything else as text."""
        cell = self.cell(field)
        return self.code(field) if is_number(cell) else in_words(cell)

    def name(self, field: str) -> str:
        """A name; 王　五 is written with a blank only so that it lines up."""
        text = self.text(field)
        return text if text.isascii() else _PADDING.sub("", text)

    def day(self, field: str, *, period: bool = False) -> date | Flaw | None:
        """The day in the cell; None when it is empty."""
        cell = self.cell(field)
        if isinstance(cell, str) and not in_words(cell):
            return None
        return read_day(cell, period=period, epoch=self._epoch)

    def wrong(self, field: str, flaw: Flaw) -> None:
        """Note a problem with the cell of a field; with an empty `field`, with the row."""
        column = self._columns.get(field)
        self._findings.problems.append(
            Problem(
                sheet=self.sheet,
                row=self.number,
                column=column.heading if column else "",
                index=column.index if column else -1,
                value=self._shown(column),
                reason=flaw.reason,
                fix=flaw.fix,
            )
        )

    def wrong_as(self, field: str | Mapping[str, str], sentences: str) -> None:
        """Note what a service says in sentences such as 工号“…”不能用。请写……。

        `field` is meant by all of them, or gives the field for each word with which one may begin.
        """
        for found in _SENTENCE.finditer(sentences):
            meant = field if isinstance(field, str) else _field_of(found[1], field)
            self.wrong(meant, Flaw(found[1], found[2] or "请改正后重新导入"))

    def notice(self, field: str, text: str) -> None:
        """Note something to know about the cell of a field."""
        self._findings.notice(self.sheet, self.number, self.heading(field) or usual_heading(field), text)

    def _shown(self, column: Column | None) -> str:
        if column is None or column.index >= len(self._cells):
            return ""
        return shortened(in_words(self._cells[column.index]))


def _field_of(sentence: str, words: Mapping[str, str]) -> str:
    return next((field for word, field in words.items() if sentence.startswith(word)), "")


def in_order(problems: Iterable[Problem], sheets: Sequence[SheetRead]) -> tuple[Problem, ...]:
    """As they stand in the file; those of sheets that were not taken come first."""
    places = {sheet.name: number for number, sheet in enumerate(sheets)}
    return tuple(sorted(problems, key=lambda one: (places.get(one.sheet, -1), one.row, one.index)))


def shortened(text: str) -> str:
    """A value fit to be shown in a sentence."""
    visible = "".join(c if c.isprintable() else "�" for c in text[: _LONGEST_SHOWN + 1])
    return visible if len(visible) <= _LONGEST_SHOWN else visible[:_LONGEST_SHOWN] + "…"
