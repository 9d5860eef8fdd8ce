"""The same standing, worked out slowly and in another way, to hold the fast one against.

It replays the ledger entry by entry, looks at every single day of a cycle, and lets hours pass one portion after
another. It shares no code with `records.standing` and knows no notes and no steps: only the figures.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from policy_corpus.model import CarryOver, Category, LeaveEffect, Period, Rule
from policy_corpus.regions import covers
from records.centre import CentreSettings, Partial
from records.facts import TeacherFacts
from records.ledger import Entry, Unit
from tests.records.standing.slow_days import ONE_DAY, Cycle, Days, on
from tests.records.standing.slow_ledger import Hours, replay

PORTIONS = 1024
"""Portions of an hour: the finest in which hours of a make-up window are shared out."""

Figures = dict[tuple[str, date | None, date | None], dict[str, Any]]


class Slow(Days):
    """The hours of one requirement, cycle after cycle."""

    _windows: list[tuple[date, date, tuple[str, ...]]]

    def begun(self, start: date, end: date) -> Cycle | None:
        """A cycle with what it asks; None when the rule does not bind in it."""
        days = [start + n * ONE_DAY for n in range((end - start).days + 1)]
        bound = [day for day in days if self.binds(self.rule, day)]
        ruling = min(end, self.day)
        if not bound or bound[0] > self.day or self.exempt(start, end, ruling):
            return None
        fewer = longer = 0
        for day in bound:
            effects = self.effects(day, ruling)
            if LeaveEffect.REDUCE in effects:
                fewer += 1
            elif LeaveEffect.EXTEND in effects:
                longer += 1
        owed = (len(bound) if self.settings.partial is Partial.PRO_RATA else len(days)) - fewer
        return self.asking(start, end, Fraction(owed, len(days)), longer, ruling)

    def asking(self, start: date, end: date, factor: Fraction, longer: int, ruling: date) -> Cycle:
        assert self.rule.hours is not None
        hours = Fraction(self.rule.hours)
        rules = [self.rule, *(c for c in self.changes if self.binds(c, ruling))]
        categories = []
        for category in (c for r in rules for c in r.categories):
            most = category.maximum_share * hours if category.maximum_share else category.maximum
            least = category.minimum_share * hours if category.minimum_share else category.minimum
            scaled = None if most is None else self.scaled(Fraction(most), factor)
            categories.append((category, scaled, self.scaled(Fraction(least or 0), factor)))
        return Cycle(start, end, self.scaled(hours, factor), longer, categories)

    def scaled(self, hours: Fraction, factor: Fraction) -> Fraction:
        if factor == 1:
            return hours
        step = Fraction(self.settings.pro_rata_step)
        return (2 * hours * factor + step) // (2 * step) * step

    def matching(self, cycle: Cycle, words: Sequence[str]) -> list[int]:
        """Positions of the categories that the words name, those of the first word before those of the second."""
        found: list[int] = []
        for word in words:
            for position, (category, _, _) in enumerate(cycle.categories):
                if word in (category.name, *category.sources) and position not in found:
                    found.append(position)
        return found

    def placed(self, cycle: Cycle, words: list[str], target: str, day: date) -> tuple[list[int], Fraction] | None:
        """The categories that hours belong to and what an hour of them counts; None when nothing."""
        offsets = [
            offset
            for rule in (self.rule, *self.changes)
            if rule is self.rule or self.binds(rule, day)
            for offset in rule.offsets
        ]
        chosen = next((o for o in offsets if target and o.target == target and o.source in words), None)
        if chosen is None:
            positions = self.matching(cycle, words)
            if positions:
                return positions, self.rate(cycle, positions)
            if any(word in self.rule.counts for word in words):
                return [], Fraction(1)
            chosen = next((o for word in words for o in offsets if o.source == word), None)
            if chosen is None:
                return None if self.rule.counts else ([], Fraction(1))
        positions = self.matching(cycle, [chosen.target])
        if self.rule.counts and not positions and chosen.target not in self.rule.counts:
            return None
        return positions, self.rate(cycle, positions) * Fraction(chosen.rate)

    def rate(self, cycle: Cycle, positions: list[int]) -> Fraction:
        rates = [Fraction(cycle.categories[position][0].rate) for position in positions]
        return next((rate for rate in rates if rate != 1), Fraction(1))

    def figures(self, cycle: Cycle) -> tuple[Fraction, Fraction, list[Fraction]]:
        """Hours let through by the ceilings, hours that the floors lack, and what each category has."""
        portions: list[tuple[list[int], int | None, int | None, Fraction]] = []
        for words, target, hours, day in cycle.parts:
            place = self.placed(cycle, words, target, day)
            assert place is not None
            ceiling = next((p for p in place[0] if cycle.categories[p][1] is not None), None)
            floor = next((p for p in place[0] if self.floored(cycle.categories[p][0])), None)
            portions.append((place[0], ceiling, floor, hours * place[1]))
        total = self.passing(cycle, portions)
        lack = Fraction(0)
        shown = []
        for position, (category, most, least) in enumerate(cycle.categories):
            if self.floored(category):
                mine = self.passing(cycle, [p for p in portions if p[2] == position])
                lack += max(Fraction(0), least - mine)
            elif most is not None:
                mine = self.passing(cycle, [p for p in portions if p[1] == position])
            else:
                plain = [p for p in portions if next(iter(self.unbounded(cycle, p[0])), None) == position]
                mine = self.passing(cycle, plain)
            shown.append(mine if most is None else min(mine, most))
        return total, lack, shown

    def floored(self, category: Category) -> bool:
        return bool(category.minimum or category.minimum_share)

    def unbounded(self, cycle: Cycle, positions: list[int]) -> list[int]:
        return [p for p in positions if cycle.categories[p][1] is None and not self.floored(cycle.categories[p][0])]

    def passing(self, cycle: Cycle, portions: list[tuple[list[int], int | None, int | None, Fraction]]) -> Fraction:
        """Let the portions through one after another, each as far as its ceiling still has room."""
        room = {p: most for p, (_, most, _) in enumerate(cycle.categories)}
        passed = Fraction(0)
        for _, ceiling, _, value in portions:
            left = room[ceiling] if ceiling is not None else None
            let = value if left is None else min(value, left)
            if ceiling is not None and left is not None:
                room[ceiling] = left - let
            passed += let
        return passed

    def fulfilled(self, cycle: Cycle) -> Fraction:
        """How much of what is required is there."""
        total, lack, _ = self.figures(cycle)
        return max(Fraction(0), min(total + cycle.carried, cycle.required - lack))

    def own(self, cycle: Cycle, hours: list[Hours], start: date, end: date) -> None:
        """Give a cycle the hours of its days."""
        for one in hours:
            if not start <= one.day <= end or self.placed(cycle, one.words, one.target, one.day) is None:
                continue
            outside = self.rule.period is not Period.ONCE and not self.binds(self.rule, one.day)
            if outside and self.settings.earlier_hours is False:
                continue
            if one.pending:
                cycle.pending += one.hours
            if one.hours and (not one.pending or self.settings.pending_counts):
                cycle.parts.append((one.words, one.target, one.hours, one.day))

    def fill(self, cycle: Cycle, hours: list[Hours]) -> None:
        """Let later windows fill what a cycle lacks."""
        if cycle.end >= self.day:
            return
        cycle.short = self.fulfilled(cycle) < cycle.required
        if not cycle.short:
            return
        windows = self.windows(cycle)
        for one in hours:
            inside = any(a <= one.day <= b and (not kinds or set(kinds) & set(one.words)) for a, b, kinds in windows)
            if not inside or not one.hours or (one.pending and not self.settings.pending_counts):
                continue
            if self.placed(cycle, one.words, one.target, one.day) is None:
                continue
            parts = list(cycle.parts)

            def reached(portions: int, one: Hours = one, parts: list[Any] = parts) -> Fraction:
                cycle.parts = [*parts, (one.words, one.target, Fraction(portions, PORTIONS), one.day)]
                return self.fulfilled(cycle)

            best = reached(int(one.hours * PORTIONS))
            portions = bisect_left(range(int(one.hours * PORTIONS)), best, key=reached)
            reached(portions)
            if portions:
                cycle.made_up = True
                one.hours -= Fraction(portions, PORTIONS)
            else:
                cycle.parts = parts

    def windows(self, cycle: Cycle) -> list[tuple[date, date, tuple[str, ...]]]:
        found: list[tuple[date, date, tuple[str, ...]]] = []
        if cycle.extension:
            found.append((cycle.end + ONE_DAY, cycle.end + cycle.extension * ONE_DAY, ()))
            cycle.open_by.append(None)
        for rule in (self.rule, *self.changes):
            up = rule.make_up
            if up is None:
                continue
            assert up.for_from
            assert up.for_until
            assert up.window_from
            assert up.window_until
            if up.for_until < cycle.start or up.for_from > cycle.end or up.window_until <= cycle.end:
                continue
            if rule is not self.rule:
                days = [up.window_from + n * ONE_DAY for n in range((up.window_until - up.window_from).days + 1)]
                if not any(self.binds(rule, day) for day in days):
                    continue
                if rule.age is not None and self.too_old(rule.age, up.window_from, up.window_until):
                    continue
            found.append((max(up.window_from, cycle.end + ONE_DAY), up.window_until, rule.counts))
            cycle.open_by.append(rule)
        cycle.last_window = max((b for _, b, _ in found), default=None)
        self._windows = found
        return found

    def carry(self, before: Cycle, cycle: Cycle) -> None:
        total, lack, _ = self.figures(before)
        surplus = min(total, total + before.carried - before.required)
        if surplus <= 0 or lack or before.made_up:
            return
        ruling = min(cycle.end, self.day)
        terms = [r.carry_over for r in (self.rule, *(c for c in self.changes if self.binds(c, ruling)))]
        term = next((t for t in terms if t is not None), None)
        if term is None and self.settings.carry_over:
            term = CarryOver(self.settings.carry_over_maximum)
        if term is not None:
            carried = surplus * Fraction(term.rate)
            cycle.carried = carried if term.maximum is None else min(carried, Fraction(term.maximum))

    def shown(self, cycle: Cycle) -> bool:
        today = self.binds(self.rule, self.day)
        if self.day <= cycle.end:
            return today
        if not cycle.short:
            return False
        there = any(covers(self.rule.region, region) for region in on(self.facts.regions, self.day))
        return any(
            self.day <= last and (today or (rule is not None and there and self.binds(rule, self.day)))
            for (_, last, _), rule in zip(self._windows, cycle.open_by, strict=True)
        )

    def row(self, cycle: Cycle) -> dict[str, Any]:
        total, lack, shown = self.figures(cycle)
        counted = total + cycle.carried
        if lack:
            counted = min(counted, max(Fraction(0), cycle.required - lack))
        if cycle.made_up:
            counted = min(counted, cycle.required)
        deadline = cycle.end + cycle.extension * ONE_DAY
        if cycle.last_window is not None:
            deadline = max(deadline, cycle.last_window)
        return {
            "required": cycle.required,
            "earned": sum((hours for _, _, hours, _ in cycle.parts), Fraction(0)),
            "counted": counted,
            "pending": cycle.pending,
            "remaining": max(Fraction(0), cycle.required - counted),
            "deadline": deadline,
            "carried": cycle.carried,
            "categories": shown,
        }

    def rows(self, hours: list[Hours]) -> Figures:
        """All lines of the requirement."""
        today = self.binds(self.rule, self.day)
        if self.rule.period is Period.ONCE:
            return self.once(hours) if today else {}
        if self.anchor() is None:
            return self.unanchored(hours) if today else {}
        before: Cycle | None = None
        rows: Figures = {}
        for start, end in self.cycles():
            cycle = self.begun(start, end)
            if cycle is not None:
                if before is not None:
                    self.carry(before, cycle)
                self.own(cycle, hours, start, min(end, self.day))
                self._windows = []
                self.fill(cycle, hours)
                if self.shown(cycle):
                    rows[self.rule.id, start, end] = self.row(cycle)
            before = cycle
        return rows

    def once(self, hours: list[Hours]) -> Figures:
        if self.exempt(self.day, self.day, self.day):
            return {}
        start: date | None = self.day
        while start is not None and self.binds(self.rule, start - ONE_DAY):
            start = start - ONE_DAY if start.year > 2000 else None  # before anybody knows
        months = self.settings.induction_months if self.rule.within_months is None else self.rule.within_months
        due = None
        if months is not None and start is not None:
            year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
            due = date(year, month + 1, start.day) - (ONE_DAY if months else timedelta())
        cycle = self.asking(self.day, self.day, Fraction(1), 0, self.day)
        self.own(cycle, hours, date.min, self.day)
        return {(self.rule.id, start, due): {**self.row(cycle), "deadline": due}}

    def unanchored(self, hours: list[Hours]) -> Figures:
        if self.exempt(self.day, self.day, self.day):
            return {}
        cycle = self.asking(self.day, self.day, Fraction(1), 0, self.day)
        assert self.rule.cycle_years
        self.own(cycle, hours, self.day.replace(year=self.day.year - self.rule.cycle_years) + ONE_DAY, self.day)
        return {(self.rule.id, None, None): {**self.row(cycle), "deadline": None}}


def slow_standing(
    rules: Sequence[Rule], facts: TeacherFacts, entries: Sequence[Entry], day: date, settings: CentreSettings
) -> Figures:
    """Figures by rule and cycle. All rules bind, from documents without dates of their own."""
    figures: Figures = {}
    for rule in rules:
        if rule.hours is None:
            continue
        slow = Slow(rule, rules, facts, day, settings)
        hours = []
        for one in replay(entries):
            if one.day > day:
                continue
            one.words = [settings.words.get(word, word) for word in one.words]
            one.target = settings.words.get(one.target, one.target)
            if one.unit is Unit.CREDIT:
                rates = [r.hours_per_credit for r in (rule, *slow.changes)]
                per: Decimal | None = next((r for r in rates if r is not None), settings.hours_per_credit)
                if per is None:
                    continue
                one.hours *= Fraction(per)
            hours.append(one)
        figures.update(slow.rows(hours))
    return figures
