"""One rule for one teacher, cycle after cycle: what each cycle gets of the hours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from policy_corpus.model import CarryOver, MakeUp, Period
from records.standing import texts
from records.standing.book import Prepared
from records.standing.demand import Demand, Frame, demand
from records.standing.items import Item, Posted, items_of
from records.standing.person import Person
from records.standing.scheme import Place, Scheme, folded, scheme_of
from records.standing.spans import FIRST, Spans, add_months, add_years, holds, length, meet
from records.standing.tally import Tally

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Window:
    """Days after a cycle on which its shortfall can still be filled."""

    first: int
    last: int
    counts: frozenset[str] = frozenset()
    """Folded kinds of training that fill it; empty for all."""
    owner: Prepared | None = None
    """The make-up rule; None for a leave that extends the cycle."""


@dataclass(slots=True)
class Outcome:
    """One cycle, worked out."""

    start: date | None
    end: date | None
    demand: Demand
    scheme: Scheme
    tally: Tally
    carried: Decimal = _ZERO
    carried_by: Prepared | None = None
    earned: Decimal = _ZERO
    pending: Decimal = _ZERO
    gone: Decimal = _ZERO
    """Hours of the cycle's own days that filled earlier cycles."""
    used: list[tuple[Item, Place, Decimal]] = field(default_factory=list)
    made_up: list[tuple[Item, Place, Decimal]] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    short: bool = False
    """Whether hours were missing before the windows."""
    notes: list[str] = field(default_factory=list)

    @property
    def counted(self) -> Decimal:
        """Hours that count towards what is required."""
        counted = self.tally.counted(self.demand.required, self.carried)
        return min(counted, self.demand.required) if self.made_up else counted


class Course:
    """The cycles of one requirement."""

    def __init__(self, person: Person, prepared: Prepared, posted: Sequence[Posted]) -> None:
        self.person = person
        self.prepared = prepared
        self.days = person.bound(prepared)
        self.notes: list[str] = []
        self.exemptions: dict[date, str] = {}
        """First day of each cycle from which age frees the teacher → the sentence that says so."""
        self._pending_counts = bool(person.settings.pending_counts)
        self._items, lost = items_of(posted, prepared, person)
        if lost:
            self.notes.append(texts.no_credit(lost))

    def single(self) -> Outcome | None:
        """A requirement for once: all hours until today, due at or after entering service; None when exempt."""
        rule, today = self.prepared.rule, self.person.today
        start = next((date.fromordinal(a) for a, b in self.days if a <= today <= b and a > FIRST), None)
        months = self.person.settings.induction_months if rule.within_months is None else rule.within_months
        notes: list[str] = []
        if months is None:
            notes.append(texts.unset("induction_months", "给不出完成期限"))
        elif rule.within_months is None:
            notes.append(texts.decided("induction_months", f"入职后{months}个月内" if months else "入职前"))
        due = None
        if start is not None and months is not None:
            due = start if months == 0 else add_months(start, months) - timedelta(days=1)
        active = self._active(self.person.as_of)
        if self._exempt(active, self.person.as_of, self.person.as_of):
            return None
        asked = Demand(rule.hours or _ZERO, due, start, self.days)
        return self._filled(self._blank(start, due, asked, active, notes), FIRST, today)

    def rolling(self, notes: Sequence[str]) -> Outcome | None:
        """A requirement whose cycles nobody has set: the hours of as many years until today; None when exempt."""
        today = self.person.as_of
        first = add_years(today, -(self.prepared.rule.cycle_years or 1)).toordinal() + 1
        active = self._active(today)
        if self._exempt(active, self.person.as_of, self.person.as_of):
            return None
        asked = Demand(self.prepared.rule.hours or _ZERO, None, None, self.days)
        found = self._blank(None, None, asked, active, notes)
        return self._filled(found, first, today.toordinal())

    def cycles(self, frame: Frame, *, history: bool) -> list[Outcome]:
        """The cycles up to today in which the rule binds, from the first that has a bearing on the current one.

        With `history`, from the first that anything is known of.
        """
        outcomes: list[Outcome] = []
        before: Outcome | None = None
        last = frame.number(self.person.as_of)
        for number in range(self._first_number(frame, last, history=history), last + 1):
            start, end = frame.bounds(number)
            active = self._active(min(end, self.person.as_of))
            asked = demand(self.person, self.prepared, active, start, end)
            if not asked.days or asked.days[0][0] > self.person.today or self._exempt(active, start, end):
                before = None
                continue
            found = self._blank(start, end, asked, active, [frame.note] if frame.note else [])
            if before is not None:
                self._carry(before, found, active)
            self._filled(found, start.toordinal(), min(end.toordinal(), self.person.today))
            self._make_up(found)
            outcomes.append(found)
            before = found
        return outcomes

    def _first_number(self, frame: Frame, last: int, *, history: bool) -> int:
        linked = history or self._linked(frame.bounds(last - 1)[0])
        known = [item.posted.day for item in self._items[:1]]  # the earliest
        if history and self.days[0][0] > FIRST:
            known.append(self.days[0][0])
        known.extend(leave.start.toordinal() for leave in self.person.facts.leaves)
        if linked:
            known.extend(up.for_from.toordinal() for _, up in self._make_ups() if up.for_from is not None)
        first = max(min(known, default=self.person.today), self.days[0][0])
        number = min(last, frame.number(date.fromordinal(min(first, self.person.today))))
        return number if linked else max(number, last - 1)

    def _linked(self, day: date) -> bool:
        """Whether a cycle before the one that begins on `day` can reach into it or beyond."""
        owners = (self.prepared, *self.prepared.changes)
        carries = bool(self.person.settings.carry_over) or any(o.rule.carry_over is not None for o in owners)
        open_ = any(up.window_until is not None and up.window_until >= day for _, up in self._make_ups())
        return carries or open_ or bool(self.person.facts.leaves)

    def _exempt(self, active: Sequence[Prepared], start: date, end: date) -> bool:
        """Whether age frees the teacher from the cycle; the notes of the course say how that was found."""
        for owner in (self.prepared, *active):
            if owner.rule.age is None or (owner is not self.prepared and owner.rule.make_up is not None):
                continue
            why, notes = self.person.exempt(owner.rule.age, start, end)
            if why:
                self.exemptions[start] = texts.exempt(self.prepared.rule.name, why, owner.number, owner.rule.label)
                return True
            self.notes.extend(note for note in notes if note not in self.notes)
        return False

    def _make_ups(self) -> list[tuple[Prepared, MakeUp]]:
        owners = (self.prepared, *self.prepared.changes)
        return [(owner, owner.rule.make_up) for owner in owners if owner.rule.make_up is not None]

    def _active(self, day: date) -> tuple[Prepared, ...]:
        """The rules that change this one for the teacher on `day`."""
        if not self.prepared.changes:
            return ()
        ordinal = day.toordinal()
        valid = (change for change in self.prepared.changes if holds(change.valid, ordinal))
        return tuple(change for change in valid if holds(self.person.bound(change), ordinal))

    def _blank(
        self,
        start: date | None,
        end: date | None,
        asked: Demand,
        active: tuple[Prepared, ...],
        notes: Sequence[str],
    ) -> Outcome:
        """A cycle without hours yet."""
        scheme = scheme_of(self.prepared, active)
        hours = self.prepared.rule.hours or _ZERO
        ceilings: list[Decimal | None] = []
        floors: list[Decimal] = []
        for share in scheme.shares:
            part = share.category
            most = part.maximum if part.maximum_share is None else _share(hours, part.maximum_share.as_integer_ratio())
            least = part.minimum if part.minimum_share is None else _share(hours, part.minimum_share.as_integer_ratio())
            ceilings.append(None if most is None else asked.scaled(most))
            floors.append(asked.scaled(least or _ZERO))
        return Outcome(start, end, asked, scheme, Tally(ceilings, floors), notes=[*notes, *asked.notes])

    def _place(self, scheme: Scheme, item: Item) -> Place | None:
        _, day, category, training, offset_to = item.posted
        return scheme.place(category, training, offset_to, lambda owner: self._holds(owner, day))

    def _holds(self, owner: Prepared, day: int) -> bool:
        """Whether an offset of this rule holds on the day of a training."""
        return owner is self.prepared or holds(self.person.bound(owner), day)

    def _filled(self, found: Outcome, first: int, last: int) -> Outcome:
        """Add the hours completed from `first` to `last` to a cycle."""
        earlier, once = self.person.settings.earlier_hours, self.prepared.rule.period is Period.ONCE
        outside = _ZERO
        for item in self._items:
            day, left = item.posted.day, item.left
            if not first <= day <= last or (place := self._place(found.scheme, item)) is None:
                continue
            if not once and not holds(self.days, day):
                outside += left
                if earlier is False:
                    continue
            if item.posted.held.pending:
                found.pending += left
                if not self._pending_counts:
                    continue
            if left is not item.hours:
                found.gone += item.hours - left
            if left:
                found.earned += left
                found.tally.add(place, left)
                found.used.append((item, place, left))
        if outside:
            found.notes.append(texts.outside(outside, earlier))
        return found

    def _carry(self, before: Outcome, found: Outcome, active: Sequence[Prepared]) -> None:
        """Carry what the cycle before had beyond its requirement, where that is allowed."""
        own = before.tally.total()
        surplus = min(own, own + before.carried - before.demand.required)
        if surplus <= 0 or before.made_up or before.tally.lack():
            return
        owner = next((o for o in (self.prepared, *active) if o.rule.carry_over is not None), None)
        settings = self.person.settings
        term = owner.rule.carry_over if owner is not None else None
        if term is None:
            found.notes.append(texts.surplus(surplus, settings.carry_over, settings.carry_over_maximum))
            if not settings.carry_over:
                return
            term = CarryOver(settings.carry_over_maximum)
        carried = surplus * term.rate
        found.carried = carried if term.maximum is None else min(carried, term.maximum)
        found.carried_by = owner

    def _make_up(self, found: Outcome) -> None:
        """Let hours of later windows fill what the cycle lacks, before the cycle in which they lie gets them."""
        required = found.demand.required
        if found.end is None or found.end.toordinal() >= self.person.today:
            return
        found.short = found.counted < required
        if not found.short:
            return
        found.windows = self._windows(found)
        for item in self._items:
            open_ = any(
                window.first <= item.posted.day <= window.last
                and (
                    not window.counts or item.posted.category in window.counts or item.posted.training in window.counts
                )
                for window in found.windows
            )
            if not open_ or not item.left or (item.posted.held.pending and not self._pending_counts):
                continue
            place = self._place(found.scheme, item)
            if place is None:
                continue
            hours = found.tally.needed(place, item.left, required, found.carried)
            if hours:
                item.left -= hours
                found.earned += hours
                found.tally.add(place, hours)
                found.made_up.append((item, place, hours))

    def _windows(self, found: Outcome) -> list[Window]:
        if found.start is None or found.end is None:
            return []
        windows: list[Window] = []
        end = found.end.toordinal()
        if found.demand.deadline is not None and found.demand.deadline.toordinal() > end:
            windows.append(Window(end + 1, found.demand.deadline.toordinal()))
        for owner, up in self._make_ups():
            if up.for_from is None or up.for_until is None or up.window_from is None or up.window_until is None:
                found.notes.append(texts.undated(up.window))
                continue
            if found.end < up.for_from or up.for_until < found.start or up.window_until <= found.end:
                continue
            days: Spans = ((up.window_from.toordinal(), up.window_until.toordinal()),)
            if owner is not self.prepared and not length(meet(self.person.bound(owner), days)):
                continue
            if owner is not self.prepared and owner.rule.age is not None:
                why, notes = self.person.exempt(owner.rule.age, up.window_from, up.window_until)
                found.notes.extend(notes)
                if why:
                    found.notes.append(texts.exempt(owner.rule.name, why, owner.number, owner.rule.label))
                    continue
            first = max(days[0][0], end + 1)
            windows.append(Window(first, days[0][1], frozenset(map(folded, owner.rule.counts)), owner))
        return windows


def _share(hours: Decimal, ratio: tuple[int, int]) -> Decimal:
    """A share of the required hours, to the hundredth where it does not come out even."""
    exact = hours * ratio[0] / ratio[1]
    return exact if exact * ratio[1] == hours * ratio[0] else exact.quantize(Decimal("0.01"))
