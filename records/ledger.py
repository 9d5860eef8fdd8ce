"""The ledger of one teacher: append-only entries, and what stands of them.

Nothing is edited or deleted. A decision or a correction is a further entry that refers to an earlier one; `effective`
reads them all and says what counts now. The order of the entries given never matters, nor that one comes twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

_ZERO = Decimal(0)


class EntryKind(StrEnum):
    """What an entry does."""

    POSTING = "posting"
    """学时登记: hours that count at once."""
    CLAIM = "claim"
    """申报: hours that count once approved."""
    APPROVAL = "approval"
    REJECTION = "rejection"
    """Decision on the claim in `refers_to`; the latest decision stands."""
    OFFSET = "offset"
    """学分冲抵: count (part of) the entry in `refers_to`, or hours of its own, as `category` where a rule allows it."""
    CORRECTION = "correction"
    """更正: the entry in `refers_to` no longer stands; this one's values do, or nothing when its hours are 0."""


class Unit(StrEnum):
    """What `Entry.hours` counts."""

    HOUR = "学时"
    CREDIT = "学分"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, as it was written."""

    id: str
    teacher: str
    """工号."""
    kind: EntryKind
    hours: Decimal
    """In `unit`; not negative. 0 for decisions and for corrections that only take back."""
    completed: date | None
    """Day on which the training was completed; None for decisions and for an offset that refers to an entry."""
    source: str
    """From what: the name of a file, a platform, a chat."""
    source_key: str
    """Unique; the same key with the same content again is the same entry."""
    recorded_at: datetime
    """UTC."""
    recorded_by: str
    category: str = ""
    """类别 as posted; for an offset the category that the hours are to count as."""
    training: str = ""
    """Kind of training: 线上, 校本, 国培 …"""
    unit: Unit = Unit.HOUR
    refers_to: str = ""
    """Id of the earlier entry that a decision, an offset or a correction is about."""
    project: str = ""
    """项目名称, for people."""
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Hours that stand after decisions, corrections and offsets."""

    id: str
    """Id of the entry that first brought them in."""
    completed: date
    hours: Decimal
    """In `unit`; above 0."""
    unit: Unit
    category: str
    training: str
    project: str
    pending: bool
    """A claim that is not decided yet."""
    offset_to: str = ""
    """Category that an offset entry wants them to count as; empty without one."""


@dataclass(frozen=True, slots=True)
class LedgerProblem:
    """An entry that cannot be followed; it changes nothing."""

    entry: str
    """Id."""
    what: str
    """A Chinese sentence: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands, by day of completion, and what could not be followed, by id."""

    held: tuple[Held, ...]
    problems: tuple[LedgerProblem, ...] = ()


def effective(entries: Iterable[Entry]) -> Ledger:
    """What stands of the entries of one teacher."""
    return _Reading(entries).ledger()


_NEEDS_TARGET = {EntryKind.APPROVAL, EntryKind.REJECTION, EntryKind.CORRECTION}
_DECISIONS = {EntryKind.APPROVAL, EntryKind.REJECTION}


class _Reading:
    """One pass over the entries: unique ones, their chains, what stands."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._problems: list[LedgerProblem] = []
        self._renamed: dict[str, str] = {}
        self._by_id: dict[str, Entry] = {}
        self._roots: dict[str, str | None] = {}
        self._corrected: dict[str, Entry] = {}
        ordered = sorted(entries, key=lambda entry: (entry.recorded_at, entry.id))
        self._take(ordered)
        referring = [entry for entry in self._by_id.values() if entry.kind in _NEEDS_TARGET or entry.refers_to]
        for entry in referring:
            if entry.kind is EntryKind.CORRECTION and not self._misdirected(entry):
                self._corrected.setdefault(self._target(entry), entry)
        self._followed = {entry.id: self._root(entry.id, ()) for entry in referring}

    def ledger(self) -> Ledger:
        decisions = {
            root: entry.kind
            for entry in self._by_id.values()
            if entry.kind in _DECISIONS and (root := self._followed[entry.id]) is not None
        }
        held: dict[str, Held] = {}
        offsets: list[Entry] = []
        for entry in self._by_id.values():
            if entry.kind in (EntryKind.POSTING, EntryKind.CLAIM):
                if (now := self._now(entry, decisions)) is not None:
                    held[entry.id] = now
            elif entry.kind is EntryKind.OFFSET and self._followed.get(entry.id, "") is not None:
                offsets.append(entry)
        moved = self._offset(offsets, held, decisions)
        found = sorted((*held.values(), *moved), key=lambda item: (item.completed, item.id, item.offset_to))
        return Ledger(tuple(found), tuple(sorted(self._problems, key=lambda problem: (problem.entry, problem.what))))

    def _take(self, ordered: list[Entry]) -> None:
        """Keep each entry once: by id and by source key."""
        keys: dict[str, Entry] = {}
        for entry in ordered:
            if entry.hours < 0 and entry.kind in (EntryKind.OFFSET, EntryKind.CORRECTION):
                self._report(entry, "学时是负数，没有采用。要撤销请登记0学时的更正")
                continue
            same = self._by_id.get(entry.id) or (keys.get(entry.source_key) if entry.source_key else None)
            if same is None:
                self._by_id[entry.id] = entry
                keys[entry.source_key] = entry
            elif _content(same) == _content(entry):
                self._renamed[entry.id] = same.id
            else:
                self._report(entry, f"与记录{same.id}编号或来源编号相同而内容不同，没有采用。请核对后用更正登记")

    def _target(self, entry: Entry) -> str:
        return self._renamed.get(entry.refers_to, entry.refers_to)

    def _root(self, entry_id: str, above: tuple[str, ...]) -> str | None:
        """Id of the entry at the beginning of a chain of references; None, and reported, when it cannot be followed."""
        if entry_id in self._roots:
            return self._roots[entry_id]
        entry = self._by_id[entry_id]
        if not entry.refers_to and entry.kind not in _NEEDS_TARGET:
            return entry_id
        root: str | None = None
        wrong = self._misdirected(entry) or self._tangled(entry, above)
        if not wrong:
            root = self._root(self._target(entry), (*above, entry_id))
            if root is None:
                wrong = f"所指的记录{entry.refers_to}本身无效，没有采用。请先处理那条记录"
            elif entry.kind in _DECISIONS and self._by_id[root].kind is not EntryKind.CLAIM:
                root, wrong = None, f"审核的记录{entry.refers_to}不是申报，没有采用。请核对编号"
            elif entry.kind is EntryKind.OFFSET and self._by_id[root].kind is EntryKind.OFFSET:
                root, wrong = None, f"所指的记录{entry.refers_to}已经是冲抵，没有采用。请改指原来的登记"
        if wrong:
            self._report(entry, wrong)
        # An offset is a beginning of its own: corrections of it lead to it, not to what it refers to.
        self._roots[entry_id] = entry_id if root is not None and entry.kind is EntryKind.OFFSET else root
        return self._roots[entry_id]

    def _misdirected(self, entry: Entry) -> str:
        """Why the entry in `refers_to` cannot be meant, or empty."""
        target = self._by_id.get(self._target(entry))
        if target is None:
            return f"所指的记录{entry.refers_to or '（空）'}不在这位教师的台账里，没有采用。请核对编号"
        if target.teacher != entry.teacher:
            return f"所指的记录{entry.refers_to}是另一位教师的，没有采用。请核对工号"
        if target.kind in _DECISIONS:
            return f"所指的记录{entry.refers_to}是审核结果，没有采用。请改指原来的登记或申报"
        if entry.recorded_at < target.recorded_at:
            return f"记录时间早于所指的记录{entry.refers_to}，没有采用。请核对"
        return ""

    def _tangled(self, entry: Entry, above: tuple[str, ...]) -> str:
        """Why the chain of references cannot be followed here, or empty."""
        target = self._target(entry)
        if target in (entry.id, *above):
            return "和别的记录互相指向对方，没有采用。请核对编号"
        if entry.kind is EntryKind.CORRECTION and self._corrected[target].id != entry.id:
            return f"所指的记录{entry.refers_to}已由{self._corrected[target].id}更正，没有采用。请更正最新的那一条"
        return ""

    def _latest(self, entry: Entry) -> Entry:
        """The entry whose values stand for `entry`: the last valid correction, or itself."""
        step = self._corrected.get(entry.id)
        while step is not None and self._followed[step.id] is not None:
            entry = step
            step = self._corrected.get(entry.id)
        return entry

    def _now(self, entry: Entry, decisions: Mapping[str, EntryKind]) -> Held | None:
        decided = decisions.get(entry.id)
        last = self._latest(entry)
        if last.hours < 0 or (last.hours == 0 and last.kind is not EntryKind.CORRECTION):
            self._report(last, "学时不是正数，没有采用。请用更正登记改正")
        if decided is EntryKind.REJECTION or last.hours <= 0:
            return None
        if last.completed is None:
            self._report(last, "没有完成日期，没有采用。请用更正登记补上日期")
            return None
        return Held(
            id=entry.id,
            completed=last.completed,
            hours=last.hours,
            unit=last.unit,
            category=last.category.strip(),
            training=last.training.strip(),
            project=last.project,
            pending=entry.kind is EntryKind.CLAIM and decided is None,
        )

    def _offset(self, offsets: list[Entry], held: dict[str, Held], decisions: Mapping[str, EntryKind]) -> list[Held]:
        """Hours that an offset names, taken off the entry that it refers to; `held` is brought up to date."""
        moved: list[Held] = []
        for entry in offsets:
            last = self._latest(entry)
            if not entry.refers_to:
                if (own := self._now(entry, decisions)) is not None:
                    moved.append(replace(own, category="", offset_to=own.category))
                continue
            base_id = self._root(self._target(entry), ())
            base = held.get(base_id) if base_id is not None else None
            taken = min(last.hours, base.hours) if base is not None else _ZERO
            if taken < last.hours:
                self._report(last, f"要冲抵{last.hours:f}，所指的记录只有{taken:f}可用，只按{taken:f}计。请核对")
            if base is None or taken <= 0:
                continue
            moved.append(replace(base, id=entry.id, hours=taken, offset_to=last.category.strip()))
            if taken == base.hours:
                del held[base.id]
            else:
                held[base.id] = replace(base, hours=base.hours - taken)
        return moved

    def _report(self, entry: Entry, what: str) -> None:
        self._problems.append(LedgerProblem(entry.id, f"记录{entry.id}{what}。"))


def _content(entry: Entry) -> tuple[object, ...]:
    """What makes two entries with one source key the same."""
    return (
        entry.teacher,
        entry.kind,
        entry.hours,
        entry.completed,
        entry.category,
        entry.training,
        entry.unit,
        entry.refers_to,
    )
