"""Looks what is due while the bot runs, and has it done."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.jobs.model import Job, Step, Wait
from bot.jobs.runner import ONLY, Runner

logger = logging.getLogger(__name__)

_LOOK_S = 10.0
"""Seconds between two looks: what is scheduled on the command line begins at most so much later."""
_AGAIN_S = 60.0
"""Seconds before DBOS is started anew after it failed."""
_TIDY_S = 24 * 3600.0
_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs of the program and where DBOS keeps its books (`runner.address_of`)."""

    jobs: Sequence[Job]
    address: str


class JobService:
    """Runs the jobs of one process."""

    def __init__(
        self,
        plan: Plan,
        *,
        name: str,
        alive: Callable[[], Awaitable[Set[str]]] | None,
        now: Callable[[], datetime],
        stepped: Callable[[], None],
        look_s: float = _LOOK_S,
    ) -> None:
        """`alive`: names of the processes at work on the database; None where there can be only this one.

        `stepped` hears of each step that was done: there may be something to send.
        """
        self._jobs = {job.name: replace(job, step=_heard(job, stepped)) for job in plan.jobs}
        self._address = plan.address
        self._name = name if alive else ONLY
        self._alive = alive
        self._now = now
        self._look_s = look_s
        self._tidied: float | None = None

    async def run(self) -> None:
        """Do what falls due until cancelled; steps under way are then finished. Failures are logged and overcome."""
        while True:
            runner = Runner(self._jobs, address=self._address, executor=self._name, loop=asyncio.get_running_loop())
            try:
                await _shielded(asyncio.to_thread(runner.launch))
                while True:
                    await self._look(runner)
                    await asyncio.sleep(self._look_s)
            except Exception as error:
                logger.error("jobs are interrupted", exc_info=error)
            finally:
                await _shielded(asyncio.to_thread(runner.stop))
            await asyncio.sleep(_AGAIN_S)

    async def _look(self, runner: Runner) -> None:
        for job in self._jobs.values():
            for argument in await job.due(self._now()):
                await _shielded(asyncio.to_thread(runner.ensure, job, argument))
        if self._alive is not None:
            alive = await self._alive()
            if self._name == min(alive):  # one of them is enough, and two would be too many
                await _shielded(asyncio.to_thread(runner.take_over, alive))
        moment = asyncio.get_running_loop().time()
        if self._tidied is None or moment > self._tidied + _TIDY_S:
            self._tidied = moment
            await _shielded(asyncio.to_thread(runner.forget, self._now() - _KEPT))


def _heard(job: Job, stepped: Callable[[], None]) -> Step:
    async def step(argument: str, cursor: str | None) -> str | Wait | None:
        reached = await job.step(argument, cursor)
        stepped()
        return reached

    return step


async def _shielded(work: Awaitable[object]) -> None:
    """Wait for `work` to its end also when this is cancelled meanwhile: threads cannot be."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception):
            await task
        raise
