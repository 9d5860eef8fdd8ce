"""Generations: built beside the live one, switched to in one step, none lost to a crash."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from filelock import FileLock

from indexer import generation
from indexer.catalog import Catalog
from indexer.dense import DenseIndex
from indexer.embedding import BundledEmbedding, Progress, Vectors
from indexer.generation import BuildError
from indexer.lexical import LexicalIndex
from indexer.service import open_assistant
from policy_corpus.store import Corpus
from tests.indexer import invented
from tests.indexer.conftest import Small

ROOT = Path(__file__).resolve().parents[2]
ALLOWANCE = "乡村教师每月发放岗位津贴700元。"


class Watched:
    """The real embedding, which remembers what it embedded and fails when told to."""

    def __init__(self, real: BundledEmbedding, name: str = "") -> None:
        self.name = name or real.name
        self.texts: list[str] = []
        self.calls_left = 99
        self._real = real

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._real.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts, as lists."""
        return self._real.embed_documents(texts)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors of texts; `MemoryError` when no call is left."""
        if not self.calls_left:
            raise MemoryError
        self.calls_left -= 1
        self.texts += texts
        return self._real.documents(texts, progress)


def silent(stage: str, done: int, total: int) -> None:
    """Hears progress and says nothing."""


@dataclass
class Place:
    """A data directory with a corpus of one short draft."""

    base: Path
    embedding: Watched

    @property
    def home(self) -> Path:
        """The data directory."""
        return self.base / "数据 目录"

    @property
    def corpus(self) -> Corpus:
        """What its digests say now."""
        return Corpus(self.home, self.base / "shipped")

    def amend(self, old: str, new: str) -> None:
        """Change the draft's text."""
        path = self.base / "shipped" / "draft.md"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def build(self, progress: generation.Progress = silent, *, anew: bool = False) -> Path:
        """Build what the corpus holds now."""
        corpus = self.corpus
        return generation.build(
            home=self.home,
            documents=corpus.documents(),
            corpus_hash=corpus.content_hash(),
            embedding=self.embedding,
            progress=progress,
            anew=anew,
        )

    def try_out(self) -> Path:
        """Build what the corpus holds now in a data directory of its own, and keep it for the switch."""
        corpus, beside = self.corpus, self.home / "beside"
        shutil.rmtree(beside, ignore_errors=True)
        generation.lend(self.home, corpus.content_hash(), self.embedding.name, beside)
        made = generation.build(
            home=beside,
            documents=corpus.documents(),
            corpus_hash=corpus.content_hash(),
            embedding=self.embedding,
            progress=silent,
        )
        generation.keep_tried(self.home, made)
        return generation.root(self.home) / "tried"

    def folders(self) -> list[str]:
        """Names of the folders of generations."""
        return sorted(p.name for p in generation.root(self.home).iterdir() if p.is_dir())

    def serves(self) -> str:
        """All text of the live generation, after a look into each of its parts."""
        folder = generation.current(self.home)
        assert folder is not None
        catalog, dense = Catalog(folder / "catalog.db"), DenseIndex(folder / "chroma")
        passages = catalog.passages(range(100))
        assert len(passages) == dense.size == LexicalIndex(folder / "lexical").size
        dense.close()
        return "\n".join(p.text for p in passages.values())


@pytest.fixture
def place(tmp_path: Path, embedding: BundledEmbedding) -> Place:
    """A data directory without an index."""
    invented.write(tmp_path / "shipped", ("draft.md",))
    return Place(tmp_path, Watched(embedding))


def test_nothing_is_live_before_the_first_build(place: Place) -> None:
    """Without an index there is no current generation and nothing is up to date."""
    assert generation.current(place.home) is None
    assert not generation.is_current(place.home, "any", place.embedding.name)


def test_the_manifest_says_what_a_generation_was_made_of(small: Small) -> None:
    """Format, corpus, embedding and sizes stand in the manifest, which is readable as JSON."""
    made = generation.manifest(small.folder)
    assert made.corpus == small.corpus.content_hash()
    assert made.embedding == small.embedding.name
    assert made.dimension == small.embedding.dimension
    assert made.documents == len(small.corpus.documents()) == 5
    assert made.passages == small.lexical.size == small.dense.size
    assert json.loads((small.folder / "generation.json").read_text())["passages"] == made.passages
    assert generation.is_current(small.home, made.corpus, made.embedding)


def test_the_old_generation_serves_until_the_new_one_is_whole(place: Place) -> None:
    """At every stage of a build the live generation is the old one, complete; then at once the new one."""
    first = place.build()
    place.amend("700元", "800元")
    heard: dict[str, Path | None] = {}

    def progress(stage: str, done: int, total: int) -> None:
        heard[stage] = generation.current(place.home)
        assert 0 <= done <= total
        if stage == "建立向量索引":
            assert ALLOWANCE in place.serves()

    second = place.build(progress)
    assert len(heard) >= 3
    assert set(heard.values()) == {first}
    assert generation.current(place.home) == second != first
    assert "800元" in place.serves()


def test_vectors_of_unchanged_texts_are_reused(place: Place) -> None:
    """After a change of one provision only that provision and what is new in it are embedded."""
    place.build()
    place.embedding.texts.clear()
    place.amend("乡村教师每月发放岗位津贴700元。", "乡村教师每月发放岗位津贴700元。边远学校另加90元。")
    made = generation.manifest(place.build())
    assert made.passages - made.reused == 1
    assert place.embedding.texts
    assert all("津贴" in text or "边远" in text or len(text) <= 6 for text in place.embedding.texts)
    assert not any("轮岗" in text for text in place.embedding.texts)


def test_nothing_is_built_for_an_unchanged_corpus(place: Place) -> None:
    """Building again returns the live generation and embeds nothing."""
    live = place.build()
    place.embedding.texts.clear()
    assert place.build() == live
    assert place.embedding.texts == []
    assert place.folders() == [live.name]


def test_an_embedding_that_fails_midway_changes_nothing(place: Place) -> None:
    """The old generation goes on serving; the next build sweeps what was left, whether it fails or succeeds."""
    live = place.build()
    place.amend("700元", "800元")
    for _ in range(2):
        place.embedding.calls_left = 0
        with pytest.raises(MemoryError):
            place.build()
    assert len(place.folders()) == 2
    assert generation.current(place.home) == live
    assert ALLOWANCE in place.serves()
    place.embedding.calls_left = 99
    made = place.build()
    assert "800元" in place.serves()
    assert place.folders() == sorted({live.name, made.name})


def test_half_built_folders_are_swept(place: Place) -> None:
    """A folder without a manifest is never served, and the next build removes it."""
    half = generation.root(place.home) / "g000007"
    (half / "lexical").mkdir(parents=True)
    (half / "catalog.db").write_bytes(b"SQLite format 3\0 and no more")
    (generation.root(place.home) / "current").write_text("g000007")
    assert generation.current(place.home) is None
    made = place.build()
    assert place.folders() == [made.name]
    assert ALLOWANCE in place.serves()


def test_what_killed_builds_left_goes_when_the_index_is_opened(place: Place) -> None:
    """Whole or half: only the live one, the one before and the tried one stay; of a corpus that is live, too."""
    before = place.build()
    place.amend("700元", "800元")
    live = place.build()
    root = generation.root(place.home)
    shutil.copytree(live, root / "g000008")
    (root / "g000009" / "lexical").mkdir(parents=True)
    place.amend("800元", "900元")
    place.try_out()
    place.amend("900元", "800元")
    corpus = place.corpus
    open_assistant(corpus=corpus, home=place.home, embedding=place.embedding).close()
    assert place.folders() == sorted({before.name, live.name, "tried"})


def test_nothing_is_swept_while_somebody_builds(place: Place) -> None:
    """What another process is building is not taken for litter."""
    place.build()
    half = generation.root(place.home) / "g000002"
    half.mkdir()
    with FileLock(generation.root(place.home) / "lock"):
        generation.tidy(place.home)
        assert half.is_dir()
    generation.tidy(place.home)
    assert not half.exists()


def test_two_generations_are_kept(place: Place) -> None:
    """The generation before stays for those who still read it; older ones go."""
    made = [place.build()]
    for before, after in (("700元", "710元"), ("710元", "720元")):
        place.amend(before, after)
        made.append(place.build())
    assert place.folders() == sorted(folder.name for folder in made[-2:])
    assert generation.current(place.home) == made[-1]
    assert "720元" in place.serves()


def test_a_tried_generation_is_switched_to(place: Place) -> None:
    """It reuses vectors when it is built, serves nobody before the switch, and is built no second time."""
    live = place.build()
    place.amend("700元", "800元")
    place.embedding.texts.clear()
    tried = place.try_out()
    assert generation.manifest(tried).passages - generation.manifest(tried).reused == 1
    assert not any("轮岗" in text for text in place.embedding.texts)
    assert generation.current(place.home) == live
    inode = (tried / "catalog.db").stat().st_ino
    place.embedding.texts.clear()
    made = place.build()
    assert (place.embedding.texts, "800元" in place.serves()) == ([], True)
    assert (made / "catalog.db").stat().st_ino == inode
    assert place.folders() == sorted({live.name, made.name})


def test_only_the_last_tried_generation_is_kept(place: Place) -> None:
    """Lent again it needs no work; another takes its place; of another corpus or embedding it is not used."""
    place.build()
    place.amend("700元", "800元")
    place.try_out()
    place.embedding.texts.clear()
    place.try_out()
    assert place.embedding.texts == []
    place.amend("800元", "900元")
    place.try_out()
    assert place.folders() == ["g000001", "tried"]
    place.amend("900元", "950元")
    place.build()
    assert "950元" in place.serves()
    assert place.folders() == ["g000001", "g000002"]
    place.amend("950元", "960元")
    place.try_out()
    place.embedding.name = "another-model@1"
    assert generation.manifest(place.build()).embedding == "another-model@1"


def test_a_generation_of_which_a_part_was_deleted_is_not_switched_to(place: Place) -> None:
    """A process that dies while it sweeps leaves a folder that nobody takes for a whole generation."""
    place.build()
    place.amend("700元", "800元")
    tried = place.try_out()
    (tried / "generation.json").unlink()
    shutil.rmtree(tried / "chroma")
    place.build()
    assert "800元" in place.serves()
    assert place.folders() == ["g000001", "g000002"]


def test_building_anew_takes_over_nothing(place: Place) -> None:
    """Every vector is made again, and the old generation serves until the new one does."""
    live = place.build()
    place.embedding.texts.clear()
    place.embedding.calls_left = 0
    with pytest.raises(MemoryError):
        place.build(anew=True)
    assert generation.current(place.home) == live
    place.embedding.calls_left = 99
    made = place.build(anew=True)
    assert made != live
    assert generation.manifest(made).reused == 0
    assert any("轮岗" in text for text in place.embedding.texts)
    assert generation.current(place.home) == made


def test_another_embedding_is_never_mixed_in(place: Place, embedding: BundledEmbedding) -> None:
    """An index by another embedding is not current, and not one of its vectors is reused."""
    live = place.build()
    other = Watched(embedding, name="another-model@1")
    assert not generation.is_current(place.home, place.corpus.content_hash(), other.name)
    place.embedding = other
    made = place.build()
    assert made != live
    assert generation.manifest(made).embedding == "another-model@1"
    assert generation.manifest(made).reused == 0
    assert any("轮岗" in text for text in other.texts)


def test_an_older_format_is_rebuilt(place: Place) -> None:
    """A generation of another format is not current, and the next build takes nothing from it."""
    live = place.build()
    card = live / "generation.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"format": generation.FORMAT - 1}))
    assert not generation.is_current(place.home, place.corpus.content_hash(), place.embedding.name)
    made = place.build()
    assert generation.manifest(made).format == generation.FORMAT
    assert generation.manifest(made).reused == 0


def test_a_second_thread_is_told_to_wait(place: Place) -> None:
    """While one thread builds, another gets a sentence at once and no half-built folder is touched."""
    started, go_on = Event(), Event()

    def wait(stage: str, done: int, total: int) -> None:
        started.set()
        assert go_on.wait(30)

    builder = Thread(target=place.build, args=(wait,))
    builder.start()
    try:
        assert started.wait(30)
        half = place.folders()
        with pytest.raises(BuildError, match="正在建立索引"):
            place.build()
        assert place.folders() == half
    finally:
        go_on.set()
        builder.join()
    assert ALLOWANCE in place.serves()


_BUILDER = """
import sys, time
from pathlib import Path
from indexer import generation
from indexer.embedding import BundledEmbedding
from policy_corpus.store import Corpus

def progress(stage, done, total):
    if stage == "建立向量索引":
        print("half", flush=True)
        time.sleep(100)

home = Path(sys.argv[1])
corpus = Corpus(home, Path(sys.argv[2]))
generation.build(home=home, documents=corpus.documents(), corpus_hash=corpus.content_hash(),
                 embedding=BundledEmbedding(threads=1), progress=progress)
"""


@dataclass
class Killed:
    """A place where a second process was killed in the middle of a build."""

    place: Place
    live: Path
    half: str
    refusal: str
    """What this process was told while the other one was building."""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, embedding: BundledEmbedding) -> Killed:
    """Another process has the vectors half written, and is killed with `kill -9`."""
    base = tmp_path_factory.mktemp("killed")
    invented.write(base / "shipped", ("draft.md",))
    place = Place(base, Watched(embedding))
    live = place.build()
    place.amend("700元", "800元")
    command = [sys.executable, "-c", _BUILDER, str(place.home), str(base / "shipped")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        (half,) = set(place.folders()) - {live.name}
        with pytest.raises(BuildError) as refused:
            place.build()
        os.kill(process.pid, signal.SIGKILL)
    return Killed(place, live, half, str(refused.value))


def test_a_second_process_is_told_to_wait(killed: Killed) -> None:
    """The sentence says that another process is building and what to do."""
    assert "另一个进程正在建立索引" in killed.refusal
    assert "再试" in killed.refusal


def test_a_killed_build_leaves_the_live_generation(killed: Killed) -> None:
    """After `kill -9` the old generation serves whole; the lock is free, and the next build sweeps the rest."""
    assert (generation.root(killed.place.home) / killed.half / "chroma").is_dir()
    assert generation.current(killed.place.home) == killed.live
    assert ALLOWANCE in killed.place.serves()
    made = killed.place.build()
    assert "800元" in killed.place.serves()
    assert killed.place.folders() == sorted({killed.live.name, made.name})
