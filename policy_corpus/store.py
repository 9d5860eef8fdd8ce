"""The corpus: the digests that we ship and the originals that an administrator added."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from policy_corpus import local_rules, sources
from policy_corpus.amendments import Amendment, checked
from policy_corpus.corrections import NONE, Corrections
from policy_corpus.durable import keep_names
from policy_corpus.errors import CorpusError
from policy_corpus.formats.model import Progress
from policy_corpus.history import revisions
from policy_corpus.history.revisions import Action, Revision
from policy_corpus.intake import Added, Corrected, Refused, Result, arrivals, take_one, with_corrections
from policy_corpus.local_rules import Local
from policy_corpus.merging import stands_for, title_key
from policy_corpus.model import Document, Rule, TextKind
from policy_corpus.reading import Reader, joined
from policy_corpus.reference import find
from policy_corpus.sources import Arrival, Source

SHIPPED = Path(str(files("policy_corpus"))) / "documents"
"""Folder of the digests and rules that come with the package."""
_LOCK_SECONDS = 30
_CODE = (
    "codec.py",
    "corrections.py",
    "digest.py",
    "formats",
    "merging.py",
    "model.py",
    "numerals.py",
    "parser",
    "successors.py",
    "texts.py",
    "wordings.py",
)
"""What makes documents out of bytes."""


class Corpus:
    """Documents and rules of the folder `shipped`, with the originals kept under the data directory `home`.

    Other processes may add files meanwhile; every call answers from what is on disk.
    """

    def __init__(self, home: Path, shipped: Path = SHIPPED) -> None:
        self.shipped = shipped
        self.base = home / "corpus"
        """Folder of everything that was added."""
        self._reader = Reader(shipped, self.base)
        self._hash = ("", "")

    def documents(self) -> tuple[Document, ...]:
        """The effective set: one text for each document, the original before the digest, versions chained.

        Raises `CorpusError` when a shipped file is malformed.
        """
        return self._reader.state().documents

    def all_documents(self) -> tuple[Document, ...]:
        """The effective set, then the digests that an original stands in for."""
        state = self._reader.state()
        originals = [document for document in state.documents if document.text_kind is TextKind.ORIGINAL]
        hidden = (digest for _, digest in state.digests if any(stands_for(original, digest) for original in originals))
        return (*state.documents, *hidden)

    def digests(self) -> tuple[tuple[Path, Document], ...]:
        """The shipped digests with their files."""
        return self._reader.state().digests

    def originals(self) -> tuple[Source, ...]:
        """The files that were added, in order of arrival."""
        return self._reader.state().sources

    def damaged(self) -> tuple[tuple[Path, str], ...]:
        """Files in the data directory that cannot be read, each with the reason."""
        return self._reader.state().damaged

    def rules(self) -> tuple[Rule, ...]:
        """All rules, each naming its document by the id in the effective set. Raises `CorpusError`."""
        state = self._reader.state()
        return local_rules.effective_rules(
            self.base, self._shipped_rules(state.documents), state.revision, state.documents
        )

    def local_rules(self) -> tuple[Local, ...]:
        """The files of rules that were added, as they are before amendments."""
        return local_rules.load(self.base, self.revision().rules, self.documents())

    def unamended(self) -> tuple[Rule, ...]:
        """The shipped rules and those that were added, as they are before amendments. Raises `CorpusError`."""
        documents = self.documents()
        return (*self._shipped_rules(documents), *local_rules.plain(self.base, self.revision().rules, documents))

    def rules_hash(self) -> str:
        """SHA-256 over the rules; with `content_hash` it names all that standings are worked out from."""
        return local_rules.fingerprint(self.base, self.shipped, self.revision())

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
        return local_rules.drawn(path, digest, self.documents())

    def _shipped_rules(self, documents: Sequence[Document]) -> tuple[Rule, ...]:
        return tuple(rule for path, digest in self.rule_files() for rule in local_rules.drawn(path, digest, documents))

    def get(self, reference: str, on: date | None = None) -> Document:
        """The document that `reference` names (`policy_corpus.reference.find`). Raises `CorpusError`."""
        return find(self.documents(), reference, on)

    def revision(self) -> Revision:
        """The live revision; number 0 while nothing was added."""
        return self._reader.state().revision

    def revisions(self) -> tuple[Revision, ...]:
        """All revisions that can be read, the live one last."""
        found: list[Revision] = []
        for number in revisions.numbers(self.base):
            with suppress(CorpusError):  # a damaged one is reported by `damaged`
                found.append(revisions.read(self.base, number))
        return tuple(found) or (self.revision(),)

    def sources_of(self, revision: Revision) -> tuple[Source, ...]:
        """The sources that a revision holds, without those that cannot be read."""
        return self._reader.load(revision)[0]

    def documents_at(self, revision: Revision) -> tuple[Document, ...]:
        """The effective set, had `revision` been the live one."""
        return self._effective(self.sources_of(revision))

    def documents_with(self, arrived: Sequence[Document]) -> tuple[Document, ...]:
        """The effective set as it would be after the originals `arrived`."""
        return self._effective(self.originals(), arrived)

    def _effective(self, held: Iterable[Source], arrived: Sequence[Document] = ()) -> tuple[Document, ...]:
        return joined([digest for _, digest in self.digests()], held, arrived)

    def add(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        *,
        given: Corrections = NONE,
        now: datetime | None = None,
    ) -> tuple[Result, ...]:
        """Take files, and the files in folders and their subfolders, into the data directory, as one revision.

        Each file gives one result. `given` are corrections to the one document of the one file. Raises
        `CorpusError` when another process holds the corpus for long.
        """
        known = {entry.sha256 for entry in self.revision().entries}
        read = arrivals(paths, progress, given=given, known=known)
        taken = iter(self.take([arrival for _, arrival in read if isinstance(arrival, Arrival)], now=now))
        return tuple(
            arrival if isinstance(arrival, Refused) else replace(next(taken), path=path) for path, arrival in read
        )

    def take(
        self,
        arrivals: Sequence[Arrival],
        *,
        action: Action = Action.ADD,
        base: int | None = None,
        now: datetime | None = None,
        amendments: Sequence[Amendment] = (),
    ) -> tuple[Result, ...]:
        """Take what arrived into the corpus, all of it as one revision; a crash before its end leaves the old one.

        `base` is the number of the revision that the administrator saw when deciding: `CorpusError` when another
        is live by now. The rules are amended in the same revision; `CorpusError` when they cannot be.
        """
        with self._writing(base) as live:
            held = list(self._reader.load(live)[0])
            before = [source.entry for source in held]
            results = tuple(take_one(self.base, arrival, held, now) for arrival in arrivals)
            entries = [source.entry for source in held]
            made = live
            if entries != before:
                lost = [entry for entry in live.entries if entry not in before]  # unreadable now, but not given up
                made = replace(live, entries=tuple(sorted((*lost, *entries), key=lambda entry: entry.sequence)))
            if amendments:
                made = self._amended(made, amendments, self._effective(held))
            if made != live:
                corrected = any(isinstance(result, Corrected) for result in results)
                added = any(isinstance(result, Added) for result in results)
                self._commit(made, action if added else Action.CORRECT if corrected else Action.RULES, now)
        return results

    def correct(self, reference: str, given: Corrections, *, now: datetime | None = None) -> Document:
        """Correct particulars of an original in the corpus; returns the document as it then is.

        Raises `CorpusError` when `reference` names no original.
        """
        with self._writing(None) as live:
            wanted = self.get(reference)
            for source in reversed(self._reader.load(live)[0]):
                places = [i for i, document in enumerate(source.documents) if _is_text_of(document, wanted)]
                if places:
                    break
            else:
                raise CorpusError(f"《{wanted.title}》只有随软件提供的要点，没有收录原文，不能更正。请先收录原文。")
            entry = with_corrections(source, places[0], given)
            entries = [entry if other == source.entry else other for other in live.entries]
            if entry != source.entry:
                self._commit(replace(live, entries=tuple(entries)), Action.CORRECT, now)
        return replace(source, entry=entry).documents[places[0]]

    def roll_back(self, to: int | None = None, *, base: int | None = None, now: datetime | None = None) -> Revision:
        """Make a new revision equal to the revision `to`, or to the one before the live one; returns it.

        Raises `CorpusError` when there is no such revision, or it equals the live one.
        """
        with self._writing(base):
            target = self.earlier(to)
            return self._commit(target, Action.ROLLBACK, now, equals=target.number)

    def add_rules(self, path: Path, reference: str, *, now: datetime | None = None) -> tuple[Rule, ...]:
        """Take a file of rules in, drawn from the document that `reference` names; one of that name is replaced.

        Raises `CorpusError` that names the rule, the key and what to do.
        """
        with self._writing(None) as live:
            held, rules = local_rules.kept(self.base, path, self.get(reference))
            made = local_rules.joined(live, held)
            documents = self.documents()
            others = [*self._shipped_rules(documents), *local_rules.plain(self.base, made.rules[:-1], documents)]
            local_rules.check_apart(path, rules, others)
            if made != live:
                self._commit(made, Action.RULES, now)
        return rules

    def remove_rule(self, name: str, *, now: datetime | None = None) -> Revision:
        """Remove a rule that was added, or what was amended of a shipped one. Raises `CorpusError`."""
        with self._writing(None) as live:
            return self._commit(local_rules.without(live, self.local_rules(), name), Action.RULES, now)

    def _amended(self, made: Revision, amendments: Sequence[Amendment], documents: Sequence[Document]) -> Revision:
        before = local_rules.effective_rules(self.base, self._shipped_rules(documents), made, documents)
        wanted = checked(before, amendments, documents)
        return replace(made, amendments=(*made.amendments, *wanted))

    def earlier(self, number: int | None = None) -> Revision:
        """The revision to go back to: `number`, or the one before the live one. Raises `CorpusError`."""
        numbers, live = revisions.numbers(self.base), self.revision()
        if number is None and len(numbers) < 2:
            raise CorpusError("政策库还没有改动过，没有可以退回的版本。")
        target = revisions.read(self.base, numbers[-2] if number is None else number)
        if target.content == live.content:
            raise CorpusError(f"第 {target.number} 版与现在的政策库相同，不用退回。")
        return target

    def content_hash(self) -> str:
        """SHA-256 over all that the effective set is made from: digests, originals and the code that joins them.

        Two corpora with the same hash hold the same documents; it costs a thousandth of hashing those.
        """
        state = self._reader.state()
        key = repr(state.stamp)
        if self._hash[0] != key:
            found = hashlib.sha256(sources.fingerprint(*_CODE).encode())
            for path, _ in state.digests:
                found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
            for source in state.sources:
                given = [changes.values for changes in source.entry.corrections]
                found.update(f"{source.sha256} {source.name} {given} {source.note}\0".encode())
            self._hash = (key, found.hexdigest())
        return self._hash[1]

    def _commit(self, content: Revision, action: Action, now: datetime | None, equals: int | None = None) -> Revision:
        """Write the next revision, of the content of another, in one step."""
        if not revisions.numbers(self.base):
            revisions.begin(self.base)
        latest = revisions.numbers(self.base)[-1]  # a damaged one keeps its number
        made = replace(content, number=latest + 1, at=now, action=action, equals=equals)
        try:
            keep_names(self.base / sources.FOLDER)
            revisions.write(self.base, made)
        except OSError as error:
            why = error.strerror or error
            raise CorpusError(f"无法写入数据目录（{why}），什么也没有改。请检查磁盘空间和权限。") from error
        return made

    @contextmanager
    def _writing(self, base: int | None) -> Iterator[Revision]:
        """The live revision, while no other process changes the corpus."""
        self.base.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.base / "lock", timeout=_LOCK_SECONDS):
                live = self.revision()
                if base is not None and live.number != base:
                    raise CorpusError("刚才的预览之后，政策库又有了改动。什么也没有改，请重新运行一次。")
                yield live
        except Timeout:
            raise CorpusError("另一个进程正在修改政策库。请等它完成后再试一次。") from None


def _is_text_of(document: Document, wanted: Document) -> bool:
    """Whether `document`, of a source, is what the effective set shows as `wanted`."""
    return (
        document.sha256 == wanted.sha256
        and title_key(document.title) == title_key(wanted.title)
        and document.number in ("", wanted.number)
    )
