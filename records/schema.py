"""The tables. Rows never leave `records/`: services return the frozen dataclasses of `records.model`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from records.base import Base as Base
from records.campaign_schema import CampaignRow as CampaignRow
from records.campaign_schema import MailingRow as MailingRow
from records.campaign_schema import RecipientRow as RecipientRow
from records.columns import Document, Key, Moment
from records.ledger_schema import BatchRow as BatchRow
from records.ledger_schema import EntryRow as EntryRow
from records.ledger_schema import FormerFactRow as FormerFactRow
from records.ledger_schema import LeaveRow as LeaveRow
from records.ledger_schema import RosterChangeRow as RosterChangeRow
from records.ledger_schema import SettingRow as SettingRow
from records.reminder_schema import ReminderMessageRow as ReminderMessageRow
from records.reminder_schema import ReminderRow as ReminderRow
from records.reminder_schema import ReminderSettingRow as ReminderSettingRow
from records.reminder_schema import ReminderWishRow as ReminderWishRow
from records.transcript_schema import TranscriptRow as TranscriptRow


class PersonRow(Base):
    """A roster entry: one teacher, clerk or administrator of the centre, with or without an account."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    """工号."""
    name: Mapped[str] = mapped_column(String(64))
    sex: Mapped[str] = mapped_column(String(1), default="")
    """男, 女, or empty."""
    born: Mapped[date | None]
    school: Mapped[str] = mapped_column(String(128), default="", index=True)
    """单位."""
    region: Mapped[str] = mapped_column(String(6), default="", index=True)
    """GB/T 2260 code."""
    stage: Mapped[str] = mapped_column(String(32), default="")
    """学段."""
    subject: Mapped[str] = mapped_column(String(32), default="")
    post: Mapped[str] = mapped_column(String(64), default="")
    """岗位."""
    entered: Mapped[date | None]
    """入职日期."""
    left: Mapped[date | None]
    """Day on which the person left the roster."""
    created_at: Mapped[datetime] = mapped_column(Moment)


class AccountRow(Base):
    """A chat account bound to a roster entry."""

    __tablename__ = "accounts"

    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Telegram's user id, which is also the id of the private chat."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    bound_at: Mapped[datetime] = mapped_column(Moment)
    blocked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When Telegram last said that the person has blocked the bot."""


class GrantRow(Base):
    """A role given to a person; what was revoked stays as history."""

    __tablename__ = "grants"
    __table_args__ = (
        Index(
            "uq_grants_live",
            "person_id",
            "role",
            "region",
            "school",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    region: Mapped[str] = mapped_column(String(6), default="")
    """Where the role holds; empty for an administrator."""
    school: Mapped[str] = mapped_column(String(128), default="")
    """The one school of the region in which it holds; empty for all of them."""
    granted_at: Mapped[datetime] = mapped_column(Moment)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: on the command line."""
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class CodeRow(Base):
    """A one-time binding code: the selector finds it, the secret is kept as a hash only."""

    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    selector: Mapped[str] = mapped_column(String(16), unique=True)
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(128))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong secrets given for this selector, by whatever account."""
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class AttemptRow(Base):
    """Wrong codes of an account since its last success or pause."""

    __tablename__ = "attempts"

    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    failures: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None] = mapped_column(Moment)


class AccountChangeRow(Base):
    """A person's wish to be reached at another account, which staff approve."""

    __tablename__ = "account_changes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    account: Mapped[int] = mapped_column(BigInteger, index=True)
    """The new account."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved: Mapped[bool | None]


class AuditRow(Base):
    """Who did what to whom, when. No names and no 工号: the ids lead there."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None: on the command line."""
    action: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)


class UpdateRow(Base):
    """What a channel received, kept before it is acknowledged, handled once."""

    __tablename__ = "updates"
    __table_args__ = (
        Index(
            "ix_updates_waiting",
            "chat",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Telegram's update_id."""
    chat: Mapped[int] = mapped_column(BigInteger)
    """Updates of one chat are handled in order; 0 for those that belong to none."""
    payload: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """The update as received; emptied some days after it was handled."""
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    worker: Mapped[str] = mapped_column(String(64), default="")
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    incident: Mapped[str] = mapped_column(String(16), default="")
    """Reference of the failure that the log knows; empty when it went well."""


class ConversationRow(Base):
    """What a conversation remembers between two messages; any replica can go on with it."""

    __tablename__ = "conversations"

    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[dict[str, Any]] = mapped_column(Document)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class OutboxRow(Base):
    """A message to be sent once: written in the transaction that decided it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "mailing",
            "bulk",
            "due_at",
            "id",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
        Index(
            "ix_outbox_queue",
            "chat",
            "bulk",
            "due_at",
            "id",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
        Index(
            "ix_outbox_mailing",
            "mailing",
            "state",
            sqlite_where=text("mailing > 0"),
            postgresql_where=text("mailing > 0"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    """What makes it one deliberate message, such as update:17:0; a second row of the same key is refused."""
    chat: Mapped[int] = mapped_column(BigInteger, index=True)
    method: Mapped[str] = mapped_column(String(32))
    """What the channel is to do: send, edit, photo, document …"""
    payload: Mapped[dict[str, Any] | None] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    """waiting, sending, sent, uncertain, failed, cancelled."""
    bulk: Mapped[bool] = mapped_column(default=False)
    """True for announcements and reminders, which give way to replies."""
    mailing: Mapped[int] = mapped_column(BigInteger, default=0)
    """The mailing that it belongs to, which may be held; 0 for none."""
    worker: Mapped[str] = mapped_column(String(64), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)
    """When it was to be sent; its place among the messages of the chat, which no retry changes."""
    not_before: Mapped[datetime] = mapped_column(Moment)
    """When it may be tried: `due_at`, or later after a failed attempt or while the chat is paused."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    message: Mapped[int | None] = mapped_column(BigInteger)
    """The channel's id of the message that was sent."""
    error: Mapped[str] = mapped_column(String(255), default="")


class ReplyRow(Base):
    """An answer that was shown: what its buttons refer to, and the evidence when it is doubted."""

    __tablename__ = "replies"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    chat: Mapped[int] = mapped_column(BigInteger, index=True)
    account: Mapped[int] = mapped_column(BigInteger, index=True)
    question: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(6), default="")
    answered: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[Any]] = mapped_column(Document, default=list)
    at: Mapped[datetime] = mapped_column(Moment)
    verdict: Mapped[int | None]
    """1 for 👍, -1 for 👎."""


class TicketRow(Base):
    """A question that waits for the staff of the asker's centre."""

    __tablename__ = "tickets"
    __table_args__ = (UniqueConstraint("reply_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id", ondelete="SET NULL"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    region: Mapped[str] = mapped_column(String(6), index=True)
    school: Mapped[str] = mapped_column(String(128), default="", index=True)
    question: Mapped[str] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(Text, default="")
    """What the assistant had answered, empty when it refused without a word to keep."""
    citations: Mapped[list[Any]] = mapped_column(Document, default=list)
    doubted: Mapped[bool] = mapped_column(default=False)
    """True for an answer that was marked 👎."""
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was closed without an answer; the asker gets to read it."""
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The asker, when they withdrew it."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class FaqRow(Base):
    """An approved pair of question and answer with the provision that it rests on."""

    __tablename__ = "faqs"
    __table_args__ = (UniqueConstraint("region", "folded"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    region: Mapped[str] = mapped_column(String(6), index=True)
    question: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(String(512), index=True)
    """The question without what does not change its meaning; found by this."""
    answer: Mapped[str] = mapped_column(Text)
    citation: Mapped[dict[str, Any]] = mapped_column(Document)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: on the command line."""
    approved_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    lapsed_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when the provision no longer holds the quote; not served until it does again."""
