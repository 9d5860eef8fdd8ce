"""A whole bot in this process, over HTTP against the local Bot API server: real database, the assistant in memory."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot import texts
from bot.conversation import Conversation
from bot.failures import Incident
from bot.jobs.service import Plan
from bot.reception import Hours
from bot.reception.corpus_work import Editing
from bot.telegram.pace import UNLIMITED, Limits
from bot.telegram.service import Options, run
from indexer.model import Citation
from policy_corpus.model import Provision
from policy_corpus.store import Corpus
from records import binding, people
from records.database import Database, Session
from records.model import COMMAND_LINE, Particulars, Person, Role, Scope
from records.standing import RuleBook
from tests.bot.memory import TODAY, MemoryAssistant
from tests.botapi.server import BotApiServer
from tests.botapi.user import Person as Chatter

T = TypeVar("T")
HENAN, HEBEI = "410000", "130000"


class MemoryLibrary:
    """`bot.app.Library` over provisions made from what is cited."""

    def regions_held(self) -> tuple[str, ...]:
        """One region."""
        return ("河南省",)

    def provision(self, citation: Citation) -> Provision | None:
        """The quoted words with a few more around them; none for a label that is gone."""
        if citation.label == "已删":
            return None
        text = f"前面的话。{citation.quote}后面的话。"
        return Provision(label=citation.label, heading_path=("二、改革举措",), text=text, order=0)


def shipped_hours(home: Path) -> Hours:
    """Conversations about hours by the rules that come with the package."""
    corpus = Corpus(home)
    book = RuleBook(corpus.rules(), corpus.documents())
    return Hours(rules=lambda: book, titles=dict, today=lambda: TODAY)


@dataclass
class House:
    """The bot with everything around it that a test looks at."""

    server: BotApiServer
    database: Database
    home: Path
    assistant: MemoryAssistant = field(default_factory=MemoryAssistant)
    incidents: list[BaseException] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    ahead: timedelta = timedelta(0)
    """How far the house's clock is ahead of the real one."""
    limits: Limits = UNLIMITED
    """Of sending."""
    plan: Plan | None = None
    """Jobs that are done while the bot runs."""
    editing: Editing | None = None
    """What administrators keep the corpus with."""

    def now(self) -> datetime:
        """The moment, by the clock of the house."""
        return datetime.now(UTC) + self.ahead

    def report(self, error: BaseException) -> Incident:
        """Keeps unexpected failures."""
        self.incidents.append(error)
        return Incident(f"ref{len(self.incidents)}", "")

    @contextlib.asynccontextmanager
    async def open(self, *, webhook: str = "", listen: tuple[str, int] = ("127.0.0.1", 0)) -> AsyncIterator[None]:
        """Run the bot until the end of the block."""
        library = MemoryLibrary()
        conversation = Conversation(
            assistant=self.assistant, library=library, today=lambda: TODAY, hint=texts.HINT_CHAT
        )
        options = Options(
            token=self.server.token,
            api=self.server.address,
            home=self.home,
            webhook=webhook,
            listen=listen,
            limits=self.limits,
        )
        task = asyncio.create_task(
            run(
                options,
                database=self.database,
                conversation=conversation,
                library=library,
                hours=shipped_hours(self.home),
                now=self.now,
                report=self.report,
                say=self.said.append,
                plan=self.plan,
                editing=self.editing,
            )
        )
        try:
            while not self.said and not task.done():
                await asyncio.sleep(0.01)
            if task.done():
                await task
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            self.said.clear()

    async def add(
        self, number: str, name: str, *, region: str = HENAN, school: str = "", role: Role | None = None, **more: Any
    ) -> Person:
        """Put somebody on the roster, with a role for their region (or everywhere, for an administrator).

        `more` are further fields of `Particulars`.
        """

        async def put(session: Session) -> Person:
            particulars = Particulars(number=number, name=name, region=region, school=school, **more)
            person = await people.add(session, actor=COMMAND_LINE, particulars=particulars, now=self.now())
            if role is None:
                return person
            scope = Scope(region, school) if role is Role.STAFF else None
            return await people.grant(
                session, actor=COMMAND_LINE, person=person, role=role, scope=scope, now=self.now()
            )

        return await self._write(put)

    async def code(self, person: Person) -> str:
        """A new binding code, as staff hand it out."""

        async def issue(session: Session) -> str:
            sealed = await binding.seal(cost=2**4)
            made = await binding.issue(session, actor=COMMAND_LINE, person=person, sealed=sealed, now=self.now())
            return str(made.code)

        return await self._write(issue)

    async def bound(
        self, number: str, name: str, *, region: str = HENAN, school: str = "", role: Role | None = None, **more: Any
    ) -> Chatter:
        """Somebody on the roster who has bound their account."""
        person = await self.add(number, name, region=region, school=school, role=role, **more)
        code = await self.code(person)
        chatter = Chatter(self.server, name)
        chatter.say(code)
        heard = await chatter.hears()
        assert heard.text.startswith("绑定好了"), heard.text
        return chatter

    async def _write(self, work: Callable[[Session], Awaitable[T]]) -> T:
        async with self.database.write() as session:
            done = await work(session)
            await session.commit()
        return done
