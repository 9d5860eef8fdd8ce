"""Imported files: each is a batch, which can be undone as a whole. The caller commits.

The ledger forgets nothing: undoing hours appends corrections that take them back.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, case, cast, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from records import audit, dialects, rosters
from records.columns import Key, Moment
from records.entries import TABLE, is_kind, settle
from records.errors import RecordsError
from records.ledger import EntryKind
from records.model import Actor
from records.permissions import Action, NotPermitted, require
from records.posting import TURN, UNDONE, Place, refuse_strangers
from records.schema import BatchRow, EntryRow, PersonRow, RosterChangeRow


class NoSuchBatch(RecordsError):
    """There is no such batch, or it was undone already."""


class BatchKind(StrEnum):
    """What the file held."""

    ROSTER = "roster"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Batch:
    """One file that was imported."""

    id: int
    kind: BatchKind
    file_name: str
    digest: str
    """SHA-256 of the file."""
    opened_at: datetime
    opened_by: int | None
    """Id of the person, None on the command line."""
    rows: int
    """Entries appended, or people added and changed."""
    undone_at: datetime | None
    undone_by: int | None


async def open_batch(
    session: AsyncSession, *, actor: Actor, kind: BatchKind | str, file_name: str, digest: str, now: datetime
) -> int:
    """Note a file that is being imported and return the number of the batch. Raises `NotPermitted`."""
    kind = BatchKind(kind)
    require(actor, _ACTIONS[kind])
    name = str(dialects.storable(file_name))[-255:]
    row = BatchRow(kind=kind.value, file_name=name, digest=digest, opened_at=now, opened_by=actor.id)
    session.add(row)
    await session.flush()
    audit.record(session, actor=actor, action=f"import.{kind.value}", detail={"batch": row.id}, now=now)
    await session.flush()
    return row.id


async def batches(session: AsyncSession, actor: Actor, *, limit: int = 50) -> tuple[Batch, ...]:
    """The latest batches, newest first: those that the person imported; all for administrators and the command line.

    Raises `NotPermitted`.
    """
    require(actor, Action.POST_HOURS)
    wanted = select(BatchRow).order_by(BatchRow.id.desc()).limit(limit)
    if actor.person is not None and not actor.person.is_administrator:
        wanted = wanted.where(BatchRow.opened_by == actor.id)
    found = (await session.scalars(wanted)).all()
    rows: Counter[int | None] = Counter()
    for table in (EntryRow, RosterChangeRow):
        counted = select(table.batch_id, func.count()).where(table.batch_id.in_([row.id for row in found]))
        for batch, count in await session.execute(counted.group_by(table.batch_id)):
            rows[batch] += count
    return tuple(
        Batch(
            row.id,
            BatchKind(row.kind),
            row.file_name,
            row.digest,
            row.opened_at,
            row.opened_by,
            rows[row.id],
            row.undone_at,
            row.undone_by,
        )
        for row in found
    )


async def undo_batch(session: AsyncSession, *, actor: Actor, batch: int, now: datetime) -> int:
    """Take back what a batch did; returns how many entries or people that concerned.

    Hours that somebody corrected since stay as they were corrected; so does whatever of a roster was changed
    since, and who was added by it and has a history of their own by now. Raises `NoSuchBatch`, `NotPermitted`.
    """
    require(actor, Action.POST_HOURS)
    await dialects.take_turn(session, TURN)
    row = await session.get(BatchRow, batch, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchBatch(f"没有批次 {batch}。请核对批次号。")
    me = actor.person
    if me is not None and not me.is_administrator and row.opened_by != me.id:
        raise NotPermitted(f"您没有权限撤销批次 {batch}：它不是您导入的。请联系教师发展中心的管理员。")
    if row.undone_at is not None:
        raise NoSuchBatch(f"批次 {batch} 已经撤销过了，不用再撤销。")
    kind = BatchKind(row.kind)
    undone = await _UNDOING[kind](session, actor, batch, now)
    row.undone_at, row.undone_by = now, actor.id
    detail = {"batch": batch, "rows": undone}
    audit.record(session, actor=actor, action=f"import.undo_{kind.value}", detail=detail, now=now)
    await session.flush()
    return undone


async def _undo_hours(session: AsyncSession, actor: Actor, batch: int, now: datetime) -> int:
    whose = select(EntryRow.person_id).where(EntryRow.batch_id == batch)
    wanted = select(PersonRow.id, PersonRow.number, PersonRow.region, PersonRow.school).where(PersonRow.id.in_(whose))
    refuse_strangers(actor, Action.POST_HOURS, [Place(*found) for found in await session.execute(wanted)])
    entry, later = aliased(TABLE), aliased(TABLE)
    corrected = select(later.c.id).where(later.c.refers_to == entry.c.id, is_kind(later, EntryKind.CORRECTION))
    values = {
        "person_id": entry.c.person_id,
        "kind": literal(EntryKind.CORRECTION.value),
        "hours": literal(0),
        "completed": entry.c.completed,
        "category": entry.c.category,
        "training": entry.c.training,
        "unit": entry.c.unit,
        "refers_to": entry.c.id,
        "project_number": entry.c.project_number,
        "project": entry.c.project,
        "evidence": literal(""),
        "note": literal(f"撤销批次{batch}"),
        "source": literal(f"撤销批次{batch}"),
        "source_key": literal(UNDONE).concat(cast(entry.c.id, String)),
        "batch_id": literal(None, Key),
        # A clock may have been set back: what undoes comes after what it undoes.
        "recorded_at": case((entry.c.recorded_at > now, entry.c.recorded_at), else_=literal(now, Moment())),
        "recorded_by": literal(actor.id, Key),
    }
    standing = (entry.c.batch_id == batch, ~corrected.exists())
    count = (await session.scalars(select(func.count()).select_from(entry).where(*standing))).one()
    await session.execute(insert(TABLE).from_select(list(values), select(*values.values()).where(*standing)))
    await settle(session, EntryRow, count)
    return count


_ACTIONS: Mapping[BatchKind, Action] = {BatchKind.ROSTER: Action.EDIT_ROSTER, BatchKind.HOURS: Action.POST_HOURS}
_UNDOING: Mapping[BatchKind, Callable[[AsyncSession, Actor, int, datetime], Awaitable[int]]] = {
    BatchKind.ROSTER: rosters.undo,
    BatchKind.HOURS: _undo_hours,
}
