"""Trains the bundled model on STARD's training questions and ours.

    python -m indexer.training.train --stard DIR --work DIR

A question is drawn towards the provisions that answer it and away from the other ones of its batch and from mined
ones (in-batch softmax, InfoNCE). WORK gets state.pt (taken up again by the same command after a stop), epoch-N.npz
(read by `export_trained`) and figures.jsonl. Needs the extra `[train]`; a GPU is used when there is one.
"""

import argparse
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from indexer.training import nano, stard, weights
from indexer.training.batches import Batch, columns, ignored, passage
from indexer.training.encoder import Encoder
from indexer.training.export_base import PREFIXES, prune
from indexer.training.judge import figures
from indexer.training.loop import Loop
from indexer.training.plan import Data, Plan

log = logging.getLogger("train")

_MASKED = -1e4


class Retriever:
    """The task: questions near what answers them."""

    def __init__(self, data: Data, plan: Plan, encoder: Encoder, work: Path) -> None:
        self._data, self._plan, self._encoder, self._work = data, plan, encoder, work

    @property
    def model(self) -> Any:
        """The encoder."""
        return self._encoder.model

    def batches(self, epoch: int) -> Sequence[Batch]:
        """The batches of one epoch."""
        return self._data.epoch(epoch)

    def loss(self, batch: Batch) -> Any:
        """Cross entropy of each question's right provision among all of the batch."""
        encoder, corpus = self._encoder, self._data.corpus
        asked = encoder.ids(PREFIXES["query"], [row.asked.text for row in batch])
        texts = [passage(corpus, number, bare) for number, bare in columns(batch)]
        vectors = encoder.vectors([*asked, *encoder.ids(PREFIXES["passage"], texts)])
        scores = vectors[: len(batch)] @ vectors[len(batch) :].T / self._plan.temperature
        scores = scores.masked_fill(torch.from_numpy(ignored(batch)).to(scores.device), _MASKED)
        return torch.nn.functional.cross_entropy(scores, torch.arange(len(batch), device=scores.device))

    def ended(self, epoch: int) -> None:
        """Keep the weights; figures of the questions kept apart, dense alone and fused with the lexical ranking."""
        if epoch:
            weights.write(self._work / f"epoch-{epoch}.npz", self._encoder.checkpoint())
        if not self._data.fold.held:
            return
        begun = time.monotonic()
        for channel, table in figures(self._encoder, self._data).items():
            row = {"epoch": epoch, "channel": channel, **{name: round(value, 4) for name, value in table.items()}}
            log.info("%s (%.0f s)", row, time.monotonic() - begun)
            with (self._work / "figures.jsonl").open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row) + "\n")


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stard", type=Path, required=True, help="folder with corpus.jsonl.gz, train_queries.jsonl")
    parser.add_argument("--work", type=Path, required=True, help="folder for states, weights and figures")
    parser.add_argument("--fold", type=int, choices=range(stard.FOLDS), help="questions kept apart (default: none)")
    plan = Plan()
    for name in ("epochs", "batch", "wrong", "rate", "temperature", "max_tokens", "seed"):
        default = getattr(plan, name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    for name in ("written", "unseen"):
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=getattr(plan, name))
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
    data = Data(arguments.stard, plan, arguments.work)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = Encoder(prune(nano.read(nano.installed_model())), max_tokens=plan.max_tokens, device=device)
    log.info("%s on %s: %d questions to learn from", plan, device, len(data.taught))
    task = Retriever(data, plan, encoder, arguments.work)
    loop = Loop(task, plan=asdict(plan), epochs=plan.epochs, rate=plan.rate, state=arguments.work / "state.pt")
    loop.resume()
    loop.run()


if __name__ == "__main__":
    main()
