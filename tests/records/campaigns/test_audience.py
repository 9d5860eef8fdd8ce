"""Whom an announcement reaches: conditions, standings, lists, rights."""

from decimal import Decimal
from typing import Any

import pytest

from records import settings_store
from records.campaigns import resolve
from records.campaigns.audience import Audience, read_list
from records.campaigns.model import NobodyToReach, Reason
from records.model import COMMAND_LINE
from records.permissions import NotPermitted
from records.risk import Pace
from tests.records.campaigns.house import DAY, House
from tests.records.hours import RULES, hours, post
from tests.records.roster import CITY, COUNTY, NOW, OTHER_COUNTY, OTHER_SCHOOL, SCHOOL


async def numbers(house: House, actor: Any = None, **conditions: Any) -> list[str]:
    """工号 of those who meet the conditions."""
    return [one.number for one in (await find(house, actor, **conditions)).people]


async def find(house: House, actor: Any = None, **conditions: Any) -> resolve.Resolved:
    """Who meets the conditions, in the county unless told otherwise."""
    audience = Audience(**({"region": COUNTY} | conditions))
    async with house.database.read() as session:
        return await resolve.resolve(session, actor=actor or house.clerk, audience=audience, rules=RULES, as_of=DAY)


async def test_conditions_add_up(house: House) -> None:
    """A region with all below it; a stage of a nine-year school is both of its stages; a role is read from the post."""
    assert await numbers(house) == ["T4", "T5", "T1", "T2", "T3"]
    assert await numbers(house, COMMAND_LINE, region=CITY, schools=(SCHOOL,)) == ["T1", "T2", "T3", "T6"]
    assert await numbers(house, stages=("初中",)) == ["T4", "T2"]
    assert await numbers(house, stages=("初中",), schools=(SCHOOL,)) == ["T2"]
    assert await numbers(house, subjects=("数学", "语文")) == ["T1"]
    assert await numbers(house, roles=("校长",)) == ["T3"]
    assert await numbers(house, roles=("在职教师",), schools=(OTHER_SCHOOL,)) == ["T4", "T5"]


async def test_new_teachers_are_those_whom_the_centre_calls_so(house: House) -> None:
    """Months from entering service, once the centre has decided how many."""
    assert await numbers(house, roles=("新任教师",)) == []
    setting = {"region": COUNTY, "name": "新任教师的年限", "text": "12", "now": NOW}
    await house.do(settings_store.choose, actor=COMMAND_LINE, **setting)
    assert await numbers(house, roles=("新任教师",)) == ["T5"]


async def test_standings_are_worked_out(house: House) -> None:
    """At least so many hours short; done, behind …; of a list as well."""
    await post(house.database, [hours("T1", 360, category="校本"), hours("T1", 200), hours("T2", 100)])
    assert await numbers(house, schools=(SCHOOL,), short_by=Decimal(300)) == ["T3"]
    assert await numbers(house, schools=(SCHOOL,), short_by=Decimal(1)) == ["T2", "T3"]
    assert await numbers(house, paces=(Pace.DONE,)) == ["T1"]
    listed = read_list("T1 T2")
    assert await numbers(house, region="", listed=listed, paces=(Pace.BEHIND, Pace.OVERDUE)) == ["T2"]


async def test_a_list_is_reported_line_by_line(house: House) -> None:
    """Unknown, repeated, elsewhere, not meeting the rest; full-width digits are read."""
    listed = read_list("\ufeffT1，Ｔ２\n\nT9\nT6\nT1\nT4\n")
    found = await find(house, region="", schools=(SCHOOL,), listed=listed)
    assert [one.number for one in found.people] == ["T1", "T2"]
    said = [(one.line, one.number, one.text.partition("”")[2]) for one in found.problems]
    assert said == [
        (3, "T9", "不在名册里。请核对工号。"),
        (4, "T6", "不在您负责的范围里，不会发给此人。"),
        (5, "T1", "在第 1 行已经有了，只算一次。"),
        (6, "T4", "不符合其他条件，不会发给此人。"),
    ]


async def test_nobody_asks_beyond_their_scope(house: House) -> None:
    """Not for the next county, not for another school; somebody without a role for nothing."""
    for actor, conditions in (
        (house.clerk, {"region": OTHER_COUNTY}),
        (house.clerk, {"region": CITY}),
        (house.of_school, {}),
        (house.of_school, {"schools": (SCHOOL, OTHER_SCHOOL)}),
    ):
        with pytest.raises(NotPermitted, match="没有权限给这个范围的人员发通知"):
            await find(house, actor, **conditions)
    assert await numbers(house, house.of_school, schools=(SCHOOL,)) == ["T1", "T2", "T3"]


async def test_the_preview_counts_by_school_and_names_who_cannot_be_reached(house: House) -> None:
    """Everybody, of them within reach; a few as a sample."""
    found = await find(house)
    assert found.schools == ((OTHER_SCHOOL, 2, 1), (SCHOOL, 3, 3))
    assert (found.reachable, [one.number for one in found.sample]) == (4, ["T4", "T1", "T2", "T3"])
    assert [(one.number, one.reason) for one in found.unreachable] == [("T5", Reason.NOT_BOUND)]


async def test_an_empty_audience_is_refused(house: House) -> None:
    """Before anything is kept, or when nobody of it can be reached."""
    with pytest.raises(NobodyToReach):
        await house.create(audience=Audience())
    draft = await house.create(audience=Audience(region="", listed=read_list("T5")))
    with pytest.raises(NobodyToReach):
        await house.confirm(draft)


def test_an_audience_survives_the_database() -> None:
    """The way to plain values and back."""
    for audience in (
        Audience(
            COUNTY, (SCHOOL,), ("小学",), ("数学",), ("校长",), Decimal("7.5"), (Pace.BEHIND,), read_list("T1"), (3,)
        ),
        Audience(COUNTY),
    ):
        assert Audience.from_json(audience.to_json()) == audience
