"""What is understood of an audience and of a moment in everyday words."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception import announce_words
from records.campaigns.audience import Audience, Listed
from records.china import CHINA
from records.risk import Pace

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""10:00 on a Monday in China."""


@pytest.mark.parametrize(
    ("text", "audience", "names"),
    [
        (
            "第一小学 小学 还差60学时以上",
            Audience(stages=("小学",), short_by=Decimal(60)),
            ("第一小学",),
        ),
        ("发给第一小学的老师，语文老师", Audience(subjects=("语文",)), ("第一小学的老师",)),
        ("新教师、校长", Audience(roles=("新任教师", "校长")), ()),
        ("班主任；还差 ≥ 30.5 学时", Audience(roles=("班主任",), short_by=Decimal("30.5")), ()),
        ("中学 逾期", Audience(stages=("初中", "高中"), paces=(Pace.OVERDUE,)), ()),
        (
            "学校：第一小学 学科：奥数 岗位：门卫",
            Audience(schools=("第一小学",), subjects=("奥数",), roles=("门卫",)),
            (),
        ),
        ("全部", Audience(), ()),
        ("所有老师 小学教师", Audience(stages=("小学",)), ()),
        ("T0001，T0002", Audience(listed=(Listed(1, "T0001"), Listed(2, "T0002"))), ()),
        ("工号：T0001", Audience(listed=(Listed(1, "T0001"),)), ()),
        ("地区：甘州区", Audience(), ("甘州区",)),
        ("还差60学时以下", Audience(short_by=Decimal(60)), ("以下",)),
    ],
)
def test_audiences(text: str, audience: Audience, names: tuple[str, ...]) -> None:
    """Conditions of all kinds in one sentence; what may be a school or a place is left to who knows the roster."""
    said = announce_words.read(text)
    assert (said.audience, said.names) == (audience, names)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever is written, something is understood or handed on; nothing breaks."""
    said = announce_words.read(text)
    assert all(name.strip() for name in said.names)
    announce_words.moment_of(text, now=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明天 9:00", "2026-03-03 09:00"),
        ("后天下午2点半", "2026-03-04 14:30"),
        ("3月5日 8点", "2026-03-05 08:00"),
        ("1月5日上午8:30", "2027-01-05 08:30"),
        ("2026-12-01 09:00", "2026-12-01 09:00"),
        ("９：３０", "2026-03-03 09:30"),
        ("15:05", "2026-03-02 15:05"),
        ("今天 9:00", "2026-03-02 09:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    """In Beijing time; without a day the next such hour, without a year the next such day."""
    found = announce_words.moment_of(text, now=NOW)
    assert found is not None
    assert found.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") == expected


@pytest.mark.parametrize("text", ["", "明天", "25:00", "2月30日 9:00", "9:75", "下周", "2026-12-01", "一会儿"])
def test_what_is_no_moment(text: str) -> None:
    """A day without an hour, an hour that does not exist, anything else."""
    assert announce_words.moment_of(text, now=NOW) is None


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (b"T1\nT2,T3\n", [(1, "T1"), (2, "T2"), (2, "T3")]),
        ("\ufeff姓名,工号\n甲,T1\n\n乙,T2".encode(), [(2, "T1"), (4, "T2")]),
        ("工号,姓名\r\nT1,甲\r\n".encode("gb18030"), [(2, "T1")]),
        (b"", []),
    ],
)
def test_lists(content: bytes, numbers: list[tuple[int, str]]) -> None:
    """Every line of a text, or the column 工号 of a table, in the encodings that Excel writes."""
    assert [(one.line, one.number) for one in announce_words.list_of(content)] == numbers
