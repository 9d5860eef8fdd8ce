"""What the server knows: users, chats, messages, files, updates, commands; shared by all threads of a test."""

import asyncio
import itertools
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.botapi.entities import Json

_Found = TypeVar("_Found")
_CHAT_FIELDS = ("id", "type", "title", "username", "first_name", "last_name")


class Late(AssertionError):
    """Something that a test waited for did not happen in time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, as the public server has them; a test may lower them."""

    upload: int = 50 * 2**20
    photo: int = 10 * 2**20
    download: int = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that the bot showed in a chat."""

    kind: str
    """`message`, `edit`, `toast` or `alert`."""
    text: str
    """Text or caption as plain text; files as `[文件 name]` or `[图片]` before it; toasts as `(提示) …`."""
    message: Json | None = None
    user_id: int | None = None
    """Who alone saw it; None: everyone in the chat."""


@dataclass(slots=True)
class Chat:
    """A private chat (id of the person) or a group (negative id)."""

    info: Json
    members: dict[int, str] = field(default_factory=dict)
    """Status by user id: creator, administrator, member, left, kicked."""
    messages: dict[int, Json] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    refusal: str | None = None
    """Why the bot may not write here (the 403 text), or None."""

    @property
    def chat_id(self) -> int:
        return int(self.info["id"])

    @property
    def private(self) -> bool:
        return bool(self.info["type"] == "private")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server."""

    file_id: str
    unique_id: str
    kind: str
    """`document` or `photo`."""
    content: bytes
    size: int
    name: str
    mime: str
    path: str
    """Under `/file/bot<token>/`."""


@dataclass(slots=True)
class Callback:
    """A pressed button that waits for its answer."""

    user_id: int
    chat_id: int
    at: float
    """Seconds of the monotonic clock."""
    answer: Json | None = None


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered, and how that goes."""

    url: str
    secret: str
    max_connections: int
    last_error: str | None = None
    last_error_date: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One answered request of the bot."""

    method: str
    """In the spelling of the documentation."""
    chat_id: int | None
    at: float
    """Seconds of the monotonic clock, when it was carried out or refused."""
    code: int
    """HTTP status; 0 when the connection was dropped before it was handled."""
    description: str = ""
    message_id: int | None = None
    parameters: Json = field(default_factory=dict)
    lost: bool = False
    """Carried out, but the answer never reached the bot."""


class World:
    """All state. Change it inside `changing()`, wait for it with `until()`; both work from any thread and loop."""

    def __init__(self, *, bot_name: str, bot_username: str, bot_id: int, limits: Limits) -> None:
        """`bot_id` is the number before the colon of the token."""
        self.lock = threading.RLock()
        self.limits = limits
        self.bot: Json = {"id": bot_id, "is_bot": True, "first_name": bot_name, "username": bot_username}
        self.reads_all_group_messages = False
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.callbacks: dict[str, Callback] = {}
        self.callback_lifetime = 900.0
        self.commands: dict[tuple[str, int, int, str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.updates: deque[Json] = deque()
        self.allowed_updates: list[str] = []
        self.webhook: Webhook | None = None
        self.calls: list[Call] = []
        self.done: Counter[str] = Counter()
        self._numbers = {
            "message": itertools.count(1),
            "update": itertools.count(710_000_001),
            "user": itertools.count(5_000_001),
            "group": itertools.count(1),
            "file": itertools.count(1),
            "callback": itertools.count(4_380_000_000_000_001),
        }
        self._watchers: set[Callable[[], object]] = set()

    def number(self, what: str) -> int:
        """The next number of its kind: message, update, user, group, file, callback."""
        return next(self._numbers[what])

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock, then wake all who wait."""
        with self.lock:
            yield
            watchers = list(self._watchers)
        for wake in watchers:
            wake()

    async def until(
        self, condition: Callable[[], _Found], *, timeout: float | None, what: str = "the condition"
    ) -> _Found:
        """The first truthy value of `condition`, looked at after every change; raises `Late` after `timeout` s."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(changed.set)

        with self.lock:
            self._watchers.add(wake)
        try:
            async with asyncio.timeout(timeout):
                while True:
                    changed.clear()
                    with self.lock:
                        value = condition()
                    if value:
                        return value
                    await changed.wait()
        except TimeoutError:
            raise Late(f"{what} did not happen in time ({timeout} s)") from None
        finally:
            with self.lock:
                self._watchers.discard(wake)

    def add_chat(self, info: Json) -> Chat:
        """A chat that the bot can write to from now on."""
        chat = Chat({key: info[key] for key in _CHAT_FIELDS if info.get(key)})
        self.chats[chat.chat_id] = chat
        return chat

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Put a message into a chat; the message as the Bot API shows it."""
        message = {
            "message_id": self.number("message"),
            "from": sender,
            "chat": chat.info,
            "date": int(time.time()),
            **content,
        }
        chat.messages[message["message_id"]] = message
        return message

    def add_update(self, kind: str, payload: Json) -> None:
        """Queue an update for the bot, unless it asked not to get this kind."""
        if not self.allowed_updates or kind in self.allowed_updates:
            self.updates.append({"update_id": self.number("update"), kind: snapshot(payload)})

    def confirm(self, offset: int) -> None:
        """Forget updates before `offset`; a negative offset counts from the end."""
        if offset < 0:
            while len(self.updates) > -offset:
                self.updates.popleft()
        while offset > 0 and self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()


def snapshot(value: Json) -> Json:
    """A copy that later edits do not reach."""
    copy: Json = json.loads(json.dumps(value))
    return copy


def quoted(message: Json) -> Json:
    """A message as it stands in a reply to it."""
    return snapshot({key: value for key, value in message.items() if key != "reply_to_message"})


def shown(message: Json) -> str:
    """What a person reads in `message`, as plain text."""
    text = str(message.get("text", message.get("caption", "")))
    if "document" in message:
        return f"[文件 {message['document']['file_name']}]\n{text}".rstrip()
    if "photo" in message:
        return f"[图片]\n{text}".rstrip()
    return text


def buttons(message: Json) -> list[list[Json]]:
    """The rows of buttons under a message or of its reply keyboard."""
    markup: dict[str, Any] = message.get("reply_markup") or {}
    rows: list[list[Json]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return rows
