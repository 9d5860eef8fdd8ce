"""The commands `yanxiu reminders …`: what would go out and why, writing it, the rules and the centre's settings."""

import argparse
import asyncio
import json
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from bot import records_render, reminder_render, texts
from bot.app import App
from bot.batch import InputError
from bot.records_work import day_of, read, region_of, write
from bot.streams import Streams, progress_on
from bot.texts import people as people_texts
from bot.texts import reminders as reminder_texts
from records.china import CHINA
from records.model import COMMAND_LINE

if TYPE_CHECKING:
    from collections import Counter

    from records.database import Session
    from records.reminders.model import Due, Reason
    from records.reminders.rules import ReminderBook
    from records.reminders.scan import Scanned

_DONE, _NOT_DONE = 0, 3


def due(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Who would hear of what on a day, and how many of nothing, and why. Nothing is written."""
    from records.reminders import plan
    from records.reminders.due import unknown_years
    from records.reminders.texts import calendar_unknown

    now, rules = _moment(arguments.as_of, app), book(app)
    if arguments.explain:
        return _explain(arguments, app, streams, rules, now)
    region = app.region_code(arguments.region.strip(), texts.OPTION_REGION) if arguments.region.strip() else ""

    async def work(session: "Session") -> "tuple[list[Due], Counter[Reason]]":
        reasons = await plan.unreachable(session, region=region)
        found = []
        async for one in plan.due(session, rules=rules, now=now, region=region):
            if one.items:
                found.append(one)
            elif one.reason is not None:
                reasons[one.reason] += 1
        return found, reasons

    dues, reasons = read(app, work)
    day = now.astimezone(CHINA).date()
    years = unknown_years(rules.days, day)
    notes = [calendar_unknown(years)] if years else []
    if arguments.json:
        streams.say(_json(reminder_render.due_json(day.isoformat(), dues, reasons, notes)))
    else:
        streams.say(reminder_render.due_text(dues, reasons, notes))
    return _DONE


def scan(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Write a day's reminders; the bot sends them."""
    from records.reminders import plan
    from records.reminders import scan as scanning

    now, rules = _moment(arguments.as_of, app), book(app)
    if now < app.now():
        raise InputError(reminder_texts.PAST_DAY)

    async def count(session: "Session") -> int:
        return sum([bool(one.items) async for one in plan.due(session, rules=rules, now=now)])

    if not arguments.yes:
        if not streams.stdin.isatty():
            raise InputError(reminder_texts.SCAN_NEEDS_YES)
        day = now.astimezone(CHINA).date().isoformat()
        if not _confirmed(reminder_texts.ask_scan(read(app, count), day), streams):
            streams.say(reminder_texts.SCAN_NOT_DONE)
            return _NOT_DONE

    with progress_on(streams) as progress:

        async def run() -> "Scanned":
            async with app.records() as database:
                return await scanning.scan(
                    database,
                    rules=rules,
                    now=now,
                    render=reminder_render.payload,
                    progress=lambda done: progress(reminder_texts.SCANNING_REMINDERS, done, 0),
                )

        done = asyncio.run(run())
    streams.say(reminder_texts.scanned(done.messages, done.items, done.people))
    return _DONE


def rules(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """The rules as they hold in a region, and what was decided where."""
    from records.reminders import settings
    from records.reminders.model import KIND_NAMES, Kind
    from records.reminders.texts import days_list

    followed, region = book(app), _home(arguments, app)

    async def work(session: "Session") -> tuple[Any, Any]:
        policies = await settings.load(session, followed.reminders)
        return policies.of(region), await settings.shown(session, followed.reminders, region)

    policy, shown = read(app, work)
    if arguments.json:
        streams.say(
            _json(
                {
                    "region": region,
                    "thresholds": {kind.value: list(days) for kind, days in policy.thresholds.items()},
                    "quiet": policy.quiet.words(),
                    "escalate": policy.escalate,
                    "dates": [reminder_render.date_json(one) for one in followed.reminders.dates],
                    "settings": [records_render.setting_json(one) for one in shown],
                }
            )
        )
        return _DONE
    thresholds = [
        (KIND_NAMES[kind], days_list(policy.thresholds.get(kind, ()))) for kind in Kind if kind is not Kind.ESCALATION
    ]
    dates = [
        reminder_texts.date_line(one.name, one.document, one.label, one.day.isoformat())
        for one in followed.reminders.dates
    ]
    place = app.region_name(region) if region else ""
    streams.say(
        reminder_render.rules_text(place, thresholds, [reminder_texts.quiet_line(policy.quiet.words()), *dates])
    )
    streams.say(records_render.settings_text(shown, app.region_name))
    return _DONE


def setting(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Show what the centre of a region decided about reminders, decide something, or take it back."""
    from records.reminders import settings

    region, name, value = region_of(arguments, app), arguments.name, arguments.value
    place, now = app.region_name(region), app.now()
    if arguments.unset and not name:
        raise InputError(reminder_texts.SETTING_NAME_NEEDED)
    if arguments.unset and value:
        raise InputError(reminder_texts.VALUE_OR_UNSET_REMINDERS)
    if arguments.unset:
        there = write(
            app, lambda session: settings.unset(session, actor=COMMAND_LINE, region=region, name=name, now=now)
        )
        streams.say(reminder_texts.reminder_setting_unset(settings.visible_name(name), place, there))
    elif value:
        made = write(
            app,
            lambda session: settings.choose(session, actor=COMMAND_LINE, region=region, name=name, text=value, now=now),
        )
        streams.say(reminder_texts.reminder_setting_held(made.name, made.value, place))
    else:
        shown = read(app, lambda session: settings.shown(session, book(app).reminders, region))
        if name:
            visible = settings.visible_name(name)
            shown = tuple(one for one in shown if one.name == visible)
        if arguments.json:
            streams.say(_json([records_render.setting_json(one) for one in shown]))
        else:
            streams.say(records_render.settings_text(shown, app.region_name))
    return _DONE


def book(app: App) -> "ReminderBook":
    """All that reminders follow."""
    from records.reminders.rules import ReminderBook

    return ReminderBook.shipped(app.rules)


def _explain(arguments: argparse.Namespace, app: App, streams: Streams, rules: "ReminderBook", now: datetime) -> int:
    """One person: every requirement that lacks hours, and what becomes of it."""
    from records import people
    from records.reminders import plan
    from records.reminders.model import Reason

    async def work(session: "Session") -> "tuple[str, Due | None, Reason]":
        person = await people.find(session, actor=COMMAND_LINE, number=arguments.explain)
        number = person.particulars.number
        found = [one async for one in plan.due(session, rules=rules, now=now, number=number)]
        why = Reason.BLOCKED if person.account else Reason.UNBOUND
        return number, found[0] if found else None, Reason.LEFT if person.left else why

    number, found, unreachable = read(app, work)
    if arguments.json:
        value = found.as_json() if found else {"number": number, "due": False, "reason": unreachable.value}
        streams.say(_json(value))
    elif found is None:
        streams.say(reminder_texts.unreachable(number, unreachable))
    else:
        streams.say(reminder_render.explained(found))
    return _DONE


def _moment(given: str, app: App) -> datetime:
    """The moment of today, the first of another day."""
    day = day_of(given)
    return app.now() if day is None or day == app.today() else datetime.combine(day, time(), CHINA)


def _home(arguments: argparse.Namespace, app: App) -> str:
    given = arguments.region.strip()
    return app.region_code(given, texts.OPTION_REGION) if given else app.home_region()


def _confirmed(question: str, streams: Streams) -> bool:
    streams.stderr.write(question)
    streams.stderr.flush()
    return streams.stdin.readline().strip().lower() in people_texts.YES_WORDS


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
