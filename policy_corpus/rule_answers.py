"""What an administrator decides about a proposal: its figures, its provision, that it ends, that it stays. Pure."""

from dataclasses import dataclass, replace

from policy_corpus.errors import CorpusError
from policy_corpus.model import Document
from policy_corpus.rule_changes import Doubt, FigureChange, RuleProposal
from policy_corpus.rule_figures import figures, text_of, value_of

LEAVE, ENDS, LABEL, READ = "leave", "ends", "label", "read"
"""What a decision is about when it is about no figure; none of them names a figure."""


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One decision."""

    rule: str
    """Id of the rule, with or without the day of its version."""
    about: str
    """A figure as in `policy_corpus.rule_figures`, or that the rule stays as it is (`LEAVE`), ends (`ENDS`), stands in
    another provision (`LABEL`), or that its reworded provision was read and means nothing else (`READ`)."""
    value: str = ""
    """The figure as in a rule file, or the label."""


def decided(proposal: RuleProposal, answer: RuleAnswer, document: Document) -> RuleProposal:
    """The proposal after the decision; `document` is the one of the new text.

    Raises `CorpusError` for a figure that the rule does not state, a value that cannot be, a provision that is not
    there.
    """
    if answer.about == LEAVE:
        return replace(proposal, left=True)
    if answer.about == ENDS:
        return replace(proposal, ends=True, changes=(), questions=())
    if answer.about == READ:
        return _without(proposal, Doubt.REWORDED)
    if answer.about == LABEL:
        return _placed(proposal, answer.value, document)
    return _with_figure(proposal, answer.about, answer.value)


def _without(proposal: RuleProposal, doubt: Doubt) -> RuleProposal:
    return replace(proposal, questions=tuple(one for one in proposal.questions if one.doubt is not doubt))


def _placed(proposal: RuleProposal, label: str, document: Document) -> RuleProposal:
    labels = [provision.label for provision in document.provisions]
    if label not in labels:
        raise CorpusError(f"《{document.title}》里没有条款“{label}”。请照文件的写法，例如“{labels[0]}”。")
    others = tuple(other for other in proposal.also_labels if other in labels and other != label)
    return replace(_without(proposal, Doubt.NOT_FOUND), label=label, also_labels=others, ends=False)


def _with_figure(proposal: RuleProposal, path: str, text: str) -> RuleProposal:
    """A figure as the administrator says, whether it was asked about, proposed otherwise, or left alone."""
    held = next((figure for figure in figures(proposal.rule) if figure.path == path), None)
    if held is None:
        known = "、".join(figure.path for figure in figures(proposal.rule))
        raise CorpusError(f"规则“{proposal.rule.id}”没有“{path}”这个数。可以写的有：{known}。")
    value, old = text_of(value_of(path, text)), text_of(held.value)
    asked = next((question for question in proposal.questions if question.path == path), None)
    said = next((change for change in proposal.changes if change.path == path), None)
    shown = asked or said
    sentences = (shown.old_sentence, shown.new_sentence) if shown is not None else ("", "")
    changes = tuple(change for change in proposal.changes if change.path != path)
    if value_of(path, value) != held.value:
        changes = (*changes, FigureChange(path, held.unit, old, value, *sentences))
    # Who says a figure has read the provision.
    rest = _without(proposal, Doubt.REWORDED).questions
    questions = tuple(question for question in rest if question.path != path)
    return replace(proposal, questions=questions, changes=changes, ends=False)
