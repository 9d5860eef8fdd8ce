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


def test_our_own_questions_name_their_provision(tmp_path: Path) -> None:
    """All files of a folder, each question with one provision and a number that no question of STARD has."""
    (tmp_path / "b.jsonl").write_text('{"provision": 4, "question": "可以不加班吗？"}\n', encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"provision": 0, "question": "押金退吗？"}\n', encoding="utf-8")
    assert stard.written(tmp_path) == (
        stard.Asked(-1, "押金退吗？", frozenset({0})),
        stard.Asked(-2, "可以不加班吗？", frozenset({4})),
    )


def test_our_own_questions_are_whole() -> None:
    """Those that are shipped: none twice, each a sentence of some length for a number that STARD has."""
    asked = stard.written()
    assert len({each.text for each in asked}) == len(asked) > 1000
    assert all(6 <= len(each.text) <= 120 and "\n" not in each.text for each in asked)
    assert all(0 <= number < 58_058 for each in asked for number in each.relevant)
