"""Telegram's HTML parse mode: source → plain text and entities in UTF-16 units.

The subset and its refusals are those that https://core.telegram.org/bots/api#html-style documents and that the
published server gives; byte offsets in refusals count UTF-8 bytes of the source.
"""

import re
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_MERGEABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_SPACE = " \t\r\n\0\v"
_ENTITY = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<decimal>[0-9]+)|(?P<name>[A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_BARE_VALUE = re.compile(r"[A-Za-z0-9.-]*")
_ADDRESS = re.compile(r"(?:https?://|tg://|mailto:)\S+|[^\s/:]+\.[^\s/:.]{2,}(?:[/?#:]\S*)?", re.IGNORECASE)
_INVALID_UNICODE = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


class ParseError(ValueError):
    """The source is not the documented HTML; the message is the server's, without its prefix."""


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    """UTF-16 units before it."""
    begin: int
    """Characters of plain text before it."""


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` takes, which is how Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text of `source` and its entities, sorted; raises `ParseError`."""
    parser = _Parser(source)
    parser.run()
    return "".join(parser.text), settled(parser.found)


def web_address(url: str) -> str | None:
    """`url` as the server stores it, or None for what is no address (such links are dropped silently)."""
    if not _ADDRESS.fullmatch(url):
        return None
    if "://" not in url and not url.lower().startswith("mailto:"):
        url = f"http://{url}"
    scheme, separator, rest = url.partition("://")
    if separator and scheme.lower() != "tg" and not re.search(r"[/?#]", rest):
        url += "/"
    return url


class _Parser:
    """One pass over the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.text: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.found: list[Json] = []

    def run(self) -> None:
        while self.position < len(self.source):
            if self.source[self.position] == "<":
                begin = self.position
                self.position += 1
                if self._peek() == "/":
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
            else:
                self._put(self._character())
        if self.open:
            raise ParseError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _peek(self) -> str:
        """The next character, or nothing at the end."""
        return self.source[self.position : self.position + 1]

    def _put(self, character: str) -> None:
        self.text.append(character)
        self.units += utf16_length(character)

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _character(self) -> str:
        """The next character with a character reference decoded; unknown references stay as they are."""
        match = _ENTITY.match(self.source, self.position)
        decoded = _decoded(match) if match else None
        if match is None or decoded is None:
            self.position += 1
            return self.source[self.position - 1]
        self.position = match.end()
        return decoded

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self.position += 1

    def _word(self, stop: str) -> str:
        """Everything up to white space or one of `stop`."""
        begin = self.position
        while self._peek() and self._peek() not in _SPACE and self._peek() not in stop:
            self.position += 1
        return self.source[begin : self.position]

    def _start_tag(self, begin: int) -> None:
        tag = self._word(">").lower()
        if not self._peek():
            raise ParseError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in _TYPES:
            raise ParseError(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == ">":
                break
            argument = self._attribute(tag, begin) or argument
        self.position += 1
        if tag == "span" and argument != "spoiler":
            raise ParseError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(_Open(tag, argument, self.units, len(self.text)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Read one attribute; what the tag needs of it, or nothing."""
        if not self._peek():
            raise ParseError(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        name = self._word("=>").lower()
        if not name:
            raise ParseError(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
        self._skip_space()
        value = ""
        if self._peek() == "=":
            self.position += 1
            self._skip_space()
            value = self._value(tag, begin)
        match (tag, name):
            case ("a", "href"):
                return value
            case ("code", "class") if value.startswith("language-"):
                return value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                return value.removeprefix("tg-")
            case ("blockquote", "expandable"):
                return "expandable"
        return ""

    def _value(self, tag: str, begin: int) -> str:
        quote = self._peek()
        if not quote:
            raise ParseError(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        if quote not in "\"'":
            token = self.position
            value = _BARE_VALUE.match(self.source, self.position)
            self.position = value.end() if value else token
            if not self._peek() or self._peek() not in _SPACE + ">":
                raise ParseError(f"Unexpected end of name token at byte offset {self._bytes(token)}")
            return self.source[token : self.position].lower()
        self.position += 1
        characters: list[str] = []
        while self._peek() != quote:
            if not self._peek():
                raise ParseError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
            characters.append(self._character())
        self.position += 1
        return "".join(characters)

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise ParseError(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.position += 1
        name = self._word(">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise ParseError(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.position += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise ParseError(
                f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        if self.units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Json = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": self.units - opened.offset}
        if opened.tag == "a":
            address = web_address(opened.argument or "".join(self.text[opened.begin :]))
            if address is None:
                return
            entity["url"] = address
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        self.found.append(entity)


def _decoded(match: re.Match[str]) -> str | None:
    """The character of a reference, or None when it is none that Telegram knows."""
    if match["name"]:
        return _NAMED.get(match["name"])
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    if 0xD800 <= code <= 0xDFFF:
        raise ParseError(_INVALID_UNICODE)
    return chr(code) if 0 < code < 0x10FFFF else None


def settled(found: list[Json]) -> list[Json]:
    """Entities as the server keeps them: code holds nothing else, quotes do not nest, equal ones are joined."""
    fixed = _fixed(found)
    kept = list(fixed)
    taken = [(one["offset"], one["offset"] + one["length"]) for one in fixed if one["type"] in ("code", "pre")]
    for kind in _MERGEABLE:
        spans = [(one["offset"], one["offset"] + one["length"]) for one in found if one["type"] == kind]
        for begin, end in _without(_joined(spans), taken):
            kept.append({"type": kind, "offset": begin, "length": end - begin})
    return sorted(kept, key=lambda one: (one["offset"], -one["length"], one["type"]))


def _fixed(found: list[Json]) -> list[Json]:
    """Code, links and quotes, outer ones first; an inner one of the same family goes."""
    kept: list[Json] = []
    outer_first = sorted(
        (one for one in found if one["type"] not in _MERGEABLE),
        key=lambda one: (one["offset"], -one["length"], one["type"] != "pre"),
    )
    for one in outer_first:
        around = [
            other for other in kept if one["offset"] < other["offset"] + other["length"] and not _quotes(other, one)
        ]
        if not around:
            kept.append(dict(one))
        elif one["type"] == "code" and one.get("language") and _same_span(around[-1], one):
            around[-1]["language"] = one["language"]
    for one in kept:
        if one["type"] == "code":
            one.pop("language", None)
    return kept


def _quotes(outer: Json, inner: Json) -> bool:
    """A quote may hold anything but a quote."""
    return outer["type"].endswith("blockquote") and not inner["type"].endswith("blockquote")


def _same_span(one: Json, other: Json) -> bool:
    return one["type"] == "pre" and (one["offset"], one["length"]) == (other["offset"], other["length"])


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch or overlap become one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _without(spans: list[tuple[int, int]], taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`spans` less everything in `taken`."""
    for hole_begin, hole_end in taken:
        rest = []
        for begin, end in spans:
            rest += [(begin, min(end, hole_begin)), (max(begin, hole_end), end)]
        spans = [(begin, end) for begin, end in rest if begin < end]
    return spans
