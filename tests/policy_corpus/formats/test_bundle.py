"""A page and its attachments in one file."""

import json
import zipfile
from io import BytesIO

import pytest

from policy_corpus.formats import Limits, Missing, NotReadable, extract
from policy_corpus.formats.bundle import Bundle, Enclosed, pack, unpacked
from policy_corpus.formats.model import Job
from tests.policy_corpus.formats.makers import docx, editor_page, p, packed

URL = "https://example.org/tz/12.html"
PAGE = editor_page(
    ["东岭省教育厅关于印发办法的通知", "各市教育局：", "现将办法印发给你们，请认真贯彻执行。" * 3]
).encode()
BUNDLE = Bundle(
    "12.html",
    URL,
    PAGE,
    (
        Enclosed("附件1：办法.docx", f"{URL}/1.docx", docx(p("第一条 教师应当参加培训。"))),
        Enclosed("附件2", f"{URL}/2", reason="文件不在了（404）。"),
        Enclosed("附件3.zip", f"{URL}/3.zip", packed({"表/登记表.txt": "姓名", "坏.docx": b"PK\x03\x04"})),
        Enclosed("附件4.rar", f"{URL}/4.rar", b"Rar!"),
    ),
)


def test_the_same_makes_the_same_bytes_and_comes_back() -> None:
    """Time and machine leave no trace; names on the web are no names in the file; any unzip program opens it."""
    content = pack(BUNDLE)
    assert content == pack(BUNDLE)
    assert unpacked(content, Job.start("a", Limits())) == BUNDLE
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == ["yanxiu-page.json", "page.html", "001.docx", "003.zip", "004.rar"]


def test_the_page_and_each_attachment_are_read() -> None:
    """The page first, then the attachments by their titles, a ZIP among them opened; what is missing says why."""
    found = extract(pack(BUNDLE), "12.zip")
    assert found.kind == "page"
    assert [(part.name, part.address) for part in found.parts] == [
        ("12.html", URL),
        ("附件1：办法.docx", f"{URL}/1.docx"),
        ("附件3.zip/表/登记表.txt", f"{URL}/3.zip"),
    ]
    assert found.parts[1].extracted.text == "第一条 教师应当参加培训。"
    assert [(missing.name, missing.fetched) for missing in found.missing] == [
        ("附件2", False),
        ("附件3.zip/坏.docx", True),
        ("附件4.rar", True),
    ]
    assert found.missing[0] == Missing("附件2", "文件不在了（404）。", f"{URL}/2", fetched=False)


@pytest.mark.parametrize(
    "listed",
    [
        "nonsense",
        "[]",
        json.dumps({"name": "a", "address": "b", "attachments": [{"title": 1, "address": "", "reason": ""}]}),
        json.dumps({"name": "a", "address": "b", "attachments": [{"title": "不在", "address": "", "reason": ""}]}),
        "[" * 100_000,
    ],
)
def test_a_zip_that_only_looks_like_one_is_a_zip(listed: str) -> None:
    """A list that cannot be, or names what is not there, makes no page of a ZIP."""
    content = packed({"yanxiu-page.json": listed, "page.html": PAGE, "通知.txt": "正文"})
    assert extract(content, "a.zip").kind == "zip"


def test_a_page_of_which_nothing_can_be_read() -> None:
    """The page's reason is told, and that of its first attachment."""
    bundle = Bundle("1.html", URL, b"<html><body></body></html>", (Enclosed("附件", "", reason="文件不在了。"),))
    with pytest.raises(NotReadable, match=r"没有正文.*文件不在了"):
        extract(pack(bundle), "1.zip")
