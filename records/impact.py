"""What other rules would change for whom: every standing under the rules that hold and under those proposed."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import standings
from records.lookup import lies_in
from records.model import Actor, Particulars
from records.permissions import Action, require
from records.risk import Pace, Progress, pace_of
from records.schema import PersonRow
from records.standing import Line, RuleBook, Standing
from records.standings import Case

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineChange:
    """One requirement of one teacher, before and after. Hours; None where the rule asks for nothing."""

    rule: str
    name: str
    document_number: str
    label: str
    required: tuple[Decimal | None, Decimal | None]
    remaining: tuple[Decimal | None, Decimal | None]
    deadline: tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class TeacherChange:
    """One teacher for whom something changes."""

    person: int
    number: str
    name: str
    school: str
    region: str
    pace: tuple[Pace, Pace]
    remaining: tuple[Decimal, Decimal]
    """Of the requirement that lacks most, before and after."""
    lines: tuple[LineChange, ...]

    @property
    def difference(self) -> Decimal:
        """Hours that the teacher owes more (less: negative)."""
        return self.remaining[1] - self.remaining[0]

    @property
    def becomes_short(self) -> bool:
        """Nothing was missing, and now something is."""
        return not _short(self.pace[0]) and _short(self.pace[1])

    @property
    def becomes_complete(self) -> bool:
        """Something was missing, and nothing is any longer."""
        return _short(self.pace[0]) and not _short(self.pace[1])


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What changes under one rule."""

    rule: str
    name: str
    document_number: str
    label: str
    teachers: int
    """For whom this requirement changes."""
    more: int
    less: int
    """Who owes more under it, and less."""
    difference: Decimal
    """Hours owed more in all; negative for less."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What proposed rules would change on a day."""

    as_of: date
    regions: tuple[str, ...]
    """Codes of the regions whose rules differ; empty when none does."""
    everybody: int
    """On the roster there."""
    changes: tuple[TeacherChange, ...]
    """Who becomes short first, then who owes most more."""
    effects: tuple[RuleEffect, ...]

    @property
    def becomes_short(self) -> int:
        """Teachers from whom nothing was missing, and now something is."""
        return sum(change.becomes_short for change in self.changes)

    @property
    def becomes_complete(self) -> int:
        """Teachers from whom nothing is missing any longer."""
        return sum(change.becomes_complete for change in self.changes)

    @property
    def owes_more(self) -> int:
        """Teachers who owe more than before."""
        return sum(change.difference > 0 for change in self.changes)

    @property
    def owes_less(self) -> int:
        """Teachers who owe less than before."""
        return sum(change.difference < 0 for change in self.changes)


def differing(before: RuleBook, after: RuleBook) -> tuple[str, ...]:
    """Codes of the regions that have other rules of their own after than before."""
    there = before.by_region.keys() | after.by_region.keys()
    return tuple(sorted(code for code in there if before.by_region.get(code, ()) != after.by_region.get(code, ())))


async def assess(
    session: AsyncSession,
    *,
    actor: Actor,
    before: RuleBook,
    after: RuleBook,
    as_of: date,
    progress: Progress | None = None,
) -> Impact:
    """Whom the rules `after` would touch on a day, beside the rules `before`. Changes nothing. Raises `NotPermitted`.

    Only people of regions whose rules differ are looked at; whom a rule reaches who has moved between regions
    within a cycle counts where they are now. The arithmetic runs in a thread.
    """
    touched = differing(before, after)
    for code in touched:
        require(actor, Action.SEE_STANDING, Particulars(number="", name="", region=code))
    conditions = [await lies_in(session, *touched), PersonRow.left.is_(None)]
    count = (await session.scalars(select(func.count()).select_from(PersonRow).where(*conditions))).one()
    everybody = 0
    changes: list[TeacherChange] = []
    async for cases in standings.stream(session, *conditions):
        changes.extend(await asyncio.to_thread(_changes, cases, before, after, as_of))
        everybody += len(cases)
        if progress is not None:
            progress(everybody, count)
    changes.sort(key=lambda change: (not change.becomes_short, -change.difference, change.number))
    return Impact(as_of, touched, everybody, tuple(changes), _effects(changes))


def _changes(cases: Iterable[Case], before: RuleBook, after: RuleBook, day: date) -> list[TeacherChange]:
    found = (
        _change(case, case.standing(before, day, explain=False), case.standing(after, day, explain=False))
        for case in cases
    )
    return [change for change in found if change is not None]


def _change(case: Case, old: Standing, new: Standing) -> TeacherChange | None:
    was, now = _owed(old), _owed(new)
    lines = tuple(
        _line_change(was.get(key), now.get(key)) for key in {**was, **now} if _said(was.get(key)) != _said(now.get(key))
    )
    if not lines:
        return None
    (old_pace, old_short), (new_pace, new_short) = pace_of(old), pace_of(new)
    given = case.particulars
    return TeacherChange(
        case.person,
        given.number,
        given.name,
        given.school,
        given.region,
        (old_pace, new_pace),
        (
            max((one.remaining for one in old_short), default=_ZERO),
            max((one.remaining for one in new_short), default=_ZERO),
        ),
        lines,
    )


_Key = tuple[str, date | None]


def _owed(found: Standing) -> Mapping[_Key, Line]:
    """Binding lines by rule and cycle."""
    return {(line.rule, line.cycle_start): line for line in found.lines if line.binding}


def _said(line: Line | None) -> object:
    """What of a line matters to the teacher."""
    return None if line is None else (line.required, line.remaining, line.deadline, line.counted)


def _line_change(was: Line | None, now: Line | None) -> LineChange:
    shown = now or was
    if shown is None:
        raise ValueError("a change has a line on one side at least")
    return LineChange(
        shown.rule,
        shown.name,
        shown.document_number,
        shown.label,
        (was.required if was else None, now.required if now else None),
        (was.remaining if was else None, now.remaining if now else None),
        (was.deadline if was else None, now.deadline if now else None),
    )


def _effects(changes: Iterable[TeacherChange]) -> tuple[RuleEffect, ...]:
    by_rule: dict[str, list[tuple[int, LineChange]]] = {}
    for change in changes:
        for line in change.lines:
            by_rule.setdefault(line.rule, []).append((change.person, line))
    effects = (_effect(found) for found in by_rule.values())
    return tuple(sorted(effects, key=lambda effect: (-effect.teachers, effect.rule)))


def _effect(found: Sequence[tuple[int, LineChange]]) -> RuleEffect:
    shown = found[0][1]
    differences = [(line.remaining[1] or _ZERO) - (line.remaining[0] or _ZERO) for _, line in found]
    return RuleEffect(
        shown.rule,
        shown.name,
        shown.document_number,
        shown.label,
        len({person for person, _ in found}),
        len({person for (person, _), difference in zip(found, differences, strict=True) if difference > 0}),
        len({person for (person, _), difference in zip(found, differences, strict=True) if difference < 0}),
        sum(differences, _ZERO),
    )


def _short(pace: Pace) -> bool:
    return pace not in (Pace.DONE, Pace.NOTHING)
