"""Conversations: follow-ups, where the person is, full texts, and what is remembered."""

import json
from collections.abc import Iterable

import pytest

from bot.conversation import Conversation, State
from indexer.model import Citation
from policy_corpus.model import Provision, Reading
from tests.bot.memory import CITED, TODAY, MemoryAssistant

HENAN, HEBEI = "410000", "130000"


class MemoryLibrary:
    """A library of one provision."""

    def regions_held(self) -> tuple[str, ...]:
        """The regions that have documents."""
        return ("河北省", "河南省")

    def provision(self, citation: Citation) -> Provision | None:
        """The cited provision."""
        if citation.label != CITED.label:
            return None
        readings = (Reading("约束全体教师。", chosen=True), Reading("只约束培训者。", chosen=False))
        return Provision("二(五)", ("二、改革举措", "(五)规范"), "第一句。每五年累计不少于360学时。末句。", 3, readings)


class Person:
    """Someone in a conversation; what is remembered passes through JSON after every message."""

    def __init__(self, assistant: MemoryAssistant) -> None:
        self.conversation = Conversation(assistant=assistant, library=MemoryLibrary(), today=lambda: TODAY, hint="…")
        self.state = State()
        self.ended = False

    def say(self, said: str) -> str:
        turn = self.conversation.respond(said, self.state)
        self.state = State.from_json(json.loads(json.dumps(turn.state.to_json())))
        assert self.state == turn.state
        self.ended = turn.ended
        return "\n".join(turn.replies)


@pytest.fixture
def assistant() -> MemoryAssistant:
    """An assistant that remembers what it was asked."""
    return MemoryAssistant()


@pytest.fixture
def person(assistant: MemoryAssistant) -> Person:
    """Someone who has just arrived."""
    return Person(assistant)


def verify_dialog(person: Person, dialog: Iterable[tuple[str, str]]) -> None:
    for said, reply in dialog:
        assert reply in person.say(said), said


def test_greeting_is_honest_and_teaches(person: Person) -> None:
    """The greeting names what is held and gives three questions to try."""
    greeting = person.conversation.greeting(person.state)
    assert "河北省、河南省" in greeting
    assert greeting.count("·") == 3
    assert "现在按河北省回答" in person.conversation.greeting(State(region=HEBEI))


def test_questions_are_remembered_for_follow_ups(person: Person, assistant: MemoryAssistant) -> None:
    """Each question goes with the earlier ones, the last six at most."""
    for number in range(8):
        person.say(f"第{number}问学时")
    assert assistant.asked[1].history == ("第0问学时",)
    assert assistant.asked[7].history == tuple(f"第{n}问学时" for n in range(1, 7))
    assert assistant.asked[7].as_of == TODAY


@pytest.mark.parametrize(
    "said",
    [
        "我在河北",
        "我在河北。",
        "我是河北的老师",
        "我们学校在河北",
        "我来自河北省",
        "我是河北一名初中老师！",
        "本人在河北教书",
        "/region 河北",
        "/地区 冀",
        "河北",
        "我是河北人",
        "我现在在河北工作",
        "河北省",
    ],
)
def test_where_they_are_is_understood(person: Person, assistant: MemoryAssistant, said: str) -> None:
    """A statement of where one is sets the region and asks nothing."""
    verify_dialog(person, [(said, "河北省")])
    assert person.state.region == HEBEI
    assert assistant.asked == []


def test_the_narrowest_place_counts(person: Person) -> None:
    """Of a chain of places the last one is where the person is."""
    person.say("我在甘肃省张掖市甘州区当老师")
    assert person.state.region == "620702"
    for said in ("我是沙县的老师", "沙县", "我在沙县小学当老师"):
        person.state = State()
        person.say(said)
        assert person.state.region == "350405"


@pytest.mark.parametrize(
    "said",
    [
        "河北的新教师要多少学时？",
        "那河南呢",
        "河北省教育厅发了什么文件",
        "我在河北多少学时才够",
        "老师要多少学时",
        "河北 新教师学时",
    ],
)
def test_questions_are_no_statements(person: Person, assistant: MemoryAssistant, said: str) -> None:
    """A question that names a region is asked, and the person's own region stays as it was."""
    person.say(said)
    assert [question.text for question in assistant.asked] == [said]
    assert person.state.region == ""


def test_statement_and_question_in_one(person: Person, assistant: MemoryAssistant) -> None:
    """ "我在河北，…" sets the region and asks the whole message."""
    person.say("我在河北，新教师要多少学时？")
    assert (assistant.asked[0].text, assistant.asked[0].region) == ("我在河北，新教师要多少学时？", HEBEI)
    assert person.state.region == HEBEI


def test_naming_the_region_answers_the_waiting_question(person: Person, assistant: MemoryAssistant) -> None:
    """A question asked without a region is answered again once the region is known, and stands once in the history."""
    verify_dialog(person, [("多少学时", "未说明地区"), ("我在河北", "130000")])
    assert person.state.history.count("多少学时") == 1
    person.say("我在河南")
    assert len(assistant.asked) == 2


def test_bare_region_after_an_answer_asks_it_again(person: Person) -> None:
    """A region's name alone after an answer means: and there?"""
    verify_dialog(person, [("/region 河北", "河北省"), ("多少学时", "130000"), ("河南", "410000")])


def test_place_of_several_is_asked_back(person: Person) -> None:
    """A name that several places bear is asked back, not guessed."""
    verify_dialog(person, [("/region 朝阳", "不止一处"), ("/region 火星", "不认识")])
    assert person.state.region == ""


def test_region_can_be_looked_up_and_cleared(person: Person) -> None:
    """/region alone tells the region, /region 无 forgets it."""
    verify_dialog(
        person,
        [("/region", "还不知道"), ("/region 河北", "河北省"), ("/region", "河北省"), ("/region 无", "不再")],
    )
    assert person.state.region == ""


def test_full_text_of_what_was_cited(person: Person) -> None:
    """/原文 shows the whole provision behind the last reply, with both readings, once."""
    verify_dialog(person, [("/原文", "还没有"), ("多少学时", "360学时"), ("/原文", "末句")])
    shown = person.say("/原文")
    assert "读法（采用）：约束全体教师。" in shown
    assert "二、改革举措 / (五)规范" in shown


def test_full_text_that_has_gone(assistant: MemoryAssistant) -> None:
    """A provision that left the corpus since is said to be gone."""
    gone = Citation("", "无此文", "全国", "第一条", "话", CITED.text_kind, CITED.document_status, "")
    assistant.cited = (gone,)
    verify_dialog(Person(assistant), [("学时", "360学时"), ("/原文", "已不在文件库里")])


def test_commands(person: Person, assistant: MemoryAssistant) -> None:
    """Help, an unknown command and an empty message are answered without asking; /quit ends."""
    verify_dialog(
        person,
        [
            ("/help", "/原文"),
            ("／帮助", "/原文"),
            ("/nothing", "/nothing"),
            ("转人工", "教师发展中心"),
            ("  ", "打字"),
            ("/quit", "再见"),
        ],
    )
    assert person.ended
    assert assistant.asked == []
