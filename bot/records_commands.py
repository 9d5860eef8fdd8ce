"""The commands `records …` that show standings and figures and set what the centre decides; and the export."""

import argparse
import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot import bulletin_render, records_render
from bot.app import App
from bot.batch import InputError
from bot.records_work import day_of, read, region_of, write
from bot.streams import Streams, progress_on
from bot.texts import records as records_texts
from bot.texts import workbooks as workbook_texts
from bot.transcript_commands import save
from records.model import COMMAND_LINE, Particulars

if TYPE_CHECKING:
    from records.database import Session
    from records.ledger_book import LedgerLine
    from records.risk import Bulletin

    Put = Callable[[Particulars, Sequence[LedgerLine]], None]

_DONE = 0
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would evaluate."""


def standing(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Where a teacher stands: what is owed, how it was worked out, under which provision."""
    from records import standings

    day = day_of(arguments.as_of) or app.today()
    rules = app.rules
    case = read(app, lambda session: standings.case(session, arguments.number, actor=COMMAND_LINE))
    found = case.standing(rules, day)
    if arguments.json:
        streams.say(_json(found.to_json()))
    else:
        streams.say(records_render.standing_text(case.particulars, found, standings.unset(found), app.titles))
    return _DONE


def ledger(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Every entry of a teacher."""
    from records import ledger_book

    book = read(app, lambda session: ledger_book.book_of(session, arguments.number, actor=COMMAND_LINE))
    if arguments.json:
        streams.say(_json(records_render.ledger_json(book.particulars, book.lines)))
    else:
        streams.say(records_render.ledger_text(book))
    return _DONE


def cycle_set(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Say where the cycles of a region begin."""
    from records import settings_store
    from records.setting_words import ANCHORS, KINDS, visible_name

    region = region_of(arguments, app)
    if bool(arguments.start) == bool(arguments.anchor):
        raise InputError(records_texts.START_OR_ANCHOR)
    if arguments.anchor and arguments.anchor not in ANCHORS:
        raise InputError(records_texts.bad_anchor(arguments.anchor, list(ANCHORS)))
    if arguments.years and not (arguments.years.isascii() and arguments.years.isdigit()):
        raise InputError(records_texts.bad_years(arguments.years))
    made = write(
        app,
        lambda session: settings_store.set_cycle(
            session,
            actor=COMMAND_LINE,
            region=region,
            first_day=day_of(arguments.start),
            anchor=ANCHORS.get(arguments.anchor),
            years=int(arguments.years) if arguments.years else None,
            now=app.now(),
        ),
    )
    words = KINDS["cycle_starts"].shown((made,))
    streams.say(records_texts.setting_held(visible_name("cycle_starts"), words, app.region_name(region)))
    return _DONE


def setting(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Show the decisions of the centre, make one, or take one back."""
    from records import settings_store
    from records.setting_words import field_of

    region = region_of(arguments, app)
    name, value = arguments.name, arguments.value
    if arguments.unset or value:
        if not name:
            raise InputError(records_texts.NAME_NEEDED)
        if arguments.unset and value:
            raise InputError(records_texts.VALUE_OR_UNSET)
        return _change_setting(arguments, region, app, streams)
    shown = read(app, lambda session: settings_store.shown(session, region))
    if name:
        field = field_of(name)
        shown = tuple(one for one in shown if one.field == field)
    if arguments.json:
        streams.say(_json([records_render.setting_json(one) for one in shown]))
    else:
        streams.say(records_render.settings_text(shown, app.region_name))
    return _DONE


def at_risk(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Who is falling behind in a region, and the figures by school."""
    from records import risk

    region, day, rules = region_of(arguments, app), day_of(arguments.as_of) or app.today(), app.rules
    school, target = arguments.school.strip(), arguments.output
    if arguments.named and (target is None or not _is_picture(target) or not arguments.named.isdecimal()):
        raise InputError(workbook_texts.NAMED_IN_PICTURE)
    if target is not None:
        _check_bulletin(arguments, target)

    with progress_on(streams) as progress:

        def report(done: int, total: int) -> None:
            progress(records_texts.SCANNING, done, total)

        found = read(
            app,
            lambda session: risk.scan(
                session, actor=COMMAND_LINE, rules=rules, region=region, school=school, as_of=day, progress=report
            ),
        )
    if target is not None and _is_picture(target):
        _draw_bulletin(found, target, app, named=int(arguments.named or 0))
        streams.say(workbook_texts.bulletin_picture_saved(str(target)))
    elif target is not None:
        write(app, lambda session: risk.note_export(session, actor=COMMAND_LINE, found=found, now=app.now()))
        _write_bulletin(found, target, app)
        streams.say(workbook_texts.bulletin_saved(str(target), len(found.at_risk)))
    elif arguments.json:
        streams.say(_json(bulletin_render.bulletin_json(found)))
    else:
        place = f"{app.region_name(region)} {school}".strip()
        streams.say(bulletin_render.bulletin_text(found, place, app.titles))
    return _DONE


def export(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """The ledgers of a region, as a table, as a workbook or as JSON lines."""
    region, target = region_of(arguments, app), arguments.output
    if target is None:
        put = _text_put(streams.stdout, as_json=arguments.json)
        write(app, lambda session: _export(session, arguments, region, app, put))
        return _DONE
    if _is_workbook(target):
        people, lines = _export_workbook(arguments, region, target, app)
    else:
        people, lines = _export_text(arguments, region, target, app)
    streams.say(records_texts.ledgers_exported(people, lines, str(target)))
    return _DONE


def _export_text(arguments: argparse.Namespace, region: str, target: Path, app: App) -> tuple[int, int]:
    try:
        # With a byte order mark: spreadsheets take UTF-8 for something else without.
        with target.open("w", encoding="utf-8" if arguments.json else "utf-8-sig", newline="") as file:
            put = _text_put(file, as_json=arguments.json)
            return write(app, lambda session: _export(session, arguments, region, app, put))
    except OSError as error:
        raise InputError(records_texts.export_unwritable(str(target), error.strerror or str(error))) from error


def _export_workbook(arguments: argparse.Namespace, region: str, target: Path, app: App) -> tuple[int, int]:
    from bot import workbooks

    if arguments.json:
        raise InputError(workbook_texts.JSON_OR_WORKBOOK)
    with workbooks.ledger_workbook(target, now=app.now()) as put:
        return write(app, lambda session: _export(session, arguments, region, app, put))


async def _export(
    session: "Session", arguments: argparse.Namespace, region: str, app: App, put: "Put"
) -> tuple[int, int]:
    from records import ledger_book

    people = count = 0
    school = arguments.school.strip()
    async for some in ledger_book.stream(session, actor=COMMAND_LINE, region=region, school=school, now=app.now()):
        for particulars, lines in some:
            people, count = people + 1, count + len(lines)
            put(particulars, lines)
    return people, count


def _text_put(file: TextIO, *, as_json: bool) -> "Put":
    """Writes the ledger of one teacher after the other, below the headings."""
    if as_json:

        def put_object(given: Particulars, lines: "Sequence[LedgerLine]") -> None:
            file.write(_json(records_render.ledger_json(given, lines)) + "\n")

        return put_object
    writer = csv.writer(file)
    writer.writerow(records_texts.LEDGER_COLUMNS)

    def put_rows(given: Particulars, lines: "Sequence[LedgerLine]") -> None:
        writer.writerows(_safe(records_render.ledger_cells(given, line)) for line in lines)

    return put_rows


def _is_workbook(file: Path) -> bool:
    return file.suffix.lower() == ".xlsx"


def _check_bulletin(arguments: argparse.Namespace, target: Path) -> None:
    """Raises `InputError` before anything is worked out for a file that will not be written."""
    if not _is_workbook(target) and not _is_picture(target):
        raise InputError(workbook_texts.WORKBOOK_ENDING)
    if arguments.json:
        raise InputError(workbook_texts.JSON_OR_PICTURE if _is_picture(target) else workbook_texts.JSON_OR_WORKBOOK)


def _is_picture(file: Path) -> bool:
    return file.suffix.lower() == ".png"


def _draw_bulletin(found: "Bulletin", target: Path, app: App, *, named: int) -> None:
    """Write the picture; names on it leave the house, which is noted."""
    from bot.pictures.bulletin import bulletin_png
    from records import risk

    if named:
        write(app, lambda session: risk.note_export(session, actor=COMMAND_LINE, found=found, now=app.now()))
    save(target, bulletin_png(found, place=app.region_name(found.region), titles=app.titles, named=named))


def _write_bulletin(found: "Bulletin", target: Path, app: App) -> None:
    from bot import bulletin_workbook

    place = app.region_name(found.region)
    bulletin_workbook.write_bulletin(target, found, place=place, titles=app.titles, now=app.now())


def _change_setting(arguments: argparse.Namespace, region: str, app: App, streams: Streams) -> int:
    from records import settings_store
    from records.setting_words import visible_name

    name, place = arguments.name, app.region_name(region)
    if arguments.unset:
        there = write(
            app,
            lambda session: settings_store.unset(session, actor=COMMAND_LINE, region=region, name=name, now=app.now()),
        )
        streams.say(records_texts.setting_unset(visible_name(name), place, there))
        return _DONE
    made = write(
        app,
        lambda session: settings_store.choose(
            session, actor=COMMAND_LINE, region=region, name=name, text=arguments.value, now=app.now()
        ),
    )
    streams.say(records_texts.setting_held(made.name, made.value, place))
    return _DONE


def _safe(cells: Sequence[str]) -> list[str]:
    """Cells that no spreadsheet takes for a formula."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
