"""The connection to a Bot API server: what keeps the bot from starting is said in one sentence, without the token."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from telegram.error import RetryAfter, TelegramError

from bot import texts
from bot.telegram.client import TelegramUnusable, connect, make_bot, reason, seconds, server_of
from tests.botapi.server import TOKEN, BotApiServer

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[str]:
    """The address of a server that does what `answer` does."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def refusal(api: str, *, token: str = TOKEN, answer_s: float = 5.0) -> str:
    """What the bot says instead of starting."""
    bot = make_bot(token=token, api=api, answer_s=answer_s)
    try:
        with pytest.raises(TelegramUnusable) as error:
            await connect(bot)
    finally:
        await bot.shutdown()
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    return str(error.value)


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def _rude(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def _page(status: str) -> Answer:
    """A web server that repeats the address in its page, as some do."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n")).split()[1].decode()
        page = f"<h1>Cannot POST {asked}</h1>".encode()
        head = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(page)}\r\n\r\n"
        writer.write(head.encode() + page)
        writer.close()

    return answer


def test_tokens_that_cannot_be() -> None:
    """A token that is missing or looks wrong is refused before anything is asked of the network."""
    with pytest.raises(TelegramUnusable, match=f"^{texts.TELEGRAM_NO_TOKEN}$"):
        make_bot(token="", api="")
    for token in ("x", "123", "123:", f" {TOKEN}", f"{TOKEN}\n", TOKEN.replace(":", "%3A"), "令牌:" + "a" * 35):
        with pytest.raises(TelegramUnusable, match=f"^{texts.TELEGRAM_MALFORMED_TOKEN}$"):
            make_bot(token=token, api="")


async def test_a_token_that_telegram_does_not_know(server: BotApiServer) -> None:
    """The sentence is about the token, not about the network."""
    assert await refusal(server.address, token=TOKEN[:-1] + "1") == texts.TELEGRAM_TOKEN_REFUSED


async def test_nobody_answers() -> None:
    """A server that stays silent, hangs up, or is not there."""
    async with listening(_silent) as api:
        assert await refusal(api, answer_s=0.2) == texts.telegram_silent(api)
    async with listening(_rude) as api:
        assert (await refusal(api)).startswith(f"连不上 {api}（httpx.R")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        api = f"http://127.0.0.1:{taken.getsockname()[1]}"
    assert (await refusal(api)).startswith(f"连不上 {api}（httpx.ConnectError")


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "502 Bad Gateway"])
async def test_somebody_else_answers(status: str) -> None:
    """A web server that is no Bot API server: the address is named, the token is not, and one sentence suffices."""
    async with listening(_page(status)) as api:
        said = await refusal(f"{api}/bots/")
    assert said.startswith((f"{api}/bots 的答复不对（", f"连不上 {api}/bots（"))
    assert TOKEN.partition(":")[2] not in said
    assert "\n" not in said


async def test_faults_of_the_server(server: BotApiServer) -> None:
    """A server in trouble is named with what it says."""
    server.weather.server_error(method="getMe")
    server.weather.too_many_requests(7, method="getMe")
    assert await refusal(server.address) == texts.telegram_unreachable(server.address, "Internal Server Error")
    assert "7" in await refusal(server.address)


def test_addresses_in_words() -> None:
    """The server is named without the token, also when its own name looks like the path of a bot."""
    for api, shown in (
        ("", "https://api.telegram.org"),
        ("http://bot-api:8081/", "http://bot-api:8081"),
        ("http://127.0.0.1/bots", "http://127.0.0.1/bots"),
    ):
        assert server_of(make_bot(token=TOKEN, api=api)) == shown


def test_reasons_are_short_and_without_the_token() -> None:
    """However a server repeats the address, the token is taken out; long pages are cut."""
    for written in (TOKEN, TOKEN.replace(":", "%3A")):
        assert reason(TelegramError(f"Cannot POST /bot{written}/getMe")) == "Cannot POST /bot…/getMe"
    assert len(reason(TelegramError("很长" * 500))) == 200


@pytest.mark.parametrize("wait", [3, timedelta(seconds=3)])
def test_how_long_to_wait(wait: int | timedelta) -> None:
    """The time that Telegram wants to be left alone, in seconds."""
    assert seconds(RetryAfter(wait)) == 3.0
