"""A change of the corpus as an administrator sees it in a chat, above its buttons."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot import change_render, corpus_render, texts
from bot.change import Change
from bot.messages import Button, Part, Quote, Text
from bot.reception.corpus_draft import Waiting, button
from bot.texts import change as change_texts
from policy_corpus import regions
from policy_corpus.corrections import NAMES, Field
from policy_corpus.diff import Diff, Sort
from policy_corpus.findings import Finding
from policy_corpus.history.comparison import Comparison
from policy_corpus.model import Document
from policy_corpus.proposal import Proposal, Proposed

_DOCUMENTS = 3
"""Of a ZIP; the page has all."""
_FILES = 8
"""That came with a document; the page has all."""
_NUMBERS = 6
_RULES = 5
_LOST = 3
_NEEDED = (Field.NUMBER, Field.ISSUED, Field.ISSUERS)
"""Said also when they were not found."""
PAGE = 8
"""Documents of the list in one message."""


def change_parts(change: Change, begin: str = "") -> tuple[Part, ...]:
    """What taking it in would do: particulars with their lines, what it replaces, changed numbers, rules, impact."""
    parts: list[Part] = [Text(f"{begin}\n\n", bold=True)] if begin else []
    for proposal in change.proposals:
        parts += _proposal(proposal)
    for name, reason in change.refused:
        parts.append(Text(f"{texts.left_out(name, reason)}\n"))
    parts += _rules(change)
    if change.impact is not None:
        parts.append(Text(f"{change_render.impact_sentence(change.impact)}\n"))
    parts += _answers(change)
    if change.problems:
        parts.append(Text(f"{texts.problems_counted(len(change.problems))}\n"))
    return tuple(parts)


def _proposal(proposal: Proposal) -> Iterator[Part]:
    alone = len(proposal.documents) == 1
    for proposed in proposal.documents[:_DOCUMENTS]:
        yield from _proposed(proposed, folded=not alone)
    if len(proposal.documents) > _DOCUMENTS:
        yield Text(f"{texts.more_documents(len(proposal.documents) - _DOCUMENTS)}\n")
    own = {proposed.document.id for proposed in proposal.documents}
    for line in corpus_render.closed_lines(proposal.effect):
        if not any(f" {name} " in line for name in own):
            yield Text(f"{line}\n")
    brought = corpus_render.attachment_lines(proposal)
    for line in brought[:_FILES]:
        yield Text(f"{line.strip()}\n")
    if len(brought) > _FILES:
        yield Text(f"{texts.more_documents(len(brought) - _FILES)}\n")


def _proposed(proposed: Proposed, *, folded: bool) -> Iterator[Part]:
    document, previous = proposed.document, proposed.previous
    kind = texts.TEXT_KIND[previous.text_kind] if previous is not None else ""
    yield Text(f"{texts.proposed_document(document.title, len(document.provisions), kind)}\n", bold=True)
    found = [finding for finding in proposed.findings if finding.value or finding.read or finding.field in _NEEDED]
    yield Quote("\n".join(_finding(finding).strip() for finding in found), folded=folded)
    lines = [corpus_render.relation_text(relation).strip() for relation in proposed.relations]
    lines += [texts.precedence_note(label, sentence).strip() for label, sentence in proposed.precedence]
    lines += [texts.proposal_note(note).strip() for note in document.notes]
    if lines:
        yield Text("\n" + "\n".join(lines))
    if proposed.diff is not None:
        yield from _diff(proposed.diff)
    yield Text("\n")


def _finding(finding: Finding) -> str:
    read = _value(finding.field, finding.read) if finding.read is not None else None
    value = _value(finding.field, finding.value)
    sure = finding.sure.value
    return texts.finding(NAMES[finding.field], value, sure, finding.line, finding.excerpt, read, finding.file)


def _value(field: Field, value: Sequence[str]) -> str:
    said = {Field.STATUS: texts.FIELD_STATUS, Field.LEVEL: texts.FIELD_LEVEL}.get(field, {})
    shown = [regions.get(text).full_name if field is Field.REGION else said.get(text, text) for text in value]
    return "、".join(shown) or texts.NOTHING


def _diff(diff: Diff) -> Iterator[Part]:
    """The counts, and the numbers that changed in bold."""
    yield Text(f"\n{corpus_render.counts_text(diff) if diff else texts.DIFF_SAME}\n")
    numbers = [
        (change.new.label, piece)
        for change in diff.changed
        if change.sort is Sort.REWORDED and change.new is not None
        for piece in change.numbers
    ]
    if numbers:
        yield Text(f"{texts.CORPUS_NUMBERS}\n")
    for label, piece in numbers[:_NUMBERS]:
        yield Text(texts.number_changed(label))
        yield Text(f"{texts.number_pair(piece.old, piece.new)}\n", bold=True)
    if len(numbers) > _NUMBERS:
        yield Text(f"{texts.more_numbers(len(numbers) - _NUMBERS)}\n")


def _rules(change: Change) -> Iterator[Part]:
    if not change.rules:
        return
    left = sum(proposal.left for proposal in change.rules)
    yield Text(f"{texts.rules_counted(len(change.amendments), len(change.open), left)}\n", bold=True)
    for proposal in change.rules[:_RULES]:
        lines = [change_texts.rule_heading(proposal.rule.name, proposal.rule.id)]
        lines += change_render.rule_outcome(proposal)
        for asked in proposal.questions if not proposal.left else ():
            name = change_texts.figure_name(asked.path) if asked.path else ""
            lines.append(change_texts.question(asked.doubt.value, name, asked.value, asked.candidates))
        yield Text("\n".join(lines) + "\n")
    if len(change.rules) > _RULES:
        yield Text(f"{texts.more_rules(len(change.rules) - _RULES)}\n")
    if change.open:
        yield Text(f"{texts.CORPUS_RULES_OPEN}\n")


def _answers(change: Change) -> Iterator[Part]:
    if change.evaluation is None:
        return
    yield Text(f"{change_render.evaluation_sentence(change.evaluation)}\n")
    if change.worse:
        yield Text(f"{texts.CORPUS_WORSE}\n", bold=True)
        for one in change.evaluation.lost[:_LOST]:
            yield Text(f"{texts.gap_example(one.probe.text)}\n")


def change_rows(draft: Waiting, change: Change, *, known: bool) -> tuple[tuple[Button, ...], ...]:
    """The buttons below a preview; one that makes answers worse says so itself."""
    alone = sum(len(proposal.documents) for proposal in change.proposals) == 1
    correct = (button(texts.BUTTON_CORRECT, "e", draft.message),) if alone else ()
    last = (*correct, button(texts.BUTTON_CORPUS_LEAVE, "n", draft.message))
    if known:
        return (last,)
    take = button(texts.BUTTON_TAKE_ANYWAY if change.worse else texts.BUTTON_TAKE, "y", draft.message)
    if not change.rules:
        return ((take, *last),)
    with_rules = texts.BUTTON_WITH_RULES_ANYWAY if change.worse else texts.BUTTON_WITH_RULES
    plain = button(texts.BUTTON_WITHOUT_RULES, "d", draft.message)
    first = (button(with_rules, "r", draft.message), plain) if change.amendments else (take,)
    if draft.rules:
        rules = button(texts.rules_button(len(change.open)), "q", draft.message)
    else:
        rules = button(texts.BUTTON_RULES_TOO, "D", draft.message)
    papers = (button(texts.BUTTON_PAPERS, "P", draft.message),) if draft.decided else ()
    return (first, (rules, *papers), last)


def back_text(effect: Comparison) -> str:
    """What going back changes."""
    return corpus_render.comparison_text(effect)


def list_text(documents: Sequence[Document], page: int, today: date) -> str:
    """One page of the documents, by region and then by date."""
    ordered = sorted(documents, key=lambda d: (d.region, d.issued is None, d.issued, d.title))
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    lines = [texts.corpus_page(page * PAGE + 1, page * PAGE + len(shown), len(ordered))]
    lines += [texts.corpus_line(d, regions.get(d.region).full_name, d.status_on(today)) for d in shown]
    return "\n".join(lines)
