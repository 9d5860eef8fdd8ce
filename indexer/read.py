"""Reads candidates: which sentence answers, and how sure that is.

Every sentence of every candidate gets a few features and from them a score. The scores compete with each
other and with "nothing here answers", whose score is 0 (a conditional logit): the share of the sentences
together is the confidence that the documents answer at all. The weights are in `data/reader.json`, fitted
by `python -m tests.evaluation.fit` on the tuning half of the evaluation questions.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

import numpy as np
from numpy.typing import NDArray

from indexer.features import FEATURES, comparison, exact_name, sentences
from indexer.normalise import fold
from indexer.orders import is_order
from indexer.passage import Passage
from indexer.retrieve import Candidate
from indexer.understand import Part, Understanding
from indexer.units import Unit

_ABOUT = 3.0
"""Added to what states a named document's own facts, when they are asked for."""
_ALONE = 0.16
"""Least likelihood of the best sentence by itself, as a share of the threshold for all of them."""
_EXACT = 4.0
"""Added to the score of a sentence that holds the institution's own name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that may answer, with the features that say how well."""

    candidate: Candidate
    unit: Unit
    features: tuple[float, ...]
    score: float

    @property
    def passage(self) -> Passage:
        """The passage that holds the sentence."""
        return self.candidate.passage


@dataclass(frozen=True, slots=True)
class Model:
    """A network with one hidden layer over standardised features, and the confidence from which to answer."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    hidden: NDArray[np.float64]
    """(features + 1, units): weights into the hidden layer, last row the bias."""
    out: NDArray[np.float64]
    """(features + units + 1): straight weights, then those of the hidden layer, then the bias."""
    threshold: float

    def scores(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of sentences (rows of `features`); 0 is as good as no answer."""
        x = (features - self.mean) / self.scale
        inner = np.tanh(x @ self.hidden[:-1] + self.hidden[-1])
        return np.asarray(np.hstack([x, inner]) @ self.out[:-1] + self.out[-1])


def confidence(readings: Sequence[Reading]) -> float:
    """How sure it is that one of `readings` answers."""
    odds = sum(_odds(readings))
    return odds / (1 + odds)


def answers(readings: Sequence[Reading], threshold: float) -> bool:
    """Whether one of `readings` answers: together they are surer than `threshold`, and the best is likely by itself.

    Many sentences of which each is unlikely add up, and are no answer.
    """
    if not readings:
        return False
    odds = _odds(readings)
    alone = max(odds) / (1 + sum(odds))
    return confidence(readings) >= threshold and alone >= _ALONE * threshold


def _odds(readings: Sequence[Reading]) -> list[float]:
    """That each of `readings` answers, against nothing."""
    return [exp(min(r.score, 30.0)) for r in readings]


@cache
def shipped_model() -> Model:
    """The fitted model that the package carries."""
    data = json.loads((files("indexer") / "data" / "reader.json").read_text(encoding="utf-8"))
    if tuple(data["features"]) != FEATURES:
        raise RuntimeError("data/reader.json was fitted on other features; run `python -m tests.evaluation.fit`")
    arrays = {key: np.array(data[key]) for key in ("mean", "scale", "hidden", "out")}
    return Model(**arrays, threshold=data["threshold"])


def read(part: Part, asked: Understanding, candidates: Sequence[Candidate], model: Model) -> list[Reading]:
    """Every sentence of `candidates`, the likeliest answer first."""
    to = comparison(part, asked, candidates)
    found = [
        (c, unit, values)
        for c in candidates
        for unit, values in sentences(to, c)
        if not is_order(c.passage.text[unit.start : unit.end])
    ]
    if not found:
        return []
    scores = model.scores(np.array([values for _, _, values in found]))
    exact = [
        exact_name(to, c.passage.document, fold(c.passage.text[unit.start : unit.end]).text) for c, unit, _ in found
    ]
    scores += _EXACT * np.array(exact)
    if asked.about_document and asked.documents:
        scores += _ABOUT * np.array([values[FEATURES.index("about_asked")] for _, _, values in found])
    readings = [Reading(c, unit, values, float(s)) for (c, unit, values), s in zip(found, scores, strict=True)]
    return sorted(readings, key=lambda r: (-r.score, r.passage.id, r.unit.start))
