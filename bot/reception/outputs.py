"""What a chat hands out: the progress picture, the 学习档案 and its verification, for staff the 学情通报.

Everything is made while nothing is being written; only what has to be kept, such as that a 学习档案 was issued, is
done in the transaction of the visit.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TypeVar

from bot import bulletin_render, texts
from bot.messages import Attachment, Button, Reply, Text, plain
from bot.reception.hours import PICTURE, Hours
from bot.reception.places import UnclearPlace, areas_of
from bot.reception.telling import telling
from bot.reception.visit import Handler, Visit
from bot.transcript_render import verified_text
from policy_corpus import regions
from policy_corpus.errors import YanxiuError
from records import binding, risk, standings, transcripts
from records.china import day_of
from records.errors import RecordsError
from records.model import Particulars, Scope
from records.permissions import Action, permitted
from records.risk import Bulletin

BULLETIN = "bl"
"""First letters of what buttons carry: bl:<place in the list of one's own areas>."""
MOST = 100_000
"""People of one 学情通报: more would take longer than an answer in a chat may."""

T = TypeVar("T")


class TooMany(YanxiuError):
    """A 学情通报 that takes too long for a chat."""


class Outputs:
    """Conversations that end in a picture or a file."""

    def __init__(self, *, hours: Hours, executor: Executor, bot_name: str) -> None:
        self._hours = hours
        self._executor = executor
        self._bot_name = bot_name
        # One scan at a time: it keeps a processor busy, and a few hundred people in memory.
        self._turn = asyncio.Semaphore(1)
        self.buttons: Mapping[str, Handler] = {PICTURE: self._picture_pressed, BULLETIN: self._area_pressed}

    async def picture(self, visit: Visit, given: str) -> None:
        """The progress picture of the person; for staff, with a 工号 behind, that of a teacher. No name is on it."""
        if visit.person is None:
            visit.say(plain(texts.NOT_BOUND_FOR_HOURS))
            return
        from bot.pictures.progress import progress_png

        _, found = await self._hours.found(visit, given)
        content = await self._in_thread(lambda: progress_png(found, unset=standings.unset(found)))
        name = f"{texts.PROGRESS_NAME}-{found.as_of.isoformat()}.png"
        visit.say(Reply((Text(texts.PROGRESS_HERE),), attachment=Attachment(name, content, picture=True)))

    async def _picture_pressed(self, visit: Visit, _: str) -> None:
        if visit.person is None or not visit.incoming.private:
            visit.toast = texts.OLD_BUTTON
            return
        await self.picture(visit, "")

    async def transcript(self, visit: Visit, given: str) -> None:
        """Issue a 学习档案 of the person; for staff, with a 工号 behind, of a teacher."""
        if visit.person is None:
            visit.say(plain(texts.NOT_BOUND_FOR_HOURS))
            return
        from bot.pictures.transcript import transcript_pdf

        number, day = given or visit.person.particulars.number, day_of(visit.now)
        rules, titles = self._hours.rules(), self._hours.titles()
        # What may be refused is refused here, before the transaction.
        async with visit.reading() as reading:
            await standings.case(reading, number, actor=visit.actor)
        made = await transcripts.issue(
            await visit.session(), actor=visit.actor, number=number, rules=rules, as_of=day, now=visit.now
        )
        link = binding.link(self._bot_name, made.code)
        place = _place(made.particulars.region)
        content = await self._in_thread(lambda: transcript_pdf(made, place=place, titles=titles, link=link))
        file = Attachment(f"{texts.TRANSCRIPT_NAME}-{made.particulars.number}-{day.isoformat()}.pdf", content)
        visit.say(Reply((Text(texts.transcript_here(day.isoformat(), str(made.code))),), attachment=file))

    async def verify(self, visit: Visit, given: str) -> None:
        """What a verification code vouches for; anybody may ask."""
        if not given:
            visit.say(plain(texts.VERIFY_HOW))
            return
        session = await visit.session()
        try:
            found = await transcripts.verify(session, code=given, account=visit.incoming.account, now=visit.now)
        except RecordsError as error:
            # Said instead of raised: the wrong try is counted in this transaction.
            visit.say(plain(str(error)))
            return
        visit.say(plain(verified_text(found)))

    async def bulletin(self, visit: Visit, given: str) -> None:
        """The 学情通报 of the person's own area, or of the region or school that they name."""
        if not permitted(visit.actor, Action.SEE_STANDING):
            visit.say(plain(texts.BULLETIN_IS_FOR_STAFF))
            return
        own = _own(visit)
        try:
            areas = areas_of(own, given)
        except UnclearPlace as error:
            visit.say(plain(str(error)))
            return
        if given or len(areas) == 1:
            await self._bulletin_of(visit, areas, given)
            return
        rows = [(Button(_named(area), f"{BULLETIN}:{place}"),) for place, area in enumerate(areas)]
        visit.say(plain(texts.BULLETIN_WHICH, *rows))

    async def _area_pressed(self, visit: Visit, place: str) -> None:
        own = _own(visit)
        if not visit.incoming.private or not place.isdecimal() or int(place) >= len(own):
            visit.toast = texts.OLD_BUTTON
            return
        await self._bulletin_of(visit, [own[int(place)]], "")

    async def _bulletin_of(self, visit: Visit, areas: Sequence[Scope], given: str) -> None:
        """The figures of the first of the areas in which there is anybody, as text, picture and workbook."""
        allowed = [area for area in areas if _may_see(visit, area)]
        if not allowed:
            visit.say(plain(texts.bulletin_out_of_reach(_named(areas[0]) if areas else given)))
            return
        message = await visit.line.show(texts.BULLETIN_COUNTING)
        try:
            found = await self._scanned(visit, allowed, message)
        except YanxiuError as error:
            visit.say(Reply((Text(str(error)),), replaces=message))
            return
        place = _place(found.region)
        if not found.everybody:
            named = f"{place} {found.school}".strip()
            visit.say(Reply((Text(texts.bulletin_nobody(named)),), replaces=message))
            return
        picture, workbook = await self._in_thread(lambda: self._drawn(found, place, visit))
        await risk.note_export(await visit.session(), actor=visit.actor, found=found, now=visit.now)
        said = bulletin_render.bulletin_text(found, f"{place} {found.school}".strip(), self._hours.titles())
        name = "-".join(filter(None, (texts.BULLETIN_NAME, place, found.school, found.as_of.isoformat())))
        visit.say(
            Reply((Text(said.partition("\n\n")[0]),), replaces=message),
            Reply((), attachment=Attachment(f"{name}.png", picture, picture=True)),
            Reply((Text(texts.BULLETIN_FOR_STAFF),), attachment=Attachment(f"{name}.xlsx", workbook)),
        )

    async def _scanned(self, visit: Visit, areas: Sequence[Scope], message: int | None) -> Bulletin:
        """The figures of the first of the areas where there is anybody, or of the last one. Raises `TooMany`."""
        async with self._turn, telling(visit, message) as tell:

            def progress(done: int, total: int) -> None:
                if total > MOST:
                    raise TooMany(texts.bulletin_too_many(total, MOST))
                tell(texts.bulletin_progress(done, total))

            for area in areas:
                async with visit.reading() as session:
                    found = await risk.scan(
                        session,
                        actor=visit.actor,
                        rules=self._hours.rules(),
                        region=area.region,
                        school=area.school,
                        as_of=self._hours.today(),
                        progress=progress,
                    )
                if found.everybody:
                    break
            return found

    def _drawn(self, found: Bulletin, place: str, visit: Visit) -> tuple[bytes, bytes]:
        """The picture, on which nobody is named, and the workbook."""
        from bot.bulletin_workbook import write_bulletin
        from bot.pictures.bulletin import bulletin_png

        titles = self._hours.titles()
        picture = bulletin_png(found, place=place, titles=titles)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "bulletin.xlsx"
            write_bulletin(target, found, place=place, titles=titles, now=visit.now)
            return picture, target.read_bytes()

    def _in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._executor, work)


def _own(visit: Visit) -> list[Scope]:
    """The areas of the person, the same ones in the same order each time."""
    if visit.person is None:
        return []
    own = sorted(set(visit.person.scopes), key=lambda scope: (scope.region, scope.school))
    if not own and visit.person.is_administrator and visit.person.particulars.region:
        own = [Scope(visit.person.particulars.region, "")]
    return own


def _may_see(visit: Visit, area: Scope) -> bool:
    where = Particulars(number="", name="", region=area.region, school=area.school)
    return permitted(visit.actor, Action.SEE_STANDING, where)


def _place(region: str) -> str:
    return regions.get(region).full_name if region else ""


def _named(area: Scope) -> str:
    return f"{_place(area.region)} {area.school}".strip()
