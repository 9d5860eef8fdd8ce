"""A change of the corpus, prepared without changing anything: documents, rules, whom that touches, what it answers.

`prepare` makes it in a candidate beside the live corpus; `reconsidered` makes it anew under other decisions about
rules; `apply` takes in just what was shown, as one revision.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.change_trial import Evaluation, candidate
from bot.texts import change as change_texts
from policy_corpus.amendments import Amendment, base_id, on_day
from policy_corpus.check import Problem, check
from policy_corpus.diff import diff
from policy_corpus.errors import CorpusError, YanxiuError
from policy_corpus.history.revisions import Action
from policy_corpus.intake import Refused, Result
from policy_corpus.merging import stands_for
from policy_corpus.model import Document, Rule
from policy_corpus.proposal import Proposal, propose
from policy_corpus.rule_answers import RuleAnswer, decided
from policy_corpus.rule_changes import RuleProposal, proposals
from policy_corpus.rule_check import problems
from policy_corpus.sources import Arrival
from policy_corpus.store import Corpus
from policy_corpus.successors import Kind, Standing, relations
from records.standing import RuleBook

if TYPE_CHECKING:
    from records.impact import Impact

Assess = Callable[[RuleBook, RuleBook, date], "Impact"]
"""Whom rules would touch: (before, after, day)."""
Trial = Callable[[Corpus, Path], Evaluation | None]
"""What a candidate in its folder answers."""


_IN_FULL = 20


class UnknownRule(YanxiuError):
    """A decision about a rule that the documents do not touch."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the administrator says about rules."""

    since: date | None = None
    """First day of changed rules whose document names none."""
    decisions: tuple[RuleAnswer, ...] = ()
    """About single rules, in the order in which they were made."""
    rules: bool = True
    """Whether rules go live at all; else only the documents do."""


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that an administrator sees before deciding."""

    base: int
    """Number of the revision that was live."""
    arrivals: tuple[Arrival, ...]
    documents: tuple[Document, ...]
    """What comes in, as it would be in the effective set."""
    proposals: tuple[Proposal, ...]
    """Particulars with evidence and the changes by provision; of very many files none, which would take minutes."""
    refused: tuple[tuple[str, str], ...]
    """Name and reason of what is no policy document."""
    rules: tuple[RuleProposal, ...]
    """Rules that the new texts touch, the administrator's answers included."""
    problems: tuple[Problem, ...]
    """What `corpus check` would find afterwards and does not find now."""
    impact: "Impact | None"
    """Of the documents with `amendments`, of just what goes live; None when no standing is worked out otherwise."""
    evaluation: Evaluation | None
    """None when there is no index to compare with."""

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """What becomes of the rules when the documents go live."""
        return tuple(proposal.amendment() for proposal in self.rules if proposal.goes_live)

    @property
    def open(self) -> tuple[RuleProposal, ...]:
        """Rules about which something has to be answered first."""
        return tuple(proposal for proposal in self.rules if proposal.open)

    @property
    def worse(self) -> bool:
        """Whether answers get worse."""
        return self.evaluation is not None and self.evaluation.worse

    @property
    def touched(self) -> tuple[str, ...]:
        """工号 of those for whom something changes."""
        return tuple(change.number for change in self.impact.changes) if self.impact is not None else ()


def prepare(
    corpus: Corpus,
    arrivals: Sequence[Arrival],
    *,
    home: Path,
    today: date,
    answers: Answers = Answers(),
    assess: Assess | None = None,
    trial: Trial | None = None,
    check: Callable[[], None] = lambda: None,
) -> Change:
    """What taking `arrivals` in would do. The live corpus stays as it is; `assess` and `trial` only read.

    `check` is called between the steps, and ends it by what it raises. Raises `YanxiuError` for decisions that
    fit no rule that is touched.
    """
    base = corpus.revision().number
    with candidate(corpus, home) as (beside, folder):
        check()
        results = beside.take(arrivals)
        check()
        refused = tuple((r.path.name, r.reason) for r in results if isinstance(r, Refused))
        taken = tuple(a for a, r in zip(arrivals, results, strict=True) if not isinstance(r, Refused))
        hashes = {arrival.sha256 for arrival in taken}
        documents = tuple(document for document in beside.documents() if document.sha256 in hashes)
        rules = _rules(corpus, beside, documents, answers)
        chosen = tuple(proposal.amendment() for proposal in rules if proposal.goes_live)
        if chosen:
            beside.take((), amendments=chosen)
        check()
        fresh = _problems(corpus, beside)
        check()
        impact = _impact(corpus, beside, documents, rules, today, assess)
        evaluation = trial(beside, folder) if trial is not None and taken else None
    check()
    proposals = tuple(propose(corpus, arrival) for arrival in taken) if len(taken) <= _IN_FULL else ()
    return Change(base, taken, documents, proposals, refused, rules, fresh, impact, evaluation)


def reconsidered(
    change: Change,
    corpus: Corpus,
    *,
    home: Path,
    today: date,
    answers: Answers,
    assess: Assess | None = None,
    check: Callable[[], None] = lambda: None,
) -> Change:
    """The same documents under other decisions about rules, with the impact of those; what they answer stays.

    Raises `YanxiuError` as `prepare` does, and when the corpus was changed since.
    """
    made = prepare(corpus, change.arrivals, home=home, today=today, answers=answers, assess=assess, check=check)
    if made.base != change.base:
        raise CorpusError(change_texts.CHANGED_SINCE)
    return replace(made, refused=change.refused, evaluation=change.evaluation)


def apply(change: Change, corpus: Corpus, *, now: datetime, action: Action = Action.ADD) -> tuple[Result, ...]:
    """Take the documents in, with the rules that go live, as one revision: just what the change's impact is of.

    Raises `CorpusError` when the corpus was changed since `prepare`.
    """
    return corpus.take(change.arrivals, action=action, base=change.base, now=now, amendments=change.amendments)


def _rules(corpus: Corpus, beside: Corpus, documents: Sequence[Document], answers: Answers) -> tuple[RuleProposal, ...]:
    """What the new texts mean for the rules, with what was decided."""
    arrived = {document.id: document for document in documents}
    made = list(_follow(corpus.rules(), corpus.documents(), beside.documents(), documents))
    for one in answers.decisions:
        places = [place for place, found in enumerate(made) if base_id(found.rule.id) == base_id(one.rule)]
        if not places:
            raise UnknownRule(change_texts.no_such_question(one.rule, [found.rule.id for found in made]))
        for place in places:
            made[place] = decided(made[place], one, arrived[made[place].document])
    if answers.since is not None:
        made = [replace(found, since=found.since or answers.since) for found in made]
    if not answers.rules:
        made = [replace(found, left=True) for found in made]
    return tuple(made)


def _follow(
    rules: Sequence[Rule], before: Sequence[Document], after: Sequence[Document], arrived: Sequence[Document]
) -> Iterator[RuleProposal]:
    """Proposals for the rules of each document of which another text, or a successor, has arrived."""
    cited = {rule.document for rule in rules}
    held = [document for document in before if document.id in cited]
    for new in arrived if held else ():
        old = next((document for document in held if stands_for(new, document)), None)
        if old is not None and old.provisions != new.provisions:
            yield from proposals(rules, old, new, diff(old, new))
    by_id = {document.id: document for document in held}
    came = {document.id: document for document in arrived}
    # One document may take another's place in two ways: as its new version, and by saying that it repeals it.
    pairs = dict.fromkeys(
        (target, relation.successor)
        for relation in (relations(after) if held else ())
        if relation.successor in came
        and relation.standing is Standing.APPLIED
        and relation.kind is not Kind.ENDS  # a repeal has no successor
        for target in relation.targets
    )
    for target, successor in pairs:
        replaced, new_one = by_id.get(target), came[successor]
        if replaced is not None and target != successor and replaced.superseded_by != successor:
            yield from proposals(rules, replaced, new_one, diff(replaced, new_one), successor=True)


def _problems(corpus: Corpus, beside: Corpus) -> tuple[Problem, ...]:
    """What is found in the candidate and not in the live corpus; digests are not the administrator's to correct."""
    known = {*check(corpus), *problems(corpus)}
    digests = {path.name for path, _ in corpus.digests()}
    found = (*check(beside), *problems(beside))
    return tuple(problem for problem in found if problem not in known and problem.file not in digests)


def _impact(
    corpus: Corpus,
    beside: Corpus,
    documents: Iterable[Document],
    rules: Iterable[RuleProposal],
    today: date,
    assess: Assess | None,
) -> "Impact | None":
    """The impact on the first day on which everything is in force, today at the earliest."""
    from records.impact import differing

    days = [proposal.since for proposal in rules if proposal.goes_live]
    days += [document.effective for document in documents]
    known = {document.id: document.repealed_on for document in corpus.documents()}
    days += [d.repealed_on for d in beside.documents() if d.repealed_on != known.get(d.id)]
    day = max([today, *(day for day in days if day is not None)])
    before = RuleBook(on_day(corpus.rules(), day), corpus.documents())
    after = RuleBook(on_day(beside.rules(), day), beside.documents())
    return assess(before, after, day) if assess is not None and differing(before, after) else None
