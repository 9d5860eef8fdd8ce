"""Announcements: campaigns, their recipients, receipts; mailings of the outbox."""

import sqlalchemy as sa
from alembic import op

from records.columns import Document, Key, Moment

revision = "0004"
down_revision = "0003"

_UNSETTLED = sa.text("state IN ('waiting', 'sending')")
_IN_MAILING = sa.text("mailing > 0")


def upgrade() -> None:
    """Create the tables; rows of the outbox may belong to a mailing."""
    op.create_table(
        "mailings",
        sa.Column("id", Key, nullable=False),
        sa.Column("payload", Document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("quiet_start", sa.Integer(), nullable=True),
        sa.Column("quiet_end", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.add_column("outbox", sa.Column("mailing", sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_index("ix_outbox_due", table_name="outbox")
    _index("ix_outbox_due", ["mailing", "bulk", "due_at", "id"], _UNSETTLED)
    _index("ix_outbox_mailing", ["mailing", "state"], _IN_MAILING)
    _campaigns()


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "outbox", columns, sqlite_where=where, postgresql_where=where)


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", Key, nullable=False),
        sa.Column("author_id", Key, nullable=True),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("content", Document, nullable=False),
        sa.Column("audience", Document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("receipt", sa.Boolean(), nullable=False),
        sa.Column("scheduled_for", Moment(), nullable=True),
        sa.Column("follows", Key, nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("mailing_id", Key, nullable=True),
        sa.Column("correction_id", Key, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("confirmed_by", Key, nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("approved_by", Key, nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("corrected_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_campaigns_author_id")),
        sa.ForeignKeyConstraint(["follows"], ["campaigns.id"], name=op.f("fk_campaigns_follows")),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name=op.f("fk_campaigns_mailing_id")),
        sa.ForeignKeyConstraint(["correction_id"], ["mailings.id"], name=op.f("fk_campaigns_correction_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_campaigns_confirmed_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_campaigns_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index(op.f("ix_campaigns_author_id"), "campaigns", ["author_id"])
    op.create_table(
        "campaign_recipients",
        sa.Column("campaign_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("read_edition", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_recipients_campaign_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_campaign_recipients_person_id")),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name=op.f("pk_campaign_recipients")),
    )
    op.create_index(op.f("ix_campaign_recipients_person_id"), "campaign_recipients", ["person_id"])
    op.create_index(op.f("ix_campaign_recipients_outbox_id"), "campaign_recipients", ["outbox_id"])
    op.create_index("ix_campaign_recipients_stage", "campaign_recipients", ["campaign_id", "stage", "person_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("campaign_recipients", "campaigns"):
        op.drop_table(table)
    for index in ("ix_outbox_mailing", "ix_outbox_due"):
        op.drop_index(index, table_name="outbox")
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_column("mailing")
    _index("ix_outbox_due", ["bulk", "due_at", "id"], _UNSETTLED)
    op.drop_table("mailings")
