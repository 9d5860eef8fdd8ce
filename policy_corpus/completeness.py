"""Is a digest (要点) complete, true and in our own words? Held against the original's text.

The originals are not part of the repository, so the comparison runs where they are at hand. What the
digest rightly leaves out (scraper navigation, page counts) or adds (a count per city) is named in an
exceptions file with a reason; an exception that no longer matches anything is itself a problem.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.facts import Fact, FactKind, facts, normalise, same_number, squeeze
from policy_corpus.model import Document

SHORTEST_COPY = 20
"""Characters, without punctuation, from which an identical sentence counts as copied."""


class ProblemKind(StrEnum):
    """What is wrong with the digest."""

    MISSING = "missing"
    """The original states it, the digest does not."""
    INVENTED = "invented"
    """The digest states it, the original does not."""
    COPIED = "copied"
    """A sentence of the digest is a sentence of the original."""
    UNUSED_EXCEPTION = "unused_exception"
    """An exception matches neither text."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One located problem; `str(problem)` says what it is and what to do."""

    kind: ProblemKind
    fact: str
    """What is missing, invented or copied, as it stands in its text."""
    line: int = 0
    """Line of the original, from 1; 0 where the fact stands only in the digest."""
    label: str = ""
    """Provision of the digest, empty for a fact of the original or of the digest's head."""
    fact_kind: FactKind | None = None

    def __str__(self) -> str:
        what = f"{self.fact_kind or ''}“{self.fact}”"
        where = f"条款“{self.label}”" if self.label else "开头信息"
        match self.kind:
            case ProblemKind.MISSING:
                return f"原文第{self.line}行：{what}在要点里找不到。请补进要点，或在例外清单里写明理由。"
            case ProblemKind.INVENTED:
                return f"要点{where}：{what}在原文里找不到。请改正，或在例外清单里写明理由。"
            case ProblemKind.COPIED:
                return f"要点{where}：“{self.fact}”与原文第{self.line}行逐字相同。请换成自己的话。"
            case ProblemKind.UNUSED_EXCEPTION:
                return f"例外清单：“{self.fact}”在原文和要点里都找不到。请删除这一条。"


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The exceptions file of one digest."""

    original: str
    """File name of the original."""
    reasons: Mapping[str, str]
    """Snippet of the original (or, where the original lacks it, of the digest) to its reason."""
    first_line: int = 1
    """Part of the file that holds this document, where one file holds several; both lines included."""
    last_line: int | None = None

    def part(self, content: str) -> str:
        """`content` with the lines outside the part emptied, so that line numbers stay true."""
        lines = content.split("\n")
        last = len(lines) if self.last_line is None else self.last_line
        return "\n".join(line if self.first_line <= n <= last else "" for n, line in enumerate(lines, start=1))


def read_exceptions(path: Path) -> Exceptions:
    """Read `<slug>.exceptions.toml`.

    Raises `CorpusError` naming the file when it is malformed or gives an exception without a reason.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        reasons = {entry["text"]: entry["reason"] for entry in data.get("exception", [])}
        if not all(text.strip() and reason.strip() for text, reason in reasons.items()):
            raise ValueError("text 和 reason 都不能为空")
        return Exceptions(data["original"], reasons, data.get("first_line", 1), data.get("last_line"))
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise CorpusError(f"{path.name}：例外清单有误（{error}）。请改正后重试。") from error


def missing_facts(original: str, digest: Document, exceptions: Mapping[str, str]) -> tuple[Problem, ...]:
    """Facts of `original` that `digest` lacks, facts of `digest` that `original` lacks, unused exceptions.

    `exceptions` maps a snippet to its reason: where the original contains the snippet, its facts there
    are not asked for; otherwise its facts in the digest are not held against the original.
    """
    source = normalise(original)
    parts = _parts(digest)
    problems = []
    for text in sorted(exceptions, key=len, reverse=True):
        snippet = normalise(text).strip()
        blank = re.sub(r"[^\n]", " ", snippet)
        if snippet and snippet in source:
            source = source.replace(snippet, blank)
        elif snippet and any(snippet in part.text for part in parts):
            parts = [part.without(snippet, blank) for part in parts]
        else:
            problems.append(Problem(ProblemKind.UNUSED_EXCEPTION, text))
    stated = _Stated.of([part.text for part in _with_headings(digest, _parts(digest))])
    given = _Stated.of([normalise(original)])
    problems += [
        Problem(ProblemKind.MISSING, fact.text, fact.line, fact_kind=fact.kind)
        for fact in _unique(facts(source))
        if not stated.has(fact)
    ]
    problems += [
        Problem(ProblemKind.INVENTED, fact.text, label=part.label, fact_kind=fact.kind)
        for part in parts
        for fact in _unique(facts(part.text))
        if fact.kind not in (FactKind.INSTITUTION, FactKind.ADDRESSEE) and not given.has(fact)
    ]
    return tuple(problems)


def copied_sentences(original: str, digest: Document, exceptions: Mapping[str, str]) -> tuple[Problem, ...]:
    """Sentences of `SHORTEST_COPY` characters or more that stand in both texts, punctuation aside.

    Titles in 《》 and lists of institutions do not count. A snippet in `exceptions` excuses the
    sentences that it contains.
    """
    excused = [_letters(text) for text in exceptions]
    names = {fact.line for fact in facts(normalise(original)) if fact.kind is FactKind.INSTITUTION}
    theirs = [sentence for sentence in _sentences(original) if sentence[2] not in names]
    whole = "".join(letters for letters, _, _ in theirs)
    problems = []
    for provision in digest.provisions:
        ours = _sentences(provision.text)
        body = "".join(letters for letters, _, _ in ours)
        copies = [(letters, shown, _line_of(letters, theirs)) for letters, shown, _ in ours if letters in whole]
        copies += [(letters, shown, line) for letters, shown, line in theirs if letters in body]
        for letters, (shown, line) in {letters: (shown, line) for letters, shown, line in copies}.items():
            if len(letters) >= SHORTEST_COPY and not any(letters in text for text in excused):
                problems.append(Problem(ProblemKind.COPIED, shown, line, provision.label))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class _Part:
    """Normalised text of the digest's head (label empty) or of one provision."""

    label: str
    text: str

    def without(self, snippet: str, blank: str) -> "_Part":
        return _Part(self.label, self.text.replace(snippet, blank))


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _parts(digest: Document) -> list[_Part]:
    head = [
        digest.number,
        digest.title,
        *(_day(d) for d in (digest.issued, digest.effective, digest.expires)),
        *digest.issuers,
        *digest.addressees,
        *digest.copied_to,
        *digest.supersedes,
        digest.source,
        digest.source_url,
    ]
    parts = [_Part("", normalise("\n".join(line for line in head if line)))]
    for provision in digest.provisions:
        readings = [reading.text for reading in provision.readings]
        parts.append(_Part(provision.label, normalise("\n".join([provision.text, *readings]))))
    return parts


def _with_headings(digest: Document, parts: list[_Part]) -> list[_Part]:
    """Labels and headings state facts too (第七条, a total in brackets), but are no text to hold against the original.

    Readings are interpretation: a fact that only a reading states is not stated by the digest.
    """
    headings = [_Part(p.label, normalise("\n".join([p.label, *p.heading_path, p.text]))) for p in digest.provisions]
    return [parts[0], *headings]


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a text states, to look facts up in."""

    keys: frozenset[tuple[FactKind, str]]
    values: frozenset[str]
    """Numerals without their units."""
    squeezed: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, texts: list[str]) -> "_Stated":
        found = [fact for text in texts for fact in facts(text)]
        return cls(
            keys=frozenset((fact.kind, fact.key) for fact in found),
            values=frozenset(re.sub(r"[^\d.]+$", "", fact.key) for fact in found if fact.kind is FactKind.NUMERAL),
            squeezed="\n".join(squeeze(text) for text in texts),
            paragraphs=tuple(line for text in texts for line in text.split("\n")),
        )

    def has(self, fact: Fact) -> bool:
        """Whether the text states `fact`; names and terms are looked up as characters."""
        if (fact.kind, fact.key) in self.keys:
            return True
        if fact.kind is FactKind.NUMERAL:
            return fact.key.replace(".", "", 1).isdigit() and fact.key in self.values
        if fact.kind is FactKind.DOCUMENT_NUMBER:
            return any(kind is fact.kind and same_number(fact.key, key) for kind, key in self.keys)
        if fact.kind in (FactKind.DATE, FactKind.ORDINAL):
            return False
        if fact.kind is FactKind.INSTITUTION:
            city, _, name = fact.key.rpartition(">")
            return any(name in line and city in line for line in self.paragraphs)
        return fact.key in self.squeezed


def _unique(found: tuple[Fact, ...]) -> Iterator[Fact]:
    """The first fact of each kind and key, in the order of lines."""
    seen = set()
    for fact in sorted(found, key=lambda fact: fact.line):
        if (fact.kind, fact.key) not in seen:
            seen.add((fact.kind, fact.key))
            yield fact


def _letters(text: str) -> str:
    return re.sub(r"[^\w%+]|_", "", normalise(text))


def _sentences(text: str) -> list[tuple[str, str, int]]:
    """Each sentence of a text without titles in 《》: its letters, as it stands, its line."""
    sentences = []
    for number, line in enumerate(text.split("\n"), start=1):
        untitled = re.sub(r"《[^》]*》+", "", line)
        for sentence in re.split(r"[。；;！？!?]", untitled):
            if letters := _letters(sentence):
                sentences.append((letters, sentence.strip(), number))
    return sentences


def _line_of(letters: str, sentences: list[tuple[str, str, int]]) -> int:
    """Line of the sentence that contains `letters`; 0 where they run over several sentences."""
    return next((line for candidate, _, line in sentences if letters in candidate), 0)
