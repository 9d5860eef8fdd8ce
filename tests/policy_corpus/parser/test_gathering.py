"""Files that came together: which are documents, which annexes, which the same text once more."""

import pytest

from policy_corpus.formats import extract
from policy_corpus.parser import Role, account, normalise, parse_originals
from policy_corpus.parser.enclosing import Enclosure, number_in, title_in
from policy_corpus.parser.gathering import Fate, Gathered, Paper, gather
from tests.policy_corpus import notices

NOTICE = notices.ISSUING.format(serial=12)
RULES = notices.RULES.format(hours=360)
TABLE = "附件2\n\n学时认定标准\n\n| 类别 | 学时 |\n| --- | --- |\n| 集中培训 | 每天8学时 |\n| 网络研修 | 每次1学时 |\n"
FORM = "姓名\n\n单位\n\n| 项目 | 学时 |\n| --- | --- |\n| 合计 |  |\n"


def of_page(words: str, *attached: tuple[str, str]) -> tuple[Gathered, ...]:
    """A page and its attachments (title, words)."""
    return gather([Paper("12.html", words), *(Paper(name, said) for name, said in attached)], page=True)


def fates(found: tuple[Gathered, ...]) -> list[tuple[Fate, str]]:
    """What became of each, and what is said of it."""
    return [(one.fate, one.said) for one in found]


def labels(one: Gathered) -> list[str]:
    """Of the provisions of its last document."""
    return [provision.label for provision in one.documents[-1].provisions]


def test_a_regulation_without_a_number_belongs_to_the_page_that_issues_it() -> None:
    """Its articles, days and tables become those of the notice, under the annex's number and title."""
    found = of_page(NOTICE, ("附件1：教师培训学时管理办法.docx", RULES), ("附件2.pdf", TABLE))
    assert fates(found) == [(Fate.DOCUMENT, ""), (Fate.ANNEX, "附件1"), (Fate.ANNEX, "附件2")]
    assert labels(found[0]) == ["前言", "附件1 第一条", "附件1 第二条", "附件1 第三条", "附件2 表1"]
    document = found[0].documents[0]
    assert (document.number, str(document.effective)) == (notices.number(12, 2026), "2026-09-01")
    assert document.provisions[2].heading_path == ("附件1 教师培训学时管理办法",)
    assert "| 集中培训 | 每天8学时 |" in document.provisions[-1].text


_SIGNED = "<p>东岭省教育厅</p><p>2026年3月5日</p>"
_WAYS = {
    "after the imprint": _SIGNED + "<p>（此件主动公开）</p><p>附件1：<a href=1.docx>教师培训学时管理办法</a></p>"
    "<p>附件2：<a href=2.pdf>学时认定标准</a></p><p>（此件主动公开）</p><p>抄送：教育部教师工作司。</p>",
    "in the list above the signature": "<p>附件：1.<a href=1.docx>教师培训学时管理办法</a></p>"
    "<p>　　　2.<a href=2.pdf>学时认定标准</a></p>" + _SIGNED,
    "in a table": _SIGNED + "<table><tr><td>附件1</td><td><a href=1.docx>教师培训学时管理办法.docx</a></td></tr>"
    "<tr><td>附件2</td><td><a href=2.pdf>学时认定标准.pdf</a></td></tr></table>",
    "beside their names": _SIGNED + "<p>附件1：教师培训学时管理办法 <a href=1.docx>点击下载</a></p>"
    "<p>附件2：学时认定标准 <a href=2.pdf>点击下载</a></p><p>主办：东岭省教育厅</p>",
}
"""How pages name their attachments."""


@pytest.mark.parametrize("way", _WAYS)
def test_however_a_page_names_its_attachments(way: str) -> None:
    """The lines that name them are no text, and their titles and numbers are found."""
    head = "".join(f"<p>{line}</p>" for line in NOTICE.split("\n")[:7] if line)
    page = extract(f'<html><div class="TRS_Editor">{head}{_WAYS[way]}</div></html>'.encode(), "12.html")
    table = TABLE.replace("附件2\n\n学时认定标准\n\n", "")
    found = of_page(page.text, *((link.title, said) for link, said in zip(page.links, (RULES, table), strict=True)))
    assert labels(found[0]) == ["前言", "附件1 第一条", "附件1 第二条", "附件1 第三条", "附件2 表1"]
    assert found[0].documents[0].provisions[-1].heading_path == ("附件2 学时认定标准",)


def test_an_attachment_that_is_a_document_stays_one() -> None:
    """A number of its own, a letterhead or lines about its adoption tell; the page's own number does not."""
    law = "东岭省教师条例\n\n（2022年4月20日东岭省第十三届人民代表大会常务委员会第三十四次会议通过）\n\n" + (
        "第一条 为了加强教师队伍建设，制定本条例。\n\n第二条 教育行政部门主管教师工作。\n"
    )
    headed = "东岭省教育厅文件\n\n" + NOTICE.replace("东教师〔2026〕12号\n\n", "").replace("学时管理", "经费管理")
    own = RULES.replace("办法\n", "办法\n\n东教师〔2026〕12号\n", 1)
    found = of_page(
        NOTICE, ("通知.docx", notices.text(9)), ("条例.docx", law), ("经费.docx", headed), ("办法.docx", own)
    )
    assert [one.fate for one in found[1:]] == [Fate.DOCUMENT, Fate.DOCUMENT, Fate.DOCUMENT, Fate.ANNEX]
    assert notices.number(9) in found[1].said
    assert "附件 第二条" in labels(found[0])


def test_the_same_text_once_more_is_not_taken_twice() -> None:
    """The notice itself as a file, and one annex in two formats."""
    as_pdf = RULES.replace("\n\n第二条", "\n第二条")
    found = of_page(NOTICE, ("通知.pdf", NOTICE), ("办法.docx", RULES), ("办法.pdf", as_pdf))
    assert fates(found)[1:] == [(Fate.SAME, "12.html"), (Fate.ANNEX, "附件"), (Fate.SAME, "办法.docx")]
    assert labels(found[0]) == ["前言", "附件 第一条", "附件 第二条", "附件 第三条"]


def test_a_file_that_has_more_than_its_page_stands_for_it() -> None:
    """The file has the whole notice, the page only its beginning: the document is that of the file."""
    whole = NOTICE + "\n附件1\n\n" + RULES.replace("第三条", "第三条 各地要制定实施细则。\n\n第四条")
    page = NOTICE.replace("2026年3月5日", "2026年3月5日\n\n发布时间：2026-03-06")
    found = of_page(page, ("全文.docx", whole.replace("东教师〔2026〕12号\n\n", "")))
    assert [one.fate for one in found] == [Fate.LEFT, Fate.DOCUMENT]
    (document,) = found[1].documents
    assert (document.number, len(document.provisions)) == (notices.number(12, 2026), 5)


def test_a_page_that_is_only_a_head() -> None:
    """A title and a number make a notice of its annex; a title without more leaves the file to speak for itself."""
    head = NOTICE.split("各市教育局")[0]
    found = of_page(head, ("办法.docx", RULES))
    assert [one.fate for one in found] == [Fate.DOCUMENT, Fate.ANNEX]
    assert labels(found[0]) == ["附件 第一条", "附件 第二条", "附件 第三条"]
    listed = of_page("通知公告\n\n办法.docx", ("办法.docx", RULES), ("登记表.docx", FORM))
    assert [one.fate for one in listed] == [Fate.LEFT, Fate.DOCUMENT, Fate.LEFT]
    shown = of_page("教师培训学时管理办法", ("附件1.docx", RULES), ("附件2.pdf", TABLE))
    assert [one.fate for one in shown] == [Fate.LEFT, Fate.DOCUMENT, Fate.ANNEX]
    assert labels(shown[1])[-1] == "附件2 表1"


def test_titles_and_numbers_of_annexes() -> None:
    """From the text where it says them, else from the link; counted where nothing does."""
    found = of_page(NOTICE, ("登记表.doc", FORM), ("（二）说明", "填表说明如下，请各校按实际填写，不得遗漏。"))
    assert [one.said for one in found[1:]] == ["附件1", "附件2"]
    headings = [provision.heading_path for provision in found[0].documents[0].provisions[1:]]
    assert headings == [("附件1 登记表",), ("附件1 登记表",), ("附件2 （二）说明",)]
    for name, number, title in (
        ("附件1：学时登记表.docx", "1", "学时登记表"),
        ("附件二.教师名单.xls", "2", "教师名单"),
        ("3. 推荐表.pdf（120KB）", "3", "推荐表"),
        ("附件.zip/4-汇总表.docx", "4", "汇总表"),
        ("附件下载", "", ""),
        ("2026年度计划.docx", "", "2026年度计划"),
    ):
        assert (number_in(name), title_in(name)) == (number, title), name


def test_an_annex_without_text_is_left_out() -> None:
    """A file of nothing is said to be one."""
    found = of_page(NOTICE, ("附件1.docx", " \n"))
    assert [one.fate for one in found] == [Fate.DOCUMENT, Fate.LEFT]
    assert "没有文字" in found[1].said


def of_zip(*files: tuple[str, str]) -> dict[str, tuple[Fate, str]]:
    """What became of the files of a ZIP."""
    return {one.paper.name: (one.fate, one.said) for one in gather([Paper(*file) for file in files], page=False)}


def test_what_is_no_document_in_a_zip_is_an_annex_of_the_one_that_is() -> None:
    """Called 附件, lying in such a folder, beginning so, or named by the notice; anything else is left out."""
    notice = NOTICE.replace("请认真", "并填报教师培训学时登记表，请认真")
    found = of_zip(
        ("附件/1.登记表.docx", FORM),
        ("附件2.docx", TABLE.replace("附件2\n\n", "")),
        ("第二个.docx", TABLE.replace("附件2", "附件3")),
        ("教师培训学时登记表.doc", FORM + "\n说明：一式两份。\n"),
        ("菜谱.txt", "今天吃面，明天喝汤，后天再说。" * 3),
        ("通知.docx", notice),
    )
    assert [fate for fate, _ in found.values()] == [*[Fate.ANNEX] * 4, Fate.LEFT, Fate.DOCUMENT]
    assert [said for _, said in found.values()][:4] == ["附件1", "附件2", "附件3", "附件"]


def test_an_annex_in_a_zip_of_several_documents() -> None:
    """It belongs to the document in its folder, or to the only one that names it; else to none."""
    table = TABLE.replace("附件2\n\n", "")
    named = notices.text(2).replace("落实经费", "落实经费（见学时认定标准）")
    found = of_zip(
        ("甲/通知.docx", notices.text(1)),
        ("甲/附件1.docx", table),
        ("通知2.docx", named),
        ("通知3.docx", notices.text(3)),
        ("学时认定标准.docx", table),
        ("附件.docx", FORM),
    )
    gathered = gather([Paper("通知2.docx", named), Paper("学时认定标准.docx", table)], page=False)
    assert labels(gathered[0])[-1] == "附件 表1"
    assert [found[name][0] for name in ("甲/附件1.docx", "学时认定标准.docx", "附件.docx")] == [
        Fate.ANNEX,
        Fate.ANNEX,
        Fate.LEFT,
    ]


def test_every_character_of_an_enclosure_has_a_role() -> None:
    """Those of the text come first, then those of each file; the provisions are what BODY and TABLE say."""
    enclosures = [Enclosure(RULES, "附件1：办法.docx"), Enclosure(TABLE, "附件2.pdf")]
    segments = account(NOTICE, enclosures=enclosures)
    for place, words in enumerate((NOTICE, RULES, TABLE)):
        assert "".join(s.text for s in segments if s.enclosure == place) == normalise(words)
    (document,) = parse_originals(NOTICE, name="a.txt", enclosures=enclosures)
    for provision in document.provisions:
        said = "".join(s.text for s in segments if s.label == provision.label and s.role in (Role.BODY, Role.TABLE))
        assert "".join(said.split()) == "".join(provision.text.split())
