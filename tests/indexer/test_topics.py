"""Questions by what they are about."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.topics import topics

QUESTIONS = (
    "产假期间怎么算学时",
    "班主任津贴一个月多少钱",
    "休产假要不要补学时",
    "津贴什么时候发",
    "校车几点开",
)


def test_questions_about_one_thing_stand_together() -> None:
    """The largest topic first; what shares nothing with others is last; the word is what they share."""
    found = topics(QUESTIONS, common=["学时"])
    assert [(topic.word, topic.questions) for topic in found] == [("产假", (0, 2)), ("津贴", (1, 3)), ("", (4,))]


def test_common_words_make_no_topic() -> None:
    """A word that the whole corpus is about, or that every question holds, gathers nothing."""
    found = topics(["教师什么时候放假", "教师工资几号发"], common=["教师"])
    assert [topic.word for topic in found] == [""]


@given(st.lists(st.text(max_size=30), max_size=12))
def test_each_question_is_in_one_topic(questions: list[str]) -> None:
    """Nothing is lost and nothing counted twice, whatever people write."""
    placed = [place for topic in topics(questions) for place in topic.questions]
    assert sorted(placed) == list(range(len(questions)))
