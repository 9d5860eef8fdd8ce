"""The three parts of a generation: lexical, dense, catalogue."""

import numpy as np
import pytest

from indexer.units import units_of
from tests.indexer.conftest import Small
from tests.indexer.invented import SICHUAN, YANTING, YUNNAN


def lexically(small: Small, *words: str, regions: tuple[str, ...] = ()) -> list[str]:
    """Labels that the lexical channel finds, best first."""
    found = [number for number, _ in small.lexical.search(words, 100, regions)]
    passages = small.catalog.passages(found)
    return [passages[number].label for number in found]


def densely(small: Small, text: str, limit: int = 100, *regions: str) -> list[int]:
    """Passages that the dense channel finds, best first."""
    vector = np.asarray(small.embedding.embed_query(text), np.float32)
    return [number for number, _ in small.dense.search(vector, limit, regions)]


@pytest.mark.parametrize(
    ("word", "label"), [("津贴", "第三条"), ("轮岗", "第四条"), ("公示", "二(二)"), ("章程", "第十七条")]
)
def test_two_characters_are_found(small: Small, word: str, label: str) -> None:
    """A word of two characters that only one provision has leads to that provision."""
    assert set(lexically(small, word)) == {label}


def test_one_character_is_found(small: Small) -> None:
    """A single character is a word of the index too."""
    assert set(lexically(small, "骨")) == {"第八条"}


def test_more_words_in_common_rank_higher(small: Small) -> None:
    """The provision with all the words comes before those with one."""
    assert lexically(small, "岗前", "培训", "新任")[0] == "二(一)"
    scores = [score for _, score in small.lexical.search(("岗前", "培训", "新任"), 100)]
    assert scores == sorted(scores, reverse=True)


def test_nothing_is_found_for_nothing(small: Small) -> None:
    """No words, or words that stand nowhere, find nothing."""
    assert small.lexical.search((), 10) == []
    assert small.lexical.search(("龘龘",), 10) == []


def test_the_lexical_channel_keeps_to_regions(small: Small) -> None:
    """With regions given only their passages come, with the same scores."""
    free = dict(small.lexical.search(("教师",), 100))
    kept = dict(small.lexical.search(("教师",), 100, (SICHUAN, YANTING)))
    documents = small.catalog.documents_of(free)
    assert kept == {n: free[n] for n in free if documents[n].region in (SICHUAN, YANTING)}
    assert 0 < len(kept) < len(free)


def test_document_frequency_counts_passages(small: Small) -> None:
    """The frequency of a token is the number of passages that hold it."""
    everything = small.catalog.passages(range(small.lexical.size)).values()
    for token in ("学时", "教", "津贴", "龘"):
        assert small.lexical.frequency(token) == sum(token in p.searched for p in everything)


def test_the_nearest_in_meaning_comes_first(small: Small) -> None:
    """Order follows similarity: a question in other words leads to its provision; scores are cosines."""
    vector = np.asarray(small.embedding.embed_query("在农村教书每个月能多拿多少钱"), np.float32)
    found = small.dense.search(vector, 100)
    scores = [score for _, score in found]
    vectors = small.catalog.vectors([number for number, _ in found])
    assert found[0][0] == small.passage("云南", "第三条").id
    assert scores == sorted(scores, reverse=True)
    assert np.allclose(scores, [vectors[number] @ vector for number, _ in found], atol=1e-3)


def test_the_dense_channel_keeps_to_regions(small: Small) -> None:
    """With regions given only their passages come, in the same order."""
    free = densely(small, "教师培训学时")
    documents = small.catalog.documents_of(free)
    kept = densely(small, "教师培训学时", 100, SICHUAN, YUNNAN)
    assert kept == [n for n in free if documents[n].region in (SICHUAN, YUNNAN)]
    assert 0 < len(kept) < len(free)


def test_sizes(small: Small) -> None:
    """Both channels hold every passage, one a provision and one a document; a limit beyond that is no error."""
    documents = small.corpus.documents()
    size = sum(len(d.provisions) for d in documents) + len(documents)
    assert small.dense.size == small.lexical.size == size > 0
    assert sorted(densely(small, "学时", 10_000)) == list(range(size))
    assert len(densely(small, "学时", 3)) == 3


def test_passages_by_label(small: Small) -> None:
    """A document's passages come in its order, with heading and readings; labels pick some of them."""
    document = small.document("规范四川省")
    found = list(small.catalog.of_document(document).values())
    assert [p.label for p in found] == ["前言", "一", "二(一)", "二(二)", "二(三)", "三", "文件信息"]
    (one,) = small.catalog.of_document(document, ["二(一)", "第九十九条"]).values()
    assert one.heading_path == ("二、学时管理", "(一)明确学时要求")
    assert [reading.chosen for reading in one.readings] == [True, False]
    assert one.document is document


def test_the_catalogue_returns_what_the_corpus_holds(small: Small) -> None:
    """Text and label of every provision come back as they were written, and documents without provisions."""
    for written, kept in zip(small.corpus.documents(), small.catalog.documents, strict=True):
        assert (kept.id, kept.region, kept.effective) == (written.id, written.region, written.effective)
        assert kept.provisions == ()
        held = list(small.catalog.of_document(kept).values())
        assert [(p.label, p.text) for p in held[:-1]] == [(p.label, p.text) for p in written.provisions]


def test_a_document_speaks_of_itself(small: Small) -> None:
    """The last passage of a document names its number, issuers, dates, region and addressees."""
    text = small.passage("规范四川省", "文件信息").text
    facts = "川教师〔2021〕9901号 示例教育厅、示例财政厅 2021年5月11日 适用地区：四川省 各市（州）示例教育局"
    assert all(fact in text for fact in facts.split())
    assert "征求意见稿" in small.passage("云南", "文件信息").text


def test_literal_mentions(small: Small) -> None:
    """Exact wording is found literally, patterns are no patterns, and the limit holds."""
    (found,) = small.catalog.mentioning("中江县教师进修学校", 5).values()
    assert found.label == "三"
    assert [p.label for p in small.catalog.mentioning("%", 5).values()] == ["第二条", "二(三)"]
    assert small.catalog.mentioning("没有这个词", 5) == {}
    assert len(small.catalog.mentioning("教师", 2)) == 2


def test_words_by_sound(small: Small) -> None:
    """Words of the corpus are found by their sound, with the number of passages that hold them."""
    assert dict(small.catalog.words_sounding("xue si"))["学时"] >= 3
    assert small.catalog.words_sounding("bu cun zai") == []


def test_words_have_vectors(small: Small) -> None:
    """Every word of the corpus comes with one vector of the model's dimension."""
    words, vectors = small.catalog.words()
    assert {"学时", "轮岗", "培训"} <= set(words)
    assert vectors.shape == (len(words), small.embedding.dimension)
    assert np.isfinite(vectors).all()


def test_every_sentence_has_a_vector(small: Small) -> None:
    """A passage of several sentences has a vector for each, a passage of one has none; both survive rounding."""
    several, single = small.passage("研修示例法", "第十七条"), small.passage("云南", "第三条")
    found = small.catalog.sentence_vectors([several.id, single.id])
    assert set(found) == {(several.id, unit.start) for unit in units_of(several.text)}
    exact = small.embedding.documents([several.sentences[0]])[0]
    assert float(found[several.id, 0] @ exact) > 0.999
