"""转人工: what the assistant cannot settle goes to the staff of the person's centre, and their answer comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import texts
from bot.messages import Button, Part, Quote, Reply, Text, plain
from bot.reception.answers import DOWN, STAFF, UP
from bot.reception.visit import Handler, Notice, Pending, Visit
from records import faq, helpdesk, people, replies
from records.helpdesk import Outcome
from records.permissions import Action, permitted
from records.replies import Verdict
from records.tickets import NotBound, Ticket, TicketDone, TicketTaken

ANSWER, CLOSE, SEND, REWRITE, DROP, KEEP = "ta", "tc", "ts", "tw", "td", "tk"
"""First letters of what buttons carry, each with the number of the ticket; tk:<ticket>:<source>."""
_SHOWN = 5
"""Tickets on a page of the queue."""
_ANSWERING, _CLOSING = "answer", "close"


class Desk:
    """Conversations between teachers and the staff of their centre."""

    def __init__(self) -> None:
        self.buttons: Mapping[str, Handler] = {
            UP: self._good,
            DOWN: self._bad,
            STAFF: self._pass_on,
            ANSWER: self._begin,
            CLOSE: self._begin_closing,
            SEND: self._send,
            REWRITE: self._rewrite,
            DROP: self._drop,
            KEEP: self._keep,
        }

    async def ask(self, visit: Visit, _: str) -> None:
        """转人工 in words: it means the last question."""
        session = await visit.session()
        incoming = visit.incoming
        last = await replies.latest(session, chat=incoming.chat, account=incoming.account)
        if last is None:
            visit.say(plain(texts.NOTHING_TO_PASS_ON))
            return
        await self._open(visit, last.id, doubted=False)

    async def _pass_on(self, visit: Visit, reply: str) -> None:
        if reply.isdecimal():
            await self._open(visit, int(reply), doubted=False)

    async def _good(self, visit: Visit, reply: str) -> None:
        await self._rate(visit, reply, Verdict.GOOD)
        visit.toast = visit.toast or texts.THANKS

    async def _bad(self, visit: Visit, reply: str) -> None:
        if await self._rate(visit, reply, Verdict.BAD):
            await self._open(visit, int(reply), doubted=True)

    async def _rate(self, visit: Visit, reply: str, verdict: Verdict) -> bool:
        session = await visit.session()
        account = visit.incoming.account
        rated = reply.isdecimal() and await replies.rate(session, int(reply), account=account, verdict=verdict)
        if not rated:
            visit.toast = texts.NOT_YOURS
        return bool(rated)

    async def _open(self, visit: Visit, reply: int, *, doubted: bool) -> None:
        session = await visit.session()
        try:
            ticket, new = await helpdesk.open_ticket(
                session, actor=visit.actor, reply=reply, doubted=doubted, now=visit.now
            )
        except NotBound:
            visit.say(plain(texts.DOUBT_NOTED if doubted else texts.BIND_TO_ASK_STAFF))
            return
        if not new:
            visit.say(plain(texts.PASSED_ON_ALREADY))
            return
        told = await self._tell_staff(visit, ticket)
        if not told:
            visit.say(plain(texts.NOBODY_THERE))
            return
        visit.say(plain(texts.doubted(ticket.id) if doubted else texts.passed_on(ticket.id)))

    async def _tell_staff(self, visit: Visit, ticket: Ticket) -> int:
        """Every member of staff within reach sees the question at once; returns how many those are."""
        if visit.person is None:
            return 0
        staff = await people.staff_for(await visit.session(), visit.person)
        reached = [clerk for clerk in staff if clerk.account is not None]
        for clerk in reached:
            visit.notices.append(Notice(f"ticket:{ticket.id}:{clerk.id}", clerk.account or 0, _card(ticket, visit)))
        return len(reached)

    async def queue(self, visit: Visit, _: str) -> None:
        """What waits, oldest first."""
        waiting = await helpdesk.queue(await visit.session(), actor=visit.actor, limit=_SHOWN)
        if not waiting.open:
            visit.say(plain(texts.QUEUE_EMPTY))
            return
        visit.say(plain(texts.queue_heading(len(waiting.tickets), waiting.open)))
        visit.say(*(_card(ticket, visit) for ticket in waiting.tickets))

    async def _begin(self, visit: Visit, rest: str) -> None:
        await self._take(visit, rest, _ANSWERING)

    async def _begin_closing(self, visit: Visit, rest: str) -> None:
        await self._take(visit, rest, _CLOSING)

    async def _take(self, visit: Visit, rest: str, kind: str) -> None:
        """Nobody else works on a taken question; taking over a colleague's is a second press."""
        number, _, over = rest.partition(":")
        if not number.isdecimal():
            visit.toast = texts.OLD_BUTTON
            return
        try:
            ticket = await helpdesk.take(
                await visit.session(), int(number), actor=visit.actor, over=over == "over", now=visit.now
            )
        except TicketTaken as error:
            letter = ANSWER if kind == _ANSWERING else CLOSE
            visit.say(plain(str(error), (Button(texts.BUTTON_TAKE_OVER, f"{letter}:{number}:over"),)))
            return
        visit.remember(pending=Pending(kind, ticket.id))
        asked = texts.write_answer(ticket.id, ticket.question)
        visit.say(plain(asked if kind == _ANSWERING else texts.write_reason(ticket.id, ticket.question)))

    async def written(self, visit: Visit, text: str) -> None:
        """Show what was written as the teacher will see it; nothing leaves before it is confirmed."""
        pending = visit.memory.pending
        if pending is None:
            return
        try:
            ticket = await helpdesk.take(await visit.session(), pending.subject, actor=visit.actor, now=visit.now)
        except (TicketDone, TicketTaken) as error:
            visit.remember(pending=None)
            visit.say(plain(str(error)))
            return
        visit.remember(pending=replace(pending, text=text))
        row = (
            Button(texts.BUTTON_SEND, f"{SEND}:{ticket.id}"),
            Button(texts.BUTTON_REWRITE, f"{REWRITE}:{ticket.id}"),
            Button(texts.BUTTON_DROP, f"{DROP}:{ticket.id}"),
        )
        visit.say(Reply((Text(texts.preview_heading(ticket.id)), Quote(text), Text(texts.PREVIEW_QUESTION)), (row,)))

    async def _send(self, visit: Visit, number: str) -> None:
        pending = visit.memory.pending
        if pending is None or not pending.text or str(pending.subject) != number:
            visit.toast = texts.NOT_WAITING
            return
        visit.remember(pending=None)
        try:
            outcome = await self._settle(visit, pending)
        except (TicketDone, TicketTaken) as error:
            visit.say(plain(str(error)))
            return
        if outcome.chat is not None:
            visit.notices.append(Notice(f"ticket:{number}:answer", outcome.chat, _answer(outcome, pending.kind)))
        said = texts.ANSWER_SENT if outcome.chat is not None else texts.ANSWER_KEPT
        visit.say(Reply((Text(said),), _keepers(outcome.ticket, visit), replaces=visit.incoming.message))

    async def _settle(self, visit: Visit, pending: Pending) -> Outcome:
        session = await visit.session()
        if pending.kind == _ANSWERING:
            return await helpdesk.answer(session, pending.subject, actor=visit.actor, text=pending.text, now=visit.now)
        return await helpdesk.close(session, pending.subject, actor=visit.actor, reason=pending.text, now=visit.now)

    async def _rewrite(self, visit: Visit, number: str) -> None:
        pending = visit.memory.pending
        if pending is None or str(pending.subject) != number:
            visit.toast = texts.NOT_WAITING
            return
        visit.remember(pending=replace(pending, text=""))
        visit.say(Reply((Text(texts.WRITE_AGAIN),), replaces=visit.incoming.message))

    async def _drop(self, visit: Visit, number: str) -> None:
        visit.say(Reply((Text(texts.CANCELLED),), replaces=visit.incoming.message))
        await self.put_down(visit)

    async def put_down(self, visit: Visit) -> bool:
        """Let colleagues have the ticket that this member of staff was writing on; whether there was one."""
        pending = visit.memory.pending
        if pending is None:
            return False
        await helpdesk.release(await visit.session(), pending.subject, actor=visit.actor, now=visit.now)
        visit.remember(pending=None)
        return True

    async def _keep(self, visit: Visit, rest: str) -> None:
        """Keep an answered question for everybody who will ask the same, with the provision that it rests on."""
        number, _, source = rest.partition(":")
        if not number.isdecimal() or not source.isdecimal():
            visit.toast = texts.OLD_BUTTON
            return
        session = await visit.session()
        ticket = await helpdesk.get(session, int(number), actor=visit.actor)
        if int(source) >= len(ticket.citations):
            visit.toast = texts.OLD_BUTTON
            return
        kept = await faq.keep(
            session,
            actor=visit.actor,
            ticket_number=ticket.id,
            citation=ticket.citations[int(source)],
            now=visit.now,
        )
        visit.say(Reply((Text(texts.faq_kept(kept.question)),), replaces=visit.incoming.message))


def _card(ticket: Ticket, visit: Visit) -> Reply:
    """A question as staff see it: who, what, what the assistant had said, and the evidence."""
    hours = int((visit.now - ticket.asked_at).total_seconds() // 3600)
    parts: list[Part] = [
        Text(texts.ticket_heading(ticket.id, ticket.doubted, texts.waiting_for(hours)) + "\n", bold=True),
        Text(texts.ticket_question(ticket.asker, ticket.school, ticket.question) + "\n"),
    ]
    if ticket.taker:
        parts.append(Text(texts.ticket_taken(ticket.taker) + "\n"))
    if ticket.shown:
        parts += [Text(texts.TICKET_SHOWN + "\n"), Quote(ticket.shown, folded=True)]
    row = (Button(texts.BUTTON_ANSWER, f"{ANSWER}:{ticket.id}"), Button(texts.BUTTON_CLOSE, f"{CLOSE}:{ticket.id}"))
    return Reply(tuple(parts), (row,))


def _answer(outcome: Outcome, kind: str) -> Reply:
    """What the asker gets, in the name of the centre."""
    ticket = outcome.ticket
    heading = texts.answered_by(outcome.centre) if kind == _ANSWERING else texts.closed_by(outcome.centre)
    words = ticket.answer if kind == _ANSWERING else ticket.reason
    return Reply((Text(heading + "\n", bold=True), Text(texts.you_asked(ticket.question) + "\n\n"), Text(words)))


def _keepers(ticket: Ticket, visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """A button for each provision that was shown with the question: the one chosen becomes the FAQ's evidence."""
    if not ticket.answer or not permitted(visit.actor, Action.KEEP_FAQ, ticket.place):
        return ()
    return tuple(
        (Button(texts.keep_with(citation["label"]), f"{KEEP}:{ticket.id}:{number}"),)
        for number, citation in enumerate(_sources(ticket.citations))
    )


def _sources(citations: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    return citations[:3]
