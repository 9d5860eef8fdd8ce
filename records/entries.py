"""Rows of the ledger as entries of the pure core, and back. Who may do so is for the services to ask."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, FromClause, Select, Table, insert, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects
from records.base import Base
from records.ledger import Entry, EntryKind, Unit
from records.ledger_schema import EntryRow

ON_COMMAND_LINE = "命令行"
"""`Entry.recorded_by` of what nobody on the roster recorded."""
CHUNK = 1000
"""Rows of one statement: databases limit its parameters."""
TABLE = cast("Table", EntryRow.__table__)

_READ = (
    TABLE.c.id,
    TABLE.c.person_id,
    TABLE.c.kind,
    TABLE.c.hours,
    TABLE.c.completed,
    TABLE.c.source,
    TABLE.c.source_key,
    TABLE.c.recorded_at,
    TABLE.c.recorded_by,
    TABLE.c.category,
    TABLE.c.training,
    TABLE.c.unit,
    TABLE.c.refers_to,
    TABLE.c.project,
    TABLE.c.evidence,
    TABLE.c.note,
)
_KINDS = {kind.value: kind for kind in EntryKind}
_UNITS = {unit.value: unit for unit in Unit}

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry with what the pure core does not need."""

    entry: Entry
    person: int
    project_number: str
    batch: int | None


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


async def of_people(session: AsyncSession, numbers: Mapping[int, str]) -> defaultdict[int, list[Entry]]:
    """The entries of people by their ids; `numbers` gives the 工号 of each."""
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    wanted = _of_people(dialects.name_of(session))
    for some in chunks(list(numbers)):
        for row in (await session.execute(wanted, {dialects.AMONG: some})).all():
            found[row[1]].append(_entry(row, numbers[row[1]]))
    return found


async def kept_of(session: AsyncSession, numbers: Mapping[int, str]) -> list[Kept]:
    """The entries of people by their ids, in the order in which they were written."""
    found = await _kept(session, "person_id", list(numbers))
    found.sort(key=lambda kept: int(kept.entry.id))
    return [replace(kept, entry=replace(kept.entry, teacher=numbers[kept.person])) for kept in found]


async def by_ids(session: AsyncSession, ids: Iterable[int]) -> dict[int, Kept]:
    """The entries with these ids, by id. Their teacher is left empty: whoever needs it has the person."""
    return {int(kept.entry.id): kept for kept in await _kept(session, "id", list(dict.fromkeys(ids)))}


async def by_keys(session: AsyncSession, keys: Iterable[str]) -> dict[str, Kept]:
    """The entries with these source keys, by key."""
    return {kept.entry.source_key: kept for kept in await _kept(session, "source_key", list(dict.fromkeys(keys)))}


async def latest(session: AsyncSession, ids: Iterable[int]) -> dict[int, Kept]:
    """For each entry that was corrected the correction that stands, by the id of the entry."""
    beginnings = {one: one for one in ids}
    found: dict[int, Kept] = {}
    while beginnings:
        further: dict[int, int] = {}
        for kept in await _kept(session, "refers_to", list(beginnings), is_kind(TABLE, EntryKind.CORRECTION)):
            beginning = beginnings[int(kept.entry.refers_to)]
            found[beginning] = kept
            further[int(kept.entry.id)] = beginning
        beginnings = further
    return found


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of the ledger, as `row_of` makes them."""
    for some in chunks(rows):
        await session.execute(insert(TABLE), list(some))


async def add_one(session: AsyncSession, row: Mapping[str, Any]) -> int:
    """Write one row of the ledger and return its id."""
    made: int = (await session.execute(insert(TABLE).values(**row).returning(TABLE.c.id))).scalar_one()
    return made


async def settle(session: AsyncSession, table: type[Base], rows: int) -> None:
    """Let PostgreSQL look at a table that has grown by so many rows at once.

    Until it does, it takes a fresh table for an empty one and reads it from end to end for every chunk.
    """
    if rows >= CHUNK and dialects.name_of(session) == "postgresql":
        await session.execute(text(f"ANALYZE {table.__tablename__}"))


def row_of(
    entry: Entry, project_number: str, person: int, batch: int | None = None, recorded_by: int | None = None
) -> dict[str, Any]:
    """The row that keeps an entry of `person`; the database counts its id."""
    return {
        "person_id": person,
        "kind": entry.kind.value,
        "hours": entry.hours,
        "completed": entry.completed,
        "category": entry.category,
        "training": entry.training,
        "unit": entry.unit.value,
        "refers_to": int(entry.refers_to) if entry.refers_to else None,
        "project_number": project_number,
        "project": entry.project,
        "evidence": entry.evidence,
        "note": entry.note,
        "source": entry.source,
        "source_key": entry.source_key,
        "batch_id": batch,
        "recorded_at": entry.recorded_at,
        "recorded_by": recorded_by,
    }


def is_kind(table: FromClause, *kinds: EntryKind) -> ColumnElement[bool]:
    """Whether an entry of `table`, which is TABLE or an alias of it, is of one of the kinds.

    Written into the statement, not bound: with a parameter SQLite would not use the indexes of one kind.
    """
    words: list[ColumnElement[str]] = [literal_column(f"'{kind.value}'") for kind in kinds]
    return table.c.kind == words[0] if len(words) == 1 else table.c.kind.in_(words)


def recorder(person: int | None) -> str:
    """`Entry.recorded_by` for the id of a person, or for None, the command line."""
    return ON_COMMAND_LINE if person is None else str(person)


def moment_after(now: datetime, *earlier: Entry) -> datetime:
    """`now`, or just after the latest of the entries that the new one follows: a clock may have been set back."""
    return max(now, *(entry.recorded_at + entry.recorded_at.resolution for entry in earlier)) if earlier else now


@cache
def _of_people(dialect: str) -> Select[Any]:
    """Put together once: for one teacher that takes as long as asking the database."""
    return select(*_READ).where(dialects.among(dialect, TABLE.c.person_id))


async def _kept(session: AsyncSession, column: str, values: Sequence[Any], *conditions: Any) -> list[Kept]:
    found: list[Kept] = []
    wanted = select(*_READ, TABLE.c.project_number, TABLE.c.batch_id)
    wanted = wanted.where(dialects.among(dialects.name_of(session), TABLE.c[column]), *conditions)
    for some in chunks(values):
        for row in await session.execute(wanted, {dialects.AMONG: some}):
            found.append(Kept(_entry(row, ""), row[1], row[16], row[17]))
    return found


def _entry(row: Sequence[Any], number: str) -> Entry:
    # By position: a hundred thousand of these are read at a time.
    return Entry(
        str(row[0]),
        number,
        _KINDS[row[2]],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        recorder(row[8]),
        row[9],
        row[10],
        _UNITS[row[11]],
        "" if row[12] is None else str(row[12]),
        row[13],
        row[14],
        row[15],
    )
