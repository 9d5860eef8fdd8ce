"""From a cycle worked out to the line that people see: figures, notes, steps."""

from collections.abc import Iterable
from decimal import Decimal

from records.standing import texts
from records.standing.book import Prepared
from records.standing.course import Course, Outcome
from records.standing.items import Item
from records.standing.model import CategoryLine, Line, Step
from records.standing.scheme import Place, Share
from records.standing.tally import Tally

_ZERO = Decimal(0)


def line_of(course: Course, found: Outcome, *, explain: bool) -> Line:
    """The line of one cycle; its steps only with `explain`."""
    rule = course.prepared.rule
    required, counted = found.demand.required, found.counted
    deadline = found.demand.deadline
    if found.windows and deadline is not None:
        deadline = max(deadline, deadline.fromordinal(max(window.last for window in found.windows)))
    return Line(
        rule=rule.id,
        name=rule.name,
        document_number=course.prepared.number,
        label=rule.label,
        binding=rule.binding,
        cycle_start=found.start,
        cycle_end=found.end,
        required=required,
        earned=found.earned,
        counted=counted,
        pending=found.pending,
        remaining=max(_ZERO, required - counted),
        deadline=deadline,
        categories=tuple(_category(found, position, share) for position, share in enumerate(found.scheme.shares)),
        other=found.tally.other(),
        carried=found.carried,
        since=found.demand.since,
        notes=tuple(dict.fromkeys(_notes(course, found))),
        steps=tuple(_steps(course, found)) if explain else (),
    )


def _category(found: Outcome, position: int, share: Share) -> CategoryLine:
    tally = found.tally
    floor, ceiling = tally.floors[position], tally.ceilings[position]
    earned = sum((hours for _, place, hours in (*found.used, *found.made_up) if position in place[1:4]), _ZERO)
    counted = _in_category(tally, position, share)
    return CategoryLine(
        name=share.category.name,
        required=floor,
        maximum=ceiling,
        earned=earned,
        counted=counted,
        remaining=max(_ZERO, floor - counted),
    )


def _in_category(tally: Tally, position: int, share: Share) -> Decimal:
    ceiling = tally.ceilings[position]
    if share.has_floor:
        hours = tally.in_floor(position)
    else:
        hours = tally.in_plain(position) if ceiling is None else tally.under(position)
    return hours if ceiling is None else min(hours, ceiling)


def _notes(course: Course, found: Outcome) -> Iterable[str]:
    rule = course.prepared.rule
    if not rule.binding:
        yield texts.DRAFT
    yield from found.notes
    yield from course.notes
    yield from course.person.notes_on(course.prepared)
    if found.pending:
        yield texts.pending(found.pending, course.person.settings.pending_counts)
    for item, place, _ in found.used:
        if item.posted.offset_to and place.offset is None:
            yield texts.offset_unfounded(item.posted.held.offset_to)
    if rule.reading:
        yield texts.reading(rule.reading)
    for owner in _owners(found):
        if owner is not course.prepared and owner.rule.reading:
            yield texts.reading(owner.rule.reading)


def _owners(found: Outcome) -> Iterable[Prepared]:
    """The rules beside the requirement itself that had a part in the outcome."""
    for _, place, _ in (*found.used, *found.made_up):
        if place.offset is not None:
            yield place.offset[1]
    for window in found.windows:
        if window.owner is not None:
            yield window.owner
    for share in found.scheme.shares:
        yield share.owner


def _steps(course: Course, found: Outcome) -> Iterable[Step]:
    rule = course.prepared.rule
    source = (course.prepared.number, rule.label)
    yield Step(texts.required(rule.hours or _ZERO), *source)
    yield from found.demand.steps
    for item, place, hours in found.used:
        yield _entry_step(found, item, place, hours)
    if found.gone:
        yield Step(texts.gone(found.gone))
    for item, place, hours in found.made_up:
        yield _entry_step(found, item, place, hours)
    for window in found.windows:
        owner = window.owner or course.prepared
        yield Step(texts.window(window.first, window.last), owner.number, owner.rule.label)
    if found.carried:
        by = found.carried_by
        yield Step(texts.carried(found.carried), *((by.number, by.rule.label) if by is not None else ()))
    yield from _bound_steps(found)
    lack = found.tally.lack()
    if lack and found.counted < found.tally.total() + found.carried:
        yield Step(texts.reserved(lack, found.counted), *source)
    required = found.demand.required
    yield Step(texts.total(required, found.counted, max(_ZERO, required - found.counted)), *source)


def _entry_step(found: Outcome, item: Item, place: Place, hours: Decimal) -> Step:
    """Hours of one entry; what sets their rate is cited."""
    held = item.posted.held
    text = texts.entry(held.completed, held.project or held.category or held.training, hours, place.rate)
    if place.offset is not None:
        offset, owner = place.offset
        return Step(f"{text}（{texts.offset(offset.target)}）", owner.number, owner.rule.label)
    if place.rate != 1:
        shares = (found.scheme.shares[position] for position in place[1:4] if position >= 0)
        by = next((share.owner for share in shares if share.category.rate == place.rate), None)
        if by is not None:
            return Step(text, by.number, by.rule.label)
    return Step(text)


def _bound_steps(found: Outcome) -> Iterable[Step]:
    """Ceilings that cut and floors that are not reached."""
    for position, share in enumerate(found.scheme.shares):
        source = (share.owner.number, share.owner.rule.label)
        ceiling, floor = found.tally.ceilings[position], found.tally.floors[position]
        value = found.tally.under(position)
        if ceiling is not None and value > ceiling:
            yield Step(texts.ceiling(share.category.name, value, ceiling), *source)
        filled = found.tally.in_floor(position)
        if filled < floor:
            yield Step(texts.floor(share.category.name, floor, filled), *source)
