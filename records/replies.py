"""Answers that were shown: what their buttons refer to, and the evidence when one is doubted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects
from records.schema import ReplyRow


class Verdict(IntEnum):
    """What the person thinks of an answer."""

    GOOD = 1
    """👍."""
    BAD = -1
    """👎."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or a refusal, as it was shown to one account."""

    id: int
    chat: int
    account: int
    question: str = field(repr=False)
    region: str
    """GB/T 2260 code that it was answered for; empty when unknown."""
    answered: bool
    """False for a refusal, whose citations are pointers only."""
    text: str = field(repr=False)
    citations: tuple[dict[str, Any], ...] = field(repr=False)
    """Plain values; 看原文 and 上一条/下一条 page through them."""
    at: datetime
    verdict: Verdict | None


async def keep(
    session: AsyncSession,
    *,
    chat: int,
    account: int,
    question: str,
    region: str,
    answered: bool,
    text: str,
    citations: Sequence[dict[str, Any]],
    now: datetime,
) -> int:
    """Keep what is being shown to `account`. Returns the id that its buttons carry."""
    row = ReplyRow(
        chat=chat,
        account=account,
        question=dialects.storable(question),
        region=region,
        answered=answered,
        text=dialects.storable(text),
        citations=dialects.storable(list(citations)),
        at=now,
    )
    session.add(row)
    await session.flush()
    return row.id


async def get(session: AsyncSession, number: int, *, account: int) -> Reply | None:
    """The reply, if it was shown to this `account` and is still kept."""
    row = await _row(session, number, account)
    return _reply(row) if row else None


async def latest(session: AsyncSession, *, chat: int, account: int) -> Reply | None:
    """The last reply to `account` in `chat`: what 转人工 means when it is said in words."""
    shown = select(ReplyRow).where(ReplyRow.chat == chat, ReplyRow.account == account)
    row = (await session.scalars(shown.order_by(ReplyRow.id.desc()).limit(1))).first()
    return _reply(row) if row else None


async def rate(session: AsyncSession, number: int, *, account: int, verdict: Verdict) -> Reply | None:
    """Keep the verdict of the account that the reply was shown to, in place of an earlier one; None as for `get`."""
    row = await _row(session, number, account)
    if row is None:
        return None
    row.verdict = int(verdict)
    await session.flush()
    return _reply(row)


async def purge(session: AsyncSession, *, before: datetime) -> int:
    """Delete replies shown before this moment; tickets keep what they need. Returns how many those were."""
    return len((await session.scalars(delete(ReplyRow).where(ReplyRow.at < before).returning(ReplyRow.id))).all())


async def _row(session: AsyncSession, number: int, account: int) -> ReplyRow | None:
    return (await session.scalars(select(ReplyRow).where(ReplyRow.id == number, ReplyRow.account == account))).first()


def _reply(row: ReplyRow) -> Reply:
    return Reply(
        id=row.id,
        chat=row.chat,
        account=row.account,
        question=row.question,
        region=row.region,
        answered=row.answered,
        text=row.text,
        citations=tuple(row.citations),
        at=row.at,
        verdict=Verdict(row.verdict) if row.verdict is not None else None,
    )
