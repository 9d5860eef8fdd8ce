"""Hours that cross from one cycle to another: make-up windows and carry-over."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from policy_corpus.model import AgeBound, AgeDay, CarryOver, Category, MakeUp
from tests.records.standing.invented import SETTINGS, change, entry, figures, only, said, shown, stand, teacher, yearly

MAKE_UP = MakeUp(
    ("2023年",),
    "2024年上半年",
    "免收",
    for_from=date(2023, 1, 1),
    for_until=date(2023, 12, 31),
    window_from=date(2024, 1, 1),
    window_until=date(2024, 6, 30),
)
NOW = date(2024, 5, 2)


def test_a_window_fills_the_earlier_shortfall_first() -> None:
    """12 of 20 hours in 2023; of 15 in the window 8 fill it, 7 count for 2024."""
    entries = [entry("a", 12, date(2023, 5, 1)), entry("b", 15, date(2024, 4, 1))]
    old, new = stand([yearly(20), change(make_up=MAKE_UP)], entries, day=NOW).lines
    assert figures(old) == (20, 20, 20, 0)
    assert old.deadline == date(2024, 6, 30)
    assert figures(new) == (20, 7, 7, 13)
    assert shown(old, "2024-01-01至2024-06-30") == "测教〔2020〕1号 二"
    assert shown(new, "8学时先补足以前周期的不足") == ""


def test_after_the_window_hours_count_for_their_own_cycle() -> None:
    """Training of July 2024 fills nothing of 2023; the old line is no longer shown."""
    entries = [entry("a", 12, date(2023, 5, 1)), entry("b", 15, date(2024, 7, 1))]
    assert figures(only(stand([yearly(20), change(make_up=MAKE_UP)], entries, day=date(2024, 8, 1)))) == (20, 15, 15, 5)


def test_a_window_long_over_leaves_no_trace() -> None:
    """Years later the current cycle has its own hours, and says nothing of the cycles before."""
    entries = [entry("a", 12, date(2023, 5, 1)), entry("b", 15, date(2024, 4, 1)), entry("c", 9, date(2026, 2, 1))]
    line = only(stand([yearly(20), change(make_up=MAKE_UP)], entries, day=date(2026, 5, 1)))
    assert (figures(line), line.cycle_start) == ((20, 9, 9, 11), date(2026, 1, 1))
    assert not said(line, "补训")


def test_a_window_fills_only_the_periods_that_it_names() -> None:
    """A shortfall of 2022 is not filled by the window for 2023."""
    entries = [entry("a", 20, date(2023, 5, 1)), entry("b", 15, date(2024, 4, 1))]
    facts = teacher(entered=date(2022, 1, 1))
    found = stand([yearly(20), change(make_up=MAKE_UP)], entries, facts=facts, day=NOW, history=True)
    assert [int(line.counted) for line in found.lines] == [0, 20, 15]


def test_only_training_of_the_named_kinds_makes_up() -> None:
    """A window for 远程培训 is not filled by anything else."""
    rules = [yearly(20), change(make_up=MAKE_UP, counts=("远程培训",))]
    entries = [entry("a", 15, date(2024, 4, 1)), entry("b", 9, date(2024, 4, 2), category="远程培训")]
    old, new = stand(rules, entries, day=NOW).lines
    assert (old.counted, new.counted) == (Decimal(9), Decimal(15))


def test_hours_that_cannot_help_the_earlier_cycle_stay() -> None:
    """Online hours beyond the earlier cycle's ceiling count for the current one."""
    online = Category("线上", maximum=Decimal(5))
    entries = [entry("a", 4, date(2023, 5, 1), training="线上"), entry("b", 6, date(2024, 4, 1), training="线上")]
    old, new = stand([yearly(20, categories=(online,)), change(make_up=MAKE_UP)], entries, day=NOW).lines
    assert (old.counted, new.counted) == (Decimal(5), Decimal(5))


def test_a_missing_floor_is_made_up_too() -> None:
    """20 hours without the 4 of 师德: the window's 师德 fills the floor, and no more than it needs."""
    ethics = Category("师德", minimum=Decimal(4))
    entries = [entry("a", 20, date(2023, 5, 1)), entry("b", 6, date(2024, 4, 1), category="师德")]
    old, new = stand([yearly(20, categories=(ethics,)), change(make_up=MAKE_UP)], entries, day=NOW).lines
    assert (old.counted, old.remaining) == (Decimal(20), Decimal(0))
    assert new.counted == 2


def test_the_window_may_be_closed_to_some_ages() -> None:
    """Who is 55 in the year of the window makes nothing up, and reads why."""
    rules = [yearly(20), change(make_up=MAKE_UP, age=AgeBound(60, 55, AgeDay.YEAR_END))]
    entries = [entry("b", 15, date(2024, 4, 1))]
    found = stand(rules, entries, facts=teacher(born=date(1969, 12, 31)), day=NOW, history=True)
    old = next(line for line in found.lines if line.cycle_start == date(2023, 1, 1))
    assert old.counted == 0
    assert said(old, "女教师到2024-12-31已满55周岁，不受“要求c”约束（测教〔2020〕1号，二）")


def test_a_window_without_days_is_said() -> None:
    """Where the rule gives the window in words only, nothing is worked out, and the line says so."""
    rules = [yearly(20), change(make_up=MakeUp(("2023年",), "次年", ""))]
    found = stand(rules, [entry("a", 1, date(2023, 5, 1))], day=NOW, history=True)
    assert any(said(line, "文件安排在次年补训，规则里没有写明日期") for line in found.lines)


def test_surplus_is_carried_where_the_rule_allows() -> None:
    """30 hours of 20 leave 10 at one half: 5 in the next year, at most 4."""
    entries = [entry("a", 30, date(2023, 5, 1))]
    allowed = only(stand(yearly(20, carry_over=CarryOver(rate=Decimal("0.5"))), entries, day=NOW))
    capped = only(stand(yearly(20, carry_over=CarryOver(Decimal(4), Decimal("0.5"))), entries, day=NOW))
    assert (figures(allowed), allowed.carried) == ((20, 0, 5, 15), Decimal(5))
    assert capped.counted == 4
    assert shown(allowed, "上一周期结转5学时") == "测教〔2020〕1号 一"


def test_carried_hours_are_not_carried_again() -> None:
    """30 in 2022, 5 in 2023: 10 are carried into 2023 and meet the 5; nothing goes on to 2024."""
    entries = [entry("a", 30, date(2022, 5, 1)), entry("b", 15, date(2023, 5, 1))]
    line = only(stand(yearly(20, carry_over=CarryOver()), entries, day=NOW))
    assert line.carried == 5
    entries[1] = entry("b", 5, date(2023, 5, 1))
    assert only(stand(yearly(20, carry_over=CarryOver()), entries, day=NOW)).carried == 0


def test_carry_over_on_which_the_rule_is_silent() -> None:
    """The centre decides; without a decision the surplus is named and does not count."""
    entries = [entry("a", 30, date(2023, 5, 1))]
    settings = replace(SETTINGS, carry_over=True, carry_over_maximum=Decimal(6))
    line, open_ = (
        only(stand(yearly(20), entries, day=NOW, settings=settings)),
        only(stand(yearly(20), entries, day=NOW)),
    )
    assert (line.counted, open_.counted) == (Decimal(6), Decimal(0))
    assert said(line, "本中心设定“超出学时的结转”：可以结转，最多6学时")
    assert said(open_, "上一周期多出10学时；本中心尚未设定“超出学时的结转”，暂不计入本周期")
