"""What a running bot knows of the rules, renewed when the corpus changes: no restart, no question in between.

A question is answered from one state of the corpus to its end; the next one may be answered from a newer one.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.app import Assistant
from bot.failures import Incident
from indexer.model import Answer, Question, Refusal

if TYPE_CHECKING:
    from records.standing import RuleBook

EVERY_S = 10.0
"""How often the corpus is looked at; a look costs a directory listing."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One state of the corpus, made ready."""

    assistant: Assistant
    rules: "RuleBook"
    titles: Mapping[str, str]
    """Number of each document, or its title where it has none → title."""
    fresh: bool = True
    """False when the index is an older one, which serves while another process builds the next."""


@dataclass
class _Held:
    knowledge: Knowledge
    fingerprint: str
    users: int = 0
    retired: bool = False
    closed: bool = field(default=False, repr=False)


class Living:
    """An `Assistant` that follows the corpus, with the rules of the same state. Thread-safe."""

    def __init__(self, *, make: Callable[[], Knowledge], fingerprint: Callable[[], str]) -> None:
        """Makes the first state at once; `make` builds what is missing, `fingerprint` names the present corpus."""
        self._make = make
        self._fingerprint = fingerprint
        self._lock = threading.Lock()
        self._refused = ""
        # Named before it is read: a change in between is then taken up at the next look.
        named = fingerprint()
        made = make()
        self._held = _Held(made, named if made.fresh else "")

    def ask(self, question: Question) -> Answer | Refusal:
        """Answer from the state that holds now, whatever is renewed meanwhile."""
        with self._using() as knowledge:
            return knowledge.assistant.ask(question)

    def close(self) -> None:
        """Release the files of the state that holds now."""
        self._held.knowledge.assistant.close()

    def rules(self) -> "RuleBook":
        """The rules of the state that holds now."""
        return self._held.knowledge.rules

    def titles(self) -> Mapping[str, str]:
        """The titles of the documents that hold now, by number."""
        return self._held.knowledge.titles

    def renew(self) -> bool:
        """Take up a changed corpus; False when there is nothing new.

        A failure leaves the old state, is raised, and tried again in silence until the corpus changes.
        """
        named = self._fingerprint()
        if named == self._held.fingerprint:
            return False
        try:
            made = self._make()
        except Exception:
            if named == self._refused:
                return False
            self._refused = named
            raise
        if not made.fresh:
            made.assistant.close()
            return False
        with self._lock:
            old, self._held = self._held, _Held(made, named)
            old.retired = True
        self._release(old)
        return True

    async def keep(self, *, report: Callable[[BaseException], Incident], every_s: float = EVERY_S) -> None:
        """Renew whenever there is something new, for ever. To be cancelled."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await asyncio.to_thread(self.renew)
            except Exception as error:
                report(error)

    @contextmanager
    def _using(self) -> Iterator[Knowledge]:
        with self._lock:
            held = self._held
            held.users += 1
        try:
            yield held.knowledge
        finally:
            with self._lock:
                held.users -= 1
            self._release(held)

    def _release(self, held: _Held) -> None:
        """Close what was replaced once the last question to it is answered."""
        with self._lock:
            if not held.retired or held.users or held.closed:
                return
            held.closed = True
        held.knowledge.assistant.close()
