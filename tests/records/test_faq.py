"""Approved answers are found by meaning and place, and served only while their provision stands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_corpus.errors import CorpusError
from records import faq, helpdesk
from records.database import Database
from records.faq import Faq, NoSuchFaq, NotKept, fold_question
from records.model import COMMAND_LINE, Actor
from records.permissions import NotPermitted
from tests.properties import examples
from tests.records.staffroom import GANSU, GANZHOU, SHANDAN, ZHANGYE, People, deeds, people

CITATION = {"document_number": "示例〔2020〕1号", "title": "示例办法", "label": "第二条", "quote": "按实际出勤计"}
QUESTION = "病假期间学时怎么算？"


async def _do(database: Database, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
    async with database.write() as session:
        result = await deed(session, *args, **more)
        await session.commit()
    return result


async def _answered(database: Database, who: People, now: datetime, question: str = QUESTION) -> int:
    ticket, _ = await _do(database, helpdesk.open_ticket, actor=who.teacher, question=question, now=now)
    await _do(database, helpdesk.answer, ticket.id, actor=who.clerk, text="按实际出勤计。", now=now)
    return int(ticket.id)


async def _keep(database: Database, actor: Actor, ticket: int, now: datetime, **more: Any) -> Faq:
    more = {"citation": CITATION} | more
    kept = await _do(database, faq.keep, actor=actor, ticket_number=ticket, now=now, **more)
    assert isinstance(kept, Faq)
    return kept


async def _found(database: Database, question: str, region: str) -> str | None:
    async with database.read() as session:
        found = await faq.find(session, question=question, region=region)
    return found.answer if found else None


@pytest.mark.parametrize(
    "text",
    [
        "病假期间学时怎么算",
        "老师您好，请问病假期间学时怎么算呢？？",
        "请问一下 病假期间，学时怎么算啊~",
        "病假期间学时怎么算吧。🙏🏻",
    ],
)
def test_ways_of_writing_one_question_fold_to_the_same(text: str) -> None:
    """Politeness, particles, blanks, punctuation and emoji change no question."""
    assert fold_question(text) == fold_question(QUESTION) == "病假期间学时怎么算"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5学时怎么登记", "15学时怎么登记"),
        ("≥60学时", "60学时"),
        ("占30%吗", "占30吗"),
        ("2021-2025周期", "2021 2025周期"),
        ("幼儿园要多少学时", "小学要多少学时"),
        ("學時", "学时"),
    ],
)
def test_questions_that_mean_something_else_stay_apart(one: str, other: str) -> None:
    """Marks inside numbers, signs and traditional characters are kept."""
    assert fold_question(one) != fold_question(other)


@settings(max_examples=examples(60))
@given(st.lists(st.sampled_from("请问一下您好老师想我吗呢啊吧哦学时１1.5%≥ ，？?~Ａa\ufe0f㎡")).map("".join))
def test_folding_twice_changes_nothing(text: str) -> None:
    """What was folded is its own fold."""
    assert fold_question(fold_question(text)) == fold_question(text)


async def test_an_answered_ticket_becomes_a_frequent_question_of_the_widest_region(
    database: Database, now: datetime
) -> None:
    """A clerk of county and city keeps it for the city; a region given within the scope holds instead."""
    who = await people(database, now)
    number = await _answered(database, who, now)
    kept = await _keep(database, who.colleague, number, now)
    assert (kept.region, kept.question, kept.answer) == (ZHANGYE, QUESTION, "按实际出勤计。")
    assert (kept.citation, kept.ticket, kept.approved_by, kept.approved_at) == (CITATION, number, 4, now)
    assert (await _keep(database, who.clerk, number, now)).region == GANZHOU
    assert (await _keep(database, who.administrator, number, now, region=GANSU)).region == GANSU
    assert (await _keep(database, COMMAND_LINE, number, now)).approved_by is None
    assert await _found(database, "请问病假期间学时怎么算", SHANDAN) == "按实际出勤计。"
    assert (await deeds(database))[1:] == ["faq.keep"] * 4


async def test_what_may_not_be_kept_is_refused_in_words(database: Database, now: datetime) -> None:
    """It needs an answer, a whole provision, a real question, and a region within the scope."""
    who = await people(database, now)
    number = await _answered(database, who, now)
    waiting, _ = await _do(database, helpdesk.open_ticket, actor=who.teacher, question="问什么", now=now)
    for actor, ticket, more, error, words in (
        (who.clerk, waiting.id, {}, NotKept, "还没有答复"),
        (who.clerk, 99, {}, NotKept, "还没有答复"),
        (who.clerk, number, {"citation": CITATION | {"quote": " "}}, NotKept, "缺少 quote"),
        (who.clerk, number, {"citation": {}}, NotKept, "document_number、title、label、quote"),
        (who.clerk, number, {"question": "请问？"}, NotKept, "没有实际内容"),
        (who.clerk, number, {"question": "学时" * 300}, NotKept, "太长"),
        (who.clerk, number, {"region": ZHANGYE}, NotPermitted, "常见问题"),
        (who.school_clerk, number, {}, NotPermitted, "常见问题"),
        (who.stranger, number, {}, NotPermitted, "常见问题"),
        (who.teacher, number, {}, NotPermitted, "常见问题"),
        (who.administrator, number, {"region": "000001"}, CorpusError, "000001"),
    ):
        with pytest.raises(error, match=words):
            await _keep(database, actor, ticket, now, **more)


async def test_a_ticket_from_nowhere_needs_a_region(database: Database, now: datetime) -> None:
    """Without a region on the roster nobody can tell where the answer holds."""
    who = await people(database, now)
    ticket, _ = await _do(database, helpdesk.open_ticket, actor=who.administrator, question="问什么", now=now)
    await _do(database, helpdesk.answer, ticket.id, actor=who.administrator, text="答", now=now)
    with pytest.raises(NotKept, match="没有登记地区"):
        await _keep(database, who.administrator, ticket.id, now)


async def test_the_nearest_region_answers(database: Database, now: datetime) -> None:
    """County before city before nation; the next county gets the city's, an unknown place the nation's."""
    who = await people(database, now)
    number = await _answered(database, who, now)
    for region, answer in (("100000", "全国"), (ZHANGYE, "市里"), (GANZHOU, "区里")):
        await _keep(database, who.administrator, number, now, region=region, answer=answer)
    assert await _found(database, QUESTION, GANZHOU) == "区里"
    assert await _found(database, QUESTION, SHANDAN) == "市里"
    assert await _found(database, QUESTION, GANSU) == "全国"
    assert await _found(database, QUESTION, "") == "全国"
    assert await _found(database, "事假期间学时怎么算？", GANZHOU) is None
    assert await _found(database, "？", GANZHOU) is None


async def test_a_pair_is_replaced_retired_and_listed_where_it_holds(database: Database, now: datetime) -> None:
    """Keeping the same question again replaces the answer; retired it is served and listed no more."""
    who = await people(database, now)
    number = await _answered(database, who, now)
    old = await _keep(database, who.clerk, number, now)
    new = await _keep(database, who.clerk, number, now, question="请问病假期间学时怎么算", answer="新答复")
    city = await _keep(database, who.colleague, number, now)
    assert new.id == old.id
    assert await _found(database, QUESTION, GANZHOU) == "新答复"
    async with database.read() as session:
        assert [one.id for one in await faq.listing(session, actor=who.clerk)] == [new.id]
        assert [one.id for one in await faq.listing(session, actor=who.colleague)] == [city.id, new.id]
        assert await faq.listing(session, actor=who.stranger) == ()
        with pytest.raises(NotPermitted):
            await faq.listing(session, actor=who.teacher)
    for actor, which, error in ((who.clerk, city.id, NotPermitted), (who.clerk, 99, NoSuchFaq)):
        with pytest.raises(error):
            await _do(database, faq.retire, which, actor=actor, now=now)
    assert (await _do(database, faq.retire, new.id, actor=who.clerk, now=now)).retired_at == now
    assert await _found(database, QUESTION, GANZHOU) == "按实际出勤计。"
    async with database.read() as session:
        assert await faq.listing(session, actor=who.clerk) == ()


async def test_a_pair_whose_quote_is_gone_is_not_served_until_it_stands_again(
    database: Database, now: datetime
) -> None:
    """After a change of the corpus the lapsed ones are named; they stay on the list of the staff."""
    who = await people(database, now)
    number = await _answered(database, who, now)
    kept = await _keep(database, who.clerk, number, now)
    other = await _keep(database, who.clerk, number, now, question="另一个问题", citation=CITATION | {"quote": "别的"})

    def stands(citation: Any) -> bool:
        return bool(citation["quote"] == "别的")

    lapsed = await _do(database, faq.check, quote_stands=stands, now=now)
    assert [(one.id, one.lapsed_at) for one in lapsed] == [(kept.id, now)]
    assert await _found(database, QUESTION, GANZHOU) is None
    assert await _found(database, "另一个问题", GANZHOU) is not None
    async with database.read() as session:
        assert [one.id for one in await faq.listing(session, actor=who.clerk)] == [other.id, kept.id]
    assert await _do(database, faq.check, quote_stands=lambda _: True, now=now) == ()
    assert await _found(database, QUESTION, GANZHOU) is not None
