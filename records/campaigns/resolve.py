"""The audience of an announcement, person by person, within the rights of whoever asks."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import dialects, settings_store, standings
from records.campaigns.audience import Audience, Listed
from records.campaigns.model import Reason
from records.campaigns.store import require_reach
from records.facts import roles_of, stages_of, words_of
from records.lookup import lies_in
from records.model import Actor, Particulars
from records.permissions import Action, permitted
from records.risk import Pace, pace_of
from records.schema import AccountRow, PersonRow
from records.settings_store import Decisions
from records.standing import RuleBook
from records.standing.spans import add_months
from records.standings import Case

_AT_A_TIME = 500
"""Parameters of one query on a list; databases take a limited number."""
_SAMPLE = 5
NEW_TEACHER = "新任教师"

Value = TypeVar("Value")
Progress = Callable[[int, int], None]
"""Hears how many standings are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Found:
    """One person of the audience."""

    person: int
    number: str
    name: str
    school: str
    reason: Reason | None
    """Why they cannot be reached."""


@dataclass(frozen=True, slots=True)
class ListProblem:
    """One line of a list that brings nobody."""

    line: int
    number: str
    text: str
    """Why, and what to do, as a sentence."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The audience as it is now."""

    people: tuple[Found, ...]
    """By school and 工号, those out of reach included."""
    problems: tuple[ListProblem, ...] = ()

    @property
    def reachable(self) -> int:
        """How many would get it."""
        return sum(one.reason is None for one in self.people)

    @property
    def unreachable(self) -> tuple[Found, ...]:
        """Who would not."""
        return tuple(one for one in self.people if one.reason is not None)

    @property
    def schools(self) -> tuple[tuple[str, int, int], ...]:
        """School, people, of them within reach; by name."""
        everybody = Counter(one.school for one in self.people)
        reached = Counter(one.school for one in self.people if one.reason is None)
        return tuple((school, everybody[school], reached[school]) for school in sorted(everybody))

    @property
    def sample(self) -> tuple[Found, ...]:
        """The first few whom it would reach."""
        return tuple(one for one in self.people if one.reason is None)[:_SAMPLE]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Somebody on the roster with what the conditions ask for."""

    found: Found
    given: Particulars
    left: bool


async def resolve(
    session: AsyncSession,
    *,
    actor: Actor,
    audience: Audience,
    rules: RuleBook,
    as_of: date,
    progress: Progress | None = None,
) -> Resolved:
    """Everybody on the roster who meets all conditions. Raises `NotPermitted` for a place outside of one's rights.

    People of a list who are outside of them are reported instead, like those whom nobody knows.
    """
    require_reach(actor, audience)
    candidates = await _candidates(session, audience)
    decisions = await settings_store.load(session) if audience.roles else None
    matching = {
        one.found.person
        for one in candidates
        if not one.left
        and permitted(actor, Action.ANNOUNCE, one.given)
        and _fits(one.given, audience, decisions, as_of)
    }
    if audience.asks_standing and matching:
        matching = await _standing_fits(session, audience, matching, rules, as_of, progress)
    people = sorted((one.found for one in candidates if one.found.person in matching), key=_order)
    problems = _problems(audience.listed, candidates, matching, actor) if audience.listed is not None else ()
    return Resolved(tuple(people), problems)


def _order(one: Found) -> tuple[str, str]:
    return one.school, one.number


async def _candidates(session: AsyncSession, audience: Audience) -> list[_Candidate]:
    """Those whom the database can tell by itself; of a list, also those who left or are elsewhere, to be reported."""
    if audience.listed is not None:
        numbers = list(dict.fromkeys(dialects.storable(one.number) for one in audience.listed))
        pieces: list[ColumnElement[bool]] = [PersonRow.number.in_(some) for some in _pieces(numbers)]
    elif audience.people is not None:
        pieces = [PersonRow.id.in_(some) for some in _pieces(audience.people)]
    else:
        pieces = [await _in_places(session, audience)]
    found: list[_Candidate] = []
    for piece in pieces:
        wanted = select(*_COLUMNS).outerjoin(AccountRow, AccountRow.person_id == PersonRow.id).where(piece)
        found += [_candidate(row) for row in await session.execute(wanted)]
    return found


_COLUMNS = (
    PersonRow.id,
    PersonRow.number,
    PersonRow.name,
    PersonRow.school,
    PersonRow.region,
    PersonRow.stage,
    PersonRow.subject,
    PersonRow.post,
    PersonRow.entered,
    PersonRow.left,
    AccountRow.account,
    AccountRow.blocked_at,
)


def _candidate(row: Any) -> _Candidate:
    reason = Reason.NOT_BOUND if row.account is None else Reason.BLOCKED if row.blocked_at is not None else None
    given = Particulars(
        row.number,
        row.name,
        school=row.school,
        region=row.region,
        stage=row.stage,
        subject=row.subject,
        post=row.post,
        entered=row.entered,
    )
    return _Candidate(Found(row.id, row.number, row.name, row.school, reason), given, row.left is not None)


async def _in_places(session: AsyncSession, audience: Audience) -> ColumnElement[bool]:
    chosen = and_(await lies_in(session, audience.region), PersonRow.left.is_(None))
    if audience.schools:
        chosen = and_(chosen, PersonRow.school.in_([dialects.storable(school) for school in audience.schools]))
    return chosen


def _pieces(values: Sequence[Value]) -> list[Sequence[Value]]:
    return [values[start : start + _AT_A_TIME] for start in range(0, len(values), _AT_A_TIME)]


def _fits(given: Particulars, audience: Audience, decisions: Decisions | None, as_of: date) -> bool:
    """The conditions on what the roster says."""
    inside = not audience.region or (bool(given.region) and regions.covers(audience.region, given.region))
    return (
        inside
        and (not audience.schools or given.school in audience.schools)
        and (not audience.stages or _meets(audience.stages, given.stage, stages_of(given.stage)))
        and (not audience.subjects or _meets(audience.subjects, given.subject, words_of(given.subject)))
        and (decisions is None or _has_role(given, audience.roles, decisions, as_of))
    )


def _meets(wanted: Iterable[str], written: str, understood: Iterable[str]) -> bool:
    return not {written, *words_of(written), *understood}.isdisjoint(wanted)


def _has_role(given: Particulars, wanted: Iterable[str], decisions: Decisions, as_of: date) -> bool:
    settings = decisions.settings(given.region)
    understood = roles_of(given.post, settings.roles)
    months, entered = settings.new_teacher_months, given.entered
    if months is not None and entered is not None and entered <= as_of < add_months(entered, months):
        understood = (*understood, NEW_TEACHER)
    return _meets(wanted, given.post, understood)


async def _standing_fits(
    session: AsyncSession,
    audience: Audience,
    people: set[int],
    rules: RuleBook,
    as_of: date,
    progress: Progress | None,
) -> set[int]:
    """Those of them whose standing is as asked. The arithmetic runs in a thread: others on the event loop go on."""
    if audience.is_list:
        conditions: list[ColumnElement[bool]] = [PersonRow.id.in_(some) for some in _pieces(sorted(people))]
    else:
        conditions = [await _in_places(session, audience)]
    done, matching = 0, set[int]()
    for condition in conditions:
        async for cases in standings.stream(session, condition):
            wanted = [case for case in cases if case.person in people]
            matching |= await asyncio.to_thread(_lacking, wanted, audience, rules, as_of)
            done += len(wanted)
            if progress is not None:
                progress(done, len(people))
    return matching


def _lacking(cases: Iterable[Case], audience: Audience, rules: RuleBook, as_of: date) -> set[int]:
    found = set()
    for case in cases:
        pace, short = pace_of(case.standing(rules, as_of, explain=False))
        missing = max((one.remaining for one in short), default=None)
        enough = audience.short_by is None or (missing is not None and missing >= audience.short_by)
        paces: set[Pace] = {pace, *(one.pace for one in short)}
        if enough and (not audience.paces or not paces.isdisjoint(audience.paces)):
            found.add(case.person)
    return found


def _problems(
    listed: Sequence[Listed], candidates: Iterable[_Candidate], matching: set[int], actor: Actor
) -> tuple[ListProblem, ...]:
    known: Mapping[str, _Candidate] = {one.given.number: one for one in candidates}
    first: dict[str, int] = {}
    found = []
    for one in listed:
        why = _why(known.get(one.number), first.get(one.number), matching, actor)
        first.setdefault(one.number, one.line)
        if why:
            found.append(ListProblem(one.line, one.number, f"第 {one.line} 行 工号“{one.number[:64]}”{why}"))
    return tuple(found)


def _why(known: _Candidate | None, earlier: int | None, matching: set[int], actor: Actor) -> str:
    """Why a line brings nobody; empty when it does."""
    if earlier is not None:
        return f"在第 {earlier} 行已经有了，只算一次。"
    if known is None:
        return "不在名册里。请核对工号。"
    if not permitted(actor, Action.ANNOUNCE, known.given):
        return "不在您负责的范围里，不会发给此人。"
    if known.left:
        return "已离岗，不会发给此人。"
    return "" if known.found.person in matching else "不符合其他条件，不会发给此人。"
