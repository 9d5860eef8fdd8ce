"""The menu of commands that Telegram shows beside the input line, by role."""

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.reception import MENUS


def _commands(role: str) -> list[BotCommand]:
    return [BotCommand(name, what) for name, what in MENUS[role]]


async def set_menus(bot: Bot) -> None:
    """The menus of everybody: private chats and groups."""
    await bot.set_my_commands(_commands(""), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(_commands("group"), scope=BotCommandScopeAllGroupChats())


async def set_menu(bot: Bot, chat: int, role: str) -> None:
    """The menu of one private chat."""
    if role:
        await bot.set_my_commands(_commands(role), scope=BotCommandScopeChat(chat))
    else:
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat))
