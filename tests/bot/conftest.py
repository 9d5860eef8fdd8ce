"""Fixtures for the tests of the command line and the conversations."""

from pathlib import Path

import pytest

from tests.bot.memory import CommandLine


@pytest.fixture
def yanxiu(tmp_path: Path) -> CommandLine:
    """The command in a fresh data directory with the assistant in memory."""
    return CommandLine(tmp_path)
