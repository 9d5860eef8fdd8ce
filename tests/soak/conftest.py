"""One index for all that is run here: building it takes a quarter of a minute."""

from pathlib import Path

import pytest

from tests.soak.place import make_home


@pytest.fixture(scope="session")
def index_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the index of the shipped digests, to be copied."""
    return make_home(tmp_path_factory.mktemp("index") / "home")


@pytest.fixture
def home(index_home: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own with that index."""
    return make_home(tmp_path / "home", index_home)
