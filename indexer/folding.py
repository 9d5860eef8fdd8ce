"""One spelling for a question or a document text, with the way back to the original.

Full-width letters and digits, traditional characters, enclosed numerals and brackets become one form;
Chinese sentence punctuation stays. Every character of the result knows where it came from, so that
a match can be quoted from the original.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_KEPT = "，；：？！…～—"
_BRACKETS = dict(zip("〔［【﹝[〕］】﹞]（﹙(）﹚)", "[[[[[]]]]]((()))", strict=True))
_ENCLOSED = {chr(0x2460 + n): f"({n + 1})" for n in range(20)}
_DROPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\r\u200e\u200f")
_CLEAN = re.compile(r"(?:[\u4e00-\u9fff0-9A-Za-z，。；：？！、“”‘’《》()%—\-/.]|[ \n](?![ \n]))*")
_YEAR_BRACKETS = re.compile(r"[\[(]((?:19|20)\d{2})年?[\])](?=\s?第?\s?\d+\s?号)")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the position in `original` of each of its characters."""

    text: str
    original: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span of `original` that the folded span `[start, end)` came from."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else len(self.original)
            return at, at
        return self.offsets[start], self.offsets[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """The original characters behind the folded span `[start, end)`."""
        return self.original[slice(*self.span(start, end))]


@lru_cache(maxsize=4096)
def fold(text: str) -> Folded:
    """`text` in one spelling.

    White space runs become one blank (one line break where they hold one), the brackets around the year
    of a document number become 〔〕, all others [] or (). Folding a folded text changes nothing.
    """
    if _CLEAN.fullmatch(text) and text == text.strip() and _is_simplified(text):
        return Folded(_year_brackets(text), text, range(len(text)))
    pieces: list[str] = []
    offsets: list[int] = []
    for position, char in enumerate(text):
        for piece in _fold_char(char):
            if piece in " \n":
                if not pieces:
                    continue
                if pieces[-1] in " \n":
                    pieces[-1] = "\n" if "\n" in (piece, pieces[-1]) else " "
                    continue
            pieces.append(piece)
            offsets.append(position)
    if pieces and pieces[-1] in " \n":
        pieces.pop()
        offsets.pop()
    return Folded(_year_brackets("".join(pieces)), text, offsets)


@lru_cache(maxsize=16384)
def _fold_char(char: str) -> str:
    if char in _KEPT:
        return char
    if char in _DROPPED:
        return ""
    if char in _BRACKETS:
        return _BRACKETS[char]
    if char in _ENCLOSED:
        return _ENCLOSED[char]
    if char == "○":
        return "〇"
    if char in "\n\v\f\x85\u2028\u2029":
        return "\n"
    # Compatibility forms may hold a bracket, a blank or a traditional character of their own.
    plain = unicodedata.normalize("NFKC", char)
    return "".join(" " if c.isspace() else _BRACKETS.get(c, _simplified(c)) for c in plain)


def _year_brackets(text: str) -> str:
    if "[" not in text and "(" not in text:
        return text
    return _YEAR_BRACKETS.sub(lambda m: f"〔{m[0][1:-1]}〕", text)


def _is_simplified(text: str) -> bool:
    """Whether every character is in GB 2312, which holds no traditional form that we would change."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=16384)
def _simplified(char: str) -> str:
    if not "\u3400" <= char <= "\U0002ffff" or _is_simplified(char):
        return char
    converted: str = _converter().convert(char)
    return converted if len(converted) == 1 else char


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC  # type: ignore[import-untyped]  # loaded only when a text holds a character outside GB 2312

    return OpenCC("t2s")
