"""The five ways in which chunkers fail on official documents."""

from policy_corpus.model import Document
from policy_corpus.parser import parse_originals

_HEAD = "某某市教师研修规定\n2021年3月1日 湖南省第十三届人民代表大会常务委员会第二次会议通过\n"


def _parse(text: str) -> Document:
    (document,) = parse_originals(text, name="trap.txt")
    return document


def _labels(document: Document) -> list[str]:
    return [provision.label for provision in document.provisions]


def test_chapters_with_articles() -> None:
    """章 + 条: each article is a provision under its chapter."""
    document = _parse(
        _HEAD + "第一章总则\n第一条为了规范教师研修，制定本规定。\n第二条本规定适用于全市在职教师。\n"
        "第二章 附  则\n第三条　本规定由市教育行政部门解释。\n第四条 本规定自2021年5月1日起施行。\n"
    )
    assert _labels(document) == ["第一条", "第二条", "第三条", "第四条"]
    assert [p.heading_path for p in document.provisions] == [("第一章 总则",)] * 2 + [("第二章 附则",)] * 2


def test_divisions_keep_articles_apart() -> None:
    """章 + 节 + 条: articles below a 节 stay their own, with both headings."""
    document = _parse(
        _HEAD + "第一章 权利\n第一节 研修\n第一条 教师有权参加研修。\n第二条 研修不收费用。\n"
        "第二节 登记\n第三条 学时应当登记。\n第二章 义务\n第一节 学习\n第四条 教师应当完成研修。\n"
    )
    assert _labels(document) == ["第一条", "第二条", "第三条", "第四条"]
    assert document.provisions[2].heading_path == ("第一章 权利", "第二节 登记")
    assert document.provisions[3].heading_path == ("第二章 义务", "第一节 学习")


def test_items_stay_in_their_article() -> None:
    """条 with （一）（二） and 1. 2. is one provision."""
    document = _parse(
        _HEAD + "第一条 研修包括：\n（一）集中培训；\n（二）校本研修：\n1.听课；\n2.评课。\n"
        "前款所列研修均计学时。\n第二条 其他。\n"
    )
    assert _labels(document) == ["第一条", "第二条"]
    assert document.provisions[0].text == (
        "研修包括：\n（一）集中培训；\n（二）校本研修：\n1.听课；\n2.评课。\n前款所列研修均计学时。"
    )


def test_sentence_that_begins_like_an_article() -> None:
    """A body line 第三条规定的… or 第三条第二款所称… is no article, even where the number would fit."""
    document = _parse(
        _HEAD + "第一条为了规范教师研修，制定本规定。\n第二条教师应当参加研修。\n第三条规定的教师除外。\n"
        "第三条新任教师参加岗前培训。\n第三条第二款所称新任教师，是指入职不满一年的教师。\n第四条本规定自发布之日起施行。\n"
    )
    assert _labels(document) == ["第一条", "第二条", "第三条", "第四条"]
    assert document.provisions[1].text.endswith("第三条规定的教师除外。")
    assert document.provisions[2].text.startswith("新任教师")


def test_annex_is_kept_apart() -> None:
    """A 通知 with 附件: the last section ends before the annex."""
    document = _parse(
        "湖南省教育厅关于研修登记的通知\n湘教发〔2023〕8号\n各市州教育局：\n现就有关事项通知如下：\n一、登记\n及时登记。\n"
        "二、核对\n按月核对。\n附件：1.学时标准\n2.登记办法\n湖南省教育厅\n2023年3月1日\n附件1\n学时标准\n"
        "一、集中培训\n每天8学时。\n附件2\n登记办法\n第一条 及时登记。\n第二条 如实登记。\n"
    )
    assert _labels(document) == ["前言", "一", "二", "附件1 一", "附件2 第一条", "附件2 第二条"]
    assert document.provisions[2].text == "按月核对。"
    assert document.provisions[3].heading_path == ("附件1 学时标准", "一、集中培训")
