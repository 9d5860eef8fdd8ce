"""The command `yanxiu corpus gaps`: (arguments, app, streams) → exit status."""

import argparse
import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bot import texts
from bot.app import App
from bot.batch import InputError
from bot.records_work import day_of, read
from bot.streams import Streams
from records.model import COMMAND_LINE

if TYPE_CHECKING:
    from bot.gaps import Gap


def gaps(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """What nobody could answer, by topic."""
    from bot.gaps import beginning, first_day, gaps_text, gather
    from records import replies

    since = day_of(arguments.since.strip()) or first_day(app.today())
    if since > app.today():
        raise InputError(texts.GAPS_FUTURE)
    region = app.region_code(arguments.region.strip(), texts.OPTION_REGION) if arguments.region.strip() else ""
    found = read(
        app, lambda session: replies.unanswered(session, actor=COMMAND_LINE, since=beginning(since), region=region)
    )
    made = gather(found)
    if arguments.json:
        streams.say(json.dumps(_json(made, since, app), ensure_ascii=False))
    else:
        streams.say(gaps_text(made, since))
    return 0


def _json(found: "Sequence[Gap]", since: date, app: App) -> dict[str, Any]:
    from bot.gaps import region_of

    return {
        "since": since.isoformat(),
        "until": app.today().isoformat(),
        "times": sum(gap.times for gap in found),
        "topics": [
            {
                "topic": gap.topic or None,
                "times": gap.times,
                "regions": [
                    {"code": code or None, "name": region_of(code), "times": times} for code, times in gap.regions
                ],
                "examples": list(gap.examples),
            }
            for gap in found
        ],
    }
