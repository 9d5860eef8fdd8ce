"""`yanxiu bot`: receive, handle and send, until told to stop."""

import asyncio
import logging
import secrets
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from telegram import Bot
from telegram.error import TelegramError

from bot import texts
from bot.app import Library
from bot.conversation import Answering
from bot.jobs.service import JobService, Plan
from bot.living import Living
from bot.reception import Hours, Reception
from bot.reception.corpus_work import Editing
from bot.settings import Settings
from bot.telegram import menus, polling, webhook
from bot.telegram.client import TelegramUnusable, check_token, connect, make_bot, reason, server_of
from bot.telegram.incoming import chat_of
from bot.telegram.pace import Limits
from bot.telegram.sender import Recheck, Sender, offer_again
from bot.telegram.worker import LEASE, Report, Worker
from records import inbox, outbox
from records.database import Database
from records.errors import DatabaseUnusable
from records.presence import LARGEST, Presence

logger = logging.getLogger(__name__)

LOCK_NAME = "bot.lock"
_KEPT = timedelta(days=7)
"""How long the contents of handled updates and sent messages are kept for looking into a complaint."""
_REMEMBERED = timedelta(days=30)
"""How long it is known that they were handled and sent."""
_HOUSEKEEPING_S = 300.0
_PRESENCE_S = 2.0
"""How often is looked how many processes share the limits of sending."""
_NOTICED_S = 3.0
"""So long a process that joins others sends nothing: by then they have seen it and leave it its part."""
_THREADS = 4
"""Questions that are worked on at once without a chat model."""
_THREADS_WAITING = 32
"""With one, whose answers are waited for."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the bot runs."""

    token: str
    api: str
    home: Path
    webhook: str = ""
    """Address at which Telegram delivers; empty for polling."""
    listen: tuple[str, int] = ("127.0.0.1", 8080)
    waits: bool = False
    """Answers are waited for, because a chat model phrases them."""
    limits: Limits = field(default_factory=Limits)
    """Of sending; of all processes together."""

    @classmethod
    def from_settings(cls, settings: Settings, *, home: Path, webhook: bool) -> "Options":
        """Raises `TelegramUnusable` when there is no token, its file cannot be read, or the webhook has no address."""
        if webhook and not settings.telegram_webhook:
            raise TelegramUnusable(texts.TELEGRAM_NO_WEBHOOK)
        host, _, port = settings.telegram_listen.rpartition(":")
        token = settings.telegram_token or _token_from(settings.telegram_token_file)
        check_token(token)
        return cls(
            token=token,
            api=settings.telegram_api,
            home=home,
            webhook=settings.telegram_webhook if webhook else "",
            listen=(host.strip("[]"), int(port)),
            waits=bool(settings.chat_model),
        )


def _token_from(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TelegramUnusable(texts.telegram_token_unreadable(str(file), str(error))) from error


async def run(
    options: Options,
    *,
    database: Database,
    conversation: Answering,
    library: Library,
    hours: Hours,
    now: Callable[[], datetime],
    report: Report,
    say: Callable[[str], None],
    plan: Plan | None = None,
    recheck: Mapping[str, Recheck] | None = None,
    knowing: Living | None = None,
    editing: Editing | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises `TelegramUnusable` when the bot cannot start or go on.

    `plan`: jobs that are done meanwhile. `recheck`: see `Sender`. `knowing`: what is kept up with the corpus.
    `editing`: what administrators keep it with.
    """
    bot = make_bot(token=options.token, api=options.api)
    async with AsyncExitStack() as stack:
        if database.is_sqlite:
            stack.enter_context(_only_one(options.home))
        stack.push_async_callback(bot.shutdown)
        await connect(bot)
        pool = ThreadPoolExecutor(_THREADS_WAITING if options.waits else _THREADS, thread_name_prefix="answer")
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        number = secrets.randbelow(LARGEST)
        name, presence = _name(number), Presence(database, number)
        stack.push_async_callback(presence.leave)
        reception = Reception(
            conversation=conversation,
            library=library,
            hours=hours,
            executor=pool,
            bot_name=bot.username,
            editing=editing,
        )
        sender = Sender(bot=bot, database=database, worker=name, now=now, limits=options.limits, recheck=recheck)
        worker = Worker(
            bot=bot, database=database, reception=reception, sender=sender, name=name, now=now, report=report
        )
        await recover(database, before=None if database.is_sqlite else now() - LEASE, now=now())
        await _introduce(bot)
        service = _Service(database=database, worker=worker, now=now)
        await _join(sender, presence)
        beside = [await service.receiving(bot, options), service.housekeeping()]
        if not database.is_sqlite:
            beside.append(_share(sender, presence))
        if plan is not None:
            beside.append(_jobs(plan, presence, name=name, now=now, sender=sender, alone=database.is_sqlite).run())
        if knowing is not None:
            beside.append(knowing.keep(report=report))
        say(texts.bot_running(bot.username, options.webhook))
        await _until_stopped(beside, worker=worker, sender=sender)
    say(texts.BOT_STOPPED)


class _Service:
    """Where updates come in."""

    def __init__(self, *, database: Database, worker: Worker, now: Callable[[], datetime]) -> None:
        self._database = database
        self._worker = worker
        self._now = now

    async def store(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keep updates for good, then have them handled. Finishes also when it is cancelled meanwhile."""
        await asyncio.shield(self._store(updates))

    async def _store(self, updates: Sequence[dict[str, Any]]) -> None:
        rows = [(update["update_id"], chat_of(update), update) for update in updates]
        async with self._database.write() as session:
            await inbox.store(session, rows, now=self._now())
            await session.commit()
        self._worker.wake()

    async def receiving(self, bot: Bot, options: Options) -> Coroutine[Any, Any, None]:
        """What receives updates until it is cancelled, once Telegram knows where to deliver."""
        if options.webhook:
            await webhook.register(bot, url=options.webhook)
            listener, secret = webhook.listen(*options.listen), webhook.secret_of(options.token)
            return webhook.serve(self.store, url=options.webhook, listener=listener, secret=secret)
        try:
            await bot.delete_webhook()
        except TelegramError as error:
            raise TelegramUnusable(texts.telegram_unreachable(server_of(bot), reason(error))) from None
        return polling.poll(bot, self.store)

    async def housekeeping(self) -> None:
        """Forget the contents of what was handled some days ago; see to what crashed replicas left."""
        while True:
            await asyncio.shield(self._keep_house())
            await asyncio.sleep(_HOUSEKEEPING_S)

    async def _keep_house(self) -> None:
        if not self._database.is_sqlite:
            await recover(self._database, before=self._now() - LEASE, now=self._now())
        async with self._database.write() as session:
            ages = {"empty_before": self._now() - _KEPT, "delete_before": self._now() - _REMEMBERED}
            await inbox.purge(session, **ages)
            await outbox.purge(session, **ages)
            await session.commit()


def _name(number: int) -> str:
    """What a process is called in the records and by DBOS."""
    return f"bot-{number:08x}"


async def _join(sender: Sender, presence: Presence) -> None:
    """Become one of the processes that send, and let the others see it before anything is sent."""
    processes = len(await presence.present())
    sender.pace.share_with(processes)
    if processes > 1:
        sender.pace.hold(_NOTICED_S)


async def _share(sender: Sender, presence: Presence) -> None:
    """Keep the limits divided among the processes that send, until cancelled."""
    while True:
        await asyncio.sleep(_PRESENCE_S)
        # A database that is away is met by everybody else as well; the last count holds until it is back.
        with suppress(DatabaseUnusable):
            sender.pace.share_with(len(await asyncio.shield(presence.present())))


def _jobs(
    plan: Plan, presence: Presence, *, name: str, now: Callable[[], datetime], sender: Sender, alone: bool
) -> JobService:
    async def alive() -> frozenset[str]:
        return frozenset(_name(number) for number in await presence.present())

    return JobService(plan, name=name, alive=None if alone else alive, now=now, stepped=sender.wake)


def _only_one(home: Path) -> AbstractContextManager[object]:
    """The lock of the one process that works on the SQLite file. Raises `TelegramUnusable` when another has it."""
    try:
        return FileLock(home / LOCK_NAME).acquire(timeout=0)
    except Timeout as error:
        raise TelegramUnusable(texts.bot_runs_already(str(home))) from error


async def recover(database: Database, *, before: datetime | None, now: datetime) -> None:
    """After crashes: those whose answer was on its way `before` then, and may be lost, are asked whether it came.

    None: whenever that was. Only the process that knows itself alone may say so; it need not trust the clock.
    On SQLite the lock says that nobody else is at work, so that begun updates are free at once; elsewhere another
    replica's claims run out by themselves.
    """
    async with database.write() as session:
        if database.is_sqlite:
            await inbox.release(session)
        for row in await outbox.recover(session, claimed_before=before):
            await offer_again(session, row, now=now)
        await session.commit()


async def _introduce(bot: Bot) -> None:
    """What Telegram shows of the bot; it works without."""
    try:
        await menus.set_menus(bot)
        await bot.set_my_short_description(texts.BOT_SHORT_DESCRIPTION)
        await bot.set_my_description(texts.BOT_DESCRIPTION)
    except TelegramError as error:
        logger.warning("menus and description could not be set: %s", reason(error))


async def _until_stopped(beside: Sequence[Awaitable[None]], *, worker: Worker, sender: Sender) -> None:
    """Run all until a signal asks to stop, or one of them fails; then finish what is begun."""
    stop = asyncio.Event()
    # Windows has no such handlers; there Ctrl-C interrupts.
    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    fetching = [asyncio.ensure_future(one) for one in beside]
    handling, sending = asyncio.create_task(worker.run()), asyncio.create_task(sender.run())
    tasks = [*fetching, handling, sending]
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        with suppress(NotImplementedError):
            for number in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C does not wait for slow answers
                asyncio.get_running_loop().remove_signal_handler(number)
        for task in (waiting, *fetching):
            task.cancel()
        worker.stop()
        await asyncio.wait([handling])
        sender.stop()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result
