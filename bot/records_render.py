"""Standings, ledgers, claims and settings as text for a screen and as JSON values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.render import table
from bot.texts import records as records_texts
from records.centre import SETTING_NAMES
from records.china import CHINA
from records.model import Particulars
from records.standing.model import Line, Standing, Step, hours_text

if TYPE_CHECKING:
    from records.claims import OpenClaim
    from records.ledger_book import Book, LedgerLine
    from records.settings_store import Shown

Titles = Mapping[str, str]
"""What to cite (number, or title without one) → title."""


def standing_text(particulars: Particulars, found: Standing, unset: Sequence[str], titles: Titles) -> str:
    """What is owed and by when; then each rule with its arithmetic and provision; then what is unset."""
    heading = records_texts.standing_heading(particulars.number, particulars.name, found.as_of.isoformat())
    parts = [heading, *_owed(found)]
    for position, line in enumerate(found.lines, 1):
        parts += ["", *line_text(line, titles, position)]
    for title, lines in (
        (
            records_texts.STANDING_DUTIES,
            [records_texts.standing_duty(d.name, d.document_number, d.label, not d.binding) for d in found.duties],
        ),
        (records_texts.STANDING_GENERAL, [records_texts.standing_line(note) for note in found.notes]),
        (records_texts.STANDING_TROUBLES, [records_texts.standing_line(problem.what) for problem in found.problems]),
    ):
        if lines:
            parts += ["", title, *lines]
    if unset:
        names = [SETTING_NAMES[field] for field in unset]
        parts += ["", records_texts.unset_settings(names, cycles="cycle_starts" in unset)]
    return "\n".join(parts)


def ledger_text(book: "Book") -> str:
    """Every entry, a line each."""
    named = f"{book.particulars.number} {book.particulars.name}"
    if not book.lines:
        return f"{named}\n{records_texts.LEDGER_EMPTY}"
    counting = {held.id: held.pending for held in book.stands.held}
    rows = [_ledger_row(line, counting) for line in book.lines]
    return f"{named}\n{table(records_texts.LEDGER_HEADINGS, rows)}"


def ledger_json(particulars: Particulars, lines: Iterable["LedgerLine"]) -> dict[str, Any]:
    """The JSON object of `records ledger --json`, and of each teacher of `records export --json`."""
    return {
        "teacher": particulars.number,
        "name": particulars.name,
        "school": particulars.school,
        "entries": [
            {
                "id": line.entry.id,
                "kind": line.entry.kind.value,
                "hours": hours_text(line.entry.hours),
                "unit": line.entry.unit.value,
                "completed": line.entry.completed.isoformat() if line.entry.completed else None,
                "category": line.entry.category,
                "training": line.entry.training,
                "project_number": line.project_number,
                "project": line.entry.project,
                "evidence": line.entry.evidence,
                "source": line.entry.source,
                "source_key": line.entry.source_key,
                "refers_to": line.entry.refers_to or None,
                "corrected_by": line.corrected_by or None,
                "decision": line.decision.value if line.decision else None,
                "batch": line.batch,
                "recorded_at": line.entry.recorded_at.isoformat(),
                "recorded_by": line.recorder,
                "note": line.entry.note,
            }
            for line in lines
        ],
    }


def ledger_cells(particulars: Particulars, line: "LedgerLine") -> tuple[str, ...]:
    """One line of the exported table, a cell for each of its columns."""
    entry = line.entry
    return (
        entry.id,
        particulars.number,
        particulars.name,
        particulars.school,
        particulars.region,
        records_texts.ENTRY_KINDS[entry.kind.value],
        line.project_number,
        entry.project,
        entry.category,
        entry.training,
        hours_text(entry.hours),
        entry.unit.value,
        entry.completed.isoformat() if entry.completed else "",
        entry.source,
        entry.evidence,
        entry.refers_to,
        line.corrected_by,
        records_texts.LEDGER_DECISIONS.get(line.decision.value, "") if line.decision else "",
        entry.note,
        line.recorder,
        entry.recorded_at.astimezone(CHINA).isoformat(timespec="seconds"),
    )


def claims_text(claims: Sequence["OpenClaim"]) -> str:
    """Claims that wait, a line each."""
    rows = [
        (
            claim.entry.id,
            claim.person.particulars.number,
            claim.person.particulars.name,
            claim.person.particulars.school,
            records_texts.ledger_quantity(hours_text(claim.entry.hours), claim.entry.unit.value),
            claim.entry.completed.isoformat() if claim.entry.completed else "",
            claim.entry.category or claim.entry.training,
            claim.entry.project,
            claim.entry.evidence,
        )
        for claim in claims
    ]
    return table(records_texts.CLAIM_HEADINGS, rows) if rows else records_texts.NO_OPEN_CLAIMS


def claim_json(claim: "OpenClaim") -> dict[str, Any]:
    """One object of `records claims --json`."""
    entry = claim.entry
    return {
        "id": entry.id,
        "teacher": entry.teacher,
        "name": claim.person.particulars.name,
        "school": claim.person.particulars.school,
        "hours": hours_text(entry.hours),
        "unit": entry.unit.value,
        "completed": entry.completed.isoformat() if entry.completed else None,
        "category": entry.category,
        "training": entry.training,
        "project": entry.project,
        "evidence": entry.evidence,
        "recorded_at": entry.recorded_at.isoformat(),
    }


def settings_text(shown: Sequence["Shown"], region_name: Callable[[str], str]) -> str:
    """Every setting, its value and where it comes from."""
    rows = [
        (one.name, one.value or records_texts.SETTING_OPEN, region_name(one.region) if one.region else "", one.hint)
        for one in shown
    ]
    return table(records_texts.SETTING_HEADINGS, rows)


def setting_json(one: "Shown") -> dict[str, Any]:
    """One object of `records setting --json`."""
    return {"field": one.field, "name": one.name, "value": one.value or None, "region": one.region or None}


def _owed(found: Standing) -> list[str]:
    binding = [line for line in found.lines if line.binding]
    short = [line for line in binding if line.remaining > 0]
    if not short:
        return [records_texts.NOTHING_OWED if binding else records_texts.NO_REQUIREMENT]
    return [
        records_texts.standing_owed(
            hours_text(line.remaining), line.deadline.isoformat() if line.deadline else "", line.name
        )
        for line in short
    ]


def line_text(line: Line, titles: Titles, position: int = 1) -> list[str]:
    """One requirement: provision, cycle, figures, steps, notes, a line each."""
    start, end, deadline = (day.isoformat() if day else "" for day in (line.cycle_start, line.cycle_end, line.deadline))
    required, earned, counted, pending, remaining = map(
        hours_text, (line.required, line.earned, line.counted, line.pending, line.remaining)
    )
    parts = [
        records_texts.standing_rule(position, line.name, not line.binding),
        records_texts.standing_basis(titles.get(line.document_number, ""), line.document_number, line.label),
        records_texts.standing_cycle(start, end, deadline),
        records_texts.standing_figures(required, earned, counted, pending, remaining),
    ]
    for part in line.categories:
        maximum = "" if part.maximum is None else hours_text(part.maximum)
        earned, counted, required, remaining = map(
            hours_text, (part.earned, part.counted, part.required, part.remaining)
        )
        parts.append(records_texts.standing_category(part.name, earned, counted, required, maximum, remaining))
    if line.steps:
        parts += [records_texts.STANDING_STEPS, *(_step(step) for step in line.steps)]
    if line.notes:
        parts += [records_texts.STANDING_NOTES, *(records_texts.standing_note(note) for note in line.notes)]
    return parts


def _step(step: Step) -> str:
    return records_texts.standing_step(step.text, records_texts.standing_source(step.document_number, step.label))


def _ledger_row(line: "LedgerLine", counting: Mapping[str, bool]) -> tuple[str, ...]:
    entry = line.entry
    kind = records_texts.ENTRY_KINDS[entry.kind.value]
    decides = entry.kind.value in records_texts.LEDGER_DECISIONS
    return (
        entry.id,
        records_texts.ledger_refers(kind, entry.refers_to) if entry.refers_to else kind,
        "" if decides else records_texts.ledger_quantity(hours_text(entry.hours), entry.unit.value),
        entry.completed.isoformat() if entry.completed else "",
        entry.category or entry.training,
        entry.project,
        entry.evidence,
        entry.source,
        records_texts.ledger_recorded(line.recorder, f"{entry.recorded_at.astimezone(CHINA):%Y-%m-%d %H:%M}"),
        "" if decides else state_text(line, counting),
        entry.note,
    )


def state_text(line: "LedgerLine", counting: Mapping[str, bool]) -> str:
    """Whether an entry counts; `counting` has those that stand, and whether they are pending."""
    if line.corrected_by:
        return records_texts.ledger_corrected(line.corrected_by)
    if line.decision is not None:
        return records_texts.LEDGER_DECISIONS[line.decision.value]
    if line.entry.kind.value == "correction":
        return records_texts.LEDGER_COUNTS if line.entry.hours else records_texts.LEDGER_VOID
    pending = counting.get(line.entry.id)
    if pending is None:
        return records_texts.LEDGER_VOID
    return records_texts.LEDGER_PENDING if pending else records_texts.LEDGER_COUNTS
