"""The roster: entries, roles, who can help whom."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from policy_corpus.errors import CorpusError
from records import people
from records.database import Database
from records.errors import RecordsError
from records.model import COMMAND_LINE, Actor, Particulars, Person, Role, Scope
from records.particulars import checked
from tests.records.roster import (
    CITY,
    COUNTY,
    NOW,
    OTHER_COUNTY,
    OTHER_SCHOOL,
    PROVINCE,
    SCHOOL,
    add,
    administrator,
    again,
    invite,
    kept,
    staff,
)

TODAY = date(2026, 3, 2)
FULL = Particulars(
    number="T0001",
    name="教师001",
    sex="女",
    born=date(1990, 5, 1),
    school=SCHOOL,
    region=COUNTY,
    stage="小学",
    subject="数学",
    post="专任教师",
    entered=date(2012, 9, 1),
)


async def test_what_is_entered_is_found_again(database: Database) -> None:
    """An entry comes back whole, by id and by 工号 in any width, also for another session."""
    async with database.write() as session:
        added = await people.add(session, actor=COMMAND_LINE, particulars=FULL, now=NOW)
        await session.commit()
    async with database.read() as session:
        assert await people.by_id(session, added.id) == added
        assert await people.by_number(session, " Ｔ０００１ ") == added
        assert await people.by_number(session, "T0002") is None
        assert await people.by_number(session, "\x00\ud800") is None
    assert added.particulars == FULL
    assert (added.account, added.grants, added.left) == (None, (), None)


async def test_a_number_is_given_once(database: Database) -> None:
    """A second entry or a change to the same 工号 is refused, and the transaction is still good for other things."""
    async with database.write() as session:
        first = await add(session, "T0001")
        with pytest.raises(people.NumberTaken, match="T0001"):
            await add(session, "T0001")
        second = await add(session, "T0002")
        same = replace(second.particulars, number="T0001")
        with pytest.raises(people.NumberTaken):
            await people.update(session, actor=COMMAND_LINE, person=second, particulars=same, now=NOW)
        assert await again(session, second) == second
        await session.commit()
    async with database.read() as session:
        page = await people.search(session, actor=COMMAND_LINE)
    assert [one.id for one in page.people] == [first.id, second.id]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": ""}, "工号"),
        ({"number": "T 1"}, "工号"),
        ({"number": "T\u00a01"}, "工号"),
        ({"number": "T\x00"}, "工号"),
        ({"number": "T" * 65}, "64"),
        ({"name": "  "}, "姓名"),
        ({"name": "某" * 65}, "姓名"),
        ({"name": "某\n某"}, "姓名"),
        ({"sex": "x"}, "男"),
        ({"region": "999999"}, "999999"),
        ({"school": "某" * 129}, "单位"),
        ({"post": "\ud800"}, "岗位"),
        ({"born": date(1899, 1, 1)}, "出生日期"),
        ({"born": date(2020, 1, 1)}, "出生日期"),
        ({"entered": date(2030, 1, 1)}, "入职日期"),
        ({"entered": date(2000, 1, 1)}, "对不上"),
    ],
)
def test_what_cannot_be_is_refused_in_words(change: dict[str, object], said: str) -> None:
    """Each field that cannot be so is named, with what to write instead."""
    with pytest.raises(people.BadParticulars, match=said):
        checked(replace(FULL, **change), today=TODAY)  # type: ignore[arg-type]


def test_all_that_is_wrong_is_said_at_once() -> None:
    """A person need not come back for each mistake."""
    with pytest.raises(people.BadParticulars) as caught:
        checked(replace(FULL, number="", name="", sex="?"), today=TODAY)
    assert all(word in str(caught.value) for word in ("工号", "姓名", "性别"))


def test_blanks_around_and_wide_digits_are_tidied() -> None:
    """What a person pastes is kept as they meant it; only 工号 and 姓名 are needed."""
    tidy = checked(Particulars(number=" Ｔ０１ ", name=" 教师001　"), today=TODAY)
    assert tidy == Particulars(number="T01", name="教师001")


async def test_an_update_says_which_fields_changed(database: Database) -> None:
    """Changed fields are noted by name, never by value; a change of nothing is none."""
    async with database.write() as session:
        person = await add(session, "T0001", school=SCHOOL)
        moved = replace(person.particulars, school=OTHER_SCHOOL, name="教师009")
        changed = await people.update(session, actor=COMMAND_LINE, person=person, particulars=moved, now=NOW)
        same = await people.update(session, actor=COMMAND_LINE, person=changed, particulars=moved, now=NOW)
        await session.commit()
    assert changed.particulars == same.particulars == moved
    rows = (await kept(database))["audit"]
    assert [row[3] for row in rows] == ["people.add", "people.update"]
    assert "school" in str(rows[1][5])
    assert SCHOOL not in str(rows)


async def test_staff_cannot_fetch_people_from_elsewhere(database: Database) -> None:
    """Staff may neither take in people of another county nor send theirs there."""
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        mine, other = await add(session, "T1"), await add(session, "T2", region=OTHER_COUNTY)
        for person, region in ((mine, OTHER_COUNTY), (other, COUNTY)):
            moved = replace(person.particulars, region=region)
            with pytest.raises(RecordsError, match="没有权限"):
                await people.update(session, actor=clerk, person=person, particulars=moved, now=NOW)


async def test_leaving_ends_roles_and_codes_but_not_the_account(database: Database) -> None:
    """Who leaves loses roles, open codes and wishes at once, can come back, and gets roles anew."""
    async with database.write() as session:
        clerk = await staff(session, "S1", Scope(COUNTY), account=11)
        code = await invite(session, clerk)
        gone = await people.leave(session, actor=COMMAND_LINE, person=clerk, day=TODAY, now=NOW)
        twice = await people.leave(session, actor=COMMAND_LINE, person=clerk, day=TODAY - timedelta(9), now=NOW)
        with pytest.raises(people.NotOnRoster, match="离岗"):
            await invite(session, gone)
        with pytest.raises(people.NotOnRoster, match="离岗"):
            await people.grant(session, actor=COMMAND_LINE, person=gone, role=Role.ADMINISTRATOR, now=NOW)
        back = await people.readmit(session, actor=COMMAND_LINE, person=gone, now=NOW)
        assert (await people.readmit(session, actor=COMMAND_LINE, person=back, now=NOW)) == back
        await session.commit()
    assert (gone.left, gone.grants, gone.account) == (TODAY, (), 11)
    assert twice == gone
    assert (back.left, back.grants) == (None, ())
    withdrawn = [row[-1] for row in (await kept(database))["codes"]]
    assert code
    assert withdrawn[-1] != "None"


async def test_nobody_leaves_in_the_future(database: Database) -> None:
    """Leaving takes effect at once, so that a day to come is refused."""
    async with database.write() as session:
        person = await add(session, "T1")
        with pytest.raises(people.BadParticulars, match="还没有到"):
            await people.leave(session, actor=COMMAND_LINE, person=person, day=TODAY + timedelta(1), now=NOW)


async def test_roles_are_given_and_taken_once(database: Database) -> None:
    """Granting and revoking are idempotent, for each scope by itself, and history stays."""
    async with database.write() as session:
        person = await add(session, "S1")
        scopes = (Scope(COUNTY), Scope(COUNTY, SCHOOL))
        for scope in (*scopes, scopes[0]):
            person = await people.grant(
                session, actor=COMMAND_LINE, person=person, role=Role.STAFF, scope=scope, now=NOW
            )
        assert person.scopes == scopes
        for _ in range(2):
            person = await people.revoke(
                session, actor=COMMAND_LINE, person=person, role=Role.STAFF, scope=scopes[0], now=NOW
            )
            assert person.scopes == scopes[1:]
        person = await people.revoke(session, actor=COMMAND_LINE, person=person, role=Role.STAFF, now=NOW)
        assert person.grants == ()
        await session.commit()
    rows = await kept(database)
    assert len(rows["grants"]) == 2
    assert [row[3] for row in rows["audit"]] == ["people.add"] + ["people.grant"] * 2 + ["people.revoke"] * 2


@pytest.mark.parametrize(
    ("role", "scope", "error"),
    [
        (Role.STAFF, None, people.BadRole),
        (Role.ADMINISTRATOR, Scope(COUNTY), people.BadRole),
        (Role.STAFF, Scope("999999"), CorpusError),
    ],
)
async def test_a_role_needs_its_scope(
    database: Database, role: Role, scope: Scope | None, error: type[Exception]
) -> None:
    """Staff work somewhere that exists, administrators everywhere."""
    async with database.write() as session:
        person = await add(session, "S1")
        with pytest.raises(error):
            await people.grant(session, actor=COMMAND_LINE, person=person, role=role, scope=scope, now=NOW)


async def test_the_last_administrator_stays(database: Database) -> None:
    """Administrators cannot leave themselves without one; the command line can, and counts."""
    async with database.write() as session:
        first, second = await administrator(session, "A1"), await administrator(session, "A2")
        actor = Actor(first)
        await people.revoke(session, actor=actor, person=second, role=Role.ADMINISTRATOR, now=NOW)
        with pytest.raises(people.LastAdministrator, match="最后一位"):
            await people.revoke(session, actor=actor, person=first, role=Role.ADMINISTRATOR, now=NOW)
        with pytest.raises(people.LastAdministrator, match="最后一位"):
            await people.leave(session, actor=actor, person=first, day=TODAY, now=NOW)
        assert await people.administrators(session) == 1
        await people.revoke(session, actor=COMMAND_LINE, person=first, role=Role.ADMINISTRATOR, now=NOW)
        assert await people.administrators(session) == 0


async def test_two_administrators_cannot_revoke_one_another_at_once(database: Database) -> None:
    """Of two at the same moment one is refused."""
    async with database.write() as session:
        pair = await administrator(session, "A1"), await administrator(session, "A2")
        await session.commit()

    async def revoke(by: Person, of: Person) -> bool:
        async with database.write() as session:
            try:
                await people.revoke(session, actor=Actor(by), person=of, role=Role.ADMINISTRATOR, now=NOW)
            except people.LastAdministrator:
                return False
            await asyncio.sleep(0.05)
            await session.commit()
            return True

    done = await asyncio.gather(revoke(pair[0], pair[1]), revoke(pair[1], pair[0]))
    assert sorted(done) == [False, True]
    async with database.read() as session:
        assert await people.administrators(session) == 1


async def test_help_comes_from_the_nearest(database: Database) -> None:
    """School staff first, then county, city, province; not others, nor who cannot be reached, nor oneself."""
    async with database.write() as session:
        teacher = await add(session, "T1", school=SCHOOL)
        nobody = await people.staff_for(session, teacher)
        admin = await administrator(session, account=1)
        only_admin = await people.staff_for(session, teacher)
        for number, scope in (
            ("S5", Scope(PROVINCE)),
            ("S4", Scope(CITY)),
            ("S3", Scope(COUNTY)),
            ("S2", Scope(COUNTY, SCHOOL)),
            ("S6", Scope(COUNTY, OTHER_SCHOOL)),
            ("S7", Scope(OTHER_COUNTY)),
            ("S8", Scope(COUNTY)),
        ):
            await staff(session, number, scope, account=int(number[1:]) * 10)
        await staff(session, "S9", Scope(COUNTY))
        await people.mark_blocked(session, 80, now=NOW)
        near = await people.staff_for(session, teacher)
        county = next(one for one in near if one.particulars.number == "S3")
        for_county_staff = await people.staff_for(session, county)
        unplaced = await people.staff_for(session, await add(session, "T2", region=""))
        await people.mark_unblocked(session, 80)
        unblocked = await people.staff_for(session, teacher)
    assert nobody == ()
    assert only_admin == (admin,)
    assert [one.particulars.number for one in near] == ["S2", "S3", "S4", "S5"]
    assert [one.particulars.number for one in for_county_staff] == ["S4", "S5"]
    assert unplaced == (admin,)
    assert {one.particulars.number for one in unblocked} >= {"S3", "S8"}


async def test_search_by_place_role_and_account(database: Database) -> None:
    """Regions include what lies in them; pages follow region, school and 工号; the total counts all pages."""
    async with database.write() as session:
        for number, region, school in (
            ("T3", COUNTY, SCHOOL),
            ("T1", COUNTY, OTHER_SCHOOL),
            ("T2", OTHER_COUNTY, SCHOOL),
            ("T4", "410000", ""),
            ("T5", "", ""),
        ):
            await add(session, number, region=region, school=school)
        await staff(session, "S1", Scope(CITY), account=11)
        gone = await add(session, "T9")
        await people.leave(session, actor=COMMAND_LINE, person=gone, day=TODAY, now=NOW)

        async def found(**filters: object) -> list[str]:
            page = await people.search(session, actor=COMMAND_LINE, **filters)  # type: ignore[arg-type]
            return [one.particulars.number for one in page.people]

        assert await found(region=PROVINCE) == ["S1", "T1", "T3", "T2"]
        assert await found(region=COUNTY, school=SCHOOL) == ["T3"]
        assert await found(role=Role.STAFF) == await found(bound=True) == ["S1"]
        assert await found(role=Role.ADMINISTRATOR) == []
        assert await found(left=True) == ["T9"]
        assert await found(region=CITY, bound=False, limit=2, offset=1) == ["T3", "T2"]
        page = await people.search(session, actor=COMMAND_LINE, region=CITY, limit=1)
        assert (len(page.people), page.total) == (1, 4)


async def test_staff_see_their_own_people_only(database: Database) -> None:
    """A search by staff shows who is in their scopes, whatever they ask for; a 工号 elsewhere is refused."""
    async with database.write() as session:
        await add(session, "T1", school=SCHOOL)
        await add(session, "T2", school=OTHER_SCHOOL)
        await add(session, "T3", region=OTHER_COUNTY)
        county = Actor(await staff(session, "S1", Scope(COUNTY)))
        school = Actor(await staff(session, "S2", Scope(COUNTY, SCHOOL)))
        for actor, seen in ((county, ["S1", "T2", "S2", "T1"]), (school, ["S2", "T1"])):
            page = await people.search(session, actor=actor)
            assert sorted(one.particulars.number for one in page.people) == sorted(seen)
            assert (await people.search(session, actor=actor, region=OTHER_COUNTY)).total == 0
            assert (await people.find(session, actor=actor, number="t1".upper())).particulars.school == SCHOOL
            with pytest.raises(RecordsError, match="没有权限"):
                await people.find(session, actor=actor, number="T3")
        with pytest.raises(people.UnknownPerson, match="T0"):
            await people.find(session, actor=county, number="T0")


async def test_who_was_taken_off_meanwhile_is_missed_in_words(database: Database) -> None:
    """A change of an entry that is there no longer says so."""
    async with database.write() as session:
        ghost = Person(404, Particulars(number="T404", name="教师404"))
        with pytest.raises(people.UnknownPerson, match="名册"):
            await people.readmit(session, actor=COMMAND_LINE, person=ghost, now=NOW)
