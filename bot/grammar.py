"""Pieces of which the command line's grammar is made."""

import argparse
from typing import Any

from bot import texts


def group(of: argparse.ArgumentParser) -> Any:
    """The group to which the commands below `of` are added; they speak as `of` does."""
    return of.add_subparsers(title=texts.GROUP_COMMANDS, metavar="COMMAND", required=True, parser_class=type(of))


def command(within: Any, name: str, help_text: str, examples: str, parent: str = "") -> argparse.ArgumentParser:
    """A command of a group; its arguments have the full name, such as "corpus add", as `.command`."""
    made: argparse.ArgumentParser = within.add_parser(name, help=help_text, description=help_text, epilog=examples)
    made.set_defaults(command=f"{parent} {name}".strip())
    return made


def text(of: argparse.ArgumentParser, option: str, metavar: str, help_text: str) -> None:
    """An option that takes words, and is empty when left out."""
    of.add_argument(option, metavar=metavar, default="", help=help_text)


def json_option(of: argparse.ArgumentParser) -> None:
    """The option --json."""
    of.add_argument("--json", action="store_true", help=texts.HELP_JSON)
