"""Long work in threads: one at a time, within the time, stopped on a word."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.reception.turns import Job, Stopped, TooLong, Turns
from policy_corpus.errors import YanxiuError
from policy_corpus.formats import Cancelled


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads."""
    with ThreadPoolExecutor(2) as made:
        yield made


def nobody(what: str, done: int, total: int) -> None:
    """Hears nothing."""


def until(gate: threading.Event, begun: Callable[[], object] = lambda: None) -> Callable[[Job], str]:
    """Work that goes on in steps until the gate is open."""

    def work(job: Job) -> str:
        begun()
        while not gate.wait(0.01):
            job.step("读取文件", 0, 1)
        return "done"

    return work


async def test_what_takes_too_long_ends_and_lets_the_next_one_in(pool: ThreadPoolExecutor) -> None:
    """It is given up with a sentence; who comes while its thread hangs is told to wait; afterwards it goes on."""
    gate = threading.Event()

    def hanging(job: Job) -> None:
        gate.wait()

    turns = Turns(executor=pool, longest_s=0.1)
    try:
        with pytest.raises(TooLong, match="要太久"):
            await turns.bounded(hanging, nobody, asyncio.Event())
        with pytest.raises(TooLong, match="还没有轮到"):
            await turns.bounded(hanging, nobody, asyncio.Event())
    finally:
        gate.set()
    assert await Turns(executor=pool).bounded(until(gate), nobody, asyncio.Event()) == "done"
    assert await turns.long(until(gate)) == "done"


async def test_stopped_work_ends_at_its_next_step(pool: ThreadPoolExecutor) -> None:
    """The one who stopped it hears so when the thread has ended, and the turn is free."""
    stopped, loop, ended = asyncio.Event(), asyncio.get_running_loop(), []

    def work(job: Job) -> None:
        try:
            until(threading.Event(), lambda: loop.call_soon_threadsafe(stopped.set))(job)
        except Cancelled:
            ended.append(True)
            raise

    turns = Turns(executor=pool)
    with pytest.raises(Stopped, match="已停止，什么也没有改"):
        await turns.bounded(work, nobody, stopped)
    assert ended == [True]
    assert await turns.long(lambda job: 7) == 7


async def test_who_waits_for_a_turn_may_stop_waiting(pool: ThreadPoolExecutor) -> None:
    """A press ends the waiting as well, and takes nobody's turn away."""
    gate, stopped, begun = threading.Event(), asyncio.Event(), threading.Event()
    turns = Turns(executor=pool)
    first = asyncio.create_task(turns.bounded(until(gate, begun.set), nobody, asyncio.Event()))
    try:
        await asyncio.to_thread(begun.wait)
        second = asyncio.create_task(turns.bounded(until(gate), nobody, stopped))
        await asyncio.sleep(0)
        stopped.set()
        with pytest.raises(Stopped):
            await second
        assert not first.done()
    finally:
        gate.set()
    assert await first == "done"
    assert await turns.long(lambda job: 7) == 7


async def test_what_hangs_aside_is_left_to_itself(pool: ThreadPoolExecutor) -> None:
    """A site that does not answer keeps nobody; what it says or raises in time is handed on."""
    gate, stopped, loop = threading.Event(), asyncio.Event(), asyncio.get_running_loop()

    def asked() -> None:
        loop.call_soon_threadsafe(stopped.set)
        gate.wait()

    def refused() -> None:
        raise YanxiuError("没有答复")

    turns = Turns(executor=pool)
    try:
        with pytest.raises(Stopped):
            await turns.bounded(lambda job: job.aside(asked), nobody, stopped)
        assert await turns.bounded(lambda job: job.aside(lambda: 7), nobody, asyncio.Event()) == 7
        with pytest.raises(YanxiuError, match="没有答复"):
            await turns.bounded(lambda job: job.aside(refused), nobody, asyncio.Event())
    finally:
        gate.set()
