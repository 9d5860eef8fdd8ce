"""Trains the reranker: a question and a provision read together, does the one answer the other?

    python -m indexer.training.rerank --stard DIR --work DIR [--start epoch-2.npz]

Learns from STARD's training questions and ours, each beside provisions that the words or the last model take for
answers, and from questions of ours that nearly are answered. WORK gets state.pt (taken up again by the same command
after a stop), reranker-N.npz and figures.jsonl. Needs the extra `[train]`; a GPU is used when there is one.
"""

import argparse
import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from indexer.embedding import BundledEmbedding
from indexer.training import measure, mining, nano, sets, stard, weights
from indexer.training.encoder import Encoder
from indexer.training.export_base import PREFIXES, prune
from indexer.training.loop import Loop
from indexer.training.nano import Array
from indexer.training.sets import Judged, JudgedSet

log = logging.getLogger("rerank")

_KEPT_APART = 10
"""One in so many sets of nearly answered questions is judged by, not learned from."""
_TOP = 20
"""Provisions that are put in order anew for a question kept apart."""
_WORTH = 0.5
"""Of the single pairs of a group beside its order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the outcome of a run, beside the data."""

    fold: int = 0
    epochs: int = 1
    layers: int = 6
    batch: int = 16
    """Sets a step."""
    wrong: int = 3
    """Mined provisions in a set."""
    rate: float = 5e-5
    max_tokens: int = 192
    seed: int = 1


class Data:
    """The sets of each epoch, and what is judged by."""

    def __init__(self, folder: Path, plan: Plan, last: Path) -> None:
        self.corpus = stard.provisions(folder)
        self.fold = stard.split(stard.questions(folder), plan.fold)
        taught = (*self.fold.taught, *stard.written())
        lexical = stard.Lexical(self.corpus)
        model = mining.last_model(self.corpus, BundledEmbedding(), last)
        self._taught, self._plan = taught, plan
        self._mined = mining.mine(taught, lexical, model, frozenset())
        near = sets.near()
        self._near = [each for index, each in enumerate(near) if index % _KEPT_APART]
        self.near = [each for index, each in enumerate(near) if not index % _KEPT_APART]
        self.found = [_found(each.text, lexical, model) for each in self.fold.held]

    def epoch(self, number: int) -> list[tuple[JudgedSet, ...]]:
        """The batches of one epoch; sets that do not fill a last one are left out."""
        plan = self._plan
        every = [*sets.groups(self._taught, self._mined, wrong=plan.wrong, seed=plan.seed, epoch=number), *self._near]
        order = np.random.default_rng([plan.seed, number]).permutation(len(every))
        size = plan.batch
        return [
            tuple(every[index] for index in order[start : start + size]) for start in range(0, len(every) - size, size)
        ]


class Reranker:
    """The task: a score above 0 for what answers, the more the surer."""

    def __init__(self, data: Data, encoder: Encoder, work: Path) -> None:
        self._data, self._encoder, self._work = data, encoder, work
        width = encoder.model.config.hidden_size
        self.model: Any = torch.nn.ModuleDict({"encoder": encoder.model, "head": torch.nn.Linear(width, 1)})
        self._scale = width**0.5

    def batches(self, epoch: int) -> Sequence[tuple[JudgedSet, ...]]:
        """The batches of one epoch."""
        return self._data.epoch(epoch)

    def loss(self, batch: Sequence[JudgedSet]) -> Any:
        """How surely each pair is taken for what it is not; and of a group, how far its answer is from the first."""
        pairs = [pair for each in batch for pair in each]
        scores = self._scores(pairs)
        right = torch.tensor([float(pair.answers) for pair in pairs], device=scores.device)
        each = torch.nn.functional.binary_cross_entropy_with_logits(scores, right, reduction="none")
        start, total = 0, scores.new_zeros(())
        for judged in batch:
            stop = start + len(judged)
            single = each[start:stop].mean()
            if len({pair.question for pair in judged}) == 1:
                first = torch.zeros((), dtype=torch.long, device=scores.device)
                single = _WORTH * single + torch.nn.functional.cross_entropy(scores[start:stop], first)
            total, start = total + single, stop
        return total / len(batch)

    def ended(self, epoch: int) -> None:
        """Keep the weights; figures of the questions kept apart, before and after they were put in order anew."""
        if not epoch:
            return
        head, trained = self.model["head"], self._encoder.checkpoint()
        tensors = {
            **trained.tensors,
            "head.weight": head.weight.detach().float().cpu().numpy()[0] * np.float32(self._scale),
            "head.bias": head.bias.detach().float().cpu().numpy(),
        }
        weights.write(self._work / f"reranker-{epoch}.npz", replace(trained, tensors=tensors))
        begun, data = time.monotonic(), self._data
        held = data.fold.held
        again = [self._order(each.text, found) for each, found in zip(held, data.found, strict=True)]
        near = [pair for each in data.near for pair in each]
        row = {
            "epoch": epoch,
            "fused": dict(measure.figures(data.found, held)),
            "reranked": dict(measure.figures(again, held)),
            "nearly answered, area under the curve": _area(self._array(near), [pair.answers for pair in near]),
        }
        log.info("%s (%.0f s)", row, time.monotonic() - begun)
        with (self._work / "figures.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _order(self, question: str, found: Sequence[int]) -> list[int]:
        top = found[:_TOP]
        scores = self._array([Judged(question, number, answers=False) for number in top])
        return [*(top[index] for index in np.argsort(-scores, kind="stable")), *found[_TOP:]]

    def _array(self, pairs: Sequence[Judged]) -> Array:
        with torch.inference_mode():
            parts = [
                self._scores(pairs[start : start + 512]).float().cpu().numpy() for start in range(0, len(pairs), 512)
            ]
        scores: Array = np.concatenate(parts)
        return scores

    def _scores(self, pairs: Sequence[Judged]) -> Any:
        encoder, corpus = self._encoder, self._data.corpus
        asked = encoder.ids(PREFIXES["query"], [pair.question for pair in pairs])
        texts = encoder.ids(PREFIXES["passage"], [corpus[pair.provision].searched for pair in pairs])
        return self.model["head"](encoder.vectors(encoder.pairs(asked, texts)) * self._scale)[:, 0]


def _found(question: str, lexical: stard.Lexical, model: mining.LastModel) -> list[int]:
    """Both rankings fused, of all provisions."""
    nearest = np.argsort(-model.scores([question])[0], kind="stable")[: measure.DEPTH]
    dense = model.numbers[nearest].astype(int).tolist()
    return measure.fuse([(dense, 4), (lexical.search(question, measure.DEPTH), 1)])


def _area(scores: Array, answers: Sequence[bool]) -> float:
    """Of the pairs of an answer and a non-answer, the share in which the answer has the higher score."""
    right, wrong = scores[np.array(answers)], scores[~np.array(answers)]
    return float((right[:, None] > wrong[None, :]).mean())


def _plans() -> Iterator[tuple[str, type, Any]]:
    return ((name, type(value), value) for name, value in asdict(Plan()).items())


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stard", type=Path, required=True, help="folder with corpus.jsonl.gz, train_queries.jsonl")
    parser.add_argument("--work", type=Path, required=True, help="folder for states, weights and figures")
    parser.add_argument("--start", type=Path, help="epoch-N.npz of the retriever to begin with (default: the base)")
    for name, kind, value in _plans():
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=value)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    plan = Plan(**{name: getattr(arguments, name) for name, _, _ in _plans()})
    begin = base = prune(nano.read(nano.installed_model()))
    if arguments.start:
        begin = weights.read(arguments.start, base)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = Encoder(weights.shallower(begin, plan.layers), max_tokens=plan.max_tokens, device=device)
    data = Data(arguments.stard, plan, arguments.work)
    task = Reranker(data, encoder, arguments.work)
    task.model.to(device)
    loop = Loop(task, plan=asdict(plan), epochs=plan.epochs, rate=plan.rate, state=arguments.work / "state.pt")
    loop.resume()
    loop.run()


if __name__ == "__main__":
    main()
