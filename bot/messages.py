"""What a channel hands to a reception and gets back: said and shown, whatever the channel."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person sent, where the channel keeps it."""

    id: str
    """The channel's id, under which it can be shown again; empty for kinds that nobody shows."""
    kind: Literal["photo", "document", "other"]
    """Other: a sticker, a voice message and the like."""
    name: str = ""
    """As the sender called it; empty for photos."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that a person did in a chat: said something, or pressed a button."""

    account: int
    """Who: the channel's id of the person."""
    chat: int
    """Where: the same number as `account` in a private chat."""
    private: bool
    text: str = ""
    """What they said, without the bot's own name in a group."""
    file: SentFile | None = None
    """What they sent in a private chat; `text` is then its caption."""
    button: str = ""
    """What the pressed button carries; empty when something was said."""
    message: int | None = None
    """The message said, or the one whose button was pressed."""
    query: str = ""
    """The channel's id of the press, by which it is acknowledged."""


@dataclass(frozen=True, slots=True)
class Text:
    """Running text."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Text set off as a quotation; a folded one shows its first lines until it is opened."""

    text: str
    folded: bool = False


Part = Text | Quote


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    label: str
    data: str = ""
    """Comes back as `Incoming.button`; at most 64 bytes in UTF-8."""
    url: str = ""
    """A page or chat that it opens instead."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send with a message."""

    name: str
    content: bytes = b""
    picture: bool = False
    """Shown as a picture instead of a file to download."""
    id: str = ""
    """Of a file that the channel keeps already, shown instead of `content`."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to show."""

    parts: tuple[Part, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    """Rows of buttons."""
    attachment: Attachment | None = None
    """Sent with the text as its caption."""
    replaces: int | None = None
    """The message whose text and buttons this takes the place of."""

    @property
    def text(self) -> str:
        """The whole in plain text."""
        return "".join(part.text for part in self.parts)


def plain(text: str, *rows: tuple[Button, ...]) -> Reply:
    """A message of plain text with rows of buttons."""
    return Reply((Text(text),), rows)
