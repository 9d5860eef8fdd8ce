"""The grammar of `yanxiu announce …`."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from bot import grammar
from bot.texts import announce as announce_texts

_command = partial(grammar.command, parent="announce")


def add_announce(group: Any) -> None:
    """Add the commands below `announce` to the group of its sub-commands."""
    _new(_command(group, "new", announce_texts.HELP_NEW, announce_texts.EXAMPLES_NEW))
    listing = _command(group, "list", announce_texts.HELP_LIST, announce_texts.EXAMPLES_LIST)
    grammar.json_option(listing)
    for name, help_text, examples in (
        ("show", announce_texts.HELP_SHOW, announce_texts.EXAMPLES_SHOW),
        ("approve", announce_texts.HELP_APPROVE_IT, announce_texts.EXAMPLES_APPROVE_IT),
        ("pause", announce_texts.HELP_PAUSE, announce_texts.EXAMPLES_PAUSE),
        ("resume", announce_texts.HELP_RESUME, announce_texts.EXAMPLES_RESUME),
        ("cancel", announce_texts.HELP_CANCEL, announce_texts.EXAMPLES_CANCEL),
        ("correct", announce_texts.HELP_CORRECT_IT, announce_texts.EXAMPLES_CORRECT_IT),
        ("report", announce_texts.HELP_REPORT, announce_texts.EXAMPLES_REPORT),
        ("unread", announce_texts.HELP_UNREAD, announce_texts.EXAMPLES_UNREAD),
        ("doubts", announce_texts.HELP_DOUBTS, announce_texts.EXAMPLES_DOUBTS),
    ):
        made = _command(group, name, help_text, examples)
        made.add_argument("campaign", metavar="ID", help=announce_texts.HELP_ID)
        grammar.json_option(made)
        if name in ("approve", "resume", "cancel", "correct", "unread", "doubts"):
            made.add_argument("--yes", action="store_true", help=announce_texts.HELP_YES)
        if name == "correct":
            made.add_argument("--text", metavar="FILE", required=True, help=announce_texts.HELP_TEXT_CORRECTED)
        elif name == "report":
            made.add_argument("--output", metavar="FILE", type=Path, help=announce_texts.HELP_REPORT_OUTPUT)
        elif name == "unread":
            made.add_argument("--remind", action="store_true", help=announce_texts.HELP_REMIND)
        elif name == "doubts":
            grammar.text(made, "--delivered", "NUMBER", announce_texts.HELP_DELIVERED)
            grammar.text(made, "--again", "NUMBER", announce_texts.HELP_AGAIN)


def _new(new: argparse.ArgumentParser) -> None:
    new.add_argument("--text", metavar="FILE", required=True, help=announce_texts.HELP_TEXT)
    new.add_argument("--picture", metavar="FILE", type=Path, help=announce_texts.HELP_ANNOUNCE_PICTURE)
    new.add_argument("--file", metavar="FILE", type=Path, help=announce_texts.HELP_FILE)
    grammar.text(new, "--region", "TEXT", announce_texts.HELP_REGION)
    for option, metavar, help_text in (
        ("--school", "NAME", announce_texts.HELP_SCHOOL),
        ("--stage", "TEXT", announce_texts.HELP_STAGE),
        ("--subject", "TEXT", announce_texts.HELP_SUBJECT),
        ("--role", "TEXT", announce_texts.HELP_ROLE),
        ("--standing", "TEXT", announce_texts.HELP_STANDING_IS),
    ):
        new.add_argument(option, metavar=metavar, action="append", default=[], help=help_text)
    grammar.text(new, "--short-by", "HOURS", announce_texts.HELP_SHORT_BY)
    grammar.text(new, "--numbers", "FILE", announce_texts.HELP_NUMBERS)
    grammar.text(new, "--at", "TIME", announce_texts.HELP_AT)
    new.add_argument("--urgent", action="store_true", help=announce_texts.HELP_URGENT)
    new.add_argument("--receipt", action="store_true", help=announce_texts.HELP_RECEIPT)
    new.add_argument("--dry-run", action="store_true", help=announce_texts.HELP_DRY_RUN)
    new.add_argument("--yes", action="store_true", help=announce_texts.HELP_YES)
    grammar.json_option(new)
