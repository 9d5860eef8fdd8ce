"""Questions that people asked and had answered: what a change of the corpus is tried on before it goes live."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import faq
from records.model import Actor
from records.permissions import Action, require
from records.schema import ReplyRow


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the region that it was answered for."""

    question: str = field(repr=False)
    region: str
    """GB/T 2260 code; empty when unknown."""
    frequent: bool
    """Approved by the staff as a frequent question."""
    citation: dict[str, Any] | None = field(default=None, repr=False)
    """For a frequent question the provision that it rests on."""


async def questions(session: AsyncSession, *, actor: Actor, most: int) -> tuple[Asked, ...]:
    """The frequent questions that are served, then the last answered ones, each once; `most` of either.

    Raises `NotPermitted` for whom is no administrator: people's questions are read.
    """
    require(actor, Action.SEE_AUDIT)
    kept = [one for one in await faq.listing(session, actor=actor, limit=most) if one.lapsed_at is None]
    found = {(one.question, one.region): Asked(one.question, one.region, True, dict(one.citation)) for one in kept}
    latest = select(ReplyRow.question, ReplyRow.region).where(ReplyRow.answered).order_by(ReplyRow.id.desc())
    for question, region in (await session.execute(latest.limit(10 * most))).all():
        if len(found) >= len(kept) + most:
            break
        found.setdefault((question, region), Asked(question, region, False))
    return tuple(found.values())
