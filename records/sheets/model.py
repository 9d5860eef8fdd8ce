"""What a spreadsheet holds, as values: rows that can be kept, and located problems with what to do."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from records.errors import RecordsError
from records.model import Particulars
from records.posting import Posting

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A value as the file holds it; the empty string for an empty cell."""

LARGEST_ROW = 1_048_576
"""Rows of a sheet of Excel, and as many as one import takes."""


class BadFile(RecordsError):
    """A file that cannot be read at all; the sentence says why and what to do."""


class Kind(StrEnum):
    """What is imported."""

    ROSTER = "roster"
    """名册."""
    HOURS = "hours"
    """学时."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the value of a cell."""

    reason: str
    """A Chinese clause without a full stop."""
    fix: str
    """What to do, without a full stop."""
    month_only: bool = False
    """The value is a month where a day is wanted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the file, and where."""

    sheet: str
    """Name of the sheet; empty for a text file."""
    row: int
    """As spreadsheets count, from 1."""
    column: str
    """Heading as the file writes it; empty when the whole row is meant."""
    index: int
    """Position of the column from 0; -1 when the whole row is meant."""
    value: str
    """The cell in words."""
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know that stops nothing; said once for all cells of a column."""

    sheet: str
    row: int
    """The first row that it concerns."""
    column: str
    count: int
    text: str
    """A Chinese clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no data: totals, a note below the table, a heading that is repeated."""

    sheet: str
    row: int
    text: str
    """Its first words."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row that says the same as an earlier one and counts once."""

    sheet: str
    row: int
    first_sheet: str
    first_row: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was recognised."""

    field: str
    """Name of the field of `Particulars` or `Posting`, such as number."""
    word: str
    """The usual heading, such as 工号."""
    heading: str
    """As the file writes it."""
    index: int
    """From 0."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet that was taken."""

    name: str
    header_row: int
    """As spreadsheets count, from 1."""
    columns: tuple[Column, ...]
    unused: tuple[str, ...]
    """Headings that mean nothing here."""

    def column(self, field: str) -> Column | None:
        """Where a field stands, None when the sheet has no such column."""
        return next((column for column in self.columns if column.field == field), None)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person as the file says; empty values mean that it says nothing."""

    sheet: str
    row: int
    given: Particulars


@dataclass(frozen=True, slots=True)
class HoursRow:
    """A posting as the file says."""

    sheet: str
    row: int
    posting: Posting
    name: str = ""
    """姓名, to be held against the roster; empty when the file has none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file, before anybody has looked into the database.

    Its `repr` is short: asyncio makes one of every result, and logs are no place for people.
    """

    kind: Kind
    file: str
    """Name of the file, without its folder."""
    digest: str
    """SHA-256 of the content."""
    sheets: tuple[SheetRead, ...] = ()
    roster: tuple[RosterRow, ...] = field(default=(), repr=False)
    hours: tuple[HoursRow, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = field(default=(), repr=False)
    notices: tuple[Notice, ...] = field(default=(), repr=False)
    skipped: tuple[Skipped, ...] = field(default=(), repr=False)
    repeated: tuple[Repeated, ...] = field(default=(), repr=False)
    ignored: tuple[str, ...] = ()
    """Names of sheets without a table of this kind, and of hidden ones."""
    hidden: tuple[str, ...] = ()
    """Those of `ignored` that are hidden."""

    @property
    def rows(self) -> int:
        """How many different rows can be kept."""
        return len(self.roster) + len(self.hours)
