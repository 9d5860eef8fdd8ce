"""An administrator keeps the corpus from the chat: files and links, corrections, rules, the way back: over HTTP."""

import io
import threading
import zipfile
from pathlib import Path

from bot.app import App
from bot.reception.corpus_work import Editing
from bot.settings import Settings
from policy_corpus.refresh.fetch import Fetcher
from policy_corpus.store import Corpus
from records import lookup, people
from records.model import COMMAND_LINE, Role
from records.schema import AuditRow
from tests.bot.telegram.house import House
from tests.bot.telegram.keeping import (
    ASKED,
    FETCHING,
    READING,
    TAKEN,
    TAKING,
    WEIGHING,
    administrator,
    corpus,
    kept,
    sends,
    site,
    take_in_with_rules,
)  # fmt: skip
from tests.bot.test_changes import RULES
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Group, Person
from tests.policy_corpus import notices
from tests.policy_corpus.formats.makers import numbered_docx
from tests.policy_corpus.web import Reply, Site, fetcher

__all__ = ["administrator", "corpus", "kept", "site"]


async def test_a_file_is_shown_taken_in_and_taken_back(kept: House, corpus: Corpus, administrator: Person) -> None:
    """Particulars with their lines first; nothing changes before the button; the way back asks once more."""
    await verify_dialog(
        administrator,
        [
            (
                sends(notices.text(8), "通知.txt"),
                [
                    READING + "…",
                    "《东岭省教育厅关于加强第8类教师培训工作的通知》，共 5 条\n"
                    "文号：东教师〔2020〕8号（原文写明，第 3 行：东教师〔2020〕8号）\n…施行日期：2020-09-01（…" + ASKED,
                ],
            )
        ],
    )
    assert corpus.documents() == ()
    await verify_dialog(
        administrator,
        [
            ("[✅ 收入]", [TAKING, TAKEN.format(1) + "\n[撤回这次改动]"]),
            (sends(notices.text(8), "通知.txt"), [READING + "…", "…内容和已收录的完全相同，…\n[更正] [放弃]"]),
            ("[撤回这次改动]", "撤回第 1 次改动？撤回以后：\n  移出《…》东教师〔2020〕8号\n[确定撤回] [不撤回]"),
            ("[不撤回]", "没有撤回，文件库没有变化。"),
            ("[撤回这次改动]", "撤回第 1 次改动？…"),
            ("[确定撤回]", "已撤回第 1 次改动，这是第 2 次改动。…"),
            ("[撤回这次改动]", "这次改动之后文件库又有了别的改动，…"),
        ],
    )
    assert corpus.documents() == ()
    async with kept.database.read() as session:
        deeds = [
            row for row in (await session.execute(AuditRow.__table__.select())).mappings() if "corpus" in row["action"]
        ]
    assert [(deed["action"], deed["detail"]["revision"]) for deed in deeds] == [
        ("corpus.take", 1),
        ("corpus.take_back", 1),
    ]


async def test_a_link_is_fetched_and_its_address_kept(
    kept: House, corpus: Corpus, administrator: Person, site: Site
) -> None:
    """A link alone or after 收录 is read like a file; the document names the address that it came from."""
    url = site.put("/8.html", notices.text(8))
    await verify_dialog(
        administrator,
        [
            (url, [FETCHING + "…", "《…》，共 5 条…原文网址：" + url + ASKED]),
            ("[放弃]", "放弃了，文件库没有变化。"),
            (f"收录 {url}", [FETCHING + "…", ASKED]),
            ("[✅ 收入]", [TAKING, TAKEN.format(1)]),
        ],
    )
    (document,) = corpus.documents()
    assert (document.source_url, corpus.originals()[0].entry.url) == (url, url)


async def test_the_attachments_of_a_link_come_with_it(
    kept: House, corpus: Corpus, administrator: Person, site: Site
) -> None:
    """What becomes of each is said above the button; what could not be had, with what to do."""
    site.put("/1.docx", Reply(numbered_docx(notices.RULES.format(hours=360).split("\n"))))
    links = (("/1.docx", "附件1：办法.docx"), ("/2.docx", "附件2：表.docx"))
    url = site.put("/12.html", Reply(notices.issuing_page(*links)))
    said = (
        "《…》，共 4 条\n…没有收录附件“附件2：表.docx”：文件不在了（404）。…附件“附件1：办法.docx”收作附件1\n" + ASKED
    )
    await verify_dialog(
        administrator,
        [
            (url, [FETCHING + "…", said]),
            ("[✅ 收入]", [TAKING, "✅ 已收入，第 1 次改动：…"]),
        ],
    )
    (document,) = corpus.documents()
    assert [p.label for p in document.provisions] == ["前言", "附件1 第一条", "附件1 第二条", "附件1 第三条"]
    assert site.paths().count("/1.docx") == 1, "what was read is not fetched again"


async def test_what_cannot_be_fetched_or_read_is_said(
    kept: House, corpus: Corpus, administrator: Person, site: Site
) -> None:
    """Private addresses, vanished pages, empty and strange files, what is no policy: a sentence each, no change."""
    await verify_dialog(
        administrator,
        [
            ("http://127.0.0.1:9/secret", [FETCHING + "…", "“127.0.0.1”是内部网络的地址，不能抓取。…"]),
            ("http://user:pw@example.org/", "网址里不能带用户名或密码。…"),
            (site.url("/none"), [FETCHING + "…", "网页不在了（404），什么也没有改。…"]),
            (sends(b"  ", "空.txt"), [READING + "…", "“空.txt”是空的。…"]),
            (sends(b"PK\x03\x04nonsense", "坏.docx"), [READING + "…", "“坏.docx”不完整或已损坏，打不开。…"]),
            (sends("今天天气很好，大家出去玩。", "日记.txt"), [READING + "…", "…"]),
            (sends(notices.text(8), "大.txt", size=30_000_000), "这个文件超过 20 MB，…"),
        ],
    )
    assert corpus.revision().number == 0
    assert administrator.buttons == []


async def test_others_may_not(kept: House, site: Site) -> None:
    """A teacher and staff who send a link, say 收录 or ask for the lists are told who may; nothing is fetched."""
    url = site.put("/8", notices.text(8))
    teacher = await kept.bound("T0001", "教师001")
    for who in (teacher, await kept.bound("S0001", "职员001", role=Role.STAFF)):
        await verify_dialog(
            who,
            [
                (url, "文件库由管理员维护，您的账号没有这个权限。…"),
                (sends(notices.text(8), "a.txt", "收录"), "文件库由管理员维护，…"),
                ("/corpus", "文件库由管理员维护，…"),
                ("/refresh", "文件库由管理员维护，…"),
                ("/gaps", "您没有权限查看没人答得上来的问题。…"),
            ],
        )
    assert site.asked == []


async def test_who_lost_the_role_cannot_press(kept: House, corpus: Corpus, administrator: Person) -> None:
    """What was shown to an administrator is of no use to the same person without the role; nor is a group."""
    await verify_dialog(administrator, [(sends(notices.text(8), "通知.txt"), [READING + "…", ASKED])])
    there = administrator.in_group(Group(kept.server, "群"))
    there.say("/corpus@" + kept.server.world.bot["username"])
    assert "不在群里说" in (await there.hears()).text
    async with kept.database.write() as session:
        (person,) = (await lookup.search(session, actor=COMMAND_LINE)).people
        await people.revoke(
            session, actor=COMMAND_LINE, person=person, role=Role.ADMINISTRATOR, scope=None, now=kept.now()
        )
        await session.commit()
    await verify_dialog(administrator, [("[✅ 收入]", "您没有权限修改文件库。…")])
    assert corpus.revision().number == 0


async def test_others_are_answered_while_a_page_is_awaited(closed_house: House, site: Site, tmp_path: Path) -> None:
    """A slow web site holds up the one who asked for it, and nobody else."""
    gate = threading.Event()

    def slow() -> Fetcher:
        gate.wait()
        return fetcher(site)

    closed_house.editing = Editing(corpus=notices.corpus(tmp_path), home=tmp_path, fetcher=slow)
    url = site.put("/8", notices.text(8))
    async with closed_house.open():
        administrator = await closed_house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
        try:
            await verify_dialog(administrator, [(url, FETCHING + "…")])
            await verify_dialog(Person(closed_house.server, "路人"), [("五年要修多少学时", "每五年360学时…")])
        finally:
            gate.set()
        await verify_dialog(administrator, [(None, ASKED)])


async def test_several_files_in_one(kept: House, corpus: Corpus, administrator: Person) -> None:
    """A ZIP is shown document by document and taken in as one change; particulars of several are not corrected."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for serial in range(1, 6):
            archive.writestr(f"{serial}.txt", notices.text(serial))
    shown = "《…第1类…》，共 5 条\n…《…第2类…》…《…第3类…》…\n…还有 2 份，见附件。\n…\n[✅ 收入] [放弃]"
    await verify_dialog(
        administrator,
        [
            (sends(held.getvalue(), "文件.zip"), [READING + "…", shown]),
            ("[✅ 收入]", [TAKING, "✅ 已收入，第 1 次改动：《…》、《…》、《…》等 5 份。…"]),
        ],
    )
    assert len(corpus.documents()) == 5


async def test_without_a_corpus_it_is_said(house: House) -> None:
    """A bot that only answers says where else documents are added."""
    administrator = await house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
    await verify_dialog(
        administrator, [("/corpus", "这里没有连上文件库，…"), ("https://example.org/", "这里没有连上文件库，…")]
    )


async def test_particulars_are_corrected(kept: House, corpus: Corpus, administrator: Person) -> None:
    """By a button or in words; a wrong value is said; a question in between is answered; older previews are void."""
    await verify_dialog(
        administrator,
        [
            (sends(notices.text(8), "通知.txt", "收录"), [READING + "…", ASKED]),
            ("[更正]", "要更正哪一项？…[文号] [标题] [地区]\n…"),
            ("地区 没有这个地方", "不认识地区里的地区“没有这个地方”。…"),
            ("五年要修多少学时？", "每五年360学时…"),
            ("地区 沙县", [READING + "…", "…地区：福建省三明市沙县区（您写的，原来读作 全国…" + ASKED]),
            ("[更正]", "要更正哪一项？…"),
            ("[施行日期]", "请写施行日期的值。…"),
            ("2020-10-1", [READING + "…", "…施行日期：2020-10-01（您写的，…" + ASKED]),
        ],
    )
    first = next(m for m in administrator.messages if "要收入吗" in m.get("text", ""))
    administrator.press("✅ 收入", first)
    await verify_dialog(
        administrator, [(None, "(提示) 后来又发了别的文件，…"), ("[✅ 收入]", [TAKING, TAKEN.format(1)])]
    )
    (document,) = corpus.documents()
    assert (document.region, str(document.effective)) == ("350405", "2020-10-01")


async def test_cancel_ends_a_correction(kept: House, administrator: Person) -> None:
    """After /cancel what is typed is a question again, and the preview is void."""
    await verify_dialog(
        administrator,
        [
            (sends(notices.text(8), "通知.txt"), [READING + "…", ASKED]),
            ("[更正]", "要更正哪一项？…"),
            ("标题什么的", "没有看懂要更正哪一项。…可以更正的有：文号、标题、地区、…"),
            ("/cancel", "好的，放下了，…"),
            ("地区 沙县", "…"),
            ("[✅ 收入]", []),
        ],
    )


async def test_rules_follow_with_a_button_of_their_own(
    kept: House, corpus: Corpus, administrator: Person, tmp_path: Path
) -> None:
    """A changed number: bold figures, the rule, how many teachers; only the button that says so changes the rule."""
    await take_in_with_rules(kept, corpus, administrator, RULES, tmp_path)
    changed = notices.text(8, hours=400, effective="2027年1月1日")
    shown = (
        "《…》，共 5 条，将取代现有的原文\n…条款：改写 2，…数字变化：\n  一(一)：360 → 400\n…"
        "牵动的规则：1 条可以一起改\n规则“在职教师每五年360学时”（local-cycle）\n  学时：360 → 400\n"
        "  自 2027-01-01 起\n影响（2027-01-01，2 人在册）：2 人受影响；…规则要不要一起改？…\n"
        "[✅ 连同规则一起改] [只收文件]\n[逐条看规则]\n[更正] [放弃]"
    )
    await verify_dialog(
        administrator,
        [
            (sends(changed, "新.txt"), [READING + "…", shown]),
            (
                "[✅ 连同规则一起改]",
                [
                    TAKING,
                    "✅ 已收入，第 3 次改动：…，规则一并改了。…",
                    "2 位教师的应修学时变了。…学时由 360 改为 400…",
                    "[文件 受影响人员的工号.txt]\n受影响人员的工号，一行一个。…",
                ],
            ),
        ],
    )
    assert {rule.id: rule.hours for rule in corpus.rules()} == {"local-cycle": 360, "local-cycle@2027-01-01": 400}
    assert list(kept.server.world.files.values())[-1].content.decode().split() == ["T0001", "T0002"]
    await verify_dialog(
        administrator,
        [
            ("[撤回这次改动]", "撤回第 3 次改动？…"),
            ("[确定撤回]", "已撤回第 3 次改动，这是第 4 次改动。…"),
            (sends(changed, "新.txt"), [READING + "…", shown]),
            (
                "[只收文件]",
                [
                    WEIGHING,
                    "…（local-cycle）\n  这次不改，照旧计算\n…0 人受影响…规则都不改，只收文件，要收入吗？…\n"
                    "[✅ 收入]\n[规则也一起改] [报告和图片]\n[更正] [放弃]",
                ],
            ),
            ("[规则也一起改]", [WEIGHING, shown]),
            ("[只收文件]", [WEIGHING, "…规则都不改，只收文件，要收入吗？…"]),
            ("[✅ 收入]", [TAKING, TAKEN.format(5)]),
        ],
    )
    assert {rule.id: rule.hours for rule in corpus.rules()} == {"local-cycle": 360}


async def test_the_whole_change_comes_as_page_and_picture(closed_house: House, tmp_path: Path) -> None:
    """With what the composition root gives, the picture shows the essentials and the page has every provision."""
    closed_house.editing = App(Settings(home=tmp_path)).editing()
    async with closed_house.open():
        administrator = await closed_house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
        shown = [READING + "…", ASKED, "…要点图。", "[文件 政策变更报告.html]\n逐条对照、规则、影响和试答的全文，…"]
        await verify_dialog(administrator, [(sends(notices.text(8), "通知.txt"), shown)])
    page = list(closed_house.server.world.files.values())[-1].content.decode()
    assert notices.number(8) in page
