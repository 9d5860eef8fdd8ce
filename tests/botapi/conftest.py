"""A server in the test's own loop, a real python-telegram-bot `Bot` on it, and a teacher who has said hello."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.botapi import BotApiServer, Person


@pytest.fixture(autouse=True)
def _library_counts_in_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns about whole seconds otherwise, and warnings are errors."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest_asyncio.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A fresh server."""
    async with BotApiServer() as server:
        yield server


@pytest_asyncio.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    """The library's bot, connected to `server`."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]  # loading certificates takes long
    async with Bot(
        server.token,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        request=requests[0],
        get_updates_request=requests[1],
    ) as bot:
        yield bot


@pytest_asyncio.fixture
async def teacher(server: BotApiServer) -> Person:
    """A person whose chat with the bot exists; their hello is not in the queue any more."""
    teacher = Person(server)
    teacher.start()
    server.world.updates.clear()
    return teacher
