"""The grammar of `yanxiu people …`."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from bot.grammar import command, json_option, text
from bot.texts import people as people_texts

_command = partial(command, parent="people")


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
    text(listing, "--region", "TEXT", people_texts.HELP_PEOPLE_LIST_REGION)
    text(listing, "--school", "NAME", people_texts.HELP_PEOPLE_LIST_SCHOOL)
    text(listing, "--role", "ROLE", people_texts.HELP_PEOPLE_LIST_ROLE)
    unbind = _command(group, "unbind", people_texts.HELP_PEOPLE_UNBIND, people_texts.EXAMPLES_PEOPLE_UNBIND)
    unbind.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    unbind.add_argument("--yes", action="store_true", help=people_texts.HELP_PEOPLE_YES)
    export = _command(group, "export", people_texts.HELP_PEOPLE_EXPORT, people_texts.EXAMPLES_PEOPLE_EXPORT)
    export.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    for made in (invite, listing, export):
        json_option(made)


def _add(add: argparse.ArgumentParser) -> None:
    add.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    add.add_argument("name", metavar="NAME", help=people_texts.HELP_PEOPLE_NAME)
    text(add, "--region", "TEXT", people_texts.HELP_PEOPLE_REGION)
    text(add, "--school", "NAME", people_texts.HELP_PEOPLE_SCHOOL)
    text(add, "--stage", "TEXT", people_texts.HELP_PEOPLE_STAGE)
    text(add, "--subject", "TEXT", people_texts.HELP_PEOPLE_SUBJECT)
    text(add, "--post", "TEXT", people_texts.HELP_PEOPLE_POST)
    text(add, "--sex", "TEXT", people_texts.HELP_PEOPLE_SEX)
    text(add, "--born", "YYYY-MM-DD", people_texts.HELP_PEOPLE_BORN)
    text(add, "--entered", "YYYY-MM-DD", people_texts.HELP_PEOPLE_ENTERED)


def _role(command: argparse.ArgumentParser, scope_help: str) -> None:
    command.add_argument("number", metavar="NUMBER", help=people_texts.HELP_PEOPLE_NUMBER)
    command.add_argument("role", metavar="ROLE", help=people_texts.HELP_PEOPLE_ROLE)
    text(command, "--scope", "TEXT", scope_help)
    text(command, "--school", "NAME", people_texts.HELP_PEOPLE_SCOPE_SCHOOL)
