"""Replies as a good clerk writes them: the fact, the quote, the source."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import compose, validity
from indexer.expect import expected_of
from indexer.model import Citation
from indexer.normalise import fold, quantities
from indexer.passage import Passage
from indexer.read import Reading
from indexer.retrieve import Candidate
from indexer.terms import Term
from indexer.understand import Part
from indexer.units import units_of
from indexer.verify import located
from policy_corpus.model import Document, Level, Status, TextKind
from policy_corpus.model import Reading as WayToRead
from policy_corpus.regions import get
from tests.indexer.invented import NATION, SICHUAN, YANTING
from tests.properties import examples

DAY = date(2026, 9, 1)
DOCUMENT = Document(
    number="川教师〔2021〕9901号",
    title="教师研修示例意见",
    kind="意见",
    issuers=("示例教育厅",),
    region=SICHUAN,
    level=Level.PROVINCE,
    text_kind=TextKind.DIGEST,
    provisions=(),
    issued=date(2021, 5, 11),
    source_url="https://example.org/9901",
)
DRAFT = Document(
    "", "教师研修示例办法（征求意见稿）", "办法", ("示例局",), YANTING, Level.COUNTY, TextKind.ORIGINAL, (), DAY,
    declared_status=Status.DRAFT,
)  # fmt: skip
LAW = Document("", "研修示例法", "法", ("示例立法机关",), NATION, Level.NATION, TextKind.DIGEST, ())
SHORT = "在职教师每五年研修不少于410学时。"
LONG = "".join(f"研修安排第{n}句说明一件与学时无关的日常事务。" for n in "甲乙丙丁戊己庚辛壬癸") + (
    "骨干教师外出研修的，每人每天补助260元，由中心在返岗后发放，发放前要核对本人签到的记录、学校的证明和外出研修的通知，三者不一致的由中心退回学校补正。"
    + "".join(f"其余事项第{n}句说明另一件日常事务。" for n in "子丑寅卯辰巳午未")
)
LIST = "应当具备下列条件：\n" + "\n".join(f"（{n}）有符合标准的示例设施和人员；" for n in "一二三四五六七八九十")


def part(text: str) -> Part:
    """What `text` asks, with its pairs of characters as terms."""
    folded = fold(text).text
    terms = tuple(Term(folded[n : n + 2], 1.0) for n in range(len(folded) - 1))
    return Part(folded, expected_of(folded), terms, claimed=tuple(quantities(folded)))


def reading(
    text: str, sentence: str = "", document: Document = DOCUMENT, readings: tuple[WayToRead, ...] = ()
) -> Reading:
    """The sentence of a provision with `text` that begins with `sentence`, taken as the answer."""
    passage = Passage(0, document, "二(五)", ("进修学校名单",), text, readings)
    (unit, *_) = [u for u in units_of(text) if text[u.start : u.end].strip().startswith(sentence)]
    return Reading(Candidate(passage, 1.0, 0.0, 0.9, 0, 0, {}), unit, (), 1.0)


def block(question: str, text: str, sentence: str = "", document: Document = DOCUMENT) -> compose.Block:
    """The reply to `question` from that sentence."""
    return compose.block_of(part(question), reading(text, sentence, document), DAY)


def test_a_short_provision_is_quoted_whole() -> None:
    """The quote is the whole provision and says the fact itself; then comes the source."""
    text = compose.block_text(block("五年要修多少学时", SHORT), label_region=False)
    assert text.split("\n") == [
        f"“{SHORT}”",
        "——四川省《教师研修示例意见》（川教师〔2021〕9901号）二(五)［现行有效，要点］ https://example.org/9901",
    ]


def test_first_the_fact_then_the_quote_then_the_source() -> None:
    """A long quote is led by the clause that answers."""
    one = block("每人每天补助多少元", LONG, "骨干教师")
    fact, quote, source = compose.block_text(one, label_region=False).split("\n")
    assert fact == "每人每天补助260元。"
    assert quote.startswith("“")
    assert "每人每天补助260元" in quote
    assert source.startswith("——四川省《教师研修示例意见》")


def test_the_region_is_named_once_in_front() -> None:
    """Asked to, the reply begins with the region, before the fact or before the quote."""
    for one in (block("每人每天补助多少元", LONG, "骨干教师"), block("五年要修多少学时", SHORT)):
        text = compose.block_text(one, label_region=True)
        assert text.startswith("【四川省】")
        assert text.count("【四川省】") == 1


@pytest.mark.parametrize("sentence", ["研修安排第甲句", "研修安排第癸句", "骨干教师", "其余事项第未句"])
def test_a_long_provision_is_cut_at_sentence_ends(sentence: str) -> None:
    """The quote has the sentence that answers, begins and ends with whole sentences, and fits a phone."""
    quote = block("每人每天补助多少元", LONG, sentence).citation.quote
    assert sentence in quote
    assert quote in LONG
    assert len(quote) <= 260 < len(LONG)
    assert quote.endswith("。")
    assert LONG.startswith(quote) or LONG[: LONG.index(quote)].endswith("。")


def test_an_enumeration_is_quoted_with_its_items() -> None:
    """When the introducing line answers, its items come with it."""
    quote = block("应当具备什么条件", LIST, "应当").citation.quote
    assert quote == LIST


def test_an_item_of_a_long_list_is_led_by_its_line() -> None:
    """An item quoted without the line that introduces it gets that line as a citation of its own."""
    text = f"下列人员参加研修：\n{'（一）校长和各级示例机构的负责人员；' * 20}\n（二）在职的骨干教师。"
    one = block("骨干教师参加吗", text, "（二）")
    assert one.lead is not None
    assert one.lead.quote == "下列人员参加研修："
    assert one.citation.quote.endswith("（二）在职的骨干教师。")
    assert "下列人员参加研修：…… " in compose.block_text(one, label_region=False)


def test_a_line_of_a_list_is_led_by_its_heading() -> None:
    """Of a list of institutions the fact says what it is a list of."""
    one = block("绵阳有哪些学校", "绵阳市：盐亭县教师进修学校、三台县教师进修学校", "绵阳市")
    assert one.fact == "进修学校名单：绵阳市：盐亭县教师进修学校、三台县教师进修学校"


texts = st.lists(
    st.sampled_from(
        [
            "甲乙丙，丁戊。",
            "每人260元；",
            "下列条件：",
            "\n",
            "（一）有场所；",
            "长" * 90,
            "五年410学时，",
            "（二）有人员。",
            " ",
        ]
    ),
    min_size=1,
    max_size=14,
).map("".join)


@settings(max_examples=examples(80))
@given(
    texts.filter(lambda text: bool(units_of(text))),
    st.integers(0, 20),
    st.sampled_from(["多少元", "什么条件", "多少学时"]),
)
def test_every_quote_is_verbatim(text: str, number: int, question: str) -> None:
    """Whatever sentence of whatever provision answers: quote and lead stand in the text, and the fact in the quote."""
    units = units_of(text)
    unit = units[number % len(units)]
    passage = Passage(0, DOCUMENT, "一", (), text)
    one = compose.block_of(part(question), Reading(Candidate(passage, 1.0, 0, 0.9, 0, 0, {}), unit, (), 1.0), DAY)
    assert one.citation.quote in text
    assert located(one.citation.quote, text)
    assert one.lead is None or one.lead.quote in text
    assert text[unit.start : unit.end].strip() in one.citation.quote
    assert one.fact in one.citation.quote


def test_both_ways_to_read_are_told() -> None:
    """Where the wording allows two readings the reply says which one it follows."""
    ways = (WayToRead("410学时针对全部教师。", chosen=True), WayToRead("410学时只针对公办学校教师。", chosen=False))
    one = compose.block_of(part("五年要修多少学时"), reading(SHORT, readings=ways), DAY)
    text = compose.block_text(one, label_region=False)
    assert "本助手采用：410学时针对全部教师。" in text
    assert "另一种读法：410学时只针对公办学校教师。" in text


def short_answer(question: str) -> compose.Block:
    """What the short provision says to `question`."""
    return compose.block_of(part(question), reading(SHORT), DAY)


@pytest.mark.parametrize(
    "question",
    [
        "为什么五年要修480学时",
        "听说五年要修480学时",
        "五年是480学时吗",
        "不是五年480学时吗",
        "五年要修四百八十课时，对吗",
    ],
)
def test_a_wrong_number_is_corrected(question: str) -> None:
    """A number that the question takes for granted and the quote contradicts is named with the right one."""
    sentence = compose.correction(part(question), short_answer(question))
    assert "不是" in sentence
    assert "410学时" in sentence
    assert sentence.startswith("文件里写的不是“4") or "四百八十" in sentence


@pytest.mark.parametrize(
    "question",
    [
        "为什么五年要修410学时",
        "为什么五年要修四百一十课时",
        "五年要修多少学时",
        "听说要修3次",
        "为什么每5年要修410学时",
    ],
)
def test_what_is_right_or_not_comparable_is_not_corrected(question: str) -> None:
    """A right number in any spelling, no number, or a number of another unit gets no correction."""
    assert compose.correction(part(question), short_answer(question)) == ""


def cited(document: Document) -> Citation:
    """A citation of the short provision in `document`."""
    return compose.cite(reading(SHORT, document=document).passage, f" {SHORT}\n", DAY)


def test_the_source_line() -> None:
    """The region stands where the title does not say it; number and link only where there are any."""
    assert compose.source_line(cited(LAW)) == "——《研修示例法》二(五)［现行有效，要点］"
    assert (
        compose.source_line(cited(DRAFT))
        == "——四川省绵阳市盐亭县《教师研修示例办法（征求意见稿）》二(五)［征求意见稿，未正式施行，原文］"
    )
    assert cited(LAW).quote == SHORT
    assert cited(LAW).region == "全国"


def test_a_draft_is_announced() -> None:
    """A reader of a draft is warned that it binds nobody."""
    assert "征求意见稿，尚未正式施行" in compose.standing(DRAFT, get(YANTING), DAY)
    assert compose.standing(DOCUMENT, get(YANTING), DAY) == ""


@pytest.mark.parametrize(
    ("facts", "as_of", "label", "note"),
    [
        ({}, "2026-09-01", "现行有效", ""),
        (
            {"superseded_on": date(2026, 1, 1), "superseded_by": "川教师〔2025〕9902号"},
            "2025-12-31",
            "有效至2025年12月31日",
            "这份文件有效至2025年12月31日，此后被川教师〔2025〕9902号取代。",
        ),
        (
            {"superseded_on": date(2026, 1, 1), "superseded_by": "教师研修示例意见(2025-06-01)"},
            "2026-01-01",
            "已被新版取代",
            "注意：这份文件自2026年1月1日起已被新版取代，2026年1月1日不再有效。",
        ),
        (
            {"repealed_on": date(2026, 1, 1), "repealed_by": "川教规〔2025〕3号"},
            "2026-09-01",
            "已废止",
            "注意：这份文件自2026年1月1日起已废止（依据川教规〔2025〕3号），2026年9月1日不再有效。",
        ),
        (
            {"repealed_on": date(2026, 1, 1)},
            "2022-01-01",
            "有效至2025年12月31日",
            "这份文件有效至2025年12月31日，此后废止。",
        ),
        (
            {"declared_status": Status.REPEALED},
            "2022-01-01",
            "已废止",
            "注意：这份文件已废止，但没有写明从哪一天起，不能确定2022年1月1日是否有效。",
        ),
        (
            {"expires": date(2025, 12, 31)},
            "2026-01-01",
            "已过有效期",
            "注意：这份文件的有效期到2025年12月31日为止，2026年1月1日已过有效期。",
        ),
        (
            {"effective": date(2021, 9, 1)},
            "2021-06-01",
            "尚未施行",
            "注意：这份文件自2021年9月1日起施行，2021年6月1日还没有施行。",
        ),
    ],
)
def test_the_day_decides_what_is_said_of_it(facts: dict[str, Any], as_of: str, label: str, note: str) -> None:
    """In force, ended, not begun: the source line has the status of the day, the note the day of the change."""
    one, day = replace(DOCUMENT, **facts), date.fromisoformat(as_of)
    citation = compose.cite(reading(SHORT, document=one).passage, SHORT, day)
    assert f"［{label}，要点］" in compose.source_line(citation)
    assert compose.standing(one, get(SICHUAN), day) == note


@pytest.mark.parametrize(
    ("document", "as_of", "said"),
    [
        (
            replace(LAW, issued=date(1995, 3, 18), effective=date(1995, 9, 1)),
            "1995-01-01",
            "库里的《研修示例法》1995年3月18日通过，自1995年9月1日起施行；1995年1月1日有没有同名的文件，库里查不到。",
        ),
        (
            replace(LAW, issued=date(1996, 5, 15), effective=date(1996, 9, 1), wordings=(date(1996, 5, 15),)),
            "1990-01-01",
            "《研修示例法》1996年5月15日才通过，自1996年9月1日起施行；1990年1月1日还没有这份文件。",
        ),
        (
            replace(LAW, issued=date(2022, 4, 20), wordings=(date(1996, 5, 15), date(2022, 4, 20))),
            "1990-01-01",
            "《研修示例法》1996年5月15日才通过；1990年1月1日还没有这份文件。",
        ),
        (
            replace(
                LAW,
                issued=date(2022, 4, 20),
                effective=date(2022, 5, 1),
                wordings=(date(1996, 5, 15), date(2022, 4, 20)),
            ),
            "2022-04-30",
            "库里的《研修示例法》是2022年4月20日修改、2022年5月1日起施行的文本，2022年4月30日时的条文"
            "（那一天以前最近一次通过或修改是1996年5月15日）不在库里，不能把修改后的条文当作那一天的规定。"
            "请管理员用 yanxiu corpus add 收录当时的文本。",
        ),
        (
            DOCUMENT,
            "2020-01-01",
            "《教师研修示例意见》2021年5月11日才印发并施行；2020年1月1日还没有这份文件。",
        ),
    ],
)
def test_why_a_document_is_silent_on_a_day(document: Document, as_of: str, said: str) -> None:
    """Not adopted, not in force, held in a later wording: with the days that the text tells, and no more."""
    assert validity.silence(document, date.fromisoformat(as_of)) == said


def test_a_smaller_region_is_announced() -> None:
    """A county's document in an answer about its province is not passed off as the province's."""
    note = compose.standing(DRAFT, get(SICHUAN), DAY)
    assert "四川省绵阳市盐亭县的文件" in note
    assert "不代表四川省" in note


def test_a_national_rule_applies_here_too() -> None:
    """A national rule in an answer for a province says so."""
    assert compose.standing(LAW, get(SICHUAN), DAY) == "这是全国的规定，四川省也适用。"
    assert compose.standing(LAW, None, DAY) == ""


def test_asking_for_the_region() -> None:
    """The regions are named once each, and the reader is asked for theirs."""
    text = compose.ask_region(["四川省", "云南省", "四川省"])
    assert text.count("四川省") == 1
    assert "云南省" in text
    assert text.count("？") == 1
