"""What a changed text means for the rules drawn from it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_corpus.diff import diff
from policy_corpus.errors import CorpusError
from policy_corpus.model import AgeBound, Category, Document, Level, Period, Provision, Rule, TextKind
from policy_corpus.numerals import to_chinese
from policy_corpus.rule_changes import Doubt, RuleProposal, proposals
from policy_corpus.rule_figures import Unit, figures, text_of, value_of, with_value, written
from tests.properties import examples

OLD = "在职教师每五年完成不少于360学时的培训，其中公需科目不少于72学时；男满55周岁、女满53周岁以下的参加。"
RULE = Rule(
    id="r",
    name="五年一周期360学时",
    document="某教师〔2020〕1号",
    label="一",
    region="410000",
    roles=("在职教师",),
    hours=Decimal(360),
    period=Period.CYCLE,
    cycle_years=5,
    categories=(Category("公需科目", minimum=Decimal(72)),),
    age=AgeBound(55, 53),
)


def document(*texts: str, first: int = 1, effective: date = date(2020, 9, 1), **fields: object) -> Document:
    """A notice with sections 一, 二 …"""
    provisions = tuple(Provision(to_chinese(n), (), text, n) for n, text in enumerate(texts, start=first))
    made = Document(
        "某教师〔2020〕1号", "某通知", "通知", ("某厅",), "410000", Level.PROVINCE, TextKind.ORIGINAL, provisions,
        issued=date(2020, 3, 1), effective=effective,
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def proposed(old: Document, new: Document, *rules: Rule, successor: bool = False) -> tuple[RuleProposal, ...]:
    """The proposals for two texts."""
    return proposals(rules or (RULE,), old, new, diff(old, new), successor=successor)


def moved(*pairs: tuple[str, str], text: str = OLD) -> RuleProposal:
    """The one proposal when words of the old text are replaced, from 2026-01-01."""
    new = text
    for old_words, new_words in pairs:
        assert old_words in new
        new = new.replace(old_words, new_words)
    (found,) = proposed(document(text), document(new, effective=date(2026, 1, 1)))
    return found


@pytest.mark.parametrize(
    ("pair", "change"),
    [
        (("360学时", "400学时"), ("hours", "360", "400")),
        (("360学时", "三百学时"), ("hours", "360", "300")),
        (("每五年", "每3年"), ("cycle_years", "5", "3")),
        (("72学时", "90学时"), ("categories.公需科目.minimum", "72", "90")),
        (("男满55", "男满58"), ("age.male_under", "55", "58")),
    ],
)
def test_a_figure_follows_its_number(pair: tuple[str, str], change: tuple[str, str, str]) -> None:
    """The figure whose number changed follows, with both sentences; the others stay; the new text's day counts."""
    found = moved(pair)
    ((figure),) = found.changes
    assert (figure.path, figure.old, figure.new) == change
    assert (pair[0] in figure.old_sentence, pair[1] in figure.new_sentence) == (True, True)
    assert (found.sure, found.since, found.questions) == (True, date(2026, 1, 1), ())


def test_several_figures_at_once() -> None:
    """Each goes to the number in its own place."""
    found = moved(("360", "480"), ("72", "96"), ("五年", "六年"))
    assert {change.path: change.new for change in found.changes} == {
        "hours": "480",
        "cycle_years": "6",
        "categories.公需科目.minimum": "96",
    }


def test_a_number_in_another_unit_is_asked() -> None:
    """学分 are no 学时: nothing stands in the number's place."""
    found = moved(("360学时", "36学分"))
    (question,) = found.questions
    assert (question.path, question.doubt, question.value, found.sure) == ("hours", Doubt.NO_NUMBER, "360", False)


def test_two_numbers_for_one_are_asked() -> None:
    """Both are offered."""
    found = moved(("不少于360学时的培训", "小学不少于300学时、中学不少于400学时的培训"))
    (question,) = found.questions
    assert (question.doubt, question.candidates) == (Doubt.SEVERAL, ("300", "400"))


def test_a_number_that_is_split_is_asked() -> None:
    """That 300 stands where 360 stood does not say that it is for everybody."""
    found = moved(("不少于360学时的", "不少于300学时（小学）或400学时（中学）的"))
    (question,) = found.questions
    assert (found.changes, question.doubt, question.candidates) == ((), Doubt.SEVERAL, ("300", "400"))


def test_a_number_that_stands_twice_and_changes_once_is_asked() -> None:
    """Nobody but the administrator knows which of the two the rule follows."""
    text = f"总学时为360学时。\n{OLD}"
    found = moved(("总学时为360", "总学时为400"), text=text)
    (question,) = found.questions
    assert (question.doubt, set(question.candidates)) == (Doubt.SEVERAL, {"360", "400"})


def test_a_renumbered_provision_is_followed() -> None:
    """The label goes along, and nothing else is asked."""
    (found,) = proposed(document("总则。", OLD), document("总则。", "新的一段话。", OLD, effective=date(2026, 1, 1)),
                        replace(RULE, label="二"))  # fmt: skip
    assert (found.label, found.changes, found.questions, found.sure) == ("三", (), (), True)


def test_a_removed_provision_ends_the_rule() -> None:
    """It is proposed to end on the new text's first day."""
    (found,) = proposed(
        document("总则。", OLD), document("总则。", effective=date(2026, 1, 1)), replace(RULE, label="二")
    )
    assert (found.ends, found.since, found.amendment().ends) == (True, date(2026, 1, 1), True)


def test_a_text_of_the_same_day_is_asked_for_its_day() -> None:
    """Whether a text of the old days corrects or changes them is not ours to say."""
    (found,) = proposed(document(OLD), document(OLD.replace("360", "400")))
    assert (found.since, found.sure, len(found.changes)) == (None, False, 1)


def test_other_numbers_of_the_provision_are_to_be_read() -> None:
    """A number that the rule does not use is shown, and changes nothing."""
    text = f"{OLD}培训经费1.5%。"
    (found,) = proposed(document(text), document(text.replace("1.5%", "2%"), effective=date(2026, 1, 1)))
    assert ([q.doubt for q in found.questions], found.changing) == ([Doubt.REWORDED], False)
    (lost,) = proposed(document(f"{OLD}线上研修按规定计入。"), document(OLD, effective=date(2026, 1, 1)))
    assert ("线上研修" in lost.questions[0].old_sentence, lost.changing) == (True, False)


def test_a_successor_takes_the_rules_over() -> None:
    """A rule goes on under the document that replaces its own, also where no number changed; what is gone is asked."""
    new = document("总则。", OLD, number="某教师〔2025〕2号", effective=date(2026, 1, 1))
    (found,) = proposed(document(OLD), new, successor=True)
    assert (found.document, found.label, found.successor, found.sure) == ("某教师〔2025〕2号", "二", True, True)
    other = document("另一件事。", number="某教师〔2025〕2号", effective=date(2026, 1, 1))
    (lost,) = proposed(document(OLD), other, successor=True)
    assert ([q.doubt for q in lost.questions], lost.sure) == ([Doubt.NOT_FOUND], False)


def test_an_original_beside_its_digest() -> None:
    """Other wording alone proposes nothing; a number that the original lacks is asked, never proposed."""
    digest = document("某厅要求：" + OLD, text_kind=TextKind.DIGEST)
    assert (
        proposed(
            digest, document("对在职教师进行五年一周期的每人不少于360学时的培训（公需科目72学时），55周岁、53周岁。")
        )
        == ()
    )
    (found,) = proposed(digest, document(OLD.replace("360", "400")))
    (question,) = found.questions
    assert (question.doubt, question.candidates, found.changes) == (Doubt.DIGEST, ("400",), ())


_numbers = st.integers(1, 999)


@settings(max_examples=examples(60))
@given(st.lists(_numbers, min_size=3, max_size=3, unique=True), st.lists(_numbers, min_size=3, max_size=3))
def test_whatever_the_numbers_nothing_is_guessed(old: list[int], new: list[int]) -> None:
    """A figure goes to the number in its place or is asked about; one whose number stayed stays."""
    words = "完成{}学时，其中公需科目{}学时、专业科目{}学时。"
    rule = replace(
        RULE,
        hours=Decimal(old[0]),
        categories=(Category("公需科目", minimum=Decimal(old[1])), Category("专业科目", minimum=Decimal(old[2]))),
    )
    before, after = document(words.format(*old)), document(words.format(*new), effective=date(2026, 1, 1))
    found = {c.path: c.new for p in proposed(before, after, rule) for c in p.changes}
    asked = {question.path for p in proposed(before, after, rule) for question in p.questions}
    paths = ("hours", "categories.公需科目.minimum", "categories.专业科目.minimum")
    for path, was, now in zip(paths, old, new, strict=True):
        assert found.get(path, str(was)) == str(now) or path in asked


@given(st.decimals(0, 999, places=1), st.integers(1, 40))
def test_a_figure_is_read_back_as_it_is_written(hours: Decimal, years: int) -> None:
    """`text_of` and `value_of` are inverse, and `with_value` changes just that figure."""
    for path, value in (("hours", hours), ("cycle_years", Decimal(years)), ("categories.公需科目.minimum", hours)):
        assert value_of(path, text_of(value)) == value
        made = {figure.path: figure.value for figure in figures(with_value(RULE, path, value))}
        rest = {figure.path: figure.value for figure in figures(RULE)}
        assert made == {**rest, path: value}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("每人三百六十学时", [(Decimal(360), Unit.HOURS)]),
        ("６０学时以上", [(Decimal(60), Unit.HOURS)]),
        (
            "三分之一、30％和1/4",
            [(Fraction(1, 3), Unit.SHARE), (Fraction(3, 10), Unit.SHARE), (Fraction(1, 4), Unit.SHARE)],
        ),
        ("自2026年1月1日起十八个月内", [(date(2026, 1, 1), Unit.DAY), (Decimal(18), Unit.MONTHS)]),
        ("年满55周岁，教龄5年", [(Decimal(55), Unit.AGE), (Decimal(5), Unit.YEARS)]),
        ("2026年2月30日", []),
    ],
)
def test_figures_in_a_text(text: str, found: list[tuple[object, Unit]]) -> None:
    """Numbers are read however they are spelt, with their unit, and their places lie in the text."""
    seen = written(text)
    assert [(one.value, one.unit) for one in seen] == found
    assert all(0 <= one.start < one.end <= len(text) for one in seen)


@pytest.mark.parametrize(
    ("path", "text"),
    [("hours", "很多"), ("cycle_years", "2.5"), ("hours", "NaN"), ("hours", "-1"), ("valid_until", "明年"),
     ("categories.公需科目.minimum_share", "1/0")],
)  # fmt: skip
def test_a_value_that_cannot_be(path: str, text: str) -> None:
    """The sentence names the figure and says what to write."""
    with pytest.raises(CorpusError, match="请写"):
        value_of(path, text)


def test_the_name_follows_its_figure() -> None:
    """A rule is not called by the old number any longer, each numeral in its own spelling."""
    changed = with_value(with_value(RULE, "hours", Decimal(240)), "cycle_years", Decimal(3))
    assert changed.name == "三年一周期240学时"
