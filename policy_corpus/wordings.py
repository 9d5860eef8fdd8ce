"""Dated texts of one title: when each begins and ends, and the days for which none of them can answer.

The head of a law tells on which days it was adopted and amended. A text ends with the next of those days, also when
the wording of that day is not in the corpus: until the next text begins, nobody here knows how the law read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from policy_corpus.merging import starts, title_key
from policy_corpus.model import Document, Status


@dataclass(frozen=True, slots=True)
class Link:
    """A text and the next one of its title in the corpus."""

    older: int
    """Places among the documents."""
    newer: int
    ends: date
    """First day on which the older text is no longer in force; the newer one may begin later."""


def links(documents: Sequence[Document]) -> tuple[Link, ...]:
    """Each text of a title that has a later one, with that one."""
    return tuple(link for texts in _titles(documents) for link in _links(documents, texts))


def linked(documents: Sequence[Document]) -> list[Document]:
    """`documents`, the texts of one title each ending where the next is known to follow."""
    result = list(documents)
    for texts in _titles(documents):
        known = _known(documents, texts)
        for place in (place for places in texts.values() for place in places) if known else ():
            issued = documents[place].issued
            if issued is not None:
                result[place] = replace(result[place], wordings=(*(day for day in known if day < issued), issued))
        found = _links(documents, texts)
        for link in found:
            result[link.older] = closed(result[link.older], documents[link.newer].id, link.ends)
        for older, newer in pairwise(texts.values()):
            stop = max(link.ends for link in found if link.older in older and link.newer in newer)
            for place in newer:
                result[place] = replace(result[place], takes_over=stop)
    return result


def closed(document: Document, successor: str, first_day: date | None) -> Document:
    """`document` superseded from `first_day` on, unless something did that before."""
    if document.superseded_by or document.superseded_on:
        known = document.superseded_on
        if first_day is None or (known is not None and known <= first_day):
            return document
    return replace(document, superseded_by=successor, superseded_on=first_day)


_Texts = dict[date, list[int]]
"""Places of the texts of one title that begin on a day, by that day."""


def _titles(documents: Sequence[Document]) -> list[_Texts]:
    """The titles of several texts, the days in order. A text without a date, or a draft, is none of them."""
    groups: dict[tuple[str, str], _Texts] = {}
    for place, document in enumerate(documents):
        first = starts(document)
        if document.declared_status is not Status.DRAFT and first is not None:
            groups.setdefault((document.region, title_key(document.title)), {}).setdefault(first, []).append(place)
    return [{day: days[day] for day in sorted(days)} for days in groups.values() if sum(map(len, days.values())) > 1]


def _links(documents: Sequence[Document], texts: _Texts) -> list[Link]:
    known = _known(documents, texts)
    found: list[Link] = []
    for first, places in texts.items():
        # The same law from two files: one of them answers, the one that came last.
        unnumbered = [place for place in places if not documents[place].number]
        found += [Link(place, unnumbered[-1], first) for place in unnumbered[:-1]]
    for (first, older), (following, newer) in pairwise(texts.items()):
        issued = min(documents[place].issued or following for place in newer)
        for place in older:
            own = documents[place].issued or first
            missing = (day for day in known if own < day < issued)
            found.append(Link(place, newer[-1], next(missing, following)))
    return found


def _known(documents: Sequence[Document], texts: _Texts) -> list[date]:
    """The days of adoption and amendment that the heads of the texts tell."""
    return sorted({day for places in texts.values() for place in places for day in documents[place].wordings})
