"""What an installation weighs and takes: a wheel of this checkout into a fresh virtual environment."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.evaluation.bench import report
from tests.evaluation.bench.machine import MB, ROOT, size

_SOURCES = ("pyproject.toml", "README.md", "bot", "indexer", "policy_corpus", "records")
_SHOWN = 8


def markdown() -> str:
    """The table, or a sentence when no package index can be reached."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            wheel = _wheel(folder)
            venv, seconds = _install(folder, wheel)
        except subprocess.CalledProcessError as error:
            why = (error.stderr or "").strip().splitlines()[-1:] or ["no reason given"]
            return f"Not measured: pip could not install (is a package index reachable?): {why[0]}"
        packages = next(venv.glob("lib/python*/site-packages"))
        parts = sorted(((size(part), part.name) for part in packages.iterdir()), reverse=True)
        rows = [
            ("wheel of yanxiu", f"{wheel.stat().st_size / MB:.1f} MB"),
            ("`pip install` with constraints.txt, nothing cached", f"{seconds:.0f} s"),
            ("virtual environment, default install", f"{size(venv):.0f} MB"),
            *((f"of which {part}", f"{weight:.0f} MB") for weight, part in parts[:_SHOWN]),
        ]
    return report.table(("", "measured"), rows)


def _wheel(folder: Path) -> Path:
    # A copy, so that building leaves nothing in the checkout.
    source = folder / "source"
    source.mkdir()
    for name in _SOURCES:
        path = ROOT / name
        ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(path, source / name, ignore=ignore) if path.is_dir() else shutil.copy(path, source)
    _pip(Path(sys.executable), "wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    return next(folder.glob("yanxiu-*.whl"))


def _install(folder: Path, wheel: Path) -> tuple[Path, float]:
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, capture_output=True, text=True)
    begun = time.perf_counter()
    _pip(
        venv / "bin" / "python", "install", "--no-cache-dir", "--constraint", str(ROOT / "constraints.txt"), str(wheel)
    )
    return venv, time.perf_counter() - begun


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--retries", "1", "--timeout", "15", *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=python.parent)
