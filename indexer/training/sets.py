"""What the reranker learns from: sets of questions and provisions, some of which answer and some only look so."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.training.stard import Asked, rows

NEAR = Path(__file__).parent / "near"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, a provision, and whether the one answers the other."""

    question: str
    provision: int
    answers: bool


JudgedSet = tuple[Judged, ...]


def near(folder: Path = NEAR) -> tuple[JudgedSet, ...]:
    """A set a provision of STARD, written by ourselves: questions that it answers, and such as it does not answer
    although they are about the same matter.
    """
    return tuple(
        tuple(
            Judged(question, row["provision"], key == "answered")
            for key in ("answered", "unanswered")
            for question in row[key]
        )
        for row in rows(folder)
    )


def groups(
    asked: Sequence[Asked], mined: Mapping[int, Sequence[int]], *, wrong: int, seed: int, epoch: int
) -> tuple[JudgedSet, ...]:
    """A set for each pair of a question and a provision that answers it: first this one, then `wrong` mined ones.

    Drawn from the seed and the epoch alone. A question that has too few mined provisions is left out.
    """
    draw = random.Random(f"{seed}/{epoch}")
    return tuple(
        (
            Judged(each.text, right, answers=True),
            *(Judged(each.text, number, answers=False) for number in draw.sample(mined[each.id], wrong)),
        )
        for each in asked
        for right in sorted(each.relevant)
        if len(mined[each.id]) >= wrong
    )
