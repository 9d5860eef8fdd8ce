"""The texts of one document that the corpus has held, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from policy_corpus.errors import CorpusError
from policy_corpus.merging import effective, number_key, stands_for, starts, title_key
from policy_corpus.model import Document, TextKind
from policy_corpus.reference import find
from policy_corpus.successors import chained

if TYPE_CHECKING:
    from policy_corpus.history.revisions import Entry, Revision
    from policy_corpus.store import Corpus


@dataclass(frozen=True, slots=True)
class Held:
    """A time in which a text counted."""

    revision: int
    """Number of the revision that brought it."""
    since: datetime | None
    """None when that is unknown."""
    until: datetime | None = None
    """When a later revision took it out; None while it counts, and when that time is unknown."""
    ended: int | None = None
    """Number of that revision; None while it counts."""


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a document."""

    number: int
    """From 1 in order of arrival; 0 for the digest (要点) that comes with the program."""
    document: Document
    held: tuple[Held, ...]
    """When it counted, oldest first; more than one time after a rollback."""
    name: str = ""
    """File name under which it came."""
    url: str = ""

    @property
    def live(self) -> bool:
        """Whether it counts now."""
        return bool(self.held) and self.held[-1].ended is None


def in_law(document: Document) -> tuple[date | None, date | None]:
    """First and last day on which a text is in force by its own dates and by what ends it; None where it is open."""
    return document.begins, document.last


@dataclass(slots=True)
class _Track:
    document: Document
    entry: "Entry"
    held: list[Held] = field(default_factory=list)


def versions(corpus: "Corpus", reference: str) -> tuple[Version, ...]:
    """The texts of the document that `reference` names, and of the other versions of its title, by number.

    Raises `CorpusError` when the corpus never held such a document.
    """
    wanted = _wanted(corpus, reference)
    tracks: dict[tuple[str, str, str], _Track] = {}
    for revision in corpus.revisions():
        _walk(corpus, revision, wanted, tracks)
    live = {(d.sha256, d.id): d for d in corpus.documents() if d.text_kind is TextKind.ORIGINAL}
    found = [
        Version(
            number,
            live.get((t.document.sha256, t.document.id), t.document) if t.held[-1].ended is None else t.document,
            tuple(t.held),
            t.entry.name,
            t.entry.url,
        )
        for number, t in enumerate(tracks.values(), start=1)
    ]
    digest = next((d for _, d in corpus.digests() if stands_for(d, wanted)), None)
    return (*((Version(0, digest, ()),) if digest is not None else ()), *found)


def _wanted(corpus: "Corpus", reference: str) -> Document:
    """The document meant, also one that no longer counts."""
    try:
        return find(corpus.documents(), reference)
    except CorpusError:
        for revision in reversed(corpus.revisions()):
            held = [document for source in corpus.sources_of(revision) for document in source.documents]
            try:
                return find(held, reference)
            except CorpusError:
                continue
        raise


def _walk(corpus: "Corpus", revision: "Revision", wanted: Document, tracks: dict[tuple[str, str, str], _Track]) -> None:
    """Note which texts counted in `revision`, and which no longer did."""
    mine = [
        (document, source.entry)
        for source in corpus.sources_of(revision)
        for document in source.documents
        if _of_one_title(document, wanted)
    ]
    entries = {id(document): entry for document, entry in mine}
    counted = effective((), [document for document, _ in mine])
    seen: set[tuple[str, str, str]] = set()
    for raw, document in zip(counted, chained(counted), strict=True):
        entry = entries[id(raw)]
        key = (entry.sha256, raw.id, repr(entry.corrections))
        seen.add(key)
        track = tracks.setdefault(key, _Track(document, entry))
        track.document, track.entry = document, entry
        if not track.held or track.held[-1].ended is not None:
            first = not track.held
            track.held.append(Held(revision.number, entry.received if first else revision.at))
    for key, track in tracks.items():
        last = track.held[-1]
        if key not in seen and last.ended is None:
            track.held[-1] = Held(last.revision, last.since, revision.at, revision.number)


def _of_one_title(document: Document, wanted: Document) -> bool:
    same_number = bool(document.number and wanted.number) and number_key(document.number) == number_key(wanted.number)
    return same_number or (title_key(document.title) == title_key(wanted.title) and document.region == wanted.region)


def chosen(found: Sequence[Version], older: int | None, newer: int | None) -> tuple[Version, Version]:
    """The two versions to compare: those numbered so, else the latest in law and the one before it.

    Raises `CorpusError` when there are not two.
    """
    by_number = {version.number: version for version in found}
    for number in (older, newer):
        if number is not None and number not in by_number:
            known = "、".join(map(str, by_number))
            raise CorpusError(f"没有第 {number} 个版本。这份文件的版本有：{known}。")
    if len(found) < 2:
        raise CorpusError("这份文件只有一个版本，没有可以比较的。")
    order = sorted(found, key=lambda v: (v.live, starts(v.document) or date.min, v.number))
    new = by_number[newer] if newer is not None else next(v for v in reversed(order) if v.number != older)
    if older is not None:
        return by_number[older], new
    place = order.index(new)
    return order[place - 1 if place else 1], new
