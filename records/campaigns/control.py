"""Holding, letting go, cancelling and correcting an announcement. Services; the caller commits."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, mailings, outbox
from records.campaigns.advance import shared_payload
from records.campaigns.compose import quiet_hours, require_content
from records.campaigns.content import Content
from records.campaigns.model import Campaign, CampaignError, Corrected, Stage, State, Stopped
from records.campaigns.store import locked, require_state, value
from records.model import Actor
from records.schema import CampaignRow, OutboxRow, RecipientRow

_NOT_BEGUN = (State.DRAFT, State.WAITING_APPROVAL, State.SCHEDULED)
_ARRIVED = (outbox.State.SENT, outbox.State.UNCERTAIN)


async def pause(session: AsyncSession, campaign: int, *, actor: Actor, now: datetime) -> Stopped:
    """Send nothing more of it until `resume`; what is on its way arrives.

    Raises `WrongState`, `UnknownCampaign`, `NotPermitted`.
    """
    row = await locked(session, campaign, actor=actor)
    require_state(row, "暂停", State.SCHEDULED, State.SENDING)
    for number in _mailings(row):
        await mailings.hold(session, number)
    row.state = State.PAUSED
    audit.record(session, actor=actor, action="announce.pause", detail={"campaign": row.id}, now=now)
    await session.flush()
    return await _stopped(session, row)


async def resume(session: AsyncSession, campaign: int, *, actor: Actor, now: datetime) -> Campaign:
    """Let it go on where it was. Raises `WrongState`, `UnknownCampaign`, `NotPermitted`."""
    row = await locked(session, campaign, actor=actor)
    require_state(row, "继续", State.PAUSED)
    for number in _mailings(row):
        await mailings.release(session, number)
    row.state = State.SENDING if row.mailing_id else State.SCHEDULED
    audit.record(session, actor=actor, action="announce.resume", detail={"campaign": row.id}, now=now)
    await session.flush()
    return value(row)


async def cancel(session: AsyncSession, campaign: int, *, actor: Actor, now: datetime) -> Stopped:
    """Send nothing more of it, for good; what was sent stays, and can still be corrected.

    Raises `WrongState`, `UnknownCampaign`, `NotPermitted`.
    """
    row = await locked(session, campaign, actor=actor)
    require_state(row, "取消", *_NOT_BEGUN, State.SENDING, State.PAUSED)
    if row.mailing_id:
        await outbox.stop(session, row.mailing_id, reason="campaign cancelled")
    if row.correction_id:
        await mailings.release(session, row.correction_id)
    await session.execute(
        update(RecipientRow)
        .where(RecipientRow.campaign_id == row.id, RecipientRow.stage == Stage.PENDING)
        .values(stage=Stage.DROPPED)
        .execution_options(synchronize_session=False)
    )
    row.state, row.finished_at = State.CANCELLED, now
    audit.record(session, actor=actor, action="announce.cancel", detail={"campaign": row.id}, now=now)
    await session.flush()
    return await _stopped(session, row)


async def correct(session: AsyncSession, campaign: int, *, actor: Actor, html: str, now: datetime) -> Corrected:
    """Put another text in place of the present one, wherever it is on its way.

    Who has it sees it change, with a mark that it was corrected; who had read it is told besides, because the channel
    does not announce an edit. Who has yet to get it gets the new text. Before anything was sent only the text
    changes, and an approval that was given is asked for again. Raises `BadContent`, `CampaignError`, `UnknownCampaign`,
    `NotPermitted`.
    """
    row = await locked(session, campaign, actor=actor)
    before = Content.from_json(row.content)
    content = replace(before, html=html)
    if content.html.strip() == before.html.strip():
        raise CampaignError("更正的内容和现在的一样。请写上改正后的全文。")
    begun = row.mailing_id is not None
    require_content(content, corrected_at=now if begun else None)
    row.content = content.to_json()
    detail = {"campaign": row.id, "edition": row.edition + begun}
    audit.record(session, actor=actor, action="announce.correct", detail=detail, now=now)
    if not begun:
        if row.approved_at is not None:
            row.state, row.approved_at, row.approved_by = State.WAITING_APPROVAL, None, None
        await session.flush()
        return Corrected(0, await _pending(session, row.id), 0, 0)
    return await _put_in_place(session, row, content, now)


async def _put_in_place(session: AsyncSession, row: CampaignRow, content: Content, now: datetime) -> Corrected:
    row.edition, row.corrected_at = row.edition + 1, now
    payload = shared_payload(row, content)
    assert row.mailing_id is not None
    present = (await mailings.payloads(session, [row.mailing_id]))[row.mailing_id]
    await mailings.replace(session, row.mailing_id, present | payload)
    if row.correction_id:
        await outbox.stop(session, row.correction_id, reason="corrected again")
    held, quiet = row.state == State.PAUSED, await quiet_hours(session, row.region, urgent=row.urgent)
    row.correction_id = await mailings.begin(session, payload=payload, quiet=quiet, held=held, now=now)
    found = await _reached(session, row.id)
    await session.execute(
        update(RecipientRow)
        .where(RecipientRow.campaign_id == row.id, RecipientRow.stage == Stage.QUEUED)
        .values(stage=Stage.OUTDATED)
        .execution_options(synchronize_session=False)
    )
    await session.flush()
    return found


async def _reached(session: AsyncSession, campaign: int) -> Corrected:
    """Whom a correction finds in which state."""
    known = and_(OutboxRow.state == outbox.State.SENT, OutboxRow.message.is_not(None))
    counted = (
        select(
            func.count(case((known | (OutboxRow.state == outbox.State.SENDING), 1))),
            func.count(case((OutboxRow.state == outbox.State.WAITING, 1))),
            func.count(case((OutboxRow.state.in_(_ARRIVED) & ~known, 1))),
            func.count(case((RecipientRow.read_at.is_not(None), 1))),
        )
        .join(OutboxRow, OutboxRow.id == RecipientRow.outbox_id)
        .where(RecipientRow.campaign_id == campaign)
    )
    edits, waiting, unknown, readers = (await session.execute(counted)).one()
    return Corrected(edits, waiting + await _pending(session, campaign), unknown, readers)


async def _pending(session: AsyncSession, campaign: int) -> int:
    counted = select(func.count()).where(RecipientRow.campaign_id == campaign, RecipientRow.stage == Stage.PENDING)
    return (await session.scalars(counted)).one()


async def _stopped(session: AsyncSession, row: CampaignRow) -> Stopped:
    counts = await outbox.counts_of(session, row.mailing_id) if row.mailing_id else dict.fromkeys(outbox.State, 0)
    dropped = select(func.count()).where(RecipientRow.campaign_id == row.id, RecipientRow.stage == Stage.DROPPED)
    return Stopped(
        sent=sum(counts[state] for state in (*_ARRIVED, outbox.State.SENDING)),
        held=counts[outbox.State.WAITING] + await _pending(session, row.id),
        cancelled=counts[outbox.State.CANCELLED] + (await session.scalars(dropped)).one(),
    )


def _mailings(row: CampaignRow) -> list[int]:
    """The mailings that carry it."""
    return [number for number in (row.mailing_id, row.correction_id) if number]
