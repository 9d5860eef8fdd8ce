"""Every service of the ledger that takes an actor, with a call that would do something, were it permitted."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from records import (
    batches,
    bookkeeping,
    claims,
    entries,
    impact,
    leaves,
    ledger_book,
    posting,
    risk,
    rosters,
    settings_store,
    standings,
    transcripts,
)
from records.facts import Leave
from records.ledger import EntryKind
from records.model import COMMAND_LINE, Person
from records.permissions import Action
from records.posting import Posting
from records.standing import RuleBook
from tests.records.hours import RULES
from tests.records.roster import COUNTY, NOW

Service = Callable[..., Awaitable[object]]

MODULES = (
    posting,
    batches,
    rosters,
    bookkeeping,
    claims,
    leaves,
    standings,
    risk,
    impact,
    ledger_book,
    settings_store,
    transcripts,
)
"""Modules whose public functions ask for the right themselves."""


async def ledger_cases(
    session: AsyncSession, target: Person
) -> list[tuple[Callable[..., Awaitable[object]], dict[str, Any]]]:
    """The services of the ledger, and what would have them do something to the person."""
    number, rules = target.particulars.number, RuleBook((), ())
    batch = {}
    for kind in ("roster", "hours"):
        batch[kind] = await batches.open_batch(
            session, actor=COMMAND_LINE, kind=kind, file_name="某.xlsx", digest="d", now=NOW
        )
    changed = replace(target.particulars, post="校长")
    await rosters.put_roster(session, actor=COMMAND_LINE, rows=[changed], since=None, batch=batch["roster"], now=NOW)
    posted = Posting(number, EntryKind.POSTING, Decimal(8), date(2026, 1, 1), "某", "a")
    claimed = replace(posted, kind=EntryKind.CLAIM, evidence="证书", source_key="b")
    await posting.append(session, actor=COMMAND_LINE, postings=[posted], batch=batch["hours"], now=NOW)
    claim = (await bookkeeping.book(session, actor=COMMAND_LINE, posting=claimed, now=NOW)).entry.id
    kept_claim = (await entries.by_ids(session, [int(claim)]))[int(claim)]
    await settings_store.choose(session, actor=COMMAND_LINE, region=COUNTY, name="学分折合学时", text="10", now=NOW)
    fresh = {"postings": [replace(posted, source_key="c")], "batch": None, "now": NOW}
    centre = {"region": COUNTY, "now": NOW}
    there = {"rules": rules, "number": number, "as_of": date(2026, 3, 2)}
    bulletin = await risk.scan(session, actor=COMMAND_LINE, rules=rules, region=COUNTY, as_of=date(2026, 3, 2))
    outcomes = await rosters.compare_roster(session, [target.particulars])
    leave = Leave("产假", date(2026, 1, 1))
    nothing = bookkeeping.Revision(hours=Decimal(0))
    return [
        (posting.append, fresh),
        (posting.barred, {"numbers": [number]}),
        (batches.open_batch, {"kind": "hours", "file_name": "某.xlsx", "digest": "d", "now": NOW}),
        (batches.batches, {}),
        (batches.undo_batch, {"batch": batch["hours"], "now": NOW}),
        (rosters.put_roster, {"rows": [target.particulars], "since": None, "batch": None, "now": NOW}),
        (rosters.out_of_reach, {"rows": [target.particulars], "outcomes": outcomes}),
        (rosters.undo, {"batch": batch["roster"], "now": NOW}),
        (bookkeeping.book, {"posting": replace(posted, source_key="d"), "now": NOW}),
        (bookkeeping.correct, {"entry_id": claim, "revision": nothing, "reason": "误登", "now": NOW}),
        (bookkeeping.person_of, {"kept": kept_claim, "action": Action.POST_HOURS}),
        (claims.decide, {"claim": claim, "approve": True, "now": NOW}),
        (claims.open_claims, {}),
        (leaves.note_leave, {"person": target, "leave": leave, "now": NOW}),
        (standings.of, there),
        (standings.case, {"number": number}),
        (standings.case_of, {"person": target}),
        (risk.note_export, {"found": bulletin, "now": NOW}),
        (impact.assess, {"before": rules, "after": RULES, "as_of": date(2026, 3, 2)}),
        (risk.scan, {"rules": rules, "region": COUNTY, "as_of": date(2026, 3, 2)}),
        (ledger_book.book_of, {"number": number}),
        (transcripts.issue, {**there, "now": NOW}),
        (settings_store.choose, {**centre, "name": "学分折合学时", "text": "9"}),
        (settings_store.unset, {**centre, "name": "学分折合学时"}),
        (settings_store.set_cycle, {**centre, "first_day": date(2021, 1, 1)}),
    ]
