"""Automatic numbers of Word: which number each paragraph shows (ECMA-376, 17.9).

A paragraph belongs to a list (`numId`) at a level, by itself or through its style. Lists that share one
abstract definition share its counters; a list may begin anew (`startOverride`) where it is first used.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from policy_corpus.formats.number_formats import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_CHAIN = 20
"""How far styles and list definitions may lean on each other."""
_PLACE = re.compile(r"%([1-9])")
_CLOSED = re.compile(r"[、，。．.:：;；)）】〕\]\s]$")
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    """%1 stands for the number of the first level."""
    suffix: str = "tab"
    legal: bool = False
    """All numbers in it are written in digits."""
    restart: int | None = None
    """Begins anew only after a level of this number or a higher one (1 is the highest); 0: never; None: after any."""
    style: str = ""
    """The paragraph style that stands for this level."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about numbers."""

    base: str = ""
    list: str | None = None
    level: int | None = None


@dataclass(slots=True)
class _List:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Numbering:
    """Counts along the paragraphs of one document."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._linked: dict[str, str] = {}
        self._by_link: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._styles, self._default = _styles(styles)
        if numbering is not None:
            self._read(numbering)

    def _read(self, root: Any) -> None:
        for element in root.iterchildren(f"{W}abstractNum"):
            key = element.get(f"{W}abstractNumId", "")
            self._abstract[key] = _levels(element)
            if linked := _value(element, "numStyleLink"):
                self._linked[key] = linked
            if style := _value(element, "styleLink"):
                self._by_link[style] = key
        for element in root.iterchildren(f"{W}num"):
            held = _List(_value(element, "abstractNumId"))
            for change in element.iterchildren(f"{W}lvlOverride"):
                level = _int(change.get(f"{W}ilvl"), 0)
                start = change.find(f"{W}startOverride")
                if start is not None:
                    held.starts[level] = _int(start.get(f"{W}val"), 1)
                own = change.find(f"{W}lvl")
                if own is not None:
                    held.levels[level] = _level(own)
            self._lists[element.get(f"{W}numId", "")] = held

    def number(self, properties: Any | None) -> str:
        """What stands in front of a paragraph with these `w:pPr`, separator included; counts it."""
        where = self._where(properties)
        if where is None:
            return ""
        key, level = where
        held = self._lists[key]
        abstract = self._resolve(held.abstract)
        levels = {**self._abstract.get(abstract, {}), **held.levels}
        if level not in levels:
            return ""
        counters = self._counters.setdefault(abstract, {})
        if level in held.starts and (key, level) not in self._begun:
            counters[level] = held.starts[level]
        else:
            counters[level] = counters[level] + 1 if level in counters else levels[level].start
        self._begun.add((key, level))
        for deeper in [deep for deep in counters if deep > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or level < restart:
                del counters[deeper]
        return _shown(level, levels, counters)

    def _where(self, properties: Any | None) -> tuple[str, int] | None:
        """List and level of a paragraph: its own, else those of its style."""
        own = properties.find(f"{W}numPr") if properties is not None else None
        style = _value(properties, "pStyle") if properties is not None else ""
        key = _value(own, "numId") if own is not None else ""
        level = _int(_value(own, "ilvl"), -1) if own is not None else -1
        name: str = style if style in self._styles else self._default
        for _ in range(_CHAIN):
            held = self._styles.get(name)
            if held is None or (key and level >= 0):
                break
            key = key or held.list or ""
            if level < 0:
                level = held.level if held.level is not None else self._level_of_style(key, name)
            name = held.base
        if key not in self._lists or key == "0":
            return None
        return key, min(max(level, 0), _LEVELS - 1)

    def _level_of_style(self, key: str, style: str) -> int:
        held = self._lists.get(key)
        levels = self._abstract.get(self._resolve(held.abstract), {}) if held else {}
        return next((number for number, level in levels.items() if level.style == style), -1)

    def _resolve(self, abstract: str) -> str:
        """The definition that `abstract` points to through a numbering style."""
        for _ in range(_CHAIN):
            if self._abstract.get(abstract) or abstract not in self._linked:
                break
            style = self._linked[abstract]
            held = self._styles.get(style)
            via = self._lists[held.list].abstract if held and held.list in self._lists else ""
            abstract = self._by_link.get(style, via)
        return abstract


def _shown(level: int, levels: dict[int, Level], counters: dict[int, int]) -> str:
    held = levels[level]
    if held.form == "bullet":
        return ""

    def place(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        other = levels.get(at, Level())
        form = "decimal" if held.legal else other.form
        return numeral(counters.get(at, other.start), form)

    text = _PLACE.sub(place, held.text).strip()
    if not text or held.suffix == "nothing" or _CLOSED.search(text):
        return text
    return text + "　"


def _styles(root: Any | None) -> tuple[dict[str, Style], str]:
    """Paragraph and numbering styles by id, and the id of the default paragraph style."""
    found: dict[str, Style] = {}
    default = ""
    for element in root.iterchildren(f"{W}style") if root is not None else ():
        key = element.get(f"{W}styleId", "")
        properties = element.find(f"{W}pPr/{W}numPr")
        number = (_value(properties, "numId") or None) if properties is not None else None
        level = _value(properties, "ilvl") if properties is not None else ""
        found[key] = Style(_value(element, "basedOn"), number, _int(level, 0) if level else None)
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true", "on"):
            default = key
    return found, default


def _levels(element: Any) -> dict[int, Level]:
    return {_int(lvl.get(f"{W}ilvl"), 0): _level(lvl) for lvl in element.iterchildren(f"{W}lvl")}


def _level(element: Any) -> Level:
    restart = _value(element, "lvlRestart")
    legal = element.find(f"{W}isLgl")
    # A format that only newer versions know stands in mc:AlternateContent beside the one for older versions.
    forms = [form.get(f"{W}val", "") for form in element.iter(f"{W}numFmt")]
    known = [form for form in forms if form != "custom"]
    return Level(
        start=_int(_value(element, "start"), 0),
        form=known[0] if known else "decimal",
        text=_value(element, "lvlText"),
        suffix=_value(element, "suff") or "tab",
        legal=legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
        restart=_int(restart, 0) if restart else None,
        style=_value(element, "pStyle"),
    )


def _value(element: Any, name: str) -> str:
    """`w:val` of a child, empty when there is none."""
    child = element.find(f"{W}{name}")
    return str(child.get(f"{W}val", "")) if child is not None else ""


def _int(text: str | None, otherwise: int) -> int:
    """A number of the file, kept within bounds."""
    try:
        return min(max(int(text or ""), 0), _LARGEST)
    except ValueError:
        return otherwise
