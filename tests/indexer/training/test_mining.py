"""Wrong provisions to learn from."""

from pathlib import Path

import numpy as np
import pytest

from indexer.embedding import BundledEmbedding
from indexer.training import mining, stard
from indexer.training.mining import LastModel
from tests.indexer.training import invented

LEXICAL = stard.Lexical(invented.CORPUS)


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> LastModel:
    """The shipped model."""
    return mining.last_model(invented.CORPUS, BundledEmbedding(), tmp_path_factory.mktemp("mining"))


@pytest.mark.parametrize("fold", [None, 0, 1, 2, 3])
@pytest.mark.parametrize("both", [False, True])
def test_mined_provisions_are_wrong_ones(fold: int | None, *, both: bool, last: LastModel) -> None:
    """What is mined answers neither the question itself nor, where that is forbidden, any question kept apart."""
    parts = stard.split(invented.ASKED, fold)
    mined = mining.mine(parts.taught, LEXICAL, last if both else None, parts.forbidden)
    assert mined.keys() == {each.id for each in parts.taught}
    assert any(mined.values())
    for each in parts.taught:
        assert not each.relevant.intersection(mined[each.id])
        assert not parts.forbidden.intersection(mined[each.id])


def test_words_alone_find_what_shares_them() -> None:
    """Without a model nothing is mined that shares no word with the question."""
    mined = mining.mine(invented.ASKED, LEXICAL, None, frozenset())
    assert 6 not in mined[3]


def test_what_the_last_model_puts_first_may_be_an_answer(last: LastModel) -> None:
    """Whatever comes before every known answer is left out; what comes after is there, sharing words or not."""
    mined = mining.mine(invented.ASKED, LEXICAL, last, frozenset())
    for each in invented.ASKED:
        scores = dict(zip(last.numbers.tolist(), last.scores([each.text])[0].tolist(), strict=True))
        best = max(scores[number] for number in each.relevant)
        assert set(mined[each.id]) == {
            number for number, score in scores.items() if score < best and number not in each.relevant
        }


def test_vectors_are_kept_on_disk(last: LastModel, tmp_path: Path) -> None:
    """A second run with the same model reads them and makes none; those of another model are not taken for its own."""
    made = mining.last_model(invented.CORPUS, last.embedding, tmp_path)

    class Unused(BundledEmbedding):
        def documents(self, *_: object) -> np.ndarray:
            raise AssertionError

    again = mining.last_model(invented.CORPUS, Unused(), tmp_path)
    assert np.array_equal(again.passages, made.passages)
    other = Unused()
    other.name = "another"
    with pytest.raises(AssertionError):
        mining.last_model(invented.CORPUS, other, tmp_path)
