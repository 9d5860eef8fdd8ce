"""The tables of announcements, and of the mailings of the outbox that carry them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from records.base import Base
from records.columns import Document, Key, Moment


class MailingRow(Base):
    """Messages of the outbox that share their contents, and are held and stopped together."""

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    """What each of its messages has besides its own payload."""
    state: Mapped[str] = mapped_column(String(16), default="open")
    """`records.mailings.MailingState`."""
    quiet_start: Mapped[int | None]
    """Quiet hours as in `records.quiet`; None for what may go out at any hour."""
    quiet_end: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment)


class CampaignRow(Base):
    """One announcement."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None: the command line."""
    region: Mapped[str] = mapped_column(String(6), default="")
    """Where it belongs: whose settings hold for it; empty for a list of people without a region."""
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    audience: Mapped[dict[str, Any]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(16))
    """`records.campaigns.model.State`."""
    urgent: Mapped[bool] = mapped_column(default=False)
    """Goes out in quiet hours as well."""
    receipt: Mapped[bool] = mapped_column(default=False)
    """Whether a button 已阅 is wanted."""
    scheduled_for: Mapped[datetime | None] = mapped_column(Moment)
    """None: as soon as it may."""
    follows: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    """The announcement whose readers-to-be this one reminds."""
    edition: Mapped[int] = mapped_column(default=0)
    """How often it was corrected."""
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"))
    """Carries its messages, once it has begun."""
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"))
    """Carries the latest correction to those who have an earlier edition."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    corrected_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the last message was settled, or it was cancelled."""


class RecipientRow(Base):
    """One person whom an announcement is meant for, frozen when it was confirmed."""

    __tablename__ = "campaign_recipients"
    __table_args__ = (Index("ix_campaign_recipients_stage", "campaign_id", "stage", "person_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    stage: Mapped[str] = mapped_column(String(16))
    """`records.campaigns.model.Stage`."""
    reason: Mapped[str] = mapped_column(String(16), default="")
    """Why the person cannot be reached; empty while they can."""
    outbox_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    """The message to them, the latest when it was deliberately sent again."""
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    """When they first pressed 已阅."""
    read_edition: Mapped[int | None]
    """The latest edition under which they did."""
