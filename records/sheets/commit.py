"""Writes what a preview promised, as one batch and all or nothing. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from records.batches import open_batch
from records.entries import chunks
from records.errors import RecordsError
from records.model import Actor
from records.posting import append
from records.posting_ahead import append_ahead, still_stands
from records.rosters import put_roster
from records.sheets.model import Kind
from records.sheets.preview import Preview
from records.sheets.reader import Progress

WRITING = "写入"
_PIECE = 10_000
"""Rows written between two reports of progress; one transaction holds them all."""


class NotClean(RecordsError):
    """The file has errors, or conflicts that nobody has resolved."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What was written."""

    batch: int | None
    """Number by which it is undone; None when there was nothing to write."""
    new: int = 0
    changed: int = 0


async def commit(
    session: AsyncSession,
    *,
    actor: Actor,
    preview: Preview,
    skip_conflicts: bool,
    since: date | None,
    now: datetime,
    progress: Progress,
) -> Committed:
    """Write everything that is new or changed; rows in conflict are left as they are with `skip_conflicts`.

    `since` is the day from which changes of a roster hold, today without one. Raises `NotClean` when there are errors
    or conflicts, `PostingConflict`, `UnknownPerson` or `BadParticulars` when the database has changed since
    the preview, `NotPermitted`.
    """
    if preview.errors:
        raise NotClean(f"表里有 {len(preview.errors)} 个错误，什么也没有登记。请改正后重新导入。")
    if preview.conflicts and not skip_conflicts:
        raise NotClean(f"有 {len(preview.conflicts)} 行与已登记的不同，什么也没有登记。请核对，或选择跳过冲突。")
    reading = preview.reading
    rows = preview.roster if reading.kind is Kind.ROSTER else preview.postings
    if not rows:
        return Committed(None)
    batch = await open_batch(
        session, actor=actor, kind=reading.kind.value, file_name=reading.file, digest=reading.digest, now=now
    )
    new = changed = done = 0
    progress(WRITING, 0, len(rows))
    for people in chunks(preview.roster, _PIECE):
        added, put, _ = await put_roster(session, actor=actor, rows=people, since=since, batch=batch, now=now)
        new, changed, done = new + added, changed + put, done + len(people)
        progress(WRITING, done, len(rows))
    ahead = preview.ahead if preview.ahead is not None and preview.ahead.postings is preview.postings else None
    if ahead is not None and not await still_stands(session, actor=actor, ahead=ahead, now=now):
        ahead = None
    for postings in chunks(preview.postings, _PIECE):
        if ahead is None:
            new += await append(session, actor=actor, postings=postings, batch=batch, now=now)
        else:
            new += await append_ahead(session, actor=actor, ahead=ahead, postings=postings, batch=batch, now=now)
        done += len(postings)
        progress(WRITING, done, len(rows))
    return Committed(batch, new, changed)
