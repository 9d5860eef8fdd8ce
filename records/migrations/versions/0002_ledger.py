"""The ledger, imported batches, dated facts, leaves, settings of the centre."""

import sqlalchemy as sa
from alembic import op

from records.columns import Document, Key, Moment

revision = "0002"
down_revision = "0001"

# A later migration that copies `entries` on SQLite loses these and has to create them again.
_SQLITE = (
    "CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER entries_never_go BEFORE DELETE ON entries "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION entries_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION entries_append_only()",
)


def upgrade() -> None:
    _batches_and_entries()
    _indexes_of_entries()
    _facts_and_settings()
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def _batches_and_entries() -> None:
    op.create_table(
        "batches",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", Key, nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_batches_opened_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_batches_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_table(
        "entries",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Date(), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("training", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("refers_to", Key, nullable=True),
        sa.Column("project_number", sa.String(length=64), nullable=False),
        sa.Column("project", sa.String(length=128), nullable=False),
        sa.Column("evidence", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=128), nullable=False),
        sa.Column("source_key", sa.String(length=128), nullable=False),
        sa.Column("batch_id", Key, nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_entries_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_entries_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_entries_recorded_by")),
        sa.ForeignKeyConstraint(["refers_to"], ["entries.id"], name=op.f("fk_entries_refers_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("source_key", name=op.f("uq_entries_source_key")),
    )


def _indexes_of_entries() -> None:
    # Created directly, not in batch: batch mode would copy the table for each of them on SQLite.
    op.create_index(op.f("ix_batches_digest"), "batches", ["digest"])
    op.create_index(op.f("ix_batches_opened_by"), "batches", ["opened_by"])
    op.create_index("ix_entries_person_id_completed", "entries", ["person_id", "completed"])
    op.create_index(op.f("ix_entries_batch_id"), "entries", ["batch_id"])
    op.create_index(op.f("ix_entries_recorded_by"), "entries", ["recorded_by"])
    for name, column, unique, where in (
        ("uq_entries_corrected", "refers_to", True, "kind = 'correction'"),
        ("ix_entries_decided", "refers_to", False, "kind IN ('approval', 'rejection')"),
        ("ix_entries_claims", "id", False, "kind = 'claim'"),
    ):
        only = sa.text(where)
        op.create_index(name, "entries", [column], unique=unique, sqlite_where=only, postgresql_where=only)


def _facts_and_settings() -> None:
    op.create_table(
        "former_facts",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("batch_id", Key, nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_former_facts_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_former_facts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_facts")),
    )
    op.create_table(
        "roster_changes",
        sa.Column("id", Key, nullable=False),
        sa.Column("batch_id", Key, nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("before", Document, nullable=False),
        sa.Column("after", Document, nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_roster_changes_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roster_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_changes")),
    )
    op.create_table(
        "leaves",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", Key, nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_leaves_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_table(
        "centre_settings",
        sa.Column("id", Key, nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("setting", sa.String(length=32), nullable=False),
        sa.Column("value", Document, nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_centre_settings_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_settings")),
        sa.UniqueConstraint("region", "setting", name=op.f("uq_centre_settings_region_setting")),
    )
    for table, column in (
        ("former_facts", "person_id"),
        ("former_facts", "batch_id"),
        ("roster_changes", "person_id"),
        ("roster_changes", "batch_id"),
        ("leaves", "person_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("centre_settings", "leaves", "roster_changes", "former_facts", "entries", "batches"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION entries_append_only()")
