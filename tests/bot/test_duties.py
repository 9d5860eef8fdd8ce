"""What the bot does without being asked, step by step over a real database."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.duties import Duties
from bot.jobs.model import Job
from records import outbox, rosters
from records.campaigns import compose
from records.campaigns.audience import Audience, Listed
from records.campaigns.content import Content
from records.database import Database, open_database
from records.model import COMMAND_LINE
from records.reminders import scan
from tests.records.hours import RULES, hours, post, teacher
from tests.records.roster import NOW, add

EVENING = datetime(2025, 12, 1, 19, 0, tzinfo=UTC)
"""3 o'clock at night in China, 30 days before the cycle of `RULES` ends."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Two teachers: T1 lacks hours, T2 has them all."""
    made = open_database("", tmp_path)
    await made.upgrade()
    async with made.write() as session:
        for number, account in (("T1", 1001), ("T2", 1002)):
            await add(session, number, account=account)
        rows = [teacher("T1"), teacher("T2")]
        await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
        await session.commit()
    await post(made, [hours("T2", 300), hours("T2", 120, category="校本")])
    yield made
    await made.close()


def jobs(database: Database, now: datetime) -> dict[str, Job]:
    """The jobs at a moment, by name."""
    made = Duties(database=database, rules=lambda: RULES, now=lambda: now)
    return {job.name: job for job in made.jobs()}


async def run(job: Job, argument: str) -> None:
    """Take a job through its steps."""
    cursor: str | None = None
    for _ in range(20):
        reached = await job.step(argument, cursor)
        if reached is None:
            return
        cursor = reached if isinstance(reached, str) else cursor
    raise AssertionError("the job does not end")


async def claimed(database: Database, now: datetime) -> tuple[outbox.Outgoing, ...]:
    """What a sender would take."""
    async with database.write() as session:
        rows = await outbox.claim(session, worker="w", now=now, limit=10)
        await session.commit()
    return rows


async def test_an_announcement_reaches_the_outbox(database: Database) -> None:
    """What was confirmed on the command line is named by the job, and queued for each recipient."""
    now = NOW
    async with database.write() as session:
        made = compose.draft(
            actor=COMMAND_LINE,
            content=Content("放假通知"),
            audience=Audience(listed=(Listed(1, "T1"), Listed(2, "T2"))),
            urgent=True,
            now=now,
        )
        kept = await compose.create(session, made, actor=COMMAND_LINE, now=now)
        seen = await compose.preview(session, kept, actor=COMMAND_LINE, rules=RULES, as_of=date(2026, 3, 2), now=now)
        await compose.confirm(session, kept.id, actor=COMMAND_LINE, audience=seen.audience, now=now)
        await session.commit()
    job = jobs(database, now)["campaign"]
    assert list(await job.due(now)) == [str(kept.id)]
    await job.step(str(kept.id), None)
    assert {row.chat for row in await claimed(database, now)} == {1001, 1002}


async def test_a_night_reminds_who_lacks_hours(database: Database) -> None:
    """Only the one who lacks hours hears of it, with the figures of the moment it is sent."""
    await run(jobs(database, EVENING)["reminders"], "2025-12-02")
    later = EVENING + timedelta(days=5)
    (row,) = await claimed(database, later)
    assert (row.chat, row.key.split(":")[0]) == (1001, scan.OUTBOX)
    assert "360" in row.payload["html"]
    await post(database, [hours("T1", 100)])
    duties = Duties(database=database, rules=lambda: RULES, now=lambda: datetime(2025, 12, 2, 2, 0, tzinfo=UTC))
    payload = await duties.rechecks[scan.OUTBOX](row)
    assert payload is not None
    assert "还差 260" in payload["html"]


async def test_who_has_caught_up_hears_nothing(database: Database) -> None:
    """Hours that came in between make the message fall away."""
    await run(jobs(database, EVENING)["reminders"], "2025-12-02")
    (row,) = await claimed(database, EVENING + timedelta(days=5))
    await post(database, [hours("T1", 300), hours("T1", 120, category="校本")])
    duties = Duties(database=database, rules=lambda: RULES, now=lambda: datetime(2025, 12, 2, 2, 0, tzinfo=UTC))
    assert await duties.rechecks[scan.OUTBOX](row) is None
