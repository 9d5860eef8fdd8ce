"""What the messages of an announcement look like in the outbox, and the sentences that are put into them."""

import base64
import re
from datetime import datetime
from typing import Any

from records.campaigns.content import Content, Kind
from records.china import clock

_METHODS = {Kind.TEXT: "send", Kind.PICTURE: "photo", Kind.FILE: "document"}
_EDITS = {Kind.TEXT: "edit", Kind.PICTURE: "edit_caption", Kind.FILE: "edit_caption"}
BUTTON_READ = "已阅"
READ_AND_CHANGED = "您已阅读的这条通知有更正，请再看一遍。"
REMINDER = "<b>请查阅并点“已阅”：</b>\n"
_READ = re.compile(r"read:(?P<campaign>[0-9]{1,15}):(?P<edition>[0-9]{1,6})")


def method(content: Content) -> str:
    """How the channel sends it."""
    return _METHODS[content.kind]


def edit_method(content: Content) -> str:
    """How the channel changes what was sent."""
    return _EDITS[content.kind]


def correction_mark(moment: datetime) -> str:
    """What stands behind a corrected text."""
    return f"\n\n（内容有更正，{clock(moment)}）"


def words(content: Content, corrected_at: datetime | None) -> str:
    """The text as it goes out, as HTML."""
    return content.html.strip() + (correction_mark(corrected_at) if corrected_at else "")


def shared(
    content: Content, *, campaign: int, edition: int, receipt: bool, corrected_at: datetime | None
) -> dict[str, Any]:
    """The payload that all the messages have in common, without the file."""
    payload: dict[str, Any] = {"html": words(content, corrected_at)}
    if receipt:
        payload["buttons"] = [[{"text": BUTTON_READ, "callback_data": f"read:{campaign}:{edition}"}]]
    return payload


def attached(content: Content) -> dict[str, Any]:
    """The part of the payload that is the file; empty for a text."""
    if content.kind is Kind.TEXT:
        return {}
    if content.file:
        return {"name": content.name, "file": content.file}
    return {"name": content.name, "content": base64.b64encode(content.data).decode("ascii")}


def read_button(data: str) -> tuple[int, int] | None:
    """Campaign and edition that a pressed button 已阅 carries; None for another button."""
    match = _READ.fullmatch(data)
    return (int(match["campaign"]), int(match["edition"])) if match else None


def key(campaign: int, person: int) -> str:
    """Key of the message to one recipient."""
    return f"campaign:{campaign}:{person}"
