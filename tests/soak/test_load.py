"""Fifty chats ask at once: each gets its own answer, the right one, once."""

import asyncio
from pathlib import Path

import pytest

from tests.botapi import BotApiServer, Person
from tests.botapi import running as serving
from tests.soak.place import ask, bot_process, questions, running

pytestmark = pytest.mark.soak

CHATS = 50
_PATIENCE_S = 60.0
"""Far more than it takes; how long it takes is measured by the benchmarks."""


async def test_fifty_chats_at_once(home: Path) -> None:
    """Everybody reads what `yanxiu ask` says to their question, and nobody reads anything twice."""
    asked = questions()[::8][:CHATS]
    right = await asyncio.to_thread(ask, home, asked)
    server = BotApiServer()
    with serving(server):
        people = [Person(server, f"教师{n:03}") for n in range(CHATS)]
        with bot_process(server, home) as process:
            await running(process)
            for person, question in zip(people, asked, strict=True):
                person.say(question)
            heard = await asyncio.gather(*(person.hears(timeout=_PATIENCE_S) for person in people))
            assert await asyncio.to_thread(process.terminate, timeout=30) == 0, process.output
    assert [plain(seen.text) for seen in heard] == [plain(text) for text in right]
    assert [person.unheard for person in people] == [[]] * CHATS


def plain(text: str) -> str:
    """`text` without its white space, which quotations set off from the text do not keep."""
    return "".join(text.split())
