"""How many hours a rule asks of a teacher in one cycle, and by when: part cycles, leaves, age."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from policy_corpus.model import LeaveEffect, LeaveTerm, Period, Rule, YearKind
from records.centre import Anchor, CentreSettings, Partial
from records.facts import Leave
from records.standing import texts
from records.standing.book import Prepared
from records.standing.model import Step
from records.standing.person import Person
from records.standing.spans import Spans, add_years, cycle_number, length, meet, span, union

_YEAR_STARTS = {YearKind.CALENDAR: date(2000, 1, 1), YearKind.SCHOOL: date(2000, 9, 1)}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the cycles of a rule lie for one teacher."""

    first_day: date
    years: int
    note: str

    def number(self, day: date) -> int:
        """The cycle that `day` lies in."""
        return cycle_number(self.first_day, self.years, day)

    def bounds(self, number: int) -> tuple[date, date]:
        """First and last day of a cycle."""
        start = add_years(self.first_day, number * self.years)
        return start, add_years(self.first_day, (number + 1) * self.years) - timedelta(days=1)


@dataclass(slots=True)
class Demand:
    """What one cycle asks."""

    required: Decimal
    deadline: date | None
    since: date | None
    """First day of the cycle on which the rule binds."""
    days: Spans
    """Days of the cycle on which it binds."""
    factor: Fraction = Fraction(1)
    step: Decimal = Decimal("0.01")
    notes: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def scaled(self, hours: Decimal) -> Decimal:
        """Hours in the proportion in which the requirement shrank."""
        return hours if self.factor == 1 else rounded(Fraction(hours) * self.factor, self.step)


def rounded(hours: Fraction, step: Decimal) -> Decimal:
    """`hours` as the nearest multiple of `step`, halves up."""
    multiples = Decimal(hours.numerator) / (Decimal(hours.denominator) * step)
    return multiples.quantize(Decimal(1), ROUND_HALF_UP) * step


def frame_of(rule: Rule, person: Person, day: date) -> tuple[Frame | None, tuple[str, ...]]:
    """Where the cycles of a yearly or cyclic rule lie; None with a note when nobody has said."""
    settings = person.settings
    if rule.period is Period.YEAR:
        if rule.year is not None:
            return Frame(_YEAR_STARTS[rule.year], 1, ""), ()
        if settings.year_kind is None:
            return Frame(_YEAR_STARTS[YearKind.CALENDAR], 1, texts.unset("year_kind", "暂按公历年计算")), ()
        shown = "学年（9月1日至次年8月31日）" if settings.year_kind is YearKind.SCHOOL else "公历年"
        return Frame(_YEAR_STARTS[settings.year_kind], 1, texts.decided("year_kind", shown)), ()
    years = rule.cycle_years or 1
    if rule.cycle_start is not None:
        return Frame(rule.cycle_start, years, texts.by_document(rule.cycle_start)), ()
    chosen = settings.cycle_start(person.regions_on(day), years)
    if chosen is None:
        return None, (texts.rolling(years),)
    first_day = chosen.first_day
    if chosen.anchor is not None:
        entered = person.facts.entered
        if entered is None:
            return None, (texts.NO_ENTRY, texts.rolling(years))
        first_day = _anchored(chosen.anchor, entered)
    if first_day is None:
        return None, (texts.rolling(years),)
    return Frame(first_day, years, texts.anchored(chosen.anchor, first_day)), ()


def _anchored(anchor: Anchor, entered: date) -> date:
    if anchor is Anchor.ENTRY_DAY:
        return entered
    if anchor is Anchor.ENTRY_YEAR:
        return date(entered.year, 1, 1)
    return date(entered.year - (entered.month < 9), 9, 1)


def demand(person: Person, prepared: Prepared, changes: Sequence[Prepared], start: date, end: date) -> Demand:
    """What the rule, with those that change it, asks of the teacher from `start` to `end`."""
    hours = prepared.rule.hours or Decimal(0)
    whole: Spans = ((start.toordinal(), end.toordinal()),)
    days = meet(person.bound(prepared), whole)
    since = date.fromordinal(days[0][0]) if days else None
    found = Demand(hours, end, since, days, step=person.settings.pro_rata_step)
    if not days:
        return found
    of, bound = length(whole), length(days)
    base = of
    if bound < of:
        base = _partial(found, person.settings, bound, of)
    owed = base
    if person.facts.leaves:
        owed = base - _leaves(found, person, prepared, changes, days)
    if owed != of:
        found.factor = Fraction(max(owed, 0), of)
        found.required = found.scaled(hours)
        text = texts.pro_rata(hours, owed, of, found.step, found.required)
        found.steps.append(Step(text, prepared.number, prepared.rule.label))
    return found


def _partial(found: Demand, settings: CentreSettings, bound: int, of: int) -> int:
    """Days that are owed of a cycle of which the rule binds a part only."""
    part = texts.partial(bound, of)
    if settings.partial is None:
        found.notes.append(f"{part}；{texts.unset('partial', '应修暂按全额显示')}")
        return of
    pro_rata = settings.partial is Partial.PRO_RATA
    found.notes.append(f"{part}；{texts.decided('partial', '按天数比例' if pro_rata else '按全额')}")
    return bound if pro_rata else of


def _leaves(found: Demand, person: Person, prepared: Prepared, changes: Sequence[Prepared], days: Spans) -> int:
    """Days by which leaves reduce what is owed; leaves that extend move the deadline of `found`."""
    reducing: list[Spans] = []
    extending: list[Spans] = []
    extended_by: Prepared | None = None
    for leave in person.facts.leaves:
        last = leave.end or person.as_of
        taken = meet(span(leave.start, last), days)
        if not taken:
            continue
        term, owner = _term(leave, prepared, changes, person.settings)
        if term is None:
            found.notes.append(texts.leave_ignored(leave.kind))
        elif term.at_least_days is None or (last - leave.start).days + 1 >= term.at_least_days:
            if owner is None:
                found.notes.append(texts.decided("leaves", f"{leave.kind}{_EFFECTS[term.effect]}"))
            if term.effect is LeaveEffect.REDUCE:
                reducing.append(taken)
                found.steps.append(_step(texts.leave_reduces(leave.kind, length(taken)), owner))
            elif term.effect is LeaveEffect.EXTEND:
                extending.append(taken)
                extended_by = owner
    reduced = length(union(reducing))
    if extending and found.deadline is not None:
        extended = length(union((*extending, *reducing))) - reduced
        found.deadline += timedelta(days=min(extended, (date.max - found.deadline).days))
        found.steps.append(_step(texts.leave_extends(extended, found.deadline), extended_by))
    return reduced


_EFFECTS = {LeaveEffect.EXTEND: "顺延期限", LeaveEffect.REDUCE: "按天数减少应修学时", LeaveEffect.NONE: "不影响"}


def _term(
    leave: Leave, prepared: Prepared, changes: Sequence[Prepared], settings: CentreSettings
) -> tuple[LeaveTerm | None, Prepared | None]:
    """What is said about this kind of leave, and the rule that says it (None: the centre)."""
    for owner in (prepared, *changes):
        for term in owner.rule.leaves:
            if leave.kind in term.kinds:
                return term, owner
    return next((term for term in settings.leaves if leave.kind in term.kinds), None), None


def _step(text: str, owner: Prepared | None) -> Step:
    return Step(text) if owner is None else Step(text, owner.number, owner.rule.label)
