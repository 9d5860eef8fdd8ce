"""Attachments of pages, over HTTP: followed by the rules of the page, read as annexes, refreshed, never lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from policy_corpus.attachments import Attachment, Became, Lack
from policy_corpus.corrections import NONE, Field, corrections
from policy_corpus.errors import CorpusError
from policy_corpus.findings import Sure
from policy_corpus.model import Document
from policy_corpus.proposal import propose
from policy_corpus.refresh import pages, plan, registry
from policy_corpus.refresh.plan import Outcome
from policy_corpus.sources import Arrival
from policy_corpus.store import Corpus
from tests.policy_corpus import notices
from tests.policy_corpus.formats.makers import numbered_docx
from tests.policy_corpus.formats.pdf_maker import pdf
from tests.policy_corpus.test_refresh import NOW
from tests.policy_corpus.web import Clock, Reply, Site, fetcher, serving

NUMBER = notices.number(12, 2026)
TABLE: list[str | list[list[str]]] = ["附件2", "学时认定标准", [["类别", "学时"], ["集中培训", "每天8学时"]]]


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """An empty corpus."""
    return notices.corpus(tmp_path)


def rules(hours: int = 360, etag: str = '"r1"') -> Reply:
    """The regulation as a .docx with automatic numbers."""
    return Reply(numbered_docx(notices.RULES.format(hours=hours).split("\n")), etag=etag)


def page(site: Site, *links: tuple[str, str], etag: str = '"p1"', path: str = "/tz/12.html", more: str = "") -> str:
    """Put the page that issues the regulation; returns its address."""
    return site.put(path, Reply(notices.issuing_page(*links, more=more), etag=etag))


def fetched(corpus: Corpus, site: Site, url: str, **policy: int) -> Arrival:
    """The page at `url` with its attachments, as an administrator sends the link."""
    with fetcher(site, None, **policy) as fetching:
        return pages.fetched(url, fetching, held=corpus.originals())


def found(corpus: Corpus, came: Arrival) -> dict[str, Attachment]:
    """What becomes of the attachments, by name."""
    return {one.name: one for one in propose(corpus, came).attachments}


def look(corpus: Corpus, site: Site) -> Outcome:
    """Look at the one registered address."""
    with fetcher(site) as fetching:
        (outcome,) = plan.look(corpus, registry.load(corpus.base), fetching)
    return outcome


def refresh(corpus: Corpus, site: Site) -> Outcome:
    """Look at it, and take in what changed."""
    base = corpus.revision().number
    outcome = look(corpus, site)
    plan.take(corpus, [outcome], base=base, now=NOW)
    return outcome


def text_of(document: Document, label: str) -> str:
    """The text of a provision."""
    return next(provision.text for provision in document.provisions if provision.label == label)


RULES, SHEET = ("/f/1.docx", "附件1：教师培训学时管理办法.docx"), ("/f/2.pdf", "附件2：学时认定标准.pdf")


def register(corpus: Corpus, site: Site, *links: tuple[str, str]) -> str:
    """Register the page and take it in with its attachments."""
    site.put("/f/1.docx", rules())
    site.put("/f/2.pdf", Reply(pdf(TABLE), etag='"s1"'))
    url = page(site, *links)
    registry.register(corpus.base, url, name="", given=NONE, now=NOW)
    refresh(corpus, site)
    return url


def test_the_real_text_comes_from_the_attachments(corpus: Corpus, site: Site) -> None:
    """Word with automatic numbers and a PDF with a table become annexes; what they say has its file and line."""
    site.put("/f/1.docx", rules())
    site.put("/f/2.pdf", Reply(pdf(TABLE)))
    url = page(site, RULES, SHEET)
    came = fetched(corpus, site, url)
    proposal = propose(corpus, came)
    (one,) = proposal.documents
    effective = next(finding for finding in one.findings if finding.field is Field.EFFECTIVE)
    assert (effective.sure, effective.file) == (Sure.STATED, RULES[1])
    assert effective.excerpt.endswith("本办法自2026年9月1日起施行。")
    assert [(a.became, a.said) for a in proposal.attachments] == [(Became.ANNEX, "附件1"), (Became.ANNEX, "附件2")]
    corpus.take([came])
    document = notices.corpus(corpus.base.parents[1]).get(NUMBER)
    assert (text_of(document, "附件1 第二条"), document.source_url) == ("在职教师每五年完成360学时培训。", url)
    assert "| 集中培训 | 每天8学时 |" in text_of(document, "附件2 表1")


def test_what_cannot_be_had_or_read_is_said_one_by_one(corpus: Corpus, site: Site) -> None:
    """Private addresses, loops, what is gone, forbidden, damaged, packed otherwise, behind a login or a script."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /inner/\n")
    site.put("/f/1.docx", rules())
    site.put("/f/loop.pdf", Reply(status=302, headers={"Location": "/f/loop.pdf"}))
    site.put("/f/out.pdf", Reply(status=302, headers={"Location": "http://127.0.0.1:9/secret.pdf"}))
    site.put("/f/odd.pdf", Reply(status=302, headers={"Location": "http://[odd"}))
    site.put("/f/bad.docx", Reply(b"PK\x03\x04 cut off"))
    site.put("/f/a.rar", Reply(b"Rar!\x1a\x07"))
    site.put("/f/login.docx", Reply(b"<html><body>login</body></html>"))
    site.put("/f/error.doc", Reply("文件不存在".encode()))
    cases = {
        "内网.docx": ("http://127.0.0.1:9/x.docx", Became.UNFETCHED, "内部网络"),
        "循环.pdf": ("/f/loop.pdf", Became.UNFETCHED, "跳转，超过 5 次"),
        "转内网.pdf": ("/f/out.pdf", Became.UNFETCHED, "内部网络"),
        "转怪.pdf": ("/f/odd.pdf", Became.UNFETCHED, "不能用"),
        "没了.docx": ("/f/none.docx", Became.UNFETCHED, "404"),
        "禁止.docx": ("/inner/x.docx", Became.UNFETCHED, "robots.txt"),
        "登录.docx": ("/f/login.docx", Became.UNFETCHED, "登录"),
        "出错.doc": ("/f/error.doc", Became.UNFETCHED, "出错的提示"),
        "脚本.doc": ("javascript:down(1)", Became.UNFETCHED, "浏览器里点开"),
        "怪址.doc": ("http://[odd/x.doc", Became.UNFETCHED, "浏览器里点开"),
        "本机.doc": ("file:///etc/passwd.doc", Became.UNFETCHED, "http"),
        "坏.docx": ("/f/bad.docx", Became.UNREAD, "已损坏"),
        "包.rar": ("/f/a.rar", Became.UNREAD, ".zip"),
    }
    url = page(site, RULES, *((address, name) for name, (address, _, _) in cases.items()))
    came = fetched(corpus, site, url)
    brought = found(corpus, came)
    notes = propose(corpus, came).documents[0].document.notes
    for name, (_, became, said) in cases.items():
        assert (brought[name].became, said in brought[name].said) == (became, True), name
        assert any(f"“{name}”" in note and said in note for note in notes), name
    assert brought[RULES[1]].became is Became.ANNEX
    assert not [path for path in site.paths() if path.startswith("/inner")]


def test_attachments_are_fetched_within_bounds(corpus: Corpus, site: Site) -> None:
    """Their number, the bytes of all, and the time for all are bounded; between two there is a polite pause."""
    for place in range(1, 5):
        site.put(f"/f/{place}.docx", rules())
    links = [(f"/f/{place}.docx", f"附件{place}.docx") for place in range(1, 5)]
    url, size = page(site, *links), len(rules().body)
    assert [one.became for one in found(corpus, fetched(corpus, site, url, attachments=2)).values()] == [
        Became.ANNEX,
        Became.SAME,
        Became.UNFETCHED,
        Became.UNFETCHED,
    ]
    bound = len(notices.issuing_page(*links)) + int(2.5 * size)
    short = found(corpus, fetched(corpus, site, url, attachments_largest=bound))
    assert "MB" in short["附件3.docx"].said
    clock = Clock()
    with fetcher(site, clock, attachments_longest=2.5) as fetching:
        late = found(corpus, pages.fetched(url, fetching))
    assert "时间不够" in late["附件4.docx"].said
    assert clock.slept == [1.0] * (len(clock.slept))


def test_addresses_as_people_write_them(corpus: Corpus, site: Site) -> None:
    """Relative, with spaces and Chinese letters, below a base; in a box below the text, in a viewer; each once."""
    quoted = "/a/%E5%8A%9E%E6%B3%95%201.docx"
    site.put(quoted, rules())
    site.put("/v/2.pdf", Reply(pdf(TABLE)))
    more = '<p><a href="办法 1.docx#top">下载</a></p><iframe src="/js/viewer.html?file=%2Fv%2F2.pdf"></iframe>'
    content = notices.issuing_page(("../a/办法 1.docx", "附件1：教师培训学时管理办法"), more=more)
    url = site.put("/tz/1.html", Reply(content.replace(b"<head>", b'<head><base href="/a/">')))
    came = fetched(corpus, site, url)
    assert [one.became for one in found(corpus, came).values()] == [Became.ANNEX, Became.ANNEX]
    assert site.paths().count(quoted) == 1


def test_links_that_only_stand_beside_the_text_are_no_attachments(corpus: Corpus, site: Site) -> None:
    """The site's own downloads are not fetched, and that is said."""
    site.put("/f/1.docx", rules())
    content = notices.issuing_page(RULES).replace(
        b"</body>", '<div class="side"><a href="/help.doc">使用手册.doc</a></div></body>'.encode()
    )
    came = fetched(corpus, site, site.put("/12.html", Reply(content)))
    assert "/help.doc" not in site.paths()
    assert any("使用手册.doc" in note for note in propose(corpus, came).documents[0].document.notes)


def test_an_attachment_with_a_number_of_its_own_is_a_document(corpus: Corpus, site: Site) -> None:
    """It is taken in beside the page's document, with its own address; what was given is meant for the page's."""
    site.put("/f/1.docx", rules())
    site.put("/f/8.docx", Reply(numbered_docx(notices.text(8).split("\n"))))
    url = page(site, RULES, ("/f/8.docx", "省厅通知.docx"))
    given = corrections({Field.REGION: ["410100"]})
    registry.register(corpus.base, url, name="", given=given, now=NOW)
    outcome = refresh(corpus, site)
    assert outcome.proposal is not None
    (own,) = (one for one in outcome.proposal.attachments if one.became is Became.DOCUMENT)
    assert (own.titles, notices.number(8) in own.said) == (("东岭省教育厅关于加强第8类教师培训工作的通知",), True)
    issued, other = corpus.get(NUMBER), corpus.get(notices.number(8))
    assert (issued.region, other.region, other.source_url) == ("410100", "100000", site.url("/f/8.docx"))
    site.put("/f/1.docx", rules(400, '"r2"'))
    assert own.titles[0] not in refresh(corpus, site).sentence, "its text is the same"
    assert (corpus.get(NUMBER).region, corpus.get(notices.number(8)).region) == ("410100", "100000")


def test_a_changed_attachment_is_noticed_though_the_page_is_not_new(corpus: Corpus, site: Site) -> None:
    """Page and attachments are asked for with their marks; only what changed is sent, and shown by provision."""
    register(corpus, site, RULES, SHEET)
    site.asked.clear()
    assert look(corpus, site).became is plan.Became.UNCHANGED
    assert [headers.get("If-None-Match") for path, headers in site.asked if path != "/robots.txt"] == [
        '"p1"',
        '"r1"',
        '"s1"',
    ]
    site.put("/f/1.docx", rules(400, '"r2"'))
    outcome = look(corpus, site)
    assert (outcome.became, outcome.troubled) == (plan.Became.CHANGED, False)
    assert outcome.proposal is not None
    (proposed,) = outcome.proposal.documents
    assert proposed.diff is not None
    changed = [(c.new.label, p.old, p.new) for c in proposed.diff.changed if c.new for p in c.numbers]
    assert changed == [("附件1 第二条", "360", "400")]
    refresh(corpus, site)
    assert "400" in text_of(corpus.get(NUMBER), "附件1 第二条")
    assert look(corpus, site).became is plan.Became.UNCHANGED
    corpus.roll_back()
    assert look(corpus, site).became is plan.Became.CHANGED


@pytest.mark.parametrize("gone", [Reply(status=404), Reply(status=500), Reply(b"<html>login</html>")])
def test_a_vanished_attachment_deletes_nothing(corpus: Corpus, site: Site, gone: Reply) -> None:
    """What was fetched before stays, also when the page or another attachment changed; the trouble is told."""
    url = register(corpus, site, RULES, SHEET)
    site.put("/f/1.docx", gone)
    outcome = look(corpus, site)
    assert (outcome.became, outcome.troubled, outcome.proposal) == (plan.Became.UNCHANGED, True, None)
    assert [(told.title, told.lack) for told in outcome.told] == [(RULES[1], Lack.KEPT)]
    assert "沿用已收录的" in outcome.sentence
    page(site, RULES, SHEET, etag='"p2"', more="<p>各地请于年底前报告落实情况。</p>")
    outcome = refresh(corpus, site)
    assert outcome.became is plan.Became.CHANGED
    assert "360学时" in text_of(corpus.get(NUMBER), "附件1 第二条")
    page(site, RULES, SHEET, etag='"p3"')
    kept = found(corpus, fetched(corpus, site, url))[RULES[1]]
    assert (kept.became, kept.kept is not None and kept.kept.lack) == (Became.ANNEX, Lack.KEPT)


def test_an_attachment_that_the_page_no_longer_names(corpus: Corpus, site: Site) -> None:
    """A refresh keeps it and says so; adding the link anew takes the page as it is, and shows what goes."""
    url = register(corpus, site, RULES, SHEET)
    page(site, RULES, etag='"p2"')
    outcome = refresh(corpus, site)
    assert [(told.title, told.lack) for told in outcome.told] == [(SHEET[1], Lack.UNLINKED)]
    assert "附件2 表1" in [provision.label for provision in corpus.get(NUMBER).provisions]
    came = fetched(corpus, site, url)
    assert [one.name for one in propose(corpus, came).attachments if one.became is Became.DROPPED] == [SHEET[1]]
    corpus.take([came])
    assert "附件2 表1" not in [provision.label for provision in corpus.get(NUMBER).provisions]


def test_an_attachment_that_moved_is_the_same_one(corpus: Corpus, site: Site) -> None:
    """Under another address with the same title, or the same content: nothing is kept twice."""
    register(corpus, site, RULES, SHEET)
    site.put("/new/1.docx", rules(400, '"n1"'))
    site.put("/new/2.pdf", Reply(site.pages["/f/2.pdf"][0].body, etag='"n2"'))
    page(site, ("/new/1.docx", RULES[1]), ("/new/2.pdf", "标准（附件2）.pdf"), etag='"p2"')
    outcome = refresh(corpus, site)
    assert outcome.told == ()
    labels = [provision.label for provision in corpus.get(NUMBER).provisions]
    assert labels == ["前言", "附件1 第一条", "附件1 第二条", "附件1 第三条", "附件2 表1"]
    assert "400学时" in text_of(corpus.get(NUMBER), "附件1 第二条")


def test_another_document_at_the_address_does_not_inherit_attachments(corpus: Corpus, site: Site) -> None:
    """A page that became another document comes with its own attachments only."""
    register(corpus, site, RULES, SHEET)
    site.put("/tz/12.html", Reply(notices.issuing_page(serial=13).replace("学时".encode(), "经费".encode())))
    outcome = refresh(corpus, site)
    assert (outcome.became, "另一份文件" in outcome.sentence) == (plan.Became.NEW, True)
    assert [provision.label for provision in corpus.get(notices.number(13, 2026)).provisions] == ["正文"]
    assert "附件2 表1" in [provision.label for provision in corpus.get(NUMBER).provisions]


def test_a_page_that_was_taken_in_before_attachments_were_followed(corpus: Corpus, site: Site) -> None:
    """Its attachments come with the next refresh, though the server has no newer page."""
    site.put("/f/1.docx", rules())
    url = page(site)
    registry.register(corpus.base, url, name="", given=NONE, now=NOW)
    site.put("/tz/12.html", Reply(notices.issuing_page(RULES), etag='"p1"'))
    with fetcher(site, attachments=0) as fetching:
        (outcome,) = plan.look(corpus, registry.load(corpus.base), fetching)
    plan.take(corpus, [outcome], base=0, now=NOW)
    assert [provision.label for provision in corpus.get(NUMBER).provisions] == ["正文"]
    assert refresh(corpus, site).became is plan.Became.CHANGED
    assert "附件1 第二条" in [provision.label for provision in corpus.get(NUMBER).provisions]


def test_a_page_without_any_text_but_its_attachment(corpus: Corpus, site: Site) -> None:
    """The document is that of the file; the page that is nothing by itself is said to be so."""
    site.put("/f/8.docx", Reply(numbered_docx(notices.text(8).split("\n"))))
    url = site.put("/8.html", Reply('<html><body><p><a href="/f/8.docx">通知.docx</a></p></body></html>'.encode()))
    came = fetched(corpus, site, url)
    (one,) = propose(corpus, came).documents
    assert one.document.number == notices.number(8)
    assert any("网页" in note and "正文" in note for note in one.document.notes)
    site.put("/f/8.docx", Reply(status=404))
    with pytest.raises(CorpusError, match="404"):
        propose(corpus, fetched(corpus, site, url))
