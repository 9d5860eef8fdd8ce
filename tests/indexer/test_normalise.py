"""Spelling, numerals, quantities, references and document numbers."""

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.normalise import (
    Day,
    Range,
    chinese_number,
    document_numbers,
    fold,
    quantities,
    references,
    to_chinese,
)

FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


def read(text: str) -> list[tuple[Decimal | Range | Day, str]]:
    """Values and units of the quantities in `text`."""
    return [(q.value, q.unit) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("豫教師［２０２１］６６號　規定三百六十課時", "豫教师〔2021〕66号 规定三百六十课时"),
        ("豫教师(2021)66号、赣教师字【2014】36号", "豫教师〔2021〕66号、赣教师字〔2014〕36号"),
        ("㈠明确①职责（试行）", "(一)明确(1)职责(试行)"),
        ("  学时\u200b，\r\n\r\n  第１７条 ", "学时，\n第17条"),
        ("補訓、學分沖抵、註冊", "补训、学分冲抵、注册"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Widths, traditional characters, brackets, enclosed numerals and white space become one spelling."""
    assert fold(text).text == folded


@given(st.text(alphabet="學时１2０○㈠①〔（［】 　\n\u200b豫號〕66ﬁ½，。课國", max_size=60))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    """Offsets ascend inside the original, a span's quote folds to the span, and folding twice is folding once."""
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= offset < len(text) for offset in folded.offsets)
    assert fold(folded.quote(0, len(folded.text))).text == folded.text
    assert fold(folded.text).text == folded.text


def test_a_match_is_located_in_the_original() -> None:
    """A span of the folded text leads back to the original characters, spaces and widths included."""
    folded = fold("　豫教師［２０２１］６６號")
    at = folded.text.index("〔2021〕66号")
    assert folded.quote(at, len(folded.text)) == "［２０２１］６６號"


def test_the_converter_is_loaded_only_for_traditional_text() -> None:
    """Folding simplified text does not import the converter."""
    code = "import sys; from indexer.normalise import fold; fold('教师（２０学时）'); sys.exit('opencc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.integers(0, 9999))
def test_chinese_numerals_round_trip(number: int) -> None:
    """Every number up to 9999 survives being written in Chinese."""
    assert chinese_number(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("三百六十", 360), ("一百二", 120), ("两千零五", 2005), ("二〇二一", 2021), ("一万二千", 12000), ("十", 10)],
)
def test_chinese_numerals_as_people_write_them(numeral: str, value: int) -> None:
    """Colloquial and positional numerals are read."""
    assert chinese_number(numeral) == value


@pytest.mark.parametrize("word", ["十二五", "三五", "", "万", "百", "一十十"])
def test_what_is_no_numeral(word: str) -> None:
    """Names of plans and approximations raise `ValueError`."""
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the word itself
        chinese_number(word)


@given(
    st.integers(1, 9999),
    st.sampled_from(["学时", "名", "元", "次", "所", "学分"]),
    st.sampled_from(["arabic", "wide", "chinese", "comma"]),
    st.sampled_from(["不少于", "，", "要求", ""]),
)
def test_a_number_in_any_style_has_one_value(number: int, unit: str, style: str, before: str) -> None:
    """Arabic, full-width, Chinese and grouped numerals give the same quantity, located in the text."""
    written = {
        "arabic": str(number),
        "wide": str(number).translate(FULL_WIDTH),
        "chinese": to_chinese(number),
        "comma": f"{number:,}",
    }[style]
    text = f"{before}{written}{unit}。"
    (found,) = quantities(text)
    assert (found.value, found.unit) == (Decimal(number), unit)
    assert text[found.start : found.end] == found.raw == f"{written}{unit}"


@given(st.decimals(0, 100, places=1), st.sampled_from(["—", "-", "～", "至", "~"]), st.decimals(0, 100, places=1))
def test_ranges_of_shares(low: Decimal, to: str, high: Decimal) -> None:
    """A range keeps both ends, with or without the first percent sign, in either width."""
    for text in (f"{low}%{to}{high}%", f"{low}{to}{high}%", f"{low}%{to}{high}%".translate(FULL_WIDTH)):
        assert read(f"按{text}安排") == [(Range(low, high), "%")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五年不少于360课时", [(Decimal(5), "年"), (Decimal(360), "学时")]),
        ("百分之五，五成", [(Decimal(5), "%"), (Decimal(50), "%")]),
        ("百分之五至百分之十", [(Range(Decimal(5), Decimal(10)), "%")]),
        ("50-60人", [(Range(Decimal(50), Decimal(60)), "人")]),
        ("三至五年", [(Range(Decimal(3), Decimal(5)), "年")]),
        ("男满55周岁、女满53岁", [(Decimal(55), "周岁"), (Decimal(53), "周岁")]),
        ("2014年12月15日前", [(Day(2014, 12, 15), "日期")]),
        ("二〇二一年", [(Day(2021), "日期")]),
        ("2020年前", [(Day(2020), "日期")]),
        ("2014~2015学年度", [(Range(Decimal(2014), Decimal(2015)), "学年度")]),
        ("12月15号", [(Day(None, 12, 15), "日期")]),
        ("20个工作日，每年10次", [(Decimal(20), "工作日"), (Decimal(10), "次")]),
        ("每学期至少20天", [(Decimal(20), "天")]),
        ("师生比1：1", [(Decimal(1), "比")]),
        ("5万元", [(Decimal(50000), "元")]),
        ("三个月，半年，两年半", [(Decimal(3), "个月"), (Decimal("0.5"), "年"), (Decimal("2.5"), "年")]),
        ("300名、14所、10件、1门", [(Decimal(n), u) for n, u in ((300, "名"), (14, "所"), (10, "件"), (1, "门"))]),
        ("为什么是480", [(Decimal(480), "")]),
        ("二十多人，300余名", [(Decimal(20), "人"), (Decimal(300), "名")]),
    ],
)
def test_quantities_of_our_documents(text: str, expected: list[tuple[Decimal | Range | Day, str]]) -> None:
    """Values and units as the documents and the questions write them."""
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第二条 第17条第二款 二(五) 三、2 第三章",
        "一、总体思路 (二)落实经费",
        "豫教师〔2021〕66号 教师[2011]1号 66号文 豫教师 66号",
        "十四五规划 “十二五”期间 三五年",
        "统一名称 唯一 一线教师 一般 一级 三年级 一个老师",
        "“3131”工程 4+1",
        "成立 五成员 三年级学生",
        "几十人 数百名",
        "14:12:36 上午9:30",
    ],
)
def test_ordinals_labels_and_words_are_no_quantities(text: str) -> None:
    """Ordinals, section labels, document numbers and words with a numeral in them are not reported."""
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "label", "part"),
    [
        ("第十七条", "第十七条", ""),
        ("第17条", "第十七条", ""),
        ("第１７ 条规定", "第十七条", ""),
        ("第17条第2款第(3)项", "第十七条", "第二款第(三)项"),
        ("二(五)", "二(五)", ""),
        ("二、（五）", "二(五)", ""),
        ("第二部分第五点", "二(五)", ""),
        ("第三部分第2点", "三2", ""),
        ("三、2", "三2", ""),
        ("第三章", "第三章", ""),
        ("附件1第三条", "附件1 第三条", ""),
        ("第一百零五条", "第一百零五条", ""),
    ],
)
def test_references(text: str, label: str, part: str) -> None:
    """Articles and sections are named as the corpus labels them, however they are written."""
    (found,) = references(text)
    assert (found.label, found.part) == (label, part)


@pytest.mark.parametrize("text", ["第一条件", "三、2014年", "三、2所", "2(3)", "第二批", "十二五"])
def test_what_is_no_reference(text: str) -> None:
    """Words and counts that look like articles are none."""
    assert references(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("豫教师[2021]66号", "豫教师〔2021〕66号"),
        ("豫教师2021年66号", "豫教师〔2021〕66号"),
        ("根据豫教师（２０２１）第６６号", "豫教师〔2021〕66号"),
        ("《通知》(教师〔2012〕1号)", "教师〔2012〕1号"),
        ("国办发〔2010〕48号", "国办发〔2010〕48号"),
        ("认真贯彻沙委发〔2019〕4号", "沙委发〔2019〕4号"),
        ("豫教师 66号", ""),
        ("66号文件讲什么", ""),
    ],
)
def test_document_numbers(text: str, number: str) -> None:
    """Every spelling gives the canonical number; a part of one gives what was said."""
    (found,) = document_numbers(text)
    assert found.number == number


def test_part_of_a_number_matches_the_whole() -> None:
    """豫教师 66号 matches 豫教师〔2021〕66号 and no other office or serial."""
    (found,) = document_numbers("豫教师 66号")
    assert found.matches("豫教师〔2021〕66号")
    assert not found.matches("赣教师〔2021〕66号")
    assert not found.matches("豫教师〔2021〕67号")
    assert not found.matches("某某法")
