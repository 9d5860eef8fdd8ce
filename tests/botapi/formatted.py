"""Texts and captions: parse mode, trimming, limits, and the entities that Telegram finds by itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.botapi.entities import Json, ParseError, parse_html, settled, utf16_length
from tests.botapi.errors import bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
_DETECTED = (
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}+(?:@[A-Za-z0-9_]{3,32}+)?(?![\w/@<>])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}+(?!\w)")),
    ("url", re.compile(r"https?://[^\s<>\"'，。；、（）《》]+")),
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text with its entities, as it will be stored."""

    text: str
    entities: list[Json]


def message_text(text: str, parse_mode: str, entities: object) -> Formatted:
    """The text of a message; refused when empty, blank or longer than 4,096 UTF-16 units after parsing."""
    if not text:
        raise bad_request("message text is empty")
    formatted = _formatted(text, parse_mode, entities)
    if _INVISIBLE.fullmatch(formatted.text):
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return formatted


def caption_text(text: str, parse_mode: str, entities: object) -> Formatted:
    """The caption of a file; may be empty, refused beyond 1,024 UTF-16 units after parsing."""
    formatted = _formatted(text, parse_mode, entities)
    if utf16_length(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted


def user_text(text: str) -> Formatted:
    """What a person typed, with the entities that Telegram marks in it."""
    return Formatted(text, detected(text, []))


def _formatted(text: str, parse_mode: str, entities: object) -> Formatted:
    found: list[Json] = []
    if text and parse_mode.lower() not in ("", "none"):
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        try:
            text, found = parse_html(text)
        except ParseError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif isinstance(entities, list):
        found = settled(_given(entities))
    text, found = _trimmed(_CONTROL.sub(" ", text.replace("\r", "")), found)
    return Formatted(text, sorted(found + detected(text, found), key=lambda one: (one["offset"], -one["length"])))


def _given(entities: Iterable[object]) -> list[Json]:
    """Entities that the bot gave itself, checked for their three fields; those found automatically are left out."""
    kept = []
    for one in entities:
        if not isinstance(one, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for field in ("offset", "length", "type"):
            if field not in one:
                raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
        if one["type"] not in ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"):
            kept.append(dict(one))
    return kept


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space at the end, and at the beginning up to the first entity."""
    kept = text.rstrip(" \n\t")
    first = min((one["offset"] for one in entities), default=len(kept))
    lead = 0
    while lead < min(first, len(kept)) and kept[lead] in " \n":
        lead += 1
    kept = kept[lead:]
    length = utf16_length(kept)
    clipped = []
    for one in entities:
        offset = one["offset"] - lead
        end = min(offset + one["length"], length)
        if end > offset:
            clipped.append({**one, "offset": offset, "length": end - offset})
    return kept, clipped


def detected(text: str, known: list[Json]) -> list[Json]:
    """Commands, mentions and addresses in `text` outside of code and links."""
    busy = [
        (one["offset"], one["offset"] + one["length"]) for one in known if one["type"] in ("code", "pre", "text_link")
    ]
    found: list[Json] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            offset, length = utf16_length(text[: match.start()]), utf16_length(match[0])
            if all(offset + length <= begin or offset >= end for begin, end in busy):
                found.append({"type": kind, "offset": offset, "length": length})
                busy.append((offset, offset + length))
    return sorted(found, key=lambda one: one["offset"])
