"""Invented people for the tests of the records, each of them in the same places."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import binding, codes, people
from records.database import Database
from records.model import COMMAND_LINE, Actor, Particulars, Person, Role, Scope
from records.schema import Base

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""10:00 in China."""
COUNTY, OTHER_COUNTY, CITY, PROVINCE = "620702", "620723", "620700", "620000"
"""甘州区 and 临泽县, both in 张掖市 of 甘肃省."""
SCHOOL, OTHER_SCHOOL = "甲小学", "乙小学"
CHEAP = 2**4
"""Cost of hashing a code in tests."""


async def add(
    session: AsyncSession,
    number: str,
    *,
    region: str = COUNTY,
    school: str = "",
    role: Role | None = None,
    scope: Scope | None = None,
    account: int | None = None,
) -> Person:
    """Put an invented person on the roster, with a role and an account when asked to."""
    given = Particulars(number=number, name=f"教师{number}", region=region, school=school)
    person = await people.add(session, actor=COMMAND_LINE, particulars=given, now=NOW)
    if role:
        person = await people.grant(session, actor=COMMAND_LINE, person=person, role=role, scope=scope, now=NOW)
    if account:
        code = await invite(session, person)
        await binding.bind(session, account=account, code=str(code), now=NOW)
        person = await again(session, person)
    return person


async def staff(session: AsyncSession, number: str, scope: Scope, *, account: int | None = None) -> Person:
    """Somebody who works in `scope` and belongs there."""
    return await add(
        session, number, region=scope.region, school=scope.school, role=Role.STAFF, scope=scope, account=account
    )


async def administrator(session: AsyncSession, number: str = "A001", *, account: int | None = None) -> Person:
    """An administrator."""
    return await add(session, number, role=Role.ADMINISTRATOR, account=account)


async def invite(session: AsyncSession, person: Person, *, actor: Actor = COMMAND_LINE, now: datetime = NOW) -> str:
    """A fresh code of the person, as it is typed."""
    sealed = await binding.seal(cost=CHEAP)
    return str((await binding.issue(session, actor=actor, person=person, now=now, sealed=sealed)).code)


async def again(session: AsyncSession, person: Person) -> Person:
    """The person as the database has them now."""
    await session.flush()
    found = await people.by_id(session, person.id)
    assert found is not None
    return found


async def kept(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    async with database.read() as session:
        return {
            table.name: [tuple(map(str, row)) for row in (await session.execute(select(table))).all()]
            for table in Base.metadata.sorted_tables
        }


def wrong(code: str) -> str:
    """A code with the same selector and another secret."""
    last = codes.ALPHABET[(codes.ALPHABET.index(code[-1]) + 1) % len(codes.ALPHABET)]
    return code[:-1] + last
