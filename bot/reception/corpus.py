"""An administrator keeps the corpus: sends a file or an address, sees what it would change, takes it in, takes it back.

Between the preview and the button nothing is kept but Telegram's id of the file or the address, its digest, the
corrections and the number of the revision that was live (`corpus_draft.Waiting`): the file is fetched again.

The corpus lies in files and not in the database: it is changed first, and then the press is marked as handled. A
process that is killed in between handles the press again, finds its own revision, and says so.
"""

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace

from bot import texts
from bot.change import Change, UnknownRule
from bot.messages import Attachment, Reply, SentFile, Text, plain
from bot.reception.corpus_draft import (
    ANY,
    CORPUS,
    PREVIEW,
    RULE,
    Waiting,
    asking,
    button,
    stopper,
    waiting,
    with_words,
)
from bot.reception.corpus_rules import Deciding
from bot.reception.corpus_shelf import Shelf, may_keep
from bot.reception.corpus_show import change_parts, change_rows
from bot.reception.corpus_sources import Sources
from bot.reception.corpus_table import again, begin
from bot.reception.corpus_take import Taking
from bot.reception.corpus_work import CorpusWork, Editing
from bot.reception.telling import telling
from bot.reception.visit import Handler, Visit
from policy_corpus.corrections import Field
from policy_corpus.errors import YanxiuError
from policy_corpus.formats import SUFFIXES
from policy_corpus.refresh.addresses import check_form
from records.china import day_of
from records.permissions import Action, permitted, require

LARGEST = 20_000_000
"""Bytes; bots get no larger files from Telegram."""
_CERTIFICATES = (".pdf", ".jpg", ".jpeg", ".png")
"""What may as well be the proof of a training."""
_SCHEMES = ("http://", "https://")
_TAIL = "。，；！!,;)）】》>”\"'"

AsClaim = Callable[[Visit, SentFile, str], Awaitable[None]]
"""Takes a file for the proof of a training."""


class Keeping:
    """Conversations about the corpus."""

    def __init__(self, *, editing: Editing | None, executor: Executor, as_claim: AsClaim) -> None:
        """`editing` is None where the bot serves without a corpus that it may change."""
        self._work = CorpusWork(editing=editing, executor=executor) if editing is not None else None
        self._as_claim = as_claim
        self.buttons: Mapping[str, Handler] = {CORPUS: self._pressed}
        shelf, sources = Shelf(work=self._work), Sources(work=self._work, table=self)
        self.commands: Mapping[str, Handler] = {**shelf.commands, **sources.commands}
        self._deciding = Deciding(table=self)
        taking = Taking(table=self, work=self._work)
        self._on_draft: Mapping[str, Callable[[Visit, Waiting], Awaitable[None]]] = {
            "a": self._read_it,
            "t": self._claim_it,
            **taking.buttons,
            "d": self._without_rules,
            "D": self._rules_too,
            "P": self._papers_again,
            "e": self._ask_field,
            "n": self._leave,
        }
        self._on_corpus: Mapping[str, Handler] = {
            "f": self._ask_value,
            "h": self._stop,
            **self._deciding.buttons,
            **shelf.buttons,
            **sources.buttons,
        }

    def takes_file(self, visit: Visit, file: SentFile, caption: str) -> bool:
        """Whether a file belongs into the corpus, or may; spreadsheets and announcements are asked before."""
        if not visit.incoming.private or file.kind == "other":
            return False
        if caption.strip(" 。！!：:") in texts.CORPUS_CAPTIONS:
            return True
        if caption or not permitted(visit.actor, Action.KEEP_CORPUS) or visit.memory.pending is not None:
            return False
        return file.kind == "photo" or file.name.lower().endswith(SUFFIXES)

    async def sent(self, visit: Visit, file: SentFile, caption: str) -> None:
        """Look at a file; without a caption, what may be a certificate is asked about first."""
        if not may_keep(visit, self._work):
            return
        if file.size > LARGEST:
            visit.say(plain(texts.CORPUS_FILE_TOO_LARGE))
            return
        photo = file.kind == "photo"
        name = texts.PHOTO_NAME if photo else file.name
        draft = Waiting(visit.incoming.message or 0, visit.now.isoformat(), file.id, photo, name)
        if not caption and (photo or name.lower().endswith(_CERTIFICATES)):
            visit.remember(corpus=draft.to_text())
            both = (button(texts.BUTTON_TO_CORPUS, "a", draft.message),)
            visit.say(plain(texts.CORPUS_WHICH, (*both, button(texts.BUTTON_AS_CERTIFICATE, "t", draft.message))))
            return
        await self.look(visit, draft, await begin(visit, texts.CORPUS_READING))

    def takes_text(self, visit: Visit, text: str) -> bool:
        """Whether it is an address alone, or what the administrator was asked for."""
        if not visit.incoming.private or visit.memory.pending is not None or text.startswith("/"):
            return False
        asked = asking(visit) is not None and not text.endswith(texts.CORPUS_QUESTION_ENDS)
        return asked or bool(_address(text))

    async def said(self, visit: Visit, text: str) -> None:
        """Look at an address, or correct what was read."""
        if not may_keep(visit, self._work):
            return
        url, draft = _address(text), asking(visit)
        if url:
            check_form(url)
            made = Waiting(visit.incoming.message or 0, visit.now.isoformat(), url=url)
            await self.look(visit, made, await begin(visit, texts.CORPUS_FETCHING))
        elif draft is not None and draft.asking == RULE:
            await self._decide(visit, draft, text)
        elif draft is not None:
            draft = replace(with_words(draft, text), message=visit.incoming.message or 0)
            await self.look(visit, draft, await begin(visit, texts.CORPUS_READING))

    async def _decide(self, visit: Visit, draft: Waiting, text: str) -> None:
        """What was typed about the rule that is shown."""
        message = await begin(visit, texts.CORPUS_WEIGHING)
        try:
            await self._deciding.typed(visit, replace(draft, message=visit.incoming.message or 0), text, message)
        except YanxiuError as error:
            visit.say(Reply((Text(str(error)),), replaces=message))

    def put_down(self, visit: Visit) -> bool:
        """/cancel: nothing waits any more; whether something did."""
        waited = bool(visit.memory.corpus)
        visit.remember(corpus="")
        return waited

    async def _pressed(self, visit: Visit, rest: str) -> None:
        what, _, about = rest.partition(":")
        if not visit.incoming.private or self._work is None:
            visit.toast = texts.OLD_BUTTON
            return
        require(visit.actor, Action.KEEP_CORPUS)
        if (on_draft := self._on_draft.get(what)) is not None:
            if (draft := waiting(visit, about)) is not None:
                await on_draft(visit, draft)
        elif (handler := self._on_corpus.get(what)) is not None:
            await handler(visit, about)
        else:
            visit.toast = texts.OLD_BUTTON

    async def _read_it(self, visit: Visit, draft: Waiting) -> None:
        await begin(visit, texts.CORPUS_READING, visit.incoming.message)
        await self.look(visit, draft, visit.incoming.message)

    async def _claim_it(self, visit: Visit, draft: Waiting) -> None:
        visit.remember(corpus="")
        await self._as_claim(visit, draft.sent, "")

    async def look(self, visit: Visit, draft: Waiting, message: int | None, said: str = "") -> None:
        """Show what taking it in would do, in the place of `message`."""
        try:
            change = await self._change(visit, draft, message)
        except UnknownRule:
            await self.look(visit, replace(draft, decisions=[], place=PREVIEW), message, texts.RULES_VOID)
            return
        except YanxiuError as error:
            visit.say(Reply((Text(str(error)),), again(visit, draft), replaces=message))
            return
        if not change.arrivals:
            visit.remember(corpus="")
            visit.say(Reply((Text("\n".join(reason for _, reason in change.refused)),), replaces=message))
            return
        moved = self._deciding.shows(draft, change)
        moved = replace(moved, sha256=change.arrivals[0].sha256, base=change.base, at=visit.now.isoformat(), asking="")
        if moved.place != PREVIEW:
            self._deciding.page(visit, moved, change, message, said)
            return
        done = texts.RULES_DECIDED if draft.place != PREVIEW else ""
        await self.preview(visit, moved, change, message, said or done)
        if not moved.decided:
            await self._papers(visit, change, known=_is_known(moved, change))

    async def known(self, visit: Visit, draft: Waiting, message: int | None) -> Change | None:
        """The change as it was shown, or worked out again; None when that went wrong, which is said."""
        try:
            return await self._at_work.shown(draft) or await self._change(visit, draft, message)
        except YanxiuError as error:
            visit.say(Reply((Text(str(error)),), again(visit, draft), replaces=message))
            return None

    async def fresh(self, visit: Visit, draft: Waiting, message: int | None) -> Change:
        """The change as it would be now, without what it would answer. Raises `YanxiuError`."""
        return await self._change(visit, draft, message, answers=False)

    async def preview(self, visit: Visit, draft: Waiting, change: Change, message: int | None, said: str = "") -> None:
        """Show the whole of it, with its buttons."""
        draft = replace(draft, turn=draft.turn + 1, asking="")
        visit.remember(corpus=draft.to_text())
        known = _is_known(draft, change)
        asked = texts.CORPUS_ASK_RULES if change.amendments else texts.CORPUS_ASK
        asked = texts.CORPUS_KNOWN if known else asked if draft.rules else texts.CORPUS_ASK_WITHOUT
        parts = (*change_parts(change, said), Text(asked))
        visit.say(Reply(parts, change_rows(draft, change, known=known), replaces=message))

    async def _change(self, visit: Visit, draft: Waiting, message: int | None, *, answers: bool = True) -> Change:
        content = b"" if draft.url else await visit.line.fetch(draft.file)
        async with telling(visit, message, stopper(visit)) as tell:
            return await self._at_work.look(
                draft,
                content,
                actor=visit.actor,
                reading=visit.reading,
                today=day_of(visit.now),
                answers=answers,
                progress=lambda what, done, total: tell(texts.corpus_progress(what, done, total)),
                stopped=tell.stopped,
            )

    async def _papers(self, visit: Visit, change: Change, *, known: bool) -> None:
        """The picture and the page of a change."""
        page, picture = await self._at_work.papers(change) if not known else (b"", b"")
        if picture:
            shown = Attachment(texts.CORPUS_PICTURE_NAME, picture, picture=True)
            visit.say(Reply((Text(texts.CORPUS_PICTURE),), attachment=shown))
        if page:
            visit.say(Reply((Text(texts.CORPUS_PAGE),), attachment=Attachment(texts.CORPUS_PAGE_NAME, page)))

    async def _papers_again(self, visit: Visit, draft: Waiting) -> None:
        """As they are after what was decided about rules."""
        if (change := await self.known(visit, draft, None)) is not None:
            await self._papers(visit, change, known=False)

    async def _without_rules(self, visit: Visit, draft: Waiting) -> None:
        await self._anew(visit, replace(draft, rules=False, place=PREVIEW))

    async def _rules_too(self, visit: Visit, draft: Waiting) -> None:
        await self._anew(visit, replace(draft, rules=True, place=PREVIEW))

    async def _anew(self, visit: Visit, draft: Waiting) -> None:
        await self.look(visit, draft, await begin(visit, texts.CORPUS_WEIGHING, visit.incoming.message))

    async def _stop(self, visit: Visit, _: str) -> None:
        """The work itself saw the press; its turn comes when there is nothing left to stop."""
        visit.toast = texts.CORPUS_ENDED

    async def _leave(self, visit: Visit, _: Waiting) -> None:
        visit.remember(corpus="")
        visit.say(Reply((Text(texts.CORPUS_LEFT),), replaces=visit.incoming.message))

    async def _ask_field(self, visit: Visit, draft: Waiting) -> None:
        visit.remember(corpus=replace(draft, asking=ANY).to_text())
        offered = [button(texts.field_button(f), "f", f"{draft.message}:{f}") for f in texts.CORPUS_FIELDS_OFFERED]
        rows = [tuple(offered[at : at + 3]) for at in range(0, len(offered), 3)]
        visit.say(plain(texts.CORPUS_WHICH_FIELD, *rows))

    async def _ask_value(self, visit: Visit, about: str) -> None:
        message, _, field = about.partition(":")
        draft = waiting(visit, message)
        if draft is None or field not in set(Field):
            return
        visit.remember(corpus=replace(draft, asking=field).to_text())
        visit.say(plain(texts.ask_value(texts.field_button(Field(field)))))

    @property
    def _at_work(self) -> CorpusWork:
        if self._work is None:
            raise RuntimeError("asked for before `_may`")
        return self._work


def _is_known(draft: Waiting, change: Change) -> bool:
    """Whether there is nothing to take in."""
    return change.proposals[0].known and not draft.given


def _address(text: str) -> str:
    """The address in a message that is nothing else, perhaps with 收录 before it; empty for any other."""
    word = next((word for word in texts.CORPUS_TAKE_WORDS if text.startswith(word)), "")
    rest = text.removeprefix(word).strip(" \u3000:：\n").rstrip(_TAIL)
    return rest if rest.lower().startswith(_SCHEMES) and len(rest.split()) == 1 else ""
