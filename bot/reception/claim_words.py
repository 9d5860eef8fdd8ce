"""What a teacher writes with a certificate: the training, its hours and the day, in their own words."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot import texts
from policy_corpus.numerals import numeral_value
from records.ledger import Unit
from records.posting_model import day_problems, hours_problems, text_problems
from records.sheets.days import read_day
from records.sheets.model import Flaw

_UNIT = r"(?:学时|课时|学分)"
_NUMBER = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
_HOURS = re.compile(
    rf"(?P<labelled>{_UNIT})数?\s*[:：]\s*(?P<behind>{_NUMBER})(?:\s*个?\s*{_UNIT})?|"
    rf"(?P<before>{_NUMBER})\s*个?\s*(?P<unit>{_UNIT})"
)
_ALONE = re.compile(rf"{_NUMBER}个?")
_CHINESE = "〇零一二三四五六七八九十"
_FULL = (
    r"(?:(?<!\d)\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)\s*[日号]?|(?<!\d)(?:19|20)\d{6}(?!\d)|"
    rf"[{_CHINESE}]{{4}}年[{_CHINESE}]{{1,3}}月[{_CHINESE}]{{1,3}}[日号])"
)
_LATER = rf"(?:{_FULL}|(?:\d{{1,2}}\s*[-/.月]\s*)?\d{{1,2}}(?![\d.])(?!\s*个?\s*{_UNIT})\s*[日号]?)"
_DAY = re.compile(rf"{_FULL}(?:\s*起?\s*[-–—−~～至到]{{1,2}}\s*{_LATER}\s*止?)?")
_NO_YEAR = re.compile(r"(?<![\d年])\d{1,2}\s*月\s*\d{1,2}\s*[日号]")
_MONTH = re.compile(r"(?<![^\s，,；;])\d{4}\s*[-/.年]\s*\d{1,2}月?(?:份)?(?![^\s，,；;。])")

_CATEGORY = re.compile(r"(?<!分)(?:学时|培训|项目|课程)?类别(?:\s*[:：是为]\s*|\s+)(?P<named>[^\s，,；;。|:：]+)")
_LABELS = re.compile(
    r"(?<![^\s，,；;。])"
    r"(?:(?:培训|项目|课程)?(?:名称|项目)|(?:完成|结业|证书|培训)?(?:日期|时间)|培训|学时|凭证)\s*[:：]"
)
_BREAKS = re.compile(r"[\s，,；;。|]+")
_EMPTY_BRACKETS = re.compile(r"[(（]\s*[)）]")
_OPENING = re.compile(r"^(?:我|本人)?(?:(?:参加|完成|学习)了|申报|改成|改为|应该是)")
_FILLERS = re.compile(r"共|计|[共合总]计|于|在|完成于?|结业|结束|毕业|(?:我的|结业)?证书|申报(?:学时)?|学时|日期")
_EDGES = " 、-—–:：."
_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of a claim that were found in a text, and what is wrong with it."""

    project: str = ""
    hours: Decimal | None = None
    unit: Unit = Unit.HOUR
    completed: date | None = None
    category: str = ""
    """类别, which nobody needs to name."""
    problems: tuple[str, ...] = ()
    """A sentence each; the part in question is then not given."""


def read(text: str, *, today: date, hours_alone: bool = False) -> Words:
    """Find hours (学时, 课时, 学分) and the day of completion; what is left is the name of the training.

    Of a period the last day counts. With `hours_alone` a mere number is hours: somebody was asked for them.
    """
    rest = text.translate(_DIGITS)
    if hours_alone and _ALONE.fullmatch(rest.strip()):
        rest = f"{rest.strip()}学时"
    named = _CATEGORY.search(rest)
    category, rest = (named["named"].strip(_EDGES) if named else ""), _CATEGORY.sub(" ", rest)
    days, rest = _cut(_DAY, rest)
    completed, day_wrong, rest = _completed(days, rest, today)
    found = list(_HOURS.finditer(rest))
    hours, unit, hours_wrong = _hours(found)
    project = _name(_HOURS.sub(" ", rest))
    project_wrong, category_wrong = text_problems({"project": project}), text_problems({"category": category})
    return Words(
        "" if project_wrong else project,
        hours,
        unit,
        completed,
        "" if category_wrong else category,
        (*project_wrong, *hours_wrong, *day_wrong, *category_wrong),
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return [found.group().strip() for found in pattern.finditer(text)], pattern.sub(" ", text)


def _completed(written: list[str], rest: str, today: date) -> tuple[date | None, list[str], str]:
    """The day, what is wrong with it, and the text without days that cannot be told."""
    if not written:
        without_year, rest = _cut(_NO_YEAR, rest)
        months, rest = _cut(_MONTH, rest)
        wrong = [texts.day_without_year(one) for one in without_year]
        flaws = [(one, read_day(one)) for one in months]
        wrong += [texts.bad_day(one, flaw.reason, flaw.fix) for one, flaw in flaws if isinstance(flaw, Flaw)]
        return None, wrong, rest
    days: set[date] = set()
    wrong = []
    for one in written:
        day = read_day(one.replace("～", "~"), period=True)
        if isinstance(day, Flaw):
            wrong.append(texts.bad_day(one, day.reason, day.fix))
        else:
            days.add(day)
    if len(days) > 1:
        wrong.append(texts.SEVERAL_DAYS)
    wrong += [sentence for day in sorted(days) for sentence in day_problems(day, today=today)]
    return (None if wrong else days.pop()), wrong, rest


def _hours(found: list[re.Match[str]]) -> tuple[Decimal | None, Unit, list[str]]:
    seen = {
        (_value(match["behind"] or match["before"]), "学分" in (match["labelled"] or match["unit"])) for match in found
    }
    if len(seen) > 1:
        return None, Unit.HOUR, [texts.SEVERAL_HOURS]
    for hours, in_credits in seen:
        wrong = hours_problems(hours)
        return (None if wrong else hours), (Unit.CREDIT if in_credits else Unit.HOUR), wrong
    return None, Unit.HOUR, []


def _value(number: str) -> Decimal:
    """The number; one that is not well formed (十二五) is as good as none."""
    return Decimal(number) if number[0].isdecimal() else Decimal(numeral_value(number) or 0)


def _name(rest: str) -> str:
    """The name of the training without labels, fillers and the punctuation around what was cut out."""
    rest = _EMPTY_BRACKETS.sub(" ", _LABELS.sub(" ", rest))
    words = (word.strip(_EDGES) for word in _BREAKS.split(rest))
    name = " ".join(word for word in words if word and not _FILLERS.fullmatch(word))
    return _OPENING.sub("", name).strip(_EDGES)
