"""/gaps: what nobody could answer, for administrators, so that they see which document is missing."""

import asyncio
from concurrent.futures import Executor

from bot.gaps import beginning, first_day, gaps_text, gather
from bot.messages import plain
from bot.reception.visit import Visit
from records import replies
from records.china import day_of

_TOPICS = 12
"""In one message."""


class Gaps:
    """The list of what is missing."""

    def __init__(self, *, executor: Executor) -> None:
        self._executor = executor

    async def show(self, visit: Visit, _: str) -> None:
        """The topics of the last thirty days. Raises `NotPermitted`."""
        since = first_day(day_of(visit.now))
        async with visit.reading() as session:
            found = await replies.unanswered(session, actor=visit.actor, since=beginning(since))
        made = await asyncio.get_running_loop().run_in_executor(self._executor, gather, found)
        visit.say(plain(gaps_text(made, since, _TOPICS)))
