"""The words of the indexed corpus: which of them sound like, and which of them mean, what a person wrote.

Meaning comes from the embedding itself. Single words embedded by a sentence model share one strong common
direction; with the mean of the vocabulary taken away, neighbours are synonyms (小孩 → 儿童, 岁数 → 年龄).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from indexer.words import cut, is_ideographs

_LONGEST = 6
_NEIGHBOURS = 12
_FLOOR = 0.45
"""Similarity below which a neighbour is chance."""
_SAME = 0.8
"""Similarity from which a neighbour is as good as the word."""

Vectors = NDArray[np.float32]


def vocabulary(texts: Iterable[str]) -> dict[str, int]:
    """The words of two to six ideographs in `texts`, with the number of texts that hold each."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in {w for w in cut(text) if 2 <= len(w) <= _LONGEST and is_ideographs(w)}:
            counts[word] = counts.get(word, 0) + 1
    return counts


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """`word` as toneless pinyin, with the pairs that many speakers merge written alike."""
    # Imported here: the tables take a third of a second, and most questions are spelt right.
    from pypinyin import lazy_pinyin

    spoken = " ".join(lazy_pinyin(word))
    for ending in ("ang", "eng", "ing"):
        spoken = spoken.replace(ending, ending[:-1])
    return spoken.replace("zh", "z").replace("ch", "c").replace("sh", "s")


class Vocabulary:
    """The words of one generation with their vectors."""

    def __init__(self, *, words: Sequence[str], vectors: Vectors, embed: Callable[[Sequence[str]], Vectors]) -> None:
        self._words = words
        self._number = {word: i for i, word in enumerate(words)}
        self._mean = vectors.mean(0) if len(words) else np.zeros(1, np.float32)
        self._vectors = _unit(vectors - self._mean)
        self._embed = embed
        self.neighbours = lru_cache(maxsize=8192)(self._neighbours)

    def __contains__(self, word: str) -> bool:
        return word in self._number

    def _neighbours(self, word: str) -> tuple[tuple[str, float], ...]:
        """Corpus words that mean about the same as `word`, each with how much it is worth, 0 to 1; best first."""
        if not self._words:
            return ()
        known = self._number.get(word)
        vector = self._vectors[known] if known is not None else _unit(self._embed([word]) - self._mean)[0]
        similarity = self._vectors @ vector
        best = np.argpartition(-similarity, min(_NEIGHBOURS, len(similarity) - 1))[: _NEIGHBOURS + 1]
        found = [(self._words[i], _worth(float(similarity[i]))) for i in best if self._words[i] != word]
        return tuple(sorted((pair for pair in found if pair[1] > 0), key=lambda pair: -pair[1]))


def _worth(similarity: float) -> float:
    return sqrt(max(0.0, min(1.0, (similarity - _FLOOR) / (_SAME - _FLOOR)))) * 0.95


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)
