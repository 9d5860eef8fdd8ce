"""What can be said of a sentence as an answer to a question: the numbers that the reader's model weighs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log1p

from indexer.expect import Expected, holds, is_number
from indexer.normalise import Quantity, fold, quantities
from indexer.passage import ABOUT_LABEL
from indexer.retrieve import Candidate
from indexer.terms import Term
from indexer.understand import Part, Understanding
from indexer.units import Unit, units_of
from policy_corpus.model import Document
from policy_corpus.regions import NATION

FEATURES = (
    "covered_here",
    "covered_in_passage",
    "covered_in_all",
    "worst_missing",
    "worst_missing_here",
    "covered_background",
    "nouns_covered",
    "missing",
    "terms",
    "cosine",
    "cosine_above_rest",
    "sentence_cosine",
    "sentence_best",
    "lexical",
    "lexical_rank",
    "dense_rank",
    "fused",
    "common_run",
    "kind_fits",
    "kind_fits_near",
    "kind_missing",
    "reason_asked",
    "reason_fits",
    "number_asked",
    "open_asked",
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
"""The values of a sentence, in order: coverage, nearness, kind."""

_LEAD, _HEADING, _PASSAGE, _CONTEXT = 0.95, 0.9, 0.8, 0.8
"""What a word is worth that stands not in the sentence but in the line before its list, the heading, the
rest of the provision, or the title."""
_STRICT = (Expected.DATE, Expected.WHO, Expected.CONTACT, Expected.SCORE)
_STARTS = re.compile(r"起(?:施行|执行|实施|生效)")

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the candidates of one question have in common."""

    part: Part
    asked: Understanding
    terms: tuple[Term, ...]
    """Of the part and of its background."""
    typical: float
    """Cosine of the candidates behind the best five."""
    best: float
    """The highest cosine of any sentence."""


def comparison(part: Part, asked: Understanding, candidates: Sequence[Candidate]) -> Comparison:
    """What `candidates` are compared by."""
    rest = [c.cosine for c in candidates[5:]] or [c.cosine for c in candidates]
    return Comparison(
        part,
        asked,
        (*part.terms, *part.background),
        sum(rest) / len(rest) if rest else 0.0,
        max((s for c in candidates for s in (c.cosine, *c.sentence_cosines.values())), default=0.0),
    )


def sentences(to: Comparison, candidate: Candidate) -> Iterator[tuple[Unit, Values]]:
    """The sentences of `candidate`, each with the values of `FEATURES`."""
    passage = candidate.passage
    heading = fold(passage.heading_path[-1]).text if passage.heading_path else ""
    whole = fold(passage.text).text
    context = fold(passage.context).text
    in_heading = _found(to.terms, heading)
    in_whole = _found(to.terms, whole)
    in_context = _found(to.terms, context)
    for unit in units_of(passage.text):
        sentence = fold(passage.text[unit.start : unit.introduces or unit.end]).text
        lead = fold(passage.text[slice(*unit.lead)]).text if unit.lead else ""
        possible = [term if found else None for term, found in zip(to.terms, in_whole, strict=True)]
        here = [
            max(term.found_in(sentence), _LEAD * term.found_in(lead), _HEADING * head) if term else _HEADING * head
            for term, head in zip(possible, in_heading, strict=True)
        ]
        wide = [max(near, _PASSAGE * value) for near, value in zip(here, in_whole, strict=True)]
        everywhere = [max(near, _CONTEXT * value) for near, value in zip(wide, in_context, strict=True)]
        coverage = _coverage(to, here, wide, everywhere)
        yield (
            unit,
            (*coverage, *_nearness(to, candidate, unit, sentence), *_kind(to, candidate, unit, sentence, context)),
        )


def _found(terms: Sequence[Term], text: str) -> list[float]:
    return [term.found_in(text) for term in terms]


def _share(terms: Sequence[Term], values: Sequence[float]) -> float:
    total = sum(term.weight for term in terms)
    return sum(t.weight * v for t, v in zip(terms, values, strict=True)) / total if total else 0.0


def _coverage(to: Comparison, here: list[float], wide: list[float], everywhere: list[float]) -> Values:
    """How much of the question stands in the sentence, its provision, its document; what is missing."""
    own = len(to.part.terms)
    mine = to.part.terms
    missing = [t.weight * (1 - v) for t, v in zip(mine, everywhere, strict=False)]
    nouns = [(t, v) for t, v in zip(mine, wide, strict=False) if t.noun]
    return (
        _share(to.terms, here),
        _share(to.terms, wide),
        _share(to.terms, everywhere),
        max(missing, default=0.0),
        max((t.weight * (1 - v) for t, v in zip(mine, here, strict=False)), default=0.0),
        _share(to.terms[own:], everywhere[own:]),
        _share([t for t, _ in nouns], [v for _, v in nouns]) if nouns else 1.0,
        sum(t.weight > 0.4 and v < 0.4 for t, v in zip(mine, everywhere, strict=False)) / 2,
        log1p(own) / 2,
    )


def _nearness(to: Comparison, candidate: Candidate, unit: Unit, sentence: str) -> Values:
    """How close the channels and the wording say it is."""
    here = candidate.sentence_cosines.get(unit.start, candidate.cosine)
    ideal = sum(t.weight for t in to.part.terms) or 1.0
    return (
        (candidate.cosine - 0.85) * 10,
        (candidate.cosine - to.typical) * 20,
        (here - 0.85) * 10,
        (here - to.best) * 20,
        candidate.lexical / (10 * (1 + ideal)),
        1 / (1 + candidate.lexical_rank),
        1 / (1 + candidate.dense_rank),
        candidate.fused * 20,
        min(_common_run(to.part.text, sentence), 8) / 4,
    )


def _kind(to: Comparison, candidate: Candidate, unit: Unit, sentence: str, context: str) -> Values:
    """Whether it holds the kind of thing asked for, and belongs to what the question names."""
    part, asked, passage = to.part, to.asked, candidate.passage
    numeric = is_number(part.expected)
    strict = numeric or part.expected in _STRICT
    found = quantities(sentence) if numeric or part.claimed else []
    fits = holds(part.expected, part.text, sentence, found)
    about = passage.label == ABOUT_LABEL or bool(_STARTS.search(sentence))
    why = part.expected is Expected.WHY
    return (
        float(strict and fits),
        _nearest_clause(part, sentence, found) if strict and fits else 0.0,
        float(strict and not fits),
        float(why),
        float(why and fits),
        float(numeric),
        float(not strict),
        float(bool(part.claimed) and any(_same(c, q) for c in part.claimed for q in found)),
        float(asked.institution and not _names(asked.places, sentence + context)),
        float(_names(asked.places, sentence)),
        float(bool(asked.documents) or bool(asked.labels)),
        float(passage.label == ABOUT_LABEL),
        float(about and asked.about_document),
        float(passage.document.region != NATION),
        float(asked.before is not None and asked.before == passage.document.id),
        float(bool(unit.introduces)),
        log1p(len(sentence)) / 6,
    )


def _nearest_clause(part: Part, sentence: str, found: Sequence[Quantity]) -> float:
    """Coverage of the question by the clause that holds the thing asked for."""
    clauses = [c for c in re.split(r"[，；。]", sentence) if c]
    fitting = [c for c in clauses if holds(part.expected, part.text, c, quantities(c) if found else [])]
    return max((_share(part.terms, _found(part.terms, clause)) for clause in fitting), default=0.0)


def _common_run(question: str, sentence: str) -> int:
    """Length of the longest run of characters that `question` and `sentence` share."""
    longest = 0
    for start in range(len(question)):
        while start + longest < len(question) and question[start : start + longest + 1] in sentence:
            longest += 1
    return longest


def exact_name(to: Comparison, document: Document, sentence: str) -> bool:
    """Whether `sentence` lists an institution of the very place that the question names.

    A name that stands literally in a list is an exact hit, unless a number is asked for that the line lacks,
    or the document is that place's own and names its institutions in every line.
    """
    if to.asked.region is not None and document.region == to.asked.region.code:
        return False
    if not to.asked.places or (is_number(to.part.expected) and to.part.expected is not Expected.COUNT):
        return False
    return any(re.search(rf"{re.escape(place)}[^，。；]{{0,16}}?(?:学校|中心)", sentence) for place in to.asked.places)


def _names(places: Sequence[str], text: str) -> bool:
    return any(place in text for place in places)


def _same(claimed: Quantity, found: Quantity) -> bool:
    return claimed.unit == found.unit and claimed.value == found.value
