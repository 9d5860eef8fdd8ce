"""Which document takes the place of which, and from which day.

Two things are read: sentences such as 《…》（文号）同时废止, and two dated versions of one title. A decision that only
repeals (废止部分规范性文件) takes no place: what it names is repealed, not superseded. What a document repeals is
looked for in the whole set each time, so that a document that is added later is closed as well. A title that could
mean documents of several regions closes none of them: the relation is proposed, and an administrator who names the
number settles it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from policy_corpus.merging import number_key, title_key
from policy_corpus.model import Document, Status
from policy_corpus.parser.repeals import Repeal, is_decision, repeals
from policy_corpus.regions import covers
from policy_corpus.wordings import closed, linked, links

_NATIONAL = "中华人民共和国"
_PRECEDENCE = re.compile(r"[^。\n]*与本\S{1,4}(?:不一致|不符|相抵触)[^。\n]*以本\S{1,4}为准[^。\n]*。?")


class Kind(StrEnum):
    """Why a document takes the place of another."""

    REPEALS = "repeals"
    """Its text says so (同时废止), or the administrator."""
    NEWER_VERSION = "newer_version"
    """It is a later version of the same title."""
    ENDS = "ends"
    """It is a decision that repeals and puts nothing in the place."""


class Standing(StrEnum):
    """What became of a relation."""

    APPLIED = "applied"
    WAITING = "waiting"
    """The earlier document is not in the corpus; applies when it is added."""
    AMBIGUOUS = "ambiguous"
    """The name fits documents that the successor need not mean; an administrator decides."""
    PARTIAL = "partial"
    """Only a part of the earlier document is repealed: a note, nothing is closed."""
    DRAFT = "draft"
    """The successor is a draft, which replaces nothing."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A document and what it takes the place of."""

    kind: Kind
    standing: Standing
    successor: str
    """`Document.id`."""
    name: str
    """Number or title of the earlier document, as the successor names it."""
    targets: tuple[str, ...]
    """Ids of the documents that the name fits: those closed when applied, to choose from when ambiguous."""
    day: date | None
    """First day on which the earlier document is no longer in force; None when no date is known."""
    label: str = ""
    """Provision of the successor that says so; empty for a newer version and for what an administrator said."""
    sentence: str = ""
    line: int | None = None
    """In a proposal: line of the file's text, from 1, that names it."""


def chained(documents: Sequence[Document]) -> tuple[Document, ...]:
    """`documents` with each older version of a title, and each document that another ends, closed by it."""
    result = linked(documents)
    found = _Found(documents)
    for document in documents:
        for relation in found.repeals(document):
            if relation.standing is Standing.APPLIED:
                end = _repealed if relation.kind is Kind.ENDS else closed
                for position in found.positions(document, relation.name):
                    result[position] = end(result[position], document.id, relation.day)
    return tuple(result)


def _repealed(document: Document, decision: str, first_day: date | None) -> Document:
    """`document` repealed from `first_day` on, unless something did that before."""
    known = document.repealed_on
    if first_day is None or (known is not None and known <= first_day):
        return document
    return replace(document, repealed_by=decision, repealed_on=first_day)


def relations(documents: Sequence[Document], of: Document | None = None) -> tuple[Relation, ...]:
    """All relations among `documents`, or those of which `of` is the successor."""
    found = _Found(documents)
    versions = [
        Relation(
            Kind.NEWER_VERSION,
            Standing.APPLIED,
            documents[link.newer].id,
            documents[link.older].title,
            (documents[link.older].id,),
            link.ends,
        )
        for link in links(documents)
    ]
    named = [relation for document in documents if document.supersedes for relation in found.repeals(document)]
    return tuple(relation for relation in (*versions, *named) if of is None or relation.successor == of.id)


def precedence(document: Document) -> tuple[tuple[str, str], ...]:
    """Label and sentence of each 此前规定与本办法不一致的，以本办法为准: it repeals nothing, but is to be known."""
    return tuple((p.label, match[0].strip()) for p in document.provisions for match in _PRECEDENCE.finditer(p.text))


class _Found:
    """The documents by the names under which others speak of them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._by_name: dict[str, list[int]] = {}
        for position, document in enumerate(documents):
            for key in {document.id, number_key(document.number), _title(document.title)} - {""}:
                self._by_name.setdefault(key, []).append(position)

    def repeals(self, document: Document) -> list[Relation]:
        """What `document` repeals by name."""
        said = repeals(document.title, document.provisions) if document.supersedes else ()
        return [self._relation(document, name, _said(said, name)) for name in document.supersedes]

    def positions(self, successor: Document, name: str) -> list[int]:
        """Places of the documents that `name` means when `successor` says it."""
        return self._meant(successor, name)[0]

    def _relation(self, successor: Document, name: str, said: Repeal | None) -> Relation:
        meant, possible = self._meant(successor, name)
        standing = Standing.APPLIED if meant else (Standing.AMBIGUOUS if possible else Standing.WAITING)
        if successor.declared_status is Status.DRAFT:
            standing = Standing.DRAFT
        elif said is not None and said.partial:
            standing = Standing.PARTIAL
        kind = Kind.ENDS if is_decision(successor.title) else Kind.REPEALS
        targets = tuple(self._documents[position].id for position in meant or possible)
        first_day = (said.since if said is not None else None) or successor.effective or successor.issued
        label, sentence = (said.label, said.sentence) if said is not None else ("", "")
        return Relation(kind, standing, successor.id, name, targets, first_day, label, sentence)

    def _meant(self, successor: Document, name: str) -> tuple[list[int], list[int]]:
        """Places of the documents that are meant, or else of those that may be."""
        exact = {p for key in (name.strip(), number_key(name)) for p in self._by_name.get(key, ())}
        exact = {p for p in exact if self._documents[p].id != successor.id}
        if certain := [p for p in exact if _title(self._documents[p].title) != _title(name)]:
            return sorted(certain), []
        fits = [p for p in self._by_name.get(_title(name), ()) if self._earlier(p, successor)]
        own = [p for p in fits if self._documents[p].region == successor.region]
        below = [p for p in fits if covers(successor.region, self._documents[p].region)]
        if own:
            return own, []
        return (below, []) if len({self._documents[p].region for p in below}) == 1 else ([], fits)

    def _earlier(self, position: int, successor: Document) -> bool:
        document = self._documents[position]
        if document.id == successor.id or document.declared_status is Status.DRAFT:
            return False
        return document.issued is None or successor.issued is None or document.issued < successor.issued


def _title(title: str) -> str:
    """Key under which a law is found by its short title as well."""
    return title_key(title).removeprefix(_NATIONAL)


def _said(said: Sequence[Repeal], name: str) -> Repeal | None:
    """Where the text repeals `name`, by which the administrator may call it otherwise than the text does."""
    number, title = number_key(name), title_key(name)
    return next(
        (one for one in said if number in number_key(one.sentence) or title in title_key(one.sentence)),
        None,
    )
