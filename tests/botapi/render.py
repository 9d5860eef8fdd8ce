"""A chat as an HTML page that looks like Telegram on a phone (390 px wide), to be looked at as a picture."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from pathlib import Path

from tests.botapi.entities import Json, utf16_length, utf16_slice
from tests.botapi.files import check_photo
from tests.botapi.state import StoredFile, World, buttons
from tests.botapi.user import Person

_SHANGHAI = timezone(timedelta(hours=8))
_STYLE = Path(__file__).with_name("telegram.css")
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "span class=spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote class=folded",
    "text_link": "a",
    "url": "a",
    "mention": "a",
    "bot_command": "a",
    "text_mention": "a",
}


def page(person: Person, *, last: int | None = None) -> str:
    """The chat of `person` as a complete HTML page; `last` keeps only so many messages."""
    world = person.server.world
    with world.lock:
        info = world.chats[person.chat_id].info
        title = str(world.bot["first_name"] if info["type"] == "private" else info["title"])
        messages = person.messages[-last:] if last else person.messages
        bubbles = "\n".join(_bubble(world, message, person) for message in messages)
        keyboard = _reply_keyboard(person.messages)
    subtitle = "机器人" if info["type"] == "private" else f"{len(world.chats[person.chat_id].members)} 位成员"
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=390"><title>'
        f"{escape(title)}</title><style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"<header><span class=back>‹</span><span class=avatar>{escape(title[:1])}</span>"
        f"<span class=who><b>{escape(title)}</b><small>{subtitle}</small></span></header>"
        f"<main>{bubbles}</main>{keyboard}"
        "<footer><span class=menu>菜单</span><span class=field>消息</span></footer></body></html>"
    )


def _bubble(world: World, message: Json, viewer: Person) -> str:
    own = message["from"]["id"] == viewer.user["id"]
    parts = []
    if not own and viewer.chat_id < 0:
        parts.append(f"<div class=sender>{escape(message['from']['first_name'])}</div>")
    if reply := message.get("reply_to_message"):
        text = str(reply.get("text", reply.get("caption", "文件")))
        sender = escape(reply["from"]["first_name"])
        parts.append(f"<div class=reply><b>{sender}</b>{escape(text[:40])}</div>")
    parts += [_attachment(world, message), _body(message)]
    bubble = f"<div class=bubble>{''.join(parts)}</div>"
    rows = buttons(message) if "inline_keyboard" in message.get("reply_markup", {}) else []
    return f"<div class='message {'own' if own else 'theirs'}'>{bubble}{_rows(rows)}</div>"


def _rows(rows: list[list[Json]]) -> str:
    return "".join(
        "<div class=row>"
        + "".join(f"<span>{escape(one['text'])}{'<i>↗</i>' if 'url' in one else ''}</span>" for one in row)
        + "</div>"
        for row in rows
    )


def _time(message: Json) -> str:
    moment = datetime.fromtimestamp(message["date"], UTC).astimezone(_SHANGHAI)
    edited = "已编辑 " if "edit_date" in message else ""
    return f"<time>{edited}{moment:%H:%M}</time>"


def _attachment(world: World, message: Json) -> str:
    if "photo" in message:
        return _picture(world.files[message["photo"][-1]["file_id"]])
    if "document" in message:
        document = message["document"]
        name, size = escape(document["file_name"]), _size(document["file_size"])
        return f"<div class=file><span class=icon>⤓</span><span><b>{name}</b><small>{size}</small></span></div>"
    return ""


def _picture(stored: StoredFile) -> str:
    check_photo(stored.content)
    kind = "png" if stored.content.startswith(b"\x89PNG") else "jpeg"
    return f'<img alt="" src="data:image/{kind};base64,{base64.b64encode(stored.content).decode()}">'


def _size(size: int) -> str:
    for unit, bytes_in in (("MB", 2**20), ("KB", 2**10)):
        if size >= bytes_in:
            return f"{size / bytes_in:.1f} {unit}"
    return f"{size} B"


def _body(message: Json) -> str:
    text = str(message.get("text", message.get("caption", "")))
    entities = message.get("entities") or message.get("caption_entities") or []
    return f"<div class=text>{marked(text, entities)}{_time(message)}</div>"


def marked(text: str, entities: list[Json]) -> str:
    """`text` as HTML with its entities as tags; overlapping ones are closed and opened again."""
    edges = {0, utf16_length(text)}
    for one in entities:
        edges |= {one["offset"], one["offset"] + one["length"]}
    points = sorted(edges)
    html: list[str] = []
    active: list[Json] = []
    for begin, end in zip(points, [*points[1:], points[-1]], strict=True):
        around = [one for one in entities if one["offset"] <= begin < one["offset"] + one["length"]]
        while active and active != around[: len(active)]:
            html.append(_close(active.pop()))
        for one in around[len(active) :]:
            html.append(_open(one))
            active.append(one)
        html.append(escape(utf16_slice(text, begin, end - begin)))
    return "".join(html)


def _open(entity: Json) -> str:
    tag = _TAGS.get(entity["type"])
    return f"<{tag}>" if tag else ""


def _close(entity: Json) -> str:
    tag = _TAGS.get(entity["type"])
    return f"</{tag.split()[0]}>" if tag else ""


def _reply_keyboard(messages: list[Json]) -> str:
    """The keyboard that the newest message with one has left open."""
    for message in reversed(messages):
        markup = message.get("reply_markup", {})
        if markup.get("remove_keyboard"):
            return ""
        if "keyboard" in markup:
            return f"<section class=keyboard>{_rows(markup['keyboard'])}</section>"
    return ""
