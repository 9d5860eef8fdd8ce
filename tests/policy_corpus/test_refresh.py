"""Registered sources: what becomes of a page that is new, changed, unchanged, gone or no document any more."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policy_corpus.corrections import NONE, Field, corrections
from policy_corpus.errors import CorpusError
from policy_corpus.history.revisions import Action
from policy_corpus.refresh import plan, registry
from policy_corpus.refresh.plan import Became, Outcome
from policy_corpus.store import Corpus
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number
from tests.policy_corpus.web import Reply, Site, fetcher, serving

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """An empty corpus."""
    return notices.corpus(tmp_path)


def register(corpus: Corpus, url: str) -> None:
    """Register an address."""
    registry.register(corpus.base, url, name="", given=NONE, now=NOW)


def look(corpus: Corpus, site: Site) -> tuple[Outcome, ...]:
    """Look at every registered address."""
    with fetcher(site) as fetching:
        return plan.look(corpus, registry.load(corpus.base), fetching)


def refresh(corpus: Corpus, site: Site) -> list[Became]:
    """Look at every registered address and take in all that changed."""
    base = corpus.revision().number
    outcomes = look(corpus, site)
    plan.take(corpus, outcomes, base=base, now=NOW)
    return [outcome.became for outcome in outcomes]


def page(words: str, etag: str) -> Reply:
    """A page of text with its mark."""
    return Reply(words.encode(), headers={"Content-Type": "text/plain"}, etag=etag)


def test_a_page_is_new_then_unchanged_then_changed(corpus: Corpus, site: Site) -> None:
    """The first time it comes in; while the server says so it stays; another text comes with its changes."""
    register(corpus, site.put("/8", page(notices.text(8), '"1"')))
    assert refresh(corpus, site) == [Became.NEW]
    assert refresh(corpus, site) == [Became.UNCHANGED]
    assert site.asked[-1][1]["If-None-Match"] == '"1"'
    site.put("/8", page(notices.text(8, hours=400), '"2"'))
    (outcome,) = look(corpus, site)
    assert outcome.became is Became.CHANGED
    assert outcome.proposal is not None
    (proposed,) = outcome.proposal.documents
    assert proposed.diff is not None
    assert [(p.old, p.new) for change in proposed.diff.changed for p in change.numbers] == [("360", "400")]
    assert "360" in str(corpus.documents()), "looking changes nothing"
    assert refresh(corpus, site) == [Became.CHANGED]
    assert "400" in str(corpus.documents())
    assert [revision.action for revision in corpus.revisions()] == [Action.START, Action.REFRESH, Action.REFRESH]


def test_after_going_back_the_page_is_new_again(corpus: Corpus, site: Site) -> None:
    """The marks of the server belong to the text that is held: a rollback does not make a refresh blind."""
    register(corpus, site.put("/8", page(notices.text(8), '"1"')))
    refresh(corpus, site)
    site.put("/8", page(notices.text(8, hours=400), '"2"'))
    refresh(corpus, site)
    corpus.roll_back()
    assert refresh(corpus, site) == [Became.CHANGED]
    assert "400" in str(corpus.documents())


def test_other_bytes_of_the_same_text_change_nothing(corpus: Corpus, site: Site) -> None:
    """A page whose blank lines changed holds the same document."""
    register(corpus, site.put("/8", notices.text(8)))
    refresh(corpus, site)
    site.put("/8", notices.text(8) + "\n\n")
    content = corpus.content_hash()
    assert refresh(corpus, site) == [Became.UNCHANGED]
    assert corpus.content_hash() == content


def test_a_page_that_is_gone_deletes_nothing(corpus: Corpus, site: Site) -> None:
    """Gone, failing, and no document any more: each is told, and the text stays."""
    register(corpus, site.put("/8", notices.text(8)))
    refresh(corpus, site)
    content = corpus.content_hash()
    found = []
    for reply in (Reply(status=404), Reply(status=500), Reply(status=403), "网站正在维护，请稍后访问。" * 20):
        site.put("/8", reply)
        (outcome,) = look(corpus, site)
        assert "保留不变" in outcome.sentence
        found.append(outcome.became)
        plan.take(corpus, [outcome], base=corpus.revision().number, now=NOW)
    assert found == [Became.GONE, Became.FAILED, Became.FAILED, Became.UNREADABLE]
    assert corpus.content_hash() == content


def test_a_page_that_became_another_document(corpus: Corpus, site: Site) -> None:
    """The new document comes in, the old one stays."""
    register(corpus, site.put("/latest", notices.text(8)))
    refresh(corpus, site)
    site.put("/latest", notices.text(9))
    (outcome,) = look(corpus, site)
    assert outcome.became is Became.NEW
    assert "保留" in outcome.sentence
    refresh(corpus, site)
    assert {document.number for document in corpus.documents()} == {number(8), number(9)}
    assert refresh(corpus, site) == [Became.UNCHANGED]


def test_a_document_that_was_added_as_a_file(corpus: Corpus, site: Site) -> None:
    """A page with the text of a file that is there already changes nothing."""
    corpus.take([came(notices.text(8))])
    register(corpus, site.put("/8", notices.text(8) + "\n"))
    assert refresh(corpus, site) == [Became.UNCHANGED]


def test_one_failing_source_does_not_stop_the_others(corpus: Corpus, site: Site) -> None:
    """Each source has its own result; those confirmed are one revision."""
    for path, reply in (("/1", notices.text(1)), ("/2", Reply(status=404)), ("/3", notices.text(3))):
        register(corpus, site.put(path, reply))
    assert refresh(corpus, site) == [Became.NEW, Became.GONE, Became.NEW]
    assert corpus.revision().number == 1


def test_particulars_given_with_the_source_hold_for_every_text(corpus: Corpus, site: Site) -> None:
    """What the administrator said at registration is in the document, also after the page changed."""
    url = site.put("/8", notices.text(8))
    given = corrections({Field.REGION: ["410100"], Field.EXPIRES: ["2030-12-31"]})
    registry.register(corpus.base, url, name="省厅通知", given=given, now=NOW)
    refresh(corpus, site)
    site.put("/8", notices.text(8, hours=400))
    refresh(corpus, site)
    document = corpus.get(number(8))
    assert (document.region, str(document.expires)) == ("410100", "2030-12-31")
    assert "400" in str(document)


def test_a_change_meanwhile_stops_the_refresh(corpus: Corpus, site: Site) -> None:
    """When somebody changed the corpus between looking and taking, nothing is taken."""
    register(corpus, site.put("/8", notices.text(8)))
    base = corpus.revision().number
    outcomes = look(corpus, site)
    corpus.take([came(notices.text(9))])
    with pytest.raises(CorpusError, match="又有了改动"):
        plan.take(corpus, outcomes, base=base, now=NOW)


def test_the_registry(corpus: Corpus) -> None:
    """Addresses are registered once, under names of their own, found by either, and forgotten."""
    base = corpus.base
    first = registry.register(base, "https://example.org/1#top", name="", given=NONE, now=NOW)
    second = registry.register(base, "https://example.org/2", name="办法", given=NONE, now=NOW)
    assert [(r.name, r.url) for r in registry.load(base)] == [
        ("example.org-1", "https://example.org/1"),
        ("办法", "https://example.org/2"),
    ]
    for url, name in (("https://example.org/2", ""), ("https://example.org/3", "办法"), ("ftp://example.org", "")):
        with pytest.raises(CorpusError):
            registry.register(base, url, name=name, given=NONE, now=NOW)
    registry.note(base, [(first, "没有变化。")], NOW)
    held = registry.load(base)
    assert [(r.checked, r.result) for r in held] == [(NOW, "没有变化。"), (None, "")]
    assert registry.named(held, ["https://example.org/2", "办法"]) == (second,)
    with pytest.raises(CorpusError, match="没有登记“无”"):
        registry.named(held, ["办法", "无"])
    registry.remove(base, "办法")
    assert [r.url for r in registry.load(base)] == [first.url]


def test_a_damaged_registry_says_so(corpus: Corpus) -> None:
    """A registry that cannot be read is no empty one."""
    register(corpus, "https://example.org/1")
    (corpus.base / registry.FILE).write_text("[{}]", encoding="utf-8")
    with pytest.raises(CorpusError, match="已损坏"):
        registry.load(corpus.base)


def test_a_web_page_is_read_and_its_attachments_are_named(corpus: Corpus, site: Site) -> None:
    """An ordinary page in HTML comes in as a document; files that it offers are told of."""
    lines = "".join(f"<p>{line}</p>" for line in notices.text(8).split("\n") if line)
    body = f'<html><head><meta charset="utf-8"></head><body><div class="TRS_Editor">{lines}</div>'
    body += '<p><a href="/files/fj1.docx">附件：培训学时认定表.docx</a></p></body></html>'
    register(corpus, site.put("/8.html", Reply(body.encode(), headers={"Content-Type": "text/html"})))
    (outcome,) = look(corpus, site)
    assert outcome.became is Became.NEW
    assert "1 个附件" in outcome.sentence
    assert refresh(corpus, site) == [Became.NEW]
    assert [p.text for p in corpus.get(number(8)).provisions if p.label == "一(一)"] == [
        "在职教师每五年完成360学时培训。"
    ]
