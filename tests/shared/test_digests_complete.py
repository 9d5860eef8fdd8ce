"""Every shipped digest (要点) held against the text that it restates."""

from dataclasses import replace
from pathlib import Path

import pytest

import policy_corpus
from policy_corpus.completeness import Exceptions, ProblemKind, copied_sentences, missing_facts, read_exceptions
from policy_corpus.digest import read_digest
from policy_corpus.facts import FactKind
from policy_corpus.model import Document
from policy_corpus.parser import parse_originals

pytestmark = pytest.mark.shared

ORIGINALS = Path(__file__).resolve().parents[3] / "shared" / "policy_documents"
DIGESTS = Path(policy_corpus.__file__).parent / "documents"
SLUGS = sorted(path.stem for path in DIGESTS.glob("*.md"))


def _load(slug: str) -> tuple[str, Document, Exceptions]:
    exceptions = read_exceptions(DIGESTS / f"{slug}.exceptions.toml")
    original = exceptions.part((ORIGINALS / exceptions.original).read_text(encoding="utf-8"))
    return original, read_digest(DIGESTS / f"{slug}.md"), exceptions


def test_every_original_has_a_digest() -> None:
    """The six documents in the five files are all there, and no original is left without a digest."""
    assert len(SLUGS) >= 6
    named = {read_exceptions(DIGESTS / f"{slug}.exceptions.toml").original for slug in SLUGS}
    assert {path.name for path in ORIGINALS.glob("*.txt")} <= named


@pytest.mark.parametrize("slug", SLUGS)
def test_states_every_fact_and_no_other(slug: str) -> None:
    """Every number, date, 文号, title and institution of the original is in the digest, and the reverse."""
    original, digest, exceptions = _load(slug)
    assert [str(problem) for problem in missing_facts(original, digest, exceptions.reasons)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_states_each_fact_under_its_own_label(slug: str) -> None:
    """The digest has the original's provisions, and each states the facts of its own, not of a neighbour."""
    _, digest, exceptions = _load(slug)
    content = (ORIGINALS / exceptions.original).read_text(encoding="utf-8")
    parsed = parse_originals(content, name=exceptions.original)
    (original,) = (d for d in parsed if (d.number or d.title) == (digest.number or digest.title))
    assert [p.label for p in original.provisions] == [p.label for p in digest.provisions]
    for theirs, ours in zip(original.provisions, digest.provisions, strict=True):
        problems = missing_facts(
            "\n".join([*theirs.heading_path, theirs.text]), replace(digest, provisions=(ours,)), {}
        )
        missing = [p for p in problems if p.kind is ProblemKind.MISSING and p.fact_kind is not FactKind.ADDRESSEE]
        assert [f"{ours.label}：{problem}" for problem in missing] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_is_in_our_own_words(slug: str) -> None:
    """No longer sentence of the digest is a sentence of the original."""
    original, digest, exceptions = _load(slug)
    assert [str(problem) for problem in copied_sentences(original, digest, exceptions.reasons)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lost_text_is_noticed(slug: str) -> None:
    """The check is not blind: of a digest that has its head alone, facts are missing."""
    original, digest, exceptions = _load(slug)
    problems = missing_facts(original, replace(digest, provisions=()), exceptions.reasons)
    assert ProblemKind.MISSING in {problem.kind for problem in problems}
