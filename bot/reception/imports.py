"""Staff send a spreadsheet of a roster or of hours: it is looked at, shown, and taken in once they confirm.

Between the preview and the button nothing is kept but Telegram's id of the file and its digest, in the memory of the
chat: the file is fetched again, so that no copy of people's data lies about.

The import is written in the transaction of the visit, all or nothing together with the answer and the mark that the
press was handled: whenever the process is killed, either everything stands or the press is handled again. All slow
work is done before that transaction begins (`records.posting_ahead`). On SQLite, which has one writer, 100,000 rows
hold up what others do by two or three seconds; writing in pieces would let readers see half a file.
"""

import json
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from bot import import_render, texts
from bot.messages import Attachment, Button, NotFetched, Part, Quote, Reply, SentFile, Text, plain
from bot.reception.telling import telling
from bot.reception.visit import Handler, Visit
from bot.sheet_work import Looked, Sheet, SheetWork
from policy_corpus.errors import YanxiuError
from records import batches
from records.china import day_of
from records.permissions import Action, permitted
from records.sheets.commit import Committed, commit
from records.sheets.model import Kind, Problem
from records.sheets.preview import Preview

IMPORT = "im"
"""First letters of what buttons carry: im:<what>:<message with the file>, or im:<what>:<number of the batch>."""
LARGEST = 20_000_000
"""Bytes; bots get no larger files from Telegram."""
_SUFFIXES = (".xlsx", ".xls", ".csv", ".xlsm", ".xlsb", ".tsv", ".et", ".ods")
"""What is taken for a spreadsheet; whether it is one that can be read shows when it is read."""
_KEPT = timedelta(days=1)
"""How long a preview may wait for its button: the records go on changing."""
_SHOWN = 3
"""Problems of a kind that are shown above the fold."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A spreadsheet that waits for a button."""

    file: str
    """The channel's id."""
    name: str
    message: int
    """The message that brought it."""
    at: str
    """When it was looked at, in ISO 8601."""
    kind: str = ""
    """Empty while the person is asked."""
    digest: str = ""

    def to_text(self) -> str:
        """For `Memory.sheet`."""
        return json.dumps(asdict(self), ensure_ascii=False)


class Imports:
    """Conversations about spreadsheets."""

    def __init__(self, *, executor: Executor) -> None:
        self._work = SheetWork(executor=executor)
        self.buttons: Mapping[str, Handler] = {IMPORT: self._pressed}
        self._whats: Mapping[str, Handler] = {
            "r": self._as_roster,
            "h": self._as_hours,
            "y": self._import,
            "s": self._import_without_conflicts,
            "n": self._drop,
            "u": self._ask_undo,
            "U": self._undo,
            "x": self._no_undo,
        }

    def takes_file(self, file: SentFile) -> bool:
        """Whether a file is a spreadsheet by its name."""
        return file.kind == "document" and file.name.lower().endswith(_SUFFIXES)

    async def sent(self, visit: Visit, file: SentFile, caption: str) -> None:
        """Look at a spreadsheet; a caption such as 名册 says what it is."""
        if visit.person is None:
            visit.say(plain(texts.FILE_NOT_EXPECTED))
        elif not any(permitted(visit.actor, right) for right in (Action.POST_HOURS, Action.EDIT_ROSTER)):
            visit.say(plain(texts.IMPORT_IS_FOR_STAFF))
        elif file.size > LARGEST:
            visit.say(plain(texts.FILE_TOO_LARGE))
        else:
            kinds = [kind for kind, word in texts.IMPORT_KINDS.items() if word in caption]
            kind = kinds[0] if len(kinds) == 1 else ""
            waiting = Waiting(file.id, file.name, visit.incoming.message or 0, visit.now.isoformat(), kind)
            await self._look(visit, waiting, await visit.line.show(texts.IMPORT_CHECKING))

    async def _pressed(self, visit: Visit, rest: str) -> None:
        what, _, about = rest.partition(":")
        handler = self._whats.get(what)
        if handler is None or not visit.incoming.private or not about.isdecimal():
            visit.toast = texts.OLD_BUTTON
            return
        await handler(visit, about)

    async def _as_roster(self, visit: Visit, about: str) -> None:
        await self._as(visit, about, Kind.ROSTER)

    async def _as_hours(self, visit: Visit, about: str) -> None:
        await self._as(visit, about, Kind.HOURS)

    async def _as(self, visit: Visit, about: str, kind: Kind) -> None:
        """The person says what the file is."""
        if (waiting := _waiting(visit, about)) is not None:
            waiting = replace(waiting, kind=kind.value, at=visit.now.isoformat())
            await visit.line.show(texts.IMPORT_CHECKING, visit.incoming.message)
            await self._look(visit, waiting, visit.incoming.message)

    async def _look(self, visit: Visit, waiting: Waiting, message: int | None) -> None:
        """Show what importing would do, in the place of `message`."""
        found = await self._looked(visit, waiting, message)
        if found is None:
            return
        waiting, looked = found
        if looked.preview is not None:
            self._show(visit, waiting, looked, message)
            return
        asked = (
            (_button(texts.IMPORT_KINDS["roster"], "r", waiting), _button(texts.IMPORT_KINDS["hours"], "h", waiting)),
        )
        visit.remember(sheet=waiting.to_text() if looked.kinds else "")
        said = texts.IMPORT_WHICH if looked.kinds else texts.IMPORT_NO_HEADER
        visit.say(Reply((Text(said),), asked if looked.kinds else (), replaces=message))

    async def _looked(
        self, visit: Visit, waiting: Waiting, message: int | None, again: tuple[tuple[Button, ...], ...] = ()
    ) -> tuple[Waiting, Looked] | None:
        """Fetch and read the file; what is wrong with it is said, and is None. `again` are buttons to try anew."""
        try:
            content = await visit.line.fetch(waiting.file)
            sheet = Sheet(waiting.name, content, Kind(waiting.kind) if waiting.kind else None)
            if waiting.digest not in ("", sheet.digest):
                raise NotFetched(texts.FILE_IS_ANOTHER)
            async with telling(visit, message) as tell:
                looked = await self._work.look(
                    sheet,
                    actor=visit.actor,
                    today=day_of(visit.now),
                    reading=visit.reading,
                    progress=lambda *stage: tell(texts.import_progress(*stage)),
                )
        except YanxiuError as error:
            visit.say(Reply((Text(str(error)),), again if isinstance(error, NotFetched) else (), replaces=message))
            return None
        kind = looked.kinds[0].value if looked.preview else ""
        return replace(waiting, kind=kind, digest=sheet.digest), looked

    def _show(self, visit: Visit, waiting: Waiting, looked: Looked, message: int | None, *, begin: str = "") -> None:
        """The preview with its buttons, and the marked file."""
        preview = looked.preview
        if preview is None:
            return
        can = not preview.errors and bool(preview.postings or preview.roster)
        visit.remember(sheet=waiting.to_text() if can else "")
        skipping = bool(preview.conflicts)
        first = _button(texts.BUTTON_IMPORT_REST, "s", waiting) if skipping else _import_button(waiting)
        rows = ((first, _button(texts.BUTTON_IMPORT_DROP, "n", waiting)),) if can else ()
        summary = "\n".join([*([begin] if begin else []), *_summary(preview, waiting.name)])
        parts: tuple[Part, ...] = (Text(f"{summary}\n"), Quote(import_render.preview_text(preview), folded=True))
        visit.say(Reply(parts, rows, replaces=message))
        if looked.marked:
            name = texts.marked_name(waiting.name.rpartition(".")[0], 1)
            visit.say(Reply((Text(texts.IMPORT_MARKED),), attachment=Attachment(name, looked.marked)))

    async def _import(self, visit: Visit, about: str) -> None:
        await self._take_in(visit, about, skip_conflicts=False)

    async def _import_without_conflicts(self, visit: Visit, about: str) -> None:
        await self._take_in(visit, about, skip_conflicts=True)

    async def _take_in(self, visit: Visit, about: str, *, skip_conflicts: bool) -> None:
        """Look again, since the records may have changed; write all of it, or show what has come up."""
        waiting = _waiting(visit, about)
        if waiting is None:
            return
        message = visit.incoming.message
        await visit.line.show(texts.IMPORT_WRITING, message)
        again = ((_import_button(waiting), _button(texts.BUTTON_IMPORT_DROP, "n", waiting)),)
        found = await self._looked(visit, waiting, message, again)
        preview = found[1].preview if found else None
        if found is None or preview is None:
            return
        if preview.errors or (preview.conflicts and not skip_conflicts):
            self._show(visit, waiting, found[1], message, begin=texts.IMPORT_CHANGED_SINCE)
            return
        visit.remember(sheet="")
        try:
            committed = await self._commit(visit, preview, skip_conflicts)
        except YanxiuError as error:
            visit.say(Reply((Text(texts.import_failed(str(error))),), replaces=message))
            return
        visit.say(_done(preview, committed, message))

    async def _commit(self, visit: Visit, preview: Preview, skip_conflicts: bool) -> Committed:
        session = await visit.session()
        # What failed halfway is taken back here: the visit goes on, and keeps that it was said.
        async with session.begin_nested():
            return await commit(
                session,
                actor=visit.actor,
                preview=preview,
                skip_conflicts=skip_conflicts,
                since=None,
                now=visit.now,
                progress=lambda *_: None,
            )

    async def _drop(self, visit: Visit, about: str) -> None:
        if _waiting(visit, about) is not None:
            visit.remember(sheet="")
            visit.say(Reply((Text(texts.IMPORT_DROPPED),), replaces=visit.incoming.message))

    async def _ask_undo(self, visit: Visit, batch: str) -> None:
        row = (
            Button(texts.BUTTON_UNDO_SURE, f"{IMPORT}:U:{batch}"),
            Button(texts.BUTTON_UNDO_NOT, f"{IMPORT}:x:{batch}"),
        )
        visit.say(plain(texts.import_ask_undo(batch), row))

    async def _undo(self, visit: Visit, batch: str) -> None:
        session = await visit.session()
        rows = await batches.undo_batch(session, actor=visit.actor, batch=int(batch), now=visit.now)
        visit.say(Reply((Text(texts.batch_undone(int(batch), rows)),), replaces=visit.incoming.message))

    async def _no_undo(self, visit: Visit, _: str) -> None:
        visit.say(Reply((Text(texts.UNDO_DECLINED),), replaces=visit.incoming.message))


def _waiting(visit: Visit, about: str) -> Waiting | None:
    """The spreadsheet whose button was pressed, if it still waits."""
    waiting = Waiting(**json.loads(visit.memory.sheet)) if visit.memory.sheet else None
    if waiting is None:
        visit.toast = texts.IMPORT_NOT_WAITING
    elif str(waiting.message) != about:
        visit.toast = texts.IMPORT_REPLACED
    elif visit.now - datetime.fromisoformat(waiting.at) > _KEPT:
        visit.toast = texts.IMPORT_TOO_OLD
    else:
        return waiting
    return None


def _button(label: str, what: str, waiting: Waiting) -> Button:
    return Button(label, f"{IMPORT}:{what}:{waiting.message}")


def _import_button(waiting: Waiting) -> Button:
    return _button(texts.BUTTON_IMPORT, "y", waiting)


def _summary(preview: Preview, name: str) -> list[str]:
    """The counts, what is wrong first, and what happens next."""
    counts = preview.new, preview.unchanged, preview.changed, len(preview.conflicts), len(preview.errors)
    lines = [texts.import_file(name), texts.import_counts(preview.reading.kind.value, *counts)]
    for problems in (preview.errors, preview.conflicts):
        lines += [_said(one, preview) for one in problems[:_SHOWN]]
        lines += [texts.import_more(len(problems) - _SHOWN)] if len(problems) > _SHOWN else []
    if preview.errors:
        return [*lines, texts.IMPORT_HAS_ERRORS]
    if not (preview.postings or preview.roster):
        return [*lines, texts.IMPORT_ONLY_CONFLICTS if preview.conflicts else texts.IMPORT_NOTHING_NEW]
    return [*lines, texts.IMPORT_HAS_CONFLICTS if preview.conflicts else texts.IMPORT_ASK]


def _said(problem: Problem, preview: Preview) -> str:
    several = len(preview.reading.sheets) + len(preview.reading.ignored) > 1
    row = texts.row_in_file(problem.sheet if several else "", problem.row)
    return texts.import_problem(row, problem.column, problem.value, problem.reason, problem.fix)


def _done(preview: Preview, committed: Committed, message: int | None) -> Reply:
    """What was written, and how to take it back."""
    if committed.batch is None:
        return Reply((Text(texts.IMPORT_NOTHING_NEW),), replaces=message)
    kind = preview.reading.kind.value
    said = texts.import_done_here(kind, committed.batch, committed.new, committed.changed, len(preview.conflicts))
    undo = Button(texts.BUTTON_UNDO, f"{IMPORT}:u:{committed.batch}")
    return Reply((Text(said),), ((undo,),), replaces=message)
