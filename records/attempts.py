"""Wrong codes of an account, of whatever kind: after five of them it has to pause.

They are counted in the caller's transaction: **commit also when a code is refused**, or guessing costs nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects
from records.china import clock
from records.errors import RecordsError
from records.schema import AttemptRow

PAUSE = timedelta(hours=1)
TRIES = 5
"""Wrong codes of one account until it has to pause."""


class Paused(RecordsError):
    """Too many wrong codes: this account has to wait."""


async def locked(session: AsyncSession, account: int, *, now: datetime) -> AttemptRow:
    """The wrong tries of the account, locked so that tries at the same moment count one after another.

    Raises `Paused`.
    """
    await session.execute(
        dialects.insert(session, AttemptRow).values(account=account, failures=0).on_conflict_do_nothing()
    )
    tries = await session.get_one(AttemptRow, account, with_for_update=True, populate_existing=True)
    if tries.paused_until and tries.paused_until > now:
        raise _paused(tries.paused_until)
    return tries


def count(tries: AttemptRow, *, now: datetime) -> Paused | None:
    """Count a wrong code; returns the refusal when that was one too many."""
    tries.failures += 1
    if tries.failures < TRIES:
        return None
    tries.failures, tries.paused_until = 0, now + PAUSE
    return _paused(tries.paused_until)


def left(tries: AttemptRow) -> int:
    """How many wrong codes the account may still give."""
    return TRIES - tries.failures


def _paused(until: datetime) -> Paused:
    return Paused(f"码输错太多次，为安全起见暂停使用。请在 {clock(until)}（北京时间）之后再试。")
