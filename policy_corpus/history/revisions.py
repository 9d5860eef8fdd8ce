"""Revisions: the whole corpus of a data directory, numbered, each in one file.

Layout under the data directory::

    corpus/revisions/000007.json      which sources count, in order of arrival; the highest number is live
    corpus/sources/<key>.txt          bytes as they came (see `policy_corpus.sources`); never changed, never deleted
    corpus/rules/<key>.toml           files of rules that were added (see `policy_corpus.local_rules`); the same

A revision is written last and in one step, so a crash before it leaves the revision before it live. A data
directory of an earlier version has no revisions: its sources are those with a record, and the ones that a
later one replaced lie in ``corpus/replaced``. The first change turns them into revisions.
"""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from policy_corpus import amendments, corrections
from policy_corpus.amendments import Amendment
from policy_corpus.corrections import Corrections
from policy_corpus.durable import write_atomically
from policy_corpus.errors import CorpusError

FOLDER = "revisions"
_NAME = re.compile(r"(\d{6,})\.json")


class Action(StrEnum):
    """What made a revision."""

    START = "start"
    """The corpus as it was before revisions were kept; number 0."""
    ADD = "add"
    CORRECT = "correct"
    REFRESH = "refresh"
    ROLLBACK = "rollback"
    RULES = "rules"
    """Only rules were added, amended or removed."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a server said of an attachment, to ask whether there is another by now."""

    address: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A source that a revision holds."""

    file: str
    """Its bytes, below the folder `corpus`."""
    name: str
    """File name under which it came."""
    sha256: str
    sequence: int
    """Order of arrival, from 1; a later source wins."""
    received: datetime | None = None
    """When it came; None when that is unknown."""
    corrections: tuple[Corrections, ...] = ()
    """One for each document in the file, in order; empty when nothing was corrected."""
    url: str = ""
    """Address of the registered source that it was fetched from."""
    etag: str = ""
    modified: str = ""
    """What the server said of this content (ETag, Last-Modified), to ask whether there is other."""
    marks: tuple[Mark, ...] = ()
    """The same for each attachment of a page; the file then holds the page with its attachments."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules that an administrator added."""

    file: str
    """Its bytes, below the folder `corpus`."""
    name: str
    sha256: str
    document: str
    """`Document.id` of the document that it is drawn from."""
    title: str
    """The document's title, should its number be corrected later."""
    without: tuple[str, ...] = ()
    """Ids of rules in it that were removed."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The corpus at a time."""

    number: int
    at: datetime | None
    action: Action
    entries: tuple[Entry, ...]
    """In order of arrival."""
    equals: int | None = None
    """For a rollback: the number of the revision that it brought back."""
    rules: tuple[RuleFile, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    """In the order in which they were made."""

    @property
    def content(self) -> tuple[object, ...]:
        """What counts: two revisions of the same content are the same corpus."""
        return self.entries, self.rules, self.amendments


def numbers(base: Path) -> tuple[int, ...]:
    """Numbers of the revisions in the folder `base`, the live one last."""
    folder = base / FOLDER
    if not folder.is_dir():
        return ()
    return tuple(sorted(int(match[1]) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))))


def path_of(base: Path, number: int) -> Path:
    """File of a revision."""
    return base / FOLDER / f"{number:06d}.json"


def read(base: Path, number: int) -> Revision:
    """A revision. Raises `CorpusError` when there is none, or it is damaged."""
    path = path_of(base, number)
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Revision(
            number,
            _moment(value["at"]),
            Action(value["action"]),
            tuple(_entry(item) for item in value["entries"]),
            value["equals"],
            tuple(_rule_file(item) for item in value.get("rules", ())),  # earlier versions knew none
            tuple(amendments.decode(item) for item in value.get("amendments", ())),
        )
    except FileNotFoundError:
        raise CorpusError(f"没有第 {number} 版政策库。请用 yanxiu corpus history 查看有哪些版本。") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, CorpusError) as error:
        raise CorpusError(f"第 {number} 版政策库的记录（{path.name}）已损坏，无法读取。") from error


def write(base: Path, revision: Revision, folder: str = FOLDER) -> None:
    """Make `revision` the live one, in one step."""
    value = {
        "number": revision.number,
        "at": revision.at.isoformat() if revision.at else None,
        "action": revision.action.value,
        "equals": revision.equals,
        "entries": [_encode(entry) for entry in revision.entries],
        "rules": [asdict(held) for held in revision.rules],
        "amendments": [amendments.encode(amendment) for amendment in revision.amendments],
    }
    path = base / folder / path_of(base, revision.number).name
    write_atomically(path, json.dumps(value, ensure_ascii=False, indent=1).encode())


def _encode(entry: Entry) -> dict[str, Any]:
    return {
        "file": entry.file,
        "name": entry.name,
        "sha256": entry.sha256,
        "sequence": entry.sequence,
        "received": entry.received.isoformat() if entry.received else None,
        "corrections": [given.encode() for given in entry.corrections],
        "url": entry.url,
        "etag": entry.etag,
        "modified": entry.modified,
        "marks": [asdict(mark) for mark in entry.marks],
    }


def _entry(value: dict[str, Any]) -> Entry:
    fields = dict(value)
    fields["received"] = _moment(fields["received"])
    fields["corrections"] = tuple(corrections.decode(given) for given in fields["corrections"])
    fields["marks"] = tuple(Mark(**mark) for mark in fields.get("marks", ()))  # earlier versions knew none
    return Entry(**fields)


def _rule_file(value: dict[str, Any]) -> RuleFile:
    return RuleFile(**{**value, "without": tuple(value["without"])})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def begin(base: Path) -> Revision:
    """Write the first revisions of a directory that has none, all in one step; returns the live one."""
    draft = base / f".{FOLDER}"
    shutil.rmtree(draft, ignore_errors=True)
    first = _adopted(base)
    for revision in first:
        write(base, revision, draft.name)
    draft.rename(base / FOLDER)
    return first[-1]


def live(base: Path) -> tuple[Revision, tuple[tuple[Path, str], ...]]:
    """The latest revision that can be read, and those after it that cannot, each with the reason.

    Without revisions, number 0: what an earlier version of the program left, if anything.
    """
    damaged: list[tuple[Path, str]] = []
    for number in reversed(numbers(base)):
        try:
            return read(base, number), tuple(damaged)
        except CorpusError as error:
            damaged.append((path_of(base, number), str(error)))
    entries, unreadable = _unrevised(base / "sources", base)
    return Revision(0, None, Action.START, entries), (*damaged, *unreadable)


def _adopted(base: Path) -> tuple[Revision, ...]:
    """The revisions to begin with: of an earlier version's directory its history, else one without sources.

    Files stay where they are. The last revision holds just what counted.
    """
    current, _ = _unrevised(base / "sources", base)
    replaced, _ = _unrevised(base / "replaced", base)
    made = [Revision(0, None, Action.START, ())]
    held: list[Entry] = []
    gone = {entry.sequence: _replacer(entry, current, replaced) for entry in replaced}
    for entry in sorted((*current, *replaced), key=lambda e: e.sequence):
        held = [other for other in held if gone.get(other.sequence) != entry.sequence]
        held.append(entry)
        made.append(Revision(len(made), entry.received, Action.ADD, tuple(held)))
    if made[-1].entries != current:
        made.append(Revision(len(made), None, Action.ADD, current))
    return tuple(made)


def _replacer(entry: Entry, current: Iterable[Entry], replaced: Iterable[Entry]) -> int:
    """Sequence of the source that came when `entry` was set aside: that of the next of the same file name."""
    later = [e for e in (*current, *replaced) if e.sequence > entry.sequence]
    named = [e.sequence for e in later if e.name == entry.name]
    return min(named or [e.sequence for e in later], default=0)


def _unrevised(folder: Path, base: Path) -> tuple[tuple[Entry, ...], tuple[tuple[Path, str], ...]]:
    """Sources that an earlier version kept in `folder`, in order of arrival, and the records that are damaged."""
    found: list[Entry] = []
    damaged: list[tuple[Path, str]] = []
    for record in sorted(folder.glob("*.json")):
        try:
            value = json.loads(record.read_text(encoding="utf-8"))
            path = next(p for p in (record.with_suffix(suffix) for suffix in (".txt", ".md")) if p.is_file())
            arrived = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
            name = path.relative_to(base).as_posix()
            found.append(Entry(name, value["name"], value["sha256"], int(value["sequence"]), arrived))
        except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
            damaged.append((record, str(error) or type(error).__name__))
    return tuple(sorted(found, key=lambda entry: entry.sequence)), tuple(damaged)
