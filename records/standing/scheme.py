"""How one rule counts hours: which kinds, at what rate, under which ceiling and floor."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from policy_corpus.model import Category, Offset
from records.standing.book import Prepared

_ONE = Decimal(1)
_MOST_PLACES = 1000  # a ledger may hold any words; more than these are not worth remembering
_QUOTES = str.maketrans("", "", "“”‘’\"' \t\u3000")


class Place(NamedTuple):
    """Where hours of one kind go. Categories are given by position, -1 for none."""

    rate: Decimal
    ceiling: int
    """The category whose maximum holds for them."""
    floor: int
    """The category whose minimum they fill."""
    plain: int
    """The category without bounds of its own in which they are shown."""
    offset: "tuple[Offset, Prepared] | None" = None
    """The offset by which they count."""


_ANYWHERE = Place(_ONE, -1, -1, -1)
"""In no category."""
_UNKNOWN = Place(_ONE, -2, -2, -2)
"""Stands for what nobody has looked up yet."""


@dataclass(frozen=True, slots=True)
class Share:
    """A category with the rule that sets it."""

    category: Category
    owner: Prepared

    @property
    def has_floor(self) -> bool:
        """Whether it asks for some hours."""
        return bool(self.category.minimum or self.category.minimum_share)

    @property
    def has_ceiling(self) -> bool:
        """Whether it limits the hours."""
        return self.category.maximum is not None or self.category.maximum_share is not None


class Scheme:
    """The categories, offsets and kinds of a rule and of the rules that change it.

    `active` are the changes in force for the cycle; offsets go by the day of each training instead.
    """

    def __init__(self, prepared: Prepared, active: Sequence[Prepared]) -> None:
        self.shares = tuple(Share(part, owner) for owner in (prepared, *active) for part in owner.rule.categories)
        owners = (prepared, *prepared.changes)
        self._offsets = tuple(
            (folded(offset.source), folded(offset.target), offset, owner)
            for owner in owners
            for offset in owner.rule.offsets
        )
        self._offset_words = frozenset(source for source, *_ in self._offsets)
        self._counts = frozenset(folded(word) for word in prepared.rule.counts)
        self._named: dict[str, tuple[int, ...]] = {}
        self._places: dict[tuple[str, str], Place | None] = {}
        for position, share in enumerate(self.shares):
            for word in dict.fromkeys(map(folded, (share.category.name, *share.category.sources))):
                self._named[word] = (*self._named.get(word, ()), position)

    def place(self, category: str, training: str, offset_to: str, allowed: Callable[[Prepared], bool]) -> Place | None:
        """Where hours posted under these (folded) words go, or None when they do not count.

        `allowed` says whether an offset of that rule holds for the teacher on the day of the training.
        """
        if offset_to:
            for source, target, offset, owner in self._offsets:
                if target == offset_to and source in (category, training) and allowed(owner):
                    return self._by_offset(offset, owner)
        if (direct := self._direct(category, training)) is not None:
            return direct
        for word in (category, training):
            if word and word in self._offset_words:
                for source, _, offset, owner in self._offsets:
                    if source == word and allowed(owner):
                        return self._by_offset(offset, owner)
        return None if self._counts else _ANYWHERE

    def _direct(self, category: str, training: str) -> Place | None:
        """Where hours go by their own words, without an offset."""
        if (known := self._places.get((category, training), _UNKNOWN)) is not _UNKNOWN:
            return known
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        place = self._in(found) if (found := self._matching(category, training)) else None
        if place is None and (category in self._counts or training in self._counts):
            place = _ANYWHERE
        self._places[category, training] = place
        return place

    def _by_offset(self, offset: Offset, owner: Prepared) -> Place | None:
        target = folded(offset.target)
        found = self._matching(target, "")
        if self._counts and not found and target not in self._counts:
            return None
        place = self._in(found)
        return place._replace(rate=place.rate * offset.rate, offset=(offset, owner))

    def _matching(self, category: str, training: str) -> tuple[int, ...]:
        first = self._named.get(category, ()) if category else ()
        second = self._named.get(training, ()) if training and training != category else ()
        return tuple(dict.fromkeys((*first, *second))) if second else first

    def _in(self, found: Sequence[int]) -> Place:
        ceiling = next((i for i in found if self.shares[i].has_ceiling), -1)
        floor = next((i for i in found if self.shares[i].has_floor), -1)
        rates = (self.shares[i].category.rate for i in found)
        plain = next((i for i in found if not (self.shares[i].has_ceiling or self.shares[i].has_floor)), -1)
        return Place(next((rate for rate in rates if rate != _ONE), _ONE), ceiling, floor, plain)


def scheme_of(prepared: Prepared, active: Sequence[Prepared]) -> Scheme:
    """How the rule counts while these changes are in force; worked out once."""
    key = tuple(change.rule.id for change in active)
    scheme = prepared.schemes.get(key)
    if scheme is None:
        scheme = prepared.schemes[key] = Scheme(prepared, active)
    return scheme


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """A kind of training without quotation marks and blanks: how two spellings of it are compared."""
    return word.translate(_QUOTES)


def renamed(word: str, words: Mapping[str, str]) -> str:
    """A posted word as rules write it, by the centre's setting 类别对应; folded."""
    plain = folded(word)
    return folded(words.get(word) or words.get(plain) or plain) if words else plain
