"""Test documents: one text as web pages of two site styles, DOCX with automatic numbers, PDF."""

import html
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

from policy_corpus.parser.numbering import Style, marker

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CHINESE = "一二三四五六七八九十百零"
_LISTED: tuple[tuple[str, str, str], ...] = (
    (rf"第([{_CHINESE}]+)条", "chineseCountingThousand", "第%条"),
    (rf"第([{_CHINESE}]+)章", "chineseCountingThousand", "第%章"),
    (rf"第([{_CHINESE}]+)节", "chineseCounting", "第%节"),
    (rf"([{_CHINESE}]+)、", "chineseCounting", "%、"),
    (rf"（([{_CHINESE}]+)）", "japaneseCounting", "（%）"),
    (rf"\(([{_CHINESE}]+)\)", "chineseCounting", "(%)"),
    (r"([0-9]+)([.．、])", "decimal", "%{2}"),
    (r"([０-９]+)．", "decimalFullWidth", "%．"),
    (r"（([0-9]+)）", "decimal", "（%）"),
    (r"\(([0-9]+)\)", "decimal", "(%)"),
    (r"([⑴-⑼])", "decimalEnclosedParen", "%"),
    (r"([①-⑨])", "decimalEnclosedCircle", "%"),
)
"""How a typed number is made an automatic one: pattern, format, text of the level."""
_PLACES = {
    Style.CHAPTER: (0, 0), Style.DIVISION: (0, 1), Style.ARTICLE: (1, 0), Style.TOP: (2, 0), Style.PAREN: (2, 1),
    Style.ARABIC: (2, 2), Style.ARABIC_PAREN: (2, 3), Style.CIRCLE: (2, 4),
}  # fmt: skip
"""List and level of each style: articles are counted on through the chapters."""


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/></Types>'
)


def _relations(*parts: tuple[str, str]) -> str:
    entries = (
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(parts, 1)
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(entries)}</Relationships>"
    )


def plain_lines(text: str) -> list[str]:
    """Lines of a text without Markdown signs, tables as they are."""
    return [re.sub(r"^#+ ", "", line).strip() for line in text.splitlines() if line.strip()]


def _blocks(lines: Sequence[str]) -> Iterable[str | list[list[str]]]:
    """Lines, and tables as rows of cells."""
    table: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            if "---" not in line:
                table.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if table:
            yield table
            table = []
        if line:
            yield line


def editor_page(lines: Sequence[str], title: str = "某网页") -> str:
    """A page in the style of `.TRS_Editor`: paragraphs indented by hand, navigation around."""
    body = "".join(
        f"<p align=justify>&nbsp;&nbsp;&nbsp;&nbsp;<span>{html.escape(block)}</span></p>\n"
        if isinstance(block, str)
        else _html_table(block)
        for block in _blocks(lines)
    )
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title><style>.a{{}}</style></head><body>"
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zw/">政务公开</a></li></ul></div>'
        f'<div class="main"><div class="TRS_Editor">{body}</div></div>'
        '<div class="foot">版权所有：某某网</div><script>var x = "<p>不是正文</p>";</script></body></html>'
    )


def frame_page(lines: Sequence[str], title: str = "某网页") -> str:
    """An old page: nested tables for the layout, lines ended by `<br>`, in the element `#zoom`."""
    pieces: list[str] = []
    for block in _blocks(lines):
        pieces.append(f"　　{html.escape(block)}<br><br>\n" if isinstance(block, str) else _html_table(block))
    return (
        f"<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY><TABLE width=100%><TR><TD>"
        "<TABLE><TR><TD><A href='index.htm'>网站首页</A></TD><TD>通知公告</TD></TR></TABLE></TD></TR><TR><TD id=zoom>"
        f"<FONT size=3>{''.join(pieces)}</FONT></TD></TR><TR><TD>联系我们</TD></TR></TABLE></BODY></HTML>"
    )


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) + "</tr>" for row in rows)
        + "</table>\n"
    )


def docx(document: str, *, numbering: str = "", styles: str = "", extra: dict[str, str | bytes] | None = None) -> bytes:
    """A .docx from the inner XML of its body, of numbering.xml and of styles.xml."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("numbering", "numbering.xml"), ("styles", "styles.xml")),
        "word/document.xml": f"<w:document {W}><w:body>{document}</w:body></w:document>",
    }
    parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    parts["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>"
    return packed({**parts, **(extra or {})})


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of `parts`."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"


def listed(list_id: int, level: int = 0) -> str:
    """Paragraph properties that number it automatically."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def level(number: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: int, *levels: str) -> str:
    """The definition of a list."""
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, abstract_key: int, more: str = "") -> str:
    """A list that uses a definition."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract_key}"/>{more}</w:num>'


def docx_table(rows: Sequence[Sequence[str]]) -> str:
    """A table of WordprocessingML."""
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


@dataclass
class _Family:
    """One definition of a list, its levels as first used, and what Word would count next."""

    key: int
    formats: dict[int, tuple[str, str]] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)
    current: int = 0
    """The list in use, 0 for none yet."""


class _Numberer:
    """Turns typed numbers into automatic ones; where the count would differ, a list that begins anew."""

    def __init__(self) -> None:
        self._families = (_Family(0), _Family(1), _Family(2))
        self._nums: list[str] = []

    def properties(self, line: str) -> tuple[str, str]:
        """(paragraph properties, text without the number); properties are empty for a line that is typed as it is."""
        mark = marker(line)
        if mark is None or mark.weak:
            return "", line
        found = next(((m, form, text) for pattern, form, text in _LISTED if (m := re.match(pattern, line))), None)
        if mark.style not in _PLACES or found is None or not line[found[0].end() :].strip():
            return "", line
        key, place = _PLACES[mark.style]
        family = self._families[key]
        match, form, text = found
        shown = text.replace("%", f"%{place + 1}").replace("{2}", match[2] if "{2}" in text else "")
        fits = family.formats.setdefault(place, (form, shown)) == (form, shown)
        anew = mark.number != family.counters.get(place, 0) + 1
        if not family.current or anew or not fits:
            self._begin(family, place, f'<w:startOverride w:val="{mark.number}"/>' if anew else "",
                        "" if fits else level(place, form, shown))  # fmt: skip
        family.counters[place] = mark.number
        for deeper in [deep for deep in family.counters if deep > place]:
            del family.counters[deeper]
        return listed(family.current, place), line[match.end() :].strip()

    def _begin(self, family: _Family, place: int, start: str, changed: str) -> None:
        """A new list of the family, with another start or another look of one level."""
        more = f'<w:lvlOverride w:ilvl="{place}">{start}{changed}</w:lvlOverride>' if start or changed else ""
        self._nums.append(num(len(self._nums) + 1, family.key, more))
        family.current = len(self._nums)

    def xml(self) -> str:
        """The content of numbering.xml."""
        definitions = [
            abstract(family.key, *(level(place, *shown) for place, shown in sorted(family.formats.items())))
            for family in self._families
        ]
        return "".join(definitions) + "".join(self._nums)


def numbered_docx(lines: Sequence[str]) -> bytes:
    """A .docx of these lines in which every number that Word can make is automatic."""
    numberer = _Numberer()
    body = ""
    for block in _blocks(lines):
        if isinstance(block, str):
            properties, text = numberer.properties(block)
            body += p(text, properties)
        else:
            body += docx_table(block)
    return docx(body, numbering=numberer.xml())
