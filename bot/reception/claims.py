"""Claims of hours in a chat: a teacher sends a certificate, staff of their centre decide, the teacher hears of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot import texts
from bot.messages import Attachment, Button, Reply, SentFile, Text, plain
from bot.reception import claim_words
from bot.reception.claim_draft import Draft, posting_of, shown_file
from bot.reception.hours import Hours
from bot.reception.visit import Handler, Notice, Pending, Visit
from records import bookkeeping, claims, ledger_book, people, standings
from records.china import day_of
from records.claims import OpenClaim
from records.ledger import Entry, EntryKind, Held
from records.model import Person
from records.permissions import Action, permitted, require
from records.posting_model import BadPosting, text_problems
from records.standing import hours_text

CLAIM = "cl"
"""First letters of what buttons carry: cl:<what>:<number of the claim> or, about what is being written,
cl:<what>:<kind of the pending>:<its subject>."""
CLAIMING, REJECTING = "claim", "reject"
"""Kinds of `Pending`: of a claim the subject is the message with the file, of a rejection the claim's number."""
KINDS = frozenset({CLAIMING, REJECTING})

_SHOWN = 5
_COUNTED = 50
"""Waiting claims that are counted; more are said to be more."""
_SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".webp")
_QUESTION = re.compile(r"[?？]\s*$|(?:吗|呢|多少)[。!！\s]*$")


class Claims:
    """Conversations about hours that nobody has registered yet."""

    def __init__(self, *, hours: Hours) -> None:
        self._hours = hours
        self.buttons: Mapping[str, Handler] = {CLAIM: self._pressed}
        self._whats: Mapping[str, Handler] = {
            "y": self._pass,
            "n": self._begin_failing,
            "p": self._submit,
            "s": self._send_reason,
            "w": self._rewrite,
            "d": self._drop,
            "m": self._more,
        }

    async def _pressed(self, visit: Visit, rest: str) -> None:
        what, _, about = rest.partition(":")
        handler = self._whats.get(what)
        if handler is None or not visit.incoming.private:
            visit.toast = texts.OLD_BUTTON
            return
        await handler(visit, about)

    def takes_file(self, file: SentFile, caption: str) -> bool:
        """Whether a file is the matter, and not the question or command that stands below it."""
        return not caption or (file.kind != "other" and not caption.startswith("/") and not _QUESTION.search(caption))

    def takes_words(self, visit: Visit, text: str) -> bool:
        """Whether `text` belongs to what is being written; a question in between is answered as any other."""
        pending = visit.memory.pending
        if pending is None or pending.kind not in KINDS:
            return False
        return pending.kind == REJECTING or not _QUESTION.search(text)

    async def sent(self, visit: Visit, file: SentFile, caption: str) -> None:
        """Begin a claim with a certificate, or put another in the place of the one sent before."""
        pending = visit.memory.pending
        if visit.person is None or file.kind == "other":
            visit.say(plain(texts.FILE_NOT_EXPECTED))
            return
        require(visit.actor, Action.CLAIM)
        if file.kind == "document" and not file.name.lower().endswith(_SUFFIXES):
            staff = permitted(visit.actor, Action.POST_HOURS)
            visit.say(plain(texts.CLAIM_FILE_KIND_STAFF if staff else texts.CLAIM_FILE_KIND))
            return
        if pending is not None and pending.kind != CLAIMING:
            visit.say(plain(texts.FINISH_WRITING_FIRST))
            return
        draft = Draft(file)
        if pending is not None:
            visit.say(plain(texts.CLAIM_FILE_CHANGED))
            # In an album only one picture bears the words.
            draft = draft if caption else replace(Draft.from_text(pending.text), file=file)
        visit.remember(pending=Pending(CLAIMING, visit.incoming.message or 0, draft.to_text()))
        if caption or draft.started:
            self._go_on(visit, draft, caption)
        else:
            visit.say(plain(texts.CLAIM_WORDS))

    async def written(self, visit: Visit, text: str) -> None:
        """What belongs to a claim or to a rejection; nothing leaves before it is confirmed."""
        pending = visit.memory.pending
        if pending is None:
            return
        if pending.kind == CLAIMING:
            self._go_on(visit, Draft.from_text(pending.text), text)
        else:
            await self._reason(visit, pending, text)

    def _go_on(self, visit: Visit, draft: Draft, text: str) -> None:
        """Add what was written; ask for what is missing, or show the whole."""
        alone = draft.missing == [texts.CLAIM_HOURS]
        words = claim_words.read(text, today=day_of(visit.now), hours_alone=alone)
        draft = draft.with_words(words)
        pending = visit.memory.pending
        if pending is not None:
            visit.remember(pending=replace(pending, text=draft.to_text()))
        if words.problems or draft.missing:
            asked = [texts.claim_missing(draft.missing)] if draft.missing else []
            visit.say(plain("\n".join([*words.problems, *asked])))
            return
        shown = texts.CLAIM_PHOTO if draft.file.kind == "photo" else draft.file.name or texts.CLAIM_FILE
        visit.say(plain(texts.claim_preview(draft.said, shown), _draft_row(visit, texts.BUTTON_SUBMIT, "p")))

    async def _submit(self, visit: Visit, about: str) -> None:
        pending = _draft(visit, about)
        if pending is None or visit.person is None:
            return
        draft = Draft.from_text(pending.text)
        if draft.missing:
            visit.toast = texts.CLAIM_NOT_WAITING
            return
        visit.remember(pending=None)
        session = await visit.session()
        number = visit.person.particulars.number
        book = await ledger_book.book_of(session, number, actor=visit.actor)
        posting, known = posting_of(draft, number, book)
        if known is not None:
            said = texts.claim_known(known.entry.id, approved=known.decision is EntryKind.APPROVAL)
            visit.say(Reply((Text(said),), replaces=visit.incoming.message))
            return
        booked = await bookkeeping.book(session, actor=visit.actor, posting=posting, now=visit.now)
        told = await self._tell_staff(visit, OpenClaim(booked.entry, booked.person))
        write = texts.claim_handed_in if told else texts.claim_nobody
        visit.say(Reply((Text(write(booked.entry.id, draft.said)),), replaces=visit.incoming.message))

    async def _tell_staff(self, visit: Visit, claim: OpenClaim) -> int:
        """Every member of staff within reach sees the claim at once; returns how many those are."""
        staff = await people.staff_for(await visit.session(), claim.person)
        reached = [clerk for clerk in staff if clerk.account is not None]
        for clerk in reached:
            visit.notices.append(Notice(f"claim:{claim.entry.id}:{clerk.id}", clerk.account or 0, _card(claim)))
        return len(reached)

    async def queue(self, visit: Visit, _: str) -> None:
        """The claims that wait for this member of staff, oldest first."""
        waiting = await claims.open_claims(await visit.session(), actor=visit.actor, limit=_COUNTED)
        if not waiting:
            visit.say(plain(texts.CLAIMS_EMPTY))
            return
        total = f"{len(waiting)}" if len(waiting) < _COUNTED else f"{_COUNTED} 多"
        visit.say(plain(texts.claims_heading(min(_SHOWN, len(waiting)), total)))
        _say_page(visit, waiting)

    async def _more(self, visit: Visit, after: str) -> None:
        """The next page: what still waits after the claim that the last one ended with."""
        session = await visit.session()
        waiting = await claims.open_claims(session, actor=visit.actor, after=after, limit=_SHOWN + 1)
        if not waiting:
            visit.toast = texts.CLAIMS_NO_MORE
            return
        _say_page(visit, waiting)

    async def _pass(self, visit: Visit, number: str) -> None:
        found = await self._waiting(visit, number)
        if found is None:
            return
        person, held = found
        session = await visit.session()
        done = await claims.decide(session, actor=visit.actor, claim=number, approve=True, now=visit.now)
        now = await standings.case(session, person.particulars.number, actor=visit.actor)
        told = texts.claim_counts(number, _held_text(held), self._hours.owed(now))
        said = _tell(visit, person, f"claim:{number}:decided:{done.entry.id}", told)
        visit.say(plain(texts.claim_passed(number, person.particulars.name, said)))

    async def _begin_failing(self, visit: Visit, number: str) -> None:
        pending = visit.memory.pending
        if pending is not None and pending.kind != REJECTING:
            visit.say(plain(texts.FINISH_WRITING_FIRST))
            return
        found = await self._waiting(visit, number)
        if found is not None:
            visit.remember(pending=Pending(REJECTING, int(number)))
            visit.say(plain(texts.write_claim_reason(number, _held_text(found[1]))))

    async def _reason(self, visit: Visit, pending: Pending, text: str) -> None:
        """Show what the teacher will read."""
        if wrong := text_problems({"note": text}):
            raise BadPosting("".join(wrong))
        number = str(pending.subject)
        found = await self._waiting(visit, number)
        if found is None:
            visit.remember(pending=None)
            return
        visit.remember(pending=replace(pending, text=text))
        told = texts.claim_refused(number, _held_text(found[1]), text)
        visit.say(plain(texts.reason_preview(told), _draft_row(visit, texts.BUTTON_SEND, "s")))

    async def _send_reason(self, visit: Visit, about: str) -> None:
        pending = _draft(visit, about)
        if pending is None or not pending.text:
            visit.toast = texts.REASON_NOT_WAITING
            return
        visit.remember(pending=None)
        number = str(pending.subject)
        found = await self._waiting(visit, number)
        if found is None:
            return
        person, held = found
        done = await claims.decide(
            await visit.session(),
            actor=visit.actor,
            claim=number,
            approve=False,
            reason=pending.text,
            now=visit.now,
        )
        told = texts.claim_refused(number, _held_text(held), pending.text)
        said = texts.claim_failed(
            number, person.particulars.name, _tell(visit, person, f"claim:{number}:decided:{done.entry.id}", told)
        )
        visit.say(Reply((Text(said),), replaces=visit.incoming.message))

    async def _waiting(self, visit: Visit, number: str) -> tuple[Person, Held] | None:
        """Whose claim it is and what it says now; what a colleague decided is said, and is None."""
        require(visit.actor, Action.DECIDE_CLAIM)
        session = await visit.session()
        kept = await bookkeeping.find_entry(session, number)
        # From here on the claims of this person wait for this visit.
        person = await bookkeeping.person_of(session, visit.actor, kept, Action.DECIDE_CLAIM)
        book = await ledger_book.book_of(session, person.particulars.number, actor=visit.actor)
        decisions = [
            line for line in book.lines if line.entry.refers_to == number and line.entry.kind in bookkeeping.DECISIONS
        ]
        if decisions:
            last = max(decisions, key=lambda line: line.entry.recorded_at)
            clerk = await people.by_number(session, last.recorder)
            name = clerk.particulars.name if clerk else last.recorder
            approved = last.entry.kind is EntryKind.APPROVAL
            day = day_of(last.entry.recorded_at).isoformat()
            visit.say(plain(texts.claim_decided_by(number, name, day, approved=approved)))
            return None
        held = next((one for one in book.stands.held if one.id == number and one.pending), None)
        if held is None:
            visit.say(plain(texts.claim_gone(number)))
            return None
        return person, held

    async def _rewrite(self, visit: Visit, about: str) -> None:
        pending = _draft(visit, about)
        if pending is None:
            return
        claiming = pending.kind == CLAIMING
        text = Draft(Draft.from_text(pending.text).file).to_text() if claiming else ""
        visit.remember(pending=replace(pending, text=text))
        said = texts.CLAIM_WORDS_AGAIN if claiming else texts.REASON_AGAIN
        visit.say(Reply((Text(said),), replaces=visit.incoming.message))

    async def _drop(self, visit: Visit, about: str) -> None:
        if _draft(visit, about) is not None:
            visit.remember(pending=None)
            visit.say(Reply((Text(texts.CANCELLED),), replaces=visit.incoming.message))


def _draft(visit: Visit, about: str) -> Pending | None:
    """What is being written, if the pressed button belongs to it."""
    pending = visit.memory.pending
    if pending is None or about != f"{pending.kind}:{pending.subject}":
        visit.toast = texts.REASON_NOT_WAITING if about.startswith(REJECTING) else texts.CLAIM_NOT_WAITING
        return None
    return pending


def _draft_row(visit: Visit, label: str, what: str) -> tuple[Button, ...]:
    pending = visit.memory.pending
    about = f"{pending.kind}:{pending.subject}" if pending else ""
    return (
        Button(label, f"{CLAIM}:{what}:{about}"),
        Button(texts.BUTTON_REWRITE, f"{CLAIM}:w:{about}"),
        Button(texts.BUTTON_DROP, f"{CLAIM}:d:{about}"),
    )


def _say_page(visit: Visit, waiting: Sequence[OpenClaim]) -> None:
    """Show some claims, and a button below them when there are more."""
    shown = waiting[:_SHOWN]
    visit.say(*(_card(claim) for claim in shown))
    if len(waiting) > len(shown):
        button = Button(texts.BUTTON_NEXT_PAGE, f"{CLAIM}:m:{shown[-1].entry.id}")
        visit.say(plain(texts.CLAIMS_MORE, (button,)))


def _card(claim: OpenClaim) -> Reply:
    """A claim as staff see it, with the certificate itself."""
    entry, person = claim.entry, claim.person.particulars
    heading = texts.claim_card(entry.id, person.name, person.number, person.school)
    said = texts.claim_said(entry.project, hours_text(entry.hours), entry.unit.value, _day(entry), entry.category)
    row = (Button(texts.BUTTON_PASS, f"{CLAIM}:y:{entry.id}"), Button(texts.BUTTON_FAIL, f"{CLAIM}:n:{entry.id}"))
    file = shown_file(entry.evidence)
    if file is None:
        return plain(f"{heading}\n{said}\n{texts.claim_evidence(entry.evidence)}", row)
    attachment = Attachment("", picture=file.kind == "photo", id=file.id)
    return Reply((Text(f"{heading}\n{said}"),), (row,), attachment)


def _tell(visit: Visit, person: Person, key: str, told: str) -> str:
    """Tell the teacher; what the member of staff is told about that."""
    if person.account is None:
        return texts.CLAIM_NOT_TOLD
    visit.notices.append(Notice(key, person.account, plain(told)))
    return texts.CLAIM_TOLD


def _held_text(held: Held) -> str:
    day = held.completed.isoformat()
    return texts.claim_said(held.project, hours_text(held.hours), held.unit.value, day, held.category)


def _day(entry: Entry) -> str:
    return entry.completed.isoformat() if entry.completed else ""
