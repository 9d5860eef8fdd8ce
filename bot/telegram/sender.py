"""Sends what the outbox holds: each row once on purpose; what may have been delivered is never blindly repeated."""

import asyncio
import base64
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot import texts
from bot.messages import Button
from bot.telegram.client import CONNECTIONS, reason, seconds
from bot.telegram.markup import beginning, keyboard
from records import outbox, people
from records.database import Database
from records.outbox import Outgoing

logger = logging.getLogger(__name__)

_IDLE_S = 5.0
"""Seconds after which waiting rows are looked for, even when nobody said that there are any."""
_PAUSES_S = (1, 2, 5, 15, 60)
"""Seconds before what was certainly not delivered is tried again."""
_NOT_MODIFIED = "not modified"
RESEND = "r:"
"""What the button 再发一次 carries before the number of the row."""
_OFFER = re.compile(rf"{RESEND}(?P<row>[0-9]+)(?::(?P<times>[0-9]+))?")
"""Keys of the questions that bear this button; what is sent again has another."""
_SHOWN_IN_OFFER = 30
"""Characters of the message in doubt, so that the person can tell which one it is."""

_NEVER_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Sender:
    """Carries rows of the outbox to Telegram, in order within a chat, side by side across chats."""

    def __init__(
        self,
        *,
        bot: Bot,
        database: Database,
        worker: str,
        now: Callable[[], datetime],
        pauses_s: Sequence[float] = _PAUSES_S,
    ) -> None:
        self._bot = bot
        self._pauses_s = pauses_s
        self._database = database
        self._worker = worker
        self._now = now
        self._wake = asyncio.Event()
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Say that there is something to send."""
        self._wake.set()

    def stop(self) -> None:
        """Have `run` end when what is on its way has arrived."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until stopped, which lets messages on their way arrive. To be stopped, not cancelled."""
        while not self._stopping:
            self._wake.clear()
            if not await self._start_due():
                await self._rest()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), _IDLE_S)
        except TimeoutError:
            return

    async def _start_due(self) -> bool:
        """Take what is due, up to the free connections; whether there was anything."""
        free = CONNECTIONS - len(self._running)
        if free <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return True
        async with self._database.write() as session:
            rows = await outbox.claim(session, worker=self._worker, now=self._now(), limit=free)
            await session.commit()
        for row in rows:
            task = asyncio.create_task(self._carry(row))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return bool(rows)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("sending failed", exc_info=error)

    async def _carry(self, row: Outgoing) -> None:
        try:
            message = await deliver(self._bot, row.chat, row.method, row.payload)
        except RetryAfter as error:
            await self._again(row, seconds(error), "429")
        except Forbidden:
            await self._blocked(row)
        except (BadRequest, ChatMigrated) as error:
            logger.warning("outbox row %d refused: %s", row.id, reason(error))
            async with self._database.write() as session:
                await outbox.failed(session, row.id, error=reason(error))
                await session.commit()
        except TelegramError as error:
            if _certainly_not_delivered(error):
                await self._again(row, self._pauses_s[min(row.attempts, len(self._pauses_s)) - 1], reason(error))
            else:
                await self._doubtful(row, reason(error))
        except Exception as error:
            # Left as it is, the row would hold up its chat until the next start.
            logger.error("outbox row %d could not be sent", row.id, exc_info=error)
            await self._doubtful(row, type(error).__name__)
        else:
            async with self._database.write() as session:
                await outbox.sent(session, row.id, message=message, now=self._now())
                await session.commit()

    async def _again(self, row: Outgoing, seconds: float, why: str) -> None:
        async with self._database.write() as session:
            await outbox.retry(session, row.id, not_before=self._now() + timedelta(seconds=seconds), error=why)
            await session.commit()
        asyncio.get_running_loop().call_later(seconds, self._wake.set)

    async def _blocked(self, row: Outgoing) -> None:
        async with self._database.write() as session:
            await outbox.failed(session, row.id, error="blocked")
            await people.mark_blocked(session, row.chat, now=self._now())
            await session.commit()

    async def _doubtful(self, row: Outgoing, why: str) -> None:
        async with self._database.write() as session:
            await outbox.uncertain(session, row.id, error=why)
            await offer_again(session, row, now=self._now())
            await session.commit()


async def offer_again(session: Any, row: Outgoing, *, now: datetime) -> None:
    """Ask the person whether a message that may have been lost has arrived; they can have it sent again.

    The question hangs on what the person had said and shows how the message begins. Asking twice does no harm, so
    a question that is itself in doubt is asked again, some moments later and not for ever.
    """
    if asked := _OFFER.fullmatch(row.key):
        times = int(asked["times"] or 1)
        if times < len(_PAUSES_S):
            later = now + timedelta(seconds=_PAUSES_S[times])
            key = f"{RESEND}{asked['row']}:{times + 1}"
            await outbox.put(
                session, key=key, chat=row.chat, method=row.method, payload=row.payload, now=now, not_before=later
            )
        return
    button = Button(texts.BUTTON_SEND_AGAIN, f"{RESEND}{row.id}")
    begins = beginning(row.payload.get("html", ""), _SHOWN_IN_OFFER)
    html = f"{texts.MAY_BE_LOST}\n<blockquote>{begins}</blockquote>" if begins else texts.MAY_BE_LOST
    payload: dict[str, Any] = {"html": html, "buttons": keyboard(((button,),))}
    if "said" in row.payload:
        payload["answers"] = row.payload["said"]
    await outbox.put(session, key=f"{RESEND}{row.id}", chat=row.chat, method="send", payload=payload, now=now)


async def deliver(bot: Bot, chat: int, method: str, payload: Mapping[str, Any]) -> int | None:
    """Do what one row of the outbox says; returns the id of the message."""
    shown: dict[str, Any] = {"parse_mode": "HTML"}
    if payload.get("buttons"):
        shown["reply_markup"] = InlineKeyboardMarkup.de_json({"inline_keyboard": payload["buttons"]}, bot)
    text = payload.get("html", "")
    match method:
        case "send":
            sent = await bot.send_message(
                chat, text, link_preview_options=LinkPreviewOptions(is_disabled=True), **_answering(payload), **shown
            )
        case "edit":
            return await _edit(bot, chat, payload, shown)
        case "photo" | "document":
            return await _send_file(bot, chat, method, payload, shown)
        case _:
            raise ValueError(f"the outbox holds an unknown method: {method}")
    return sent.message_id


async def _send_file(
    bot: Bot, chat: int, method: str, payload: Mapping[str, Any], shown: Mapping[str, Any]
) -> int | None:
    send = bot.send_photo if method == "photo" else bot.send_document
    try:
        sent = await send(chat, _content(payload), caption=payload["html"], filename=payload["name"], **shown)
    except BadRequest as error:
        if "file" not in payload:
            raise
        # Ids of files end with the bot that got them; what the file belonged to is still to be read.
        logger.warning("a file is gone: %s", reason(error))
        sent = await bot.send_message(chat, f"{payload['html']}\n{texts.FILE_GONE}", **shown)
    return sent.message_id


async def _edit(bot: Bot, chat: int, payload: Mapping[str, Any], shown: Mapping[str, Any]) -> int:
    preview = LinkPreviewOptions(is_disabled=True)
    try:
        await bot.edit_message_text(
            payload["html"], chat_id=chat, message_id=payload["message"], link_preview_options=preview, **shown
        )
    except BadRequest as error:
        if _NOT_MODIFIED not in error.message:  # it shows already what it should
            raise
    return int(payload["message"])


def _answering(payload: Mapping[str, Any]) -> dict[str, Any]:
    """In a group a reply hangs on the question, if that is still there."""
    if "answers" not in payload:
        return {}
    return {"reply_to_message_id": payload["answers"], "allow_sending_without_reply": True}


def _content(payload: Mapping[str, Any]) -> bytes | str:
    """What is uploaded, or the id of a file that Telegram has."""
    return str(payload["file"]) if "file" in payload else base64.b64decode(payload["content"])


def _certainly_not_delivered(error: TelegramError) -> bool:
    """Whether Telegram cannot have taken the message: no connection came about, or it answered with a failure."""
    cause = error.__cause__
    if isinstance(cause, _NEVER_CONNECTED):
        return True
    answered = isinstance(error, NetworkError | InvalidToken) and not isinstance(error, TimedOut)
    return answered and cause is None
