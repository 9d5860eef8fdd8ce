"""The composition root: the only place that builds the corpus, the index and the assistant.

What is slow to import is imported when it is first needed, so that `yanxiu corpus list` loads no index.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot import heap, texts
from bot.settings import Settings, SettingsError
from indexer.model import Answer, Citation, Question, Refusal
from policy_corpus.errors import YanxiuError
from policy_corpus.model import Provision
from records.china import day_of

if TYPE_CHECKING:
    from bot.duties import Duties
    from bot.jobs.model import Job
    from bot.jobs.service import Plan
    from bot.living import Knowledge, Living
    from bot.reception.corpus_work import Editing
    from indexer.embedding import Embedding
    from indexer.service import Phraser
    from policy_corpus.refresh.fetch import Fetcher
    from policy_corpus.store import Corpus
    from records.database import Database
    from records.standing import RuleBook

Progress = Callable[[str, int, int], None]
"""Hears the stage in words, how much is done, and of how much (0 when unknown)."""


class UnknownRegion(YanxiuError):
    """A region is unknown, or several bear the name."""


class Assistant(Protocol):
    """Whatever answers questions."""

    def ask(self, question: Question) -> Answer | Refusal:
        """Answer, or refuse with the reason."""
        ...

    def close(self) -> None:
        """Release the files of the index."""
        ...


class Library(Protocol):
    """What a conversation shows of the corpus."""

    def regions_held(self) -> tuple[str, ...]:
        """Names of the regions that have documents."""
        ...

    def provision(self, citation: Citation) -> Provision | None:
        """The cited provision in full, None when it is there no longer."""
        ...


@dataclass(frozen=True, slots=True)
class IndexState:
    """What `yanxiu index status` shows; zeros and empty strings while there is no index."""

    generation: str | None = None
    fresh: bool = False
    """The index holds just what the corpus holds now, made by the embedding that is configured."""
    documents: int = 0
    passages: int = 0
    embedding: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return asdict(self)


class App:
    """What the commands need, each part built once, when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def today(self) -> date:
        """The day in China."""
        return day_of(self.now())

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    @cached_property
    def corpus(self) -> "Corpus":
        """The shipped digests and the originals in the data directory."""
        from policy_corpus.store import Corpus

        return Corpus(self._home())

    def fetcher(self, delay: float) -> "Fetcher":
        """Fetches registered sources; `delay` is the seconds between two requests to one host."""
        from policy_corpus.refresh.fetch import Fetcher, Policy

        return Fetcher(Policy(delay=delay))

    def library(self) -> Library:
        """The corpus as a conversation sees it."""
        from bot.library import CorpusLibrary

        return CorpusLibrary(self.corpus)

    @cached_property
    def rules(self) -> "RuleBook":
        """The rules of the corpus, prepared for standings."""
        return self._rules()

    @cached_property
    def titles(self) -> dict[str, str]:
        """Number of each document, or its title where it has none → title."""
        return self._titles()

    def _rules(self) -> "RuleBook":
        from records.standing import RuleBook

        return RuleBook(self.corpus.rules(), self.corpus.documents())

    def _titles(self) -> dict[str, str]:
        return {document.number or document.title: document.title for document in self.corpus.documents()}

    def region_code(self, text: str, place: str) -> str:
        """GB/T 2260 code of the region written as `text` in `place`.

        Raises `UnknownRegion` when there is none, or several of that name.
        """
        from policy_corpus import regions

        found = regions.candidates(text)
        if not found:
            raise UnknownRegion(texts.unknown_region(text, place))
        if len(found) > 1:
            raise UnknownRegion(texts.ambiguous_region(text, place, [region.full_name for region in found]))
        return found[0].code

    def region_name(self, code: str) -> str:
        """Full name of a region."""
        from policy_corpus import regions

        return regions.get(code).full_name

    def home_region(self) -> str:
        """Code of the region in the settings, empty when none is set."""
        return self.region_code(self.settings.region, texts.SETTING_REGION) if self.settings.region else ""

    def assistant(self, progress: Progress) -> Assistant:
        """The assistant over an index that is up to date; builds or refreshes it first when needed."""
        # Read when numpy is loaded, which is not yet: more threads than one spin, and cost twice the time for
        # products as small as ours (measured).
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from indexer.service import open_assistant

        return open_assistant(
            corpus=self.corpus,
            home=self._home(),
            embedding=self.embedding,
            chat=self._phraser(),
            progress=progress,
        )

    @asynccontextmanager
    async def records(self) -> "AsyncIterator[Database]":
        """The database of people and messages, its tables in this version's shape; closed at the end."""
        from records.database import open_database

        database = open_database(self.settings.database_url, self._home())
        try:
            await database.upgrade()
            yield database
        finally:
            await database.close()

    def serve(
        self, *, webhook: bool, progress: Progress, opened: Callable[[], None], say: Callable[[str], None]
    ) -> None:
        """Answer on Telegram until the process is asked to stop. Raises `YanxiuError` when it cannot.

        A missing token is said before the index is opened, which may take a while; then `opened` is called.
        """
        import asyncio

        from bot.conversation import Conversation
        from bot.failures import record_incident
        from bot.reception import Hours
        from bot.telegram import service
        from bot.watching import Watching

        heap.share_one()
        home = self._home()
        options = service.Options.from_settings(self.settings, home=home, webhook=webhook)
        knowing = self.living(progress)
        opened()
        conversation = Conversation(assistant=knowing, library=self.library(), today=self.today, hint=texts.HINT_CHAT)

        async def run() -> None:
            async with self.records() as database:
                duties, editing = self._duties(database, knowing), self.editing()
                watching = Watching(editing=editing, database=database, now=self.now)
                await service.run(
                    options,
                    database=database,
                    conversation=conversation,
                    library=self.library(),
                    hours=Hours(rules=knowing.rules, titles=knowing.titles, today=self.today),
                    now=self.now,
                    report=lambda error: record_incident(error, home),
                    say=say,
                    plan=self._plan(*duties.jobs(), watching.job()),
                    recheck=duties.rechecks,
                    knowing=knowing,
                    editing=editing,
                )

        asyncio.run(run())

    def living(self, progress: Progress) -> "Living":
        """The assistant and the rules, which follow the corpus from now on."""
        from bot.living import Living

        def nobody(stage: str, done: int, total: int) -> None:
            """Nobody watches the renewals."""

        watched = [progress]
        return Living(make=lambda: self._knowledge(watched.pop() if watched else nobody), fingerprint=self._fingerprint)

    def editing(self) -> "Editing":
        """What administrators keep the corpus with from a chat."""
        from bot.change_page import page
        from bot.pictures.change import change_png
        from bot.reception.corpus_work import POLITE, Editing
        from policy_corpus.refresh.fetch import Fetcher

        return Editing(
            corpus=self.corpus,
            home=self._home(),
            fetcher=lambda: Fetcher(POLITE),
            embedding=lambda: self.embedding,
            page=lambda change: page(change, self),
            picture=lambda change: change_png(change, today=self.today()),
        )

    def _fingerprint(self) -> str:
        return f"{self.corpus.content_hash()}:{self.corpus.rules_hash()}:{self.embedding.name}"

    def _knowledge(self, progress: Progress) -> "Knowledge":
        from bot.living import Knowledge

        assistant = self.assistant(progress)
        return Knowledge(assistant, self._rules(), self._titles(), fresh=self.index_state().fresh)

    def _duties(self, database: "Database", knowing: "Living") -> "Duties":
        from bot.duties import Duties

        return Duties(database=database, rules=knowing.rules, now=self.now)

    def _plan(self, *jobs: "Job") -> "Plan":
        from bot.jobs.runner import address_of
        from bot.jobs.service import Plan

        return Plan(jobs, address_of(self.settings.database_url, self._home()))

    def rebuild(self, progress: Progress) -> None:
        """Build a generation anew, reusing nothing of the live one, and switch to it."""
        from indexer import generation

        generation.build(
            home=self._home(),
            documents=self.corpus.documents(),
            corpus_hash=self.corpus.content_hash(),
            embedding=self.embedding,
            progress=progress,
            anew=True,
        )

    def index_state(self) -> IndexState:
        """The live index, compared with the corpus and the settings."""
        from indexer import generation

        folder = generation.current(self._home())
        if folder is None:
            return IndexState()
        made = generation.manifest(folder)
        return IndexState(
            generation=folder.name.lstrip("g0"),
            fresh=generation.is_current(self._home(), self.corpus.content_hash(), self.embedding.name),
            documents=made.documents,
            passages=made.passages,
            embedding=made.embedding,
        )

    @cached_property
    def embedding(self) -> "Embedding":
        """One for all states of the corpus: the model is most of the memory."""
        from indexer.embedding import make_embedding

        chosen = self.settings
        return make_embedding(
            chosen.embedding, threads=chosen.threads, base_url=chosen.chat_base_url, api_key=chosen.chat_api_key
        )

    def _phraser(self) -> "Phraser | None":
        chosen = self.settings
        if not chosen.chat_model:
            return None
        from indexer.phrasing import ChatPhraser

        return ChatPhraser(
            model=chosen.chat_model,
            base_url=chosen.chat_base_url,
            api_key=chosen.chat_api_key,
            timeout_s=chosen.chat_timeout,
        )

    def _home(self) -> Path:
        """The data directory, made when it is not there. Raises `SettingsError` when it cannot be written."""
        home = self.settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
            # Asking the system for permission bits misses read-only mounts and full disks.
            with tempfile.TemporaryFile(dir=home):
                pass
        except OSError as error:
            raise SettingsError(texts.home_unusable(str(home), error.strerror or str(error))) from error
        return home
