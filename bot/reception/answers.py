"""Questions about the rules in a chat: the answer, its sources one by one, what the person thinks of it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, replace
from typing import Any

from bot import render, texts
from bot.app import Library
from bot.conversation import Answering, State, citation_from_json
from bot.messages import Button, Part, Quote, Reply, Text, plain
from bot.reception.quoting import with_quotes
from bot.reception.visit import Visit
from indexer.model import Answer, Citation, Reason, Refusal
from records import faq, replies
from records.replies import Reply as Kept

SOURCE, UP, DOWN, STAFF = "o", "u", "d", "s"
"""First letters of what buttons carry: o:<reply>:<page>, with :t to turn pages; u:<reply>, d:<reply>, s:<reply>."""


class Answers:
    """Answers questions and whatever is pressed below an answer."""

    def __init__(self, *, conversation: Answering, library: Library, executor: Executor) -> None:
        self._conversation = conversation
        self._library = library
        self._executor = executor

    def greeting(self, visit: Visit) -> str:
        """The first words to somebody."""
        return self._conversation.greeting(visit.memory.talk)

    async def said(self, visit: Visit, text: str) -> bool:
        """Answer what was said; False, and nothing is said, when it is about the person's own record.

        In a thread: it takes a processor for a while, and a chat model for longer.
        """
        talk = self._placed(visit)
        if await self._approved(visit, text, talk):
            return True
        loop = asyncio.get_running_loop()
        turn = await loop.run_in_executor(self._executor, self._conversation.respond, text, talk)
        if isinstance(turn.result, Refusal) and turn.result.reason is Reason.PERSONAL:
            return False
        visit.remember(talk=turn.state, about="")
        if turn.result is None:
            visit.say(*(plain(reply) for reply in turn.replies))
            return True
        visit.say(*(plain(reply) for reply in turn.replies[:-1]))
        answered = isinstance(turn.result, Answer)
        cited = turn.result.citations if isinstance(turn.result, Answer) else turn.result.nearest
        visit.say(await self._kept(visit, turn.question, turn.result.text, cited, answered=answered))
        return True

    async def _approved(self, visit: Visit, text: str, talk: State) -> bool:
        """Give the answer that staff approved for this very question here, if its provision still says so."""
        async with visit.reading() as session:
            found = await faq.find(session, question=text, region=talk.region)
        if found is None:
            return False
        citation = citation_from_json(found.citation)
        provision = self._library.provision(citation)
        if provision is None or citation.quote not in provision.text:
            return False
        source = texts.provision_heading(citation.title, citation.document_number, citation.label, citation.text_kind)
        said = f"{found.answer}\n“{citation.quote}”\n——{source.rstrip('：')}\n{texts.faq_remark(found.approved_at)}"
        visit.remember(talk=talk.asked(text, (citation,)))
        visit.say(await self._kept(visit, text, said, (citation,), answered=True))
        return True

    def _placed(self, visit: Visit) -> State:
        """The conversation, at the place that the roster knows until the person names another."""
        talk = visit.memory.talk
        if talk.region or visit.person is None:
            return talk
        return replace(talk, region=visit.person.particulars.region)

    async def _kept(
        self, visit: Visit, question: str, said: str, cited: Sequence[Citation], *, answered: bool
    ) -> Reply:
        """What is shown, kept so that its buttons mean something."""
        number = await replies.keep(
            await visit.session(),
            chat=visit.incoming.chat,
            account=visit.incoming.account,
            question=question,
            region=visit.memory.talk.region,
            answered=answered,
            text=said,
            citations=[asdict(citation) for citation in cited],
            now=visit.now,
        )
        return Reply(with_quotes(said, [c.quote for c in cited]), buttons(number, len(cited), answered=answered))

    async def original(self, visit: Visit, _: str) -> None:
        """看原文 in words: what the last answer cited, in full."""
        incoming = visit.incoming
        last = await replies.latest(await visit.session(), chat=incoming.chat, account=incoming.account)
        if last is None or not last.citations:
            visit.say(plain(texts.NOTHING_TO_SHOW))
            return
        self._show(visit, last, 0, None)

    async def source(self, visit: Visit, rest: str) -> None:
        """Show one of the provisions that an answer rests on in full; the message then turns its own pages."""
        reply, _, place = rest.partition(":")
        page, _, turning = place.partition(":")
        if not reply.isdecimal() or not page.isdecimal():
            visit.toast = texts.OLD_BUTTON
            return
        kept = await replies.get(await visit.session(), int(reply), account=visit.incoming.account)
        if kept is None:
            visit.toast = texts.NOT_YOURS
            return
        # The first page is a message of its own below the answer; later ones take its place.
        self._show(visit, kept, int(page), visit.incoming.message if turning else None)

    def _show(self, visit: Visit, kept: Kept, page: int, replaces: int | None) -> None:
        sources = _distinct(kept.citations)
        if page >= len(sources):
            visit.toast = texts.NOTHING_MORE
            return
        pager = _pager(kept.id, page, len(sources))
        visit.say(Reply(self._provision(sources[page]), pager, replaces=replaces))

    def _provision(self, citation: Citation) -> tuple[Part, ...]:
        found = self._library.provision(citation)
        if found is None:
            return (Text(texts.PROVISION_GONE),)
        heading = texts.provision_heading(citation.title, citation.document_number, citation.label, citation.text_kind)
        return (Text(f"{heading}\n", bold=True), Quote(render.provision_text(found), folded=True))


def buttons(reply: int, sources: int, *, answered: bool) -> tuple[tuple[Button, ...], ...]:
    """The buttons below an answer or a refusal."""
    first = (Button(texts.BUTTON_SOURCE, f"{SOURCE}:{reply}:0"),) if sources else ()
    if answered:
        return (
            (*first, Button(texts.BUTTON_GOOD, f"{UP}:{reply}"), Button(texts.BUTTON_BAD, f"{DOWN}:{reply}")),
            (Button(texts.BUTTON_STAFF, f"{STAFF}:{reply}"),),
        )
    return ((*first, Button(texts.BUTTON_STAFF, f"{STAFF}:{reply}")),)


def _pager(reply: int, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    row = []
    if page > 0:
        row.append(Button(texts.BUTTON_PREVIOUS, f"{SOURCE}:{reply}:{page - 1}:t"))
    if page < pages - 1:
        row.append(Button(texts.BUTTON_NEXT, f"{SOURCE}:{reply}:{page + 1}:t"))
    return (tuple(row),) if row else ()


def _distinct(citations: Iterable[Mapping[str, Any]]) -> list[Citation]:
    """Each cited provision once, in the order of the answer."""
    found: dict[tuple[str, str, str], Citation] = {}
    for value in citations:
        citation = citation_from_json(value)
        found.setdefault((citation.document_number, citation.title, citation.label), citation)
    return list(found.values())
