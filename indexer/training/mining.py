"""Wrong provisions to learn from: such as look like an answer, to the words or to the last model, and are none."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.embedding import Embedding
from indexer.training.nano import Array
from indexer.training.stard import Asked, Lexical, Provision

_SEARCHED = 60
"""How far down either ranking wrong provisions are taken from."""
_AT_A_TIME = 512
"""Questions that are compared with all provisions at once."""


@dataclass(frozen=True)
class LastModel:
    """What the model that was trained before makes of the provisions."""

    embedding: Embedding
    numbers: Array
    """Of the provisions, in the order of `passages`."""
    passages: Array

    def scores(self, questions: Sequence[str]) -> Array:
        """(questions, provisions): cosines."""
        vectors = np.array([self.embedding.embed_query(text) for text in questions], np.float32)
        found: Array = vectors @ self.passages.T
        return found


def last_model(corpus: Mapping[int, Provision], embedding: Embedding, folder: Path) -> LastModel:
    """`embedding` with the vectors of `corpus`, which are kept in a file of `folder` and taken from there again."""
    file = folder / f"{embedding.name.replace('/', '_')}.npy"
    numbers = np.array(sorted(corpus))
    if not file.is_file():
        vectors = embedding.documents([corpus[number].searched for number in numbers.tolist()])
        unfinished = file.with_suffix(".unfinished.npy")
        np.save(unfinished, vectors.astype(np.float16))
        unfinished.replace(file)
    return LastModel(embedding, numbers, np.load(file).astype(np.float32))


def mine(
    asked: Sequence[Asked], lexical: Lexical, last: LastModel | None, forbidden: Set[int]
) -> dict[int, tuple[int, ...]]:
    """By question: provisions that share its words or are near it for the last model, and do not answer it.

    Nobody has read them all: one that the last model puts before every known answer may well be another answer, and
    is left out (Moreira et al. 2024, "NV-Retriever").
    """
    found = {}
    for start in range(0, len(asked), _AT_A_TIME):
        some = asked[start : start + _AT_A_TIME]
        scores = last.scores([each.text for each in some]) if last is not None else None
        for row, each in enumerate(some):
            near = lexical.search(each.text, _SEARCHED)
            if last is not None and scores is not None:
                near = _wrong_for(last, scores[row], near, each.relevant)
            found[each.id] = tuple(n for n in near if n not in each.relevant and n not in forbidden)
    return found


def _wrong_for(last: LastModel, scores: Array, near: Sequence[int], relevant: Set[int]) -> list[int]:
    """The nearest of both rankings, without those that come before every one of `relevant`."""
    place = np.searchsorted(last.numbers, [*near])
    best = scores[np.searchsorted(last.numbers, sorted(relevant))].max()
    nearest = np.argpartition(-scores, _SEARCHED)[:_SEARCHED] if len(scores) > _SEARCHED else np.arange(len(scores))
    chosen = np.unique(np.concatenate([place.astype(np.int64), nearest]))
    return [int(number) for number in last.numbers[chosen[scores[chosen] < best]]]
