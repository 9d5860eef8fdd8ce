"""The history of the tables, run by Alembic on SQLite and PostgreSQL alike.

The name of each file in `versions` begins with the number of its step.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from records.errors import DatabaseUnusable

_FOLDER = Path(__file__).parent
_VERSION_TABLE = "alembic_version"
_LOCK = 7_301_220
"""Any number that nobody else uses: PostgreSQL's advisory lock while migrating."""


def newest() -> str:
    """The number of the last step."""
    return max(file.stem.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def up_to_date(connection: Connection) -> bool:
    """Whether there is nothing to do. Every start asks, and Alembic would take longer than most commands (measured)."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return False
    return connection.scalars(text(f"SELECT version_num FROM {_VERSION_TABLE}")).all() == [newest()]


def upgrade(connection: Connection) -> None:
    """Take the steps that are missing. Raises `DatabaseUnusable` when the tables are those of a newer program."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseUnusable(
            f"数据库里的表比这个版本的程序还新（{error}）。请升级程序，或用 YANXIU_DATABASE_URL 换一个数据库。"
        ) from error
