"""The provisions of one body of text: of a document's main part, or of one annex."""

import re
from dataclasses import dataclass

from policy_corpus.model import Provision
from policy_corpus.parser.acceptance import accepted, is_article_regime
from policy_corpus.parser.closing import closing_start
from policy_corpus.parser.headings import LONGEST_HEADING, decide_headings, heading_path
from policy_corpus.parser.nodes import CONTAINERS, Node, name_nodes
from policy_corpus.parser.numbering import Marker
from policy_corpus.parser.text import Paragraph, Role

_CAPTION = re.compile(
    r"附?表\s*([0-9０-９]+|[一二三四五六七八九十]+)\s*[、.．:：]?\s*\S*|\S{2,40}(?:表|名单|清单|安排|标准|目录|名册)[:：]?"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an outline is built for."""

    prefix: str = ""
    """附件1 in an annex, empty in the main part."""
    headings: tuple[str, ...] = ()
    """Headings above everything in it."""
    opening: str = "前言"
    """Label of the text before the first numbered unit."""
    plain: str = "正文"
    """Label of a text without any numbered unit."""
    closes: bool = True
    """Whether closing paragraphs are set apart as 结语."""


def outline(paras: list[Paragraph], scope: Scope, used: set[str], notes: list[str]) -> list[Provision]:
    """Provisions of `paras` in order, with `order` counted from 0; every character of them gets a role.

    `used` holds the labels given so far in the document and is added to.
    """
    marks = accepted(paras, notes)
    nodes = _tree(paras, marks)
    decide_headings(nodes)
    closing = _closing(nodes, marks) if scope.closes else []
    numbered = bool(marks) or any(node.level for node in nodes)
    name_nodes(nodes, "" if scope.prefix else (scope.opening if numbered else scope.plain))
    provisions: list[Provision] = []
    for node in [*nodes, *closing]:
        _emit(node, scope, used, notes, provisions)
    return provisions


def _tree(paras: list[Paragraph], marks: dict[int, Marker]) -> list[Node]:
    """All nodes in the order of the text; the first is the opening."""
    root = Node("")
    nodes = [root]
    current = root
    for i, para in enumerate(paras):
        mark = marks.get(i)
        if para.table:
            nodes.append(_table(para, current))
            continue
        if mark is None and not (para.level >= 2 and len(para.text) <= LONGEST_HEADING):
            current.body.append(para)
            continue
        parent = current
        while parent is not root and not _contains(parent, mark, para.level):
            parent = parent.parent or root
        current = Node("", mark, para, parent, level=0 if mark else para.level)
        parent.children.append(current)
        nodes.append(current)
    return nodes


def _contains(outer: Node, mark: Marker | None, level: int) -> bool:
    """Whether a unit with this mark (or Markdown depth) lies inside `outer`."""
    if mark is None:
        if outer.marker is None:
            return outer.level < level
        return 0 < (outer.para.level if outer.para else 0) < level
    if outer.marker is not None:
        return outer.marker.style < mark.style
    return not level or outer.level < level


def _table(para: Paragraph, current: Node) -> Node:
    node = Node("", para=para, parent=current, table=True)
    if current.body and not current.body[-1].table and _CAPTION.fullmatch(current.body[-1].text):
        node.caption = current.body.pop()
    return node


def _closing(nodes: list[Node], marks: dict[int, Marker]) -> list[Node]:
    """Take the closing paragraphs off the last unit: a 结语 node, or nothing."""
    last = next((node for node in reversed(nodes) if not node.table), None)
    if last is None or last.marker is None:
        return []
    own_text = last.para is not None and last.heading_end < len(last.para.text)
    texts = [para.text for para in last.body]
    start = closing_start(texts, strict=is_article_regime(marks), own_text=own_text)
    if start is None:
        return []
    node = Node("结语", body=last.body[start:])
    del last.body[start:]
    if (
        last.para
        and last.heading_end == len(last.para.text)
        and not last.filled
        and last.marker.style not in CONTAINERS
    ):
        last.heading_end = 0
    return [node]


def _emit(node: Node, scope: Scope, used: set[str], notes: list[str], provisions: list[Provision]) -> None:
    """Mark the characters of `node` and add its provision when it has text."""
    label = _unique(" ".join(part for part in (scope.prefix, node.label) if part), used, notes, _has_text(node))
    pieces: list[str] = []
    if node.table and node.para:
        node.para.mark(Role.TABLE, label)
        if node.caption:
            node.caption.mark(Role.HEADING)
        pieces.append(node.para.text)
    elif node.para:
        start = node.heading_end or (node.marker.end if node.marker else 0)
        if start:
            node.para.mark(Role.HEADING if node.heading_end else Role.MARKER, label, 0, start)
        if start < len(node.para.text):
            node.para.mark(Role.BODY, label, start)
            pieces.append(node.para.text[start:].strip())
    for para in node.body:
        para.mark(Role.BODY, label)
        pieces.append(para.text)
    text = "\n".join(pieces)
    if text.strip():
        path = (*scope.headings, *heading_path(node))
        provisions.append(Provision(label, path, text, len(provisions)))


def _has_text(node: Node) -> bool:
    return bool(node.body) or node.table or bool(node.para and node.heading_end < len(node.para.text))


def _unique(label: str, used: set[str], notes: list[str], needed: bool) -> str:
    """`label`, or `label[2]` when it is taken."""
    if not needed:
        return label
    result, count = label, 1
    while result in used:
        count += 1
        result = f"{label}[{count}]"
    if count > 1:
        notes.append(f"序号“{label}”出现了不止一次，后一处记作“{result}”，请核对原文。")
    used.add(result)
    return result
