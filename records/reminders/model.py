"""What reminders are made of: kinds, what is due to whom and why or why not, the message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is reminded of; `KIND_NAMES` has the names that people see."""

    CYCLE_END = "cycle_end"
    """Hours of a cycle of several years."""
    YEAR_END = "year_end"
    """Hours of each year."""
    MAKEUP_END = "makeup_end"
    """Hours of a cycle that is over and can still be filled."""
    ONCE_DUE = "once_due"
    """Hours that are asked for once, such as induction."""
    NOTICE_DATE = "notice_date"
    """A day that a document names."""
    CLAIM_WAITING = "claim_waiting"
    """Claims that wait, to the staff who may decide them."""
    ESCALATION = "escalation"
    """Teachers who are short after their last reminder, to the staff of their school."""


KIND_NAMES: Mapping[Kind, str] = {
    Kind.CYCLE_END: "周期到期",
    Kind.YEAR_END: "年度到期",
    Kind.MAKEUP_END: "补训到期",
    Kind.ONCE_DUE: "一次性要求到期",
    Kind.NOTICE_DATE: "文件所定日期",
    Kind.CLAIM_WAITING: "申报待审",
    Kind.ESCALATION: "本校教师到期未完成",
}
"""Kind → its name as people see it."""
DEADLINES = (Kind.CYCLE_END, Kind.YEAR_END, Kind.MAKEUP_END, Kind.ONCE_DUE)
"""Kinds that follow from a standing."""


class Reason(StrEnum):
    """Why something is not reminded of; from what nothing can change to what the next days may."""

    LEFT = "left"
    UNBOUND = "unbound"
    BLOCKED = "blocked"
    NOTHING = "nothing"
    """No rule asks for hours: exempt, or of a post that none binds."""
    DONE = "done"
    NO_DEADLINE = "no_deadline"
    """Hours are missing, and a setting of the centre that would give the deadline."""
    OVERDUE = "overdue"
    STOPPED = "stopped"
    """The person does not want such reminders."""
    SWITCHED_OFF = "switched_off"
    """The centre does not."""
    SNOOZED = "snoozed"
    NOT_YET = "not_yet"
    """No threshold is reached."""
    SENT = "sent"
    """This threshold, or a later one, was reminded of."""
    HOLIDAY = "holiday"
    """The day is not worked; the next working day is early enough."""
    BUSY = "busy"
    """A message of that day is there already, or one of an earlier day is still on its way."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is reminded of once: see `records.reminder_schema.ReminderRow` for the fields."""

    about: int
    kind: Kind
    rule: str
    cycle_start: date
    threshold: int
    deadline: date


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to remind of."""

    key: Key
    text: str
    """Hours, deadline, provision and the next step, in words."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one requirement is reminded of today, or is not."""

    rule: str
    """Id of the rule, or of the date of a document."""
    name: str
    kind: Kind
    deadline: date | None
    remaining: str
    """Hours in plain notation; empty for a date of a document."""
    threshold: int | None
    """The one that is reached; None without one."""
    reason: Reason | None
    """None: it is reminded of."""


@dataclass(frozen=True, slots=True)
class Due:
    """What one person is reminded of on a day, or why of nothing."""

    person: int
    number: str
    """工号."""
    name: str = field(repr=False)
    school: str
    chat: int
    day: date
    """The day on which the message goes out."""
    at: datetime
    """Not before this moment."""
    items: tuple[Item, ...]
    """The most urgent first; empty with `reason`."""
    reason: Reason | None
    verdicts: tuple[Verdict, ...] = ()
    """One for each requirement that lacks hours."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return {
            "number": self.number,
            "day": self.day.isoformat(),
            "at": self.at.isoformat(),
            "due": bool(self.items),
            "reason": self.reason.value if self.reason else None,
            "items": [
                {
                    "kind": item.key.kind.value,
                    "rule": item.key.rule,
                    "cycle_start": item.key.cycle_start.isoformat(),
                    "threshold": item.key.threshold,
                    "deadline": item.key.deadline.isoformat(),
                    "text": item.text,
                }
                for item in self.items
            ],
            "requirements": [
                {
                    "rule": one.rule,
                    "name": one.name,
                    "kind": one.kind.value,
                    "deadline": one.deadline.isoformat() if one.deadline else None,
                    "remaining": one.remaining,
                    "threshold": one.threshold,
                    "reason": one.reason.value if one.reason else None,
                }
                for one in self.verdicts
            ],
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """A button under a message, for the channel to draw."""

    label: str
    data: str
    """What it carries: `BUTTON:s:<days>` snoozes everything, `BUTTON:x:<kind>` stops one kind."""


BUTTON = "n"
"""First letter of what buttons of reminders carry."""
SNOOZE_DAYS = 7
"""For which 过几天提醒我 is good."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that goes with a message as a file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One message, for the channel to make a payload of the outbox from."""

    heading: str
    body: str = field(repr=False)
    buttons: tuple[tuple[Choice, ...], ...] = ()
    """Rows of them."""
    listing: Listing | None = field(default=None, repr=False)
