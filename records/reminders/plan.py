"""Who is due to hear what: standings and what was said before, some hundreds of people at a time. Only reads."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import on_roster, standings
from records.china import day_of
from records.lookup import lies_in
from records.reminders import known, settings, staff
from records.reminders.due import Hearer, Judge, closest
from records.reminders.known import Known, reachable
from records.reminders.model import Due, Item, Reason, Verdict
from records.reminders.rules import NoticeDate, ReminderBook
from records.reminders.settings import Policies
from records.schema import AccountRow, PersonRow
from records.standings import Case

CHUNK = on_roster.CHUNK
"""People of one chunk: as many as `standings.of_ids` holds at a time."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One chunk."""

    dues: tuple[Due, ...]
    """One for everybody in it, by id."""
    next_after: int | None
    """Where the next chunk goes on; None after the last."""


async def due(
    session: AsyncSession,
    *,
    rules: ReminderBook,
    now: datetime,
    region: str = "",
    number: str = "",
) -> AsyncIterator[Due]:
    """What everybody who can be reached would hear at `now`, and why nothing: of a region, or of one 工号.

    Asks for no right, which is the caller's to do.
    """
    conditions = await among(session, region)
    if number:
        conditions.append(PersonRow.number == number)
    after: int | None = 0
    while after is not None:
        found = await chunk(session, rules=rules, now=now, after=after, limit=CHUNK, conditions=conditions)
        for one in found.dues:
            yield one
        after = found.next_after


async def unreachable(session: AsyncSession, *, region: str = "") -> Counter[Reason]:
    """How many people no message can reach, and why."""
    conditions = await among(session, region)
    bound = exists().where(AccountRow.person_id == PersonRow.id)
    blocked = exists().where(AccountRow.person_id == PersonRow.id, AccountRow.blocked_at.is_not(None))
    here = PersonRow.left.is_(None)
    wanted: dict[Reason, list[ColumnElement[bool]]] = {
        Reason.LEFT: [PersonRow.left.is_not(None)],
        Reason.UNBOUND: [here, ~bound],
        Reason.BLOCKED: [here, blocked],
    }
    found: Counter[Reason] = Counter()
    for reason, these in wanted.items():
        counted = select(func.count()).select_from(PersonRow).where(*conditions, *these)
        found[reason] = (await session.scalars(counted)).one()
    return found


async def among(session: AsyncSession, region: str) -> list[ColumnElement[bool]]:
    """Conditions on people of a region and all below it; none for everywhere."""
    if not region:
        return []
    return [await lies_in(session, region)]


async def chunk(
    session: AsyncSession,
    *,
    rules: ReminderBook,
    now: datetime,
    after: int,
    limit: int,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> Planned:
    """The next people behind the id `after`; the arithmetic runs in a thread."""
    wanted = select(PersonRow.id).where(*reachable(after), *conditions)
    ids = (await session.scalars(wanted.order_by(PersonRow.id).limit(limit))).all()
    if not ids:
        return Planned((), None)
    policies = await settings.load(session, rules.reminders)
    people = await known.of(session, ids, day_of(now))
    planner = _Planner(rules, policies, people, now)
    async for cases in standings.of_ids(session, ids):
        await asyncio.to_thread(planner.add, cases)
    if planner.staff:
        duties = await staff.duties(session, book=rules, policies=policies, hearers=planner.staff)
        planner.join(duties)
    return Planned(tuple(planner.dues.values()), ids[-1] if len(ids) == limit else None)


class _Planner:
    """Collects what is due, person by person."""

    def __init__(self, rules: ReminderBook, policies: Policies, people: Mapping[int, Known], now: datetime) -> None:
        self.dues: dict[int, Due] = {}
        self.staff: dict[int, Hearer] = {}
        """Who may have claims to decide, and has no message yet."""
        self._rules = rules
        self._policies = policies
        self._people = people
        self._now = now
        self._judge = Judge(rules)
        self._dates: dict[str, list[NoticeDate]] = {}

    def add(self, cases: Sequence[Case]) -> None:
        """Judge these people."""
        for case in cases:
            if (one := self._people.get(case.person)) is not None:
                self.dues[case.person] = self._due(case, one)

    def join(self, duties: Mapping[int, Sequence[Item]]) -> None:
        """Let staff hear of their duties in the same message as of their own hours."""
        for person, items in duties.items():
            if items:
                due = self.dues[person]
                self.dues[person] = replace(due, items=(*due.items, *items), reason=None)

    def _due(self, case: Case, one: Known) -> Due:
        given = case.particulars
        policy = self._policies.of(given.region)
        day, at = policy.next_day(self._now)
        wishes = one.wanted
        reason = Reason.BUSY if one.busy_until >= day else wishes.reason(None, day)
        items: list[Item] = []
        verdicts: list[Verdict] = []
        if reason is None:
            hearer = Hearer(case.person, policy, one.sent, wishes, day)
            standing = case.standing(self._rules.rules, day, explain=False)
            (items, verdicts), reason = self._judge.standing(hearer, standing)
            if dates := self._dates_of(given.region):
                more, also = self._judge.dates(hearer, standing, dates)
                items, verdicts = [*items, *more], [*verdicts, *also]
                reason = None if items else closest([reason, *(verdict.reason for verdict in also)])
            items.sort(key=lambda item: (item.key.deadline, item.key.rule))
            if one.scopes or one.administrator:
                self.staff[case.person] = hearer
        return Due(
            case.person,
            given.number,
            given.name,
            given.school,
            one.chat,
            day,
            at,
            tuple(items),
            reason,
            tuple(verdicts),
        )

    def _dates_of(self, region: str) -> list[NoticeDate]:
        found = self._dates.get(region)
        if found is None:
            named = self._rules.reminders.dates
            found = self._dates[region] = [one for one in named if region and regions.covers(one.region, region)]
        return found
