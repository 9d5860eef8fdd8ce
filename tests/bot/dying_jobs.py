"""A process that is killed within the second step of a job: `python -m tests.bot.dying_jobs ADDRESS`."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime

from bot.jobs.runner import ONLY, Runner
from bot.jobs.standard import nightly_reminders


async def main(address: str) -> None:
    """Begin the job and die."""

    async def scan(after: int) -> int | None:
        print(after, flush=True)
        if after == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return after + 2

    job = nightly_reminders(scan=scan)
    executor = ONLY if address.startswith("sqlite") else "bot-1"
    runner = Runner({job.name: job}, address=address, executor=executor, loop=asyncio.get_running_loop())
    await asyncio.to_thread(runner.launch)
    day = (await job.due(datetime(2026, 11, 22, 19, 30, tzinfo=UTC)))[0]
    await asyncio.to_thread(runner.ensure, job, day)
    await asyncio.sleep(30)


asyncio.run(main(sys.argv[1]))
