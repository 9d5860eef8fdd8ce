"""What importing a file would do: counts, conflicts, errors, changes. Looks into the database and changes nothing."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.entries import chunks
from records.ledger import Entry
from records.model import Actor, Particulars
from records.posting import Posting, Verdict, barred
from records.posting_ahead import Ahead, Comparing
from records.rosters import Reach, RosterOutcome, compare_roster, out_of_reach
from records.schema import PersonRow
from records.sheets.headers import FIELDS
from records.sheets.model import HoursRow, Kind, Notice, Problem, Reading, RosterRow
from records.sheets.reader import Progress
from records.sheets.rows import in_order, shortened

COMPARING = "与已有记录比对"
_PIECE = 5_000
"""Rows compared between two reports of progress."""
_COMPARED = ("hours", "completed", "category", "training", "project", "evidence", "unit")
_UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Change:
    """Something on the roster that the file says otherwise."""

    sheet: str
    row: int
    number: str
    """工号."""
    word: str
    """What changes, such as 岗位."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What committing would do."""

    reading: Reading
    new: int = 0
    unchanged: int = 0
    """Rows that the database has already, or that come again in the file."""
    changed: int = 0
    """People of a roster; a ledger never changes."""
    conflicts: tuple[Problem, ...] = field(default=(), repr=False)
    errors: tuple[Problem, ...] = field(default=(), repr=False)
    """Problems in the file, and people that nobody knows."""
    notices: tuple[Notice, ...] = field(default=(), repr=False)
    changes: tuple[Change, ...] = field(default=(), repr=False)
    postings: tuple[Posting, ...] = field(default=(), repr=False)
    """What would be written of hours."""
    roster: tuple[Particulars, ...] = field(default=(), repr=False)
    """What would be written of a roster."""
    ahead: Ahead | None = field(default=None, repr=False)
    """What is known of `postings`, so that writing them is quick; None when they have to be looked at once more."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Errors and conflicts, to be marked in the file."""
        return (*self.errors, *self.conflicts)


async def preview(session: AsyncSession, *, actor: Actor, reading: Reading, region: str, progress: Progress) -> Preview:
    """Compare a file that was read with the database.

    `region` is the code of the centre's region, for new people of whom the roster says none; empty when unknown.
    """
    if reading.kind is Kind.ROSTER:
        return await _of_roster(session, actor, reading, region, progress)
    return await _of_hours(session, actor, reading, progress)


async def _of_roster(session: AsyncSession, actor: Actor, reading: Reading, region: str, progress: Progress) -> Preview:
    errors, changes, written = list(reading.problems), list[Change](), list[Particulars]()
    counts = dict.fromkeys(Verdict, 0)
    placed = 0
    for some in _pieces(reading.roster, progress):
        outcomes = await compare_roster(session, [row.given for row in some])
        rows = [_placed(row.given, outcome, region) for row, outcome in zip(some, outcomes, strict=True)]
        out = await out_of_reach(session, actor=actor, rows=rows, outcomes=outcomes)
        for row, given, outcome in zip(some, rows, outcomes, strict=True):
            placed += given is not row.given
            if (reach := out.get(given.number)) is not None:
                errors.append(_beyond(reading, row, given, outcome.before, reach))
                continue
            counts[outcome.verdict] += 1
            if outcome.verdict is not Verdict.UNCHANGED:
                written.append(given)
            changes += _changes(row, given, outcome.before, outcome.fields)
    notices = reading.notices
    if placed:
        notices += (Notice("", 0, FIELDS[Kind.ROSTER]["region"][0], placed, "没有写，新登记的人按本中心的地区登记"),)
    return Preview(
        reading,
        new=counts[Verdict.NEW],
        unchanged=counts[Verdict.UNCHANGED] + len(reading.repeated),
        changed=counts[Verdict.CHANGED],
        errors=in_order(errors, reading.sheets),
        notices=notices,
        changes=tuple(changes),
        roster=tuple(written),
    )


async def _of_hours(session: AsyncSession, actor: Actor, reading: Reading, progress: Progress) -> Preview:
    errors, conflicts, written = list(reading.problems), list[Problem](), list[Posting]()
    unchanged = len(reading.repeated)
    out = await _out_of_reach(session, actor, [row.posting.number for row in reading.hours])
    comparing = await Comparing.begin(session)
    for some in _pieces(reading.hours, progress):
        outcomes = await comparing.piece(session, [row.posting for row in some])
        names = await _names(session, [row.posting.number for row in some if row.name])
        for row, (posting, outcome) in zip(some, outcomes, strict=True):
            number = row.posting.number
            if outcome.verdict is Verdict.UNKNOWN_PERSON:
                errors.append(_problem(reading, row, "number", number, *_UNKNOWN))
            elif number in out:
                errors.append(_problem(reading, row, "number", number, *_NOT_YOURS))
            elif row.name and _same_name(row.name) != _same_name(names.get(number, row.name)):
                errors.append(_problem(reading, row, "name", row.name, *_OTHER_NAME))
            elif outcome.verdict is Verdict.CONFLICT:
                conflicts.append(_conflict(reading, row, outcome.existing))
            elif outcome.verdict is Verdict.NEW:
                written.append(posting)
            else:
                unchanged += 1
    new = tuple(written)
    return Preview(
        reading,
        new=len(written),
        unchanged=unchanged,
        conflicts=tuple(conflicts),
        errors=in_order(errors, reading.sheets),
        notices=reading.notices,
        postings=new,
        ahead=comparing.ahead(new),
    )


_UNKNOWN = "名册里没有这个工号", "请核对工号，或先导入名册"
_NOT_YOURS = "您没有权限登记这位教师", "请删去这一行，或请管理员导入"
_ELSEWHERE = "不在您负责的范围里，您不能把教师登记到那里", "请改成您负责的地区和单位，或请管理员导入"
_NO_REGION = "没有写行政区划，不知道登记到您负责的哪个地区", "请写上行政区划"
_OTHER_NAME = "与名册里这个工号的姓名不一致", "请核对工号和姓名"
_RESOLVE = "请核对；以已登记的为准就跳过冲突，确需改动的用更正登记"


def _pieces(rows: "Sequence[Any]", progress: Progress) -> Iterator[Sequence[Any]]:
    """The rows in pieces, telling how far it is."""
    done = 0
    for some in chunks(rows, _PIECE):
        progress(COMPARING, done, len(rows))
        yield some
        done += len(some)
    progress(COMPARING, done, len(rows))


async def _out_of_reach(session: AsyncSession, actor: Actor, numbers: Sequence[str]) -> frozenset[str]:
    if actor.command_line:
        return frozenset()
    return await barred(session, actor=actor, numbers=numbers)


def _placed(given: Particulars, outcome: RosterOutcome, region: str) -> Particulars:
    """Somebody new of whom the file says no region belongs to that of the centre."""
    if outcome.verdict is Verdict.NEW and not given.region and region:
        return replace(given, region=region)
    return given


def _beyond(reading: Reading, row: RosterRow, given: Particulars, before: Particulars | None, reach: Reach) -> Problem:
    """Why the person who imports may not put this row, at the cell that says so."""
    if reach is Reach.NOT_THEIRS:
        return _problem(reading, row, "number", given.number, *_NOT_YOURS)
    if reach is Reach.NOWHERE:
        return _problem(reading, row, "region", "", *_NO_REGION)
    moves = given.school and given.school != (before.school if before else "")
    field = "school" if moves and given.region in ("", before.region if before else "") else "region"
    return _problem(reading, row, field, _said(given, field), *_ELSEWHERE)


async def _names(session: AsyncSession, numbers: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for some in chunks(list(dict.fromkeys(numbers))):
        wanted = select(PersonRow.number, PersonRow.name).where(PersonRow.number.in_(some))
        found.update((row[0], row[1]) for row in await session.execute(wanted))
    return found


def _same_name(name: str) -> str:
    """A name without what differs between two ways to write it: blanks, dots in the middle, widths."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def _changes(row: RosterRow, given: Particulars, before: Particulars | None, fields: Sequence[str]) -> Iterator[Change]:
    for name in fields if before is not None else ():
        word = FIELDS[Kind.ROSTER][name][0]
        yield Change(row.sheet, row.row, given.number, word, _said(before, name), _said(given, name))


def _conflict(reading: Reading, row: HoursRow, existing: Entry | None) -> Problem:
    """At the first cell that differs from what is in the ledger."""
    if existing is None:
        return _problem(reading, row, "hours", _said(row.posting, "hours"), "来源编号已用于另一条登记", _RESOLVE)
    differing = next((name for name in _COMPARED if getattr(existing, name) != getattr(row.posting, name)), "hours")
    name = "hours" if differing == _UNIT else differing
    ledger = _said(existing, name)
    reason = f"这次培训已经登记过，登记的是“{ledger}”" if ledger else "这次培训已经登记过，登记时这一项是空的"
    if differing == _UNIT:
        reason = f"这次培训已经登记过，登记的是 {ledger} {existing.unit.value}"
    return _problem(reading, row, name, _said(row.posting, name), reason, _RESOLVE)


def _problem(reading: Reading, row: HoursRow | RosterRow, field: str, value: str, reason: str, fix: str) -> Problem:
    sheet = next(sheet for sheet in reading.sheets if sheet.name == row.sheet)
    column = sheet.column(field)
    heading, index = (column.heading, column.index) if column else ("", -1)
    return Problem(row.sheet, row.row, heading, index, shortened(value), reason, fix)


def _said(of: object, name: str) -> str:
    """The value of a field in words."""
    value = getattr(of, name)
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value or "")
