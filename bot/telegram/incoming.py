"""Telegram's updates as what a reception understands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Chat, Document, Message, MessageEntity, PhotoSize, Update, User

from bot.messages import Incoming, SentFile

_FORMATS = frozenset(
    {
        MessageEntity.BOLD,
        MessageEntity.ITALIC,
        MessageEntity.UNDERLINE,
        MessageEntity.STRIKETHROUGH,
        MessageEntity.CODE,
        MessageEntity.PRE,
        MessageEntity.BLOCKQUOTE,
        MessageEntity.EXPANDABLE_BLOCKQUOTE,
        MessageEntity.TEXT_LINK,
    }
)
"""What announcements may contain (`records.campaigns.markup`)."""

KINDS = ("message", "callback_query", "my_chat_member")
"""The updates that are asked for."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether a person can still be reached: they blocked the bot, or let it in again."""

    account: int
    blocked: bool


def chat_of(update: Mapping[str, Any]) -> int:
    """The chat within which an update has to wait for its turn; 0 when it belongs to none."""
    body: Mapping[str, Any] = next((update[kind] for kind in KINDS if kind in update), {})
    message = body.get("message", body)
    return int(message.get("chat", {}).get("id", 0) or body.get("from", {}).get("id", 0))


def read(payload: Mapping[str, Any], bot: Bot) -> Incoming | Reached | None:
    """What a stored update means; None when there is nothing to do about it."""
    update = Update.de_json(dict(payload), bot)
    if update.callback_query is not None:
        return _pressed(update)
    if update.my_chat_member is not None and update.my_chat_member.chat.type == Chat.PRIVATE:
        blocked = update.my_chat_member.new_chat_member.status in ("kicked", "left")
        return Reached(update.my_chat_member.from_user.id, blocked)
    if update.message is not None and update.message.from_user is not None:
        return _said(update.message, update.message.from_user, bot)
    return None


def _pressed(update: Update) -> Incoming | None:
    query = update.callback_query
    if query is None or query.message is None or not query.data:
        return None
    chat = query.message.chat
    return Incoming(
        account=query.from_user.id,
        chat=chat.id,
        private=chat.type == Chat.PRIVATE,
        button=query.data,
        message=query.message.message_id,
        query=query.id,
    )


def _said(message: Message, sender: User, bot: Bot) -> Incoming | None:
    if sender.is_bot or message.chat.type == Chat.CHANNEL:
        return None
    private = message.chat.type == Chat.PRIVATE
    text = message.text or message.caption or ""
    file = _file(message) if private else None
    if (not text.strip() and file is None) or not (private or _addressed(message, bot)):
        return None
    return Incoming(
        account=sender.id,
        chat=message.chat.id,
        private=private,
        text=_without_name(text, bot.username),
        html=_html(message) if private else "",
        file=file,
        message=message.message_id,
    )


def _html(message: Message) -> str:
    """What was said, with the formatting that announcements may have; other formatting is left out."""
    entities = [
        # Without their languages and folds, for which announcements have no marks.
        MessageEntity(
            MessageEntity.BLOCKQUOTE if one.type == MessageEntity.EXPANDABLE_BLOCKQUOTE else one.type,
            one.offset,
            one.length,
            url=one.url,
        )
        for one in (*message.entities, *message.caption_entities)
        if one.type in _FORMATS
    ]
    text = message.text or message.caption or ""
    bare = Message(message.message_id, message.date, message.chat, text=text, entities=entities)
    return bare.text_html or ""


def _file(message: Message) -> SentFile | None:
    """The file in a message; of a photo the largest size, which comes last."""
    match message.effective_attachment:
        case None:
            return None
        case [*_, PhotoSize(file_id=largest)]:
            return SentFile(largest, "photo")
        case Document(file_id=kept, file_name=name, file_size=size):
            return SentFile(kept, "document", name or "", size or 0)
        case _:
            return SentFile("", "other")


def _addressed(message: Message, bot: Bot) -> bool:
    """In a group: the bot's name is mentioned, a command is meant for it, or its own message is replied to."""
    name = f"@{bot.username}".lower()
    entities = {**message.parse_entities(), **message.parse_caption_entities()}
    for entity, said in entities.items():
        if entity.type == MessageEntity.MENTION and said.lower() == name:
            return True
        if entity.type == MessageEntity.BOT_COMMAND and said.lower().endswith(name):
            return True
    answered = message.reply_to_message
    return answered is not None and answered.from_user is not None and answered.from_user.id == bot.id


def _without_name(text: str, name: str) -> str:
    """`text` without the bot's own name: "/help@name" is "/help", "@name 问题" the question alone."""
    return re.sub(rf"@{re.escape(name)}\b", "", text, flags=re.IGNORECASE).strip()
