"""Measure and write docs/benchmarks.md: `make bench`, or `python -m tests.evaluation.bench PART…`."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

from tests.evaluation.bench import (
    answers,
    bot,
    building,
    documents,
    imports,
    install,
    reminders,
    report,
    standings,
    stard,
    stard_report,
    start,
)
from tests.evaluation.bench.machine import described, load
from tests.evaluation.bench.stard_build import RETRIEVAL_ONLY

_SMALL = 2_000
"""Provisions of STARD that a run takes when it is not told how many: minutes instead of an hour."""


def _usual() -> str:
    # Only here: its packages are in the extra `bench`, and the other parts do without.
    from tests.evaluation.bench import usual

    return usual.markdown()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the chosen parts, in the order of the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.bench", description=__doc__)
    home = Path(platformdirs.user_cache_dir("yanxiu-bench", appauthor=False))
    parser.add_argument(
        "part",
        nargs="*",
        help="install, start, answers, bot, build, documents, imports, reminders, standings, usual, stard; or all",
    )
    parser.add_argument(
        "--documents",
        type=int,
        default=documents.DOCUMENTS,
        help="for documents: how many; 1,000 take some minutes",
    )
    parser.add_argument(
        "--teachers",
        type=int,
        default=standings.TEACHERS,
        help="for standings, each with ten entries: a million takes some GB of disk and minutes, 20000 a minute",
    )
    parser.add_argument(
        "--stard-home", type=Path, default=home, help="where vectors that take long are kept, and the index of STARD"
    )
    parser.add_argument(
        "--provisions", type=int, default=_SMALL, help=f"of STARD, relevant ones first; all: {stard.SIZE}"
    )
    parser.add_argument("--questions", type=int, default=1_235, help="of STARD, of those not trained on")
    parser.add_argument("--threads", type=int, default=1, help="for the vectors of STARD")
    parser.add_argument(RETRIEVAL_ONLY, action="store_true", help="of STARD: half the vectors, and no answers")
    parser.add_argument("--print", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(argv)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `bot.app` does
    parts: dict[str, Callable[[], str]] = {
        "install": install.markdown,
        "start": start.markdown,
        "answers": answers.markdown,
        "bot": bot.markdown,
        "build": building.markdown,
        "documents": lambda: documents.markdown(options.documents),
        "imports": imports.markdown,
        "reminders": reminders.markdown,
        "standings": lambda: standings.markdown(options.teachers),
        "usual": _usual,
        "stard": lambda: _stard(options),
    }
    if unknown := [name for name in options.part if name not in parts]:
        parser.error(f"no such part: {', '.join(unknown)}")
    for name in options.part or parts:
        before = load()
        begun = time.perf_counter()
        command = f'make bench ARGS="{name}{_given(name, options)}"'
        text = f"{parts[name]()}\n\n*{described(before)}. Again: `{command}`.*"
        print(f"\n## {name} ({time.perf_counter() - begun:.0f} s)\n\n{text}", flush=True)
        if not options.print:
            report.put(name, text)
    return 0


def _stard(options: argparse.Namespace) -> str:
    return stard_report.markdown(
        options.stard_home,
        options.provisions,
        options.questions,
        threads=options.threads,
        retrieval_only=options.retrieval_only,
    )


def _given(name: str, options: argparse.Namespace) -> str:
    """What has to be said again to get the same."""
    if name == "standings":
        return f" --teachers {options.teachers}"
    if name == "documents":
        return f" --documents {options.documents}"
    if name != "stard":
        return ""
    only = f" {RETRIEVAL_ONLY}" if options.retrieval_only else ""
    return f" --provisions {options.provisions} --questions {options.questions}{only}"


if __name__ == "__main__":
    sys.exit(main())
