"""The ledger replayed entry by entry: the first part of the slow standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from records.ledger import Entry, EntryKind, Unit


@dataclass
class Hours:
    """Hours of one training after the whole ledger was replayed."""

    id: str
    day: date
    words: list[str]
    target: str
    hours: Fraction
    unit: Unit
    pending: bool


def replay(entries: Sequence[Entry]) -> list[Hours]:
    """Entry after entry in the order of recording. Expects entries that refer to earlier ones only."""
    values: dict[str, Entry] = {}
    first: dict[str, Entry] = {}
    newest: dict[str, str] = {}
    state: dict[str, str] = {}
    seen: dict[str, str] = {}
    for entry in sorted(entries, key=lambda e: (e.recorded_at, e.id)):
        if entry.source_key in seen:
            newest[entry.id] = newest[seen[entry.source_key]]
            continue
        seen[entry.source_key] = entry.id
        if entry.kind in (EntryKind.POSTING, EntryKind.CLAIM, EntryKind.OFFSET):
            values[entry.id] = first[entry.id] = entry
            newest[entry.id] = entry.id
            state[entry.id] = "waiting" if entry.kind is EntryKind.CLAIM else "yes"
        elif entry.kind is EntryKind.CORRECTION:
            root = newest[entry.refers_to]
            values[root], newest[entry.id] = entry, root
        else:
            root = newest[entry.refers_to]
            newest[entry.id] = root
            state[root] = "yes" if entry.kind is EntryKind.APPROVAL else "no"
    held: dict[str, Hours] = {}
    for root, entry in values.items():
        offset = first[root].kind is EntryKind.OFFSET
        if state[root] == "no" or entry.hours == 0 or (offset and first[root].refers_to):
            continue
        assert entry.completed is not None
        words = [entry.training] if offset else [entry.category, entry.training]
        held[root] = Hours(
            root,
            entry.completed,
            [word for word in words if word],
            entry.category if offset else "",
            Fraction(entry.hours),
            entry.unit,
            state[root] == "waiting",
        )
    moved: list[Hours] = []
    for root, start in first.items():
        if start.kind is not EntryKind.OFFSET or not start.refers_to:
            continue
        base = held.get(newest[start.refers_to])
        if base is not None and values[root].hours:
            part = min(base.hours, Fraction(values[root].hours))
            base.hours -= part
            moved.append(Hours(root, base.day, base.words, values[root].category, part, base.unit, base.pending))
    return sorted((one for one in (*held.values(), *moved) if one.hours), key=lambda one: (one.day, one.id, one.target))
