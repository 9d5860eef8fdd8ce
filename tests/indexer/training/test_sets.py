"""What the reranker learns from."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from indexer.training import sets
from indexer.training.sets import Judged
from tests.indexer.training.invented import ASKED, CORPUS

MINED = {each.id: tuple(sorted(set(CORPUS) - each.relevant)) for each in ASKED}


def test_nearly_answered_questions_are_read(tmp_path: Path) -> None:
    """A set a line: what the provision answers, then what it does not."""
    row = {"provision": 4, "answered": ["可以不加班吗？"], "unanswered": ["加班给多少钱？", "加班要提前几天说？"]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert sets.near(tmp_path) == (
        (Judged("可以不加班吗？", 4, True), Judged("加班给多少钱？", 4, False), Judged("加班要提前几天说？", 4, False)),
    )


def test_nearly_answered_questions_are_whole() -> None:
    """Those that are shipped: both kinds in each set, of one provision, no question twice, and no style of its own."""
    found = sets.near()
    pairs = [pair for each in found for pair in each]
    assert len({pair.question for pair in pairs}) == len(pairs) > 1000
    assert all({pair.answers for pair in each} == {True, False} for each in found)
    assert all(len({pair.provision for pair in each}) == 1 for each in found)
    lengths = {kind: [len(pair.question) for pair in pairs if pair.answers == kind] for kind in (True, False)}
    means = [sum(some) / len(some) for some in lengths.values()]
    assert abs(means[0] - means[1]) < 1.5


@given(wrong=st.integers(0, 4), seed=st.integers(0, 9), epoch=st.integers(1, 3))
def test_a_group_is_an_answer_among_mined_ones(wrong: int, seed: int, epoch: int) -> None:
    """Every pair once; the answer first, then as many different ones as asked for that do not answer."""
    made = sets.groups(ASKED, MINED, wrong=wrong, seed=seed, epoch=epoch)
    assert made == sets.groups(ASKED, MINED, wrong=wrong, seed=seed, epoch=epoch)
    asked = {each.text: each for each in ASKED}
    assert sorted((group[0].question, group[0].provision) for group in made) == sorted(
        (each.text, number) for each in ASKED for number in each.relevant
    )
    for first, *others in made:
        assert first.answers
        assert len({other.provision for other in others}) == wrong
        for other in others:
            assert (other.question, other.answers) == (first.question, False)
            assert other.provision not in asked[first.question].relevant


def test_groups_without_enough_mined_provisions_are_left_out() -> None:
    """A question is taught only when as many wrong provisions are there as asked for."""
    made = sets.groups(ASKED, {**MINED, 2: ()}, wrong=1, seed=1, epoch=1)
    assert {group[0].question for group in made} == {each.text for each in ASKED if each.id != 2}
