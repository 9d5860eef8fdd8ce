"""People, accounts, messages in and out, questions for staff."""

import sqlalchemy as sa
from alembic import op

from records.columns import Document, Key, Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _codes()
    _audit()
    _received()
    _outbox()
    _desk()


def _people() -> None:
    """The roster, accounts and roles."""
    op.create_table(
        "people",
        sa.Column("id", Key, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("school", sa.String(length=128), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("post", sa.String(length=64), nullable=False),
        sa.Column("entered", sa.Date(), nullable=True),
        sa.Column("left", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("number", name=op.f("uq_people_number")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_school"), ["school"], unique=False)

    op.create_table(
        "accounts",
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("bound_at", Moment(), nullable=False),
        sa.Column("blocked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_accounts")),
        sa.UniqueConstraint("person_id", name=op.f("uq_accounts_person_id")),
    )

    op.create_table(
        "grants",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("school", sa.String(length=128), nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("granted_by", Key, nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["granted_by"], ["people.id"], name=op.f("fk_grants_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_grants_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_grants_live",
            ["person_id", "role", "region", "school"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )


def _codes() -> None:
    """Codes and wrong tries."""
    op.create_table(
        "codes",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=128), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("issued_by", Key, nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_codes_issued_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint("selector", name=op.f("uq_codes_selector")),
    )
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_codes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_attempts")),
    )


def _audit() -> None:
    """Changes of account, and who did what."""
    op.create_table(
        "account_changes",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("account", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", Key, nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_account_changes_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_account_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_changes")),
    )
    with op.batch_alter_table("account_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_changes_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_changes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject_id", Key, nullable=True),
        sa.Column("detail", Document, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_audit_actor_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["people.id"], name=op.f("fk_audit_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_subject_id"), ["subject_id"], unique=False)


def _received() -> None:
    """What came in, what is remembered, what was shown."""
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("payload", Document, nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("incident", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
    )
    with op.batch_alter_table("updates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_updates_received_at"), ["received_at"], unique=False)
        batch_op.create_index(
            "ix_updates_waiting",
            ["chat", "id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "conversations",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", Document, nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "account", name=op.f("pk_conversations")),
    )

    op.create_table(
        "replies",
        sa.Column("id", Key, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("citations", Document, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("verdict", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replies_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_replies_chat"), ["chat"], unique=False)


def _outbox() -> None:
    """What is to be sent."""
    op.create_table(
        "outbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("payload", Document, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_chat"), ["chat"], unique=False)
        batch_op.create_index(
            "ix_outbox_due",
            ["bulk", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        )
        batch_op.create_index(
            "ix_outbox_queue",
            ["chat", "bulk", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        )


def _desk() -> None:
    """Questions for staff and approved answers."""
    op.create_table(
        "tickets",
        sa.Column("id", Key, nullable=False),
        sa.Column("reply_id", Key, nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("school", sa.String(length=128), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("citations", Document, nullable=False),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("taken_by", Key, nullable=True),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", Key, nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_by", Key, nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_tickets_answered_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_tickets_closed_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tickets_person_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name=op.f("fk_tickets_reply_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_tickets_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_tickets_reply_id")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_school"), ["school"], unique=False)

    op.create_table(
        "faqs",
        sa.Column("id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=True),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(length=512), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("citation", Document, nullable=False),
        sa.Column("approved_by", Key, nullable=True),
        sa.Column("approved_at", Moment(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.Column("lapsed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_faqs_approved_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_faqs_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faqs")),
        sa.UniqueConstraint("region", "folded", name=op.f("uq_faqs_region_folded")),
    )
    with op.batch_alter_table("faqs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faqs_folded"), ["folded"], unique=False)
        batch_op.create_index(batch_op.f("ix_faqs_region"), ["region"], unique=False)


def downgrade() -> None:
    for table in (
        "faqs",
        "tickets",
        "replies",
        "outbox",
        "conversations",
        "updates",
        "audit",
        "account_changes",
        "attempts",
        "codes",
        "grants",
        "accounts",
        "people",
    ):
        op.drop_table(table)
