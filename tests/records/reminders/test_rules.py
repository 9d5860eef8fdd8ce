"""The rules of reminders as data."""

from datetime import date, timedelta
from importlib.resources import files

import pytest

from records.quiet import QuietHours
from records.reminders.model import Kind
from records.reminders.rules import BadReminders, ReminderBook, read_rules
from records.standing import RuleBook

GOOD = """
[hours]
quiet = "20:00-09:00"
[[reminder]]
kind = "cycle_end"
thresholds = [7, 90, 30]
[[date]]
id = "a-1"
document = "测教〔2020〕1号"
label = "第二条"
name = "公示结束"
region = "620702"
day = 2026-12-15
"""


def test_what_is_shipped() -> None:
    """Half a year, a quarter, a month and a week before a cycle's end; nothing at night; every kind has its days."""
    rules = ReminderBook.shipped(RuleBook((), ())).reminders
    assert rules.thresholds[Kind.CYCLE_END] == (180, 90, 30, 7)
    assert rules.thresholds[Kind.YEAR_END] == (90, 30, 7)
    assert set(rules.thresholds) == set(Kind) - {Kind.ESCALATION}
    assert rules.quiet == QuietHours(20 * 60, 9 * 60)
    assert rules.dates == ()


def test_the_example_in_the_shipped_file_can_be_used() -> None:
    """The table that the comment shows is read when it is no comment."""
    text = (files("records") / "data" / "reminders.toml").read_text(encoding="utf-8")
    example = "\n".join(line.removeprefix("# ") for line in text[text.index("# [[date]]") :].splitlines())
    (found,) = read_rules(text + "\n" + example, "reminders.toml").dates
    assert found.day == date(2026, 12, 15)


def test_rules_are_read() -> None:
    """Days in the order in which they come."""
    rules = read_rules(GOOD, "x.toml")
    assert rules.thresholds == {Kind.CYCLE_END: (90, 30, 7)}
    assert rules.dates[0].day - timedelta(days=1) == date(2026, 12, 14)
    assert rules.dates[0].rule == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cycle_end", "cycle_ende", "不认识“cycle_ende”"),
        ("cycle_end", "escalation", "不认识“escalation”"),
        ("[7, 90, 30]", "[7, 7]", "各不相同的整数"),
        ("[7, 90, 30]", "[0]", "1 到 1000"),
        ("[7, 90, 30]", '"7"', "各不相同的整数"),
        ("[7, 90, 30]", "[true]", "各不相同的整数"),
        ("thresholds = [7, 90, 30]", "", "缺少这一项"),
        ('"20:00-09:00"', '"20-9"', "起止时刻"),
        ("[hours]", "[hour]", "“hours”：缺少这一段"),
        ('"a-1"', '"甲"', "小写字母"),
        ('"620702"', '"990000"', "“region”"),
        ("day = 2026-12-15", "", "“day”：缺少这一项"),
        ("label", "lable", "“label”：缺少这一项"),
        ("[[reminder]]", "[[reminder]", "第4行"),
    ],
)
def test_a_mistake_is_located(old: str, new: str, said: str) -> None:
    """The sentence names the file, the place and what to write."""
    with pytest.raises(BadReminders, match=said) as caught:
        read_rules(GOOD.replace(old, new), "x.toml")
    assert "x.toml" in str(caught.value)


def test_all_mistakes_are_shown_together() -> None:
    """One in each table gives a line for each."""
    bad = GOOD.replace("[7, 90, 30]", "[]").replace('"a-1"', '"A"').replace("20:00-09:00", "night")
    with pytest.raises(BadReminders) as caught:
        read_rules(bad, "x.toml")
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "第1个 [[reminder]]" in lines[1]


def test_a_kind_or_a_date_stands_once() -> None:
    """Twice would say two things."""
    twice = GOOD + GOOD.replace("[hours]", "").replace('quiet = "20:00-09:00"', "")
    with pytest.raises(BadReminders) as caught:
        read_rules(twice, "x.toml")
    assert str(caught.value).count("出现了两次") == 2
