"""Methods that write: send, edit, delete, forward, copy, answer a pressed button, show an action."""

import re
import time

from tests.botapi.entities import Json, utf16_length
from tests.botapi.errors import bad_request, forbidden
from tests.botapi.files import document_json, photo_json, sent_file
from tests.botapi.formatted import Formatted, caption_text, message_text
from tests.botapi.keyboards import inline_markup, reply_markup
from tests.botapi.parameters import Parameters
from tests.botapi.state import Chat, Seen, World, quoted, shown, snapshot

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "cancel",
    ]
)
_TOAST_LIMIT = 200
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_CONTENT = ("text", "entities", "caption", "caption_entities")


def find_chat(world: World, parameters: Parameters, name: str = "chat_id") -> Chat:
    """The chat that a call names; raises the server's refusal."""
    value = parameters.text(name)
    if not value:
        raise bad_request(f"{name} is empty")
    if value.startswith("@"):
        named = [chat for chat in world.chats.values() if chat.info.get("username") == value[1:]]
        chat = named[0] if named else None
    else:
        chat = world.chats.get(int(value)) if _NUMBER.fullmatch(value) else None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def _open_chat(world: World, parameters: Parameters) -> Chat:
    """A chat that the bot may write to."""
    chat = find_chat(world, parameters)
    if chat.refusal:
        raise forbidden(chat.refusal)
    return chat


def _find_message(chat: Chat, parameters: Parameters, what: str) -> Json:
    message_id = parameters.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    if message_id not in chat.messages:
        raise bad_request(f"message to {what} not found")
    return chat.messages[message_id]


def _message_text(parameters: Parameters) -> Formatted:
    return message_text(parameters.text("text"), parameters.text("parse_mode"), parameters.loose_json("entities"))


def _content(formatted: Formatted, text: str = "text", entities: str = "entities") -> Json:
    """The fields of a message under the names `text` and `entities`; empty ones are left out."""
    fields = {text: formatted.text, entities: formatted.entities}
    return {name: value for name, value in fields.items() if value}


def _reply(chat: Chat, parameters: Parameters) -> Json:
    """The message that is replied to, if one is named."""
    reply = parameters.json("reply_parameters", "reply parameters") or {}
    message_id = int(reply.get("message_id") or parameters.integer("reply_to_message_id"))
    if not message_id:
        return {}
    if message_id in chat.messages:
        return {"reply_to_message": quoted(chat.messages[message_id])}
    if reply.get("allow_sending_without_reply") or parameters.boolean("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _send(world: World, parameters: Parameters, content: Json) -> Json:
    """Post `content` as the bot, with reply and markup; nothing is stored when anything is refused."""
    chat = _open_chat(world, parameters)
    markup = reply_markup(parameters.json("reply_markup", "reply keyboard markup"))
    content = content | _reply(chat, parameters)
    if markup is not None:
        content["reply_markup"] = markup
    if parameters.boolean("protect_content"):
        content["has_protected_content"] = True
    message = world.post(chat, world.bot, content)
    chat.seen.append(Seen("message", shown(message), message))
    return _answered(message)


def _answered(message: Json) -> Json:
    """A message as the bot gets it: reply keyboards are not part of it."""
    answer = snapshot(message)
    if "inline_keyboard" not in answer.get("reply_markup", {}):
        answer.pop("reply_markup", None)
    return answer


def send_message(world: World, parameters: Parameters) -> Json:
    """`sendMessage`."""
    content = _content(_message_text(parameters))
    options = parameters.json("link_preview_options", "link preview options")
    if options:
        content["link_preview_options"] = options
    return _send(world, parameters, content)


def _caption(parameters: Parameters) -> Json:
    entities = parameters.loose_json("caption_entities")
    formatted = caption_text(parameters.text("caption"), parameters.text("parse_mode"), entities)
    return _content(formatted, "caption", "caption_entities")


def send_document(world: World, parameters: Parameters) -> Json:
    """`sendDocument`."""
    caption = _caption(parameters)
    _open_chat(world, parameters)
    return _send(world, parameters, document_json(sent_file(world, parameters, "document")) | caption)


def send_photo(world: World, parameters: Parameters) -> Json:
    """`sendPhoto`."""
    caption = _caption(parameters)
    _open_chat(world, parameters)
    return _send(world, parameters, photo_json(sent_file(world, parameters, "photo")) | caption)


def send_chat_action(world: World, parameters: Parameters) -> bool:
    """`sendChatAction`: only checked and logged."""
    _open_chat(world, parameters)
    if parameters.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def edit_message_text(world: World, parameters: Parameters) -> Json:
    """`editMessageText`: without a markup the buttons go."""
    formatted = _message_text(parameters)
    chat, message = _editable(world, parameters)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(chat, message, _content(formatted), inline_markup(_markup(parameters)))


def edit_message_caption(world: World, parameters: Parameters) -> Json:
    """`editMessageCaption`: as `editMessageText`, for what has a file."""
    caption = _caption(parameters)
    chat, message = _editable(world, parameters)
    if "document" not in message and "photo" not in message:
        raise bad_request("there is no caption in the message to edit")
    return _edit(chat, message, caption, inline_markup(_markup(parameters)))


def edit_message_reply_markup(world: World, parameters: Parameters) -> Json:
    """`editMessageReplyMarkup`."""
    chat, message = _editable(world, parameters)
    kept = {key: message[key] for key in _CONTENT if key in message}
    return _edit(chat, message, kept, inline_markup(_markup(parameters)))


def _markup(parameters: Parameters) -> object:
    return parameters.json("reply_markup", "reply keyboard markup")


def _editable(world: World, parameters: Parameters) -> tuple[Chat, Json]:
    chat = _open_chat(world, parameters)
    message = _find_message(chat, parameters, "edit")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(chat: Chat, message: Json, content: Json, markup: Json | None) -> Json:
    fields = (*_CONTENT, "reply_markup")
    after = content | ({"reply_markup": markup} if markup else {})
    if after == {key: message[key] for key in fields if key in message}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    shown_before = shown(message)
    for key in fields:
        message.pop(key, None)
    message.update(after, edit_date=int(time.time()))
    if shown(message) != shown_before:
        chat.seen.append(Seen("edit", shown(message), message))
    return _answered(message)


def delete_message(world: World, parameters: Parameters) -> bool:
    """`deleteMessage`: in groups only the bot's own, unless it is an administrator."""
    chat = _open_chat(world, parameters)
    message = _find_message(chat, parameters, "delete")
    own = message["from"]["id"] == world.bot["id"]
    if not own and not chat.private and chat.members.get(world.bot["id"]) != "administrator":
        raise bad_request("message can't be deleted")
    del chat.messages[message["message_id"]]
    return True


def forward_message(world: World, parameters: Parameters) -> Json:
    """`forwardMessage`."""
    source = _find_message(find_chat(world, parameters, "from_chat_id"), parameters, "forward")
    origin = {"type": "user", "date": source["date"], "sender_user": source["from"]}
    return _send(world, parameters, _body(source) | {"forward_origin": origin})


def copy_message(world: World, parameters: Parameters) -> Json:
    """`copyMessage`: the identifier of the copy."""
    source = _find_message(find_chat(world, parameters, "from_chat_id"), parameters, "copy")
    return {"message_id": _send(world, parameters, _body(source))["message_id"]}


def _body(message: Json) -> Json:
    return snapshot({key: message[key] for key in (*_CONTENT, "document", "photo") if key in message})


def answer_callback_query(world: World, parameters: Parameters) -> bool:
    """`answerCallbackQuery`: once, in time, at most 200 characters."""
    callback = world.callbacks.get(parameters.text("callback_query_id"))
    expired = callback is not None and time.monotonic() - callback.at > world.callback_lifetime
    if callback is None or callback.answer is not None or expired:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text, alert = parameters.text("text"), parameters.boolean("show_alert")
    if utf16_length(text) > _TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    callback.answer = {"text": text, "show_alert": alert}
    if text:
        kind, label = ("alert", "弹窗") if alert else ("toast", "提示")
        seen = Seen(kind, f"({label}) {text}", user_id=callback.user_id)
        world.chats[callback.chat_id].seen.append(seen)
    return True
