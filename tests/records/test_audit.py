"""What staff, administrators and the command line do is noted, with ids only."""

from datetime import date, timedelta

import pytest

from records import accounts, audit, binding, export, people
from records.database import Database
from records.export_words import DEEDS
from records.model import COMMAND_LINE, Actor, Particulars, Role, Scope
from tests.records.roster import COUNTY, NOW, SCHOOL, add, administrator, invite, kept, staff


async def test_every_deed_leaves_who_what_whom_when(database: Database) -> None:
    """A career on the roster reads back from the audit, in order, with the actor of each step."""
    async with database.write() as session:
        admin = Actor(await administrator(session))
        person = await people.add(
            session, actor=admin, particulars=Particulars("T1", "教师001", region=COUNTY, school=SCHOOL), now=NOW
        )
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        given = {"actor": admin, "person": person, "now": NOW + timedelta(hours=1)}
        moved = Particulars("T1", "教师001", region=COUNTY)
        await people.update(session, particulars=moved, **given)  # type: ignore[arg-type]
        role = {"role": Role.STAFF, "scope": Scope(COUNTY)}
        await people.grant(session, **given, **role)  # type: ignore[arg-type]
        await people.revoke(session, **given, **role)  # type: ignore[arg-type]
        await binding.bind(session, account=11, code=await invite(session, person, actor=clerk), now=NOW)
        for account, approve in ((12, False), (13, True)):
            code = await invite(session, person, actor=clerk)
            wish = await binding.bind(session, account=account, code=code, now=NOW)
            assert isinstance(wish, binding.ChangeRequested)
            await accounts.decide_change(session, actor=clerk, change_id=wish.change.id, approve=approve, now=NOW)
        await export.collect(session, **given)  # type: ignore[arg-type]
        await accounts.unbind(session, actor=clerk, person=person, now=NOW)
        await people.leave(session, day=date(2026, 3, 2), **given)  # type: ignore[arg-type]
        await people.readmit(session, **given)  # type: ignore[arg-type]
        await session.flush()
        found = await audit.entries(session, actor=COMMAND_LINE, about=person)
    him, her, own = admin.id, clerk.id, person.id
    assert [(entry.action, entry.actor) for entry in reversed(found)] == [
        ("people.add", him),
        ("people.update", him),
        ("people.grant", him),
        ("people.revoke", him),
        ("codes.issue", her),
        ("account.bind", own),
        ("codes.issue", her),
        ("account.ask_change", own),
        ("account.reject_change", her),
        ("codes.issue", her),
        ("account.ask_change", own),
        ("account.approve_change", her),
        ("people.export", him),
        ("account.unbind", her),
        ("people.leave", him),
        ("people.return", him),
    ]
    assert {entry.subject for entry in found} == {own}
    assert found[-2].at == NOW + timedelta(hours=1)
    assert {entry.action for entry in found} <= set(DEEDS)


async def test_no_names_no_numbers_no_accounts(database: Database) -> None:
    """The detail of an entry holds ids and words of the program only."""
    async with database.write() as session:
        person = await add(
            session, "NUMBER77", school=SCHOOL, role=Role.STAFF, scope=Scope(COUNTY, SCHOOL), account=998877
        )
        await accounts.unbind(session, actor=Actor(person), person=person, now=NOW)
        await session.commit()
    noted = str((await kept(database))["audit"])
    for personal in ("NUMBER77", "教师", SCHOOL, "998877"):
        assert personal not in noted


async def test_deeds_are_read_page_by_page(database: Database) -> None:
    """Newest first; by whom; before an entry; the command line has no id."""
    async with database.write() as session:
        admin = await administrator(session)
        for number in range(3):
            await people.add(session, actor=Actor(admin), particulars=Particulars(f"T{number}", "教师"), now=NOW)
        mine = await audit.entries(session, actor=Actor(admin), by=admin)
        page = await audit.entries(session, actor=Actor(admin), by=admin, before=mine[0].id, limit=1)
        everything = await audit.entries(session, actor=Actor(admin))
    assert len(mine) == 3
    assert page == (mine[1],)
    assert [entry.actor for entry in everything] == [admin.id] * 3 + [None] * 2


async def test_what_is_rolled_back_was_not_done(database: Database) -> None:
    """The entry stands or falls with the deed."""
    async with database.write() as session:
        await add(session, "T1")
    assert (await kept(database))["audit"] == []


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_deeds_fit_the_table(action: str) -> None:
    """Names of deeds are short words of the form kind.deed."""
    kind, _, deed = action.partition(".")
    assert kind
    assert deed
    assert len(action) <= 64
