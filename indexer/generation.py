"""Generations of the index: built beside the live one, checked, then switched to in one step.

Layout under the data directory::

    index/lock                 held while a generation is written
    index/current              the name of the live generation, then of the one before; replaced atomically
    index/g000001/             catalog.db, lexical/, chroma/, generation.json
    index/tried/               the same, of a change that was tried and is not live yet

A crash while building leaves `current` as it was; what lies there besides is swept by whoever opens the index next.
What is built already is not built again: a tried generation, or the one before, is switched to when it is of just the
corpus that goes live.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from indexer import building
from indexer.building import BuildError, Progress
from indexer.embedding import Embedding
from policy_corpus.durable import linked, write_atomically
from policy_corpus.model import Document

__all__ = [
    "BuildError",
    "Manifest",
    "Progress",
    "build",
    "current",
    "is_current",
    "is_readable",
    "keep_tried",
    "lend",
    "manifest",
    "root",
    "tidy",
]

_MANIFEST = "generation.json"
_TRIED = "tried"

FORMAT = 2
"""Raised when the layout or the searched text changes, so that older generations are rebuilt."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of; written last, so its presence means complete."""

    format: int
    corpus: str
    """Content hash of the corpus."""
    embedding: str
    """Name of the embedding, including its weights."""
    dimension: int
    documents: int
    passages: int
    reused: int
    """Passages whose vector came from the generation before."""


def root(home: Path) -> Path:
    """The folder of all generations under the data directory `home`."""
    return home / "index"


def current(home: Path) -> Path | None:
    """Folder of the live generation, or None when there is none."""
    names = _pointed(home)
    return _whole(root(home) / names[0]) if names else None


def manifest(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`."""
    return Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))


def is_current(home: Path, corpus_hash: str, embedding: str) -> bool:
    """True when the live generation holds just this corpus, embedded by just this model."""
    folder = current(home)
    return folder is not None and _is_of(folder, corpus_hash, embedding)


def _is_of(folder: Path, corpus_hash: str, embedding: str) -> bool:
    """Whether `folder` is a whole generation of just this corpus, embedded by just this model."""
    if not (folder / _MANIFEST).is_file():
        return False
    made = manifest(folder)
    return (made.format, made.corpus, made.embedding) == (FORMAT, corpus_hash, embedding)


def is_readable(folder: Path, embedding: str) -> bool:
    """True when the generation in `folder`, though of another corpus, can be searched with `embedding`."""
    made = manifest(folder)
    return (made.format, made.embedding) == (FORMAT, embedding)


def build(
    *,
    home: Path,
    documents: Iterable[Document],
    corpus_hash: str,
    embedding: Embedding,
    progress: Progress,
    anew: bool = False,
) -> Path:
    """Switch to a generation of `documents` and return its folder; built when none of just this corpus is there.

    Vectors of unchanged passages are taken from the live generation. `anew` takes over nothing that is there.
    Raises `BuildError` when another process is building.
    """
    try:
        with _lock(home):
            live = current(home)
            if anew:
                folder = _built(home, tuple(documents), corpus_hash, embedding, progress, known_from=None)
            elif live is not None and _is_of(live, corpus_hash, embedding.name):
                return live
            else:
                folder = _there(home, corpus_hash, embedding.name) or _built(
                    home, tuple(documents), corpus_hash, embedding, progress, known_from=live
                )
            _switch(home, folder, live)
            return folder
    except Timeout:
        raise BuildError("另一个进程正在建立索引。请等它完成后再试一次。") from None


def tidy(home: Path) -> None:
    """Delete what killed builds have left, unless another process is building just now."""
    if _litter(home):
        with suppress(Timeout), _lock(home):
            _sweep(home)


def keep_tried(home: Path, folder: Path) -> None:
    """Move `folder`, a generation that was built and tried elsewhere, to where `build` finds it. One is kept.

    It is not kept, and has to be built again, while another process builds or when it lies on another disk.
    """
    with suppress(Timeout, OSError), _lock(home):
        _remove(root(home) / _TRIED)
        folder.rename(root(home) / _TRIED)


def lend(home: Path, corpus_hash: str, embedding: str, borrower: Path) -> None:
    """Give the data directory `borrower`, which has no index, what spares work at building one of this corpus.

    That is the tried generation, when it is of just this corpus and embedding; else the vectors of the live one.
    """
    folder = root(borrower) / _name(1)
    folder.parent.mkdir(parents=True)
    with suppress(Timeout, OSError), _lock(home):
        if _is_of(kept := root(home) / _TRIED, corpus_hash, embedding):
            kept.rename(folder)
    if not folder.is_dir():
        if (live := current(home)) is None:
            return
        folder.mkdir()
        for name in (building.CATALOG, _MANIFEST):
            linked(live / name, folder / name)
    _point(borrower, folder.name)


def _lock(home: Path) -> FileLock:
    """Held while generations are written or moved; entering it raises `Timeout` when another process holds it."""
    root(home).mkdir(parents=True, exist_ok=True)
    return FileLock(root(home) / "lock", timeout=0)


def _there(home: Path, corpus_hash: str, embedding: str) -> Path | None:
    """A generation of just this corpus that is there and not live: the one that was tried, or the one before."""
    found = next((folder for folder in _folders(home) if _is_of(folder, corpus_hash, embedding)), None)
    if found is None or found.name != _TRIED:
        return found
    return found.rename(root(home) / _next_name(home))


def _built(
    home: Path,
    documents: Sequence[Document],
    corpus_hash: str,
    embedding: Embedding,
    progress: Progress,
    *,
    known_from: Path | None,
) -> Path:
    """A new generation, whole and checked; `known_from` has vectors to be used again."""
    folder = _new_folder(home)
    known = None
    if known_from is not None and is_readable(known_from, embedding.name):
        known = known_from / building.CATALOG
    written = building.write(folder, documents, embedding, progress, known=known)
    made = Manifest(
        FORMAT, corpus_hash, embedding.name, written.dimension, len(documents), written.passages, written.reused
    )
    write_atomically(folder / _MANIFEST, json.dumps(asdict(made), indent=2).encode())
    return folder


def _folders(home: Path) -> list[Path]:
    """Folders of generations, whole or not; the newest first."""
    return [*sorted(root(home).glob("g[0-9]*"), reverse=True), *root(home).glob(_TRIED)]


def _name(number: int) -> str:
    return f"g{number:06d}"


def _next_name(home: Path) -> str:
    return _name(max((int(folder.name[1:]) for folder in root(home).glob("g[0-9]*")), default=0) + 1)


def _new_folder(home: Path) -> Path:
    """Sweep what a crashed build left, and make the next empty folder."""
    name = _next_name(home)
    _sweep(home)
    folder = root(home) / name
    folder.mkdir()
    return folder


def _remove(folder: Path) -> None:
    """Delete a generation; killed meanwhile, what is left is not taken for a whole one."""
    (folder / _MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _switch(home: Path, folder: Path, live: Path | None) -> None:
    """Make `folder` the live one. The one before stays for those who still read it; all others go."""
    _point(home, folder.name, *([live.name] if live is not None else []))
    _remove(root(home) / _TRIED)
    _sweep(home)


def _point(home: Path, *names: str) -> None:
    pointer = root(home) / "current.new"
    pointer.write_text("\n".join(names), encoding="ascii")
    pointer.replace(root(home) / "current")


def _pointed(home: Path) -> list[str]:
    """Names of the live generation and of the one before; fewer when there are none."""
    try:
        return (root(home) / "current").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []


def _whole(folder: Path) -> Path | None:
    return folder if (folder / _MANIFEST).is_file() else None


def _litter(home: Path) -> list[Path]:
    """Folders that are neither the live generation, nor the one before, nor the tried one, or not whole."""
    kept = {_TRIED, *_pointed(home)}
    return [folder for folder in _folders(home) if folder.name not in kept or not _whole(folder)]


def _sweep(home: Path) -> None:
    for folder in _litter(home):
        _remove(folder)
