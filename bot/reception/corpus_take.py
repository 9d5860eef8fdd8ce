"""An administrator presses 收入: just what was shown goes live, and those whom it touches can be told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot import change_render, texts
from bot.change import Change
from bot.messages import Attachment, Reply, Text, plain
from bot.reception.corpus_draft import PREVIEW, Waiting, button
from bot.reception.corpus_sources import offer
from bot.reception.corpus_table import Table, begin
from bot.reception.corpus_work import CorpusWork
from bot.reception.visit import Visit
from policy_corpus.errors import YanxiuError
from policy_corpus.store import Corpus
from records import corpus_log


class Taking:
    """Conversations about taking in what waits."""

    def __init__(self, *, table: Table, work: CorpusWork | None) -> None:
        self._table = table
        self._work = work
        self.buttons: Mapping[str, Callable[[Visit, Waiting], Awaitable[None]]] = {
            "y": self._documents,
            "r": self._with_rules,
        }

    async def _documents(self, visit: Visit, draft: Waiting) -> None:
        await self._take(visit, draft, rules=False)

    async def _with_rules(self, visit: Visit, draft: Waiting) -> None:
        await self._take(visit, draft, rules=True)

    async def _take(self, visit: Visit, draft: Waiting, *, rules: bool) -> None:
        """Look again; take in what was shown, or show what it is by now."""
        message = visit.incoming.message
        await begin(visit, texts.CORPUS_TAKING, message)
        if (made := await self._at_work.read(lambda corpus: _already(corpus, draft, rules))) is not None:
            await self._done(visit, draft, *made, rules=rules)
            return
        try:
            change = await self._table.fresh(visit, draft, message)
            if other := _is_other(draft, change, rules):
                await self._table.look(visit, replace(draft, sha256="", place=PREVIEW), message, other)
                return
            revision = await self._at_work.take(change, source=draft.source, now=visit.now)
        except YanxiuError as error:
            # It still waits: what a moment's trouble stopped may be tried again.
            retry = (button(texts.BUTTON_AGAIN, "r" if rules else "y", draft.message),)
            leave = (button(texts.BUTTON_CORPUS_LEAVE, "n", draft.message),)
            visit.say(Reply((Text(str(error)),), ((*retry, *leave),), replaces=message))
            return
        if revision is None:
            visit.remember(corpus="")
            visit.say(Reply((Text(texts.CORPUS_NOTHING_NEW),), replaces=message))
            return
        titles = tuple(p.document.title for proposal in change.proposals for p in proposal.documents)
        await self._done(visit, draft, revision, titles, rules=rules)
        if change.touched:
            listed = Attachment(texts.CORPUS_TOUCHED_NAME, "\n".join((*change.touched, "")).encode())
            visit.say(plain(texts.for_those_touched(len(change.touched), change_render.draft_text(change))))
            visit.say(Reply((Text(texts.CORPUS_TOUCHED),), attachment=listed))

    async def _done(self, visit: Visit, draft: Waiting, revision: int, titles: tuple[str, ...], *, rules: bool) -> None:
        visit.remember(corpus="")
        session = await visit.session()
        await corpus_log.taken(session, actor=visit.actor, revision=revision, rules=rules, now=visit.now)
        said = texts.taken_in(titles, revision, rules=rules)
        back = (button(texts.BUTTON_TAKE_BACK, "u", revision),)
        watch = offer(draft.url, await self._at_work.sources()) if draft.url else ()
        visit.say(Reply((Text(said),), (back, *watch), replaces=visit.incoming.message))

    @property
    def _at_work(self) -> CorpusWork:
        if self._work is None:
            raise RuntimeError("asked for before `may_keep`")
        return self._work


def _is_other(draft: Waiting, change: Change, rules: bool) -> str:
    """Why what would go live is not what was shown when the button was pressed; empty when it is."""
    if not change.arrivals or change.arrivals[0].sha256 != draft.sha256:
        return texts.CORPUS_OTHER_CONTENT
    if change.base != draft.base:
        return texts.CORPUS_CHANGED_SINCE
    return texts.RULES_OTHER if bool(change.amendments) != rules else ""


def _already(corpus: Corpus, draft: Waiting, rules: bool) -> tuple[int, tuple[str, ...]] | None:
    """The revision that this very press made before the process was killed, with the titles in it."""
    found = [revision for revision in corpus.revisions() if revision.number >= draft.base][:2]
    if len(found) < 2 or found[0].number != draft.base:
        return None
    before, made = found
    fresh = [s for s in corpus.sources_of(made) if s.sha256 == draft.sha256 and s.entry not in before.entries]
    if not fresh or (len(made.amendments) > len(before.amendments)) != rules:
        return None
    return made.number, tuple(document.title for document in fresh[0].documents)
