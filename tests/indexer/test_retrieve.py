"""Candidates: both channels fused, deep enough, never outside the scope."""

from collections.abc import Iterable
from datetime import date

import pytest

from indexer import generation
from indexer.catalog import Catalog
from indexer.dense import DenseIndex
from indexer.embedding import BundledEmbedding
from indexer.expect import Expected
from indexer.lexical import LexicalIndex
from indexer.retrieve import Candidate, Retriever
from indexer.scope import Scope, scope_of
from indexer.understand import Part
from policy_corpus.model import Document, Level, Provision, TextKind
from policy_corpus.regions import get
from tests.indexer.conftest import Small
from tests.indexer.invented import SICHUAN, YUNNAN

DAY = date(2026, 9, 1)


def part(text: str) -> Part:
    """A question without any understanding of its words."""
    return Part(text, Expected.WHAT, ())


@pytest.fixture(scope="module")
def retriever(small: Small) -> Retriever:
    """Finds candidates in the small index."""
    return Retriever(catalog=small.catalog, lexical=small.lexical, dense=small.dense, embedding=small.embedding)


def scope_in(small: Small, region: str) -> Scope:
    """The scope of a person in `region`."""
    return scope_of(small.catalog.documents, as_of=DAY, region=get(region), named=False, only=())


def names(found: Iterable[Candidate]) -> list[tuple[str, str]]:
    """Region and label of each candidate."""
    return [(c.passage.document.region, c.passage.label) for c in found]


def test_both_channels_agree_on_the_first(small: Small, retriever: Retriever) -> None:
    """What both channels put first is first, with rank, score and similarity of each."""
    best = retriever.retrieve(part("乡村教师每月发放岗位津贴"), scope_in(small, YUNNAN), 5)[0]
    assert names([best]) == [(YUNNAN, "第三条")]
    assert (best.lexical_rank, best.dense_rank) == (0, 0)
    assert best.lexical > 0
    assert 0.8 < best.cosine <= 1


def test_candidates_are_in_order_and_distinct(small: Small, retriever: Retriever) -> None:
    """Fused scores fall, no passage comes twice, and the limit holds."""
    found = retriever.retrieve(part("教师培训学时登记"), scope_in(small, SICHUAN), 6)
    assert len(found) == 6
    assert [c.fused for c in found] == sorted((c.fused for c in found), reverse=True)
    assert len({c.passage.id for c in found}) == 6


def test_what_only_meaning_finds_survives(small: Small, retriever: Retriever) -> None:
    """A question that shares no word with any provision still has candidates."""
    found = retriever.retrieve(part("薪水"), scope_in(small, YUNNAN), 50)
    assert found
    assert all(c.lexical == 0 and c.dense_rank < len(found) for c in found)


def test_the_scope_is_never_left(small: Small, retriever: Retriever) -> None:
    """Provisions of other regions and of older versions are no candidates, however well they fit."""
    for region in (SICHUAN, YUNNAN):
        scope = scope_in(small, region)
        for text in ("乡村教师岗位津贴", "教师每年脱产研修不少于六日", "骨干教师外出研修补助"):
            found = retriever.retrieve(part(text), scope, 100)
            assert found
            assert {id(c.passage.document) for c in found} == {id(d) for d in scope.documents}
            assert len(found) == sum(len(small.catalog.of_document(d)) for d in scope.documents)


def test_sentences_are_compared_on_their_own(small: Small, retriever: Retriever) -> None:
    """In a passage of several sentences the one that answers is nearest to the question."""
    passage = small.passage("规范四川省", "二(一)")
    (found,) = retriever.scored(part("新教师上岗前要接受多少培训"), [passage])
    nearest = max(found.sentence_cosines, key=lambda start: found.sentence_cosines[start])
    assert passage.text[nearest:].startswith("新任教师")


def office(region: str, level: Level, texts: Iterable[str]) -> Document:
    """An invented circular with these provisions."""
    provisions = tuple(Provision(f"第{n}条", (), text, n) for n, text in enumerate(texts, start=1))
    return Document("", f"{get(region).name}示例通知", "通知", ("示例局",), region, level, TextKind.DIGEST, provisions)


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory, embedding: BundledEmbedding) -> tuple[Catalog, Retriever]:
    """An index in which 230 provisions of one county stand before the two of another region."""
    many = office("130133", Level.COUNTY, [f"值班{n}" for n in range(230)])
    few = office(YUNNAN, Level.PROVINCE, ["值班须知：夜间由值班人员巡查校园。", "图书馆周末开放。"])
    home = tmp_path_factory.mktemp("deep")
    folder = generation.build(
        home=home,
        documents=(many, few),
        corpus_hash="deep",
        embedding=embedding,
        progress=lambda stage, done, total: None,
    )
    catalog = Catalog(folder / "catalog.db")
    lexical, dense = LexicalIndex(folder / "lexical"), DenseIndex(folder / "chroma")
    return catalog, Retriever(catalog=catalog, lexical=lexical, dense=dense, embedding=embedding)


def test_fifty_deep(deep: tuple[Catalog, Retriever]) -> None:
    """At least fifty candidates survive where there are as many."""
    catalog, retriever = deep
    assert len(retriever.retrieve(part("值班"), Scope(catalog.documents, ()), 1000)) >= 50


def test_a_small_region_is_not_crowded_out(deep: tuple[Catalog, Retriever]) -> None:
    """A region whose few provisions rank behind hundreds of another's is still searched whole."""
    catalog, retriever = deep
    scope = scope_of(catalog.documents, as_of=DAY, region=get(YUNNAN), named=False, only=())
    found = retriever.retrieve(part("值班值周"), scope, 10)
    assert names(found)[0] == (YUNNAN, "第1条")
    assert len(found) == 3
    assert {c.passage.document.region for c in found} == {YUNNAN}
