"""The grammar of `yanxiu records import` and `undo`."""

from functools import partial
from pathlib import Path
from typing import Any

from bot.grammar import command, json_option
from bot.texts import imports as import_texts

_command = partial(command, parent="records")


def add_import(group: Any) -> None:
    """Add `import` and `undo` to the group of the commands below `records`."""
    take_in = _command(group, "import", import_texts.HELP_IMPORT, import_texts.EXAMPLES_IMPORT)
    take_in.add_argument("file", metavar="FILE", type=Path, help=import_texts.HELP_IMPORT_FILE)
    take_in.add_argument("--kind", metavar="KIND", required=True, help=import_texts.HELP_IMPORT_KIND)
    take_in.add_argument("--source", metavar="TEXT", default="", help=import_texts.HELP_IMPORT_SOURCE)
    take_in.add_argument("--since", metavar="YYYY-MM-DD", default="", help=import_texts.HELP_IMPORT_SINCE)
    take_in.add_argument("--dry-run", action="store_true", help=import_texts.HELP_IMPORT_DRY_RUN)
    take_in.add_argument("--skip-conflicts", action="store_true", help=import_texts.HELP_IMPORT_SKIP)
    take_in.add_argument("--yes", action="store_true", help=import_texts.HELP_IMPORT_YES)
    take_in.add_argument("--errors", metavar="FILE", type=Path, help=import_texts.HELP_IMPORT_ERRORS)
    undo = _command(group, "undo", import_texts.HELP_UNDO, import_texts.EXAMPLES_UNDO)
    undo.add_argument("batch", metavar="BATCH", nargs="?", default="", help=import_texts.HELP_UNDO_BATCH)
    undo.add_argument("--yes", action="store_true", help=import_texts.HELP_UNDO_YES)
    for made in (take_in, undo):
        json_option(made)
