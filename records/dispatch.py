"""What only the sender does with messages of the outbox: put off, drop what is not true any more, see to the clock."""

from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from records import outbox
from records.outbox import State
from records.schema import OutboxRow


async def put_off(session: AsyncSession, number: int, *, not_before: datetime) -> None:
    """What was claimed and not even tried waits until `not_before`, in its place."""
    if await outbox.retry(session, number, not_before=not_before, error=""):
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == number)
            .values(attempts=OutboxRow.attempts - 1)
            .execution_options(synchronize_session=False)
        )


async def drop(session: AsyncSession, number: int, *, reason: str) -> bool:
    """What is being sent, and has not gone out, is not to go out any more. False when it is not being sent."""
    dropped = await session.scalars(
        update(OutboxRow)
        .where(OutboxRow.id == number, OutboxRow.state == State.SENDING)
        .values(state=State.CANCELLED, error=reason)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return dropped.first() is not None


async def clock_put_back(session: AsyncSession, *, now: datetime) -> int:
    """The clock shows `now`, and showed more before: what was due by then is due now. Returns how much that was.

    Told by what has been accepted or tried after `now`. What was accepted for a time of its own keeps it.
    """
    at_once = and_(OutboxRow.created_at > now, OutboxRow.due_at <= OutboxRow.created_at)
    moved = await session.scalars(
        update(OutboxRow)
        .where(OutboxRow.state == State.WAITING, or_(at_once, OutboxRow.claimed_at > now))
        .values(due_at=now, not_before=now)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())
