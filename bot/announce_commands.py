"""The commands `announce …`: (arguments, app, streams) → exit status. The running bot does the sending."""

import argparse
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import announce_render, render
from bot.announce_audience import audience_of, number_of, text_of
from bot.app import App
from bot.batch import InputError
from bot.records_work import read, write
from bot.streams import Streams, progress_on
from bot.texts import announce as announce_texts
from bot.texts import people as people_texts
from records.china import CHINA
from records.model import COMMAND_LINE

if TYPE_CHECKING:
    from records.campaigns.compose import Preview
    from records.campaigns.content import Content
    from records.campaigns.model import Campaign, Stopped
    from records.campaigns.report import Recipient
    from records.database import Session

_DONE, _NOT_DONE = 0, 3
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", re.ASCII)


def new(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Compose, preview, ask, and let it go out."""
    from records.campaigns import compose

    content, audience = _content(arguments, streams), audience_of(arguments, app, streams)
    made = compose.draft(
        actor=COMMAND_LINE,
        content=content,
        audience=audience,
        urgent=arguments.urgent,
        receipt=arguments.receipt,
        scheduled_for=_at(arguments.at),
        now=app.now(),
    )
    if not arguments.dry_run:
        return _send(arguments, made, app, streams)
    return _say_preview(arguments, _preview(made, app, streams), app, streams, None)


def show_list(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """List the latest announcements."""
    from records.campaigns import store

    found = read(app, lambda session: store.latest(session, actor=COMMAND_LINE))
    if arguments.json:
        streams.say(_json([announce_render.campaign_json(one) for one in found]))
    elif not found:
        streams.say(announce_texts.NO_CAMPAIGNS)
    else:
        rows = [announce_render.campaign_row(one) for one in found]
        streams.say(render.table(announce_texts.CAMPAIGN_HEADINGS, rows))
    return _DONE


def show(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """One announcement in full."""
    found = _get(arguments, app)
    return _say(arguments, streams, announce_render.campaign_json(found), announce_render.campaign_text(found))


def approve(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Approve what somebody else made."""
    from records.campaigns import compose

    if not _agreed(arguments, announce_texts.ASK_APPROVE, app, streams):
        return _NOT_DONE
    number = number_of(arguments)
    found = write(app, lambda session: compose.approve(session, number, actor=COMMAND_LINE, now=app.now()))
    return _say(arguments, streams, announce_render.campaign_json(found), announce_texts.approved(number))


def pause(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Hold what has not gone out."""
    from records.campaigns import control

    number = number_of(arguments)
    found = write(app, lambda session: control.pause(session, number, actor=COMMAND_LINE, now=app.now()))
    return _say_stopped(arguments, found, announce_texts.NOW_PAUSED, streams)


def cancel(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Send no more of it, for good."""
    from records.campaigns import control

    if not _agreed(arguments, announce_texts.ASK_CANCEL, app, streams):
        return _NOT_DONE
    number = number_of(arguments)
    found = write(app, lambda session: control.cancel(session, number, actor=COMMAND_LINE, now=app.now()))
    return _say_stopped(arguments, found, announce_texts.NOW_CANCELLED, streams)


def resume(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Let a held one go on."""
    from records.campaigns import control

    if not _agreed(arguments, announce_texts.ASK_RESUME, app, streams):
        return _NOT_DONE
    number = number_of(arguments)
    found = write(app, lambda session: control.resume(session, number, actor=COMMAND_LINE, now=app.now()))
    return _say(arguments, streams, announce_render.campaign_json(found), announce_texts.resumed(number))


def correct(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Put another text in its place, wherever it is."""
    from records.campaigns import control
    from records.campaigns.content import shown

    number, html = number_of(arguments), text_of(arguments.text, streams)
    if not arguments.yes:
        streams.warn("\n".join([announce_texts.PREVIEW_HEADING, shown(html), announce_texts.PREVIEW_END]))
    if not _agreed(arguments, announce_texts.ASK_CORRECT, app, streams):
        return _NOT_DONE
    found = write(app, lambda session: control.correct(session, number, actor=COMMAND_LINE, html=html, now=app.now()))
    text = announce_texts.announcement_corrected(
        number, found.edits, found.replaced, found.uncorrectable, found.readers
    )
    return _say(arguments, streams, announce_render.corrected_json(number, found), text)


def report(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """The figures, or a workbook with a line for everybody."""
    from records.campaigns import report as reporting

    number, target = number_of(arguments), arguments.output
    if target is not None:
        return _report_file(arguments, number, target, app, streams)
    found = read(app, lambda session: reporting.report(session, number, actor=COMMAND_LINE))
    return _say(arguments, streams, announce_render.report_json(found), announce_render.report_text(found))


def unread(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Who has not read it; with `--remind` these get a reminder, after asking."""
    from records.campaigns import receipts

    number = number_of(arguments)
    if not arguments.remind:
        found = read(app, lambda session: receipts.unread(session, number, actor=COMMAND_LINE))
        _say_people(arguments, found, announce_texts.EVERYBODY_READ, streams)
        if found and not arguments.json:
            streams.say(announce_texts.unread_total(len(found)))
        return _DONE
    made = read(app, lambda session: receipts.remind_unread(session, number, actor=COMMAND_LINE, now=app.now()))
    return _send(arguments, made, app, streams)


def in_doubt(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """List messages in doubt, or decide on one."""
    from records.campaigns import doubts

    number = number_of(arguments)
    if arguments.delivered and arguments.again:
        raise InputError(announce_texts.DELIVERED_OR_AGAIN)
    found = read(app, lambda session: doubts.uncertain(session, number, actor=COMMAND_LINE))
    wanted = arguments.delivered or arguments.again
    if not wanted:
        _say_people(arguments, found, announce_texts.NO_DOUBTS, streams)
        return _DONE
    person = next((one.person for one in found if one.number == wanted.strip()), None)
    if person is None:
        raise InputError(announce_texts.not_in_doubt(wanted))
    if arguments.again and not _agreed(arguments, announce_texts.ASK_AGAIN, app, streams):
        return _NOT_DONE
    deed = doubts.send_again if arguments.again else doubts.take_as_sent
    write(app, lambda session: deed(session, number, actor=COMMAND_LINE, person=person, now=app.now()))
    said = announce_texts.sent_again if arguments.again else announce_texts.taken_as_sent
    return _say(arguments, streams, {"id": number, "number": wanted}, said(wanted))


def _send(arguments: argparse.Namespace, made: "Campaign", app: App, streams: Streams) -> int:
    """Preview a draft, ask, and decide it; what nobody wants is not kept."""
    from records.campaigns import compose

    if not arguments.yes and not streams.stdin.isatty():
        raise InputError(announce_texts.NEEDS_YES)
    found = _preview(made, app, streams)
    if not arguments.yes:
        streams.warn(announce_render.preview_text(found, app))
        if not _confirmed(announce_texts.ASK_SEND, streams):
            streams.say(announce_texts.NOT_CONFIRMED)
            return _NOT_DONE

    async def decide(session: "Session") -> "Campaign":
        given: dict[str, Any] = {"actor": COMMAND_LINE, "now": app.now()}
        kept = await compose.create(session, made, **given)
        return await compose.confirm(session, kept.id, audience=found.audience, **given)

    return _say_preview(arguments, found, app, streams, write(app, decide))


def _preview(made: "Campaign", app: App, streams: Streams) -> "Preview":
    """What sending it would do; standings may take a while, with progress."""
    from records.campaigns import compose

    with progress_on(streams) as progress:

        def heard(done: int, total: int) -> None:
            progress(announce_texts.SCANNING_AUDIENCE, done, total)

        given: dict[str, Any] = {"rules": app.rules, "as_of": app.today(), "now": app.now(), "progress": heard}
        return read(app, lambda session: compose.preview(session, made, actor=COMMAND_LINE, **given))


def _say_preview(
    arguments: argparse.Namespace, found: "Preview", app: App, streams: Streams, decided: "Campaign | None"
) -> int:
    """The preview, and what became of it; `decided` is None when nothing was to."""
    from records.campaigns.model import STATES, State

    if arguments.json:
        became = announce_render.campaign_json(decided) if decided else None
        streams.say(_json(announce_render.preview_json(found) | {"campaign": became}))
        return _DONE
    if decided is None or arguments.yes:
        streams.say(announce_render.preview_text(found, app))
    if decided is None:
        streams.say(announce_texts.DRY_RUN)
    else:
        waiting = decided.state is State.WAITING_APPROVAL
        streams.say(announce_texts.decided(decided.id, STATES[decided.state], waiting))
    return _DONE


def _report_file(arguments: argparse.Namespace, number: int, target: Path, app: App, streams: Streams) -> int:
    from records.campaigns import report as reporting
    from records.campaigns import store

    if target.suffix.lower() != ".xlsx":
        raise InputError(announce_texts.REPORT_ENDING)
    if arguments.json:
        raise InputError(announce_texts.REPORT_JSON_OR_FILE)

    async def work(session: "Session") -> "tuple[Campaign, list[Recipient]]":
        campaign = await store.get(session, number, actor=COMMAND_LINE)
        return campaign, [one async for one in reporting.lines(session, number, actor=COMMAND_LINE)]

    campaign, people = read(app, work)
    announce_render.write_report(target, campaign, people, now=app.now())
    streams.say(announce_texts.report_saved(str(target), len(people)))
    return _DONE


def _say_stopped(arguments: argparse.Namespace, found: "Stopped", done: str, streams: Streams) -> int:
    number = number_of(arguments)
    text = announce_texts.stopped(number, done, found.sent, found.held, found.cancelled)
    return _say(arguments, streams, announce_render.stopped_json(number, found), text)


def _say_people(arguments: argparse.Namespace, people: "tuple[Recipient, ...]", nobody: str, streams: Streams) -> None:
    if arguments.json:
        streams.say(_json(announce_render.people_json(people)))
    elif not people:
        streams.say(nobody)
    else:
        streams.say(render.table(announce_texts.UNREAD_HEADINGS, announce_render.people_rows(people)))


def _say(arguments: argparse.Namespace, streams: Streams, plain: Mapping[str, Any], text: str) -> int:
    """What was found or done, as JSON or in words."""
    streams.say(_json(plain) if arguments.json else text)
    return _DONE


def _get(arguments: argparse.Namespace, app: App) -> "Campaign":
    from records.campaigns import store

    number = number_of(arguments)
    return read(app, lambda session: store.get(session, number, actor=COMMAND_LINE))


def _content(arguments: argparse.Namespace, streams: Streams) -> "Content":
    from records.campaigns.content import Content, Kind

    if arguments.picture is not None and arguments.file is not None:
        raise InputError(announce_texts.PICTURE_OR_FILE)
    html = text_of(arguments.text, streams)
    target = arguments.picture if arguments.picture is not None else arguments.file
    if target is None:
        return Content(html)
    kind = Kind.PICTURE if arguments.picture is not None else Kind.FILE
    try:
        return Content(html, kind, target.name, target.expanduser().read_bytes())
    except OSError as error:
        raise InputError(announce_texts.unreadable(str(target), error.strerror or str(error))) from error


def _at(given: str) -> datetime | None:
    """The moment typed as Beijing time. Raises `InputError`."""
    plain = given.strip()
    if not plain:
        return None
    try:
        if _TIME.fullmatch(plain):
            return datetime.fromisoformat(plain).replace(tzinfo=CHINA).astimezone(UTC)
    except ValueError:
        pass
    raise InputError(announce_texts.bad_time(given))


def _agreed(arguments: argparse.Namespace, question: str, app: App, streams: Streams) -> bool:
    """Whether it is to be done: `--yes`, or the answer of somebody who sees what it is about. Raises `InputError`."""
    if arguments.yes:
        return True
    if not streams.stdin.isatty():
        raise InputError(announce_texts.NEEDS_YES)
    streams.warn(announce_render.campaign_text(_get(arguments, app)))
    if _confirmed(question, streams):
        return True
    streams.say(announce_texts.NOT_CONFIRMED)
    return False


def _confirmed(question: str, streams: Streams) -> bool:
    streams.stderr.write(question)
    streams.stderr.flush()
    return streams.stdin.readline().strip().lower() in people_texts.YES_WORDS


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
