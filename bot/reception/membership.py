"""Who a person is: binding by code, their own data, leaving; for staff, invitations and changes of account."""

import json
from collections.abc import Mapping

from bot import texts
from bot.messages import Attachment, Button, Reply, Text, plain
from bot.reception.visit import Handler, Memory, Notice, Visit
from policy_corpus import regions
from records import accounts, binding, export, people
from records.binding import AlreadyBound, Bound, ChangeRequested
from records.errors import RecordsError
from records.model import Person

APPROVE, LEAVE = "ac", "ub"
"""First letters of what buttons carry: ac:<change>:<y or n>, ub:<y or n>."""
_MOST_INVITED = 5
"""Codes that one message asks for; more are made on the command line."""


class Membership:
    """Conversations about who is who."""

    def __init__(self, *, bot_name: str) -> None:
        self._bot_name = bot_name
        self.buttons: Mapping[str, Handler] = {APPROVE: self._decided, LEAVE: self._left}

    async def me(self, visit: Visit, _: str) -> None:
        """What the bot knows the person as."""
        if visit.person is None:
            visit.say(plain(texts.NOT_BOUND_YET))
            return
        visit.say(plain(_introduced(visit.person)))

    async def bind(self, visit: Visit, given: str) -> None:
        """Bind the account with the code that was typed in or came with a link."""
        if not given:
            visit.say(plain(texts.BIND_HOW))
            return
        session = await visit.session()
        try:
            outcome = await binding.bind(session, account=visit.incoming.account, code=given, now=visit.now)
        except RecordsError as error:
            # Said instead of raised: the wrong try is counted in this transaction.
            visit.say(plain(str(error)))
            return
        match outcome:
            case Bound(person=person):
                visit.person = person
                visit.say(plain(texts.bound(_introduced(person))))
            case AlreadyBound(person=person):
                visit.say(plain(texts.bound_before(_introduced(person))))
            case ChangeRequested(change=change):
                visit.say(plain(texts.CHANGE_ASKED))
                await self._tell_staff(visit, change)

    async def _tell_staff(self, visit: Visit, change: accounts.AccountChange) -> None:
        """Staff are asked to decide; the old account hears of it, in case it was not the person."""
        session = await visit.session()
        for clerk in await people.staff_for(session, change.person):
            if clerk.account is not None:
                key = f"change:{change.id}:{clerk.id}"
                visit.notices.append(Notice(key, clerk.account, _change(change)))
        if change.person.account is not None:
            key = f"change:{change.id}:old"
            visit.notices.append(Notice(key, change.person.account, plain(texts.CHANGE_ASKED_ELSEWHERE)))

    async def changes(self, visit: Visit, _: str) -> None:
        """The wishes for another account that wait for this member of staff."""
        waiting = await accounts.open_changes(await visit.session(), actor=visit.actor)
        if not waiting:
            visit.say(plain(texts.NO_CHANGES))
        visit.say(*(_change(change) for change in waiting))

    async def _decided(self, visit: Visit, rest: str) -> None:
        number, _, choice = rest.partition(":")
        if not number.isdecimal() or choice not in ("y", "n"):
            visit.toast = texts.OLD_BUTTON
            return
        decision = await accounts.decide_change(
            await visit.session(), actor=visit.actor, change_id=int(number), approve=choice == "y", now=visit.now
        )
        name = decision.person.particulars.name
        said = texts.change_approved(name) if decision.approved else texts.change_rejected(name)
        visit.say(Reply((Text(said),), replaces=visit.incoming.message))
        told = texts.CHANGE_IS_APPROVED if decision.approved else texts.CHANGE_IS_REJECTED
        visit.notices.append(Notice(f"change:{number}:done", decision.new_account, plain(told)))

    async def unbind(self, visit: Visit, _: str) -> None:
        """Ask before the binding ends."""
        if visit.person is None:
            visit.say(plain(texts.NOT_BOUND_YET))
            return
        row = (Button(texts.BUTTON_LEAVE, f"{LEAVE}:y"), Button(texts.BUTTON_STAY, f"{LEAVE}:n"))
        visit.say(plain(texts.LEAVE_REALLY, row))

    async def _left(self, visit: Visit, choice: str) -> None:
        if visit.person is None or choice != "y":
            said = texts.NOT_BOUND_YET if visit.person is None else texts.STAYED
            visit.say(Reply((Text(said),), replaces=visit.incoming.message))
            return
        await accounts.unbind(await visit.session(), actor=visit.actor, person=visit.person, now=visit.now)
        visit.person = None
        visit.memory = Memory(menu=visit.memory.menu)
        visit.say(Reply((Text(texts.LEFT),), replaces=visit.incoming.message))

    async def export(self, visit: Visit, _: str) -> None:
        """Everything that is kept about the person, as a file that people and programs can read."""
        session = await visit.session()
        if visit.person is None:
            kept = await export.of_account(session, visit.incoming.account, now=visit.now)
        else:
            kept = await export.collect(session, actor=visit.actor, person=visit.person, now=visit.now)
        content = json.dumps(kept.as_json(), ensure_ascii=False, indent=1)
        file = Attachment(texts.EXPORT_NAME, content.encode())
        visit.say(Reply((Text(texts.EXPORTED),), attachment=file))

    async def invite(self, visit: Visit, given: str) -> None:
        """A one-time code with its link and picture for each 工号."""
        numbers = given.replace("，", " ").replace(",", " ").replace("、", " ").split()
        if not numbers or len(numbers) > _MOST_INVITED:
            visit.say(plain(texts.invite_how(_MOST_INVITED)))
            return
        # Each takes a moment that needs no transaction.
        sealed = [await binding.seal() for _ in numbers]
        session = await visit.session()
        for number, new in zip(numbers, sealed, strict=True):
            person = await people.find(session, actor=visit.actor, number=number)
            made = await binding.issue(session, actor=visit.actor, person=person, sealed=new, now=visit.now)
            link = binding.link(self._bot_name, made.code)
            picture = Attachment(f"{texts.QR_NAME}.png", binding.qr_png(link), picture=True)
            said = texts.invited(person.particulars.name, str(made.code), link, made.expires_at)
            visit.say(Reply((Text(said),), attachment=picture))


def _change(change: accounts.AccountChange) -> Reply:
    person = change.person.particulars
    said = texts.change_wanted(person.name, person.number, person.school)
    row = (
        Button(texts.BUTTON_APPROVE, f"{APPROVE}:{change.id}:y"),
        Button(texts.BUTTON_REJECT, f"{APPROVE}:{change.id}:n"),
    )
    return plain(said, row)


def _introduced(person: Person) -> str:
    """Name, number, place and roles, a line each."""
    known = person.particulars
    place = regions.get(known.region).full_name if known.region else ""
    roles = [texts.ROLE_ADMINISTRATOR] if person.is_administrator else []
    roles += [texts.role_staff(regions.get(scope.region).full_name, scope.school) for scope in person.scopes]
    return texts.introduced(known.name, known.number, place, known.school, roles)
