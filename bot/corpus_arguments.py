"""The grammar of `yanxiu corpus …`."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from bot.change_arguments import add_rules, change_options
from bot.corpus_arrivals import file_or_address
from bot.grammar import command, group, json_option, text
from bot.texts import corpus_help as help_texts

_command = partial(command, parent="corpus")


def add_corpus(within: Any) -> None:
    """Add the commands below `corpus` to the group of its sub-commands."""
    made = [_add(within), _propose(within), _correct(within)]
    show = _command(within, "show", help_texts.HELP_CORPUS_SHOW, help_texts.EXAMPLES_CORPUS_SHOW)
    _reference(show)
    show.add_argument("label", metavar="LABEL", nargs="?", default="", help=help_texts.HELP_CORPUS_SHOW_LABEL)
    listing = _command(within, "list", help_texts.HELP_CORPUS_LIST, help_texts.EXAMPLES_CORPUS_LIST)
    for dated in (show, listing):
        text(dated, "--as-of", "YYYY-MM-DD", help_texts.HELP_CORPUS_AS_OF)
    check = _command(within, "check", help_texts.HELP_CORPUS_CHECK, help_texts.EXAMPLES_CORPUS_CHECK)
    history = _command(within, "history", help_texts.HELP_CORPUS_HISTORY, help_texts.EXAMPLES_CORPUS_HISTORY)
    _reference(history, nargs="?", default="")
    diff = _command(within, "diff", help_texts.HELP_CORPUS_DIFF, help_texts.EXAMPLES_CORPUS_DIFF)
    _reference(diff)
    diff.add_argument("--from", dest="older", metavar="N", default="", help=help_texts.HELP_CORPUS_DIFF_FROM)
    diff.add_argument("--to", dest="newer", metavar="M", default="", help=help_texts.HELP_CORPUS_DIFF_TO)
    rollback = _command(within, "rollback", help_texts.HELP_CORPUS_ROLLBACK, help_texts.EXAMPLES_CORPUS_ROLLBACK)
    text(rollback, "--to", "N", help_texts.HELP_CORPUS_ROLLBACK_TO)
    _yes(rollback)
    made += [show, listing, check, history, diff, rollback, _refresh(within), *_source(within)]
    for parser in made:
        json_option(parser)
    add_rules(within)


def _add(within: Any) -> argparse.ArgumentParser:
    add = _command(within, "add", help_texts.HELP_CORPUS_ADD, help_texts.EXAMPLES_CORPUS_ADD)
    add.add_argument("path", metavar="PATH", nargs="+", type=file_or_address, help=help_texts.HELP_CORPUS_ADD_PATH)
    _particulars(add)
    add.add_argument("--dry-run", action="store_true", help=help_texts.HELP_CORPUS_ADD_DRY_RUN)
    change_options(add)
    _yes(add)
    return add


def _propose(within: Any) -> argparse.ArgumentParser:
    propose = _command(within, "propose", help_texts.HELP_CORPUS_PROPOSE, help_texts.EXAMPLES_CORPUS_PROPOSE)
    propose.add_argument("path", metavar="FILE", type=Path, help=help_texts.HELP_CORPUS_PROPOSE_PATH)
    _particulars(propose)
    return propose


def _correct(within: Any) -> argparse.ArgumentParser:
    correct = _command(within, "correct", help_texts.HELP_CORPUS_CORRECT, help_texts.EXAMPLES_CORPUS_CORRECT)
    _reference(correct)
    _particulars(correct)
    return correct


def _refresh(within: Any) -> argparse.ArgumentParser:
    refresh = _command(within, "refresh", help_texts.HELP_CORPUS_REFRESH, help_texts.EXAMPLES_CORPUS_REFRESH)
    refresh.add_argument("name", metavar="NAME", nargs="*", help=help_texts.HELP_CORPUS_REFRESH_NAME)
    refresh.add_argument("--dry-run", action="store_true", help=help_texts.HELP_CORPUS_REFRESH_DRY_RUN)
    text(refresh, "--delay", "SECONDS", help_texts.HELP_CORPUS_REFRESH_DELAY)
    change_options(refresh)
    _yes(refresh)
    return refresh


def _source(within: Any) -> list[argparse.ArgumentParser]:
    made = _command(within, "source", help_texts.HELP_CORPUS_SOURCE, help_texts.EXAMPLES_CORPUS_SOURCE)
    below = group(made)
    below_source = partial(command, parent="corpus source")
    add = below_source(below, "add", help_texts.HELP_CORPUS_SOURCE_ADD, help_texts.EXAMPLES_CORPUS_SOURCE_ADD)
    add.add_argument("address", metavar="URL", help=help_texts.HELP_CORPUS_SOURCE_URL)
    text(add, "--name", "NAME", help_texts.HELP_CORPUS_SOURCE_NAME)
    _particulars(add)
    listing = below_source(below, "list", help_texts.HELP_CORPUS_SOURCE_LIST, help_texts.EXAMPLES_CORPUS_SOURCE_LIST)
    remove = below_source(
        below, "remove", help_texts.HELP_CORPUS_SOURCE_REMOVE, help_texts.EXAMPLES_CORPUS_SOURCE_REMOVE
    )
    remove.add_argument("name", metavar="NAME", help=help_texts.HELP_CORPUS_SOURCE_REFERENCE)
    return [add, listing, remove]


def _reference(of: argparse.ArgumentParser, **options: Any) -> None:
    of.add_argument("reference", metavar="REFERENCE", help=help_texts.HELP_CORPUS_REFERENCE, **options)


def _particulars(of: argparse.ArgumentParser) -> None:
    """The options by which an administrator says what the text does not, or what was misread in it."""
    text(of, "--number", "TEXT", help_texts.HELP_CORPUS_NUMBER)
    text(of, "--title", "TEXT", help_texts.HELP_CORPUS_TITLE)
    text(of, "--kind", "TEXT", help_texts.HELP_CORPUS_KIND)
    of.add_argument("--issuer", metavar="NAME", action="append", default=[], help=help_texts.HELP_CORPUS_ISSUER)
    text(of, "--region", "TEXT", help_texts.HELP_CORPUS_REGION)
    text(of, "--issued", "YYYY-MM-DD", help_texts.HELP_CORPUS_ISSUED)
    text(of, "--effective", "YYYY-MM-DD", help_texts.HELP_CORPUS_EFFECTIVE)
    text(of, "--expires", "YYYY-MM-DD", help_texts.HELP_CORPUS_EXPIRES)
    text(of, "--status", "TEXT", help_texts.HELP_CORPUS_STATUS)
    text(of, "--repealed", "YYYY-MM-DD", help_texts.HELP_CORPUS_REPEALED)
    of.add_argument("--supersedes", metavar="TEXT", action="append", default=[], help=help_texts.HELP_CORPUS_SUPERSEDES)
    text(of, "--url", "URL", help_texts.HELP_CORPUS_URL)


def _yes(of: argparse.ArgumentParser) -> None:
    of.add_argument("--yes", action="store_true", help=help_texts.HELP_CORPUS_YES)
