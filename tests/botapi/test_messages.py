"""Sending, editing, deleting and buttons: the limits and refusals of the real server, through the real library."""

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from tests.botapi import BotApiServer, Group, Person

_NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def _keyboard(text: str = "看原文", data: str = "source:1") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]])


async def test_a_message_arrives(bot: Bot, teacher: Person) -> None:
    """A message has a rising number, its entities and its buttons, and the person sees it as plain text."""
    first = await bot.send_message(teacher.chat_id, "一")
    second = await bot.send_message(
        teacher.chat_id,
        "还差 <b>84</b> 学时 &amp; 2 门",
        parse_mode=ParseMode.HTML,
        reply_markup=_keyboard(),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert second.message_id > first.message_id
    assert second.parse_entities() == {MessageEntity(MessageEntity.BOLD, 3, 2): "84"}
    assert second.reply_markup == _keyboard()
    assert [seen.text for seen in teacher.seen] == ["一", "还差 84 学时 & 2 门"]
    assert teacher.buttons == ["看原文"]


@pytest.mark.parametrize(
    ("text", "mode", "refusal"),
    [
        ("", None, "Message text is empty"),
        (" \n\u200b", None, "Text must be non-empty"),
        ("<b> </b>", "HTML", "Text must be non-empty"),
        ("字" * 4097, None, "Message is too long"),
        ("🏟" * 2048 + "字", None, "Message is too long"),
        ("<b>甲", "HTML", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("*甲*", "Fancy", "Unsupported parse_mode"),
    ],
)
async def test_refused_texts(bot: Bot, teacher: Person, text: str, mode: str | None, refusal: str) -> None:
    """Empty, blank, too long (in UTF-16 units) and badly marked texts are refused and nothing is stored."""
    with pytest.raises(BadRequest) as error:
        await bot.send_message(teacher.chat_id, text, parse_mode=mode)
    assert error.value.message.lower() == refusal.lower()
    assert teacher.seen == []


async def test_longest_text(bot: Bot, teacher: Person) -> None:
    """4,096 UTF-16 units after parsing are still one message."""
    source = f"<b>{'🏟' * 2048}</b>"
    message = await bot.send_message(teacher.chat_id, source, parse_mode=ParseMode.HTML)
    assert message.text == "🏟" * 2048


async def test_who_can_be_written_to(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Strangers and unknown chats are not found, a person who blocked the bot is forbidden until they unblock."""
    stranger = Person(server, "教师002")
    for chat_id in (stranger.chat_id, 99, "@nobody"):
        with pytest.raises(BadRequest, match=r"^Chat not found$"):
            await bot.send_message(chat_id, "好")
    with pytest.raises(BadRequest, match=r"^Chat_id is empty$"):
        await bot.send_message("", "好")
    teacher.block()
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        await bot.send_message(teacher.chat_id, "好")
    teacher.start()
    await bot.send_message(teacher.chat_id, "好")
    group = Group(server)
    group.throw_out_bot(teacher.in_group(group))
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was kicked from the supergroup chat$"):
        await bot.send_message(group.chat_id, "好")


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        (InlineKeyboardButton("看", callback_data="甲" * 22), "Button_data_invalid"),
        (InlineKeyboardButton(" ", callback_data="x"), "Button_text_invalid"),
        (InlineKeyboardButton("看", url="无"), "Inline keyboard button url '无' is invalid: wrong http url"),
        (
            InlineKeyboardButton("看"),
            "Can't parse inlinekeyboardbutton: text buttons are not allowed in the inline keyboard",
        ),
    ],
)
async def test_refused_buttons(bot: Bot, teacher: Person, button: InlineKeyboardButton, refusal: str) -> None:
    """Data beyond 64 bytes, no text, no address and no purpose are refused."""
    with pytest.raises(BadRequest) as error:
        await bot.send_message(teacher.chat_id, "好", reply_markup=InlineKeyboardMarkup([[button]]))
    assert error.value.message.lower() == refusal.lower()
    assert teacher.seen == []


async def test_accepted_markup(bot: Bot, teacher: Person) -> None:
    """64 bytes of data, addresses, reply keyboards and forced replies are accepted; 101 buttons are too many."""
    await bot.send_message(teacher.chat_id, "一", reply_markup=_keyboard(data="x" * 64))
    link = InlineKeyboardMarkup.from_button(InlineKeyboardButton("官网", url="https://example.org/a"))
    await bot.send_message(teacher.chat_id, "二", reply_markup=link)
    await bot.send_message(teacher.chat_id, "三", reply_markup=ForceReply(selective=True))
    await bot.send_message(teacher.chat_id, "四", reply_markup=ReplyKeyboardMarkup([["是", "否"]]))
    assert teacher.buttons == ["是", "否"]
    await bot.send_message(teacher.chat_id, "五", reply_markup=ReplyKeyboardRemove())
    many = InlineKeyboardMarkup.from_column([InlineKeyboardButton("x", callback_data="x")] * 101)
    with pytest.raises(BadRequest, match=r"^Reply markup is too long$"):
        await bot.send_message(teacher.chat_id, "六", reply_markup=many)


async def test_edits(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """An edit replaces text and buttons; the same again, unknown and foreign messages are refused."""
    message = await bot.send_message(teacher.chat_id, "第一条", reply_markup=_keyboard())
    edited = await bot.edit_message_text("第二条", teacher.chat_id, message.message_id, reply_markup=_keyboard())
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("第二条", _keyboard())
    assert edited.edit_date is not None
    with pytest.raises(BadRequest) as error:
        await message.edit_text("<b></b>第二条", parse_mode="HTML", reply_markup=_keyboard())
    assert error.value.message == _NOT_MODIFIED
    await bot.edit_message_reply_markup(teacher.chat_id, message.message_id)
    assert teacher.buttons == []
    with pytest.raises(BadRequest) as error:
        await bot.edit_message_reply_markup(teacher.chat_id, message.message_id)
    assert error.value.message == _NOT_MODIFIED
    with pytest.raises(BadRequest, match=r"^Message to edit not found$"):
        await bot.edit_message_text("三", teacher.chat_id, 999)
    with pytest.raises(BadRequest, match=r"^Message can't be edited$"):
        await bot.edit_message_text("三", teacher.chat_id, teacher.messages[0]["message_id"])
    with pytest.raises(BadRequest, match=r"^Message is too long$"):
        await bot.edit_message_text("字" * 4097, teacher.chat_id, message.message_id)
    assert [(seen.kind, seen.text) for seen in teacher.seen] == [("message", "第一条"), ("edit", "第二条")]
    assert [call.code for call in server.calls("editMessageText")] == [200, 400, 400, 400, 400]


async def test_deletes(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """The bot deletes in private chats; in groups only its own messages; never one that is gone."""
    message = await bot.send_message(teacher.chat_id, "一")
    assert await bot.delete_message(teacher.chat_id, message.message_id)
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await bot.delete_message(teacher.chat_id, message.message_id)
    group = Group(server)
    foreign = teacher.in_group(group).say("大家好")
    with pytest.raises(BadRequest, match=r"^Message can't be deleted$"):
        await bot.delete_message(group.chat_id, foreign["message_id"])


async def test_replies_forwards_and_copies(bot: Bot, teacher: Person) -> None:
    """A reply carries its message or is refused; forwards and copies keep text and entities."""
    question = teacher.say("问")["message_id"]
    reply = await bot.send_message(teacher.chat_id, "答", reply_parameters=ReplyParameters(question))
    assert reply.reply_to_message
    assert reply.reply_to_message.text == "问"
    with pytest.raises(BadRequest, match=r"^Message to be replied not found$"):
        await bot.send_message(teacher.chat_id, "答", reply_parameters=ReplyParameters(999))
    loose = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(teacher.chat_id, "答", reply_parameters=loose)).reply_to_message is None
    forwarded = await bot.forward_message(teacher.chat_id, teacher.chat_id, question)
    assert (forwarded.text, forwarded.forward_origin and forwarded.forward_origin.type) == ("问", "user")
    copied = await bot.copy_message(teacher.chat_id, teacher.chat_id, question)
    assert teacher.messages[-1]["message_id"] == copied.message_id


async def test_pressed_buttons(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A press is answered once and in time, with at most 200 characters; the toast is for the presser."""
    await bot.send_message(teacher.chat_id, "答", reply_markup=_keyboard())
    teacher.press("看原文")
    teacher.press("source:1")
    first, second = await bot.get_updates()
    assert first.callback_query
    assert second.callback_query
    assert first.callback_query.data == "source:1"
    with pytest.raises(BadRequest, match=r"^Message_too_long$"):
        await first.callback_query.answer("字" * 201)
    assert await first.callback_query.answer("好")
    assert teacher.seen[-1].text == "(提示) 好"
    server.world.callback_lifetime = 0
    too_old = "^Query is too old and response timeout expired or query id is invalid$"
    for query_id in (first.callback_query.id, second.callback_query.id, "7"):
        with pytest.raises(BadRequest, match=too_old):
            await bot.answer_callback_query(query_id)


async def test_actions(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A known action is logged, an unknown one refused."""
    await bot.send_chat_action(teacher.chat_id, "typing")
    assert [call.chat_id for call in server.calls("sendChatAction")] == [teacher.chat_id]
    with pytest.raises(BadRequest, match=r"^Wrong parameter action in request$"):
        await bot.send_chat_action(teacher.chat_id, "dancing")
