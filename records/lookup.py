"""Finding people: rows of the roster, the accounts and the roles, put together as `Person`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import dialects
from records.errors import RecordsError
from records.model import Actor, Grant, Particulars, Person, Role, Scope
from records.particulars import tidy_number
from records.permissions import Action, require
from records.schema import AccountRow, GrantRow, PersonRow


class UnknownPerson(RecordsError):
    """Nobody on the roster is meant by this."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the people found."""

    people: tuple[Person, ...]
    total: int
    """How many there are on all pages."""


async def by_id(session: AsyncSession, person_id: int) -> Person | None:
    """The person of this id."""
    return _only(await load(session, PersonRow.id == person_id))


async def by_number(session: AsyncSession, number: str) -> Person | None:
    """The person of this 工号, which may be written in full-width letters."""
    return _only(await load(session, PersonRow.number == dialects.storable(tidy_number(number))))


async def by_account(session: AsyncSession, account: int) -> Person | None:
    """The person to whom this account is bound."""
    return _only(await load(session, AccountRow.account == account))


async def find(session: AsyncSession, *, actor: Actor, number: str) -> Person:
    """The person of this 工号, for somebody who may see them. Raises `UnknownPerson`, `NotPermitted`."""
    require(actor, Action.SEE_PERSON)
    person = await by_number(session, number)
    if person is None:
        raise UnknownPerson(f"没有工号为“{tidy_number(number)[:64]}”的人员。请核对工号，或先登记。")
    require(actor, Action.SEE_PERSON, person)
    return person


async def search(
    session: AsyncSession,
    *,
    actor: Actor,
    region: str = "",
    school: str = "",
    role: Role | None = None,
    bound: bool | None = None,
    left: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> Page:
    """Those on the roster whom `actor` may see, by region, school and 工号.

    `region` includes what lies in it; `left` asks for those who left instead. Raises `NotPermitted`.
    """
    require(actor, Action.SEE_PERSON)
    conditions = [PersonRow.left.is_not(None) if left else PersonRow.left.is_(None), await _visible(session, actor)]
    if region:
        conditions.append(await lies_in(session, region))
    if school:
        conditions.append(PersonRow.school == dialects.storable(school))
    if role is not None:
        conditions.append(_holds(role))
    if bound is not None:
        conditions.append(AccountRow.account.is_not(None) if bound else AccountRow.account.is_(None))
    counted = select(func.count()).select_from(PersonRow).outerjoin(AccountRow).where(*conditions)
    total = (await session.scalars(counted)).one()
    return Page(await load(session, *conditions, offset=offset, limit=limit), total)


async def load(
    session: AsyncSession, *conditions: ColumnElement[bool], offset: int = 0, limit: int | None = None
) -> tuple[Person, ...]:
    """The people whose roster entry and account meet the conditions, by region, school and 工号."""
    wanted = (
        select(PersonRow, AccountRow.account)
        .outerjoin(AccountRow, AccountRow.person_id == PersonRow.id)
        .where(*conditions)
        .order_by(PersonRow.region, PersonRow.school, PersonRow.number)
        .offset(offset)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    found = (await session.execute(wanted)).all()
    held = await _grants(session, [row.id for row, _ in found])
    return tuple(_person(row, account, held[row.id]) for row, account in found)


async def locked(session: AsyncSession, person: Person) -> tuple[PersonRow, Person]:
    """The roster entry as it is now, and nobody else's to change until this transaction ends.

    Raises `UnknownPerson`.
    """
    # Without the key, that audit rows which refer to the person (whom they act on or who acts) need not wait.
    row = await session.get(PersonRow, person.id, with_for_update={"key_share": True}, populate_existing=True)
    fresh = await by_id(session, person.id)
    if row is None or fresh is None:
        raise UnknownPerson("这位人员已不在名册里。请刷新后再办理。")
    return row, fresh


async def _grants(session: AsyncSession, ids: Sequence[int]) -> defaultdict[int, list[Grant]]:
    held: defaultdict[int, list[Grant]] = defaultdict(list)
    if ids:
        live = select(GrantRow).where(GrantRow.person_id.in_(ids), GrantRow.revoked_at.is_(None)).order_by(GrantRow.id)
        for row in await session.scalars(live):
            scope = Scope(row.region, row.school) if row.region else None
            held[row.person_id].append(Grant(Role(row.role), scope, row.granted_at))
    return held


def _person(row: PersonRow, account: int | None, grants: Sequence[Grant]) -> Person:
    particulars = Particulars(
        number=row.number,
        name=row.name,
        sex=row.sex,
        born=row.born,
        school=row.school,
        region=row.region,
        stage=row.stage,
        subject=row.subject,
        post=row.post,
        entered=row.entered,
    )
    return Person(row.id, particulars, account, tuple(grants), row.left)


def _only(found: Sequence[Person]) -> Person | None:
    return found[0] if found else None


async def _visible(session: AsyncSession, actor: Actor) -> ColumnElement[bool]:
    """Everybody for administrators and the command line; for staff those in their scopes."""
    me = actor.person
    if me is None or me.is_administrator:
        return PersonRow.id.is_not(None)
    parts: list[ColumnElement[bool]] = [false()]
    for scope in me.scopes:
        inside = await lies_in(session, scope.region)
        parts.append(and_(inside, PersonRow.school == scope.school) if scope.school else inside)
    return or_(*parts)


async def lies_in(session: AsyncSession, *places: str) -> ColumnElement[bool]:
    """People in one of the regions or below it.

    The tree decides, not the digits: 沙县区 of today and 沙县 share none with others.
    """
    there = (await session.scalars(select(PersonRow.region).distinct())).all()
    inside = [code for code in there if code and any(regions.covers(place, code) for place in places)]
    return PersonRow.region.in_(inside)


def _holds(role: Role) -> ColumnElement[bool]:
    return exists().where(
        GrantRow.person_id == PersonRow.id, GrantRow.role == role.value, GrantRow.revoked_at.is_(None)
    )
