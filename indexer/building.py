"""Writes what a generation holds into its folder: the catalogue with the vectors, the lexical and the dense index.

Each part is made from what is on disk where it can be, so that not all of them are held in memory at once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from indexer import catalog, dense, lexical
from indexer.embedding import Embedding
from indexer.made import Kind, MadeVectors
from indexer.passage import Passage, passages_of
from indexer.vocabulary import vocabulary
from policy_corpus.errors import YanxiuError
from policy_corpus.model import Document

CATALOG, LEXICAL, DENSE = "catalog.db", "lexical", "chroma"
"""The parts, by their names in the folder."""
_MADE = "vectors.db"
"""There only while it is written."""
_AT_A_TIME = 4096
"""Texts whose vectors are made at full size before they are put away."""

Progress = Callable[[str, int, int], None]
"""Hears (stage in Chinese, done, total)."""


class BuildError(YanxiuError):
    """The index cannot be built or read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    dimension: int
    """Of the vectors."""
    passages: int
    reused: int
    """Passages whose vector was known."""


def write(
    folder: Path, documents: Iterable[Document], embedding: Embedding, progress: Progress, *, known: Path | None
) -> Written:
    """Write a generation of `documents` into the empty `folder` and check that it is whole.

    `known` is the catalogue of another generation by the same embedding, whose vectors are used again. Raises
    `BuildError`.
    """
    passages = [p for document, first in _numbered(documents) for p in passages_of(document, first)]
    if not passages:
        raise BuildError("没有任何文件可以建立索引。请先用 yanxiu corpus add 加入文件。")
    reused = _write_catalog(folder, passages, embedding, progress, known)
    progress("建立全文索引", 0, len(passages))
    (folder / LEXICAL).mkdir()
    lexical.write(folder / LEXICAL, passages)
    progress("建立全文索引", len(passages), len(passages))
    dimension = _write_dense(folder, passages, progress)
    _check(folder, len(passages))
    return Written(dimension, len(passages), reused)


def _numbered(documents: Iterable[Document]) -> Iterable[tuple[Document, int]]:
    first = 0
    for document in documents:
        yield document, first
        first += len(document.provisions) + 1


def _write_catalog(
    folder: Path, passages: Sequence[Passage], embedding: Embedding, progress: Progress, known: Path | None
) -> int:
    """Make the vectors that are not known and write all of them; how many passages' were known."""
    words = vocabulary(p.searched for p in passages)
    texts = {p.content_hash: p.searched for p in passages}
    sentences = {catalog.text_hash(text): text for p in passages for text in p.sentences.values()}
    with MadeVectors(folder / _MADE) as made:
        if known is not None:
            made.take_from(known)
        reused = len(texts) - len(made.missing(Kind.LARGE, texts))
        _embed(made, Kind.LARGE, texts, embedding, progress, "计算条款的语义向量")
        _embed(made, Kind.SMALL, sentences, embedding, progress, "计算句子的语义向量")
        _embed(made, Kind.SMALL, {word: word for word in words}, embedding, progress, "计算词语的语义向量")
    catalog.write(folder / CATALOG, passages, words, vectors=folder / _MADE)
    (folder / _MADE).unlink()
    return reused


def _write_dense(folder: Path, passages: Sequence[Passage], progress: Progress) -> int:
    """Index the vectors of the catalogue; their dimension."""
    held = catalog.Catalog(folder / CATALOG)
    try:
        ids = [p.id for p in passages]
        dimension = len(held.vectors(ids[:1])[ids[0]])
        dense.write(
            folder / DENSE,
            ids,
            [p.document.region for p in passages],
            lambda some: _stacked(held.vectors(some), some),
            lambda done, total: progress("建立向量索引", done, total),
        )
    finally:
        held.close()
    return dimension


def _stacked(vectors: Mapping[int, catalog.Vector], ids: Sequence[int]) -> catalog.Vector:
    return np.stack([vectors[number] for number in ids])


def _embed(
    made: MadeVectors, kind: Kind, texts: Mapping[str, str], embedding: Embedding, progress: Progress, stage: str
) -> None:
    """Put the vectors of those `texts` that are missing there."""
    fresh = made.missing(kind, texts)
    for start in range(0, len(fresh), _AT_A_TIME):
        keys = fresh[start : start + _AT_A_TIME]
        heard = partial(_heard, progress, stage, first=start, total=len(fresh))
        made.put(kind, keys, embedding.documents([texts[key] for key in keys], heard))


def _heard(progress: Progress, stage: str, done: int, _: int, *, first: int, total: int) -> None:
    progress(stage, first + done, total)


def _check(folder: Path, passages: int) -> None:
    """A generation that does not hold every passage in all its parts is not used."""
    held, part = catalog.Catalog(folder / CATALOG), dense.DenseIndex(folder / DENSE)
    counts = {len(held), lexical.LexicalIndex(folder / LEXICAL).size, part.size}
    held.close()
    part.close()
    if counts != {passages}:
        raise BuildError(f"新索引不完整（应有 {passages} 条，各部分为 {sorted(counts)}）。旧索引照常可用，请重试。")
