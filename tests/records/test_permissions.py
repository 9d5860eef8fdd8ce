"""Who may do what to whom: every role, every action, every scope; and services that refuse leave no trace."""

import inspect
from collections.abc import Awaitable, Callable
from datetime import date
from types import ModuleType

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from records import accounts, audit, binding, corpus_log, export, lookup, people, replies
from records.database import Database
from records.model import COMMAND_LINE, Actor, Grant, Particulars, Person, Role, Scope
from records.permissions import Action, NotPermitted, permitted
from tests.records import ledger_services
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
    invite,
    kept,
    staff,
)


def person(number: int, region: str, school: str = "", *grants: Grant, left: date | None = None) -> Person:
    """Somebody with the roles."""
    return Person(number, Particulars(f"T{number}", f"教师{number}", region=region, school=school), None, grants, left)


def clerk(number: int, *scopes: Scope, left: date | None = None) -> Person:
    """Staff of the scopes who belong to the first of them."""
    grants = [Grant(Role.STAFF, scope, NOW) for scope in scopes]
    return person(number, scopes[0].region, scopes[0].school, *grants, left=left)


ADMINISTRATOR = Grant(Role.ADMINISTRATOR, None, NOW)

ACTORS = {
    "nobody": Actor(),
    "teacher": Actor(person(1, COUNTY, SCHOOL)),
    "school": Actor(clerk(2, Scope(COUNTY, SCHOOL))),
    "county": Actor(clerk(3, Scope(COUNTY))),
    "elsewhere": Actor(clerk(4, Scope(OTHER_COUNTY))),
    "city": Actor(clerk(5, Scope(CITY))),
    "admin": Actor(person(6, PROVINCE, "", ADMINISTRATOR)),
    "left": Actor(clerk(7, Scope(COUNTY), left=date(2026, 1, 1))),
    "machine": COMMAND_LINE,
}
"""The columns of the table. `elsewhere` is staff of the next county, `left` was staff of the county."""

COLLEAGUE = person(20, COUNTY, SCHOOL)
SUBJECTS: dict[str, Person | Particulars | None] = {
    "same school": COLLEAGUE,
    "other school": person(21, COUNTY, OTHER_SCHOOL),
    "next county": person(22, OTHER_COUNTY, SCHOOL),
    "the city": person(23, CITY),
    "no place": person(24, ""),
    "county staff": clerk(25, Scope(COUNTY)),
    "an admin": person(26, COUNTY, SCHOOL, ADMINISTRATOR),
    "to be added": Particulars("T27", "教师27", region=COUNTY, school=SCHOOL),
    "oneself": None,
    "anybody": None,
}
"""`oneself` is replaced by the person asking; `anybody` asks whether there is somebody to whom."""

ENTRY = "EDIT_ROSTER INVITE UNBIND"
"""What could give the rights of the person: not to be done to somebody of wider rights."""
LOOK = "SEE_PERSON ANSWER KEEP_FAQ SEE_STANDING SET_RULES_OF_CENTRE ANNOUNCE APPROVE_ANNOUNCEMENT"
HOURS = "POST_HOURS DECIDE_CLAIM"
"""What staff do to those whom they may look at, never to themselves."""

DECIDES = "GRANT EXPORT SEE_AUDIT KEEP_CORPUS SEE_UNANSWERED"
"""What administrators do, and nobody else."""

#                                        nobody teacher school county elsewhere city admin left machine
TABLE = f"""
SEE_OWN LEAVE CLAIM      | same school  | -      -       -      -      -         -    -     -    -
ASK_STAFF                | same school  | -      -       -      -      -         -    -     -    -
SEE_OWN                  | oneself      | -      yes     yes    yes    yes       yes  yes   yes  -
LEAVE                    | oneself      | -      yes     yes    yes    yes       yes  yes   yes  -
ASK_STAFF CLAIM          | oneself      | -      yes     yes    yes    yes       yes  yes   -    -
SEE_OWN LEAVE            | anybody      | -      yes     yes    yes    yes       yes  yes   yes  -
ASK_STAFF CLAIM          | anybody      | -      yes     yes    yes    yes       yes  yes   -    -

{LOOK}                   | same school  | -      -       yes    yes    -         yes  yes   -    yes
{LOOK}                   | other school | -      -       -      yes    -         yes  yes   -    yes
{LOOK}                   | next county  | -      -       -      -      yes       yes  yes   -    yes
{LOOK}                   | the city     | -      -       -      -      -         yes  yes   -    yes
{LOOK}                   | no place     | -      -       -      -      -         -    yes   -    yes
{LOOK}                   | county staff | -      -       -      yes    -         yes  yes   -    yes
{LOOK}                   | an admin     | -      -       yes    yes    -         yes  yes   -    yes
{LOOK}                   | to be added  | -      -       yes    yes    -         yes  yes   -    yes
{LOOK}                   | oneself      | -      -       yes    yes    yes       yes  yes   -    yes
{LOOK}                   | anybody      | -      -       yes    yes    yes       yes  yes   -    yes

{HOURS}                  | same school  | -      -       yes    yes    -         yes  yes   -    yes
{HOURS}                  | other school | -      -       -      yes    -         yes  yes   -    yes
{HOURS}                  | next county  | -      -       -      -      yes       yes  yes   -    yes
{HOURS}                  | the city     | -      -       -      -      -         yes  yes   -    yes
{HOURS}                  | no place     | -      -       -      -      -         -    yes   -    yes
{HOURS}                  | county staff | -      -       -      yes    -         yes  yes   -    yes
{HOURS}                  | an admin     | -      -       yes    yes    -         yes  yes   -    yes
{HOURS}                  | to be added  | -      -       yes    yes    -         yes  yes   -    yes
{HOURS}                  | anybody      | -      -       yes    yes    yes       yes  yes   -    yes
{HOURS}                  | oneself      | -      -       -      -      -         -    -     -    yes

{ENTRY} APPROVE_ACCOUNT  | same school  | -      -       yes    yes    -         yes  yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | other school | -      -       -      yes    -         yes  yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | next county  | -      -       -      -      yes       yes  yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | the city     | -      -       -      -      -         yes  yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | no place     | -      -       -      -      -         -    yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | county staff | -      -       -      yes    -         yes  yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | an admin     | -      -       -      -      -         -    yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | to be added  | -      -       yes    yes    -         yes  yes   -    yes
{ENTRY} APPROVE_ACCOUNT  | anybody      | -      -       yes    yes    yes       yes  yes   -    yes
{ENTRY}                  | oneself      | -      -       yes    yes    yes       yes  yes   -    yes
APPROVE_ACCOUNT          | oneself      | -      -       -      -      -         -    -     -    yes

{DECIDES}                | same school  | -      -       -      -      -         -    yes   -    yes
{DECIDES}                | an admin     | -      -       -      -      -         -    yes   -    yes
{DECIDES}                | oneself      | -      -       -      -      -         -    yes   -    yes
{DECIDES}                | anybody      | -      -       -      -      -         -    yes   -    yes
"""


def rows() -> list[tuple[Action, str, list[str]]]:
    """The lines of the table, one for each action."""
    found = []
    for line in filter(None, TABLE.splitlines()):
        actions, subject, values = (part.strip() for part in line.split("|"))
        found += [(Action[name], subject, values.split()) for name in actions.split()]
    return found


@pytest.mark.parametrize(
    ("action", "subject", "expected"), rows(), ids=lambda v: v.name if isinstance(v, Action) else ""
)
def test_role_by_action_by_scope(action: Action, subject: str, expected: list[str]) -> None:
    """Each role may do the action to the subject just where the table says yes."""
    whom = SUBJECTS[subject]
    found = [
        "yes" if permitted(actor, action, actor.person if subject == "oneself" else whom) else "-"
        for actor in ACTORS.values()
    ]
    assert dict(zip(ACTORS, found, strict=True)) == dict(zip(ACTORS, expected, strict=True))


def test_the_table_has_every_action() -> None:
    """A new action has to be decided for every role; every subject is looked at."""
    assert {action for action, _, _ in rows()} == set(Action)
    assert {subject for _, subject, _ in rows()} == set(SUBJECTS)


def test_several_scopes_add_up() -> None:
    """Staff of two places may act in both, and hold the entry of somebody with a part of their rights."""
    both = Actor(clerk(30, Scope(COUNTY, SCHOOL), Scope(OTHER_COUNTY)))
    for subject, expected in (("same school", True), ("next county", True), ("other school", False)):
        assert permitted(both, Action.SEE_PERSON, SUBJECTS[subject]) is expected
    assert permitted(both, Action.INVITE, clerk(31, Scope(OTHER_COUNTY, SCHOOL)))
    assert not permitted(both, Action.INVITE, clerk(32, Scope(COUNTY, SCHOOL), Scope(COUNTY)))


# --- services --------------------------------------------------------------------------------------------------------

Call = Callable[[AsyncSession, Actor], Awaitable[object]]


async def cases(session: AsyncSession) -> dict[str, Call]:
    """For every service that takes an actor a call that would do something, were it permitted."""
    target = await add(session, "T1", school=SCHOOL, account=11)
    asked = await binding.bind(session, account=12, code=await invite(session, target), now=NOW)
    assert isinstance(asked, binding.ChangeRequested)
    change = asked.change.id
    new = Particulars("T2", "教师002", region=COUNTY, school=SCHOOL)
    given: dict[str, object] = {"person": target, "now": NOW}
    role: dict[str, object] = {**given, "role": Role.STAFF, "scope": Scope(COUNTY)}

    hours = await ledger_services.ledger_cases(session, target)

    def call(service: Callable[..., Awaitable[object]], **arguments: object) -> tuple[str, Call]:
        name = f"{service.__module__}.{service.__name__}"
        return name, lambda session, actor: service(session, actor=actor, **arguments)

    return dict(
        (
            call(people.add, particulars=new, now=NOW),
            call(people.update, **given, particulars=new),
            call(people.leave, **given, day=date(2026, 3, 1)),
            call(people.readmit, **given),
            call(people.grant, **role),
            call(people.revoke, **role),
            call(lookup.find, number="T1"),
            call(lookup.search),
            call(binding.issue, **given),
            call(accounts.open_changes),
            call(accounts.decide_change, change_id=change, approve=True, now=NOW),
            call(accounts.unbind, **given),
            call(export.collect, **given),
            call(audit.entries),
            call(replies.unanswered, since=NOW),
            call(corpus_log.taken, revision=1, rules=False, now=NOW),
            call(corpus_log.taken_back, revision=1, made=2, now=NOW),
            call(corpus_log.watched, url="https://example.invalid/a", watched=True, now=NOW),
            *(call(service, **arguments) for service, arguments in hours),
        )
    )


SEES_NOTHING = {
    "records.lookup.search",
    "records.accounts.open_changes",
    "records.batches.batches",
    "records.claims.open_claims",
}
"""What staff may ask anywhere, to be shown what is in their own scopes: nothing here."""

ANY_STAFF = {"records.batches.open_batch", "records.posting.barred", "records.rosters.out_of_reach"}
"""What touches nobody: opening a batch, and asking which of some people are out of reach."""


@pytest.mark.parametrize("who", ["nobody", "a teacher", "staff elsewhere", "who left"])
async def test_every_service_refuses_without_right_and_leaves_no_trace(database: Database, who: str) -> None:
    """The refusal is a sentence; the tables are as before, also when the caller commits."""
    async with database.write() as session:
        actors = {
            "nobody": Actor(),
            "a teacher": Actor(await add(session, "T9", school=SCHOOL)),
            "staff elsewhere": Actor(await staff(session, "S9", Scope(OTHER_COUNTY))),
            "who left": Actor(
                await people.leave(
                    session,
                    actor=COMMAND_LINE,
                    person=await staff(session, "S8", Scope(COUNTY)),
                    day=date(2026, 3, 1),
                    now=NOW,
                )
            ),
        }
        calls = await cases(session)
        await session.commit()
    before = await kept(database)
    for name, call in calls.items():
        if who == "staff elsewhere" and name in ANY_STAFF:
            continue
        async with database.write() as session:
            if who == "staff elsewhere" and name in SEES_NOTHING:
                seen = await call(session, actors[who])
                assert getattr(seen, "people", seen) == () or "T1" not in str(seen), name
            else:
                with pytest.raises(NotPermitted, match="没有权限"):
                    await call(session, actors[who])
            await session.commit()
    assert await kept(database) == before


async def test_the_same_calls_succeed_with_the_right(database: Database) -> None:
    """What is refused above is refused for want of a right only: an administrator may do all of it."""
    async with database.write() as session:
        calls, admin = await cases(session), Actor(await administrator(session))
        for call in calls.values():
            attempt = await session.begin_nested()
            await call(session, admin)
            await attempt.rollback()


SERVICES = (people, lookup, binding, accounts, export, audit, replies, corpus_log, *ledger_services.MODULES)
"""Modules whose public functions ask for the right themselves."""


async def test_every_service_that_takes_an_actor_is_tried(database: Database) -> None:
    """A new service cannot be forgotten above."""
    takers = {
        f"{module.__name__}.{name}"
        for module in SERVICES
        for name, function in _functions(module)
        if "actor" in inspect.signature(function).parameters and inspect.iscoroutinefunction(function)
    }
    assert {name for name in takers if not name.rsplit(".", 1)[1].startswith("_")} == await _names(database)


async def _names(database: Database) -> set[str]:
    async with database.write() as session:
        return set(await cases(session))


def _functions(module: ModuleType) -> list[tuple[str, Callable[..., object]]]:
    """Functions that the module itself defines."""
    return [
        (name, value)
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    ]
