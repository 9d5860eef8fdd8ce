"""Buttons under a reminder, and 恢复提醒."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import texts
from bot.messages import Button, Incoming
from bot.reception.reminders import Reminders
from bot.reception.visit import Memory, Visit
from records import people
from records.database import Database, Session
from records.model import Actor
from records.reminders import wishes
from records.reminders.messages import message_of
from records.reminders.model import Item, Key, Kind
from records.reminders.wishes import Wish
from tests.records.conftest import templates
from tests.records.databases import Templates
from tests.records.roster import NOW, add

__all__ = ["templates"]

DAY = NOW.date()
ITEM = Item(Key(1, Kind.CYCLE_END, "r", DAY, 30, DAY), "· 要求")
BUTTONS = [choice.data for row in message_of([ITEM], DAY).buttons for choice in row]
"""What the buttons under a reminder carry."""


class SilentLine:
    """A chat without files, in which nothing is shown before the replies."""

    async def fetch(self, file: str) -> bytes:
        """There is none."""
        raise FileNotFoundError(file)

    async def show(
        self, text: str, message: int | None = None, rows: tuple[tuple[Button, ...], ...] = ()
    ) -> int | None:
        """It did not work."""
        return None

    async def pressed(self, data: str) -> bool:
        """Nothing."""
        return False


async def press(database: Database, what: str, *, account: int = 1001, private: bool = True) -> tuple[str, list[str]]:
    """One press, or the words 恢复提醒: what is shown over the chat, and what is said."""
    reminders = Reminders()
    async with database.write() as session:

        async def own() -> Session:
            return session

        incoming = Incoming(account, account, private=private, button=what)
        person = await people.by_account(session, account)
        visit = Visit(incoming, NOW, person, Memory(), own, database.read, SilentLine())
        letter, _, rest = what.partition(":")
        await reminders.buttons.get(letter, reminders.again)(visit, rest)
        await session.commit()
    return visit.toast, [reply.text for reply in visit.replies]


async def wished(database: Database) -> tuple[Wish, ...]:
    """What the teacher does not want to hear of."""
    async with database.read() as session:
        person = await people.by_account(session, 1001)
        assert person is not None
        return await wishes.wishes(session, actor=Actor(person), person=person)


@pytest.fixture
async def database(templates: Templates, tmp_path: Path) -> AsyncIterator[Database]:
    """One teacher with an account."""
    async with templates.database("sqlite", tmp_path) as made:
        async with made.write() as session:
            await add(session, "T1", account=1001)
            await session.commit()
        yield made


async def test_put_off_stopped_and_again(database: Database) -> None:
    """Each button does what it says; three words undo all of it."""
    snooze, stop = BUTTONS
    assert await press(database, snooze) == ("好的，2026-03-09 起再提醒您", [])
    (said,) = (await press(database, stop))[1]
    assert "不再提醒“周期到期”" in said
    assert [(wish.kind, wish.until is None) for wish in await wished(database)] == [
        (None, False),
        (Kind.CYCLE_END, True),
    ]
    assert await press(database, "恢复提醒") == ("", [texts.STARTED])
    assert await press(database, "恢复提醒") == ("", [texts.NOTHING_STOPPED])
    assert await wished(database) == ()


async def test_a_button_that_means_nothing(database: Database) -> None:
    """Of nobody whom we know, in a group, or of another version: it is said, and nothing changes."""
    for what, account, private in (
        (BUTTONS[0], 9, True),
        (BUTTONS[0], 1001, False),
        ("n:x:某", 1001, True),
        ("n:s:-1", 1001, True),
        ("n", 1001, True),
    ):
        assert await press(database, what, account=account, private=private) == (texts.OLD_BUTTON, [])
    assert await press(database, "恢复提醒", account=9) == ("", [texts.NOTHING_STOPPED])
    assert await wished(database) == ()
