"""The figures of a rule, each under a name by which it can be changed, and the figures in a text. Pure.

Names of figures are those of the rule file: ``hours``, ``cycle_years``, ``age.male_under``,
``categories.公需科目.minimum``, ``carry_over.maximum``, ``valid_until``.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from policy_corpus.errors import CorpusError
from policy_corpus.model import Category, Rule
from policy_corpus.numerals import numeral_value, to_chinese

Value = Decimal | Fraction | date


class Unit(StrEnum):
    """What a figure counts."""

    HOURS = "学时"
    YEARS = "年"
    MONTHS = "个月"
    AGE = "岁"
    DAYS = "天"
    SHARE = "比例"
    DAY = "日期"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a rule."""

    path: str
    value: Value
    unit: Unit


@dataclass(frozen=True, slots=True)
class Written:
    """A figure in a text."""

    value: Value
    unit: Unit
    start: int
    end: int
    """Where it stands, its unit included."""


_UNITS = {
    "hours": Unit.HOURS,
    "hours_per_credit": Unit.HOURS,
    "cycle_years": Unit.YEARS,
    "within_months": Unit.MONTHS,
    "minimum": Unit.HOURS,
    "maximum": Unit.HOURS,
    "minimum_share": Unit.SHARE,
    "maximum_share": Unit.SHARE,
    "rate": Unit.SHARE,
    "male_under": Unit.AGE,
    "female_under": Unit.AGE,
    "at_least_years": Unit.YEARS,
    "under_years": Unit.YEARS,
    "at_least_days": Unit.DAYS,
}
_PARTS = ("age", "service", "carry_over", "make_up")
_WHOLE = (Unit.YEARS, Unit.MONTHS, Unit.AGE, Unit.DAYS)
_SPOKEN = {
    "学时": Unit.HOURS,
    "课时": Unit.HOURS,
    "小时": Unit.HOURS,
    "周岁": Unit.AGE,
    "岁": Unit.AGE,
    "年": Unit.YEARS,
    "个月": Unit.MONTHS,
    "天": Unit.DAYS,
    "日": Unit.DAYS,
}
_LONGEST = 240
_STOPS = "。；\n"
_CHINESE = "〇零一二两三四五六七八九十百千万"
_DATE = r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
_PARTS_OF = rf"(?P<of>\d+|[{_CHINESE}]+)分之(?P<part>\d+(?:\.\d+)?|[{_CHINESE}]+)"
_PERCENT = r"(?P<percent>\d+(?:\.\d+)?)\s*%"
_QUOTIENT = r"(?<![\d/])(?P<over>\d{1,3})/(?P<under>[1-9]\d{0,2})(?![\d/])"
_PLAIN = rf"(?P<number>\d+(?:\.\d+)?|[{_CHINESE}]+)\s*个?\s*(?P<unit>{'|'.join(_SPOKEN)})"
_MONTHS = rf"(?P<months>\d+|[{_CHINESE}]+)\s*个月"
_NUMERAL = re.compile(rf"\d+(?:\.\d+)?|[{_CHINESE}]+")
_WRITTEN = re.compile("|".join((_DATE, _PARTS_OF, _PERCENT, _QUOTIENT, _MONTHS, _PLAIN)))


def figures(rule: Rule) -> tuple[Figure, ...]:
    """Every figure that the rule states, by name."""
    found = [_figure("", name, getattr(rule, name)) for name in ("hours", "cycle_years", "within_months")]
    found += [_figure("", name, getattr(rule, name)) for name in ("hours_per_credit", "valid_from", "valid_until")]
    for name in _PARTS:
        part = getattr(rule, name)
        found += [_figure(f"{name}.", f.name, getattr(part, f.name)) for f in fields(part)] if part is not None else []
    for category in rule.categories:
        found += [_figure(f"categories.{category.name}.", f.name, getattr(category, f.name)) for f in fields(category)]
    for place, offset in enumerate(rule.offsets, start=1):
        found.append(_figure(f"offsets.{place}.", "rate", offset.rate))
    for place, leave in enumerate(rule.leaves, start=1):
        found.append(_figure(f"leaves.{place}.", "at_least_days", leave.at_least_days))
    return tuple(figure for figure in found if figure is not None)


def _figure(prefix: str, name: str, value: object) -> Figure | None:
    if isinstance(value, date):
        return Figure(prefix + name, value, Unit.DAY)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction) or name not in _UNITS:
        return None
    exact = value if isinstance(value, Fraction) else Decimal(value)
    return Figure(prefix + name, exact, _UNITS[name])


def value_of(path: str, text: str) -> Value:
    """What is written for the figure `path`. Raises `CorpusError` with what may be written."""
    name, plain = path.rpartition(".")[2], unicodedata.normalize("NFKC", text).strip()
    unit = _UNITS.get(name, Unit.DAY)
    try:
        if unit is Unit.DAY:
            return date.fromisoformat(plain)
        value = Fraction(plain) if name.endswith("_share") else Decimal(plain)
        whole = unit not in _WHOLE or value.denominator == 1 if isinstance(value, Fraction) else _fits(value, unit)
        if whole and 0 <= value <= 10**6:
            return value
    except (ValueError, InvalidOperation, ZeroDivisionError):
        pass
    raise CorpusError(f"“{path}”不能写成“{text}”。请写{_HOW.get(unit, '一个不小于0的数，例如 360')}。")


_HOW = {Unit.DAY: "日期，例如 2026-01-01", Unit.SHARE: "比例，例如 1/3 或 0.5"} | dict.fromkeys(_WHOLE, "整数，例如 5")


def _fits(value: Decimal, unit: Unit) -> bool:
    return value.is_finite() and (unit not in _WHOLE or value == value.to_integral_value())


def text_of(value: Value) -> str:
    """A value as it is written in a rule file."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def with_value(rule: Rule, path: str, value: Value) -> Rule:
    """The rule with another figure. Raises `CorpusError` when it states no such figure."""
    known = {figure.path for figure in figures(rule)} | {"hours", "cycle_years", "valid_from", "valid_until"}
    if path not in known:
        raise CorpusError(f"规则“{rule.id}”没有“{path}”这个数。可以改的有：{'、'.join(sorted(known))}。")
    whole: Any = int(value) if isinstance(value, Decimal) and _UNITS.get(path.rpartition(".")[2]) in _WHOLE else value
    head, _, rest = path.partition(".")
    if not rest:
        changed: dict[str, Any] = {head: whole}
    elif head in _PARTS:
        changed = {head: replace(getattr(rule, head), **{rest: whole})}
    else:
        changed = {head: tuple(_within(getattr(rule, head), rest, whole))}
    old = next((figure for figure in figures(rule) if figure.path == path), None)
    name = rule.name if old is None else renamed(rule.name, old, value)
    return replace(rule, name=name, **changed)


def renamed(name: str, old: Figure, value: Value) -> str:
    """The name of a rule with another figure, where it speaks of that: 五年一周期360学时 → 三年一周期240学时."""
    for found in reversed(written(name)):
        if (found.value, found.unit) == (old.value, old.unit) and isinstance(value, Decimal):
            numeral = _NUMERAL.match(name, found.start)
            whole = value == value.to_integral_value() and value < 10**4
            if numeral is not None:
                spoken = numeral[0][0] in _CHINESE and whole
                name = (
                    name[: found.start] + (to_chinese(int(value)) if spoken else text_of(value)) + name[numeral.end() :]
                )
    return name


def _within(items: tuple[Any, ...], rest: str, value: Any) -> Iterator[Any]:
    """The items of a list with one figure of one of them changed; categories are found by name, others by place."""
    wanted, _, name = rest.rpartition(".")
    for place, item in enumerate(items, start=1):
        here = item.name if isinstance(item, Category) else str(place)
        yield replace(item, **{name: value}) if here == wanted else item


def written(text: str) -> tuple[Written, ...]:
    """The figures of a text in their order; spans are those of `text`, however its digits are spelt."""
    # One character for each, so that places stay what they are.
    folded = "".join(wide if len(wide := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)
    return tuple(found for match in _WRITTEN.finditer(folded) if (found := _read(match)) is not None)


def _read(match: re.Match[str]) -> Written | None:
    found = match.groupdict()
    start, end = match.span()
    if found["y"]:
        try:
            return Written(date(int(found["y"]), int(found["m"]), int(found["d"])), Unit.DAY, start, end)
        except ValueError:
            return None
    if found["of"]:
        whole, part = _number(found["of"]), _number(found["part"])
        return Written(Fraction(part) / Fraction(whole), Unit.SHARE, start, end) if whole and part else None
    if found["percent"]:
        return Written(Fraction(found["percent"]) / 100, Unit.SHARE, start, end)
    if found["over"]:
        return Written(Fraction(int(found["over"]), int(found["under"])), Unit.SHARE, start, end)
    number = _number(found["months"] or found["number"])
    unit = Unit.MONTHS if found["months"] else _SPOKEN[found["unit"]]
    return Written(number, unit, start, end) if number is not None else None


def _number(text: str) -> Decimal | None:
    if text[0].isdigit():
        return Decimal(text)
    value = numeral_value(text)
    return Decimal(value) if value is not None else None


def sentence(text: str, at: int) -> str:
    """The sentence of `text` around a place; of a very long one the beginning."""
    start, end = sentence_bounds(text, at)
    found = text[start:end].strip()
    return found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"


def sentence_bounds(text: str, at: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    start = max(text.rfind(stop, 0, at) for stop in _STOPS) + 1
    ends = [end for stop in _STOPS if (end := text.find(stop, at)) >= 0]
    return start, min(ends, default=len(text) - 1) + 1
