"""Every service of announcements asks for the right itself, and refuses without a trace."""

import inspect
from dataclasses import replace
from typing import Any

import pytest

from records.campaigns import compose, control, doubts, receipts, report, resolve, store
from records.campaigns.model import Campaign
from records.model import Actor, Grant, Person, Role, Scope
from records.permissions import NotPermitted
from tests.records.campaigns.house import DAY, House, person
from tests.records.hours import RULES
from tests.records.roster import NOW, OTHER_COUNTY, kept

SERVICES = (compose, control, doubts, receipts, report, resolve, store)


def calls(campaign: Campaign, teacher: Person) -> dict[Any, dict[str, Any]]:
    """Every service that takes an actor, with what it needs besides."""
    one, now = {"campaign": campaign.id}, {"campaign": campaign.id, "now": NOW}
    scan = {"rules": RULES, "as_of": DAY}
    return {
        compose.create: {"made": campaign, "now": NOW},
        compose.preview: {"campaign": campaign, "now": NOW} | scan,
        compose.confirm: now | {"audience": resolve.Resolved(())},
        compose.approve: now,
        control.pause: now,
        control.resume: now,
        control.cancel: now,
        control.correct: now | {"html": "另"},
        doubts.uncertain: one,
        doubts.take_as_sent: now | {"person": teacher.id},
        doubts.send_again: now | {"person": teacher.id},
        receipts.unread: one,
        receipts.remind_unread: now,
        report.report: one,
        resolve.resolve: {"audience": campaign.audience} | scan,
        store.load: {"number": campaign.id},
        store.locked: {"number": campaign.id},
        store.get: {"number": campaign.id},
    }


async def test_without_the_right_nothing_is_done(house: House) -> None:
    """Neither nobody nor a teacher nor staff of the next county nor somebody who left may do any of it."""
    campaign = await house.begun(receipt=True)
    async with house.database.read() as session:
        teacher = await person(session, "T1")
    clerk = house.clerk.person
    assert clerk is not None
    actors = [
        Actor(),
        Actor(teacher),
        Actor(replace(teacher, grants=(Grant(Role.STAFF, Scope(OTHER_COUNTY), NOW),))),
        Actor(replace(clerk, left=DAY)),
    ]
    before = await kept(house.database)
    for actor in actors:
        for service, given in calls(campaign, teacher).items():
            with pytest.raises(NotPermitted, match="没有权限"):
                await house.do(service, actor=actor, **given)
    assert await house.do(store.latest, actor=actors[2]) == ()
    assert await kept(house.database) == before


async def test_no_service_is_forgotten(house: House) -> None:
    """What takes an actor stands above; what is listed page by page is asked for by its first page."""
    campaign = await house.create()
    async with house.database.read() as session:
        known = {*calls(campaign, await person(session, "T1")), store.latest}
    takers = {
        function
        for module in SERVICES
        for name, function in vars(module).items()
        if inspect.iscoroutinefunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
        if "actor" in inspect.signature(function).parameters
    }
    assert takers == known
