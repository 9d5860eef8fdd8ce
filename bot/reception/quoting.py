"""Quotations set off from the text around them."""

from collections.abc import Sequence

from bot.messages import Part, Quote, Text

_FOLDED_FROM = 120
"""Characters from which a quotation folds: about six lines on a phone."""


def with_quotes(text: str, quotes: Sequence[str]) -> tuple[Part, ...]:
    """`text` with those of `quotes` that stand in it in quotation marks set off, the long ones folded."""
    parts: list[Part] = []
    rest = text
    while rest:
        found = [(at, quote) for quote in quotes if quote and (at := rest.find(f"“{quote}”")) >= 0]
        if not found:
            parts.append(Text(rest))
            break
        at, quote = min(found, key=lambda f: (f[0], -len(f[1])))
        if before := rest[:at]:
            parts.append(Text(before))
        parts.append(Quote(f"“{quote}”", folded=len(quote) > _FOLDED_FROM))
        rest = rest[at + len(quote) + 2 :]
    return tuple(parts)
