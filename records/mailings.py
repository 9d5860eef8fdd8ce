"""Mailings: messages of the outbox that share their contents, and are held, let go and stopped together.

A campaign to 100,000 people is one mailing. To hold it, to keep quiet hours or to replace its text changes one row
here and none of the 100,000: the queue (`records.outbox_queue`) passes over the messages of a mailing that is shut.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects
from records.campaign_schema import MailingRow
from records.quiet import QuietHours

TURN = 7_301_222
"""Claims of different workers follow one another: two of them could otherwise take two messages of one chat.
Whoever shuts a mailing takes the turn as well: after that no claim can still take it for open."""


class MailingState(StrEnum):
    """Whether the messages of a mailing may go out."""

    OPEN = "open"
    HELD = "held"
    """Not now; they wait where they are."""
    STOPPED = "stopped"
    """Never again."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mailing without its contents."""

    id: int
    state: MailingState
    quiet: QuietHours | None
    """None for what may go out at any hour."""

    def open_at(self, moment: datetime) -> bool:
        """Whether its messages may go out at that moment."""
        return self.state is MailingState.OPEN and not (self.quiet and self.quiet.hold(moment))

    def opening(self, moment: datetime) -> datetime | None:
        """When its messages may go out, from `moment` on; None while nobody lets it go."""
        if self.state is not MailingState.OPEN:
            return None
        return self.quiet.opening(moment) if self.quiet else moment


async def begin(
    session: AsyncSession, *, payload: dict[str, Any], quiet: QuietHours | None, held: bool = False, now: datetime
) -> int:
    """A new mailing without messages; `payload` is what all of them have. Returns its id."""
    row = MailingRow(
        payload=dialects.storable(payload),
        state=MailingState.HELD if held else MailingState.OPEN,
        quiet_start=quiet.start if quiet else None,
        quiet_end=quiet.end if quiet else None,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row.id


async def hold(session: AsyncSession, mailing: int) -> None:
    """Let nothing more of it go out until `release`; what is on its way arrives."""
    await _move(session, mailing, MailingState.OPEN, MailingState.HELD)


async def release(session: AsyncSession, mailing: int) -> None:
    """Let a held one go on."""
    await _move(session, mailing, MailingState.HELD, MailingState.OPEN)


async def shut(session: AsyncSession, mailing: int) -> None:
    """Let nothing more of it go out, ever; `records.outbox.stop` cancels its messages as well."""
    await dialects.take_turn(session, TURN)
    await session.execute(update(MailingRow).where(MailingRow.id == mailing).values(state=MailingState.STOPPED))


async def replace(session: AsyncSession, mailing: int, payload: dict[str, Any]) -> None:
    """Give everything that is not on its way yet another content."""
    await dialects.take_turn(session, TURN)
    kept = dialects.storable(payload)
    await session.execute(update(MailingRow).where(MailingRow.id == mailing).values(payload=kept))


async def learn_file(session: AsyncSession, mailing: int, file: str) -> None:
    """The channel has the mailing's file now, under this id: it need not be uploaded again."""
    row = await session.get(MailingRow, mailing, populate_existing=True, with_for_update=True)
    if row is not None and "content" in row.payload:
        row.payload = {key: value for key, value in row.payload.items() if key != "content"} | {"file": file}
        await session.flush()


async def stopped(session: AsyncSession, mailing: int) -> bool:
    """Whether it is stopped; nobody stops it before this transaction ends."""
    chosen = select(MailingRow.state).where(MailingRow.id == mailing).with_for_update(read=True)
    return (await session.scalars(chosen)).first() == MailingState.STOPPED


async def payloads(session: AsyncSession, wanted: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the messages of each mailing have in common."""
    numbers = {number for number in wanted if number}
    if not numbers:
        return {}
    rows = await session.execute(select(MailingRow.id, MailingRow.payload).where(MailingRow.id.in_(numbers)))
    return {row.id: row.payload for row in rows}


async def _move(session: AsyncSession, mailing: int, before: MailingState, after: MailingState) -> None:
    await dialects.take_turn(session, TURN)
    await session.execute(
        update(MailingRow).where(MailingRow.id == mailing, MailingRow.state == before).values(state=after)
    )
