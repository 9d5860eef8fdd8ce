"""The training questions: reading, folds, mined provisions."""

from pathlib import Path

import pytest

from indexer.training import stard
from tests.indexer.training import invented


def test_files_are_read(tmp_path: Path) -> None:
    """Provisions come without the article's number in their title, questions with all that answers them."""
    invented.write(tmp_path)
    assert stard.provisions(tmp_path) == invented.CORPUS
    assert stard.questions(tmp_path) == invented.ASKED


def test_a_provision_is_searched_as_the_index_has_it() -> None:
    """Title, line break, text."""
    assert stard.Provision("示例法", "押金应当退还。").searched == "示例法\n押金应当退还。"


@pytest.mark.parametrize("fold", range(stard.FOLDS))
def test_a_fold_parts_the_questions(fold: int) -> None:
    """Every question is on exactly one side, those kept apart by the remainder of their number."""
    parts = stard.split(invented.ASKED, fold)
    assert sorted(each.id for each in parts.taught + parts.held) == [each.id for each in invented.ASKED]
    assert all(each.id % stard.FOLDS == fold for each in parts.held)
    assert all(each.id % stard.FOLDS != fold for each in parts.taught)


def test_without_a_fold_everything_is_taught() -> None:
    """No question is kept apart, and no provision is forbidden."""
    parts = stard.split(invented.ASKED, None)
    assert parts.taught == invented.ASKED
    assert not parts.held
    assert not parts.forbidden


def test_lexical_ranking_prefers_shared_words() -> None:
    """The provision that shares the most words comes first, one that shares none is not found."""
    found = stard.Lexical(invented.CORPUS).search("加班工资怎么算？", 8)
    assert found[0] == 5
    assert 6 not in found


@pytest.mark.parametrize("fold", [None, 0, 1, 2, 3])
def test_mined_provisions_are_wrong_ones(fold: int | None) -> None:
    """What is mined answers neither the question itself nor any question kept apart."""
    parts = stard.split(invented.ASKED, fold)
    mined = stard.mine(parts.taught, stard.Lexical(invented.CORPUS), parts.forbidden)
    assert mined.keys() == {each.id for each in parts.taught}
    assert any(mined.values())
    for each in parts.taught:
        assert not each.relevant.intersection(mined[each.id])
        assert not parts.forbidden.intersection(mined[each.id])
