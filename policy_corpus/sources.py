"""Originals (原文) in the data directory: files that came in, with what was read in them.

Layout under the data directory::

    corpus/lock                       held while the corpus is changed
    corpus/sources/<key>.txt|.pdf|…   the bytes as they came, <key> being the start of their SHA-256
    corpus/sources/<key>.json         what was read in them; made anew when it is lost or of another parser
    corpus/revisions/…                which of them count (see `policy_corpus.history.revisions`)

Bytes are never changed or deleted, so that every revision can be read again.
"""

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from pathlib import Path

from policy_corpus import texts
from policy_corpus.attachments import Told
from policy_corpus.codec import decode, encode
from policy_corpus.corrections import NONE, Corrections, corrected
from policy_corpus.durable import replace_file
from policy_corpus.errors import CorpusError
from policy_corpus.formats import Limits
from policy_corpus.formats.model import Progress
from policy_corpus.history.revisions import Entry, Mark
from policy_corpus.model import Document
from policy_corpus.texts import Text, documents_in, text_of

FOLDER = "sources"
LARGEST = Limits().largest
"""Bytes of the largest file taken."""
_SUFFIX = re.compile(r"\.(?!json$)[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is to be taken in."""

    name: str
    """File name; dates are read in it."""
    origin: bytes | Path
    """Its bytes, or where they are: those of a large folder are not held in memory."""
    sha256: str
    text: Text | None = None
    """What was extracted from the bytes; None when that is still to be done."""
    corrections: Corrections = NONE
    """What the administrator says about the one document in it."""
    url: str = ""
    etag: str = ""
    modified: str = ""
    marks: tuple[Mark, ...] = ()
    """For a fetched page, as in `Entry`."""
    told: tuple[Told, ...] = ()
    """What was amiss with its attachments."""

    @property
    def content(self) -> bytes:
        """Its bytes. Raises `CorpusError` when the file is another by now."""
        content = self.origin if isinstance(self.origin, bytes) else read_bytes(self.origin)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise CorpusError("文件在读取之后又有了改动。请重新运行一次。")
        return content


def arrival(
    origin: bytes | Path,
    name: str,
    *,
    given: Corrections = NONE,
    known: Container[str] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Arrival:
    """A file with the text that was extracted from it, unless its hash is one of the `known`.

    Raises `CorpusError` with the reason when it cannot be read, and `formats.Cancelled`.
    """
    content = origin if isinstance(origin, bytes) else read_bytes(origin)
    sha256 = hashlib.sha256(content).hexdigest()
    text = None if sha256 in known else text_of(content, name, progress, cancelled)
    return Arrival(name, origin, sha256, text, given)


@dataclass(frozen=True, slots=True)
class Source:
    """One file that came in."""

    path: Path
    """Its bytes, in the data directory."""
    entry: Entry
    read: tuple[Document, ...]
    """Documents as the parser reads them."""
    note: str = ""
    """Why the documents are those of an earlier parser, if they are."""

    @property
    def name(self) -> str:
        """File name under which it came."""
        return self.entry.name

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return self.entry.sha256

    @property
    def sequence(self) -> int:
        """Order of arrival, from 1; a later source wins."""
        return self.entry.sequence

    @property
    def documents(self) -> tuple[Document, ...]:
        """Its documents, with the administrator's corrections."""
        given = (*self.entry.corrections, *repeat(NONE, len(self.read)))
        return tuple(corrected(d, changes) if changes else d for d, changes in zip(self.read, given, strict=False))


def read_bytes(path: Path) -> bytes:
    """The content of `path`, or `CorpusError` with the reason why it cannot be taken."""
    try:
        if path.stat().st_size > LARGEST:
            raise CorpusError(f"文件超过{LARGEST // 10**6} MB。请拆成几个文件再添加。")
        return path.read_bytes()
    except FileNotFoundError:
        raise CorpusError("文件不存在。请检查路径。") from None
    except OSError as error:
        raise CorpusError(f"文件无法读取（{error.strerror or error}）。请检查文件权限。") from error


def parse(content: bytes, name: str) -> tuple[Document, ...]:
    """The documents in a file's bytes, each with the hash of the bytes; `CorpusError` with the reason when none."""
    return documents_in(text_of(content, name), hashlib.sha256(content).hexdigest())


def text_in(source: "Source") -> str:
    """The whole text of a source, as it was extracted."""
    kept = _kept(source.path)
    text = kept.text if kept is not None else None
    found = text or text_of(source.path.read_bytes(), source.name)
    return "\n\n".join(paper.words for paper in found.papers)


def parser_version() -> str:
    """Fingerprint of the code that makes documents out of text; another one re-parses what is cached."""
    return fingerprint("codec.py", "merging.py", "model.py", "numerals.py", "parser", "texts.py")


@lru_cache(maxsize=8)
def fingerprint(*names: str) -> str:
    """Hash of modules and packages of `policy_corpus`."""
    package = files("policy_corpus")
    found = hashlib.sha256()
    for name in names:
        part = package / name
        modules = sorted(part.iterdir(), key=lambda module: module.name) if part.is_dir() else [part]
        for module in modules:
            if module.name.endswith(".py"):
                found.update(module.name.encode() + b"\0" + module.read_bytes())
    return found.hexdigest()[:16]


def load(base: Path, entries: Iterable[Entry]) -> tuple[tuple[Source, ...], tuple[tuple[Path, str], ...]]:
    """The sources of `entries` below the folder `base`, and the files that cannot be read, each with the reason."""
    sources: list[Source] = []
    damaged: list[tuple[Path, str]] = []
    for entry in entries:
        try:
            sources.append(_load(base, entry))
        except (CorpusError, OSError) as error:
            damaged.append((base / entry.file, str(error)))
    return tuple(sources), tuple(damaged)


def _load(base: Path, entry: Entry) -> Source:
    path = base / entry.file
    kept = _kept(path)
    if kept is not None and (kept.parser, kept.name) == (parser_version(), entry.name) and kept.is_current:
        return Source(path, entry, kept.documents)
    try:
        text = kept.text if kept is not None and kept.text is not None and kept.is_current else _again(path, entry)
        read = documents_in(text, entry.sha256)
    except CorpusError as error:
        if kept is None:
            raise
        # What an earlier version accepted stays: an upgrade must not take documents away in silence.
        return Source(path, entry, kept.documents, f"新版本不再认得这个文件（{error}）")
    _keep(path, entry, text, read)
    return Source(path, entry, read)


def _again(path: Path, entry: Entry) -> Text:
    """The text extracted anew from the bytes that were kept."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise CorpusError("文件的内容和收录时不同")
    return text_of(content, entry.name)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was read in a file before."""

    name: str
    parser: str
    formats: str
    """Fingerprint of the code that extracted the text."""
    documents: tuple[Document, ...]
    text: Text | None
    """None for a plain text file, whose bytes are as quick to read."""

    @property
    def is_current(self) -> bool:
        """Whether the text need not be extracted anew."""
        return self.text is None or self.text.recognised or self.formats == fingerprint("formats")


def _kept(path: Path) -> _Kept | None:
    """What was read in `path` before; None when that is lost."""
    try:
        value = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        kept = value.get("text")
        text = texts.decode(kept) if kept is not None else None
        documents = tuple(decode(document) for document in value["documents"])
        return _Kept(value["name"], value["parser"], value.get("formats", ""), documents, text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(path: Path, entry: Entry, text: Text, read: Iterable[Document]) -> None:
    value = {
        "name": entry.name,
        "sha256": entry.sha256,
        "sequence": entry.sequence,
        "parser": parser_version(),
        "formats": fingerprint("formats"),
        "text": None if text.kind == "txt" else text.encode(),
        "documents": [encode(document) for document in read],
    }
    content = json.dumps(value, ensure_ascii=False, indent=1).encode()
    replace_file(path.with_suffix(".json"), content, rebuildable=True)


def source_of(base: Path, arrival: Arrival, read: tuple[Document, ...], sequence: int, now: datetime | None) -> Source:
    """The source that `arrival`, in which `read` was read, will be. Nothing is written."""
    suffix = Path(arrival.name).suffix.lower()
    path = base / FOLDER / f"{arrival.sha256[:24]}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    entry = Entry(
        path.relative_to(base).as_posix(),
        arrival.name,
        arrival.sha256,
        sequence,
        now,
        url=arrival.url,
        etag=arrival.etag,
        modified=arrival.modified,
        marks=arrival.marks,
    )
    return Source(path, entry, read)


def keep(source: Source, content: bytes, text: Text) -> None:
    """Write the bytes of a source, and what was read in them. They count once a revision names them."""
    replace_file(source.path, content)
    _keep(source.path, source.entry, text, source.read)
