"""Whom other rules would touch."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policy_corpus.model import Rule
from records import impact, rosters
from records.database import Database
from records.impact import Impact
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.risk import Pace
from records.standing import RuleBook
from tests.records.hours import RULES, figures, hours, post, teacher
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY, staff

DAY = date(2024, 12, 31)
(RULE,) = (prepared.rule for prepared in RULES.by_region[COUNTY])


def book(*rules: Rule) -> RuleBook:
    return RuleBook(rules, ())


@pytest.fixture
async def county(database: Database) -> None:
    """T1 has 345 hours that count, T2 360, T3 none and lives in the next county."""
    async with database.write() as session:
        rows = [teacher("T1"), teacher("T2"), teacher("T3", region=OTHER_COUNTY)]
        await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
        await session.commit()
    await post(database, [*(hours(number, 150, category="校本") for number in ("T1", "T2"))])
    await post(database, [hours("T1", 270), hours("T2", 285)])


async def assess(database: Database, after: RuleBook, *, actor: Actor = COMMAND_LINE) -> Impact:
    async with database.read() as session:
        return await impact.assess(session, actor=actor, before=RULES, after=after, as_of=DAY)


@pytest.mark.usefixtures("county")
async def test_more_hours_make_somebody_short(database: Database) -> None:
    """A requirement that grows by 40 hours: who becomes short comes first, each by how much, and nothing is written."""
    found = await assess(database, book(replace(RULE, hours=Decimal(400))))
    assert found.regions == (COUNTY,)
    assert (found.everybody, found.owes_more, found.owes_less) == (2, 2, 0)
    assert (found.becomes_short, found.becomes_complete) == (1, 0)
    assert [(change.number, change.remaining, change.difference) for change in found.changes] == [
        ("T2", (Decimal(0), Decimal(40)), Decimal(40)),
        ("T1", (Decimal(15), Decimal(55)), Decimal(40)),
    ]
    (line,) = found.changes[0].lines
    assert line.required == (Decimal(360), Decimal(400))
    (effect,) = found.effects
    assert (effect.rule, effect.teachers, effect.more, effect.less, effect.difference) == ("r", 2, 2, 0, Decimal(80))
    assert (await figures(database, "T1"))[2] == Decimal(15)


@pytest.mark.usefixtures("county")
async def test_fewer_hours_make_somebody_complete(database: Database) -> None:
    """A requirement that shrinks: who lacked little is complete, who was complete is not listed as owing less."""
    found = await assess(database, book(replace(RULE, hours=Decimal(340))))
    assert (found.becomes_short, found.becomes_complete, found.owes_less) == (0, 1, 1)
    by_number = {change.number: change for change in found.changes}
    assert by_number["T1"].pace[1] is Pace.DONE
    assert by_number["T2"].difference == 0


@pytest.mark.usefixtures("county")
async def test_a_rule_that_goes_and_one_that_comes(database: Database) -> None:
    """A requirement that ends has no figures afterwards, a new one none before."""
    gone = await assess(database, book())
    assert [line.required for change in gone.changes for line in change.lines] == [(Decimal(360), None)] * 2
    assert gone.becomes_complete == 1
    more = await assess(database, book(RULE, replace(RULE, id="s", hours=Decimal(500))))
    assert [line.required for change in more.changes for line in change.lines] == [(None, Decimal(500))] * 2


@pytest.mark.usefixtures("county")
async def test_the_same_rules_touch_nobody(database: Database) -> None:
    """Rules that say the same leave no region to look at."""
    found = await assess(database, book(replace(RULE)))
    assert (found.regions, found.everybody, found.changes) == ((), 0, ())


@pytest.mark.usefixtures("county")
async def test_only_who_may_see_the_region(database: Database) -> None:
    """Staff of another county learn nothing of this one."""
    async with database.write() as session:
        clerk = Actor(await staff(session, "S9", Scope(OTHER_COUNTY)))
        await session.commit()
    with pytest.raises(NotPermitted):
        await assess(database, book(replace(RULE, hours=Decimal(400))), actor=clerk)
