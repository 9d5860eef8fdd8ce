"""What the figures were measured on, and how a process and a folder are measured."""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """One process from its start to its end."""

    wall: float
    user: float
    """Seconds of processor time in user mode, of it and its children."""
    peak: float
    """Largest resident set, in MB."""
    status: int
    output: str


def run(command: Sequence[str], *, environ: Mapping[str, str] | None = None) -> Run:
    """Run `command` in the checkout and wait for it; standard error goes to ours."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **(environ or {})}, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    return Run(wall, used.ru_utime, _megabytes(used.ru_maxrss), process.returncode, output)


def worker(module: str, *arguments: str) -> tuple[Any, Run]:
    """Run `module` of this package in a process of its own; the last line that it prints is JSON."""
    done = run([sys.executable, "-m", f"{__package__}.{module}", *arguments])
    if done.status:
        raise SystemExit(f"{module} {' '.join(arguments)} ended with {done.status}")
    return json.loads(done.output.strip().splitlines()[-1]), done


def peak() -> float:
    """Largest resident set of this process so far, in MB."""
    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _megabytes(maxrss: int) -> float:
    # Kilobytes on Linux, bytes on macOS.
    return maxrss / MB if sys.platform == "darwin" else maxrss * 1024 / MB


def size(path: Path) -> float:
    """Space on disk of a file or a folder, as `du` counts it, in MB; a file with two names counts once."""
    stats = [each.lstat() for each in (path, *path.rglob("*"))]
    return sum({(s.st_dev, s.st_ino): s.st_blocks * 512 for s in stats}.values()) / MB


def load() -> float:
    """Average number of runnable processes during the last minute."""
    return os.getloadavg()[0]


def described(load_before: float) -> str:
    """Machine, day, Python and the versions that matter, as one sentence."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("chromadb", "tantivy", "onnxruntime"))
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, {_processor()}, {os.cpu_count()} cores, {_memory():.0f} GB memory, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {packages}; "
        f"load at the start {load_before:.2f}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
