"""Rows that come more than once in a file: the same again counts once, something else is a problem."""

from collections.abc import Sequence

from records.sheets.model import Flaw, HoursRow, Problem, Repeated, RosterRow, SheetRead
from records.sheets.rows import Findings


def without_repeats(
    rows: Sequence[RosterRow | HoursRow], sheets: Sequence[SheetRead], findings: Findings
) -> tuple[list[RosterRow | HoursRow], tuple[Repeated, ...]]:
    """The rows that are left, and which said the same as an earlier one.

    Rows with one key and other content are all left out and noted in `findings`.
    """
    first: dict[str, RosterRow | HoursRow] = {}
    repeated: list[Repeated] = []
    clashing: dict[str, list[RosterRow | HoursRow]] = {}
    for row in rows:
        key = _key(row)
        before = first.setdefault(key, row)
        if before is row:
            continue
        if _content(before) == _content(row):
            repeated.append(Repeated(row.sheet, row.row, before.sheet, before.row))
        else:
            clashing.setdefault(key, [before]).append(row)
    for group in clashing.values():
        findings.problems.extend(_clash(row, group, sheets) for row in group)
    left = [row for key, row in first.items() if key not in clashing]
    return left, tuple(repeated)


def _key(row: RosterRow | HoursRow) -> str:
    return row.given.number if isinstance(row, RosterRow) else row.posting.source_key


def _content(row: RosterRow | HoursRow) -> object:
    return row.given if isinstance(row, RosterRow) else row.posting


def _clash(row: RosterRow | HoursRow, group: Sequence[RosterRow | HoursRow], sheets: Sequence[SheetRead]) -> Problem:
    """The problem of one of several rows that contradict one another, at the first cell that differs."""
    other = group[0] if row is not group[0] else group[1]
    column = None
    for sheet in sheets:
        if sheet.name == row.sheet:
            mine, theirs = _content(row), _content(other)
            differing = [c for c in sheet.columns if getattr(mine, c.field, None) != getattr(theirs, c.field, None)]
            column = next(iter(differing), None)
    where = f"第 {other.row} 行" if other.sheet == row.sheet else f"工作表“{other.sheet}”第 {other.row} 行"
    same = "工号" if isinstance(row, RosterRow) else "来源、工号和项目"
    flaw = Flaw(f"与{where}的{same}相同，内容却不同", "请核对，只留正确的一行；确是两次培训的，请写上不同的项目编号")
    if isinstance(row, RosterRow):
        flaw = Flaw(flaw.reason, "请核对，只留正确的一行")
    return Problem(
        sheet=row.sheet,
        row=row.row,
        column=column.heading if column else "",
        index=column.index if column else -1,
        value=str(getattr(_content(row), column.field)) if column else "",
        reason=flaw.reason,
        fix=flaw.fix,
    )
