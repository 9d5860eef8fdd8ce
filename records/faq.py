"""Answers of the staff that were approved as frequent questions, each with the provision it rests on."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import audit, dialects
from records.errors import RecordsError
from records.model import Actor, Particulars
from records.permissions import Action, covers, permitted, require
from records.schema import FaqRow
from records.tickets import Ticket, TicketState, ticket

_LONGEST_FOLDED = 512
_NEEDED = ("document_number", "title", "label", "quote")
"""What a citation must say."""
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[^\w\s](?=\d)")
_POLITE = re.compile(r"^(?:(?:各位)?(?:老师)?(?:您好|你好|请问一下|请问|我?想问一下|我?想问|麻烦问一下))+")
_PARTICLES = re.compile(r"请问一下|请问|[吗呢啊呀嘛]|[吧哦哈]$")


class NotKept(RecordsError):
    """The pair cannot become a frequent question as it is."""


class NoSuchFaq(RecordsError):
    """There is no frequent question of this number."""


@dataclass(frozen=True, slots=True)
class Faq:
    """An approved pair of question and answer."""

    id: int
    region: str
    """GB/T 2260 code of the region for which it holds."""
    question: str = field(repr=False)
    answer: str = field(repr=False)
    citation: dict[str, Any] = field(repr=False)
    """The provision, as plain values: document_number, title, label, quote, text_kind, source_url …"""
    ticket: int | None
    """Where it came from."""
    approved_by: int | None
    """Id of a person; None: on the command line."""
    approved_at: datetime
    retired_at: datetime | None
    lapsed_at: datetime | None
    """Since when the provision no longer holds the quote; not served until it does again."""


def fold_question(text: str) -> str:
    """A question without what does not change its meaning, so that two ways of writing it compare equal.

    Width, case, blanks, punctuation, forms of address and final particles go; marks between two digits, signs such
    as ≥ and % stay, and so do traditional characters. Folding what was folded changes nothing.
    """
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


async def keep(
    session: AsyncSession,
    *,
    actor: Actor,
    ticket_number: int,
    citation: Mapping[str, Any],
    now: datetime,
    region: str = "",
    question: str = "",
    answer: str = "",
) -> Faq:
    """Approve an answered ticket as a frequent question of `region` that rests on `citation`.

    Without `region` it holds in the widest region that the actor is responsible for. `question` and `answer` replace
    the words of the ticket, which may speak of a person. A pair of the same region and meaning is replaced.
    Raises `NotPermitted`, `NotKept`, and `CorpusError` for an unknown region.
    """
    source = await ticket(session, ticket_number)
    if source is None or source.state is not TicketState.ANSWERED:
        raise NotKept("这个问题还没有答复，不能存为常见问题。请先答复，再存。")
    require(actor, Action.KEEP_FAQ, source.place)
    region = region or _widest(actor, source)
    if not region:
        raise NotKept("提问人没有登记地区，不知道这条问答适用于哪里。请指明地区再存。")
    require(actor, Action.KEEP_FAQ, _all_of(regions.get(region).code))
    if missing := [name for name in _NEEDED if not str(citation.get(name, "")).strip()]:
        raise NotKept(f"常见问题要有条款作依据，所给条款缺少 {'、'.join(missing)}。请选定一条条款再存。")
    question = dialects.storable(question).strip() or source.question
    values = {
        "ticket_id": source.id,
        "question": question,
        "answer": dialects.storable(answer).strip() or source.answer,
        "citation": dialects.storable(dict(citation)),
        "approved_by": actor.id,
        "approved_at": now,
        "retired_at": None,
        "lapsed_at": None,
    }
    statement = dialects.insert(session, FaqRow).values(region=region, folded=_foldable(question), **values)
    kept = await session.scalars(
        statement.on_conflict_do_update(index_elements=["region", "folded"], set_=values).returning(FaqRow.id)
    )
    number = kept.one()
    detail = {"faq": number, "ticket": source.id, "region": region}
    audit.record(session, actor=actor, action="faq.keep", subject=source.person, detail=detail, now=now)
    return _faq(await _row(session, number))


async def find(session: AsyncSession, *, question: str, region: str) -> Faq | None:
    """The approved answer to `question` where the asker is, of the nearest region: county, city, province, nation.

    `region` is empty when unknown: then only what holds in the whole country is found. Raises `CorpusError` for an
    unknown region.
    """
    folded = fold_question(question)
    if not folded:
        return None
    path = (*regions.get(region).ancestors, region) if region else (regions.NATION,)
    served = (FaqRow.retired_at.is_(None), FaqRow.lapsed_at.is_(None))
    found = await session.scalars(select(FaqRow).where(FaqRow.folded == folded, FaqRow.region.in_(path), *served))
    nearest = max(found, key=lambda row: path.index(row.region), default=None)
    return _faq(nearest) if nearest is not None else None


async def retire(session: AsyncSession, number: int, *, actor: Actor, now: datetime) -> Faq:
    """Serve it no longer. Raises `NoSuchFaq` and `NotPermitted`."""
    row = await _row(session, number)
    require(actor, Action.KEEP_FAQ, _all_of(row.region))
    if row.retired_at is None:
        row.retired_at = now
        audit.record(session, actor=actor, action="faq.retire", detail={"faq": number}, now=now)
        await session.flush()
    return _faq(row)


async def listing(
    session: AsyncSession, *, actor: Actor, before: int | None = None, limit: int | None = None
) -> tuple[Faq, ...]:
    """What holds in the regions that the actor is responsible for, lapsed ones too, newest first.

    `before` is the number of the last one seen, for more; `limit` None for all. Raises `NotPermitted`.
    """
    require(actor, Action.KEEP_FAQ)
    regions_held = (await session.scalars(select(FaqRow.region).distinct())).all()
    reached = [region for region in regions_held if permitted(actor, Action.KEEP_FAQ, _all_of(region))]
    wanted = select(FaqRow).where(FaqRow.retired_at.is_(None), FaqRow.region.in_(reached))
    if before is not None:
        wanted = wanted.where(FaqRow.id < before)
    return tuple(_faq(row) for row in await session.scalars(wanted.order_by(FaqRow.id.desc()).limit(limit)))


async def get(session: AsyncSession, number: int, *, actor: Actor) -> Faq:
    """One that the actor is responsible for, retired ones too. Raises `NoSuchFaq` and `NotPermitted`."""
    row = await _row(session, number)
    require(actor, Action.KEEP_FAQ, _all_of(row.region))
    return _faq(row)


async def check(
    session: AsyncSession, *, quote_stands: Callable[[Mapping[str, Any]], bool], now: datetime
) -> tuple[Faq, ...]:
    """Look every citation up after the corpus has changed; those whose quote is gone are returned, and not served.

    One whose quote is there again is served again.
    """
    rows = (await session.scalars(select(FaqRow).where(FaqRow.retired_at.is_(None)).order_by(FaqRow.id))).all()
    for row in rows:
        if quote_stands(row.citation):
            row.lapsed_at = None
        else:
            row.lapsed_at = row.lapsed_at or now
    await session.flush()
    return tuple(_faq(row) for row in rows if row.lapsed_at is not None)


def _fold_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    marks = {match.start() for match in _BETWEEN_DIGITS.finditer(plain)}
    kept = "".join(char for place, char in enumerate(plain) if place in marks or _means_something(char))
    return _PARTICLES.sub("", _POLITE.sub("", kept))


def _means_something(char: str) -> bool:
    category = unicodedata.category(char)
    if category in ("Sm", "Mn"):
        return char != "~" and not "\ufe00" <= char <= "\ufe0f"  # the latter only say how an emoji is drawn
    return category[0] in "LN" or category == "Mc" or char in "%‰"


def _foldable(question: str) -> str:
    folded = fold_question(question)
    if not folded:
        raise NotKept("这个问题里没有实际内容，不能存为常见问题。请改写问题再存。")
    if len(folded) > _LONGEST_FOLDED:
        raise NotKept(f"问题太长，超过 {_LONGEST_FOLDED} 个字，不会有人再这样问。请改写得短一些再存。")
    return folded


def _all_of(region: str) -> Particulars:
    """A whole region as `records.permissions` asks for it: whoever is responsible for one school only has none."""
    return Particulars(number="", name="", region=region)


def _widest(actor: Actor, source: Ticket) -> str:
    scopes = actor.person.scopes if actor.person else ()
    around = [scope.region for scope in scopes if not scope.school and covers(scope, source.region, source.school)]
    return min(around, key=lambda code: len(regions.get(code).ancestors), default=source.region)


async def _row(session: AsyncSession, number: int) -> FaqRow:
    found = select(FaqRow).where(FaqRow.id == number).with_for_update()
    row = (await session.scalars(found, execution_options={"populate_existing": True})).first()
    if row is None:
        raise NoSuchFaq(f"没有编号为 {number} 的常见问题。请回到列表重新选择。")
    return row


def _faq(row: FaqRow) -> Faq:
    return Faq(
        id=row.id,
        region=row.region,
        question=row.question,
        answer=row.answer,
        citation=row.citation,
        ticket=row.ticket_id,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        retired_at=row.retired_at,
        lapsed_at=row.lapsed_at,
    )
