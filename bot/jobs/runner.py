"""DBOS, as far as this program knows it: one workflow that takes any job through its steps, across crashes.

DBOS works in threads and with a database of its own, both apart from the loop and the records: it only remembers how
far each job is. The steps themselves run in the loop of the bot. Nothing here may be called from that loop: these
calls wait for a database.
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import CancelledError, Future
from datetime import datetime
from pathlib import Path

from bot.jobs.model import Job, Wait

logger = logging.getLogger(__name__)

FILE_NAME = "jobs.db"
"""SQLite file of DBOS in the data directory."""
ONLY = "yanxiu"
"""Name of the executor where there is only one: it finds its own work again at the next start."""
_SCHEMA = "yanxiu_jobs"
_WORKFLOW = "job"
_VERSION = "1"
"""Of the steps' order. DBOS would otherwise leave alone what another version of the program had begun."""
_PAUSES_S = (1.0, 5.0, 30.0)
"""Seconds between the attempts at a step."""
_AFTER_FAILURE_S = 600.0
"""Seconds before a job that has failed is begun anew."""
_STOP_S = 10.0
_GOING_ON = ("PENDING", "ENQUEUED", "DELAYED")


class _Stopping(BaseException):
    """Ends the thread of a job so that DBOS takes it for interrupted, not for failed."""


class Runner:
    """Begins jobs, and goes on with those that were interrupted."""

    def __init__(
        self,
        jobs: Mapping[str, Job],
        *,
        address: str,
        executor: str,
        loop: asyncio.AbstractEventLoop,
        pauses_s: Sequence[float] = _PAUSES_S,
    ) -> None:
        """`address`: as `address_of` makes it. `executor`: this process, or `ONLY`."""
        self._pauses_s = pauses_s
        self._jobs = jobs
        self._address = address
        self._executor = executor
        self._loop = loop
        self._stopping = asyncio.Event()
        self._stopped = threading.Event()
        self._steps: set[Future[str | None]] = set()
        self._begun: dict[str, float] = {}
        """When this process began a job last, in seconds of the monotonic clock."""
        self._start: Callable[[str, str, str], object] | None = None

    def launch(self) -> None:
        """Bring DBOS up. Interrupted jobs of this executor go on at once."""
        # With a handler of its own DBOS leaves the log to the program.
        log = logging.getLogger("dbos")
        if not log.handlers:
            log.addHandler(logging.NullHandler())
        from dbos import DBOS, SetWorkflowID

        if self._address.startswith("sqlite"):
            _set_wal(self._address)
        DBOS(
            config={
                "name": "yanxiu",
                "system_database_url": self._address,
                "dbos_system_schema": _SCHEMA,
                "application_version": _VERSION,
                "executor_id": self._executor,
                "log_level": "WARNING",
                "enable_otlp": False,
                "use_listen_notify": False,
                "scheduler_polling_interval_sec": 3600.0,
            }
        )

        @DBOS.workflow(name=_WORKFLOW)
        def work(name: str, argument: str) -> None:
            cursor: str | None = None
            while True:
                cursor = DBOS.run_step({"name": name}, self._step, name, argument, cursor)
                if cursor is None:
                    return

        def start(workflow: str, name: str, argument: str) -> None:
            with SetWorkflowID(workflow):
                DBOS.start_workflow(work, name, argument)

        self._start = start
        DBOS.launch()

    def ensure(self, job: Job, argument: str) -> bool:
        """Begin the job with this argument unless it is going on, or has ended and is meant for once.

        A job that has failed is begun anew after a while. True when it was begun.
        """
        from dbos import DBOS

        key = f"{job.name}:{argument}"
        known = DBOS.list_workflows(workflow_id_prefix=key, load_input=False, load_output=False)
        runs = [one for one in known if one.workflow_id == key or one.workflow_id.startswith(f"{key}#")]
        if runs:
            last = max(runs, key=lambda one: _run(one.workflow_id))
            ended_well = last.status == "SUCCESS"
            if last.status in _GOING_ON or (ended_well and job.once):
                return False
            if not ended_well and time.monotonic() < self._begun.get(key, -_AFTER_FAILURE_S) + _AFTER_FAILURE_S:
                return False
        if self._start is None or self._stopped.is_set():
            return False
        self._begun[key] = time.monotonic()
        # Two executors that begin it at the same moment choose the same name, and it is one.
        self._start(f"{key}#{_run(last.workflow_id) + 1}" if runs else key, job.name, argument)
        return True

    def take_over(self, alive: Set[str]) -> int:
        """Go on with the jobs of executors that are not `alive`; how many that were.

        For one executor at a time: of two, the second would take over what the first has just taken.
        """
        from dbos import DBOS

        pending = DBOS.list_workflows(name=_WORKFLOW, status="PENDING", load_input=False, load_output=False)
        orphans = [one.workflow_id for one in pending if one.executor_id not in alive]
        if orphans:
            logger.warning("going on with %d jobs of processes that are gone", len(orphans))
            DBOS.resume_workflows(orphans)
        return len(orphans)

    def forget(self, before: datetime) -> int:
        """Forget jobs that ended `before`; how many that were."""
        from dbos import DBOS

        old = DBOS.list_workflows(
            name=_WORKFLOW, completed_before=before.isoformat(), load_input=False, load_output=False
        )
        ended = [one.workflow_id for one in old if one.status not in _GOING_ON]
        if ended:
            DBOS.delete_workflows(ended)
        return len(ended)

    def stop(self) -> None:
        """Let steps that are under way end, and leave the rest for the next start."""
        from dbos import DBOS

        self._stopped.set()
        self._loop.call_soon_threadsafe(self._stopping.set)
        end = time.monotonic() + _STOP_S
        while self._steps and time.monotonic() < end:
            time.sleep(0.01)
        DBOS.destroy(destroy_registry=True)

    def _step(self, name: str, argument: str, cursor: str | None) -> str | None:
        """One step, from the thread of its workflow."""
        if self._stopped.is_set():
            raise _Stopping
        future = asyncio.run_coroutine_threadsafe(self._until_done(name, argument, cursor), self._loop)
        self._steps.add(future)
        try:
            return future.result()
        except CancelledError:
            raise _Stopping from None
        finally:
            self._steps.discard(future)

    async def _until_done(self, name: str, argument: str, cursor: str | None) -> str | None:
        """A step with all its waiting, of which DBOS need not know. Cancelled at a stop."""
        while isinstance(reached := await self._attempts(name, argument, cursor), Wait):
            await self._rest(reached.seconds)
        return reached

    async def _attempts(self, name: str, argument: str, cursor: str | None) -> str | Wait | None:
        for pause in self._pauses_s:
            try:
                return await self._jobs[name].step(argument, cursor)
            except Exception as error:
                logger.warning("a step of the job %s failed and is tried again", name, exc_info=error)
            await self._rest(pause)
        return await self._jobs[name].step(argument, cursor)

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        if self._stopping.is_set():
            raise asyncio.CancelledError


def address_of(url: str, home: Path) -> str:
    """Where DBOS keeps its books: a schema beside the records on PostgreSQL, else a file in the data directory."""
    kind, _, rest = url.partition("://")
    if kind.split("+")[0] in ("postgres", "postgresql"):
        return f"postgresql://{rest}"
    return f"sqlite:///{home / FILE_NAME}"


def _set_wal(address: str) -> None:
    """Readers and the writer in nobody's way; the file keeps this setting."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _run(workflow: str) -> int:
    """Which run of its key a workflow is."""
    _, _, number = workflow.partition("#")
    return int(number) if number else 1
