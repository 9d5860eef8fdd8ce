"""What a standing is made of: lines, categories, steps of arithmetic."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from records.ledger import LedgerProblem


def hours_text(value: Decimal) -> str:
    """Plain decimal notation without needless zeros: 84, 12.5, 0."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the arithmetic, for 为什么？"""

    text: str
    document_number: str = ""
    """Source of the step; empty when it rests on the ledger, or on a setting of the centre that the text names."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """One category of a line. Hours."""

    name: str
    required: Decimal
    """At least so many; 0 without a floor."""
    maximum: Decimal | None
    """At most so many count; None without a ceiling."""
    earned: Decimal
    counted: Decimal
    remaining: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in one cycle, for one teacher. Hours are `Decimal`."""

    rule: str
    name: str
    document_number: str
    """`Document.number`, or its title where it has none."""
    label: str
    binding: bool
    """False for a rule of a draft: shown, never owed."""
    cycle_start: date | None
    """None when the centre has not set where cycles begin."""
    cycle_end: date | None
    required: Decimal
    earned: Decimal
    """Hours of training, before rates and ceilings."""
    counted: Decimal
    """After rates, offsets, ceilings and floors, with what was carried in or made up."""
    pending: Decimal
    remaining: Decimal
    """max(0, required − counted)."""
    deadline: date | None
    categories: tuple[CategoryLine, ...]
    other: Decimal
    """Counted hours outside all categories."""
    carried: Decimal
    """Hours carried in from the cycle before, part of `counted`."""
    since: date | None
    """First day of the cycle on which the rule bound the teacher; what a pace is measured from."""
    notes: tuple[str, ...]
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Values that `json.dumps` takes."""
        return {
            "rule": self.rule,
            "document_number": self.document_number,
            "label": self.label,
            "cycle": {"start": _day(self.cycle_start), "end": _day(self.cycle_end)},
            "required": hours_text(self.required),
            "earned": hours_text(self.earned),
            "counted": hours_text(self.counted),
            "pending": hours_text(self.pending),
            "remaining": hours_text(self.remaining),
            "deadline": _day(self.deadline),
            "categories": [
                {
                    "name": category.name,
                    "required": hours_text(category.required),
                    "maximum": None if category.maximum is None else hours_text(category.maximum),
                    "earned": hours_text(category.earned),
                    "counted": hours_text(category.counted),
                    "remaining": hours_text(category.remaining),
                }
                for category in self.categories
            ],
            "notes": list(self.notes),
            "name": self.name,
            "binding": self.binding,
            "other": hours_text(self.other),
        }


@dataclass(frozen=True, slots=True)
class Duty:
    """A requirement that applies but is not counted in hours: a term in a school, ten research meetings."""

    rule: str
    name: str
    document_number: str
    label: str
    binding: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a teacher stands on a day."""

    teacher: str
    as_of: date
    lines: tuple[Line, ...]
    duties: tuple[Duty, ...] = ()
    notes: tuple[str, ...] = ()
    """What concerns no single line: exemptions, facts and settings that are missing."""
    problems: tuple[LedgerProblem, ...] = ()
    """Entries of the ledger that could not be followed."""

    def to_json(self) -> dict[str, Any]:
        """Exactly teacher, as_of and lines."""
        return {
            "teacher": self.teacher,
            "as_of": self.as_of.isoformat(),
            "lines": [line.to_json() for line in self.lines],
        }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
