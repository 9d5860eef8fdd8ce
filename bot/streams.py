"""Where a command reads and writes, and progress on a slow task."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from bot import texts
from bot.app import Progress


@dataclass(frozen=True, slots=True)
class Streams:
    """Standard input, output and error of a command."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO

    @classmethod
    def of_process(cls) -> "Streams":
        """The process's own streams, speaking UTF-8 whatever the locale says."""
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return cls(sys.stdin, sys.stdout, sys.stderr)

    def say(self, text: str) -> None:
        """Write a line to standard output at once, so that a reader at the other end of a pipe sees it."""
        self.stdout.write(text + "\n")
        self.stdout.flush()

    def warn(self, text: str) -> None:
        """Write a line to standard error."""
        self.stderr.write(text + "\n")
        self.stderr.flush()


@contextmanager
def progress_on(streams: Streams) -> Iterator[Progress]:
    """A progress bar on a terminal; one line a stage elsewhere. Nothing is shown until the first report."""
    if not streams.stderr.isatty():
        yield _lines(streams)
        return
    # Imported here: rich takes a tenth of a second, and most runs have nothing slow to show.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Bars(*columns, console=Console(file=streams.stderr), transient=True)
    tasks: dict[str, TaskID] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            bars.start()
            tasks[stage] = bars.add_task(stage, total=total or None)
        bars.update(tasks[stage], completed=done, total=total or None)

    try:
        yield report
    finally:
        bars.stop()


def _lines(streams: Streams) -> Progress:
    seen: set[str] = set()

    def report(stage: str, done: int, total: int) -> None:
        if stage not in seen:
            seen.add(stage)
            streams.warn(texts.stage(stage, total))

    return report
