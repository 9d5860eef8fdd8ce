"""What the conversations about a change have in common: working it out, and showing it in its one message."""

from typing import Protocol

from bot import texts
from bot.change import Change
from bot.messages import Button
from bot.reception.corpus_draft import Waiting, button, kept, stopper
from bot.reception.telling import stop_row
from bot.reception.visit import Visit


class Table(Protocol):
    """Works changes out and shows them; what goes wrong is said in the place of the message."""

    async def look(self, visit: Visit, draft: Waiting, message: int | None, said: str = "") -> None:
        """Work it out anew, and show it where it belongs."""

    async def known(self, visit: Visit, draft: Waiting, message: int | None) -> Change | None:
        """The change as it was shown, or worked out again; None when that went wrong."""

    async def fresh(self, visit: Visit, draft: Waiting, message: int | None) -> Change:
        """The change as it would be now, without what it would answer. Raises `YanxiuError`."""

    async def preview(self, visit: Visit, draft: Waiting, change: Change, message: int | None, said: str = "") -> None:
        """Show the whole of it, with its buttons."""


async def begin(visit: Visit, said: str, message: int | None = None) -> int | None:
    """Show what is under way, with the button that stops it; the message's id."""
    return await visit.line.show(said, message, stop_row(stopper(visit)))


def again(visit: Visit, draft: Waiting) -> tuple[tuple[Button, ...], ...]:
    """Buttons to go on with what waits still, where its own message has given way to the progress."""
    held = kept(visit)
    if not visit.incoming.button or held is None or held.message != draft.message:
        return ()
    return ((button(texts.BUTTON_AGAIN, "a", held.message), button(texts.BUTTON_CORPUS_LEAVE, "n", held.message)),)
