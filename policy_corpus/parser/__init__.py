"""Reader of originals (原文): scraped text or Markdown of official documents to `Document`s.

`parse_originals` gives the documents, `account` the role of every character, so that nothing is lost in
silence: the concatenated segments are the normalised input, and the BODY and TABLE segments of a label
are, white space aside, the text of that provision. `policy_corpus.parser.gathering` reads files that came together.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policy_corpus.model import Document
from policy_corpus.parser.enclosing import Enclosure
from policy_corpus.parser.reading import read
from policy_corpus.parser.text import Paragraph, Role, normalise

__all__ = ["Enclosure", "Role", "Segment", "account", "normalise", "parse_originals"]


class Segment(NamedTuple):
    """A stretch of normalised input and what the parser took it for."""

    role: Role
    text: str
    label: str = ""
    """Label of the provision, for MARKER, HEADING, BODY and TABLE."""
    document: int = -1
    """Position of the document in the file, -1 outside of any."""
    enclosure: int = 0
    """0 for the text itself, from 1 the enclosure in which the stretch is."""


def parse_originals(text: str, *, name: str, enclosures: Sequence[Enclosure] = ()) -> tuple[Document, ...]:
    """The official documents in `text`, in order; `name` is the file's name, for dates in it and for messages.

    The enclosures become annexes of the last document. Raises `NotAPolicyDocument` with a Chinese sentence when the
    text holds none.
    """
    return tuple(parsed.document for parsed in read(text, name, enclosures))


def account(text: str, *, name: str = "", enclosures: Sequence[Enclosure] = ()) -> list[Segment]:
    """Every character of `normalise(text)` in order, with its role; then those of each enclosure in the same way.

    Raises `NotAPolicyDocument` like `parse_originals`.
    """
    segments: list[Segment] = []
    for position, parsed in enumerate(read(text, name, enclosures)):
        for place, paras in enumerate((parsed.paras, *(enclosed.paras for enclosed in parsed.enclosed))):
            for para in paras:
                segments.extend(_segments(para, position, place))
    return segments


def _segments(para: Paragraph, document: int, enclosure: int) -> Iterator[Segment]:
    """A paragraph's raw characters, grouped by role."""
    roles: dict[int, tuple[Role, str]] = {}
    for span in para.spans:
        for offset in para.offsets[span.start : span.end]:
            roles[offset] = (span.role, span.label)
    start, current = 0, None
    for i, char in enumerate(para.raw):
        given = roles.get(i) or ((Role.SPACE, "") if char.isspace() else (Role.MARKUP, ""))
        if given != current:
            if current is not None:
                yield Segment(current[0], para.raw[start:i], current[1], document, enclosure)
            start, current = i, given
    if current is not None:
        yield Segment(current[0], para.raw[start:], current[1], document, enclosure)
