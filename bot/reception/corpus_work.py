"""Reads what an administrator sent, prepares the change and takes it in. Knows no chat.

It is done in a thread, one at a time, and within bounds: a visit must end before another worker takes it over.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot import change_trial, texts
from bot.app import Progress
from bot.change import Answers, Change, Trial, apply, prepare
from bot.reception.corpus_draft import Waiting
from bot.reception.turns import LONGEST_S, Job, Turns
from bot.texts import change as change_texts
from policy_corpus import sources
from policy_corpus.corrections import NONE
from policy_corpus.errors import CorpusError
from policy_corpus.history.comparison import Comparison, compare
from policy_corpus.history.revisions import Action, Revision
from policy_corpus.intake import Result
from policy_corpus.refresh import pages, plan, registry
from policy_corpus.refresh.fetch import Fetcher, Policy
from policy_corpus.refresh.plan import Outcome
from policy_corpus.refresh.registry import Registered
from policy_corpus.sources import Arrival
from policy_corpus.store import Corpus
from records import impact
from records.impact import Impact
from records.model import Actor
from records.standing import RuleBook

if TYPE_CHECKING:
    from indexer.embedding import Embedding
    from records.database import Session

POLITE = Policy(timeout=20.0, longest=60.0, attempts=2, attachments_longest=30.0)
"""How pages are fetched while somebody waits in a chat."""

T = TypeVar("T")
Reading = Callable[[], "AbstractAsyncContextManager[Session]"]


@dataclass(frozen=True, slots=True)
class Editing:
    """What the house gives to keep its corpus with."""

    corpus: Corpus
    home: Path
    """The data directory, with the live index."""
    fetcher: Callable[[], Fetcher]
    embedding: "Callable[[], Embedding] | None" = None
    """Of the live index; None when answers are not compared."""
    page: Callable[[Change], str] | None = None
    """The whole change as HTML."""
    picture: Callable[[Change], bytes] | None = None
    """Its essentials as PNG."""


class CorpusWork:
    """The corpus in the hands of a chat."""

    def __init__(self, *, editing: Editing, executor: Executor, turns: Turns | None = None) -> None:
        self._editing = editing
        self._executor = executor
        self._turns = turns or Turns(executor=executor)
        self._last: tuple[str, Arrival] | None = None
        """What was read last, by file or address: recognising a scan again for each correction takes minutes."""
        self._shown: tuple[Waiting, Change] | None = None
        """What was worked out last, and of what."""

    @property
    def corpus(self) -> Corpus:
        """The live one."""
        return self._editing.corpus

    async def look(
        self,
        draft: Waiting,
        content: bytes,
        *,
        actor: Actor,
        reading: Reading,
        today: date,
        answers: bool,
        progress: Progress,
        stopped: asyncio.Event,
    ) -> Change:
        """What taking it in would do; of an address `content` is not looked at. Raises `YanxiuError`.

        What it answers is worked out when it is asked for, and once only: rules change nothing of it.
        """
        loop = asyncio.get_running_loop()

        def read(work: "Callable[[Session], Awaitable[T]]") -> T:
            async def run() -> T:
                async with reading() as session:
                    return await work(session)

            return asyncio.run_coroutine_threadsafe(run(), loop).result()

        def work(job: Job) -> Change:
            arrival = self._arrival(draft, content, job)

            def assess(before: RuleBook, after: RuleBook, day: date) -> Impact:
                def heard(done: int, total: int) -> None:
                    job.step(change_texts.ASSESSING, done, total)

                return read(
                    lambda s: impact.assess(s, actor=actor, before=before, after=after, as_of=day, progress=heard)
                )

            before = self._worked_out(draft)
            tried = before.evaluation if before is not None else None
            change = prepare(
                self.corpus,
                [arrival],
                home=self._editing.home,
                today=today,
                answers=draft.answers,
                assess=assess,
                trial=self._trial(read, actor, today, job) if answers and tried is None else None,
                check=job.check,
            )
            change = replace(change, evaluation=change.evaluation or tried)
            self._shown = replace(draft, sha256=arrival.sha256), change
            return change

        return await self._turns.bounded(work, progress, stopped)

    def _trial(self, read: change_trial.Read, actor: Actor, today: date, job: Job) -> Trial | None:
        """How answers are compared; None where they are not."""
        if self._editing.embedding is None:
            return None
        return partial(
            change_trial.tried,
            self.corpus,
            home=self._editing.home,
            embedding=self._editing.embedding,
            read=read,
            actor=actor,
            as_of=today,
            progress=job.step,
        )

    async def shown(self, draft: Waiting) -> Change | None:
        """What was worked out last, if it is of this very draft and its decisions, and of the corpus as it is."""
        return await self.read(lambda _: self._worked_out(draft, draft.answers))

    def _worked_out(self, draft: Waiting, answers: Answers | None = None) -> Change | None:
        """What was worked out last, if it is of these documents; under these `answers` if they are given."""
        if self._shown is None:
            return None
        last, change = self._shown
        same = (last.file or last.url, last.sha256, last.given) == (draft.file or draft.url, draft.sha256, draft.given)
        same = same and answers in (None, last.answers) and change.base == self.corpus.revision().number
        return change if same else None

    def _arrival(self, draft: Waiting, content: bytes, job: Job) -> Arrival:
        key = draft.file or draft.url
        given = draft.corrections
        if self._last is not None and self._last[0] == key and draft.sha256 == self._last[1].sha256:
            return pages.with_address(self._last[1], given)
        if draft.url:
            came = self._fetched(draft.url, job)
        else:
            came = sources.arrival(content, draft.name, progress=job.step, cancelled=job.stop.is_set)
        self._last = key, came
        return pages.with_address(came, given)

    def _fetched(self, url: str, job: Job) -> Arrival:
        def fetch() -> Arrival:
            held = self.corpus.originals()
            with self._editing.fetcher() as fetcher:
                return pages.fetched(url, fetcher, held=held, progress=job.step, cancelled=job.stop.is_set)

        return job.aside(fetch)

    async def papers(self, change: Change) -> tuple[bytes, bytes]:
        """The page and the picture of a change; empty where nothing makes them."""
        editing = self._editing

        def work(_: Job) -> tuple[bytes, bytes]:
            page = editing.page(change).encode() if editing.page is not None else b""
            return page, editing.picture(change) if editing.picture is not None else b""

        return await self._turns.long(work)

    async def take(self, change: Change, *, source: str, now: datetime) -> int | None:
        """Take it in as it was shown; the number of the revision that this made, None when nothing is other.

        Raises `CorpusError`.
        """

        def work(_: Job) -> int | None:
            results = apply(change, self.corpus, now=now, action=Action.REFRESH if source else Action.ADD)
            if source:
                self._note(source, results[0] if results else None, change, now)
            self._last = self._shown = None
            # Nobody else could write between the base and ours.
            return min((r.number for r in self.corpus.revisions() if r.number > change.base), default=None)

        return await self._turns.long(work)

    def _note(self, name: str, result: Result | None, change: Change, now: datetime) -> None:
        """Remember of a registered address what was decided."""
        named = texts.joined([p.document.title for one in change.proposals for p in one.documents])
        held = [source for source in registry.load(self.corpus.base) if source.name == name]
        taken = [(one, plan.sentence_after(Outcome(one, plan.Became.CHANGED, named), result)) for one in held]
        registry.note(self.corpus.base, taken, now)

    async def refresh(
        self, *, now: datetime, progress: Progress, stopped: asyncio.Event, only: str = ""
    ) -> tuple[tuple[Outcome, ...], tuple[Registered, ...]]:
        """What came of each registered source, and those for which there was no time. Changes nothing but that note.

        `only`: the address of the one to look at; empty for all.
        """
        end = time.monotonic() + LONGEST_S / 2

        def work(job: Job) -> tuple[tuple[Outcome, ...], tuple[Registered, ...]]:
            # Those looked at longest ago first: who has no time today has it at the next call.
            known = [source for source in registry.load(self.corpus.base) if only in ("", source.url)]
            held = sorted(known, key=lambda s: s.checked.isoformat() if s.checked else "")
            outcomes: list[Outcome] = []

            def look() -> None:
                with self._editing.fetcher() as fetcher:
                    while len(outcomes) < len(held) and time.monotonic() < end:
                        job.step(texts.REFRESHING, len(outcomes), len(held))
                        next_one = [held[len(outcomes)]]
                        outcomes.extend(plan.look(self.corpus, next_one, fetcher, cancelled=job.stop.is_set))

            job.aside(look)
            registry.note(self.corpus.base, [(o.source, plan.sentence_after(o, None)) for o in outcomes], now)
            return tuple(outcomes), tuple(held[len(outcomes) :])

        return await self._turns.bounded(work, progress, stopped)

    async def sources(self) -> tuple[Registered, ...]:
        """The registered addresses. Raises `CorpusError` when their list is damaged."""
        return await self.read(lambda corpus: registry.load(corpus.base))

    async def register(self, url: str, name: str, *, now: datetime) -> Registered:
        """Look at an address from now on, under `name` if that is free; one that is registered stays as it is."""

        def work(corpus: Corpus) -> Registered:
            held = registry.load(corpus.base)
            known = next((source for source in held if source.url == url), None)
            free = "" if any(source.name == name for source in held) else name
            # What was corrected in the text that is there now would be wrong of another one.
            return known or registry.register(corpus.base, url, name=free, given=NONE, now=now)

        return await self.read(work)

    async def forget(self, source: Registered) -> None:
        """Look at an address no more; what was fetched stays."""
        await self.read(lambda corpus: registry.remove(corpus.base, source.url))

    async def before(self, revision: int) -> tuple[Revision, Comparison]:
        """The revision before the live one `revision`, and what going back to it changes. Raises `CorpusError`."""

        def work(_: Job) -> tuple[Revision, Comparison]:
            if self.corpus.revision().number != revision:
                raise CorpusError(texts.CORPUS_BACK_MOVED)
            target = self.corpus.earlier()
            return target, compare(self.corpus.documents(), self.corpus.documents_at(target))

        return await self._turns.long(work)

    async def take_back(self, revision: int, *, now: datetime) -> int:
        """Go back to what was before the live revision; the number of the one that this made. Raises `CorpusError`."""

        def work(_: Job) -> int:
            if self.corpus.revision().number != revision:
                raise CorpusError(texts.CORPUS_BACK_MOVED)
            return self.corpus.roll_back(base=revision, now=now).number

        return await self._turns.long(work)

    async def read(self, work: Callable[[Corpus], T]) -> T:
        """Do something quick with the corpus, in no turn."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, self.corpus)
