"""What a centre decides: typed, kept, shown, and found by the nearest region."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from policy_corpus.errors import YanxiuError
from policy_corpus.model import AgeDay, LeaveEffect, LeaveTerm, YearKind
from records import settings_store
from records.centre import SETTING_NAMES, Anchor, CentreSettings, CycleStart, Partial
from records.database import Database
from records.ledger_schema import SettingRow
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.quiet import QuietHours
from records.setting_codec import UnreadableSetting
from records.setting_words import KINDS, BadSetting, typed
from tests.records.roster import CITY, COUNTY, NOW, OTHER_COUNTY, PROVINCE, SCHOOL, kept, staff

TYPED = {
    "year_kind": ("学年", YearKind.SCHOOL),
    "partial": ("按比例", Partial.PRO_RATA),
    "pro_rata_step": ("0.5", Decimal("0.5")),
    "earlier_hours": ("不计入", False),
    "leaves": (
        "产假、病假=顺延；事假=减少(90天以上)",
        (LeaveTerm(("产假", "病假"), LeaveEffect.EXTEND), LeaveTerm(("事假",), LeaveEffect.REDUCE, 90)),
    ),
    "carry_over": ("结转", True),
    "carry_over_maximum": ("36", Decimal(36)),
    "pending_counts": ("计入", True),
    "new_teacher_months": ("12", 12),
    "induction_months": ("0", 0),
    "age_day": ("周期末日", AgeDay.END),
    "hours_per_credit": ("10", Decimal(10)),
    "roles": (
        "年级主任=在职教师；教研组长=培训者、在职教师",
        {"年级主任": ("在职教师",), "教研组长": ("培训者", "在职教师")},
    ),
    "words": ("网络研修=线上研修", {"网络研修": "线上研修"}),
    "show_drafts": ("不显示", False),
    "quiet_hours": ("22:30-07:00", QuietHours(22 * 60 + 30, 7 * 60)),
    "wide_approval": ("不需要", False),
}
"""Field → what is typed, what it means."""


async def choose(
    database: Database, name: str, text: str, *, region: str = COUNTY, actor: Actor = COMMAND_LINE
) -> settings_store.Shown:
    """Decide a setting and keep that."""
    async with database.write() as session:
        made = await settings_store.choose(session, actor=actor, region=region, name=name, text=text, now=NOW)
        await session.commit()
    return made


async def held(database: Database, region: str = COUNTY) -> CentreSettings:
    """The settings of a region."""
    async with database.read() as session:
        return (await settings_store.load(session, [region])).settings(region)


async def set_cycle(database: Database, region: str, **given: Any) -> None:
    """Set where cycles begin and keep that."""
    async with database.write() as session:
        await settings_store.set_cycle(session, actor=COMMAND_LINE, region=region, now=NOW, **given)
        await session.commit()


def test_every_setting_can_be_typed() -> None:
    """All that a standing may miss can be decided in words; what is shown can be typed again."""
    assert set(KINDS) == set(SETTING_NAMES) == {*TYPED, "cycle_starts"}
    for field, (text, value) in TYPED.items():
        assert typed(field, text) == value
        assert typed(field, KINDS[field].shown(value)) == value


@pytest.mark.parametrize("field", TYPED)
async def test_what_is_decided_comes_back(database: Database, field: str) -> None:
    """By its visible name or its field, through the database, as the very same value."""
    text, value = TYPED[field]
    assert getattr(await held(database), field) != value
    made = await choose(database, SETTING_NAMES[field], text)
    assert (made.field, made.region) == (field, COUNTY)
    assert getattr(await held(database), field) == value
    await choose(database, field, text)
    assert len((await kept(database))["centre_settings"]) == 1


async def test_nothing_is_decided_by_default(database: Database) -> None:
    """A fresh database decides nothing, anywhere."""
    assert await held(database) == CentreSettings()
    async with database.read() as session:
        shown = await settings_store.shown(session, COUNTY)
    assert [one.name for one in shown] == list(SETTING_NAMES.values())
    assert {(one.value, one.region) for one in shown} == {("", "")}


async def test_the_nearest_region_wins(database: Database) -> None:
    """County before city before province; taking back uncovers what lies behind; others are not touched."""
    for region, text in ((PROVINCE, "8"), (CITY, "9"), (COUNTY, "10")):
        await choose(database, "学分折合学时", text, region=region)
    await choose(database, "征求意见稿的显示", "不显示", region=CITY)
    await choose(database, "征求意见稿的显示", "显示")
    assert (await held(database)).hours_per_credit == 10
    assert (await held(database)).show_drafts is True
    assert (await held(database, OTHER_COUNTY)).hours_per_credit == 9
    assert (await held(database, OTHER_COUNTY)).show_drafts is False
    async with database.write() as session:
        for there in (True, False):
            done = await settings_store.unset(session, actor=COMMAND_LINE, region=COUNTY, name="学分折合学时", now=NOW)
            assert done is there
        await session.commit()
    async with database.read() as session:
        shown = {one.field: one for one in await settings_store.shown(session, COUNTY)}
    assert (shown["hours_per_credit"].value, shown["hours_per_credit"].region) == ("9", CITY)


async def test_where_cycles_begin(database: Database) -> None:
    """One for all cycles and one for those of five years; setting again takes the place of the same."""
    await set_cycle(database, PROVINCE, first_day=date(2020, 1, 1))
    await set_cycle(database, COUNTY, first_day=date(2021, 1, 1), years=5)
    await set_cycle(database, COUNTY, anchor=Anchor.ENTRY_SCHOOL_YEAR)
    await set_cycle(database, COUNTY, first_day=date(2022, 9, 1), years=5)
    found = await held(database)
    assert set(found.cycle_starts) == {
        CycleStart(PROVINCE, date(2020, 1, 1)),
        CycleStart(COUNTY, None, Anchor.ENTRY_SCHOOL_YEAR),
        CycleStart(COUNTY, date(2022, 9, 1), None, 5),
    }
    assert found.cycle_start((COUNTY, CITY, PROVINCE), 5) == CycleStart(COUNTY, date(2022, 9, 1), None, 5)
    async with database.read() as session:
        shown = (await settings_store.shown(session, COUNTY))[0].value
    assert shown == "每人从入职学年起；从2022-09-01起（5年一周期的）"
    for bad in ({}, {"first_day": NOW.date(), "anchor": Anchor.ENTRY_DAY}, {"first_day": NOW.date(), "years": 0}):
        with pytest.raises(BadSetting):
            await set_cycle(database, COUNTY, **bad)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("没有的设定", "1", "没有“没有的设定”"),
        ("待审核学时是否计入", "也许", "“计入”或“不计入”"),
        ("学分折合学时", "-1", "学时数"),
        ("学分折合学时", "NaN", "学时数"),
        ("新任教师的年限", "很久", "月数"),
        ("假期处理", "产假", "假期=顺延"),
        ("岗位对应", "", "岗位=角色"),
        ("周期起始日", "2021-01-01", "cycle set"),
    ],
)
async def test_what_cannot_be_decided_is_said(database: Database, name: str, text: str, said: str) -> None:
    """The sentence says what may be written; nothing is kept."""
    with pytest.raises(BadSetting, match=said):
        await choose(database, name, text)
    with pytest.raises(YanxiuError):
        await choose(database, "学分折合学时", "10", region="999999")
    assert (await kept(database))["centre_settings"] == []


async def test_staff_decide_for_their_region_only(database: Database) -> None:
    """Neither for the next county nor for the city; the staff of one school decide nothing."""
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        of_school = Actor(await staff(session, "S2", Scope(COUNTY, SCHOOL)))
        await session.commit()
    await choose(database, "学分折合学时", "10", actor=clerk)
    for actor, region in ((clerk, OTHER_COUNTY), (clerk, CITY), (of_school, COUNTY)):
        with pytest.raises(NotPermitted):
            await choose(database, "学分折合学时", "10", region=region, actor=actor)
    assert [row[3] for row in (await kept(database))["audit"]].count("centre.set") == 1


async def test_a_setting_that_cannot_be_read_is_named(database: Database) -> None:
    """What a newer version wrote is not guessed at."""
    await choose(database, "学分折合学时", "10")
    async with database.write() as session:
        await session.execute(update(SettingRow).values(value={"per": "ten"}))
        await session.commit()
    with pytest.raises(UnreadableSetting, match="学分折合学时"):
        await held(database)
