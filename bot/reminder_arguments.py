"""The grammar of `yanxiu reminders …`."""

from functools import partial
from typing import Any

from bot import grammar
from bot.texts import reminders as texts

_command = partial(grammar.command, parent="reminders")


def add_reminders(group: Any) -> None:
    """Add the commands below `reminders` to the group of its sub-commands."""
    due = _command(group, "due", texts.HELP_REMINDERS_DUE, texts.EXAMPLES_REMINDERS_DUE)
    grammar.text(due, "--as-of", "YYYY-MM-DD", texts.HELP_REMINDERS_AS_OF)
    grammar.text(due, "--region", "TEXT", texts.HELP_REMINDERS_REGION)
    grammar.text(due, "--explain", "NUMBER", texts.HELP_REMINDERS_EXPLAIN)
    scan = _command(group, "scan", texts.HELP_REMINDERS_SCAN, texts.EXAMPLES_REMINDERS_SCAN)
    grammar.text(scan, "--as-of", "YYYY-MM-DD", texts.HELP_REMINDERS_SCAN_AS_OF)
    scan.add_argument("--yes", action="store_true", help=texts.HELP_REMINDERS_YES)
    rules = _command(group, "rules", texts.HELP_REMINDERS_RULES, texts.EXAMPLES_REMINDERS_RULES)
    grammar.text(rules, "--region", "TEXT", texts.HELP_REMINDERS_RULES_REGION)
    setting = _command(group, "setting", texts.HELP_REMINDERS_SETTING, texts.EXAMPLES_REMINDERS_SETTING)
    setting.add_argument("name", metavar="NAME", nargs="?", default="", help=texts.HELP_REMINDERS_SETTING_NAME)
    setting.add_argument("value", metavar="VALUE", nargs="?", default="", help=texts.HELP_REMINDERS_SETTING_VALUE)
    grammar.text(setting, "--region", "TEXT", texts.HELP_REMINDERS_RULES_REGION)
    setting.add_argument("--unset", action="store_true", help=texts.HELP_REMINDERS_UNSET)
    for made in (due, rules, setting):
        grammar.json_option(made)
