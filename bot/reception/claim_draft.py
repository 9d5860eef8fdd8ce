"""A claim in the making, and how its certificate is written in the ledger."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot import texts
from bot.messages import SentFile
from bot.reception.claim_words import Words
from records.ledger import EntryKind, Unit
from records.ledger_book import Book, LedgerLine
from records.posting_model import Posting, content_key
from records.standing import hours_text

_EVIDENCE = re.compile(r"telegram:(?P<kind>photo|document):(?P<id>[A-Za-z0-9_-]{16,200})")
"""Nothing else is ever taken for a file: a client would send a path as the file that lies there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making."""

    file: SentFile
    project: str = ""
    hours: Decimal | None = None
    unit: Unit = Unit.HOUR
    completed: date | None = None
    category: str = ""

    def with_words(self, words: Words) -> "Draft":
        """The parts that were written take the place of earlier ones."""
        hours, unit = (self.hours, self.unit) if words.hours is None else (words.hours, words.unit)
        return replace(
            self,
            project=words.project or self.project,
            hours=hours,
            unit=unit,
            completed=words.completed or self.completed,
            category=words.category or self.category,
        )

    @property
    def missing(self) -> list[str]:
        """The parts that are still to be written, by name."""
        parts = {texts.CLAIM_PROJECT: self.project, texts.CLAIM_HOURS: self.hours, texts.CLAIM_DAY: self.completed}
        return [name for name, given in parts.items() if not given]

    @property
    def said(self) -> str:
        """The parts as people read them."""
        day = self.completed.isoformat() if self.completed else ""
        hours = hours_text(self.hours or Decimal(0))
        return texts.claim_said(self.project, hours, self.unit.value, day, self.category)

    @property
    def started(self) -> bool:
        """Whether any part was written."""
        return bool(self.project or self.hours or self.completed)

    def to_text(self) -> str:
        """For `Pending.text`."""
        file = [self.file.id, self.file.kind, self.file.name]
        hours = None if self.hours is None else f"{self.hours}"
        day = self.completed.isoformat() if self.completed else None
        return json.dumps([file, self.project, hours, self.unit.value, day, self.category], ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Draft":
        """The draft that `to_text` wrote."""
        # What an earlier version wrote has no category.
        file, project, hours, unit, day, *category = json.loads(text)
        return cls(
            SentFile(*file),
            project,
            None if hours is None else Decimal(hours),
            Unit(unit),
            date.fromisoformat(day) if day else None,
            *category,
        )


def posting_of(draft: Draft, number: str, book: Book) -> tuple[Posting, LedgerLine | None]:
    """The claim to write, and the one that says the same already; after a rejection it may be handed in anew.

    The same training under another category is the same claim: which one is right, staff see when they decide.
    """
    posting = Posting(
        number=number,
        kind=EntryKind.CLAIM,
        hours=draft.hours or Decimal(0),
        completed=draft.completed,
        source=texts.CLAIM_SOURCE,
        source_key="",
        category=draft.category,
        unit=draft.unit,
        project=draft.project,
        evidence=f"telegram:{draft.file.kind}:{draft.file.id}",
    )
    key = content_key(replace(posting, category=""))
    same = [line for line in book.lines if line.entry.source_key.partition("#")[0] == key]
    known = next((line for line in same if line.decision is not EntryKind.REJECTION), None)
    return replace(posting, source_key=f"{key}#{len(same) + 1}" if same else key), known


def shown_file(evidence: str) -> SentFile | None:
    """The file that the evidence of an entry names; None for other evidence."""
    found = _EVIDENCE.fullmatch(evidence)
    if found is None:
        return None
    return SentFile(found["id"], "photo" if found["kind"] == "photo" else "document")
