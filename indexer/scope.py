"""Whose rules apply: jurisdiction and validity, before anything is read.

A person is under the rules of their county, its city, its province and the nation. Documents of other
regions are looked at only when the question names that region or when nobody's region is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from policy_corpus.merging import title_key
from policy_corpus.model import Document, Status
from policy_corpus.regions import NATION, Region, covers

_SPEAKING = (Status.IN_FORCE, Status.DRAFT)
_ENDED = (Status.SUPERSEDED, Status.REPEALED, Status.EXPIRED)


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents to look into."""

    documents: tuple[Document, ...]
    regions: tuple[str, ...]
    """Their region codes; empty when every region is in the scope."""

    def holds(self) -> Callable[[Document], bool]:
        """A test of whether a document, as the catalogue hands it out, is one of these."""
        mine = {id(document) for document in self.documents}
        return lambda document: id(document) in mine


def valid(documents: Sequence[Document], as_of: date) -> tuple[Document, ...]:
    """Documents in force on `as_of`, and drafts; drafts are labelled wherever they are shown."""
    return tuple(d for d in documents if d.status_on(as_of) in _SPEAKING)


def scope_of(
    documents: Sequence[Document], *, as_of: date, region: Region | None, named: bool, only: Sequence[Document]
) -> Scope:
    """The documents for a question from `region`, which the question itself `named` or the profile knows.

    `only` are documents that the question names: they are looked into whatever their region. Of several
    versions of a named document the one in force counts; when none is, the last that was, or what is issued already.
    """
    if only:
        return _scope(tuple(d for title in _titles(only) for d in _spoken(title, as_of)))
    current = valid(documents, as_of)
    return Scope(current, ()) if region is None else _scope(_under(current, region, named=named))


def silent(
    documents: Sequence[Document], *, as_of: date, region: Region | None, named: bool, only: Sequence[Document]
) -> Scope:
    """Of each title that `scope_of` leaves out for want of a text for the day, the one by which to say why.

    A superseded document is none of them: what took its place is asked instead.
    """
    held = only or (documents if region is None else _under(documents, region, named=named))
    missing = (title for title in _titles(held) if not (_spoken(title, as_of) if only else valid(title, as_of)))
    chosen = (_telling(title, as_of) for title in missing)
    return _scope(tuple(d for d in chosen if d.status_on(as_of) is not Status.SUPERSEDED))


def _under(documents: Sequence[Document], region: Region, *, named: bool) -> tuple[Document, ...]:
    """Documents under which the people of `region` are, and when it is `named` those of the places inside it."""
    mine = [d for d in documents if covers(d.region, region.code)]
    if named and region.code != NATION:
        mine += [d for d in documents if d.region != region.code and covers(region.code, d.region)]
    return tuple(mine)


def _titles(documents: Sequence[Document]) -> list[tuple[Document, ...]]:
    """The documents, those of one title together."""
    groups: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        groups.setdefault((document.region, title_key(document.title)), []).append(document)
    return [tuple(group) for group in groups.values()]


def _spoken(title: Sequence[Document], as_of: date) -> tuple[Document, ...]:
    """The texts of a named title to look into: in force, else the last that was, else what is issued already.

    None while the law was worded otherwise than every text that is held.
    """
    status = {id(d): d.status_on(as_of) for d in title}
    if current := tuple(d for d in title if status[id(d)] in _SPEAKING):
        return current
    if any(status[id(d)] is Status.OTHER_WORDING for d in title):
        return ()
    if ended := [d for d in title if status[id(d)] in _ENDED]:
        return (max(ended, key=_first_day),)
    return tuple(d for d in title if d.issued is not None and d.issued <= as_of)


def _telling(title: Sequence[Document], as_of: date) -> Document:
    """Of texts none of which holds: the one held in another wording, else the last that did, else the first to come."""
    for status in (Status.OTHER_WORDING, Status.REPEALED, Status.EXPIRED, Status.SUPERSEDED):
        if found := [d for d in title if d.status_on(as_of) is status]:
            return max(found, key=_first_day)
    return min(title, key=lambda d: d.since or date.max)


def _first_day(document: Document) -> date:
    return document.begins or date.min


def _scope(documents: tuple[Document, ...]) -> Scope:
    return Scope(documents, tuple(sorted({d.region for d in documents})))
