"""The 学习档案 as a PDF, read back."""

import re
from dataclasses import replace
from io import BytesIO

import pdfplumber

from bot.pictures.transcript import transcript_pdf
from records.transcripts import Transcript
from tests.bot.pictures.papers import NAME, many, transcript

CODE = "K7MQ-2XPN-8RTD-4HWV"
TITLES = {"测教〔2020〕1号": "示例实施意见"}


def pages(made: Transcript, *, link: str = "") -> list[str]:
    """The text of each page."""
    content = transcript_pdf(made, place="甘肃省张掖市甘州区", titles=TITLES, link=link)
    with pdfplumber.open(BytesIO(content)) as opened:
        assert {(round(page.width), round(page.height)) for page in opened.pages} == {(595, 842)}
        return [page.extract_text() for page in opened.pages]


def test_it_says_whose_by_which_rule_and_how_many_hours() -> None:
    """Particulars, figures, the provision by number, title and label, the arithmetic, the ledger, the code."""
    text = "\n".join(pages(transcript()))
    for part in (
        "教师培训学习档案",
        "签发日 2026-03-02",
        "本人自助出具",
        "甘肃省张掖市甘州区",
        "教师001",
        "第一小学",
        f"1. {NAME}",
        "依据：《示例实施意见》（测教〔2020〕1号）第二条",
        "应修 360，已修 200.5，计入 200.5，还差 159.5",
        "2024-05-01 暑期研修 120.5学时",
        "还差：360 − 200.5 = 159.5学时",
        "校本：已修 80，计入 80，至少 60",
        "120.5 学时",
        "有效",
        "把此码发给机器人核验",
        "本中心尚未设定：待审核学时是否计入",
        "0123 4567 89ab cdef",
    ):
        assert part in text, part
    assert text.count(CODE) >= 2
    assert "出生" not in text


def test_every_page_says_which_of_how_many_and_the_code() -> None:
    """Of a ledger of many pages; its headings stand on each page that it goes over, no entry is lost."""
    found = pages(transcript(many(90)))
    assert len(found) > 4
    for number, page in enumerate(found, 1):
        assert f"第 {number} 页 / 共 {len(found)} 页" in page
        assert f"核验码 {CODE}" in page
    ledger = [page for page in found if re.search(r"^\d+ 20\d\d-", page, re.MULTILINE)]
    assert len(ledger) > 1
    assert all("编号 完成日期 项目" in page for page in ledger)
    rows = [
        int(number) for page in found for number in re.findall(r"^(\d+) 20\d\d-\d\d-\d\d 第\1期", page, re.MULTILINE)
    ]
    assert rows == list(range(1, 91))


def test_what_people_wrote_is_text() -> None:
    """Markup, signs of another world and very long words neither change the document nor stop it."""
    wild = "<b>粗</b> & <img src='x'/> {0} %s \U0001f600\x07"
    long = "很长" * 64
    made = transcript(name=wild, school=long, subject="A" * 32, stage="\u202e反")
    text = "\n".join(pages(made)).replace("\n", "")
    assert "<b>粗</b> & <img src='x'/>" in text
    assert "很长很长" in text


def test_nothing_to_show_is_said() -> None:
    """Without entries, rules and particulars it is a document all the same."""
    empty = transcript((), school="", region="", post="")
    empty = replace(empty, standing=replace(empty.standing, lines=()), unset=(), own=False)
    text = "\n".join(pages(empty))
    for part in ("没有查到适用的", "台账里没有学时记录", "工作人员出具", "第 1 页 / 共 1 页"):
        assert part in text
    assert "单位" not in text.partition("二、")[0]
    assert "三、学时台账" in text


def test_the_same_is_the_same_file() -> None:
    """What is given makes the bytes; the font is within; the link is in the picture."""
    made = transcript()
    first, again, linked = (
        transcript_pdf(made, place="甘州区", titles={}, link=link) for link in ("", "", "https://t.me/some_bot?start=A")
    )
    assert first == again
    assert first != linked
    assert first.startswith(b"%PDF-")
    assert b"+YanxiuSansSC" in first
    assert b"/FontFile2" in first
    assert b"D:20260302100000+08" in first
