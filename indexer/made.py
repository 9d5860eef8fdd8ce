"""Vectors on their way into a catalogue, in an SQLite file beside it: of a large corpus there are too many to hold."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_KINDS = {"large": np.float32, "small": np.float16}


class Kind(StrEnum):
    """What a vector is of, and how exact it is."""

    LARGE = "large"
    """Of a passage, by its content hash, in single precision."""
    SMALL = "small"
    """Of a sentence, by its hash, or of a word; in half precision, for there are many and it ranks them the same."""


class MadeVectors:
    """Vectors by key, of both kinds. A context manager: leaving it closes the file, which `path` still names."""

    def __init__(self, path: Path) -> None:
        """Makes the file."""
        self.path = path
        self._connection = sqlite3.connect(path)
        # Nobody reads what a crash leaves of it.
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        for kind in Kind:
            self._connection.execute(f"CREATE TABLE {kind} (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")

    def __enter__(self) -> "MadeVectors":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def take_from(self, catalogue: Path) -> None:
        """Take over all vectors of another generation."""
        self._connection.commit()
        self._connection.execute("ATTACH DATABASE ? AS other", (str(catalogue),))
        self._connection.execute("INSERT OR IGNORE INTO large SELECT hash, vector FROM other.passage")
        self._connection.execute("INSERT OR IGNORE INTO small SELECT hash, vector FROM other.sentence")
        self._connection.execute("INSERT OR IGNORE INTO small SELECT word, vector FROM other.word")
        self._connection.commit()
        self._connection.execute("DETACH DATABASE other")

    def missing(self, kind: Kind, keys: Collection[str]) -> list[str]:
        """Those of `keys` that have no vector yet, in their order."""
        there = {key for (key,) in self._connection.execute(f"SELECT key FROM {kind}")}
        return [key for key in keys if key not in there]

    def put(self, kind: Kind, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add vectors, one row for each key."""
        rows: Iterable[tuple[str, bytes]] = (
            (key, vector.tobytes()) for key, vector in zip(keys, vectors.astype(_KINDS[kind]), strict=True)
        )
        self._connection.executemany(f"INSERT INTO {kind} VALUES (?, ?)", rows)
        self._connection.commit()
