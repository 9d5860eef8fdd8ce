"""What a teacher writes with a certificate, in their own words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reception import claim_words
from bot.reception.claim_words import Words
from records.ledger import Unit
from records.posting_model import MOST_HOURS

TODAY = date(2026, 9, 1)
CAPTION = "暑期集中培训 24学时 2025-07-20"


@pytest.mark.parametrize(
    ("said", "project", "hours", "unit", "day"),
    [
        (CAPTION, "暑期集中培训", "24", Unit.HOUR, (2025, 7, 20)),
        ("我参加了暑期集中培训，共24个学时，2025年7月20日完成。", "暑期集中培训", "24", Unit.HOUR, (2025, 7, 20)),
        ("培训名称：语文、数学教研\n学时：7.5\n完成日期：20250720", "语文、数学教研", "7.5", Unit.HOUR, (2025, 7, 20)),
        ("２０２５年国培计划（３学分）2025.7.15-7.20", "2025年国培计划", "3", Unit.CREDIT, (2025, 7, 20)),
        ("校本研修 二十四课时 二〇二五年七月二十日", "校本研修", "24", Unit.HOUR, (2025, 7, 20)),
        ("国家级培训：语文 24学时 2025-07-20", "国家级培训：语文", "24", Unit.HOUR, (2025, 7, 20)),
        ("2025-07-20 - 24学时 校本研修", "校本研修", "24", Unit.HOUR, (2025, 7, 20)),
    ],
)
def test_words_of_a_claim(said: str, project: str, hours: str, unit: Unit, day: tuple[int, int, int]) -> None:
    """Name, hours and day are found in the ways in which people write them."""
    assert claim_words.read(said, today=TODAY) == Words(project, Decimal(hours), unit, date(*day))


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("培训 24学时，其中线上8学时 2025-07-20", "写了不止一个学时数"),
        ("培训 24学时 2025-07-20 2025-08-01", "写了不止一个日期"),
        ("培训 24学时 2025年7月", "日期“2025年7月”只写到月"),
        ("培训 99999学时 2025-07-20", "学时“99999”不能用"),
        ("培训 十二五学时 2025-07-20", "学时“0”不能用"),
        ("培训" * 70 + " 24学时 2025-07-20", "项目名称“"),
    ],
)
def test_unclear_words_of_a_claim(said: str, problem: str) -> None:
    """What is unclear or cannot be is named, never guessed."""
    assert [found.startswith(problem) for found in claim_words.read(said, today=TODAY).problems] == [True]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*"0123456789.-/年月日至到 ，十二〇个", "学时", "学分", "2025", "培训"]), max_size=30))
def test_any_words_can_be_read(pieces: list[str]) -> None:
    """Whatever is written, reading it never fails, and what is found can be posted."""
    words = claim_words.read("".join(pieces), today=TODAY, hours_alone=True)
    assert words.hours is None or 0 < words.hours <= MOST_HOURS
    assert words.completed is None or words.completed <= TODAY


@pytest.mark.parametrize(
    ("said", "project", "category"),
    [
        (f"{CAPTION} 类别：公需科目", "暑期集中培训", "公需科目"),
        (f"类别 专业科目，{CAPTION}", "暑期集中培训", "专业科目"),
        (f"{CAPTION}\n学时类别是校本研修。", "暑期集中培训", "校本研修"),
        ("分类别研修班 24学时 2025-07-20", "分类别研修班", ""),
    ],
)
def test_a_category_that_is_named(said: str, project: str, category: str) -> None:
    """Only what stands behind the word 类别 is one."""
    assert claim_words.read(said, today=TODAY) == Words(project, Decimal(24), Unit.HOUR, date(2025, 7, 20), category)


def test_a_category_that_is_too_long() -> None:
    """It is named as the problem, and the good parts are kept."""
    found = claim_words.read(f"{CAPTION} 类别：{'长' * 65}", today=TODAY)
    assert (found.project, found.category) == ("暑期集中培训", "")
    assert [problem.startswith("类别“") for problem in found.problems] == [True]
