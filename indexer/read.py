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
from math import exp, log1p

import numpy as np
from numpy.typing import NDArray

from indexer.expect import Expected, holds, is_number
from indexer.normalise import Quantity, fold, quantities
from indexer.passage import ABOUT_LABEL, Passage
from indexer.retrieve import Candidate
from indexer.terms import Term, best_field, coverage
from indexer.understand import Part, Understanding
from indexer.units import Unit, units_of
from policy_corpus.regions import NATION

FEATURES = (
    "covered_here",
    "covered_in_passage",
    "covered_in_all",
    "worst_missing",
    "covered_background",
    "cosine",
    "cosine_above_rest",
    "sentence_cosine",
    "sentence_best",
    "nouns_covered",
    "missing",
    "lexical",
    "lexical_rank",
    "dense_rank",
    "kind_fits",
    "kind_fits_near",
    "kind_missing",
    "number_asked",
    "open_asked",
    "terms",
    "claim_met",
    "place_missing",
    "place_met",
    "named",
    "about_document",
    "about_asked",
    "regional",
    "same_document",
    "introduces",
    "length",
)


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
    odds = sum(exp(min(r.score, 30.0)) for r in readings)
    return odds / (1 + odds)


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
    rest = [c.cosine for c in candidates[5:]] or [c.cosine for c in candidates]
    typical = sum(rest) / len(rest) if rest else 0.0
    best = max((s for c in candidates for s in (c.cosine, *c.sentence_cosines.values())), default=0.0)
    found = [(c, unit, features) for c in candidates for unit, features in _sentences(part, asked, c, typical, best)]
    if not found:
        return []
    scores = model.scores(np.array([features for _, _, features in found]))
    readings = [Reading(c, unit, features, float(score)) for (c, unit, features), score in zip(found, scores, strict=True)]
    return sorted(readings, key=lambda r: (-r.score, r.passage.id, r.unit.start))


def _sentences(
    part: Part, asked: Understanding, candidate: Candidate, typical: float, best_cosine: float
) -> list[tuple[Unit, tuple[float, ...]]]:
    passage = candidate.passage
    whole = fold(passage.text).text
    context = fold(passage.context).text
    own_heading = fold(passage.heading_path[-1]).text if passage.heading_path else ""
    result = []
    for unit in units_of(passage.text):
        sentence = fold(passage.text[unit.start : unit.end]).text
        if unit.introduces:
            sentence = fold(passage.text[unit.start : unit.introduces]).text
        lead = fold(passage.text[slice(*unit.lead)]).text if unit.lead else ""
        near = ((sentence, 1.0), (lead, 0.95), (own_heading, 0.9))
        features = _features(part, asked, candidate, typical, best_cosine, unit, sentence, near, whole, context)
        result.append((unit, features))
    return result


def _features(
    part: Part,
    asked: Understanding,
    candidate: Candidate,
    typical: float,
    best_cosine: float,
    unit: Unit,
    sentence: str,
    near: tuple[tuple[str, float], ...],
    whole: str,
    context: str,
) -> tuple[float, ...]:
    passage = candidate.passage
    wide = (*near, (whole, 0.8))
    everywhere = (*wide, (context, 0.8))
    found = quantities(sentence) if is_number(part.expected) or part.claimed else []
    fits = holds(part.expected, part.text, sentence, found)
    strict = is_number(part.expected) or part.expected in (Expected.DATE, Expected.WHO, Expected.CONTACT, Expected.SCORE)
    here = candidate.sentence_cosines.get(unit.start, candidate.cosine)
    nouns = [t for t in part.terms if t.noun]
    ideal = sum(t.weight for t in part.terms) or 1.0
    return (
        coverage(part.terms, *near),
        coverage(part.terms, *wide),
        coverage(part.terms, *everywhere),
        max((t.weight * (1 - best_field(t, everywhere)) for t in part.terms), default=0.0),
        coverage(part.background, *everywhere) if part.background else 0.0,
        (candidate.cosine - 0.85) * 10,
        (candidate.cosine - typical) * 20,
        (here - 0.85) * 10,
        (here - best_cosine) * 20,
        coverage(nouns, *wide) if nouns else 1.0,
        sum(t.weight > 0.4 and best_field(t, everywhere) < 0.4 for t in part.terms) / 2,
        candidate.lexical / (10 * (1 + ideal)),
        1 / (1 + candidate.lexical_rank),
        1 / (1 + candidate.dense_rank),
        float(strict and fits),
        _nearest_clause(part, sentence, found) if strict and fits else 0.0,
        float(strict and not fits),
        float(is_number(part.expected)),
        float(not strict),
        log1p(len(part.terms)) / 2,
        float(bool(part.claimed) and any(_same(c, q) for c in part.claimed for q in found)),
        float(asked.institution and not _names(asked.places, sentence + context)),
        float(_names(asked.places, sentence)),
        float(bool(asked.documents) or bool(asked.labels)),
        float(passage.label == ABOUT_LABEL),
        float(passage.label == ABOUT_LABEL and asked.about_document),
        float(passage.document.region != NATION),
        float(asked.before is not None and asked.before == passage.document.id),
        float(bool(unit.introduces)),
        log1p(len(sentence)) / 6,
    )


def _nearest_clause(part: Part, sentence: str, found: Sequence[Quantity]) -> float:
    """Coverage of the question by the clause that holds the thing asked for."""
    clauses = [c for c in sentence.replace("；", "，").replace("。", "，").split("，") if c]
    fitting = [c for c in clauses if holds(part.expected, part.text, c, quantities(c) if found else [])]
    return max((coverage(part.terms, (clause, 1.0)) for clause in fitting), default=0.0)


def _names(places: Sequence[str], text: str) -> bool:
    return any(place in text for place in places)


def _same(claimed: Quantity, found: Quantity) -> bool:
    return claimed.unit == found.unit and claimed.value == found.value


def terms_missing(terms: Sequence[Term], text: str) -> list[str]:
    """Words of the question that `text` (folded) has in no form; for the refusal's explanation."""
    return [t.word for t in terms if t.weight > 0.5 and best_field(t, ((text, 1.0),)) == 0.0]
