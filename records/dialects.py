"""What SQLite and PostgreSQL do differently and the services need alike."""

import re
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from records.schema import Base

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def insert(session: AsyncSession, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if _is_postgresql(session) else sqlite.insert(table)


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


def _is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
