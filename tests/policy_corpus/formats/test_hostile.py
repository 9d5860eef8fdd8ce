"""Files made to harm are refused with a sentence, within bounds."""

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_corpus.formats import Limits, NotReadable, extract
from policy_corpus.formats.model import Job
from policy_corpus.formats.scanned import read_pdf, read_picture
from policy_corpus.formats.word97 import AutomaticNumbers, read_word97
from tests.policy_corpus.formats.makers import W, docx, editor_page, numbered_docx, p, packed
from tests.policy_corpus.formats.word97_maker import word97
from tests.properties import examples


def _pdf(*objects: str, trailer: str = "<</Root 1 0 R>>") -> bytes:
    body = "%PDF-1.4\n" + "".join(f"{at} 0 obj{content}endobj\n" for at, content in enumerate(objects, 1))
    return f"{body}trailer{trailer}\n%%EOF".encode("latin-1")


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("name", ["word/document.xml", "a.txt"])
def test_a_part_that_unpacks_to_far_more(name: str) -> None:
    """What unpacks to far more than it weighs is not unpacked."""
    with pytest.raises(NotReadable, match="压缩炸弹"):
        extract(packed({name: b" " * 30_000_000}), "a.zip", limits=Limits(largest_part=2_000_000))


def test_parts_that_together_unpack_to_too_much() -> None:
    """The bound holds for all files of a ZIP together, and for those in a ZIP inside."""
    files: dict[str, str | bytes] = {f"{n}.txt": b"x" * 900_000 for n in range(3)}
    content = packed({"1.zip": packed(files), **files})
    found = extract(content, "a.zip", limits=Limits(unpacked=3_000_000))
    assert [part.name for part in found.parts] == ["0.txt", "1.txt", "1.zip/0.txt"]
    assert ["压缩炸弹" in missing.sentence for missing in found.missing] == [True] * 3


def test_a_zip_of_countless_files() -> None:
    """Too many entries, or files, are refused by their number."""
    content = packed({f"{n}.txt": "x" for n in range(30)})
    with pytest.raises(NotReadable, match="30 个文件"):
        extract(content, "a.zip", limits=Limits(members=20))
    with pytest.raises(NotReadable, match="最多读 20 个"):
        extract(content, "a.zip", limits=Limits(files=20))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY a "哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">',
    ],
    ids=["grows", "reads a file", "fetches"],
)
def test_entities_in_a_docx(declared: str) -> None:
    """A document that declares entities is refused, whatever they do."""
    document = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    )
    content = packed({"word/document.xml": declared + document})
    with pytest.raises(NotReadable, match=r"可疑的声明|内部已损坏"):
        extract(content, "a.docx")


def test_macros_are_only_bytes() -> None:
    """A .docm is read as a .docx: its macros are never looked at."""
    found = extract(docx(p("正文"), extra={"word/vbaProject.bin": b"Sub AutoOpen()"}), "a.docm")
    assert (found.kind, found.text) == ("docx", "正文")


def test_a_docx_that_refers_to_itself() -> None:
    """Styles, list definitions and footnotes that lean on themselves end."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="A"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    run = '<w:p><w:r><w:t>注</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
    note = f'<w:footnotes {W}><w:footnote w:id="1">{run}</w:footnote></w:footnotes>'
    body = (
        '<w:p><w:pPr><w:pStyle w:val="A"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t>'
        '<w:footnoteReference w:id="1"/></w:r></w:p>'
    )
    content = docx(body, numbering=numbering, styles=styles, extra={"word/footnotes.xml": note})
    assert extract(content, "a.docx").text == "甲[注1]\n\n注1：注[注1]"


def test_tables_that_grow() -> None:
    """Cells said to cover thousands of rows and columns do not make thousands of cells."""
    row = "<tr><td colspan=1000 rowspan=1000>格</td></tr>"
    page = f"<html><body><div id=zoom><table>{row * 700}</table></div></body></html>"
    with pytest.raises(NotReadable, match="表格大得不正常"):
        extract(page.encode(), "a.html")
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc>'
    with pytest.raises(NotReadable, match="表格大得不正常"):
        extract(docx(f"<w:tbl>{f'<w:tr>{cell}</w:tr>' * 10}</w:tbl>"), "a.docx", limits=Limits(cells=500))


def test_a_page_nested_without_end() -> None:
    """Deep nesting is refused, or cut off by the parser: in no case does it bring the program down."""
    for tag in ("div", "table><tr><td", "font"):
        page = f"<html><body>{f'<{tag}>' * 100_000}正文</body></html>"
        with pytest.raises(NotReadable):
            extract(page.encode(), "a.html")


def test_text_without_end() -> None:
    """Pages, texts and files beyond the bounds are refused by their size."""
    for name, content in (("a.html", b"<html>" + b"x" * 3000), ("a.txt", b"x" * 3000)):
        with pytest.raises(NotReadable, match="超过"):
            extract(content, name, limits=Limits(largest_page=2000))
    with pytest.raises(NotReadable, match="超过 0 MB"):
        extract(b"x" * 3000, "a.txt", limits=Limits(largest=2000))
    with pytest.raises(NotReadable, match="万字"):
        extract(docx(p("字" * 3000)), "a.docx", limits=Limits(characters=2000))


def test_a_picture_that_unpacks_to_gigabytes() -> None:
    """The size of a picture is looked at before it is unpacked."""
    with pytest.raises(NotReadable, match="像素超过"):
        read_picture(_png(50_000, 50_000), Job.start("a.png", Limits()))


@pytest.mark.parametrize(
    "content",
    [
        _pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
        _pdf(
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids 2 0 R/Count 2 0 R>>", trailer="<</Root 1 0 R/Prev 9>>"
        ),
        b"%PDF-1.7\n" + b"<<" * 5000,
    ],
    ids=["pages in a circle", "wrong types", "cut off"],
)
def test_a_pdf_that_makes_no_sense(content: bytes) -> None:
    """A damaged or circular PDF is refused with what to do."""
    with pytest.raises(NotReadable, match=r"“a\.pdf”.*(请重新下载|请打开后|另存)"):
        read_pdf(content, Job.start("a.pdf", Limits()))


def test_a_pdf_that_unpacks_to_gigabytes_ends_its_process_only() -> None:
    """A stream far beyond the memory allowed is refused; the program goes on."""
    stream = zlib.compress(b"0 0 m\n" * 25_000_000, 1)
    pages = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    body = f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n{stream.decode('latin-1')}\nendstream "
    content = _pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", pages, body)
    with pytest.raises(NotReadable, match="内存"):
        extract(content, "a.pdf", limits=Limits(memory=330_000_000))


_WHOLE = (
    numbered_docx(["一、总体要求", "第一条 教师应当参加培训。"]),
    packed({"a.txt": "正文", "b.html": editor_page(["正文"] * 40)}),
    editor_page(["第一条 教师应当参加培训，每五年不少于三百六十学时。"] * 4).encode(),
    word97("第一条 参加培训\r项目\x07学时\x07\x07"),
)


@settings(max_examples=examples(50))
@given(st.sampled_from(_WHOLE), st.data())
def test_damage_anywhere(whole: bytes, data: st.DataObject) -> None:
    """A file with a damaged or missing stretch is read or refused with a sentence; nothing else happens."""
    at = data.draw(st.integers(0, len(whole) - 1))
    content = whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 40)) :]
    with suppress(NotReadable, AutomaticNumbers):
        if content.startswith(_WHOLE[-1][:8]):
            read_word97(content, Job.start("a.doc", Limits()))
        else:
            assert extract(content, "a").kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Rar!\x1a\x07", "zip"),
        (b"\x09\x08" + b"\xff\xfe" * 9, "UTF-8"),
        (packed({"ppt/presentation.xml": "<x/>"}), "演示文稿"),
        (packed({"OFD.xml": "<x/>"}), "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), "电子表格"),
        (b"PK\x03\x04cut", "损坏"),
        (b" \r\n\0", "空的"),
    ],
)
def test_what_is_not_read_says_what_to_do(content: bytes, said: str) -> None:
    """Other formats are told by their content, whatever the name says."""
    with pytest.raises(NotReadable, match=said):
        extract(content, "通知.docx")
