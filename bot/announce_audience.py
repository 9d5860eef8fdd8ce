"""What a command line says of an announcement: number, text, and whom it is meant for."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot import texts
from bot.app import App
from bot.batch import InputError
from bot.records_work import hours_of, region_of
from bot.streams import Streams
from bot.texts import announce as announce_texts

if TYPE_CHECKING:
    from records.campaigns.audience import Audience

_STANDARD_INPUT = "-"
_LONGEST_NUMBER = 15


def number_of(arguments: argparse.Namespace) -> int:
    """The announcement's number. Raises `InputError`."""
    given: str = arguments.campaign
    if not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_NUMBER):
        raise InputError(announce_texts.bad_campaign(given))
    return int(given)


def text_of(file: str, streams: Streams) -> str:
    """The text of a file, or of standard input. Raises `InputError`."""
    try:
        if file == _STANDARD_INPUT:
            binary = getattr(streams.stdin, "buffer", None)
            content = binary.read() if binary else streams.stdin.read().encode("utf-8", "surrogatepass")
        else:
            content = Path(file).expanduser().read_bytes()
        return str(content.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(announce_texts.unreadable(file, error.strerror or str(error))) from error
    except UnicodeDecodeError as error:
        raise InputError(announce_texts.not_utf8(file)) from error


def audience_of(arguments: argparse.Namespace, app: App, streams: Streams) -> "Audience":
    """Whom it is meant for. Raises `InputError`, `UnknownRegion`."""
    from records.campaigns.audience import Audience, read_list
    from records.risk import Pace

    if arguments.text == arguments.numbers == _STANDARD_INPUT:
        raise InputError(announce_texts.ONE_STANDARD_INPUT)
    for word in arguments.standing:
        if word.strip() not in announce_texts.STANDINGS:
            raise InputError(announce_texts.bad_standing(word))
    given = arguments.region.strip()
    if arguments.numbers:
        region = app.region_code(given, texts.OPTION_REGION) if given else ""
    else:
        region = region_of(arguments, app)
    return Audience(
        region=region,
        schools=_words(arguments.school),
        stages=_words(arguments.stage),
        subjects=_words(arguments.subject),
        roles=_words(arguments.role),
        short_by=hours_of(arguments.short_by) if arguments.short_by else None,
        paces=tuple(Pace(announce_texts.STANDINGS[word.strip()]) for word in arguments.standing),
        listed=read_list(text_of(arguments.numbers, streams)) if arguments.numbers else None,
    )


def _words(given: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in given if word.strip()))
