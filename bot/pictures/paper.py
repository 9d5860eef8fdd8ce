"""A document on A4, built from top to bottom: headings, paragraphs, tables, a footer with the number of pages."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from bot.pictures.palette import DEEP, FAINT, FONT, INK, RULE, SOFT, TILE

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_NAME = "yanxiu"
"""Of the font, within a document."""
_MARGIN, _BOTTOM = 51.0, 56.0
_INSET = 6.0
"""By which reportlab insets what stands within the margins."""
_NARROW = 92.0
"""Width of a narrow column beside a wide one."""
_FOOTER = 30.0
"""Points above the edge of the page."""
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"fontSize": 22, "leading": 32, "textColor": DEEP, "spaceAfter": 4},
    "heading": {
        "fontSize": 13,
        "leading": 19,
        "textColor": DEEP,
        "spaceBefore": 14,
        "spaceAfter": 6,
        "keepWithNext": 1,
    },
    "rule": {"fontSize": 10.5, "leading": 16, "spaceBefore": 8, "keepWithNext": 1},
    "text": {"fontSize": 10.5, "leading": 17},
    "code": {"fontSize": 12, "leading": 20, "spaceBefore": 4},
    "detail": {"fontSize": 9.5, "leading": 15, "leftIndent": 14},
    "step": {"fontSize": 9, "leading": 14, "leftIndent": 28, "textColor": SOFT},
    "note": {"fontSize": 9, "leading": 14, "textColor": SOFT, "spaceAfter": 4},
    "caption": {"fontSize": 8, "leading": 11, "textColor": FAINT, "alignment": 1},
    "cell": {"fontSize": 8.5, "leading": 12},
    "number": {"fontSize": 8.5, "leading": 12, "alignment": 2},
    "column": {"fontSize": 8.5, "leading": 12, "textColor": DEEP, "alignment": 1},
    "word": {"fontSize": 9.5, "leading": 14, "textColor": SOFT},
    "value": {"fontSize": 10, "leading": 14},
}


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a document says of itself."""

    title: str
    author: str
    made_at: datetime
    footer: str
    """Stands on every page, at the left."""
    page_of: Callable[[int, int], str]
    """Number of a page and of all of them → what stands at the right."""
    part: Callable[[int, str], str]
    """Number and words of a heading → the heading."""


class Paper:
    """The document. Every text is plain text: nothing in it is taken for markup."""

    def __init__(self, imprint: Imprint) -> None:
        self._imprint = imprint
        self._parts = 0
        self._story: list[Any] = []
        _register()

    @property
    def _width(self) -> float:
        from reportlab.lib.pagesizes import A4

        return float(A4[0]) - 2 * _MARGIN

    def paragraph(self, text: str, style: str) -> Any:
        """A paragraph to be put somewhere."""
        from reportlab.platypus import Paragraph

        return Paragraph(escape(" ".join(text.split())), _style(style))

    def picture(self, png: bytes) -> Any:
        """A square picture to be put into a narrow column."""
        from reportlab.platypus import Image

        return Image(io.BytesIO(png), _NARROW, _NARROW)

    def add(self, text: str, style: str) -> None:
        """A paragraph."""
        self._story.append(self.paragraph(text, style))

    def heading(self, text: str) -> None:
        """A heading with its number, which stays with what follows."""
        self._parts += 1
        self.add(self._imprint.part(self._parts, text), "heading")

    def space(self, points: float) -> None:
        """Some room."""
        from reportlab.platypus import Spacer

        self._story.append(Spacer(1, points))

    def beside(self, left: Sequence[Any], right: Sequence[Any]) -> None:
        """Two columns, the right one narrow; a line below."""
        from reportlab.platypus import Table

        style: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("LINEBELOW", (0, 0), (-1, -1), 1.2, DEEP),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
        ]
        self._story.append(Table([[list(left), list(right)]], colWidths=[self._width - _NARROW, _NARROW], style=style))

    def fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Words with their values, two pairs in a row."""
        from reportlab.platypus import Table

        cells = [
            self.paragraph(text, style) for pair in pairs for text, style in zip(pair, ("word", "value"), strict=True)
        ]
        cells += [""] * (-len(cells) % 4)
        rows = [cells[start : start + 4] for start in range(0, len(cells), 4)]
        narrow = 60.0
        wide = self._width / 2 - narrow
        style = [*_GRID, ("BACKGROUND", (0, 0), (0, -1), TILE), ("BACKGROUND", (2, 0), (2, -1), TILE)]
        self._story.append(Table(rows, colWidths=[narrow, wide, narrow, wide], style=style))

    def table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float], numbers: Sequence[int]
    ) -> None:
        """A table whose headings are repeated on every page; `widths` are relative, `numbers` are set to the right."""
        from reportlab.platypus import LongTable

        styles = ["number" if column in numbers else "cell" for column in range(len(headings))]
        body = [[self.paragraph(cell, style) for cell, style in zip(row, styles, strict=True)] for row in rows]
        above = [self.paragraph(heading, "column") for heading in headings]
        unit = self._width / sum(widths)
        style = [*_GRID, ("BACKGROUND", (0, 0), (-1, 0), TILE), ("LINEBELOW", (0, 0), (-1, 0), 0.9, DEEP)]
        self._story.append(
            LongTable([above, *body], colWidths=[width * unit for width in widths], repeatRows=1, style=style)
        )

    def signatures(self, words: Sequence[str]) -> None:
        """Room to sign, side by side, never torn from each other."""
        from reportlab.platypus import KeepTogether, Table

        row = [self.paragraph(word, "text") for word in words]
        style = [("TOPPADDING", (0, 0), (-1, -1), 26), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
        self._story.append(KeepTogether([Table([row], colWidths=[self._width / len(words)] * len(words), style=style)]))

    def pdf(self) -> bytes:
        """The document, laid out twice: only then is the number of pages known."""
        from reportlab.lib.pagesizes import A4
        from reportlab.platypus import SimpleDocTemplate

        made = io.BytesIO()
        document = SimpleDocTemplate(
            made,
            pagesize=A4,
            leftMargin=_MARGIN - _INSET,
            rightMargin=_MARGIN - _INSET,
            topMargin=_MARGIN,
            bottomMargin=_BOTTOM,
            title=self._imprint.title,
            author=self._imprint.author,
            lang="zh-CN",
            invariant=1,
        )
        document.build(self._story, canvasmaker=_numbered(self._foot, self._imprint.made_at))
        return made.getvalue()

    def _foot(self, canvas: "Canvas", page: int, pages: int) -> None:
        canvas.setFont(_NAME, 8.5)
        canvas.setFillColor(SOFT)
        canvas.drawString(_MARGIN, _FOOTER, self._imprint.footer)
        canvas.drawRightString(_MARGIN + self._width, _FOOTER, self._imprint.page_of(page, pages))
        canvas.setStrokeColor(RULE)
        canvas.line(_MARGIN, _FOOTER + 14, _MARGIN + self._width, _FOOTER + 14)


_GRID: list[Any] = [
    ("GRID", (0, 0), (-1, -1), 0.5, RULE),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("TOPPADDING", (0, 0), (-1, -1), 3.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
    ("LEFTPADDING", (0, 0), (-1, -1), 5),
    ("RIGHTPADDING", (0, 0), (-1, -1), 5),
]


@lru_cache(maxsize=1)
def _register() -> None:
    """Tell reportlab of the font; what a document uses of it is embedded there."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(_NAME, str(FONT)))


@lru_cache(maxsize=len(_STYLES))
def _style(name: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    usual: dict[str, Any] = {"fontName": _NAME, "wordWrap": "CJK", "textColor": INK}
    return ParagraphStyle(name, **(usual | _STYLES[name]))


def _numbered(foot: Callable[["Canvas", int, int], None], made_at: datetime) -> type["Canvas"]:
    """A canvas that keeps its pages until their number is known."""
    from reportlab.lib.utils import TimeStamp
    from reportlab.pdfgen.canvas import Canvas

    stamp = TimeStamp(invariant=1)
    stamp.t, stamp.lt = made_at.timestamp(), made_at.timetuple()
    stamp.YMDhms, stamp.tzname = tuple(stamp.lt)[:6], made_at.strftime("%Z")
    stamp.dhh, stamp.dmm = divmod(int((made_at.utcoffset() or timedelta()).total_seconds()) // 60, 60)

    class Numbered(Canvas):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            within: Any = self
            # What is given makes the bytes, and nothing else: not the clock, by which reportlab would name the file.
            within._doc._timeStamp = stamp
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._kept.append(dict(self.__dict__))
            within: Any = self
            within._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._kept, 1):
                self.__dict__.update(page)
                foot(self, number, len(self._kept))
                super().showPage()
            super().save()

    return Numbered
