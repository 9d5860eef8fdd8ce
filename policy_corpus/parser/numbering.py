"""Numbers in front of provisions: 第十七条, 一、, （一）, ㈠, 1., ⑴, ①."""

import re
from dataclasses import dataclass
from enum import IntEnum

from policy_corpus.numerals import to_chinese

_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_CN = "〇零○一二三四五六七八九十百千"


class Style(IntEnum):
    """Styles of numbering from the outermost inwards."""

    PART = 1
    CHAPTER = 2
    DIVISION = 3
    """节"""
    ARTICLE = 4
    TOP = 5
    """一、"""
    PAREN = 6
    """（一）"""
    ARABIC = 7
    """1."""
    ARABIC_PAREN = 8
    """（1）"""
    CIRCLE = 9
    """①"""


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the start of a paragraph."""

    style: Style
    number: int
    label: str
    """As it stands in a label path: 第二章, 第十七条, 二, (五), 1, (1), ①."""
    end: int
    """Where the text after it begins."""
    spaced: bool = False
    """White space, or nothing, follows the number."""
    weak: bool = False
    """A bare digit and a space: a number only in a run of such lines."""


def to_int(numeral: str) -> int:
    """Value of a Chinese or Arabic numeral (full-width digits too): 二十一 → 21, 二〇二三 → 2023."""
    numeral = re.sub(r"\s", "", numeral)
    if numeral.isdecimal():
        return int(numeral)
    if not any(char in _UNITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total = digit = 0
    for char in numeral:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


_NUM = rf"([{_CN}]+(?:\s+[{_CN}]+)*|\d{{1,3}})"
_ARTICLE = re.compile(rf"第\s*{_NUM}\s*条(?:\s*之\s*([一二三四五六七八九十])(?![一-龥]))?")
_CONTAINER = re.compile(rf"第\s*{_NUM}\s*(编|篇|部分|章|节)")
_TOP = re.compile(rf"([{_CN}]{{1,4}})\s*[、．.](?!\s*[{_CN}]+\s*(?:、|年级|级|等|类|线|档|审|至|期))\s*")
_PAREN = re.compile(
    rf"[（(〔]\s*([{_CN}]{{1,4}})\s*[)）〕](?![项款目类级])\s*[、．.]?\s*|([㈠-㈩])\s*[、．.]?\s*"
    r"|([一二三四五六七八九十]{1,3})\s*[)）]\s*"
)
_ARABIC = re.compile(r"(\d{1,3})\s*(?:、|[.．](?!\d)|。)\s*|([⒈-⒛])\s*")
_ARABIC_PAREN = re.compile(r"[（(]\s*(\d{1,3})\s*[)）](?![项款目])\s*[、．.]?\s*|([⑴-⒇])\s*|(\d{1,3})\s*[)）]\s*")
_CIRCLE = re.compile(r"([①-⑳])\s*[、．.]?\s*")
_WEAK = re.compile(r"(\d{1,2})\s+(?=[\u4e00-\u9fff]\S*$)")

_REFERENCE = re.compile(
    r"\s*(?:规定|所称|所列|所指|所述|所规定|第[一二三四五六七八九十\d]+[款项目]|[、，,。；;：]|和第|至第|或第|或者第|及第|以及第"
    r"|与第|到第|中的?(?:规定|所|第|“)|的(?:规定|要求|情形|条件|内容|程序|处罚|标准|期限|罚款|有关)|之规定|有关规定|关于[^。]*的?规定"
    r"|情形|确定的|要求的|要求，|修改为|改为|删去|删除|增加|同时废止|[（(]?[一二三四五六七八九十]+[)）]?项)"
)
_CONTAINER_STYLES = {"编": Style.PART, "篇": Style.PART, "部分": Style.PART, "章": Style.CHAPTER, "节": Style.DIVISION}


def marker(text: str) -> Marker | None:
    """The number that `text` begins with; None when there is none or when it is a reference (第三条规定的…)."""
    if text.startswith("第"):
        return _article(text) or _container(text)
    if match := _TOP.match(text):
        number = to_int(match[1])
        return Marker(Style.TOP, number, to_chinese(number), match.end()) if 0 < number < 100 else None
    if match := _PAREN.match(text):
        number = ord(match[2]) - ord("㈠") + 1 if match[2] else to_int(match[1] or match[3])
        return Marker(Style.PAREN, number, f"({to_chinese(number)})", match.end()) if 0 < number < 100 else None
    if match := _ARABIC.match(text):
        number = ord(match[2]) - ord("⒈") + 1 if match[2] else int(match[1])
        return Marker(Style.ARABIC, number, str(number), match.end())
    if match := _ARABIC_PAREN.match(text):
        number = ord(match[2]) - ord("⑴") + 1 if match[2] else int(match[1] or match[3])
        return Marker(Style.ARABIC_PAREN, number, f"({number})", match.end())
    if match := _CIRCLE.match(text):
        return Marker(Style.CIRCLE, ord(match[1]) - ord("①") + 1, match[1], match.end())
    if match := _WEAK.match(text):
        return Marker(Style.ARABIC, int(match[1]), str(int(match[1])), match.end(), weak=True)
    return None


def _article(text: str) -> Marker | None:
    match = _ARTICLE.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    spaced = not rest or rest[0].isspace()
    if not spaced and _REFERENCE.match(rest):
        return None
    if spaced and re.match(r"\s+(?:第[一二三四五六七八九十]+[款项]|规定的)", rest):
        return None
    number = to_int(match[1])
    if not 0 < number < 1000:
        return None
    label = f"第{to_chinese(number)}条" + (f"之{match[2]}" if match[2] else "")
    return Marker(Style.ARTICLE, number, label, match.end() + len(rest) - len(rest.lstrip()), spaced)


def _container(text: str) -> Marker | None:
    match = _CONTAINER.match(text)
    if match is None or len(text) > 60 or re.search(r"[。；;，,]$|。", text):
        return None
    rest = text[match.end() :]
    spaced = not rest or rest[0].isspace()
    if not spaced and _REFERENCE.match(rest):
        return None
    number = to_int(match[1])
    if not 0 < number < 100:
        return None
    label = f"第{to_chinese(number)}{match[2]}"
    return Marker(_CONTAINER_STYLES[match[2]], number, label, match.end() + len(rest) - len(rest.lstrip()), spaced)
