"""Whole rosters: compare with what is there, put, undo. The caller commits.

A change of 行政区划, 学段 or 岗位 holds from a day on: what held before is kept, because a standing needs to know who a
teacher was when. An empty cell says nothing: it takes nothing away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, insert, select
from sqlalchemy import update as change
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, dialects, lookup
from records.china import day_of
from records.entries import chunks, settle
from records.model import Actor, Particulars, Person
from records.particulars import BadParticulars, checked
from records.permissions import Action, permitted, require
from records.posting import TURN, Place, places, refuse_strangers
from records.posting_model import SHOWN, Verdict
from records.schema import Base, FormerFactRow, GrantRow, PersonRow, RosterChangeRow

DATED = ("region", "stage", "post")
"""Fields of which the roster keeps who was what when."""
_FIELDS = tuple(field.name for field in fields(Particulars))
_PEOPLE = cast("Table", PersonRow.__table__)
_DATES = frozenset({"born", "entered"})


@dataclass(frozen=True, slots=True)
class RosterOutcome:
    """How a row of a roster compares with what is there."""

    verdict: Verdict
    """NEW, CHANGED or UNCHANGED."""
    before: Particulars | None = None
    """What the roster says now; None for somebody new."""
    fields: tuple[str, ...] = ()
    """Fields of `Particulars` that would change."""


class Reach(Enum):
    """Why somebody may not put a row of a roster."""

    NOT_THEIRS = auto()
    """The person belongs elsewhere, or has wider rights."""
    ELSEWHERE = auto()
    """The row says that the person belongs elsewhere."""
    NOWHERE = auto()
    """Nobody says where the person belongs."""


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    particulars: Particulars


async def compare_roster(session: AsyncSession, rows: Sequence[Particulars]) -> list[RosterOutcome]:
    """What putting each row would do, in order; rows as `records.particulars.checked` gives them."""
    known = await _known(session, [row.number for row in rows])
    return [_outcome(row, known.get(row.number)) for row in rows]


async def out_of_reach(
    session: AsyncSession, *, actor: Actor, rows: Sequence[Particulars], outcomes: Sequence[RosterOutcome]
) -> dict[str, Reach]:
    """The 工号 of the rows that `actor` may not put, with why; for a preview, with what `compare_roster` gave.

    Raises `NotPermitted` for somebody who may put none.
    """
    require(actor, Action.EDIT_ROSTER)
    if actor.command_line:
        return {}
    found: dict[str, Reach] = {}
    touched = []
    for row, one in zip(rows, outcomes, strict=True):
        after = _merged(one.before, row) if one.before is not None else row
        if one.before is not None and not _may_edit(actor, one.before):
            found[row.number] = Reach.NOT_THEIRS
        elif not _may_edit(actor, after):
            found[row.number] = Reach.ELSEWHERE if after.region else Reach.NOWHERE
        elif one.verdict is Verdict.CHANGED:
            touched.append(row.number)
    for some in chunks(touched):
        for person in await _with_roles(session, PersonRow.number.in_(some)):
            if not permitted(actor, Action.EDIT_ROSTER, person):
                found[person.particulars.number] = Reach.NOT_THEIRS
    return found


async def put_roster(
    session: AsyncSession,
    *,
    actor: Actor,
    rows: Sequence[Particulars],
    since: date | None,
    batch: int | None,
    now: datetime,
) -> tuple[int, int, int]:
    """Add and change, all or nothing; returns how many people were new, changed and unchanged.

    `since` is the day from which what changed holds; today without one. Raises `BadParticulars`, `NotPermitted`.
    """
    require(actor, Action.EDIT_ROSTER)
    tidy = _checked(rows, day_of(now))
    await dialects.take_turn(session, TURN)
    known = await _known(session, list(tidy))
    outcomes = {number: _outcome(row, known.get(number)) for number, row in tidy.items()}
    changed = [number for number, one in outcomes.items() if one.verdict is Verdict.CHANGED]
    new = [number for number, one in outcomes.items() if one.verdict is Verdict.NEW]
    # An empty 行政区划 of somebody who is there already is the one that the roster has.
    to_be = [_merged(known[number].particulars, row) if number in known else row for number, row in tidy.items()]
    await _require_rights(session, actor, [known[number] for number in changed], to_be)
    for some in chunks(new):
        await session.execute(insert(_PEOPLE), [{**_values(tidy[number]), "created_at": now} for number in some])
    ids = {number: place.id for number, place in (await places(session, new)).items()}
    await _write(session, [(known[number].id, _merged(known[number].particulars, tidy[number])) for number in changed])
    noted = [_note(batch, ids[number], None, _values(tidy[number]), now) for number in new]
    former = []
    until = (since or day_of(now)) - timedelta(days=1)
    for number in changed:
        person, before = known[number].id, _values(known[number].particulars)
        touched = outcomes[number].fields
        after = {field: _values(tidy[number])[field] for field in touched}
        noted.append(_note(batch, person, {field: before[field] for field in touched}, after, now))
        former += [
            {"person_id": person, "field": field, "value": before[field], "until": until, "batch_id": batch,
             "recorded_at": now}
            for field in DATED
            if field in touched and before[field]
        ]  # fmt: skip
    await _insert(session, RosterChangeRow, noted)
    await _insert(session, FormerFactRow, former)
    if noted:
        detail = {"batch": batch, "added": len(new), "changed": len(changed)}
        audit.record(session, actor=actor, action="people.roster", detail=detail, now=now)
        await session.flush()
        await settle(session, PersonRow, len(noted))
    return len(new), len(changed), len(tidy) - len(new) - len(changed)


async def undo(session: AsyncSession, actor: Actor, batch: int, now: datetime) -> int:
    """Put back what the batch changed and nobody has changed since; who was added goes, unless something refers to
    them by now. Returns how many people that concerned. `records.batches` notes it. Raises `NotPermitted`.
    """
    require(actor, Action.EDIT_ROSTER)
    wanted = (
        select(PersonRow, RosterChangeRow.added, RosterChangeRow.before, RosterChangeRow.after)
        .join(RosterChangeRow, RosterChangeRow.person_id == PersonRow.id)
        .where(RosterChangeRow.batch_id == batch)
        .execution_options(populate_existing=True)
    )
    found = (await session.execute(wanted)).all()
    current = {row.id: _Known(row.id, _particulars(row)) for row, *_ in found}
    restored: list[tuple[int, Particulars]] = []
    facts: list[tuple[int, str]] = []
    added: list[int] = []
    for row, is_new, before, after in found:
        now_said = _values(current[row.id].particulars)
        kept = [field for field, value in after.items() if _plain(now_said[field]) == value]
        if is_new:
            added += [row.id] if len(kept) == len(after) else []
        elif kept:
            restored.append((row.id, Particulars(**now_said | {field: _value(field, before[field]) for field in kept})))
            facts += [(row.id, field) for field in kept if field in DATED]
    gone = await _unreferenced(session, added, batch)
    touched = [current[person] for person in (*gone, *(person for person, _ in restored))]
    await _require_rights(session, actor, touched, [particulars for _, particulars in restored])
    await _write(session, restored)
    for person, field in facts:
        same = (FormerFactRow.person_id == person, FormerFactRow.field == field, FormerFactRow.batch_id == batch)
        await session.execute(delete(FormerFactRow).where(*same))
    for some in chunks(gone):
        await session.execute(delete(RosterChangeRow).where(RosterChangeRow.person_id.in_(some)))
        await session.execute(delete(PersonRow).where(PersonRow.id.in_(some)))
    return len(restored) + len(gone)


def _checked(rows: Sequence[Particulars], today: date) -> dict[str, Particulars]:
    """The rows by 工号. Raises `BadParticulars`, naming the first few that cannot be."""
    found: dict[str, Particulars] = {}
    wrong: list[str] = []
    for row in rows:
        try:
            tidy = checked(row, today=today)
        except BadParticulars as error:
            wrong.append(f"{row.number}：{error}")
            continue
        if found.setdefault(tidy.number, tidy) != tidy:
            wrong.append(f"{tidy.number}：同一个工号有两行，内容不同。请只留一行。")
    if wrong:
        raise BadParticulars("".join(wrong[:SHOWN]) + (f"这样的一共有 {len(wrong)} 行。" if len(wrong) > SHOWN else ""))
    return found


async def _known(session: AsyncSession, numbers: Sequence[str]) -> dict[str, _Known]:
    found = {}
    columns = [_PEOPLE.c[field] for field in _FIELDS]
    for some in chunks(list(dict.fromkeys(numbers))):
        for row in await session.execute(select(_PEOPLE.c.id, *columns).where(_PEOPLE.c.number.in_(some))):
            found[row[1]] = _Known(row[0], Particulars(*row[1:]))
    return found


def _outcome(row: Particulars, known: _Known | None) -> RosterOutcome:
    if known is None:
        return RosterOutcome(Verdict.NEW)
    before = known.particulars
    changed = tuple(f for f in _FIELDS if getattr(row, f) and getattr(row, f) != getattr(before, f))
    return RosterOutcome(Verdict.CHANGED if changed else Verdict.UNCHANGED, before, changed)


def _merged(before: Particulars, given: Particulars) -> Particulars:
    """What is given, and what was there where nothing is given."""
    return Particulars(**{field: getattr(given, field) or getattr(before, field) for field in _FIELDS})


async def _require_rights(
    session: AsyncSession, actor: Actor, old: Sequence[_Known], new: Iterable[Particulars]
) -> None:
    """Raises `NotPermitted` unless `actor` may edit the roster at the old places and at the new ones."""
    if actor.command_line:
        return
    where = [(one.id, one.particulars) for one in old] + [(0, particulars) for particulars in new]
    refuse_strangers(actor, Action.EDIT_ROSTER, [Place(i, p.number, p.region, p.school) for i, p in where])
    for some in chunks([one.id for one in old]):
        for person in await _with_roles(session, PersonRow.id.in_(some)):
            require(actor, Action.EDIT_ROSTER, person)


async def _with_roles(session: AsyncSession, condition: ColumnElement[bool]) -> Sequence[Person]:
    """Who of them holds a role, and so perhaps wider rights than the actor: these few are asked about one by one."""
    held = select(GrantRow.person_id).where(GrantRow.revoked_at.is_(None))
    return await lookup.load(session, condition, PersonRow.id.in_(held))


def _may_edit(actor: Actor, at: Particulars) -> bool:
    """By place only, as for a whole file."""
    return permitted(actor, Action.EDIT_ROSTER, at)


async def _write(session: AsyncSession, people: Sequence[tuple[int, Particulars]]) -> None:
    values: dict[str, Any] = {field: bindparam(f"new_{field}") for field in _FIELDS}
    statement = change(_PEOPLE).where(_PEOPLE.c.id == bindparam("whose")).values(values)
    connection = await session.connection()
    for some in chunks(people):
        given = [{"whose": i, **{f"new_{k}": v for k, v in _values(p).items()}} for i, p in some]
        await connection.execute(statement, given)


async def _insert(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    for some in chunks(rows):
        await session.execute(insert(cast("Table", table.__table__)), list(some))


async def _unreferenced(session: AsyncSession, ids: Sequence[int], batch: int) -> list[int]:
    """Those of the people to whom nothing refers but the batch that added them."""
    referring: list[ColumnElement[bool]] = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not any(key.column is _PEOPLE.c.id for key in column.foreign_keys):
                continue
            same = column == _PEOPLE.c.id
            if table.name == RosterChangeRow.__tablename__:
                same &= table.c.batch_id.is_distinct_from(batch)
            referring.append(~exists().where(same))
    found: list[int] = []
    for some in chunks(ids):
        found += (await session.scalars(select(_PEOPLE.c.id).where(_PEOPLE.c.id.in_(some), *referring))).all()
    return found


def _values(given: Particulars) -> dict[str, Any]:
    """As `asdict` does, which copies every value and takes longer than the database."""
    return {field: getattr(given, field) for field in _FIELDS}


def _note(
    batch: int | None, person: int, before: Mapping[str, Any] | None, after: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "batch_id": batch,
        "person_id": person,
        "added": before is None,
        "before": {field: _plain(value) for field, value in (before or {}).items()},
        "after": {field: _plain(value) for field, value in after.items()},
        "recorded_at": now,
    }


def _particulars(row: PersonRow) -> Particulars:
    return Particulars(**{field: getattr(row, field) for field in _FIELDS})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(field: str, plain: Any) -> Any:
    return date.fromisoformat(plain) if field in _DATES and plain else plain
