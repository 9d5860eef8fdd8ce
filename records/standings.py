"""Standings from the database: facts, entries and settings of one teacher or of many, a few indexed queries each."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Date, Select, Table, literal, null, select, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects, entries, settings_store
from records.centre import SETTING_NAMES, CentreSettings
from records.facts import Dated, Leave, Sex, TeacherFacts
from records.ledger import Entry
from records.ledger_schema import FormerFactRow, LeaveRow
from records.lookup import UnknownPerson
from records.model import Actor, Particulars, Person
from records.particulars import tidy_number
from records.permissions import Action, require
from records.schema import PersonRow
from records.settings_store import Decisions
from records.standing import Projection, RuleBook, Standing, WhatIf, projection, standing, texts, what_if

_CHUNK = 500
"""People of whom `stream` holds everything at a time."""
_PEOPLE = cast("Table", PersonRow.__table__)
_MARKS = {field: texts.unset(field, "").removesuffix("，。") for field in SETTING_NAMES}
"""How a note says that a setting is missing."""
_UNSET = _MARKS["leaves"].partition("“")[0]
_FORMER = (
    FormerFactRow.person_id,
    FormerFactRow.id,
    FormerFactRow.field,
    FormerFactRow.value,
    FormerFactRow.until,
)
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
    plain = tidy_number(number)
    own = actor.person is not None and actor.person.particulars.number == plain
    require(actor, Action.SEE_OWN if own else Action.SEE_STANDING)
    row = (await session.execute(_select().where(_PEOPLE.c.number == dialects.storable(plain)))).first()
    if row is None:
        raise UnknownPerson(f"没有工号为“{plain[:64]}”的人员。请核对工号，或先登记。")
    found = _read(row)
    if actor.id != found[0]:
        require(actor, Action.SEE_STANDING, found[1])
    (made,) = await _cases(session, [found], None)
    return made


async def case_of(session: AsyncSession, person: Person, *, actor: Actor) -> Case:
    """What the standing of a person is made from, read anew but for the particulars. Raises `NotPermitted`."""
    require(actor, Action.SEE_OWN if actor.id == person.id else Action.SEE_STANDING, person)
    (found,) = await _cases(session, [(person.id, person.particulars, person.left)], None)
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
    last = 0
    while True:
        wanted = _select().where(_PEOPLE.c.id > last, *conditions).order_by(_PEOPLE.c.id).limit(_CHUNK)
        people = [_read(row) for row in await session.execute(wanted)]
        if not people:
            return
        last = people[-1][0]
        yield tuple(await _cases(session, people, decisions))


_OnRoster = tuple[int, Particulars, date | None]
"""Id, what the roster says, day on which the person left."""


def _select() -> Select[Any]:
    return select(_PEOPLE.c.id, _PEOPLE.c.left, *(_PEOPLE.c[field.name] for field in fields(Particulars)))


def _read(row: Sequence[Any]) -> _OnRoster:
    return row[0], Particulars(*row[2:]), row[1]


async def _cases(session: AsyncSession, people: Sequence[_OnRoster], decisions: Decisions | None) -> list[Case]:
    numbers = {person: given.number for person, given, _ in people}
    held = await entries.of_people(session, numbers)
    former, leaves = await _facts_and_leaves(session, list(numbers))
    if decisions is None:
        there = {given.region for _, given, _ in people}
        there |= {fact.value for facts in former.values() for fact in facts["region"]}
        decisions = await settings_store.load(session, there)
    return [
        Case(
            person,
            given,
            _facts(given, left, former.get(person, {}), leaves.get(person, ())),
            tuple(held.get(person, ())),
            decisions.settings(given.region),
        )
        for person, given, left in people
    ]


def _facts(
    given: Particulars, left: date | None, former: Mapping[str, Sequence[Dated]], leaves: Sequence[Leave]
) -> TeacherFacts:
    return TeacherFacts(
        teacher=given.number,
        regions=_dated(given.region, former.get("region", ())),
        stages=_dated(given.stage, former.get("stage", ())),
        posts=_dated(given.post, former.get("post", ())),
        sex=_SEXES.get(given.sex),
        born=given.born,
        entered=given.entered,
        left=left,
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
    no_day = type_coerce(null(), Date)
    facts = select(*_FORMER[:4], no_day, _FORMER[4]).where(_among(FormerFactRow.person_id, ids))
    noted = select(
        LeaveRow.person_id, LeaveRow.id, literal(""), LeaveRow.kind, LeaveRow.first_day, LeaveRow.last_day
    ).where(_among(LeaveRow.person_id, ids), LeaveRow.withdrawn_at.is_(None))
    rows: Sequence[Any] = (await session.execute(union_all(facts, noted))).all()
    for person, _, field, value, first, last in sorted(rows, key=lambda row: row[1]):
        if field:
            former.setdefault(person, defaultdict(list))[field].append(Dated(value, None, last))
        else:
            leaves.setdefault(person, []).append(Leave(value, first, last))
    return former, leaves


def _among(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == ids[0] if len(ids) == 1 else column.in_(ids)
    return found
