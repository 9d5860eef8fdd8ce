"""Durable jobs on DBOS, over real databases: each step is kept, interruptions are gone on with, nothing runs twice."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

import psycopg
import pytest

from bot.jobs.model import Job
from bot.jobs.runner import FILE_NAME, Runner, address_of
from bot.jobs.service import JobService, Plan
from bot.jobs.standard import broadcasts, housekeeping, nightly_reminders, weekly_digest
from bot.jobs.timetable import daily, weekly
from records import outbox
from records.database import Database
from tests.bot.telegram.bench import eventually
from tests.records.conftest import templates
from tests.records.databases import Templates, each_kind

__all__ = ["templates"]

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 30.0
"""DBOS looks for work once a second, and a busy machine takes its time."""
NIGHT = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
"""03:30 on Monday in China."""


@dataclass(frozen=True)
class Step:
    """How far an announcement is."""

    more: bool
    finished: bool
    wait_until: datetime | None = None


@dataclass
class Post:
    """An announcement that is queued in pieces, on a real database."""

    database: Database
    recipients: int = 10
    paused: bool = False
    failures: int = 0
    """How often a step still fails."""
    steps: list[int] = field(default_factory=list)

    async def active(self) -> Sequence[int]:
        """The one announcement, until it is queued."""
        return [] if await self.queued() == self.recipients else [7]

    async def advance(self, campaign: int) -> Step:
        """Queue three."""
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        if self.paused:
            return Step(more=False, finished=False)
        done = await self.queued()
        async with self.database.write() as session:
            for number in range(done, min(done + 3, self.recipients)):
                await outbox.put(
                    session, key=f"{campaign}:{number}", chat=number, method="send", payload={}, now=NIGHT, bulk=True
                )
            await session.commit()
        self.steps.append(campaign)
        self.paused = done == 3
        return Step(more=done + 3 < self.recipients, finished=done + 3 >= self.recipients)

    async def queued(self) -> int:
        """How many messages are in the outbox."""
        async with self.database.read() as session:
            return (await outbox.counts(session))[outbox.State.WAITING]


@pytest.fixture(params=each_kind())
async def database(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind at hand."""
    async with empty(templates, request.param, tmp_path) as made:
        yield made


@contextlib.asynccontextmanager
async def empty(templates: Templates, kind: str, home: Path) -> AsyncIterator[Database]:
    """An empty database, also where another test has left the books of DBOS."""
    async with templates.database(kind, home) as made:
        if kind == "postgresql":
            with psycopg.connect(books(made, home), autocommit=True) as connection:
                connection.execute("DROP SCHEMA IF EXISTS yanxiu_jobs CASCADE")
        yield made


def books(database: Database, home: Path) -> str:
    """Where DBOS keeps its books beside this database."""
    url = database.engine.url
    return address_of("" if database.is_sqlite else url.render_as_string(hide_password=False), home)


@contextlib.asynccontextmanager
async def serving(
    address: str,
    *jobs: Job,
    name: str = "bot-1",
    alive: Sequence[str] = (),
    now: Callable[[], datetime] = lambda: NIGHT,
) -> AsyncIterator[None]:
    """The jobs of a process, until the end of the block."""

    async def living() -> frozenset[str]:
        return frozenset(alive)

    service = JobService(
        Plan(jobs, address), name=name, alive=living if alive else None, now=now, stepped=lambda: None, look_s=0.1
    )
    task = asyncio.create_task(service.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_broadcast_in_steps(database: Database, tmp_path: Path) -> None:
    """An announcement is queued step by step, through failures; a pause is waited for, across a restart as well."""
    post, address = Post(database, failures=1), books(database, tmp_path)
    job = broadcasts(active=post.active, advance=post.advance)
    async with serving(address, job):
        await eventually(post.queued, lambda queued: queued == 6, timeout=_PATIENCE_S)
    post.paused = False
    async with serving(address, job):
        await eventually(post.queued, lambda queued: queued == 10, timeout=_PATIENCE_S)
        post.recipients = 12
        await eventually(post.queued, lambda queued: queued == 12, timeout=_PATIENCE_S)
    assert post.steps == [7] * 5
    assert (tmp_path / FILE_NAME).exists() == database.is_sqlite


async def test_a_stop_in_the_middle(database: Database, tmp_path: Path) -> None:
    """A stop lets the step under way end; the next start goes on behind it."""
    people: list[int] = []
    gate = asyncio.Event()

    async def scan(after: int) -> int | None:
        people.extend(range(after + 1, after + 3))
        if after == 2:
            await gate.wait()
        return after + 2 if after < 6 else None

    address = books(database, tmp_path)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(serving(address, nightly_reminders(scan=scan)))
        await until(lambda: people == [1, 2, 3, 4])
        closing = asyncio.create_task(stack.pop_all().aclose())
        await asyncio.sleep(0.2)
        gate.set()
        await closing
    assert people == [1, 2, 3, 4]
    async with serving(address, nightly_reminders(scan=scan)):
        await until(lambda: len(people) == 8)
        await asyncio.sleep(0.3)
    assert people == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("kind", each_kind())
async def test_work_of_a_process_that_is_gone(tmp_path: Path, templates: Templates, kind: str) -> None:
    """Killed in the middle of a job, a process is replaced by another one: it goes on with the step that was cut."""
    alive = () if kind == "sqlite" else ("bot-2", "bot-3")
    async with empty(templates, kind, tmp_path) as database:
        address = books(database, tmp_path)
        command = [sys.executable, "-m", "tests.bot.dying_jobs", address]
        died = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, timeout=60, capture_output=True, text=True)
        assert died.stdout.split() == ["0", "2"], died.stderr
        reached: list[int] = []

        async def scan(after: int) -> int | None:
            reached.append(after)
            return after + 2 if after < 6 else None

        async with serving(address, nightly_reminders(scan=scan), name="bot-2", alive=alive):
            await until(lambda: reached[-1:] == [6])
        assert reached == [2, 4, 6]


async def test_one_executor_takes_over(database: Database, tmp_path: Path) -> None:
    """What lives is left alone, by whomever; what is begun twice is one; a failed job waits before it is begun anew."""
    address, calls = books(database, tmp_path), []

    async def fail(_argument: str, _cursor: str | None) -> str | None:
        calls.append(1)
        raise ValueError("a mistake in the program")

    job = Job("mistake", daily(time(0)), fail, once=True)
    runner = Runner({"mistake": job}, address=address, executor="bot-1", loop=asyncio.get_running_loop(), pauses_s=())
    await asyncio.to_thread(runner.launch)
    try:
        assert await asyncio.to_thread(runner.ensure, job, "1")
        assert not await asyncio.to_thread(runner.ensure, job, "1")
        await until(lambda: calls)
        assert not await asyncio.to_thread(runner.ensure, job, "1")
        assert await asyncio.to_thread(runner.take_over, {"bot-1"}) == 0
        await asyncio.sleep(0.2)
        assert len(calls) == 1
        assert await asyncio.to_thread(runner.forget, datetime(2100, 1, 1, tzinfo=UTC)) == 1
    finally:
        await asyncio.to_thread(runner.stop)


async def test_once_a_day_and_once_a_week(tmp_path: Path) -> None:
    """The nightly and weekly jobs run once for their day and week, by the clock in China, also after a restart."""
    done: list[str] = []
    at = NIGHT

    async def note(what: str) -> None:
        done.append(what)

    jobs = [
        housekeeping(clean=lambda: note("clean"), at=time(3, 0)),
        weekly_digest(send=lambda: note("digest"), at=(0, time(3, 0))),
    ]
    for _ in range(2):
        async with serving(address_of("", tmp_path), *jobs, now=lambda: at):
            await until(lambda: len(done) >= 2)
            await asyncio.sleep(0.3)
    assert sorted(done) == ["clean", "digest"]


async def test_the_timetable() -> None:
    """Nothing before its time, in China; what was missed is caught up while the day lasts."""
    at = datetime(2026, 11, 22, 18, 59, tzinfo=UTC)
    assert await daily(time(3, 0))(at) == []
    assert await daily(time(3, 0))(NIGHT) == ["2026-11-23"]
    assert await weekly(0, time(3, 0))(NIGHT) == ["2026-W48"]
    assert await weekly(1, time(3, 0))(NIGHT) == []
    assert await weekly(0, time(8, 0))(NIGHT) == []


async def until(condition: Callable[[], object]) -> None:
    """Wait until it holds."""

    async def look() -> object:
        return condition()

    await eventually(look, bool, timeout=_PATIENCE_S)
