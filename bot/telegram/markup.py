"""Replies as Telegram's HTML, cut into messages that Telegram accepts.

Source of the limits: Telegram's Bot API: 4,096 characters a message and 1,024 a caption after the markup is
taken out, counted in UTF-16 units.
"""

import html
import re
from collections.abc import Iterator, Sequence

from bot.messages import Button, Part, Quote, Text

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_BREAKS = (re.compile(r"\n"), re.compile(r"[。！？；!?;]"), re.compile(r"[，、,\s]"))
"""Where a long text is cut, the best places first."""
_HALF = 2


def units(text: str) -> int:
    """Length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def messages(parts: Sequence[Part], first_limit: int = LONGEST_TEXT) -> tuple[str, ...]:
    """`parts` as HTML messages, each within the limit; a text too long is cut at a line, sentence or word."""
    done: list[str] = []
    shown: list[str] = []
    room = first_limit
    for part in parts:
        for piece in _pieces(part.text, room, LONGEST_TEXT):
            if piece is None:
                if any(shown):
                    done.append("".join(shown))
                shown, room = [], LONGEST_TEXT
                continue
            shown.append(_html(part, piece))
            room -= units(piece)
    if any(shown):
        done.append("".join(shown))
    return tuple(text for text in done if re.sub(r"<[^>]*>", "", text).strip())


def _pieces(text: str, room: int, limit: int) -> Iterator[str | None]:
    """`text` in pieces that fit, the first into `room`; None where a new message begins."""
    while text:
        if units(text) <= room:
            yield text
            return
        if units(text) <= limit and room < limit // _HALF:
            yield None  # it fits whole into the next message
            room = limit
            continue
        cut = _cut(text, room)
        if cut:
            yield text[:cut]
        text = text[cut:]
        yield None
        room = limit


def _cut(text: str, room: int) -> int:
    """How many characters of `text` to take so that they fit into `room` and end at the best place there."""
    most = len(text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore"))
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text, 0, most)]
        if ends and ends[-1] >= most // _HALF:
            return ends[-1]
    return most


def _html(part: Part, text: str) -> str:
    escaped = html.escape(text, quote=False)
    match part:
        case Text(bold=True):
            return f"<b>{escaped}</b>"
        case Text():
            return escaped
        case Quote(folded=folded):
            opening = "<blockquote expandable>" if folded else "<blockquote>"
            return f"{opening}{escaped.strip()}</blockquote>"


def keyboard(rows: Sequence[Sequence[Button]]) -> list[list[dict[str, str]]]:
    """Rows of buttons as plain values, for the outbox and for Telegram."""
    return [
        [{"text": b.label, "url": b.url} if b.url else {"text": b.label, "callback_data": b.data} for b in row]
        for row in rows
    ]
