"""Who is falling behind, and the figures of a 学情通报: standings of a whole region, some hundreds at a time."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, dialects, standings
from records.lookup import lies_in
from records.model import Actor, Particulars
from records.permissions import Action, require
from records.schema import PersonRow
from records.standing import Line, RuleBook, Standing, projection
from records.standings import Case

_ZERO = Decimal(0)

Progress = Callable[[int, int], None]
"""Hears how many teachers are done, and of how many."""


class Pace(StrEnum):
    """How a requirement, or a teacher with several, stands; from worst to best."""

    OVERDUE = "overdue"
    """Hours are missing and the deadline is over."""
    BEHIND = "behind"
    """Hours are missing, and at the pace so far they will be."""
    UNKNOWN = "unknown"
    """Hours are missing and there is no deadline, because a setting is."""
    ON_COURSE = "on_course"
    """Hours are missing, and at the pace so far they will not be."""
    DONE = "done"
    NOTHING = "nothing"
    """No rule asks for hours."""


AT_RISK = (Pace.OVERDUE, Pace.BEHIND, Pace.UNKNOWN)
"""Who is looked after first."""
_ORDER = {pace: place for place, pace in enumerate(Pace)}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One requirement that a teacher has not fulfilled."""

    rule: str
    name: str
    document_number: str
    label: str
    pace: Pace
    required: Decimal
    counted: Decimal
    pending: Decimal
    remaining: Decimal
    deadline: date | None
    complete_on: date | None
    """At the pace so far; None without one."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One teacher who is falling behind."""

    person: int
    number: str
    name: str
    school: str
    region: str
    pace: Pace
    remaining: Decimal
    """Of the requirement that lacks most: one training may fill several."""
    deadline: date | None
    """The first one."""
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of a school, or of all of them."""

    school: str
    """Empty for all, and for those of whom no school is known."""
    teachers: int
    """Whom some rule asks for hours."""
    done: int
    on_course: int
    behind: int
    overdue: int
    unknown: int
    remaining: Decimal
    """Hours that are missing, of each teacher's requirement that lacks most."""

    @property
    def rate(self) -> Fraction | None:
        """完成率; None without teachers."""
        return Fraction(self.done, self.teachers) if self.teachers else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that asked somebody of those counted for hours."""

    rule: str
    name: str
    document_number: str
    label: str
    teachers: int
    """Whom it asked."""
    short: int
    """Who of them lacks hours of it."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """学情通报 of a region or a school on a day."""

    region: str
    school: str
    as_of: date
    everybody: int
    """On the roster."""
    total: Figures
    schools: tuple[Figures, ...]
    """By name."""
    at_risk: tuple[AtRisk, ...]
    """The worst first."""
    unset: tuple[tuple[str, int], ...]
    """Fields of `CentreSettings` that nobody has decided, with how many teachers that concerns."""
    problems: int
    """Teachers with entries that could not be followed."""
    rules: tuple[Asked, ...] = ()
    """What the figures rest on; the rule that asked most teachers first."""

    @property
    def basis(self) -> tuple[tuple[str, str], ...]:
        """Document number and label of each of the rules, each pair once."""
        return tuple(dict.fromkeys((one.document_number, one.label) for one in self.rules))


async def scan(
    session: AsyncSession,
    *,
    actor: Actor,
    rules: RuleBook,
    region: str,
    school: str = "",
    as_of: date,
    progress: Progress | None = None,
) -> Bulletin:
    """The figures of everybody on the roster of a region, or of one school in it. Raises `NotPermitted`.

    The arithmetic runs in a thread: whoever shares the event loop goes on.
    """
    require(actor, Action.SEE_STANDING, Particulars(number="", name="", region=region, school=school))
    conditions = [await lies_in(session, region), PersonRow.left.is_(None)]
    if school:
        conditions.append(PersonRow.school == dialects.storable(school))
    count = (await session.scalars(select(func.count()).select_from(PersonRow).where(*conditions))).one()
    tally = _Tally()
    async for cases in standings.stream(session, *conditions):
        await asyncio.to_thread(tally.add, cases, rules, as_of)
        if progress is not None:
            progress(tally.everybody, count)
    return tally.bulletin(region, school, as_of)


async def note_export(session: AsyncSession, *, actor: Actor, found: Bulletin, now: datetime) -> None:
    """Note that somebody takes the names of a bulletin out of the house. Raises `NotPermitted`."""
    require(actor, Action.SEE_STANDING, Particulars(number="", name="", region=found.region, school=found.school))
    detail = {"region": found.region, "teachers": len(found.at_risk)}
    audit.record(session, actor=actor, action="bulletin.export", detail=detail, now=now)


def pace_of(found: Standing) -> tuple[Pace, tuple[Shortfall, ...]]:
    """How a teacher stands: as their worst requirement does; and what is missing, the worst first."""
    owed = _owed(found)
    if not owed:
        return Pace.NOTHING, ()
    lacking = tuple(line for line in owed if line.remaining > 0)
    expected = {id(one.line): one for one in projection(replace(found, lines=lacking))} if lacking else {}
    short: list[Shortfall] = []
    for line in lacking:
        ahead = expected.get(id(line))
        pace = _pace(line, found.as_of, in_time=ahead.in_time if ahead is not None else None)
        short.append(_shortfall(line, pace, ahead.complete_on if ahead is not None else None))
    short.sort(key=lambda one: (_ORDER[one.pace], one.deadline or date.max, -one.remaining, one.rule))
    return (short[0].pace if short else Pace.DONE), tuple(short)


def _owed(found: Standing) -> list[Line]:
    return [line for line in found.lines if line.binding and line.required > 0]


def _pace(line: Line, day: date, *, in_time: bool | None) -> Pace:
    if line.deadline is None:
        return Pace.UNKNOWN
    if day > line.deadline:
        return Pace.OVERDUE
    return Pace.ON_COURSE if in_time else Pace.BEHIND


def _shortfall(line: Line, pace: Pace, complete_on: date | None) -> Shortfall:
    return Shortfall(
        line.rule,
        line.name,
        line.document_number,
        line.label,
        pace,
        line.required,
        line.counted,
        line.pending,
        line.remaining,
        line.deadline,
        complete_on,
    )


_Source = tuple[str, str, str]
"""Document number, label and id of a rule, which is unique in its document."""


def _source(line: Line) -> _Source:
    return line.document_number, line.label, line.rule


class _Tally:
    """Figures that grow while the teachers stream by."""

    def __init__(self) -> None:
        self.everybody = 0
        self._paces: Counter[tuple[str, Pace]] = Counter()
        self._missing: dict[str, Decimal] = {}
        self._unset: Counter[str] = Counter()
        self._problems = 0
        self._rules: dict[_Source, Line] = {}
        self._asked: Counter[_Source] = Counter()
        self._short: Counter[_Source] = Counter()
        self._at_risk: list[AtRisk] = []

    def add(self, cases: Iterable[Case], rules: RuleBook, day: date) -> None:
        for case in cases:
            found = case.standing(rules, day, explain=False)
            pace, short = pace_of(found)
            school = case.particulars.school
            self.everybody += 1
            self._paces[school, pace] += 1
            self._unset.update(standings.unset(found))
            self._problems += bool(found.problems)
            self._note(_owed(found))
            if short:
                remaining = max(one.remaining for one in short)
                self._missing[school] = self._missing.get(school, _ZERO) + remaining
                if pace in AT_RISK:
                    self._at_risk.append(_at_risk(case, pace, remaining, short))

    def _note(self, owed: Iterable[Line]) -> None:
        """Count a teacher once for each rule, whatever cycles it asks for."""
        asked = {_source(line): line for line in owed}
        self._rules |= asked
        self._asked.update(asked.keys())
        self._short.update({_source(line) for line in owed if line.remaining > 0})

    def bulletin(self, region: str, school: str, day: date) -> Bulletin:
        schools = sorted({name for name, _ in self._paces})
        return Bulletin(
            region=region,
            school=school,
            as_of=day,
            everybody=self.everybody,
            total=self._figures("", schools),
            schools=tuple(self._figures(name, [name]) for name in schools),
            at_risk=tuple(
                sorted(
                    self._at_risk,
                    key=lambda one: (_ORDER[one.pace], one.deadline or date.max, -one.remaining, one.number),
                )
            ),
            unset=tuple(sorted(self._unset.items(), key=lambda item: (-item[1], item[0]))),
            problems=self._problems,
            rules=tuple(
                Asked(line.rule, line.name, line.document_number, line.label, self._asked[source], self._short[source])
                for source, line in sorted(self._rules.items(), key=lambda item: (-self._asked[item[0]], item[0]))
            ),
        )

    def _figures(self, name: str, schools: Sequence[str]) -> Figures:
        of = {pace: sum(self._paces[school, pace] for school in schools) for pace in Pace}
        return Figures(
            school=name,
            teachers=sum(of.values()) - of[Pace.NOTHING],
            done=of[Pace.DONE],
            on_course=of[Pace.ON_COURSE],
            behind=of[Pace.BEHIND],
            overdue=of[Pace.OVERDUE],
            unknown=of[Pace.UNKNOWN],
            remaining=sum((self._missing.get(school, _ZERO) for school in schools), _ZERO),
        )


def _at_risk(case: Case, pace: Pace, remaining: Decimal, short: tuple[Shortfall, ...]) -> AtRisk:
    given = case.particulars
    deadline = min((one.deadline for one in short if one.deadline is not None), default=None)
    return AtRisk(case.person, given.number, given.name, given.school, given.region, pace, remaining, deadline, short)
