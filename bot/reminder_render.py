"""Reminders as payloads of the outbox, as text for a screen and as JSON."""

import base64
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.messages import Button, Text
from bot.render import table, width
from bot.telegram import markup
from bot.texts import reminders as texts
from records.china import clock
from records.reminders.model import Due, Listing, Message, Reason, Verdict

if TYPE_CHECKING:
    from records.reminders.rules import NoticeDate

_MOST_ROWS = 50
"""People that a screen lists; --json has all."""
_MARGIN, _WIDEST = 3, 40
"""Of a column in the workbook, in characters: what it is wider than its longest cell, and no more than this."""


def payload(message: Message) -> dict[str, Any]:
    """A message as Telegram's HTML with buttons; what goes with it as a workbook."""
    limit = markup.LONGEST_CAPTION if message.listing else markup.LONGEST_TEXT
    body = _cut(message.body, limit - markup.units(message.heading) - 1)
    (html,) = markup.messages((Text(message.heading, bold=True), Text(f"\n{body}")), limit)
    rows = [[Button(choice.label, choice.data) for choice in row] for row in message.buttons]
    made: dict[str, Any] = {"html": html, "buttons": markup.keyboard(rows)}
    if message.listing:
        made |= {"name": texts.DIGEST_FILE, "content": base64.b64encode(_workbook(message.listing)).decode()}
    return made


def due_text(dues: Sequence[Due], reasons: Mapping[Reason, int], notes: Sequence[str]) -> str:
    """Who would hear of what, and how many of nothing, and why."""
    parts = [texts.due_heading(len(dues), sum(reasons.values()))]
    if dues:
        rows = [
            (one.number, one.school, clock(one.at), texts.items([(i.key.kind, i.key.threshold) for i in one.items]))
            for one in dues[:_MOST_ROWS]
        ]
        parts.append(table(texts.DUE_COLUMNS, rows))
    if len(dues) > _MOST_ROWS:
        parts.append(texts.due_more(len(dues) - _MOST_ROWS))
    parts += [texts.reason_count(reason, reasons[reason]) for reason in Reason if reasons.get(reason)]
    return "\n".join([*parts, *notes])


def due_json(as_of: str, dues: Sequence[Due], reasons: Mapping[Reason, int], notes: Sequence[str]) -> dict[str, Any]:
    """The object of `reminders due --json`."""
    return {
        "as_of": as_of,
        "due": [one.as_json() for one in dues],
        "not_due": {reason.value: reasons[reason] for reason in Reason if reasons.get(reason)},
        "notes": list(notes),
    }


def explained(due: Due) -> str:
    """Why one person hears of what, or of nothing: each requirement that lacks hours."""
    parts = [texts.explained_heading(due.number, due.name, due.day.isoformat())]
    parts += [_verdict(one) for one in due.verdicts]
    if due.items:
        parts += [texts.goes_out(clock(due.at)), *(item.text for item in due.items if item.text)]
    elif due.reason is not None:
        parts.append(texts.nothing_goes_out(due.reason))
    return "\n".join(parts)


def rules_text(place: str, thresholds: Sequence[tuple[str, str]], others: Sequence[str]) -> str:
    """The rules as they hold in a region; kinds with their days, and the other lines."""
    return "\n".join([texts.rules_heading(place), *(texts.rule_line(*one) for one in thresholds), *others])


def date_json(one: "NoticeDate") -> dict[str, Any]:
    """A date of a document as a JSON object."""
    return {
        "id": one.id,
        "document_number": one.document,
        "label": one.label,
        "name": one.name,
        "region": one.region,
        "day": one.day.isoformat(),
        "rule": one.rule or None,
    }


def _verdict(one: Verdict) -> str:
    deadline = one.deadline.isoformat() if one.deadline else ""
    return texts.verdict(one.name, one.kind, one.remaining, deadline, one.threshold, one.reason)


def _cut(text: str, most: int) -> str:
    """As many whole lines as fit."""
    if markup.units(text) <= most:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        if markup.units("\n".join([*lines, line, texts.CUT])) > most:
            break
        lines.append(line)
    return "\n".join([*lines, texts.CUT])


def _workbook(listing: Listing) -> bytes:
    from bot.workbooks import Table, columns, workbook

    title = Path(texts.DIGEST_FILE).stem
    cells = zip(listing.headings, *listing.rows, strict=True)
    widths = [min(max(map(width, column)) + _MARGIN, _WIDEST) for column in cells]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, texts.DIGEST_FILE)
        with workbook(target, title=title, now=listing.made_at) as book:
            table = Table(book, title, columns(listing.headings, widths))
            for row in listing.rows:
                table.add(row)
            table.close()
        return target.read_bytes()
