"""An answer that was shown belongs to the account it was shown to."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from records import replies
from records.database import Database
from records.replies import Reply, Verdict

CITATION = {"document_number": "示例〔2020〕1号", "label": "第二条", "quote": "每年不少于 72 学时"}


async def _keep(session: AsyncSession, now: datetime, question: str = "要多少学时", account: int = 1) -> int:
    return await replies.keep(
        session,
        chat=-5,
        account=account,
        question=question,
        region="620702",
        answered=True,
        text="每年不少于 72 学时。",
        citations=(CITATION,),
        now=now,
    )


async def test_a_reply_is_there_for_its_account_only(database: Database, now: datetime) -> None:
    """Somebody else in the group who presses the button gets nothing."""
    async with database.write() as session:
        number = await _keep(session, now)
        await session.commit()
    async with database.read() as session:
        assert await replies.get(session, number, account=1) == Reply(
            id=number,
            chat=-5,
            account=1,
            question="要多少学时",
            region="620702",
            answered=True,
            text="每年不少于 72 学时。",
            citations=(CITATION,),
            at=now,
            verdict=None,
        )
        assert await replies.get(session, number, account=2) is None
        assert await replies.get(session, number + 1, account=1) is None


async def test_the_latest_reply_is_that_of_the_same_chat(database: Database, now: datetime) -> None:
    """转人工 in words means what was last shown to this person here."""
    async with database.write() as session:
        await _keep(session, now, "先问的")
        await _keep(session, now, "后问的")
        await _keep(session, now, "别人问的", account=2)
        latest = await replies.latest(session, chat=-5, account=1)
        assert latest is not None
        assert latest.question == "后问的"
        assert await replies.latest(session, chat=1, account=1) is None


async def test_a_verdict_may_change_and_is_the_persons_own(database: Database, now: datetime) -> None:
    """👎 after 👍 counts as 👎; nobody rates for somebody else."""
    async with database.write() as session:
        number = await _keep(session, now)
        await replies.rate(session, number, account=1, verdict=Verdict.GOOD)
        rated = await replies.rate(session, number, account=1, verdict=Verdict.BAD)
        assert rated is not None
        assert rated.verdict is Verdict.BAD
        assert await replies.rate(session, number, account=2, verdict=Verdict.GOOD) is None
        await session.commit()
    async with database.read() as session:
        kept = await replies.get(session, number, account=1)
        assert kept is not None
        assert kept.verdict is Verdict.BAD


async def test_old_replies_are_purged(database: Database, now: datetime) -> None:
    """Only what was shown before the moment goes."""
    async with database.write() as session:
        old = await _keep(session, now)
        new = await _keep(session, now + timedelta(days=2))
        assert await replies.purge(session, before=now + timedelta(days=1)) == 1
        assert await replies.get(session, old, account=1) is None
        assert await replies.get(session, new, account=1) is not None
