"""Official documents as PDF: A4, first lines indented by two characters, page numbers at the foot."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from policy_corpus.parser.numbering import marker

_SIZE = 16
_LEADING = 28


def pdf(lines: Sequence[str | list[list[str]]], *, font_file: Path | None = None, header: str = "") -> bytes:
    """Lines and tables (rows of cells) as a PDF; the first line is the title.

    Without `font_file` the font is named but not embedded: good for reading the text, not for drawing the page.
    """
    font = _font(font_file)
    body = ParagraphStyle(
        "body", fontName=font, fontSize=_SIZE, leading=_LEADING, wordWrap="CJK", firstLineIndent=2 * _SIZE
    )
    flush = ParagraphStyle("flush", parent=body, firstLineIndent=0)
    title = ParagraphStyle("title", parent=flush, alignment=TA_CENTER, fontSize=22, leading=36)

    def frame(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 14)
        canvas.drawCentredString(A4[0] / 2, 18 * mm, f"— {document.page} —")
        canvas.setFont(font, 9)
        canvas.drawString(28 * mm, A4[1] - 15 * mm, header)

    flowables: list[Any] = []
    for at, line in enumerate(lines):
        if isinstance(line, str):
            style = title if at == 0 else flush if line.endswith(("：", ":")) and marker(line) is None else body
            flowables.append(Paragraph(_escaped(line), style))
        else:
            flowables.append(_table(line, font))
    buffer = BytesIO()
    template = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=28 * mm, rightMargin=26 * mm, topMargin=37 * mm, bottomMargin=35 * mm
    )
    template.build(flowables, onFirstPage=frame, onLaterPages=frame)
    return buffer.getvalue()


def _table(rows: list[list[str]], font: str) -> Table:
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, black), ("FONT", (0, 0), (-1, -1), font, 12)])
    return Table(rows, style=grid)


def _font(file: Path | None) -> str:
    name = file.stem if file else "STSong-Light"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(file)) if file else UnicodeCIDFont(name))
    return name


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
