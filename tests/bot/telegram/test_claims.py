"""A teacher sends a certificate, staff of their centre decide, the teacher hears of it: played over HTTP."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.messages import Button, plain
from bot.telegram.worker import put
from records import bookkeeping, ledger_book
from records.ledger import EntryKind
from records.model import COMMAND_LINE, Role
from records.posting import Posting
from tests.bot.telegram.house import House
from tests.bot.telegram.pictures import PNG
from tests.bot.telegram.test_hours import JIANGXI, with_hours
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Group, Person

CAPTION = "暑期集中培训 24学时 2025-07-20"
SAID = "培训：暑期集中培训\n学时：24 学时\n完成日期：2025-07-20"
PREVIEW = f"将这样申报：\n{SAID}\n凭证：照片\n确认提交吗？\n[✅ 提交] [重写] [放下]"


def photo(caption: str = "") -> Callable[[Person], object]:
    """Send a certificate as a photo."""
    return lambda person: person.send_photo(PNG, caption=caption)


def pdf(caption: str = "", name: str = "证书.pdf") -> Callable[[Person], object]:
    """Send a certificate as a file."""
    return lambda person: person.send_document(b"%PDF", name, caption=caption)


async def handed_in(house: House, teacher: Person) -> str:
    """The number of a claim that `teacher` handed in, with everything heard."""
    await verify_dialog(teacher, [(photo(CAPTION), PREVIEW)])
    teacher.press("✅ 提交")
    return (await teacher.hears()).text.partition("第 ")[2].partition(" 号")[0]


async def ledger(house: House, number: str = "T0001") -> list[tuple[EntryKind, str]]:
    """Kinds and evidence of a teacher's entries."""
    async with house.database.read() as session:
        book = await ledger_book.book_of(session, number, actor=COMMAND_LINE)
    return [(line.entry.kind, line.entry.evidence) for line in book.lines]


async def test_a_photo_with_its_words_is_claimed_approved_and_counts(house: House) -> None:
    """The certificate reaches staff with the claim; it waits in the standing, and counts once approved."""
    teacher = await with_hours(house)
    clerk = await house.bound("S0001", "职员001", region=JIANGXI, role=Role.STAFF)
    await verify_dialog(
        teacher,
        [
            (photo(CAPTION), PREVIEW),
            ("[✅ 提交]", f"✅ 已提交申报（第 2 号），审核结果会发到这里。通过以前，这些学时显示为“待审核”。\n{SAID}"),
            ("我还差多少学时", "…还差 84 学时，…待审核 24…"),
        ],
    )
    file = next(iter(house.server.world.files))
    assert await ledger(house) == [(EntryKind.POSTING, ""), (EntryKind.CLAIM, f"telegram:photo:{file}")]
    card = f"[图片]\n学时申报第 2 号\n教师001（工号 T0001）\n{SAID}\n[✅ 通过] [❌ 不通过]"
    await verify_dialog(
        clerk,
        [
            (None, card),
            ("待审申报", ["待审申报 1 项：", card]),
            ("[✅ 通过]", "✅ 已通过教师001的申报（第 2 号）。已告诉这位教师。"),
            ("/claims", "没有待审的申报。"),
        ],
    )
    assert len(house.server.world.files) == 1
    await verify_dialog(
        teacher,
        [
            (
                None,
                f"✅ 您的学时申报（第 2 号）已通过，从现在起计入。\n{SAID}\n\nT0001 教师001　…还差 60 学时，…",
            ),
            ("我还差多少学时", "…还差 60 学时，…"),
        ],
    )
    assert "待审核" not in teacher.seen[-1].text


async def test_a_file_without_words_is_asked_about_part_by_part(house: House) -> None:
    """What is missing is asked for by name, a question in between is answered, and the words may be written anew."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001", school="第一小学")
    await verify_dialog(
        teacher,
        [
            (pdf(), "请写上培训名称、学时和完成日期，例如：暑期集中培训 24学时 2026-07-20\n知道学时类别的，…"),
            ("骨干教师培训", "还缺学时、完成日期。请补上，直接发给我；/cancel 放下。"),
            ("五年要多少学时？", "每五年360学时（410000）。…"),
            ("2025年7月15日至20日", "还缺学时。…"),
            (
                "2",
                "将这样申报：\n培训：骨干教师培训\n学时：2 学时\n完成日期：2025-07-20\n凭证：证书.pdf\n确认提交吗？…",
            ),
            ("[重写]", "请重新写。请写上培训名称、学时和完成日期，…"),
            ("名师工作坊，2学分，2025.7.20", "将这样申报：\n培训：名师工作坊\n学时：2 学分\n…"),
            (photo(), ["刚才那份证书还没有提交，现在换成了这一份；…", "…名师工作坊…凭证：照片…"]),
            (pdf(), ["刚才那份证书还没有提交，…", "…名师工作坊…凭证：证书.pdf…"]),
            ("[✅ 提交]", "✅ 已提交申报（第 1 号）…"),
            ("/cancel", "现在没有正在写的内容。"),
        ],
    )
    await verify_dialog(clerk, [(None, "[文件 证书.pdf]\n学时申报第 1 号\n第一小学教师001…2 学分…")])


async def test_what_cannot_be_is_said_at_once(house: House) -> None:
    """Hours and days that cannot be are refused with a sentence, the good parts kept; nothing was handed in."""
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(
        teacher,
        [
            (
                photo("暑期培训 0学时 2025-02-30"),
                "学时“0”不能用。…\n日期“2025-02-30”日历上没有这一天。…\n还缺学时、完成日期。…",
            ),
            ("24学时 2099-01-01", "完成日期 2099-01-01 还没有到。培训结束以后再登记。\n还缺完成日期。…"),
            ("7月20日", "日期“7月20日”没有写年份。…\n还缺完成日期。…"),
            ("2025-07-20", "将这样申报：\n培训：暑期培训\n学时：24 学时\n完成日期：2025-07-20\n…"),
            ("取消", "好的，放下了，没有发出任何内容。"),
            (pdf(name="名单.docx"), "这种文件不能当凭证。…"),
        ],
    )
    assert await ledger(house) == []


async def test_the_same_claim_is_one(house: House) -> None:
    """Handed in twice it stays one claim; after a rejection it may be handed in anew."""
    teacher = await house.bound("T0001", "教师001")
    number = await handed_in(house, teacher)
    await verify_dialog(
        teacher,
        [
            (photo(CAPTION), PREVIEW),
            ("[✅ 提交]", f"同样的培训已申报过（第 {number} 号），正在等待审核，不用再报。"),
        ],
    )
    assert [kind for kind, _ in await ledger(house)] == [EntryKind.CLAIM]
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    await verify_dialog(
        clerk,
        [
            ("/claims", ["待审申报 1 项：", "[图片]…"]),
            ("[❌ 不通过]", f"第 {number} 号申报不通过：\n{SAID}\n请写明理由，…"),
            ("没有盖章", "…[✅ 发送] [重写] [放下]"),
            ("[✅ 发送]", "已退回教师001的申报…"),
        ],
    )
    await verify_dialog(
        teacher,
        [
            (None, "您的学时申报…没有通过。…"),
            (photo(CAPTION), PREVIEW),
            ("[✅ 提交]", "✅ 已提交申报（第 3 号）…"),
        ],
    )


async def test_a_rejection_has_a_reason_and_a_preview(house: House) -> None:
    """The teacher reads the reason only after staff saw what will be sent and confirmed it."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    number = await handed_in(house, teacher)
    told = f"您的学时申报（第 {number} 号）没有通过。\n{SAID}\n理由：证书上没有公章。\n补齐以后，可以重新发证书申报。"
    await verify_dialog(
        clerk,
        [
            (None, "[图片]\n学时申报第 1 号…"),
            ("[❌ 不通过]", f"第 1 号申报不通过：\n{SAID}\n请写明理由，…"),
            ("没章", "将这样告诉教师：\n\n…理由：没章\n…确认发送吗？\n[✅ 发送] [重写] [放下]"),
            ("[重写]", "请重新写理由，…"),
            ("证书上没有公章。", f"将这样告诉教师：\n\n{told}\n\n确认发送吗？…"),
        ],
    )
    assert teacher.unheard == []
    await verify_dialog(
        clerk,
        [
            ("[✅ 发送]", "已退回教师001的申报（第 1 号）。已告诉这位教师。"),
            ("[✅ 通过]", "第 1 号申报已由职员001于 … 退回，不用再处理。"),
        ],
    )
    await verify_dialog(teacher, [(None, told)])


async def test_colleagues_hear_who_decided(house: House) -> None:
    """The second press on a claim changes nothing and says who was quicker; so does a reason that comes too late."""
    first = await house.bound("S0001", "职员001", role=Role.STAFF)
    second = await house.bound("S0002", "职员002", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    await handed_in(house, teacher)
    await verify_dialog(second, [(None, "[图片]…"), ("[❌ 不通过]", "第 1 号申报不通过：…")])
    await verify_dialog(first, [(None, "[图片]…"), ("[✅ 通过]", "✅ 已通过…")])
    decided = "第 1 号申报已由职员001于 … 通过，不用再处理。"
    await verify_dialog(second, [("没有公章", decided), ("[✅ 通过]", decided), ("/cancel", "现在没有正在写的内容。")])
    assert [kind for kind, _ in await ledger(house)] == [EntryKind.CLAIM, EntryKind.APPROVAL]


async def test_who_may_decide(house: House) -> None:
    """Staff of another region see nothing; nobody decides their own claim, nor does a teacher."""
    elsewhere = await house.bound("S0002", "职员002", region=JIANGXI, role=Role.STAFF)
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    number = await handed_in(house, clerk)
    await verify_dialog(clerk, [("/claims", "没有待审的申报。")])
    assert elsewhere.unheard == []
    await verify_dialog(elsewhere, [("/claims", "没有待审的申报。")])
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(teacher, [("/claims", "您没有权限审核…")])
    forged = plain("伪造的按钮", (Button("通过它", f"cl:y:{number}"), Button("退回它", f"cl:n:{number}")))
    for person in (clerk, elsewhere, teacher):
        async with house.database.write() as session:
            await put(session, f"forged:{person.chat_id}", person.chat_id, forged, house.now())
            await session.commit()
        await verify_dialog(
            person,
            [
                ("/me", ["伪造的按钮…", "…"]),
                ("[通过它]", "您没有权限审核这位教师申报的学时。…"),
                ("[退回它]", "您没有权限审核这位教师申报的学时。…"),
            ],
        )
    assert [kind for kind, _ in await ledger(house, "S0001")] == [EntryKind.CLAIM]


async def test_strangers_and_groups(house: House) -> None:
    """Without binding nothing can be claimed; in a group the bot says nothing about a certificate."""
    await verify_dialog(
        Person(house.server, "路人"), [(photo(CAPTION), "文件和图片我只在申报学时的时候收：绑定以后，…")]
    )
    teacher = await house.bound("T0001", "教师001")
    there = teacher.in_group(Group(house.server, bot_status="administrator"))
    there.send_photo(PNG, caption=CAPTION)
    there.send_photo(PNG)
    await verify_dialog(there, [("@yanxiu_bot 待审申报", "这件事涉及个人资料，不在群里说。…")])
    await verify_dialog(teacher, [("/cancel", "现在没有正在写的内容。")])


async def test_a_ticket_and_a_claim_are_not_mixed_up(house: House) -> None:
    """What is being written for the help desk is finished first, and its buttons never touch a claim."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(teacher, [("食堂几点开门？", "收录…"), ("转人工", "已转给…（第 1 号）…")])
    await handed_in(house, teacher)
    finish = "您有一段正在写的内容还没有发出。…"
    await verify_dialog(
        clerk,
        [
            (None, ["第 1 号…", "[图片]\n学时申报第 1 号…"]),
            ("[✍️ 回答]", "正在答第 1 号…"),
            ("七点", "…确认发送吗？…"),
            ("[❌ 不通过]", finish),
            (photo(CAPTION), finish),
            ("/cancel", "好的，放下了…"),
            ("[❌ 不通过]", "第 1 号申报不通过：…"),
            ("没有公章", "将这样告诉教师：…"),
            (lambda person: person.press("ts:1"), "(提示) 没有等待确认的内容。…"),
            ("[放下]", "好的，放下了，没有发出任何内容。"),
            ("/queue", ["待答 1 个：", "…"]),
        ],
    )
    assert teacher.unheard == []


async def test_a_claim_without_a_file_is_shown_in_words(house: House) -> None:
    """Claims entered on the command line have a card too; their evidence is never taken for a file to send."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    await house.add("T0001", "教师001")
    claim = Posting(
        number="T0001",
        kind=EntryKind.CLAIM,
        hours=Decimal(24),
        completed=date(2025, 7, 20),
        source="命令行",
        source_key="k1",
        project="暑期集中培训",
        evidence="telegram:document:/etc/hostname",
    )
    async with house.database.write() as session:
        await bookkeeping.book(session, actor=COMMAND_LINE, posting=claim, now=datetime(2026, 8, 1, tzinfo=UTC))
        await session.commit()
    card = (
        f"学时申报第 1 号\n教师001（工号 T0001）\n{SAID}\n凭证：telegram:document:/etc/hostname\n[✅ 通过] [❌ 不通过]"
    )
    await verify_dialog(
        clerk,
        [
            ("/claims", ["待审申报 1 项：", card]),
            ("[✅ 通过]", "✅ 已通过教师001的申报（第 1 号）。这位教师目前没有绑定账号，要请您另外告诉本人。"),
        ],
    )


async def test_a_file_that_is_gone_leaves_the_words(house: House) -> None:
    """Where Telegram no longer knows the file, staff get the claim all the same, and read that it is gone."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(teacher, [(photo(CAPTION), PREVIEW)])
    house.server.world.files.clear()
    await verify_dialog(teacher, [("[✅ 提交]", "✅ 已提交申报（第 1 号）…")])
    gone = f"学时申报第 1 号\n教师001（工号 T0001）\n{SAID}\n（这里取不到证书的原件了，请向本人要。）"
    await verify_dialog(clerk, [(None, f"{gone}\n[✅ 通过] [❌ 不通过]"), ("[✅ 通过]", "✅ 已通过…")])
