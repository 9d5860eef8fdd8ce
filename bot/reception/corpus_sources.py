"""The registered web pages: /sources lists them, /refresh looks at them, and a link that was taken in can join them."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from bot import texts
from bot.messages import Button, Reply, Text, plain
from bot.reception.corpus_draft import Waiting, button, stopper
from bot.reception.corpus_shelf import may_keep, number
from bot.reception.corpus_table import Table, begin
from bot.reception.corpus_work import CorpusWork
from bot.reception.telling import telling
from bot.reception.visit import Handler, Visit
from policy_corpus.errors import YanxiuError
from policy_corpus.refresh.plan import Outcome
from policy_corpus.refresh.registry import Registered
from policy_corpus.store import Corpus
from records import corpus_log
from records.china import day_of

PAGE = 6
"""Sources of the list in one message."""
_KEY = 12
"""Characters of a hash that stand for an address in a button."""


class Sources:
    """Conversations about the pages that are looked at again and again."""

    def __init__(self, *, work: CorpusWork | None, table: Table) -> None:
        self._work = work
        self._table = table
        self.commands: Mapping[str, Handler] = {"sources": self._list, "refresh": self._refresh}
        self.buttons: Mapping[str, Handler] = {
            "g": self._register,
            "v": self._page,
            "i": self._card,
            "c": self._check,
            "C": self._refresh,
            "k": self._ask_forget,
            "K": self._forget,
            "s": self._look,
        }
        """By what follows the letters of the corpus; asked only when the person `may_keep` it."""

    async def _register(self, visit: Visit, key: str) -> None:
        """From now on look at the page that a document came from."""
        found = await self._at_work.read(lambda corpus: _came_from(corpus, key))
        if found is None:
            visit.toast = texts.CORPUS_SOURCE_GONE
            return
        made = await self._at_work.register(*found, now=visit.now)
        session = await visit.session()
        await corpus_log.watched(session, actor=visit.actor, url=made.url, watched=True, now=visit.now)
        visit.say(plain(texts.source_registered(made.name), (button(texts.BUTTON_SOURCES, "v", 0),)))

    async def _list(self, visit: Visit, _: str) -> None:
        if may_keep(visit, self._work):
            await self._show(visit, 0, None)

    async def _page(self, visit: Visit, about: str) -> None:
        await self._show(visit, number(about), visit.incoming.message)

    async def _show(self, visit: Visit, page: int, message: int | None) -> None:
        held = await self._at_work.sources()
        if not held:
            visit.say(Reply((Text(texts.CORPUS_NO_SOURCES),), replaces=message))
            return
        page = min(page, (len(held) - 1) // PAGE)
        shown = list(enumerate(held, start=1))[page * PAGE : (page + 1) * PAGE]
        lines = [texts.sources_heading(len(held)), *(_line(at, source) for at, source in shown)]
        rows: list[tuple[Button, ...]] = [
            (button(texts.source_button(at, source.name), "i", key_of(source.url)),) for at, source in shown
        ]
        turning = [button(texts.BUTTON_BACKWARD, "v", page - 1)] if page else []
        turning += [button(texts.BUTTON_FORWARD, "v", page + 1)] if (page + 1) * PAGE < len(held) else []
        rows += [tuple(turning)] if turning else []
        rows.append((button(texts.BUTTON_CHECK_ALL, "C", ""),))
        visit.say(Reply((Text("\n".join(lines)),), tuple(rows), replaces=message))

    async def _card(self, visit: Visit, key: str) -> None:
        """One page, and what can be done about it."""
        if (source := await self._found(visit, key)) is not None:
            self._say_card(visit, source, visit.incoming.message)

    def _say_card(self, visit: Visit, source: Registered, message: int | None, *more: tuple[Button, ...]) -> None:
        key = key_of(source.url)
        rows = (
            *more,
            (button(texts.BUTTON_CHECK, "c", key), button(texts.BUTTON_FORGET, "k", key)),
            (button(texts.BUTTON_ALL_SOURCES, "v", 0),),
        )
        visit.say(Reply((Text(_particulars(source)),), rows, replaces=message))

    async def _check(self, visit: Visit, key: str) -> None:
        """Look at one page now."""
        if (source := await self._found(visit, key)) is None:
            return
        message = visit.incoming.message
        await begin(visit, texts.CORPUS_FETCHING, message)
        seen = await self._seen(visit, message, only=source.url)
        if seen is None or not seen[0]:
            return
        held = {one.url: one for one in await self._at_work.sources()}
        self._say_card(visit, held.get(source.url, source), message, *_rows(seen[0]))

    async def _refresh(self, visit: Visit, _: str) -> None:
        """Look at all of them now."""
        if not may_keep(visit, self._work):
            return
        message = await begin(visit, texts.CORPUS_REFRESHING)
        if (seen := await self._seen(visit, message)) is None:
            return
        outcomes, unseen = seen
        if not outcomes and not unseen:
            visit.say(Reply((Text(texts.CORPUS_NO_SOURCES),), replaces=message))
            return
        lines = [said(outcome) for outcome in outcomes]
        lines += [texts.CORPUS_UNSEEN + texts.files_named([one.name for one in unseen])] if unseen else []
        rows = _rows(outcomes)
        lines += [] if rows else [texts.CORPUS_NOTHING_CHANGED]
        visit.say(Reply((Text("\n".join(lines)),), rows, replaces=message))

    async def _seen(
        self, visit: Visit, message: int | None, only: str = ""
    ) -> tuple[tuple[Outcome, ...], tuple[Registered, ...]] | None:
        """What came of the pages, and those for which there was no time; None when it went wrong, which is said."""
        try:
            async with telling(visit, message, stopper(visit)) as tell:
                return await self._at_work.refresh(
                    now=visit.now,
                    progress=lambda what, done, total: tell(texts.corpus_progress(what, done, total)),
                    stopped=tell.stopped,
                    only=only,
                )
        except YanxiuError as error:
            back = ((button(texts.BUTTON_ALL_SOURCES, "v", 0),),) if only else ()
            visit.say(Reply((Text(str(error)),), back, replaces=message))
            return None

    async def _ask_forget(self, visit: Visit, key: str) -> None:
        if (source := await self._found(visit, key)) is not None:
            row = (button(texts.BUTTON_FORGET_SURE, "K", key), button(texts.BUTTON_FORGET_NOT, "i", key))
            visit.say(Reply((Text(texts.ask_forget(source.name)),), (row,), replaces=visit.incoming.message))

    async def _forget(self, visit: Visit, key: str) -> None:
        if (source := await self._found(visit, key)) is None:
            return
        await self._at_work.forget(source)
        session = await visit.session()
        await corpus_log.watched(session, actor=visit.actor, url=source.url, watched=False, now=visit.now)
        back = (button(texts.BUTTON_ALL_SOURCES, "v", 0),)
        visit.say(Reply((Text(texts.forgotten(source.name)),), (back,), replaces=visit.incoming.message))

    async def _look(self, visit: Visit, key: str) -> None:
        """Look at what a page says now as at any other document, with what is known of it."""
        if (source := await self._found(visit, key)) is None:
            return
        # The message of its own: two sources of one list are two previews, each with its buttons.
        shown = await begin(visit, texts.CORPUS_FETCHING)
        given = source.corrections.encode()
        message = shown or visit.incoming.message or 0
        made = Waiting(message, visit.now.isoformat(), url=source.url, source=source.name, given=given)
        await self._table.look(visit, made, shown)

    async def _found(self, visit: Visit, key: str) -> Registered | None:
        found = next((one for one in await self._at_work.sources() if key_of(one.url) == key), None)
        if found is None:
            visit.toast = texts.CORPUS_SOURCE_GONE
        return found

    @property
    def _at_work(self) -> CorpusWork:
        if self._work is None:
            raise RuntimeError("asked for before `may_keep`")
        return self._work


def key_of(url: str) -> str:
    """What stands for an address in a button."""
    return sha256(url.encode()).hexdigest()[:_KEY]


def offer(url: str, held: Sequence[Registered]) -> tuple[tuple[Button, ...], ...]:
    """The button that has a page looked at from now on; none for a file, or a page that already is."""
    plain_url = url.partition("#")[0]
    if not url or any(source.url == plain_url for source in held):
        return ()
    return ((button(texts.BUTTON_WATCH, "g", key_of(plain_url)),),)


def said(outcome: Outcome) -> str:
    """What came of one page, in a line."""
    return texts.source_line(texts.outcome(outcome.source.name, outcome.became.value, outcome.sentence))


def look_row(outcome: Outcome) -> tuple[Button, ...]:
    """The button that shows what a changed page says now."""
    return (button(texts.button_source(outcome.source.name), "s", key_of(outcome.source.url)),)


def _rows(outcomes: Sequence[Outcome]) -> tuple[tuple[Button, ...], ...]:
    return tuple(look_row(outcome) for outcome in outcomes if outcome.proposal is not None)


def _came_from(corpus: Corpus, key: str) -> tuple[str, str] | None:
    """The address that the button stands for, with what it may be called: the number or title of its document."""
    for source in corpus.originals():
        if source.entry.url and key_of(source.entry.url) == key:
            document = source.documents[0]
            return source.entry.url, document.number or document.title
    return None


def _line(at: int, source: Registered) -> str:
    day = day_of(source.checked).isoformat() if source.checked else ""
    return texts.source_listed(at, source.name, day, source.result)


def _particulars(source: Registered) -> str:
    day = day_of(source.checked).isoformat() if source.checked else ""
    return texts.source_card(source.name, source.url, day, source.result)
