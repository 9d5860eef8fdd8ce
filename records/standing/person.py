"""One teacher's facts turned into days: on which of them does a rule bind?"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from policy_corpus.errors import CorpusError
from policy_corpus.model import AgeBound, AgeDay, Period, ServiceBound
from policy_corpus.regions import get
from records.centre import CentreSettings
from records.facts import Dated, Sex, TeacherFacts, roles_of, stages_of, words_of
from records.standing import texts
from records.standing.book import Prepared
from records.standing.spans import ALWAYS, Spans, add_months, add_years, full_years, meet, span, union

_REMEMBERED = 4096
"""Ways to write a place, a post or a stage; more than rosters have."""
_PLAIN = {"教师", "专任教师", "任课教师"}
"""岗位 of whose role nobody doubts."""


class Person:
    """Days on which a teacher was where and what. Built once for each standing."""

    def __init__(self, facts: TeacherFacts, settings: CentreSettings, as_of: date) -> None:
        self.facts = facts
        self.settings = settings
        self.as_of = as_of
        self.today = as_of.toordinal()
        self.notes: list[str] = []
        self.service = span(facts.entered, facts.left)
        self.places, said = _places(facts.regions)
        """Region, with every region above it → days."""
        self.notes.extend(said)
        self._roles = self._all_roles(facts.posts)
        self._stages, self._unknown_stage = _stages(facts.stages)
        self._bound: dict[str, Spans] = {}

    def bound(self, prepared: Prepared) -> Spans:
        """Days on which the rule binds the teacher, whatever their age."""
        rule = prepared.rule
        known = self._bound.get(rule.id)
        if known is None:
            known = meet(meet(prepared.valid, self.service), self.places.get(rule.region, ()))
            if known:
                known = meet(known, union(self._roles[role] for role in rule.roles if role in self._roles))
            if known and rule.stages:
                known = meet(known, union([self._unknown_stage, *map(self._stage, rule.stages)]))
            if known and rule.service is not None and self.facts.entered is not None:
                known = meet(known, _serving(rule.service, self.facts.entered))
            self._bound[rule.id] = known
        return known

    def notes_on(self, prepared: Prepared) -> Iterable[str]:
        """How the roster's words were understood, where a reader could doubt it."""
        for post in self.facts.posts:
            words = words_of(post.value)
            if not self._now(post) or _PLAIN & set(words) or set(words) & set(prepared.rule.roles):
                continue
            for role in roles_of(post.value, self.settings.roles):
                if role in prepared.rule.roles:
                    yield texts.mapped(post.value, role)
        if prepared.rule.stages and self._unknown_stage:
            yield texts.NO_STAGE
        if prepared.rule.service is not None and self.facts.entered is None:
            yield texts.NO_SERVICE

    def regions_on(self, day: date) -> tuple[str, ...]:
        """The teacher's region on `day` and those above it, nearest first; empty when unknown."""
        for region in self.facts.regions:
            if (region.start is None or region.start <= day) and (region.end is None or day <= region.end):
                return _chain(region.value)
        return ()

    def exempt(self, age: AgeBound, first: date, last: date) -> tuple[str, tuple[str, ...]]:
        """Why the bound exempts the teacher in the period from `first` to `last` (or empty), and notes on how."""
        born, sex = self.facts.born, self.facts.sex
        if born is None:
            return "", (texts.NO_BIRTH,)
        notes: list[str] = []
        on = age.on or self.settings.age_day
        if on is None:
            day = min(self.as_of, last)
            notes.append(texts.unset("age_day", f"年龄暂按{day.isoformat()}计算"))
        else:
            day = {AgeDay.START: first, AgeDay.END: last, AgeDay.YEAR_END: date(first.year, 12, 31)}[on]
            if age.on is None:
                notes.append(texts.decided("age_day", f"按{day.isoformat()}计算"))
        if sex is None and age.male_under != age.female_under:
            notes.append(texts.NO_SEX)
            bounds = (age.male_under, age.female_under)
            limit = None if None in bounds else max(bound for bound in bounds if bound is not None)
        else:
            limit = age.female_under if sex is Sex.FEMALE else age.male_under
        if limit is None or full_years(born, day) < limit:
            return "", tuple(notes)
        return texts.older(sex.value if sex else "", limit, day), tuple(notes)

    def _now(self, fact: Dated) -> bool:
        return (fact.start is None or fact.start <= self.as_of) and (fact.end is None or self.as_of <= fact.end)

    def _stage(self, stage: str) -> Spans:
        return self._stages.get(stage, ())

    def _all_roles(self, posts: tuple[Dated, ...]) -> Mapping[str, Spans]:
        roles, said = _roles(posts, tuple(self.settings.roles.items()))
        self.notes.extend(said)
        entered, months = self.facts.entered, self.settings.new_teacher_months
        if entered is not None and months is not None and "在职教师" in roles:
            end = add_months(entered, months).toordinal() - 1
            fresh = meet(roles["在职教师"], ((entered.toordinal(), end),))
            return {**roles, "新任教师": union((roles.get("新任教师", ()), fresh))}
        return roles

    def may_be_new(self, requirements: Iterable[Prepared]) -> bool:
        """Whether a rule for new teachers could bind but for a setting that is missing."""
        entered = self.facts.entered
        if entered is None or self.settings.new_teacher_months is not None or "新任教师" in self._roles:
            return False
        recent = entered <= self.as_of < add_months(entered, 12)
        return recent and any("新任教师" in p.rule.roles and p.rule.period is Period.ONCE for p in requirements)


# What a roster says of place, post and stage, thousands of teachers share; each is worked out once.


@lru_cache(maxsize=_REMEMBERED)
def _chain(code: str) -> tuple[str, ...]:
    """The region and those above it, nearest first; empty for a code that does not exist."""
    try:
        region = get(code)
    except CorpusError:
        return ()
    return (region.code, *reversed(region.ancestors))


@lru_cache(maxsize=_REMEMBERED)
def _places(regions: tuple[Dated, ...]) -> tuple[Mapping[str, Spans], tuple[str, ...]]:
    """Days by region, with every region above it, and notes on what is unknown."""
    places: dict[str, Spans] = {}
    notes = [] if regions else [texts.NO_REGION]
    for region in regions:
        chain = _chain(region.value)
        if not chain:
            notes.append(texts.unknown_region(region.value))
        days = span(region.start, region.end)
        for code in chain:
            places[code] = union((places[code], days)) if code in places else days
    return places, tuple(notes)


@lru_cache(maxsize=_REMEMBERED)
def _roles(
    posts: tuple[Dated, ...], overrides: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[Mapping[str, Spans], tuple[str, ...]]:
    """Days by role, and notes on what is unknown. `overrides` are the items of the centre's 岗位对应."""
    roles: dict[str, Spans] = {}
    notes = [] if posts else [texts.NO_POST]
    for post in posts:
        meant = roles_of(post.value, dict(overrides))
        if not meant:
            notes.append(texts.unknown_post(post.value))
        days = span(post.start, post.end)
        for role in meant:
            roles[role] = union((roles[role], days)) if role in roles else days
    return roles, tuple(notes)


def _serving(bound: ServiceBound, entered: date) -> Spans:
    """Days on which the full years since entering service are in the range."""
    first = add_years(entered, bound.at_least_years or 0)
    last = None if bound.under_years is None else add_years(entered, bound.under_years) - timedelta(days=1)
    return span(first, last)


@lru_cache(maxsize=_REMEMBERED)
def _stages(facts: tuple[Dated, ...]) -> tuple[Mapping[str, Spans], Spans]:
    """Days by 学段, and the days on which it is unknown."""
    stages: dict[str, Spans] = {}
    unknown: list[Spans] = [] if facts else [ALWAYS]
    for fact in facts:
        meant, days = stages_of(fact.value), span(fact.start, fact.end)
        if not meant:
            unknown.append(days)
        for stage in meant:
            stages[stage] = union((stages.get(stage, ()), days))
    return stages, union(unknown)
