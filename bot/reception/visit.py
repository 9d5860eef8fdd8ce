"""One person's one message: who it is, what was said, what is remembered, and the one transaction of its effects."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.conversation import State
from bot.messages import Incoming, Line, Reply
from records.model import Actor, Person

if TYPE_CHECKING:
    from records.database import Session


@dataclass(frozen=True, slots=True)
class Pending:
    """What the next message of the person belongs to, such as the answer to a ticket."""

    kind: str
    subject: int
    text: str = ""
    """What was written so far and waits for a confirmation."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a person in a chat between two messages."""

    talk: State = field(default_factory=State)
    """The conversation about the rules."""
    pending: Pending | None = None
    about: str = ""
    """What was talked of last, where 为什么 depends on it."""
    menu: str = ""
    """The role for which the chat's menu of commands was set last."""
    sheet: str = ""
    """The spreadsheet that waits for a button, as `bot.reception.imports` writes it; empty for none."""
    corpus: str = ""
    """The file or address that may come into the corpus, as `bot.reception.corpus_draft` writes it; empty for none."""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the database."""
        pending = asdict(self.pending) if self.pending else None
        talk = self.talk.to_json()
        kept = {"about": self.about, "menu": self.menu, "sheet": self.sheet, "corpus": self.corpus}
        return {"talk": talk, "pending": pending, **kept}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Memory":
        """The memory that `to_json` wrote."""
        pending = Pending(**value["pending"]) if value["pending"] else None
        # What an earlier version kept has no sheet and no corpus.
        talk = State.from_json(value["talk"])
        return cls(talk, pending, value["about"], value["menu"], value.get("sheet", ""), value.get("corpus", ""))


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to somebody else than the person who is visiting."""

    key: str
    """What makes it one deliberate message."""
    chat: int
    reply: Reply


@dataclass
class Visit:
    """What handlers work with. Everything that they change is kept together, or not at all."""

    incoming: Incoming
    now: datetime
    person: Person | None
    """None while the account is not bound."""
    memory: Memory
    session: "Callable[[], Awaitable[Session]]"
    """The transaction of this visit, begun at the first call; a slow question is answered before it."""
    reading: "Callable[[], AbstractAsyncContextManager[Session]]"
    """A look at the records that is in nobody's way, before the transaction of the visit."""
    line: Line
    """The chat while this is going on: the files in it, and what to show at once."""
    replies: list[Reply] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    menu_due: bool = False
    """The menu of commands has to be set anew for the role that is in the memory."""
    toast: str = ""
    """A few words shown over the chat for a moment after a button was pressed."""

    @property
    def actor(self) -> Actor:
        """The person as one who asks for something; an account that nobody bound may do nothing."""
        return Actor(self.person)

    def say(self, *replies: Reply) -> None:
        """Show the person something."""
        self.replies.extend(replies)

    def remember(self, **changes: Any) -> None:
        """Change fields of the memory."""
        self.memory = replace(self.memory, **changes)


Handler = Callable[[Visit, str], Awaitable[None]]
"""Sees to a command or a button; gets what follows its name."""
