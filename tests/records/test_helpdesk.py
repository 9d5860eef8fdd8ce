"""Questions reach the staff of the asker's own centre, and each is answered once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from records import helpdesk, replies
from records.database import Database
from records.helpdesk import MOST_OPEN, Outcome
from records.model import COMMAND_LINE, Actor
from records.permissions import NotPermitted
from records.schema import AccountRow
from records.tickets import (
    NoSuchTicket,
    NotBound,
    NothingWritten,
    Ticket,
    TicketDone,
    TicketState,
    TicketTaken,
    TooManyOpen,
)
from tests.records.staffroom import GANZHOU, SCHOOL, People, deeds, people

CITATION = {"document_number": "示例〔2020〕1号", "label": "第二条", "quote": "每年不少于 72 学时"}


async def _do(database: Database, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
    async with database.write() as session:
        result = await deed(session, *args, **more)
        await session.commit()
    return result


async def _ask(database: Database, actor: Actor, now: datetime, question: str = "病假期间学时怎么算？") -> Ticket:
    ticket, new = await _do(database, helpdesk.open_ticket, actor=actor, question=question, now=now)
    assert new
    assert isinstance(ticket, Ticket)
    return ticket


async def _reply(database: Database, account: int, now: datetime) -> int:
    shown = {
        "question": "要多少学时",
        "region": GANZHOU,
        "answered": True,
        "text": "72 学时。",
        "citations": [CITATION],
    }
    number = await _do(database, replies.keep, chat=account, account=account, now=now, **shown)
    assert isinstance(number, int)
    return number


async def _queued(database: Database, actor: Actor, **page: int) -> list[int]:
    async with database.read() as session:
        return [ticket.id for ticket in (await helpdesk.queue(session, actor=actor, **page)).tickets]


async def test_a_doubted_answer_goes_to_the_centre_with_its_evidence(database: Database, now: datetime) -> None:
    """What was shown, and on what evidence, outlives the reply; a second press adds nothing."""
    who = await people(database, now)
    number = await _reply(database, 1001, now)
    ticket, new = await _do(database, helpdesk.open_ticket, actor=who.teacher, reply=number, doubted=True, now=now)
    again = await _do(database, helpdesk.open_ticket, actor=who.teacher, reply=number, now=now)
    assert (new, again) == (True, (ticket, False))
    assert await _do(database, replies.purge, before=now + timedelta(days=1)) == 1
    async with database.read() as session:
        kept = await helpdesk.get(session, ticket.id, actor=who.clerk)
    assert kept == ticket
    assert (kept.question, kept.shown, kept.citations, kept.doubted) == ("要多少学时", "72 学时。", (CITATION,), True)
    assert (kept.asker, kept.region, kept.school, kept.state) == ("教师001", GANZHOU, SCHOOL, TicketState.OPEN)
    assert "教师001" not in repr(kept)


async def test_two_presses_at_once_open_one_ticket(database: Database, now: datetime) -> None:
    """The button may be pressed twice before the first press is handled."""
    who = await people(database, now)
    number = await _reply(database, 1001, now)
    presses = (_do(database, helpdesk.open_ticket, actor=who.teacher, reply=number, now=now) for _ in range(4))
    opened = await asyncio.gather(*presses)
    assert sorted(new for _, new in opened) == [False, False, False, True]
    assert len({ticket.id for ticket, _ in opened}) == 1


async def test_asking_needs_a_binding_a_question_and_ones_own_reply(database: Database, now: datetime) -> None:
    """Each refusal says what is missing."""
    who = await people(database, now)
    person = who.teacher.person
    assert person is not None
    theirs = await _reply(database, 1002, now)
    for actor, more, error, words in (
        (COMMAND_LINE, {"question": "问"}, NotBound, "绑定码"),
        (Actor(replace(person, account=None)), {"question": "问"}, NotBound, "绑定码"),
        (Actor(replace(person, left=now.date())), {"question": "问"}, NotPermitted, "没有权限"),
        (who.teacher, {"question": " \n"}, NothingWritten, "要问的问题"),
        (who.teacher, {"reply": theirs}, NoSuchTicket, "重新提问"),
    ):
        with pytest.raises(error, match=words):
            await _do(database, helpdesk.open_ticket, actor=actor, now=now, **more)


async def test_a_person_may_have_so_many_questions_waiting(database: Database, now: datetime) -> None:
    """After the limit a sentence says so; withdrawing one makes room."""
    who = await people(database, now)
    async with database.write() as session:
        for _ in range(MOST_OPEN):
            first, _ = await helpdesk.open_ticket(session, actor=who.teacher, question="问", now=now)
        await session.commit()
    with pytest.raises(TooManyOpen, match=str(MOST_OPEN)):
        await _ask(database, who.teacher, now)
    await _ask(database, who.neighbour, now)
    withdrawn = await _do(database, helpdesk.withdraw, first.id, actor=who.teacher, now=now)
    assert withdrawn.state is TicketState.WITHDRAWN
    await _ask(database, who.teacher, now)
    async with database.read() as session:
        assert len(await helpdesk.own(session, actor=who.teacher)) == MOST_OPEN


async def test_staff_see_what_waits_in_their_scopes_oldest_first(database: Database, now: datetime) -> None:
    """Nothing of the next county, and nobody but administrators sees what they asked themselves."""
    who = await people(database, now)
    late = await _ask(database, who.teacher, now + timedelta(hours=1))
    early = await _ask(database, who.teacher, now)
    next_door = await _ask(database, who.neighbour, now)
    clerks = await _ask(database, who.clerk, now + timedelta(hours=2))
    nowhere = await _ask(database, who.administrator, now + timedelta(hours=3))
    mine = [early.id, late.id]
    assert await _queued(database, who.clerk) == mine
    assert await _queued(database, who.school_clerk) == mine
    assert await _queued(database, who.stranger) == [next_door.id]
    assert await _queued(database, who.colleague) == [early.id, next_door.id, late.id, clerks.id]
    assert await _queued(database, who.colleague, limit=2, offset=1) == [next_door.id, late.id]
    for everything in (who.administrator, COMMAND_LINE):
        assert await _queued(database, everything) == [early.id, next_door.id, late.id, clerks.id, nowhere.id]
    with pytest.raises(NotPermitted):
        await _queued(database, who.teacher)
    await _do(database, helpdesk.take, early.id, actor=who.colleague, now=now)
    await _do(database, helpdesk.take, late.id, actor=who.clerk, now=now)
    async with database.read() as session:
        queue = await helpdesk.queue(session, actor=who.colleague, limit=1)
    assert (len(queue.tickets), queue.open, queue.free, queue.mine) == (1, 4, 2, 1)


async def test_a_taken_question_is_left_to_the_one_who_took_it(database: Database, now: datetime) -> None:
    """A colleague is told who is at it, and takes over explicitly; released, it is anybody's."""
    who = await people(database, now)
    number = (await _ask(database, who.teacher, now)).id
    taken = await _do(database, helpdesk.take, number, actor=who.clerk, now=now)
    assert (taken.taken_by, taken.taker) == (3, "教师003")
    await _do(database, helpdesk.take, number, actor=who.clerk, now=now)
    for deed, more in (
        (helpdesk.take, {}),
        (helpdesk.release, {}),
        (helpdesk.answer, {"text": "答"}),
        (helpdesk.close, {"reason": "因"}),
    ):
        with pytest.raises(TicketTaken, match="教师003正在处理"):
            await _do(database, deed, number, actor=who.colleague, now=now, **more)
    over = await _do(database, helpdesk.take, number, actor=who.colleague, now=now, over=True)
    assert over.taker == "教师004"
    released = await _do(database, helpdesk.release, number, actor=who.colleague, now=now)
    assert (released.taken_by, released.taker) == (None, "")
    await _do(database, helpdesk.answer, number, actor=who.clerk, text="答", now=now)
    assert await deeds(database) == ["ticket.take", "ticket.take", "ticket.release", "ticket.answer"]


async def test_only_staff_of_the_place_work_on_a_question_and_not_on_their_own(
    database: Database, now: datetime
) -> None:
    """Others are refused; a clerk's own question is a colleague's; an administrator's may be their own."""
    who = await people(database, now)
    number = (await _ask(database, who.teacher, now)).id
    clerks = (await _ask(database, who.clerk, now)).id
    administrators = (await _ask(database, who.administrator, now)).id
    for actor, ticket in (
        (who.stranger, number),
        (who.neighbour, number),
        (who.clerk, clerks),
        (who.clerk, administrators),
    ):
        for deed, more in ((helpdesk.take, {}), (helpdesk.answer, {"text": "答"}), (helpdesk.close, {"reason": "因"})):
            with pytest.raises(NotPermitted):
                await _do(database, deed, ticket, actor=actor, now=now, **more)
    with pytest.raises(NotPermitted, match="聊天"):
        await _do(database, helpdesk.take, number, actor=COMMAND_LINE, now=now)
    with pytest.raises(NoSuchTicket, match="99"):
        await _do(database, helpdesk.take, 99, actor=who.clerk, now=now)
    await _do(database, helpdesk.answer, clerks, actor=who.colleague, text="答", now=now)
    await _do(database, helpdesk.answer, administrators, actor=who.administrator, text="答", now=now)


async def test_the_teacher_gets_the_answer_in_the_name_of_the_centre(database: Database, now: datetime) -> None:
    """The outcome names the private chat of the asker's present account and the centre that speaks."""
    who = await people(database, now)
    for actor, centre in (
        (who.clerk, "甘肃省张掖市甘州区教师发展中心"),
        (who.colleague, "甘肃省张掖市甘州区教师发展中心"),
        (who.school_clerk, SCHOOL),
        (who.administrator, "甘肃省张掖市甘州区教师发展中心"),
    ):
        number = (await _ask(database, who.teacher, now)).id
        outcome = await _do(database, helpdesk.answer, number, actor=actor, text=" 按实际出勤计。\n", now=now)
        assert isinstance(outcome, Outcome)
        assert (outcome.chat, outcome.centre, outcome.ticket.answer) == (1001, centre, "按实际出勤计。")
        assert outcome.ticket.state is TicketState.ANSWERED
    next_door = (await _ask(database, who.neighbour, now)).id
    outcome = await _do(database, helpdesk.answer, next_door, actor=who.colleague, text="答", now=now)
    assert outcome.centre == "甘肃省张掖市教师发展中心"
    assert await _queued(database, who.colleague) == []


async def test_a_question_is_answered_once(database: Database, now: datetime) -> None:
    """Of two answers at once one counts; the other clerk reads who has answered, and when."""
    who = await people(database, now)
    number = (await _ask(database, who.teacher, now)).id
    answers = [
        _do(database, helpdesk.answer, number, actor=actor, text=f"答{n}", now=now)
        for n, actor in enumerate((who.clerk, who.colleague, who.school_clerk))
    ]
    results = await asyncio.gather(*answers, return_exceptions=True)
    (outcome,) = [result for result in results if isinstance(result, Outcome)]
    refusals = [str(result) for result in results if isinstance(result, TicketDone)]
    assert len(refusals) == 2
    assert all("3月2日 10:00 答复" in refusal for refusal in refusals)
    async with database.read() as session:
        assert (await helpdesk.get(session, number, actor=who.clerk)).answer == outcome.ticket.answer
    with pytest.raises(TicketDone, match="答复"):
        await _do(database, helpdesk.withdraw, number, actor=who.teacher, now=now)
    assert await deeds(database) == ["ticket.answer"]


async def test_a_question_is_closed_with_a_reason_only(database: Database, now: datetime) -> None:
    """The reason goes to the teacher, or to nobody when they are no longer bound."""
    who = await people(database, now)
    number = (await _ask(database, who.teacher, now)).id
    with pytest.raises(NothingWritten, match="理由"):
        await _do(database, helpdesk.close, number, actor=who.clerk, reason=" ", now=now)
    async with database.write() as session:
        account = await session.get(AccountRow, 1001)
        await session.delete(account)
        await session.commit()
    outcome = await _do(database, helpdesk.close, number, actor=COMMAND_LINE, reason="与培训无关", now=now)
    assert (outcome.chat, outcome.ticket.state, outcome.ticket.reason) == (None, TicketState.CLOSED, "与培训无关")
    with pytest.raises(TicketDone, match="系统管理员在 3月2日 10:00 关闭"):
        await _do(database, helpdesk.answer, number, actor=who.clerk, text="答", now=now)


async def test_a_withdrawn_question_is_gone_from_the_queue(database: Database, now: datetime) -> None:
    """Only the asker can withdraw, others do not even learn of it; staff at work on it are told."""
    who: People = await people(database, now)
    number = (await _ask(database, who.teacher, now)).id
    for actor in (who.neighbour, who.clerk):
        with pytest.raises(NoSuchTicket):
            await _do(database, helpdesk.withdraw, number, actor=actor, now=now)
    await _do(database, helpdesk.withdraw, number, actor=who.teacher, now=now)
    with pytest.raises(TicketDone, match="提问人"):
        await _do(database, helpdesk.answer, number, actor=who.clerk, text="答", now=now)
    assert await _queued(database, who.clerk) == []
