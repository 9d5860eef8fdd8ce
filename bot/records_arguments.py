"""The grammar of `yanxiu records …`, but for the import of files."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from bot import grammar
from bot.texts import records as records_texts

_command = partial(grammar.command, parent="records")


def add_records(group: Any) -> None:
    """Add the commands below `records` to the group of its sub-commands."""
    standing = _command(group, "standing", records_texts.HELP_STANDING, records_texts.EXAMPLES_STANDING)
    standing.add_argument("number", metavar="NUMBER", help=records_texts.HELP_NUMBER)
    grammar.text(standing, "--as-of", "YYYY-MM-DD", records_texts.HELP_STANDING_AS_OF)
    ledger = _command(group, "ledger", records_texts.HELP_LEDGER, records_texts.EXAMPLES_LEDGER)
    ledger.add_argument("number", metavar="NUMBER", help=records_texts.HELP_NUMBER)
    _hours(group)
    claims = _claims(group)
    _correct(_command(group, "correct", records_texts.HELP_CORRECT, records_texts.EXAMPLES_CORRECT))
    _leave(_command(group, "leave", records_texts.HELP_TEACHER_LEAVE, records_texts.EXAMPLES_TEACHER_LEAVE))
    setting = _centre(group)
    at_risk = _command(group, "atrisk", records_texts.HELP_AT_RISK, records_texts.EXAMPLES_AT_RISK)
    grammar.text(at_risk, "--region", "TEXT", records_texts.HELP_SCAN_REGION)
    grammar.text(at_risk, "--school", "NAME", records_texts.HELP_SCAN_SCHOOL)
    grammar.text(at_risk, "--as-of", "YYYY-MM-DD", records_texts.HELP_STANDING_AS_OF)
    at_risk.add_argument("--output", metavar="FILE", type=Path, help=records_texts.HELP_BULLETIN_OUTPUT)
    grammar.text(at_risk, "--named", "N", records_texts.HELP_BULLETIN_NAMED)
    export = _command(group, "export", records_texts.HELP_LEDGERS, records_texts.EXAMPLES_LEDGERS)
    grammar.text(export, "--region", "TEXT", records_texts.HELP_SCAN_REGION)
    grammar.text(export, "--school", "NAME", records_texts.HELP_SCAN_SCHOOL)
    export.add_argument("--output", metavar="FILE", type=Path, help=records_texts.HELP_LEDGERS_OUTPUT)
    export.add_argument("--json", action="store_true", help=records_texts.HELP_LEDGERS_JSON)
    for made in (standing, ledger, claims, setting, at_risk):
        grammar.json_option(made)


def _hours(group: Any) -> None:
    post = _command(group, "post", records_texts.HELP_POST, records_texts.EXAMPLES_POST)
    claim = _command(group, "claim", records_texts.HELP_CLAIM, records_texts.EXAMPLES_CLAIM)
    for command in (post, claim):
        command.add_argument("number", metavar="NUMBER", help=records_texts.HELP_NUMBER)
        command.add_argument("hours", metavar="HOURS", help=records_texts.HELP_HOURS)
        command.add_argument("completed", metavar="YYYY-MM-DD", help=records_texts.HELP_COMPLETED)
        grammar.text(command, "--category", "TEXT", records_texts.HELP_CATEGORY)
        _particulars(command)
    offset = _command(group, "offset", records_texts.HELP_OFFSET, records_texts.EXAMPLES_OFFSET)
    offset.add_argument("number", metavar="NUMBER", help=records_texts.HELP_NUMBER)
    offset.add_argument("hours", metavar="HOURS", help=records_texts.HELP_HOURS)
    offset.add_argument("category", metavar="CATEGORY", help=records_texts.HELP_OFFSET_CATEGORY)
    grammar.text(offset, "--entry", "ENTRY", records_texts.HELP_OFFSET_ENTRY)
    grammar.text(offset, "--date", "YYYY-MM-DD", records_texts.HELP_OFFSET_DATE)
    _particulars(offset)


def _particulars(command: argparse.ArgumentParser) -> None:
    """Options of hours that are handed in."""
    grammar.text(command, "--training", "TEXT", records_texts.HELP_TRAINING)
    grammar.text(command, "--project", "TEXT", records_texts.HELP_PROJECT)
    grammar.text(command, "--project-number", "TEXT", records_texts.HELP_PROJECT_NUMBER)
    grammar.text(command, "--evidence", "TEXT", records_texts.HELP_EVIDENCE)
    grammar.text(command, "--source", "TEXT", records_texts.HELP_SOURCE)
    grammar.text(command, "--key", "TEXT", records_texts.HELP_KEY)
    grammar.text(command, "--note", "TEXT", records_texts.HELP_NOTE)
    command.add_argument("--credits", action="store_true", help=records_texts.HELP_CREDITS)


def _claims(group: Any) -> argparse.ArgumentParser:
    approve = _command(group, "approve", records_texts.HELP_APPROVE, records_texts.EXAMPLES_APPROVE)
    approve.add_argument("entry", metavar="ENTRY", nargs="+", help=records_texts.HELP_CLAIM_ENTRY)
    grammar.text(approve, "--reason", "TEXT", records_texts.HELP_APPROVE_REASON)
    reject = _command(group, "reject", records_texts.HELP_REJECT, records_texts.EXAMPLES_REJECT)
    reject.add_argument("entry", metavar="ENTRY", nargs="+", help=records_texts.HELP_CLAIM_ENTRY)
    reject.add_argument("--reason", metavar="TEXT", required=True, help=records_texts.HELP_REJECT_REASON)
    return _command(group, "claims", records_texts.HELP_CLAIMS, records_texts.EXAMPLES_CLAIMS)


def _correct(correct: argparse.ArgumentParser) -> None:
    correct.add_argument("entry", metavar="ENTRY", help=records_texts.HELP_ENTRY)
    correct.add_argument("--reason", metavar="TEXT", required=True, help=records_texts.HELP_CORRECT_REASON)
    for option, metavar, help_text in (
        ("--hours", "HOURS", records_texts.HELP_CORRECT_HOURS),
        ("--date", "YYYY-MM-DD", records_texts.HELP_COMPLETED),
        ("--category", "TEXT", records_texts.HELP_CATEGORY),
        ("--training", "TEXT", records_texts.HELP_TRAINING),
        ("--project", "TEXT", records_texts.HELP_PROJECT),
        ("--project-number", "TEXT", records_texts.HELP_PROJECT_NUMBER),
        ("--evidence", "TEXT", records_texts.HELP_EVIDENCE),
    ):
        correct.add_argument(option, metavar=metavar, help=help_text)


def _leave(leave: argparse.ArgumentParser) -> None:
    leave.add_argument("number", metavar="NUMBER", help=records_texts.HELP_NUMBER)
    leave.add_argument("kind", metavar="KIND", help=records_texts.HELP_TEACHER_LEAVE_KIND)
    leave.add_argument("start", metavar="START", help=records_texts.HELP_TEACHER_LEAVE_START)
    leave.add_argument("end", metavar="END", nargs="?", default="", help=records_texts.HELP_TEACHER_LEAVE_END)
    leave.add_argument("--cancel", action="store_true", help=records_texts.HELP_TEACHER_LEAVE_CANCEL)


def _centre(group: Any) -> argparse.ArgumentParser:
    cycle = _command(group, "cycle", records_texts.HELP_CYCLE, records_texts.EXAMPLES_CYCLE)
    below = grammar.group(cycle)
    start = _command(
        below, "set", records_texts.HELP_CYCLE_SET, records_texts.EXAMPLES_CYCLE_SET, parent="records cycle"
    )
    grammar.text(start, "--region", "TEXT", records_texts.HELP_CENTRE_REGION)
    grammar.text(start, "--start", "YYYY-MM-DD", records_texts.HELP_CYCLE_START)
    grammar.text(start, "--anchor", "TEXT", records_texts.HELP_CYCLE_ANCHOR)
    grammar.text(start, "--years", "N", records_texts.HELP_CYCLE_YEARS)
    setting = _command(group, "setting", records_texts.HELP_SETTING, records_texts.EXAMPLES_SETTING)
    setting.add_argument("name", metavar="NAME", nargs="?", default="", help=records_texts.HELP_SETTING_NAME)
    setting.add_argument("value", metavar="VALUE", nargs="?", default="", help=records_texts.HELP_SETTING_VALUE)
    grammar.text(setting, "--region", "TEXT", records_texts.HELP_CENTRE_REGION)
    setting.add_argument("--unset", action="store_true", help=records_texts.HELP_SETTING_UNSET)
    return setting
