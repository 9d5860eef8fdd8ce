"""The county of the tests of announcements."""

import pytest

from records.database import Database
from tests.records.campaigns.house import House, furnish


@pytest.fixture
async def house(database: Database) -> House:
    """A county with its teachers and staff."""
    return await furnish(database)
