"""Asked for a day, the law of that day answers, or it is said why it cannot: over originals, end to end."""

from datetime import date
from pathlib import Path

import pytest

from indexer.embedding import BundledEmbedding
from indexer.model import Answer, Question, Reason, Refusal
from indexer.service import Assistant, open_assistant
from policy_corpus.model import Status
from policy_corpus.sources import arrival
from policy_corpus.store import Corpus

SICHUAN = "510000"
_HEADS = (
    "1995年3月18日四川省第八届人民代表大会常务委员会第十二次会议通过",
    "2009年8月27日四川省第十一届人民代表大会常务委员会第十次会议《关于修改部分地方性法规的决定》第一次修正",
    "2021年4月29日四川省第十三届人民代表大会常务委员会第二十八次会议《关于修改部分地方性法规的决定》第二次修正",
)
_LAW = """# 四川省{name}条例

{head}

第一条 为了保障{name}，根据国家法律，结合本省实际，制定本条例。

第二条 教师参加{name}的时间每年不少于{days}日。

第三条 {name}机构由县级人民政府设立。

第四条 本条例自{effective}起施行。
"""
_NOTICE = """四川省教育厅关于{subject}的通知

川教师〔{year}〕{serial}号

各市（州）教育局：

现将{subject}有关事项通知如下。

一、标准

{rule}

二、其他

本通知自{year}年9月1日起施行{more}。

四川省教育厅

{year}年5月5日
"""
_DECISION = """四川省教育厅关于废止部分规范性文件的决定

川教规〔2023〕9906号

各市（州）教育局：

决定自2024年1月1日起废止下列规范性文件：

1.《四川省教育厅关于骨干教师外出研修补助的通知》（川教师〔2015〕9905号）

四川省教育厅

2023年12月5日
"""


def law(name: str, days: int, told: int, effective: str) -> str:
    """A law whose head has the first `told` acts."""
    return _LAW.format(name=name, days=days, head="\n".join(_HEADS[:told]), effective=effective)


def notice(subject: str, year: int, serial: int, rule: str, more: str = "") -> str:
    """A notice of one rule."""
    return _NOTICE.format(subject=subject, year=year, serial=serial, rule=rule, more=more)


TEXTS = {
    "脱产研修条例.md": law("脱产研修", 10, 3, "1995年9月1日"),
    "校本研修条例1995.md": law("校本研修", 6, 1, "1995年9月1日"),
    "校本研修条例2021.md": law("校本研修", 12, 3, "1995年9月1日"),
    "补助.txt": notice("骨干教师外出研修补助", 2015, 9905, "骨干教师外出研修，每人每天补助260元。"),
    "决定.txt": _DECISION,
    "津贴.txt": notice("乡村教师岗位津贴", 2016, 9907, "乡村教师每月发放岗位津贴700元。", "，有效期五年"),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, embedding: BundledEmbedding) -> Assistant:
    """An assistant over these originals."""
    base = tmp_path_factory.mktemp("as-of")
    (base / "shipped").mkdir()
    corpus = Corpus(base / "home", Path(base / "shipped"))
    corpus.take([arrival(words.encode(), name) for name, words in TEXTS.items()])
    return open_assistant(corpus=corpus, home=base / "home", embedding=embedding)


def ask(assistant: Assistant, text: str, day: str) -> Answer | Refusal:
    """The reply for a day."""
    return assistant.ask(Question(text, date.fromisoformat(day), SICHUAN))


LEAVE, SCHOOL = "四川省脱产研修条例规定教师每年参加脱产研修多少日", "教师每年参加校本研修的时间不少于多少日"
SUBSIDY, ALLOWANCE = "骨干教师外出研修每人每天补助多少元", "乡村教师每月岗位津贴多少元"


@pytest.mark.parametrize(
    ("question", "day", "fact", "until"),
    [
        (LEAVE, "2021-04-29", "10日", ""),
        (SCHOOL, "1995-09-01", "6日", "2009-08-26"),
        (SCHOOL, "2009-08-26", "6日", "2009-08-26"),
        (SCHOOL, "2021-04-29", "12日", ""),
        (SUBSIDY, "2015-09-01", "260元", "2023-12-31"),
        (SUBSIDY, "2023-12-31", "260元", "2023-12-31"),
        (ALLOWANCE, "2016-09-01", "700元", "2021-08-31"),
        (ALLOWANCE, "2021-08-31", "700元", "2021-08-31"),
    ],
)
def test_the_text_of_the_day_answers(assistant: Assistant, question: str, day: str, fact: str, until: str) -> None:
    """From its first day to its last a text answers as in force, and says until when it is."""
    answer = ask(assistant, question, day)
    assert isinstance(answer, Answer), answer.text
    assert fact in answer.citations[0].quote
    assert (answer.citations[0].document_status, answer.citations[0].valid_until) == (Status.IN_FORCE, until)
    assert ("现行有效" in answer.text, "有效至" in answer.text) == (not until, bool(until))


@pytest.mark.parametrize(
    ("question", "day", "reason", "said"),
    [
        (LEAVE, "1990-01-01", Reason.NOT_YET_IN_FORCE, "1995年3月18日才通过，自1995年9月1日起施行"),
        (LEAVE, "1995-08-31", Reason.NOT_YET_IN_FORCE, "自1995年9月1日起施行，1995年8月31日还没有施行"),
        (LEAVE, "1995-09-01", Reason.OTHER_WORDING, "2021年4月29日修改的文本，1995年9月1日时的条文"),
        (LEAVE, "2021-04-28", Reason.OTHER_WORDING, "最近一次通过或修改是2009年8月27日"),
        ("四川省脱产研修条例第二条", "2000-01-01", Reason.OTHER_WORDING, "不在库里"),
        ("四川省脱产研修条例第九条", "2000-01-01", Reason.OTHER_WORDING, "不在库里"),
        (SCHOOL, "2009-08-27", Reason.OTHER_WORDING, "2009年8月27日时的条文"),
        (SCHOOL, "2018-01-01", Reason.OTHER_WORDING, "2021年4月29日修改的文本"),
        (SCHOOL, "1990-01-01", Reason.NOT_YET_IN_FORCE, "1995年9月1日"),
        (SUBSIDY, "2014-01-01", Reason.NOT_YET_IN_FORCE, "2015年5月5日才印发，自2015年9月1日起施行"),
        (SUBSIDY, "2024-01-01", Reason.NO_LONGER_IN_FORCE, "自2024年1月1日起已废止（依据川教规〔2023〕9906号）"),
        (ALLOWANCE, "2021-09-01", Reason.NO_LONGER_IN_FORCE, "有效期到2021年8月31日为止，2021年9月1日已过有效期"),
    ],
)
def test_where_no_text_of_the_day_is_held_it_is_said_why(
    assistant: Assistant, question: str, day: str, reason: Reason, said: str
) -> None:
    """Refused, with the reason and the day; what the text of another day says is only pointed to."""
    refusal = ask(assistant, question, day)
    assert isinstance(refusal, Refusal), refusal.text
    assert (refusal.reason, said in refusal.text) == (reason, True), refusal.text
    assert "“" not in refusal.text.replace("“转人工”", "")
    for citation in refusal.nearest:
        assert citation.document_status is not Status.IN_FORCE


def test_the_later_wording_is_a_pointer_with_its_label(assistant: Assistant) -> None:
    """The amended provision is shown, marked as not that day's, under a heading that says so."""
    refusal = ask(assistant, LEAVE, "2010-01-01")
    assert isinstance(refusal, Refusal)
    assert "不是2010年1月1日的规定，只供参考" in refusal.text
    assert refusal.nearest[0].document_status is Status.OTHER_WORDING
    assert "［修改后的文本，那一天的条文可能不同，原文］" in refusal.text


def test_a_repealed_document_that_is_named_is_quoted_with_the_day_of_its_end(assistant: Assistant) -> None:
    """Whoever asks for it by number wants its words: they come with the day on which they ceased to hold."""
    answer = ask(assistant, "川教师〔2015〕9905号规定外出研修每天补助多少元", "2026-01-01")
    assert isinstance(answer, Answer)
    assert answer.citations[0].document_status is Status.REPEALED
    assert "［已废止，原文］" in answer.text
    assert "注意：这份文件自2024年1月1日起已废止（依据川教规〔2023〕9906号），2026年1月1日不再有效。" in answer.text


def test_what_is_passed_and_not_yet_in_force_is_quoted_as_such(assistant: Assistant) -> None:
    """Between its issue and its first day a named document is quoted with that day."""
    answer = ask(assistant, "川教师〔2015〕9905号规定外出研修每天补助多少元", "2015-06-01")
    assert isinstance(answer, Answer)
    assert answer.citations[0].document_status is Status.NOT_YET
    assert "注意：这份文件自2015年9月1日起施行，2015年6月1日还没有施行。" in answer.text


def test_beside_an_answer_a_named_law_without_that_days_text_is_said(assistant: Assistant) -> None:
    """Of two documents that are named, one answers, and of the other it is said that its wording is not held."""
    answer = ask(assistant, "川教师〔2015〕9905号和四川省脱产研修条例规定外出研修每天补助多少元", "2018-01-01")
    assert isinstance(answer, Answer)
    assert {c.document_number for c in answer.citations} == {"川教师〔2015〕9905号"}
    assert "另外，库里的《四川省脱产研修条例》是2021年4月29日修改的文本" in answer.text


def test_a_region_whose_documents_all_began_later(assistant: Assistant) -> None:
    """Where documents of the region are held, but none for the day, that is said, and not that there are none."""
    refusal = ask(assistant, "食堂每周吃几次鱼？", "1980-01-01")
    assert isinstance(refusal, Refusal)
    assert "收录的四川省的文件，没有一份的文本在1980年1月1日有效" in refusal.text


@pytest.mark.parametrize(("day", "status"), [("2023-12-31", "有效至"), ("2024-01-01", "已废止")])
def test_whether_it_still_holds_can_be_asked(assistant: Assistant, day: str, status: str) -> None:
    """The passage about the document states the day of the repeal; the source line the status on the day asked for."""
    answer = ask(assistant, "川教师〔2015〕9905号还有效吗", day)
    assert isinstance(answer, Answer), answer.text
    assert "自2024年1月1日起废止" in answer.text
    assert f"［{status}" in answer.text
