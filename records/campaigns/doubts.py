"""Messages that may have arrived or not: staff say which, or have one sent again on purpose."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, outbox
from records.campaigns import messages
from records.campaigns.content import Content
from records.campaigns.model import CampaignError, State
from records.campaigns.report import Recipient, recipients
from records.campaigns.store import load, locked
from records.model import Actor
from records.outbox import Addressed
from records.schema import AccountRow, CampaignRow, OutboxRow, RecipientRow


async def uncertain(session: AsyncSession, campaign: int, *, actor: Actor) -> tuple[Recipient, ...]:
    """Recipients whose message may have arrived or not. Raises `UnknownCampaign`, `NotPermitted`."""
    row = await load(session, campaign, actor=actor)
    found = [one async for one in recipients(session, row, actor=actor) if one.state is outbox.State.UNCERTAIN]
    return tuple(found)


async def take_as_sent(session: AsyncSession, campaign: int, *, actor: Actor, person: int, now: datetime) -> None:
    """Somebody says that it arrived (当作已送达). Raises `CampaignError`, `UnknownCampaign`, `NotPermitted`."""
    row = await locked(session, campaign, actor=actor)
    message = await _doubtful(session, row, person)
    await outbox.sent(session, message.id, message=message.message, now=now)
    detail = {"campaign": row.id}
    audit.record(session, actor=actor, action="announce.take_as_sent", subject=person, detail=detail, now=now)
    await session.flush()


async def send_again(session: AsyncSession, campaign: int, *, actor: Actor, person: int, now: datetime) -> None:
    """Send a message in doubt once more, deliberately: it may arrive twice. The doubtful one stays as it is.

    Raises `CampaignError` when nothing is in doubt, the person cannot be reached or the announcement was cancelled,
    `UnknownCampaign`, `NotPermitted`.
    """
    row = await locked(session, campaign, actor=actor)
    if row.state == State.CANCELLED:
        raise CampaignError(f"第 {row.id} 号通知已经取消，不能再发。")
    message = await _doubtful(session, row, person)
    bound = select(AccountRow.account).where(AccountRow.person_id == person, AccountRow.blocked_at.is_(None))
    account = (await session.scalars(bound.with_for_update(read=True))).first()
    if account is None:
        raise CampaignError("此人现在没有绑定账号，或停用了机器人，发不到。")
    base, _, times = message.key.partition(":again:")
    key = f"{base}:again:{int(times or 0) + 1}"
    ids = await outbox.put_many(
        session,
        mailing=row.mailing_id or 0,
        method=messages.method(Content.from_json(row.content)),
        messages=[Addressed(key, account)],
        due_at=now,
        now=now,
    )
    await session.execute(
        update(RecipientRow)
        .where(RecipientRow.campaign_id == row.id, RecipientRow.person_id == person)
        .values(outbox_id=ids[key])
        .execution_options(synchronize_session=False)
    )
    if row.state == State.DONE:
        row.state, row.finished_at = State.SENDING, None
    detail = {"campaign": row.id}
    audit.record(session, actor=actor, action="announce.send_again", subject=person, detail=detail, now=now)
    await session.flush()


async def _doubtful(session: AsyncSession, row: CampaignRow, person: int) -> OutboxRow:
    wanted = (
        select(OutboxRow)
        .join(RecipientRow, RecipientRow.outbox_id == OutboxRow.id)
        .where(RecipientRow.campaign_id == row.id, RecipientRow.person_id == person)
        .where(OutboxRow.state == outbox.State.UNCERTAIN)
        .execution_options(populate_existing=True)
    )
    found = (await session.scalars(wanted)).first()
    if found is None:
        raise CampaignError("此人的消息没有疑问，不用处理。请用 yanxiu announce report 查看。")
    return found
