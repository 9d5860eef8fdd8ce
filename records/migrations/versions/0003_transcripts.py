"""What a transcript's verification code vouches for."""

import sqlalchemy as sa
from alembic import op

from records.columns import Document, Key, Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "transcripts",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("issued_by", Key, nullable=True),
        sa.Column("content", Document, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("checked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_transcripts_issued_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_transcripts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
        sa.UniqueConstraint("code", name=op.f("uq_transcripts_code")),
    )
    op.create_index(op.f("ix_transcripts_person_id"), "transcripts", ["person_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("transcripts")
