"""The visible text of an element of a web page: paragraphs, lines, tables."""

import re
from typing import Any

from lxml import etree

from policy_corpus.formats.model import Job
from policy_corpus.formats.number_formats import numeral
from policy_corpus.formats.page_content import is_editor
from policy_corpus.formats.writing import Block, Cell, Table, as_blocks, grid

_UNSEEN = (
    "script", "style", "noscript", "template", "iframe", "frame", "frameset", "svg", "canvas", "object", "embed",
    "applet", "button", "select", "input", "textarea", "video", "audio", "map", "link", "meta", "title",
)  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE
)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_FORMS = {
    "none": "none", "disc": "none", "circle": "none", "square": "none", "a": "lowerLetter", "A": "upperLetter",
    "i": "lowerRoman", "I": "upperRoman", "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting", "trad-chinese-informal": "chineseCounting",
}  # fmt: skip
_LINES = frozenset(
    {
        "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "h1", "h2", "h3", "h4", "h5",
        "h6",
        "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "form", "fieldset", "center", "hr", "body", "figure",
        "figcaption", "address", "details", "summary", "tr", "td", "th", "caption", "table", "thead", "tbody", "tfoot",
    }
)  # fmt: skip
_WIDEST_SPAN = 1000
_DEEPEST = 250
_RUN = re.compile(r"[ \t\r\n\f]+")
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—"
_BROKEN = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n][ \t\r\n\f]*(?=[{_CJK}])")
"""A line end in the source between two Chinese characters: no space is meant."""


def drop_unseen(root: Any) -> None:
    """Take out of the tree what no reader sees."""
    for element in list(root.iter(*_UNSEEN)):
        element.drop_tree()
    for element in list(root.iter("*")):
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
        # Some sites hide the whole text until a script shows it.
        if hidden and element.getparent() is not None and not is_editor(element):
            element.drop_tree()


class Renderer:
    """Turns elements into blocks, within the bounds of `job`."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._cells = 0

    def blocks(self, element: Any) -> list[Block]:
        """Paragraphs and tables of `element` in order. `<br>` ends a line, every other block a paragraph."""
        result: list[Block] = []
        text: list[str] = []

        def flush() -> None:
            said = "".join(text)
            text.clear()
            if said.strip():
                result.append("\n".join(line.strip() for line in said.split("\n") if line.strip()))

        def walk(node: Any) -> None:
            name = node.tag if isinstance(node.tag, str) else ""
            if name == "br":
                text.append("\n")
            elif name == "table":
                flush()
                result.extend(self._table(node))
            elif name:
                apart = name in _LINES
                if apart:
                    flush()
                text.append(_item_number(node) + _collapse(node.text, node))
                for child in node:
                    walk(child)
                    text.append(_collapse(child.tail, node))
                if apart:
                    flush()

        walk(element) if element.tag != "table" else result.extend(self._table(element))
        flush()
        return result

    def _table(self, element: Any) -> list[Block]:
        """A table of data, or what stands in one that only serves the layout."""
        rows = _rows(element)
        if next(element.iterdescendants("table"), None) is not None or element.get("role") == "presentation":
            return [block for row in rows for cell in row for block in self.blocks(cell)]
        cells: list[list[Cell]] = []
        for row in rows:
            cells.append([self._cell(cell) for cell in row])
            self._cells += sum(cell.columns * min(cell.rows, len(rows)) for cell in cells[-1])
            self._job.check_cells(self._cells)
        caption = element.find("caption")
        blocks = as_blocks(grid(cells))
        if not any(isinstance(block, Table) for block in blocks):
            blocks = [block for row in rows for cell in row for block in self.blocks(cell)]
        return [*(self.blocks(caption) if caption is not None else []), *blocks]

    def _cell(self, element: Any) -> Cell:
        blocks = self.blocks(element)
        text = "\n".join(block for block in blocks if isinstance(block, str))
        return Cell(text, _span(element, "colspan"), _span(element, "rowspan"))


def refuse_depth(root: Any, job: Job) -> None:
    """Raise `NotReadable` for a page nested deeper than any that a person wrote."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise job.refuse("嵌套的层数不正常，没有读取。请把正文复制到 .txt 文件再添加。")


def _item_number(element: Any) -> str:
    """The number that a browser shows in front of an item of a numbered list."""
    up = element.getparent()
    if element.tag != "li" or up is None or up.tag != "ol":
        return ""
    style = _LIST_STYLE.search(f"{up.get('style', '')};{element.get('style', '')}")
    form = _FORMS.get((style[1].lower() if style else "") or up.get("type", "1"), "decimal")
    start, own = up.get("start", "1"), element.get("value", "")
    number = int(own) if own.isdecimal() and len(own) < 5 else 0
    if not number:
        number = (int(start) if start.isdecimal() and len(start) < 5 else 1) + _items_before(element)
    shown = numeral(number, form)
    return f"{shown}、" if form == "chineseCounting" else f"{shown}. " if shown else ""


def _items_before(element: Any) -> int:
    return sum(1 for _ in element.itersiblings("li", preceding=True))


def _rows(table: Any) -> list[list[Any]]:
    """Cells of a table by row, those of nested tables left out."""
    found = []
    for child in table:
        groups = [child] if child.tag == "tr" else list(child) if child.tag in ("thead", "tbody", "tfoot") else []
        found += [[cell for cell in row if cell.tag in ("td", "th")] for row in groups if row.tag == "tr"]
    return found


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1").strip()
    return max(1, min(int(said), _WIDEST_SPAN)) if said.isdecimal() and len(said) < 8 else 1


def _collapse(text: str | None, around: Any) -> str:
    """White space as a browser shows it: line ends of the source are no lines, except in `<pre>`."""
    if not text:
        return ""
    if around.tag == "pre":
        return text
    return _RUN.sub(" ", _BROKEN.sub("", text)).replace("\xa0", " ")
