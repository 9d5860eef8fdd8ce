"""`yanxiu corpus source …` and `corpus refresh` against a real web site on this machine."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.main import main
from bot.streams import Streams
from policy_corpus.history.revisions import Action
from policy_corpus.refresh.fetch import Fetcher
from policy_corpus.store import Corpus
from tests.bot.memory import CommandLine, MemoryApp, Outcome, Terminal
from tests.policy_corpus import notices
from tests.policy_corpus.formats.makers import numbered_docx
from tests.policy_corpus.web import Reply, Site, fetcher, serving


class Refreshing(MemoryApp):
    """The real composition root, allowed to fetch from one private site, without waiting."""

    site: Site

    def fetcher(self, delay: float) -> Fetcher:
        """A fetcher for the site."""
        return fetcher(self.site, delay=delay)


@dataclass
class Refresher:
    """Runs the command where the site can be fetched."""

    yanxiu: CommandLine
    site: Site

    def __call__(self, *argv: str, answer: str | None = None) -> Outcome:
        out, err = io.StringIO(), io.StringIO()

        def opened(settings: object) -> Refreshing:
            app = Refreshing(settings, self.yanxiu.assistant)  # type: ignore[arg-type]
            app.site = self.site
            return app

        status = main(
            ("corpus", *argv),
            {"YANXIU_HOME": str(self.yanxiu.home)},
            streams=Streams(io.StringIO() if answer is None else Terminal(answer), out, err),
            cwd=self.yanxiu.folder,
            open_app=opened,
        )
        return Outcome(status, out.getvalue(), err.getvalue())


@pytest.fixture
def corpus(yanxiu: CommandLine) -> Iterator[Refresher]:
    """The command beside a running web site."""
    with serving() as site:
        yield Refresher(yanxiu, site)


def test_sources_are_registered_listed_and_removed(corpus: Refresher) -> None:
    """A source has a name, its address and what came of it."""
    assert "还没有登记网址" in corpus("source", "list").out
    added = corpus("source", "add", "https://example.org/66.html", "--name", "省厅", "--region", "沙县", "--json")
    assert json.loads(added.out)["corrections"] == {"region": ["350405"]}
    assert "example.org/66.html" in corpus("source", "list").out
    assert "省厅" in corpus("source", "remove", "省厅").out
    assert json.loads(corpus("source", "list", "--json").out) == []


def test_a_refresh_from_nothing_to_a_changed_page(corpus: Refresher) -> None:
    """New text goes live with a yes only; a changed page shows what changed; then there is nothing to do."""
    url = corpus.site.put("/8", notices.text(8))
    corpus("source", "add", url, "--name", "网页")
    waiting = corpus("refresh")
    assert (waiting.status, "--yes" in waiting.out) == (3, True)
    dry = corpus("refresh", "--dry-run", "--yes")
    assert (dry.status, "什么也没有改" in dry.out) == (0, True)
    assert notices.number(8) not in corpus("list").out
    assert corpus("refresh", "网页", "--yes").status == 0
    assert notices.number(8) in corpus("list").out
    corpus.site.put("/8", notices.text(8, hours=400))
    declined = corpus("refresh", answer="n\n")
    assert (declined.status, "【360→400】学时" in declined.out) == (3, True)
    assert "没有更新" in corpus("source", "list").out
    taken = corpus("refresh", answer="y\n")
    assert (taken.status, "已更新 1 份" in taken.out) == (0, True)
    same = json.loads(corpus("refresh", "--json").out)
    assert [(o["name"], o["result"], o["taken"]) for o in same["results"]] == [("网页", "unchanged", False)]
    assert (same["change"], same["declined"]) == (None, None)


def test_a_vanished_page_is_reported_and_the_text_stays(corpus: Refresher) -> None:
    """The status is 2, the sentence says that the text stays, and so does the list of sources."""
    corpus("source", "add", corpus.site.put("/8", notices.text(8)))
    corpus("refresh", "--yes")
    corpus.site.put("/8", Reply(status=410))
    gone = corpus("refresh", "--yes")
    assert (gone.status, "保留不变" in gone.out) == (2, True)
    assert notices.number(8) in corpus("list").out
    assert "410" in corpus("source", "list").out


def test_private_addresses_are_refused(corpus: Refresher) -> None:
    """A registered address inside the network is not fetched."""
    corpus("source", "add", "http://127.0.0.1:9/secret")
    done = corpus("refresh", "--yes", "--json")
    assert done.status == 2
    (value,) = json.loads(done.out)["results"]
    assert value["result"] == "failed"
    assert "内部网络" in value["sentence"]


def issuing(corpus: Refresher, hours: int = 360) -> str:
    """A page that issues a regulation which stands in its attachment, beside one that cannot be had."""
    corpus.site.put("/1.docx", Reply(numbered_docx(notices.RULES.format(hours=hours).split("\n"))))
    links = (("/1.docx", "附件1：办法.docx"), ("http://127.0.0.1:9/2.docx", "附件2：内网.docx"))
    return corpus.site.put("/12.html", Reply(notices.issuing_page(*links)))


def test_a_link_is_added_with_its_attachments(corpus: Refresher) -> None:
    """What becomes of each is shown first; then the page's document has the annex, and its source is the page."""
    url = issuing(corpus)
    shown = corpus("add", url, answer="n\n")
    assert (shown.status, "附件“附件1：办法.docx”收作附件1" in shown.err) == (3, True)
    assert "没有收录附件“附件2：内网.docx”：“127.0.0.1”是内部网络的地址" in shown.err
    assert "附件“附件1：办法.docx”第 " in shown.err, "the line of 施行日期"
    done = corpus("add", url, "--number", "东教师〔2026〕99号")
    assert (done.status, "已收录：http" in done.out) == (0, True)
    value = json.loads(corpus("show", notices.number(99, 2026), "附件1 第二条", "--json").out)
    assert (value["source_url"], value["provisions"][0]["text"]) == (url, "在职教师每五年完成360学时培训。")
    assert "没有变化" in corpus("add", url).out
    file = corpus.yanxiu.folder / "通知.txt"
    file.write_text(notices.text(8), encoding="utf-8")
    both = corpus("add", url, str(file), "--number", "东教师〔2026〕99号")
    assert (both.status, "只写一个" in both.err) == (2, True)


def test_a_link_that_cannot_be_had_is_refused_like_a_file(corpus: Refresher) -> None:
    """The others are taken in; the status is 2, and the reason is said."""
    done = corpus("add", corpus.site.put("/8", notices.text(8)), corpus.site.url("/none"), "--json")
    assert done.status == 2
    assert [result["result"] for result in json.loads(done.out)["results"]] == ["added", "refused"]
    assert "网页不在了（404）" in done.err


def test_a_changed_attachment_as_json(corpus: Refresher) -> None:
    """A refresh prints the change by provision with its numbers, the attachments, and what could not be had."""
    corpus("source", "add", issuing(corpus), "--name", "网页")
    corpus("refresh", "--yes")
    issuing(corpus, hours=400)
    value = json.loads(corpus("refresh", "--yes", "--json").out)
    (result,) = value["results"]
    assert (result["result"], result["taken"]) == ("changed", True)
    assert [(told["name"], told["result"]) for told in result["attachments"]] == [("附件2：内网.docx", "unfetched")]
    (proposal,) = value["change"]["proposals"]
    (changed,) = proposal["documents"][0]["diff"]["changes"]
    assert (changed["new_label"], changed["numbers"]) == ("附件1 第二条", [{"old": "360", "new": "400"}])
    assert next((one["became"], one["said"]) for one in proposal["attachments"]) == ("annex", "附件1")
    assert (value["change"]["rules_accepted"], value["declined"]) == (False, None)
    corpus.site.put("/1.docx", Reply(status=404))
    lost = corpus("refresh", "--yes")
    assert (lost.status, "沿用已收录的" in lost.out, "没有变化。没有变化" in lost.out) == (2, True, False)


def test_rules_follow_a_refreshed_page(corpus: Refresher) -> None:
    """A changed page shows what it means for a rule; with `--accept-rules` text and rule go live as one revision."""
    url = corpus.site.put("/8", notices.text(8))
    corpus("source", "add", url, "--name", "网页")
    corpus("refresh", "--yes")
    rules = corpus.yanxiu.folder / "本县.toml"
    rules.write_text(
        '[[rule]]\nid = "local"\nname = "每五年360学时"\nlabel = "一(一)"\nroles = ["在职教师"]\nhours = "360"\n'
        'period = "cycle"\ncycle_years = 5\n',
        encoding="utf-8",
    )
    Corpus(corpus.yanxiu.home).add_rules(rules, notices.number(8))
    corpus.site.put("/8", notices.text(8, hours=400, effective="2027年1月1日"))
    page = corpus.yanxiu.folder / "报告.html"
    dry = corpus("refresh", "--dry-run", "--report", str(page))
    assert (dry.status, "学时：360 → 400" in dry.err, page.is_file()) == (0, True, True)
    assert corpus("refresh", "--yes", "--accept-rules").status == 0
    live = Corpus(corpus.yanxiu.home)
    assert [rule.id for rule in live.rules() if rule.id.startswith("local")] == ["local", "local@2027-01-01"]
    assert live.revision().action is Action.REFRESH
