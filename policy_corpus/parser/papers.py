"""Files that came together, each read by itself, and what they have to do with one another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from policy_corpus.errors import NotAPolicyDocument
from policy_corpus.merging import number_key
from policy_corpus.model import Document
from policy_corpus.parser.enclosing import Enclosure, number_in
from policy_corpus.parser.parts import annex_start
from policy_corpus.parser.reading import Parsed, read
from policy_corpus.parser.text import normalise, paragraphs

_BEGINNING = 2000
"""Characters in which a heading 附件1 must stand."""


class Fate(StrEnum):
    """What became of a file."""

    DOCUMENT = "document"
    """One or more documents of its own; of a page its own text."""
    ANNEX = "annex"
    SAME = "same"
    """The text of another file once more."""
    LEFT = "left"
    """Taken in nowhere."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The text of one file among those that came together."""

    name: str
    """File name, or title of the link."""
    words: str
    address: str = ""
    """Where it was fetched."""
    notes: tuple[str, ...] = ()
    """What could not be read in it, or has to be looked at."""
    title: str = ""
    """In a ZIP: title of the link by which a page in it names the file."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A file and what became of it."""

    paper: Paper
    fate: Fate
    documents: tuple[Document, ...] = ()
    """As the parser reads them, those of other files that are its annexes included."""
    annexes: tuple[tuple[Paper, Enclosure], ...] = ()
    """The files that are annexes of the last of them."""
    said: str = ""
    """Why that became of it; for an annex its names (附件1)."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A file read by itself."""

    paper: Paper
    parsed: tuple[Parsed, ...] = ()
    why: str = ""
    """Why it is no document."""

    @property
    def last(self) -> Document:
        """The document to which annexes belong."""
        return self.parsed[-1].document

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents in it."""
        return tuple(parsed.document for parsed in self.parsed)


def tried(paper: Paper, enclosures: Sequence[Enclosure] = ()) -> Tried:
    """The file read by itself, or with others as its annexes."""
    try:
        return Tried(paper, tuple(read(paper.words, paper.name, enclosures)))
    except NotAPolicyDocument as error:
        return Tried(paper, why=str(error))


def enclosures_of(papers: Sequence[Paper]) -> tuple[Enclosure, ...]:
    """The files as annexes, counted where none of them says its number."""
    called = [paper.title or paper.name for paper in papers]
    told = any(number_in(name) for name in called) or any(_numbers_itself(paper.words) for paper in papers)
    counted = len(papers) > 1 and not told
    return tuple(
        Enclosure(paper.words, name, str(count) if counted else "")
        for count, (paper, name) in enumerate(zip(papers, called, strict=True), 1)
    )


def with_annexes(
    every: Sequence[Tried],
    main: int,
    whole: Tried,
    enclosed: Sequence[int],
    enclosures: Sequence[Enclosure],
    said: str = "",
) -> dict[int, Gathered]:
    """The file at `main`, read as `whole`, and those at `enclosed` that became its annexes."""
    below = [every[place].paper for place in enclosed]
    annexes = tuple(zip(below, enclosures, strict=True))
    made = {main: Gathered(whole.paper, Fate.DOCUMENT, whole.documents, annexes, said)}
    for place, found in zip(enclosed, whole.parsed[-1].enclosed, strict=True):
        made[place] = Gathered(every[place].paper, Fate.ANNEX, said="、".join(found.names))
    return made


def stands_alone(parsed: Sequence[Parsed], number: str) -> str:
    """Why a file is no annex, in words; empty when it may be one. `number` is that of the document beside it."""
    for one in parsed:
        own = one.document.number
        if own and (not number or number_key(own) != number_key(number)):
            return f"有自己的文号{own}"
        if not own and one.layout.adoption:
            return "写明了通过或公布的机关和日期"
        if not own and one.layout.letterhead:
            return "有自己的文件头"
    return ""


def begins_as_annex(words: str) -> bool:
    """Whether a text begins with a line such as 附件, 附件1."""
    return _heading(words) is not None


def _numbers_itself(words: str) -> bool:
    heading = _heading(words)
    return heading is not None and heading[2] is not None


def _heading(words: str) -> re.Match[str] | None:
    first = next((para for para in paragraphs(normalise(words[:_BEGINNING])) if para.text), None)
    return annex_start(first) if first is not None else None
