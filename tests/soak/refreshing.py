"""`yanxiu` on a corpus of its own, allowed to fetch from this machine; says which phase of its work it enters.

`python -m tests.soak.refreshing HOME SHIPPED PORT STEPS [PHASE TIMES]`: STEPS are commands and what is typed into
them, as JSON. Just before it enters PHASE for the TIMES-th time it dies by SIGKILL. What the commands write comes on
standard output, the phases on standard error.
"""

import io
import json
import os
import re
import signal
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.app import App
from bot.main import main as yanxiu
from bot.settings import Settings
from bot.streams import Streams
from policy_corpus.refresh.fetch import Fetcher, Policy
from policy_corpus.store import Corpus

MARK = "phase: "
_TRIAL, _LIVE = r" \.candidate-[^/]+/index/g\d+", r" index/g\d+"
PHASES = {
    "fetch": r"socket\.connect",
    "trial: candidate": r"os\.mkdir \.candidate-[^/]+$",
    "trial: catalogue": rf"sqlite3\.connect{_TRIAL}/catalog\.db$",
    "trial: lexical and dense": rf"os\.mkdir{_TRIAL}/lexical$",
    "trial: complete": rf"os\.rename.*{_TRIAL}/generation\.json$",
    "trial: kept": r"os\.rename.* index/tried$",
    "trial: candidate swept": r"shutil\.rmtree \.candidate-[^/]+$",
    "store: texts": r"os\.rename.* corpus/sources/",
    "store: revision": r"os\.rename.* corpus/revisions/\d+\.json$",
    "store: noted": r"os\.rename.* corpus/registered\.json$",
    "index: adopted": r"os\.rename index/tried index/g\d+$",
    "index: catalogue": rf"sqlite3\.connect{_LIVE}/catalog\.db$",
    "index: lexical and dense": rf"os\.mkdir{_LIVE}/lexical$",
    "index: complete": rf"os\.rename.*{_LIVE}/generation\.json$",
    "index: switched": r"os\.rename.* index/current$",
    "index: old ones swept": r"shutil\.rmtree index/g",
}
"""What is about to happen, by a pattern of what Python's auditing says of it, paths below the data directory."""


class Refreshing(App):
    """The real composition root with its own folder of digests, allowed to fetch from one site of this machine."""

    shipped: Path
    site: str
    """Host and port."""

    @cached_property
    def corpus(self) -> Corpus:
        """Without the digests that are shipped."""
        return Corpus(self.settings.home, self.shipped)

    def fetcher(self, delay: float) -> Fetcher:
        """Fetches without delay."""
        return Fetcher(Policy(delay=0.0, allowed=frozenset({self.site})))


def tell_phases(home: Path, fatal: str, times: int) -> None:
    """Write a line before each phase; die before the `times`-th of `fatal`."""
    patterns = {name: re.compile(pattern) for name, pattern in PHASES.items()}
    left = times

    def heard(event: str, given: tuple[Any, ...]) -> None:
        nonlocal left
        if not event.startswith(("os.", "shutil.", "sqlite3.", "socket.connect")):
            return
        paths = [str(path).removeprefix(f"{home}/") for path in given[:2] if isinstance(path, str | Path)]
        said = " ".join((event, *paths))
        for name in (name for name, pattern in patterns.items() if pattern.match(said)):
            left -= name == fatal
            if name == fatal and left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            os.write(2, f"{MARK}{name}\n".encode())

    sys.addaudithook(heard)


def main(argv: Sequence[str]) -> int:
    """Do all steps; the first status that is not 0, else 0."""
    home, shipped, port, steps, *fatal = argv
    phase, times = fatal or ("", "0")
    tell_phases(Path(home), phase, int(times))

    def opened(settings: Settings) -> Refreshing:
        app = Refreshing(settings)
        app.shipped, app.site = Path(shipped), f"127.0.0.1:{port}"
        return app

    for command, typed in json.loads(steps):
        streams = Streams(io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8"), sys.stdout, sys.stderr)
        status = yanxiu(command, {"YANXIU_HOME": home, "YANXIU_THREADS": "1"}, streams=streams, open_app=opened)
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
