"""`verify_dialog`: what it takes, how it fails, and that it works with a bot in another process."""

import asyncio
import os
import signal
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from tests.botapi import BotApiServer, Group, Late, Person, Process, running, verify_dialog

_BUTTONS = InlineKeyboardMarkup.from_row(
    [InlineKeyboardButton("看原文", callback_data="source"), InlineKeyboardButton("👍", callback_data="good")]
)


async def _answer(bot: Bot, update: Update) -> None:
    """A small bot: repeats, in two messages for 两条, with buttons for 按钮, keeps silent for 嘘."""
    if query := update.callback_query:
        await query.answer("谢谢" if query.data == "good" else None)
        if query.data == "source":
            await query.edit_message_text("原文：第二条")
    elif (message := update.message) and message.text:
        if message.text == "两条":
            await bot.send_message(message.chat_id, "其一")
            await bot.send_message(message.chat_id, "其二")
        elif message.text == "按钮":
            await bot.send_message(message.chat_id, "请选：\n  一二", reply_markup=_BUTTONS)
        elif message.text != "嘘":
            await bot.send_message(message.chat_id, f"你说：{message.text}")
    elif message and message.document:
        await bot.send_document(message.chat_id, message.document.file_id, caption="收到")


@pytest_asyncio.fixture
async def running_bot(bot: Bot) -> AsyncIterator[None]:
    """The small bot, polling."""

    async def poll() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset=offset, timeout=10):
                offset = update.update_id + 1
                await _answer(bot, update)

    task = asyncio.create_task(poll())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("running_bot")
async def test_a_dialogue(server: BotApiServer, teacher: Person) -> None:
    """Texts, several answers, silence, buttons, edits, toasts, files and listening are all played."""

    def send_list(person: Person) -> None:
        person.send_document(b"x", "名单.csv")

    await verify_dialog(
        teacher,
        [
            ("你好", "你说：你好"),
            ("还差多少学时", "你说：…学时"),
            ("两条", ["其一", "…"]),
            ("嘘", []),
            ("按钮", "请选：\n  一二\n[看原文] [👍]"),
            ("[👍]", "(提示) 谢谢"),
            ("[看原文]", "原文：第二条"),
            (send_list, "[文件 名单.csv]\n收到"),
        ],
    )
    group = Group(server)
    there = teacher.in_group(group)
    await verify_dialog(there, [("随便聊聊", []), ("@yanxiu_bot 在吗", "你说：@yanxiu_bot 在吗")])


@pytest.mark.usefixtures("running_bot")
async def test_mismatches_show_the_dialogue(teacher: Person) -> None:
    """A wrong, missing or surplus answer raises an AssertionError with everything said so far."""
    with pytest.raises(AssertionError) as wrong:
        await verify_dialog(teacher, [("你好", "你说：你好"), ("按钮", "请选：\n一")])
    report = str(wrong.value)
    assert "教师001：你好\n研修助手：你说：你好\n教师001：按钮" in report
    assert "预期：\n请选：\n一\n\n实际：\n请选：\n  一二\n[看原文] [👍]" in report
    with pytest.raises(AssertionError, match=r"到时限也没有消息"):
        await verify_dialog(teacher, [("嘘", "…")], timeout=0.05)
    with pytest.raises(AssertionError, match=r"没有按钮「删除」"):
        await verify_dialog(teacher, [("[删除]", "…")])


async def test_surplus_answers(bot: Bot, teacher: Person) -> None:
    """A message that nobody expected is a mismatch, unless the dialogue listens for it."""
    await bot.send_message(teacher.chat_id, "提醒：…")
    with pytest.raises(AssertionError, match=r"没有别的消息"):
        await verify_dialog(teacher, [("嘘", [])])
    await teacher.hears()
    await bot.send_message(teacher.chat_id, "又一条")
    with pytest.raises(Late):
        await teacher.in_group(Group(teacher.server)).hears(timeout=0.01)


_PROGRAM = """
import json, os, urllib.request

def call(method, **parameters):
    request = urllib.request.Request(
        os.environ["ADDRESS"] + "/" + method, json.dumps(parameters).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["result"]

offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=20):
        message = update["message"]
        call("sendMessage", chat_id=message["chat"]["id"], text="你说：" + message["text"])
        offset = update["update_id"] + 1
"""


async def test_a_bot_in_another_process(tmp_path: Path) -> None:
    """A dialogue with a real process goes on after `kill -9` and a new start."""
    server = BotApiServer()
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(_PROGRAM), encoding="utf-8")
    with running(server):
        env = {**os.environ, "ADDRESS": server.base_url + server.token, "PYTHONUTF8": "1"}
        with Process([sys.executable, "-S", str(program)], env=env, log=tmp_path / "log") as process:
            teacher = Person(server)
            await verify_dialog(teacher, [("一", "你说：一")], timeout=10)
            await server.until(lambda: not server.world.updates)
            process.kill()
            teacher.say("二")
            process.start()
            assert (await teacher.hears(timeout=10)).text == "你说：二"
            assert process.terminate() == -signal.SIGTERM
            assert process.output == ""
