"""What `corpus add` is given, files, folders and addresses, read and ready to be taken in."""

import argparse
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import App
from bot.batch import InputError
from bot.streams import Streams, progress_on
from bot.texts import corpus as corpus_texts

if TYPE_CHECKING:
    from policy_corpus.corrections import Corrections
    from policy_corpus.intake import Refused
    from policy_corpus.sources import Arrival

_SCHEMES = ("http://", "https://")
_DELAY_S = 1.0


def file_or_address(given: str) -> Path | str:
    """An argument of `corpus add`: an address as it is, everything else as a path."""
    return given if given.lower().startswith(_SCHEMES) else Path(given)


def arrivals(
    arguments: argparse.Namespace, given: "Corrections", known: Container[str], app: App, streams: Streams
) -> "list[tuple[str, Arrival | Refused]]":
    """Each file and page by what it is called, or why it cannot be read; files first.

    Of those with one of the `known` hashes the text is not extracted. Raises `YanxiuError` for corrections of more
    than one file.
    """
    from policy_corpus import intake

    addresses = [place for place in arguments.path if isinstance(place, str)]
    paths = [place.expanduser() for place in arguments.path if isinstance(place, Path)]
    if given and addresses and len(arguments.path) > 1:
        raise InputError(corpus_texts.CORRECTIONS_OF_ONE)
    with progress_on(streams) as progress:
        read = intake.arrivals(paths, progress, given=given, known=known) if paths else ()
    found = [(str(path), item) for path, item in read]
    return found + (_fetched(addresses, given, known, app, streams) if addresses else [])


def _fetched(
    addresses: list[str], given: "Corrections", known: Container[str], app: App, streams: Streams
) -> "list[tuple[str, Arrival | Refused]]":
    """The pages at the addresses, with their attachments."""
    from policy_corpus.errors import CorpusError
    from policy_corpus.intake import Refused
    from policy_corpus.refresh import pages

    found: list[tuple[str, Arrival | Refused]] = []
    with progress_on(streams) as progress, app.fetcher(_DELAY_S) as fetcher:
        for done, address in enumerate(addresses):
            progress(corpus_texts.FETCHING_PAGES, done, len(addresses))
            try:
                came = pages.fetched(address, fetcher, held=app.corpus.originals(), known=known, progress=progress)
                found.append((address, pages.with_address(came, given)))
            except CorpusError as error:
                found.append((address, Refused(Path(address), str(error))))
        progress(corpus_texts.FETCHING_PAGES, len(addresses), len(addresses))
    return found
