"""What became of each file that came with a document, for the person who decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policy_corpus.parser.gathering import Fate
from policy_corpus.texts import PAGE, Text, gathered


class Lack(StrEnum):
    """What was amiss when an attachment was to be fetched."""

    UNFETCHED = "unfetched"
    """It could not be had, and was never had."""
    KEPT = "kept"
    """It could not be had now; what was fetched before stays."""
    UNLINKED = "unlinked"
    """The page does not name it any more; what was fetched before stays."""
    DROPPED = "dropped"
    """The page does not name it any more, and it is taken in as it is now."""


@dataclass(frozen=True, slots=True)
class Told:
    """An attachment with which something was amiss."""

    title: str
    address: str
    lack: Lack
    reason: str = ""
    """A sentence: what happened and what to do; empty where the page does not name it."""


class Became(StrEnum):
    """What becomes of a file that came with a document."""

    ANNEX = "annex"
    DOCUMENT = "document"
    SAME = "same"
    """The same text as another file, or as the page: not taken twice."""
    LEFT = "left"
    """It was read, and belongs nowhere."""
    UNREAD = "unread"
    UNFETCHED = "unfetched"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a document."""

    name: str
    """Title of its link, or its name in a ZIP."""
    address: str
    became: Became
    said: str
    """Names of the annexes; the other file of the same text; why it is a document; or why it is not there and what
    to do."""
    titles: tuple[str, ...] = ()
    """Of the documents in it."""
    kept: Told | None = None
    """Why what was fetched before stands in for it."""


def attachments(text: Text, told: Sequence[Told] = ()) -> tuple[Attachment, ...]:
    """The files that came with the document in `text`; of a ZIP those that are no document.

    `told` is what was amiss when they were fetched.
    """
    amiss = {one.address: one for one in told}
    return (
        *_read(text, amiss),
        *(
            Attachment(m.name, m.address, Became.UNREAD if m.fetched else Became.UNFETCHED, m.sentence, (),
                       _kept(amiss, m.address))
            for m in text.missing
        ),
        *(Attachment(one.title, one.address, Became.DROPPED, "") for one in told if one.lack is Lack.DROPPED),
    )  # fmt: skip


def _read(text: Text, amiss: dict[str, Told]) -> Iterator[Attachment]:
    page = text.kind == PAGE
    for place, one in enumerate(gathered(text)):
        if (page and place) or (not page and one.fate is not Fate.DOCUMENT and len(text.papers) > 1):
            address = one.paper.address
            titles = tuple(document.title for document in one.documents)
            kept = _kept(amiss, address)
            yield Attachment(one.paper.name, address, Became(one.fate.value), one.said, titles, kept)


def _kept(amiss: dict[str, Told], address: str) -> Told | None:
    found = amiss.get(address)
    return found if found is not None and found.lack in (Lack.KEPT, Lack.UNLINKED) else None
