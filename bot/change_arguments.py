"""Options of `corpus add` and `corpus refresh` about what a change means, and the grammar of `corpus rule …`."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from bot.grammar import command, group, json_option, text
from bot.texts import corpus_help as help_texts


def change_options(of: argparse.ArgumentParser) -> None:
    """Rules, answers and what is written of a change."""
    of.add_argument("--accept-rules", action="store_true", help=help_texts.HELP_CORPUS_ACCEPT_RULES)
    text(of, "--rules-from", "YYYY-MM-DD", help_texts.HELP_CORPUS_RULES_FROM)
    answer = help_texts.HELP_CORPUS_ANSWER
    of.add_argument("--answer", metavar="RULE:FIELD=VALUE", action="append", default=[], help=answer)
    leave = help_texts.HELP_CORPUS_LEAVE
    of.add_argument("--leave", metavar="RULE", action="append", default=[], help=leave)
    of.add_argument("--anyway", action="store_true", help=help_texts.HELP_CORPUS_ANYWAY)
    for option, help_text in (
        ("--report", help_texts.HELP_CORPUS_REPORT),
        ("--picture", help_texts.HELP_CORPUS_PICTURE),
        ("--touched", help_texts.HELP_CORPUS_TOUCHED),
        ("--draft", help_texts.HELP_CORPUS_DRAFT),
    ):
        of.add_argument(option, metavar="FILE", type=Path, help=help_text)


def add_rules(within: Any) -> None:
    """Add the commands `corpus rule …` to the group of the sub-commands of `corpus`."""
    made = command(within, "rule", help_texts.HELP_CORPUS_RULE, help_texts.EXAMPLES_CORPUS_RULE, "corpus")
    below = group(made)
    one = partial(command, parent="corpus rule")
    add = one(below, "add", help_texts.HELP_CORPUS_RULE_ADD, help_texts.EXAMPLES_CORPUS_RULE_ADD)
    add.add_argument("path", metavar="FILE", type=Path, help=help_texts.HELP_CORPUS_RULE_FILE)
    add.add_argument("--document", metavar="REFERENCE", required=True, help=help_texts.HELP_CORPUS_RULE_DOCUMENT)
    listing = one(below, "list", help_texts.HELP_CORPUS_RULE_LIST, help_texts.EXAMPLES_CORPUS_RULE_LIST)
    remove = one(below, "remove", help_texts.HELP_CORPUS_RULE_REMOVE, help_texts.EXAMPLES_CORPUS_RULE_REMOVE)
    amend = one(below, "amend", help_texts.HELP_CORPUS_RULE_AMEND, help_texts.EXAMPLES_CORPUS_RULE_AMEND)
    text(amend, "--from", "YYYY-MM-DD", help_texts.HELP_CORPUS_RULE_FROM)
    values = help_texts.HELP_CORPUS_RULE_SET
    amend.add_argument("--set", metavar="FIELD=VALUE", action="append", default=[], help=values)
    text(amend, "--document", "REFERENCE", help_texts.HELP_CORPUS_RULE_BY)
    text(amend, "--label", "LABEL", help_texts.HELP_CORPUS_RULE_LABEL)
    amend.add_argument("--end", action="store_true", help=help_texts.HELP_CORPUS_RULE_END)
    for parser in (remove, amend):
        parser.add_argument("rule", metavar="ID", help=help_texts.HELP_CORPUS_RULE_ID)
    for parser in (add, listing, remove, amend):
        json_option(parser)
