"""A county with two schools, for the tests of announcements; and a sender that does what it is told."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import outbox, people
from records.campaigns import advance, compose
from records.campaigns.audience import Audience
from records.campaigns.content import Content
from records.campaigns.model import Campaign
from records.database import Database
from records.model import Actor, Person, Role
from records.schema import AccountRow, GrantRow, PersonRow
from tests.records.hours import RULES, teacher
from tests.records.roster import CITY, COUNTY, NOW, OTHER_COUNTY, OTHER_SCHOOL, SCHOOL

DAY = date(2024, 12, 31)


@dataclass(frozen=True)
class House:
    """Six teachers: T1 to T3 of the first school, T4 and T5 of the other, T6 of the next county. T5 has no account."""

    database: Database
    clerk: Actor
    """Staff of the county."""
    colleague: Actor
    """Another one."""
    of_school: Actor
    """Staff of the first school."""

    async def do(self, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """One transaction."""
        async with self.database.write() as session:
            result = await deed(session, *args, **more)
            await session.commit()
        return result

    async def create(self, actor: Actor | None = None, html: str = "通知", **more: Any) -> Campaign:
        """A draft to the first school, unless told otherwise."""
        audience = more.pop("audience", Audience(region=COUNTY, schools=(SCHOOL,)))
        given = {"actor": actor or self.clerk, "content": Content(html), "audience": audience, "now": NOW} | more
        return await self.keep(compose.draft(**given), actor)

    async def keep(self, draft: Campaign, actor: Actor | None = None) -> Campaign:
        """Keep a draft."""
        made: Campaign = await self.do(compose.create, draft, actor=actor or self.clerk, now=NOW)
        return made

    async def confirm(self, campaign: Campaign, actor: Actor | None = None, now: datetime = NOW) -> Campaign:
        """Decide it as it is previewed."""
        given = {"actor": actor or self.clerk, "now": now}
        seen = await self.do(compose.preview, campaign, rules=RULES, as_of=DAY, **given)
        made: Campaign = await self.do(compose.confirm, campaign.id, audience=seen.audience, **given)
        return made

    async def begun(self, now: datetime = NOW, **more: Any) -> Campaign:
        """A confirmed one, queued in full."""
        campaign = await self.confirm(await self.create(**more))
        await self.advance(campaign, now)
        return campaign

    async def advance(self, campaign: Campaign, now: datetime = NOW) -> Any:
        """All steps that can be done at once; what the last one said."""
        while (done := await self.do(advance.advance, campaign.id, now=now, limit=2)).more:
            pass
        return done

    async def send(self, now: datetime = NOW, *, limit: int = 99, outcome: str = "sent") -> list[tuple[int, str, str]]:
        """Let a sender take what is due; chat, key and text of each."""
        taken = await self.do(outbox.claim, worker="w", now=now, limit=limit)
        for one in taken:
            if outcome == "sent":
                await self.do(outbox.sent, one.id, message=1000 + one.id, now=now)
            elif outcome == "uncertain":
                await self.do(outbox.uncertain, one.id, error="timed out")
            elif outcome == "failed":
                await self.do(outbox.failed, one.id, error="400")
        return [(one.chat, one.key, one.payload.get("html", "")) for one in taken]


async def furnish(database: Database) -> House:
    """The house in an empty database; accounts of teachers are 101 to 104 and 106."""
    rows = [
        teacher("T1", subject="数学"),
        teacher("T2", stage="九年一贯制"),
        teacher("T3", post="校长"),
        teacher("T4", school=OTHER_SCHOOL, stage="初中"),
        teacher("T5", school=OTHER_SCHOOL, entered=date(2024, 9, 1)),
        teacher("T6", region=OTHER_COUNTY),
        *(teacher(f"S{number}", region=CITY, school="") for number in (1, 2, 3)),
    ]
    grants = [("S1", ""), ("S2", ""), ("S3", SCHOOL)]
    async with database.write() as session:
        await session.execute(insert(PersonRow), [{**asdict(row), "created_at": NOW} for row in rows])
        ids = {row.number: row.id for row in await session.execute(select(PersonRow.number, PersonRow.id))}
        accounts = [{"account": 100 + n, "person_id": ids[f"T{n}"], "bound_at": NOW} for n in (1, 2, 3, 4, 6)]
        await session.execute(insert(AccountRow), accounts)
        usual = {"role": Role.STAFF, "region": COUNTY, "granted_at": NOW}
        held = [{**usual, "person_id": ids[number], "school": school} for number, school in grants]
        await session.execute(insert(GrantRow), held)
        made = House(database, *[Actor(await person(session, number)) for number, _ in grants])
        await session.commit()
    return made


async def bind(session: AsyncSession, number: str, account: int) -> None:
    """Bind an account without a code."""
    session.add(AccountRow(account=account, person_id=(await person(session, number)).id, bound_at=NOW))
    await session.flush()


async def person(session: AsyncSession, number: str) -> Person:
    """Who has this 工号."""
    found = await people.by_number(session, number)
    assert found is not None
    return found
