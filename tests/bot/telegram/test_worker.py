"""Handling of stored updates: each once, in order within a chat, side by side across chats, whatever goes wrong."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update as change

from bot import texts
from records import outbox
from records.database import Database
from records.inbox import MAX_ATTEMPTS
from records.schema import UpdateRow
from tests.bot.telegram.bench import GatedAssistant, bench, blocked, eventually, finished, keep, outgoing, updates
from tests.bot.telegram.house import House
from tests.bot.telegram.pictures import PNG
from tests.botapi.dialog import verify_dialog
from tests.botapi.server import BotApiServer
from tests.botapi.user import Group, Person

ANSWER = "每五年360学时（未说明地区）。…"
CALM = "抱歉，这个问题没能处理完，…请把编号 ref1 告诉维护人员。"


@pytest.fixture
async def gated(closed_house: House) -> AsyncIterator[GatedAssistant]:
    """The assistant of the house, which answers 慢 only when the gate is open."""
    assistant = GatedAssistant()
    closed_house.assistant = assistant
    yield assistant
    assistant.gate.set()


async def at_the_gate(assistant: GatedAssistant) -> None:
    """Wait until a slow question is being worked on."""
    assert await asyncio.to_thread(assistant.waiting.wait, 5)


async def test_a_failure_is_said_calmly(house: House) -> None:
    """An unexpected failure becomes a sentence with a reference; the chat goes on and the update is done with it."""
    teacher = Person(house.server)
    await verify_dialog(teacher, [("这里出错了", CALM), ("五年要多少学时？", ANSWER)])
    assert [type(error).__name__ for error in house.incidents] == ["Trouble"]
    assert [row.incident for row in await finished(house.database, 2)] == ["ref1", ""]


async def test_a_failing_button_stops_turning(house: House) -> None:
    """A press that fails or is not permitted is answered in words and acknowledged, so that the button rests."""
    teacher = await house.bound("T0001", "教师001")
    async with house.database.write() as session:
        rows = [[{"text": "回答", "callback_data": "ta:99"}]]
        payload = {"html": "待答", "buttons": rows}
        await outbox.put(session, key="t", chat=teacher.chat_id, method="send", payload=payload, now=house.now())
        await session.commit()
    await verify_dialog(
        teacher, [("/nothing", ["待答", "没有“/nothing”这个用法。…"]), ("[回答]", "没有编号为 99 的提问。…")]
    )
    await house.server.called("answerCallbackQuery")


async def test_slow_answers_hold_up_nobody_else(
    closed_house: House, gated: GatedAssistant, server: BotApiServer
) -> None:
    """While one chat waits and sees 正在输入…, another is answered; within the chat the order stays."""
    async with closed_house.open():
        slow, quick = Person(server, "教师001"), Person(server, "教师002")
        slow.say("慢慢算学时")
        slow.say("/nothing")
        await at_the_gate(gated)
        await verify_dialog(quick, [("五年要多少学时？", ANSWER)])
        await server.called("sendChatAction")
        assert {call.chat_id for call in server.calls("sendChatAction")} == {slow.chat_id}
        assert slow.unheard == []
        gated.gate.set()
        await verify_dialog(slow, [(None, [ANSWER, "没有“/nothing”这个用法。…"])])


async def test_quick_answers_show_no_typing(server: BotApiServer, database: Database) -> None:
    """Whoever is answered at once sees no 正在输入…."""
    async with bench(server, database) as made, made.working(typing_after_s=30):
        await verify_dialog(Person(server), [("五年要多少学时？", ANSWER), ("/help", "我是研修助手，…")])
    assert server.calls("sendChatAction") == []


async def test_replies_do_not_wait_for_courtesies(house: House) -> None:
    """A slow acknowledgement of a press delays neither what the press brought nor the other chats."""
    teacher = Person(house.server)
    await verify_dialog(teacher, [("五年要多少学时？", ANSWER)])
    house.server.weather.delay(1.5, method="answerCallbackQuery")
    await verify_dialog(teacher, [("[📄 看原文]", "《某某意见》…")])
    (acknowledged,) = await house.server.called("answerCallbackQuery")
    assert house.server.calls("sendMessage", chat_id=teacher.chat_id)[-1].at < acknowledged.at


async def test_repeated_updates_are_answered_once(closed_house: House, server: BotApiServer) -> None:
    """What Telegram delivers again, also after a restart, is known by its number."""
    teacher = Person(server)
    async with closed_house.open():
        await verify_dialog(teacher, [("五年要多少学时？", ANSWER)])
        (row,) = await finished(closed_house.database, 1)
    with server.world.changing():
        server.world.updates.extend([row.payload or {}] * 2)
    async with closed_house.open():
        await verify_dialog(teacher, [("/nothing", "没有“/nothing”这个用法。…")])
    assert len(await updates(closed_house.database)) == 2
    assert len(closed_house.assistant.asked) == 1


async def test_an_update_that_stops_the_program_is_given_up(closed_house: House, server: BotApiServer) -> None:
    """What was begun too often and never finished is apologised for, once; the chat goes on."""
    teacher = Person(server)
    teacher.say("五年要多少学时？")
    await keep(closed_house.database, list(server.world.updates), closed_house.now())
    async with closed_house.database.write() as session:
        await session.execute(change(UpdateRow).values(attempts=MAX_ATTEMPTS))
        await session.commit()
    async with closed_house.open():
        await verify_dialog(teacher, [(None, CALM), ("/nothing", "没有“/nothing”这个用法。…")])
    assert closed_house.assistant.asked == []
    assert f"710000001 was begun {MAX_ATTEMPTS} times" in str(closed_house.incidents[0])


async def test_stopping_leaves_the_rest_for_the_next_start(
    closed_house: House, gated: GatedAssistant, server: BotApiServer
) -> None:
    """A stop finishes what was begun; what waited behind it is answered by the next start, in order, once."""
    teacher = Person(server)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(closed_house.open())
        teacher.say("慢慢算学时")
        teacher.say("五年要多少学时？")
        teacher.say("/nothing")
        await at_the_gate(gated)
        await eventually(lambda: updates(closed_house.database), lambda rows: len(rows) == 3)
        closing = asyncio.create_task(stack.pop_all().aclose())
        for _ in range(10):  # steps of the loop, until everybody knows of the stop
            await asyncio.sleep(0)
        gated.gate.set()
        await closing
    await verify_dialog(teacher, [(None, ANSWER)])
    rows = await updates(closed_house.database)
    assert [(bool(row.done_at), row.attempts, row.worker) for row in rows[1:]] == [(False, 0, "")] * 2
    async with closed_house.open():
        await verify_dialog(teacher, [(None, [ANSWER, "没有“/nothing”这个用法。…"])])


async def test_begun_updates_are_free_after_a_crash(closed_house: House, server: BotApiServer) -> None:
    """What a process that is gone had claimed is handled by the next start at once, not after the lease."""
    teacher = Person(server)
    teacher.say("五年要多少学时？")
    await keep(closed_house.database, list(server.world.updates), closed_house.now())
    async with closed_house.database.write() as session:
        await session.execute(change(UpdateRow).values(worker="gone", claimed_at=closed_house.now(), attempts=1))
        await session.commit()
    async with closed_house.open():
        await verify_dialog(teacher, [(None, ANSWER)])


async def test_blocking_is_noted(house: House) -> None:
    """The records know who has blocked the bot and who has let it in again."""
    teacher = await house.bound("T0001", "教师001")
    teacher.block()
    await eventually(lambda: blocked(house.database), lambda seen: seen == {teacher.chat_id: True})
    teacher.unblock()
    await eventually(lambda: blocked(house.database), lambda seen: seen == {teacher.chat_id: False})


async def test_files_are_declined_kindly(house: House) -> None:
    """A picture or document without a word is answered with what to do instead; one with a caption is a question."""
    teacher = Person(house.server)

    def sends_a_picture(person: Person) -> None:
        person.send_photo(PNG)

    def sends_a_document(person: Person) -> None:
        person.send_document(b"%PDF", "证书.pdf")

    def asks_below_a_picture(person: Person) -> None:
        person.send_photo(PNG, caption="五年要多少学时？")

    await verify_dialog(
        teacher,
        [
            (sends_a_picture, texts.FILE_NOT_EXPECTED),
            (sends_a_document, texts.FILE_NOT_EXPECTED),
            (asks_below_a_picture, ANSWER),
        ],
    )


async def test_silence_where_nothing_was_said(house: House) -> None:
    """Edits, posts in channels and files in groups call for no answer, and are done with."""
    teacher = Person(house.server)
    await verify_dialog(teacher, [("五年要多少学时？", ANSWER)])
    teacher.edit(teacher.messages[0], "五年要多少学分？")
    teacher.in_group(Group(house.server, bot_status="administrator")).send_photo(PNG)
    await verify_dialog(teacher, [("/nothing", "没有“/nothing”这个用法。…")])
    await finished(house.database, 3)
    assert len(await outgoing(house.database)) == 2


async def test_an_update_that_cannot_be_read(closed_house: House, server: BotApiServer) -> None:
    """A payload of a shape that nobody knows is reported and done with; the chat goes on."""
    teacher = Person(server)
    teacher.say("五年要多少学时？")
    strange = {**server.world.updates.popleft()}
    strange["message"] = {"chat": {"id": teacher.chat_id}}
    await keep(closed_house.database, [strange], closed_house.now())
    async with closed_house.open():
        await verify_dialog(teacher, [(None, CALM), ("五年要多少学时？", ANSWER)])
