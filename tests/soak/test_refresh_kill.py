"""`kill -9` in every phase of a refresh: whoever asks reads the old texts or the new, and the next run ends it.

`YANXIU_SOAK_KILLS=60` kills more often; `YANXIU_SOAK_SEED` chooses other moments.
"""

import json
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise
from pathlib import Path

import pytest
from filelock import FileLock

from bot.living import Knowledge, Living
from indexer import generation
from indexer.embedding import BundledEmbedding
from indexer.model import Answer, Question
from indexer.service import open_assistant
from policy_corpus.corrections import NONE
from policy_corpus.refresh import registry
from policy_corpus.store import Corpus
from records.standing import RuleBook
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number
from tests.policy_corpus.web import Reply, Site, serving
from tests.soak.place import ROOT, environment
from tests.soak.refreshing import MARK, PHASES
from tests.soak.test_stale import indexed

pytestmark = pytest.mark.soak

logger = logging.getLogger(__name__)

KILLS = int(os.environ.get("YANXIU_SOAK_KILLS", "24"))
SEED = int(os.environ.get("YANXIU_SOAK_SEED", "20261122"))
PAGES = (1, 2, 3, 4)
TODAY = date(2026, 3, 2)
_RENEWED = 0.5
"""Share of the kills after which somebody who asks takes up what is there, before the next run mends it."""
_LONGEST_S = 240.0
"""For one run of the command; it takes some seconds on a quiet machine."""
_RULE = """[[rule]]
id = "local-cycle"
name = "在职教师每五年学时"
label = "一(一)"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5
"""
_REFRESH = (("corpus", "refresh", "--yes", "--anyway"), "")
_REBUILD = (("index", "rebuild"), "")
_QUESTIONS = {serial: f"{number(serial)}里在职教师每五年要完成多少学时培训？" for serial in PAGES}
_ASK = (
    ("ask", "--batch", "-", "--json"),
    "\n".join(json.dumps({"id": serial, "question": asked}) for serial, asked in _QUESTIONS.items()),
)
WORK: Mapping[str, Sequence[tuple[Sequence[str], str]]] = {
    "refresh": (_REFRESH, _ASK),
    "elsewhere": (_ASK,),
    "rebuild": (_REFRESH, _ASK, _REBUILD),
}
"""What the process that is killed does. `elsewhere`: the corpus was changed before, by somebody who tried nothing."""


@dataclass(frozen=True)
class Moment:
    """When to kill."""

    work: str
    phase: str
    exact: bool
    """Just before the phase does a deed; else from outside, somewhere in it."""


@dataclass
class County:
    """A data directory, the site that its sources stand on, and somebody who goes on asking."""

    folder: Path
    site: Site
    embedding: BundledEmbedding
    hours: int = 100
    """In the text that every page has now; another number for each version."""
    spans: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """Of each work and phase: seconds until the next deed, for each of its deeds, when nobody disturbs it."""

    @property
    def home(self) -> Path:
        """The data directory."""
        return self.folder / "home"

    @property
    def corpus(self) -> Corpus:
        """As another process sees it."""
        return notices.corpus(self.folder)

    def begin(self) -> None:
        """Register the pages, with a rule that a question can be made of."""
        self.corpus.take([came(notices.text(8))])
        (self.folder / "rule.toml").write_text(_RULE, encoding="utf-8")
        self.corpus.add_rules(self.folder / "rule.toml", number(8))
        for serial in PAGES:
            registry.register(self.corpus.base, self.site.url(f"/{serial}"), name=str(serial), given=NONE, now=None)

    def change(self, work: str) -> None:
        """Other hours on every page, or in the corpus already."""
        self.hours += 1
        texts = {serial: notices.text(serial, hours=self.hours) for serial in PAGES}
        for serial, text in texts.items():
            kind = {"Content-Type": "text/plain; charset=utf-8"}
            self.site.pages[f"/{serial}"] = [Reply(text.encode(), headers=kind, etag=f'"{self.hours}"')]
        if work == "elsewhere":
            self.corpus.take([came(text, f"{serial}.txt") for serial, text in texts.items()])

    def start(self, work: str, *fatal: str) -> "subprocess.Popen[str]":
        """A process that does this work."""
        place = (str(self.home), str(self.folder / "shipped"), str(self.site.port), json.dumps(WORK[work]))
        return subprocess.Popen(
            [sys.executable, "-m", "tests.soak.refreshing", *place, *fatal],
            cwd=ROOT, env=environment(self.home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, work: str) -> dict[tuple[str, str], list[float]]:
        """Do the work undisturbed; who asks then reads the new texts. Returns what each phase took."""
        marks: list[tuple[str, float]] = []
        said: list[str] = []
        with self.start(work) as process, watched(process):
            assert process.stderr is not None
            assert process.stdout is not None
            for line in process.stderr:
                said.append(line)
                if line.startswith(MARK):
                    marks.append((line.removeprefix(MARK).strip(), time.monotonic()))
            answers = [json.loads(line)["text"] for line in process.stdout if line.startswith("{")]
        assert process.returncode == 0, "".join(said)
        assert [f"{self.hours}学时" in text for text in answers] == [True] * len(PAGES), answers
        spans: dict[tuple[str, str], list[float]] = {}
        for (phase, begun), (_, ended) in pairwise([*marks, ("", time.monotonic())]):
            spans.setdefault((work, phase), []).append(ended - begun)
        return spans

    def kill(self, moment: Moment, chance: random.Random) -> bool:
        """Kill the work at the moment; whether it came to that."""
        usual = self.spans[moment.work, moment.phase]
        deed = chance.randrange(len(usual))
        wait = chance.uniform(0, usual[deed])
        fatal = (moment.phase, str(deed + 1)) if moment.exact else ()
        with self.start(moment.work, *fatal) as process, watched(process):
            assert process.stderr is not None
            marks = (line for line in process.stderr if line == f"{MARK}{moment.phase}\n")
            if next(islice(marks, deed, None), None):
                time.sleep(wait)
                process.kill()
        assert process.returncode in (0, -signal.SIGKILL)
        return process.returncode != 0

    def open(self) -> Living:
        """Somebody who asks, as the bot does."""
        corpus = self.corpus

        def make() -> Knowledge:
            assistant = open_assistant(corpus=corpus, home=self.home, embedding=self.embedding)
            fresh = generation.is_current(self.home, corpus.content_hash(), self.embedding.name)
            return Knowledge(assistant, RuleBook((), ()), {}, fresh=fresh)

        return Living(make=make, fingerprint=corpus.content_hash)


@contextmanager
def watched(process: "subprocess.Popen[str]") -> Iterator[None]:
    """Ends the process, and the test, when it takes far too long."""
    timer = threading.Timer(_LONGEST_S, process.kill)
    timer.start()
    try:
        yield
        assert timer.is_alive(), f"still running after {_LONGEST_S:g} s"
    finally:
        timer.cancel()


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """Four pages, in the corpus and in the index; each work was done once."""
    with serving() as site:
        county = County(tmp_path, site, BundledEmbedding(threads=1))
        county.begin()
        county.change("refresh")
        county.run("refresh")
        for work in WORK:
            county.change(work)
            county.spans |= county.run(work)
        yield county


def test_kill_in_every_phase(county: County) -> None:
    """Old or new and never half, no text that holds no longer, no litter: after each kill and after the next run."""
    logger.info("seed %d", SEED)
    chance, killed = random.Random(SEED), dict.fromkeys(PHASES, 0)
    living = county.open()
    try:
        for moment in moments(county, chance):
            either = {county.hours, county.hours + 1}
            county.change(moment.work)
            with asking(living, either):
                killed[moment.phase] += county.kill(moment, chance)
                check_whole(county, either)
                if chance.random() < _RENEWED:
                    living.renew()
                    check_whole(county, either)
            county.run("refresh")
            check_whole(county, {county.hours})
            living.renew()
            for serial in PAGES:
                check_answer(living, serial, {county.hours})
            check_litter(county)
            logger.info("%s, hours %d: mended", moment, county.hours)
    finally:
        living.close()
    logger.info("%d kills: %s", sum(killed.values()), killed)
    assert sum(killed.values()) >= min(KILLS, 20)
    assert all(killed.values()), killed


def moments(county: County, chance: random.Random) -> Sequence[Moment]:
    """Every phase once, just before one of its deeds; then as many from outside."""
    had = {phase: [work for work, other in county.spans if other == phase] for phase in PHASES}
    exact = [Moment(chance.choice(works), phase, True) for phase, works in had.items()]
    phases = [chance.choice(list(PHASES)) for _ in range(KILLS - len(exact))]
    found = [*exact, *(Moment(chance.choice(had[phase]), phase, False) for phase in phases)]
    chance.shuffle(found)
    return found


@contextmanager
def asking(living: Living, allowed: set[int]) -> Iterator[None]:
    """Somebody asks all the time meanwhile, and reads only what is allowed."""
    ended = threading.Event()
    wrong: list[BaseException] = []

    def ask() -> None:
        serial = 0
        while not ended.wait(0.1):
            serial = serial % len(PAGES) + 1
            try:
                check_answer(living, serial, allowed)
            except BaseException as error:
                wrong.append(error)
                return

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    assert not wrong, wrong


def check_answer(living: Living, serial: int, allowed: set[int]) -> None:
    """Every quote is of one of the versions that are allowed, and there is one."""
    result = living.ask(Question(_QUESTIONS[serial], TODAY))
    assert isinstance(result, Answer), result
    quotes = [cited.quote for cited in result.citations if cited.document_number == number(serial)]
    assert quotes, result
    assert all(any(f"{hours}学时" in quote for hours in allowed) for quote in quotes), (quotes, allowed)


def check_whole(county: County, allowed: set[int]) -> None:
    """The live index is of one version, of all pages, and nobody holds a lock."""
    live = generation.current(county.home)
    assert live is not None
    hours = {text for label, text in ((label, text) for _, label, text in indexed(live)) if label == "一(一)"}
    expected = [{f"在职教师每五年完成{one}学时培训。", "在职教师每五年完成360学时培训。"} for one in allowed]
    assert hours in expected, (hours, allowed)
    for lock in (county.home / "index" / "lock", county.home / "corpus" / "lock"):
        with FileLock(lock, timeout=0):
            pass


def check_litter(county: County) -> None:
    """The live generation, the one before, and nothing of the dead."""
    folders = [path for path in generation.root(county.home).iterdir() if path.is_dir()]
    assert len(folders) <= 2, folders
    assert all((folder / "generation.json").is_file() for folder in folders), folders
    assert not list(county.home.glob(".candidate-*"))
