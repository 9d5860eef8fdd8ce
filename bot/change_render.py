"""A change of the corpus as text, as JSON values, and as the draft of an announcement."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.corpus_render import proposal_json
from bot.texts import change as change_texts
from policy_corpus.rule_changes import Doubt, Question, RuleProposal
from records.standing.model import hours_text

if TYPE_CHECKING:
    from bot.change import Change
    from bot.change_trial import Compared, Evaluation
    from records.impact import Impact, TeacherChange

_SHOWN = 5
"""Teachers, and questions, that the text names; the page has more."""
_LONGEST = 120


def change_text(change: "Change") -> str:
    """What of a change goes beyond the documents: rules, impact, answers, problems. Empty when there is nothing."""
    lines = [line for proposal in change.rules for line in rule_lines(proposal)]
    lines += _impact_lines(change.impact) if change.impact is not None else ()
    if change.evaluation is not None:
        lines += _evaluation_lines(change.evaluation)
    lines += [change_texts.problem_new(problem.what, problem.fix) for problem in change.problems]
    return "\n".join(lines)


def impact_text(change: "Change") -> str:
    """Which rules go live now, and the impact of just those."""
    taken = [proposal.rule.name for proposal in change.rules if proposal.goes_live]
    left = [proposal.rule.name for proposal in change.rules if proposal.left]
    lines = [change_texts.rules_live(taken, left) if taken else change_texts.RULES_NONE_LIVE]
    lines += _impact_lines(change.impact) if change.impact is not None else [change_texts.IMPACT_NOT_WORKED_OUT]
    return "\n".join(lines)


def rule_lines(proposal: RuleProposal) -> Iterator[str]:
    """A rule before and after, with the sentences that say so, and how to decide what is open."""
    yield change_texts.rule_heading(proposal.rule.name, proposal.rule.id)
    yield from rule_outcome(proposal, evidence=True)
    if proposal.left:
        return
    if proposal.changing and proposal.since is None:
        yield change_texts.RULE_DAY_MISSING
    for question in proposal.questions:
        yield from _question_lines(question)


def rule_outcome(proposal: RuleProposal, *, evidence: bool = False) -> Iterator[str]:
    """What becomes of a rule, as far as that is decided."""
    rule = proposal.rule
    if proposal.left:
        yield change_texts.RULE_LEFT
        return
    if proposal.ends:
        yield change_texts.rule_ends(rule.label)
    elif proposal.successor and proposal.placed:
        yield change_texts.rule_moves(proposal.document, proposal.label)
    elif proposal.label != rule.label:
        yield change_texts.rule_place(rule.label, proposal.label)
    for figure in proposal.changes:
        yield change_texts.rule_change(change_texts.figure_name(figure.path), figure.old, figure.new)
        yield from change_texts.evidence(figure.old_sentence, figure.new_sentence) if evidence else ()
    if proposal.changing and proposal.placed and proposal.since is not None:
        yield change_texts.rule_since(proposal.since.isoformat())


def _question_lines(question: Question) -> Iterator[str]:
    name = change_texts.figure_name(question.path) if question.path else ""
    yield change_texts.question(question.doubt.value, name, question.value, question.candidates)
    yield from change_texts.evidence(question.old_sentence, question.new_sentence)
    yield how_to_answer(question)


def how_to_answer(question: Question) -> str:
    """The option that answers it on the command line."""
    if question.path:
        return change_texts.how_to_answer(question.rule, question.path, question.candidates, question.value)
    return (change_texts.how_to_place if question.doubt is Doubt.NOT_FOUND else change_texts.how_to_read)(question.rule)


def impact_sentence(found: "Impact") -> str:
    """The figures of an impact."""
    return change_texts.impact_summary(
        found.as_of.isoformat(),
        found.everybody,
        len(found.changes),
        found.becomes_short,
        found.becomes_complete,
        found.owes_more,
        found.owes_less,
    )


def _impact_lines(found: "Impact") -> Iterator[str]:
    yield impact_sentence(found)
    for effect in found.effects:
        yield change_texts.effect_line(effect.name, effect.label, effect.teachers, signed(effect.difference))


def _evaluation_lines(found: "Evaluation") -> Iterator[str]:
    yield evaluation_sentence(found)
    for one in found.lost[:_SHOWN]:
        yield from change_texts.lost_lines(one.probe.text, _short(one.before), _short(one.after))


def evaluation_sentence(found: "Evaluation") -> str:
    """The figures of an evaluation."""
    return change_texts.trial_summary(
        found.asked, *found.answered, len(found.lost), len(found.lapsed), len(found.changed)
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def signed(hours: Decimal) -> str:
    """+40, -12.5, +1,180,000, 0."""
    grouped = f"{Decimal(hours_text(hours)):,f}"
    return f"+{grouped}" if hours > 0 else grouped


def becomes(change: "TeacherChange") -> str:
    """A teacher who gets short or complete, in a word."""
    key = "short" if change.becomes_short else "complete" if change.becomes_complete else ""
    return change_texts.BECOMES[key]


def draft_text(change: "Change") -> str:
    """An announcement to those touched, for staff to read and complete; without anybody's name."""
    titles = [document.title for document in change.documents]
    sure = [proposal for proposal in change.rules if proposal.goes_live]
    touched = {effect.rule for effect in change.impact.effects} if change.impact is not None else set()
    said = [
        line
        for proposal in sure
        if proposal.changes or proposal.ends
        if not touched or any(rule.partition("@")[0] == proposal.rule.id.partition("@")[0] for rule in touched)
        for line in _draft_lines(proposal)
    ]
    days = sorted(proposal.since for proposal in sure if proposal.since is not None)
    return change_texts.draft(titles, said, days[0].isoformat() if days else "")


def _draft_lines(proposal: RuleProposal) -> Iterator[str]:
    if proposal.ends:
        yield change_texts.draft_end(proposal.rule.name)
    for figure in proposal.changes:
        name = change_texts.figure_name(figure.path)
        yield change_texts.draft_change(proposal.rule.name, name, figure.old, figure.new)


def change_json(change: "Change", *, accepted: bool) -> dict[str, Any]:
    """The object `change` of `corpus add --json` and `corpus refresh --json`; nobody is named."""
    return {
        "proposals": [proposal_json(one, one.arrival.url or one.arrival.name) for one in change.proposals],
        "refused": [{"name": name, "reason": reason} for name, reason in change.refused],
        "rules": [_rule_json(proposal) for proposal in change.rules],
        "rules_accepted": accepted,
        "impact": _impact_json(change.impact) if change.impact is not None else None,
        "evaluation": _evaluation_json(change.evaluation) if change.evaluation is not None else None,
        "problems": [{"file": p.file, "line": p.line, "what": p.what, "fix": p.fix} for p in change.problems],
    }


def _rule_json(proposal: RuleProposal) -> dict[str, Any]:
    return {
        "rule": proposal.rule.id,
        "name": proposal.rule.name,
        "document": proposal.document,
        "label": {"old": proposal.rule.label, "new": proposal.label},
        "since": proposal.since.isoformat() if proposal.since else None,
        "sure": proposal.sure,
        "goes_live": proposal.goes_live,
        "ends": proposal.ends,
        "successor": proposal.successor,
        "changes": [
            {
                "field": figure.path,
                "old": figure.old,
                "new": figure.new,
                "old_sentence": figure.old_sentence,
                "new_sentence": figure.new_sentence,
            }
            for figure in proposal.changes
        ],
        "questions": [
            {
                "field": question.path or None,
                "why": question.doubt.value,
                "value": question.value,
                "candidates": list(question.candidates),
                "label": question.label,
                "old_sentence": question.old_sentence,
                "new_sentence": question.new_sentence,
            }
            for question in proposal.questions
        ],
    }


def _impact_json(found: "Impact") -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "regions": list(found.regions),
        "everybody": found.everybody,
        "touched": len(found.changes),
        "becomes_short": found.becomes_short,
        "becomes_complete": found.becomes_complete,
        "owes_more": found.owes_more,
        "owes_less": found.owes_less,
        "rules": [
            {
                "rule": effect.rule,
                "name": effect.name,
                "teachers": effect.teachers,
                "more": effect.more,
                "less": effect.less,
                "difference": hours_text(effect.difference),
            }
            for effect in found.effects
        ],
    }


def _evaluation_json(found: "Evaluation") -> dict[str, Any]:
    return {
        "asked": found.asked,
        "answered_before": found.answered[0],
        "answered_after": found.answered[1],
        "lost": [_compared_json(one) for one in found.lost],
        "lapsed": [probe.text for probe in found.lapsed],
        "changed": len(found.changed),
    }


def _compared_json(one: "Compared") -> dict[str, str]:
    return {"question": one.probe.text, "region": one.probe.region, "before": one.before, "after": one.after}
