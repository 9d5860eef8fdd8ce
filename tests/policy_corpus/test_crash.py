"""The process dies at every point of a change: the corpus opens, and is as it was before or after."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "scenario",
    [
        *("add", "rollback", "rules"),
        *(pytest.param(each, marks=pytest.mark.soak) for each in ("first", "refresh", "upgrade")),
    ],
)
def test_a_change_that_is_killed_is_made_or_not_made(tmp_path: Path, scenario: str) -> None:
    """Killed at any point, a change counts as a whole or not at all, and made again it succeeds."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.policy_corpus.crashing", str(tmp_path), scenario],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    old, _ = map(int, done.stdout.split())
    assert old >= {"rollback": 2, "rules": 8}.get(scenario, 20)
