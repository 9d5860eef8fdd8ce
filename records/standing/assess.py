"""Standing: a pure function of rules, facts, entries, day and the centre's settings."""

from collections.abc import Iterable, Sequence
from datetime import date

from policy_corpus.model import Period, Rule
from records.centre import CentreSettings
from records.facts import TeacherFacts
from records.ledger import Entry, effective
from records.standing import texts
from records.standing.book import Prepared, RuleBook
from records.standing.course import Course, Outcome
from records.standing.demand import frame_of
from records.standing.items import Posted, posted_until
from records.standing.lines import line_of
from records.standing.model import Duty, Line, Standing
from records.standing.person import Person
from records.standing.spans import holds


def standing(
    rules: RuleBook,
    facts: TeacherFacts,
    entries: Iterable[Entry],
    day: date,
    settings: CentreSettings,
    *,
    history: bool = False,
    explain: bool = True,
) -> Standing:
    """Where the teacher stands on `day`, by every rule that binds then.

    Lines are of the cycle that `day` lies in, and of earlier ones whose shortfall can still be filled; with `history`
    of every cycle that anything is known of. `explain=False` leaves the steps out, for scans of many teachers.
    Nothing is raised for what a roster or a ledger lacks: the notes say it.
    """
    ledger = effective(entries)
    person = Person(facts, settings, day)
    requirements = [p for region in person.places for p in rules.by_region.get(region, ())]
    lines: list[Line] = []
    duties: list[Duty] = []
    notes = list(person.notes)
    posted = posted_until(ledger.held, person)
    if not holds(person.service, person.today):
        notes.append(texts.ENDED)
    for prepared in requirements:
        if not prepared.rule.binding and not settings.show_drafts:
            continue
        if prepared.rule.hours is None:
            if holds(person.bound(prepared), person.today):
                duties.append(_duty(prepared))
        elif person.bound(prepared):
            found, said = _lines(person, prepared, posted, history=history, explain=explain)
            lines.extend(found)
            notes.extend(said)
    if person.may_be_new(requirements):
        notes.append(texts.unset("new_teacher_months", "没有按新任教师计算"))
    if len({line.rule for line in lines if line.binding}) > 1:
        notes.append(texts.SHARED)
    lines.sort(key=_order)
    return Standing(facts.teacher, day, tuple(lines), tuple(duties), tuple(dict.fromkeys(notes)), ledger.problems)


def _lines(
    person: Person, prepared: Prepared, posted: Sequence[Posted], *, history: bool, explain: bool
) -> tuple[list[Line], list[str]]:
    """Lines of one requirement, and notes that belong to none of them."""
    course = Course(person, prepared, posted)
    today = holds(course.days, person.today)
    if not today and not history and not prepared.changes and not person.facts.leaves:
        return [], []
    outcomes: list[Outcome | None] = []
    if prepared.rule.period is Period.ONCE:
        if today or history:
            outcomes = [course.single()]
    else:
        frame, notes = frame_of(prepared.rule, person, min(person.as_of, date.fromordinal(course.days[-1][1])))
        if frame is not None:
            outcomes = [o for o in course.cycles(frame, history=history) if history or _shown(course, o, today=today)]
        elif today:
            outcomes = [course.rolling(notes)]
    lines = [line_of(course, outcome, explain=explain) for outcome in outcomes if outcome is not None]
    freed = list(course.exemptions.values())
    return lines, freed if history else freed[-1:] if today and not _current(lines, person.as_of) else []


def _shown(course: Course, outcome: Outcome, *, today: bool) -> bool:
    """Whether a line is of the current cycle, or of one that lacked hours and can still be filled."""
    now = course.person.today
    if outcome.end is None or now <= outcome.end.toordinal():
        return today
    there = holds(course.person.places[course.prepared.rule.region], now)
    for window in outcome.windows:
        kept = window.owner is not None and there and holds(course.person.bound(window.owner), now)
        if outcome.short and now <= window.last and (today or kept):
            return True
    return False


def _current(lines: Iterable[Line], day: date) -> bool:
    return any(line.cycle_end is None or day <= line.cycle_end for line in lines)


def _duty(prepared: Prepared) -> Duty:
    rule: Rule = prepared.rule
    return Duty(rule.id, rule.name, prepared.number, rule.label, rule.binding)


def _order(line: Line) -> tuple[bool, date, str, date]:
    return (not line.binding, line.deadline or date.max, line.rule, line.cycle_start or date.min)
