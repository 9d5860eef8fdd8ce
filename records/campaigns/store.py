"""Announcements in the database: rows to values, the lock under which one is changed, and who may."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.campaigns.audience import Audience
from records.campaigns.content import Content
from records.campaigns.model import STATES, Campaign, State, UnknownCampaign, WrongState
from records.model import Actor, Particulars
from records.permissions import Action, NotPermitted, permitted, require
from records.schema import CampaignRow


async def load(session: AsyncSession, number: int, *, actor: Actor) -> CampaignRow:
    """The announcement as it is now, for somebody who may deal with it. Raises `UnknownCampaign`, `NotPermitted`."""
    row = await session.get(CampaignRow, number, populate_existing=True)
    return _allowed(row, number, actor)


async def locked(session: AsyncSession, number: int, *, actor: Actor) -> CampaignRow:
    """The same, and nobody else's to change until this transaction ends."""
    return _allowed(await row_locked(session, number), number, actor)


async def row_locked(session: AsyncSession, number: int) -> CampaignRow | None:
    """The row for the program itself, which asks for no right."""
    return await session.get(CampaignRow, number, populate_existing=True, with_for_update=True)


async def latest(session: AsyncSession, *, actor: Actor, limit: int = 50) -> tuple[Campaign, ...]:
    """The latest announcements that `actor` may deal with, newest first. Raises `NotPermitted`."""
    require(actor, Action.ANNOUNCE)
    found: list[Campaign] = []
    rows = await session.stream_scalars(select(CampaignRow).order_by(CampaignRow.id.desc()))
    async for row in rows:
        if len(found) == limit:
            break
        if _may(actor, row):
            found.append(value(row))
    return tuple(found)


async def get(session: AsyncSession, number: int, *, actor: Actor) -> Campaign:
    """One announcement. Raises `UnknownCampaign`, `NotPermitted`."""
    return value(await load(session, number, actor=actor))


def value(row: CampaignRow) -> Campaign:
    """The row as a value."""
    return Campaign(
        id=row.id,
        author=row.author_id,
        region=row.region,
        content=Content.from_json(row.content),
        audience=Audience.from_json(row.audience),
        state=State(row.state),
        urgent=row.urgent,
        receipt=row.receipt,
        scheduled_for=row.scheduled_for,
        follows=row.follows,
        edition=row.edition,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        approved_at=row.approved_at,
        approved_by=row.approved_by,
        started_at=row.started_at,
        corrected_at=row.corrected_at,
        finished_at=row.finished_at,
    )


def require_reach(actor: Actor, audience: Audience, action: Action = Action.ANNOUNCE) -> None:
    """Whether `actor` has the right to all places that the audience names. Raises `NotPermitted`.

    A list without a region asks for the right at all; whom it names is looked at one by one.
    """
    if not audience.region:
        require(actor, action)
        return
    for school in audience.schools or ("",):
        require(actor, action, Particulars(number="", name="", region=audience.region, school=school))


def require_state(row: CampaignRow, doing: str, *allowed: State) -> None:
    """Raises `WrongState` unless the announcement is in one of the states."""
    if State(row.state) not in allowed:
        raise WrongState(f"第 {row.id} 号通知现在是“{STATES[State(row.state)]}”，不能{doing}。")


def _allowed(row: CampaignRow | None, number: int, actor: Actor) -> CampaignRow:
    require(actor, Action.ANNOUNCE)
    if row is None:
        raise UnknownCampaign(f"没有第 {number} 号通知。请用 yanxiu announce list 查看编号。")
    if not _may(actor, row):
        raise NotPermitted(f"您没有权限办理第 {number} 号通知。如需办理，请联系教师发展中心的管理员。")
    return row


def _may(actor: Actor, row: CampaignRow) -> bool:
    """The author while they are staff; who could have sent it as well; of a list without a region, administrators."""
    me = actor.person
    if me is not None and me.id == row.author_id:
        return permitted(actor, Action.ANNOUNCE)
    audience = Audience.from_json(row.audience)
    if not audience.region:
        return actor.command_line or bool(me and me.is_administrator)
    try:
        require_reach(actor, audience)
    except NotPermitted:
        return False
    return True
