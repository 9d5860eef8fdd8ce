"""What is due as a message, for a channel to draw."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from records.reminders import texts
from records.reminders.model import BUTTON, SNOOZE_DAYS, Choice, Item, Message

Render = Callable[[Message], dict[str, Any]]
"""The channel's: a message → the payload of a row of the outbox."""
_MOST_ITEMS = 8
"""Things that one message names."""


def method_of(payload: Mapping[str, Any]) -> str:
    """What the channel is to do with a payload that it made."""
    return "document" if "content" in payload else "send"


def message_of(items: Sequence[Item], day: date) -> Message:
    """One message of all items, grouped; buttons to be left in peace."""
    kinds = [item.key.kind for item in items]
    said = [item.text for item in items if item.text]
    parts = said[:_MOST_ITEMS] + ([texts.MORE] if len(said) > _MOST_ITEMS else [])
    return Message(
        heading=texts.heading(kinds, day),
        body="\n".join([*parts, texts.NOT_SENT_AGAIN]),
        buttons=(
            (Choice(texts.SNOOZE, f"{BUTTON}:s:{SNOOZE_DAYS}"),),
            *((Choice(texts.stop(kind), f"{BUTTON}:x:{kind.value}"),) for kind in dict.fromkeys(kinds)),
        ),
    )
