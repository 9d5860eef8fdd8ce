"""已阅: who has read an announcement, who has not, and a reminder to just these."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import outbox
from records.campaigns import compose
from records.campaigns.audience import Audience
from records.campaigns.messages import REMINDER, words
from records.campaigns.model import Campaign, CampaignError, NobodyToReach
from records.campaigns.report import Recipient, recipients
from records.campaigns.store import load, value
from records.model import Actor
from records.schema import AccountRow, CampaignRow, RecipientRow


class Receipt(StrEnum):
    """What pressing 已阅 did."""

    NOTED = "noted"
    ALREADY = "already"
    """It was noted before."""
    NOT_ADDRESSED = "not_addressed"
    """The announcement was not for this account."""


async def mark_read(
    session: AsyncSession, campaign: int, *, account: int, edition: int | None = None, now: datetime
) -> Receipt:
    """Note that whoever holds the account has read the announcement, in the edition whose button was pressed.

    The first moment stays. Who reads a reminder has read what it reminds of.
    """
    row = await session.get(CampaignRow, campaign)
    person = (await session.scalars(select(AccountRow.person_id).where(AccountRow.account == account))).first()
    if row is None or person is None:
        return Receipt.NOT_ADDRESSED
    found = await _note(session, row, person, edition if edition is not None else row.edition, now)
    follows = row.follows
    while found is Receipt.NOTED and follows is not None:
        earlier = await session.get(CampaignRow, follows)
        if earlier is None:
            break
        await _note(session, earlier, person, earlier.edition, now)
        follows = earlier.follows
    return found


async def _note(session: AsyncSession, row: CampaignRow, person: int, edition: int, now: datetime) -> Receipt:
    one = await session.get(RecipientRow, (row.id, person), populate_existing=True, with_for_update=True)
    if one is None or one.outbox_id is None:
        return Receipt.NOT_ADDRESSED
    if one.read_edition is not None and one.read_edition >= edition:
        return Receipt.ALREADY
    one.read_at = one.read_at or now
    one.read_edition = min(edition, row.edition)
    await session.flush()
    return Receipt.NOTED


async def unread(session: AsyncSession, campaign: int, *, actor: Actor) -> tuple[Recipient, ...]:
    """Who has got it, as far as is known, and has not pressed 已阅; by school and 工号.

    Raises `CampaignError` when it asked for no receipts, `UnknownCampaign`, `NotPermitted`.
    """
    row = await load(session, campaign, actor=actor)
    if not row.receipt:
        raise CampaignError(f"第 {row.id} 号通知没有要求点“已阅”，不知道谁没有读。发通知时请加上 --receipt。")
    return tuple(
        [
            one
            async for one in recipients(session, row, actor=actor)
            if one.state in (outbox.State.SENT, outbox.State.UNCERTAIN) and one.read_at is None
        ]
    )


async def remind_unread(session: AsyncSession, campaign: int, *, actor: Actor, now: datetime) -> Campaign:
    """A draft, not kept yet, of a reminder to just those who have not read it; for `compose.create` and `confirm`.

    Raises `NobodyToReach`, `BadContent`, and as `unread` does.
    """
    found = value(await load(session, campaign, actor=actor))
    people = tuple(one.person for one in await unread(session, campaign, actor=actor))
    if not people:
        raise NobodyToReach("收到的人都已经点过“已阅”，不用提醒。")
    content = replace(found.content, html=REMINDER + words(found.content, found.corrected_at))
    audience = Audience(region=found.audience.region, schools=found.audience.schools, people=people)
    return compose.draft(
        actor=actor,
        content=content,
        audience=audience,
        urgent=found.urgent,
        receipt=True,
        follows=found.id,
        now=now,
    )
