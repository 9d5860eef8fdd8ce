"""A bot over HTTP for the tests of the Telegram channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from records.database import Database
from tests.bot.telegram.house import House
from tests.botapi.server import BotApiServer
from tests.records.conftest import templates
from tests.records.databases import Templates

__all__ = ["templates"]


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A fresh Bot API server."""
    async with BotApiServer() as made:
        yield made


@pytest.fixture
async def database(templates: Templates, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty SQLite database."""
    async with templates.database("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def closed_house(server: BotApiServer, database: Database, tmp_path: Path) -> House:
    """A bot that is not running yet."""
    return House(server, database, tmp_path)


@pytest.fixture
async def house(closed_house: House) -> AsyncIterator[House]:
    """A running bot."""
    async with closed_house.open():
        yield closed_house
