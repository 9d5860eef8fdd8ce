"""Long work for a chat, in threads: one piece at a time, within bounds, and ended when the person stops it."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from bot import texts
from bot.app import Progress
from policy_corpus.errors import CorpusError
from policy_corpus.formats import Cancelled

LONGEST_S = 80.0
"""Seconds for looking at something, waiting for its turn included; a visit has 120."""
_ENDS_S = 2.0
"""So long a stopped thread is waited for before it is said that it ended."""
_POLL_S = 0.2
"""Seconds between two looks at whether what is awaited aside is still wanted."""

T = TypeVar("T")


class TooLong(CorpusError):
    """It takes longer than a chat can wait."""


class Stopped(CorpusError):
    """The person does not want it any more."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work on its way through its thread."""

    stop: threading.Event
    progress: Progress

    def check(self) -> None:
        """Raises `Cancelled` when nobody waits for it any more."""
        if self.stop.is_set():
            raise Cancelled(texts.CORPUS_STOPPED)

    def step(self, what: str, done: int, total: int) -> None:
        """Tell how far it is. Raises `Cancelled`."""
        self.check()
        self.progress(what, done, total)

    def aside(self, work: Callable[[], T]) -> T:
        """`work` that may hang and leaves nothing, such as asking a web site; its thread is left to itself when
        nobody waits any more. Raises what it raises, and `Cancelled`."""
        made: Future[T] = Future()

        def run() -> None:
            try:
                made.set_result(work())
            except BaseException as error:
                made.set_exception(error)

        threading.Thread(target=run, name="aside", daemon=True).start()
        while not made.done():
            self.check()
            concurrent.futures.wait([made], _POLL_S)
        return made.result()


class Turns:
    """Who is at work; the others wait."""

    def __init__(self, *, executor: Executor, longest_s: float = LONGEST_S) -> None:
        self._executor = executor
        self._longest_s = longest_s
        self._turn = asyncio.Semaphore(1)

    async def bounded(self, work: Callable[[Job], T], progress: Progress, stopped: asyncio.Event) -> T:
        """Do `work`, which changes nothing, within the time; the thread ends at its next step.

        Raises `TooLong`, and `Stopped` when `stopped` is set meanwhile.
        """
        ends = asyncio.get_running_loop().time() + self._longest_s
        stopping = asyncio.ensure_future(stopped.wait())
        job = Job(threading.Event(), progress)
        try:
            await self._acquire(stopping)
            running = self._begun(work, job)
            left = ends - asyncio.get_running_loop().time()
            either: set[asyncio.Future[Any]] = {running, stopping}
            await asyncio.wait(either, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                return running.result()
            if not stopping.done():
                raise TooLong(texts.CORPUS_TOO_LONG)
            job.stop.set()
            await asyncio.wait({running}, timeout=_ENDS_S)
            raise Stopped(texts.CORPUS_STOPPED)
        finally:
            job.stop.set()
            stopping.cancel()

    async def long(self, work: Callable[[Job], T]) -> T:
        """Do `work` to its end: what is being written is not left halfway. Raises `TooLong` when it is not its turn."""
        await self._acquire()
        return await asyncio.shield(self._begun(work, Job(threading.Event(), _nobody)))

    async def _acquire(self, stopping: "asyncio.Future[Literal[True]] | None" = None) -> None:
        """Wait for the turn."""
        now = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(self._longest_s / 2) as limit:

                def hurry(_: object) -> None:
                    limit.reschedule(now())

                if stopping is not None:
                    stopping.add_done_callback(hurry)
                try:
                    await self._turn.acquire()
                finally:
                    if stopping is not None:
                        stopping.remove_done_callback(hurry)
        except TimeoutError:
            stopped = stopping is not None and stopping.done()
            raise Stopped(texts.CORPUS_STOPPED) if stopped else TooLong(texts.CORPUS_BUSY) from None

    def _begun(self, work: Callable[[Job], T], job: Job) -> "asyncio.Future[T]":
        """`work` in a thread, whose turn it is."""
        running = asyncio.get_running_loop().run_in_executor(self._executor, work, job)
        running.add_done_callback(self._ended)
        return running

    def _ended(self, running: "asyncio.Future[T]") -> None:
        """The next one's turn; what went wrong after nobody waited any more is nobody's business."""
        self._turn.release()
        if not running.cancelled():
            running.exception()


def _nobody(what: str, done: int, total: int) -> None:
    """Nobody watches."""
