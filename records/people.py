"""The roster and the roles: who is on it, who may do what. Services; the caller commits."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy import update as change
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import accounts, audit
from records.china import day_of
from records.errors import RecordsError
from records.lookup import Page, UnknownPerson, by_account, by_id, by_number, find, load, locked, search
from records.model import Actor, Particulars, Person, Role, Scope
from records.particulars import BadParticulars, checked
from records.permissions import Action, covers, require
from records.schema import AccountChangeRow, AccountRow, GrantRow, PersonRow

__all__ = [
    "BadParticulars",
    "BadRole",
    "LastAdministrator",
    "NotOnRoster",
    "NumberTaken",
    "Page",
    "UnknownPerson",
    "add",
    "administrators",
    "by_account",
    "by_id",
    "by_number",
    "find",
    "grant",
    "leave",
    "mark_blocked",
    "mark_unblocked",
    "readmit",
    "revoke",
    "search",
    "staff_for",
    "update",
]

_REACHABLE = (AccountRow.blocked_at.is_(None), AccountRow.account.is_not(None), PersonRow.left.is_(None))


class NumberTaken(RecordsError):
    """The 工号 belongs to another roster entry."""


class NotOnRoster(RecordsError):
    """The person has left the roster."""


class BadRole(RecordsError):
    """A role that cannot be given like this."""


class LastAdministrator(RecordsError):
    """Without this person nobody would be administrator."""


async def add(session: AsyncSession, *, actor: Actor, particulars: Particulars, now: datetime) -> Person:
    """Put somebody on the roster. Raises `BadParticulars`, `NumberTaken`, `NotPermitted`."""
    tidy = checked(particulars, today=day_of(now))
    require(actor, Action.EDIT_ROSTER, tidy)
    row = PersonRow(created_at=now)
    await _write(session, row, asdict(tidy))
    audit.record(session, actor=actor, action="people.add", subject=row.id, now=now)
    await session.flush()
    return (await locked(session, Person(row.id, tidy)))[1]


async def update(
    session: AsyncSession, *, actor: Actor, person: Person, particulars: Particulars, now: datetime
) -> Person:
    """Change what the roster says; staff need the right to the old place and to the new one.

    Raises `BadParticulars`, `NumberTaken`, `NotPermitted`, `UnknownPerson`.
    """
    row, fresh = await locked(session, person)
    require(actor, Action.EDIT_ROSTER, fresh)
    tidy = checked(particulars, today=day_of(now))
    require(actor, Action.EDIT_ROSTER, tidy)
    values, before = asdict(tidy), asdict(fresh.particulars)
    changed = sorted(field for field in values if values[field] != before[field])
    if not changed:
        return fresh
    await _write(session, row, values)
    audit.record(session, actor=actor, action="people.update", subject=row.id, detail={"fields": changed}, now=now)
    return await _again(session, person)


async def leave(session: AsyncSession, *, actor: Actor, person: Person, day: date, now: datetime) -> Person:
    """Take somebody off the roster as of `day`, today at the latest: their roles, codes and wishes end at once.

    The account stays bound, so that the person can see and take away what is kept about them. Raises
    `BadParticulars`, `LastAdministrator`, `NotPermitted`, `UnknownPerson`.
    """
    row, fresh = await locked(session, person)
    require(actor, Action.EDIT_ROSTER, fresh)
    if day > day_of(now):
        raise BadParticulars(f"离岗日期 {day} 还没有到。请在当天或之后办理。")
    if fresh.left is not None:
        return fresh
    if fresh.is_administrator:
        await _leave_one_administrator(session, actor, fresh)
    row.left = day
    await session.execute(
        change(GrantRow).where(GrantRow.person_id == row.id, GrantRow.revoked_at.is_(None)).values(revoked_at=now)
    )
    await accounts.withdraw_codes(session, fresh, now=now)
    undecided = (AccountChangeRow.person_id == row.id, AccountChangeRow.decided_at.is_(None))
    await session.execute(
        change(AccountChangeRow).where(*undecided).values(decided_at=now, decided_by=actor.id, approved=False)
    )
    audit.record(session, actor=actor, action="people.leave", subject=row.id, now=now)
    return await _again(session, person)


async def readmit(session: AsyncSession, *, actor: Actor, person: Person, now: datetime) -> Person:
    """Put somebody who left back on the roster; roles are to be granted anew. Raises as `leave` does."""
    row, fresh = await locked(session, person)
    require(actor, Action.EDIT_ROSTER, fresh)
    if fresh.left is None:
        return fresh
    row.left = None
    audit.record(session, actor=actor, action="people.return", subject=row.id, now=now)
    return await _again(session, person)


async def grant(
    session: AsyncSession, *, actor: Actor, person: Person, role: Role, scope: Scope | None = None, now: datetime
) -> Person:
    """Give a role; giving it twice changes nothing.

    Raises `BadRole` for staff without a scope or an administrator with one, `NotOnRoster`, `NotPermitted`.
    """
    _, fresh = await locked(session, person)
    require(actor, Action.GRANT, fresh)
    if fresh.left is not None:
        raise NotOnRoster("这位人员已离岗，不能授予角色。请先恢复在册。")
    if role is Role.STAFF and scope is None:
        raise BadRole("工作人员要有负责的范围。请写明地区，需要时再写明单位。")
    if role is Role.ADMINISTRATOR and scope is not None:
        raise BadRole("管理员不分范围。请去掉地区和单位，或改授工作人员。")
    if scope is not None:
        regions.get(scope.region)
    if any(held.role is role and held.scope == scope for held in fresh.grants):
        return fresh
    row = GrantRow(
        person_id=fresh.id,
        role=role.value,
        region=scope.region if scope else "",
        school=scope.school if scope else "",
        granted_at=now,
        granted_by=actor.id,
    )
    session.add(row)
    await session.flush()
    detail = {"role": role.value, "grant": row.id}
    audit.record(session, actor=actor, action="people.grant", subject=fresh.id, detail=detail, now=now)
    return await _again(session, person)


async def revoke(
    session: AsyncSession, *, actor: Actor, person: Person, role: Role, scope: Scope | None = None, now: datetime
) -> Person:
    """Take a role away, for staff in `scope` or, without one, everywhere; taking it twice changes nothing.

    Raises `LastAdministrator` (never on the command line), `NotPermitted`.
    """
    _, fresh = await locked(session, person)
    require(actor, Action.GRANT, fresh)
    if role is Role.ADMINISTRATOR and fresh.is_administrator:
        await _leave_one_administrator(session, actor, fresh)
    live = select(GrantRow).where(
        GrantRow.person_id == fresh.id, GrantRow.role == role.value, GrantRow.revoked_at.is_(None)
    )
    if scope is not None:
        live = live.where(GrantRow.region == scope.region, GrantRow.school == scope.school)
    for row in (await session.scalars(live.with_for_update())).all():
        row.revoked_at = now
        detail = {"role": role.value, "grant": row.id}
        audit.record(session, actor=actor, action="people.revoke", subject=fresh.id, detail=detail, now=now)
    return await _again(session, person)


async def administrators(session: AsyncSession) -> int:
    """How many administrators there are."""
    live = (GrantRow.role == Role.ADMINISTRATOR.value, GrantRow.revoked_at.is_(None))
    return (await session.scalars(select(func.count(GrantRow.person_id.distinct())).where(*live))).one()


async def staff_for(session: AsyncSession, person: Person) -> tuple[Person, ...]:
    """Who can help this person now: staff with an account whose scope covers them, the nearest first.

    Staff of the school come before staff of the county, those before the city. Administrators are called
    upon only when there is nobody else. Who has blocked the bot cannot be reached, and nobody helps themselves.
    """
    place = person.particulars
    if place.region:
        above = (*regions.get(place.region).ancestors, place.region)
        near = select(GrantRow.person_id).where(
            GrantRow.role == Role.STAFF.value, GrantRow.region.in_(above), GrantRow.revoked_at.is_(None)
        )
        found = await load(session, *_REACHABLE, PersonRow.id.in_(near), PersonRow.id != person.id)
        ranked = [(min(steps), one) for one in found if (steps := _steps(one, place))]
        if ranked:
            return tuple(one for _, one in sorted(ranked, key=lambda pair: pair[0]))
    return tuple(one for one in await reachable_administrators(session) if one.id != person.id)


async def reachable_administrators(session: AsyncSession) -> tuple[Person, ...]:
    """Administrators with an account who have not blocked the bot."""
    live = select(GrantRow.person_id).where(GrantRow.role == Role.ADMINISTRATOR.value, GrantRow.revoked_at.is_(None))
    return await load(session, *_REACHABLE, PersonRow.id.in_(live))


async def mark_blocked(session: AsyncSession, account: int, *, now: datetime) -> None:
    """Note that the account has blocked the bot; an account that nobody bound is none of ours."""
    unknown = (AccountRow.account == account, AccountRow.blocked_at.is_(None))
    await session.execute(change(AccountRow).where(*unknown).values(blocked_at=now))


async def mark_unblocked(session: AsyncSession, account: int) -> None:
    """Note that the account can be reached again."""
    await session.execute(change(AccountRow).where(AccountRow.account == account).values(blocked_at=None))


def _steps(staff: Person, place: Particulars) -> list[tuple[bool, int]]:
    """How far each scope that covers the place is from it: a school's own staff first, then by levels of regions."""
    return [
        (not scope.school, regions.distance(scope.region, place.region))
        for scope in staff.scopes
        if covers(scope, place.region, place.school)
    ]


async def _write(session: AsyncSession, row: PersonRow, values: Mapping[str, Any]) -> None:
    """Write the row in a savepoint, so that the transaction is good for something else when the 工号 is taken.

    Raises `NumberTaken`.
    """
    try:
        async with session.begin_nested():
            for field, value in values.items():
                setattr(row, field, value)
            session.add(row)
            await session.flush()
    except IntegrityError:
        # Without the cause: the database's words hold the 工号, and tracebacks reach logs.
        raise NumberTaken(f"工号“{values['number']}”已经登记过。请核对工号，或修改已有的资料。") from None


async def _leave_one_administrator(session: AsyncSession, actor: Actor, person: Person) -> None:
    """Raises `LastAdministrator`. Two who do this to one another at once take turns at the locked rows."""
    live = select(GrantRow.person_id).where(GrantRow.role == Role.ADMINISTRATOR.value, GrantRow.revoked_at.is_(None))
    live = live.order_by(GrantRow.id).with_for_update()
    holders = set((await session.scalars(live)).all())
    if not actor.command_line and not holders - {person.id}:
        raise LastAdministrator("这是最后一位管理员，不能收回。请先授予另一位，或在命令行办理。")


async def _again(session: AsyncSession, person: Person) -> Person:
    """The person after what was just changed."""
    await session.flush()
    return (await locked(session, person))[1]
