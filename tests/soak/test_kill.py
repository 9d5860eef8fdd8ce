"""`kill -9` at any moment: no update is lost, and none is answered twice."""

import asyncio
import logging
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot import texts
from records.model import Role
from tests.botapi import BotApiServer, Person, Process
from tests.botapi import running as serving
from tests.soak.place import Entry, bot_process, enrol, questions, running, starts
from tests.soak.visitors import Step, Visitor

pytestmark = pytest.mark.soak

logger = logging.getLogger(__name__)

SEED = 20_261_122
STRANGERS, TEACHERS = 34, 5
UPDATES = 500
"""At least so many things are done by all of them."""
KILLS = 24
_BETWEEN = (2, 28)
"""Updates between a start and the next kill."""
_START_KILLED = 0.2
"""Share of the starts that are killed as well."""
_HENAN = "410000"
_PLACES = ("河南", "河北", "湖南", "江西", "江西省赣州市", "北京")
_LONGEST_S = 900
_CARD = re.compile(r"第 (\d+) 号（")


async def test_kill_at_any_moment(home: Path) -> None:
    """500 updates of 40 people, at least 20 kills among them: lost 0, answered twice 0."""
    server, chance = BotApiServer(), random.Random(SEED)
    with serving(server):
        clerk = Visitor(Person(server, "职员001"), (), seed=0)
        visitors = [Visitor(Person(server, f"教师{n:03}"), script(chance), seed=n) for n in range(STRANGERS + TEACHERS)]
        entries = [Entry("S0001", "职员001", _HENAN, role=Role.STAFF, account=clerk.person.chat_id)]
        for n, visitor in enumerate(visitors[:TEACHERS]):
            entries.append(Entry(f"T{n:04}", f"教师{n:03}", _HENAN, "第一小学", account=visitor.person.chat_id))
        await enrol(home, entries)
        with bot_process(server, home) as process:
            await running(process)
            async with asyncio.timeout(_LONGEST_S):
                kills = await play([clerk, *visitors], process, home, chance)
            assert process.terminate(timeout=30) == 0, process.output
    assert kills >= KILLS
    assert done(visitors) >= UPDATES
    logger.info("%d kills, %s", kills, figures([clerk, *visitors], home))
    for visitor in visitors:
        check_once(visitor, home)
    cards = [match[1] for seen in clerk.heard if (match := _CARD.match(seen.text))]
    assert sorted(cards) == [str(n + 1) for n in range(TEACHERS)]
    check_database(home, [clerk, *visitors])


def script(chance: random.Random) -> list[Step]:
    """Thirteen updates of somebody: where they are, questions, buttons, commands."""
    first, second = chance.sample(_PLACES, 2)
    q = iter(chance.sample(questions(), 12))
    middle = [
        [Step((next(q),)), Step((next(q),), pressed=texts.BUTTON_SOURCE)],
        [Step((next(q), "/help"))],
        [Step((next(q),)), Step((next(q),), pressed=texts.BUTTON_GOOD, replies=0)],
        [Step((next(q),)), Step((next(q),), pressed=texts.BUTTON_STAFF)],
        [Step(("/me",)), Step((next(q),)), Step((f"我在{second}",))],
    ]
    chance.shuffle(middle)
    return [Step((f"我在{first}",)), *(step for part in middle for step in part), Step((next(q),))]


async def play(visitors: Sequence[Visitor], process: Process, home: Path, chance: random.Random) -> int:
    """Let all of them live while the bot is killed; ends when everything is answered. Returns the kills."""
    ended, finished = asyncio.Event(), asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as lives:
        for visitor in visitors:
            lives.create_task(visitor.live(ended, finished.release))
        kills = await keep_killing(process, visitors, chance)
        for _ in visitors:
            await finished.acquire()
        while not settled(home):
            await asyncio.sleep(0.5)
        ended.set()
    return kills


async def keep_killing(process: Process, visitors: Sequence[Visitor], chance: random.Random) -> int:
    """Kill the bot at random moments while updates flow, some starts as well; start it again at once."""
    kills = 0
    while kills < KILLS:
        enough = done(visitors) + chance.randint(*_BETWEEN)
        while done(visitors) < enough:
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0, 0.2))
        before = restarted(process)
        kills += 1
        if chance.random() < _START_KILLED:
            await asyncio.sleep(chance.uniform(0, 4))
            before = restarted(process)
            kills += 1
        await running(process, before=before)
    return kills


def done(visitors: Sequence[Visitor]) -> int:
    """How much all of them have done so far."""
    return sum(visitor.updates for visitor in visitors)


def restarted(process: Process) -> int:
    """Kill the bot and start it; how often it had said before that it runs."""
    process.kill()
    before = starts(process)
    process.start()
    return before


def read(home: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of the bot's database."""
    with closing(sqlite3.connect(f"file:{home / 'records.db'}?mode=ro", uri=True, timeout=30)) as database:
        return list(database.execute(query))


def settled(home: Path) -> bool:
    """Whether nothing waits to be handled or sent."""
    waiting = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
    return read(home, "SELECT count(*) FROM updates WHERE done_at IS NULL") == [(0,)] == read(home, waiting)


def check_once(visitor: Visitor, home: Path) -> None:
    """Each question has one answer, each other thing its one message."""
    chat = visitor.person.chat_id
    kept = {int(n): str(text) for n, text in read(home, f"SELECT id, question FROM replies WHERE chat = {chat}")}
    shown = Counter(visitor.answers())
    questions_asked = [text for text in visitor.asked if not text.startswith(("/", "我在"))]
    assert {number: times for number, times in shown.items() if times > 1} == {}, "answered twice"
    assert sorted(kept[number] for number in shown) == sorted(questions_asked)
    assert sorted(kept.values()) == sorted(questions_asked), "handled twice"
    beginnings = [seen.text[:40] for seen in visitor.heard]
    assert len(beginnings) == visitor.expected, beginnings


def check_database(home: Path, visitors: Sequence[Visitor]) -> None:
    """Every update is there once and handled; nothing waits, nothing failed."""
    known = done(visitors) + sum(visitor.sent_again for visitor in visitors)
    assert read(home, "SELECT count(*), count(done_at), sum(incident <> '') FROM updates") == [(known, known, 0)]
    assert set(states(home)) <= {"sent", "uncertain"}


def states(home: Path) -> dict[str, int]:
    """How many messages ended in which state."""
    return {str(state): count for state, count in read(home, "SELECT state, count(*) FROM outbox GROUP BY state")}


def figures(visitors: Sequence[Visitor], home: Path) -> str:
    """What happened, for the log."""
    updates = done(visitors)
    offers, again = sum(v.offers for v in visitors), sum(v.sent_again for v in visitors)
    attempts = read(home, "SELECT attempts, count(*) FROM updates GROUP BY attempts")
    return f"{updates} updates, {offers} offers, {again} sent again, outbox {states(home)}, attempts {attempts}"
