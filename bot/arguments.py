"""The command line's grammar: commands, options and their help, in Chinese."""

import argparse
import importlib.metadata
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from bot import texts
from bot.announce_arguments import add_announce
from bot.corpus_arguments import add_corpus
from bot.gaps_arguments import add_gaps
from bot.grammar import command, group, json_option
from bot.import_arguments import add_import
from bot.people_arguments import add_people
from bot.records_arguments import add_records
from bot.reminder_arguments import add_reminders
from bot.texts import corpus_help as help_texts
from bot.transcript_arguments import add_transcripts
from policy_corpus.errors import YanxiuError


class UsageError(YanxiuError):
    """The command line was written wrongly; the sentence says how to write it."""


class ShowText(Exception):  # no error: argparse has something to show and is done
    """What `--help` or `--version` print; the caller prints it and exits with 0."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, texts.USAGE if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese and raises instead of leaving the program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self._positionals.title = texts.GROUP_POSITIONAL
        self._optionals.title = texts.GROUP_OPTIONS
        self.add_argument("-h", "--help", action="help", help=texts.HELP_HELP)

    def print_help(self, file: Any = None) -> NoReturn:
        raise ShowText(self.format_help())

    def _print_message(self, message: str, file: Any = None) -> NoReturn:
        raise ShowText(message)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{_in_chinese(message)}{texts.see_help(self.prog)}")


_ERRORS = (
    (re.compile(r"the following arguments are required: (?P<it>.+)"), texts.missing_arguments),
    (re.compile(r"unrecognized arguments: (?P<it>.+)"), texts.unknown_arguments),
    (re.compile(r"argument (?P<it>\S+): expected .*"), texts.missing_value),
    (re.compile(r"ambiguous option: (?P<it>\S+).*"), texts.unknown_arguments),
)
_CHOICE = re.compile(r"argument [^:]+: invalid choice: '?(?P<given>.*?)'? \(choose from (?P<known>.+)\)")


def _in_chinese(message: str) -> str:
    if match := _CHOICE.fullmatch(message):
        return texts.unknown_command(match["given"], match["known"].replace("'", "").replace(", ", "、"))
    for pattern, sentence in _ERRORS:
        if match := pattern.fullmatch(message):
            return sentence(match["it"].replace(", ", "、"))
    return texts.bad_argument(message)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the command line; `.command` is the command's name, such as "ask" or "corpus list".

    Raises `UsageError` when it is written wrongly and `ShowText` for `--help` and `--version`.
    """
    # Only what is asked for is put together: all commands would take longer than most of them (measured).
    return parser(argv[0] if argv and not argv[0].startswith("-") else "").parse_args(argv)


def parser(only: str = "") -> argparse.ArgumentParser:
    """The parser with every command, for the tests of the documentation; or those of the group `only`, for `parse`."""
    top = _Parser(prog="yanxiu", description=texts.PROGRAM, epilog=texts.EXAMPLES_MAIN)
    top.add_argument("--version", action="version", version=f"yanxiu {version()}", help=texts.HELP_VERSION)
    commands = group(top)
    _ask(command(commands, "ask", texts.HELP_ASK, texts.EXAMPLES_ASK))
    chat = command(commands, "chat", texts.HELP_CHAT, texts.EXAMPLES_CHAT)
    chat.add_argument("--region", metavar="TEXT", default="", help=texts.HELP_ASK_REGION)
    serve = command(commands, "bot", texts.HELP_BOT, texts.EXAMPLES_BOT)
    serve.add_argument("--webhook", action="store_true", help=texts.HELP_BOT_WEBHOOK)
    for name, help_text, examples, add in _GROUPS:
        made = command(commands, name, help_text, examples)
        if only in ("", name):
            within = group(made)
            for some in add:
                some(within)
    json_option(command(commands, "settings", texts.HELP_SETTINGS, texts.EXAMPLES_SETTINGS))
    return top


def version() -> str:
    """Version of the installed distribution."""
    return importlib.metadata.version("yanxiu")


def _ask(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("question", metavar="QUESTION", nargs="*", help=texts.HELP_ASK_QUESTION)
    json_option(ask)
    ask.add_argument("--region", metavar="TEXT", default="", help=texts.HELP_ASK_REGION)
    ask.add_argument("--as-of", metavar="YYYY-MM-DD", default="", help=texts.HELP_ASK_AS_OF)
    ask.add_argument("--batch", metavar="FILE", default="", help=texts.HELP_ASK_BATCH)


def _index(within: Any) -> None:
    json_option(command(within, "status", texts.HELP_INDEX_STATUS, texts.EXAMPLES_INDEX_STATUS, "index"))
    command(within, "rebuild", texts.HELP_INDEX_REBUILD, texts.EXAMPLES_INDEX_REBUILD, "index")


_GROUPS = (
    ("corpus", help_texts.HELP_CORPUS, help_texts.EXAMPLES_CORPUS, (add_corpus, add_gaps)),
    ("index", texts.HELP_INDEX, texts.EXAMPLES_INDEX, (_index,)),
    ("announce", texts.HELP_ANNOUNCE, texts.EXAMPLES_ANNOUNCE, (add_announce,)),
    ("people", texts.HELP_PEOPLE, texts.EXAMPLES_PEOPLE, (add_people,)),
    ("records", texts.HELP_RECORDS, texts.EXAMPLES_RECORDS, (add_records, add_import, add_transcripts)),
    ("reminders", texts.HELP_REMINDERS, texts.EXAMPLES_REMINDERS, (add_reminders,)),
)
"""Groups of commands: name, help, examples, and what adds the commands."""
