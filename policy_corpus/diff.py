"""What changed between two texts of a document, provision by provision. Pure.

Provisions are paired by equal text first, wherever it stands now, then by likeness of what is left. Every
provision of both texts is in exactly one `Change`.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from policy_corpus.corrections import Field, shown
from policy_corpus.model import Document, Provision

_ALIKE = 0.5
"""Share of common character pairs from which two provisions under different labels are one, reworded."""
_ALIKE_IN_PLACE = 0.25
"""The same under one label."""
_LARGEST = 1_000_000
"""Product of two lengths up to which they are compared character by character; above, sentence by sentence only."""
_ISLAND = 2
"""Equal characters fewer than these between two changes are no reading help, and go with the changes."""
_UNIT = "学时|课时|学分|年|月|日|周|天|岁|人|名|次|元|万|倍|成|分之|小时|学期"
_CHINESE_NUMBER = rf"[〇零一二两三四五六七八九十百千万亿]+(?=个?(?:{_UNIT}))"
_TOKEN = re.compile(rf"(?P<number>\d+(?:[.,]\d+)*[%％‰]?|{_CHINESE_NUMBER})|[A-Za-z]+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]+|[^。；\n]+")


class Sort(StrEnum):
    """What happened to a provision, the weightiest first."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    RENUMBERED = "renumbered"
    """The same text under another label."""
    MOVED = "moved"
    """The same text and label at another place or under other headings."""
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: equal, or the old words and the new ones."""

    old: str
    new: str
    number: bool = False
    """Whether a number is among what changed."""

    @property
    def same(self) -> bool:
        """Whether nothing changed here."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Change:
    """A provision of the old text, of the new, or of both."""

    sort: Sort
    old: Provision | None
    new: Provision | None
    renumbered: bool = False
    moved: bool = False
    pieces: tuple[Piece, ...] = ()
    """Where it is reworded: the whole text, piece by piece."""

    @property
    def numbers(self) -> tuple[Piece, ...]:
        """The pieces in which a number changed."""
        return tuple(piece for piece in self.pieces if piece.number)


@dataclass(frozen=True, slots=True)
class Particular:
    """A field that the two documents do not share."""

    field: Field
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """Two texts of a document compared."""

    particulars: tuple[Particular, ...]
    changes: tuple[Change, ...]
    """One for each provision, in the order of the new text; a removed one where it stood."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """The changes without what stayed as it was."""
        return tuple(change for change in self.changes if change.sort is not Sort.SAME)

    def __bool__(self) -> bool:
        return bool(self.particulars or self.changed)


def diff(old: Document, new: Document) -> Diff:
    """`old` and `new` compared."""
    particulars = tuple(Particular(f, shown(old, f), shown(new, f)) for f in Field if shown(old, f) != shown(new, f))
    return Diff(particulars, provisions(old.provisions, new.provisions))


def provisions(old: Sequence[Provision], new: Sequence[Provision]) -> tuple[Change, ...]:
    """The changes from the provisions `old` to `new`."""
    pairs = _paired(old, new)
    stayed = _stayed(pairs)
    by_new = {b: a for a, b in pairs}
    gone = [a for a in range(len(old)) if a not in dict(pairs)]
    result: list[Change] = []
    last = -1
    for b, provision in enumerate(new):
        a = by_new.get(b)
        if a is None:
            result.append(Change(Sort.ADDED, None, provision))
            continue
        if b in stayed:
            result += [Change(Sort.REMOVED, old[g], None) for g in gone if last < g < a]
            last = a
        result.append(_change(old[a], provision, moved=b not in stayed))
    result += [Change(Sort.REMOVED, old[g], None) for g in gone if g > last]
    return tuple(result)


def _change(old: Provision, new: Provision, *, moved: bool) -> Change:
    renumbered = old.label != new.label
    moved = moved or (not renumbered and old.heading_path != new.heading_path)
    if old.text != new.text:
        return Change(Sort.REWORDED, old, new, renumbered, moved, pieces(old.text, new.text))
    sort = Sort.RENUMBERED if renumbered else (Sort.MOVED if moved else Sort.SAME)
    return Change(sort, old, new, renumbered, moved)


def _paired(old: Sequence[Provision], new: Sequence[Provision]) -> list[tuple[int, int]]:
    """Places of the provisions that are one: of equal text, then of like text, the likest first."""
    free_old, free_new = dict.fromkeys(range(len(old))), dict.fromkeys(range(len(new)))
    pairs: list[tuple[int, int]] = []

    def pair(a: int, b: int) -> None:
        pairs.append((a, b))
        del free_old[a], free_new[b]

    places = {(p.label, p.text): b for b, p in enumerate(new)}
    for a, provision in enumerate(old):
        b = places.get((provision.label, provision.text))
        if b in free_new:
            pair(a, b)
    waiting: dict[str, list[int]] = {}
    for b in free_new:
        waiting.setdefault(new[b].text, []).append(b)
    for a in list(free_old):
        if same := waiting.get(old[a].text):
            pair(a, same.pop(0))
    for _, a, b in sorted(_alike(old, new, list(free_old), list(free_new))):
        if a in free_old and b in free_new:
            pair(a, b)
    return sorted(pairs)


def _alike(
    old: Sequence[Provision], new: Sequence[Provision], rest_old: Sequence[int], rest_new: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    """(unlikeness, place in old, place in new) of the pairs that may be one provision."""
    bags_old = {a: _bag(old[a].text) for a in rest_old}
    bags_new = {b: _bag(new[b].text) for b in rest_new}
    for a, mine in bags_old.items():
        for b, other in bags_new.items():
            in_place = old[a].label == new[b].label
            size = mine.total() + other.total()
            likeness = 2 * sum(min(n, other[key]) for key, n in mine.items() if key in other) / size if size else 1.0
            if likeness >= (_ALIKE_IN_PLACE if in_place else _ALIKE):
                yield 1 - likeness - 0.1 * in_place, a, b


def _bag(text: str) -> Counter[str]:
    plain = f"^{''.join(text.split())}$"
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))


def _stayed(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Places in the new text of the pairs that kept their order: a longest rising run; the others moved."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int | None] = []
    for position, (_, b) in enumerate(pairs):
        at = bisect_left(ends, b)
        before.append(tails[at - 1] if at else None)
        ends[at : at + 1], tails[at : at + 1] = [b], [position]
    kept: set[int] = set()
    step = tails[-1] if tails else None
    while step is not None:
        kept.add(pairs[step][1])
        step = before[step]
    return kept


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two wordings as alternating equal and changed pieces; joined they give `old` and `new` again."""
    if len(old) * len(new) <= _LARGEST:
        return _merged(_by_token(old, new))
    found: list[Piece] = []
    for old_part, new_part in _opposite(_SENTENCE.findall(old), _SENTENCE.findall(new)):
        small = old_part != new_part and len(old_part) * len(new_part) <= _LARGEST
        found += _by_token(old_part, new_part) if small else [_whole(old_part, new_part)]
    return _merged(found)


def _by_token(old: str, new: str) -> list[Piece]:
    """Compared by numbers, Latin words and single other characters."""
    tokens = [[(match[0], match.lastgroup == "number") for match in _TOKEN.finditer(text)] for text in (old, new)]
    words = [[token for token, _ in side] for side in tokens]
    blocks = SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes()
    result: list[Piece] = []
    for kind, a, b, c, d in blocks:
        left, right = tokens[0][a:b], tokens[1][c:d]
        number = kind != "equal" and any(is_number for _, is_number in (*left, *right))
        result.append(Piece("".join(token for token, _ in left), "".join(token for token, _ in right), number))
    return result


def _whole(old: str, new: str) -> Piece:
    return Piece(old, new, old != new and any(m.lastgroup for m in _TOKEN.finditer(old + new)))


def _opposite(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Stretches of two lists that are equal, or stand in the place of each other."""
    # Lines that a long text repeats over and over are no landmarks, and would cost the square of their number.
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        yield "".join(old[a:b]), "".join(new[c:d])


def _merged(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbouring changes as one, islands of a few equal characters between them included."""
    result: list[Piece] = []
    for place, piece in enumerate(found):
        inside = 0 < place < len(found) - 1 and not found[place - 1].same and not found[place + 1].same
        island = piece.same and inside and len(piece.old) < _ISLAND and not re.search(r"[\s，。；：、]", piece.old)
        joins = result and (island or not piece.same) and not result[-1].same
        if joins:
            last = result[-1]
            result[-1] = Piece(last.old + piece.old, last.new + piece.new, last.number or piece.number)
        else:
            result.append(piece)
    return tuple(result)


def marked(found: Sequence[Piece]) -> str:
    """The new wording with 【旧→新】 where it differs."""
    return "".join(piece.new if piece.same else f"【{piece.old}→{piece.new}】" for piece in found)
