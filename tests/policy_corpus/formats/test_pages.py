"""Web pages of government sites."""

import pytest

from policy_corpus.formats import Link, NotReadable, extract
from policy_corpus.parser import parse_originals
from tests.policy_corpus.formats.makers import editor_page

TITLE = "湖南省教育厅关于做好培训工作的通知"
BODY = (
    "各市州教育局：",
    "为做好教师培训工作，现将有关事项通知如下。",
    "一、总体要求",
    "每位教师五年内完成三百六十学时的培训任务。",
    "二、组织实施",
    "县级教师发展中心负责登记学时，市级负责审核，省级负责抽查。",
    "湖南省教育厅",
    "2023年3月1日",
)


def _page(body: str, head: str = "", before: str = "", after: str = "") -> bytes:
    return (
        f"<html><head><title>某通知_某某网</title>{head}</head><body>{before}"
        f'<div id="zoom">{body}</div>{after}</body></html>'
    ).encode()


def _paragraphs(lines: tuple[str, ...] = BODY) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_seen_whatever_is_declared(encoding: str, declared: str) -> None:
    """A wrong declaration of the encoding does not harm the text."""
    page = editor_page([TITLE, *BODY]).replace("<head>", f'<head><meta charset="{declared}">')
    assert extract(page.encode(encoding), "a.html").text.split("\n\n") == [TITLE, *BODY]


def test_one_damaged_character_does_not_cost_the_page() -> None:
    """A page cut in mid-character is read with a sign for what is missing."""
    content = (
        editor_page([TITLE, *BODY]).encode("gb18030").replace("总体".encode("gb18030"), "总体".encode("gb18030")[:3])
    )
    text = extract(content, "a.html").text
    assert "每位教师五年内完成三百六十学时的培训任务。" in text
    assert "\ufffd" in text


def test_title_number_day_and_source_come_from_around_the_text() -> None:
    """Meta tags and the table of facts above the text complete a text that lacks its head."""
    facts = (
        "<table><tr><td>索 引 号：</td><td>4300/2023-01</td><td>发文字号：</td><td>湘教发〔2023〕7号</td></tr></table>"
        "<div>首页 &gt; 通知公告</div>"
    )
    head = (
        f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2023-03-05 09:30">'
        '<meta name="ContentSource" content="省教育厅办公室"><link rel="canonical" href="https://example.org/t1.html">'
    )
    found = extract(_page(_paragraphs(), head, facts), "a.html")
    document = parse_originals(found.text, name="a.html")[0]
    assert (document.title, document.number, document.source) == (TITLE, "湘教发〔2023〕7号", "省教育厅办公室")
    assert document.source_url == found.hints.address == "https://example.org/t1.html"
    assert found.hints.published == "2023-03-05 09:30"
    assert "首页" not in found.text


def test_files_to_download_are_reported() -> None:
    """Links to documents come back with their titles, without an address where only a script knows it."""
    links = (
        '<p><a href="./P0202303.docx">附件1：学时登记表</a> <a href="/down.jsp?id=7">附件2：名单.xls</a>'
        '<a href="javascript:open()">附件.doc</a><a href="./t2.html">上一篇</a></p>'
    )
    found = extract(_page(_paragraphs() + links, '<base href="https://example.org/a/">'), "a.html")
    assert found.links == (
        Link("https://example.org/a/P0202303.docx", "附件1：学时登记表"),
        Link("https://example.org/down.jsp?id=7", "附件2：名单.xls"),
        Link("", "附件.doc"),
    )


def test_attachments_and_what_only_stands_beside_them() -> None:
    """A link that only says 下载 is called by what stands around it; boxes, names and the text tell attachments."""
    before = '<ul class="side"><li><a href="/help.doc">使用手册</a></li></ul>'
    inside = (
        '<p>1.学时登记表 <a href="/1.doc">[下载]</a></p><p><a href="/2.doc" title="汇总表.doc">点击下载</a></p>'
        '<p>附：教师推荐表</p><iframe src="/js/web/viewer.html?file=%2F3.pdf"></iframe><embed src="/play.swf">'
    )
    after = (
        '<div class="xg_fujian_box"><a href="/4.xls">名册</a><a href="/1.doc">登记表</a></div>'
        '<p>相关附件：<a href="/5.zip">全部</a></p><p><a href="/6.ofd">教师推荐表</a></p>'
        '<p><a href="/7.pdf">年度报告</a><a href="http://[odd/8.pdf">怪</a></p>'
    )
    found = extract(_page(_paragraphs() + inside, "", before, after), "a.html")
    assert [(link.address, link.title) for link in found.links] == [
        ("/1.doc", "1.学时登记表"),
        ("/2.doc", "汇总表.doc"),
        ("/3.pdf", ""),
        ("/4.xls", "名册"),
        ("/5.zip", "全部"),
        ("/6.ofd", "教师推荐表"),
    ]
    assert [note.sentence.partition("，没有")[0] for note in found.notes] == [
        "网页上还有 3 个文件链接（“使用手册”、“年度报告”、“怪”），不在正文和附件栏里"
    ]


def test_only_what_a_reader_sees_is_taken() -> None:
    """Scripts, comments and hidden elements are dropped, entities resolved, line ends of the source ignored."""
    hidden = (
        "<script>var a='甲';</script><!-- 乙 --><p style='display: none'>丙</p><p hidden>丁</p><style>戊</style>"
        "<p>培&shy;训&ldquo;学时&rdquo;不少于\n   九十学时，逐&#x9879;登记&amp;公布</p>"
    )
    text = extract(_page(_paragraphs() + hidden), "a.html").text
    assert not set("甲乙丙丁戊") & set(text)
    assert text.endswith("“学时”不少于九十学时，逐项登记&公布")


def test_a_text_that_a_script_shows_is_read() -> None:
    """A page that hides its text until it is loaded is read all the same."""
    page = f'<html><body><div id="js_content" style="visibility: hidden">{_paragraphs()}</div></body></html>'
    assert extract(page.encode(), "a.html").text.split("\n\n") == list(BODY)


def test_a_table_stays_a_table() -> None:
    """Merged cells are repeated where they apply, a title row stands above, a layout table is dissolved."""
    table = (
        "<table><tr><th colspan=3>学时认定表</th></tr><tr><td rowspan=2>省级</td><td>集中<br>培训</td><td>40</td></tr>"
        "<tr><td>网络|研修</td><td>50</td></tr></table>"
    )
    layout = f"<table><tr><td><table><tr><td>{_paragraphs()}</td></tr></table>{table}</td></tr></table>"
    text = extract(_page(layout), "a.html").text
    assert text.endswith(
        "2023年3月1日\n\n学时认定表\n\n| 省级 | 集中 培训 | 40 |\n| --- | --- | --- |\n| 省级 | 网络\\|研修 | 50 |"
    )


def test_numbered_lists_show_their_numbers() -> None:
    """Items of `<ol>` get the number that a browser shows."""
    body = (
        _paragraphs()
        + "<ol start=3><li>登记学时</li><li>审核学时</li></ol>"
        + "<ol style='list-style-type:cjk-ideographic'><li>抽查</li></ol>"
    )
    assert extract(_page(body), "a.html").text.endswith("3. 登记学时\n\n4. 审核学时\n\n一、抽查")


def test_a_page_of_an_unknown_site_is_read() -> None:
    """Without any known mark the text is found between navigation and footer."""
    menu = "".join(f'<li><a href="/c{n}">栏目{n}</a></li>' for n in range(30))
    prose = "".join(
        f"<p>第{n}段。各培训机构应当按计划完成年度研修任务，并及时报送学时记录和考核结果。</p>" for n in range(12)
    )
    page = (
        f"<html><body><div><ul>{menu}</ul></div><div><div><h1>{TITLE}</h1>"
        f"<div class='x1'>{prose}{_paragraphs()}</div></div></div><div><ul>{menu}</ul></div></body></html>"
    )
    text = extract(page.encode(), "a.html").text
    assert text.startswith(TITLE)
    assert "第11段。" in text
    assert "栏目" not in text


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><frameset cols=20%,80%><frame src=a.htm><frame src=b.htm></frameset></html>", "框架"),
        ("<html><body><div id=zoom><img src=1.jpg><img src=2.jpg></div></body></html>", "图片"),
        ("<html><body><div id=app></div><script src=app.js></script></body></html>", "浏览器"),
    ],
)
def test_a_page_without_text_is_refused_with_what_to_do(page: str, said: str) -> None:
    """A frame, a page of pictures and a page made by scripts are told apart."""
    with pytest.raises(NotReadable, match=said):
        extract(page.encode(), "a.html")


def test_pictures_in_the_text_are_said() -> None:
    """A picture among the text is told, a sign in front of a link is not."""
    found = extract(_page(_paragraphs() + '<img src="W0.jpg"><img src="/icon_doc.gif" width=16>'), "a.html")
    assert [note.sentence[:10] for note in found.notes] == ["正文里有 1 张图片"]
