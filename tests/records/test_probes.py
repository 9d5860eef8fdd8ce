"""The questions that a change of the corpus is tried on."""

import pytest

from records import probes, replies
from records.database import Database
from records.model import COMMAND_LINE, Actor
from records.permissions import NotPermitted
from tests.records.roster import COUNTY, NOW


async def test_answered_questions_once_each_newest_first(database: Database) -> None:
    """What was refused is no promise to keep; one asked twice counts once a region; no more than wanted."""
    async with database.write() as session:
        for place, (question, region, answered) in enumerate(
            [("甲", COUNTY, True), ("乙", COUNTY, True), ("丙", "", False), ("甲", COUNTY, True), ("甲", "", True)]
        ):
            await replies.keep(
                session, chat=place, account=place, question=question, region=region, answered=answered, text="",
                citations=(), now=NOW,
            )  # fmt: skip
        await session.commit()
    async with database.read() as session:
        found = await probes.questions(session, actor=COMMAND_LINE, most=10)
        assert [(one.question, one.region, one.frequent) for one in found] == [
            ("甲", "", False),
            ("甲", COUNTY, False),
            ("乙", COUNTY, False),
        ]
        assert len(await probes.questions(session, actor=COMMAND_LINE, most=1)) == 1
        with pytest.raises(NotPermitted):
            await probes.questions(session, actor=Actor(), most=10)
