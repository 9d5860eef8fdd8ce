"""What a changed text means for the rules drawn from it: proposals with their evidence, and questions. Pure.

A figure of a rule follows the text where its number stands in the provision that the rule cites and one number of
the same unit has taken its place. Whatever allows two readings, or none, is asked: nothing here is guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from policy_corpus.amendments import Amendment, base_id, latest
from policy_corpus.diff import Change, Diff, Piece, Sort
from policy_corpus.merging import starts
from policy_corpus.model import Document, Rule, TextKind
from policy_corpus.rule_figures import (
    Figure,
    Unit,
    Value,
    Written,
    figures,
    sentence,
    sentence_bounds,
    text_of,
    written,
)

_LONGEST = 240


class Doubt(StrEnum):
    """Why something is asked instead of proposed."""

    SEVERAL = "several"
    """More than one number may have taken the place of the old one."""
    NO_NUMBER = "no_number"
    """The provision is worded otherwise and no number stands in its place."""
    DIGEST = "digest"
    """The original says another number than the digest; nobody has compared the two yet."""
    REWORDED = "reworded"
    """The provision is worded otherwise, and none of the rule's figures is touched: to be read."""
    NOT_FOUND = "not_found"
    """The successor has no provision like the one that the rule cites."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is other now."""

    path: str
    """As in `policy_corpus.rule_figures`."""
    unit: Unit
    old: str
    new: str
    old_sentence: str
    new_sentence: str


@dataclass(frozen=True, slots=True)
class Question:
    """What an administrator has to decide."""

    rule: str
    path: str
    """The figure; empty when it is about the whole provision."""
    doubt: Doubt
    value: str
    """The figure as the rule has it."""
    candidates: tuple[str, ...]
    """Values that the new text offers."""
    label: str
    """The provision in the new text; the old one where that is gone."""
    old_sentence: str
    new_sentence: str


@dataclass(frozen=True, slots=True)
class RuleProposal:
    """A rule and what becomes of it."""

    rule: Rule
    """As it is now."""
    document: str
    """`Document.id` of the new text."""
    label: str
    also_labels: tuple[str, ...]
    changes: tuple[FigureChange, ...] = ()
    ends: bool = False
    """Its provision is gone."""
    successor: bool = False
    """The text is another document, which takes the place of the rule's own."""
    questions: tuple[Question, ...] = ()
    since: date | None = None
    """First day of the new version; None has to be asked."""
    left: bool = False
    """The administrator leaves the rule as it is."""

    @property
    def goes_live(self) -> bool:
        """Whether it is made when the text goes live."""
        return self.sure and not self.left

    @property
    def open(self) -> bool:
        """Whether something has to be decided before it can be made."""
        return not self.left and not self.sure and (self.changing or bool(self.questions))

    @property
    def placed(self) -> bool:
        """Whether it is known where the new text says it."""
        return not any(question.doubt is Doubt.NOT_FOUND for question in self.questions)

    @property
    def sure(self) -> bool:
        """Whether it can be accepted as it is."""
        decided = not any(question.doubt is not Doubt.REWORDED for question in self.questions)
        return decided and self.since is not None and self.changing

    @property
    def changing(self) -> bool:
        """Whether there is anything to accept."""
        moved = (self.label, self.also_labels) != (self.rule.label, self.rule.also_labels)
        return bool(self.changes or self.ends or self.successor or moved)

    def amendment(self) -> Amendment:
        """What to make of it. Raises `ValueError` without a day."""
        if self.since is None:
            raise ValueError("a proposal without a day cannot be made")
        values = tuple((change.path, change.new) for change in self.changes)
        label, also = (self.rule.label, self.rule.also_labels) if self.ends else (self.label, self.also_labels)
        return Amendment(base_id(self.rule.id), self.since, self.document, label, also, values, self.ends)


def proposals(
    rules: Sequence[Rule], old: Document, new: Document, difference: Diff, *, successor: bool = False
) -> tuple[RuleProposal, ...]:
    """What the change from `old` to `new` means for the rules drawn from `old`, without those that it leaves alone.

    `difference` is that of the two. With `successor` `new` is another document, and every rule goes over to it.
    """
    names = dict.fromkeys(base_id(rule.id) for rule in rules if rule.document == old.id)
    places = [place for name in names if (place := latest(rules, name)) is not None]
    mine = [rules[place] for place in places if rules[place].document == old.id]
    by_label = {change.old.label: change for change in difference.changes if change.old is not None}
    digest = old.text_kind is TextKind.DIGEST and new.text_kind is TextKind.ORIGINAL
    since = starts(new)
    if not successor and since == starts(old):
        since = None  # a text of the old days: whether it corrects or changes them is not for us to say
    found = (_proposal(rule, new, by_label, since, digest=digest, successor=successor) for rule in mine)
    return tuple(proposal for proposal in found if proposal.changing or proposal.questions)


def _proposal(
    rule: Rule, new: Document, by_label: dict[str, Change], since: date | None, *, digest: bool, successor: bool
) -> RuleProposal:
    """What becomes of one rule."""
    labels = (rule.label, *rule.also_labels)
    changes = [by_label[label] for label in labels if label in by_label]
    if digest:
        return _against_digest(rule, new, changes, since)
    gone = rule.label not in by_label or by_label[rule.label].new is None
    if gone:
        question = Question(rule.id, "", Doubt.NOT_FOUND, "", (), rule.label, _whole(by_label.get(rule.label)), "")
        ends, asked = (False, (question,)) if successor else (True, ())
        return RuleProposal(rule, new.id, rule.label, rule.also_labels, (), ends, successor, asked, since)
    follow = {change.old.label: change.new.label for change in changes if change.old and change.new}
    also = tuple(dict.fromkeys(follow[label] for label in rule.also_labels if label in follow))
    label = follow[rule.label]
    decided: list[FigureChange] = []
    asked_now: list[Question] = []
    for figure in figures(rule):
        outcome = _decide(rule, figure, changes)
        if isinstance(outcome, FigureChange):
            decided.append(outcome)
        elif outcome is not None:
            asked_now.append(outcome)
    other = [change for change in changes if change.sort is Sort.REWORDED]
    if other and not decided and not asked_now:
        asked_now.append(_reworded(rule, other[0]))
    others = tuple(other for other in also if other != label)
    return RuleProposal(rule, new.id, label, others, tuple(decided), False, successor, tuple(asked_now), since)


def _reworded(rule: Rule, change: Change) -> Question:
    at = next(place for place, piece in enumerate(change.pieces) if not piece.same)
    old, new = (sum(len(side(p)) for p in change.pieces[:at]) for side in (_old, _new))
    label = change.new.label if change.new else ""
    return Question(rule.id, "", Doubt.REWORDED, "", (), label, *_sentences(change, old, new))


def _decide(rule: Rule, figure: Figure, changes: Iterable[Change]) -> FigureChange | Question | None:
    """What becomes of one figure, over all places at which its number stands."""
    now: dict[Value | None, tuple[Change, Written, Written | None]] = {}
    for change in changes:
        if change.sort is Sort.REWORDED and change.old is not None and change.new is not None:
            for was, is_now in _aligned(change):
                if (was.value, was.unit) == (_in_unit(figure, was), was.unit) and _same_unit(figure, was):
                    now.setdefault(is_now.value if is_now is not None else None, (change, was, is_now))
        elif change.old is not None and change.new is not None:
            for was in written(change.old.text):
                if _same_unit(figure, was) and was.value == _in_unit(figure, was):
                    now.setdefault(was.value, (change, was, was))
    if not now or list(now) == [next(iter(now.values()))[1].value]:
        return None
    change, was, is_now = next(found for found in now.values() if found[2] is None or found[2].value != found[1].value)
    sentences = _sentences(change, was.start, is_now.start if is_now is not None else _opposite(change, was.start))
    beside = _unmatched(change, was, is_now) if is_now is not None else ()
    if len(now) == 1 and is_now is not None and not beside:
        value = _back(figure, is_now)
        return FigureChange(figure.path, figure.unit, text_of(figure.value), text_of(value), *sentences)
    offered = _candidates(figure, change) if None in now or beside else ()
    values = dict.fromkeys([*(text_of(_back(figure, n)) for _, _, n in now.values() if n is not None), *offered])
    doubt = Doubt.SEVERAL if values else Doubt.NO_NUMBER
    label = change.new.label if change.new else ""
    return Question(rule.id, figure.path, doubt, text_of(figure.value), tuple(values), label, *sentences)


def _same_unit(figure: Figure, seen: Written) -> bool:
    """一年内 may stand for twelve months."""
    return seen.unit is figure.unit or (figure.unit is Unit.MONTHS and seen.unit is Unit.YEARS)


def _in_unit(figure: Figure, seen: Written) -> Value:
    """The figure as the text would write it."""
    if figure.unit is Unit.MONTHS and seen.unit is Unit.YEARS and not isinstance(figure.value, date):
        return figure.value / 12
    return figure.value


def _back(figure: Figure, seen: Written) -> Value:
    """The text's number as the figure would have it."""
    if figure.unit is Unit.MONTHS and seen.unit is Unit.YEARS and not isinstance(seen.value, date):
        return seen.value * 12
    if isinstance(seen.value, Fraction) and isinstance(figure.value, Decimal):
        return Decimal(seen.value.numerator) / Decimal(seen.value.denominator)
    return seen.value


def _aligned(change: Change) -> Iterator[tuple[Written, Written | None]]:
    """Each number of the old wording with the one of the same unit in its place; None where that is not certain."""
    if change.old is None or change.new is None:
        return
    old_all, new_all = written(change.old.text), written(change.new.text)
    at_old = at_new = 0
    for piece in change.pieces:
        was = [w for w in old_all if at_old <= w.start < at_old + len(piece.old)]
        now = [w for w in new_all if at_new <= w.start < at_new + len(piece.new)]
        yield from _in_piece(piece, was, now, at_new - at_old, new_all)
        at_old, at_new = at_old + len(piece.old), at_new + len(piece.new)


def _in_piece(
    piece: Piece, was: Sequence[Written], now: Sequence[Written], shift: int, new_all: Sequence[Written]
) -> Iterator[tuple[Written, Written | None]]:
    for one in was:
        if piece.same:
            there = [w for w in new_all if w.start == one.start + shift and w.unit is one.unit]
            # Its unit may stand in the next piece, and have changed with it.
            yield one, there[0] if there else None
            continue
        mine = [w for w in was if w.unit is one.unit]
        theirs = [w for w in now if w.unit is one.unit]
        yield one, theirs[0] if len(mine) == len(theirs) == 1 else None


def _unmatched(change: Change, was: Written, is_now: Written) -> tuple[Written, ...]:
    """Numbers of the same unit, in the sentences of the two, that came or went without one in their place.

    360学时 → 小学300学时、中学400学时: that 300 stands where 360 stood does not say that it is for everybody.
    """
    if change.old is None or change.new is None:
        return ()
    pairs = list(_aligned(change))
    kept_old = {old.start for old, new in pairs if new is not None}
    kept_new = {new.start for _, new in pairs if new is not None}
    found: list[Written] = []
    for text, one, kept in ((change.old.text, was, kept_old), (change.new.text, is_now, kept_new)):
        start, end = sentence_bounds(text, one.start)
        found += [w for w in written(text) if start <= w.start < end and w.unit is one.unit and w.start not in kept]
    return tuple(found)


def _candidates(figure: Figure, change: Change) -> tuple[str, ...]:
    """Numbers of the new wording, of the figure's unit, that the old wording has not."""
    if change.old is None or change.new is None:
        return ()
    before = {(w.value, w.unit) for w in written(change.old.text)}
    fresh = [w for w in written(change.new.text) if _same_unit(figure, w) and (w.value, w.unit) not in before]
    return tuple(dict.fromkeys(text_of(_back(figure, w)) for w in fresh))


def _against_digest(rule: Rule, new: Document, changes: Sequence[Change], since: date | None) -> RuleProposal:
    """The original beside the digest: only a number that the original's provision lacks is asked about.

    The two are worded each in its own way, so nothing is aligned; labels of digests are those of the originals.
    """
    labels = (rule.label, *rule.also_labels)
    texts = {provision.label: provision.text for provision in new.provisions}
    there = [texts[label] for label in labels if label in texts]
    before = " ".join(change.old.text for change in changes if change.old is not None)
    stated = [w for text in there for w in written(text)]
    said = written(before)
    questions: list[Question] = []
    for figure in figures(rule) if there else ():
        mine = [w for w in said if _same_unit(figure, w) and w.value == _in_unit(figure, w)]
        if not mine or any(_same_unit(figure, w) and w.value == _in_unit(figure, w) for w in stated):
            continue
        known = {(w.value, w.unit) for w in said}
        fresh = [w for w in stated if _same_unit(figure, w) and (w.value, w.unit) not in known]
        offered = tuple(dict.fromkeys(text_of(_back(figure, w)) for w in fresh))
        shown = next((sentence for text in there for sentence in _holding(text, fresh)), there[0][:_LONGEST])
        old = sentence(before, mine[0].start)
        questions.append(
            Question(rule.id, figure.path, Doubt.DIGEST, text_of(figure.value), offered, rule.label, old, shown)
        )
    return RuleProposal(rule, new.id, rule.label, rule.also_labels, (), False, False, tuple(questions), since)


def _holding(text: str, wanted: Sequence[Written]) -> Iterator[str]:
    for found in written(text):
        if any((found.value, found.unit) == (w.value, w.unit) for w in wanted):
            yield sentence(text, found.start)


def _sentences(change: Change, old: int, new: int) -> tuple[str, str]:
    """The sentences around two places of the two wordings."""
    return (
        sentence(change.old.text, old) if change.old is not None else "",
        sentence(change.new.text, new) if change.new is not None else "",
    )


def _opposite(change: Change, at: int) -> int:
    """Where the new wording stands opposite to a place of the old one."""
    old = new = 0
    for piece in change.pieces:
        if at < old + len(piece.old):
            return new + (at - old if piece.same else 0)
        old, new = old + len(piece.old), new + len(piece.new)
    return max(new - 1, 0)


def _whole(change: Change | None) -> str:
    return change.old.text[:_LONGEST] if change is not None and change.old is not None else ""


def _old(piece: Piece) -> str:
    return piece.old


def _new(piece: Piece) -> str:
    return piece.new
