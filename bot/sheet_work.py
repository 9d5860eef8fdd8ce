"""Looks at a spreadsheet that somebody sent, and says what importing it would do. Knows no chat: a job may call it.

The file lies on the disk only while it is being read, in a folder of its own that nobody else can open: rows of
people are not left lying about. Whoever wants it again later gets it again from where it came, and compares digests.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from records.model import Actor
from records.sheets.kinds import kinds_of
from records.sheets.marked import write_marked
from records.sheets.model import Kind
from records.sheets.preview import Preview
from records.sheets.preview import preview as compare
from records.sheets.reader import Choices, Progress, read

if TYPE_CHECKING:
    from records.database import Session

_LONGEST_NAME = 200
"""Bytes in UTF-8; file systems take 255."""
_LONGEST_ENDING = 16
_MARKED, _UNNAMED = "marked.xlsx", "sheet"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A spreadsheet as it was sent."""

    name: str
    """As the sender called it: hours that name no 来源 have it from there."""
    content: bytes = field(repr=False)
    kind: Kind | None = None
    """What the sender says it is; None to go by its headers."""

    @property
    def digest(self) -> str:
        """SHA-256 of the content, as the batch keeps it."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found."""

    kinds: tuple[Kind, ...]
    """What the file may be; with one of them there is a preview."""
    preview: Preview | None = None
    marked: bytes = field(default=b"", repr=False)
    """The file with its problems marked, an .xlsx; empty without problems."""


class SheetWork:
    """Reads spreadsheets in a thread, one at a time: a large one takes 200 MB."""

    def __init__(self, *, executor: Executor) -> None:
        self._executor = executor
        self._turn = asyncio.Semaphore(1)

    async def look(
        self,
        sheet: Sheet,
        *,
        actor: Actor,
        today: date,
        reading: "Callable[[], AbstractAsyncContextManager[Session]]",
        progress: Progress,
    ) -> Looked:
        """Read the file and compare it with the records that `reading` opens. Raises `BadFile`, `NotPermitted`.

        `progress` is called from a thread.
        """
        async with self._turn:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / _safe_name(sheet.name)
                await self._in_thread(lambda: path.write_bytes(sheet.content))
                kinds = (sheet.kind,) if sheet.kind else await self._in_thread(lambda: kinds_of(path))
                if len(kinds) != 1:
                    return Looked(kinds)
                choices = Choices(kinds[0], today, region=_region(actor))
                found = await self._in_thread(lambda: read(path, choices, progress))
                async with reading() as session:
                    preview = await compare(
                        session, actor=actor, reading=found, region=choices.region, progress=progress
                    )
                if not preview.problems:
                    return Looked(kinds, preview)
                return Looked(kinds, preview, await self._in_thread(lambda: _marked(path, preview)))

    def _in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._executor, work)


def _marked(path: Path, preview: Preview) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / _MARKED
        write_marked(path, target, preview.reading, preview.problems)
        return target.read_bytes()


def _region(actor: Actor) -> str:
    """Where new people belong of whom a roster says nothing: the one region of the person who imports it."""
    me = actor.person
    if me is None:
        return ""
    regions = {scope.region for scope in me.scopes} or {me.particulars.region}
    return regions.pop() if len(regions) == 1 else ""


def _safe_name(name: str) -> str:
    """The name as that of a file in a folder, whatever the sender made of it."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last).strip(". ")
    path = PurePosixPath(plain or _UNNAMED)
    ending = path.suffix if len(path.suffix) <= _LONGEST_ENDING else ""
    return path.stem.encode()[: _LONGEST_NAME - len(ending)].decode(errors="ignore") + ending
