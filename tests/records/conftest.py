"""Databases for the tests of the records."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records.database import Database
from tests.records.databases import Templates, each_kind


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """Migrated databases to copy from."""
    made = Templates(tmp_path_factory.mktemp("templates"))
    yield made
    made.close()


@pytest.fixture(params=each_kind())
async def database(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind at hand."""
    async with templates.database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def now() -> datetime:
    """A fixed moment: 2026-03-02, a Monday, 10:00 in China."""
    return datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
