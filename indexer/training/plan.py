"""What a run is to do, and the data that this makes of STARD."""

from dataclasses import dataclass
from pathlib import Path

from indexer.training import batches, measure, stard

OTHERS = 8000
"""Provisions beside the relevant ones among which the questions kept apart are searched."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the outcome of a run, beside the data."""

    fold: int | None = None
    """Which fifth of the questions is kept apart; None trains on all."""
    epochs: int = 2
    batch: int = 64
    """Pairs a step."""
    wrong: int = 1
    """Mined provisions beside each pair."""
    rate: float = 4e-5
    temperature: float = 0.02
    max_tokens: int = 160
    seed: int = 1


class Data:
    """The fold, its mined provisions, and what is needed to judge."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.corpus = stard.provisions(folder)
        asked = stard.questions(folder)
        self.fold = stard.split(asked, plan.fold)
        self.pool = measure.pool(asked, self.corpus, OTHERS, plan.seed)
        self._plan = plan
        self._mined = stard.mine(self.fold.taught, stard.Lexical(self.corpus), self.fold.forbidden)
        pooled = {number: self.corpus[number] for number in self.pool}
        lexical = stard.Lexical(pooled)
        self.lexical = [lexical.search(each.text, measure.DEPTH) for each in self.fold.held]

    def epoch(self, number: int) -> list[batches.Batch]:
        """The batches of one epoch."""
        plan, fold = self._plan, self.fold
        return batches.epoch(
            fold.taught, self._mined, fold.forbidden, size=plan.batch, wrong=plan.wrong, seed=plan.seed, number=number
        )
