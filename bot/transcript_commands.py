"""The commands `records transcript`, `verify` and `picture`: a teacher's hours on paper and as a picture."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import App
from bot.batch import InputError
from bot.records_work import day_of, read, write
from bot.streams import Streams
from bot.texts import pictures as picture_texts
from bot.texts import records as records_texts
from bot.texts import workbooks as workbook_texts
from bot.transcript_render import verified_json, verified_text
from records.model import COMMAND_LINE

if TYPE_CHECKING:
    from records.database import Session
    from records.transcripts import Transcript

_DONE = 0


def transcript(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Issue a transcript and write it as PDF; it is issued only if it could be written."""
    target = checked_target(arguments.output, ".pdf")
    day, rules, titles = day_of(arguments.as_of) or app.today(), app.rules, app.titles

    async def work(session: "Session") -> "Transcript":
        from bot.pictures.transcript import transcript_pdf
        from records import binding, transcripts

        made = await transcripts.issue(
            session, actor=COMMAND_LINE, number=arguments.number, rules=rules, as_of=day, now=app.now()
        )
        region, bot_name = made.particulars.region, app.settings.telegram_bot
        place = app.region_name(region) if region else ""
        link = binding.link(bot_name, made.code) if bot_name else ""
        save(target, transcript_pdf(made, place=place, titles=titles, link=link))
        return made

    made = write(app, work)
    streams.say(picture_texts.transcript_saved(str(target), str(made.code)))
    return _DONE


def verify(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """What a verification code vouches for."""
    from records import transcripts

    code = " ".join(arguments.code)
    found = write(app, lambda session: transcripts.verify(session, code=code, now=app.now()))
    streams.say(json.dumps(verified_json(found), ensure_ascii=False) if arguments.json else verified_text(found))
    return _DONE


def picture(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """The progress of a teacher as PNG."""
    from bot.pictures.progress import progress_png
    from records import standings

    target = checked_target(arguments.output, ".png")
    day, rules = day_of(arguments.as_of) or app.today(), app.rules
    case = read(app, lambda session: standings.case(session, arguments.number, actor=COMMAND_LINE))
    found = case.standing(rules, day, explain=False)
    name = case.particulars.name if arguments.name else ""
    save(target, progress_png(found, name=name, unset=standings.unset(found)))
    streams.say(picture_texts.picture_saved(str(target)))
    return _DONE


def checked_target(target: Path, ending: str) -> Path:
    """The file to be written, looked at before anything is worked out for it. Raises `InputError`."""
    if target.suffix.lower() != ending:
        raise InputError(picture_texts.wrong_ending(str(target), ending))
    if target.is_dir():
        raise InputError(records_texts.export_unwritable(str(target), workbook_texts.FILE_IS_FOLDER))
    return target


def save(target: Path, content: bytes) -> None:
    """Write the file. Raises `InputError` when that cannot be done."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise InputError(records_texts.export_unwritable(str(target), error.strerror or str(error))) from error
