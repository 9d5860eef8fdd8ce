"""Hours that are compared with the ledger ahead of the transaction that writes them, so that it is short.

SQLite has one writer: everybody else waits for as long as an import holds it. Whatever takes time is therefore done
while only reading; the transaction looks at what could have changed since, which costs a fraction of comparing anew.
If something did change, the careful way of `records.posting.append` is left.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects, entries
from records.china import day_of
from records.model import Actor
from records.permissions import Action, require
from records.posting import TURN, Place, compared, entry_of, places, refuse_strangers, write_rows
from records.posting_model import Outcome, Posting, Verdict, problems, tidied


@dataclass(frozen=True, slots=True)
class Ahead:
    """Postings of which nothing is left to be found out."""

    postings: tuple[Posting, ...] = field(repr=False)
    """Tidied and without problems; each with a key of its own that the ledger did not have."""
    people: Mapping[str, Place] = field(repr=False)
    """By 工号, as the roster had them."""
    latest: date
    """The last day of completion: nobody completes anything in the future."""
    seen: int
    """Id of the last entry of the ledger that the comparison could see."""


class Comparing:
    """Compares a file with the ledger piece by piece. Begin it before the first look at the ledger."""

    def __init__(self, seen: int) -> None:
        self._seen = seen
        self._people: dict[str, Place] = {}
        self._plain = True

    @classmethod
    async def begin(cls, session: AsyncSession) -> "Comparing":
        """Note how far the ledger goes."""
        return cls((await session.scalars(select(func.max(entries.TABLE.c.id)))).one() or 0)

    async def piece(self, session: AsyncSession, postings: Sequence[Posting]) -> list[tuple[Posting, Outcome]]:
        """The postings tidied, and what appending each would do; as `records.posting.compare`."""
        tidy = await asyncio.to_thread(lambda: [tidied(posting) for posting in postings])
        people = await places(session, [posting.number for posting in tidy])
        outcomes = await compared(session, tidy, people)
        self._people |= people
        self._plain = self._plain and await asyncio.to_thread(_all_plain, tidy, outcomes)
        return list(zip(tidy, outcomes, strict=True))

    def ahead(self, new: tuple[Posting, ...]) -> Ahead | None:
        """What is known of those that are new; None when they have to be looked at once more."""
        if not new or not self._plain or len({posting.source_key for posting in new}) != len(new):
            return None
        latest = max(posting.completed or date.max for posting in new)
        numbers = {posting.number for posting in new}
        people = {number: place for number, place in self._people.items() if number in numbers}
        return Ahead(new, people, latest, self._seen)


def _all_plain(postings: Sequence[Posting], outcomes: Sequence[Outcome]) -> bool:
    """Whether nothing is wrong with those that are new, and they follow and refer to no other entry.

    Those that do have more to be checked: they take the careful way.
    """
    new = [(posting, one) for posting, one in zip(postings, outcomes, strict=True) if one.verdict is Verdict.NEW]
    return not any(one.follows or posting.refers_to or problems(posting, today=date.max) for posting, one in new)


async def still_stands(session: AsyncSession, *, actor: Actor, ahead: Ahead, now: datetime) -> bool:
    """Whether all that was found out holds, in the transaction that is going to write it; imports wait from here on.

    On PostgreSQL an entry that was being written during the comparison can escape this: then writing it again raises
    `PostingConflict`, and nothing is kept. Raises `NotPermitted`.
    """
    require(actor, Action.POST_HOURS)
    await dialects.take_turn(session, TURN)
    if ahead.latest > day_of(now) or await places(session, ahead.people) != ahead.people:
        return False
    refuse_strangers(actor, Action.POST_HOURS, ahead.people.values())
    since = (await session.scalars(select(entries.TABLE.c.source_key).where(entries.TABLE.c.id > ahead.seen))).all()
    return not since or {posting.source_key for posting in ahead.postings}.isdisjoint(since)


async def append_ahead(
    session: AsyncSession, *, actor: Actor, ahead: Ahead, postings: Sequence[Posting], batch: int | None, now: datetime
) -> int:
    """Append some of the postings after `still_stands` said yes; returns how many. Raises `PostingConflict`."""
    rows = [
        entries.row_of(
            entry_of(posting, actor=actor, now=now),
            posting.project_number,
            ahead.people[posting.number].id,
            batch,
            actor.id,
        )
        for posting in postings
    ]
    return await write_rows(session, rows, recorder=actor, batch=batch, now=now)
