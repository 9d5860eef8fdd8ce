"""The approved questions and answers, for the staff who answer for them: to look through, and to retire."""

from collections.abc import Mapping

from bot import texts
from bot.messages import Button, Quote, Reply, Text, plain
from bot.reception.visit import Handler, Visit
from policy_corpus import regions
from records import faq
from records.faq import Faq

FAQ = "fq"
"""First letters of what buttons carry: fq:<what>:<number of the pair>."""
_SHOWN = 5


class Faqs:
    """Conversations about frequent questions."""

    def __init__(self) -> None:
        self.buttons: Mapping[str, Handler] = {FAQ: self._pressed}
        self._whats: Mapping[str, Handler] = {
            "m": self._more,
            "r": self._ask,
            "R": self._retire,
            "k": self._keep,
        }

    async def show(self, visit: Visit, _: str) -> None:
        """The newest, within the regions of this member of staff."""
        if not await self._page(visit, None):
            visit.say(plain(texts.FAQ_EMPTY))

    async def _pressed(self, visit: Visit, rest: str) -> None:
        what, _, number = rest.partition(":")
        handler = self._whats.get(what)
        if handler is None or not visit.incoming.private or not (number.isascii() and number.isdecimal()):
            visit.toast = texts.OLD_BUTTON
            return
        await handler(visit, number)

    async def _more(self, visit: Visit, before: str) -> None:
        if not await self._page(visit, int(before)):
            visit.toast = texts.FAQ_NO_MORE

    async def _page(self, visit: Visit, before: int | None) -> bool:
        """Show the next few, with a button when there are more; whether there were any."""
        async with visit.reading() as session:
            found = await faq.listing(session, actor=visit.actor, before=before, limit=_SHOWN + 1)
        shown = found[:_SHOWN]
        visit.say(*(_card(one) for one in shown))
        if len(found) > len(shown):
            visit.say(plain(texts.FAQ_MORE, (Button(texts.BUTTON_NEXT_PAGE, f"{FAQ}:m:{shown[-1].id}"),)))
        return bool(shown)

    async def _ask(self, visit: Visit, number: str) -> None:
        found = await self._found(visit, number)
        if found is not None:
            row = (
                Button(texts.BUTTON_RETIRE_SURE, f"{FAQ}:R:{number}"),
                Button(texts.BUTTON_RETIRE_NOT, f"{FAQ}:k:{number}"),
            )
            said = texts.faq_ask_retire(found.id, found.question)
            visit.say(Reply((Text(said),), (row,), replaces=visit.incoming.message))

    async def _retire(self, visit: Visit, number: str) -> None:
        if await self._found(visit, number) is not None:
            await faq.retire(await visit.session(), int(number), actor=visit.actor, now=visit.now)
            visit.say(Reply((Text(texts.faq_retired(int(number))),), replaces=visit.incoming.message))

    async def _keep(self, visit: Visit, number: str) -> None:
        if (found := await self._found(visit, number)) is not None:
            visit.say(_card(found, visit.incoming.message))

    async def _found(self, visit: Visit, number: str) -> Faq | None:
        """The pair; that a colleague has retired it meanwhile is said, and is None."""
        found = await faq.get(await visit.session(), int(number), actor=visit.actor)
        if found.retired_at is None:
            return found
        visit.toast = texts.FAQ_RETIRED_ALREADY
        return None


def _card(one: Faq, replaces: int | None = None) -> Reply:
    heading = texts.faq_card(one.id, regions.get(one.region).full_name, one.question)
    cited = one.citation
    source = texts.faq_source(cited["title"], cited["document_number"], cited["label"], one.approved_at)
    lapsed = f"\n{texts.FAQ_LAPSED}" if one.lapsed_at else ""
    parts = (Text(f"{heading}\n"), Quote(one.answer), Text(f"\n{source}{lapsed}"))
    return Reply(parts, ((Button(texts.BUTTON_RETIRE, f"{FAQ}:r:{one.id}"),),), replaces=replaces)
