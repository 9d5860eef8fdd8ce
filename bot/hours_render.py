"""Standings and ledgers for a phone: what is owed first, the grounds folded below."""

from collections.abc import Mapping, Sequence

from bot import records_render, texts
from records.ledger_book import Book
from records.model import Particulars
from records.standing import Line, Standing, hours_text

_NEWEST = 20
"""Entries of a ledger that are shown in a chat."""


def standing_parts(
    particulars: Particulars, found: Standing, unset: Sequence[str], titles: Mapping[str, str]
) -> tuple[str, str]:
    """What is owed and by when, and the grounds: rules, figures, provisions, and what the centre has not set."""
    owed, _, grounds = records_render.standing_text(particulars, found, unset, titles).partition("\n\n")
    return owed, grounds


def reasons_text(line: Line, titles: Mapping[str, str]) -> str:
    """The arithmetic of one requirement, with the provision behind each step."""
    return "\n".join(records_render.line_text(line, titles))


def ledger_list(book: Book) -> str:
    """The hours that stand, newest first, a line each."""
    held = sorted(book.stands.held, key=lambda one: (one.completed, one.id), reverse=True)
    if not held:
        return texts.LEDGER_NOTHING
    rows = [
        texts.held(one.completed.isoformat(), hours_text(one.hours), one.unit.value, one.project, pending=one.pending)
        for one in held[:_NEWEST]
    ]
    return texts.ledger_heading(len(held), len(rows)) + "\n" + "\n".join(rows)
