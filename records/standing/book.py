"""The rules, prepared once: by region, each with its validity and with the rules that change it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from policy_corpus.model import Document, Rule
from records.standing.spans import Spans, span

if TYPE_CHECKING:
    from records.standing.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Prepared:
    """A rule with what does not depend on a person."""

    rule: Rule
    number: str
    """What to cite: the document's number, or its title where it has none."""
    valid: Spans
    changes: "tuple[Prepared, ...]" = ()
    """Rules without hours and period that change this one: offsets, ceilings, make-up windows, age bounds."""
    schemes: "dict[tuple[str, ...], Scheme]" = field(default_factory=dict, compare=False, repr=False)
    """Ways to count that were worked out already, by the ids of the changes in force."""


class RuleBook:
    """Rules of a corpus, for any number of standings."""

    def __init__(self, rules: Iterable[Rule], documents: Iterable[Document]) -> None:
        by_id = {document.id: document for document in documents}
        prepared = [_prepare(rule, by_id.get(rule.document)) for rule in rules]
        changing = [item for item in prepared if item.rule.hours is None and item.rule.period is None]
        self.by_region: dict[str, tuple[Prepared, ...]] = {}
        """Region → the requirements that it has of its own, in the order given."""
        for item in prepared:
            if item.rule.period is None:
                continue
            changes = tuple(change for change in changing if _changes(change.rule, item.rule))
            whole = Prepared(item.rule, item.number, item.valid, changes)
            self.by_region[item.rule.region] = (*self.by_region.get(item.rule.region, ()), whole)


def _prepare(rule: Rule, document: Document | None) -> Prepared:
    if document is None:
        return Prepared(rule, rule.document, span(rule.valid_from, rule.valid_until))
    return Prepared(rule, document.number or document.title, _validity(rule, document))


def _validity(rule: Rule, document: Document) -> Spans:
    """Days on which the rule is valid; a first day that the rule itself names goes before that of its document."""
    if document.void:
        return ()
    last = [day for day in (rule.valid_until, document.last) if day is not None]
    return span(rule.valid_from or document.begins, min(last, default=date.max))


def _changes(change: Rule, rule: Rule) -> bool:
    """Whether `change` acts on `rule`. What binds nobody changes nothing that binds."""
    if rule.hours is None or (rule.binding and not change.binding):
        return False
    return rule.id in change.applies_to if change.applies_to else change.document == rule.document
