"""The hours of a ledger, ready for rules: words folded once, credits converted by each rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from records.ledger import Held, Unit
from records.standing.book import Prepared
from records.standing.person import Person
from records.standing.scheme import renamed


class Posted(NamedTuple):
    """Hours that stand, with their words as rules write them, folded."""

    held: Held
    day: int
    """Day of completion as an ordinal."""
    category: str
    training: str
    offset_to: str


@dataclass(slots=True)
class Item:
    """Hours that stand, as one rule sees them."""

    posted: Posted
    hours: Decimal
    """学时, credits converted."""
    left: Decimal
    """What earlier cycles have not used."""


def posted_until(held: Iterable[Held], person: Person) -> list[Posted]:
    """Hours completed until the day asked for, in the order given."""
    words = person.settings.words
    return [
        Posted(
            one,
            day,
            renamed(one.category, words) if one.category else "",
            renamed(one.training, words) if one.training else "",
            renamed(one.offset_to, words) if one.offset_to else "",
        )
        for one in held
        if (day := one.completed.toordinal()) <= person.today
    ]


def items_of(posted: Sequence[Posted], prepared: Prepared, person: Person) -> tuple[list[Item], Decimal]:
    """Hours for one rule; and the credits that nothing says how to convert."""
    if not any(one.held.unit is Unit.CREDIT for one in posted):
        return [Item(one, one.held.hours, one.held.hours) for one in posted], Decimal(0)
    per = _per_credit(prepared, person)
    items: list[Item] = []
    lost = Decimal(0)
    for one in posted:
        hours = one.held.hours
        if one.held.unit is Unit.CREDIT:
            if per is None:
                lost += hours
                continue
            hours *= per
        items.append(Item(one, hours, hours))
    return items, lost


def _per_credit(prepared: Prepared, person: Person) -> Decimal | None:
    for owner in (prepared, *prepared.changes):
        if owner.rule.hours_per_credit is not None:
            return owner.rule.hours_per_credit
    return person.settings.hours_per_credit
