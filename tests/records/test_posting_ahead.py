"""Hours compared before the transaction that writes them: nothing that happens in between is overlooked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from records import people, posting, posting_ahead
from records.database import Database, Session
from records.model import COMMAND_LINE, Actor, Scope
from records.permissions import NotPermitted
from records.posting import Posting
from records.posting_ahead import Ahead, Comparing
from tests.records import roster as invented
from tests.records.hours import hours
from tests.records.roster import COUNTY, NOW, OTHER_COUNTY, staff


@pytest.fixture
async def postings(database: Database) -> tuple[Posting, ...]:
    """Hours of two teachers of 甘州区, the second of whom has some already."""
    async with database.write() as session:
        for number in ("T1", "T2"):
            await invented.add(session, number)
        await posting.append(session, actor=COMMAND_LINE, postings=[hours("T2", 5)], batch=None, now=NOW)
        await session.commit()
    return hours("T1", 8), hours("T2", 9)


async def compared(database: Database, given: tuple[Posting, ...]) -> Ahead | None:
    """What is known of them ahead."""
    async with database.read() as session:
        comparing = await Comparing.begin(session)
        await comparing.piece(session, given)
        return comparing.ahead(given)


async def meanwhile(database: Database, work: Callable[[Session], Awaitable[object]]) -> None:
    """Something is done before the import is written."""
    async with database.write() as session:
        await work(session)
        await session.commit()


async def stands(database: Database, ahead: Ahead, *, actor: Actor = COMMAND_LINE) -> bool:
    """Whether it may be written as it is."""
    async with database.write() as session:
        return await posting_ahead.still_stands(session, actor=actor, ahead=ahead, now=NOW)


async def test_what_is_known_ahead_is_written(database: Database, postings: tuple[Posting, ...]) -> None:
    """The same entries as the careful way writes; a second time nothing of it stands any more."""
    ahead = await compared(database, postings)
    assert ahead is not None
    assert await stands(database, ahead)
    async with database.write() as session:
        made = await posting_ahead.append_ahead(
            session, actor=COMMAND_LINE, ahead=ahead, postings=postings, batch=None, now=NOW
        )
        await session.commit()
    assert made == 2
    assert not await stands(database, ahead)
    async with database.write() as session:
        assert await posting.append(session, actor=COMMAND_LINE, postings=postings, batch=None, now=NOW) == 0


async def test_other_entries_in_between_do_not_matter(database: Database, postings: tuple[Posting, ...]) -> None:
    """Only an entry under one of the keys does."""
    ahead = await compared(database, postings)
    assert ahead is not None

    def post(amount: int) -> Callable[[Session], Awaitable[object]]:
        return lambda session: posting.append(
            session, actor=COMMAND_LINE, postings=[hours("T1", amount)], batch=None, now=NOW
        )

    await meanwhile(database, post(7))
    assert await stands(database, ahead)
    await meanwhile(database, post(8))
    assert not await stands(database, ahead)


async def test_who_moves_in_between_is_looked_at_again(database: Database, postings: tuple[Posting, ...]) -> None:
    """Staff may not post for who belongs elsewhere by now, nor ever for who did from the beginning."""
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        stranger = Actor(await staff(session, "S2", Scope(OTHER_COUNTY)))
        await session.commit()
    ahead = await compared(database, postings)
    assert ahead is not None
    assert await stands(database, ahead, actor=clerk)
    with pytest.raises(NotPermitted):
        await stands(database, ahead, actor=stranger)

    async def move(session: Session) -> None:
        person = await people.find(session, actor=COMMAND_LINE, number="T2")
        moved = replace(person.particulars, region=OTHER_COUNTY)
        await people.update(session, actor=COMMAND_LINE, person=person, particulars=moved, now=NOW)

    await meanwhile(database, move)
    assert not await stands(database, ahead, actor=clerk)


async def test_a_day_that_lies_ahead_takes_the_careful_way(database: Database, postings: tuple[Posting, ...]) -> None:
    """There it is refused in words."""
    late = (replace(postings[0], completed=NOW.date() + timedelta(days=2)),)
    ahead = await compared(database, late)
    assert ahead is not None
    assert not await stands(database, ahead)


@pytest.mark.parametrize("change", [{"source": ""}, {"completed": date(1900, 1, 1)}, {"note": "长" * 2000}])
async def test_what_is_wrong_takes_the_careful_way(
    database: Database, postings: tuple[Posting, ...], change: dict[str, object]
) -> None:
    """Only what nobody has to look at again is known ahead."""
    assert await compared(database, (replace(postings[0], **change),)) is None  # type: ignore[arg-type]
    assert await compared(database, (postings[0], replace(postings[0], note="二"))) is None
