"""The passages of a generation in one SQLite file: text to quote, and the vector that was made of it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.passage import Passage
from indexer.vocabulary import sound
from policy_corpus import codec
from policy_corpus.model import Document

_SCHEMA = """
CREATE TABLE document (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id),
    label TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    text TEXT NOT NULL,
    readings TEXT NOT NULL,
    hash TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX passage_by_label ON passage (document, label);
CREATE TABLE word (word TEXT PRIMARY KEY, sound TEXT NOT NULL, passages INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE TABLE sentence (
    passage INTEGER NOT NULL REFERENCES passage (id),
    start INTEGER NOT NULL,
    hash TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (passage, start)
) WITHOUT ROWID;
CREATE INDEX word_by_sound ON word (sound);
"""
_COLUMNS = "id, document, label, heading_path, text, readings"

Vector = NDArray[np.float32]


def write(path: Path, passages: Sequence[Passage], words: Mapping[str, int], *, vectors: Path) -> None:
    """Write a new catalogue.

    `words` maps each word of the corpus to the number of passages that hold it; `vectors` is the file of
    `indexer.made.MadeVectors` with those of each passage, sentence and word.
    """
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("ATTACH DATABASE ? AS made", (str(vectors),))
        numbers: dict[int, int] = {}
        for passage in passages:
            number = numbers.setdefault(id(passage.document), len(numbers))
            if number == len(numbers) - 1:
                body = json.dumps(codec.encode(passage.document), ensure_ascii=False)
                connection.execute("INSERT OR IGNORE INTO document VALUES (?, ?)", (number, body))
        connection.executemany(
            "INSERT INTO passage SELECT ?, ?, ?, ?, ?, ?, key, vector FROM made.large WHERE key = ?",
            (
                (
                    p.id,
                    numbers[id(p.document)],
                    p.label,
                    json.dumps(p.heading_path, ensure_ascii=False),
                    p.text,
                    json.dumps([asdict(r) for r in p.readings], ensure_ascii=False),
                    p.content_hash,
                )
                for p in passages
            ),
        )
        connection.executemany(
            "INSERT INTO sentence SELECT ?, ?, key, vector FROM made.small WHERE key = ?",
            ((p.id, start, text_hash(text)) for p in passages for start, text in p.sentences.items()),
        )
        connection.executemany(
            "INSERT INTO word SELECT key, ?, ?, vector FROM made.small WHERE key = ?",
            ((sound(word), count, word) for word, count in words.items()),
        )
        connection.commit()
    finally:
        connection.close()


def text_hash(text: str) -> str:
    """Key of a sentence's vector."""
    return sha256(text.encode()).hexdigest()


def _large(blob: bytes) -> Vector:
    return np.frombuffer(blob, np.float16).astype(np.float32)


class Catalog:
    """Reads a catalogue. Documents are held in memory, passages are fetched. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self._lock = Lock()
        rows = self._connection.execute("SELECT id, body FROM document ORDER BY id")
        self._documents = {number: codec.decode(json.loads(body)) for number, body in rows}
        owners = self._connection.execute("SELECT document FROM passage ORDER BY id")
        self._document_of = [number for (number,) in owners]
        self._numbers = {id(document): number for number, document in self._documents.items()}

    def __len__(self) -> int:
        """How many passages it has."""
        return len(self._document_of)

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every indexed document, without provisions."""
        return tuple(self._documents.values())

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """The passages with these ids."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        return self._select(f"SELECT {_COLUMNS} FROM passage WHERE id IN ({marks})", wanted)

    def documents_of(self, ids: Iterable[int]) -> dict[int, Document]:
        """The document of each of these passages."""
        return {number: self._documents[self._document_of[number]] for number in ids}

    def of_document(self, document: Document, labels: Sequence[str] = ()) -> dict[int, Passage]:
        """The passages of one of `documents`, in order; only those with `labels` when given."""
        query = f"SELECT {_COLUMNS} FROM passage WHERE document = ?"
        values: list[object] = [self._numbers[id(document)]]
        if labels:
            query += f" AND label IN ({','.join('?' * len(labels))})"
            values += labels
        return self._select(f"{query} ORDER BY id", values)

    def mentioning(self, text: str, limit: int) -> dict[int, Passage]:
        """Passages whose text contains `text` literally, for names and other exact wording."""
        query = f"SELECT {_COLUMNS} FROM passage WHERE instr(text, ?) > 0 ORDER BY id LIMIT ?"
        return self._select(query, [text, limit])

    def words_sounding(self, sounded: str) -> list[tuple[str, int]]:
        """Words of the corpus with this toneless pinyin, and the number of passages that hold each."""
        with self._lock:
            return self._connection.execute("SELECT word, passages FROM word WHERE sound = ?", (sounded,)).fetchall()

    def sentence_vectors(self, ids: Iterable[int]) -> dict[tuple[int, int], Vector]:
        """The vectors of the sentences of these passages, by passage and start of the sentence."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        query = f"SELECT passage, start, vector FROM sentence WHERE passage IN ({marks})"
        with self._lock:
            rows = self._connection.execute(query, wanted).fetchall()
        return {(passage, start): _large(blob) for passage, start, blob in rows}

    def words(self) -> tuple[list[str], Vector]:
        """Every word of the corpus, and the vectors of their meanings."""
        with self._lock:
            rows = self._connection.execute("SELECT word, vector FROM word").fetchall()
        meanings = np.frombuffer(b"".join(blob for _, blob in rows), np.float16).astype(np.float32)
        return [word for word, _ in rows], meanings.reshape(len(rows), -1)

    def vectors(self, ids: Iterable[int]) -> Mapping[int, Vector]:
        """The stored vectors of these passages."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        with self._lock:
            rows = self._connection.execute(f"SELECT id, vector FROM passage WHERE id IN ({marks})", wanted).fetchall()
        return {number: np.frombuffer(blob, np.float32) for number, blob in rows}

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def _select(self, query: str, values: Sequence[object]) -> dict[int, Passage]:
        with self._lock:
            rows = self._connection.execute(query, list(values)).fetchall()
        return {
            number: Passage(
                id=number,
                document=self._documents[document],
                label=label,
                heading_path=tuple(json.loads(headings)),
                text=text,
                readings=codec.decode_readings(json.loads(readings)),
            )
            for number, document, label, headings, text, readings in rows
        }
