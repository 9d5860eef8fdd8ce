"""The evaluation questions, and how one reply is judged.

Odd lines of each file are the half on which the reader is tuned, even lines the half that is only reported.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from indexer.model import Answer, Question, Refusal
from policy_corpus import regions

FOLDER = Path(__file__).parent
FILES = ("policy_questions.jsonl", "law_questions.jsonl")
TODAY = date(2026, 11, 1)
"""The day on which questions without a day of their own are asked, so that results can be repeated."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right reply holds."""

    set: str
    half: str
    """`tuned` or `kept`."""
    question: Question
    values: dict[str, Any]

    @property
    def id(self) -> str:
        """Name of the question, unique over all files."""
        return str(self.values["id"])

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.values["expect"] == "answered")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a reply compares with what was expected."""

    refused: bool
    facts: bool
    """Every fact is there and nothing forbidden is. For an unanswerable question: refused."""
    source: bool
    """A right document with a right label is cited."""


def cases() -> Iterator[Case]:
    """Every question of every evaluation file, in order."""
    for name in FILES:
        for number, values in enumerate(_read(FOLDER / name)):
            yield _case(name.split("_")[0], "kept" if number % 2 else "tuned", values)


def training() -> Iterator[Case]:
    """Further questions, written apart from the evaluation, that only the fitting sees."""
    for path in sorted((FOLDER / "training").glob("*.jsonl")):
        for values in _read(path):
            yield _case("training", "tuned", values)


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _case(name: str, half: str, values: dict[str, Any]) -> Case:
    region = regions.resolve(values["region"]) if values.get("region") else None
    day = date.fromisoformat(values["as_of"]) if values.get("as_of") else TODAY
    history = tuple(values.get("history", ()))
    return Case(name, half, Question(values["question"], day, region.code if region else "", history), values)


def judge(case: Case, reply: Answer | Refusal) -> Verdict:
    """Compare `reply` with what `case` expects."""
    text = plain(reply.text)
    values = case.values
    said = any(plain(word) in text for word in values.get("forbidden", ()))
    if isinstance(reply, Refusal):
        return Verdict(True, not case.answerable, not case.answerable)
    if not case.answerable:
        return Verdict(False, False, False)
    facts = all(any(plain(word) in text for word in group) for group in values.get("facts", ()))
    return Verdict(False, facts and not said, _source(values, reply))


def _source(values: dict[str, Any], reply: Answer) -> bool:
    documents = {plain(d) for d in values.get("documents", ())}
    right = [c for c in reply.citations if {plain(c.document_number), plain(c.title)} & documents]
    wanted = values.get("labels_all") or ([values["labels"]] if values.get("labels") else [])
    if not wanted:
        return bool(right)
    return all(any(_same_label(c.label, label) for c in right for label in group) for group in wanted)


def _same_label(cited: str, expected: str) -> bool:
    article = re.match(r"第[^条]+条", expected)
    return plain(cited) in (plain(expected), plain(article.group()) if article else "")


def plain(text: str) -> str:
    """NFKC without white space: the form in which texts are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
