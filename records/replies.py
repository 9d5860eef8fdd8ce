"""Answers that were shown: what their buttons refer to, and the evidence when one is doubted; what had no answer."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import dialects
from records.faq import fold_question
from records.model import Actor
from records.permissions import Action, require
from records.schema import PersonRow, ReplyRow, TicketRow

_MASK = "某"
_NUMBER = re.compile(r"[A-Za-z]{0,6}-?\d{5,}[Xx]?")
"""工号, telephone and identity numbers; a year or a number of hours is shorter."""


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


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was refused, however often, and that nobody has answered since."""

    question: str = field(repr=False)
    """As it was asked last, names and numbers of people left out."""
    region: str
    """GB/T 2260 code that it was asked for; empty when unknown."""
    times: int
    last: datetime


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


async def unanswered(
    session: AsyncSession, *, actor: Actor, since: datetime, region: str = ""
) -> tuple[Unanswered, ...]:
    """What was refused `since` then, in `region` and below it, the most frequent first; nobody who asked is told.

    Left out is what got an answer afterwards: from the staff, or, asked again for the same region, from the bot.
    Raises `NotPermitted`.
    """
    require(actor, Action.SEE_UNANSWERED)
    shown = (
        select(ReplyRow.question, ReplyRow.region, ReplyRow.at, ReplyRow.answered, TicketRow.answered_at)
        .outerjoin(TicketRow, TicketRow.reply_id == ReplyRow.id)
        .where(ReplyRow.at >= since)
        .order_by(ReplyRow.at, ReplyRow.id)
    )
    asked: dict[tuple[str, str], list[tuple[str, datetime]]] = {}
    covered: dict[tuple[str, str], datetime] = {}
    for question, place, at, answered, settled in (await session.execute(shown)).all():
        if region and not (place and regions.covers(region, place)):
            continue
        key = fold_question(question), place
        if not answered:
            asked.setdefault(key, []).append((question, at))
        if (until := at if answered else settled) is not None:
            covered[key] = max(until, covered.get(key, until))
    masked = _masking((await session.scalars(select(PersonRow.name).distinct())).all())
    found: list[Unanswered] = []
    for key, times in asked.items():
        left = [one for one in times if key not in covered or one[1] > covered[key]]
        if left:
            question, last = left[-1]
            found.append(Unanswered(masked(question), key[1], len(left), last))
    return tuple(sorted(found, key=lambda one: (-one.times, -one.last.timestamp())))


def _masking(names: Iterable[str]) -> Callable[[str], str]:
    """What leaves the names of people on the roster and long numbers out of a question."""
    known = {name for name in names if len(name) > 1}  # one character alone would be any word
    lengths = sorted({len(name) for name in known}, reverse=True)

    def masked(question: str) -> str:
        rest, shown = _NUMBER.sub(_MASK, question), []
        while rest:
            length = next((n for n in lengths if rest[:n] in known), 0)
            shown.append(_MASK if length else rest[0])
            rest = rest[length or 1 :]
        return "".join(shown)

    return masked


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
