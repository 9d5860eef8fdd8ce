"""After an announcement is decided: approval, progress, correction, report, and those who have not read it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot import texts
from bot.announce_render import audience_text
from bot.messages import Reply, Text, plain
from bot.reception import announce_show as show
from bot.reception.announce_draft import CORRECTING, REFUSING, button, digest, html_of
from bot.reception.visit import Notice, Pending, Visit
from records import lookup, people
from records.campaigns import compose, control, doubts, receipts, report, store
from records.campaigns.content import check, shown
from records.campaigns.messages import correction_mark
from records.campaigns.model import Campaign, State
from records.china import clock
from records.database import Session
from records.model import COMMAND_LINE, Particulars, Person
from records.permissions import Action, permitted

_PAGE = 5
"""Announcements on a page of the list, and messages in doubt that are shown at once."""
_UNREAD = 30
"""Names of those who have not read."""

OnCampaign = Callable[[Visit, int, str], Awaitable[None]]
"""Sees to a button under an announcement; gets its number and what stands behind it."""
Remind = Callable[[Visit, int], Awaitable[None]]


class Following:
    """What staff say and press about announcements that are kept."""

    def __init__(self, *, remind: Remind) -> None:
        self._remind_unread = remind
        self._deeds: Mapping[str, OnCampaign] = {
            "R": self._show,
            "P": self._pause,
            "G": self._go_on,
            "X": self._ask_cancel,
            "Y": self._cancel,
            "K": self._ask_correction,
            "S": self._correct,
            "D": self._put_down,
            "A": self._approve,
            "N": self._ask_refusal,
            "L": self._turn,
            "U": self._unread,
            "M": self._remind,
            "I": self._doubts,
            "T": self._delivered,
            "B": self._ask_again,
            "F": self._again,
        }

    async def pressed(self, visit: Visit, what: str, campaign: int, more: str) -> None:
        """A button under an announcement."""
        deed = self._deeds.get(what)
        if deed is None:
            visit.toast = texts.OLD_BUTTON
            return
        await deed(visit, campaign, more)

    async def written(self, visit: Visit, text: str) -> None:
        """A corrected text, or why an announcement is not approved."""
        pending = visit.memory.pending
        if pending is not None and pending.kind == CORRECTING:
            await self._corrected(visit, pending)
        elif pending is not None:
            await self._refuse(visit, pending.subject, text)

    async def decided(self, visit: Visit, campaign: Campaign, message: int | None) -> None:
        """It was confirmed just now: show how it goes, and ask for approval where that is needed."""
        session = await visit.session()
        heading = ""
        if campaign.state is State.WAITING_APPROVAL:
            told = await self._ask_approval(visit, session, campaign)
            heading = texts.announce_submitted(campaign.id, told)
        found = await report.report(session, campaign.id, actor=visit.actor)
        visit.say(show.status(found, replaces=message, heading=heading))

    async def show_list(self, visit: Visit) -> None:
        """The latest announcements that the person may deal with."""
        if not permitted(visit.actor, Action.ANNOUNCE):
            visit.say(plain(texts.ANNOUNCE_FOR_STAFF))
            return
        await self._page(visit, 0, None)

    async def _turn(self, visit: Visit, page: int, _: str) -> None:
        await self._page(visit, page, visit.incoming.message)

    async def _page(self, visit: Visit, page: int, replaces: int | None) -> None:
        start = _PAGE * page
        async with visit.reading() as session:
            found = await store.latest(session, actor=visit.actor, limit=start + _PAGE + 1)
        shown_now = found[start : start + _PAGE]
        if shown_now:
            more = len(found) > start + _PAGE
            visit.say(show.campaigns(shown_now, page, more=more, replaces=replaces))
        elif page:
            visit.toast = texts.ANNOUNCE_NO_MORE
        else:
            visit.say(plain(texts.NO_CAMPAIGNS))

    async def _show(self, visit: Visit, campaign: int, more: str) -> None:
        await self._status(visit, campaign, new=bool(more))

    async def _status(self, visit: Visit, campaign: int, *, new: bool = False, heading: str = "") -> None:
        found = await report.report(await visit.session(), campaign, actor=visit.actor)
        visit.say(show.status(found, replaces=None if new else visit.incoming.message, heading=heading))

    async def _pause(self, visit: Visit, campaign: int, _: str) -> None:
        found = await control.pause(await visit.session(), campaign, actor=visit.actor, now=visit.now)
        said = texts.stopped(campaign, texts.NOW_PAUSED, found.sent, found.held, found.cancelled)
        await self._status(visit, campaign, heading=said)

    async def _go_on(self, visit: Visit, campaign: int, _: str) -> None:
        await control.resume(await visit.session(), campaign, actor=visit.actor, now=visit.now)
        await self._status(visit, campaign, heading=texts.resumed(campaign))

    async def _ask_cancel(self, visit: Visit, campaign: int, _: str) -> None:
        row = (
            button(texts.BUTTON_CANCEL_SURE, "Y", campaign),
            button(texts.BUTTON_CANCEL_NOT, "R", campaign),
        )
        visit.say(plain(texts.announce_ask_cancel(campaign), row))

    async def _cancel(self, visit: Visit, campaign: int, _: str) -> None:
        found = await control.cancel(await visit.session(), campaign, actor=visit.actor, now=visit.now)
        said = texts.stopped(campaign, texts.NOW_CANCELLED, found.sent, found.held, found.cancelled)
        await self._status(visit, campaign, heading=said)

    async def _ask_correction(self, visit: Visit, campaign: int, _: str) -> None:
        pending = visit.memory.pending
        if pending is not None and pending.kind != CORRECTING:
            visit.say(plain(texts.ANNOUNCE_FINISH_FIRST))
            return
        found = await store.get(await visit.session(), campaign, actor=visit.actor)
        visit.remember(pending=Pending(CORRECTING, campaign))
        visit.say(plain(texts.announce_ask_correction(campaign, shown(found.content.html))))

    async def _corrected(self, visit: Visit, pending: Pending) -> None:
        """Show the corrected message as its receivers will see it; nothing changes before it is confirmed."""
        found = await store.get(await visit.session(), pending.subject, actor=visit.actor)
        begun = found.started_at is not None
        content = replace(found.content, html=html_of(visit.incoming))
        problems = check(content, suffix=correction_mark(visit.now) if begun else "")
        if problems:
            visit.say(plain(texts.announce_problems([problem.sentence() for problem in problems])))
            return
        visit.remember(pending=replace(pending, text=content.html))
        await show.put_preview(visit, replace(found, content=content, corrected_at=visit.now if begun else None))
        row = (
            button(texts.BUTTON_CORRECT_SURE, "S", pending.subject),
            button(texts.BUTTON_GIVE_UP, "D", pending.subject),
        )
        visit.say(plain(texts.announce_correction_card(pending.subject), row))

    async def _correct(self, visit: Visit, campaign: int, _: str) -> None:
        pending = visit.memory.pending
        if pending is None or (pending.kind, pending.subject) != (CORRECTING, campaign) or not pending.text:
            visit.toast = texts.ANNOUNCE_NOT_WAITING
            return
        session = await visit.session()
        done = await control.correct(session, campaign, actor=visit.actor, html=pending.text, now=visit.now)
        visit.remember(pending=None)
        said = texts.announcement_corrected(campaign, done.edits, done.replaced, done.uncorrectable, done.readers)
        found = await store.get(session, campaign, actor=visit.actor)
        if found.state is State.WAITING_APPROVAL:
            told = await self._ask_approval(visit, session, found)
            said = f"{said}\n{texts.announce_submitted(campaign, told)}"
        await self._status(visit, campaign, heading=said)

    async def _put_down(self, visit: Visit, campaign: int, _: str) -> None:
        pending = visit.memory.pending
        if pending is None or (pending.kind, pending.subject) != (CORRECTING, campaign):
            visit.toast = texts.ANNOUNCE_NOT_WAITING
            return
        visit.remember(pending=None)
        visit.say(Reply((Text(texts.CANCELLED),), replaces=visit.incoming.message))

    async def _ask_approval(self, visit: Visit, session: Session, campaign: Campaign) -> int:
        """Everybody who could approve it sees the very message and two buttons; returns how many those are."""
        author = await _author(session, campaign)
        place = Particulars(number="", name="", region=campaign.region)
        anybody = Person(campaign.author or 0, place)
        staff = [one for one in await people.staff_for(session, anybody) if one.account and one.id != visit.actor.id]
        accepted = (await report.report(session, campaign.id, actor=visit.actor)).accepted
        version = f"{digest(campaign)}:{visit.incoming.query or visit.incoming.message}"
        for one in staff:
            key = f"announce:{campaign.id}:{version}:{one.id}"
            await show.put_preview(visit, campaign, key=f"{key}:preview", chat=one.account)
            visit.notices.append(Notice(key, one.account or 0, _approval(campaign, author, accepted)))
        return len(staff)

    async def _approve(self, visit: Visit, campaign: int, seen: str) -> None:
        session = await visit.session()
        if await self._changed(visit, session, campaign, seen):
            return
        await compose.approve(session, campaign, actor=visit.actor, now=visit.now)
        await self._tell_author(visit, session, campaign, texts.announce_approved(campaign, _name(visit)))
        visit.say(Reply((Text(texts.announce_you_approved(campaign)),), replaces=visit.incoming.message))

    async def _changed(self, visit: Visit, session: Session, campaign: int, seen: str) -> bool:
        """Whether the contents are not those that the person was shown; then they are shown."""
        found = await store.get(session, campaign, actor=visit.actor)
        if found.state is not State.WAITING_APPROVAL:
            visit.toast = texts.ANNOUNCE_DECIDED_ALREADY
            return True
        if digest(found) == seen:
            return False
        accepted = (await report.report(session, campaign, actor=visit.actor)).accepted
        visit.toast = texts.ANNOUNCE_CONTENT_SINCE
        await show.put_preview(visit, found)
        visit.say(_approval(found, await _author(session, found), accepted))
        return True

    async def _ask_refusal(self, visit: Visit, campaign: int, seen: str) -> None:
        if visit.memory.pending is not None:
            visit.say(plain(texts.ANNOUNCE_FINISH_FIRST))
        elif not await self._changed(visit, await visit.session(), campaign, seen):
            visit.remember(pending=Pending(REFUSING, campaign))
            visit.say(plain(texts.announce_ask_refusal(campaign)))

    async def _refuse(self, visit: Visit, campaign: int, reason: str) -> None:
        session = await visit.session()
        visit.remember(pending=None)
        await store.locked(session, campaign, actor=visit.actor)  # nobody approves it from here on
        found = await store.get(session, campaign, actor=visit.actor)
        if found.state is not State.WAITING_APPROVAL:
            visit.say(plain(texts.ANNOUNCE_DECIDED_ALREADY))
            return
        await control.cancel(session, campaign, actor=visit.actor, now=visit.now)
        told = await self._tell_author(visit, session, campaign, texts.announce_refused(campaign, _name(visit), reason))
        visit.say(plain(texts.announce_you_refused(campaign, told)))

    async def _tell_author(self, visit: Visit, session: Session, campaign: int, text: str) -> bool:
        author = await _author(session, await store.get(session, campaign, actor=visit.actor))
        if author is None or author.account is None:
            return False
        key = f"announce:{campaign}:decided:{visit.incoming.query or visit.incoming.message}"
        visit.notices.append(
            Notice(key, author.account, plain(text, (button(texts.BUTTON_REFRESH, "R", campaign, "new"),)))
        )
        return True

    async def _unread(self, visit: Visit, campaign: int, _: str) -> None:
        async with visit.reading() as session:
            found = await receipts.unread(session, campaign, actor=visit.actor)
        if not found:
            visit.say(plain(texts.EVERYBODY_READ))
            return
        named = [texts.person_named(one.number, one.name, "") for one in found[:_UNREAD]]
        row = (button(texts.BUTTON_REMIND_THEM, "M", campaign),)
        visit.say(plain(texts.announce_unread(campaign, named, len(found)), row))

    async def _remind(self, visit: Visit, campaign: int, _: str) -> None:
        await self._remind_unread(visit, campaign)

    async def _doubts(self, visit: Visit, campaign: int, _: str) -> None:
        async with visit.reading() as session:
            found = await doubts.uncertain(session, campaign, actor=visit.actor)
        if not found:
            visit.say(plain(texts.NO_DOUBTS))
            return
        visit.say(plain(texts.announce_doubts(campaign, len(found), min(_PAGE, len(found)))))
        for one in found[:_PAGE]:
            row = (
                button(texts.BUTTON_IS_DELIVERED, "T", campaign, str(one.person)),
                button(texts.BUTTON_ONCE_MORE, "B", campaign, str(one.person)),
            )
            visit.say(plain(texts.announce_doubt(one.number, one.name, one.school), row))

    async def _delivered(self, visit: Visit, campaign: int, person: str) -> None:
        one = await self._doubtful(visit, campaign, person)
        if one is not None:
            session = await visit.session()
            await doubts.take_as_sent(session, campaign, actor=visit.actor, person=int(person), now=visit.now)
            visit.say(Reply((Text(texts.taken_as_sent(one)),), replaces=visit.incoming.message))

    async def _ask_again(self, visit: Visit, campaign: int, person: str) -> None:
        if await self._doubtful(visit, campaign, person) is not None:
            sure = button(texts.BUTTON_ONCE_MORE_SURE, "F", campaign, person)
            visit.say(plain(texts.ANNOUNCE_ASK_ONCE_MORE, (sure,)))

    async def _again(self, visit: Visit, campaign: int, person: str) -> None:
        one = await self._doubtful(visit, campaign, person)
        if one is not None:
            session = await visit.session()
            await doubts.send_again(session, campaign, actor=visit.actor, person=int(person), now=visit.now)
            visit.say(Reply((Text(texts.sent_again(one)),), replaces=visit.incoming.message))

    async def _doubtful(self, visit: Visit, campaign: int, person: str) -> str | None:
        """工号 of somebody whose message is in doubt; None, and it is said, when there is nothing to decide."""
        found = await doubts.uncertain(await visit.session(), campaign, actor=visit.actor)
        number = next((one.number for one in found if str(one.person) == person), None)
        if number is None:
            visit.toast = texts.NO_DOUBTS
        return number


async def finished_notice(session: Session, campaign: int) -> Notice | None:
    """The final report, for whoever made the announcement; None when it is not done, or nobody can be told.

    For the job that brings announcements on, which asks for no right. The key makes it one message an edition,
    however often it is asked for.
    """
    found = await store.get(session, campaign, actor=COMMAND_LINE)
    author = await _author(session, found)
    if found.state is not State.DONE or author is None or author.account is None:
        return None
    figures = await report.report(session, campaign, actor=COMMAND_LINE)
    key = f"announce:{campaign}:done:{found.edition}"
    return Notice(key, author.account, show.status(figures, heading=texts.ANNOUNCE_DONE_HEADING))


def _approval(campaign: Campaign, author: Person | None, accepted: int) -> Reply:
    at = clock(campaign.scheduled_for) if campaign.scheduled_for else ""
    name = author.particulars.name if author else ""
    said = texts.announce_approval(campaign.id, name, audience_text(campaign.audience), accepted, at)
    seen = digest(campaign)
    row = (
        button(texts.BUTTON_APPROVE_IT, "A", campaign.id, seen),
        button(texts.BUTTON_REFUSE_IT, "N", campaign.id, seen),
    )
    return plain(said, row)


async def _author(session: Session, campaign: Campaign) -> Person | None:
    return await lookup.by_id(session, campaign.author) if campaign.author is not None else None


def _name(visit: Visit) -> str:
    return visit.person.particulars.name if visit.person else ""
