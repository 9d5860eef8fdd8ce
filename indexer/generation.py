"""Generations of the index: built beside the live one, checked, then switched to in one step.

Layout under the data directory::

    index/lock                 held while a generation is written
    index/current              the name of the live generation; replaced atomically
    index/g000001/             catalog.db, lexical/, chroma/, generation.json

A crash while building leaves `current` as it was; the half-built folder is swept by the next build.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from indexer import catalog, dense, lexical
from indexer.embedding import Embedding
from indexer.passage import passages_of
from indexer.vocabulary import vocabulary
from policy_corpus.errors import YanxiuError
from policy_corpus.model import Document

Vectors = dict[str, NDArray[np.float32]]

FORMAT = 2
"""Raised when the layout or the searched text changes, so that older generations are rebuilt."""

Progress = Callable[[str, int, int], None]
"""Hears (stage in Chinese, done, total)."""


class BuildError(YanxiuError):
    """The index cannot be built or read; the sentence says what to do."""


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
    try:
        name = (root(home) / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    folder = root(home) / name
    return folder if (folder / "generation.json").is_file() else None


def manifest(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`."""
    return Manifest(**json.loads((folder / "generation.json").read_text(encoding="utf-8")))


def is_current(home: Path, corpus_hash: str, embedding: str) -> bool:
    """True when the live generation holds just this corpus, embedded by just this model."""
    folder = current(home)
    if folder is None:
        return False
    made = manifest(folder)
    return (made.format, made.corpus, made.embedding) == (FORMAT, corpus_hash, embedding)


def is_readable(folder: Path, embedding: str) -> bool:
    """True when the generation in `folder`, though of another corpus, can be searched with `embedding`."""
    made = manifest(folder)
    return (made.format, made.embedding) == (FORMAT, embedding)


def build(
    *, home: Path, documents: Iterable[Document], corpus_hash: str, embedding: Embedding, progress: Progress
) -> Path:
    """Build a generation of `documents`, switch to it and return its folder.

    Vectors of unchanged passages are taken from the live generation. Raises `BuildError` when another
    process is building.
    """
    base = root(home)
    base.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(base / "lock", timeout=0):
            if is_current(home, corpus_hash, embedding.name) and (live := current(home)):
                return live
            return _build_locked(home, tuple(documents), corpus_hash, embedding, progress)
    except Timeout:
        raise BuildError("另一个进程正在建立索引。请等它完成后再试一次。") from None


def _build_locked(
    home: Path, documents: Sequence[Document], corpus_hash: str, embedding: Embedding, progress: Progress
) -> Path:
    live = current(home)
    folder = _new_folder(home, live)
    passages = [p for document, first in _numbered(documents) for p in passages_of(document, first)]
    if not passages:
        raise BuildError("没有任何文件可以建立索引。请先用 yanxiu corpus add 加入文件。")
    words = vocabulary(p.searched for p in passages)
    texts = {p.content_hash: p.searched for p in passages}
    sentences = {catalog.text_hash(text): text for p in passages for text in p.sentences.values()}
    known = _known(live, embedding)
    reused = sum(key in known for key in texts)
    _embed(known, texts, embedding, progress, "计算条款的语义向量")
    _embed(known, sentences, embedding, progress, "计算句子的语义向量")
    _embed(known, {word: word for word in words}, embedding, progress, "计算词语的语义向量")
    catalog.write(folder / "catalog.db", passages, known, words)
    vectors = np.stack([known[p.content_hash] for p in passages])
    progress("建立全文索引", 0, len(passages))
    (folder / "lexical").mkdir()
    lexical.write(folder / "lexical", passages)
    progress("建立全文索引", len(passages), len(passages))
    regions = [p.document.region for p in passages]
    dense.write(
        folder / "chroma", [p.id for p in passages], regions, vectors, lambda n, of: progress("建立向量索引", n, of)
    )
    made = Manifest(FORMAT, corpus_hash, embedding.name, int(vectors.shape[1]), len(documents), len(passages), reused)
    _check(folder, made)
    (folder / "generation.json").write_text(json.dumps(asdict(made), indent=2), encoding="utf-8")
    _switch(home, folder, live)
    return folder


def _numbered(documents: Sequence[Document]) -> Iterable[tuple[Document, int]]:
    first = 0
    for document in documents:
        yield document, first
        first += len(document.provisions) + 1


def _new_folder(home: Path, live: Path | None) -> Path:
    """Sweep what a crashed build left, and make the next empty folder."""
    used = [0]
    for folder in root(home).glob("g[0-9]*"):
        used.append(int(folder.name[1:]))
        if not (folder / "generation.json").is_file():
            shutil.rmtree(folder)
    number = max(used) + 1
    folder = root(home) / f"g{number:06d}"
    folder.mkdir()
    return folder


def _known(live: Path | None, embedding: Embedding) -> Vectors:
    """Vectors of the live generation, when they were made by the same embedding."""
    if live is None or manifest(live).embedding != embedding.name or manifest(live).format != FORMAT:
        return {}
    return catalog.read_vectors(live / "catalog.db")


def _embed(known: Vectors, texts: Mapping[str, str], embedding: Embedding, progress: Progress, stage: str) -> None:
    """Put the vectors of those `texts` that are not `known` there."""
    fresh = [key for key in texts if key not in known]
    made = embedding.documents([texts[key] for key in fresh], lambda done, total: progress(stage, done, total))
    known.update(zip(fresh, made, strict=True))


def _check(folder: Path, made: Manifest) -> None:
    """A generation that does not hold every passage in all three parts is not switched to."""
    part = dense.DenseIndex(folder / "chroma")
    counts = {lexical.LexicalIndex(folder / "lexical").size, part.size}
    part.close()
    if counts != {made.passages} or not made.passages:
        raise BuildError(
            f"新索引不完整（应有 {made.passages} 条，各部分为 {sorted(counts)}）。旧索引照常可用，请重试。"
        )


def _switch(home: Path, folder: Path, live: Path | None) -> None:
    pointer = root(home) / "current.new"
    pointer.write_text(folder.name, encoding="ascii")
    pointer.replace(root(home) / "current")
    for old in root(home).glob("g[0-9]*"):
        if old not in (folder, live):
            shutil.rmtree(old, ignore_errors=True)
