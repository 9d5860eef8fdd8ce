"""Reply markup: what the server accepts under a message and what it refuses."""

from tests.botapi.entities import Json, web_address
from tests.botapi.errors import bad_request

_CALLBACK_DATA_BYTES = 64
_MOST_BUTTONS = 100


def reply_markup(value: object) -> Json | None:
    """The markup of a message as it is kept, or None; raises the server's refusals."""
    if value in (None, ""):
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        rows = _rows(value["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup")
        return _inline([[_inline_button(button) for button in row] for row in rows])
    if "keyboard" in value:
        rows = _rows(value["keyboard"], "keyboard", "ReplyKeyboardMarkup")
        kept = [[_plain_button(button) for button in row] for row in rows if row]
        return {**value, "keyboard": kept} if kept else None
    if value.get("remove_keyboard") or value.get("force_reply"):
        return dict(value)
    return None


def inline_markup(value: object) -> Json | None:
    """The markup of an edit, which can only be an inline keyboard."""
    markup = reply_markup(value)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(value: object, field: str, owner: str) -> list[list[object]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{field}" of the {owner} must be an Array')
    if not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    return value


def _inline(rows: list[list[Json]]) -> Json | None:
    kept = [row for row in rows if row]
    if sum(len(row) for row in kept) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _text(button: Json, kind: str) -> str:
    if "text" not in button:
        raise bad_request(f"can't parse {kind}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request(f'can\'t parse {kind}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    return button["text"]


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse InlineKeyboardButton: InlineKeyboardButton must be an Object")
    text = _text(button, "InlineKeyboardButton")
    if button.get("url"):
        address = web_address(str(button["url"]))
        if address is None:
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        return {"text": text, "url": address}
    if button.get("callback_data"):
        data = button["callback_data"]
        if not isinstance(data, str):
            raise bad_request('can\'t parse InlineKeyboardButton: Field "callback_data" must be of type String')
        if len(data.encode()) > _CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"text": text, "callback_data": data}
    for other in ("copy_text", "web_app", "switch_inline_query", "switch_inline_query_current_chat", "pay"):
        if other in button:
            return {"text": text, other: button[other]}
    raise bad_request("can't parse InlineKeyboardButton: Text buttons are not allowed in the inline keyboard")


def _plain_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse KeyboardButton: KeyboardButton must be a String or an Object")
    _text(button, "KeyboardButton")
    return dict(button)
