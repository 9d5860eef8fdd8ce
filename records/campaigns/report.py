"""What became of an announcement: figures, and a line for every recipient."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import outbox
from records.campaigns.model import Campaign, Reason, Stage
from records.campaigns.store import load, value
from records.model import Actor, Particulars
from records.permissions import Action, permitted
from records.schema import CampaignRow, OutboxRow, PersonRow, RecipientRow

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """The figures as they are now. Everybody accepted is counted in exactly one of the states."""

    campaign: Campaign
    accepted: int
    """Recipients when it was confirmed."""
    pending: int
    """Not looked at yet."""
    waiting: int
    """In the outbox."""
    sending: int
    sent: int
    uncertain: int
    failed: tuple[tuple[str, int], ...]
    """The channel's reason, how many; the most frequent first."""
    cancelled: int
    unreachable: tuple[tuple[Reason, int], ...]
    read: int
    """Of those sent or uncertain, who pressed 已阅."""
    read_earlier: int
    """Of these, who pressed it under an earlier edition only."""
    edits: dict[outbox.State, int]
    """Messages of the latest correction, notices included."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient and what became of the message."""

    person: int
    number: str
    name: str
    school: str
    stage: Stage
    reason: Reason | None
    state: outbox.State | None
    """Of the message; None while there is none."""
    error: str
    """The channel's words on a failure."""
    sent_at: datetime | None
    read_at: datetime | None
    read_edition: int | None


async def report(session: AsyncSession, campaign: int, *, actor: Actor) -> Report:
    """The figures. Raises `UnknownCampaign`, `NotPermitted`."""
    row = await load(session, campaign, actor=actor)
    earlier = and_(RecipientRow.read_at.is_not(None), RecipientRow.read_edition < row.edition)
    counted = (
        select(
            RecipientRow.stage,
            RecipientRow.reason,
            OutboxRow.state,
            OutboxRow.error,
            func.count(),
            func.count(RecipientRow.read_at),
            func.count(case((earlier, 1))),
        )
        .outerjoin(OutboxRow, OutboxRow.id == RecipientRow.outbox_id)
        .where(RecipientRow.campaign_id == row.id)
        .group_by(RecipientRow.stage, RecipientRow.reason, OutboxRow.state, OutboxRow.error)
    )
    states: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    unreachable: Counter[Reason] = Counter()
    read = read_earlier = 0
    for stage, reason, state, error, count, seen, seen_earlier in await session.execute(counted):
        states[state or stage] += count
        failed[error] += count if state == outbox.State.FAILED else 0
        if stage == Stage.UNREACHABLE:
            unreachable[Reason(reason)] += count
        read, read_earlier = read + seen, read_earlier + seen_earlier
    nothing = dict.fromkeys(outbox.State, 0)
    return Report(
        campaign=value(row),
        accepted=states.total(),
        pending=states[Stage.PENDING],
        waiting=states[outbox.State.WAITING],
        sending=states[outbox.State.SENDING],
        sent=states[outbox.State.SENT],
        uncertain=states[outbox.State.UNCERTAIN],
        failed=tuple((error, count) for error, count in failed.most_common() if count),
        cancelled=states[outbox.State.CANCELLED] + states[Stage.DROPPED],
        unreachable=tuple(unreachable.most_common()),
        read=read,
        read_earlier=read_earlier,
        edits=await outbox.counts_of(session, row.correction_id) if row.correction_id else nothing,
    )


async def lines(session: AsyncSession, campaign: int, *, actor: Actor) -> AsyncIterator[Recipient]:
    """Every recipient whom `actor` may see, by their ids. Raises `UnknownCampaign`, `NotPermitted`."""
    row = await load(session, campaign, actor=actor)
    async for one in recipients(session, row, actor=actor):
        yield one


async def recipients(session: AsyncSession, row: CampaignRow, *, actor: Actor) -> AsyncIterator[Recipient]:
    """The same for a row that was asked for already."""
    last = 0
    while True:
        wanted = (
            select(
                RecipientRow.person_id,
                PersonRow.number,
                PersonRow.name,
                PersonRow.school,
                PersonRow.region,
                RecipientRow.stage,
                RecipientRow.reason,
                RecipientRow.read_at,
                RecipientRow.read_edition,
                OutboxRow.state,
                OutboxRow.error,
                OutboxRow.sent_at,
            )
            .join(PersonRow, PersonRow.id == RecipientRow.person_id)
            .outerjoin(OutboxRow, OutboxRow.id == RecipientRow.outbox_id)
            .where(RecipientRow.campaign_id == row.id, RecipientRow.person_id > last)
            .order_by(RecipientRow.person_id)
            .limit(_PAGE)
        )
        page = (await session.execute(wanted)).all()
        for one in page:
            place = Particulars(one.number, one.name, school=one.school, region=one.region)
            if permitted(actor, Action.ANNOUNCE, place):
                yield Recipient(
                    person=one.person_id,
                    number=one.number,
                    name=one.name,
                    school=one.school,
                    stage=Stage(one.stage),
                    reason=Reason(one.reason) if one.reason else None,
                    state=outbox.State(one.state) if one.state else None,
                    error=one.error or "",
                    sent_at=one.sent_at,
                    read_at=one.read_at,
                    read_edition=one.read_edition,
                )
        if len(page) < _PAGE:
            return
        last = page[-1].person_id
