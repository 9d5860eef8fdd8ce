"""Telegram's updates as what a reception understands: the payloads are those of the local server."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages import Incoming, SentFile
from bot.telegram.client import connect, make_bot
from bot.telegram.incoming import KINDS, Reached, chat_of, read
from tests.bot.telegram.pictures import PNG
from tests.botapi.server import BotApiServer
from tests.botapi.user import Group, Person


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    """A client that knows its name."""
    made = make_bot(token=server.token, api=server.address)
    await connect(made)
    server.world.allowed_updates = list(KINDS)
    yield made
    await made.shutdown()


@pytest.fixture
def teacher(server: BotApiServer) -> Person:
    """Somebody whose chat exists."""
    made = Person(server)
    made.start()
    server.world.updates.clear()
    return made


def latest(server: BotApiServer) -> dict[str, Any]:
    """The update that came last."""
    return dict(server.world.updates[-1])


def taken(server: BotApiServer, bot: Bot) -> Incoming | Reached | None:
    """What the last update means."""
    return read(latest(server), bot)


def heard(server: BotApiServer, bot: Bot) -> str:
    """The text of the last update."""
    seen = taken(server, bot)
    assert isinstance(seen, Incoming)
    return seen.text


async def test_private_words(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A private message is what was said, by whom, where; a caption comes with its picture."""
    message = teacher.say("五年要多少学时？")
    account = teacher.chat_id
    said = "五年要多少学时？"
    expected = Incoming(account, account, True, text=said, html=said, message=message["message_id"])
    assert taken(server, bot) == expected
    assert chat_of(latest(server)) == account
    teacher.send_photo(PNG, caption="这张证书算多少学时？")
    seen = taken(server, bot)
    assert isinstance(seen, Incoming)
    assert seen.text == "这张证书算多少学时？"
    assert seen.file is not None
    assert seen.file.kind == "photo"


async def test_files_without_a_word(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Pictures, documents and stickers in private are known as files; in a group they are not for the bot."""
    teacher.send_photo(PNG)
    picture = latest(server)
    largest = picture["message"]["photo"][-1]
    picture["message"]["photo"] = [{**largest, "file_id": "small"}, largest]
    teacher.send_document(b"%PDF", "证书.pdf")
    document = latest(server)
    sticker = {**picture, "message": {**picture["message"], "sticker": STICKER}}
    del sticker["message"]["photo"]
    for update, file in (
        (picture, SentFile(largest["file_id"], "photo")),
        (document, SentFile(document["message"]["document"]["file_id"], "document", "证书.pdf", 4)),
        (sticker, SentFile("", "other")),
    ):
        seen = read(update, bot)
        assert isinstance(seen, Incoming)
        assert (seen.file, seen.text) == (file, "")
    group = Group(server, bot_status="administrator")
    teacher.in_group(group).send_photo(PNG)
    assert taken(server, bot) is None


async def test_service_messages_are_nothing_said(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A pinned message, or a changed title, calls for no answer."""
    teacher.say("好")
    update = latest(server)
    said = update["message"]
    del said["text"]
    pinned = {**said, "pinned_message": {"message_id": 1, "chat": said["chat"], "date": said["date"], "text": "好"}}
    assert read({**update, "message": pinned}, bot) is None
    assert read({**update, "message": {**said, "new_chat_title": "新标题"}}, bot) is None


async def test_groups_by_name(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """In a group what names the bot is for it, and the name is no part of the question."""
    there = teacher.in_group(Group(server))
    for said, text in (
        ("@yanxiu_bot 五年要多少学时？", "五年要多少学时？"),
        ("五年要多少学时？ @Yanxiu_Bot", "五年要多少学时？"),
        ("/help@yanxiu_bot", "/help"),
        ("/原文 @yanxiu_bot", "/原文"),
        ("@yanxiu_bot", ""),
        ("@yanxiu_bot 问问 @yanxiu_bot_fan", "问问 @yanxiu_bot_fan"),
    ):
        there.say(said)
        assert heard(server, bot) == text


async def test_groups_without_the_name(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A bot that reads everything stays silent about what is not said to it."""
    there = teacher.in_group(Group(server, bot_status="administrator"))
    for said in ("中午吃什么？", "/help", "/help@other_bot", "写信到 a@yanxiu_bot.cn", "@yanxiu_botx 在吗"):
        there.say(said)
        assert taken(server, bot) is None, said


async def test_groups_by_reply(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A reply to the bot's own message is meant for it, a reply to a colleague is not; a captioned picture may be."""
    there = teacher.in_group(Group(server, bot_status="administrator"))
    own = await bot.send_message(there.chat_id, "每五年360学时。")
    there.say("那校长呢？", reply_to=there.messages[-1])
    assert heard(server, bot) == "那校长呢？"
    assert own.message_id == latest(server)["message"]["reply_to_message"]["message_id"]
    colleague = there.say("不知道")
    there.say("我也是", reply_to=colleague)
    assert taken(server, bot) is None
    there.send_photo(PNG, caption="@yanxiu_bot 这个算吗？")
    message = {**latest(server)["message"], "caption_entities": [{"type": "mention", "offset": 0, "length": 11}]}
    seen = read({**latest(server), "message": message}, bot)
    assert isinstance(seen, Incoming)
    assert (seen.file, seen.text) == (None, "这个算吗？")


async def test_pressed_buttons(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A press is who pressed, where, under which message, and what the button carries."""
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("看原文", callback_data="o:1:0")]])
    message = await bot.send_message(teacher.chat_id, "好", reply_markup=rows)
    query = teacher.press("看原文")
    account = teacher.chat_id
    expected = Incoming(account, account, True, button="o:1:0", message=message.message_id, query=str(query))
    assert taken(server, bot) == expected
    assert chat_of(latest(server)) == account
    forgotten = latest(server)["callback_query"]
    forgotten = {**forgotten, "message": {**forgotten["message"], "date": 0}}
    assert read({**latest(server), "callback_query": forgotten}, bot) == expected


async def test_blocking_and_coming_back(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Who blocks the bot cannot be reached until they let it in again; a group that throws it out is no person."""
    teacher.block()
    assert taken(server, bot) == Reached(teacher.chat_id, True)
    assert chat_of(latest(server)) == teacher.chat_id
    teacher.unblock()
    assert taken(server, bot) == Reached(teacher.chat_id, False)
    group = Group(server)
    group.throw_out_bot(teacher)
    assert taken(server, bot) is None


async def test_what_is_not_asked_for(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Edits do not even arrive; posts of channels, other bots and unknown kinds call for nothing."""
    message = teacher.say("五年要多少学时？")
    before = len(server.world.updates)
    teacher.edit(message, "五年要多少学分？")
    assert len(server.world.updates) == before
    update = latest(server)
    said = update["message"]
    robot = {**said, "from": {**said["from"], "is_bot": True}}
    assert read({**update, "message": robot}, bot) is None
    number = update["update_id"]
    for kind in ("channel_post", "edited_message", "answer_of_tomorrow"):
        strange = {"update_id": number, kind: said}
        assert read(strange, bot) is None
        assert chat_of(strange) == 0


STICKER = {
    "file_id": "s1",
    "file_unique_id": "u1",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "type": "regular",
}


async def test_formatting_is_kept(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Bold, links and the like come as HTML, whose signs are escaped; what announcements may not have is left out."""
    teacher.say("请 <看> 附件 😀 谢谢")
    update = latest(server)
    kinds = ("bold", "text_link", "spoiler", "pre")
    places = ((2, 3), (6, 2), (9, 2), (12, 2))
    update["message"]["entities"] = [
        {"type": kind, "offset": offset, "length": length}
        | ({"url": "https://example.org/a"} if kind == "text_link" else {})
        | ({"language": "python"} if kind == "pre" else {})
        for kind, (offset, length) in zip(kinds, places, strict=True)
    ]
    seen = read(update, bot)
    assert isinstance(seen, Incoming)
    link = '<a href="https://example.org/a">附件</a>'
    assert seen.html == f"请 <b>&lt;看&gt;</b> {link} 😀 <pre>谢谢</pre>"
