"""The dense channel: Chroma in process over vectors that we compute ourselves."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NAME = "passages"
_BATCH = 1_000
"""Chroma refuses more than 5,461 at once, and takes some hundred bytes for each number of a batch."""
_EF_SEARCH = 400  # The default of 100 gave recall@10 0.74 on hard queries, 400 gives 0.95 for 2 ms.

Vectors = NDArray[np.float32]


def _client(folder: Path) -> Any:
    # Imported here: chromadb takes a second, and `--help` needs none of it.
    import chromadb
    from chromadb.config import Settings

    logging.getLogger("chromadb.telemetry").setLevel(logging.CRITICAL)
    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def write(
    folder: Path,
    ids: Sequence[int],
    regions: Sequence[str],
    vectors_of: Callable[[Sequence[int]], Vectors],
    progress: Callable[[int, int], None],
) -> None:
    """Write a new collection into `folder`.

    `vectors_of` gives the unit vectors of some ids, one a row; `progress` hears (done, total).
    """
    client = _client(folder)
    hnsw = {"space": "cosine", "ef_search": _EF_SEARCH, "ef_construction": 200, "max_neighbors": 32}
    collection = client.create_collection(_NAME, configuration={"hnsw": hnsw}, embedding_function=None)
    for start in range(0, len(ids), _BATCH):
        part = slice(start, start + _BATCH)
        collection.add(
            ids=[str(i) for i in ids[part]],
            embeddings=vectors_of(ids[part]),
            metadatas=[{"region": region} for region in regions[part]],
        )
        progress(min(start + _BATCH, len(ids)), len(ids))
    client.close()


class DenseIndex:
    """Reads a collection. One process per folder may write; this one only reads."""

    def __init__(self, folder: Path) -> None:
        self._client = _client(folder)
        self._collection = self._client.get_collection(_NAME, embedding_function=None)
        self.size: int = self._collection.count()

    def search(self, vector: Vectors, limit: int, regions: Sequence[str] = ()) -> list[tuple[int, float]]:
        """Passage ids and cosine similarities, best first; only of `regions` when given (slower: a filter)."""
        where = {"region": {"$in": list(regions)}} if regions else None
        found = self._collection.query(
            query_embeddings=[vector], n_results=min(limit, self.size), where=where, include=["distances"]
        )
        return [(int(i), 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def close(self) -> None:
        """Release the files."""
        self._client.close()
