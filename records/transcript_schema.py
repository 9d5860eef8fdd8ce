"""The table of issued 学习档案."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from records.base import Base
from records.columns import Document, Key, Moment


class TranscriptRow(Base):
    """One transcript that was issued: what its verification code vouches for."""

    __tablename__ = "transcripts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    """Without hyphens. Not hashed: it stands on paper that goes from hand to hand."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    as_of: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The person themselves, or staff; None: on the command line."""
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    """The particulars and the lines as they were printed, and the ids of the entries."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content and of the entries themselves."""
    checks: Mapped[int] = mapped_column(default=0)
    """How often somebody had it verified."""
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody last did."""
