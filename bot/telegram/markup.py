"""Replies as Telegram's HTML, cut into messages that Telegram accepts.

Source of the limits: Telegram's Bot API: 4,096 characters a message and 1,024 a caption after the markup is
taken out, counted in UTF-16 units.
"""

import html
import re
from collections.abc import Sequence

from bot.messages import Button, Part, Quote, Text

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_BREAKS = (re.compile(r"\n"), re.compile(r"[。！？；!?;][”’」』）)]*"), re.compile(r"[，、,\s]"))
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
        rest = part.text
        # Telegram drops blanks at the beginning: they must not count as the first message.
        while rest := (rest if shown else rest.lstrip()):
            taken = _taken(rest, room, begun=bool(shown))
            if taken:
                shown.append(_html(part, rest[:taken]))
            room -= units(rest[:taken])
            rest = rest[taken:]
            if rest:
                done.append("".join(shown))
                shown, room = [], LONGEST_TEXT
    return (*done, "".join(shown)) if shown else tuple(done)


def _taken(text: str, room: int, *, begun: bool) -> int:
    """How many characters of `text` go into the `room` that is left in a message; the rest goes into the next."""
    length = units(text)
    if length <= room:
        return len(text)
    if begun and length <= LONGEST_TEXT and room < LONGEST_TEXT // _HALF:
        return 0  # it fits whole into the next message
    return _cut(text, room)


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


def beginning(text: str, longest: int) -> str:
    """The first characters of a message in HTML, on one line and without its markup, as HTML."""
    said = " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())
    return html.escape(said if len(said) <= longest else f"{said[:longest]}…", quote=False)


def keyboard(rows: Sequence[Sequence[Button]]) -> list[list[dict[str, str]]]:
    """Rows of buttons as plain values, for the outbox and for Telegram."""
    return [
        [{"text": b.label, "url": b.url} if b.url else {"text": b.label, "callback_data": b.data} for b in row]
        for row in rows
    ]
