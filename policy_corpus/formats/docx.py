"""DOCX to text: automatic numbers resolved, tables kept, revisions taken as accepted."""

import posixpath
from collections import Counter
from typing import Any

from policy_corpus.formats.archive import Archive, opened
from policy_corpus.formats.docx_inline import Inline
from policy_corpus.formats.docx_numbering import Numbering, W
from policy_corpus.formats.model import Extracted, Job, Note
from policy_corpus.formats.safe_xml import parse_xml
from policy_corpus.formats.writing import Block, Table, as_blocks, write

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W.strip("{}").encode()
_MAIN = "word/document.xml"
_MOST_COLUMNS = 60
_INSIDE = {"sdtContent", "ins", "moveTo", "customXml", "smartTag"}
"""Wrappers around paragraphs, rows or cells whose content counts."""


def read_docx(content: bytes, job: Job, *, if_numbered: tuple[Note, ...] = ()) -> Extracted:
    """The text of a .docx; `if_numbered` are notes for one with automatic numbers. Raises `NotReadable`."""
    with opened(content, job) as archive:
        main = _main_part(archive, job)
        folder = posixpath.dirname(main)

        def part(name: str) -> Any | None:
            return _xml(archive, f"{folder}/{name}", job) if f"{folder}/{name}" in archive else None

        root = _xml(archive, main, job)
        inline = Inline(footnotes=part("footnotes.xml"), endnotes=part("endnotes.xml"))
        reader = _Reader(Numbering(part("numbering.xml"), part("styles.xml")), inline, job)
        body = root.find(f"{W}body")
        if body is None:
            raise job.refuse("没有正文，可能已损坏。请用 Word 或 WPS 打开后另存为新的 .docx 再添加。")
        blocks = reader.blocks(body)
    text = write(blocks, job)
    if not text:
        why = (
            "只有图片，没有文字。请添加图片文件本身（.jpg、.png）或扫描的 .pdf"
            if inline.counts["picture"]
            else "没有文字"
        )
        raise job.refuse(f"{why}。请检查是否选对了文件。")
    notes = if_numbered if reader.numbered else ()
    return Extracted(text, "docx", (*notes, *_notes(inline.counts)))


def _main_part(archive: Archive, job: Job) -> str:
    if "_rels/.rels" in archive:
        for relation in parse_xml(archive.read("_rels/.rels"), job):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = relation.get("Target", "").lstrip("/")
                if target in archive:
                    return str(target)
    if _MAIN not in archive:
        raise job.refuse("没有正文，可能已损坏。请用 Word 或 WPS 打开后另存为新的 .docx 再添加。")
    return _MAIN


def _xml(archive: Archive, name: str, job: Job) -> Any:
    return parse_xml(archive.read(name).replace(_STRICT, _TRANSITIONAL), job)


class _Reader:
    """Walks over one document; paragraphs are counted in the order of the text."""

    def __init__(self, numbering: Numbering, inline: Inline, job: Job) -> None:
        self._numbering, self._inline, self._job = numbering, inline, job
        self._cells = 0
        self.numbered = False
        """Whether any paragraph has an automatic number."""
        self._carried = ""
        """Text of paragraphs whose end was deleted: it belongs to the next one."""

    def blocks(self, container: Any) -> list[Block]:
        """Paragraphs and tables of a body, cell or text box."""
        result: list[Block] = []
        for child in container.iterchildren("*"):
            name = _name(child)
            if name == "p":
                result += self._paragraph(child)
            elif name == "tbl":
                result += self._table(child)
            elif name in _INSIDE or name == "sdt":
                result += self.blocks(child)
            elif name == "AlternateContent":
                chosen = next(child.iterchildren("*"), None)
                result += self.blocks(chosen) if chosen is not None else []
            elif name == "altChunk":
                self._inline.counts["object"] += 1
        return result

    def _paragraph(self, element: Any) -> list[Block]:
        properties = element.find(f"{W}pPr")
        said = self._inline.read(element)
        text, self._carried = self._carried + said.text, ""
        boxes = [block for box in said.boxes for block in self.blocks(box)]
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._carried = text
            return boxes
        number = self._numbering.number(properties)
        self.numbered = self.numbered or bool(number)
        lines = [number + text.strip()] if text.strip() else []
        return [*lines, *said.footnotes, *boxes]

    def _table(self, element: Any) -> list[Block]:
        rows: list[list[str]] = []
        inside: list[Block] = []
        for row in _all(element, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            cells = [""] * _count(properties, "gridBefore", 0)
            for cell in _all(row, "tc"):
                blocks = self.blocks(cell)
                inside += blocks
                text = "\n".join(block for block in blocks if isinstance(block, str))
                format_ = cell.find(f"{W}tcPr")
                if rows and _is_continued(format_) and len(cells) < len(rows[-1]):
                    text = rows[-1][len(cells)]
                cells += [text] * max(1, _count(format_, "gridSpan", 1))
            rows.append(cells[:_MOST_COLUMNS])
            self._cells += len(rows[-1])
            self._job.check_cells(self._cells)
        if any(isinstance(block, Table) for block in inside):
            return inside
        width = max(map(len, rows), default=0)
        return as_blocks(tuple(tuple(row + [""] * (width - len(row))) for row in rows))


def _all(element: Any, name: str) -> list[Any]:
    """Rows of a table or cells of a row, also those inside wrappers."""
    found: list[Any] = []
    for child in element.iterchildren("*"):
        if _name(child) == name:
            found.append(child)
        elif _name(child) in _INSIDE or _name(child) == "sdt":
            found += _all(child, name)
    return found


def _count(properties: Any | None, name: str, otherwise: int) -> int:
    child = properties.find(f"{W}{name}") if properties is not None else None
    said = child.get(f"{W}val", "") if child is not None else ""
    return min(int(said), _MOST_COLUMNS) if said.isdecimal() and len(said) < 6 else otherwise


def _is_continued(properties: Any | None) -> bool:
    """Whether a cell is the lower part of a merged one."""
    merged = properties.find(f"{W}vMerge") if properties is not None else None
    return merged is not None and merged.get(f"{W}val", "continue") == "continue"


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _notes(counts: Counter[str]) -> list[Note]:
    """What was met on the way that a person should know."""
    notes: list[Note] = []
    if counts["insertion"] or counts["deletion"]:
        notes.append(
            Note(
                "",
                f"文件里有尚未接受的修订（插入 {counts['insertion']} 处、删除 {counts['deletion']} 处），"
                "已按全部接受后的文字读取。如果不应接受，请在 Word 里处理修订后重新添加。",
            )
        )
    for key, sentence in (
        ("picture", "文件里有 {} 张图片，图片里的文字没有读取。图片里如有正文或表格，请另行添加。"),
        ("object", "文件里嵌入了 {} 个别的文件（如表格），其中的内容没有读取。请另行添加。"),
        ("hidden", "文件里有 {} 处隐藏文字，没有读取。"),
    ):
        if counts[key]:
            notes.append(Note("", sentence.format(counts[key])))
    return notes
