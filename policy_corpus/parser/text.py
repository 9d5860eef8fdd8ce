"""Raw text to paragraphs, remembering where every character came from.

Normalised input is what `account` gives back character by character: line ends are ``\\n``, byte-order
marks, zero-width and control characters are gone, and the few HTML entities that scrapers leave
behind are resolved. Everything else stays.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a stretch of the input is."""

    SPACE = "space"
    """White space around and between paragraphs."""
    MARKUP = "markup"
    """Markdown signs: heading marks, bullets, bold marks, escapes, comments."""
    NOISE = "noise"
    """Discarded: navigation, adverts, blog headers, footers, upload ids, page numbers."""
    METADATA = "metadata"
    """What the page says about the document: 来源, 发布时间, 索引号, 原址."""
    LETTERHEAD = "letterhead"
    """XX省教育厅文件, 签发人, decree lines, and the table of contents."""
    NUMBER = "number"
    TITLE = "title"
    ADOPTION = "adoption"
    """Lines saying which congress adopted or amended a law, and when."""
    ADDRESSEES = "addressees"
    MARKER = "marker"
    """The number in front of a provision whose text follows on the same line."""
    HEADING = "heading"
    """Shown in `Provision.heading_path`."""
    BODY = "body"
    """`Provision.text`."""
    TABLE = "table"
    """`Provision.text` of a table."""
    ATTACHMENTS = "attachments"
    """The list of annexes in front of the signature, and download links."""
    SIGNATURE = "signature"
    DATE = "date"
    COPIES = "copies"
    """抄送."""
    IMPRINT = "imprint"
    """此件主动公开, and who printed it when."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a paragraph's text play `role`; `label` names the provision, if any."""

    start: int
    end: int
    role: Role
    label: str = ""


@dataclass(slots=True, eq=False)
class Paragraph:
    """A logical line. `offsets[i]` is the place of `text[i]` in `raw`."""

    text: str
    raw: str
    offsets: list[int]
    level: int = 0
    """Depth of a Markdown heading, 0 for none."""
    table: bool = False
    comment: bool = False
    spans: list[Span] = field(default_factory=list)

    def mark(self, role: Role, label: str = "", start: int = 0, end: int | None = None) -> None:
        """Give characters `start` to `end` (default: all) a role."""
        self.spans.append(Span(start, len(self.text) if end is None else end, role, label))

    def divide(self, at: int) -> tuple["Paragraph", "Paragraph"]:
        """Two paragraphs: `text[:at]`, and the rest from there."""
        cut = self.offsets[at]
        kept = len(self.text[:at].rstrip())
        head = Paragraph(self.text[:kept], self.raw[:cut], self.offsets[:kept], level=self.level)
        return head, Paragraph(self.text[at:], self.raw[cut:], [offset - cut for offset in self.offsets[at:]])

    @property
    def marked(self) -> bool:
        return bool(self.spans)


_REMOVED = re.compile(r"[\ufeff\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENTITIES = {
    "&nbsp;": " ",
    "&ensp;": " ",
    "&emsp;": "\u3000",
    "&ldquo;": "“",
    "&rdquo;": "”",
    "&middot;": "·",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&mdash;": "—",
    "&amp;": "&",
}
_ENTITY = re.compile("|".join(_ENTITIES))
_HEADING = re.compile(r"(#{1,6})\s+|(#{1,6})(?=[\u4e00-\u9fff])")
_PREFIX = re.compile(r"(?:>\s?)+|[-*+•●■◆]\s+")
_ESCAPE = re.compile(r"\\(?=[.\-*_#()\[\]+>|、])")
_ITALIC = re.compile(r"\*([^*\s][^*]*[^*\s])\*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)(\1)")
_CANNOT_START = re.compile(r"[，,。；;：:、？！?!）)】》〉”’％%]")
_OPEN_END = re.compile(r"[，,、（(《〈“‘]$")
_TERMINAL = re.compile(r"[。；;：:！？!?…]”?$")
_WIDEST_WRAP = 100
_RAGGED = 6
"""How many columns a wrapped line may fall short of the width."""
_STARTS_UNIT = re.compile(
    r"第[\s〇零○一二三四五六七八九十百千\d]+[编篇章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]"
    r"|\d+[.．、]|[①-⑳⑴-⑽㈠-㈩⒈-⒑]|附\s*[件录表]|#|\||-|抄送"
)


def normalise(text: str) -> str:
    """The input as `account` accounts for it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _REMOVED.sub("", _ENTITY.sub(lambda match: _ENTITIES[match[0]], text))


def paragraphs(text: str) -> list[Paragraph]:
    """Paragraphs of normalised text; their `raw` parts concatenate to it.

    Lines broken in the middle of a sentence are rejoined: a line that begins with closing
    punctuation, one after a comma or an open bracket, and any line of a text wrapped at a fixed width.
    """
    lines = text.splitlines(keepends=True)
    width = _wrap_width(lines)
    result: list[Paragraph] = []
    lead = ""  # blank lines seen since the last paragraph
    index = 0
    while index < len(lines):
        raw = lines[index]
        if not raw.strip():
            lead += raw
            index += 1
            continue
        if rows := _table_rows(lines, index):
            block = "".join(lines[index : index + rows])
            result.append(_block(lead, block))
            index, lead = index + rows, ""
            continue
        para = _line(raw)
        if result and _continues(result[-1], para, raw, blank=bool(lead), width=width):
            _join(result[-1], lead, para)
        else:
            para.raw, para.offsets = lead + para.raw, [offset + len(lead) for offset in para.offsets]
            result.append(para)
        lead = ""
        index += 1
    if lead and result:
        result[-1].raw += lead
    elif lead:
        result.append(Paragraph("", lead, []))
    return result


def _line(raw: str) -> Paragraph:
    start = len(raw) - len(raw.lstrip())
    stop = len(raw.rstrip())
    if raw[start:stop].startswith("<!--"):
        return Paragraph(raw[start:stop], raw, list(range(start, stop)), comment=True)
    level = 0
    if match := _ITALIC.fullmatch(raw, start, stop):
        start, stop = match.span(1)
    if match := _HEADING.match(raw, start):
        level = len(match[1] or match[2])
        start = match.end()
    elif match := _PREFIX.match(raw, start):
        start = match.end()
    dropped = {match.start() for match in _ESCAPE.finditer(raw, start, stop)}
    for match in _BOLD.finditer(raw, start, stop):
        dropped |= {match.start(1), match.start(1) + 1, match.start(3), match.start(3) + 1}
    kept = [i for i in range(start, stop) if i not in dropped]
    while kept and raw[kept[0]].isspace():
        kept.pop(0)
    while kept and raw[kept[-1]].isspace():
        kept.pop()
    return Paragraph("".join(raw[i] for i in kept), raw, kept, level=level)


def _block(lead: str, block: str) -> Paragraph:
    start = len(lead) + len(block) - len(block.lstrip())
    stop = len(lead) + len(block.rstrip())
    raw = lead + block
    return Paragraph(raw[start:stop], raw, list(range(start, stop)), table=True)


def _join(para: Paragraph, lead: str, other: Paragraph) -> None:
    shift = len(para.raw) + len(lead)
    para.raw += lead + other.raw
    para.offsets.extend(offset + shift for offset in other.offsets)
    para.text += other.text


def _continues(previous: Paragraph, para: Paragraph, raw: str, *, blank: bool, width: int) -> bool:
    if previous.table or previous.comment or para.comment or previous.level or para.level or not previous.text:
        return False
    if not para.text:
        return False
    if _CANNOT_START.match(para.text) and len(previous.text) > 1:
        return True
    if blank or _STARTS_UNIT.match(para.text):
        return False
    if _OPEN_END.search(previous.text):
        return True
    last_line = previous.raw.rstrip("\n").rsplit("\n", 1)[-1].strip()
    fresh_indent = re.match(r"(?:\u3000{2}|\s{4})", raw) is not None
    return (
        bool(width) and _columns(last_line) >= width - _RAGGED and not _TERMINAL.search(last_line) and not fresh_indent
    )


def _columns(text: str) -> int:
    """Width in columns: a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2000 else 1 for char in text)


def _wrap_width(lines: list[str]) -> int:
    """The columns at which the text is wrapped, 0 when it is not.

    A wrapped text has no long lines, many lines near the longest, and most of these end in mid-sentence.
    """
    stripped = [line.strip() for line in lines]
    long = sorted((_columns(line), bool(_TERMINAL.search(line))) for line in stripped if _columns(line) >= 30)
    if len(long) < 6:
        return 0
    width = long[-1 - len(long) // 30][0]
    near = [ends for columns, ends in long if columns >= width - _RAGGED]
    if width > _WIDEST_WRAP or len(near) < 5 or len(near) * 100 < 30 * len(long) or sum(near) * 2 > len(near):
        return 0
    return width


def _table_rows(lines: list[str], start: int) -> int:
    """How many lines from `start` form a table: Markdown rows, or rows of cells set apart by tabs."""
    for is_row, least in ((_is_pipe_row, 2), (_is_tab_row, 2)):
        end = start
        while end < len(lines) and is_row(lines[end]):
            end += 1
        if end - start >= least:
            return end - start
    return 0


def _is_pipe_row(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith("|") and stripped.count("|") >= 2


def _is_tab_row(line: str) -> bool:
    return len([cell for cell in line.strip().split("\t") if cell.strip()]) >= 2
