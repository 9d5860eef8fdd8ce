"""The tables of reminders: what was reminded of, what the reminded wish, what centres decide."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.base import Base
from records.columns import Document, Key, Moment


class ReminderMessageRow(Base):
    """One message of reminders, written with its row in the outbox; a person has at most one for each day."""

    __tablename__ = "reminder_messages"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    day: Mapped[date]
    """The day for which it was made."""
    outbox_key: Mapped[str] = mapped_column(String(128), unique=True)
    """Key of the message in `outbox`, whose state says what became of it."""
    made_at: Mapped[datetime] = mapped_column(Moment)


class ReminderRow(Base):
    """One thing that a message reminds of. The key says that it was: it goes out once."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint(
            "person_id", "about_id", "kind", "rule", "cycle_start", "threshold", name="uq_reminders_crossing"
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("reminder_messages.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who is reminded."""
    about_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    """Whose hours it is about: the person's own, or those of a teacher whose school is told."""
    kind: Mapped[str] = mapped_column(String(16))
    """`records.reminders.Kind`."""
    rule: Mapped[str] = mapped_column(String(128))
    """Id of the rule that asks for the hours, or of the date of a document; empty for claims."""
    cycle_start: Mapped[date]
    """First day of the cycle; of a document's date, that date; of claims, the latest day on which one was made."""
    threshold: Mapped[int]
    """Days before the deadline; of claims, days that they have waited."""
    deadline: Mapped[date]
    """As it was then; of claims, the day of the message."""


class ReminderWishRow(Base):
    """What a person does not want to be reminded of, and until when."""

    __tablename__ = "reminder_wishes"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """`records.reminders.Kind`; empty for all kinds."""
    until: Mapped[date | None]
    """The day from which reminders come again; None: until the person says so."""
    made_at: Mapped[datetime] = mapped_column(Moment)


class ReminderSettingRow(Base):
    """What the centre of a region decides about reminders."""

    __tablename__ = "reminder_settings"
    __table_args__ = (UniqueConstraint("region", "setting"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    region: Mapped[str] = mapped_column(String(6))
    setting: Mapped[str] = mapped_column(String(32))
    """Field of `records.reminders.settings.Overrides`."""
    value: Mapped[Any] = mapped_column(Document)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: on the command line."""
