"""The grammar of `yanxiu records transcript`, `verify` and `picture`."""

from functools import partial
from pathlib import Path
from typing import Any

from bot import grammar
from bot.texts import pictures as picture_texts
from bot.texts import records as records_texts

_command = partial(grammar.command, parent="records")


def add_transcripts(group: Any) -> None:
    """Add the commands to the group of those below `records`."""
    transcript = _command(group, "transcript", picture_texts.HELP_TRANSCRIPT, picture_texts.EXAMPLES_TRANSCRIPT)
    picture = _command(group, "picture", picture_texts.HELP_PICTURE, picture_texts.EXAMPLES_PICTURE)
    for made, as_of, output in (
        (transcript, picture_texts.HELP_TRANSCRIPT_AS_OF, picture_texts.HELP_TRANSCRIPT_OUTPUT),
        (picture, records_texts.HELP_STANDING_AS_OF, picture_texts.HELP_PICTURE_OUTPUT),
    ):
        made.add_argument("number", metavar="NUMBER", help=records_texts.HELP_NUMBER)
        grammar.text(made, "--as-of", "YYYY-MM-DD", as_of)
        made.add_argument("--output", metavar="FILE", type=Path, required=True, help=output)
    picture.add_argument("--name", action="store_true", help=picture_texts.HELP_PICTURE_NAME)
    verify = _command(group, "verify", picture_texts.HELP_VERIFY, picture_texts.EXAMPLES_VERIFY)
    verify.add_argument("code", metavar="CODE", nargs="+", help=picture_texts.HELP_VERIFY_CODE)
    grammar.json_option(verify)
