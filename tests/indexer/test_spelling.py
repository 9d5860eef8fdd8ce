"""Misspelt words: homophones are read as what was meant, everything else stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.spelling import Speller
from tests.properties import examples


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("学识登记结果公示几天", "学时登记结果公示几天"),
        ("岗前陪训要多久", "岗前培训要多久"),
        ("陪训学识怎么算", "培训学时怎么算"),
        ("中小学叫师的学时", "中小学教师的学时"),
    ],
)
def test_homophones_are_corrected(speller: Speller, typed: str, meant: str) -> None:
    """学识 is read as 学时, 陪训 as 培训; what was changed is told."""
    changed, text = speller.correct(typed)
    assert text == meant
    assert changed
    assert all(wrong in typed and right in meant for wrong, right in changed)


@pytest.mark.parametrize(
    "text",
    [
        "学时登记结果公示几天",
        "新任教师岗前培训不少于多少学时",
        "骨干教师外出研修每人每天补助多少元",
        "老师五年要学多少课时",
        "",
        "，。？123abc",
    ],
)
def test_right_words_stay(speller: Speller, text: str) -> None:
    """A question that is spelt right is not touched."""
    assert speller.correct(text) == ((), text)


@pytest.mark.parametrize(
    "text",
    [
        "食堂每周吃几次鱼",
        "校车司机要有驾照吗",
        "操场什么时候开放",
        "图书馆借书押金是多少",
        "我想问一下寒假作业",
        "家长会几点开始",
        "孩子发烧了可以请假吗",
    ],
)
def test_ordinary_words_that_the_corpus_lacks_stay(speller: Speller, text: str) -> None:
    """A word is not wrong because no document has it."""
    assert speller.correct(text) == ((), text)


def test_only_common_words_attract(speller: Speller) -> None:
    """A word that a single provision has is no correction: 伦岗 is not read as 轮岗."""
    assert speller.correct("校长伦岗交流")[0] == ()


@settings(max_examples=examples(40))
@given(st.text(st.sampled_from("学时识培训陪教师叫岗前是多少的，。1 a"), max_size=16))
def test_the_length_never_changes(speller: Speller, text: str) -> None:
    """Every correction has the length of what it replaces, so that positions stay."""
    changed, corrected = speller.correct(text)
    assert len(corrected) == len(text)
    assert all(len(wrong) == len(right) and wrong != right for wrong, right in changed)
    assert bool(changed) == (corrected != text)
