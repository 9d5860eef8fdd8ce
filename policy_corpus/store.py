"""The corpus: the digests that we ship and the originals that an administrator added."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from policy_corpus import sources
from policy_corpus.digest import read_digest
from policy_corpus.errors import CorpusError
from policy_corpus.merging import effective, number_key, same_document, stands_for, starts, title_key
from policy_corpus.model import Document, Rule, TextKind
from policy_corpus.rules import read_rules
from policy_corpus.sources import Source

SHIPPED = Path(str(files("policy_corpus"))) / "documents"
"""Folder of the digests and rules that come with the package."""
_LOCK_SECONDS = 30

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was taken in."""

    path: Path
    documents: tuple[Document, ...]
    replaced: tuple[str, ...] = ()
    """Ids of the documents whose earlier original it takes the place of; the old file is kept aside."""


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


@dataclass(frozen=True, slots=True)
class _State:
    """Everything read from disk, and the stamp of the files that it was read from."""

    stamp: tuple[tuple[str, int, int], ...]
    digests: tuple[tuple[Path, Document], ...]
    sources: tuple[Source, ...]
    damaged: tuple[tuple[Path, str], ...]
    documents: tuple[Document, ...]


class Corpus:
    """Documents and rules of the folder `shipped`, with the originals kept under the data directory `home`.

    Other processes may add files meanwhile; every call answers from what is on disk.
    """

    def __init__(self, home: Path, shipped: Path = SHIPPED) -> None:
        self.shipped = shipped
        self._base = home / "corpus"
        self._sources = self._base / "sources"
        self._read: _State | None = None
        self._hash = ("", "")

    def documents(self) -> tuple[Document, ...]:
        """The effective set: one text for each document, the original before the digest, versions chained.

        Raises `CorpusError` when a shipped file is malformed.
        """
        return self._state().documents

    def all_documents(self) -> tuple[Document, ...]:
        """The effective set, then the digests that an original stands in for."""
        state = self._state()
        originals = [document for document in state.documents if document.text_kind is TextKind.ORIGINAL]
        hidden = (digest for _, digest in state.digests if any(stands_for(original, digest) for original in originals))
        return (*state.documents, *hidden)

    def digests(self) -> tuple[tuple[Path, Document], ...]:
        """The shipped digests with their files."""
        return self._state().digests

    def originals(self) -> tuple[Source, ...]:
        """The files that were added, in order of arrival."""
        return self._state().sources

    def damaged(self) -> tuple[tuple[Path, str], ...]:
        """Files in the data directory that cannot be read, each with the reason."""
        return self._state().damaged

    def rules(self) -> tuple[Rule, ...]:
        """All rules, each naming its document by the id in the effective set. Raises `CorpusError`."""
        return tuple(rule for path, digest in self.rule_files() for rule in self.rules_of(path, digest))

    def rule_files(self) -> Iterator[tuple[Path, Document]]:
        """Files of rules with the digest that they are drawn from."""
        by_stem = {path.stem: document for path, document in self.digests()}
        for path in sorted(self.shipped.glob("*.rules.toml")):
            stem = path.name.removesuffix(".rules.toml")
            if stem not in by_stem:
                raise CorpusError(f"{path.name}：旁边没有要点文件 {stem}.md。请补上，或删去这个规则文件。")
            yield path, by_stem[stem]

    def rules_of(self, path: Path, digest: Document) -> tuple[Rule, ...]:
        """The rules in one file."""
        held = next((d for d in self.documents() if stands_for(d, digest)), digest)
        return tuple(replace(rule, document=held.id) for rule in read_rules(path, digest))

    def get(self, reference: str) -> Document:
        """The document with this id, number or title, or whose number or title alone contains `reference`.

        Of several versions of one title the latest. Raises `CorpusError` when there is none or several.
        """
        documents = self.documents()
        number, title = number_key(reference), title_key(reference)
        if not title:
            raise CorpusError("请写出文件的文号或标题。")
        tests: tuple[Callable[[Document], bool], ...] = (
            lambda d: d.id == reference.strip(),
            lambda d: bool(d.number) and number_key(d.number) == number,
            lambda d: title_key(d.title) in (title, f"中华人民共和国{title}"),
            lambda d: bool(d.number) and _abbreviates(reference, d.number),
            lambda d: title in title_key(d.title),
        )
        for test in tests:
            found = [document for document in documents if test(document)]
            if found:
                return _one(found, reference)
        raise CorpusError(f"没有找到“{reference}”。请用 yanxiu corpus list 查看有哪些文件。")

    def add(self, paths: Sequence[Path], progress: Progress | None = None) -> tuple[Added | Unchanged | Refused, ...]:
        """Take files, and the files in folders and their subfolders, into the data directory.

        Each file gives one result. Raises `CorpusError` when another process holds the corpus for long.
        """
        found = [item for path in paths for item in _files(path)]
        self._sources.mkdir(parents=True, exist_ok=True)
        results: list[Added | Unchanged | Refused] = []
        try:
            with FileLock(self._base / "lock", timeout=_LOCK_SECONDS):
                held = list(sources.load(self._sources)[0])
                for done, item in enumerate(found):
                    if progress is not None:
                        progress("读取文件", done, len(found))
                    results.append(item if isinstance(item, Refused) else self._add(item, held))
        except Timeout:
            raise CorpusError("另一个进程正在修改政策库。请等它完成后再试一次。") from None
        if progress is not None and found:
            progress("读取文件", len(found), len(found))
        return tuple(results)

    def content_hash(self) -> str:
        """SHA-256 over all that the effective set is made from: digests, originals and the code that joins them.

        Two corpora with the same hash hold the same documents; it costs a thousandth of hashing those.
        """
        state = self._state()
        key = repr(state.stamp)
        if self._hash[0] != key:
            code = sources.fingerprint("codec.py", "model.py", "parser", "digest.py", "merging.py")
            found = hashlib.sha256(code.encode())
            for path, _ in state.digests:
                found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
            for source in state.sources:
                found.update(f"{source.sha256} {source.name} {source.note}\0".encode())
            self._hash = (key, found.hexdigest())
        return self._hash[1]

    def _add(self, path: Path, held: list[Source]) -> Added | Unchanged | Refused:
        """Take one file; `held`, the sources so far, is kept up to date."""
        try:
            content = sources.read_bytes(path)
            sha256 = hashlib.sha256(content).hexdigest()
            same = next((source for source in held if source.sha256 == sha256), None)
            if same is not None:
                return Unchanged(path, same.documents)
            documents = sources.parse(content, path.name)
            order = max((source.sequence for source in held), default=0) + 1
            taken = sources.write(self._sources, content, path.name, order, documents)
        except CorpusError as error:
            return Refused(path, str(error))
        except OSError as error:
            return Refused(path, f"无法写入数据目录（{error.strerror or error}）。请检查磁盘空间和权限。")
        replaced = [old.id for source in held for old in source.documents if _any_same(old, documents)]
        for source in [source for source in held if all(_any_same(old, documents) for old in source.documents)]:
            sources.set_aside(source, self._base / "replaced")
            held.remove(source)
        held.append(taken)
        return Added(path, documents, tuple(dict.fromkeys(replaced)))

    def _state(self) -> _State:
        stamp = _stamp((self.shipped, self._sources))
        if self._read is None or self._read.stamp != stamp:
            digests = tuple((path, read_digest(path)) for path in sorted(self.shipped.glob("*.md")))
            found, damaged = sources.load(self._sources)
            originals = [document for source in found for document in source.documents]
            documents = effective([digest for _, digest in digests], originals)
            # Loading may refresh records that an older parser wrote: stamp what is there now.
            self._read = _State(_stamp((self.shipped, self._sources)), digests, found, damaged, documents)
        return self._read


def _stamp(folders: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """Name, time of change and size of every file that counts in `folders`."""
    stamp: list[tuple[str, int, int]] = []
    for folder in folders:
        if folder.is_dir():
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.name.startswith(".") and entry.is_file():
                        status = entry.stat()
                        stamp.append((entry.path, status.st_mtime_ns, status.st_size))
    return tuple(sorted(stamp))


def _any_same(document: Document, others: Iterable[Document]) -> bool:
    return any(same_document(document, other) for other in others)


def _abbreviates(reference: str, number: str) -> bool:
    """Whether `reference` gives parts of `number` in order, the serial among them: 豫教师66号, 66号."""
    said = re.fullmatch(r"([一-鿿]*)\D?(\d{4})?\D*?(\d+)号文?件?", number_key(reference))
    whole = re.fullmatch(r"([一-鿿]*)\((\d{4})\)(\d+)号", number_key(number))
    if said is None or whole is None:
        return False
    return whole[1].startswith(said[1]) and said[2] in (None, whole[2]) and said[3] == whole[3]


def _one(found: list[Document], reference: str) -> Document:
    """The only document, or the latest version of the only title, among `found`."""
    if len({title_key(document.title) for document in found}) == 1:
        return max(found, key=lambda document: (starts(document) is not None, starts(document) or 0))
    names = "；".join(f"《{document.title}》" for document in found[:5])
    more = f"等{len(found)}个" if len(found) > 5 else ""
    raise CorpusError(f"“{reference}”可以指{names}{more}。请写完整的文号或标题。")


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
