"""Invented teachers with ten ledger entries each, written at the speed of the database into the product's own tables.

Entries come in the order in which ledgers grow, a training after the other, so that those of one teacher lie scattered.
"""

import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, cast

import psycopg
from sqlalchemy import Table
from sqlalchemy.engine import URL, make_url
from sqlalchemy.schema import CreateIndex, DropIndex

from policy_corpus.model import Level
from policy_corpus.region_index import index
from records.schema import EntryRow, FormerFactRow, LeaveRow, PersonRow

PROVINCE, CITY = "360000", "360100"
"""A province whose document asks for hours, and the city of it that is scanned beside a county."""
IN_COUNTY, IN_CITY = 20_000, 5
"""Teachers of a county, and counties of the city."""
PER_TEACHER = 10
CYCLE_START, DAY = date(2021, 9, 1), date(2026, 3, 1)
"""First day of a cycle of five years, and the day asked for."""
_SCHOOLS = 200
_CHUNK = 10_000
_PEOPLE = (
    "id", "number", "name", "sex", "born", "school", "region", "stage", "subject", "post", "entered", "created_at",
)  # fmt: skip
_ENTRIES = (
    "id", "person_id", "kind", "hours", "completed", "category", "training", "unit", "refers_to", "project_number",
    "project", "evidence", "note", "source", "source_key", "recorded_at",
)  # fmt: skip
_LEAVES = ("id", "person_id", "kind", "first_day", "last_day", "recorded_at")
_FORMER = ("id", "person_id", "field", "value", "until", "recorded_at")
_KINDS = (("公需科目", "线上"), ("专业科目", "集中"), ("专业科目", "线上"), ("校本研修", "校本"), ("", "国培"))
_STAGES = ("小学", "初中", "高中", "幼儿园", "小学")
_POSTS = ("教师", "班主任", "教师", "副校长", "教师", "教研员", "教师")

Row = tuple[Any, ...]


def counties() -> tuple[str, ...]:
    """Codes of the counties in the order in which they are filled: some of the city, then those of the other cities."""
    codes = sorted(c for c, r in index().regions.items() if PROVINCE in r.ancestors and r.level is Level.COUNTY)
    inside = [code for code in codes if code.startswith(CITY[:4])]
    return (*inside[:IN_CITY], *(code for code in codes if code not in inside))


def number_of(teacher: int) -> str:
    """工号 of the teacher with this id."""
    return f"T{teacher:07d}"


def fill(url: str, teachers: int) -> float:
    """Write so many teachers and their entries into empty tables; seconds that it took."""
    begun = time.perf_counter()
    there = counties()
    if teachers > len(there) * IN_COUNTY:
        raise SystemExit(f"no more than {len(there) * IN_COUNTY:,} teachers have a county")
    writer = _writer(url)
    writer.write(cast("Table", PersonRow.__table__), _PEOPLE, _people(teachers, there), teachers)
    writer.write(cast("Table", LeaveRow.__table__), _LEAVES, _leaves(teachers), 0)
    writer.write(cast("Table", FormerFactRow.__table__), _FORMER, _former(teachers), 0)
    writer.write(cast("Table", EntryRow.__table__), _ENTRIES, _entries(teachers), teachers * PER_TEACHER)
    writer.close()
    return time.perf_counter() - begun


def size_of(url: str) -> int:
    """Bytes of the database on disk."""
    writer = _writer(url)
    try:
        return writer.size()
    finally:
        writer.close()


def _writer(url: str) -> "_Sqlite | _Postgresql":
    parsed = make_url(url)
    return _Sqlite(parsed) if parsed.drivername.startswith("sqlite") else _Postgresql(parsed)


def _people(teachers: int, there: Sequence[str]) -> Iterator[Row]:
    for one in range(1, teachers + 1):
        school = f"第{one % _SCHOOLS:03d}学校"
        born, entered = date(1966 + one % 35, 1 + one % 12, 1 + one % 28), date(1990 + one % 34, 9, 1)
        yield (
            one, number_of(one), f"教师{one}", "女" if one % 3 else "男", born.isoformat(), school,
            there[(one - 1) // IN_COUNTY], _STAGES[one % 5], "语文", _POSTS[one % 7],
            max(entered, born.replace(year=born.year + 22)).isoformat(), _moment(CYCLE_START),
        )  # fmt: skip


def _leaves(teachers: int) -> Iterator[Row]:
    """One teacher of fifty was on leave."""
    for place, one in enumerate(range(7, teachers + 1, 50), start=1):
        yield place, one, "产假", "2023-03-01", "2023-08-31", _moment(date(2023, 3, 1))


def _former(teachers: int) -> Iterator[Row]:
    """One teacher of fifty taught elsewhere before."""
    for place, one in enumerate(range(11, teachers + 1, 50), start=1):
        yield place, one, "region", "360700", "2022-08-31", _moment(date(2022, 9, 1))


def _entries(teachers: int) -> Iterator[Row]:
    """Hours between nothing and more than enough; some claims, decided and open, and some corrections."""
    for training in range(PER_TEACHER):
        begun = CYCLE_START + timedelta(days=155 * training)
        days = [(begun + timedelta(days=n)).isoformat() for n in range(150)]
        recorded = _moment(begun + timedelta(days=150))
        for one in range(1, teachers + 1):
            entry = training * teachers + one
            category, mode = _KINDS[(one + training) % 5]
            hours, kind, refers_to = 1000 * (8 + one % 5 * 10 + training), "posting", None
            completed: str | None = days[one % 150]
            # Ids follow from training and teacher, so that a later entry knows the one that it is about.
            if training == PER_TEACHER - 1 and one % 20 < 3:
                if one % 20 == 0:
                    kind = "claim"
                elif one % 20 == 1:
                    kind, refers_to, hours, completed = "approval", entry - teachers, 0, None
                else:
                    kind, refers_to = "correction", entry - 5 * teachers
            elif training == PER_TEACHER - 2 and one % 20 == 1:
                kind = "claim"
            yield (
                entry, one, kind, hours, completed, category, mode, "学时", refers_to, f"P{training:04d}",
                f"示例培训{training}", f"证{entry:09d}", "", f"学时{training}.xlsx", f"bench:{entry:09d}", recorded,
            )  # fmt: skip


def _moment(day: date) -> str:
    return f"{day.isoformat()} 00:00:00.000000"


class _Sqlite:
    """Writes without waiting for the disk; a crash would cost the temporary file only."""

    def __init__(self, url: URL) -> None:
        self._connection = sqlite3.connect(url.database or "", isolation_level=None)
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-512000", "temp_store=FILE"):
            self._connection.execute(f"PRAGMA {pragma}")

    def write(self, table: Table, columns: Sequence[str], rows: Iterable[Row], of: int) -> None:
        """Fill the table, then make its indexes again."""
        indexes = _indexes(table, "sqlite")
        self._connection.execute("BEGIN")
        for drop, _ in indexes:
            self._connection.execute(drop)
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.name} ({_named(columns)}) VALUES ({marks})"
        for some in _chunks(table.name, rows, of):
            self._connection.executemany(statement, some)
        for _, create in indexes:
            self._connection.execute(create)
        self._connection.execute("COMMIT")

    def size(self) -> int:
        """Bytes of the file."""
        return self._value("PRAGMA page_count") * self._value("PRAGMA page_size")

    def _value(self, statement: str) -> int:
        return int(self._connection.execute(statement).fetchone()[0])

    def close(self) -> None:
        """Leave the write-ahead log empty, as a database at rest has it."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()


class _Postgresql:
    """Writes by COPY, foreign keys unchecked."""

    def __init__(self, url: URL) -> None:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(plain, autocommit=True)
        for setting in ("session_replication_role = replica", "TIME ZONE 'UTC'", "maintenance_work_mem = '512MB'"):
            self._connection.execute(f"SET {setting}".encode())

    def write(self, table: Table, columns: Sequence[str], rows: Iterable[Row], of: int) -> None:
        """Fill the table, then make its indexes again."""
        indexes = _indexes(table, "postgresql")
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for drop, _ in indexes:
                cursor.execute(drop.encode())
            with cursor.copy(f"COPY {table.name} ({_named(columns)}) FROM STDIN".encode()) as copy:
                for some in _chunks(table.name, rows, of):
                    copy.write("".join(map(_line, some)))
            for _, create in indexes:
                cursor.execute(create.encode())
        # As the server's own housekeeping would within minutes.
        self._connection.execute(f"VACUUM ANALYZE {table.name}".encode())

    def size(self) -> int:
        """Bytes of the database."""
        row = self._connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row is not None else 0

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def _line(row: Row) -> str:
    return "\t".join(["\\N" if value is None else str(value) for value in row]) + "\n"


def _named(columns: Sequence[str]) -> str:
    return ", ".join(columns)


def _indexes(table: Table, kind: str) -> list[tuple[str, str]]:
    """For each index of the product the statements that drop and make it."""
    dialect = make_url(f"{kind}://").get_dialect()()
    ordered = sorted(table.indexes, key=lambda one: str(one.name))
    both = ((DropIndex(one), CreateIndex(one)) for one in ordered)
    return [(str(drop.compile(dialect=dialect)), str(create.compile(dialect=dialect))) for drop, create in both]


def _chunks(name: str, rows: Iterable[Row], of: int) -> Iterator[list[Row]]:
    """The rows, some thousands at a time; how far they are is told on standard error."""
    source, done, told = iter(rows), 0, time.perf_counter()
    while some := list(islice(source, _CHUNK)):
        yield some
        done += len(some)
        if of and (done == of or time.perf_counter() - told > 5):
            told = time.perf_counter()
            print(f"  {name}: {done:,} of {of:,}", file=sys.stderr, flush=True)
