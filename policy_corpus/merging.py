"""From all texts of all documents to one text for each (`policy_corpus.successors` then chains them)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from policy_corpus.model import Document, Status

_YEAR = re.compile(r"[\[(](\d{4})年?[\])]")


@lru_cache(maxsize=16384)
def number_key(number: str) -> str:
    """A document number in one spelling: 豫教师［2021］ 66号 → 豫教师(2021)66号."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", number).translate(str.maketrans("〔〕【】", "[][]")))
    return _YEAR.sub(r"(\1)", plain).replace(")第", ")")


@lru_cache(maxsize=16384)
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
    kept = _latest(originals)
    result: list[Document] = []
    for digest in digests:
        found = next((original for original in kept if stands_for(original, digest)), None)
        if found is not None:
            kept.remove(found)
        result.append(filled(found, digest) if found is not None else digest)
    return (*result, *kept)


def _latest(originals: Sequence[Document]) -> list[Document]:
    """`originals` without those of which a later one is another text."""
    kept: list[Document | None] = []
    places: dict[str, list[int]] = {}  # only what shares a number or a title can be the same
    for place, original in enumerate(originals):
        keys = [key for key in (f"n {number_key(original.number)}", f"t {title_key(original.title)}") if len(key) > 2]
        for key in keys:
            for other in places.setdefault(key, []):
                held = kept[other]
                if held is not None and same_document(held, original):
                    kept[other] = None
            places[key].append(place)
        kept.append(original)
    return [document for document in kept if document is not None]


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
        repealed_by=original.repealed_by or digest.repealed_by,
        repealed_on=original.repealed_on or digest.repealed_on,
        wordings=original.wordings or digest.wordings,
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
