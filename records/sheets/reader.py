"""Reads a file: finds the tables in it, their headers, and what each row says."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

from records.sheets.headers import FIELDS, REQUIRED, Header, plain_heading, read_header
from records.sheets.hours import hours_reader
from records.sheets.merging import Filler
from records.sheets.model import (
    LARGEST_ROW,
    BadFile,
    Cell,
    HoursRow,
    Kind,
    Problem,
    Reading,
    RosterRow,
    SheetRead,
    Skipped,
)
from records.sheets.plain import in_words
from records.sheets.repeats import without_repeats
from records.sheets.roster import roster_reader
from records.sheets.rows import Findings, Row, in_order, shortened
from records.sheets.tables import Table, Workbook, open_workbook

Progress = Callable[[str, int, int], None]
"""Hears the stage in words, how much is done, and of how much (0 when unknown)."""

READING = "读取表格"
_TOP = 50
"""Rows with content among which the header is looked for."""
_TOTAL = re.compile(r"(?:本页|总|学时)?(?:合计|小计|总计|共计|累计)(?:[:：(（\d].*)?|.{1,40}(?:合计|小计|总计)[:：]?")
_NOTE = re.compile(
    r"(?:注|备注|说明|制表|填表|填报|审核|负责人|单位负责人|联系|打印|盖章|单位盖章|第\d+页).*", re.DOTALL
)
_MARKED = re.compile(r"-问题\d*$")
"""What the file with the problems marked is called: the same hours, so the same source."""
_FEW = 3
"""A note below a table fills no more cells than this."""
_TICK = 5_000


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose for a file, and what the day is."""

    kind: Kind
    today: date
    """Nothing can have been completed later."""
    source: str = ""
    """来源 of rows that name none; empty for the name of the file without its ending."""
    region: str = ""
    """GB/T 2260 code of the centre's region, empty when unknown."""


def read(path: Path, choices: Choices, progress: Progress) -> Reading:
    """What the file holds. Raises `BadFile` when it cannot be read at all; everything else is a located problem."""
    with open_workbook(path) as book, path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        made = _Reader(path, choices, book, progress).all_sheets()
    rows, repeated = without_repeats(made.rows, made.taken, made.findings)
    return Reading(
        kind=choices.kind,
        file=path.name,
        digest=digest,
        sheets=tuple(made.taken),
        roster=tuple(row for row in rows if isinstance(row, RosterRow)),
        hours=tuple(row for row in rows if isinstance(row, HoursRow)),
        problems=in_order(made.findings.problems, made.taken),
        notices=made.findings.notices,
        skipped=tuple(made.skipped),
        repeated=repeated,
        ignored=tuple(made.ignored),
        hidden=tuple(made.hidden),
    )


class _Reader:
    """Goes through the sheets and gathers what they say."""

    def __init__(self, path: Path, choices: Choices, book: Workbook, progress: Progress) -> None:
        self.rows: list[RosterRow | HoursRow] = []
        self.taken: list[SheetRead] = []
        self.findings = Findings()
        self.skipped: list[Skipped] = []
        self.ignored: list[str] = []
        self.hidden: list[str] = []
        self._choices, self._book, self._progress = choices, book, progress
        self._file = _MARKED.sub("", path.stem)
        self._near: list[Problem] = []
        self._best: tuple[int, Problem] | None = None
        self._seen = 0

    def all_sheets(self) -> "_Reader":
        """Read every sheet that holds such a table."""
        doubtful: list[str] = []
        for table in self._book.tables():
            found = None if table.hidden else _find_header(table, self._choices.kind)
            if table.hidden:
                self.ignored.append(table.name)
                self.hidden.append(table.name)
            elif found is None or found.header.missing:
                self._leave_out(table, found)
            elif self._choices.kind is Kind.ROSTER and _is_whole(table, Kind.HOURS):
                doubtful.append(table.name)
            else:
                self._sheet(table, found)
        self._settle(doubtful)
        # A sheet that nearly fits was meant to be read: leaving it out silently would lose its rows.
        if self._near or not self.taken:
            self.findings.problems.extend(self._near or ([self._best[1]] if self._best else []))
        if not self.taken and self._best is None:
            raise BadFile("这个文件里没有看得见的工作表。请检查是否选对了文件。")
        return self

    def _leave_out(self, table: Table, found: "_Found | None") -> None:
        """Note a sheet that is no such table, and why."""
        self.ignored.append(table.name)
        problem = _no_table(table, found, self._choices.kind)
        known = len(found.header.columns) if found else 0
        if self._best is None or known > self._best[0]:
            self._best = known, problem
        if found is None or 2 * len(found.header.missing) > len(REQUIRED[self._choices.kind]):
            return
        # Hours beside a roster are no roster with a column missing.
        if not any(_is_whole(table, kind) for kind in Kind if kind is not self._choices.kind):
            self._near.append(problem)

    def _settle(self, doubtful: Sequence[str]) -> None:
        """Hours with names might be a roster: they are read as one only when the file has no other."""
        if self.taken or not doubtful:
            self.ignored += doubtful
            return
        for table in self._book.tables():
            if table.name in doubtful and (found := _find_header(table, self._choices.kind)) is not None:
                self._sheet(table, found)

    def _sheet(self, table: Table, found: "_Found") -> None:
        header = found.header
        self.taken.append(SheetRead(table.name, found.row, header.columns, header.unused))
        row = Row(table.name, header, self.findings, silent=table.silent, epoch=self._book.epoch)
        reader = self._row_reader(row)
        number_column = header.by_field["number"]
        at = number_column.index
        for number, own, cells in _filled(table):
            self._tick(table, number)
            first = _first(own) if number > found.row else None
            if first is None:
                continue
            again = at < len(cells) and plain_heading(cells[at]) == number_column.heading
            if again or _is_no_data(own, first, at):
                self.skipped.append(Skipped(table.name, number, shortened(first[1])))
                continue
            row.begin(number, cells)
            if (made := reader()) is not None:
                self.rows.append(made)
        self._progress(READING, self._seen, self._seen)

    def _row_reader(self, row: Row) -> Callable[[], RosterRow | HoursRow | None]:
        if self._choices.kind is Kind.ROSTER:
            return roster_reader(row, region=self._choices.region, today=self._choices.today)
        source = self._choices.source.strip()
        return hours_reader(row, source=source, file=self._file, today=self._choices.today)

    def _tick(self, table: Table, number: int) -> None:
        self._seen += 1
        if self._seen > LARGEST_ROW:
            raise BadFile(f"表格超过 {LARGEST_ROW:,} 行，没有导入。请拆成几个文件分别导入。")
        if number % _TICK == 0:
            self._progress(READING, number, max(table.height, number))


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that looks like the header."""

    row: int
    """From 1."""
    header: Header
    cells: tuple[str, ...]


def _filled(table: Table) -> Iterator[tuple[int, Sequence[Cell], Sequence[Cell]]]:
    """Each row with its number: its own cells, and the same with merges filled in."""
    fill = Filler(table.merges)
    for number, own in enumerate(table.rows(), start=1):
        yield number, own, fill(own)


def _find_header(table: Table, kind: Kind) -> _Found | None:
    """The header, or the row that comes nearest to one; None when no row has any known heading."""
    fill = Filler(table.merges)
    upper: _Found | None = None
    best: _Found | None = None
    above: Sequence[Cell] = ()
    looked = 0
    for number, own in enumerate(table.rows(), start=1):
        cells = fill(own)
        if not any(cells):
            continue
        header = read_header(cells, above, kind)
        found = _Found(number, header, tuple(plain_heading(cell) for cell in cells))
        if upper is not None:
            return upper if header.missing else found
        if not header.missing:
            if not any(fill.spans_into_next(column.index) for column in header.columns):
                return found
            upper = found  # headings that reach down into the next row, which may be the lower half of the header
        elif header.columns and (best is None or _fit(header) > _fit(best.header)):
            best = found
        above, looked = cells, looked + 1
        if looked == _TOP:
            break
    return upper or best


def _is_whole(table: Table, kind: Kind) -> bool:
    """Whether a sheet has every column that a table of this kind needs."""
    found = _find_header(table, kind)
    return found is not None and not found.header.missing


def _fit(header: Header) -> tuple[int, int]:
    return -len(header.missing), len(header.columns)


def _first(cells: Sequence[Cell]) -> tuple[int, str] | None:
    """Position and text of the first cell that says something."""
    return next(((index, text) for index, cell in enumerate(cells) if (text := in_words(cell))), None)


def _is_no_data(own: Sequence[Cell], first: tuple[int, str], number_column: int) -> bool:
    """Whether a row is a line of totals or a note below the table."""
    index, text = first
    plain = "".join(text.split())
    if index != number_column and number_column < len(own) and in_words(own[number_column]):
        return False
    if _TOTAL.fullmatch(plain):
        return True
    return bool(_NOTE.fullmatch(plain)) and sum(bool(in_words(cell)) for cell in own) <= _FEW


def _no_table(table: Table, found: _Found | None, kind: Kind) -> Problem:
    """Why a sheet holds no table of this kind."""
    wanted = "、".join("或".join(names) for names in _required_words(kind))
    if found is None:
        reason, row = f"没有找到表头，表头里要有 {wanted}", 1
        seen = ""
    else:
        columns = found.header.columns
        known = "、".join(f"{column.heading}（{column.word}）" for column in columns)
        others = "、".join(found.header.unused[:20])
        reason = f"表头里没有 {'、'.join(found.header.missing)}；认出的列：{known}"
        reason += f"；没有认出的列：{others}" if others else ""
        row, seen = found.row, shortened("、".join(cell for cell in found.cells if cell))
    fix = f"请把表头改成 {wanted} 等常用的名称" if found is None else "请补上缺少的列，或把列名改成常用的名称"
    return Problem(table.name, row, "", -1, seen, reason, fix)


def _required_words(kind: Kind) -> Iterator[list[str]]:
    for group in REQUIRED[kind]:
        yield [FIELDS[kind][field][0] for field in group]
