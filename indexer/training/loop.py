"""The steps of a training: learning rate, states on disk that a later run takes up, one measure an epoch."""

import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch

log = logging.getLogger("train")

_WARM_UP = 0.1
"""Share of the steps in which the learning rate rises."""
_SAVED_EVERY = 30
"""Steps between two states on disk: what a stop costs at most."""


class Task(Protocol):
    """What is trained."""

    @property
    def model(self) -> Any:
        """The module that is saved whole; its parameters that want a gradient learn."""

    def batches(self, epoch: int) -> Sequence[Any]:
        """The batches of epoch `epoch`, from 1."""

    def loss(self, batch: Any) -> Any:
        """What a batch costs, as a tensor."""

    def ended(self, epoch: int) -> None:
        """Hears that an epoch has ended, or with 0 that the first begins: measures, and keeps the weights."""


class Loop:
    """A task on its way, and where it stands."""

    def __init__(self, task: Task, *, plan: Mapping[str, Any], epochs: int, rate: float, state: Path) -> None:
        """`state` is the file that a later run takes up, if its `plan` is the same. `rate` is the highest."""
        self._task, self._plan, self._rate, self._state = task, dict(plan), rate, state
        self._learning = [value for value in task.model.parameters() if value.requires_grad]
        self._optimiser = torch.optim.AdamW(self._learning, lr=rate, weight_decay=0.01)
        self._steps = [(number, batch) for number in range(1, epochs + 1) for batch in task.batches(number)]
        self._done = 0

    def resume(self) -> None:
        """Go on from the last state on disk, if there is one; raises ValueError when it is of another plan."""
        if not self._state.is_file():
            return
        state = torch.load(self._state, weights_only=True)
        if state["plan"] != self._plan:
            raise ValueError(f"{self._state} belongs to another plan: {state['plan']}")
        self._task.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._done = state["done"]
        log.info("taken up after step %d", self._done)

    def run(self) -> None:
        """Every step that is left."""
        if self._done == 0:
            self._task.ended(0)
        while self._done < len(self._steps):
            number, batch = self._steps[self._done]
            begun = time.monotonic()
            loss = self._step(batch)
            self._done += 1
            spent = time.monotonic() - begun
            log.info("epoch %d step %d/%d loss %.4f %.1f s", number, self._done, len(self._steps), loss, spent)
            ended = self._done == len(self._steps) or self._steps[self._done][0] != number
            if ended:
                self._task.ended(number)
            if ended or self._done % _SAVED_EVERY == 0:
                self._save()

    def _step(self, batch: Any) -> float:
        total, warm = len(self._steps), max(1, round(_WARM_UP * len(self._steps)))
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * min((self._done + 1) / warm, (total - self._done) / (total - warm + 1))
        loss = self._task.loss(batch)
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._learning, 1.0)
        self._optimiser.step()
        return float(loss.item())

    def _save(self) -> None:
        unfinished = self._state.with_suffix(".unfinished")
        state = {
            "plan": self._plan,
            "model": self._task.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "done": self._done,
        }
        torch.save(state, unfinished)
        unfinished.replace(self._state)
