"""Whom an announcement is meant for, as plain data: every condition that is given has to hold."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from records.particulars import tidy_number
from records.risk import Pace

_BETWEEN = re.compile(r"[,，;；、\t\s]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of an uploaded list."""

    line: int
    """From 1."""
    number: str
    """工号."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The conditions; an empty one says nothing."""

    region: str = ""
    """GB/T 2260 code, with everything below it; needed unless people are listed."""
    schools: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    """学段 as rules call them, such as 小学; a roster's 九年一贯制 is both of its stages."""
    subjects: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """Roles of rules, such as 新任教师, or 岗位 as the roster writes them."""
    short_by: Decimal | None = None
    """Hours that some requirement lacks at least."""
    paces: tuple[Pace, ...] = ()
    """How they stand: overdue, behind …"""
    listed: tuple[Listed, ...] | None = field(default=None, repr=False)
    """Only these 工号; None without a list."""
    people: tuple[int, ...] | None = field(default=None, repr=False)
    """Only these ids: those who have not read an earlier announcement."""

    @property
    def is_list(self) -> bool:
        """Whether people are named one by one."""
        return self.listed is not None or self.people is not None

    @property
    def asks_standing(self) -> bool:
        """Whether standings have to be worked out."""
        return self.short_by is not None or bool(self.paces)

    @property
    def is_wide(self) -> bool:
        """Whether it is for a whole region, of which no school is picked and nobody is named."""
        return not self.is_list and not self.schools

    def to_json(self) -> dict[str, Any]:
        """Plain values for the database."""
        return {
            "region": self.region,
            "schools": list(self.schools),
            "stages": list(self.stages),
            "subjects": list(self.subjects),
            "roles": list(self.roles),
            "short_by": str(self.short_by) if self.short_by is not None else None,
            "paces": [pace.value for pace in self.paces],
            "listed": [[one.line, one.number] for one in self.listed] if self.listed is not None else None,
            "people": list(self.people) if self.people is not None else None,
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Audience":
        """The way back."""
        listed, people = plain["listed"], plain["people"]
        return cls(
            region=plain["region"],
            schools=tuple(plain["schools"]),
            stages=tuple(plain["stages"]),
            subjects=tuple(plain["subjects"]),
            roles=tuple(plain["roles"]),
            short_by=Decimal(plain["short_by"]) if plain["short_by"] is not None else None,
            paces=tuple(map(Pace, plain["paces"])),
            listed=tuple(Listed(line, number) for line, number in listed) if listed is not None else None,
            people=tuple(people) if people is not None else None,
        )


def read_list(text: str) -> tuple[Listed, ...]:
    """The 工号 of a list, one or several a line; repeated ones are kept, to be reported."""
    return tuple(
        Listed(line, tidy_number(word))
        for line, content in enumerate(text.removeprefix("\ufeff").splitlines(), start=1)
        for word in _BETWEEN.split(content)
        if word
    )
