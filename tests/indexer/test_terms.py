"""The content of a question as weighted words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.terms import Term, Weigher
from tests.properties import examples


def plain(word: str, *others: str, near: tuple[tuple[str, float], ...] = ()) -> Term:
    """A term of weight 1."""
    return Term(word, 1.0, others, near)


@pytest.fixture(scope="module")
def bare() -> Weigher:
    """Weighs by the counts of an invented corpus of 100 passages, without meanings."""
    counts = {"教师": 80, "培训": 40, "津贴": 2, "岗前": 10}
    return Weigher(frequency=lambda token: counts.get(token, 0), size=100, neighbours=lambda word: ())


def test_rarer_words_weigh_more(bare: Weigher) -> None:
    """From a word in most passages to one in none the rarity rises to 1."""
    rarities = [bare.rarity(word) for word in ("教师", "培训", "津贴", "鲸鱼")]
    assert rarities == sorted(rarities)
    assert rarities[0] < 0.2
    assert rarities[-1] == 1.0
    assert bare.rarity("，") == 0.0


def test_a_longer_word_is_as_rare_as_its_rarest_pair(bare: Weigher) -> None:
    """教师津贴 is no commoner than 津贴; a word with a pair that stands nowhere is unknown."""
    assert bare.rarity("津贴") <= bare.rarity("教师津贴")
    assert bare.known("津贴")
    assert not bare.known("教师津贴")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("请问津贴是多少", {"津贴"}),
        ("津贴和津贴", {"津贴"}),
        ("请问应该怎么办呢", set()),
        ("？！，。123", set()),
        ("", set()),
    ],
)
def test_only_content_counts(bare: Weigher, question: str, words: set[str]) -> None:
    """Question words, politeness, numbers and punctuation are no terms; a word said twice is one."""
    assert {term.word for term in bare.terms(question)} == words


def test_known_expressions_stay_together(bare: Weigher) -> None:
    """An expression of the lexicon is one term, with what documents may write instead."""
    (term,) = bare.terms("岗前培训")
    assert term.word == "岗前培训"
    assert "入职培训" in term.others
    assert term.noun


def test_everyday_words_lead_to_official_ones(bare: Weigher) -> None:
    """老师 is found where a document writes 教师, and counts as common as that."""
    (term,) = [t for t in bare.terms("老师的津贴") if t.word == "老师"]
    assert term.found_in("在职教师每五年参加培训") > 0.9
    assert term.weight < 0.2 < bare.rarity("老师")


def test_how_far_a_text_holds_a_word() -> None:
    """The word itself counts most, then a synonym, then a neighbour in meaning, then pairs of its characters."""
    term = plain("补助标准", "津贴", near=(("补贴", 0.6),))
    worths = [term.found_in(text) for text in ("补助标准为", "发放津贴", "给予补贴", "给予补助", "无关")]
    assert worths == sorted(worths, reverse=True)
    assert worths[0] == 1.0
    assert worths[-1] == 0.0
    assert worths[-2] > 0


def test_one_of_two_characters_is_nothing() -> None:
    """A word of two characters is not found by halves."""
    assert plain("津贴").found_in("天津的贴纸") == 0.0


def test_neighbours_come_from_the_corpus(weigher: Weigher) -> None:
    """On the real index every neighbour is worth between 0 and 1, best first, and is another word."""
    for term in weigher.terms("老师每月的岗位补贴怎么发放"):
        worths = [worth for _, worth in term.near]
        assert worths == sorted(worths, reverse=True)
        assert all(0 < worth <= 1 for worth in worths)
        assert term.word not in dict(term.near)


@settings(max_examples=examples(60))
@given(st.text(st.sampled_from("教师培训津贴岗前请问是多少，。123ab的了 "), max_size=30))
def test_terms_of_any_text(bare: Weigher, text: str) -> None:
    """Every term stands in the text, once, and has a weight above 0 and at most 1."""
    found = bare.terms(text)
    assert all(term.word in text for term in found)
    assert all(0 < term.weight <= 1 for term in found)
    assert len({term.word for term in found}) == len(found)
