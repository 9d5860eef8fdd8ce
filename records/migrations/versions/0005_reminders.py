"""Reminders: what was reminded of, wishes of the reminded, what centres decide."""

import sqlalchemy as sa
from alembic import op

from records.columns import Document, Key, Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _reminders()
    _wishes_and_settings()


def _reminders() -> None:
    op.create_table(
        "reminder_messages",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outbox_key", sa.String(length=128), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminder_messages_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_messages")),
        sa.UniqueConstraint("outbox_key", name=op.f("uq_reminder_messages_outbox_key")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_reminder_messages_person_id_day")),
    )
    op.create_table(
        "reminders",
        sa.Column("id", Key, nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("about_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=128), nullable=False),
        sa.Column("cycle_start", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["people.id"], name=op.f("fk_reminders_about_id")),
        sa.ForeignKeyConstraint(["message_id"], ["reminder_messages.id"], name=op.f("fk_reminders_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminders_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "person_id",
            "about_id",
            "kind",
            "rule",
            "cycle_start",
            "threshold",
            name="uq_reminders_crossing",
        ),
    )
    op.create_index(op.f("ix_reminders_message_id"), "reminders", ["message_id"])
    op.create_index(op.f("ix_reminders_about_id"), "reminders", ["about_id"])


def _wishes_and_settings() -> None:
    op.create_table(
        "reminder_wishes",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminder_wishes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_wishes")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_reminder_wishes_person_id_kind")),
    )
    op.create_table(
        "reminder_settings",
        sa.Column("id", Key, nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("setting", sa.String(length=32), nullable=False),
        sa.Column("value", Document, nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_reminder_settings_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_settings")),
        sa.UniqueConstraint("region", "setting", name=op.f("uq_reminder_settings_region_setting")),
    )


def downgrade() -> None:
    for table in ("reminder_settings", "reminder_wishes", "reminders", "reminder_messages"):
        op.drop_table(table)
