"""What the commands `records …` have in common: one transaction on the database, options in words."""

import argparse
import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from bot import texts
from bot.app import App
from bot.batch import InputError, parse_day
from bot.texts import records as records_texts

if TYPE_CHECKING:
    from records.database import Session

_HOURS = re.compile(r"[0-9]{1,6}(\.[0-9]+)?")

Made = TypeVar("Made")


def read(app: App, work: "Callable[[Session], Awaitable[Made]]") -> Made:
    """Do work that only reads, in one consistent view of the database."""

    async def run() -> Made:
        async with app.records() as database, database.read() as session:
            return await work(session)

    return asyncio.run(run())


def write(app: App, work: "Callable[[Session], Awaitable[Made]]") -> Made:
    """Do the work in one transaction and keep it."""

    async def run() -> Made:
        async with app.records() as database, database.write() as session:
            made = await work(session)
            await session.commit()
            return made

    return asyncio.run(run())


def hours_of(given: str) -> Decimal:
    """Hours as they are typed. Raises `InputError`."""
    plain = unicodedata.normalize("NFKC", given).strip()
    if not _HOURS.fullmatch(plain):
        raise InputError(records_texts.bad_hours(given))
    return Decimal(plain)


def day_of(given: str) -> date | None:
    """The day, None when nothing is given. Raises `InputError`."""
    return parse_day(given) if given else None


def region_of(arguments: argparse.Namespace, app: App) -> str:
    """Code of the region given with `--region`, else of the one in the settings. Raises `InputError` without either."""
    given = arguments.region.strip()
    found = app.region_code(given, texts.OPTION_REGION) if given else app.home_region()
    if not found:
        raise InputError(records_texts.REGION_NEEDED)
    return found
