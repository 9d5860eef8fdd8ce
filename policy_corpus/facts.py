"""The checkable facts of an official text: numerals, dates, document numbers, titles, institutions.

Two texts that state the same fact in different characters (１２０学时, 120 学时, 一百二十学时;
冀教师［2013］34号, 冀教师〔2013〕34号; ㈠, (一)) give facts with the same key, so that a digest can be
compared with its original.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from policy_corpus.numerals import numeral_value


class FactKind(StrEnum):
    """What sort of fact; the value is the word that a person reads."""

    NUMERAL = "数字"
    ORDINAL = "序数"
    TERM = "含数字的用语"
    DATE = "日期"
    DOCUMENT_NUMBER = "文号"
    TITLE = "文件名"
    INSTITUTION = "机构"
    ADDRESSEE = "主送机关"
    QUOTED = "引号内的用语"
    URL = "网址"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact and where it stands."""

    kind: FactKind
    key: str
    """What is compared: equal keys of one kind mean the same fact."""
    text: str
    """As it stands in the normalised text."""
    line: int
    """Line in the text, from 1."""


_BRACKETS = str.maketrans("〔〕【】∶—–―〜～~−－○", "[][]:--------〇", "\r\ufeff\u200b")
_SPACE_AT_ASCII = re.compile(r"(?<=[!-~]) (?=[^ -~\n])|(?<=[^ -~\n]) (?=[!-~])|(?m:^ | $)")
_YEAR_BRACKET = re.compile(r"\((\d{4})\)(?=\d+号)")
_TIMES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_UNIT = (
    r"学年度|个?(?:百分点|工作日|周期|学年|学期|学时|课时|学分|小时|月)|年度|周岁|部门|方面|万元|亿元|平方米|人次|分钟"
    r"|[%‰年月日号天周岁级届条章节款编页名人个次所门件项类种位支批套轮期倍元场篇遍份家台点处组步层]|大(?!小)"
)
_UNIT_NAMES = {"周岁": "岁"} | {
    f"个{unit}": unit for unit in ("周期", "学年", "学期", "工作日", "学时", "课时", "学分", "小时")
}
_YEAR_UNITS = frozenset({"年", "年度", "学年", "学年度"})
# 一个, 一支, 一项 are mostly articles; 一年, 一次 count.
_UNITS_OF_ONE = _YEAR_UNITS | {"周期", "学期", "个月", "次", "轮", "天", "岁", "学时", "课时", "学分", "小时", "倍"}
_ARABIC_NUMERAL = re.compile(rf"(第?)(\d+(?:,\d{{3}})*(?:\.\d+)?)([十百千万亿]*)((?:{_UNIT})?)")
_CHINESE_NUMERAL = re.compile(rf"(第?)([{_CHINESE}]+|半(?=年|天|日|个月))((?:{_UNIT})?)")
# 十二五 and 三百 say something without a unit; 千万 and 百 alone do not.
_COMPOUND = re.compile(r"十[一二两三四五六七八九]|[一二两三四五六七八九][十百千]")
_RANGE = re.compile(rf"(\d(?:[\d.]*\d)?)(?=[-至到]\d[\d.]*({_UNIT}))")
_WORD_WITH_ONE = "统同进唯专单万逐划这那新"
_INDEFINITE = "数几"
_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,10})\[(\d{4})\](\d+)号")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_URL = re.compile(r"(?:https?://|www\.)[\w\-./?=&%#:]*[\w/]", re.ASCII)
_LONGEST_TERM = 20  # a longer quotation is a sentence, which a digest rightly rewords
_TO_TEN = "[一二三四五六七八九十]"
_CHINESE_DATE = re.compile(rf"([〇零一二三四五六七八九]{{4}})年(?:({_TO_TEN}{{1,2}})月)?(?:({_TO_TEN}{{1,3}})日)?")
_DATE = re.compile(
    r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?"
    r"|(?<!\d)(?P<y2>\d{4})[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]"
)
_RATIO = re.compile(r"\d+(?:[:/]\d+)+|\d+比\d+|\d+分之\d+")
_QUOTED = re.compile(r"[“‘]([^“”‘’\n]{1,30})[”’]")
_ENUMERATOR = re.compile(rf"(?m)^(?:\d{{1,2}}[、.](?!\d)|\(\d{{1,2}}\)|{_TO_TEN}+、|\({_TO_TEN}+\))")
_BODY = r"(?:学校|中心|学院|大学|研究院|研修院|教研室|电教馆|幼儿园|联盟|委员会|办公室|人民政府|厅|局|编办|馆|站)"
_INSTITUTION = re.compile(rf"[\u4e00-\u9fff()]{{1,38}}{_BODY}")
_CITY = re.compile(r"[\u4e00-\u9fff]{1,8}(?:市|州|盟|地区)")
_ADDRESSEES = re.compile(r"(?m)^((?:各|有关|省|市|区|县|自治|直属)[^。;:\n]*):$")
_FIRST_SECTION = re.compile(r"(?m)^(?:一、|第[一1]章|第[一1]条)")


def normalise(text: str) -> str:
    """One spelling of brackets, dashes, widths and spaces; the lines stay as they are."""
    folded = unicodedata.normalize("NFKC", text.translate(_BRACKETS)).translate(_BRACKETS)
    spaced = re.sub(r"[^\S\n]+", " ", folded)
    return _YEAR_BRACKET.sub(r"[\1]", _SPACE_AT_ASCII.sub("", spaced))


def squeeze(text: str) -> str:
    """`text` (normalised) without white space, title brackets and quotation marks: titles are looked up in it."""
    return re.sub(r"[\s《》〈〉<>“”‘’\"']", "", text)


def facts(text: str) -> tuple[Fact, ...]:
    """Every checkable fact of a normalised text, in order of kind."""
    found = [*_titles(text), *_quoted(text), *_institutions(text), *_addressees(text)]
    rest = _ENUMERATOR.sub(lambda m: " " * len(m[0]), text)
    for part in (_urls, _document_numbers, _dates, _ratios):
        taken = list(part(rest))
        found += (fact for fact, _ in taken)
        for _, (start, end) in taken:
            rest = rest[:start] + " " * (end - start) + rest[end:]
    return (*found, *_arabic(rest), *_chinese(rest))


_Located = Iterator[tuple[Fact, tuple[int, int]]]


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _urls(text: str) -> _Located:
    for m in _URL.finditer(text):
        yield Fact(FactKind.URL, m[0], m[0], _line(text, m.start())), m.span()


def _document_numbers(text: str) -> _Located:
    for m in _NUMBER.finditer(text):
        yield Fact(FactKind.DOCUMENT_NUMBER, m[0], m[0], _line(text, m.start())), m.span()


def same_number(one: str, other: str) -> bool:
    """Whether two keys of document numbers mean one number, whatever words stand before it (根据冀教师[2013]34号)."""
    length = next((i for i, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b), None)
    common = min(len(one), len(other)) if length is None else length
    before = {text[-common - 1] for text in (one, other) if len(text) > common}
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,}\[\d{4}\]\d+号", one[len(one) - common :])) and not before & set(
        _PROVINCES
    )


def _dates(text: str) -> _Located:
    for m in _CHINESE_DATE.finditer(text):
        numbers = [f"{numeral_value(group):02d}" for group in m.groups() if group]
        kind, key = (FactKind.DATE, "-".join(numbers)) if numbers[1:] else (FactKind.NUMERAL, f"{numbers[0]}年")
        yield Fact(kind, key, m[0], _line(text, m.start())), m.span()
    for m in _DATE.finditer(text):
        year, month, day = m["y"] or m["y2"], m["m"] or m["m2"] or m["m3"], m["d"] or m["d2"] or m["d3"]
        parts = ([year] if year else []) + [f"{int(n):02d}" for n in (month, day) if n]
        yield Fact(FactKind.DATE, "-".join(parts), m[0], _line(text, m.start())), m.span()


def _ratios(text: str) -> _Located:
    for m in _RATIO.finditer(text):
        parts = re.split(r"[:/比]|分之", m[0])
        key = f"{parts[1]}/{parts[0]}" if "分之" in m[0] else ("/" if "/" in m[0] else ":").join(parts)
        yield Fact(FactKind.NUMERAL, key, m[0], _line(text, m.start())), m.span()


def _key(value: Decimal | int, unit: str, ordinal: str) -> str:
    name = _UNIT_NAMES.get(unit, unit)
    if unit in _YEAR_UNITS and 1900 <= value <= 2100:
        name = "年"
    plain = format(Decimal(value), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return f"{ordinal}{plain}{name}"


def _arabic(text: str) -> Iterator[Fact]:
    ranges = {m.start(): m[2] for m in _RANGE.finditer(text)}
    for m in _ARABIC_NUMERAL.finditer(text):
        value = Decimal(m[2].replace(",", "")) * math.prod(_TIMES[place] for place in m[3])
        unit = m[4] or ranges.get(m.start(2), "")
        kind = FactKind.ORDINAL if m[1] else FactKind.NUMERAL
        yield Fact(kind, _key(value, unit, m[1]), m[0], _line(text, m.start()))


def _chinese(text: str) -> Iterator[Fact]:
    rest = text
    for m in re.finditer(rf"([{_CHINESE}]+)分之([{_CHINESE}]+)", text):
        whole, part = numeral_value(m[1]), numeral_value(m[2])
        key = f"{part}%" if m[1] == "百" else f"{part}/{whole}"
        yield Fact(FactKind.NUMERAL, key, m[0], _line(text, m.start()))
        rest = rest[: m.start()] + " " * len(m[0]) + rest[m.end() :]
    for m in _CHINESE_NUMERAL.finditer(rest):
        if m.start() and rest[m.start() - 1].isdigit():
            continue
        yield from _one_chinese(m, rest)


def _one_chinese(m: re.Match[str], text: str) -> Iterator[Fact]:
    ordinal, numeral, unit = m[1], m[2], m[3]
    value = Decimal("0.5") if numeral == "半" else numeral_value(numeral)
    line = _line(text, m.start())
    if value is None or not unit:
        if not ordinal and _COMPOUND.search(numeral):
            yield Fact(FactKind.TERM, numeral, m[0], line)
        return
    if ordinal:
        yield Fact(FactKind.ORDINAL, _key(value, unit, ordinal), m[0], line)
        return
    before = text[: m.start()][-1:] or " "
    if before in _INDEFINITE or (numeral == "一" and before in _WORD_WITH_ONE):
        return
    if unit == "次" and text.startswith("性", m.end()):
        return
    if value != 1 or _UNIT_NAMES.get(unit, unit) in _UNITS_OF_ONE:
        yield Fact(FactKind.NUMERAL, _key(value, unit, ""), m[0], line)


def _titles(text: str) -> Iterator[Fact]:
    """Titles in 《》, outermost, with titles nested in 《》, 〈〉 or <>."""
    start, depth = -1, 0
    for i, c in enumerate(text):
        if depth == 0 and c == "《":
            start, depth = i, 1
        elif depth and (i - start > 300 or c == "。"):
            depth = 0
        elif depth and c in "《〈<":
            depth += 1
        elif depth and c in "》〉>":
            depth -= 1
            if depth == 0:
                yield Fact(FactKind.TITLE, squeeze(text[start : i + 1]), text[start : i + 1], _line(text, start))


def _quoted(text: str) -> Iterator[Fact]:
    for m in _QUOTED.finditer(text):
        for term in re.split(r"[、,;]", m[1]):
            if 0 < len(key := squeeze(term)) <= _LONGEST_TERM:
                yield Fact(FactKind.QUOTED, key, f"“{term}”", _line(text, m.start()))


def _institutions(text: str) -> Iterator[Fact]:
    """Institutions of a list: lines of nothing but names, each with the city that was named last."""
    city = ""
    for number, line in enumerate(text.split("\n"), start=1):
        names = line.split()
        if not names:
            continue
        if not all(_INSTITUTION.fullmatch(name) or _CITY.fullmatch(name) for name in names):
            city = ""
            continue
        for name in names:
            if _INSTITUTION.fullmatch(name):
                yield Fact(FactKind.INSTITUTION, f"{city}>{name}" if city else name, name, number)
            else:
                city = name


def _addressees(text: str) -> Iterator[Fact]:
    first = _FIRST_SECTION.search(text)
    if m := _ADDRESSEES.search(text, 0, first.start() if first else len(text)):
        for name in re.split(r"[、,]", m[1]):
            if key := squeeze(name):
                yield Fact(FactKind.ADDRESSEE, key, name, _line(text, m.start()))
