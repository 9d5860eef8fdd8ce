"""Scripted people: they write, press buttons, send files, block the bot; from any thread, without waiting."""

import mimetypes
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from tests.botapi.account import menu
from tests.botapi.entities import Json, utf16_length, utf16_slice
from tests.botapi.files import document_json, keep_file, photo_json
from tests.botapi.formatted import TEXT_LIMIT, user_text
from tests.botapi.server import BotApiServer
from tests.botapi.state import Callback, Chat, Seen, World, buttons, quoted


@dataclass(slots=True)
class Group:
    """A group with the bot in it. `bot_status`: member or administrator (who reads everything)."""

    server: BotApiServer
    title: str = "教师群"
    bot_status: str = "member"
    chat_id: int = field(init=False)

    def __post_init__(self) -> None:
        world = self.server.world
        with world.changing():
            number = -1_001_000_000_000 - world.number("group")
            chat = world.add_chat({"id": number, "type": "supergroup", "title": self.title})
            chat.members[world.bot["id"]] = self.bot_status
            self.chat_id = chat.chat_id

    def throw_out_bot(self, by: "Person") -> None:
        """Remove the bot: it is told, and may not write any more."""
        world = self.server.world
        chat = world.chats[self.chat_id]
        with world.changing():
            chat.refusal = "bot was kicked from the supergroup chat"
            chat.members[world.bot["id"]] = "kicked"
            _change_bot_status(world, chat, by.user, "kicked")


class Person:
    """Somebody with a Telegram account, in their private chat with the bot or, through `in_group`, in a group."""

    def __init__(
        self,
        server: BotApiServer,
        first_name: str = "教师001",
        *,
        username: str | None = None,
        language_code: str = "zh-hans",
    ) -> None:
        """The chat with the bot does not exist before the first word."""
        self.server = server
        self._world = server.world
        with self._world.changing():
            self.user: Json = {"id": self._world.number("user"), "is_bot": False, "first_name": first_name}
            self.user |= {"username": username} if username else {}
            self.user["language_code"] = language_code
            self._world.users[self.user["id"]] = self.user
        self.chat_id: int = self.user["id"]
        self._heard = 0

    @property
    def name(self) -> str:
        """The first name."""
        return str(self.user["first_name"])

    def in_group(self, group: Group, *, status: str = "member") -> Self:
        """The same person speaking in `group`; `status` may be creator or administrator."""
        with self._world.changing():
            self._world.chats[group.chat_id].members[self.user["id"]] = status
        there = object.__new__(type(self))
        there.__dict__.update(self.__dict__, chat_id=group.chat_id, _heard=0)
        return there

    def say(self, text: str, *, reply_to: Json | None = None) -> Json:
        """Send a text (in pieces when it is too long for one message, as apps do); the last message."""
        if not text.strip():
            raise ValueError("an app sends no blank message")
        pieces = [utf16_slice(text, at, TEXT_LIMIT) for at in range(0, utf16_length(text), TEXT_LIMIT)]
        for piece in pieces:
            formatted = user_text(piece)
            content: Json = {"text": formatted.text}
            if formatted.entities:
                content["entities"] = formatted.entities
            message = self._send(content, reply_to)
        return message

    def start(self, payload: str = "") -> Json:
        """Press 开始, or follow a deep link with `payload`; unblocks the bot."""
        self.unblock()
        return self.say(f"/start {payload}".rstrip())

    def send_document(
        self, content: bytes, name: str, *, mime: str | None = None, caption: str = "", size: int | None = None
    ) -> Json:
        """Send a file; `size` pretends that it is so many bytes."""
        mime = mime or mimetypes.guess_type(name)[0]
        with self._world.changing():
            stored = keep_file(self._world, content, kind="document", name=name, mime=mime, size=size)
        return self._send(document_json(stored) | _captioned(caption), None)

    def send_photo(self, content: bytes, *, caption: str = "") -> Json:
        """Send a PNG or JPEG as a photo."""
        with self._world.changing():
            stored = keep_file(self._world, content, kind="photo", name="photo.jpg")
        return self._send(photo_json(stored) | _captioned(caption), None)

    def edit(self, message: Json, text: str) -> None:
        """Change an own message; the bot gets `edited_message`."""
        with self._world.changing():
            formatted = user_text(text)
            message.update(text=formatted.text, entities=formatted.entities, edit_date=int(time.time()))
            self._world.add_update("edited_message", message)

    def press(self, button: str, message: Json | None = None) -> str | None:
        """Press the button with this text or data under `message` (default: the newest that has it).

        A button of the reply keyboard says its text. Returns the id of the callback query, if it makes one.
        """
        with self._world.changing():
            found = self._button(button, [message] if message else list(self._chat.messages.values())[::-1])
            if found is None:
                raise AssertionError(f"没有按钮「{button}」；现有：{self.buttons}")
            under, pressed = found
            if "url" in pressed:
                raise AssertionError(f"按钮「{button}」只打开 {pressed['url']}")
            if "callback_data" not in pressed:
                self.say(pressed["text"])
                return None
            callback_id = str(self._world.number("callback"))
            self._world.callbacks[callback_id] = Callback(self.user["id"], self.chat_id, time.monotonic())
            query = {"id": callback_id, "from": self.user, "chat_instance": str(abs(self.chat_id))}
            self._world.add_update("callback_query", query | {"message": under, "data": pressed["callback_data"]})
            return callback_id

    def _button(self, wanted: str, messages: Iterable[Json]) -> tuple[Json, Json] | None:
        for message in messages:
            for button in (one for row in buttons(message) for one in row):
                if wanted in (button["text"], button.get("callback_data")):
                    return message, button
        return None

    def block(self) -> None:
        """Block the bot: it is told, and may not write any more."""
        self._set_blocked("bot was blocked by the user", "kicked")

    def unblock(self) -> None:
        """Undo `block`; nothing when the bot is not blocked."""
        chat = self._world.chats.get(self.user["id"])
        if chat is not None and chat.refusal:
            self._set_blocked(None, "member")

    def _set_blocked(self, refusal: str | None, status: str) -> None:
        with self._world.changing():
            chat = self._private_chat()
            chat.refusal = refusal
            _change_bot_status(self._world, chat, self.user, status)

    @property
    def _chat(self) -> Chat:
        return self._private_chat() if self.chat_id == self.user["id"] else self._world.chats[self.chat_id]

    def _private_chat(self) -> Chat:
        chat = self._world.chats.get(self.user["id"])
        return chat or self._world.add_chat(self.user | {"type": "private"})

    def _send(self, content: Json, reply_to: Json | None) -> Json:
        with self._world.changing():
            if reply_to is not None:
                content["reply_to_message"] = quoted(reply_to)
            message = self._world.post(self._chat, self.user, content)
            if self._bot_reads(message):
                self._world.add_update("message", message)
            return message

    def _bot_reads(self, message: Json) -> bool:
        """In groups a bot gets commands, mentions and replies to it, unless privacy is off or it administers."""
        chat, bot = self._chat, self._world.bot
        if chat.private or self._world.reads_all_group_messages:
            return True
        status = chat.members.get(bot["id"])
        if status != "member":
            return status == "administrator"
        if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
            return True
        at_bot = f"@{bot['username']}".lower()
        marked = [
            utf16_slice(message["text"], one["offset"], one["length"]).lower()
            for one in message.get("entities", [])
            if one["type"] in ("mention", "bot_command")
        ]
        return any(mark.endswith(at_bot) or (mark[0] == "/" and "@" not in mark) for mark in marked)

    @property
    def messages(self) -> list[Json]:
        """All messages that are in the chat now, oldest first."""
        with self._world.lock:
            return list(self._chat.messages.values())

    @property
    def seen(self) -> list[Seen]:
        """Everything that the bot showed this person here: messages, edits, toasts."""
        with self._world.lock:
            return [one for one in self._chat.seen if one.user_id in (None, self.user["id"])]

    @property
    def buttons(self) -> list[str]:
        """Texts of the buttons under the newest message that has any."""
        with self._world.lock:
            for message in reversed(self._chat.messages.values()):
                if rows := buttons(message):
                    return [button["text"] for row in rows for button in row]
        return []

    @property
    def menu(self) -> list[str]:
        """Names of the commands in this person's menu here."""
        with self._world.lock:
            return [one["command"] for one in menu(self._world, self._chat, self.user)]

    @property
    def unheard(self) -> list[Seen]:
        """What was shown and not yet taken with `hears`."""
        return self.seen[self._heard :]

    async def hears(self, *, timeout: float = 30.0) -> Seen:
        """Wait for the next thing that the bot shows; raises `Late` after `timeout` seconds."""
        waiting = await self.server.until(lambda: self.unheard, timeout=timeout, what=f"an answer to {self.name}")
        self._heard += 1
        return waiting[0]


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}


def _change_bot_status(world: World, chat: Chat, by: Json, status: str) -> None:
    """Tell the bot about its own membership."""
    before: Json = {"user": world.bot, "status": "member" if status == "kicked" else "kicked"}
    after: Json = {"user": world.bot, "status": status}
    for member in (before, after):
        if member["status"] == "kicked":
            member["until_date"] = 0
    change = {"chat": chat.info, "from": by, "date": int(time.time())}
    world.add_update("my_chat_member", change | {"old_chat_member": before, "new_chat_member": after})
