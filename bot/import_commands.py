"""The commands `records import` and `records undo`: (arguments, app, streams) → exit status."""

import argparse
import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot import import_render, render
from bot.app import App, Progress
from bot.batch import InputError, parse_day
from bot.streams import Streams, progress_on
from bot.texts import imports as import_texts
from bot.texts import people as people_texts
from records.model import COMMAND_LINE

if TYPE_CHECKING:
    from records.database import Session
    from records.sheets.commit import Committed
    from records.sheets.preview import Preview

_DONE, _BAD_INPUT, _NOT_DONE = 0, 2, 3

Made = TypeVar("Made")


def take_in(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Preview a file of a roster or of hours and import it; exits with 2 when nothing could be written."""
    file = arguments.file.expanduser()
    since = _since(arguments)
    preview = _preview(arguments, file, app, streams)
    blocked = bool(preview.errors or (preview.conflicts and not arguments.skip_conflicts))
    committed: Committed | None = None
    if not arguments.json:
        streams.say(import_render.preview_text(preview))
    if preview.problems:
        _save_marked(file, arguments.errors, preview, app, streams)
    status = _BAD_INPUT if blocked else _DONE
    if blocked:
        streams.warn(import_texts.import_refused(len(preview.errors), len(preview.conflicts)))
    elif not (arguments.dry_run or arguments.yes or _agreed(arguments, preview, streams)):
        status = _NOT_DONE
    elif not arguments.dry_run:
        committed = _commit(arguments, preview, since, app, streams)
    if arguments.json:
        streams.say(_json(import_render.preview_json(preview, str(arguments.file), committed)))
    elif not blocked:
        streams.say(_ending(arguments, preview, committed, status))
    return status


def undo(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Take back an import after asking; without a number, list the latest. Exits with 3 when the answer is no."""
    from records import batches

    if not arguments.batch:
        return _list(arguments, app, streams)
    if not (arguments.batch.isascii() and arguments.batch.isdigit() and len(arguments.batch) <= 18):
        raise InputError(import_texts.no_such_batch(arguments.batch))
    batch = int(arguments.batch)
    if not arguments.yes:
        if not streams.stdin.isatty():
            raise InputError(import_texts.UNDO_NEEDS_YES)
        if not _confirmed(import_texts.ask_undo(batch), streams):
            streams.say(import_texts.UNDO_DECLINED)
            return _NOT_DONE
    rows = _write(app, lambda session: batches.undo_batch(session, actor=COMMAND_LINE, batch=batch, now=app.now()))
    done = {"batch": batch, "rows": rows}
    streams.say(_json(done) if arguments.json else import_texts.batch_undone(batch, rows))
    return _DONE


def _preview(arguments: argparse.Namespace, file: Path, app: App, streams: Streams) -> "Preview":
    from records.sheets import preview as previewing
    from records.sheets import reader
    from records.sheets.model import Kind, Reading

    kind = Kind(_kind(arguments.kind))
    region = app.home_region()
    choices = reader.Choices(kind, app.today(), source=arguments.source, region=region)

    async def compare(reading: Reading, progress: Progress) -> "Preview":
        async with app.records() as database, database.read() as session:
            return await previewing.preview(
                session, actor=COMMAND_LINE, reading=reading, region=region, progress=progress
            )

    with progress_on(streams) as progress:
        return asyncio.run(compare(reader.read(file, choices, progress), progress))


def _commit(
    arguments: argparse.Namespace, preview: "Preview", since: date | None, app: App, streams: Streams
) -> "Committed":
    from records.sheets.commit import commit

    with progress_on(streams) as progress:
        return _write(
            app,
            lambda session: commit(
                session,
                actor=COMMAND_LINE,
                preview=preview,
                skip_conflicts=arguments.skip_conflicts,
                since=since,
                now=app.now(),
                progress=progress,
            ),
        )


def _ending(arguments: argparse.Namespace, preview: "Preview", committed: "Committed | None", status: int) -> str:
    """What became of it, in a sentence."""
    if arguments.dry_run:
        return import_texts.IMPORT_PREVIEW_ONLY
    if status == _NOT_DONE:
        return import_texts.IMPORT_DECLINED
    if committed is None or committed.batch is None:
        return import_texts.IMPORT_NOTHING_NEW
    kind = preview.reading.kind.value
    return import_texts.import_done(kind, committed.batch, committed.new, committed.changed)


def _save_marked(file: Path, wanted: Path | None, preview: "Preview", app: App, streams: Streams) -> None:
    """Save the marked file where it was wanted, else beside the file, else in the data directory."""
    from records.sheets.marked import write_marked
    from records.sheets.model import BadFile

    failed: BadFile | None = None
    for target in _places(file, wanted, app):
        try:
            # Rows of people: for the owner of the files only.
            target.touch(mode=0o600)
            write_marked(file, target, preview.reading, preview.problems)
        except OSError as error:
            failed = BadFile(import_texts.marked_unsaved(str(target), error.strerror or str(error)))
        except BadFile as error:
            failed = error
        else:
            streams.warn(import_texts.marked_saved(str(target)))
            return
    if failed is not None:
        streams.warn(str(failed))


def _places(file: Path, wanted: Path | None, app: App) -> Iterator[Path]:
    if wanted is not None:
        yield wanted.expanduser()
        return
    for folder in (file.parent, app.settings.home):
        names = (import_texts.marked_name(file.stem, count) for count in itertools.count(1))
        yield next(path for name in names if not (path := folder / name).exists())


def _list(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    from records import batches

    found = _write(app, lambda session: batches.batches(session, COMMAND_LINE))
    if arguments.json:
        streams.say(_json([import_render.batch_json(batch) for batch in found]))
    elif not found:
        streams.say(import_texts.NO_BATCHES)
    else:
        rows = [import_render.batch_row(batch) for batch in found]
        streams.say(render.table(import_texts.BATCH_HEADINGS, rows))
    return _DONE


def _kind(given: str) -> str:
    for kind, word in import_texts.IMPORT_KINDS.items():
        if given.strip().lower() in (kind, word):
            return kind
    raise InputError(import_texts.bad_import_kind(given))


def _since(arguments: argparse.Namespace) -> date | None:
    """The day of `--since`. Raises `InputError` for options that belong to the other kind."""
    kind = _kind(arguments.kind)
    if arguments.since and kind != "roster":
        raise InputError(import_texts.SINCE_IS_FOR_ROSTERS)
    if arguments.source.strip() and kind != "hours":
        raise InputError(import_texts.SOURCE_IS_FOR_HOURS)
    return parse_day(arguments.since) if arguments.since else None


def _agreed(arguments: argparse.Namespace, preview: "Preview", streams: Streams) -> bool:
    """On a terminal the person decides; elsewhere there is nobody to ask, and running the command was the decision."""
    if not streams.stdin.isatty() or not (preview.postings or preview.roster):
        return True
    if arguments.json:
        streams.warn(import_render.preview_text(preview))
    return _confirmed(import_texts.ASK_IMPORT, streams)


def _confirmed(question: str, streams: Streams) -> bool:
    streams.stderr.write(question)
    streams.stderr.flush()
    return streams.stdin.readline().strip().lower() in people_texts.YES_WORDS


def _write(app: App, work: "Callable[[Session], Awaitable[Made]]") -> Made:
    """Do the work in one transaction and keep it."""

    async def run() -> Made:
        async with app.records() as database, database.write() as session:
            made = await work(session)
            await session.commit()
            return made

    return asyncio.run(run())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
