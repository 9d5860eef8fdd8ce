"""What goes into and comes out of the answering: question, citation, answer, refusal."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from policy_corpus.model import Status, TextKind


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, and what is known about them and the conversation."""

    text: str
    as_of: date
    """The day by whose law to answer."""
    region: str = ""
    """GB/T 2260 code from the person's profile; empty when unknown."""
    history: tuple[str, ...] = ()
    """Their earlier questions in this conversation, oldest first."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One quoted provision. `quote` occurs verbatim in the provision's text in the live index."""

    document_number: str
    title: str
    region: str
    """Full name of the document's region, 全国 for the nation."""
    label: str
    quote: str
    text_kind: TextKind
    document_status: Status
    """On the day that was asked for."""
    source_url: str
    valid_until: str = ""
    """Last day on which the document is in force, in ISO 8601; empty while no end is known."""


class Reason(StrEnum):
    """Why an answer was refused."""

    NOT_FOUND = "not_found"
    """The documents of this jurisdiction do not say."""
    NO_DOCUMENT_FOR_REGION = "no_document_for_region"
    """No document of the region that was named is in the corpus, or none that holds on the day."""
    PERSONAL = "personal"
    """Needs the person's own record."""
    EMPTY = "empty"
    """No question in the text."""
    UNKNOWN_REFERENCE = "unknown_reference"
    """The question names a document or article that is not in the corpus."""
    OTHER_WORDING = "other_wording"
    """What would answer is held only as it was amended after the day that was asked for."""
    NOT_YET_IN_FORCE = "not_yet_in_force"
    """What would answer was not in force yet on that day."""
    NO_LONGER_IN_FORCE = "no_longer_in_force"
    """What would answer was repealed, or out of its validity, by that day."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply in which every quote, number, date and label has been checked against the index."""

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    """0 to 1: calibrated estimate that the evidence answers the question."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An honest "the documents don't say"."""

    text: str
    reason: Reason
    nearest: tuple[Citation, ...] = field(default=())
    """Provisions closest to the question, shown as pointers and never as an answer."""
    confidence: float = 0.0
