"""The terminal channel: a conversation line by line, on a screen or through a pipe."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bot import render, texts
from bot.conversation import Answering, State
from bot.failures import record_incident
from bot.streams import Streams

_HISTORY = "chat_history"
_HISTORY_LINES = 500
_WIDEST = 100
"""Columns; longer lines are tiring to read."""


def converse(conversation: Answering, state: State, *, home: Path, streams: Streams) -> int:
    """Carry a conversation until the person leaves; returns the exit status 0.

    One failed message costs that message: the person gets a reference number and can go on.
    """
    on_screen = streams.stdin.isatty() and streams.stdout.isatty()
    with _reader(on_screen, home, streams) as read:
        _say(conversation.greeting(state), on_screen, streams)
        while (said := read()) is not None:
            if not said.strip() and not on_screen:
                continue
            try:
                turn = conversation.respond(said, state)
            except Exception as error:
                _say(texts.incident_reply(record_incident(error, home).reference), on_screen, streams)
                continue
            state = turn.state
            for reply in turn.replies:
                _say(reply, on_screen, streams)
            if turn.ended:
                return 0
        _say(texts.GOODBYE, on_screen, streams)
    return 0


def _say(reply: str, on_screen: bool, streams: Streams) -> None:
    if on_screen:
        reply = render.wrap(reply, min(shutil.get_terminal_size().columns, _WIDEST))
    streams.say(f"\n{reply}\n")


@contextlib.contextmanager
def _reader(on_screen: bool, home: Path, streams: Streams) -> Iterator[Callable[[], str | None]]:
    """A function that returns the next message, None at the end."""
    if on_screen:
        with _line_history(home):
            yield _read_typed
    else:
        yield lambda: _read_piped(streams)


def _read_typed() -> str | None:
    try:
        return input(texts.PROMPT)
    except EOFError:
        return None


def _read_piped(streams: Streams) -> str | None:
    """The next line, echoed, so that the output alone reads as a conversation."""
    line = streams.stdin.readline()
    if not line:
        return None
    said = line.strip()
    if said:
        streams.say(texts.PROMPT + said)
    return said


@contextlib.contextmanager
def _line_history(home: Path) -> Iterator[None]:
    """Arrow keys recall earlier questions, of earlier runs as well, where the system has readline."""
    try:
        import readline
    except ImportError:  # Windows has none; input() works without
        yield
        return
    file = home / _HISTORY
    readline.set_history_length(_HISTORY_LINES)
    with contextlib.suppress(OSError):
        readline.read_history_file(file)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            home.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(file)
            file.chmod(0o600)  # what a person asked is theirs
