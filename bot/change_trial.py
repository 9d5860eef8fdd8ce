"""A change tried before it goes live: the corpus as it would be, in a folder of its own, and what it answers."""

import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from bot.app import Progress
from bot.texts import change as change_texts
from indexer.model import Answer, Question, Refusal
from policy_corpus.durable import linked
from policy_corpus.store import Corpus
from records import probes
from records.model import Actor

if TYPE_CHECKING:
    from indexer.embedding import Embedding
    from records.database import Session

_PREFIX = ".candidate-"
_LOCK = ".candidates.lock"
_MOST_PROBES = 50
"""Frequent questions, and questions of people, that are tried; each costs about a tenth of a second."""

Read = Callable[["Callable[[Session], Awaitable[tuple[probes.Asked, ...]]]"], tuple[probes.Asked, ...]]
"""Does work that only reads the records."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to try."""

    text: str = field(repr=False)
    region: str
    """GB/T 2260 code; empty when unknown."""
    frequent: bool = False
    citation: Mapping[str, Any] | None = field(default=None, repr=False)
    """What a frequent question rests on: document_number, title, label, quote."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A question with both answers."""

    probe: Probe
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What became of the questions."""

    asked: int
    answered: tuple[int, int]
    """How many were answered before and after."""
    lost: tuple[Compared, ...]
    """Answered before, refused after."""
    lapsed: tuple[Probe, ...]
    """Frequent questions whose quote stands no longer where they say."""
    changed: tuple[Compared, ...]
    """Answered both times, by other words of a provision."""

    @property
    def worse(self) -> bool:
        """Whether anything that was answered would no longer be."""
        return bool(self.lost or self.lapsed)


@contextmanager
def candidate(corpus: Corpus, home: Path) -> Iterator[tuple[Corpus, Path]]:
    """A corpus that holds what the live one holds, and its folder; whatever is done to it, the live one stays.

    Files of the corpus are never changed in place, so they are linked where the file system can, else copied.
    """
    home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with FileLock(home / _LOCK):
            for old in home.glob(f"{_PREFIX}*"):
                _sweep(old)
            made = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=home, ignore_cleanup_errors=True)
            beside = Path(stack.enter_context(made))
            stack.enter_context(_held(beside))
        if corpus.base.is_dir():
            shutil.copytree(
                corpus.base, beside / "corpus", copy_function=_linked, ignore=shutil.ignore_patterns("lock", ".*")
            )
        yield Corpus(beside, corpus.shipped), beside


def _held(folder: Path) -> FileLock:
    """Held as long as the candidate in `folder` is used; free when its process is gone."""
    return FileLock(folder / "lock", timeout=0)


def _sweep(folder: Path) -> None:
    """Delete the candidate of a run that was killed."""
    with suppress(Timeout, OSError), _held(folder):
        shutil.rmtree(folder)


def _linked(source: str, target: str) -> str:
    linked(Path(source), Path(target))
    return target


def tried(
    corpus: Corpus,
    beside: Corpus,
    folder: Path,
    *,
    home: Path,
    embedding: "Callable[[], Embedding]",
    read: Read,
    actor: Actor,
    as_of: date,
    progress: Progress,
) -> Evaluation | None:
    """What the live index and one of the candidate `beside`, in its `folder`, answer to the same questions.

    None when there is no live index, or the candidate has the same texts. Asked is what people asked; while nobody
    has, what the rules say, which is asked most. The index of the candidate is kept, to be switched to when the
    change goes live. `embedding` is made only when it is needed.
    """
    from indexer import generation

    if generation.current(home) is None or beside.content_hash() == corpus.content_hash():
        return None
    asked = read(lambda session: probes.questions(session, actor=actor, most=_MOST_PROBES))
    chosen = [Probe(one.question, one.region, one.frequent, one.citation) for one in asked]
    chosen = chosen or [Probe(rule.name, rule.region) for rule in corpus.rules()]
    return _compared(corpus, beside, folder, chosen, home, embedding(), as_of, progress) if chosen else None


def _compared(
    corpus: Corpus,
    beside: Corpus,
    folder: Path,
    chosen: Sequence[Probe],
    home: Path,
    embedding: "Embedding",
    as_of: date,
    progress: Progress,
) -> Evaluation:
    from indexer import generation
    from indexer.service import open_assistant

    lost: list[Compared] = []
    other: list[Compared] = []
    counts = [0, 0]
    with ExitStack() as stack:
        answers = open_assistant(corpus=corpus, home=home, embedding=embedding, progress=progress)
        stack.callback(answers.close)
        generation.lend(home, beside.content_hash(), embedding.name, folder)
        after = open_assistant(corpus=beside, home=folder, embedding=embedding, progress=progress)
        stack.callback(after.close)
        for done, probe in enumerate(chosen):
            progress(change_texts.TRYING, done, len(chosen))
            question = Question(probe.text, as_of, probe.region)
            pair = answers.ask(question), after.ask(question)
            counts = [count + isinstance(reply, Answer) for count, reply in zip(counts, pair, strict=True)]
            _sort_in(probe, *pair, lost, other)
    progress(change_texts.TRYING, len(chosen), len(chosen))
    if (built := generation.current(folder)) is not None:
        generation.keep_tried(home, built)
    lapsed = tuple(p for p in chosen if p.citation and stands(p.citation, corpus) and not stands(p.citation, beside))
    return Evaluation(len(chosen), (counts[0], counts[1]), tuple(lost), lapsed, tuple(other))


def _sort_in(
    probe: Probe, before: Answer | Refusal, after: Answer | Refusal, lost: list[Compared], other: list[Compared]
) -> None:
    if not isinstance(before, Answer):
        return
    if not isinstance(after, Answer):
        lost.append(Compared(probe, before.text, after.text))
    elif {c.quote for c in before.citations} != {c.quote for c in after.citations}:
        other.append(Compared(probe, before.text, after.text))


def stands(citation: Mapping[str, Any], corpus: Corpus) -> bool:
    """Whether the cited provision holds the quote."""
    from indexer.verify import located

    number, title = citation.get("document_number", ""), citation.get("title", "")
    return any(
        located(str(citation.get("quote", "")), provision.text)
        for document in corpus.documents()
        if (document.number, document.title) == (number, title)
        for provision in document.provisions
        if provision.label == citation.get("label")
    )
