"""The preview of an import as text for a screen and as JSON."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.texts import imports as import_texts
from records.china import clock

if TYPE_CHECKING:
    from records.batches import Batch
    from records.sheets.commit import Committed
    from records.sheets.model import Problem
    from records.sheets.preview import Preview

_SHOWN = 20
"""Problems of a kind that are shown one by one; the workbook and the JSON have them all."""
_EXAMPLES = 3


def preview_text(preview: "Preview") -> str:
    """What the file holds and what importing it would do, a line each."""
    return "\n".join(_lines(preview))


def preview_json(preview: "Preview", file: str, committed: "Committed | None") -> dict[str, Any]:
    """The JSON object of `records import --json`; `committed` is None when nothing was to be written."""
    batch = committed.batch if committed else None
    return {
        "kind": preview.reading.kind.value,
        "file": file,
        "new": preview.new,
        "unchanged": preview.unchanged,
        "changed": preview.changed,
        "conflicts": [_problem_json(problem) for problem in preview.conflicts],
        "errors": [_problem_json(problem) for problem in preview.errors],
        "committed": batch is not None,
        "batch": batch,
    }


def batch_row(batch: "Batch") -> tuple[str, ...]:
    """The line of a batch, a cell for each of its headings."""
    return (
        str(batch.id),
        import_texts.IMPORT_KINDS[batch.kind.value],
        batch.file_name,
        str(batch.rows),
        clock(batch.opened_at),
        import_texts.BATCH_STANDS if batch.undone_at is None else import_texts.BATCH_UNDONE,
    )


def batch_json(batch: "Batch") -> dict[str, Any]:
    """The JSON object of a batch."""
    return {
        "batch": batch.id,
        "kind": batch.kind.value,
        "file": batch.file_name,
        "sha256": batch.digest,
        "rows": batch.rows,
        "opened_at": batch.opened_at.isoformat(),
        "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
    }


def _lines(preview: "Preview") -> Iterator[str]:
    reading = preview.reading
    for sheet in reading.sheets:
        columns = [(column.word, column.heading) for column in sheet.columns]
        yield import_texts.sheet_taken(sheet.name, sheet.header_row, columns, sheet.unused)
    if reading.ignored:
        yield import_texts.sheets_ignored(reading.ignored, reading.hidden)
    if reading.skipped:
        some = [
            import_texts.row_skipped(_row(preview, one.sheet, one.row), one.text) for one in reading.skipped[:_EXAMPLES]
        ]
        yield import_texts.rows_skipped(len(reading.skipped), some)
    if reading.repeated:
        some = [
            import_texts.row_repeated(_row(preview, one.sheet, one.row), _row(preview, one.first_sheet, one.first_row))
            for one in reading.repeated[:_EXAMPLES]
        ]
        yield import_texts.rows_repeated(len(reading.repeated), some)
    for notice in preview.notices:
        row = _row(preview, notice.sheet, notice.row) if notice.row else ""
        yield import_texts.import_notice(notice.column, notice.count, notice.text, row)
    counts = preview.new, preview.unchanged, preview.changed, len(preview.conflicts), len(preview.errors)
    yield import_texts.import_counts(reading.kind.value, *counts)
    yield from _problems(import_texts.ERRORS_HEADING, preview.errors, preview)
    yield from _problems(import_texts.CONFLICTS_HEADING, preview.conflicts, preview)
    if preview.changes:
        shown = preview.changes[:_SHOWN]
        yield import_texts.listed(import_texts.CHANGES_HEADING, len(shown), len(preview.changes))
        for one in shown:
            row = _row(preview, one.sheet, one.row)
            yield import_texts.roster_change(row, one.number, one.word, one.before, one.after)


def _problems(heading: str, problems: "Sequence[Problem]", preview: "Preview") -> Iterator[str]:
    if not problems:
        return
    shown = problems[:_SHOWN]
    yield import_texts.listed(heading, len(shown), len(problems))
    for one in shown:
        row = _row(preview, one.sheet, one.row)
        yield import_texts.import_problem(row, one.column, one.value, one.reason, one.fix)


def _row(preview: "Preview", sheet: str, row: int) -> str:
    """Where a row is; the sheet is named only when there are several."""
    alone = len(preview.reading.sheets) + len(preview.reading.ignored) <= 1
    return import_texts.row_in_file("" if alone else sheet, row)


def _problem_json(problem: "Problem") -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem.reason,
        "fix": problem.fix,
    }
