"""Changes of the corpus, killed at every point at which they write. Run as a program, which forks for each kill.

A process of its own, because a process with threads, such as a test runner, is not to be forked.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from policy_corpus.amendments import Amendment
from policy_corpus.proposal import propose
from policy_corpus.refresh import plan
from policy_corpus.refresh.registry import Registered
from policy_corpus.store import Corpus
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came
from tests.policy_corpus.test_history import old_directory

_WRITING = ("os.rename", "os.mkdir", "os.remove", "os.rmdir")
_RULES = """[[rule]]
id = "local"
name = "每五年360学时"
label = "一(一)"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5
"""
_KILLED, _DONE, _FAILED = 9, 0, 1


def empty(folder: Path) -> Corpus:
    """A corpus in a swept data directory."""
    for path in sorted((folder / "home" / "corpus").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return notices.corpus(folder)


def with_one(folder: Path) -> Corpus:
    """A corpus of one notice."""
    corpus = empty(folder)
    corpus.take([came(notices.text(1), "甲.txt")])
    return corpus


def of_an_old_program(folder: Path) -> Corpus:
    """What an earlier version of the program left."""
    empty(folder)
    old_directory(folder / "home")
    return notices.corpus(folder)


def add(corpus: Corpus) -> None:
    """Two files at once, the first another text of what may be there."""
    corpus.take([came(notices.text(1, hours=72), "甲.txt"), came(notices.text(2), "乙.txt")])


def refresh(corpus: Corpus) -> None:
    """Two pages at once, after they were looked at."""
    outcomes = [
        plan.Outcome(Registered("网页", "https://example.org/1"), plan.Became.CHANGED, "", propose(corpus, arrival))
        for arrival in (came(notices.text(1, hours=72), "1.txt"), came(notices.text(3), "3.txt"))
    ]
    plan.take(corpus, outcomes, base=corpus.revision().number, now=datetime(2026, 3, 2, tzinfo=UTC))


def with_rules(folder: Path) -> Corpus:
    """A notice with a rule of its own."""
    corpus = with_one(folder)
    path = folder / "甲.toml"
    path.write_text(_RULES, encoding="utf-8")
    corpus.add_rules(path, notices.number(1))
    return corpus


def amend(corpus: Corpus) -> None:
    """Another text, and the rule that follows it."""
    rule = Amendment("local", date(2026, 1, 1), notices.number(1), "一(一)", (), (("hours", "72"),))
    corpus.take([came(notices.text(1, hours=72), "甲.txt")], amendments=[rule])


def state(corpus: Corpus) -> tuple[str, str]:
    """What names the documents and the rules."""
    return corpus.content_hash(), corpus.rules_hash()


def roll_back(corpus: Corpus) -> None:
    """Back to the beginning."""
    corpus.roll_back(0)


SCENARIOS: dict[str, tuple[Callable[[Path], Corpus], Callable[[Corpus], None]]] = {
    "add": (with_one, add),
    "first": (empty, add),
    "rules": (with_rules, amend),
    "refresh": (with_one, refresh),
    "rollback": (with_one, roll_back),
    "upgrade": (of_an_old_program, add),
}


def die_at(point: int, folder: Path, change: Callable[[], None]) -> int:
    """Run `change` in a child that dies just before it writes to `folder` for the `point`-th time."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen = 0

    def touched(event: str, given: tuple[Any, ...]) -> None:
        nonlocal seen
        writes = event in _WRITING or (event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR))
        if writes and str(given[0]).startswith(str(folder)):
            seen += 1
            if seen == point:
                os._exit(_KILLED)

    sys.addaudithook(touched)
    status = _FAILED
    try:
        change()
        status = _DONE
    finally:
        os._exit(status)


def kills(folder: Path, make: Callable[[Path], Corpus], change: Callable[[Corpus], None]) -> tuple[int, int]:
    """Kill `change` at every point, from the same state each time; how often it came out old, and how often new."""
    corpus = make(folder)
    before = state(corpus)
    change(corpus)
    after = state(corpus)
    assert before != after
    old, point = 0, 1
    while True:
        corpus = make(folder)
        ended = die_at(point, folder / "home", lambda corpus=corpus: change(corpus))  # type: ignore[misc]
        again = notices.corpus(folder)
        assert again.damaged() == ()
        assert state(again) in (before, after)
        if ended == _DONE:
            assert state(again) == after
            return old, point - 1 - old
        assert ended == _KILLED
        if state(again) == before:
            old += 1
            change(again)  # what the dead process left does not disturb the next
            assert state(notices.corpus(folder)) == after
        point += 1


if __name__ == "__main__":
    print(*kills(Path(sys.argv[1]), *SCENARIOS[sys.argv[2]]))
