"""The grammar of `yanxiu corpus gaps`."""

from functools import partial
from typing import Any

from bot import grammar
from bot.texts import gaps as texts

_command = partial(grammar.command, parent="corpus")


def add_gaps(within: Any) -> None:
    """Add the command to the group of the sub-commands of `corpus`."""
    gaps = _command(within, "gaps", texts.HELP_CORPUS_GAPS, texts.EXAMPLES_CORPUS_GAPS)
    grammar.text(gaps, "--since", "YYYY-MM-DD", texts.HELP_CORPUS_GAPS_SINCE)
    grammar.text(gaps, "--region", "TEXT", texts.HELP_CORPUS_GAPS_REGION)
    grammar.json_option(gaps)
