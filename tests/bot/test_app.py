"""The composition root over the real corpus, index and model."""

import json

import pytest

from bot.texts import EXAMPLE_QUESTIONS
from tests.bot.memory import CommandLine

QUESTION = "河南县级教师发展中心的专任教师五年要修多少学时？"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """The command with everything real, in a data directory whose index the first question has built."""
    yanxiu = CommandLine(tmp_path_factory.mktemp("真实"), real=True)
    first = yanxiu("ask", QUESTION)
    assert (first.status, "…" in first.err) == (0, True), first.err
    return yanxiu


def test_answer_quotes_the_provision(real: CommandLine) -> None:
    """The answer cites the right document and label; no index is built a second time."""
    done = real("ask", "--json", QUESTION)
    assert (done.status, done.err) == (0, "")
    cited = json.loads(done.out)["citations"][0]
    assert (cited["document_number"], cited["region"]) == ("豫教师〔2021〕66号", "河南省")
    assert "360学时" in cited["quote"]


@pytest.mark.parametrize("question", EXAMPLE_QUESTIONS)
def test_questions_that_the_greeting_offers_are_answered(real: CommandLine, question: str) -> None:
    """Each example question of the greeting has an answer."""
    assert real("ask", question).status == 0


def test_unanswerable_question_is_refused(real: CommandLine) -> None:
    """A question that no document speaks of exits with 3."""
    assert real("ask", "教师食堂周三中午吃什么菜？", "--region", "河南").status == 3


def test_batch_is_deterministic(real: CommandLine) -> None:
    """The same batch gives the same answers, the time taken aside."""
    lines = [json.dumps({"id": n, "question": QUESTION, "region": "河南"}, ensure_ascii=False) for n in range(2)]
    values = [json.loads(line) for line in real("ask", "--batch", "-", stdin="\n".join(lines)).out.splitlines()]
    for value in values:
        del value["elapsed_ms"], value["id"]
    assert values[0] == values[1]


def test_conversation_shows_the_full_provision(real: CommandLine) -> None:
    """In a conversation, /原文 shows the provision that the answer quoted from."""
    out = real("chat", "--region", "河南", stdin=f"{QUESTION}\n/原文\n").out
    assert "您问> /原文" in out
    assert "[二(五)]" in out.split("您问> /原文")[1]


def test_index_follows_the_corpus(real: CommandLine) -> None:
    """An added document makes the index stale; the next question refreshes it; a rebuild makes a new generation."""
    state = json.loads(real("index", "status", "--json").out)
    assert state["fresh"]
    notice = real.folder / "通知.txt"
    notice.write_text(
        "丰宁满族自治县教育局文件\n丰教〔2030〕5号\n关于做好骑行研修工作的通知\n各学校：\n现将骑行研修有关事项通知如下。\n"
        "一、学时要求\n教师参加骑行研修每年不少于9学时。\n丰宁满族自治县教育局\n2030年3月1日\n",
        encoding="utf-8",
    )
    assert real("corpus", "add", str(notice)).status == 0
    assert not json.loads(real("index", "status", "--json").out)["fresh"]
    asked = real("ask", "骑行研修每年多少学时？", "--region", "丰宁", "--as-of", "2030-09-01")
    assert (asked.status, "9学时" in asked.out) == (0, True)
    assert real("index", "rebuild").status == 0
    rebuilt = json.loads(real("index", "status", "--json").out)
    assert rebuilt["fresh"]
    assert rebuilt["generation"] != state["generation"]
