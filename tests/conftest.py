"""What every test may use."""

from pathlib import Path

import pytest

from tests import properties

properties.register_profiles()


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The directory of official originals beside the checkout, for tests marked `shared`."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    assert folder.is_dir(), f"tests marked `shared` need {folder}"
    return folder
