"""What an administrator decides about a proposal: it becomes just that, or the sentence says what may be said."""

from dataclasses import replace
from datetime import date

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.model import Document
from policy_corpus.rule_answers import ENDS, LABEL, LEAVE, READ, RuleAnswer, decided
from policy_corpus.rule_changes import Doubt, RuleProposal
from tests.policy_corpus.test_rule_changes import OLD, RULE, document, proposed

FROM = date(2026, 1, 1)
TWO = OLD.replace("不少于360学时的培训", "小学不少于300学时、中学不少于400学时的培训")


def both(text: str) -> tuple[RuleProposal, Document]:
    """The proposal that a new wording makes, and the document that brings it."""
    new = document(text, effective=FROM)
    (found,) = proposed(document(OLD), new)
    return found, new


def say(found: RuleProposal, new: Document, about: str, value: str = "") -> RuleProposal:
    return decided(found, RuleAnswer(RULE.id, about, value), new)


def test_a_figure_that_was_asked_is_settled() -> None:
    """The answer makes the proposal sure, with the sentences that it rests on; "it stays" leaves nothing to change."""
    found, new = both(TWO)
    assert (found.open, found.goes_live) == (True, False)
    made = say(found, new, "hours", "400")
    assert [(one.old, one.new) for one in made.changes] == [("360", "400")]
    assert (made.goes_live, made.open, "400" in made.changes[0].new_sentence) == (True, False, True)
    same = say(found, new, "hours", "360.0")
    assert (same.changes, same.questions, same.open) == ((), (), False)


def test_what_was_proposed_can_be_decided_otherwise() -> None:
    """Another number in the place of the one that was read; the old one takes the change away; each over the last."""
    found, new = both(OLD.replace("360", "400"))
    assert found.goes_live
    other = say(found, new, "hours", "380")
    assert [(one.path, one.old, one.new) for one in other.changes] == [("hours", "360", "380")]
    assert say(other, new, "hours", "360").changes == ()
    more = say(other, new, "cycle_years", "6")
    assert {one.path: one.new for one in more.changes} == {"hours": "380", "cycle_years": "6"}


def test_a_rule_may_stay_as_it_is() -> None:
    """Nothing of it goes live, and nothing is open any more."""
    for text in (TWO, OLD.replace("360", "400")):
        found, new = both(text)
        left = say(found, new, LEAVE)
        assert (left.goes_live, left.open, left.left) == (False, False, True)


def test_a_reworded_provision_is_read() -> None:
    """Either it means nothing else, or a figure is other, which settles it as well."""
    new = document(f"{OLD}培训经费2%。", effective=FROM)
    (found,) = proposed(document(f"{OLD}培训经费1.5%。"), new)
    assert ([one.doubt for one in found.questions], found.open) == ([Doubt.REWORDED], True)
    assert (say(found, new, READ).open, say(found, new, READ).goes_live) == (False, False)
    told = say(found, new, "hours", "400")
    assert (told.goes_live, told.questions) == (True, ())


def test_a_rule_may_end() -> None:
    """It ends on the new text's first day, whatever was asked; a figure said later lets it go on."""
    found, new = both(TWO)
    ended = say(found, new, ENDS)
    assert (ended.goes_live, ended.amendment().ends, ended.amendment().since) == (True, True, FROM)
    assert not say(ended, new, "hours", "400").ends


def test_the_provision_of_a_successor_is_named() -> None:
    """A label that the new document has; another one is refused with what to write."""
    other = document("总则。", "另一件事。", number="某教师〔2025〕2号", effective=FROM)
    (lost,) = proposed(document(OLD), other, successor=True)
    assert ([one.doubt for one in lost.questions], lost.open) == ([Doubt.NOT_FOUND], True)
    found = say(lost, other, LABEL, "二")
    assert (found.label, found.goes_live, found.amendment().label) == ("二", True, "二")
    with pytest.raises(CorpusError, match="没有条款“九”。请照文件的写法，例如“一”"):
        say(lost, other, LABEL, "九")


def test_what_cannot_be_is_said() -> None:
    """A figure that the rule does not state, and a value that is none."""
    found, new = both(TWO)
    with pytest.raises(CorpusError, match="没有“maximum”这个数。可以写的有：hours"):
        say(found, new, "maximum", "3")
    with pytest.raises(CorpusError, match="请写一个不小于0的数"):
        say(found, new, "hours", "很多")


def test_a_day_is_still_lacking() -> None:
    """A figure that is settled does not go live before somebody says from when."""
    found, new = both(TWO)
    undated = replace(found, since=None)
    made = say(undated, new, "hours", "400")
    assert (made.open, made.goes_live) == (True, False)
    assert replace(made, since=FROM).goes_live
