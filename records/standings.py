"""Standings from the database: facts, entries and settings of one teacher or of many, a few indexed queries each."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Date, Table, literal, null, select, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects, entries, on_roster, settings_store
from records.centre import SETTING_NAMES, CentreSettings
from records.facts import Dated, Leave, Sex, TeacherFacts
from records.ledger import Entry
from records.ledger_schema import FormerFactRow, LeaveRow
from records.model import Actor, Particulars, Person
from records.on_roster import OnRoster
from records.permissions import Action, require
from records.settings_store import Decisions
from records.standing import Projection, RuleBook, Standing, WhatIf, projection, standing, texts, what_if

# Tables, not mapped classes: only columns are asked for, and the statements are put together once.
_FORMER = cast("Table", FormerFactRow.__table__)
_LEAVES = cast("Table", LeaveRow.__table__)
_MARKS = {field: texts.unset(field, "").removesuffix("，。") for field in SETTING_NAMES}
"""How a note says that a setting is missing."""
_UNSET = _MARKS["leaves"].partition("“")[0]
_SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the standing of one teacher is made from."""

    person: int
    """Id."""
    particulars: Particulars
    facts: TeacherFacts
    entries: tuple[Entry, ...]
    settings: CentreSettings

    def standing(self, rules: RuleBook, day: date, *, history: bool = False, explain: bool = True) -> Standing:
        """Where the teacher stands on `day`."""
        return standing(rules, self.facts, self.entries, day, self.settings, history=history, explain=explain)

    def what_if(self, rules: RuleBook, day: date, extra: Iterable[Entry]) -> WhatIf:
        """What entries that nobody has made would change."""
        return what_if(rules, self.facts, self.entries, day, self.settings, extra)

    def projection(self, rules: RuleBook, day: date) -> tuple[Projection, ...]:
        """When each line is fulfilled at the pace so far."""
        return projection(self.standing(rules, day, explain=False))


async def of(
    session: AsyncSession,
    rules: RuleBook,
    number: str,
    as_of: date,
    *,
    actor: Actor,
    history: bool = False,
) -> Standing:
    """Where the teacher with this 工号 stands on a day. Raises `UnknownPerson`, `NotPermitted`."""
    return (await case(session, number, actor=actor)).standing(rules, as_of, history=history)


async def case(session: AsyncSession, number: str, *, actor: Actor) -> Case:
    """What the standing of the teacher with this 工号 is made from: one's own, or one that `actor` may see.

    Raises `UnknownPerson`, `NotPermitted`.
    """
    found = await on_roster.seen(session, number, actor=actor)
    (made,) = await _cases(session, [found], None)
    return made


async def case_of(session: AsyncSession, person: Person, *, actor: Actor) -> Case:
    """What the standing of a person is made from, read anew but for the particulars. Raises `NotPermitted`."""
    require(actor, Action.SEE_OWN if actor.id == person.id else Action.SEE_STANDING, person)
    (found,) = await _cases(session, [OnRoster(person.id, person.particulars, person.left)], None)
    return found


def unset(found: Standing) -> tuple[str, ...]:
    """Fields of `CentreSettings` that nobody has decided and that the standing misses."""
    notes = [*found.notes, *(note for line in found.lines for note in line.notes)]
    missing = "".join(note for note in notes if _UNSET in note)
    return tuple(field for field, mark in _MARKS.items() if mark in missing) if missing else ()


async def stream(session: AsyncSession, *conditions: ColumnElement[bool]) -> AsyncIterator[tuple[Case, ...]]:
    """The people on the roster that meet the conditions, some hundreds at a time, in the order of their ids.

    For scans; asks for no right, which is the caller's to do.
    """
    decisions = await settings_store.load(session)
    async for people in on_roster.stream(session, *conditions):
        yield tuple(await _cases(session, people, decisions))


async def of_ids(session: AsyncSession, ids: Sequence[int]) -> AsyncIterator[tuple[Case, ...]]:
    """The people with these ids, which ascend, as `stream` gives them."""
    decisions = await settings_store.load(session)
    async for people in on_roster.of_ids(session, ids):
        yield tuple(await _cases(session, people, decisions))


async def _cases(session: AsyncSession, people: Sequence[OnRoster], decisions: Decisions | None) -> list[Case]:
    numbers = {one.id: one.particulars.number for one in people}
    held = await entries.of_people(session, numbers)
    former, leaves = await _facts_and_leaves(session, list(numbers))
    if decisions is None:
        there = {one.particulars.region for one in people}
        there |= {fact.value for facts in former.values() for fact in facts["region"]}
        decisions = await settings_store.load(session, there)
    return [
        Case(
            one.id,
            one.particulars,
            _facts(one, former.get(one.id, {}), leaves.get(one.id, ())),
            tuple(held.get(one.id, ())),
            decisions.settings(one.particulars.region),
        )
        for one in people
    ]


def _facts(one: OnRoster, former: Mapping[str, Sequence[Dated]], leaves: Sequence[Leave]) -> TeacherFacts:
    given = one.particulars
    return TeacherFacts(
        teacher=given.number,
        regions=_dated(given.region, former.get("region", ())),
        stages=_dated(given.stage, former.get("stage", ())),
        posts=_dated(given.post, former.get("post", ())),
        sex=_SEXES.get(given.sex),
        born=given.born,
        entered=given.entered,
        left=one.left,
        leaves=tuple(leaves),
    )


def _dated(value: str, former: Sequence[Dated]) -> tuple[Dated, ...]:
    """What held when: former values end on their days, in the order noted; an earlier end noted later goes before."""
    if not former:
        return (Dated(value),) if value else ()
    found: list[Dated] = []
    start: date | None = None
    for position, one in enumerate(former):
        end = min(later.end for later in former[position:] if later.end is not None)
        if start is None or start <= end:
            found.append(Dated(one.value, start, end))
            start = end + timedelta(days=1)
    return (*found, Dated(value, start)) if value else tuple(found)


async def _facts_and_leaves(
    session: AsyncSession, ids: Sequence[int]
) -> tuple[dict[int, defaultdict[str, list[Dated]]], dict[int, list[Leave]]]:
    """Both in one query: most teachers have neither."""
    former: dict[int, defaultdict[str, list[Dated]]] = {}
    leaves: dict[int, list[Leave]] = {}
    wanted = _former_and_leaves(dialects.name_of(session))
    rows: Sequence[Any] = (await session.execute(wanted, {dialects.AMONG: ids})).all()
    for person, _, field, value, first, last in sorted(rows, key=lambda row: row[1]):
        if field:
            former.setdefault(person, defaultdict(list))[field].append(Dated(value, None, last))
        else:
            leaves.setdefault(person, []).append(Leave(value, first, last))
    return former, leaves


@cache
def _former_and_leaves(dialect: str) -> CompoundSelect[Any]:
    """Person, id, field (of a leave: nothing), value, first day, last day."""
    former, leaves = _FORMER.c, _LEAVES.c
    no_day = type_coerce(null(), Date)
    facts = select(former.person_id, former.id, former.field, former.value, no_day, former.until)
    noted = select(leaves.person_id, leaves.id, literal(""), leaves.kind, leaves.first_day, leaves.last_day)
    return union_all(
        facts.where(dialects.among(dialect, former.person_id)),
        noted.where(dialects.among(dialect, leaves.person_id), leaves.withdrawn_at.is_(None)),
    )
