"""A change tried on an index of its own before it goes live: what was tried is what serves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import change_trial
from bot.change import Change, apply, prepare
from bot.change_trial import Evaluation
from indexer import generation
from indexer.embedding import BundledEmbedding
from indexer.model import Question
from indexer.service import open_assistant
from policy_corpus.store import Corpus
from records.model import COMMAND_LINE
from records.probes import Asked
from tests.bot.memory import TODAY
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
FUNDS = "培训经费按工资总额的百分之几安排"
INDUCTION = "新任教师要完成多少学时岗前培训"


@dataclass
class Tried:
    """A corpus of two notices with a real index, where a change is tried before it goes live."""

    folder: Path
    embedding: BundledEmbedding
    asked: tuple[Asked, ...] = (Asked(INDUCTION, "", False),)
    stages: list[str] = field(default_factory=list)
    """What was heard of the progress."""

    @property
    def home(self) -> Path:
        """The data directory."""
        return self.folder / "home"

    @property
    def corpus(self) -> Corpus:
        """As another process sees it."""
        return notices.corpus(self.folder)

    def prepare(self, *texts: str) -> Change:
        """Prepare a change by these texts."""
        arrivals = [came(words, f"{place}.txt") for place, words in enumerate(texts)]
        return prepare(self.corpus, arrivals, home=self.home, today=TODAY, trial=self._trial)

    def _trial(self, beside: Corpus, folder: Path) -> Evaluation | None:
        return change_trial.tried(
            self.corpus, beside, folder, home=self.home, embedding=lambda: self.embedding, read=lambda work: self.asked,
            actor=COMMAND_LINE, as_of=TODAY, progress=self._hear,
        )  # fmt: skip

    def _hear(self, stage: str, done: int, total: int) -> None:
        self.stages.append(stage)

    def answer(self) -> str:
        """What the live index says by now of the hours of notice 8."""
        self.stages.clear()
        live = open_assistant(corpus=self.corpus, home=self.home, embedding=self.embedding, progress=self._hear)
        result = live.ask(Question(f"{number(8)}里在职教师每五年要完成多少学时培训？", TODAY))
        live.close()
        return result.text

    def built(self) -> bool:
        """Whether an index was built since the last answer."""
        return any("索引" in stage for stage in self.stages)

    def generations(self) -> set[str]:
        """What lies in the folder of the index, its lock and pointer aside."""
        return {path.name for path in generation.root(self.home).iterdir() if path.is_dir()}


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedding:
    """The bundled model, loaded once."""
    return BundledEmbedding(threads=1)


@pytest.fixture
def place(tmp_path: Path, bundled: BundledEmbedding) -> Tried:
    """The two notices and their index."""
    place = Tried(tmp_path, bundled)
    place.corpus.take([came(notices.text(8)), came(notices.text(9, subject="教师心理健康"), "九.txt")])
    assert "360学时" in place.answer()
    return place


def test_a_real_index_is_tried_before_the_switch(place: Tried) -> None:
    """A question whose provision goes is lost, and its frequent question lapses; nothing is switched to."""
    quoted = {"document_number": number(8), "title": place.corpus.get(number(8)).title, "label": "二"}
    place.asked = (Asked(FUNDS, "", True, {**quoted, "quote": "工资总额的1.5%"}), *place.asked)
    gone = "各地按照教师工资总额的1.5%安排培训经费。"
    texts = (notices.text(8, hours=400), notices.text(9, hours=400, subject="教师心理健康"))
    found = place.prepare(*(words.replace(gone, "各地要高度重视。") for words in texts))
    assert found.evaluation is not None
    assert (found.evaluation.asked, found.evaluation.answered) == (2, (2, 1))
    assert [one.probe.text for one in found.evaluation.lost] == [FUNDS]
    assert ([one.text for one in found.evaluation.lapsed], found.worse) == ([FUNDS], True)
    assert place.corpus.revision().number == 1
    assert "360学时" in place.answer()


def test_what_was_tried_is_what_serves(place: Tried) -> None:
    """The index that was tried goes live with the change; nothing is built a second time."""
    found = place.prepare(notices.text(8, hours=400))
    assert place.built()
    tried = generation.root(place.home) / "tried" / "catalog.db"
    inode = tried.stat().st_ino
    apply(found, place.corpus, now=NOW)
    assert "400学时" in place.answer()
    assert not place.built()
    live = generation.current(place.home)
    assert live is not None
    assert (live / "catalog.db").stat().st_ino == inode
    assert place.generations() == {"g000001", "g000002"}


def test_a_corpus_that_changed_in_between_is_built_anew(place: Tried) -> None:
    """What another process took in is in the index, and what was tried is in it no longer."""
    place.prepare(notices.text(8, hours=400))
    place.corpus.take([came(notices.text(8, hours=72), "别.txt")])
    assert "72学时" in place.answer()
    assert place.built()
    assert place.generations() == {"g000001", "g000002"}


def test_the_same_change_tried_again_is_not_built_again(place: Tried) -> None:
    """After a dry run, taking the change in tries the same index; of several trials only the last is kept."""
    place.prepare(notices.text(8, hours=72))
    place.prepare(notices.text(8, hours=400))
    place.stages.clear()
    found = place.prepare(notices.text(8, hours=400))
    assert not place.built()
    assert found.evaluation is not None
    assert place.generations() == {"g000001", "tried"}
    apply(found, place.corpus, now=NOW)
    assert "400学时" in place.answer()
    assert not place.built()


def test_a_rollback_brings_the_index_back(place: Tried) -> None:
    """The generation before is switched to again, for it is of just that corpus."""
    apply(place.prepare(notices.text(8, hours=400)), place.corpus, now=NOW)
    assert "400学时" in place.answer()
    place.corpus.roll_back()
    assert "360学时" in place.answer()
    assert not place.built()


def test_the_same_texts_need_no_trial(place: Tried) -> None:
    """A file that the corpus has already is not tried."""
    assert place.prepare(notices.text(8)).evaluation is None


def test_what_a_killed_trial_left_is_swept(place: Tried) -> None:
    """The next candidate sweeps those whose process is gone, and none that is in use."""
    (place.home / ".candidate-killed" / "corpus").mkdir(parents=True)
    with (
        change_trial.candidate(place.corpus, place.home) as (_, first),
        change_trial.candidate(place.corpus, place.home) as (_, second),
    ):
        assert {path.name for path in place.home.glob(".candidate-*")} == {first.name, second.name}
    assert not list(place.home.glob(".candidate-*"))
