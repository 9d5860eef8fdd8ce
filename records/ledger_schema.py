"""The tables of the ledger and of what a standing needs besides. The database itself keeps `entries` append-only."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from records.base import Base
from records.columns import Document, Key, Moment

PLACES = 3
"""Decimal places of hours that the database keeps."""
_UNIT = 10**PLACES


class Hours(TypeDecorator[Decimal]):
    """Hours, kept exactly as an integer of thousandths: SQLite has no decimals."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        thousandths = value * _UNIT
        if not value.is_finite() or thousandths != int(thousandths):
            raise ValueError(f"hours have at most {PLACES} decimal places")
        return int(thousandths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else _hours(value)


@lru_cache(maxsize=4096)
def _hours(thousandths: int) -> Decimal:
    whole, rest = divmod(thousandths, _UNIT)
    return Decimal(thousandths) / _UNIT if rest else Decimal(whole)


class BatchRow(Base):
    """One file that was imported."""

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    """roster, hours."""
    file_name: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the file."""
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None: on the command line."""
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class EntryRow(Base):
    """One line of the ledger. Never changed and never deleted: the database itself refuses."""

    __tablename__ = "entries"
    __table_args__ = (
        Index("ix_entries_person_id_completed", "person_id", "completed"),
        Index(
            "uq_entries_corrected",
            "refers_to",
            unique=True,
            sqlite_where=text("kind = 'correction'"),
            postgresql_where=text("kind = 'correction'"),
        ),
        Index(
            "ix_entries_decided",
            "refers_to",
            sqlite_where=text("kind IN ('approval', 'rejection')"),
            postgresql_where=text("kind IN ('approval', 'rejection')"),
        ),
        Index(
            "ix_entries_claims",
            "id",
            sqlite_where=text("kind = 'claim'"),
            postgresql_where=text("kind = 'claim'"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """`records.ledger.EntryKind`."""
    hours: Mapped[Decimal] = mapped_column(Hours)
    completed: Mapped[date | None]
    category: Mapped[str] = mapped_column(String(64), default="")
    training: Mapped[str] = mapped_column(String(64), default="")
    unit: Mapped[str] = mapped_column(String(8))
    refers_to: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    project_number: Mapped[str] = mapped_column(String(64), default="")
    """项目编号."""
    project: Mapped[str] = mapped_column(String(128), default="")
    """项目名称."""
    evidence: Mapped[str] = mapped_column(String(255), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(128))
    source_key: Mapped[str] = mapped_column(String(128), unique=True)
    """What makes importing twice change nothing."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None: on the command line."""


class FormerFactRow(Base):
    """What the roster said of a person until a day; what it says since then stands in `people`."""

    __tablename__ = "former_facts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    field: Mapped[str] = mapped_column(String(16))
    """region, stage, post."""
    value: Mapped[str] = mapped_column(String(64))
    until: Mapped[date]
    """Last day on which it was so."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class RosterChangeRow(Base):
    """What an imported roster did to one person, so that it can be undone."""

    __tablename__ = "roster_changes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    added: Mapped[bool]
    """The person was not on the roster before."""
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    """Fields that changed, with their values before; empty for somebody added."""
    after: Mapped[dict[str, Any]] = mapped_column(Document)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class LeaveRow(Base):
    """产假, 病假, 支教 …"""

    __tablename__ = "leaves"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    """None while it lasts."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class SettingRow(Base):
    """A decision of the centre of a region on what the documents leave open."""

    __tablename__ = "centre_settings"
    __table_args__ = (UniqueConstraint("region", "setting"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    region: Mapped[str] = mapped_column(String(6))
    setting: Mapped[str] = mapped_column(String(32))
    """Field of `records.centre.CentreSettings`."""
    value: Mapped[Any] = mapped_column(Document)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: on the command line."""
