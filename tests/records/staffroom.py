"""Invented people for the tests of the help desk: a teacher, clerks of several places, an administrator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.model import Actor, Grant, Particulars, Person, Role, Scope
from records.schema import AccountRow, AuditRow, PersonRow

GANZHOU = "620702"
SHANDAN = "620725"
ZHANGYE = "620700"
GANSU = "620000"
SCHOOL = "甘州区示例中学"


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part."""

    teacher: Actor
    neighbour: Actor
    """A teacher of the next county."""
    clerk: Actor
    """Of the teacher's county."""
    colleague: Actor
    """Of the same county and of its city."""
    school_clerk: Actor
    """Of the teacher's school."""
    stranger: Actor
    """A clerk of the next county."""
    administrator: Actor


async def people(database: Database, now: datetime) -> People:
    """Put them on the roster, each with an account of the number of their 工号."""
    async with database.write() as session:
        made = People(
            teacher=await _join(session, 1, now, GANZHOU, school=SCHOOL),
            neighbour=await _join(session, 2, now, SHANDAN),
            clerk=await _join(session, 3, now, GANZHOU, scopes=(Scope(GANZHOU),)),
            colleague=await _join(session, 4, now, GANZHOU, scopes=(Scope(GANZHOU), Scope(ZHANGYE))),
            school_clerk=await _join(session, 5, now, GANZHOU, school=SCHOOL, scopes=(Scope(GANZHOU, SCHOOL),)),
            stranger=await _join(session, 6, now, SHANDAN, scopes=(Scope(SHANDAN),)),
            administrator=await _join(session, 7, now, "", administrator=True),
        )
        await session.commit()
    return made


async def deeds(database: Database) -> list[str]:
    """What the audit says was done, oldest first."""
    async with database.read() as session:
        return list(await session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


async def _join(
    session: AsyncSession,
    number: int,
    now: datetime,
    region: str,
    *,
    school: str = "",
    scopes: tuple[Scope, ...] = (),
    administrator: bool = False,
) -> Actor:
    particulars = Particulars(number=f"T{number:04}", name=f"教师{number:03}", region=region, school=school)
    session.add(
        PersonRow(
            id=number, number=particulars.number, name=particulars.name, region=region, school=school, created_at=now
        )
    )
    await session.flush()
    session.add(AccountRow(account=1000 + number, person_id=number, bound_at=now))
    grants = tuple(Grant(Role.STAFF, scope, now) for scope in scopes)
    if administrator:
        grants += (Grant(Role.ADMINISTRATOR, None, now),)
    return Actor(Person(id=number, particulars=particulars, account=1000 + number, grants=grants))
