"""Whose rules apply: jurisdiction and validity, before anything is read.

A person is under the rules of their county, its city, its province and the nation. Documents of other
regions are looked at only when the question names that region or when nobody's region is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from policy_corpus.model import Document, Status
from policy_corpus.regions import NATION, Region, covers

_OUT_OF_FORCE = (Status.SUPERSEDED, Status.REPEALED, Status.EXPIRED, Status.NOT_YET)


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
    return tuple(d for d in documents if d.status_on(as_of) not in _OUT_OF_FORCE)


def scope_of(
    documents: Sequence[Document], *, as_of: date, region: Region | None, named: bool, only: Sequence[Document]
) -> Scope:
    """The documents for a question from `region`, which the question itself `named` or the profile knows.

    `only` are documents that the question names: they are looked into whatever their region. Of several
    versions of a named document the one in force counts, and when none is, the newest.
    """
    if only:
        begun = [d for d in only if d.status_on(as_of) is not Status.NOT_YET]
        return _scope(valid(begun, as_of) or tuple(sorted(begun, key=lambda d: str(d.effective or d.issued))[-1:]))
    current = valid(documents, as_of)
    if region is None:
        return Scope(current, ())
    mine = [d for d in current if covers(d.region, region.code)]
    if named:
        mine += [
            d for d in current if d.region != region.code and region.code != NATION and covers(region.code, d.region)
        ]
    return _scope(tuple(mine))


def _scope(documents: tuple[Document, ...]) -> Scope:
    return Scope(documents, tuple(sorted({d.region for d in documents})))
