"""What the bot does without being asked: announcements, reminders, the staff's digest.

Each step is a transaction of its own, so that a job can go on from any of them after a crash.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import reminder_render
from bot.jobs.model import Job
from bot.jobs.standard import broadcasts, nightly_reminders, weekly_digest
from bot.reception.announce_follow import finished_notice
from bot.telegram.worker import put
from records.campaigns import advance as campaigns
from records.campaigns.model import Advanced, State
from records.database import Database
from records.outbox import Outgoing
from records.reminders import digest, plan, recheck, scan
from records.reminders.rules import ReminderBook

if TYPE_CHECKING:
    from records.standing import RuleBook


class Duties:
    """The jobs of the bot, over the records."""

    def __init__(self, *, database: Database, rules: "Callable[[], RuleBook]", now: Callable[[], datetime]) -> None:
        """`rules`: those that hold now; they may change while the bot runs."""
        self._database = database
        self._rules = rules
        self._now = now
        self._read: tuple[RuleBook, ReminderBook] | None = None

    def jobs(self) -> Sequence[Job]:
        """All of them."""
        return (
            broadcasts(active=self._active, advance=self._advance),
            nightly_reminders(scan=self._scan),
            weekly_digest(send=self._digest),
        )

    @property
    def rechecks(self) -> Mapping[str, Callable[[Outgoing], Any]]:
        """What looks at a message once more before it is sent, by the first part of its key."""
        return {scan.OUTBOX: self._recheck}

    def _book(self) -> ReminderBook:
        rules = self._rules()
        if self._read is None or self._read[0] is not rules:
            self._read = rules, ReminderBook.shipped(rules)
        return self._read[1]

    async def _active(self) -> Sequence[int]:
        async with self._database.read() as session:
            return await campaigns.active(session)

    async def _advance(self, number: int) -> Advanced:
        async with self._database.write() as session:
            reached = await campaigns.advance(session, number, now=self._now())
            if reached.finished and reached.state is State.DONE:
                notice = await finished_notice(session, number)
                if notice is not None:
                    await put(session, notice.key, notice.chat, notice.reply, self._now())
            await session.commit()
        return reached

    async def _scan(self, after: int) -> int | None:
        """The standings are worked out before the transaction that writes: nobody waits for them."""
        now = self._now()
        async with self._database.read() as session:
            planned = await plan.chunk(session, rules=self._book(), now=now, after=after, limit=plan.CHUNK)
        async with self._database.write() as session:
            await scan.keep(session, planned.dues, now=now, render=reminder_render.payload)
            await session.commit()
        return planned.next_after

    async def _digest(self) -> None:
        await digest.digest(self._database, rules=self._book(), now=self._now(), render=reminder_render.payload)

    async def _recheck(self, row: Outgoing) -> Mapping[str, Any] | None:
        async with self._database.write() as session:
            payload = await recheck.recheck(
                session, rules=self._book(), outbox_id=row.id, now=self._now(), render=reminder_render.payload
            )
            await session.commit()
        return payload
