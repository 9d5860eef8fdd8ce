"""`yanxiu` as whole processes: what a person waits for at the prompt."""

import sys
import tempfile

from tests.evaluation.bench import report
from tests.evaluation.bench.machine import Run, run

_RUNS = 5
_QUESTION = ("ask", "--region", "河南省", "五年要修满多少学时？")


def markdown() -> str:
    """Five runs of each command, and the first question of all, which builds the index."""
    with tempfile.TemporaryDirectory() as home:
        environ = {"YANXIU_HOME": home}
        first = _yanxiu(environ, *_QUESTION)
        rows = [_row("first question on a fresh machine: builds the index of the shipped digests", [first])]
        for title, command in (("`yanxiu ask`, index present", _QUESTION), ("`yanxiu --help`", ("--help",))):
            rows.append(_row(title, [_yanxiu(environ, *command) for _ in range(_RUNS)]))
    return report.table(("", "runs", "wall, s (min / median / max)", "user CPU, s", "peak memory, MB"), rows)


def _yanxiu(environ: dict[str, str], *arguments: str) -> Run:
    done = run([sys.executable, "-m", "bot", *arguments], environ=environ)
    if done.status:
        raise SystemExit(f"yanxiu {' '.join(arguments)} ended with {done.status}: {done.output}")
    return done


def _row(title: str, runs: list[Run]) -> tuple[str, ...]:
    columns = ([r.wall for r in runs], 2), ([r.user for r in runs], 2), ([r.peak for r in runs], 0)
    cells = [" / ".join(report.spread(values, digits)[: len(runs)]) for values, digits in columns]
    return (title, str(len(runs)), *cells)
