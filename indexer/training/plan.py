"""What a run is to do, and the data that this makes of STARD."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indexer.embedding import BundledEmbedding
from indexer.training import batches, measure, mining, stard

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
    written: bool = True
    """Whether our own questions are learned from, beside STARD's."""
    unseen: bool = False
    """Whether the provisions that answer a question kept apart are kept out of training altogether."""


class Data:
    """The fold, its mined provisions, and what is needed to judge."""

    def __init__(self, folder: Path, plan: Plan, last: Path | None = None) -> None:
        """`last` is the folder for the vectors of the model that was trained before; None mines words alone."""
        self.corpus = stard.provisions(folder)
        asked = stard.questions(folder)
        self.fold = stard.split(asked, plan.fold)
        self.pool = measure.pool(asked, self.corpus, OTHERS, plan.seed)
        self._plan = plan
        self._forbidden = self.fold.forbidden if plan.unseen else frozenset()
        self.taught = (*self.fold.taught, *(stard.written() if plan.written else ()))
        self._last = last
        pooled = {number: self.corpus[number] for number in self.pool}
        lexical = stard.Lexical(pooled)
        self.lexical = [lexical.search(each.text, measure.DEPTH) for each in self.fold.held]

    @cached_property
    def _mined(self) -> dict[int, tuple[int, ...]]:
        model = mining.last_model(self.corpus, BundledEmbedding(), self._last) if self._last is not None else None
        return mining.mine(self.taught, stard.Lexical(self.corpus), model, self._forbidden)

    def epoch(self, number: int) -> list[batches.Batch]:
        """The batches of one epoch."""
        plan = self._plan
        return batches.epoch(
            self.taught, self._mined, self._forbidden, size=plan.batch, wrong=plan.wrong, seed=plan.seed, number=number
        )
