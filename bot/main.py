"""The command `yanxiu`: parses the command line, runs one command, translates every failure into a sentence.

Exit status: 0 done or answered, 3 refused, 2 bad input, 1 unexpected failure, 130 interrupted.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot import arguments, texts
from bot.app import App
from bot.failures import logging_to, record_incident
from bot.settings import Settings
from bot.streams import Streams
from policy_corpus.errors import YanxiuError

OK, UNEXPECTED, BAD_INPUT, REFUSED, INTERRUPTED, READER_GONE = 0, 1, 2, 3, 130, 141

OpenApp = Callable[[Settings], App]


def main(
    argv: Sequence[str] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    streams: Streams | None = None,
    cwd: Path | None = None,
    open_app: OpenApp = App,
) -> int:
    """Run one command and return its exit status; everything that a test replaces is an argument."""
    streams = streams or Streams.of_process()
    home: Path | None = None
    try:
        arguments_given = arguments.parse(sys.argv[1:] if argv is None else argv)
        settings = Settings.from_env(os.environ if environ is None else environ, cwd=cwd or Path.cwd())
        home = settings.home
        # Imported here: `--help` and a mistyped command answer at once.
        from bot.commands import COMMANDS

        with logging_to(home, settings.log_level):
            return COMMANDS[arguments_given.command](arguments_given, open_app(settings), streams)
    except arguments.ShowText as shown:
        return _show(shown.text, streams)
    except YanxiuError as error:
        streams.warn(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        streams.warn("\n" + texts.STOPPED)
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except Exception as error:
        incident = record_incident(error, home)
        streams.warn(texts.incident(incident.reference, incident.log))
        return UNEXPECTED


def _show(text: str, streams: Streams) -> int:
    try:
        streams.say(text.rstrip("\n"))
    except BrokenPipeError:
        return _reader_gone()
    return OK


def _reader_gone() -> int:
    """The reader of our output has left (`yanxiu … | head`): be silent, also when Python flushes at exit."""
    with contextlib.suppress(OSError, ValueError):  # a standard output that is no file has nothing to silence
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE
