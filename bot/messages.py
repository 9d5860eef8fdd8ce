"""What a channel hands to a reception and gets back: said and shown, whatever the channel."""

from dataclasses import dataclass
from typing import Literal, Protocol

from policy_corpus.errors import YanxiuError


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person sent, where the channel keeps it."""

    id: str
    """The channel's id, under which it can be shown again; empty for kinds that nobody shows."""
    kind: Literal["photo", "document", "other"]
    """Other: a sticker, a voice message and the like."""
    name: str = ""
    """As the sender called it; empty for photos."""
    size: int = 0
    """Bytes; 0 when the channel does not say."""


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
    html: str = ""
    """The same with bold, links and the like, as the HTML of announcements; from a private chat only."""
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


class NotFetched(YanxiuError):
    """A file that a person sent cannot be had from the channel."""


class Line(Protocol):
    """The chat while somebody is still at work for it, before the replies are kept. What it shows may be lost."""

    async def fetch(self, file: str) -> bytes:
        """The content of a file by its `SentFile.id`. Raises `NotFetched`."""

    async def show(
        self, text: str, message: int | None = None, rows: tuple[tuple[Button, ...], ...] = ()
    ) -> int | None:
        """Show `text`, in the place of `message` if one is given; the message's id, None when it did not work."""

    async def pressed(self, data: str) -> bool:
        """Whether the button that carries `data` was pressed meanwhile, which waits until the visit has ended."""
