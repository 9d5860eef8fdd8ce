"""Staff write an announcement in the chat: contents, whom it is for, a preview as the receiver sees it, confirmation.

Until it is confirmed it lies in the memory of the chat, as one `Draft`. Whatever the person says belongs to the step
that it is at; every button names its draft, so that one of an earlier draft does nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot import texts
from bot.announce_render import audience_text
from bot.messages import Reply, SentFile, Text, plain
from bot.reception import announce_show as show
from bot.reception import announce_whom, announce_words
from bot.reception.announce_draft import (
    ANNOUNCE,
    ANNOUNCING,
    KINDS,
    Draft,
    Step,
    draft_button,
    fingerprint,
    html_of,
    keep,
    kept,
)
from bot.reception.announce_follow import Following
from bot.reception.announce_whom import OnDraft, Whom
from bot.reception.visit import Handler, Visit
from records.campaigns import compose, receipts
from records.campaigns.content import LONGEST_TEXT, Content, Kind, check
from records.campaigns.markup import units
from records.china import day_of
from records.permissions import Action, permitted
from records.standing import RuleBook

_KINDS = {"photo": Kind.PICTURE, "document": Kind.FILE}


class Announce:
    """Conversations about announcements, from the first word to the report."""

    def __init__(self, *, rules: Callable[[], RuleBook]) -> None:
        self._rules = rules
        self._whom = Whom(rules=rules)
        self._following = Following(remind=self._remind)
        self.buttons: Mapping[str, Handler] = {ANNOUNCE: self._pressed}
        self._on_draft: Mapping[str, OnDraft] = {
            **self._whom.buttons,
            "v": self._view,
            "p": self._send,
            "t": self._ask_time,
            "n": self._at_once,
            "q": self._receipt,
            "u": self._urgent,
            "c": self._other_content,
            "e": self._other_audience,
            "d": self._drop,
        }

    def takes(self, visit: Visit) -> bool:
        """Whether what the person says now belongs to an announcement."""
        pending = visit.memory.pending
        return visit.incoming.private and pending is not None and pending.kind in KINDS

    async def begin(self, visit: Visit, _: str) -> None:
        """/announce: a new one, or the one that is not finished yet."""
        pending = visit.memory.pending
        if not permitted(visit.actor, Action.ANNOUNCE):
            visit.say(plain(texts.ANNOUNCE_FOR_STAFF))
        elif pending is None:
            keep(visit, Draft(), number=visit.incoming.message or 0)
            visit.say(plain(texts.ANNOUNCE_ASK_CONTENT))
        elif pending.kind == ANNOUNCING:
            await self._go_on(visit, Draft.from_text(pending.text))
        else:
            visit.say(plain(texts.ANNOUNCE_FINISH_FIRST))

    async def show_list(self, visit: Visit, _: str) -> None:
        """/announcements: the latest, newest first."""
        await self._following.show_list(visit)

    async def written(self, visit: Visit, text: str) -> None:
        """What belongs to the step that the person is at."""
        draft = kept(visit)
        if draft is None:
            await self._following.written(visit, text)
        elif draft.step is Step.CONTENT:
            await self._content(visit, draft, Content(html_of(visit.incoming)))
        elif draft.step is Step.TIME:
            await self._time(visit, draft, text)
        elif draft.step is Step.READY:
            visit.say(plain(texts.ANNOUNCE_PRESS))
        else:
            await self._whom.written(visit, draft, text)

    async def sent(self, visit: Visit, file: SentFile) -> None:
        """A picture or a file: the contents, or a list of 工号."""
        draft = kept(visit)
        if draft is None:
            visit.say(plain(texts.ANNOUNCE_TEXT_ONLY))
        elif draft.step is Step.CONTENT and file.kind not in _KINDS:
            visit.say(plain(texts.ANNOUNCE_NO_STICKER))
        elif draft.step is Step.CONTENT:
            content = Content(html_of(visit.incoming), _KINDS[file.kind], file.name, file=file.id)
            await self._content(visit, draft, content)
        elif draft.step in (Step.AUDIENCE, Step.LIST) and file.kind == "document":
            await self._whom.listed(visit, draft, file)
        else:
            visit.say(plain(texts.ANNOUNCE_ONE_FILE))

    async def _pressed(self, visit: Visit, rest: str) -> None:
        what, _, about = rest.partition(":")
        number, _, more = about.partition(":")
        if not visit.incoming.private or not number.isascii() or not number.isdecimal():
            visit.toast = texts.OLD_BUTTON
            return
        on_draft = self._on_draft.get(what)
        if on_draft is None:
            await self._following.pressed(visit, what, int(number), more)
            return
        draft, pending = kept(visit), visit.memory.pending
        if draft is None or pending is None or str(pending.subject) != number:
            visit.toast = texts.ANNOUNCE_NOT_WAITING
            return
        await on_draft(visit, draft, more)

    async def _go_on(self, visit: Visit, draft: Draft) -> None:
        """Show where an unfinished one is."""
        if draft.content is None or draft.step is Step.CONTENT:
            drop = draft_button(visit, texts.BUTTON_GIVE_UP, "d")
            visit.say(plain(texts.ANNOUNCE_ASK_CONTENT, (drop,)))
        elif draft.step in (Step.READY, Step.TIME):
            await self._preview(visit, draft)
        else:
            announce_whom.show(visit, draft)

    async def _content(self, visit: Visit, draft: Draft, content: Content) -> None:
        problems = check(content)
        if problems:
            visit.say(plain(texts.announce_problems([problem.sentence() for problem in problems])))
            return
        if content.kind is Kind.TEXT and units(visit.incoming.text) >= LONGEST_TEXT:
            visit.say(plain(texts.ANNOUNCE_MAY_BE_CUT))
        draft = replace(draft, content=content)
        if draft.audience.region or draft.audience.is_list:
            await self._preview(visit, draft)
        else:
            announce_whom.show(visit, replace(draft, step=Step.AUDIENCE))

    async def _view(self, visit: Visit, draft: Draft, _: str) -> None:
        if draft.audience.region or draft.audience.is_list:
            await self._preview(visit, draft, visit.incoming.message)
        else:
            visit.toast = texts.ANNOUNCE_NOBODY_YET

    async def _preview(self, visit: Visit, draft: Draft, message: int | None = None) -> None:
        """The message itself, and below it whom it would reach and when, with the buttons that decide.

        `message` is where the buttons were pressed; they are done with.
        """
        found = await self._looked(visit, draft, message)
        if message is not None:
            visit.say(Reply((Text(texts.announce_recipients(audience_text(draft.audience))),), replaces=message))
        await show.put_preview(visit, found.campaign)
        self._card(visit, draft, found)

    def _card(self, visit: Visit, draft: Draft, found: compose.Preview, *, replaces: int | None = None) -> None:
        seen = fingerprint(one.person for one in found.audience.people)
        draft = replace(draft, step=Step.READY, seen=seen, shown=())
        keep(visit, draft)
        visit.say(show.decision(visit, draft, found, replaces=replaces))

    async def _looked(self, visit: Visit, draft: Draft, message: int | None = None) -> compose.Preview:
        """What confirming would do; it only reads, and says so in `message` where that takes long."""
        if draft.audience.asks_standing and message is not None:
            await visit.line.show(texts.ANNOUNCE_CHECKING, message)
        async with visit.reading() as session:
            if draft.follows is not None:
                unread = {one.person for one in await receipts.unread(session, draft.follows, actor=visit.actor)}
                left = tuple(person for person in draft.audience.people or () if person in unread)
                draft = replace(draft, audience=replace(draft.audience, people=left))
            return await compose.preview(
                session,
                draft.campaign(visit),
                actor=visit.actor,
                rules=self._rules(),
                as_of=day_of(visit.now),
                now=visit.now,
            )

    async def _again(self, visit: Visit, draft: Draft) -> None:
        """The card anew after a change that the message does not show."""
        message = visit.incoming.message
        self._card(visit, draft, await self._looked(visit, draft, message), replaces=message)

    async def _send(self, visit: Visit, draft: Draft, version: str) -> None:
        """Look again, since people may have come and gone; then it is decided, in one transaction with the answer."""
        if version != draft.version:
            visit.toast = texts.ANNOUNCE_OLD_PREVIEW
            return
        message = visit.incoming.message
        found = await self._looked(visit, draft, message)
        people = [one.person for one in found.audience.people]
        # A reminder only ever loses those who have read meanwhile: that need not be asked again.
        if draft.follows is None and fingerprint(people) != draft.seen:
            visit.say(plain(texts.ANNOUNCE_CHANGED))
            self._card(visit, draft, found)
            return
        session = await visit.session()
        made = await compose.create(session, found.campaign, actor=visit.actor, now=visit.now)
        decided = await compose.confirm(session, made.id, actor=visit.actor, audience=found.audience, now=visit.now)
        visit.remember(pending=None)
        await self._following.decided(visit, decided, message)

    async def _ask_time(self, visit: Visit, draft: Draft, _: str) -> None:
        keep(visit, replace(draft, step=Step.TIME))
        visit.say(plain(texts.ANNOUNCE_ASK_TIME))

    async def _time(self, visit: Visit, draft: Draft, text: str) -> None:
        moment = announce_words.moment_of(text, now=visit.now)
        if moment is None:
            visit.say(plain(texts.ANNOUNCE_BAD_TIME))
            return
        draft = replace(draft, at=moment)
        try:
            found = await self._looked(visit, draft)
        except compose.BadMoment as error:
            visit.say(plain(str(error)))
            return
        self._card(visit, draft, found)

    async def _at_once(self, visit: Visit, draft: Draft, _: str) -> None:
        await self._again(visit, replace(draft, at=None))

    async def _receipt(self, visit: Visit, draft: Draft, _: str) -> None:
        await self._preview(visit, replace(draft, receipt=not draft.receipt), visit.incoming.message)

    async def _urgent(self, visit: Visit, draft: Draft, _: str) -> None:
        await self._again(visit, replace(draft, urgent=not draft.urgent))

    async def _other_content(self, visit: Visit, draft: Draft, _: str) -> None:
        keep(visit, replace(draft, step=Step.CONTENT))
        visit.say(Reply((Text(texts.ANNOUNCE_ASK_CONTENT),), replaces=visit.incoming.message))

    async def _other_audience(self, visit: Visit, draft: Draft, _: str) -> None:
        if draft.follows is not None:
            visit.toast = texts.OLD_BUTTON
            return
        announce_whom.show(visit, replace(draft, step=Step.AUDIENCE), replaces=visit.incoming.message)

    async def _drop(self, visit: Visit, _: Draft, __: str) -> None:
        visit.remember(pending=None)
        visit.say(Reply((Text(texts.ANNOUNCE_DROPPED),), replaces=visit.incoming.message))

    async def _remind(self, visit: Visit, campaign: int) -> None:
        """A draft to just those who have not read an announcement, previewed like any other."""
        if visit.memory.pending is not None:
            visit.say(plain(texts.ANNOUNCE_FINISH_FIRST))
            return
        async with visit.reading() as session:
            made = await receipts.remind_unread(session, campaign, actor=visit.actor, now=visit.now)
        draft = Draft(
            Step.READY, made.content, made.audience, urgent=made.urgent, receipt=made.receipt, follows=made.follows
        )
        keep(visit, draft, number=visit.incoming.message or 0)
        await self._preview(visit, draft)
