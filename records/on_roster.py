"""Who is on the roster, and what it says of them: one by 工号 for whoever may see their hours, or many for a scan."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects
from records.entries import chunks
from records.lookup import UnknownPerson
from records.model import Actor, Particulars
from records.particulars import tidy_number
from records.permissions import Action, require
from records.schema import PersonRow

CHUNK = 500
"""People that are given at a time."""
# The table, not the mapped class: only columns are asked for, and the statements are put together once.
_PEOPLE = cast("Table", PersonRow.__table__)
_WANTED = select(_PEOPLE.c.id, _PEOPLE.c.left, *(_PEOPLE.c[field.name] for field in fields(Particulars)))
_BY_NUMBER = _WANTED.where(_PEOPLE.c.number == bindparam("number"))


@dataclass(frozen=True, slots=True)
class OnRoster:
    """One person."""

    id: int
    particulars: Particulars
    left: date | None = None
    """Day on which the person left."""


async def seen(session: AsyncSession, number: str, *, actor: Actor) -> OnRoster:
    """The teacher with this 工号: oneself, or one whose hours `actor` may see.

    Raises `UnknownPerson`, `NotPermitted`.
    """
    plain = tidy_number(number)
    own = actor.person is not None and actor.person.particulars.number == plain
    require(actor, Action.SEE_OWN if own else Action.SEE_STANDING)
    row = (await session.execute(_BY_NUMBER, {"number": dialects.storable(plain)})).first()
    if row is None:
        raise UnknownPerson(f"没有工号为“{plain[:64]}”的人员。请核对工号，或先登记。")
    found = _read(row)
    if actor.id != found.id:
        require(actor, Action.SEE_STANDING, found.particulars)
    return found


async def stream(session: AsyncSession, *conditions: ColumnElement[bool]) -> AsyncIterator[list[OnRoster]]:
    """Those who meet the conditions, in the order of their ids. Asks for no right, which is the caller's to do."""
    # All ids first: page after page by any condition would cost another sort of the whole region each time.
    ids = (await session.scalars(select(_PEOPLE.c.id).where(*conditions).order_by(_PEOPLE.c.id))).all()
    async for people in of_ids(session, ids):
        yield people


async def of_ids(session: AsyncSession, ids: Sequence[int]) -> AsyncIterator[list[OnRoster]]:
    """Those with these ids, which ascend, as `stream` gives them."""
    wanted = _WANTED.where(dialects.among(dialects.name_of(session), _PEOPLE.c.id)).order_by(_PEOPLE.c.id)
    for some in chunks(ids, CHUNK):
        yield [_read(row) for row in await session.execute(wanted, {dialects.AMONG: some})]


def _read(row: Sequence[Any]) -> OnRoster:
    return OnRoster(row[0], Particulars(*row[2:]), row[1])
