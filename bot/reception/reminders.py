"""Being left in peace: the buttons under a reminder, and 恢复提醒."""

from collections.abc import Mapping

from bot import texts
from bot.messages import plain
from bot.reception.visit import Handler, Visit
from records.reminders import wishes
from records.reminders.model import BUTTON, KIND_NAMES, Kind


class Reminders:
    """What people say to reminders."""

    def __init__(self) -> None:
        self.buttons: Mapping[str, Handler] = {BUTTON: self._pressed}

    async def again(self, visit: Visit, _: str) -> None:
        """All reminders again."""
        if visit.person is None:
            visit.say(plain(texts.NOTHING_STOPPED))
            return
        session = await visit.session()
        had = await wishes.start(session, actor=visit.actor, person=visit.person, kind=None, now=visit.now)
        visit.say(plain(texts.STARTED if had else texts.NOTHING_STOPPED))

    async def _pressed(self, visit: Visit, what: str) -> None:
        deed, _, about = what.partition(":")
        if visit.person is None or not visit.incoming.private:
            visit.toast = texts.OLD_BUTTON
        elif deed == "s" and about.isascii() and about.isdecimal():
            until = await wishes.snooze(
                await visit.session(), actor=visit.actor, person=visit.person, days=int(about), now=visit.now
            )
            visit.toast = texts.snoozed_until(until.isoformat())
        elif deed == "x" and about in KIND_NAMES:
            kind = Kind(about)
            await wishes.stop(await visit.session(), actor=visit.actor, person=visit.person, kind=kind, now=visit.now)
            visit.say(plain(texts.reminders_stopped(KIND_NAMES[kind])))
        else:
            visit.toast = texts.OLD_BUTTON
