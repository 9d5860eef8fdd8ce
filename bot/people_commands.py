"""The commands `people …`: (arguments, app, streams) → exit status. What they do needs no right but the machine's."""

import argparse
import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot import people_render, render, texts
from bot.app import App
from bot.batch import InputError, parse_day
from bot.streams import Streams
from bot.texts import people as people_texts
from records.model import COMMAND_LINE, Particulars, Person, Role, Scope

if TYPE_CHECKING:
    from records.binding import Invitation
    from records.database import Session

_DONE, _NOT_DONE = 0, 3
_PAGE = 500

Made = TypeVar("Made")


def add(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Put a person on the roster."""
    from records import people

    given = Particulars(
        number=arguments.number,
        name=arguments.name,
        sex=arguments.sex,
        born=_day(arguments.born),
        school=arguments.school,
        region=_region(arguments.region, texts.OPTION_REGION, app) or app.home_region(),
        stage=arguments.stage,
        subject=arguments.subject,
        post=arguments.post,
        entered=_day(arguments.entered),
    )
    person = _write(app, lambda session: people.add(session, actor=COMMAND_LINE, particulars=given, now=app.now()))
    streams.say(people_texts.person_added(person.particulars.number, person.particulars.name))
    return _DONE


def grant(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Give a person a role."""
    from records import people

    role, scope = _role(arguments.role), _scope(arguments, app)

    async def work(session: "Session") -> Person:
        person = await people.find(session, actor=COMMAND_LINE, number=arguments.number)
        return await people.grant(session, actor=COMMAND_LINE, person=person, role=role, scope=scope, now=app.now())

    streams.say(people_render.roles_held(_write(app, work), app))
    return _DONE


def revoke(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Take a role away; says so when nobody is administrator afterwards."""
    from records import people

    role, scope = _role(arguments.role), _scope(arguments, app)

    async def work(session: "Session") -> tuple[Person, int]:
        person = await people.find(session, actor=COMMAND_LINE, number=arguments.number)
        person = await people.revoke(session, actor=COMMAND_LINE, person=person, role=role, scope=scope, now=app.now())
        return person, await people.administrators(session)

    person, administrators = _write(app, work)
    streams.say(people_render.roles_held(person, app))
    if role is Role.ADMINISTRATOR and not administrators:
        streams.warn(people_texts.NO_ADMINISTRATOR_LEFT)
    return _DONE


def invite(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Issue binding codes, for all the people named or for none."""
    from records import binding, people

    numbers = list(dict.fromkeys(arguments.number))
    bot_name = app.settings.telegram_bot
    if arguments.qr is not None:
        _prepare_folder(arguments.qr, bot_name)

    async def work() -> "list[Invitation]":
        sealed = [await binding.seal() for _ in numbers]
        async with app.records() as database, database.write() as session:
            found = [await people.find(session, actor=COMMAND_LINE, number=number) for number in numbers]
            made = [
                await binding.issue(session, actor=COMMAND_LINE, person=person, sealed=code, now=app.now())
                for person, code in zip(found, sealed, strict=True)
            ]
            await session.commit()
            return made

    invitations = asyncio.run(work())
    pictures = [arguments.qr and _save_picture(one, arguments.qr, bot_name) for one in invitations]
    if arguments.json:
        pairs = zip(invitations, pictures, strict=True)
        streams.say(_json([people_render.invitation_json(one, bot_name, picture) for one, picture in pairs]))
        return _DONE
    for one in invitations:
        streams.say(people_render.invitation_text(one, bot_name))
    if arguments.qr is not None:
        streams.say(people_texts.qr_saved(len(pictures), str(arguments.qr)))
    streams.warn(people_texts.CODES_ARE_SECRET)
    return _DONE


def show_list(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """List who is on the roster."""
    from records import people

    region = _region(arguments.region, texts.OPTION_REGION, app)
    role = _role(arguments.role) if arguments.role else None

    async def work() -> list[Person]:
        found: list[Person] = []
        async with app.records() as database, database.read() as session:
            while True:
                page = await people.search(
                    session,
                    actor=COMMAND_LINE,
                    region=region,
                    school=arguments.school.strip(),
                    role=role,
                    offset=len(found),
                    limit=_PAGE,
                )
                found += page.people
                if not page.people or len(found) >= page.total:
                    return found

    found = asyncio.run(work())
    if arguments.json:
        streams.say(_json([people_render.person_json(person, app) for person in found]))
    elif not found:
        streams.say(people_texts.NOBODY_FOUND)
    else:
        streams.say(render.table(people_texts.PEOPLE_HEADINGS, [people_render.row(person, app) for person in found]))
        streams.say(people_texts.total_found(len(found)))
    return _DONE


def unbind(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """End the binding of a person's account, after asking; exits with 3 when the answer is no."""
    from records import accounts, people

    if not arguments.yes and not streams.stdin.isatty():
        raise InputError(people_texts.UNBIND_NEEDS_YES)
    person = _write(app, lambda session: people.find(session, actor=COMMAND_LINE, number=arguments.number))
    named = person.particulars.number, person.particulars.name
    if not arguments.yes and not _confirmed(people_texts.ask_unbind(*named), streams):
        streams.say(people_texts.NOTHING_DONE)
        return _NOT_DONE
    _write(app, lambda session: accounts.unbind(session, actor=COMMAND_LINE, person=person, now=app.now()))
    streams.say(people_texts.unbound(*named))
    return _DONE


def export(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Everything that is kept about a person."""
    from records import export as exporting
    from records import people

    async def work(session: "Session") -> exporting.Export:
        person = await people.find(session, actor=COMMAND_LINE, number=arguments.number)
        return await exporting.collect(session, actor=COMMAND_LINE, person=person, now=app.now())

    made = _write(app, work)
    streams.say(_json(made.as_json()) if arguments.json else made.as_text())
    return _DONE


def _write(app: App, work: "Callable[[Session], Awaitable[Made]]") -> Made:
    """Do the work in one transaction and keep it."""

    async def run() -> Made:
        async with app.records() as database, database.write() as session:
            made = await work(session)
            await session.commit()
            return made

    return asyncio.run(run())


def _day(given: str) -> date | None:
    return parse_day(given) if given else None


def _region(given: str, place: str, app: App) -> str:
    return app.region_code(given.strip(), place) if given.strip() else ""


def _role(given: str) -> Role:
    for role, word in people_texts.ROLES.items():
        if given.strip().lower() in (role, word):
            return Role(role)
    raise InputError(people_texts.bad_role(given))


def _scope(arguments: argparse.Namespace, app: App) -> Scope | None:
    region, school = _region(arguments.scope, "--scope", app), arguments.school.strip()
    if school and not region:
        raise InputError(people_texts.SCHOOL_NEEDS_SCOPE)
    return Scope(region, school) if region else None


def _confirmed(question: str, streams: Streams) -> bool:
    streams.stderr.write(question)
    streams.stderr.flush()
    return streams.stdin.readline().strip().lower() in people_texts.YES_WORDS


def _prepare_folder(folder: Path, bot_name: str) -> None:
    """See to it that pictures can be made and saved, before codes are issued."""
    if not bot_name:
        raise InputError(people_texts.QR_NEEDS_BOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(people_texts.qr_unsaved(str(folder), error.strerror or str(error))) from error


def _save_picture(one: "Invitation", folder: Path, bot_name: str) -> Path:
    from records import binding

    path = folder / _file_name(one.person)
    try:
        # Whoever sees the picture can bind: for the owner of the files only.
        path.touch(mode=0o600)
        path.write_bytes(binding.qr_png(binding.link(bot_name, one.code)))
    except OSError as error:
        raise InputError(people_texts.qr_unsaved(str(folder), error.strerror or str(error))) from error
    return path


def _file_name(person: Person) -> str:
    """The 工号, where it can be a file's name; the id keeps apart what had to be changed."""
    number = person.particulars.number
    plain = re.sub(r"[^\w-]", "_", number)
    return f"{plain}.png" if plain == number else f"{plain}-{person.id}.png"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
