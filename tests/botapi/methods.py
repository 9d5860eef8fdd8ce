"""The methods that the server has, by name; any other is `404 Not Found`."""

from collections.abc import Callable
from typing import Any

from tests.botapi import account, messages
from tests.botapi.files import get_file
from tests.botapi.parameters import Parameters
from tests.botapi.state import World

Method = Callable[[World, Parameters], Any]

METHODS: dict[str, Method] = {
    "getMe": account.get_me,
    "setMyCommands": account.set_my_commands,
    "getMyCommands": account.get_my_commands,
    "deleteMyCommands": account.delete_my_commands,
    "setMyDescription": account.set_my_description,
    "getMyDescription": account.get_my_description,
    "setMyShortDescription": account.set_my_short_description,
    "getMyShortDescription": account.get_my_short_description,
    "getChat": account.get_chat,
    "getChatMember": account.get_chat_member,
    "getChatAdministrators": account.get_chat_administrators,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "sendPhoto": messages.send_photo,
    "sendChatAction": messages.send_chat_action,
    "editMessageCaption": messages.edit_message_caption,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "forwardMessage": messages.forward_message,
    "copyMessage": messages.copy_message,
    "answerCallbackQuery": messages.answer_callback_query,
    "getFile": get_file,
}
"""Everything that is answered at once; receiving updates (`updates.py`) waits and stands apart."""

_NAMES = {name.lower(): name for name in (*METHODS, "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")}


def method_name(given: str) -> str | None:
    """The documented spelling of a method (names are case-insensitive), or None when the server has none such."""
    return _NAMES.get(given.lower())
