"""Who the bot is, its commands by scope, chats and members."""

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest

from tests.botapi import BotApiServer, Group, Person


async def test_who_am_i(bot: Bot) -> None:
    """The bot knows its name, its number and that it does not read everything in groups."""
    me = await bot.get_me()
    assert (me.username, me.first_name, me.id) == ("yanxiu_bot", "研修助手", 4200000001)
    assert me.can_read_all_group_messages is False


async def test_commands_by_scope(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A person's menu is that of the narrowest scope that has commands; scopes are kept apart."""
    await bot.set_my_commands([("help", "帮助")])
    await bot.set_my_commands([("hours", "学时")], scope=BotCommandScopeAllPrivateChats())
    assert teacher.menu == ["hours"]
    await bot.set_my_commands([("roster", "名册")], scope=BotCommandScopeChat(teacher.chat_id))
    assert teacher.menu == ["roster"]
    assert [one.command for one in await bot.get_my_commands()] == ["help"]
    assert teacher.in_group(Group(server)).menu == ["help"]
    await bot.delete_my_commands(BotCommandScopeChat(teacher.chat_id))
    await bot.delete_my_commands(BotCommandScopeAllPrivateChats())
    assert teacher.menu == ["help"]
    await bot.set_my_commands([("aid", "Help")], language_code="zh")
    assert teacher.menu == ["aid"]
    await bot.set_my_commands([], BotCommandScopeDefault(), "zh")
    assert teacher.menu == ["help"]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (("Help", "帮助"), "Bot_command_invalid"),
        (("帮助", "帮助"), "Bot_command_invalid"),
        (("x" * 33, "帮助"), "Bot_command_invalid"),
        (("help", " "), "Bot_command_description_invalid"),
        (("help", "助" * 257), "Bot_command_description_invalid"),
    ],
)
async def test_refused_commands(bot: Bot, command: tuple[str, str], refusal: str) -> None:
    """Names are 1–32 small letters, digits and underscores; descriptions 1–256 characters."""
    with pytest.raises(BadRequest, match=rf"^{refusal}$"):
        await bot.set_my_commands([command])


async def test_refused_scopes(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """More than 100 commands, a scope of an unknown chat or member and unknown scopes are refused."""
    with pytest.raises(BadRequest, match=r"^Bot_commands_too_much$"):
        await bot.set_my_commands([(f"c{number}", "x") for number in range(101)])
    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await bot.set_my_commands([("help", "帮助")], scope=BotCommandScopeChat(99))
    with pytest.raises(BadRequest, match=r"^Invalid user_id specified$"):
        await bot.get_my_commands(scope=BotCommandScopeChatMember(teacher.chat_id, 99))


async def test_descriptions(bot: Bot) -> None:
    """Descriptions are kept; one that is too long is refused."""
    assert await bot.set_my_description("培训政策与学时")
    assert (await bot.get_my_description()).description == "培训政策与学时"
    assert await bot.set_my_short_description("研修助手")
    assert (await bot.get_my_short_description()).short_description == "研修助手"
    with pytest.raises(BadRequest, match=r"^Description is too long$"):
        await bot.set_my_description("长" * 513)


async def test_chats_and_members(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Chats and the standing of their members can be asked for."""
    assert (await bot.get_chat(teacher.chat_id)).first_name == "教师001"
    group = Group(server, "一中教师群")
    leader = Person(server, "教师002")
    leader.in_group(group, status="creator")
    teacher.in_group(group)
    assert (await bot.get_chat(group.chat_id)).title == "一中教师群"
    assert (await bot.get_chat_member(group.chat_id, teacher.chat_id)).status == "member"
    assert (await bot.get_chat_member(group.chat_id, Person(server).chat_id)).status == "left"
    assert [one.user.id for one in await bot.get_chat_administrators(group.chat_id)] == [leader.chat_id]
    with pytest.raises(BadRequest, match=r"^User not found$"):
        await bot.get_chat_member(group.chat_id, 99)
