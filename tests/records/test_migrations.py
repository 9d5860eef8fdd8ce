"""Whether there is anything to migrate is known without Alembic."""

import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from records import migrations
from records.database import FILE_NAME
from tests.records.databases import Templates

ROOT = Path(__file__).resolve().parents[2]
_OPEN = """
import asyncio, sys
from pathlib import Path
from records.database import open_database
asyncio.run(open_database("", Path(sys.argv[1])).upgrade())
print("alembic" in sys.modules)
"""


def test_the_newest_step_is_the_one_that_alembic_ends_with() -> None:
    """The numbers in the names of the files are those of the steps."""
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_heads() == [migrations.newest()]


async def test_an_up_to_date_database_needs_no_alembic(templates: Templates, tmp_path: Path) -> None:
    """A start with nothing to migrate is spared the time that Alembic takes to be loaded."""
    async with templates.database("sqlite", tmp_path):
        command = [sys.executable, "-c", _OPEN, str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.stderr) == ("False\n", "")
    assert (tmp_path / FILE_NAME).exists()
