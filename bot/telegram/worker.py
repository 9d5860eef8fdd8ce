"""Handles stored updates: each once, in order within a chat, side by side across chats.

An update's effects — what it changes in the records, what the conversation remembers, the replies and the mark
that it is done — are one transaction. A kill before it leaves the update to be handled again, a kill after it
leaves the replies to the sender.
"""

import asyncio
import base64
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot import texts
from bot.failures import Incident
from bot.messages import Incoming, Reply, plain
from bot.reception import Memory, Reception, Visit
from bot.telegram import markup
from bot.telegram.claiming import Claimed, Claiming
from bot.telegram.client import reason
from bot.telegram.incoming import Reached, read
from bot.telegram.line import TelegramLine
from bot.telegram.menus import set_menu
from bot.telegram.sender import RESEND, Sender
from policy_corpus.errors import YanxiuError
from records import conversations, inbox, outbox, people
from records.database import Database, Session
from records.inbox import ClaimLost, Update

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
"""How long a claimed update is another worker's business; longer than any answer takes."""
_AT_ONCE = 64
"""Chats that are served at the same time."""
_LONGEST_ANSWER_S = 120.0
_TYPING_AFTER_S = 1.0
"""A quick answer needs no 正在输入…"""
_TYPING_AGAIN_S = 4.5
"""Telegram shows it for five seconds."""
_TYPING_APART_S = 0.1
"""When many wait at once, showing it to all of them would make them wait longer (measured)."""
_START = "/start"
"""What somebody says who lets the bot in again."""

Report = Callable[[BaseException], Incident]


class GivenUp(Exception):
    """An update that made the program stop each time it was handled."""


class Worker:
    """Turns updates into effects and replies."""

    def __init__(
        self,
        *,
        bot: Bot,
        database: Database,
        reception: Reception,
        sender: Sender,
        name: str,
        now: Callable[[], datetime],
        report: Report,
        typing_after_s: float = _TYPING_AFTER_S,
    ) -> None:
        self._bot = bot
        self._typing_after_s = typing_after_s
        self._database = database
        self._reception = reception
        self._sender = sender
        self._name = name
        self._now = now
        self._report = report
        self._claiming = Claiming(claim=self._claim, handle=self._handle, most=_AT_ONCE)
        self._typing_turn = asyncio.Lock()

    def wake(self) -> None:
        """Say that there is an update."""
        self._claiming.wake()

    def stop(self) -> None:
        """Have `run` end when what is begun is finished."""
        self._claiming.stop()

    async def run(self) -> None:
        """Handle updates until stopped; what is begun is then finished, the rest left for the next start."""
        await self._claiming.run()
        async with self._database.write() as session:
            await inbox.hand_in(session, worker=self._name)
            await session.commit()

    async def _claim(self, running: int, free: int) -> Claimed[Update]:
        claims: dict[str, Any] = {"worker": self._name, "now": self._now(), "lease": LEASE}
        async with self._database.write() as session:
            suspects = () if running else await inbox.claim(session, limit=1, suspects=True, **claims)
            claimed = suspects or await inbox.claim(session, limit=free, **claims)
            await session.commit()
        return Claimed(claimed, more=len(claimed) == free, alone=bool(suspects))

    async def _handle(self, stored: Update) -> None:
        try:
            seen = read(stored.payload, self._bot)
            if stored.exhausted:
                raise GivenUp(f"update {stored.id} was begun {stored.attempts - 1} times and never finished")
            if isinstance(seen, Incoming):
                async with self._typing(seen):
                    await asyncio.wait_for(self._visit(stored, seen), _LONGEST_ANSWER_S)
            else:
                await self._note(stored, seen)
        except ClaimLost:
            logger.warning("update %d was taken over by another worker", stored.id)
        except YanxiuError as error:
            await self._apologise(stored, plain(str(error)))
        except Exception as error:
            incident = self._report(error)
            await self._apologise(stored, plain(texts.incident_reply(incident.reference)), incident.reference)

    async def _visit(self, stored: Update, incoming: Incoming) -> None:
        async with self._database.read() as session:
            person = await people.by_account(session, incoming.account)
            kept = await conversations.load(session, chat=incoming.chat, account=incoming.account)
        async with contextlib.AsyncExitStack() as stack:
            begun: list[Session] = []

            async def session_of_visit() -> Session:
                if not begun:
                    begun.append(await stack.enter_async_context(self._database.write()))
                return begun[0]

            memory = Memory.from_json(kept) if kept else Memory()
            line = TelegramLine(bot=self._bot, database=self._database, chat=incoming.chat)
            visit = Visit(incoming, self._now(), person, memory, session_of_visit, self._database.read, line)
            if incoming.button.startswith(RESEND):
                await self._send_again(visit)
            else:
                await self._reception.receive(visit)
            session = await visit.session()
            await self._put(session, stored, visit)
            if visit.memory != memory:
                await conversations.save(
                    session,
                    chat=incoming.chat,
                    account=incoming.account,
                    state=visit.memory.to_json(),
                    now=self._now(),
                )
            if incoming.private and incoming.text.startswith(_START):
                await people.mark_unblocked(session, incoming.account)
            await inbox.done(session, stored.id, worker=self._name, now=self._now())
            await session.commit()
        self._sender.wake()
        await self._after(visit)

    async def _send_again(self, visit: Visit) -> None:
        """The person did not get an answer that was in doubt: it goes out as a message of its own, once."""
        row = visit.incoming.button.removeprefix(RESEND)
        if not row.isascii() or not row.isdecimal():
            return
        repeated = await outbox.repeat(
            await visit.session(), int(row), chat=visit.incoming.chat, key=f"{RESEND}{row}:again", now=self._now()
        )
        visit.toast = texts.SENT_AGAIN if repeated else texts.SENT_ALREADY

    async def _put(self, session: Session, stored: Update, visit: Visit) -> None:
        said = None if visit.incoming.button else visit.incoming.message
        answers = None if visit.incoming.private else visit.incoming.message
        for number, reply in enumerate(visit.replies):
            await put(session, f"update:{stored.id}:{number}", visit.incoming.chat, reply, self._now(), answers, said)
        for notice in visit.notices:
            await put(session, notice.key, notice.chat, notice.reply, self._now())

    async def _note(self, stored: Update, seen: Reached | None) -> None:
        async with self._database.write() as session:
            if seen is not None and seen.blocked:
                await people.mark_blocked(session, seen.account, now=self._now())
            elif seen is not None:
                await people.mark_unblocked(session, seen.account)
            await inbox.done(session, stored.id, worker=self._name, now=self._now())
            await session.commit()

    async def _apologise(self, stored: Update, reply: Reply, incident: str = "") -> None:
        """Say what went wrong and be done with the update: trying again would fail again."""
        async with self._database.write() as session:
            if stored.chat:
                await put(session, f"update:{stored.id}:0", stored.chat, reply, self._now())
            await inbox.done(session, stored.id, worker=self._name, now=self._now(), incident=incident)
            await session.commit()
        self._sender.wake()
        if press := (stored.payload.get("callback_query") or {}).get("id"):
            await self._courtesy(self._bot.answer_callback_query(press))

    @contextlib.asynccontextmanager
    async def _typing(self, incoming: Incoming) -> AsyncIterator[None]:
        """Show 正在输入… while an answer takes its time."""

        async def show() -> None:
            await asyncio.sleep(self._typing_after_s)
            while True:
                async with self._typing_turn:
                    await self._courtesy(self._bot.send_chat_action(incoming.chat, ChatAction.TYPING))
                    await asyncio.sleep(_TYPING_APART_S)
                await asyncio.sleep(_TYPING_AGAIN_S)

        task = asyncio.create_task(show())
        try:
            yield
        finally:
            task.cancel()

    async def _after(self, visit: Visit) -> None:
        """What may be lost without harm, after everything is kept."""
        if visit.incoming.query:
            await self._courtesy(self._bot.answer_callback_query(visit.incoming.query, visit.toast or None))
        if visit.menu_due:
            await self._courtesy(set_menu(self._bot, visit.incoming.chat, visit.memory.menu))

    async def _courtesy(self, call: Awaitable[Any]) -> None:
        try:
            await call
        except TelegramError as error:
            logger.info("a courtesy failed: %s", reason(error))


async def put(
    session: Session,
    key: str,
    chat: int,
    reply: Reply,
    now: datetime,
    answers: int | None = None,
    said: int | None = None,
) -> None:
    """Write `reply` into the outbox, cut into as many messages as it takes.

    It hangs on the message `answers`; `said` is what it replies to, should it be in doubt whether it arrived.
    """
    keyboard = markup.keyboard(reply.buttons)
    limit = markup.LONGEST_CAPTION if reply.attachment else markup.LONGEST_TEXT
    pieces = markup.messages(reply.parts, limit) or ("",)
    for number, piece in enumerate(pieces):
        payload: dict[str, Any] = {"html": piece}
        method = "send"
        if number == 0 and reply.attachment is not None:
            method = "photo" if reply.attachment.picture else "document"
            payload["name"] = reply.attachment.name
            if reply.attachment.id:
                payload["file"] = reply.attachment.id
            else:
                payload["content"] = base64.b64encode(reply.attachment.content).decode()
        elif number == 0 and reply.replaces is not None:
            method = "edit"
            payload["message"] = reply.replaces
        if said is not None:
            payload["said"] = said
        if number == 0 and answers is not None:
            payload["answers"] = answers
        if number == len(pieces) - 1:
            payload["buttons"] = keyboard
        await outbox.put(session, key=f"{key}:{number}", chat=chat, method=method, payload=payload, now=now)
