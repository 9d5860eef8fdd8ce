"""The webhook: who may deliver, what is an update, and that it is stored before it is acknowledged."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import ClientSession, web

from bot import texts
from bot.telegram.client import TelegramUnusable
from bot.telegram.webhook import SECRET_HEADER, application, secret_of
from records.database import Database, open_database
from tests.bot.telegram.bench import finished, outgoing
from tests.bot.telegram.house import House
from tests.botapi.dialog import verify_dialog
from tests.botapi.server import TOKEN, BotApiServer
from tests.botapi.user import Person
from tests.records.databases import Templates, each_kind

ANSWER = "每五年360学时（未说明地区）。…"
SECRET = secret_of(TOKEN)


class Store:
    """What was stored; may fail."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.broken = False

    async def __call__(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keep them."""
        if self.broken:
            raise OSError("disk full")
        self.kept.extend(updates)


@pytest.fixture
def store() -> Store:
    """An empty store."""
    return Store()


@pytest.fixture
async def telegram(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever delivers to the application, with the right secret."""
    transport = httpx.ASGITransport(application(store, path="/hook", secret=SECRET), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot", headers={SECRET_HEADER: SECRET}) as client:
        yield client


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


async def test_who_may_deliver(telegram: httpx.AsyncClient, store: Store) -> None:
    """Without the secret, or with another, nothing is stored; the address and the method count too."""
    update = {"update_id": 1}
    for given in (b"", b"wrong", SECRET[:-1].encode(), "密".encode()):
        answer = await telegram.post("/hook", json=update, headers={SECRET_HEADER.encode(): given})
        assert answer.status_code == 403
    assert (await telegram.post("/other", json=update)).status_code == 404
    assert (await telegram.get("/hook")).status_code == 405
    assert store.kept == []
    assert (await telegram.get("/healthz")).text == "ok"


async def test_what_is_stored(telegram: httpx.AsyncClient, store: Store) -> None:
    """An update is stored as it came, then acknowledged; when it cannot be stored it is not."""
    update = {"update_id": 710_000_001, "message": {"text": "五年要多少学时？😀"}}
    assert (await telegram.post("/hook", json=update)).status_code == 200
    assert store.kept == [update]
    store.broken = True
    assert (await telegram.post("/hook", json=update)).status_code == 500


async def test_what_is_no_update(telegram: httpx.AsyncClient, store: Store) -> None:
    """Anything else is refused without being stored."""
    for body in (b"", b"{", b"[]", b"1", b"null", b"\xff", b"{}", b"[" * 100_000, b'[{"update_id": 1}]'):
        assert (await telegram.post("/hook", content=body)).status_code == 400
    for number in ("1", True, None, -1, 1.5, 10**20):
        assert (await telegram.post("/hook", json={"update_id": number})).status_code == 400
    assert store.kept == []


async def test_what_is_too_large(telegram: httpx.AsyncClient, store: Store) -> None:
    """A body beyond a mebibyte is refused, whether it says its length or not."""
    piece = b" " * 100_000

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield piece

    for body in (piece * 11, unannounced()):
        assert (await telegram.post("/hook", content=body)).status_code == 413
    assert store.kept == []


async def test_end_to_end(closed_house: House, server: BotApiServer) -> None:
    """Telegram is told where to deliver, with the secret; the dialogue runs; after a stop nothing is lost."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    teacher = Person(server)
    async with closed_house.open(webhook=url, listen=("127.0.0.1", port)):
        await verify_dialog(teacher, [("五年要多少学时？", ANSWER), ("/nothing", "没有“/nothing”这个用法。…")])
        assert server.world.webhook is not None
        assert (server.world.webhook.url, server.world.webhook.secret) == (url, SECRET)
        assert server.world.allowed_updates == ["message", "callback_query", "my_chat_member"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
    teacher.say("五年要多少学时呢？")
    async with closed_house.open(webhook=url, listen=("127.0.0.1", port)):
        await verify_dialog(teacher, [(None, ANSWER)])
    assert server.calls("getUpdates") == []


async def test_a_port_that_is_taken(closed_house: House) -> None:
    """The bot says in one sentence that it cannot listen, and stops."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TelegramUnusable) as error:
            async with closed_house.open(webhook="http://127.0.0.1:9/hook", listen=("127.0.0.1", port)):
                pass
    assert str(error.value).startswith(f"不能在 127.0.0.1:{port} 上接收（")


async def test_an_address_that_telegram_does_not_take(closed_house: House) -> None:
    """The bot says what Telegram had against it, and stops."""
    with pytest.raises(TelegramUnusable) as error:
        async with closed_house.open(webhook="ftp://bot"):
            pass
    assert str(error.value) == texts.webhook_refused("ftp://bot", "Invalid webhook url specified")


@contextlib.asynccontextmanager
async def balancer(ports: Sequence[int]) -> AsyncIterator[str]:
    """The address of a proxy that hands every delivery to all replicas, as an impatient one does."""

    async def pass_on(request: web.Request) -> web.Response:
        body, headers = await request.read(), {SECRET_HEADER: request.headers[SECRET_HEADER]}
        posts = [session.post(f"http://127.0.0.1:{port}/hook", data=body, headers=headers) for port in ports]
        answers = await asyncio.gather(*posts)
        for answer in answers:
            answer.release()
        return web.Response(status=max(answer.status for answer in answers))

    app = web.Application()
    app.router.add_post("/hook", pass_on)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession() as session:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


@contextlib.asynccontextmanager
async def replica(server: BotApiServer, database: Database, home: Path, url: str, port: int) -> AsyncIterator[House]:
    """One more process's worth of bot on the same database."""
    home.mkdir()
    own = open_database(database.engine.url.render_as_string(hide_password=False), home)
    house = House(server, own, home)
    async with house.open(webhook=url, listen=("127.0.0.1", port)):
        yield house
    await own.close()


@pytest.mark.parametrize("kind", each_kind())
async def test_two_replicas(server: BotApiServer, templates: Templates, tmp_path: Path, kind: str) -> None:
    """Two replicas on one database (PostgreSQL where there is one) get every update both; each is answered once."""
    people = [Person(server, f"教师{number:03}") for number in range(1, 7)]
    ports = [free_port(), free_port()]
    async with contextlib.AsyncExitStack() as stack:
        database = await stack.enter_async_context(templates.database(kind, tmp_path))
        url = await stack.enter_async_context(balancer(ports))
        for number, port in enumerate(ports):
            await stack.enter_async_context(replica(server, database, tmp_path / str(number), url, port))
        for text in ("五年要多少学时？", "/nothing", "食堂几点开门？"):
            for person in people:
                person.say(text)
        for person in people:
            await verify_dialog(
                person, [(None, [ANSWER, "没有“/nothing”这个用法。…", "收录的文件没有写这件事。…"])], timeout=10
            )
        await finished(database, 3 * len(people))
        assert [row.attempts for row in await outgoing(database)] == [1] * 3 * len(people)
    assert all(len(person.seen) == 3 for person in people)
