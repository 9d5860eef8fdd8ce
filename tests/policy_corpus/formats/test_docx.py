"""DOCX: automatic numbers, tables, revisions, notes, text boxes."""

import pytest

from policy_corpus.formats import NotReadable, extract
from policy_corpus.formats.number_formats import numeral
from tests.policy_corpus.formats.makers import W, abstract, docx, docx_table, level, listed, num, p


def _lines(document: str, numbering: str = "", styles: str = "", **parts: str) -> list[str]:
    extra = {f"word/{name}.xml": content for name, content in parts.items()}
    return extract(docx(document, numbering=numbering, styles=styles, extra=dict(extra)), "a.docx").text.split("\n\n")


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("japaneseCounting", 10, "十"),
        ("taiwaneseCountingThousand", 3, "三"),
        ("ideographDigital", 2023, "二〇二三"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
        ("ideographTraditional", 11, "11"),
        ("chineseLegalSimplified", 305, "叁佰零伍"),
        ("chineseLegalSimplified", 1010, "壹仟零壹拾"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 9, "⑨"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalZero", 7, "07"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 26, "z"),
        ("none", 5, ""),
        ("somethingNew", 8, "8"),
    ],
)
def test_numbers_are_written_as_word_writes_them(form: str, number: int, shown: str) -> None:
    """Each format of ST_NumberFormat that documents use."""
    assert numeral(number, form) == shown


def test_levels_count_and_begin_anew() -> None:
    """A deeper level begins anew after a higher one; `lvlRestart` 0 goes on through the chapters."""
    numbering = abstract(
        0,
        level(0, "chineseCounting", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
        level(2, "chineseCounting", "（%3）"),
    ) + num(1, 0)
    order = [(0, "总则"), (1, "甲"), (2, "乙"), (2, "丙"), (1, "丁"), (2, "戊"), (0, "罚则"), (1, "己"), (2, "庚")]
    assert _lines("".join(p(text, listed(1, at)) for at, text in order), numbering) == [
        "第一章　总则", "第一条　甲", "（一）乙", "（二）丙", "第二条　丁", "（一）戊",
        "第二章　罚则", "第三条　己", "（一）庚",
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_unless_they_begin_anew() -> None:
    """Two lists share the counter of their definition; `startOverride` begins anew once."""
    numbering = (
        abstract(0, level(0, "decimal", "%1.", start=3))
        + num(1, 0)
        + num(2, 0)
        + num(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    )
    used = [1, 1, 2, 3, 3, 1]
    assert _lines("".join(p("事项", listed(key)) for key in used), numbering) == [
        "3.事项", "4.事项", "5.事项", "1.事项", "2.事项", "3.事项",
    ]  # fmt: skip


def test_numbers_come_through_styles() -> None:
    """A paragraph takes list and level from its style, from the style's base, and from the level that names it."""
    numbering = abstract(
        0,
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
        level(1, "decimal", "%1.%2", '<w:pStyle w:val="H2"/><w:isLgl/>'),
    ) + num(1, 0)
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="H1"/></w:style>'
    )

    def styled(name: str, more: str = "") -> str:
        return p("事项", f'<w:pStyle w:val="{name}"/>{more}')

    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("H1") + styled("H2") + styled("Mine") + styled("H2") + styled("H1", off) + p("正文")
    assert _lines(body, numbering, styles) == ["一、事项", "1.1　事项", "二、事项", "2.1　事项", "事项", "正文"]


def test_bullets_and_empty_paragraphs() -> None:
    """A bullet is no number; an empty paragraph is counted as Word counts it, but gives no line."""
    numbering = (
        abstract(0, level(0, "bullet", "\uf0b7")) + abstract(1, level(0, "decimal", "(%1)")) + num(1, 0) + num(2, 1)
    )
    body = p("圆点", listed(1)) + p("甲", listed(2)) + p("", listed(2)) + p("乙", listed(2))
    assert _lines(body, numbering) == ["圆点", "(1)甲", "(3)乙"]


def test_tables_keep_merged_cells() -> None:
    """Cells merged across and down are repeated; a nested table dissolves the outer one."""

    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    down, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("项目") + cell("学时", '<w:gridSpan w:val="2"/>'),
        cell("省级", down) + cell("必修") + cell("30"),
        cell("", below) + cell("选修") + cell("60"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    expected = "| 项目 | 学时 | 学时 |\n| --- | --- | --- |\n| 省级 | 必修 | 30 |\n| 省级 | 选修 | 60 |"
    assert _lines(p("上文") + table) == ["上文", expected]
    framed = f"<w:tbl><w:tr><w:tc>{p('说明')}{table}</w:tc></w:tr></w:tbl>"
    assert _lines(framed) == ["说明", expected]


def test_revisions_are_taken_as_accepted_and_said() -> None:
    """Insertions are read, deletions are not, a deleted paragraph end joins, and a note says so."""
    body = (
        "<w:p><w:r><w:t>不少于</w:t></w:r><w:del><w:r><w:delText>72</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>90</w:t></w:r></w:ins><w:r><w:t>学时。</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>每年</w:t></w:r></w:p><w:p><w:r><w:t>登记。</w:t></w:r></w:p>"
    )
    found = extract(docx(body), "a.docx")
    assert found.text == "不少于90学时。\n\n每年登记。"
    assert "插入 1 处、删除 1 处" in found.notes[0].sentence


def test_footnotes_text_boxes_and_hidden_text() -> None:
    """A footnote follows its paragraph, a text box is read once, hidden text is not read but said."""
    box = f"<w:txbxContent>{p('框中文字')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        '<w:p><w:r><w:t>学时</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:t>按年登记。</w:t></w:r></w:p>"
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent><w:t>正文</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>"
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p("一学时为45分钟。")}</w:footnote></w:footnotes>'
    found = extract(docx(body, extra={"word/footnotes.xml": notes}), "a.docx")
    assert found.text.split("\n\n") == ["学时[注1]按年登记。", "注1：一学时为45分钟。", "正文", "框中文字"]
    assert [note.sentence for note in found.notes] == ["文件里有 1 处隐藏文字，没有读取。"]


def test_text_that_looks_like_markdown_stays_text() -> None:
    """A line that begins like a heading, list or table of Markdown is escaped, so that the parser reads it as it is."""
    assert _lines(p("#1教室") + p("# 号房") + p("- 3 -") + p("|")) == ["#1教室", "\\# 号房", "\\- 3 -", "\\|"]


def test_a_docx_without_text_is_refused() -> None:
    """A file of pictures is refused with the advice to add the pictures."""
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>'
    with pytest.raises(NotReadable, match=r"“a\.docx”只有图片"):
        extract(docx(picture), "a.docx")


def test_pictures_are_counted() -> None:
    """A picture beside text is told."""
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>'
    found = extract(docx(p("正文") + picture + docx_table([["甲", "乙"], ["丙", "丁"]])), "a.docx")
    assert [note.sentence[:9] for note in found.notes] == ["文件里有 1 张图"]
