"""Fit the reader's model on the tuning half: `python -m tests.evaluation.fit`.

For each question the sentences that hold a fact of a right provision compete with all others and with
"nothing here answers". Each answerable question is used a second time without its right provisions: then
nothing answers. Writes `indexer/data/reader.json`; deterministic.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import indexer
from indexer.embedding import make_embedding
from indexer.features import FEATURES
from indexer.model import Question
from indexer.passage import ABOUT_LABEL
from indexer.read import Model, Reading
from indexer.service import Assistant, open_assistant
from policy_corpus.model import Document
from tests.evaluation.corpus import evaluation_corpus
from tests.evaluation.questions import TODAY, Case, cases, plain, training

Array = NDArray[np.float64]
_UNITS = 12
_STEPS = 400
_DECAY = 2e-3
_ABOUT_WEIGHT = 0.3
_ABOUT = (
    ("{}是哪个机关发布的", "机关"),
    ("《{}》是什么时候发的", "日期"),
    ("{}文号是多少", "文号"),
    ("{}是谁制定的，还有效吗", "机关"),
)
_REFUSED_WRONGLY = 1.2
"""Cost of a wrong refusal beside that of a wrong answer; from 1.1 to 1.5 the threshold is the same."""
_ROWS = 25
"""Sentences kept of each question: those that cover it best; the others never win."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The sentences read for one question."""

    features: Array
    right: NDArray[np.bool_]
    """Which rows answer; none for a question that nothing answers."""
    weight: float


def untrained() -> Model:
    """A model that scores everything 0, to collect features with."""
    n = len(FEATURES)
    return Model(np.zeros(n), np.ones(n), np.zeros((n + 1, 1)), np.zeros(n + 2), 2.0)


def samples(assistant: Assistant, chosen: Sequence[Case]) -> list[Sample]:
    """What the reader sees for each of `chosen`."""
    found = []
    for case in chosen:
        for readings in assistant.readings(case.question):
            if not readings:
                continue
            features = np.array([r.features for r in readings])
            if not case.answerable:
                found.append(Sample(features, np.zeros(len(readings), bool), 1.0))
                continue
            gold = np.array([_in_gold(case, r) for r in readings], bool)
            right = gold & np.array([_holds_fact(case, r) for r in readings], bool)
            also = ~gold & np.array([_holds_all(case, r) for r in readings], bool)
            if right.any():
                found.append(Sample(features[~also], right[~also], 1.0))
            if (~gold & ~also).any():
                rest = features[~gold & ~also]
                found.append(Sample(rest, np.zeros(len(rest), bool), 0.35))
    return found


def _in_gold(case: Case, reading: Reading) -> bool:
    document = reading.passage.document
    names = {plain(document.number), plain(document.title)}
    labels = {plain(label).split("(")[0] if label.startswith("第") else plain(label) for label in case.values["labels"]}
    return bool(names & {plain(d) for d in case.values["documents"]}) and (
        not labels or plain(reading.passage.label) in labels
    )


def _text(reading: Reading) -> str:
    unit = reading.unit
    lead = reading.passage.text[slice(*unit.lead)] if unit.lead else ""
    heading = reading.passage.heading_path[-1] if reading.passage.heading_path else ""
    return plain(heading + lead + reading.passage.text[unit.start : unit.introduces or unit.end])


def _holds_fact(case: Case, reading: Reading) -> bool:
    text = _text(reading)
    groups = [g for g in case.values.get("facts", ()) if not any("征求意见" in w for w in g)]
    return not groups or any(any(plain(word) in text for word in group) for group in groups)


def _holds_all(case: Case, reading: Reading) -> bool:
    groups = [g for g in case.values.get("facts", ()) if not any("征求意见" in w for w in g)]
    text = _text(reading)
    return bool(groups) and all(any(plain(word) in text for word in group) for group in groups)


def fit(found: Sequence[Sample], *, seed: int = 1) -> Model:
    """The model that makes the right sentences, or nothing, likeliest."""
    rng = np.random.default_rng(seed)
    found = [_strongest(s) for s in found]
    rows = np.vstack([s.features for s in found])
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    n = len(FEATURES)
    hidden = rng.normal(0, 0.3, (n + 1, _UNITS))
    out = np.concatenate([rng.normal(0, 0.1, n + _UNITS), [-3.0]])
    moments = [np.zeros_like(hidden), np.zeros_like(hidden), np.zeros_like(out), np.zeros_like(out)]
    starts = np.cumsum([0, *(len(s.features) for s in found)])
    x = (rows - mean) / scale
    for step in range(1, _STEPS + 1):
        inner = np.tanh(x @ hidden[:-1] + hidden[-1])
        both = np.hstack([x, inner])
        scores = both @ out[:-1] + out[-1]
        grad = _gradient(scores, starts, found) / len(found)
        grad_out = np.concatenate([both.T @ grad, [grad.sum()]]) + _DECAY * np.append(out[:-1], 0)
        back = np.outer(grad, out[n:-1]) * (1 - inner**2)
        grad_hidden = np.vstack([x.T @ back, back.sum(0)]) + _DECAY * hidden
        rate = 0.02 * (1 - step / _STEPS) + 1e-4
        for value, slope, first, second in ((hidden, grad_hidden, *moments[:2]), (out, grad_out, *moments[2:])):
            first += 0.1 * (slope - first)
            second += 0.001 * (slope**2 - second)
            value -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return Model(mean, scale, hidden, out, 0.5)


def _strongest(sample: Sample) -> Sample:
    rank = sample.features[:, FEATURES.index("covered_in_all")] + sample.features[:, FEATURES.index("sentence_cosine")]
    kept = np.argsort(-rank)[:_ROWS]
    kept = np.union1d(kept, np.flatnonzero(sample.right))
    return Sample(sample.features[kept], sample.right[kept], sample.weight)


def _gradient(scores: Array, starts: NDArray[np.int_], found: Sequence[Sample]) -> Array:
    grad = np.empty_like(scores)
    for sample, start, end in zip(found, starts[:-1], starts[1:], strict=True):
        s = np.clip(scores[start:end], -30, 30)
        top = max(float(s.max()), 0.0)
        power = np.exp(s - top)
        share = power / (np.exp(-top) + power.sum())
        grad[start:end] = share
        if sample.right.any():
            mine = np.where(sample.right, power, 0.0)
            grad[start:end] -= mine / mine.sum()
        grad[start:end] *= sample.weight
    return grad


def best_threshold(model: Model, assistant_samples: Sequence[Sample]) -> float:
    """The confidence that separates answered from unanswerable at the least cost."""
    sure = np.array([_confidence(model, s) for s in assistant_samples])
    answers = np.array([s.right.any() for s in assistant_samples])
    weights = np.array([s.weight for s in assistant_samples])
    grid = np.linspace(0.2, 0.9, 71)
    cost = [
        (weights * ((sure >= t) & ~answers)).sum() / max((weights * ~answers).sum(), 1)
        + _REFUSED_WRONGLY * ((sure < t) & answers).sum() / max(answers.sum(), 1)
        for t in grid
    ]
    return float(np.median(grid[np.array(cost) <= min(cost) + 1e-9]))


def _confidence(model: Model, sample: Sample) -> float:
    odds = float(np.exp(np.clip(model.scores(sample.features), -30, 30)).sum())
    return odds / (1 + odds)


def about_samples(assistant: Assistant) -> list[Sample]:
    """Questions about the documents themselves, made from their own titles."""
    found = []
    for document in assistant.catalog.documents:
        for question, key in _ABOUT:
            text = question.format(document.title)
            for readings in assistant.readings(Question(text, TODAY)):
                right = np.array([_states(document, key, r) for r in readings], bool)
                if right.any():
                    found.append(Sample(np.array([r.features for r in readings]), right, _ABOUT_WEIGHT))
    return found


def _states(document: Document, key: str, reading: Reading) -> bool:
    passage = reading.passage
    line = passage.text[reading.unit.start : reading.unit.end]
    return passage.label == ABOUT_LABEL and passage.document is document and key in line.split("：")[0]


def main() -> int:
    """Fit, write, and say how the tuning half came out."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = evaluation_corpus(Path(folder))
        embedding = make_embedding("bundled", threads=2)
        assistant = open_assistant(corpus=corpus, home=Path(folder), embedding=embedding, model=untrained())
        tuned = samples(assistant, [c for c in cases() if c.half == "tuned"])
        found = tuned + samples(assistant, list(training())) + about_samples(assistant)
    model = fit(found)
    model = replace(model, threshold=best_threshold(model, tuned))
    write(model)
    print(f"{len(found)} lists of sentences, threshold {model.threshold:.2f}")
    return 0


def write(model: Model) -> None:
    """Write `model` to where the package reads it."""
    values = {key: np.round(getattr(model, key), 5).tolist() for key in ("mean", "scale", "hidden", "out")}
    path = Path(indexer.__file__).parent / "data" / "reader.json"
    head = {"features": list(FEATURES), "threshold": round(model.threshold, 3)}
    path.write_text(json.dumps(head | values) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
