"""Headings: which numbered lines are headings, and how a heading is shown.

Where the characters of a numbered paragraph go:

- a numbered line without closing punctuation that has text or numbered lines below it is a *heading*,
  number included (二、改革举措); so is a short line ending in a colon above numbered lines;
- when every sibling begins with a short first sentence followed by more text (㈠明确职责。区教育局要…), that
  first sentence with its number and full stop is the heading, and what follows is the body; sentences with
  figures, obligations or many clauses are never taken for headings;
- otherwise the number is a *marker* (shown in the label) and the rest is body.

Articles (第X条) are whole provisions: 款 and 项 below them are their body; they have no heading of their own.
"""

import re

from policy_corpus.parser.nodes import CONTAINERS, Node, ancestors
from policy_corpus.parser.numbering import Style

LONGEST_HEADING = 60
_LONGEST_COLON_HEADING = 25
_LONGEST_FIRST_SENTENCE = 30
_TERMINAL = re.compile(r"[。；;：:，,、!！?？…]”?$|。")
_FIRST_SENTENCE = re.compile(r"[^。]+。")
_NOT_A_HEADING = re.compile(
    r"\d|[：:；;]|应当|必须|不得|不少于|不低于|不超过|至少|可以|%|％|由.+负责|[一二三四五六七八九十百]+(?:学时|年|元|名|个|%|次)"
)


def decide_headings(nodes: list[Node]) -> None:
    groups: dict[tuple[int, int], list[Node]] = {}
    for node in nodes:
        if node.para is None or node.table:
            continue
        if node.marker is None:
            node.heading_end = len(node.para.text) if node.filled else 0
        elif node.marker.style in CONTAINERS:
            node.heading_end = len(node.para.text)
        elif node.marker.style is not Style.ARTICLE:
            if _is_heading_line(node):
                node.heading_end = len(node.para.text)
            else:
                groups.setdefault((id(node.parent), node.marker.style), []).append(node)
    for siblings in groups.values():
        _split_first_sentences(siblings)


def _is_heading_line(node: Node) -> bool:
    rest = node.rest
    if not rest or not node.filled or len(rest) > LONGEST_HEADING:
        return False
    if not _TERMINAL.search(rest):
        return True
    return rest[-1] in "：:" and "。" not in rest and len(rest) <= _LONGEST_COLON_HEADING and bool(node.children)


def _split_first_sentences(siblings: list[Node]) -> None:
    """Make first sentences headings where all siblings agree in having one."""
    with_more: list[tuple[Node, int]] = []
    for node in siblings:
        match = _FIRST_SENTENCE.match(node.rest)
        if match is None or not _is_short_phrase(match[0]):
            return
        if len(match[0]) < len(node.rest) or node.filled:
            with_more.append((node, match.end()))
    if len(with_more) * 3 < len(siblings) * 2 or (len(siblings) == 1 and len(siblings[0].rest.split("。")[0]) > 12):
        return
    for node, length in with_more:
        assert node.marker is not None
        node.heading_end = node.marker.end + length


def _is_short_phrase(sentence: str) -> bool:
    return (
        len(sentence) <= _LONGEST_FIRST_SENTENCE
        and not _NOT_A_HEADING.search(sentence)
        and len(re.findall("[，,]", sentence)) <= 2
    )


def heading_path(node: Node) -> tuple[str, ...]:
    path = [heading_text(up) for up in reversed(list(ancestors(node))) if up.para and up.heading_end and not up.table]
    if node.caption:
        path.append(node.caption.text)
    return tuple(path)


def heading_text(node: Node) -> str:
    """A heading as shown: white space collapsed, 第一章 set apart from its title, ㈠ as (一), no final 。 or ：."""
    assert node.para is not None
    whole = node.para.text[: node.heading_end]
    if node.marker and whole[0] in "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩":
        whole = node.marker.label + whole[1:]
    if node.marker and node.marker.style in CONTAINERS:
        title = whole[node.marker.end :].strip()
        words = title.split()
        title = "".join(words) if all(len(word) == 1 for word in words) else " ".join(words)
        if node.marker.label.startswith("第"):
            return f"{node.marker.label} {title}".strip()
    return re.sub(r"\s+", " ", whole).strip().rstrip("。：:")
