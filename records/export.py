"""Everything that is kept about a person, to take away: as plain values for a file, and as text to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit
from records.export_section import Column, Section
from records.export_sections import SECTIONS as SECTIONS
from records.export_words import FIELDS, in_words
from records.model import Actor, Person
from records.permissions import Action, require


@dataclass(frozen=True, slots=True)
class Export:
    """All that is kept, as of a moment."""

    made_at: datetime
    sections: tuple[tuple[Section, tuple[Mapping[str, Any], ...]], ...] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """Plain values: an array of objects for each section; moments and days in ISO 8601."""
        made: dict[str, Any] = {"exported_at": self.made_at.isoformat()}
        for section, rows in self.sections:
            made[section.key] = [{name: _plain(value) for name, value in row.items()} for row in rows]
        return made

    def as_text(self) -> str:
        """The same to be read: what is empty is left out."""
        parts = [f"系统里保存的全部资料（截至 {in_words('made_at', self.made_at)}，北京时间）"]
        for section, rows in self.sections:
            if rows:
                parts.append(f"【{section.title}】共 {len(rows)} 条\n" + "\n".join(map(_row_text, rows)))
        return "\n\n".join(parts)


async def collect(session: AsyncSession, *, actor: Actor, person: Person, now: datetime) -> Export:
    """All about the person, for themselves; for administrators and the command line, which is noted.

    Raises `NotPermitted`.
    """
    own = actor.id == person.id
    require(actor, Action.SEE_OWN if own else Action.EXPORT, person)
    made = await _collect(session, person.id, person.account, now)
    if not own:
        audit.record(session, actor=actor, action="people.export", subject=person.id, now=now)
    return made


async def of_account(session: AsyncSession, account: int, *, now: datetime) -> Export:
    """All about an account that nobody has bound, for whoever writes from it."""
    return await _collect(session, None, account, now)


async def _collect(session: AsyncSession, person_id: int | None, account: int | None, now: datetime) -> Export:
    found = []
    for section in SECTIONS:
        wanted = [
            column == key
            for column in section.refers
            if (key := account if is_account(column) else person_id) is not None
        ]
        rows: Sequence[RowMapping] = ()
        if wanted:
            order = inspect(section.table).primary_key
            rows = (await session.execute(select(*section.shown).where(or_(*wanted)).order_by(*order))).mappings().all()
        found.append((section, tuple(dict(row) for row in rows)))
    return Export(now, tuple(found))


def is_account(column: Column) -> bool:
    """Whether the column holds an account or a chat; the private chat has the number of the account."""
    return column.key in ("account", "chat")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _row_text(row: Mapping[str, Any]) -> str:
    shown = [
        f"{FIELDS[name]}：{in_words(name, value)}" for name, value in row.items() if value not in (None, "", [], {})
    ]
    return "· " + "\n  ".join(shown)
