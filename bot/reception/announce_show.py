"""How announcements look in the chat of those who make them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot import announce_render, texts
from bot.messages import Button, Reply, Text
from bot.reception.announce_draft import Draft, button, draft_button
from bot.reception.visit import Visit
from policy_corpus import regions
from records import outbox
from records.campaigns import messages
from records.campaigns.compose import Preview
from records.campaigns.content import shown
from records.campaigns.model import REASONS, STATES, Campaign, State
from records.campaigns.report import Report
from records.campaigns.resolve import Found
from records.china import clock

_NAMED = 10
"""Names that are shown of those who cannot be reached."""
_LINES = 15
"""Schools, and lines of a list."""
_BEGINNING = 24
_STOPPABLE = (State.SCHEDULED, State.SENDING)
_CANCELLABLE = (State.WAITING_APPROVAL, *_STOPPABLE, State.PAUSED)


def beginning(campaign: Campaign) -> str:
    """How the text begins, on one line."""
    words = " ".join(shown(campaign.content.html).split()) or campaign.content.name
    return words if len(words) <= _BEGINNING else f"{words[:_BEGINNING]}…"


def payload_of(campaign: Campaign) -> dict[str, Any]:
    """The message as its receivers get it."""
    common = messages.shared(
        campaign.content,
        campaign=campaign.id,
        edition=campaign.edition,
        receipt=campaign.receipt,
        corrected_at=campaign.corrected_at,
    )
    return common | messages.attached(campaign.content)


async def put_preview(visit: Visit, campaign: Campaign, *, key: str = "", chat: int | None = None) -> None:
    """Send the very message to the visitor, or to `chat`; before anything that is said in this visit.

    Its button 已阅 belongs to no announcement.
    """
    own = f"announce:preview:{visit.incoming.chat}:{visit.incoming.query or visit.incoming.message}"
    await outbox.put(
        await visit.session(),
        key=key or own,
        chat=visit.incoming.chat if chat is None else chat,
        method=messages.method(campaign.content),
        payload=payload_of(replace(campaign, id=0)),
        now=visit.now,
    )


def decision(visit: Visit, draft: Draft, found: Preview, *, replaces: int | None) -> Reply:
    """Whom it would reach, when, and the buttons that decide."""
    lines = [texts.announce_recipients(announce_render.audience_text(found.campaign.audience)), *_people(found)]
    lines.append(texts.begins(clock(found.begins_at), found.quiet.words() if found.quiet else ""))
    if found.needs_approval:
        lines.append(texts.needs_approval(regions.get(found.campaign.audience.region).full_name))
    at = clock(draft.at) if draft.at else ""
    lines.append(texts.announce_options(at, draft.receipt, draft.urgent))
    rows: list[tuple[Button, ...]] = []
    if found.audience.reachable:
        send = texts.BUTTON_SEND_LATER if draft.at else texts.BUTTON_SEND_IT
        send = texts.BUTTON_ASK_APPROVAL if found.needs_approval else send
        rows.append((draft_button(visit, send, "p", draft.version),))
    else:
        lines.append(texts.ANNOUNCE_NOBODY)
    timing = [draft_button(visit, texts.BUTTON_AT, "t")]
    timing += [draft_button(visit, texts.BUTTON_AT_ONCE, "n")] if draft.at else []
    urgent = texts.BUTTON_NOT_URGENT if draft.urgent else texts.BUTTON_URGENT
    receipt = texts.BUTTON_NO_RECEIPT if draft.receipt else texts.BUTTON_RECEIPT
    rows += [
        (*timing, draft_button(visit, urgent, "u")),
        (draft_button(visit, receipt, "q"),),
        (
            draft_button(visit, texts.BUTTON_CONTENT, "c"),
            *([draft_button(visit, texts.BUTTON_AUDIENCE, "e")] if draft.follows is None else []),
            draft_button(visit, texts.BUTTON_GIVE_UP, "d"),
        ),
    ]
    return Reply((Text(texts.announce_card(lines)),), tuple(rows), replaces=replaces)


def _people(found: Preview) -> list[str]:
    """The count by school, and who cannot be reached."""
    people = found.audience
    lines = [texts.audience_counts(len(people.people), people.reachable)]
    lines += [texts.school_count(*school) for school in people.schools[:_LINES]]
    lines += _more(len(people.schools))
    if out := people.unreachable:
        lines.append(texts.out_of_reach(len(out), [_named(one) for one in out[:_NAMED]]))
    if people.problems:
        lines.append(texts.list_problems(len(people.problems)))
        lines += [f"  {problem.text}" for problem in people.problems[:_LINES]]
        lines += _more(len(people.problems))
    return lines


def _named(one: Found) -> str:
    return texts.person_named(one.number, one.name, REASONS[one.reason] if one.reason else "")


def _more(count: int) -> list[str]:
    return [texts.and_more(count - _LINES)] if count > _LINES else []


def status(found: Report, *, replaces: int | None = None, heading: str = "") -> Reply:
    """How far an announcement is, with what can be done about it."""
    lines = [*([heading] if heading else []), announce_render.report_text(found)]
    lines.append(texts.announce_begins(beginning(found.campaign)))
    return Reply((Text("\n".join(lines)),), _status_rows(found), replaces=replaces)


def _status_rows(found: Report) -> tuple[tuple[Button, ...], ...]:
    campaign, state = found.campaign, found.campaign.state
    control = [button(texts.BUTTON_REFRESH, "R", campaign.id)]
    if state in _STOPPABLE:
        control.append(button(texts.BUTTON_PAUSE, "P", campaign.id))
    if state is State.PAUSED:
        control.append(button(texts.BUTTON_GO_ON, "G", campaign.id))
    if state in _CANCELLABLE:
        control.append(button(texts.BUTTON_CANCEL_IT, "X", campaign.id))
    follow = [button(texts.BUTTON_CORRECT_IT, "K", campaign.id)]
    if campaign.receipt and campaign.started_at is not None:
        follow.append(button(texts.BUTTON_UNREAD, "U", campaign.id))
        follow.append(button(texts.BUTTON_REMIND_THEM, "M", campaign.id))
    rows: list[tuple[Button, ...]] = [tuple(control), tuple(follow)]
    if found.uncertain:
        rows.append((button(texts.announce_doubts_button(found.uncertain), "I", campaign.id),))
    return tuple(rows)


def campaigns(found: Sequence[Campaign], page: int, *, more: bool, replaces: int | None) -> Reply:
    """One page of the list."""
    lines = [
        texts.announce_list_line(one.id, STATES[one.state], clock(one.created_at), beginning(one)) for one in found
    ]
    opening = tuple(button(texts.announce_button(one.id), "R", one.id, "new") for one in found)
    turning = [button(texts.BUTTON_LIST_BACK, "L", page - 1)] if page else []
    turning += [button(texts.BUTTON_NEXT_PAGE, "L", page + 1)] if more else []
    rows = (opening, tuple(turning)) if turning else (opening,)
    return Reply((Text(texts.announce_list(lines)),), rows, replaces=replaces)
