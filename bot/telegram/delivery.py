"""Does on Telegram what one row of the outbox says, and tells what a failure means."""

import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError, TimedOut

from bot import texts
from bot.telegram.client import reason

logger = logging.getLogger(__name__)

_NOT_MODIFIED = "not modified"
_NEVER_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What Telegram says of a message that it took."""

    message: int
    file: str = ""
    """Its id of the file in it, which need not be uploaded again for the next chat."""


async def deliver(bot: Bot, chat: int, method: str, payload: Mapping[str, Any]) -> Delivered:
    """Do what one row of the outbox says."""
    shown: dict[str, Any] = {"parse_mode": "HTML"}
    if payload.get("buttons"):
        shown["reply_markup"] = InlineKeyboardMarkup.de_json({"inline_keyboard": payload["buttons"]}, bot)
    text = payload.get("html", "")
    match method:
        case "send":
            sent = await bot.send_message(
                chat, text, link_preview_options=LinkPreviewOptions(is_disabled=True), **_answering(payload), **shown
            )
        case "edit" | "edit_caption":
            return await _edit(bot, chat, method, payload, shown)
        case "edit_buttons":
            return await _edit_buttons(bot, chat, payload, shown)
        case "photo" | "document":
            return await _send_file(bot, chat, method, payload, shown)
        case _:
            raise ValueError(f"the outbox holds an unknown method: {method}")
    return Delivered(sent.message_id)


async def _send_file(
    bot: Bot, chat: int, method: str, payload: Mapping[str, Any], shown: Mapping[str, Any]
) -> Delivered:
    send = bot.send_photo if method == "photo" else bot.send_document
    try:
        sent = await send(chat, _content(payload), caption=payload["html"], filename=payload["name"], **shown)
    except BadRequest as error:
        if "file" not in payload:
            raise
        # Ids of files end with the bot that got them; what the file belonged to is still to be read.
        logger.warning("a file is gone: %s", reason(error))
        sent = await bot.send_message(chat, f"{payload['html']}\n{texts.FILE_GONE}", **shown)
    return Delivered(sent.message_id, _file_of(sent))


def _file_of(message: Message) -> str:
    """The id of the document, or of the largest size of the photo."""
    if message.document is not None:
        return message.document.file_id
    return message.photo[-1].file_id if message.photo else ""


async def _edit(bot: Bot, chat: int, method: str, payload: Mapping[str, Any], shown: Mapping[str, Any]) -> Delivered:
    text, where = payload["html"], {"chat_id": chat, "message_id": payload["message"]}
    try:
        if method == "edit_caption":
            await bot.edit_message_caption(caption=text, **where, **shown)
        else:
            preview = LinkPreviewOptions(is_disabled=True)
            await bot.edit_message_text(text, link_preview_options=preview, **where, **shown)
    except BadRequest as error:
        if _NOT_MODIFIED not in error.message:  # it shows already what it should
            raise
    return Delivered(int(payload["message"]))


async def _edit_buttons(bot: Bot, chat: int, payload: Mapping[str, Any], shown: Mapping[str, Any]) -> Delivered:
    """The buttons under a message, whose text stays as it is."""
    message = int(payload["message"])
    try:
        await bot.edit_message_reply_markup(chat, message, reply_markup=shown.get("reply_markup"))
    except BadRequest as error:
        if _NOT_MODIFIED not in error.message:
            raise
    return Delivered(message)


def _answering(payload: Mapping[str, Any]) -> dict[str, Any]:
    """In a group a reply hangs on the question, if that is still there."""
    if "answers" not in payload:
        return {}
    return {"reply_to_message_id": payload["answers"], "allow_sending_without_reply": True}


def _content(payload: Mapping[str, Any]) -> bytes | str:
    """What is uploaded, or the id of a file that Telegram has."""
    return str(payload["file"]) if "file" in payload else base64.b64decode(payload["content"])


def never_connected(error: TelegramError) -> bool:
    """Whether no connection to the server came about."""
    return isinstance(error.__cause__, _NEVER_CONNECTED)


def certainly_not_delivered(error: TelegramError) -> bool:
    """Whether Telegram cannot have taken the message: no connection came about, or it answered with a failure."""
    answered = isinstance(error, NetworkError | InvalidToken) and not isinstance(error, TimedOut)
    return never_connected(error) or (answered and error.__cause__ is None)
