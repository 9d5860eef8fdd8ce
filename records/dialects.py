"""What SQLite and PostgreSQL do differently and the services need alike."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Row,
    Table,
    Text,
    TypeDecorator,
    any_,
    bindparam,
    column,
    func,
    select,
    text,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.dml import ReturningInsert

from records.schema import Base

AMONG = "among"
"""The parameter of a statement with `among`: the values, at least one."""
_ROWS = "rows"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def insert(session: AsyncSession, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if _is_postgresql(session) else sqlite.insert(table)


async def insert_new(
    session: AsyncSession,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    common: Mapping[str, Any],
    returning: Sequence[str] = (),
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Insert those of the rows that are not there yet; `common` is what all of them have. Every row has the same keys.

    Returns the columns `returning` of those that were inserted, in any order.
    """
    if not rows:
        return ()
    into = cast("Table", table.__table__)
    if _is_postgresql(session):
        statement = _from_json(into, tuple(rows[0]), tuple(common), tuple(returning))
        done = await session.execute(statement, {_ROWS: _as_json(session, into, rows), **common})
    else:
        new = sqlite.insert(into).on_conflict_do_nothing()
        wanted = [into.c[name] for name in returning]
        done = await session.execute(new.returning(*wanted) if wanted else new, [{**common, **row} for row in rows])
    return done.all() if returning else ()


@cache
def _from_json(
    table: Table, fields: Sequence[str], common: Sequence[str], returning: Sequence[str]
) -> ReturningInsert[Any]:
    """All rows as one document: the driver would count off thousands of parameters one by one, every time."""
    document = func.json_to_recordset(sql_cast(bindparam(_ROWS, type_=Text), JSON))
    rows = document.table_valued(*(column(name, table.c[name].type) for name in fields)).render_derived(with_types=True)
    shared = [bindparam(name, type_=table.c[name].type) for name in common]
    new = postgresql.insert(table).from_select([*fields, *common], select(*rows.c, *shared))
    return new.on_conflict_do_nothing().returning(*(table.c[name] for name in returning))


def _as_json(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as the columns keep them; what JSON does not know is written as the database reads it."""
    dialect = session.get_bind().dialect
    kinds = {name: table.c[name].type for name in rows[0]}
    own = {name: kind for name, kind in kinds.items() if isinstance(kind, TypeDecorator)}
    kept = [
        {**row, **{name: kind.process_bind_param(row[name], dialect) for name, kind in own.items()}} for row in rows
    ]
    return json.dumps(kept, default=str, ensure_ascii=False)


def among(dialect: str, column: Column[Any] | InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether `column` is one of the values that the statement is given as `AMONG`; `dialect` as `name_of` says it.

    PostgreSQL gets them as one array: a list of parameters is read and planned anew for each length.
    """
    if dialect == "postgresql":
        return column == any_(bindparam(AMONG, type_=postgresql.ARRAY(column.type)))
    return column.in_(bindparam(AMONG, expanding=True))


async def take_turn(session: AsyncSession, number: int) -> None:
    """Wait until no other transaction holds the turn `number`, and hold it until this one ends.

    What follows sees everything that earlier holders committed. Write transactions of SQLite take turns anyway.
    """
    if _is_postgresql(session):
        await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def storable(value: Any) -> Any:
    """Plain values that every database accepts: PostgreSQL takes neither U+0000 nor half a surrogate pair in a text."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def name_of(session: AsyncSession) -> str:
    """`postgresql` or `sqlite`."""
    return session.get_bind().dialect.name


def _is_postgresql(session: AsyncSession) -> bool:
    return name_of(session) == "postgresql"
