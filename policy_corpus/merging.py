"""From all texts of all documents to the effective set: one text a document, versions chained."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from policy_corpus.model import Document, Status

_YEAR = re.compile(r"[\[(](\d{4})年?[\])]")


def number_key(number: str) -> str:
    """A document number in one spelling: 豫教师［2021］ 66号 → 豫教师(2021)66号."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", number).translate(str.maketrans("〔〕【】", "[][]")))
    return _YEAR.sub(r"(\1)", plain).replace(")第", ")")


def title_key(title: str) -> str:
    """The letters and digits of a title; two spellings of one title have the same."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", title))


def same_document(one: Document, other: Document) -> bool:
    """Whether two texts are of one document: by number, else by title and date of issue."""
    if one.number and other.number:
        return number_key(one.number) == number_key(other.number)
    return title_key(one.title) == title_key(other.title) and one.issued == other.issued


def stands_for(original: Document, digest: Document) -> bool:
    """Whether `original` is the text that `digest` restates; one of the two may lack number or date."""
    if same_document(original, digest):
        return True
    undated = original.issued is None or digest.issued is None
    numbered = bool(original.number and digest.number)
    return not numbered and undated and title_key(original.title) == title_key(digest.title)


def effective(digests: Sequence[Document], originals: Sequence[Document]) -> tuple[Document, ...]:
    """One text for each document: the latest original, filled up from its digest, else the digest.

    `originals` are in order of arrival. The result is in the order of the digests, then of arrival.
    """
    kept: list[Document] = []
    for original in originals:
        kept = [other for other in kept if not same_document(other, original)]
        kept.append(original)
    result: list[Document] = []
    for digest in digests:
        found = next((original for original in kept if stands_for(original, digest)), None)
        if found is not None:
            kept.remove(found)
        result.append(filled(found, digest) if found is not None else digest)
    return chained((*result, *kept))


def filled(original: Document, digest: Document) -> Document:
    """`original` with what its own text does not say taken from `digest`, which a person wrote and checked."""
    readings = {p.label: p.readings for p in digest.provisions if p.readings}
    return replace(
        original,
        number=original.number or digest.number,
        kind=original.kind or digest.kind,
        issuers=original.issuers or digest.issuers,
        region=digest.region,
        level=digest.level,
        provisions=tuple(replace(p, readings=p.readings or readings.get(p.label, ())) for p in original.provisions),
        issued=original.issued or digest.issued,
        effective=original.effective or digest.effective,
        expires=original.expires or digest.expires,
        declared_status=(
            digest.declared_status if digest.declared_status is not Status.IN_FORCE else original.declared_status
        ),
        supersedes=original.supersedes or digest.supersedes,
        superseded_by=original.superseded_by or digest.superseded_by,
        superseded_on=original.superseded_on or digest.superseded_on,
        source_url=original.source_url or digest.source_url,
        source=original.source or digest.source,
        addressees=original.addressees or digest.addressees,
        copied_to=original.copied_to or digest.copied_to,
        notes=tuple(dict.fromkeys((*original.notes, *digest.notes))),
    )


def starts(document: Document) -> date | None:
    """First day of this text: an amended law keeps its old day of effect, but its new text begins with its issue."""
    days = [day for day in (document.issued, document.effective) if day is not None]
    return max(days, default=None)


def chained(documents: Sequence[Document]) -> tuple[Document, ...]:
    """`documents` with each older version of a title, and each document that another replaces, closed by it."""
    result = list(documents)
    versions: dict[str, list[int]] = {}
    for position, document in enumerate(documents):
        if document.declared_status is not Status.DRAFT:
            versions.setdefault(f"{document.region} {title_key(document.title)}", []).append(position)
    for positions in versions.values():
        dated = sorted((p for p in positions if starts(documents[p])), key=lambda p: starts(documents[p]) or date.min)
        for older, newer in pairwise(dated):
            first_day = starts(documents[newer])
            if first_day == starts(documents[older]):
                continue
            result[older] = _closed(result[older], documents[newer], first_day)
            result[newer] = replace(result[newer], effective=first_day)
    for document in documents:
        for name in document.supersedes:
            _close_named(result, name, document)
    return tuple(result)


def _close_named(documents: list[Document], name: str, successor: Document) -> None:
    for position, document in enumerate(documents):
        named = number_key(document.number) == number_key(name) if document.number else False
        titled = title_key(document.title) == title_key(name) and document.issued != successor.issued
        # A draft replaces nothing; a text that names itself (its own earlier version) is chained by title.
        if (named or titled) and successor.declared_status is not Status.DRAFT and document.id != successor.id:
            documents[position] = _closed(document, successor, starts(successor))


def _closed(document: Document, successor: Document, day: date | None) -> Document:
    if document.superseded_by or document.superseded_on:
        return document
    return replace(document, superseded_by=successor.id, superseded_on=day)
