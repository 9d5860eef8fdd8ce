"""Numbers in front of provisions, in every way that they are written."""

import pytest

from policy_corpus.numerals import to_chinese
from policy_corpus.parser.numbering import marker, to_int


@pytest.mark.parametrize(
    ("line", "label", "rest"),
    [
        ("第一条 为了培训", "第一条", "为了培训"),
        ("第一条为了培训", "第一条", "为了培训"),
        ("第 十七 条　加强", "第十七条", "加强"),
        ("第１７条 加强", "第十七条", "加强"),
        ("第一百零五条 本法", "第一百零五条", "本法"),
        ("第二十条之一 补充", "第二十条之一", "补充"),
        ("第一章总则", "第一章", "总则"),
        ("第三节　考核", "第三节", "考核"),
        ("二、改革", "二", "改革"),
        ("十二．其他", "十二", "其他"),
        ("（五）规范", "(五)", "规范"),
        ("(五)规范", "(五)", "规范"),
        ("㈤规范", "(五)", "规范"),
        ("五）规范", "(五)", "规范"),
        ("2、建立", "2", "建立"),
        ("２．建立", "2", "建立"),
        ("⒉建立", "2", "建立"),
        ("2. 建立", "2", "建立"),
        ("（2）建立", "(2)", "建立"),
        ("⑵建立", "(2)", "建立"),
        ("2）建立", "(2)", "建立"),
        ("②建立", "②", "建立"),
    ],
)
def test_number_is_read(line: str, label: str, rest: str) -> None:
    """Each style of number gives one label, whatever the width, brackets and spacing."""
    found = marker(line)
    assert found is not None
    assert (found.label, line[found.end :]) == (label, rest)


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的情形",
        "第五条第二款所称师资",
        "第二条、第三条的规定",
        "第一章规定的原则适用于此。",
        "（一）项规定的材料",
        "一、二年级教师另行安排",
        "1.5%的经费用于培训",
        "2014年11月完成",
        "二〇二三、二〇二四年",
        "第一，统一思想",
        "一是加强领导",
    ],
)
def test_reference_is_no_number(line: str) -> None:
    """A sentence that only begins with a number opens no provision."""
    assert marker(line) is None


@pytest.mark.parametrize("number", [1, 9, 10, 11, 19, 20, 34, 100, 101, 110, 115, 120, 999])
def test_chinese_numerals_go_both_ways(number: int) -> None:
    """A numeral that is written is read back as the same number."""
    assert to_int(to_chinese(number)) == number


def test_years_are_read_digit_by_digit() -> None:
    """二〇二三 and 二○一四 are years, full-width digits are digits."""
    assert (to_int("二〇二三"), to_int("二○一四"), to_int("１２")) == (2023, 2014, 12)
