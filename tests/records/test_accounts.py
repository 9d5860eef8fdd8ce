"""Changing the account of a person with staff's approval, and unbinding it."""

import asyncio

import pytest
from sqlalchemy import select

from records import accounts, binding, conversations, outbox, people, replies
from records.binding import ChangeRequested
from records.database import Database
from records.errors import RecordsError
from records.model import COMMAND_LINE, Actor, Scope
from records.schema import CodeRow, OutboxRow, TicketRow, UpdateRow
from tests.records.roster import COUNTY, NOW, SCHOOL, add, again, invite, kept, staff


async def test_another_account_waits_for_staff(database: Database) -> None:
    """The old account works until staff approve; then the new one does, and what waits goes there."""
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY), account=90))
        teacher = await add(session, "T1", account=11)
        asked = await binding.bind(session, account=12, code=await invite(session, teacher), now=NOW)
        await session.commit()
    assert isinstance(asked, ChangeRequested)
    assert asked.person.account == 11
    async with database.write() as session:
        assert await people.by_account(session, 12) is None
        await outbox.put(session, key="a", chat=11, method="send", payload={"text": "某"}, now=NOW)
        await outbox.put(session, key="b", chat=11, method="edit", payload={"text": "某"}, now=NOW)
        (open_one,) = await accounts.open_changes(session, actor=clerk)
        assert open_one == asked.change
        made = await accounts.decide_change(session, actor=clerk, change_id=open_one.id, approve=True, now=NOW)
        await session.commit()
    assert (made.person.account, made.old_account, made.new_account, made.approved) == (12, 11, 12, True)
    async with database.write() as session:
        assert await people.by_account(session, 11) is None
        waiting = {row.key: (row.chat, row.state) for row in await session.scalars(select(OutboxRow))}
        assert waiting == {"a": (12, "waiting"), "b": (11, "cancelled")}
        assert await accounts.open_changes(session, actor=clerk) == ()
        with pytest.raises(accounts.UnknownChange, match="已经处理过"):
            await accounts.decide_change(session, actor=clerk, change_id=open_one.id, approve=False, now=NOW)


async def test_two_who_decide_at_once_decide_once(database: Database) -> None:
    """Of an approval and a rejection at the same moment one counts; the other is told."""
    async with database.write() as session:
        teacher = await add(session, "T1", account=11)
        asked = await binding.bind(session, account=12, code=await invite(session, teacher), now=NOW)
        assert isinstance(asked, ChangeRequested)
        await session.commit()

    async def decide(approve: bool) -> bool:
        async with database.write() as session:
            try:
                await accounts.decide_change(
                    session, actor=COMMAND_LINE, change_id=asked.change.id, approve=approve, now=NOW
                )
            except accounts.UnknownChange:
                return False
            await session.commit()
            return True

    approved, rejected = await asyncio.gather(decide(True), decide(False))
    assert approved != rejected
    async with database.read() as session:
        assert (await again(session, teacher)).account == (12 if approved else 11)


async def test_a_rejected_account_stays_out(database: Database) -> None:
    """The old account goes on; a new wish replaces an open one."""
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        teacher = await add(session, "T1", account=11)
        for account in (12, 13):
            await binding.bind(session, account=account, code=await invite(session, teacher), now=NOW)
        (wish,) = await accounts.open_changes(session, actor=clerk)
        made = await accounts.decide_change(session, actor=clerk, change_id=wish.id, approve=False, now=NOW)
        assert (wish.account, made.person.account, made.approved) == (13, 11, False)


async def test_nobody_decides_on_themselves_or_out_of_their_scope(database: Database) -> None:
    """Staff see and decide the wishes of others in their scope; their own is for a colleague."""
    async with database.write() as session:
        clerk = await staff(session, "S1", Scope(COUNTY), account=90)
        colleague = Actor(await staff(session, "S2", Scope(COUNTY)))
        school = Actor(await staff(session, "S3", Scope(COUNTY, SCHOOL)))
        asked = await binding.bind(session, account=91, code=await invite(session, clerk), now=NOW)
        assert isinstance(asked, ChangeRequested)
        for actor, seen in ((Actor(clerk), 0), (school, 0), (colleague, 1)):
            assert len(await accounts.open_changes(session, actor=actor)) == seen
        for actor in (Actor(clerk), school):
            with pytest.raises(RecordsError, match="没有权限"):
                await accounts.decide_change(session, actor=actor, change_id=asked.change.id, approve=True, now=NOW)


async def test_an_account_bound_meanwhile_is_not_taken_over(database: Database) -> None:
    """Approving an account that belongs to somebody else by now is refused."""
    async with database.write() as session:
        teacher, other = await add(session, "T1", account=11), await add(session, "T2")
        asked = await binding.bind(session, account=12, code=await invite(session, teacher), now=NOW)
        await binding.bind(session, account=12, code=await invite(session, other), now=NOW)
        assert isinstance(asked, ChangeRequested)
        with pytest.raises(accounts.AccountTaken):
            await accounts.decide_change(session, actor=COMMAND_LINE, change_id=asked.change.id, approve=True, now=NOW)
        assert (await again(session, teacher)).account == 11


async def test_unbinding_forgets_the_chat_and_keeps_the_entry(database: Database) -> None:
    """Account, codes, wishes, conversation, answers and messages go; the roster entry and the question stay."""
    async with database.write() as session:
        teacher, other = await add(session, "T1", account=11), await add(session, "T2", account=21)
        code = await invite(session, teacher)
        await binding.bind(session, account=12, code=await invite(session, teacher), now=NOW)
        for account in (11, 21):
            await conversations.save(session, chat=account, account=account, state={"说": "秘密"}, now=NOW)
            shown = await replies.keep(
                session, chat=account, account=account, question="秘密", region="", answered=True, text="秘密",
                citations=[], now=NOW,
            )  # fmt: skip
            await outbox.put(session, key=f"w{account}", chat=account, method="send", payload={"text": "秘密"}, now=NOW)
            session.add(UpdateRow(id=account, chat=account, payload={"text": "秘密"}, received_at=NOW, done_at=NOW))
            asker = teacher if account == 11 else other
            session.add(TicketRow(reply_id=shown, person_id=asker.id, region=COUNTY, question="秘密", asked_at=NOW))
        await session.flush()
        assert await accounts.unbind(session, actor=Actor(await again(session, teacher)), person=teacher, now=NOW) == 11
        await session.commit()
    rows = await kept(database)
    for table in ("accounts", "conversations", "replies"):
        assert len(rows[table]) == 1, table
    assert rows["account_changes"] == []
    for table in ("outbox", "updates", "tickets"):
        assert len(rows[table]) == 2, table
    assert sum("秘密" in str(row) for row in rows["outbox"] + rows["updates"]) == 2
    assert sum("cancelled" in row for row in rows["outbox"]) == 1
    assert "'11'" not in str([rows[table] for table in rows if table not in ("outbox", "updates")])
    async with database.read() as session:
        assert (await again(session, teacher)).account is None
        assert (await again(session, other)).account == 21
        assert (
            await session.scalars(select(CodeRow.id).where(CodeRow.withdrawn_at.is_(None), CodeRow.used_at.is_(None)))
        ).all() == []
    async with database.write() as session:
        with pytest.raises(binding.CodeSpent):
            await binding.bind(session, account=13, code=code, now=NOW)


async def test_staff_unbind_for_others(database: Database) -> None:
    """Staff may, for their own people; twice is refused in words; a message put afterwards still goes out."""
    async with database.write() as session:
        clerk = Actor(await staff(session, "S1", Scope(COUNTY)))
        teacher = await add(session, "T1", account=11)
        assert await accounts.unbind(session, actor=clerk, person=teacher, now=NOW) == 11
        with pytest.raises(accounts.NotBound, match="不用解除"):
            await accounts.unbind(session, actor=clerk, person=teacher, now=NOW)
        await outbox.put(session, key="goodbye", chat=11, method="send", payload={"text": "再见"}, now=NOW)
        assert (await outbox.counts(session))[outbox.State.WAITING] == 1
