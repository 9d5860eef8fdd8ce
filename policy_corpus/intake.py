"""Taking files in: from paths to arrivals, from an arrival to a source that a revision can hold."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from policy_corpus import sources
from policy_corpus.corrections import NONE, Corrections, carried, corrected
from policy_corpus.errors import CorpusError
from policy_corpus.formats.model import Progress
from policy_corpus.history import revisions
from policy_corpus.history.revisions import Entry
from policy_corpus.merging import same_document
from policy_corpus.model import Document
from policy_corpus.sources import Arrival, Source
from policy_corpus.texts import PAGE, Text, documents_in, text_of


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was taken in."""

    path: Path
    documents: tuple[Document, ...]
    replaced: tuple[str, ...] = ()
    """Ids of the documents whose earlier original it takes the place of; the old text stays in the history."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A file whose very content is in the corpus already, with other corrections than before."""

    path: Path
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file whose very content is in the corpus already."""

    path: Path
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken in."""

    path: Path
    reason: str
    """A Chinese sentence: what is wrong and what to do."""


Result = Added | Corrected | Unchanged | Refused


def arrivals(
    paths: Sequence[Path],
    progress: Progress | None = None,
    *,
    given: Corrections = NONE,
    known: Container[str] = (),
) -> tuple[tuple[Path, Arrival | Refused], ...]:
    """The files at `paths`, read and ready for `Corpus.take`; those that cannot be read are refused.

    Of those with one of the `known` hashes the text is not extracted.
    """
    found = [item for path in paths for item in _files(path)]
    if given and len(found) != 1:
        raise CorpusError("更正（文号、地区、日期等）一次只能用于一个文件。请只写一个文件。")
    read: list[tuple[Path, Arrival | Refused]] = []
    alone = progress if len(found) == 1 else None  # one file tells itself how far it is, page by page
    step = progress if progress is not None and len(found) > 1 else _silent
    for done, item in enumerate(found):
        step("读取文件", done, len(found))
        if isinstance(item, Refused):
            read.append((item.path, item))
            continue
        try:
            read.append((item, sources.arrival(item, item.name, given=given, known=known, progress=alone)))
        except CorpusError as error:
            read.append((item, Refused(item, str(error))))
    step("读取文件", len(found), len(found))
    return tuple(read)


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody hears."""


def draft(base: Path, arrival: Arrival, held: Sequence[Source], now: datetime | None = None) -> tuple[Source, Text]:
    """The source that `arrival` will be, with its text. Nothing is written.

    Corrections of the earlier texts among `held` are carried over. Raises `CorpusError` when it is no policy document.
    """
    text = arrival.text or text_of(arrival.content, arrival.name)
    read = documents_in(text, arrival.sha256)
    if arrival.corrections and len(read) > 1 and text.kind != PAGE:
        raise CorpusError(f"这个文件里有{len(read)}份文件，不知道更正的是哪一份。请拆成几个文件再添加。")
    order = max((source.sequence for source in held), default=0) + 1
    return _carrying(sources.source_of(base, arrival, read, order, now), arrival, held), text


def take_one(base: Path, arrival: Arrival, held: list[Source], now: datetime | None) -> Result:
    """Keep one file below the folder `base`; `held`, the sources so far, is kept up to date."""
    path = Path(arrival.name)
    same = next((source for source in held if source.sha256 == arrival.sha256), None)
    try:
        if same is not None:
            return _corrected_again(same, arrival, held)
        taken, text = draft(base, arrival, held, now)
        if not revisions.numbers(base):
            revisions.begin(base)
        sources.keep(taken, arrival.content, text)
    except CorpusError as error:
        return Refused(path, str(error))
    except OSError as error:
        return Refused(path, f"无法写入数据目录（{error.strerror or error}）。请检查磁盘空间和权限。")
    documents = taken.documents
    replaced = [old.id for source in held for old in source.documents if _any_same(old, documents)]
    held[:] = [s for s in held if not all(_any_same(old, documents) for old in s.documents)]
    if arrival.url:  # the page is another document now: the old one stays, but no longer as this page
        held[:] = [_unlinked(source) if source.entry.url == arrival.url else source for source in held]
    held.append(taken)
    return Added(path, documents, tuple(dict.fromkeys(replaced)))


def _corrected_again(same: Source, arrival: Arrival, held: list[Source]) -> Corrected | Unchanged:
    """What becomes of a file whose content is in the corpus as `same`."""
    path = Path(arrival.name)
    if arrival.corrections and len(same.read) > 1 and not same.entry.marks:
        count = len(same.read)
        raise CorpusError(f"这个文件里有{count}份文件，不知道更正的是哪一份。请用 yanxiu corpus correct 更正。")
    entry = with_corrections(same, 0, arrival.corrections) if arrival.corrections else same.entry
    if entry == same.entry:
        return Unchanged(path, same.documents)
    held[held.index(same)] = changed = replace(same, entry=entry)
    return Corrected(path, changed.documents)


def with_corrections(source: Source, place: int, given: Corrections) -> Entry:
    """The entry of `source` with `given` over what was corrected before in the document at `place`."""
    all_given = [*source.entry.corrections, *[NONE] * len(source.read)][: len(source.read)]
    all_given[place] = given.over(all_given[place])
    return replace(source.entry, corrections=tuple(all_given))


def _carrying(taken: Source, arrival: Arrival, held: Iterable[Source]) -> Source:
    """`taken` with the corrections that were given, and those of the earlier texts that still hold.

    Of a page with attachments that are documents themselves, what was given is meant for the page's own.
    """
    given = arrival.corrections
    made = [
        (given if not place else NONE).over(_earlier_corrections(document, "" if place else arrival.url, held))
        for place, document in enumerate(taken.read)
    ]
    return replace(taken, entry=replace(taken.entry, corrections=tuple(made))) if any(made) else taken


def _earlier_corrections(document: Document, url: str, held: Iterable[Source]) -> Corrections:
    found = NONE
    for source in held:
        for place, (old, given) in enumerate(zip(source.read, source.entry.corrections, strict=False)):
            same = same_document(old, document) or same_document(corrected(old, given), document)
            if given and (same or (url and source.entry.url == url and not place)):
                found = carried(given, old, document)
    return found


def _unlinked(source: Source) -> Source:
    return replace(source, entry=replace(source.entry, url="", etag="", modified="", marks=()))


def _any_same(document: Document, others: Iterable[Document]) -> bool:
    return any(same_document(document, other) for other in others)


def _files(path: Path) -> Iterator[Path | Refused]:
    """The file itself, or the files below a folder in order of name, hidden ones left out."""
    if not path.exists():
        yield Refused(path, "文件或文件夹不存在。请检查路径。")
    elif not path.is_dir():
        yield path
    else:
        below = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path)))
        yield from below
        if not below:
            yield Refused(path, "文件夹里没有文件。请检查路径。")


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)
