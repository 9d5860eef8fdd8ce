"""Changes of the corpus in the audit: the corpus lies in files, and who changed it when is known only here."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from records import audit
from records.model import Actor
from records.permissions import Action, require


async def taken(session: AsyncSession, *, actor: Actor, revision: int, rules: bool, now: datetime) -> None:
    """Note that `actor` made a revision of the corpus; `rules` whether rules went with it. Raises `NotPermitted`."""
    require(actor, Action.KEEP_CORPUS)
    audit.record(session, actor=actor, action="corpus.take", detail={"revision": revision, "rules": rules}, now=now)


async def taken_back(session: AsyncSession, *, actor: Actor, revision: int, made: int, now: datetime) -> None:
    """Note that `actor` took a revision back, which `made` another one. Raises `NotPermitted`."""
    require(actor, Action.KEEP_CORPUS)
    audit.record(session, actor=actor, action="corpus.take_back", detail={"revision": revision, "made": made}, now=now)


async def watched(session: AsyncSession, *, actor: Actor, url: str, watched: bool, now: datetime) -> None:
    """Note that a web page is looked at from now on, or no more. Raises `NotPermitted`."""
    require(actor, Action.KEEP_CORPUS)
    action = "corpus.watch" if watched else "corpus.unwatch"
    audit.record(session, actor=actor, action=action, detail={"url": url}, now=now)
