"""An answer that was shown belongs to the account it was shown to; what nobody could answer is counted."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from records import helpdesk, replies
from records.database import Database
from records.model import COMMAND_LINE
from records.replies import Reply, Verdict
from records.schema import PersonRow
from tests.records import staffroom

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


# --- what nobody could answer ----------------------------------------------------------------------------------------


async def _refused(
    session: AsyncSession, at: datetime, question: str, *, region: str = "620702", account: int = 1
) -> int:
    return await replies.keep(
        session,
        chat=account,
        account=account,
        question=question,
        region=region,
        answered=False,
        text="收录的文件没有写这件事。",
        citations=(),
        now=at,
    )


async def _unanswered(session: AsyncSession, since: datetime, region: str = "") -> list[tuple[str, str, int]]:
    found = await replies.unanswered(session, actor=COMMAND_LINE, since=since, region=region)
    return [(one.question, one.region, one.times) for one in found]


async def test_what_was_refused_is_counted_by_question_and_region(database: Database, now: datetime) -> None:
    """Two ways of writing one question are one; another region is another; what came before the day is left out."""
    async with database.write() as session:
        await _refused(session, now - timedelta(days=40), "很久以前问的")
        await _refused(session, now - timedelta(days=2), "请问职称评审要什么材料呢？")
        await _refused(session, now - timedelta(days=1), "职称评审要什么材料", account=2)
        await _refused(session, now, "职称评审要什么材料", region="620725")
        since = now - timedelta(days=30)
        question = "职称评审要什么材料"
        assert await _unanswered(session, since) == [(question, "620702", 2), (question, "620725", 1)]
        assert await _unanswered(session, since, "620725") == [(question, "620725", 1)]
        assert await _unanswered(session, since, "620700") == await _unanswered(session, since)
        assert await _unanswered(session, since, "350000") == []


async def test_what_was_answered_afterwards_is_left_out(database: Database, now: datetime) -> None:
    """A later answer to the same question of the region covers it, an earlier one and one elsewhere do not."""
    async with database.write() as session:
        for day, (question, region) in enumerate([("甲", "620702"), ("乙", "620702"), ("丙", "620702")]):
            await _refused(session, now + timedelta(hours=day), f"{question}类学时怎么算", region=region)
        await _keep(session, now + timedelta(days=1), "甲类学时怎么算？")
        await _keep(session, now - timedelta(days=1), "乙类学时怎么算")
        found = await _unanswered(session, now - timedelta(days=2))
        assert [question for question, _, _ in found] == ["丙类学时怎么算", "乙类学时怎么算"]
        await _refused(session, now + timedelta(days=2), "甲类学时怎么算")
        assert ("甲类学时怎么算", "620702", 1) in await _unanswered(session, now - timedelta(days=2))


async def test_what_the_staff_answered_is_left_out(database: Database, now: datetime) -> None:
    """A ticket that was answered covers its question; one that waits, or was closed without one, does not."""
    people = await staffroom.people(database, now)
    async with database.write() as session:
        tickets = []
        for question in ("甲类学时怎么算", "乙类学时怎么算", "丙类学时怎么算"):
            number = await _refused(session, now, question, account=1001)
            ticket, _ = await helpdesk.open_ticket(session, actor=people.teacher, reply=number, now=now)
            tickets.append(ticket.id)
        for number in tickets[:2]:
            await helpdesk.take(session, number, actor=people.clerk, now=now)
        await helpdesk.answer(session, tickets[0], actor=people.clerk, text="见通知。", now=now)
        await helpdesk.close(session, tickets[1], actor=people.clerk, reason="不归我们管", now=now)
        found = await _unanswered(session, now)
    assert sorted(question for question, _, _ in found) == ["丙类学时怎么算", "乙类学时怎么算"]


async def test_nobody_is_shown_in_what_was_asked(database: Database, now: datetime) -> None:
    """Names of people on the roster, their numbers and telephone numbers go; years and hours stay."""
    async with database.write() as session:
        session.add(PersonRow(number="T0002", name="王小明", region="", school="", created_at=now))
        await session.flush()
        await _refused(session, now, "我是王小明，工号 GZ-20230017，电话13800001111，2025年 90 学时的材料交哪里")
        ((question, _, _),) = await _unanswered(session, now)
    assert question == "我是某，工号 某，电话某，2025年 90 学时的材料交哪里"
