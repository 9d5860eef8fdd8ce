"""Random rules, teachers, ledgers and settings, whole numbers where hours are shared out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TypeVar

from policy_corpus.model import (
    AgeBound,
    AgeDay,
    CarryOver,
    Category,
    LeaveEffect,
    LeaveTerm,
    MakeUp,
    Offset,
    Period,
    Rule,
    ServiceBound,
    YearKind,
)
from records.centre import Anchor, CentreSettings, CycleStart, Partial
from records.facts import Dated, Leave, Sex, TeacherFacts
from records.ledger import Entry, EntryKind, Unit

T = TypeVar("T")
HOME, ELSEWHERE = "620702", "410102"
REGIONS = ("100000", "620000", "620700", "620702", "410000")
POSTS = ("教师", "校长", "培训者", "教师、培训者", "新任教师")
KINDS = ("师德", "线上", "校本", "国培", "网络研修", "岗前培训", "继续教育")
DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Scenario:
    """Everything that a standing is a function of."""

    rules: tuple[Rule, ...]
    facts: TeacherFacts
    entries: tuple[Entry, ...]
    day: date
    settings: CentreSettings


def scenario(seed: int) -> Scenario:
    """The scenario of this number, always the same."""
    return _Making(Random(seed)).scenario()


class _Making:
    def __init__(self, random: Random) -> None:
        self.random = random

    def maybe(self, value: T, chance: float = 0.3) -> T | None:
        return value if self.random.random() < chance else None

    def day(self, first: int = 2019, last: int = 2026) -> date:
        """A day; late in the year for the last one is as good as any."""
        return date(self.random.randint(first, last), self.random.randint(1, 12), self.random.randint(1, 28))

    def scenario(self) -> Scenario:
        pick = self.random
        wanted = [self.requirement(number) for number in range(pick.randint(1, 3))]
        changes = [self.change(number, wanted) for number in range(pick.choice((0, 0, 1, 2)))]
        day = self.day(2023, 2026)
        return Scenario((*wanted, *changes), self.facts(), self.entries(), day, self.settings())

    def requirement(self, number: int) -> Rule:
        pick = self.random
        period = pick.choice((Period.CYCLE,) * 3 + (Period.YEAR,) * 2 + (Period.ONCE,))
        hours = Decimal(pick.choice((24, 40, 72)))
        cycle = period is Period.CYCLE
        return Rule(
            id=f"r{number}",
            name=f"要求{number}",
            document=f"d{number}",
            label="一",
            region=pick.choice(REGIONS[:4]),
            roles=("新任教师",)
            if period is Period.ONCE
            else pick.choice((("在职教师",), ("在职教师",), ("培训者", "校长"))),
            stages=pick.choice(((), (), (), ("小学",), ("初中", "高中"))),
            hours=hours,
            period=period,
            cycle_years=pick.choice((1, 2, 3)) if cycle else None,
            categories=self.categories(hours),
            offsets=self.offsets(),
            make_up=self.maybe(self.make_up(), 0.35),
            age=self.maybe(self.age(), 0.15),
            valid_from=self.maybe(self.day(2019, 2024), 0.3),
            valid_until=self.maybe(self.day(2024, 2027), 0.2),
            year=self.maybe(pick.choice(tuple(YearKind)), 0.5) if period is Period.YEAR else None,
            cycle_start=self.maybe(date(2020, pick.choice((1, 9)), 1)) if cycle else None,
            within_months=self.maybe(pick.choice((0, 12))) if period is Period.ONCE else None,
            counts=pick.choice(((), (), (), (), (), (), ("继续教育", "国培"), ("岗前培训",))),
            carry_over=self.maybe(self.carry_over(), 0.5) if period is not Period.ONCE else None,
            leaves=self.leave_terms(0.4),
            hours_per_credit=self.maybe(Decimal(10), 0.5),
            service=self.maybe(ServiceBound(pick.choice((None, 1)), pick.choice((3, 6, None))), 0.15),
        )

    def change(self, number: int, wanted: Sequence[Rule]) -> Rule:
        """A rule without hours and period."""
        pick = self.random
        target = pick.choice(wanted)
        cross = pick.random() < 0.3
        return Rule(
            id=f"c{number}",
            name=f"规定{number}",
            document="dx" if cross else target.document,
            label="二",
            region=pick.choice(REGIONS[:4]),
            roles=("在职教师", "培训者", "新任教师"),
            categories=(Category("线上", maximum=Decimal(pick.choice((6, 10)))),) if pick.random() < 0.4 else (),
            offsets=self.offsets(),
            make_up=self.maybe(self.make_up(), 0.5),
            age=self.maybe(self.age(), 0.2),
            valid_from=self.maybe(self.day(2019, 2023)),
            valid_until=self.maybe(self.day(2024, 2026)),
            counts=pick.choice(((), ("国培", "线上"))),
            carry_over=self.maybe(self.carry_over(), 0.2),
            leaves=self.leave_terms(0.2),
            service=self.maybe(ServiceBound(under_years=5), 0.2),
            applies_to=(target.id,) if cross else (),
        )

    def categories(self, hours: Decimal) -> tuple[Category, ...]:
        pick = self.random
        rate = Decimal(pick.choice(("1", "1", "0.5")))
        every = (
            Category("师德", minimum=Decimal(pick.choice((4, 8)))),
            Category("线上", maximum=hours / 2, rate=rate, sources=("网络研修",)),
            Category("校本", minimum_share=Fraction(1, 8), maximum_share=Fraction(1, 4)),
            Category("国培", rate=Decimal(pick.choice(("1", "2")))),
        )
        return tuple(pick.sample(every, pick.randint(0, 4)))

    def offsets(self) -> tuple[Offset, ...]:
        pick = self.random
        if pick.random() < 0.5:
            return ()
        source, target = pick.choice(("国培", "网络研修")), pick.choice(("线上", "线上", "校本", "继续教育"))
        return (Offset(source, target, Decimal(pick.choice(("1", "0.5")))),)

    def make_up(self) -> MakeUp:
        first = date(self.random.randint(2020, 2023), 9, 1)
        window = self.random.choice((first.replace(year=first.year + 1), first.replace(year=first.year + 1, month=3)))
        return MakeUp(
            ("甲",),
            "乙",
            "",
            for_from=first,
            for_until=first.replace(year=first.year + 1) - timedelta(days=1),
            window_from=window,
            window_until=self.random.choice((window.replace(year=window.year + 2), date(2026, 12, 31))),
        )

    def age(self) -> AgeBound:
        return AgeBound(self.maybe(55, 0.9), 50, self.maybe(self.random.choice(tuple(AgeDay)), 0.7))

    def carry_over(self) -> CarryOver:
        return CarryOver(self.maybe(Decimal(10), 0.5), Decimal(self.random.choice(("1", "0.5"))))

    def leave_terms(self, chance: float) -> tuple[LeaveTerm, ...]:
        if self.random.random() > chance:
            return ()
        effect = self.random.choice(tuple(LeaveEffect))
        return (LeaveTerm(("产假", "病假"), effect, self.maybe(90)), LeaveTerm(("支教",), LeaveEffect.REDUCE))

    def facts(self) -> TeacherFacts:
        pick = self.random
        entered = self.maybe(self.day(2018, 2024), 0.8)
        moved = self.day(2020, 2025)
        regions: tuple[Dated, ...] = (Dated(HOME),)
        if pick.random() < 0.2:
            regions = (Dated(HOME, None, moved - timedelta(days=1)), Dated(ELSEWHERE, moved))
        posts: tuple[Dated, ...] = (Dated(pick.choice(POSTS)),)
        if pick.random() < 0.4:
            posts = (Dated(pick.choice(POSTS), None, moved), Dated(pick.choice(POSTS), moved + timedelta(days=1)))
        stages = pick.choice(((), (Dated("小学"),), (Dated("中学", None, moved), Dated("小学", moved))))
        leaves = tuple(self.leave() for _ in range(pick.choice((0, 0, 1, 2, 3))))
        return TeacherFacts(
            "T0001",
            regions,
            stages,
            posts,
            pick.choice((Sex.MALE, Sex.FEMALE, None)),
            self.maybe(self.day(1966, 1978), 0.8),
            entered,
            self.maybe(self.day(2025, 2027), 0.1),
            leaves,
        )

    def leave(self) -> Leave:
        start = self.day(2021, 2024)
        days = self.random.choice((30, 89, 127, 400))
        return Leave(self.random.choice(("产假", "病假", "支教")), start, self.maybe(start + timedelta(days=days), 0.9))

    def settings(self) -> CentreSettings:
        pick = self.random
        flag = (None, True, False)
        start = CycleStart("620000", first_day=date(pick.choice((2019, 2020, 2021)), pick.choice((1, 9)), 1))
        if pick.random() < 0.3:
            start = CycleStart("620700", anchor=pick.choice(tuple(Anchor)))
        return CentreSettings(
            cycle_starts=pick.choice(((start,), (start,), ())),
            year_kind=pick.choice((None, *YearKind)),
            partial=pick.choice((None, *Partial)),
            pro_rata_step=Decimal(1),
            earlier_hours=pick.choice(flag),
            leaves=self.leave_terms(0.3),
            carry_over=pick.choice(flag),
            carry_over_maximum=self.maybe(Decimal(8)),
            pending_counts=pick.choice(flag),
            new_teacher_months=self.maybe(24),
            induction_months=self.maybe(12),
            age_day=self.maybe(pick.choice(tuple(AgeDay))),
            hours_per_credit=self.maybe(Decimal(5)),
            roles=pick.choice(({}, {"教师": ("在职教师", "校长")})),
            words=pick.choice(({}, {"网络研修": "线上"})),
        )

    def entries(self) -> tuple[Entry, ...]:
        """A ledger that a careful clerk could have written, and some of it twice."""
        pick = self.random
        made: list[Entry] = []
        alive: list[int] = []
        for number in range(pick.choice((0, 4, 8, 12, 16))):
            kind = pick.choice((EntryKind.POSTING,) * 4 + (EntryKind.CLAIM, EntryKind.OFFSET))
            refers_to = ""
            bases = [i for i in alive if made[i].kind is not EntryKind.OFFSET]
            if kind is EntryKind.OFFSET and bases and pick.random() < 0.7:
                refers_to = made[pick.choice(bases)].id
            alive.append(len(made))
            made.append(self.entry(len(made), kind, refers_to))
            if kind is EntryKind.CLAIM and pick.random() < 0.7:
                decision = pick.choice((EntryKind.APPROVAL, EntryKind.APPROVAL, EntryKind.REJECTION))
                made.append(self.entry(len(made), decision, made[-1].id))
            if pick.random() < 0.2:
                corrected = made.index(next(e for e in made if e.id == made[alive[-1]].id))
                made.append(self.entry(len(made), EntryKind.CORRECTION, made[corrected].id))
                alive[-1] = alive[-1]
                if pick.random() < 0.3:
                    made.append(self.entry(len(made), EntryKind.CORRECTION, made[-1].id))
            if number and pick.random() < 0.1:
                made.append(self.again(made[pick.randrange(len(made))], len(made)))
        pick.shuffle(made)
        return tuple(made)

    def again(self, entry: Entry, number: int) -> Entry:
        """The same entry, imported once more."""
        return Entry(
            f"e{number:02}",
            entry.teacher,
            entry.kind,
            entry.hours,
            entry.completed,
            entry.source,
            entry.source_key,
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            "staff",
            entry.category,
            entry.training,
            entry.unit,
            entry.refers_to,
        )

    def entry(self, number: int, kind: EntryKind, refers_to: str = "") -> Entry:
        pick = self.random
        hours = Decimal(pick.randint(1, 40))
        if kind in (EntryKind.APPROVAL, EntryKind.REJECTION) or (kind is EntryKind.CORRECTION and pick.random() < 0.4):
            hours = Decimal(0)
        category, training = pick.choice(KINDS), pick.choice(("", *KINDS))
        return Entry(
            f"e{number:02}",
            "T0001",
            kind,
            hours,
            self.day(2019, 2026),
            "test",
            f"k{number}",
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            "staff",
            category,
            training,
            pick.choice((Unit.HOUR,) * 5 + (Unit.CREDIT,)),
            refers_to,
        )
