"""The commands that write the ledger entry by entry: (arguments, app, streams) → exit status."""

import argparse
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot import records_render
from bot.app import App
from bot.batch import InputError, parse_day
from bot.records_work import day_of, hours_of, read, write
from bot.streams import Streams
from bot.texts import records as records_texts
from records.ledger import EntryKind, Unit
from records.model import COMMAND_LINE, Particulars

if TYPE_CHECKING:
    from records.bookkeeping import Booked
    from records.claims import OpenClaim
    from records.database import Session

_DONE = 0


def post(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Post hours that count at once."""
    return _book(arguments, app, streams, EntryKind.POSTING, completed=parse_day(arguments.completed))


def claim(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Hand in hours that wait for a decision."""
    return _book(arguments, app, streams, EntryKind.CLAIM, completed=parse_day(arguments.completed))


def offset(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Let hours count as another category."""
    if bool(arguments.entry) == bool(arguments.date):
        raise InputError(records_texts.ENTRY_OR_DATE)
    day = day_of(arguments.date)
    return _book(arguments, app, streams, EntryKind.OFFSET, completed=day, refers_to=arguments.entry)


def correct(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Let another entry stand for a wrong one."""
    from records import bookkeeping

    revision = bookkeeping.Revision(
        hours=hours_of(arguments.hours) if arguments.hours is not None else None,
        completed=parse_day(arguments.date) if arguments.date is not None else None,
        category=arguments.category,
        training=arguments.training,
        project_number=arguments.project_number,
        project=arguments.project,
        evidence=arguments.evidence,
    )
    if revision == bookkeeping.Revision():
        raise InputError(records_texts.NOTHING_TO_CORRECT)
    made = write(
        app,
        lambda session: bookkeeping.correct(
            session,
            actor=COMMAND_LINE,
            entry_id=arguments.entry,
            revision=revision,
            reason=arguments.reason,
            now=app.now(),
        ),
    )
    entry = made.entry
    streams.say(records_texts.entry_corrected(entry.id, entry.refers_to, f"{entry.hours:f}", entry.unit.value))
    return _DONE


def approve(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Approve claims, all that are named or none."""
    return _decide(arguments, app, streams, approve=True)


def reject(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Reject claims, all that are named or none."""
    return _decide(arguments, app, streams, approve=False)


def open_claims(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """List the claims that wait for a decision."""
    from records import claims as claiming

    async def work(session: "Session") -> "list[OpenClaim]":
        found: list[OpenClaim] = []
        while page := await claiming.open_claims(
            session, actor=COMMAND_LINE, after=found[-1].entry.id if found else "", limit=500
        ):
            found += page
        return found

    found = read(app, work)
    if arguments.json:
        streams.say(_json([records_render.claim_json(one) for one in found]))
    else:
        streams.say(records_render.claims_text(found))
    return _DONE


def leave(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Note a teacher's leave, or take it back."""
    from records import leaves, people
    from records.facts import Leave

    given = Leave(arguments.kind, parse_day(arguments.start), day_of(arguments.end))

    async def work(session: "Session") -> Particulars:
        person = await people.find(session, actor=COMMAND_LINE, number=arguments.number)
        await leaves.note_leave(
            session, actor=COMMAND_LINE, person=person, leave=given, withdrawn=arguments.cancel, now=app.now()
        )
        return person.particulars

    number, start = write(app, work).number, given.start.isoformat()
    if arguments.cancel:
        streams.say(records_texts.leave_cancelled(number, given.kind, start))
    else:
        streams.say(records_texts.leave_noted(number, given.kind, start, given.end.isoformat() if given.end else ""))
    return _DONE


def _book(
    arguments: argparse.Namespace,
    app: App,
    streams: Streams,
    kind: EntryKind,
    *,
    completed: date | None,
    refers_to: str = "",
) -> int:
    from records import bookkeeping
    from records.posting_model import Posting, content_key

    posting = Posting(
        number=arguments.number,
        kind=kind,
        hours=hours_of(arguments.hours),
        completed=completed,
        source=arguments.source or records_texts.SOURCE_COMMAND_LINE,
        source_key=arguments.key,
        category=arguments.category,
        training=arguments.training,
        unit=Unit.CREDIT if arguments.credits else Unit.HOUR,
        project_number=arguments.project_number,
        project=arguments.project,
        evidence=arguments.evidence,
        note=arguments.note,
        refers_to=refers_to,
    )
    posting = posting if posting.source_key else replace(posting, source_key=content_key(posting))
    made = write(app, lambda session: bookkeeping.book(session, actor=COMMAND_LINE, posting=posting, now=app.now()))
    entry = made.entry
    if not made.fresh:
        streams.say(records_texts.entry_there(entry.id))
        return _DONE
    said = records_texts.entry_claimed if kind is EntryKind.CLAIM else records_texts.entry_posted
    streams.say(said(entry.id, made.person.particulars.number, f"{entry.hours:f}", entry.unit.value))
    return _DONE


def _decide(arguments: argparse.Namespace, app: App, streams: Streams, *, approve: bool) -> int:
    from records import claims as claiming

    async def work(session: "Session") -> "list[Booked]":
        return [
            await claiming.decide(
                session, actor=COMMAND_LINE, claim=entry, approve=approve, reason=arguments.reason, now=app.now()
            )
            for entry in dict.fromkeys(arguments.entry)
        ]

    for made in write(app, work):
        streams.say(records_texts.claim_decided(made.entry.refers_to, made.person.particulars.number, approve))
    return _DONE


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
