"""The nightly scan for reminders, as the bot's job runs it, at three sizes.

Run as a module, it is the worker: `fill URL TEACHERS` and `scan URL NIGHT`.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bot.duties import Duties
from policy_corpus.store import Corpus
from records import entries, settings_store
from records.database import Database, open_database
from records.model import COMMAND_LINE
from records.schema import AccountRow, OutboxRow, PersonRow
from records.standing import RuleBook
from tests.evaluation.bench import report
from tests.evaluation.bench.machine import peak, worker
from tests.evaluation.bench.standings_fill import CYCLE_START, PROVINCE, fill
from tests.records.databases import Templates, kinds

_SIZES = (10_000, 30_000, 100_000)
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_CROSSING = datetime(2026, 6, 1, 19, 0, tzinfo=UTC)
"""Three in the morning of a day less than ninety before the end of the cycle: nobody was reminded before."""
_BOUND_OF = 10
"""One teacher in so many has no account."""


def markdown() -> str:
    """A row for each size and database."""
    rows = [row for kind in kinds() for size in _SIZES for row in _rows(kind, size)]
    return report.table(("", "messages", "by the clock, s", "processor time, s", "peak, MB"), rows)


def _rows(kind: str, size: int) -> list[tuple[str, ...]]:
    found = asyncio.run(_measured(kind, size))
    return [
        (
            f"{_NAMES[kind]}, {size:,} teachers: {title}",
            f"{one['messages']:,}",
            f"{one['wall']:.1f}",
            f"{one['cpu']:.1f}",
            f"{one['peak']:.0f}",
        )
        for title, one in zip(("a night on which a threshold is crossed", "the next, nothing new"), found, strict=True)
    ]


async def _measured(kind: str, size: int) -> list[dict[str, Any]]:
    """What the two nights cost, in a process of their own each."""
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        home = Path(folder) / "home"
        home.mkdir()
        with closing(templates):
            async with templates.database(kind, home) as database:
                url = database.engine.url.render_as_string(hide_password=False)
                worker("reminders", "fill", url, str(size))
                return [worker("reminders", "scan", url, str(night))[0] for night in range(2)]


async def _fill(database: Database, url: str, size: int) -> None:
    """Teachers with their entries and accounts, and the one setting without which there is no deadline."""
    async with database.write() as session:
        await settings_store.set_cycle(
            session, actor=COMMAND_LINE, region=PROVINCE, first_day=CYCLE_START, now=_CROSSING
        )
        await session.commit()
    fill(url, size)
    async with database.write() as session:
        ids = (await session.scalars(select(PersonRow.id).order_by(PersonRow.id))).all()
        bound = [
            {"account": 10_000_000 + number, "person_id": number, "bound_at": _CROSSING}
            for number in ids
            if number % _BOUND_OF
        ]
        await session.execute(insert(AccountRow), bound)
        await entries.settle(session, AccountRow, len(bound))
        await session.commit()


async def _night(database: Database, rules: RuleBook, now: datetime) -> dict[str, Any]:
    """Take the job through its steps."""
    duties = Duties(database=database, rules=lambda: rules, now=lambda: now)
    (job,) = (job for job in duties.jobs() if job.name == "reminders")
    async with database.read() as session:
        before = (await session.scalars(select(func.count()).select_from(OutboxRow))).one()
    begun, cpu = time.perf_counter(), time.process_time()
    cursor: str | None = None
    while True:
        reached = await job.step(date.isoformat(now), cursor)
        if not isinstance(reached, str):
            break
        cursor = reached
    wall, spent = time.perf_counter() - begun, time.process_time() - cpu
    async with database.read() as session:
        after = (await session.scalars(select(func.count()).select_from(OutboxRow))).one()
    return {"messages": after - before, "wall": wall, "cpu": spent, "peak": peak()}


async def _work(step: str, url: str, what: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Corpus(Path(folder))
        rules = RuleBook(corpus.rules(), corpus.documents())
    database = open_database(url, Path())
    try:
        if step == "fill":
            await _fill(database, url, int(what))
            return {}
        return await _night(database, rules, _CROSSING + timedelta(days=int(what)))
    finally:
        await database.close()


def main(argv: Sequence[str]) -> int:
    """The worker."""
    print(json.dumps(asyncio.run(_work(*argv))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
