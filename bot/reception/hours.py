"""One's own hours in a chat: what is still owed, why, what if, at this pace; for staff, those of a teacher.

Nothing of this is ever said in a group, or to anybody but the person and the staff of their centre.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from bot import hours_render, texts
from bot.messages import Button, Part, Quote, Reply, Text, plain
from bot.reception.visit import Handler, Visit
from records import ledger_book, standings
from records.ledger import Entry, EntryKind
from records.standing import Projection, RuleBook, WhatIf, hours_text
from records.standings import Case

HOURS = "h"
"""First letter of what buttons carry: h:w why, h:l the ledger, h:p the pace."""
ABOUT = "hours"
"""`Memory.about` while the last thing talked of was one's own hours."""

_WHY = re.compile(r"(?:这|那)?(?:是)?(?:为什么|为啥|凭什么|怎么算(?:的|出来的)?|怎么来的|依据(?:是)?什么)[？?。！!]*")
_PACE = re.compile(
    r"(?:照|按)(?:现在|目前|这样|这个|当前)的?(?:速度|进度|样子)|来得及|赶得上|(?:能|可以)(?:按时)?(?:完成|修完|学完)[吗么]"
)
_IF = re.compile(
    r"(?:如果|要是|假如|假设|若是?|万一).{0,30}?(?P<hours>\d{1,4}(?:\.\d{1,3})?)\s*个?(?:学时|课时)|"
    r"(?:如果|要是|假如|假设|若是?).{0,20}[(（](?P<other>\d{1,4}(?:\.\d{1,3})?)\s*个?(?:学时|课时)[)）]"
)
_DUE = re.compile(r"(?:什么时候|何时|哪天|几时)(?:到期|截止|要(?:修|学)?完)|到期(?:日|时间)?")
_LEDGER = re.compile(r"我?的?(?:学时)?(?:台账|明细|学时记录|培训记录)")
_MINE = re.compile(r"我|本人|咱|自己")


class Hours:
    """Conversations about what one has and still owes."""

    def __init__(self, *, rules: RuleBook, titles: Mapping[str, str], today: Callable[[], date]) -> None:
        self._rules = rules
        self._titles = titles
        self._today = today
        self.buttons: Mapping[str, Handler] = {HOURS: self._pressed}

    async def follows(self, visit: Visit, text: str) -> bool:
        """See to what only makes sense about one's own hours; whether it was that."""
        if not visit.incoming.private or visit.person is None:
            return False
        talking = visit.memory.about == ABOUT
        mine = talking or bool(_MINE.search(text))
        if talking and _WHY.fullmatch(text):
            await self._why(visit)
        elif mine and (asked := _IF.search(text)):
            await self._what_if(visit, Decimal(asked["hours"] or asked["other"]))
        elif mine and _PACE.search(text):
            await self._pace(visit)
        elif _LEDGER.fullmatch(text.rstrip("？?。！!")):
            await self._ledger(visit)
        elif mine and _DUE.search(text):
            await self.mine(visit, "")
        else:
            return False
        visit.remember(about=ABOUT)
        return True

    async def mine(self, visit: Visit, given: str) -> None:
        """What the person still owes; for staff, with a 工号 behind, what that teacher does."""
        if visit.person is None:
            visit.say(plain(texts.NOT_BOUND_FOR_HOURS))
            return
        case = await self._case(visit, given)
        found = case.standing(self._rules, self._today())
        owed, grounds = hours_render.standing_parts(case.particulars, found, standings.unset(found), self._titles)
        parts: list[Part] = [Text(f"{owed}\n"), Quote(grounds, folded=True)] if grounds else [Text(owed)]
        visit.say(Reply(tuple(parts), () if given else _MORE))
        visit.remember(about=ABOUT)

    def owed(self, case: Case) -> str:
        """What is owed and by when, in one piece."""
        found = case.standing(self._rules, self._today())
        return hours_render.standing_parts(case.particulars, found, standings.unset(found), self._titles)[0]

    async def _case(self, visit: Visit, number: str) -> Case:
        number = number or (visit.person.particulars.number if visit.person else "")
        async with visit.reading() as session:
            return await standings.case(session, number, actor=visit.actor)

    async def _pressed(self, visit: Visit, what: str) -> None:
        if visit.person is None or not visit.incoming.private:
            visit.toast = texts.OLD_BUTTON
            return
        seen = {"w": self._why, "l": self._ledger, "p": self._pace}.get(what)
        if seen is None:
            visit.toast = texts.OLD_BUTTON
            return
        await seen(visit)

    async def _why(self, visit: Visit) -> None:
        """The arithmetic, step by step, with the provision behind each."""
        case = await self._case(visit, "")
        found = case.standing(self._rules, self._today())
        for line in found.lines:
            visit.say(plain(hours_render.reasons_text(line, self._titles)))
        if not found.lines:
            visit.say(plain(hours_render.standing_parts(case.particulars, found, (), self._titles)[0]))

    async def _ledger(self, visit: Visit) -> None:
        async with visit.reading() as session:
            book = await ledger_book.book_of(session, _number(visit), actor=visit.actor)
        visit.say(plain(hours_render.ledger_list(book)))

    async def _pace(self, visit: Visit) -> None:
        case = await self._case(visit, "")
        seen = case.projection(self._rules, self._today())
        visit.say(plain("\n\n".join(_projected(one) for one in seen) or texts.NO_PACE))

    async def _what_if(self, visit: Visit, hours: Decimal) -> None:
        if not hours:
            visit.say(plain(texts.IF_NOTHING))
            return
        case = await self._case(visit, "")
        today = self._today()
        extra = Entry(
            id="if",
            teacher=case.particulars.number,
            kind=EntryKind.POSTING,
            hours=hours,
            completed=today,
            source="if",
            source_key="yanxiu:if",
            recorded_at=visit.now,
            recorded_by="if",
        )
        visit.say(plain(_supposed(hours, case.what_if(self._rules, today, [extra]))))


_MORE = (
    (Button(texts.BUTTON_WHY, f"{HOURS}:w"), Button(texts.BUTTON_LEDGER, f"{HOURS}:l")),
    (Button(texts.BUTTON_PACE, f"{HOURS}:p"),),
)


def _number(visit: Visit) -> str:
    return visit.person.particulars.number if visit.person else ""


def _projected(seen: Projection) -> str:
    line = seen.line
    return texts.pace(
        line.name,
        hours_text(seen.per_year),
        seen.complete_on.isoformat() if seen.complete_on else "",
        line.deadline.isoformat() if line.deadline else "",
        done=not line.remaining,
        in_time=seen.in_time,
    )


def _supposed(hours: Decimal, seen: WhatIf) -> str:
    """Each requirement before and after; hours outside of every category count where the rule has none."""
    before = {(line.rule, line.cycle_start): line.remaining for line in seen.before.lines}
    changes = [
        texts.supposed_line(line.name, hours_text(before[line.rule, line.cycle_start]), hours_text(line.remaining))
        for line in seen.after.lines
        if line.binding and (line.rule, line.cycle_start) in before
    ]
    return texts.supposed(hours_text(hours), changes)
