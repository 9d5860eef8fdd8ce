"""Random steps on the corpus beside a model in memory: both hold the same documents after every step."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.store import Corpus
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number

_SERIALS = 6
_REPEALING_YEAR = 2023


@dataclass(frozen=True)
class Notice:
    """What the model knows of a notice."""

    serial: int
    year: int
    hours: int
    repeals: int = 0
    """Serial of the notice of 2020 that it repeals; 0 for none."""

    @property
    def words(self) -> str:
        """Its text."""
        named = f"《东岭省教育厅关于加强第{self.repeals}类教师培训工作的通知》（{number(self.repeals)}）"
        end = f"{named}同时废止。" if self.repeals else ""
        subject = f"{self.year}年第{self.serial}类" if self.repeals else ""
        return notices.text(self.serial, year=self.year, hours=self.hours, end=end, subject=subject)

    @property
    def id(self) -> str:
        """Its number."""
        return number(self.serial, self.year)


@dataclass
class Model:
    """The corpus as it should be: the notices in order of arrival, and every state that it was in."""

    held: tuple[Notice, ...] = ()
    states: list[tuple[Notice, ...]] = field(default_factory=lambda: [()])

    def take(self, notice: Notice) -> None:
        """Add a notice, or replace its earlier text."""
        if notice not in self.held:
            self.become((*(other for other in self.held if other.id != notice.id), notice))

    def become(self, held: tuple[Notice, ...]) -> None:
        """Another state, which is another revision."""
        self.held = held
        self.states.append(held)

    def expected(self) -> list[tuple[str, bool, str]]:
        """Of each document its number, whether its hours are right, and what repealed it."""
        repealed: dict[str, str] = {}
        for notice in self.held:
            if notice.repeals:
                repealed.setdefault(number(notice.repeals), notice.id)
        return [(notice.id, True, repealed.get(notice.id, "")) for notice in self.held]


def step(rng: random.Random, model: Model, corpus: Corpus) -> str:
    """One random change to both; returns what it was."""
    kind = rng.choices(("add", "repeal", "rollback", "again"), (60, 15, 15, 10))[0]
    if kind == "rollback":
        target = rng.randrange(len(model.states))
        if model.states[target] == model.held:
            with pytest.raises(CorpusError):
                corpus.roll_back(target)
        else:
            corpus.roll_back(target)
            model.become(model.states[target])
        return kind
    serial = rng.randint(1, _SERIALS)
    notice = Notice(serial, 2020, rng.choice((72, 120, 360)))
    if kind == "repeal":
        notice = Notice(serial, _REPEALING_YEAR, rng.choice((72, 120)), repeals=rng.randint(1, _SERIALS))
    if kind == "again" and model.held:
        notice = rng.choice(model.held)
    corpus.take([came(notice.words, f"{notice.year}-{notice.serial}.txt")])
    model.take(notice)
    return kind


def actual(corpus: Corpus, model: Model) -> Iterator[tuple[str, bool, str]]:
    """The corpus in the words of the model."""
    for document, notice in zip(corpus.documents(), model.held, strict=True):
        hours = any(f"完成{notice.hours}学时" in provision.text for provision in document.provisions)
        yield document.number, hours, document.superseded_by


def walk(folder: Path, steps: int, seed: int) -> None:
    """Take `steps` steps, comparing after each; now and then by what another process would see."""
    rng = random.Random(seed)
    corpus, model = notices.corpus(folder), Model()
    hashes: dict[tuple[Notice, ...], str] = {}
    for taken in range(steps):
        done = step(rng, model, corpus)
        if taken % 10 == 0:
            corpus = notices.corpus(folder)
        assert list(actual(corpus, model)) == model.expected(), (seed, taken, done)
        assert hashes.setdefault(model.held, corpus.content_hash()) == corpus.content_hash()
    assert len(set(hashes.values())) == len(hashes), "two states of other content share a hash"
    assert corpus.revision().number == len(model.states) - 1


@pytest.mark.parametrize("seed", [1, 2])
def test_random_steps(tmp_path: Path, seed: int) -> None:
    """After additions, replacements, repeals and rollbacks the documents and their hash are those of the model."""
    walk(tmp_path, 40, seed)


@pytest.mark.soak
def test_a_thousand_random_steps(tmp_path: Path) -> None:
    """The same over a thousand steps."""
    walk(tmp_path, 1000, 20261122)
