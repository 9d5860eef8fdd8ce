"""Quantities in a question or a document: hours, shares, ages, counts, sums, spans of time and dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from indexer.folding import fold
from indexer.references import document_numbers, references
from policy_corpus.numerals import chinese_number


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is given; 2020年 has a year only."""

    year: int | None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity at `[start, end)` of the text."""

    start: int
    end: int
    value: Decimal | Range | Day
    unit: str
    """学时, 周岁, %, 比 (left divided by right), 日期, 学年度 …; empty for a number that stands alone."""
    raw: str
    """As it stands in the text."""


_SAME_UNIT = {
    "课时": "学时",
    "岁": "周岁",
    "钟头": "小时",
    "日": "天",
    "星期": "周",
    "回": "次",
    "趟": "次",
    "遍": "次",
    "位": "名",
    "块": "元",
    "块钱": "元",
    "月": "个月",
    "半月": "个月",
}
_UNIT = (
    r"个?工作日|个?学时|个?课时|个?学分(?!制)|个?小时(?!候)|个?钟头|分钟|周岁|岁|个?百分点|个?月|个半月|个?学期|个?学年度?|年度"
    r"|年(?!级|龄|段|轻|代|限|终|鉴|会)|天(?!津|水|然|平)|日(?!照|常|报)|个?周(?!期|岁|年|边|到|口|全|密|围|至|末)|个?星期"
    r"|季度|人次|次(?!要|序|数|日)|回(?!族|收|应|答|复|避)|趟|遍|名(?!师|校|额|单|称|牌|优|义|录|列)"
    r"|人(?!才|员|民|事|大|社|口|均|数|力|为|身|文|格|权|工|教)|位(?!置|于|列)|所(?!有|在|属|需|以|谓|得)"
    r"|家(?!长|庭|校|里|属|访|园)|件(?!的)|个(?!人|性|别|体|案)|项(?!目)|门(?!类|户)|篇|节(?!约|能|假|日|点)|批(?!准|评|示)"
    r"|套|份|本(?!科|校|级|地|区|省|市|县|人|质|土|文|意|着|办|条|实|规|通)|台(?!湾|州)|倍|块钱|块|元(?!素|旦)|户(?!口|籍|外)"
    r"|平方米|公里|亩|种|类(?!别|似|型)|间(?!接|隔)|册|字(?!号|样)|轮|期(?!间|限|满)"
)
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_NUM = rf"(?:(?:{_ARABIC})\s?[百千万亿]*|{_HAN}|半)"
_TO = r"\s?(?:[-—–―−~～〜]+|至|到)\s?"
_H4 = r"[零〇一二三四五六七八九]{4}"
_YEAR = rf"(?:(?:19|20)\d\d|{_H4})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_PERCENT = rf"(?:百分之(?:{_ARABIC}|{_HAN})|(?:{_ARABIC})\s?%)"

_PATTERN = re.compile(
    "|".join(
        (
            rf"(?P<school>{_YEAR}年?{_TO}{_YEAR}\s?(?P<school_unit>学年度?|年度))",
            rf"(?P<years>{_YEAR}年?{_TO}{_YEAR}年(?!度))",
            rf"(?P<one_year>{_YEAR}\s?(?P<one_unit>学年度?|年度))",
            rf"(?P<date>(?P<y>{_YEAR})\s?年(?:\s?(?P<m>{_SMALL})\s?月份?(?:\s?(?P<d>{_SMALL})\s?[日号])?)?)",
            r"(?P<iso>(?<!\d)(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{1,2})[-./](?P<id>\d{1,2})(?!\d))",
            rf"(?P<short>(?P<sy>\d\d)年(?=\s?(?:{_SMALL}月|入职|毕业|参加工作|印发|发布|出台|的?文件)))",
            rf"(?P<monthday>(?P<mm>{_SMALL})\s?月(?:份|底|初|中旬|(?:\s?(?P<md>{_SMALL})\s?[日号]))?)",
            rf"(?P<pct>(?:{_ARABIC}){_TO}(?:{_ARABIC})\s?%|{_PERCENT}(?:{_TO}(?:{_PERCENT}|{_ARABIC}|{_HAN}))?)",
            r"(?P<tenth>(?:\d(?:\.\d)?|[一二两三四五六七八九])成(?![立员为绩果功熟人本长效都分就]))",
            r"(?P<half>半数|一半(?!年|天))",
            rf"(?P<fraction>(?P<below>{_HAN}|\d+)分之(?P<above>{_HAN}|\d+))",
            r"(?P<clock>\d{1,2}[:：]\d{2}[:：]\d{2})",
            r"(?P<ratio>(?P<left>\d+(?:\.\d+)?|[一二三四五六七八九十]+)\s?[:：比]\s?"
            r"(?P<right>\d+(?:\.\d+)?|[一二三四五六七八九十]+)(?!\d|较))",
            rf"(?P<span>(?P<low>{_NUM})\s?(?:{_UNIT})?{_TO}(?P<high>{_NUM})\s?(?P<span_unit>{_UNIT}))",
            rf"(?P<plain>(?P<number>{_NUM})\s?[多余来]?\s?(?P<unit>{_UNIT})(?P<and_half>半)?)",
            r"(?P<bare>(?<![\dA-Za-z./@+\-#“])\d{2,}(?:\.\d+)?(?![\dA-Za-z./@+\-”号]|\s?[号条章节款届级]|工程))",
        )
    )
)
_ARTICLES = frozenset("个项批套份本种类门节件台期")
_NOT_BEFORE_ONE = "统同进唯专单万逐划任某另每"
_INDEFINITE = "几数第"
_STARTS = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿半]")
_ENDS_WORD = re.compile(r"[一二三四五六七八九十百千万亿零〇两]")
_BIG = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def quantities(text: str) -> list[Quantity]:
    """Quantities of `text` in order; ordinals, labels of sections and document numbers are none."""
    return list(_quantities(text))


@lru_cache(maxsize=8192)
def _quantities(text: str) -> tuple[Quantity, ...]:
    folded = fold(text)
    if not _STARTS.search(folded.text):
        return ()
    taken = [(r.start, r.end) for r in references(folded.text)]
    taken += [(n.start, n.end) for n in document_numbers(folded.text)]
    found: list[Quantity] = []
    for start, end, value, unit in _scan(folded.text, taken):
        raw_start, raw_end = folded.span(start, end)
        found.append(Quantity(raw_start, raw_end, value, unit, text[raw_start:raw_end]))
    return tuple(found)


def _scan(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, Decimal | Range | Day, str]]:
    position = 0
    while first := _STARTS.search(text, position):
        match = _PATTERN.match(text, first.start())
        if match is None:
            position = first.end()
            continue
        overlap = [end for start, end in taken if start < match.end() and match.start() < end]
        if overlap:
            position = max(*overlap, match.start() + 1)
            continue
        try:
            read = _read(text, match)
        except ValueError:  # 三五年, 十四五: no numeral, so look on behind its first character
            read = None
        if read is None:
            position = match.start() + 1
            while position < len(text) and _ENDS_WORD.match(text[position]) and match.lastgroup != "clock":
                position += 1  # never read the tail of a numeral that was refused
            if match["clock"] or match["bare"] or match["ratio"]:
                position = match.end()
            continue
        yield match.start(), match.end(), *read
        position = match.end()


def _read(text: str, match: re.Match[str]) -> tuple[Decimal | Range | Day, str] | None:
    before = text[max(match.start() - 1, 0) : match.start()]
    if before and (before in _INDEFINITE or before.isdecimal()):
        return None
    if match["clock"]:
        return None
    if day := _day(match):
        return day, "日期"
    if match["school"] or match["years"] or match["one_year"]:
        return _years(match)
    if match["pct"] or match["tenth"] or match["half"]:
        return _percent(match), "%"
    if match["fraction"]:
        return _number(match["above"]) / _number(match["below"]), "比"
    if match["ratio"]:
        return _ratio(text, match)
    if match["bare"]:
        return _number(match["bare"]), ""
    return _counted(match, before)


def _counted(match: re.Match[str], before: str) -> tuple[Decimal | Range, str] | None:
    if match["span"]:
        unit = match["span_unit"]
        low, high = _number(match["low"]), _number(match["high"])
        if match["high"].rstrip()[-1] in "万亿" and match["low"].rstrip()[-1] not in "万亿":
            low *= _BIG[match["high"].rstrip()[-1]]
        return (Range(low, high), _unit(unit)) if low <= high else None
    number, unit = match["number"].strip(), match["unit"]
    if number == "一" and (unit in _ARTICLES or (before and before in _NOT_BEFORE_ONE)):
        return None
    if number == "半" and (unit not in ("年", "天", "个月", "个小时", "小时", "学期", "个学期") or before == "一"):
        return None
    value = _number(number)
    if match["and_half"] or unit == "个半月":
        value += Decimal("0.5")
    return value, _unit(unit)


def _day(match: re.Match[str]) -> Day | None:
    if match["date"]:
        return _checked(match["y"], match["m"], match["d"])
    if match["iso"]:
        return _checked(match["iy"], match["im"], match["id"])
    if match["short"]:
        two = int(match["sy"])
        return Day(2000 + two if two < 50 else 1900 + two)
    return _checked(None, match["mm"], match["md"]) if match["monthday"] else None


def _checked(year: str | None, month: str | None, day: str | None) -> Day:
    given = Day(*(int(_number(part)) if part else None for part in (year, month, day)))
    if given.month is not None and not 1 <= given.month <= 12:
        raise ValueError(f"{month}月")
    if given.day is not None and not 1 <= given.day <= 31:
        raise ValueError(f"{day}日")
    return given


def _years(match: re.Match[str]) -> tuple[Decimal | Range, str]:
    given = [_number(part) for part in re.findall(_YEAR, match[0])]
    unit = match["school_unit"] or match["one_unit"] or "日期"
    return (Range(given[0], given[1]) if len(given) == 2 else given[0]), ("学年度" if unit == "学年" else unit)


def _percent(match: re.Match[str]) -> Decimal | Range:
    if match["half"]:
        return Decimal(50)
    if match["tenth"]:
        return _number(match["tenth"].removesuffix("成")) * 10
    given = [_number(part) for part in re.findall(rf"{_ARABIC}|{_HAN}", match["pct"].replace("百分之", " "))]
    return Range(given[0], given[1]) if len(given) == 2 else given[0]


def _ratio(text: str, match: re.Match[str]) -> tuple[Decimal, str] | None:
    colon = re.search(r"[:：]", match[0])
    before = text[max(match.start() - 4, 0) : match.start()]
    two_digits = len(match["right"]) == 2 and match["right"].isdecimal()
    if colon and two_digits and re.search(r"[日号午晚\d]\s?$", before):
        return None  # a time of day behind a date
    right = _number(match["right"])
    return (_number(match["left"]) / right, "比") if right else None


def _unit(unit: str) -> str:
    """One name for each unit: 个课时 → 学时; 个 alone and 个月 keep their 个."""
    bare = unit.removeprefix("个") or unit
    return _SAME_UNIT.get(bare, bare)


def _number(text: str) -> Decimal:
    """Value of an Arabic or Chinese numeral, also mixed (5万, 1.5, 三点五, 半); `ValueError` when it is none."""
    text = text.strip().replace(",", "").replace(" ", "")
    if text == "半":
        return Decimal("0.5")
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿]*)", text):
        value = Decimal(match[1])
        for place in match[2]:
            value *= _BIG[place]
        return value
    whole, point, places = text.partition("点")
    if not point:
        return Decimal(chinese_number(whole))
    return Decimal(f"{chinese_number(whole)}.{''.join(str(chinese_number(c)) for c in places)}")
