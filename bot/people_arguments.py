"""The grammar of `yanxiu people …`."""

import argparse
from pathlib import Path
from typing import Any

from bot import texts
from bot.texts import people as people_texts


def add_people(group: Any) -> None:
    """Add the commands below `people` to the group of its sub-commands."""
    _add(_command(group, "add", people_texts.HELP_PEOPLE_ADD, people_texts.EXAMPLES_PEOPLE_ADD))
    grant = _command(group, "grant", people_texts.HELP_PEOPLE_GRANT, people_texts.EXAMPLES_PEOPLE_GRANT)
    _role(grant, people_texts.HELP_PEOPLE_SCOPE)
    revoke = _command(group, "revoke", people_texts.HELP_PEOPLE_REVOKE, people_texts.EXAMPLES_PEOPLE_REVOKE)
    _role(revoke, people_texts.HELP_PEOPLE_SCOPE_REVOKED)
    invite = _command(group, "invite", people_texts.HELP_PEOPLE_INVITE, people_texts.EXAMPLES_PEOPLE_INVITE)
    invite.add_argument("number", metavar="NUMBER", nargs="+", help=people_texts.HELP_PEOPLE_NUMBER)
    invite.add_argument("--qr", metavar="FOLDER", type=Path, help=people_texts.HELP_PEOPLE_QR)
    listing = _command(group, "list", people_texts.HELP_PEOPLE_LIST, people_texts.EXAMPLES_PEOPLE_LIST)
    _text(listing, "--region", "TEXT", people_texts.HELP_PEOPLE_LIST_REGION)
    _text(listing, "--school", "NAME", people_texts.HELP_PEOPLE_LIST_SCHOOL)
    _text(listing, "--role", "ROLE", people_texts.HELP_PEOPLE_LIST_ROLE)
    unbind = _command(group, "unbind", people_texts.HELP_PEOPLE_UNBIND, people_texts.EXAMPLES_PEOPLE_UNBIND)
    unbind.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    unbind.add_argument("--yes", action="store_true", help=people_texts.HELP_PEOPLE_YES)
    export = _command(group, "export", people_texts.HELP_PEOPLE_EXPORT, people_texts.EXAMPLES_PEOPLE_EXPORT)
    export.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    for command in (invite, listing, export):
        command.add_argument("--json", action="store_true", help=texts.HELP_JSON)


def _command(group: Any, name: str, help_text: str, examples: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = group.add_parser(name, help=help_text, description=help_text, epilog=examples)
    made.set_defaults(command=f"people {name}")
    return made


def _text(command: argparse.ArgumentParser, option: str, metavar: str, help_text: str) -> None:
    command.add_argument(option, metavar=metavar, default="", help=help_text)


def _add(add: argparse.ArgumentParser) -> None:
    add.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    add.add_argument("name", metavar="NAME", help=people_texts.HELP_PEOPLE_NAME)
    _text(add, "--region", "TEXT", people_texts.HELP_PEOPLE_REGION)
    _text(add, "--school", "NAME", people_texts.HELP_PEOPLE_SCHOOL)
    _text(add, "--stage", "TEXT", people_texts.HELP_PEOPLE_STAGE)
    _text(add, "--subject", "TEXT", people_texts.HELP_PEOPLE_SUBJECT)
    _text(add, "--post", "TEXT", people_texts.HELP_PEOPLE_POST)
    _text(add, "--sex", "TEXT", people_texts.HELP_PEOPLE_SEX)
    _text(add, "--born", "YYYY-MM-DD", people_texts.HELP_PEOPLE_BORN)
    _text(add, "--entered", "YYYY-MM-DD", people_texts.HELP_PEOPLE_ENTERED)


def _role(command: argparse.ArgumentParser, scope_help: str) -> None:
    command.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    command.add_argument("role", metavar="ROLE", help=people_texts.HELP_PEOPLE_ROLE)
    _text(command, "--scope", "TEXT", scope_help)
    _text(command, "--school", "NAME", people_texts.HELP_PEOPLE_SCOPE_SCHOOL)
