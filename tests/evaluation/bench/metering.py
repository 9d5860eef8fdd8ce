"""Embeddings that say what they cost, and the parts of an index build that follow from it."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.embedding import Embedding, Progress, Vectors

_CHUNK = 4096
"""Texts embedded between two commits: as many as the bundled embedding sorts by length at once."""
_LOOKUP = 500
PARTS = {"条款": "provisions", "句子": "sentences", "词语": "words"}
"""What `generation.build` has embedded, by what the name of the stage says."""


@dataclass(frozen=True, slots=True)
class Spent:
    """One call for vectors."""

    texts: int
    wall: float
    """Seconds that the vectors took when they were made, also where they come from the cache now."""
    cpu: float
    begun: float
    """`time.perf_counter()` at the start of this call."""
    ended: float
    part: str = ""
    """One of `PARTS`, where a `BuildClock` hears of the build."""


class MeteredEmbedding:
    """Passes texts on to `inner` and notes the cost of each call."""

    def __init__(self, inner: Embedding) -> None:
        self.inner = inner
        self.name = inner.name
        self.calls: list[Spent] = []
        self.part = ""
        """What is embedded now; a `BuildClock` keeps it."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.inner.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts that are searched."""
        vectors: list[list[float]] = self.documents(texts).tolist()
        return vectors

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The same as an array."""
        self._begin(texts, progress)
        begun, cpu = time.perf_counter(), time.process_time()
        vectors = self.inner.documents(texts, progress)
        ended = time.perf_counter()
        self.calls.append(Spent(len(texts), ended - begun, time.process_time() - cpu, begun, ended, self.part))
        return vectors

    def _begin(self, texts: Sequence[str], progress: Progress | None) -> None:
        """Say that a call begins, so that who hears the progress knows which part it belongs to."""
        if progress:
            progress(0, len(texts))


class CachedEmbedding(MeteredEmbedding):
    """Keeps every vector in an SQLite file, with what it cost, so that an hour's work survives a crash."""

    def __init__(self, inner: Embedding, path: Path) -> None:
        super().__init__(inner)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(sqlite3.connect(path)) as store, store:
            store.execute("CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, vector BLOB, wall REAL, cpu REAL)")

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors of `texts`, made only where the file has none."""
        self._begin(texts, progress)
        begun = time.perf_counter()
        keys = [sha256(f"{self.name}\n{text}".encode()).digest() for text in texts]
        with closing(sqlite3.connect(self._path)) as store:
            known = self._known(store, keys)
            fresh = list({key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items())
            for start in range(0, len(fresh), _CHUNK):
                known |= self._make(store, fresh[start : start + _CHUNK])
                if progress:
                    progress(len(texts) - len(fresh) + min(start + _CHUNK, len(fresh)), len(texts))
        costs = [known[key][1:] for key in dict.fromkeys(keys)]
        wall, cpu = sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)
        self.calls.append(Spent(len(texts), wall, cpu, begun, time.perf_counter(), self.part))
        rows = [np.frombuffer(known[key][0], np.float32) for key in keys]
        return np.stack(rows) if rows else np.empty((0, 0), np.float32)

    def _known(self, store: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, tuple[bytes, float, float]]:
        found: dict[bytes, tuple[bytes, float, float]] = {}
        for start in range(0, len(keys), _LOOKUP):
            some = keys[start : start + _LOOKUP]
            query = f"SELECT key, vector, wall, cpu FROM made WHERE key IN ({','.join('?' * len(some))})"
            found |= {key: (vector, wall, cpu) for key, vector, wall, cpu in store.execute(query, some)}
        return found

    def _make(
        self, store: sqlite3.Connection, texts: Sequence[tuple[bytes, str]]
    ) -> dict[bytes, tuple[bytes, float, float]]:
        wall, cpu = time.perf_counter(), time.process_time()
        vectors = self.inner.documents([text for _, text in texts])
        each = (time.perf_counter() - wall) / len(texts), (time.process_time() - cpu) / len(texts)
        rows = {key: (vector.tobytes(), *each) for (key, _), vector in zip(texts, vectors, strict=True)}
        with store:
            store.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", ((k, *row) for k, row in rows.items()))
        return rows


class WithoutSentences(CachedEmbedding):
    """Zeros for the sentences, which only the reading of an answer looks at: half the work, the same retrieval."""

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of provisions and words; none are made for sentences."""
        self._begin(texts, progress)
        if self.part != "sentences":
            return super().documents(texts, progress)
        now = time.perf_counter()
        self.calls.append(Spent(0, 0.0, 0.0, now, now, self.part))
        return np.zeros((len(texts), len(self.embed_query("0"))), np.float32)


class BuildClock:
    """Splits the time of one index build into its parts; pass `progress` to whatever builds."""

    def __init__(self, embedding: MeteredEmbedding, tell: Callable[[str], None] = lambda line: None) -> None:
        self._embedding, self._tell = embedding, tell
        self._from = len(embedding.calls)
        self._begun = time.perf_counter()
        self._heard: dict[str, list[float]] = {}

    def progress(self, stage: str, done: int, total: int) -> None:
        """Hear of a stage."""
        self._heard.setdefault(stage, []).append(time.perf_counter())
        self._embedding.part = next((part for word, part in PARTS.items() if word in stage), "")
        self._tell(f"{time.strftime('%H:%M:%S')} {stage} {done}/{total}")

    def parts(self) -> dict[str, float]:
        """Seconds of each part of the build that has just ended; the vectors count what they cost when made."""
        return dict(self._parts(time.perf_counter()))

    def vector_cpu(self) -> float:
        """Processor seconds that the vectors of the build took when they were made; other work beside it adds none."""
        return sum(call.cpu for call in self._embedding.calls[self._from :])

    def _parts(self, ended: float) -> Iterator[tuple[str, float]]:
        calls = self._embedding.calls[self._from :]
        lexical = next(times for stage, times in self._heard.items() if "全文" in stage)
        dense = next(times for stage, times in self._heard.items() if "向量索引" in stage)
        yield "read the documents, cut words", calls[0].begun - self._begun
        for part in PARTS.values():
            mine = [call for call in calls if call.part == part]
            yield f"vectors of {sum(call.texts for call in mine):,} {part}", sum(call.wall for call in mine)
        between = sum(after.begun - before.ended for before, after in pairwise(calls))
        yield "catalogue (SQLite)", between + lexical[0] - calls[-1].ended
        yield "lexical index (tantivy)", lexical[-1] - lexical[0]
        yield "dense index (Chroma)", dense[-1] - lexical[-1]
        yield "check and switch", ended - dense[-1]
