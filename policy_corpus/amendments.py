"""Amendments: a rule that from a day on reads otherwise, or ends. Pure.

The version before stays valid until the eve of that day, so that what was asked in its time can still be shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from policy_corpus.errors import CorpusError
from policy_corpus.merging import number_key
from policy_corpus.model import Document, Rule
from policy_corpus.rule_figures import value_of, with_value

_VERSION = "@"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What becomes of a rule from a day on."""

    rule: str
    """Id of the rule; its new version has that with the day behind it."""
    since: date
    """First day of the new version, or first day without the rule."""
    document: str
    """`Document.id` of the text that says so."""
    label: str
    """Its provision; for a rule that ends because its provision is gone, the one that it had."""
    also_labels: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """Figures that are other now: name (`policy_corpus.rule_figures`) and value as in a rule file."""
    ends: bool = False


def encode(amendment: Amendment) -> dict[str, Any]:
    """As values that `json.dumps` takes."""
    return {
        "rule": amendment.rule,
        "since": amendment.since.isoformat(),
        "document": amendment.document,
        "label": amendment.label,
        "also_labels": list(amendment.also_labels),
        "values": [list(pair) for pair in amendment.values],
        "ends": amendment.ends,
    }


def decode(value: dict[str, Any]) -> Amendment:
    """The amendment that `encode` made `value` from."""
    return Amendment(
        value["rule"],
        date.fromisoformat(value["since"]),
        value["document"],
        value["label"],
        tuple(value["also_labels"]),
        tuple((path, text) for path, text in value["values"]),
        bool(value["ends"]),
    )


def amended(rules: Sequence[Rule], amendments: Iterable[Amendment], documents: Sequence[Document]) -> tuple[Rule, ...]:
    """The rules after the amendments, in the order in which they were made; each version beside the one before.

    An amendment whose rule, document or figure is no longer there changes nothing: `faults` names it.
    """
    return _followed(rules, amendments, documents)[0]


def faults(
    rules: Sequence[Rule], amendments: Iterable[Amendment], documents: Sequence[Document]
) -> tuple[tuple[Amendment, str], ...]:
    """Amendments that cannot be followed, each with the reason."""
    return _followed(rules, amendments, documents)[1]


def _followed(
    rules: Sequence[Rule], amendments: Iterable[Amendment], documents: Sequence[Document]
) -> tuple[tuple[Rule, ...], tuple[tuple[Amendment, str], ...]]:
    found, failed = list(rules), []
    for amendment in amendments:
        place = latest(found, amendment.rule)
        document = document_of(documents, amendment.document)
        if place is None:
            failed.append((amendment, f"没有“{amendment.rule}”这条规则"))
        elif document is None and not amendment.ends:
            failed.append((amendment, f"政策库里没有“{amendment.document}”这份文件"))
        else:
            try:
                found = _with(found, place, amendment, document)
            except CorpusError as error:
                failed.append((amendment, str(error).rstrip("。")))
    return tuple(found), tuple(failed)


def _with(rules: Sequence[Rule], place: int, amendment: Amendment, document: Document | None) -> list[Rule]:
    """The rules with other versions of the one at `place`; what changes that one changes its new version too."""
    old = rules[place]
    made = _versions(old, amendment, document)
    result = [*rules[:place], *made, *rules[place + 1 :]]
    fresh = made[-1].id if made and not amendment.ends else old.id
    return [
        replace(rule, applies_to=(*rule.applies_to, fresh))
        if old.id in rule.applies_to and fresh not in rule.applies_to
        else rule
        for rule in result
    ]


def checked(
    rules: Sequence[Rule], amendments: Iterable[Amendment], documents: Sequence[Document]
) -> tuple[Amendment, ...]:
    """The amendments, once each can be made and rests on a provision. Raises `CorpusError`."""
    wanted = tuple(amendments)
    for amendment, why in faults(rules, wanted, documents):
        raise CorpusError(f"规则“{amendment.rule}”不能这样改：{why}。请用 yanxiu corpus rule list 核对。")
    for amendment in wanted:
        document = document_of(documents, amendment.document)
        labels = {provision.label for provision in document.provisions} if document is not None else set()
        for label in () if amendment.ends else (amendment.label, *amendment.also_labels):
            if label not in labels and document is not None:
                raise CorpusError(
                    f"规则“{amendment.rule}”：《{document.title}》里没有条款“{label}”。"
                    f"请用 yanxiu corpus show 查看有哪些条款。"
                )
    return wanted


def document_of(documents: Sequence[Document], name: str) -> Document | None:
    """The document with this id; one whose number is spelt another way is the same."""
    for document in documents:
        if document.id == name:
            return document
    key = number_key(name)
    return next((d for d in documents if d.number and number_key(d.number) == key), None)


def base_id(name: str) -> str:
    """The id of a rule without the day of its version."""
    return name.partition(_VERSION)[0]


def latest(rules: Sequence[Rule], name: str) -> int | None:
    """Place of the last version of a rule: later versions stand behind earlier ones."""
    wanted = base_id(name)
    return next((place for place in range(len(rules) - 1, -1, -1) if base_id(rules[place].id) == wanted), None)


def on_day(rules: Sequence[Rule], day: date) -> tuple[Rule, ...]:
    """The rules with the version of each that holds on `day` under the plain id, so that two states compare by rule."""
    holding: dict[str, str] = {}
    for rule in rules:
        if rule.valid_from is None or rule.valid_from <= day or base_id(rule.id) not in holding:
            holding[base_id(rule.id)] = rule.id  # later versions stand behind earlier ones
    names = {rule.id: _on_day(rule, holding) for rule in rules}
    return tuple(
        replace(rule, id=names[rule.id], applies_to=tuple(names.get(name, name) for name in rule.applies_to))
        for rule in rules
    )


def _on_day(rule: Rule, holding: Mapping[str, str]) -> str:
    base = base_id(rule.id)
    if holding[base] == rule.id:
        return base
    return rule.id if rule.id != base else f"{base}{_VERSION}{date.min.isoformat()}"


def _versions(rule: Rule, amendment: Amendment, document: Document | None) -> list[Rule]:
    """The rule until the eve, and from the day on; the first alone when it ends, the second alone from its start."""
    eve = amendment.since - timedelta(days=1)
    last = min(rule.valid_until, eve) if rule.valid_until is not None else eve
    old = replace(rule, valid_until=last)
    never = rule.valid_from is not None and rule.valid_from > last
    if amendment.ends or document is None:
        return [] if never else [old]
    new = replace(
        rule,
        # Standings, reminders and settings tell rules by their id: what is asked for otherwise is another one.
        id=f"{base_id(rule.id)}{_VERSION}{amendment.since.isoformat()}",
        valid_from=amendment.since,
        document=document.id,
        label=amendment.label,
        also_labels=amendment.also_labels,
    )
    for path, text in amendment.values:
        new = with_value(new, path, value_of(path, text))
    if document.id == rule.document:
        # The earlier text is not in the effective set: what the earlier version cites is where that stands now.
        old = replace(old, label=amendment.label, also_labels=amendment.also_labels)
    return [new] if never else [old, new]
