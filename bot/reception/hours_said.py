"""One's own hours in words for a chat: what a year brought, and by when what is owed."""

from collections.abc import Iterable
from datetime import date

from bot import texts
from records.ledger import Held
from records.standing import Line, Standing, hours_text
from records.yearly import YearSum, year_sums


def year_text(held: Iterable[Held], year: int, today: date) -> str:
    """The sum of a calendar year with what waits apart, and by category."""
    sums = year_sums(held, year)
    standing = "、".join(_amount(total) for total, _ in sums if total.standing)
    pending = "、".join(texts.amount(hours_text(total.pending), total.unit.value) for total, _ in sums if total.pending)
    lines = [texts.year_total(year, standing, pending, running=year == today.year)]
    for _, parts in sums:
        lines += [
            texts.year_part(
                part.category,
                hours_text(part.standing),
                part.unit.value,
                hours_text(part.pending) if part.pending else "",
            )
            for part in parts
        ]
    return "\n".join([*lines, texts.YEAR_IS_AS_POSTED] if sums else lines)


def due_text(found: Standing) -> str:
    """The next deadline of what is missing; then that of each requirement, the next first."""
    binding = sorted((line for line in found.lines if line.binding), key=_by_deadline)
    if not binding:
        return texts.DUE_NOTHING
    lacking = [line for line in binding if line.remaining]
    first = next(((line, line.deadline) for line in lacking if line.deadline is not None), None)
    if first is not None:
        line, day = first
        said = texts.due_first(day.isoformat(), (day - found.as_of).days, hours_text(line.remaining))
    else:
        said = texts.DUE_UNKNOWN if lacking else texts.DUE_ALL_DONE
    return "\n".join([said, *(_due(line) for line in binding)])


def _by_deadline(line: Line) -> tuple[bool, date, str]:
    return not line.remaining, line.deadline or date.max, line.name


def _due(line: Line) -> str:
    day = line.deadline.isoformat() if line.deadline else ""
    return texts.due_of(line.name, day, hours_text(line.remaining) if line.remaining else "")


def _amount(total: YearSum) -> str:
    return texts.amount(hours_text(total.standing), total.unit.value)
