"""What holds on which day: the second part of the slow standing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from policy_corpus.model import AgeBound, AgeDay, Category, LeaveEffect, Period, Rule, YearKind
from policy_corpus.regions import covers
from records.centre import Anchor, CentreSettings
from records.facts import ROLE_WORDS, STAGE_WORDS, Dated, Sex, TeacherFacts

ONE_DAY = timedelta(days=1)
HORIZON = 9
"""Years before the day asked for in which anything may have happened."""


def on(facts: Sequence[Dated], day: date) -> list[str]:
    """Values of the facts that hold on a day."""
    return [f.value for f in facts if (f.start is None or f.start <= day) and (f.end is None or day <= f.end)]


@dataclass
class Cycle:
    """One cycle while it is being filled."""

    start: date
    end: date
    required: Fraction
    extension: int
    categories: list[tuple[Category, Fraction | None, Fraction]]
    """Category, most, least."""
    carried: Fraction = Fraction(0)
    parts: list[tuple[list[str], str, Fraction, date]] = field(default_factory=list)
    """Words, offset target, hours, day."""
    pending: Fraction = Fraction(0)
    made_up: bool = False
    short: bool = False
    last_window: date | None = None
    open_by: list[Rule | None] = field(default_factory=list)


class Days:
    """One requirement for one teacher, looked at on every single day."""

    def __init__(
        self, rule: Rule, rules: Sequence[Rule], facts: TeacherFacts, day: date, settings: CentreSettings
    ) -> None:
        self.rule, self.facts, self.day, self.settings = rule, facts, day, settings
        self.changes = [
            r for r in rules
            if r.hours is None and r.period is None
            and (rule.id in r.applies_to if r.applies_to else r.document == rule.document)
        ]  # fmt: skip
        self.bound_days: dict[tuple[str, date], bool] = {}

    def binds(self, rule: Rule, day: date) -> bool:
        """Whether a rule binds the teacher on one day."""
        key = (rule.id, day)
        if key not in self.bound_days:
            self.bound_days[key] = self._binds(rule, day)
        return self.bound_days[key]

    def _binds(self, rule: Rule, day: date) -> bool:
        facts = self.facts
        if (rule.valid_from and day < rule.valid_from) or (rule.valid_until and day > rule.valid_until):
            return False
        if (facts.entered and day < facts.entered) or (facts.left and day > facts.left):
            return False
        if rule.service and facts.entered:
            years = 0
            while facts.entered.replace(year=facts.entered.year + years + 1) <= day:
                years += 1
            if years < (rule.service.at_least_years or 0) or years >= (rule.service.under_years or 99):
                return False
        if not any(covers(rule.region, region) for region in on(facts.regions, day)):
            return False
        roles = {role for post in on(facts.posts, day) for role in self.roles(post, day)}
        if not roles & set(rule.roles):
            return False
        stages = {stage for word in on(facts.stages, day) for stage in STAGE_WORDS[word]}
        return not rule.stages or not facts.stages or bool(stages & set(rule.stages))

    def roles(self, post: str, day: date) -> set[str]:
        roles = {role for word in post.split("、") for role in self.settings.roles.get(word, ROLE_WORDS.get(word, ()))}
        entered, months = self.facts.entered, self.settings.new_teacher_months
        if entered and months is not None and "在职教师" in roles:
            year, month = divmod(entered.year * 12 + entered.month - 1 + months, 12)
            if entered <= day < date(year, month + 1, entered.day):
                roles.add("新任教师")
        return roles

    def too_old(self, age: AgeBound, start: date, end: date) -> bool:
        """Whether age exempts the teacher."""
        facts = self.facts
        if facts.born is None:
            return False
        when = age.on or self.settings.age_day
        day = min(self.day, end)
        if when is AgeDay.START:
            day = start
        elif when is AgeDay.END:
            day = end
        elif when is AgeDay.YEAR_END:
            day = date(start.year, 12, 31)
        years = 0
        while facts.born.replace(year=facts.born.year + years + 1) <= day:
            years += 1
        limits = {Sex.MALE: age.male_under, Sex.FEMALE: age.female_under}
        mine = [limits[facts.sex]] if facts.sex else list(limits.values())
        return all(limit is not None and years >= limit for limit in mine)

    def exempt(self, start: date, end: date, ruling: date) -> bool:
        rules = [self.rule, *(c for c in self.changes if c.make_up is None and self.binds(c, ruling))]
        return any(r.age is not None and self.too_old(r.age, start, end) for r in rules)

    def anchor(self) -> tuple[date, int] | None:
        """A day on which a cycle begins, and how many years it lasts."""
        if self.rule.period is Period.YEAR:
            school = (self.rule.year or self.settings.year_kind) is YearKind.SCHOOL
            return date(2001, 9 if school else 1, 1), 1
        assert self.rule.cycle_years
        if self.rule.cycle_start:
            return self.rule.cycle_start, self.rule.cycle_years
        for region in on(self.facts.regions, self.day):
            for start in self.settings.cycle_starts:
                if covers(start.region, region):
                    if start.first_day:
                        return start.first_day, self.rule.cycle_years
                    if self.facts.entered is None:
                        return None
                    day = self.facts.entered
                    if start.anchor is Anchor.ENTRY_YEAR:
                        day = date(day.year, 1, 1)
                    if start.anchor is Anchor.ENTRY_SCHOOL_YEAR:
                        while (day.month, day.day) != (9, 1):
                            day -= ONE_DAY
                    return day, self.rule.cycle_years
        return None

    def cycles(self) -> list[tuple[date, date]]:
        """All cycles from the horizon to the one of the day asked for."""
        found = self.anchor()
        assert found is not None
        start, years = found
        while start > self.day.replace(year=self.day.year - HORIZON, day=1):
            start = start.replace(year=start.year - years)
        cycles = []
        while start <= self.day:
            following = start.replace(year=start.year + years)
            cycles.append((start, following - ONE_DAY))
            start = following
        return cycles

    def effects(self, day: date, ruling: date) -> set[LeaveEffect]:
        """What the leaves of one day do."""
        found = set()
        for leave in self.facts.leaves:
            last = leave.end or self.day
            if not leave.start <= day <= last:
                continue
            rules = [self.rule, *(c for c in self.changes if self.binds(c, ruling))]
            terms = [term for rule in rules for term in rule.leaves] + list(self.settings.leaves)
            term = next((t for t in terms if leave.kind in t.kinds), None)
            if term and (last - leave.start).days + 1 >= (term.at_least_days or 0):
                found.add(term.effect)
        return found
