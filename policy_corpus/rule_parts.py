"""Readers of the tables inside a rule: categories, offsets, leaves, carry-over, make-up, age."""

import re
from decimal import Decimal
from fractions import Fraction

from policy_corpus.model import (
    AgeBound,
    AgeDay,
    CarryOver,
    Category,
    LeaveEffect,
    LeaveTerm,
    MakeUp,
    Offset,
    ServiceBound,
)
from policy_corpus.toml_table import Table

_WORKING_AGES = range(16, 101)
_SERVICE_YEARS = range(61)
_LONGEST_LEAVE = 3660  # days
_AGE_DAYS = {day.value: day for day in AgeDay}
_EFFECTS = {effect.value: effect for effect in LeaveEffect}
_SHARE = re.compile(r"(\d{1,3})/([1-9]\d{0,2})|(0\.\d{1,4}|1)", re.ASCII)


def positive(table: Table, key: str) -> Decimal | None:
    """A number above 0, or None when left out."""
    value = table.decimal(key)
    if value is not None and value <= 0:
        raise table.error(key, "学时必须大于0", "没有这项规定就删去这一项")
    return value


def categories(table: Table, hours: Decimal | None) -> tuple[Category, ...]:
    """The categories of a rule that requires `hours`, their bounds held against it and against each other."""
    found: list[Category] = []
    for part in table.tables("categories"):
        category = Category(
            name=part.text("name"),
            minimum=part.decimal("minimum"),
            maximum=part.decimal("maximum"),
            rate=_rate(part),
            minimum_share=_share(part, "minimum"),
            maximum_share=_share(part, "maximum"),
            sources=part.texts("sources"),
        )
        part.finish()
        if any(category.name == earlier.name for earlier in found):
            raise part.error("name", f"类别“{category.name}”出现了两次", "请合并成一项")
        _check_bounds(category, part, hours)
        found.append(category)
    floor = sum((category.minimum or Decimal(0) for category in found), Decimal(0))
    shares = sum((category.minimum_share or Fraction(0) for category in found), Fraction(0))
    if hours is not None and Fraction(floor) + shares * Fraction(hours) > Fraction(hours):
        raise table.error("categories", f"各类别最低学时合计{floor}，超过了总学时{hours}", "请核对原文后改正")
    return tuple(found)


def _share(part: Table, bound: str) -> Fraction | None:
    key = f"{bound}_share"
    if not part.has(key):
        return None
    if part.has(bound):
        raise part.error(key, f"和“{bound}”写了两次界线", "请只留一项")
    found = _SHARE.fullmatch(part.text(key))
    if found is None:
        raise part.error(key, "不是比例", '请写成 "1/3" 或 "0.3" 这样')
    share = Fraction(int(found[1]), int(found[2])) if found[1] else Fraction(found[3])
    if not 0 < share <= 1:
        raise part.error(key, "比例必须大于0、不超过1", '请写成 "1/3" 或 "0.3" 这样')
    return share


def _check_bounds(category: Category, part: Table, hours: Decimal | None) -> None:
    for key, value in (("minimum", category.minimum), ("maximum", category.maximum)):
        if value is None:
            continue
        if value < 0:
            raise part.error(key, "学时不能是负数", "请改正")
        if hours is not None and value > hours:
            raise part.error(key, f"{value}超过了总学时{hours}", "请核对原文后改正")
    if category.minimum is not None and category.maximum is not None and category.minimum > category.maximum:
        raise part.error("minimum", f"最低学时{category.minimum}大于最高学时{category.maximum}", "请核对原文后改正")
    lowest, highest = category.minimum_share, category.maximum_share
    if lowest is not None and highest is not None and lowest > highest:
        raise part.error("minimum_share", "最低比例大于最高比例", "请核对原文后改正")


def offset(part: Table) -> Offset:
    """One offset; its rate is 1 when left out."""
    found = Offset(source=part.text("source"), target=part.text("target"), rate=_rate(part))
    part.finish()
    if found.source == found.target:
        raise part.error("target", "冲抵的来源和去向相同", "请写成两种不同的培训")
    return found


def _rate(part: Table) -> Decimal:
    rate = part.decimal("rate", default=Decimal(1))
    if rate is None or rate <= 0:
        raise part.error("rate", "折算比例必须大于0", '请写成 "1" 或 "0.5" 这样的数')
    return rate


def carry_over(table: Table) -> CarryOver | None:
    """What may be carried into the next period, or None when left out."""
    part = table.table("carry_over")
    if part is None:
        return None
    term = CarryOver(maximum=positive(part, "maximum"), rate=_rate(part))
    part.finish()
    return term


def leave(part: Table) -> LeaveTerm:
    """What the rule says about some kinds of leave."""
    term = LeaveTerm(
        kinds=part.texts("kinds", required=True),
        effect=part.choice("effect", _EFFECTS),
        at_least_days=part.integer("at_least_days", range(1, _LONGEST_LEAVE + 1)),
    )
    part.finish()
    return term


def make_up(table: Table) -> MakeUp | None:
    """The make-up window, or None when left out; its days are all there or none."""
    part = table.table("make_up")
    if part is None:
        return None
    found = MakeUp(
        for_periods=part.texts("for_periods", required=True),
        window=part.text("window"),
        fee=part.text("fee", default=""),
        for_from=part.day("for_from"),
        for_until=part.day("for_until"),
        window_from=part.day("window_from"),
        window_until=part.day("window_until"),
    )
    part.finish()
    days = (found.for_from, found.for_until, found.window_from, found.window_until)
    given = [day for day in days if day is not None]
    if given and (len(given) < len(days) or given[0] > given[1] or given[2] > given[3] or given[0] > given[2]):
        problem = "for_from、for_until、window_from、window_until 没有写全，或先后不对"
        raise table.error("make_up", problem, "请四项都写，先后从早到晚")
    return found


def age(table: Table) -> AgeBound | None:
    """The age bound, or None when left out."""
    part = table.table("age")
    if part is None:
        return None
    found = AgeBound(
        male_under=part.integer("male_under", _WORKING_AGES),
        female_under=part.integer("female_under", _WORKING_AGES),
        on=part.choice("on", _AGE_DAYS) if part.has("on") else None,
    )
    part.finish()
    if found.male_under is None and found.female_under is None:
        raise table.error("age", "没有写年龄", "请写 male_under 或 female_under，或删去这一项")
    return found


def service(table: Table) -> ServiceBound | None:
    """The range of years of service, or None when left out."""
    part = table.table("service")
    if part is None:
        return None
    found = ServiceBound(
        at_least_years=part.integer("at_least_years", _SERVICE_YEARS),
        under_years=part.integer("under_years", _SERVICE_YEARS),
    )
    part.finish()
    if found.under_years is None and found.at_least_years is None:
        raise table.error("service", "没有写年数", "请写 at_least_years 或 under_years，或删去这一项")
    if found.under_years is not None and found.under_years <= (found.at_least_years or 0):
        raise part.error("under_years", "不大于 at_least_years，没有人在这个范围内", "请核对原文后改正")
    return found
