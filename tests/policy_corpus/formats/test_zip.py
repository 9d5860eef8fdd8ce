"""ZIP of documents."""

import stat
import zipfile
from io import BytesIO

import pytest

from policy_corpus.formats import NotReadable, extract
from tests.policy_corpus.formats.makers import docx, p, packed


def test_every_file_is_a_part() -> None:
    """Documents in folders and in a ZIP inside are read, in the order of their names; what cannot be read is noted."""
    inner = packed({"名单.txt": "甲、乙、丙"})
    content = packed(
        {
            "通知.docx": docx(p("正文")),
            "附件/1.zip": inner,
            "附件/2.xyz": b"\x00\x01\x02",
            "__MACOSX/._a": b"x",
            "Thumbs.db": b"x",
        }
    )
    found = extract(content, "a.zip")
    assert (found.kind, found.text) == ("zip", "")
    assert [(part.name, part.extracted.kind, part.extracted.text) for part in found.parts] == [
        ("通知.docx", "docx", "正文"),
        ("附件/1.zip/名单.txt", "txt", "甲、乙、丙"),
    ]
    assert [missing.name for missing in found.missing] == ["附件/2.xyz"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_that_do_not_tell_their_encoding(encoding: str) -> None:
    """Names that Windows wrote in GBK, or other programs in UTF-8 without saying so, are shown right."""
    raw = "培训通知.txt".encode(encoding)
    content = packed({"x" * len(raw): "正文"}).replace(b"x" * len(raw), raw)
    assert extract(content, "a.zip").parts[0].name == "培训通知.txt"


def test_tricks_with_paths_are_not_read() -> None:
    """A way out of the folder, an absolute path, a drive and a link are noted, the rest is read."""
    names = ["../../etc/a.txt", "/abs.txt", "C:\\x.txt", "a/..\\..\\b.txt"]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in [*names, "好.txt"]:
            archive.writestr(name, "正文")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/hostname")
    found = extract(buffer.getvalue(), "a.zip")
    assert [part.name for part in found.parts] == ["好.txt"]
    assert [missing.name for missing in found.missing] == ["a.txt", "abs.txt", "x.txt", "b.txt", "link.txt"]


def test_a_zip_in_a_zip_in_a_zip_is_not_opened() -> None:
    """Two levels are read, a third one is refused."""
    content = packed({"1.zip": packed({"2.zip": packed({"a.txt": "正文"}), "b.txt": "正文"})})
    found = extract(content, "a.zip")
    assert [part.name for part in found.parts] == ["1.zip/b.txt"]
    assert "两层以上" in found.missing[0].sentence


def test_a_zip_without_anything_to_read_says_why() -> None:
    """The reason of the first file is told."""
    with pytest.raises(NotReadable, match="电子表格"):
        extract(packed({"表.xlsx": packed({"xl/workbook.xml": "<x/>"})}), "a.zip")
    with pytest.raises(NotReadable, match="没有文件"):
        extract(packed({}), "a.zip")
