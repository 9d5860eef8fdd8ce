"""Sends what the outbox holds: each row once on purpose; what may have been delivered is never blindly repeated.

How fast is the business of `Pace`. A chat that Telegram wants left alone waits in the outbox, and only that chat.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot import texts
from bot.messages import Button
from bot.telegram.claiming import Claimed, Claiming
from bot.telegram.client import CONNECTIONS, reason, seconds
from bot.telegram.delivery import certainly_not_delivered, deliver, never_connected
from bot.telegram.marks import Marks
from bot.telegram.markup import beginning, keyboard
from bot.telegram.pace import Limits, Pace
from records import dispatch, outbox, people
from records.database import Database, Session
from records.outbox import Outgoing

logger = logging.getLogger(__name__)

_PAUSES_S = (1, 2, 5, 15, 60)
"""Seconds before what was certainly not delivered is tried again."""
_PUT_BACK_S = 30.0
"""A clock that falls so far behind has been put back; less is put right in passing."""
RESEND = "r:"
"""What the button 再发一次 carries before the number of the row."""
_OFFER = re.compile(rf"{RESEND}(?P<row>[0-9]+)(?::(?P<times>[0-9]+))?")
"""Keys of the questions that bear this button; what is sent again has another."""
_SHOWN_IN_OFFER = 30
"""Characters of the message in doubt, so that the person can tell which one it is."""
_NOT_TRUE = "not true any more"

Recheck = Callable[[Outgoing], Awaitable[Mapping[str, Any] | None]]
"""The payload as it should go out now; None when the message should not go out any more."""


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
        limits: Limits | None = None,
        recheck: Mapping[str, Recheck] | None = None,
    ) -> None:
        """`recheck`: what looks once more just before a message goes out, by the part of its key before the colon."""
        self._bot = bot
        self._pauses_s = pauses_s
        self._database = database
        self._worker = worker
        self._now = now
        self._recheck = recheck or {}
        self.pace = Pace(limits or Limits(), pauses_s=pauses_s)
        self._marks = Marks(database)
        self._claiming = Claiming(claim=self._claim, handle=self._carry, most=CONNECTIONS)
        self._reply_due = True
        """Whether there may be a reply to send; each look costs a transaction."""
        self._ahead: float | None = None
        """How far the clock was ahead of the monotonic one when it was last looked at; None: not yet."""

    def wake(self) -> None:
        """Say that there is something to send."""
        self._reply_due = True
        self._claiming.wake()

    def stop(self) -> None:
        """Have `run` end when what is on its way has arrived."""
        self._claiming.stop()

    async def run(self) -> None:
        """Send until stopped, which lets messages on their way arrive. To be stopped, not cancelled."""
        await self._claiming.run()

    async def _claim(self, _running: int, free: int) -> Claimed[Outgoing]:
        room = self.pace.room(free)
        if not room.messages or not (room.bulk or self._reply_due):
            return Claimed(look_again_s=room.wait_s)
        self._reply_due = False
        async with self._database.write() as session:
            now = self._now()
            await self._see_to_clock(session, now)
            limit = min(room.messages, room.bulk or room.messages)
            rows = await outbox.claim(session, worker=self._worker, now=now, limit=limit, bulk=bool(room.bulk))
            await session.commit()
        # Replies come first: behind an announcement there are none.
        self._reply_due = self._reply_due or (len(rows) == limit and not rows[-1].bulk)
        for row in rows:
            self.pace.begin(bulk=row.bulk)
        # Of announcements not all that wait are looked at in one claim.
        return Claimed(rows, more=len(rows) == limit or any(row.bulk for row in rows), look_again_s=room.wait_s)

    async def _see_to_clock(self, session: Session, now: datetime) -> None:
        ahead = now.timestamp() - asyncio.get_running_loop().time()
        if self._ahead is None or ahead < self._ahead - _PUT_BACK_S:
            await dispatch.clock_put_back(session, now=now)
        self._ahead = ahead

    async def _carry(self, row: Outgoing) -> None:
        try:
            await self._carry_through(row)
        finally:
            # The next reply to the chat may go out; behind an announcement it is found with the next of these.
            self._reply_due = self._reply_due or not row.bulk

    async def _carry_through(self, row: Outgoing) -> None:
        if (wait := self.pace.chat_wait(row.chat, bulk=row.bulk)) > 0:
            self.pace.spare(bulk=row.bulk)
            not_before = self._now() + timedelta(seconds=wait)
            await self._marks.keep(lambda session: dispatch.put_off(session, row.id, not_before=not_before))
            self._wake_later(wait)
            return
        try:
            payload = await self._payload(row)
        except Exception as error:
            logger.error("outbox row %d could not be looked at once more", row.id, exc_info=error)
            self.pace.spare(bulk=row.bulk)
            await self._again(row, self._pause(row), type(error).__name__)
            return
        if payload is None:
            self.pace.spare(bulk=row.bulk)
            await self._marks.keep(lambda session: dispatch.drop(session, row.id, reason=_NOT_TRUE))
            return
        await self._send(row, payload)

    async def _payload(self, row: Outgoing) -> Mapping[str, Any] | None:
        recheck = self._recheck.get(row.key.partition(":")[0])
        return row.payload if recheck is None else await recheck(row)

    async def _send(self, row: Outgoing, payload: Mapping[str, Any]) -> None:
        try:
            try:
                done = await deliver(self._bot, row.chat, row.method, payload)
            finally:
                self.pace.end(row.chat, bulk=row.bulk)
        except TelegramError as error:
            await self._not_sent(row, error)
        except Exception as error:
            # Left as it is, the row would hold up its chat until the next start.
            logger.error("outbox row %d could not be sent", row.id, exc_info=error)
            await self._doubtful(row, type(error).__name__)
        else:
            self.pace.well(row.chat)
            at = self._now()
            await self._marks.keep(
                lambda session: outbox.sent(session, row.id, message=done.message, now=at, file=done.file)
            )

    async def _not_sent(self, row: Outgoing, error: TelegramError) -> None:
        match error:
            case RetryAfter():
                self.pace.told_to_wait(row.chat, seconds(error))
                await self._again(row, seconds(error), "429")
            case Forbidden():
                self.pace.well(row.chat)
                await self._blocked(row)
            case BadRequest() | ChatMigrated():
                self.pace.well(row.chat)
                logger.warning("outbox row %d refused: %s", row.id, reason(error))
                await self._marks.keep(lambda session: outbox.failed(session, row.id, error=reason(error)))
            case _ if never_connected(error):
                self.pace.trouble(row.chat, unreachable=True)
                await self._again(row, 0, reason(error))  # the pace pauses for all
            case _:
                self.pace.trouble(row.chat, unreachable=False)
                if certainly_not_delivered(error):
                    await self._again(row, self._pause(row), reason(error))
                else:
                    await self._doubtful(row, reason(error))

    def _pause(self, row: Outgoing) -> float:
        return self._pauses_s[min(row.attempts, len(self._pauses_s)) - 1]

    async def _again(self, row: Outgoing, seconds: float, why: str) -> None:
        not_before = self._now() + timedelta(seconds=seconds)
        await self._marks.keep(lambda session: outbox.retry(session, row.id, not_before=not_before, error=why))
        self._wake_later(seconds)

    def _wake_later(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _blocked(self, row: Outgoing) -> None:
        async def mark(session: Session) -> None:
            await outbox.failed(session, row.id, error="blocked")
            await people.mark_blocked(session, row.chat, now=self._now())

        await self._marks.keep(mark)

    async def _doubtful(self, row: Outgoing, why: str) -> None:
        async def mark(session: Session) -> None:
            await outbox.uncertain(session, row.id, error=why)
            await offer_again(session, row, now=self._now())

        await self._marks.keep(mark)


async def offer_again(session: Session, row: Outgoing, *, now: datetime) -> None:
    """Ask the person whether a message that may have been lost has arrived; they can have it sent again.

    The question hangs on what the person had said and shows how the message begins. Asking twice does no harm, so
    a question that is itself in doubt is asked again, some moments later and not for ever. Nobody is asked about
    announcements and reminders: whoever sent them sees which are in doubt.
    """
    if row.bulk:
        return
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
