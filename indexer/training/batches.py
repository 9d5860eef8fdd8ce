"""What the model sees at each step: drawn from the seed and the epoch alone, so that a run can be taken up again."""

import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.training.stard import Asked, Provision

BARE = 0.25
"""Share of the rows whose provisions come without the law's title, as the sentences of a passage do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question, one provision that answers it, and some that look as if they did."""

    asked: Asked
    right: int
    wrong: tuple[int, ...]
    bare: bool
    """Whether the provisions come without the title of their law."""


Batch = tuple[Row, ...]


def epoch(
    taught: Sequence[Asked],
    mined: Mapping[int, Sequence[int]],
    forbidden: Set[int],
    *,
    size: int,
    wrong: int,
    seed: int,
    number: int,
) -> list[Batch]:
    """The batches of epoch `number`: each allowed pair of question and provision once, `wrong` mined ones beside it.

    A question that has too few mined provisions, and the rows that do not fill a last batch, are left out.
    """
    draw = random.Random(f"{seed}/{number}")
    rows = [
        Row(asked, right, tuple(draw.sample(mined[asked.id], wrong)), draw.random() < BARE)
        for asked in taught
        for right in sorted(asked.relevant - forbidden)
        if len(mined[asked.id]) >= wrong
    ]
    draw.shuffle(rows)
    return [tuple(rows[start : start + size]) for start in range(0, len(rows) - size + 1, size)]


def columns(batch: Batch) -> list[tuple[int, bool]]:
    """(provision, whether without title) that every question of the batch is compared with; the right ones first."""
    right = [(row.right, row.bare) for row in batch]
    return right + [(number, row.bare) for row in batch for number in row.wrong]


def ignored(batch: Batch) -> npt.NDArray[np.bool_]:
    """(questions, columns): provisions that answer the question too, and so are no wrong ones for it."""
    numbers = [number for number, _ in columns(batch)]
    mask = np.array([[number in row.asked.relevant for number in numbers] for row in batch])
    mask[np.arange(len(batch)), np.arange(len(batch))] = False
    return mask


def passage(corpus: Mapping[int, Provision], number: int, bare: bool) -> str:
    """The text of a column as the index would embed it."""
    return corpus[number].text if bare else corpus[number].searched
