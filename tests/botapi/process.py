"""A program under test as a real process: start, wait for it, kill it."""

import asyncio
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class Process:
    """A child process whose output goes to a file; leaving the block ends it.

    `with Process([sys.executable, "-m", "bot.main", "bot"], env={…}, log=tmp_path / "bot.log") as bot: …`
    """

    def __init__(self, argv: Sequence[str], *, env: Mapping[str, str], log: Path, cwd: Path | None = None) -> None:
        """`env` is the whole environment of the child; `log` takes its output, one start after the other."""
        self.argv = list(argv)
        self.env = dict(env)
        self.log = log
        self.cwd = cwd
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, also again after it has ended."""
        if self._child is not None and self._child.poll() is None:
            raise RuntimeError("the process is still running")
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                self.argv,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def child(self) -> subprocess.Popen[bytes]:
        """The running or ended child."""
        if self._child is None:
            raise RuntimeError("the process was never started")
        return self._child

    @property
    def output(self) -> str:
        """Everything it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        self.child.kill()
        self.child.wait(timeout=10)

    def terminate(self, *, timeout: float = 10.0) -> int:
        """SIGTERM; the exit status. Killed when it is not gone after `timeout` seconds."""
        self.child.send_signal(signal.SIGTERM)
        return self.wait(timeout=timeout)

    def wait(self, *, timeout: float = 10.0) -> int:
        """The exit status; after `timeout` seconds it is killed and an AssertionError shows its output."""
        try:
            return self.child.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the process did not end within {timeout:g} s:\n{self.output}") from None

    async def ended(self, *, timeout: float = 10.0) -> int:
        """`wait` without holding up the loop."""
        return await asyncio.to_thread(self.wait, timeout=timeout)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is not None and self._child.poll() is None:
            self.kill()
