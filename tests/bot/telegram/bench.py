"""The parts of the channel on a bench, with pauses as short as a test wants; and looks at what they left."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from telegram import Bot

from bot.conversation import Conversation
from bot.failures import Incident
from bot.messages import Reply
from bot.reception import Hours, Reception
from bot.telegram.client import connect, make_bot
from bot.telegram.incoming import chat_of
from bot.telegram.pace import UNLIMITED, Limits
from bot.telegram.polling import poll
from bot.telegram.sender import Recheck, Sender
from bot.telegram.worker import Worker, put
from indexer.model import Answer, Question, Refusal
from records import inbox, outbox
from records.database import Database
from records.schema import AccountRow, OutboxRow, UpdateRow
from records.standing import RuleBook
from tests.bot.memory import TODAY, MemoryAssistant
from tests.bot.telegram.house import MemoryLibrary
from tests.botapi.server import BotApiServer

T = TypeVar("T")


@dataclass
class GatedAssistant(MemoryAssistant):
    """Answers like the one in memory, but a question with 慢 in it waits until the gate is opened."""

    gate: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)
    """Set when a question has come to the gate."""

    def ask(self, question: Question) -> Answer | Refusal:
        """The fixed answer, in its time."""
        if "慢" in question.text:
            self.waiting.set()
            assert self.gate.wait(10), "the test never opened the gate"
        return super().ask(question)


@dataclass
class Clock:
    """The real clock, put forward."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC) + self.ahead


@dataclass
class Bench:
    """A sender, and a worker when the test starts one, over HTTP and a real database."""

    server: BotApiServer
    database: Database
    bot: Bot
    sender: Sender
    clock: Clock

    async def put(self, chat: int, *replies: Reply, key: str = "") -> None:
        """Accept replies, in the order given, in one transaction."""
        async with self.database.write() as session:
            for number, reply in enumerate(replies):
                await put(session, key or f"test:{chat}:{number}", chat, reply, self.clock.now())
            await session.commit()
        self.sender.wake()

    async def put_raw(self, key: str, chat: int, method: str, payload: dict[str, Any], *, bulk: bool = False) -> None:
        """Accept a row as it is."""
        row: dict[str, Any] = {"key": key, "chat": chat, "method": method, "payload": payload, "bulk": bulk}
        async with self.database.write() as session:
            await outbox.put(session, now=self.clock.now(), **row)
            await session.commit()
        self.sender.wake()

    async def settled(self) -> dict[str, str]:
        """Wait until nothing waits or is under way; the state by key."""
        unsettled = {"waiting", "sending"}
        return await eventually(lambda: states(self.database), lambda seen: unsettled.isdisjoint(seen.values()))

    @contextlib.asynccontextmanager
    async def working(self, *, typing_after_s: float) -> AsyncIterator[MemoryAssistant]:
        """Receive and handle updates as well."""
        assistant, library = GatedAssistant(), MemoryLibrary()
        conversation = Conversation(assistant=assistant, library=library, today=lambda: TODAY, hint="/help")
        with ThreadPoolExecutor(2) as pool:
            reception = Reception(
                conversation=conversation,
                library=library,
                hours=Hours(rules=lambda: RuleBook((), ()), titles=dict, today=lambda: TODAY),
                executor=pool,
                bot_name="yanxiu_bot",
            )
            worker = Worker(
                bot=self.bot,
                database=self.database,
                reception=reception,
                sender=self.sender,
                name="bench",
                now=self.clock.now,
                report=lambda error: Incident(type(error).__name__, ""),
                typing_after_s=typing_after_s,
            )

            async def store(updates: Any) -> None:
                await keep(self.database, updates, self.clock.now())
                worker.wake()

            polling, handling = asyncio.create_task(poll(self.bot, store)), asyncio.create_task(worker.run())
            try:
                yield assistant
            finally:
                polling.cancel()
                worker.stop()
                await asyncio.wait([polling, handling])


@contextlib.asynccontextmanager
async def bench(
    server: BotApiServer,
    database: Database,
    *,
    answer_s: float = 5.0,
    pauses_s: tuple[float, ...] = (0.02,),
    limits: Limits = UNLIMITED,
    recheck: Mapping[str, Recheck] | None = None,
) -> AsyncIterator[Bench]:
    """A running sender."""
    bot = make_bot(token=server.token, api=server.address, answer_s=answer_s)
    clock = Clock()
    sender = Sender(
        bot=bot,
        database=database,
        worker="bench",
        now=clock.now,
        pauses_s=pauses_s,
        limits=limits,
        recheck=recheck,
    )
    made = Bench(server, database, bot, sender, clock)
    await connect(bot)
    sending = asyncio.create_task(sender.run())
    try:
        yield made
    finally:
        sender.stop()
        await sending
        await bot.shutdown()


async def keep(database: Database, updates: list[dict[str, Any]], now: datetime) -> None:
    """Store updates as the service does."""
    async with database.write() as session:
        await inbox.store(session, [(one["update_id"], chat_of(one), one) for one in updates], now=now)
        await session.commit()


async def eventually(look: Callable[[], Awaitable[T]], fine: Callable[[T], object], *, timeout: float = 30.0) -> T:
    """Look again and again until what is seen is fine; that. An AssertionError after `timeout` seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    while not fine(seen := await look()):
        assert loop.time() < end, f"in {timeout} s it came only to this: {seen}"
        await asyncio.sleep(0.02)
    return seen


async def states(database: Database) -> dict[str, str]:
    """State of every row of the outbox by its key."""
    return {row.key: row.state for row in await _all(database, OutboxRow)}


async def outgoing(database: Database) -> list[OutboxRow]:
    """The rows of the outbox."""
    return await _all(database, OutboxRow)


async def updates(database: Database) -> list[UpdateRow]:
    """The rows of the inbox."""
    return await _all(database, UpdateRow)


async def finished(database: Database, count: int) -> list[UpdateRow]:
    """Wait until `count` updates are stored and all are done; their rows."""
    return await eventually(
        lambda: updates(database), lambda rows: len(rows) >= count and all(row.done_at for row in rows)
    )


async def blocked(database: Database) -> dict[int, bool]:
    """Whether each bound account has blocked the bot, as the records know it."""
    return {row.account: row.blocked_at is not None for row in await _all(database, AccountRow) if row.account}


async def _all(database: Database, table: Any) -> list[Any]:
    async with database.read() as session:
        return list((await session.scalars(select(table).order_by(*table.__table__.primary_key))).all())
