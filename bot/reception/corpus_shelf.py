"""What the corpus holds, and the way back: /corpus, 撤回."""

from collections.abc import Mapping

from bot import texts
from bot.messages import Reply, Text, plain
from bot.reception.corpus_draft import button
from bot.reception.corpus_show import PAGE, back_text, list_text
from bot.reception.corpus_work import CorpusWork
from bot.reception.visit import Handler, Visit
from policy_corpus.errors import CorpusError
from policy_corpus.history.revisions import Action as Made
from policy_corpus.store import Corpus
from records import corpus_log
from records.china import day_of
from records.permissions import Action, permitted


def may_keep(visit: Visit, work: CorpusWork | None) -> bool:
    """Whether the person may change the corpus here; if not, it is said."""
    if not permitted(visit.actor, Action.KEEP_CORPUS):
        visit.say(plain(texts.CORPUS_IS_FOR_ADMINISTRATORS))
    elif work is None:
        visit.say(plain(texts.CORPUS_NOT_SERVED))
    else:
        return True
    return False


class Shelf:
    """Conversations about what is in the corpus already."""

    def __init__(self, *, work: CorpusWork | None) -> None:
        self._work = work
        self.commands: Mapping[str, Handler] = {"corpus": self._list}
        self.buttons: Mapping[str, Handler] = {
            "u": self._ask_back,
            "U": self._take_back,
            "x": self._no_back,
            "p": self._turn,
        }
        """By what follows the letters of the corpus; asked only when the person `may_keep` it."""

    async def _ask_back(self, visit: Visit, about: str) -> None:
        revision = number(about)
        _, effect = await self._at_work.before(revision)
        row = (button(texts.BUTTON_TAKE_BACK_SURE, "U", revision), button(texts.BUTTON_TAKE_BACK_NOT, "x", revision))
        visit.say(plain(texts.ask_take_back(revision, back_text(effect)), row))

    async def _take_back(self, visit: Visit, about: str) -> None:
        revision = number(about)
        made = await self._at_work.read(lambda corpus: _back_already(corpus, revision))
        if made is None:
            made = await self._at_work.take_back(revision, now=visit.now)
        session = await visit.session()
        await corpus_log.taken_back(session, actor=visit.actor, revision=revision, made=made, now=visit.now)
        visit.say(Reply((Text(texts.taken_back(revision, made)),), replaces=visit.incoming.message))

    async def _no_back(self, visit: Visit, _: str) -> None:
        visit.say(Reply((Text(texts.CORPUS_BACK_DECLINED),), replaces=visit.incoming.message))

    async def _list(self, visit: Visit, _: str) -> None:
        if may_keep(visit, self._work):
            await self._page(visit, 0, None)

    async def _turn(self, visit: Visit, about: str) -> None:
        await self._page(visit, number(about), visit.incoming.message)

    async def _page(self, visit: Visit, page: int, message: int | None) -> None:
        documents = await self._at_work.read(lambda corpus: corpus.documents())
        if not documents:
            visit.say(plain(texts.CORPUS_EMPTY))
            return
        page = min(page, (len(documents) - 1) // PAGE)
        row = [button(texts.BUTTON_BACKWARD, "p", page - 1)] if page else []
        row += [button(texts.BUTTON_FORWARD, "p", page + 1)] if (page + 1) * PAGE < len(documents) else []
        shown = list_text(documents, page, day_of(visit.now))
        visit.say(Reply((Text(shown),), (tuple(row),) if row else (), replaces=message))

    @property
    def _at_work(self) -> CorpusWork:
        if self._work is None:
            raise RuntimeError("asked for before `may_keep`")
        return self._work


def _back_already(corpus: Corpus, revision: int) -> int | None:
    """The revision that this very press made before the process was killed."""
    live = corpus.revision()
    return live.number if live.action is Made.ROLLBACK and live.number == revision + 1 else None


def number(about: str) -> int:
    if not (about.isascii() and about.isdecimal()):
        raise CorpusError(texts.OLD_BUTTON)
    return int(about)
