"""A section of the export of a person."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from records.base import Base

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one table that concern a person in one way."""

    key: str
    """Name in the file."""
    title: str
    """Heading in the text."""
    table: type[Base]
    refers: tuple[Column, ...]
    """Columns that refer to the person, or to their account or private chat."""
    shown: tuple[Column, ...]
