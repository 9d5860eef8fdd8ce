"""Nodes of an outline and their label paths."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policy_corpus.parser.numbering import Marker, Style
from policy_corpus.parser.text import Paragraph

CONTAINERS = (Style.PART, Style.CHAPTER, Style.DIVISION)
_CAPTION_NUMBER = re.compile(r"附?表\s*([0-9０-９]+)")


@dataclass(slots=True, eq=False)
class Node:
    """A numbered unit, a Markdown heading without number, a table, or the opening text."""

    label: str
    marker: Marker | None = None
    para: Paragraph | None = None
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    heading_end: int = 0
    """How much of `para` is heading."""
    level: int = 0
    """Depth of a Markdown heading without number."""
    table: bool = False
    caption: Paragraph | None = None

    @property
    def rest(self) -> str:
        return self.para.text[self.marker.end :] if self.para and self.marker else ""

    @property
    def filled(self) -> bool:
        return bool(self.body or self.children)


def ancestors(node: Node) -> Iterator[Node]:
    """The node and what lies around it, innermost first."""
    up: Node | None = node
    while up is not None:
        yield up
        up = up.parent


def name_nodes(nodes: list[Node], opening: str) -> None:
    """Give every node its label path; `opening` is that of the text before the first unit."""
    restarting = _restarting(nodes)
    tables = 0
    for node in nodes:
        if node.table:
            tables += 1
            match = _CAPTION_NUMBER.match(node.caption.text) if node.caption else None
            node.label = f"表{int(match[1])}" if match else f"表{tables}"
        elif node.para is None:
            node.label = opening
        else:
            node.label = _label(node, restarting)


def _restarting(nodes: list[Node]) -> set[Style]:
    """Styles whose numbers begin anew in several chapters, so that labels need the chapter."""
    seen: dict[Style, dict[int, Node | None]] = {}
    result: set[Style] = set()
    for node in nodes:
        if node.marker is None or node.marker.style in CONTAINERS:
            continue
        container = next((up for up in ancestors(node) if up.marker and up.marker.style in CONTAINERS), None)
        direct = node.parent is None or node.parent.marker is None or node.parent.marker.style in CONTAINERS
        if direct:
            first = seen.setdefault(node.marker.style, {}).setdefault(node.marker.number, container)
            if first is not container and "之" not in node.marker.label:
                result.add(node.marker.style)
    return result


def _label(node: Node, restarting: set[Style]) -> str:
    chain = [up for up in reversed(list(ancestors(node))) if up.para is not None]
    containers = [up.marker.label for up in chain if up.marker and up.marker.style in CONTAINERS]
    if node.marker is None:
        assert node.para is not None
        return node.para.text
    if node.marker.style in CONTAINERS:
        return " ".join(containers)
    if node.marker.style is Style.ARTICLE:
        own, outermost = node.marker.label, Style.ARTICLE
    else:
        units = [up.marker for up in chain if up.marker and up.marker.style > Style.ARTICLE]
        own, outermost = "".join(unit.label for unit in units), units[0].style
    named = [up.para.text for up in chain if up.marker is None and up.para]
    if outermost in restarting:
        return " ".join([*containers, own])
    return f"{named[-1]} {own}" if named and outermost is Style.ARABIC else own
