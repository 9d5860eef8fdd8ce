"""One's own hours in a chat: what is still owed, why, what if, at this pace; for staff, those of a teacher.

Nothing of this is ever said in a group, or to anybody but the person and the staff of their centre.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from bot import hours_render, texts
from bot.messages import Button, Part, Quote, Reply, Text, plain
from bot.reception.hours_said import due_text, year_text
from bot.reception.visit import Handler, Visit
from records import ledger_book, standings
from records.ledger import Entry, EntryKind
from records.standing import Projection, RuleBook, Standing, WhatIf, hours_text
from records.standings import Case

HOURS = "h"
"""First letter of what buttons carry: h:w why, h:l the ledger, h:p the pace."""
PICTURE = "hp"
"""What the button for a picture carries; `bot.reception.outputs` sees to it."""
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
_DUE = re.compile(
    r"(?:什么时候|啥时候|何时|哪天|几时|几号|多久)(?:之?前)?(?:就?要?到期|截止|(?:要|得|必须)?(?:修|学)[完满])"
    r"|(?:到期|截止)(?:日期?|时间)?"
)
_LEDGER = re.compile(r"我?的?(?:学时)?(?:台账|明细|学时记录|培训记录)")
_MINE = re.compile(r"我(?![们校县市省区国乡镇])|俺(?!们)|本人|咱(?!们)|自己")

POLITE = re.compile(
    r"^(?:(?:各位)?老师|您好|你好|请问(?:一下)?|麻烦(?:您|你)?|劳驾|在吗|想?问一?下|那|[\s，,。！!~、])+"
)
_CLAUSES = re.compile(r"[，,。；;！!？?\n]+")
_END = r"(?:啊|呀|呢|哦|啦|了|吧|嘛|的)*$"
_UNIT = r"(?:个)?(?:小时|学时|课时|学分)"
_HOW_MANY = r"(?:多少|好多|几|多大|啥|什么)"
_SINCE = (
    r"(?:今年|去年|前年|本年度?|这一?年|这学期|(?:这|本)(?:个|一)?周期|这(?:五|5|三|3|几|些)年"
    r"|到现在|到目前|目前|现在|至今|截至)"
)
_OWED = re.compile(
    rf"(?:差|欠|缺(?!少|席|勤))(?:了|着|我|俺)*{_HOW_MANY}"
    rf"|(?:差|欠|缺)(?:着|不|没)?(?:差|欠|缺)?{_UNIT}(?:吗|么|没|不)?{_END}"
)
"""差多少, 还欠学时吗."""
_LEFT = re.compile(rf"还(?:要|需要?|得|用|剩(?:下)?|有)(?:再)?[^，。要]{{0,8}}{_HOW_MANY}")
"""还要修几个学时, 还剩多少."""
_GOT = re.compile(
    rf"(?:学|修|攒|拿|积累?|累计|挣|得|完成|登记|记|参加|培训|有|到|报)了?(?:有|到|过)?(?:多少|几)(?:个)?(?:{_UNIT})?(?:的?(?:培训|继续教育))?{_END}"
)
"""攒了多少学时."""
_DONE = r"(?:够|修[满完]|学[满完]|完成|达标|合格|满|齐)"
_ENOUGH = re.compile(
    rf"(?:够不够|满没满|齐没齐|达没达标|达不达标|{_DONE}(?:要求)?了?(?:吗|么|没有?|没|嘛|不){_END}|{_DONE}了没(?:有)?{_END})"
    rf"|(?:有没有|是不是|是否)(?:都|已经?)?{_DONE}|(?:达到|符合)要求(?:了?没有?|了?吗|了?么)"
)
"""够不够, 修满了吗, 达到要求没有."""
_HOURS = re.compile(r"学时|课时|学分|任务|继续教育|公需|专业科目|校本")
_ABOUT_ONESELF = (
    rf"(?:我|俺|本人|自己|个人|{_SINCE}|的|参加|培训|继续教育|公需科目|专业科目|校本研修|累计|全部|所有)*"
    rf"(?:{_UNIT}|进度|学习情况|培训情况|完成情况)"
)
_LOOK = re.compile(
    rf"^(?:能)?(?:帮忙|帮(?:我|俺)?|给(?:我|俺)|(?:我|俺)?想|(?:我|俺)要|替(?:我|俺))?(?:查|看|瞅|瞧|了解|知道)(?:一?下|一查|一看|查|看)?"
    rf"{_ABOUT_ONESELF}(?:情况|进度|记录|怎么样|咋样|如何)?吗?{_END}"
)
"""帮我查下学时."""
_STATE = re.compile(
    rf"(?:我|俺|本人)的?(?:{_SINCE})?的?(?:培训|继续教育|累计)?(?:{_UNIT}|进度|培训进度|学习进度)(?:情况|进度|数)?"
    rf"(?:现在|目前|到底|一共|总共|加起来|累计|显示|(?:修|学|完成)[得的])*(?:是|有)?(?:多少|几(?:个)?|怎么样|咋样|什么情况|如何|登记上?)?(?:了没有?|了吗|吗|没有)?{_END}"
)
"""我的学时怎么样了."""
_RULES = re.compile(
    r"(?<!是)(?:我们|咱们|大家|他们|[新在职]*(?:教师|老师)|校长|园长|班主任|教研员|特岗|幼师)"
    r"|怎么办|咋办|怎么算|怎么弄|怎样|会怎么样|后果|影响|处理|能不能|能否|可不可以|可以|才(?:能|算|行)|规定|文件|政策|通知|办法|条例"
    r"|为什么要|职称|晋级|晋升|评优|定级|注册|证书|资格|补训|抵|换算|减免|如果|要是|假如|教龄|工龄|退休|岁|怀孕|产假|哪里|哪儿|怎么(?:查|登记|申报|补)"
)
"""What speaks of rules, or of people in general, even where 还差 stands beside it."""


_YEAR = re.compile(r"(?P<years>今年|本年度?|这一年|去年|前年)|(?<!\d)(?P<year>(?:19|20)\d\d)\s*年(?!以)")
"""A calendar year; 这五年 is none."""
_AGO = {"去年": 1, "前年": 2}


def asks_own(text: str) -> bool:
    """Whether somebody asks what they themselves have or still owe; "五年要多少学时" asks for a rule."""
    whole = POLITE.sub("", text.strip())
    clauses = [POLITE.sub("", clause) for clause in _CLAUSES.split(whole)]
    return any(_is_own("".join(clause.split()), whole) for clause in clauses if clause)


def _is_own(clause: str, whole: str) -> bool:
    me = bool(_MINE.search(whole))
    if _RULES.search(clause):
        return False
    if _LOOK.search(clause) or _STATE.search(clause) or _OWED.search(clause) or _DUE.fullmatch(clause):
        return True
    if me and _DUE.search(clause):
        return True
    about_now = me or bool(re.match(_SINCE, clause))
    if _LEFT.search(clause) and (about_now or clause.startswith(("还", "学时", "课时"))):
        return True
    if about_now and "了" in clause and _GOT.search(clause):
        return True
    if me and re.search(rf"(?:我|俺|本人)(?:{_SINCE})?(?:一共|总共|都)?有{_HOW_MANY}{_UNIT}", clause):
        return True
    enough = _ENOUGH.search(clause) and not re.search(r"\d|[一二三四五六七八九十百]+个?学时", clause)
    return bool(enough) and (about_now or bool(_HOURS.search(clause)))


class Hours:
    """Conversations about what one has and still owes."""

    def __init__(
        self, *, rules: Callable[[], RuleBook], titles: Callable[[], Mapping[str, str]], today: Callable[[], date]
    ) -> None:
        """`rules` and `titles` are those that hold at the moment: they may change while the bot runs."""
        self.rules = rules
        self.titles = titles
        self.today = today
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
        elif talking and _DUE.search(text) and not _RULES.search(text):
            await self._due(visit)
        elif asks_own(text):
            await self._asked(visit, text)
        else:
            return False
        visit.remember(about=ABOUT)
        return True

    async def _asked(self, visit: Visit, text: str) -> None:
        """Begin with what was asked for: the deadline, the sum of a year, or what is owed."""
        if _DUE.search(text) and not _GOT.search(text.rstrip("？?。！! ")):
            await self._due(visit)
        elif (year := _YEAR.search(text)) and not (_OWED.search(text) or _LEFT.search(text) or _ENOUGH.search(text)):
            asked = int(year["year"]) if year["year"] else self.today().year - _AGO.get(year["years"], 0)
            async with visit.reading() as session:
                book = await ledger_book.book_of(session, _number(visit), actor=visit.actor)
            await self._show(visit, "", begin=year_text(book.stands.held, asked, self.today()))
        else:
            await self.mine(visit, "")

    async def mine(self, visit: Visit, given: str) -> None:
        """What the person still owes; for staff, with a 工号 behind, what that teacher does."""
        if visit.person is None:
            visit.say(plain(texts.NOT_BOUND_FOR_HOURS))
            return
        await self._show(visit, given)

    async def _show(self, visit: Visit, given: str, *, begin: str = "") -> None:
        """What is owed, with its grounds folded."""
        case, found = await self.found(visit, given)
        owed, grounds = hours_render.standing_parts(case.particulars, found, standings.unset(found), self.titles())
        owed = f"{begin}\n\n{owed}" if begin else owed
        parts: list[Part] = [Text(f"{owed}\n"), Quote(grounds, folded=True)] if grounds else [Text(owed)]
        visit.say(Reply(tuple(parts), () if given else _MORE))
        visit.remember(about=ABOUT)

    async def _due(self, visit: Visit) -> None:
        """By when, and then what is owed."""
        case, found = await self.found(visit, "")
        _, grounds = hours_render.standing_parts(case.particulars, found, standings.unset(found), self.titles())
        said = due_text(found)
        parts: list[Part] = [Text(f"{said}\n"), Quote(grounds, folded=True)] if grounds else [Text(said)]
        visit.say(Reply(tuple(parts), _MORE))

    async def found(self, visit: Visit, number: str) -> tuple[Case, Standing]:
        """What the person owes, or the teacher with this 工号. Raises `UnknownPerson`, `NotPermitted`."""
        case = await self._case(visit, number)
        return case, case.standing(self.rules(), self.today())

    def owed(self, case: Case) -> str:
        """What is owed and by when, in one piece."""
        found = case.standing(self.rules(), self.today())
        return hours_render.standing_parts(case.particulars, found, standings.unset(found), self.titles())[0]

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
        case, found = await self.found(visit, "")
        for line in found.lines:
            visit.say(plain(hours_render.reasons_text(line, self.titles())))
        if not found.lines:
            visit.say(plain(hours_render.standing_parts(case.particulars, found, (), self.titles())[0]))

    async def _ledger(self, visit: Visit) -> None:
        async with visit.reading() as session:
            book = await ledger_book.book_of(session, _number(visit), actor=visit.actor)
        visit.say(plain(hours_render.ledger_list(book)))

    async def _pace(self, visit: Visit) -> None:
        case = await self._case(visit, "")
        seen = case.projection(self.rules(), self.today())
        visit.say(plain("\n\n".join(_projected(one) for one in seen) or texts.NO_PACE))

    async def _what_if(self, visit: Visit, hours: Decimal) -> None:
        if not hours:
            visit.say(plain(texts.IF_NOTHING))
            return
        case = await self._case(visit, "")
        today = self.today()
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
        visit.say(plain(_supposed(hours, case.what_if(self.rules(), today, [extra]))))


_MORE = (
    (Button(texts.BUTTON_WHY, f"{HOURS}:w"), Button(texts.BUTTON_LEDGER, f"{HOURS}:l")),
    (Button(texts.BUTTON_PACE, f"{HOURS}:p"), Button(texts.BUTTON_PICTURE, PICTURE)),
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
