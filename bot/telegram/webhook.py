"""The webhook: Telegram delivers updates by HTTP; each is stored before it is acknowledged."""

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import TelegramError

from bot import texts
from bot.telegram.client import TelegramUnusable, reason
from bot.telegram.incoming import KINDS
from bot.telegram.polling import Store

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST = 1 << 20
"""Bytes of an update; Telegram's are far smaller."""
_LAST_ID = 2**63 - 1
_CONNECTIONS = 20
"""Deliveries at once, which Telegram is asked to keep to."""
_FAREWELL_S = 5
"""Seconds that deliveries under way have when the program stops."""


def secret_of(token: str) -> str:
    """The secret that Telegram repeats with each delivery: the same for every replica of one bot."""
    return hmac.new(token.encode(), b"yanxiu webhook", hashlib.sha256).hexdigest()


def application(store: Store, *, path: str, secret: str) -> Starlette:
    """What answers Telegram's deliveries at `path`."""

    async def deliver(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("forbidden", 403)
        body = bytearray()
        async for piece in request.stream():  # what it says of its length may be missing or wrong
            body += piece
            if len(body) > _LARGEST:
                return PlainTextResponse("too large", 413)
        update = _update(body)
        if update is None:
            return PlainTextResponse("not an update", 400)
        await store([update])
        return Response()

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route(path, deliver, methods=["POST"]), Route("/healthz", healthy)])


def _update(body: bytes | bytearray) -> dict[str, Any] | None:
    """The update in `body`; None when there is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = value.get("update_id") if isinstance(value, dict) else None
    return value if type(number) is int and 0 < number <= _LAST_ID else None


async def register(bot: Bot, *, url: str) -> None:
    """Have Telegram deliver to `url`, also after this process ends: another replica may go on."""
    try:
        await bot.set_webhook(
            url, secret_token=secret_of(bot.token), allowed_updates=list(KINDS), max_connections=_CONNECTIONS
        )
    except TelegramError as error:
        raise TelegramUnusable(texts.webhook_refused(url, reason(error))) from error


class _Server(uvicorn.Server):
    """uvicorn that leaves the signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(store: Store, *, url: str, listener: socket.socket, secret: str) -> None:
    """Answer deliveries on `listener` until cancelled; `url` is how Telegram reaches it from outside."""
    config = uvicorn.Config(
        application(store, path=urlsplit(url).path or "/", secret=secret),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=_FAREWELL_S,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def listen(host: str, port: int) -> socket.socket:
    """What `serve` listens on. Raises `TelegramUnusable`; uvicorn itself would end the program without a word."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise TelegramUnusable(texts.webhook_port_taken(f"{host}:{port}", error.strerror or str(error))) from error
