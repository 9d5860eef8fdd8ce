"""`yanxiu bot` as a whole process, asked over HTTP through the Bot API server of `tests/botapi`. Linux only."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from tests.botapi import BotApiServer, Person, Process
from tests.botapi import running as serving
from tests.evaluation.bench import report
from tests.evaluation.bench.machine import MB
from tests.soak.place import bot_process, make_home, questions, running

CHATS, ROUNDS, QUEUED, IDLE_S = 50, 3, 500, 30.0
_LONGEST_S = 300.0
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured; times in seconds."""

    first: float
    """From the start of the process to the answer of a question that had been waiting."""
    waits: tuple[tuple[float, ...], ...]
    """For each round, from asking to the first reply, a figure a chat."""
    queue: float
    """Until the last of the queued questions was answered."""
    cpu: float
    """Processor time of the bot for the queued questions."""
    idle: float
    """Processor time of the bot in a second without anything to do."""
    peak: float
    """Largest resident set, in MB."""


def markdown() -> str:
    """The figures as a table."""
    found = measured()
    rows = [
        ("from the start of the process to the first answer, index present", f"{found.first:.1f} s"),
        *(
            (f"{CHATS} chats ask at once, round {n}: first reply, p50 / p95 / max", _milliseconds(waits))
            for n, waits in enumerate(found.waits, start=1)
        ),
        (f"{QUEUED} questions queued by {CHATS} chats", f"{QUEUED / found.queue:.1f} answers/s"),
        ("processor time for an answer, receiving and sending included", f"{1000 * found.cpu / QUEUED:.0f} ms"),
        (f"processor while nothing happens, over {IDLE_S:.0f} s", f"{100 * found.idle:.2f} % of a core"),
        ("peak memory after all this", f"{found.peak:.0f} MB"),
    ]
    return report.table(("", "measured"), rows)


def _milliseconds(waits: Sequence[float]) -> str:
    return " / ".join(f"{1000 * report.percentile(waits, share):,.0f}" for share in (0.5, 0.95, 1.0)) + " ms"


def measured() -> Found:
    """Run the bot in a data directory of its own and ask it."""
    with tempfile.TemporaryDirectory() as folder, serving(server := BotApiServer()):
        people = [Person(server, f"教师{n:03}") for n in range(CHATS)]
        process = bot_process(server, make_home(Path(folder) / "home"))
        asked = cycle(questions())
        people[0].say(next(asked))
        begun = time.monotonic()
        with process:
            asyncio.run(running(process))
            _until(lambda: server.world.done["sendMessage"] >= 1)
            first = server.calls("sendMessage", ok=True)[0].at - begun
            waits = tuple(_round(server, people, islice(asked, CHATS)) for _ in range(ROUNDS))
            with _spent(process) as queued:
                _ask_all(server, people, islice(asked, QUEUED))
            time.sleep(1)  # what the last answers leave to do is not idleness
            with _spent(process) as idle:
                time.sleep(IDLE_S)
            peak = _peak(process)
            process.terminate(timeout=30)
    return Found(first, waits, queued.wall, queued.cpu, idle.cpu / idle.wall, peak)


def _round(server: BotApiServer, people: Sequence[Person], asked: Iterator[str]) -> tuple[float, ...]:
    """All ask at once; how long each waits for the first reply."""
    before = len(server.calls("sendMessage", ok=True))
    begun: dict[int, float] = {}
    for person, text in zip(people, asked, strict=True):
        begun[person.chat_id] = time.monotonic()
        person.say(text)
    _until(lambda: server.world.done["sendMessage"] >= before + len(people))
    first: dict[int, float] = {}
    for call in server.calls("sendMessage", ok=True)[before:]:
        first.setdefault(call.chat_id or 0, call.at)
    return tuple(first[chat] - at for chat, at in begun.items())


def _ask_all(server: BotApiServer, people: Sequence[Person], asked: Iterator[str]) -> None:
    """Queue all questions, dealt out among the people, and wait for as many answers."""
    wanted = server.world.done["sendMessage"]
    for person, text in zip(cycle(people), asked, strict=False):
        person.say(text)
        wanted += 1
    _until(lambda: server.world.done["sendMessage"] >= wanted)


@dataclass(slots=True)
class _Spent:
    """Seconds by the clock and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def _spent(process: Process) -> Iterator[_Spent]:
    """What `process` uses within the block."""
    spent = _Spent()
    wall, cpu = time.monotonic(), _cpu(process)
    yield spent
    spent.wall, spent.cpu = time.monotonic() - wall, _cpu(process) - cpu


def _cpu(process: Process) -> float:
    fields = Path(f"/proc/{process.child.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(process: Process) -> float:
    lines = Path(f"/proc/{process.child.pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 / MB for line in lines if line.startswith("VmHWM"))


def _until(condition: Callable[[], bool]) -> None:
    """Wait without waking at every call that the server answers."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > _LONGEST_S:
            raise SystemExit("the bot did not answer in time")
        time.sleep(_LOOK_S)
