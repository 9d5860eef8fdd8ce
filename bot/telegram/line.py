"""The chat while a visit is going on: files are fetched, and something is shown before the replies are kept."""

import logging

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot import texts
from bot.messages import Button, NotFetched
from bot.telegram.client import reason
from bot.telegram.markup import keyboard
from records import inbox
from records.database import Database
from records.errors import DatabaseUnusable

logger = logging.getLogger(__name__)

_READ_S = 30.0
"""Seconds without a byte of a file before it is given up."""
_TOO_LARGE = "too big"


class TelegramLine:
    """`bot.messages.Line` of one chat on Telegram."""

    def __init__(self, *, bot: Bot, database: Database, chat: int) -> None:
        self._bot = bot
        self._database = database
        self._chat = chat

    async def fetch(self, file: str) -> bytes:
        """The content of a file by its id. Raises `NotFetched`."""
        try:
            found = await self._bot.get_file(file)
            return bytes(await found.download_as_bytearray(read_timeout=_READ_S))
        except BadRequest as error:
            sentence = texts.FILE_TOO_LARGE if _TOO_LARGE in error.message else texts.FILE_NOT_FETCHED
            logger.info("a file cannot be had: %s", reason(error))
            raise NotFetched(sentence) from None
        except TelegramError as error:
            logger.info("a file was not fetched: %s", reason(error))
            raise NotFetched(texts.FILE_NOT_FETCHED) from None

    async def show(
        self, text: str, message: int | None = None, rows: tuple[tuple[Button, ...], ...] = ()
    ) -> int | None:
        """Show `text`, in the place of `message` if one is given; the message's id, None when it did not work."""
        below = InlineKeyboardMarkup.de_json({"inline_keyboard": keyboard(rows)}, self._bot) if rows else None
        try:
            if message is None:
                return (await self._bot.send_message(self._chat, text, reply_markup=below)).message_id
            await self._bot.edit_message_text(text, chat_id=self._chat, message_id=message, reply_markup=below)
        except TelegramError as error:
            logger.info("a courtesy failed: %s", reason(error))
            return None
        return message

    async def pressed(self, data: str) -> bool:
        """Whether the button that carries `data` was pressed meanwhile: the press is kept, and handled afterwards.

        Any replica may have received it, so it is looked for in the records.
        """
        try:
            async with self._database.read() as session:
                waiting = await inbox.waiting(session, chat=self._chat)
        except DatabaseUnusable:
            return False
        return any((update.get("callback_query") or {}).get("data") == data for update in waiting)
