"""The sentences of a provision, each with the line that introduces it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]+[”’」』）)]*|[^。！？；\n]+")
_ITEM = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}(?:、|是|要)|\d{1,2}[.．、]|[①-⑳㈠-㈩⑴-⒇])"
)
_INTRODUCES = re.compile(r"[：:]\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence as a span of the provision's text."""

    start: int
    end: int
    lead: tuple[int, int] | None = None
    """Span of the line that introduces the enumeration in which this sentence is an item."""
    introduces: int = 0
    """For an introducing line: where the enumeration after it ends; 0 for every other sentence."""


@lru_cache(maxsize=8192)
def units_of(text: str) -> tuple[Unit, ...]:
    """The sentences of `text` in order; together they hold every character that is no white space."""
    pieces = [(m.start(), m.end()) for m in _SENTENCE.finditer(text) if m.group().strip()]
    return tuple(_with_leads(text, pieces))


def _with_leads(text: str, pieces: list[tuple[int, int]]) -> Iterator[Unit]:
    lead: tuple[int, int] | None = None
    for number, (start, end) in enumerate(pieces):
        sentence = text[start:end]
        is_item = bool(_ITEM.match(sentence))
        new_line = start == 0 or "\n" in text[pieces[number - 1][1] : start] or text[start - 1] == "\n"
        if lead is not None and new_line and not is_item:
            lead = None
        if _INTRODUCES.search(sentence):
            yield Unit(start, end, introduces=_list_end(text, pieces, number))
            lead = (start, end)
            continue
        if "：" in sentence and number + 1 < len(pieces) and _ITEM.match(sentence.split("：", 1)[1]):
            colon = start + sentence.index("：") + 1
            lead = (start, colon)
            yield Unit(start, end)
            continue
        yield Unit(start, end, lead)


def _list_end(text: str, pieces: list[tuple[int, int]], number: int) -> int:
    end = pieces[number][1]
    for start, stop in pieces[number + 1 :]:
        line_start = "\n" in text[end:start] or text[start - 1] == "\n"
        if line_start and not _ITEM.match(text[start:stop]) and end != pieces[number][1]:
            break
        end = stop
    return end
