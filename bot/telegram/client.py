"""The connection to a Bot API server, and what is checked before the first message."""

import logging
import os
import re
import ssl

import httpx
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot import texts
from policy_corpus.errors import YanxiuError

TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
"""How the tokens of BotFather look."""
TELEGRAM = "https://api.telegram.org"
CONNECTIONS = 8
"""Messages sent at once; more only wait for each other (measured)."""
POLL_S = 30
"""Seconds that a poll waits for an update at the server."""
_CONNECT_S = 5.0
ANSWER_S = 10.0
"""Seconds to wait for an answer before a call counts as uncertain."""
_LONGEST_REASON = 200
_TALKATIVE = {
    "aiosqlite": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "telegram": logging.CRITICAL + 1,  # what it calls critical it raises as well
}
"""At their own level these write messages, rows and addresses with the token in them into the log."""


class TelegramUnusable(YanxiuError):
    """The bot cannot start: token, address or server are wrong."""


def make_bot(*, token: str, api: str, answer_s: float = ANSWER_S) -> Bot:
    """A client for the bot of `token` at the server `api`; an empty `api` means Telegram's own.

    Raises `TelegramUnusable` for a token that cannot be one.
    """
    # The library otherwise warns at every 429 that it will count in timedelta one day.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    for name, level in _TALKATIVE.items():
        logging.getLogger(name).setLevel(level)
    check_token(token)
    server = api.rstrip("/") or TELEGRAM
    # Loading the authorities' certificates takes long; a server without TLS needs none.
    secure = server.startswith("https:")
    certificates = httpx.create_ssl_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return Bot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=_request(CONNECTIONS, answer_s, certificates),
        # Polls hold their connection open and would be in the way of messages.
        get_updates_request=_request(1, POLL_S + answer_s, certificates),
    )


def check_token(token: str) -> None:
    """Raises `TelegramUnusable` for a token that is missing or cannot be one."""
    if not token:
        raise TelegramUnusable(texts.TELEGRAM_NO_TOKEN)
    if not TOKEN.fullmatch(token):
        raise TelegramUnusable(texts.TELEGRAM_MALFORMED_TOKEN)


def _request(connections: int, answer_s: float, certificates: ssl.SSLContext) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=_CONNECT_S,
        read_timeout=answer_s,
        write_timeout=answer_s,
        pool_timeout=ANSWER_S,
        httpx_kwargs={"verify": certificates},
    )


async def connect(bot: Bot) -> None:
    """Ask the server who the bot is. Raises `TelegramUnusable` with one sentence that says what is wrong."""
    # Without causes: the library's own words hold the token.
    try:
        await bot.initialize()
    except InvalidToken as error:
        if refused(error.__cause__):
            raise TelegramUnusable(texts.TELEGRAM_TOKEN_REFUSED) from None
        raise TelegramUnusable(texts.telegram_answered(server_of(bot), reason(error.__cause__))) from None
    except TimedOut:
        raise TelegramUnusable(texts.telegram_silent(server_of(bot))) from None
    except NetworkError as error:
        raise TelegramUnusable(texts.telegram_unreachable(server_of(bot), reason(error))) from None
    except TelegramError as error:
        raise TelegramUnusable(texts.telegram_answered(server_of(bot), reason(error))) from None


def server_of(bot: Bot) -> str:
    """The address of the server, without the token."""
    return bot.base_url.removesuffix(f"/bot{bot.token}")


def refused(error: BaseException | None) -> bool:
    """Whether the server does not know the token. A page that merely is not there says nothing about it."""
    return isinstance(error, InvalidToken) and error.__cause__ is None


def reason(error: BaseException | None) -> str:
    """What went wrong, short and without the token: a server that is none repeats the address that was asked for."""
    return re.sub(TOKEN.pattern.replace(":", "(?::|%3A)"), "…", str(error))[:_LONGEST_REASON]


def seconds(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return float(wait if isinstance(wait, int) else wait.total_seconds())
