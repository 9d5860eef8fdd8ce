"""What an administrator says on the command line about documents: particulars, and yes or no."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.app import App
from bot.batch import InputError, parse_day
from bot.streams import Streams
from bot.texts import corpus as corpus_texts
from bot.texts import people as people_texts

if TYPE_CHECKING:
    from policy_corpus.corrections import Corrections

_REGION = "--region"


def corrections_of(arguments: argparse.Namespace, app: App) -> "Corrections":
    """The particulars given by options. Raises `YanxiuError` for a value that cannot be."""
    from policy_corpus.corrections import Field, corrections

    values: dict[Field, Sequence[str]] = {}
    plain = {
        Field.NUMBER: arguments.number,
        Field.TITLE: arguments.title,
        Field.KIND: arguments.kind,
        Field.SOURCE_URL: arguments.url,
    }
    values |= {field: _text(given) for field, given in plain.items() if given.strip()}
    days = {
        Field.ISSUED: arguments.issued,
        Field.EFFECTIVE: arguments.effective,
        Field.EXPIRES: arguments.expires,
        Field.REPEALED: arguments.repealed,
    }
    values |= {field: _day(given) for field, given in days.items() if given.strip()}
    several = {Field.ISSUERS: arguments.issuer, Field.SUPERSEDES: arguments.supersedes}
    values |= {field: () if _is_none(given) else tuple(given) for field, given in several.items() if given}
    if arguments.region.strip():
        values[Field.REGION] = (app.region_code(arguments.region.strip(), _REGION),)
    if arguments.status.strip():
        values[Field.STATUS] = (_status(arguments.status.strip()),)
    return corrections(values)


def _text(given: str) -> tuple[str, ...]:
    return () if _is_none([given]) else (given.strip(),)


def _day(given: str) -> tuple[str, ...]:
    return () if _is_none([given]) else (parse_day(given.strip()).isoformat(),)


def _is_none(given: Sequence[str]) -> bool:
    return [text.strip().lower() for text in given] in [[word] for word in corpus_texts.NONE_WORDS]


def _status(given: str) -> str:
    for status, word in corpus_texts.FIELD_STATUS.items():
        if given.lower() in (status, word):
            return status
    raise InputError(corpus_texts.bad_status(given))


def confirmed(question: str, streams: Streams) -> bool:
    """Ask, and read the answer."""
    streams.stderr.write(question)
    streams.stderr.flush()
    return streams.stdin.readline().strip().lower() in people_texts.YES_WORDS
