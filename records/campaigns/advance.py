"""The work on an announcement, step by step: one transaction each, which may be repeated or cut off anywhere.

Whoever runs it calls `advance` until it says that it is finished, and again for everything that `active` names: after a
restart, after a resume, after a correction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, exists, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records import mailings, outbox
from records.campaigns import messages
from records.campaigns.compose import quiet_hours
from records.campaigns.content import Content
from records.campaigns.model import Advanced, Reason, Stage, State, UnknownCampaign
from records.campaigns.store import row_locked
from records.outbox import Addressed
from records.schema import AccountRow, CampaignRow, OutboxRow, PersonRow, RecipientRow

CHUNK = 500
"""Recipients of one step."""
_UNDECIDED = (outbox.State.SENDING, outbox.State.UNCERTAIN)
"""What became of these messages will be known later; until then nobody can say whether they need an edit."""


async def active(session: AsyncSession) -> tuple[int, ...]:
    """Ids of the announcements on which there is work to do, the oldest first."""
    running = CampaignRow.state.in_((State.SCHEDULED, State.SENDING))
    settled = CampaignRow.state.in_((State.DONE, State.CANCELLED))
    wanted = select(CampaignRow.id).where(or_(running, settled & exists(_outdated(CampaignRow.id))))
    return tuple(await session.scalars(wanted.order_by(CampaignRow.id)))


async def advance(session: AsyncSession, campaign: int, *, now: datetime, limit: int = CHUNK) -> Advanced:
    """Do the next step for at most `limit` recipients; the caller commits, and calls again. Raises `UnknownCampaign`.

    It asks for no right: those who decided it were asked.
    """
    row = await row_locked(session, campaign)
    if row is None:
        raise UnknownCampaign(f"没有第 {campaign} 号通知。")
    queued = unreachable = 0
    if row.state == State.SCHEDULED:
        if row.scheduled_for is not None and row.scheduled_for > now:
            return Advanced(State.SCHEDULED, 0, 0, more=False, finished=False, wait_until=row.scheduled_for)
        await _begin(session, row, now)
    if row.state == State.SENDING:
        queued, unreachable = await _queue(session, row, now, limit)
    if row.state in (State.SENDING, State.DONE, State.CANCELLED) and queued + unreachable < limit:
        queued += await _edit(session, row, now, limit - queued - unreachable)
    return await _after(session, row, queued, unreachable, now)


async def _begin(session: AsyncSession, row: CampaignRow, now: datetime) -> None:
    content = Content.from_json(row.content)
    payload = shared_payload(row, content) | messages.attached(content)
    quiet = await quiet_hours(session, row.region, urgent=row.urgent)
    row.mailing_id = await mailings.begin(session, payload=payload, quiet=quiet, now=now)
    row.state, row.started_at = State.SENDING, now
    await session.flush()


def shared_payload(row: CampaignRow, content: Content) -> dict[str, Any]:
    """What all its messages say, in the edition that holds now."""
    return messages.shared(
        content, campaign=row.id, edition=row.edition, receipt=row.receipt, corrected_at=row.corrected_at
    )


async def _queue(session: AsyncSession, row: CampaignRow, now: datetime, limit: int) -> tuple[int, int]:
    """Look at the next recipients as they are now; returns how many were queued, and how many are out of reach."""
    pending = select(RecipientRow.person_id).where(
        RecipientRow.campaign_id == row.id, RecipientRow.stage == Stage.PENDING
    )
    people = (await session.scalars(pending.order_by(RecipientRow.person_id).limit(limit))).all()
    if not people:
        return 0, 0
    accounts, reasons = await _reach(session, people)
    await outbox.put_many(
        session,
        mailing=row.mailing_id or 0,
        method=messages.method(Content.from_json(row.content)),
        messages=[Addressed(messages.key(row.id, person), account) for person, account in accounts.items()],
        due_at=row.started_at or now,
        now=now,
    )
    if accounts:
        own = literal(messages.key(row.id, 0)[:-1]) + cast(RecipientRow.person_id, String)
        number = select(OutboxRow.id).where(OutboxRow.key == own).scalar_subquery()
        await _set(session, row.id, list(accounts), stage=Stage.QUEUED, reason="", outbox_id=number)
    for reason in Reason:
        if out := [person for person, why in reasons.items() if why is reason]:
            await _set(session, row.id, out, stage=Stage.UNREACHABLE, reason=reason)
    return len(accounts), len(reasons)


async def _reach(session: AsyncSession, people: Sequence[int]) -> tuple[dict[int, int], dict[int, Reason]]:
    """Account of each who can be reached, and why others cannot. Nobody unbinds before this transaction ends."""
    bound = select(AccountRow.person_id, AccountRow.account, AccountRow.blocked_at)
    bound = bound.where(AccountRow.person_id.in_(people)).with_for_update(read=True)
    accounts: Mapping[int, tuple[int, Any]] = {
        person: (account, blocked) for person, account, blocked in await session.execute(bound)
    }
    there = select(PersonRow.id).where(PersonRow.id.in_(people), PersonRow.left.is_(None))
    on_roster = set(await session.scalars(there))
    reached: dict[int, int] = {}
    reasons: dict[int, Reason] = {}
    for person in people:
        account, blocked = accounts.get(person, (None, None))
        if person not in on_roster:
            reasons[person] = Reason.LEFT
        elif account is None:
            reasons[person] = Reason.NOT_BOUND
        elif blocked is not None:
            reasons[person] = Reason.BLOCKED
        else:
            reached[person] = account
    return reached, reasons


async def _edit(session: AsyncSession, row: CampaignRow, now: datetime, limit: int) -> int:
    """Queue the edits of those who have an earlier edition; returns how many messages that were."""
    wanted = (
        _outdated(row.id)
        .with_only_columns(
            RecipientRow.person_id,
            RecipientRow.read_at,
            RecipientRow.read_edition,
            OutboxRow.state,
            OutboxRow.chat,
            OutboxRow.message,
            AccountRow.account,
        )
        .outerjoin(AccountRow, AccountRow.person_id == RecipientRow.person_id)
        .order_by(RecipientRow.person_id)
        .limit(limit)
    )
    found = (await session.execute(wanted)).all()
    edits, notices = [], []
    for person, read_at, read_edition, state, chat, message, account in found:
        if state != outbox.State.SENT or message is None or account != chat:
            continue  # what waits goes out in the new edition; what never arrived, or not to this account, stays
        key = messages.key(row.id, person)
        edits.append(Addressed(f"{key}:edit:{row.edition}", chat, {"message": message}))
        if read_at is not None and (read_edition or 0) < row.edition:
            said = {"html": messages.READ_AND_CHANGED, "buttons": [], "answers": message}
            notices.append(Addressed(f"{key}:notice:{row.edition}", chat, said))
    content = Content.from_json(row.content)
    for method, made in ((messages.edit_method(content), edits), ("send", notices)):
        await outbox.put_many(
            session,
            mailing=row.correction_id or 0,
            method=method,
            messages=made,
            due_at=row.corrected_at or now,
            now=now,
        )
    if found:
        await _set(session, row.id, [one.person_id for one in found], stage=Stage.QUEUED)
    return len(edits) + len(notices)


def _outdated(campaign: Any) -> Any:
    """Recipients whose message may need an edit, as far as that is known."""
    return (
        select(RecipientRow.person_id)
        .join(OutboxRow, OutboxRow.id == RecipientRow.outbox_id)
        .where(
            RecipientRow.campaign_id == campaign,
            RecipientRow.stage == Stage.OUTDATED,
            OutboxRow.state.not_in(_UNDECIDED),
        )
    )


async def _after(session: AsyncSession, row: CampaignRow, queued: int, unreachable: int, now: datetime) -> Advanced:
    """Where things stand after a step."""
    state = State(row.state)
    if state in (State.DRAFT, State.WAITING_APPROVAL, State.PAUSED):
        return Advanced(state, queued, unreachable, more=False, finished=True)
    pending = select(RecipientRow.person_id).where(
        RecipientRow.campaign_id == row.id, RecipientRow.stage == Stage.PENDING
    )
    left = state is State.SENDING and (await session.scalars(pending.limit(1))).first() is not None
    more = left or (await session.scalars(_outdated(row.id).limit(1))).first() is not None
    going = [number for number in (row.mailing_id, row.correction_id) if number]
    busy = more or any([await outbox.under_way(session, number) for number in going])
    if state is State.SENDING and not busy:
        row.state, row.finished_at = State.DONE, now
        await session.flush()
    return Advanced(State(row.state), queued, unreachable, more=more, finished=not busy)


async def _set(session: AsyncSession, campaign: int, people: Sequence[int], **values: Any) -> None:
    await session.execute(
        update(RecipientRow)
        .where(RecipientRow.campaign_id == campaign, RecipientRow.person_id.in_(people))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
