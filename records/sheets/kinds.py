"""Which kind of table a file holds, by its headers alone."""

from collections.abc import Mapping
from pathlib import Path

from records.sheets.headers import FIELDS, Header, read_header
from records.sheets.merging import Filler
from records.sheets.model import Cell, Kind
from records.sheets.tables import Table, open_workbook

_TOP = 50
"""Rows with content among which the header is looked for."""
_OWN = {
    Kind.ROSTER: frozenset({"sex", "born", "region", "stage", "post", "entered"}),
    Kind.HOURS: frozenset(FIELDS[Kind.HOURS]) - frozenset(FIELDS[Kind.ROSTER]),
}
"""Columns that only a table of this kind has; 单位 and 学科 stand in tables of hours as well."""


def kinds_of(path: Path) -> tuple[Kind, ...]:
    """The kinds that a file may be of; none when no header says so, two when it fits both. Raises `BadFile`.

    A table of hours usually has the names as well, and so fits a roster: it is one of hours.
    """
    with open_workbook(path) as book:
        sheets = [_headers(table) for table in book.tables() if not table.hidden]
    seen = [_seen(sheet) for sheet in sheets]
    # What is sure about one sheet counts more than what is likely about another.
    sure, likely, bare = (set[Kind]().union(*(one[place] for one in seen)) for place in range(3))
    return tuple(kind for kind in Kind if kind in (sure or likely or bare))


def _seen(headers: Mapping[Kind, Header]) -> tuple[frozenset[Kind], frozenset[Kind], frozenset[Kind]]:
    """The kinds of one sheet that are sure, those that only lack a column, and those of which nothing speaks."""
    nothing: frozenset[Kind] = frozenset()
    complete = frozenset(kind for kind, header in headers.items() if not header.missing)
    likely = frozenset(kind for kind, header in headers.items() if _OWN[kind] & header.by_field.keys())
    if Kind.HOURS in complete:
        return frozenset({Kind.HOURS}), nothing, nothing
    if likely == {Kind.ROSTER} and Kind.ROSTER in complete:
        return likely, nothing, nothing
    return nothing, likely, complete - likely


def _headers(table: Table) -> Mapping[Kind, Header]:
    """The best header that the sheet has for each kind."""
    best: dict[Kind, Header] = {}
    fill = Filler(table.merges)
    above: tuple[Cell, ...] = ()
    looked = 0
    for own in table.rows():
        cells = tuple(fill(own))
        if not any(cells):
            continue
        for kind in Kind:
            header = read_header(cells, above, kind)
            if header.columns and (kind not in best or _fit(header) > _fit(best[kind])):
                best[kind] = header
        above, looked = cells, looked + 1
        if looked == _TOP:
            break
    return best


def _fit(header: Header) -> tuple[int, int]:
    return -len(header.missing), len(header.columns)
