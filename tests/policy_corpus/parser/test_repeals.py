"""What a document repeals: by the sentence, by the list, by the annex; and what it only speaks of."""

from datetime import date

import pytest

from policy_corpus.parser import parse_originals
from policy_corpus.parser.repeals import Repeal, is_decision, repeals
from tests.policy_corpus.notices import number

EIGHT, NINE = "东岭省教育厅关于加强第8类教师培训工作的通知", "东岭省教育厅关于加强第9类教师培训工作的通知"
DAY = date(2024, 1, 1)
TITLE = "东岭省教育厅关于废止部分规范性文件的决定"


def said(body: str, title: str = TITLE) -> tuple[Repeal, ...]:
    """What a document with this title and text repeals."""
    words = f"{title}\n\n东教规〔2023〕5号\n\n各市教育局：\n\n{body}\n\n东岭省教育厅\n\n2023年12月5日\n"
    (document,) = parse_originals(words, name="决定.txt")
    found = repeals(document.title, document.provisions)
    assert document.supersedes == tuple(repeal.name for repeal in found)
    return found


def names(body: str, title: str = TITLE) -> list[str]:
    """The names of what is repealed as a whole."""
    return [repeal.name for repeal in said(body, title) if not repeal.partial]


ITEMS = f"《{EIGHT}》（{number(8)}）\n（二）《{NINE}》（{number(9)}）\n"
SIGNED = "东岭省教育厅\n2023年12月5日\n"
HEADS = "| 序号 | 文件名称 | 文号 |\n| --- | --- | --- |\n"
FORMS = {
    "numbered": (
        f"经研究，决定废止下列规范性文件：\n1.《{EIGHT}》（{number(8)}）\n2.《{NINE}》（{number(9)}）\n本决定自公布之日起施行。"
    ),
    "headed": (
        f"决定对下列规范性文件作出处理：\n一、对下列2件规范性文件予以废止\n（一）{ITEMS}"
        "二、对下列1件规范性文件的部分条款予以修改\n"
        f"（一）将《某某通知》（{number(7)}）第二条中的“120学时”修改为“100学时”。"
    ),
    "unquoted": f"现宣布以下文件失效：\n一、{EIGHT}（{number(8)}）\n二、{NINE}（{number(9)}）",
    "in a row": f"决定废止《{EIGHT}》（{number(8)}）、《{NINE}》（{number(9)}）。",
    "annex": (
        "现将附件所列规范性文件予以废止，不再作为行政管理的依据。\n附件：规范性文件目录\n"
        f"{SIGNED}附件\n规范性文件目录\n1. {EIGHT}（{number(8)}）\n2. {NINE}（{number(9)}）"
    ),
    "tables": (
        "我厅对规范性文件进行了清理，现将结果公布如下。\n附件：1.继续有效的规范性文件目录\n2.废止的规范性文件目录\n"
        f"{SIGNED}附件1\n继续有效的规范性文件目录\n\n{HEADS}| 1 | 东岭省教育厅关于第7类培训的通知 | {number(7)} |\n\n"
        f"附件2\n废止的规范性文件目录\n\n{HEADS}| 1 | {EIGHT} | {number(8)} |\n"
        f"| 2 | 关于印发《培训办法》的通知 | {number(9)} |"
    ),
    "column": (
        f"现将规范性文件清理结果公布如下。\n附件：清理结果\n{SIGNED}附件\n清理结果\n\n"
        f"| 文件名称 | 文号 | 清理结果 |\n| --- | --- | --- |\n| {EIGHT} | {number(8)} | 废止 |\n"
        f"| 东岭省教育厅关于第7类培训的通知 | {number(7)} | 继续有效 |\n| {NINE} | {number(9)} | 宣布失效 |"
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_decision_names_what_it_repeals(form: str) -> None:
    """However the list is written, what it repeals is read, and what it changes or keeps is not."""
    assert names(FORMS[form]) == [number(8), number(9)]


def test_each_comes_with_its_place_and_its_words() -> None:
    """The provision and the line that name a document are kept with it."""
    found = said(FORMS["headed"])
    assert [(repeal.label, repeal.sentence) for repeal in found] == [
        ("一(一)", f"《{EIGHT}》（{number(8)}）"),
        ("一(二)", f"《{NINE}》（{number(9)}）"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"决定自2024年1月1日起废止《{EIGHT}》（{number(8)}）。",
        f"《{EIGHT}》（{number(8)}）自2024年1月1日起失效。",
        f"自2024年1月1日起，下列文件停止执行：\n1.《{EIGHT}》（{number(8)}）\n2.《某某意见》（{number(7)}）",
        f"下列文件予以废止：\n1.《{EIGHT}》（{number(8)}）\n2.《某某意见》（{number(7)}）\n废止的文件自2024年1月1日起停止执行。",
    ],
)
def test_the_day_is_read(body: str) -> None:
    """The day stands with the document, above the list, or in a sentence about all of them."""
    assert {repeal.since for repeal in said(body)} == {DAY}


def test_without_a_day_there_is_none() -> None:
    """自…起施行 is the day of the decision, and no day of the repeal."""
    assert [repeal.since for repeal in said(f"《{EIGHT}》（{number(8)}）同时废止，本决定自2024年1月1日起施行。")] == [
        None
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"根据《规范性文件管理办法》（{number(1)}），决定废止《{EIGHT}》（{number(8)}）。",
        f"依照《某某条例》，经2023年第3次会议审议，《{EIGHT}》（{number(8)}）予以废止。",
        f"下列文件继续有效：\n1.《某某意见》（{number(7)}）\n下列文件予以废止：\n1.《{EIGHT}》（{number(8)}）\n2.《某某制度》（{number(6)}）第三条",
        f"《{EIGHT}》（{number(8)}）予以废止，《某某意见》（{number(7)}）第三条同时废止。",
        f"下列文件予以废止：\n1.《{EIGHT}》（{number(8)}）\n下列文件由各市负责解释：\n1.《某某意见》（{number(7)}）",
    ],
)
def test_what_is_only_spoken_of_stays(body: str) -> None:
    """Grounds, what continues in force, what ends in part and what stands below another sentence are not repealed."""
    assert names(body) == [number(8)]


@pytest.mark.parametrize(
    "body",
    [
        "有下列情形之一的，证书失效：\n（一）违反《教师资格条例》规定的；\n（二）《某某登记办法》（东教师〔2019〕1号）第五条规定的情形。",
        "第五章 证书的失效\n《教师资格条例》规定的证书，由发证机关收回。",
        "《某某意见》不予废止，《某某办法》尚未失效。",
        "本办法有效期五年，期满自动失效。",
    ],
)
def test_other_things_end_as_well(body: str) -> None:
    """A certificate that lapses, or a validity of one's own, repeals no document."""
    assert names(body, "东岭省教师证书管理办法") == []


@pytest.mark.parametrize(
    ("title", "decides"),
    [
        (TITLE, True),
        ("东岭省教育厅关于宣布失效一批文件的公告", True),
        ("关于公布规范性文件清理结果的通知", True),
        ("东岭省规范性文件清理办法", False),
        ("东岭省教师培训管理办法", False),
    ],
)
def test_which_titles_put_nothing_in_the_place(title: str, decides: bool) -> None:
    """A decision to repeal is told by its title from a new document that replaces an old one."""
    assert is_decision(title) is decides
