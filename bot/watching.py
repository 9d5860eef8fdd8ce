"""The registered web pages, looked at once a day without being asked: administrators hear of what is new there."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime

from bot import texts
from bot.jobs.model import Job
from bot.jobs.standard import daily_sources
from bot.messages import Reply, Text
from bot.reception.corpus_sources import key_of, look_row, said
from bot.reception.corpus_work import Editing
from bot.telegram.worker import put
from policy_corpus.attachments import Lack
from policy_corpus.refresh import plan, registry
from policy_corpus.refresh.fetch import Fetcher
from policy_corpus.refresh.plan import Became, Outcome
from records import people
from records.china import day_of
from records.database import Database

_NEWS = (Became.NEW, Became.CHANGED, Became.GONE, Became.UNREADABLE)
"""What an administrator has to see; a site that does not answer today may tomorrow."""


class Watching:
    """Looks at one page in each step, so that a crash or a stop costs no more than that."""

    def __init__(self, *, editing: Editing, database: Database, now: Callable[[], datetime]) -> None:
        self._editing = editing
        self._database = database
        self._now = now
        self._fetcher: Fetcher | None = None
        """One for all pages of a day: it keeps the distance between two requests to one host."""

    def job(self) -> Job:
        """The daily job."""
        return daily_sources(look=self.look)

    async def look(self, after: int) -> int | None:
        """Look at the page behind the first `after`, and tell of news; how many were looked at, None at the end."""
        stop = threading.Event()
        try:
            outcome = await asyncio.to_thread(self._seen, after, stop)
        finally:
            stop.set()  # for a thread that is left behind when the process ends
        if outcome is None:
            self._fetcher = None
            return None
        sentence = plan.sentence_after(outcome, None)
        # What was said before is no news: a page that stays away is told of once.
        if _is_news(outcome) and sentence != outcome.source.result:
            await self._tell(outcome)
        await asyncio.to_thread(registry.note, self._editing.corpus.base, [(outcome.source, sentence)], self._now())
        return after + 1

    def _seen(self, after: int, stop: threading.Event) -> Outcome | None:
        held = registry.load(self._editing.corpus.base)[after : after + 1]
        if not held:
            return None
        if self._fetcher is None or after == 0:
            self._fetcher = self._editing.fetcher()
        with self._fetcher as fetcher:
            return plan.look(self._editing.corpus, held, fetcher, cancelled=stop.is_set)[0]

    async def _tell(self, outcome: Outcome) -> None:
        """Write to every administrator within reach, once a day for each page."""
        now = self._now()
        rows = (look_row(outcome),) if outcome.proposal is not None else ()
        reply = Reply((Text(texts.source_news(said(outcome))),), rows)
        mark = f"source:{day_of(now).isoformat()}:{key_of(outcome.source.url)}"
        async with self._database.write() as session:
            for person in await people.reachable_administrators(session):
                await put(session, f"{mark}:{person.id}", person.account or 0, reply, now)
            await session.commit()


def _is_news(outcome: Outcome) -> bool:
    """Whether an administrator has to see it: the page itself, or an attachment that it does not name any more."""
    return outcome.became in _NEWS or any(one.lack is Lack.UNLINKED for one in outcome.told)
