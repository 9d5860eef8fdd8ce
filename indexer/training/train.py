"""Trains the bundled model on STARD's training questions: `python -m indexer.training.train --stard DIR --work DIR`.

A question is drawn towards the provisions that answer it and away from the other ones of its batch and from mined
ones (in-batch softmax, InfoNCE). WORK gets state.pt (taken up again by the same command after a stop), epoch-N.npz
(read by `export_trained`) and figures.jsonl. Needs the extra `[train]`; a GPU is used when there is one.
"""

import argparse
import json
import logging
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from indexer.training import batches, nano, stard, weights
from indexer.training.encoder import Encoder
from indexer.training.export_base import PREFIXES, prune
from indexer.training.judge import figures
from indexer.training.plan import Data, Plan

log = logging.getLogger("train")

_WARM_UP = 0.1
"""Share of the steps in which the learning rate rises."""
_SAVED_EVERY = 30
"""Steps between two states on disk: what a stop costs at most."""
_MASKED = -1e4


class Training:
    """The model on its way, and where it stands."""

    def __init__(self, data: Data, plan: Plan, encoder: Encoder, work: Path) -> None:
        self._data, self._plan, self._encoder, self._work = data, plan, encoder, work
        self._optimiser = torch.optim.AdamW(encoder.trained(), lr=plan.rate, weight_decay=0.01)
        self._state = work / "state.pt"
        self._steps = [(number, batch) for number in range(1, plan.epochs + 1) for batch in data.epoch(number)]
        self._done = 0

    def resume(self) -> None:
        """Go on from the last state on disk, if there is one; raises ValueError when it is of another plan."""
        if not self._state.is_file():
            return
        state = torch.load(self._state, weights_only=True)
        if state["plan"] != asdict(self._plan):
            raise ValueError(f"{self._state} belongs to another plan: {state['plan']}")
        self._encoder.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._done = state["done"]
        log.info("taken up after step %d", self._done)

    def run(self) -> None:
        """Every step that is left; measures and writes the weights at the end of each epoch."""
        if self._done == 0:
            self.measure(0)
        while self._done < len(self._steps):
            number, batch = self._steps[self._done]
            begun = time.monotonic()
            loss = self._step(batch)
            self._done += 1
            spent = time.monotonic() - begun
            log.info("epoch %d step %d/%d loss %.4f %.1f s", number, self._done, len(self._steps), loss, spent)
            ended = self._done == len(self._steps) or self._steps[self._done][0] != number
            if ended:
                weights.write(self._work / f"epoch-{number}.npz", self._encoder.checkpoint())
                self.measure(number)
            if ended or self._done % _SAVED_EVERY == 0:
                self._save()

    def measure(self, number: int) -> None:
        """Figures of the questions kept apart, dense alone and fused with the lexical ranking."""
        held = self._data.fold.held
        if not held:
            return
        begun = time.monotonic()
        for channel, table in figures(self._encoder, self._data).items():
            row = {"epoch": number, "channel": channel, **{name: round(value, 4) for name, value in table.items()}}
            log.info("%s (%.0f s)", row, time.monotonic() - begun)
            with (self._work / "figures.jsonl").open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row) + "\n")

    def _step(self, batch: batches.Batch) -> float:
        plan, encoder, corpus = self._plan, self._encoder, self._data.corpus
        total, warm = len(self._steps), max(1, round(_WARM_UP * len(self._steps)))
        for group in self._optimiser.param_groups:
            group["lr"] = plan.rate * min((self._done + 1) / warm, (total - self._done) / (total - warm + 1))
        asked = encoder.ids(PREFIXES["query"], [row.asked.text for row in batch])
        texts = [batches.passage(corpus, number, bare) for number, bare in batches.columns(batch)]
        vectors = encoder.vectors([*asked, *encoder.ids(PREFIXES["passage"], texts)])
        scores = vectors[: len(batch)] @ vectors[len(batch) :].T / plan.temperature
        scores = scores.masked_fill(torch.from_numpy(batches.ignored(batch)).to(scores.device), _MASKED)
        loss: Any = torch.nn.functional.cross_entropy(scores, torch.arange(len(batch), device=scores.device))
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.trained(), 1.0)
        self._optimiser.step()
        return float(loss.item())

    def _save(self) -> None:
        unfinished = self._state.with_suffix(".unfinished")
        state = {
            "plan": asdict(self._plan),
            "model": self._encoder.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "done": self._done,
        }
        torch.save(state, unfinished)
        unfinished.replace(self._state)


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stard", type=Path, required=True, help="folder with corpus.jsonl.gz, train_queries.jsonl")
    parser.add_argument("--work", type=Path, required=True, help="folder for states, weights and figures")
    parser.add_argument("--fold", type=int, choices=range(stard.FOLDS), help="questions kept apart (default: none)")
    plan = Plan()
    for name in ("epochs", "batch", "wrong", "rate", "temperature", "max_tokens", "seed"):
        default = getattr(plan, name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    """The command line."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    plan = Plan(**{name: getattr(arguments, name) for name in Plan.__dataclass_fields__})
    data = Data(arguments.stard, plan)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = Encoder(prune(nano.read(nano.installed_model())), max_tokens=plan.max_tokens, device=device)
    log.info("%s on %s: %d questions to learn from", plan, device, len(data.fold.taught))
    training = Training(data, plan, encoder, arguments.work)
    training.resume()
    training.run()


if __name__ == "__main__":
    main()
