"""The arithmetic of the benchmarks; their figures themselves are asserted nowhere."""

import gzip
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from indexer import building, generation
from indexer.catalog import Catalog
from indexer.embedding import Progress, Vectors
from policy_corpus.model import Provision
from records import standings
from records.database import Database
from records.ledger import effective
from tests.evaluation.bench import report, standings_fill, stard
from tests.evaluation.bench.building import changed
from tests.evaluation.bench.machine import run, size
from tests.evaluation.bench.metering import BuildClock, CachedEmbedding, WithoutSentences
from tests.evaluation.bench.stard_figures import recall, reciprocal
from tests.records.databases import Templates, each_kind


class Lengths:
    """An embedding that tells the length of a text; after `patience` texts it fails."""

    name = "lengths"

    def __init__(self, patience: int = 1_000_000) -> None:
        self.made = 0
        self._patience = patience

    def embed_query(self, text: str) -> list[float]:
        return [float(len(text))]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if self.made + len(texts) > self._patience:
            raise MemoryError
        self.made += len(texts)
        return np.array(self.embed_documents(list(texts)), np.float32)


def test_percentile_is_a_value_that_was_measured() -> None:
    """The nearest rank is taken, nothing is interpolated."""
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [report.percentile(values, share) for share in (0.0, 0.5, 0.95, 1.0)] == [1.0, 3.0, 5.0, 5.0]


def test_recall_counts_every_relevant_provision() -> None:
    """Two of three relevant ones among the first five are two thirds."""
    found, relevant = [9, 1, 8, 2, 7, 3], frozenset({1, 2, 3})
    assert recall(found, relevant, 5) == pytest.approx(2 / 3)
    assert recall(found, relevant, 1) == 0.0


def test_reciprocal_rank_ends_at_the_cut() -> None:
    """The first relevant one counts, and one behind the cut does not."""
    found = list(range(12))
    assert reciprocal(found, frozenset({3, 5})) == pytest.approx(1 / 4)
    assert reciprocal(found, frozenset({11})) == 0.0


def test_put_replaces_only_its_own_part(tmp_path: Path) -> None:
    """What stands outside the markers stays, and backslashes are taken as they are."""
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- bench:x -->\nold\n<!-- end:x -->\nb\n<!-- bench:y -->\n<!-- end:y -->\n", encoding="utf-8")
    report.put("x", "new \\1", page)
    report.put("x", "newer \\1", page)
    expected = "a\n<!-- bench:x -->\nnewer \\1\n<!-- end:x -->\nb\n<!-- bench:y -->\n<!-- end:y -->\n"
    assert page.read_text(encoding="utf-8") == expected


def test_put_names_the_missing_markers(tmp_path: Path) -> None:
    """A page without the place is refused rather than left as it was."""
    page = tmp_path / "page.md"
    page.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="bench:x"):
        report.put("x", "new", page)


def test_cached_vectors_survive_and_cost_what_they_cost(tmp_path: Path) -> None:
    """A second run makes only what is new, in the order that was asked for, and reports the first run's time."""
    inner = Lengths()
    first = CachedEmbedding(inner, tmp_path / "vectors.db")
    first.documents(["一", "二二"])
    second = CachedEmbedding(inner, tmp_path / "vectors.db")
    vectors = second.documents(["三三三", "二二", "一", "二二"])
    assert vectors.tolist() == [[3.0], [2.0], [1.0], [2.0]]
    assert inner.made == 3
    assert second.calls[0].wall > first.calls[0].wall > 0


def test_a_crash_loses_only_the_open_chunk(tmp_path: Path) -> None:
    """Chunks that were finished before the failure are there for the next run."""
    texts = [str(number) for number in range(5000)]
    with pytest.raises(MemoryError):
        CachedEmbedding(Lengths(patience=4500), tmp_path / "vectors.db").documents(texts)
    after = Lengths()
    CachedEmbedding(after, tmp_path / "vectors.db").documents(texts)
    assert after.made == 5000 - 4096


def test_no_texts_give_no_vectors(tmp_path: Path) -> None:
    """An incremental build may have nothing to embed."""
    cached = CachedEmbedding(Lengths(), tmp_path / "vectors.db")
    assert len(cached.documents([])) == 0


def test_a_run_is_measured_as_a_whole() -> None:
    """Status, output, time and memory of a process come back, also when it fails."""
    done = run(["sh", "-c", "echo 研修; exit 3"])
    assert (done.status, done.output) == (3, "研修\n")
    assert done.wall > 0
    assert done.peak > 0


@pytest.mark.parametrize("kind", each_kind())
async def test_invented_ledgers_are_such_as_the_product_writes(kind: str, tmp_path: Path) -> None:
    """Ten entries a teacher, each of which can be followed, with the indexes that the tables had before."""
    with closing(Templates(tmp_path)) as templates:
        (home := tmp_path / "home").mkdir()
        async with templates.database(kind, home) as database:
            before = await _indexes(database, kind)
            standings_fill.fill(database.engine.url.render_as_string(hide_password=False), 60)
            assert await _indexes(database, kind) == before
            async with database.read() as session:
                held = [case async for some in standings.stream(session) for case in some]
    assert [len(case.entries) for case in held] == [standings_fill.PER_TEACHER] * 60
    found = [effective(case.entries) for case in held]
    assert [one.problems for one in found] == [()] * 60
    assert {one.pending for ledger in found for one in ledger.held} == {True, False}
    assert any(case.facts.leaves for case in held)
    assert any(len(case.facts.regions) > 1 for case in held)


async def _indexes(database: Database, kind: str) -> list[str | None]:
    """The statements that would make them."""
    wanted = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY name",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
    }
    async with database.read() as session:
        return list(await session.scalars(text(wanted[kind])))


def test_size_counts_a_file_with_two_names_once(tmp_path: Path) -> None:
    """Hard links, as pip makes from its cache, weigh nothing."""
    (tmp_path / "a").write_bytes(b"x" * 100_000)
    before = size(tmp_path)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert size(tmp_path) == before


def _entries(folder: Path) -> list[stard.Entry]:
    names = ("关于第二百六十四条的解释第一条", "甲法第一条", "甲法第二条之一", "乙法第一条")
    rows = (json.dumps({"id": number, "name": name, "text": name}) for number, name in enumerate(names))
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress("\n".join(rows).encode()))
    return stard.entries(folder)


def test_a_law_and_its_article_are_told_apart(tmp_path: Path) -> None:
    """The article is the last one in the name; a title may name another."""
    laws = [
        (document.title, [p.label for p in document.provisions]) for document in stard.documents(_entries(tmp_path))
    ]
    assert laws == [
        ("关于第二百六十四条的解释", ["第一条"]),
        ("甲法", ["第一条", "第二条之一"]),
        ("乙法", ["第一条"]),
    ]


def test_a_smaller_run_has_every_relevant_provision(tmp_path: Path) -> None:
    """The relevant ones come first, then others, in the order of the file."""
    entries = _entries(tmp_path)
    assert [entry.id for entry in stard.some(entries, frozenset({3}), 1)] == [3]
    assert [entry.id for entry in stard.some(entries, frozenset({3}), 2)] == [0, 3]
    assert stard.some(entries, frozenset({3}), 100) == entries


def test_one_changed_document_changes_one_provision(tmp_path: Path) -> None:
    """The incremental build is measured on a change of one sentence."""
    before = stard.documents(_entries(tmp_path))
    after = changed(before)
    assert [b == a for b, a in zip(before, after, strict=True)] == [False, True, True]
    assert after[0].provisions[0].text.startswith(before[0].provisions[0].text)


@pytest.mark.parametrize("whole", [True, False])
def test_a_build_is_split_into_its_parts(whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the number of texts at a time; without the vectors of sentences these, and only these, are zeros."""
    monkeypatch.setattr(building, "_AT_A_TIME", 2)
    cached = (CachedEmbedding if whole else WithoutSentences)(Lengths(), tmp_path / "vectors.db")
    clock = BuildClock(cached)
    provisions = tuple(Provision(f"第{n}条", (), "应当登记。" * n + "可以申诉。", n) for n in range(5))
    law = replace(stard.documents(_entries(tmp_path))[0], provisions=provisions)
    folder = generation.build(
        home=tmp_path, documents=[law], corpus_hash="parts", embedding=cached, progress=clock.progress
    )
    parts = clock.parts()
    passages = generation.manifest(folder).passages
    assert f"vectors of {passages:,} provisions" in parts
    assert ("vectors of 0 sentences" in parts) == (not whole)
    assert "vectors of 0 words" not in parts
    assert all(seconds >= 0 for seconds in parts.values())
    with closing(Catalog(folder / "catalog.db")) as held:
        assert all(held.vectors([number])[number].any() for number in range(passages))
        sentences = held.sentence_vectors(range(passages))
    assert len(sentences) > 2
    assert any(vector.any() for vector in sentences.values()) == whole
