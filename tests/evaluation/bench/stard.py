"""STARD (58,058 provisions of national law, 1,235 lay questions) as a corpus of ours."""

import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.training.stard import FOLDS
from policy_corpus.model import Document, Level, Provision, TextKind
from policy_corpus.regions import NATION
from policy_corpus.store import Corpus
from tests.evaluation.corpus import SHARED

FOLDER = SHARED / "benchmarks" / "stard"
SIZE = 58_058
_HELD = 0
"""The fold of `indexer.training` that `make train-model` keeps apart."""
_NAME = re.compile(r"(?P<law>.*)(?P<label>第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One provision of the file."""

    id: int
    law: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the provisions that answer it."""

    id: int
    text: str
    relevant: frozenset[int]


def entries(folder: Path = FOLDER) -> list[Entry]:
    """Every provision; the name 刑法第一条 is read as law 刑法, label 第一条."""
    found = []
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            name = _NAME.fullmatch(row["name"])
            if name is None:
                raise ValueError(f"{folder}: the name {row['name']!r} ends with no article")
            found.append(Entry(row["id"], name["law"], name["label"], row["text"]))
    return found


def questions(folder: Path = FOLDER) -> list[Asked]:
    """Every question, in order."""
    rows = map(json.loads, (folder / "train_queries.jsonl").read_text(encoding="utf-8").splitlines())
    return [Asked(row["id"], row["question"], frozenset(row["relevant"])) for row in rows]


def unseen(folder: Path = FOLDER) -> list[Asked]:
    """The questions that the bundled model was not trained on: one fold of five (docs/model-card.md)."""
    return [asked for asked in questions(folder) if asked.id % FOLDS == _HELD]


def some(every: Sequence[Entry], relevant: frozenset[int], count: int) -> list[Entry]:
    """`count` provisions: all relevant ones, then others evenly spaced over the corpus; in the file's order."""
    others = [entry for entry in every if entry.id not in relevant]
    wanted = min(max(count - (len(every) - len(others)), 0), len(others))
    spaced = {others[i * len(others) // wanted].id for i in range(wanted)}
    return [entry for entry in every if entry.id in relevant or entry.id in spaced]


def documents(chosen: Sequence[Entry]) -> tuple[Document, ...]:
    """One document a law. The file has neither headings nor dates."""
    laws: dict[str, list[Entry]] = {}
    for entry in chosen:
        laws.setdefault(entry.law, []).append(entry)
    return tuple(
        Document(
            number="",
            title=law,
            kind="法",
            issuers=(),
            region=NATION,
            level=Level.NATION,
            text_kind=TextKind.ORIGINAL,
            provisions=tuple(Provision(e.label, (), e.text, order) for order, e in enumerate(held)),
        )
        for law, held in laws.items()
    )


class StardCorpus(Corpus):
    """The benchmark in the place of the policy corpus; read only when an index is built."""

    def __init__(self, home: Path, count: int, folder: Path = FOLDER) -> None:
        super().__init__(home)
        self._count, self._folder = count, folder

    def entries(self) -> list[Entry]:
        """The provisions that this corpus holds."""
        relevant = frozenset().union(*(asked.relevant for asked in questions(self._folder)))
        return some(entries(self._folder), relevant, self._count)

    def documents(self) -> tuple[Document, ...]:
        """One document a law."""
        return documents(self.entries())

    def content_hash(self) -> str:
        """Changes with the file and with how many of its provisions are taken."""
        digest = hashlib.sha256((self._folder / "corpus.jsonl.gz").read_bytes())
        return f"stard-{digest.hexdigest()[:16]}-{self._count}"
