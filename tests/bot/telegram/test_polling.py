"""Long polling: updates are confirmed only when they are safe; other pollers, refusals and gaps in the connection."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot import texts
from bot.telegram.client import TelegramUnusable, connect, make_bot
from bot.telegram.polling import poll
from tests.bot.telegram.bench import finished, keep
from tests.bot.telegram.house import House
from tests.botapi.dialog import verify_dialog
from tests.botapi.server import BotApiServer
from tests.botapi.user import Person

ANSWER = "每五年360学时（未说明地区）。…"


class Crash(Exception):
    """The end of the process, at this very point."""


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    """A connected client."""
    async with client(server) as made:
        yield made


@contextlib.asynccontextmanager
async def client(server: BotApiServer, *, api: str = "") -> AsyncIterator[Bot]:
    """A client; at `api` there may be somebody else than the server."""
    made = make_bot(token=server.token, api=api or server.address)
    with contextlib.suppress(TelegramUnusable):
        await connect(made)
    yield made
    await made.shutdown()


class Kept(list[str]):
    """Texts of the messages that were stored."""

    async def store(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keep them."""
        self.extend(update["message"]["text"] for update in updates)


@contextlib.asynccontextmanager
async def polling(bot: Bot, kept: Kept, **how: Any) -> AsyncIterator[asyncio.Task[None]]:
    """Poll until the end of the block."""
    task = asyncio.create_task(poll(bot, kept.store, **{"pause_s": 0.02, **how}))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def has(server: BotApiServer, kept: Kept, *texts: str) -> None:
    """Wait until just this was stored and the queue is confirmed."""
    await server.until(lambda: not server.world.updates and kept == [*texts], what=f"{texts}, not {kept}")


async def test_updates_are_stored_once_and_confirmed(server: BotApiServer, bot: Bot) -> None:
    """Everything said before and during the poll is stored once, and the server forgets it."""
    teacher, kept = Person(server), Kept()
    teacher.say("一")
    async with polling(bot, kept):
        await has(server, kept, "一")
        teacher.say("二")
        await has(server, kept, "一", "二")


async def test_nothing_is_confirmed_before_it_is_safe(closed_house: House, server: BotApiServer, bot: Bot) -> None:
    """A kill after storing and before confirming: the update comes again, and is answered once."""
    teacher = Person(server)
    teacher.say("五年要多少学时？")

    async def crash(updates: Sequence[dict[str, Any]]) -> None:
        await keep(closed_house.database, list(updates), closed_house.now())
        raise Crash

    with pytest.raises(Crash):
        await poll(bot, crash)
    assert len(server.world.updates) == 1
    async with closed_house.open():
        await verify_dialog(teacher, [(None, ANSWER), ("/nothing", "没有“/nothing”这个用法。…")])
        await finished(closed_house.database, 2)
    assert len(closed_house.assistant.asked) == 1


async def test_another_poller_is_borne_for_a_while(server: BotApiServer, bot: Bot) -> None:
    """While an old process leaves, conflicts are waited out; nothing is lost."""
    teacher, kept = Person(server), Kept()
    async with client(server) as old, polling(bot, kept):
        for _ in range(3):
            with contextlib.suppress(Conflict):
                await old.get_updates(timeout=5)
        assert server.calls("getUpdates", ok=False)
        teacher.say("一")
        await has(server, kept, "一")


async def test_another_poller_for_good(server: BotApiServer, bot: Bot) -> None:
    """When the conflicts do not end, polling does, with a sentence that says why."""
    async with client(server) as other:
        rival = asyncio.create_task(_insist(other))
        with pytest.raises(TelegramUnusable, match=f"^{texts.TELEGRAM_TOKEN_TAKEN}$"):
            await poll(bot, Kept().store, patience_s=0.2, pause_s=0.05)
        rival.cancel()
        await asyncio.wait([rival])


async def _insist(bot: Bot) -> None:
    while True:
        with contextlib.suppress(Conflict):
            await bot.get_updates(timeout=5)


async def test_a_token_that_stops_being_valid(server: BotApiServer, bot: Bot) -> None:
    """A revoked token ends polling with the sentence; the poll under way is the last."""
    async with polling(bot, Kept(), poll_s=1) as task:
        await server.until(lambda: server.world.allowed_updates, what="the first poll")
        server.token = "4200000001:another-token-000000000000000000"
        Person(server).say("一")
        with pytest.raises(TelegramUnusable, match=f"^{texts.TELEGRAM_TOKEN_REFUSED}$"):
            await task


async def test_a_page_that_is_not_there_says_nothing_about_the_token(server: BotApiServer, bot: Bot) -> None:
    """A 404 in HTML, as from a proxy, is a gap in the connection and not the end."""
    proxy, kept = NotFound(), Kept()
    listening = await asyncio.start_server(proxy.answer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with client(server, api=f"http://127.0.0.1:{port}") as behind, polling(behind, kept) as task:
        await asyncio.wait([task, asyncio.create_task(proxy.asked_often.wait())], return_when="FIRST_COMPLETED")
        assert not task.done()
    listening.close()


class NotFound:
    """A web server with nothing on it."""

    def __init__(self) -> None:
        self.asked = 0
        self.asked_often = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One page."""
        await reader.readuntil(b"\r\n\r\n")
        page = b"<h1>404 Not Found</h1>"
        writer.write(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(page) + page)
        writer.close()
        self.asked += 1
        if self.asked > 3:
            self.asked_often.set()


async def test_gaps_in_the_connection(server: BotApiServer, bot: Bot) -> None:
    """Faults of the server, time-outs, 429 and a server that is away are waited out; everything said is stored once."""
    teacher, kept = Person(server), Kept()
    server.weather.server_error(method="getUpdates", times=2)
    server.weather.lost_answer(method="getUpdates")
    teacher.say("一")
    async with polling(bot, kept):
        await has(server, kept, "一")
        await server.go_away()
        teacher.say("二")
        await server.come_back()
        await has(server, kept, "一", "二")


async def test_a_webhook_from_before_is_removed(closed_house: House, server: BotApiServer) -> None:
    """Polling takes over from a webhook that an earlier run left, with what has gathered there."""
    async with client(server) as earlier:
        await earlier.set_webhook("http://127.0.0.1:9/hook")
    teacher = Person(server)
    teacher.say("五年要多少学时？")
    async with closed_house.open():
        await verify_dialog(teacher, [(None, ANSWER)])
    assert server.world.webhook is None
