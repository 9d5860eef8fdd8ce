"""From the first draft to the decision that an announcement goes out. Services; the caller commits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import audit, settings_store
from records.campaigns import resolve
from records.campaigns.audience import Audience
from records.campaigns.content import Content, check
from records.campaigns.messages import correction_mark
from records.campaigns.model import BadContent, Campaign, CampaignError, NobodyToReach, Stage, State
from records.campaigns.resolve import Progress, Resolved
from records.campaigns.store import locked, require_reach, require_state, value
from records.model import Actor
from records.permissions import Action, NotPermitted
from records.quiet import USUAL, QuietHours
from records.schema import CampaignRow, PersonRow, RecipientRow
from records.standing import RuleBook

_LATEST = timedelta(days=366)
"""How far ahead something can be scheduled."""
_AT_A_TIME = 1000


class BadMoment(CampaignError):
    """An announcement cannot be scheduled for this moment."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would do."""

    campaign: Campaign
    audience: Resolved
    needs_approval: bool
    """Whether a second person has to approve it."""
    quiet: QuietHours | None
    """The quiet hours that it keeps; None for an urgent one."""
    begins_at: datetime
    """When the first message may go out, as things stand."""


def draft(
    *,
    actor: Actor,
    content: Content,
    audience: Audience,
    urgent: bool = False,
    receipt: bool = False,
    scheduled_for: datetime | None = None,
    follows: int | None = None,
    now: datetime,
) -> Campaign:
    """An announcement that nobody has kept yet; its id is 0.

    Raises `BadContent`, `BadMoment`, `NobodyToReach`, `NotPermitted`.
    """
    if not audience.region and not audience.is_list:
        raise NobodyToReach("没有写发给谁。请写明地区，或给出工号名单。")
    require_reach(actor, audience)
    require_content(content)
    if scheduled_for is not None and not now < scheduled_for <= now + _LATEST:
        raise BadMoment("定时发送的时刻要在现在之后、一年之内。请改写时刻，或不写（确认后就发）。")
    row = CampaignRow(
        id=0,
        author_id=actor.id,
        region=audience.region,
        content=content.to_json(),
        audience=audience.to_json(),
        state=State.DRAFT,
        urgent=urgent,
        receipt=receipt,
        scheduled_for=scheduled_for,
        follows=follows,
        edition=0,
        created_at=now,
    )
    return value(row)


async def create(session: AsyncSession, made: Campaign, *, actor: Actor, now: datetime) -> Campaign:
    """Keep a draft; nobody gets anything yet. Raises `NotPermitted`."""
    require_reach(actor, made.audience)
    row = CampaignRow(
        author_id=actor.id,
        region=made.region,
        content=made.content.to_json(),
        audience=made.audience.to_json(),
        state=State.DRAFT,
        urgent=made.urgent,
        receipt=made.receipt,
        scheduled_for=made.scheduled_for,
        follows=made.follows,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    audit.record(session, actor=actor, action="announce.create", detail={"campaign": row.id}, now=now)
    await session.flush()
    return value(row)


async def preview(
    session: AsyncSession,
    campaign: Campaign,
    *,
    actor: Actor,
    rules: RuleBook,
    as_of: date,
    now: datetime,
    progress: Progress | None = None,
) -> Preview:
    """Whom it would reach as things stand, and when. It only reads, which may take a minute where standings are asked.

    Raises `NotPermitted`.
    """
    audience = await resolve.resolve(
        session, actor=actor, audience=campaign.audience, rules=rules, as_of=as_of, progress=progress
    )
    quiet = await quiet_hours(session, campaign.region, urgent=campaign.urgent)
    moment = max(now, campaign.scheduled_for or now)
    begins = quiet.opening(moment) if quiet else moment
    return Preview(campaign, audience, await _needs_approval(session, campaign), quiet, begins)


async def confirm(session: AsyncSession, campaign: int, *, actor: Actor, audience: Resolved, now: datetime) -> Campaign:
    """Freeze the recipients as they were previewed, and let it go out, or wait for approval.

    `audience` is what `preview` found for `actor` just before: nobody waits for standings while this is written.
    Raises `NobodyToReach`, `WrongState`, `UnknownCampaign`, `NotPermitted`.
    """
    row = await locked(session, campaign, actor=actor)
    require_state(row, "确认", State.DRAFT)
    if not audience.reachable:
        raise NobodyToReach("没有一位符合条件的人能收到。请放宽条件，或先请他们绑定账号。")
    await _freeze(session, row.id, audience)
    row.confirmed_at, row.confirmed_by = now, actor.id
    row.state = State.WAITING_APPROVAL if await _needs_approval(session, value(row)) else State.SCHEDULED
    detail = {"campaign": row.id, "recipients": len(audience.people), "state": row.state}
    audit.record(session, actor=actor, action="announce.confirm", detail=detail, now=now)
    await session.flush()
    return value(row)


async def approve(session: AsyncSession, campaign: int, *, actor: Actor, now: datetime) -> Campaign:
    """A second person lets it go out. Raises `WrongState`, `UnknownCampaign`, `NotPermitted`."""
    row = await locked(session, campaign, actor=actor)
    require_reach(actor, Audience.from_json(row.audience), Action.APPROVE_ANNOUNCEMENT)
    require_state(row, "审批", State.WAITING_APPROVAL)
    if actor.id in (row.author_id, row.confirmed_by):
        who = "命令行发起的通知不能再在命令行审批" if actor.command_line else "自己发起的通知不能自己审批"
        raise NotPermitted(
            f"{who}。请另一位负责这个地区的工作人员审批；不需要第二人审批的，请修改本中心设定“全区域群发需第二人审批”。"
        )
    row.state, row.approved_at, row.approved_by = State.SCHEDULED, now, actor.id
    audit.record(session, actor=actor, action="announce.approve", detail={"campaign": row.id}, now=now)
    await session.flush()
    return value(row)


def require_content(content: Content, *, corrected_at: datetime | None = None) -> None:
    """Raises `BadContent` with everything that is wrong."""
    if problems := check(content, suffix=correction_mark(corrected_at) if corrected_at else ""):
        raise BadContent("\n".join(problem.sentence() for problem in problems))


async def quiet_hours(session: AsyncSession, region: str, *, urgent: bool) -> QuietHours | None:
    """The quiet hours of a region; None for what is urgent."""
    if urgent:
        return None
    if not region:
        return USUAL
    return (await settings_store.load(session, [region])).settings(region).quiet_hours


async def _freeze(session: AsyncSession, campaign: int, audience: Resolved) -> None:
    """Write the recipients down, each with what keeps them from being reached; it is looked at again when queueing."""
    by_reason: defaultdict[str, list[int]] = defaultdict(list)
    for one in audience.people:
        by_reason[one.reason or ""].append(one.person)
    columns = ("campaign_id", "person_id", "stage", "reason")
    for reason, people in by_reason.items():
        for start in range(0, len(people), _AT_A_TIME):
            # From the roster itself: row by row, 100,000 people would hold up everybody else's writing for long.
            chosen = PersonRow.id.in_(people[start : start + _AT_A_TIME])
            values = (literal(campaign), PersonRow.id, literal(Stage.PENDING.value), literal(reason))
            await session.execute(insert(RecipientRow).from_select(columns, select(*values).where(chosen)))


async def _needs_approval(session: AsyncSession, campaign: Campaign) -> bool:
    if not campaign.audience.is_wide:
        return False
    region = campaign.audience.region
    return (await settings_store.load(session, [region])).settings(region).wide_approval
