"""What is handled twice, changed meanwhile, watched or asked for in vain: an administrator's corpus, over HTTP."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.change import prepare
from bot.change_trial import Compared, Evaluation, Probe
from bot.reception.corpus_draft import Waiting, with_words
from bot.reception.corpus_show import change_parts, change_rows
from bot.reception.corpus_work import Editing
from policy_corpus.corrections import NONE
from policy_corpus.errors import YanxiuError
from policy_corpus.refresh import registry
from policy_corpus.store import Corpus
from records.model import Role
from tests.bot.memory import TODAY
from tests.bot.telegram.house import House
from tests.bot.telegram.keeping import ASKED, FETCHING, READING, TAKEN, TAKING, administrator, corpus, kept, sends, site
from tests.bot.telegram.pictures import PNG
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Person
from tests.policy_corpus import notices
from tests.policy_corpus.web import Site, fetcher

__all__ = ["administrator", "corpus", "kept", "site"]


async def test_a_corpus_that_changed_since_is_shown_anew(kept: House, corpus: Corpus, administrator: Person) -> None:
    """What another administrator took in meanwhile is seen before anything is taken in."""
    await verify_dialog(administrator, [(sends(notices.text(8), "通知.txt"), [READING + "…", ASKED])])
    corpus.take([notices.came(notices.text(9))])
    anew = "刚才的预览之后，文件库又有了改动，还没有收入。…"
    await verify_dialog(
        administrator,
        [("[✅ 收入]", [TAKING, anew + ASKED]), ("[✅ 收入]", [TAKING, TAKEN.format(2)])],
    )
    assert len(corpus.documents()) == 2


async def test_a_press_handled_twice_is_taken_in_once(kept: House, corpus: Corpus, administrator: Person) -> None:
    """A process killed after the corpus was changed and before it was said finds its own revision."""
    await verify_dialog(administrator, [(sends(notices.text(8), "通知.txt"), [READING + "…", ASKED])])
    corpus.take([notices.came(notices.text(8))])
    await verify_dialog(administrator, [("[✅ 收入]", [TAKING, TAKEN.format(1) + "\n[撤回这次改动]"])])
    assert corpus.revision().number == 1
    await verify_dialog(administrator, [("[撤回这次改动]", "撤回第 1 次改动？…")])
    corpus.roll_back(base=1)
    await verify_dialog(administrator, [("[确定撤回]", "已撤回第 1 次改动，这是第 2 次改动。…")])


async def test_a_preview_outlives_the_process(closed_house: House, site: Site, tmp_path: Path) -> None:
    """Another process goes on from the memory of the chat: it fetches again, and takes in what was shown and corrected.

    A page that says something else by then is shown again first.
    """
    corpus = notices.corpus(tmp_path)
    closed_house.editing = Editing(corpus=corpus, home=tmp_path, fetcher=lambda: fetcher(site))
    url = site.put("/8", notices.text(8))
    async with closed_house.open():
        administrator = await closed_house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
        await verify_dialog(
            administrator,
            [
                (url, [FETCHING + "…", ASKED]),
                ("[更正]", "…"),
                ("地区 沙县", [READING + "…", "…沙县区（您写的…" + ASKED]),
            ],
        )
    site.put("/8", notices.text(8, hours=400))
    async with closed_house.open():
        other = "取到的内容与预览时的不一样了，还没有收入。…沙县区（您写的…"
        await verify_dialog(administrator, [("[✅ 收入]", [TAKING, other + ASKED])])
    async with closed_house.open():
        await verify_dialog(administrator, [("[✅ 收入]", [TAKING, TAKEN.format(1)])])
    (document,) = corpus.documents()
    assert (document.region, "400学时" in document.provisions[1].text) == ("350405", True)


async def test_what_was_read_is_taken_in_though_the_page_changes(
    kept: House, corpus: Corpus, administrator: Person, site: Site
) -> None:
    """The very content that was shown is taken in, whatever the page says a moment later."""
    url = site.put("/8", notices.text(8), notices.text(8, hours=400))
    await verify_dialog(administrator, [(url, [FETCHING + "…", ASKED])])
    await verify_dialog(administrator, [("[✅ 收入]", [TAKING, TAKEN.format(1)])])
    assert "360" in corpus.documents()[0].provisions[1].text


async def test_a_pdf_or_photo_may_be_a_certificate(kept: House, corpus: Corpus, administrator: Person) -> None:
    """Without a caption it is asked which; as a certificate it begins a claim; with words it is one at once."""
    which = "这是要收入文件库的政策文件，还是申报学时用的培训证明？\n[收入文件库] [作为培训证明]"
    await verify_dialog(
        administrator,
        [
            (sends(b"%PDF-1.4 broken", "文件.pdf"), which),
            ("[收入文件库]", [READING + "…", "“文件.pdf”…"]),
            (lambda person: person.send_photo(PNG), which),
            ("[作为培训证明]", "…学时…"),
            (sends(b"%PDF-1.4 broken", "证书.pdf"), "…"),
        ],
    )


async def test_registered_sources_are_looked_at(kept: House, corpus: Corpus, administrator: Person, site: Site) -> None:
    """Each source with what became of it; a changed one can be seen and taken in; then there is nothing to do."""
    await verify_dialog(administrator, [("/refresh", ["正在看登记的网址 …", "还没有登记网址。…"])])
    url = site.put("/8", notices.text(8))
    for name, address in (("省厅", url), ("没了", site.url("/none"))):
        registry.register(corpus.base, address, name=name, given=NONE, now=None)
    await verify_dialog(
        administrator,
        [
            (
                "/refresh",
                [
                    "正在看登记的网址 …",
                    "· 省厅：新文件。《…》是新收录的原文。\n· 没了：网页不在了。…（404）。请核对网址。\n[看“省厅”]",
                ],
            ),
            ("[看“省厅”]", [FETCHING + "…", ASKED]),
            ("[✅ 收入]", [TAKING, TAKEN.format(1)]),
            ("/refresh", ["正在看登记的网址 …", "…· 省厅：没有变化。\n没有需要更新的。"]),
        ],
    )
    site.put("/8", notices.text(8, hours=400))
    await verify_dialog(
        administrator,
        [
            ("/refresh", ["正在看登记的网址 …", "· 省厅：有新文本。《…》有新的文本。\n…\n[看“省厅”]"]),
            ("[看“省厅”]", [FETCHING + "…", "…将取代现有的原文…360 → 400…" + ASKED]),
            ("[✅ 收入]", [TAKING, TAKEN.format(2)]),
        ],
    )
    assert corpus.revision().action == "refresh"
    assert "已更新" in {one.name: one.result for one in registry.load(corpus.base)}["省厅"]


async def test_the_list_has_pages(kept: House, corpus: Corpus, administrator: Person) -> None:
    """/corpus stands in the menu and in /help; it shows number, region, day and status; pages turn in their place."""
    await verify_dialog(
        administrator, [("/help", ["…", "…", "您是管理员，…/corpus　…"]), ("/corpus", "文件库是空的。")]
    )
    assert {"corpus", "refresh", "gaps"} <= set(administrator.menu)
    corpus.take([notices.came(notices.text(serial), f"{serial}.txt") for serial in range(1, 11)])
    await verify_dialog(
        administrator,
        [
            (
                "文件库",
                "文件库，第 1–8 份，共 10 份：\n· 《…第10类…》（东教师〔2020〕10号）\n"
                "　全国，2020-03-05，现行，原文\n…\n[下一页 ▶]",
            ),
            ("[下一页 ▶]", "文件库，第 9–10 份，共 10 份：\n…\n[◀ 上一页]"),
        ],
    )


async def test_gaps_are_listed_for_administrators(kept: House, administrator: Person) -> None:
    """What the assistant refused stands there by topic with count and region, and nobody who asked."""
    await verify_dialog(administrator, [("/gaps", "这段时间里没有答不上来的问题。")])
    teacher = await kept.bound("T0001", "王小明")
    for asked in ("职称评审要交什么材料", "职称评审什么时候报名", "我叫王小明，产假怎么算"):
        await verify_dialog(teacher, [(asked, "收录的文件没有写这件事。…")])
    shown = (
        "…以来，有 3 次提问没人答得上来：\n【评审】2 次：河南省 2\n　“职称评审什么时候报名”\n　“职称评审要交什么材料”\n"
        "【其他】1 次：河南省 1\n　“我叫某，产假怎么算”"
    )
    await verify_dialog(administrator, [("/gaps", shown)])


def test_answers_that_get_worse_are_said_and_taken_in_by_another_button(tmp_path: Path) -> None:
    """The questions that would go without an answer stand there, and the button says that it is done all the same."""
    corpus = notices.corpus(tmp_path)
    change = prepare(corpus, [notices.came(notices.text(8))], home=tmp_path, today=TODAY)
    lost = Compared(Probe("五年要修多少学时", ""), "360学时。", "没有写。")
    worse = replace(change, evaluation=Evaluation(2, (2, 1), (lost,), (), ()))
    said = "".join(part.text for part in change_parts(worse))
    assert "注意：收入以后，有些现在答得出的问题会答不出来。\n　“五年要修多少学时”" in said
    labels = [[b.label for row in change_rows(Waiting(1, ""), c, known=False) for b in row] for c in (change, worse)]
    assert labels == [["✅ 收入", "更正", "放弃"], ["仍然收入", "更正", "放弃"]]


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("地区 沙县", {"region": ["350405"]}),
        ("文号：某教师〔2024〕5号", {"number": ["某教师〔2024〕5号"]}),
        ("日期　2024/3/1\n有效期至 无", {"issued": ["2024-03-01"], "expires": []}),
        ("发文机关 甲厅、乙厅", {"issuers": ["甲厅", "乙厅"]}),
        ("效力 征求意见稿", {"status": ["draft"]}),
    ],
)
def test_corrections_in_words(typed: str, given: dict[str, list[str]]) -> None:
    """Name and value with a blank or a colon between them, one a line; 无 for what there is not."""
    assert with_words(Waiting(1, ""), typed).given == given


@pytest.mark.parametrize("typed", ["地区", "随便说说", "效力 也许", "日期 明天", "地区 朝阳区"])
def test_what_is_no_correction_is_said(typed: str) -> None:
    """The sentence says what can be corrected, or how the value is written."""
    with pytest.raises(YanxiuError):
        with_words(Waiting(1, ""), typed)


def test_the_first_day_of_rules_is_typed_as_well() -> None:
    """规则起算 is no particular of the document."""
    made = with_words(Waiting(1, ""), "规则起算 2027-1-1")
    assert (made.since, made.given) == ("2027-01-01", {})
