"""Announcements as text for a screen, as JSON, and as a workbook."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.texts import announce as announce_texts
from records.china import CHINA, clock

if TYPE_CHECKING:
    from bot.app import App
    from records.campaigns.audience import Audience
    from records.campaigns.compose import Preview
    from records.campaigns.model import Campaign, Corrected, Stopped
    from records.campaigns.report import Recipient, Report
    from records.campaigns.resolve import Found

_SHOWN = 20
"""Names, schools and lines of a list that are shown one by one; the JSON has them all."""
_BEGINNING = 20
_WIDTHS = (12, 10, 24, 20, 20, 20, 20, 12)


def preview_text(found: "Preview", app: "App") -> str:
    """How it will look, whom it will reach, when."""
    campaign, audience = found.campaign, found.audience
    lines = [*content_lines(campaign), announce_texts.audience_counts(len(audience.people), audience.reachable)]
    lines += [announce_texts.school_count(*school) for school in audience.schools[:_SHOWN]]
    lines += _more(len(audience.schools))
    if audience.sample:
        lines.append(announce_texts.sample_named([_named(one) for one in audience.sample]))
    if out := audience.unreachable:
        lines.append(announce_texts.out_of_reach(len(out), [_named(one) for one in out[:_SHOWN]]))
    if audience.problems:
        lines.append(announce_texts.list_problems(len(audience.problems)))
        lines += [f"  {problem.text}" for problem in audience.problems[:_SHOWN]]
        lines += _more(len(audience.problems))
    lines.append(announce_texts.begins(clock(found.begins_at), found.quiet.words() if found.quiet else ""))
    if found.needs_approval:
        lines.append(announce_texts.needs_approval(app.region_name(campaign.audience.region)))
    return "\n".join(lines)


def preview_json(found: "Preview") -> dict[str, Any]:
    """The JSON object of `announce new --json`, but for what became of it."""
    audience = found.audience
    return {
        "people": len(audience.people),
        "reachable": audience.reachable,
        "schools": [
            {"school": school, "people": people, "reachable": reachable}
            for school, people, reachable in audience.schools
        ],
        "unreachable": [{"number": one.number, "name": one.name, "reason": one.reason} for one in audience.unreachable],
        "problems": [{"line": one.line, "number": one.number, "text": one.text} for one in audience.problems],
        "begins_at": _moment(found.begins_at),
        "needs_approval": found.needs_approval,
    }


def content_lines(campaign: "Campaign") -> list[str]:
    """The message as it is received, as far as a screen can show it."""
    from records.campaigns.content import Kind, shown
    from records.campaigns.messages import words

    content = campaign.content
    lines = [announce_texts.PREVIEW_HEADING]
    if content.kind is not Kind.TEXT:
        lines.append(announce_texts.attachment(content.kind.value, content.name, len(content.data)))
    lines.append(shown(words(content, campaign.corrected_at)))
    if campaign.receipt:
        lines.append(announce_texts.BUTTON_LINE)
    return [*lines, announce_texts.PREVIEW_END]


def campaign_text(campaign: "Campaign") -> str:
    """One announcement in full."""
    from records.campaigns.model import STATES

    facts = announce_texts.campaign_facts(
        campaign.id,
        STATES[campaign.state],
        audience_text(campaign.audience),
        clock(campaign.created_at),
        clock(campaign.scheduled_for) if campaign.scheduled_for else "",
        campaign.urgent,
        campaign.receipt,
    )
    return "\n".join([facts, *content_lines(campaign)])


def campaign_row(campaign: "Campaign") -> tuple[str, ...]:
    """The line of the list, a cell for each of its headings."""
    from records.campaigns.content import shown
    from records.campaigns.model import STATES

    begins = " ".join(shown(campaign.content.html).split())
    short = begins if len(begins) <= _BEGINNING else f"{begins[:_BEGINNING]}…"
    state = STATES[campaign.state]
    return str(campaign.id), state, audience_text(campaign.audience), short, clock(campaign.created_at)


def campaign_json(campaign: "Campaign") -> dict[str, Any]:
    """The JSON object of an announcement; a file is named, not shown."""
    return {
        "id": campaign.id,
        "state": campaign.state.value,
        "region": campaign.region,
        "kind": campaign.content.kind.value,
        "html": campaign.content.html,
        "name": campaign.content.name,
        "audience": campaign.audience.to_json(),
        "urgent": campaign.urgent,
        "receipt": campaign.receipt,
        "follows": campaign.follows,
        "edition": campaign.edition,
        "scheduled_for": _moment(campaign.scheduled_for),
        "created_at": _moment(campaign.created_at),
        "confirmed_at": _moment(campaign.confirmed_at),
        "approved_at": _moment(campaign.approved_at),
        "started_at": _moment(campaign.started_at),
        "corrected_at": _moment(campaign.corrected_at),
        "finished_at": _moment(campaign.finished_at),
    }


def report_text(found: "Report") -> str:
    """The figures, a line each."""
    from records.campaigns.model import REASONS, STATES
    from records.outbox import State

    states = announce_texts.MESSAGE_STATES
    lines = [announce_texts.report_heading(found.campaign.id, STATES[found.campaign.state], found.accepted)]
    for state in ("sent", "sending", "waiting", "pending", "uncertain", "cancelled"):
        if state == "sent" or getattr(found, state):
            lines.append(announce_texts.report_line(states[state], getattr(found, state)))
    lines += [announce_texts.report_part(states["failed"], error, count) for error, count in found.failed]
    lines += [
        announce_texts.report_part(states["unreachable"], REASONS[reason], count) for reason, count in found.unreachable
    ]
    if found.campaign.receipt:
        lines.append(announce_texts.report_read(found.read, found.sent + found.uncertain, found.read_earlier))
    if found.campaign.edition:
        edits = found.edits
        waiting = edits[State.WAITING] + edits[State.SENDING]
        failed = edits[State.FAILED] + edits[State.UNCERTAIN] + edits[State.CANCELLED]
        lines.append(announce_texts.report_edits(edits[State.SENT], waiting, failed))
    return "\n".join(lines)


def report_json(found: "Report") -> dict[str, Any]:
    """The JSON object of `announce report --json`."""
    return {
        "id": found.campaign.id,
        "state": found.campaign.state.value,
        "accepted": found.accepted,
        "pending": found.pending,
        "waiting": found.waiting,
        "sending": found.sending,
        "sent": found.sent,
        "uncertain": found.uncertain,
        "failed": dict(found.failed),
        "cancelled": found.cancelled,
        "unreachable": {reason.value: count for reason, count in found.unreachable},
        "read": found.read,
        "read_earlier": found.read_earlier,
        "edits": {state.value: count for state, count in found.edits.items()},
    }


def stopped_json(campaign: int, found: "Stopped") -> dict[str, Any]:
    """The JSON object of `announce pause` and `cancel`."""
    return {"id": campaign, "sent": found.sent, "held": found.held, "cancelled": found.cancelled}


def corrected_json(campaign: int, found: "Corrected") -> dict[str, Any]:
    """The JSON object of `announce correct --json`."""
    return {
        "id": campaign,
        "edits": found.edits,
        "replaced": found.replaced,
        "uncorrectable": found.uncorrectable,
        "readers": found.readers,
    }


def people_rows(people: Iterable["Recipient"]) -> list[tuple[str, ...]]:
    """工号, 姓名 and 单位 of each."""
    return [(one.number, one.name, one.school) for one in people]


def people_json(people: Iterable["Recipient"]) -> list[dict[str, Any]]:
    """The same as JSON objects."""
    return [{"number": one.number, "name": one.name, "school": one.school} for one in people]


def write_report(target: Path, campaign: "Campaign", people: Sequence["Recipient"], *, now: datetime) -> None:
    """A workbook with a line for every recipient. Raises `InputError` when it cannot be written."""
    from bot.workbooks import Table, columns, workbook

    with workbook(target, title=announce_texts.REPORT_TITLE, now=now) as book:
        table = Table(book, announce_texts.REPORT_TITLE, columns(announce_texts.REPORT_HEADINGS, _WIDTHS))
        for one in people:
            table.add(_report_values(one, campaign.edition))
        table.close()


def _report_values(one: "Recipient", edition: int) -> tuple[str | datetime | None, ...]:
    from records.campaigns.model import REASONS

    state = announce_texts.MESSAGE_STATES[one.state.value if one.state else one.stage.value]
    reason = REASONS[one.reason] if one.reason else one.error
    read = announce_texts.EDITION_OLD if (one.read_edition or 0) < edition else announce_texts.EDITION_NEW
    return (
        one.number,
        one.name,
        one.school,
        state,
        reason,
        _local(one.sent_at),
        _local(one.read_at),
        read if one.read_at else "",
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(CHINA).replace(tzinfo=None, microsecond=0) if moment else None


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(CHINA).isoformat(timespec="seconds") if moment else None


def audience_text(given: "Audience") -> str:
    """Whom it is for, in words."""
    from policy_corpus import regions

    paces = {value: word for word, value in announce_texts.STANDINGS.items()}
    return announce_texts.audience_words(
        regions.get(given.region).full_name if given.region else "",
        given.schools,
        ["、".join(words) for words in (given.stages, given.subjects, given.roles) if words],
        f"{given.short_by:f}" if given.short_by is not None else "",
        [paces[pace.value] for pace in given.paces],
        len(given.listed) if given.listed is not None else None,
        len(given.people) if given.people is not None else None,
    )


def _named(one: "Found") -> str:
    from records.campaigns.model import REASONS

    return announce_texts.person_named(one.number, one.name, REASONS[one.reason] if one.reason else "")


def _more(count: int) -> list[str]:
    return [announce_texts.and_more(count - _SHOWN)] if count > _SHOWN else []
