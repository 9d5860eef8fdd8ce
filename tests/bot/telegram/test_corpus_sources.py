"""The registered web pages in the chat, and the daily look at them, over HTTP."""

import pytest

from bot.watching import Watching
from policy_corpus.corrections import NONE
from policy_corpus.refresh import plan, registry
from policy_corpus.store import Corpus
from records.model import Role
from records.schema import AuditRow
from tests.bot.telegram.house import House
from tests.bot.telegram.keeping import (
    ASKED,
    FETCHING,
    READING,
    TAKEN,
    TAKING,
    administrator,
    corpus,
    forge,
    kept,
    sends,
    site,
)  # fmt: skip
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Person
from tests.policy_corpus import notices
from tests.policy_corpus.formats.makers import numbered_docx
from tests.policy_corpus.web import Reply, Site

__all__ = ["administrator", "corpus", "kept", "site"]

NUMBER = notices.number(8)


async def test_a_link_that_was_taken_in_is_looked_at_from_now_on(
    kept: House, corpus: Corpus, administrator: Person, site: Site
) -> None:
    """The offer stands below what was taken in from a page; the list and the audit have it; a file has none."""
    url = site.put("/8", notices.text(8))
    await verify_dialog(
        administrator,
        [
            ("/sources", "还没有登记网址。…"),
            (f"{url}#top", [FETCHING + "…", ASKED]),
            ("[✅ 收入]", [TAKING, TAKEN.format(1) + "\n[撤回这次改动]\n[以后自动检查这个网页]"]),
            ("[以后自动检查这个网页]", f"已登记“{NUMBER}”。以后每天自动看一次，…\n[看登记的网页]"),
            ("[以后自动检查这个网页]", f"已登记“{NUMBER}”。…"),
            (
                "[看登记的网页]",
                f"自动检查的网页，共 1 个：\n1. {NUMBER}\n　还没有看过\n[1. {NUMBER}]\n[现在全部检查]",
            ),
            (sends(notices.text(9), "九.txt"), [READING + "…", ASKED]),
            ("[✅ 收入]", [TAKING, "✅ 已收入，…\n[撤回这次改动]"]),
        ],
    )
    (held,) = registry.load(corpus.base)
    assert (held.url, held.name, held.corrections) == (url, NUMBER, NONE)
    async with kept.database.read() as session:
        rows = (await session.execute(AuditRow.__table__.select())).mappings()
        assert [row["detail"]["url"] for row in rows if row["action"] == "corpus.watch"] == [url, url]


async def test_a_page_is_checked_and_given_up(kept: House, corpus: Corpus, administrator: Person, site: Site) -> None:
    """One page is looked at by itself; a changed one is seen and taken in; it is forgotten only after a second yes."""
    url = site.put("/8", notices.text(8))
    corpus.take([notices.came(notices.text(8))])
    for name, address in (("省厅", url), ("别处", site.url("/none"))):
        registry.register(corpus.base, address, name=name, given=NONE, now=None)
    card = f"省厅\n{url}\n…\n[现在检查] [不再检查]\n[全部网页]"
    await verify_dialog(
        administrator,
        [
            ("登记的网页", "自动检查的网页，共 2 个：\n1. 省厅\n…2. 别处\n…"),
            ("[1. 省厅]", card),
            ("[现在检查]", [FETCHING + "…", f"省厅\n{url}\n… 看过：没有变化。\n[现在检查] [不再检查]\n[全部网页]"]),
        ],
    )
    assert site.paths() == ["/robots.txt", "/8"]
    site.put("/8", notices.text(8, hours=400))
    await verify_dialog(
        administrator,
        [
            (
                "[现在检查]",
                [FETCHING + "…", f"省厅\n{url}\n…有新的文本。没有更新。\n[看“省厅”]\n[现在检查] [不再检查]\n…"],
            ),
            ("[看“省厅”]", [FETCHING + "…", "…360 → 400…" + ASKED]),
            ("[✅ 收入]", [TAKING, TAKEN.format(2) + "\n[撤回这次改动]"]),
            ("[不再检查]", "不再检查“省厅”吗？已收入的文件保留，…\n[确定不再检查] [保留]"),
            ("[保留]", card),
            ("[不再检查]", "不再检查“省厅”吗？…"),
            ("[确定不再检查]", "不再检查“省厅”了，已收入的文件保留。\n[全部网页]"),
            ("[全部网页]", "自动检查的网页，共 1 个：\n1. 别处\n…\n[1. 别处]\n[现在全部检查]"),
            ("[现在全部检查]", ["正在看登记的网址 …", "· 别处：网页不在了。…\n没有需要更新的。"]),
        ],
    )
    assert [one.name for one in registry.load(corpus.base)] == ["别处"]
    assert len(corpus.documents()) == 1


async def test_a_long_list_has_pages(kept: House, corpus: Corpus, administrator: Person) -> None:
    """They turn in their place; a page that is gone meanwhile is said."""
    for serial in range(1, 9):
        registry.register(corpus.base, f"https://example.org/{serial}", name=f"网页{serial}", given=NONE, now=None)
    first = "自动检查的网页，共 8 个：\n1. 网页1\n…[1. 网页1]\n…[6. 网页6]\n[下一页 ▶]\n[现在全部检查]"
    await verify_dialog(
        administrator,
        [
            ("/sources", first),
            ("[下一页 ▶]", "自动检查的网页，共 8 个：\n7. 网页7\n…[8. 网页8]\n[◀ 上一页]\n[现在全部检查]"),
        ],
    )
    registry.remove(corpus.base, "网页8")
    await verify_dialog(administrator, [("[8. 网页8]", "(提示) 这个网页已经不在登记里了。…")])


async def test_every_day_the_pages_are_looked_at(
    kept: House, corpus: Corpus, administrator: Person, site: Site
) -> None:
    """Administrators hear of a new text and of a page that went, once each; nobody hears of what stays the same."""
    teacher = await kept.bound("T0001", "教师001")
    assert kept.editing is not None
    watching = Watching(editing=kept.editing, database=kept.database, now=kept.now)

    async def day() -> None:
        reached: int | None = 0
        while reached is not None:
            reached = await watching.look(reached)

    await day()
    corpus.take([notices.came(notices.text(9), "九.txt")])
    pages = {"不变": "/9", "新的": "/8", "没了": "/none"}
    site.put("/9", notices.text(9))
    site.put("/8", notices.text(8))
    for name, path in pages.items():
        registry.register(corpus.base, site.url(path), name=name, given=NONE, now=None)
    await day()
    await day()  # a step that is repeated after a crash, or the next day: it was said
    await verify_dialog(
        administrator,
        [
            (None, "自动检查登记的网页，看到：\n· 新的：新文件。《…》是新收录的原文。\n[看“新的”]"),
            (None, "自动检查登记的网页，看到：\n· 没了：网页不在了。…"),
            ("[看“新的”]", [FETCHING + "…", ASKED]),
        ],
    )
    assert teacher.unheard == []
    assert all(one.checked is not None for one in registry.load(corpus.base))


async def test_an_attachment_that_a_page_names_no_longer_is_told_of_once(
    kept: House, corpus: Corpus, administrator: Person, site: Site
) -> None:
    """The page itself says what it said; what was fetched stays, until an administrator takes the page in anew."""
    assert kept.editing is not None
    watching = Watching(editing=kept.editing, database=kept.database, now=kept.now)
    site.put("/f/1.docx", Reply(numbered_docx(notices.RULES.format(hours=360).split("\n"))))
    link = ("/f/1.docx", "附件1：教师培训学时管理办法.docx")
    url = site.put("/12", Reply(notices.issuing_page(link)))
    registry.register(corpus.base, url, name="办法", given=NONE, now=None)
    with kept.editing.fetcher() as fetcher:
        outcomes = plan.look(corpus, registry.load(corpus.base), fetcher)
    plan.take(corpus, outcomes, base=corpus.revision().number, now=kept.now())
    assert await watching.look(0) == 1
    site.put("/12", Reply(notices.issuing_page()))
    for _ in range(2):
        assert await watching.look(0) == 1
    await verify_dialog(
        administrator,
        [(None, "自动检查登记的网页，看到：\n· 办法：没有变化。…网页上已没有附件“附件1：…”，已收录的保留；…")],
    )
    assert administrator.unheard == []


@pytest.mark.parametrize("role", [None, Role.STAFF])
async def test_nobody_else_keeps_the_corpus(kept: House, corpus: Corpus, site: Site, role: Role | None) -> None:
    """No button of the corpus does anything for a teacher or staff, whatever it carries."""
    url = site.put("/8", notices.text(8))
    registry.register(corpus.base, url, name="省厅", given=NONE, now=None)
    corpus.take([notices.came(notices.text(8))])
    person = await kept.bound("P0001", "某人001", role=role)
    carried = [f"co:{what}:1" for what in "atyrdDPenqQwzlfhuUxpgvicCkKs"]
    await forge(kept, person, carried)
    refused = [(f"[{data}]", "您没有权限修改文件库。…") for data in carried]
    await verify_dialog(person, [(None, "伪造的按钮"), *refused, ("/sources", "文件库由管理员维护，…")])
    assert (len(registry.load(corpus.base)), corpus.revision().number, site.asked) == (1, 1, [])
