"""After an announcement is decided: approval, holding, correcting, doubts, who may: played over HTTP."""

from typing import Any

from records import people
from records.campaigns import compose
from records.campaigns.audience import Audience
from records.campaigns.content import Content
from records.model import COMMAND_LINE, Actor, Role
from tests.bot.telegram.announcing import (
    ASKED_CONTENT,
    ASKED_WHO,
    SECOND,
    bring,
    clerk,
    composed,
    house,
    sent,
    states,
    teachers,
)
from tests.bot.telegram.house import HEBEI, HENAN, House
from tests.bot.telegram.pictures import PNG
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Group, Person

__all__ = ["clerk", "house", "teachers"]


async def test_a_second_person_approves(house: House, clerk: Person) -> None:
    """What goes to a whole region waits for a colleague, who sees the very message; the author hears the result."""
    colleague = await house.bound("S0002", "职员002", role=Role.STAFF)
    card = "职员001请您审批第 {} 号通知，内容见上。\n发给：河南省，共 6 人；批准后就发。\n[✅ 批准] [不批准]"
    await composed(clerk, who="全部")
    await verify_dialog(clerk, [("[✅ 提交审批]", "第 1 号通知已提交，等待审批：已请 1 位工作人员审批。…")])
    await verify_dialog(
        colleague,
        [
            (None, ["请登记学时。", card.format(1)]),
            ("[✅ 批准]", "第 1 号通知已批准，就要发出。"),
        ],
    )
    await verify_dialog(clerk, [(None, "职员002批准了第 1 号通知，就要发出。\n[🔄 刷新]")])
    await composed(clerk, "停课一天。", who="全部")
    await verify_dialog(clerk, [("[✅ 提交审批]", "第 2 号通知已提交，…")])
    await verify_dialog(colleague, [(None, ["停课一天。", card.format(2)])])
    old = colleague.messages[-1]
    await verify_dialog(
        clerk,
        [
            ("[更正]", "第 2 号通知现在的文字：\n\n停课一天。\n\n请发改正后的全文。…"),
            ("停课半天。", ["停课半天。", "上面是第 2 号通知更正后的样子。…"]),
            ("[✅ 确认更正]", "第 2 号通知已更正：…第 2 号通知已提交，等待审批：…"),
        ],
    )
    await verify_dialog(colleague, [(None, ["停课半天。", card.format(2)])])
    await verify_dialog(
        colleague,
        [
            (
                lambda person: person.press("✅ 批准", old),
                ["(提示) 内容后来有改动，请看新的再定。", "停课半天。", card.format(2)],
            ),
            ("[不批准]", "不批准第 2 号通知：请写一句原因，…"),
            ("时间没有定", "第 2 号通知没有批准，不会发出。已转告发起人。"),
            ("[✅ 批准]", "(提示) 这条通知已经不在等审批了。"),
        ],
    )
    await verify_dialog(clerk, [(None, "职员002没有批准第 2 号通知，不会发出。原因：时间没有定\n[🔄 刷新]")])
    assert await states(house) == ["scheduled", "cancelled"]


async def test_nobody_can_approve(house: House, clerk: Person) -> None:
    """The author is told whom to turn to, and cannot approve it alone."""
    await composed(clerk, who="全部")
    await verify_dialog(clerk, [("[✅ 提交审批]", "…现在没有别的工作人员能审批这个范围的通知。…")])
    assert await states(house) == ["waiting_approval"]


async def test_holding_and_cancelling(house: House, clerk: Person, teachers: list[Person]) -> None:
    """Pausing holds what has not gone out, going on lets it go, cancelling asks first and is for good."""
    await composed(clerk)
    await verify_dialog(
        clerk,
        [
            ("[✅ 发送]", "第 1 号通知　已排定…"),
            (
                "[暂停]",
                "第 1 号通知已暂停：已经发出 0 条，3 人的先不发。\n"
                "第 1 号通知　已暂停…\n[🔄 刷新] [继续发] [取消发送]\n[更正]",
            ),
            ("[继续发]", "第 1 号通知继续发。\n第 1 号通知　已排定…"),
            ("[取消发送]", "取消第 1 号通知？…\n[确定取消] [不取消]"),
            ("[不取消]", "第 1 号通知　已排定…"),
            ("[取消发送]", "取消第 1 号通知？…"),
            ("[确定取消]", "第 1 号通知已取消：已经发出 0 条，3 人的不再发。\n第 1 号通知　已取消…"),
        ],
    )
    await bring(house)
    assert [teacher.unheard for teacher in teachers] == [[], [], []]


async def test_a_correction_reaches_everybody(house: House, clerk: Person, teachers: list[Person]) -> None:
    """It is previewed; messages change in place, who had read is told, who pressed the old button sees the new text."""
    await sent(house, clerk)
    first, second, _ = teachers
    await verify_dialog(first, [(None, "请登记学时。"), ("[已阅]", "(提示) 已阅，谢谢。")])
    await verify_dialog(second, [(None, "请登记学时。")])
    await verify_dialog(
        clerk,
        [
            ("[更正]", "第 1 号通知现在的文字：…"),
            (lambda person: person.send_photo(PNG), "更正只能改文字，…"),
            (
                "请周五前登记学时。",
                ["请周五前登记学时。\n\n（内容有更正，…）\n[已阅]", "上面是第 1 号通知更正后的样子。…"],
            ),
            (
                "[✅ 确认更正]",
                "第 1 号通知已更正：2 人已收到，会就地改过来；…其中 1 人已经点过“已阅”，会另外告知他们。…",
            ),
        ],
    )
    await verify_dialog(
        second,
        [
            (
                "[已阅]",
                [
                    "(提示) 这条通知后来有更正，请看更正后的。",
                    "您刚才点“已阅”的是更正前的通知。…",
                    "请周五前登记学时。\n\n（内容有更正，…）\n[已阅]",
                ],
            )
        ],
    )
    await bring(house)
    await verify_dialog(
        first, [(None, ["请周五前登记学时。\n\n（内容有更正，…）\n[已阅]", "您已阅读的这条通知有更正，…"])]
    )
    await verify_dialog(first, [("[已阅]", "(提示) 已阅，谢谢。")])
    await verify_dialog(
        clerk,
        [
            (None, "您的通知发完了。…其中 2 人读的是更正前的…"),
            ("[🔄 刷新]", "…已阅：2（100.0%），其中 1 人读的是更正前的\n  更正：已改 4，等待 0，没有改成 0\n…"),
        ],
    )


async def test_messages_in_doubt(house: House, clerk: Person, teachers: list[Person]) -> None:
    """Each is listed, and is taken for delivered, or sent again after asking."""
    for teacher in teachers[:2]:
        house.server.weather.lost_answer(chat=teacher.chat_id)
    await composed(clerk)
    await verify_dialog(clerk, [("[✅ 发送]", "第 1 号通知　已排定…")])
    await bring(house)
    await verify_dialog(
        clerk,
        [
            ("[🔄 刷新]", ["您的通知发完了。…\n[存疑 2 条]", "…存疑（可能没有送达）：2\n…\n[存疑 2 条]"]),
            (
                "[存疑 2 条]",
                [
                    "第 1 号通知有 2 条可能没有送达。…",
                    "T0001　教师001　第一小学\n[当作已送达] [再发一次]",
                    "T0002　教师002　第一小学\n[当作已送达] [再发一次]",
                ],
            ),
            ("[当作已送达]", "T0002 的消息当作已送达。"),
            ("[再发一次]", "再发一次，对方可能收到两次。确定吗？\n[确定再发一次]"),
            ("[确定再发一次]", "T0001 的消息会再发一次。"),
        ],
    )
    await bring(house)
    await verify_dialog(teachers[0], [(None, ["请登记学时。", "请登记学时。"])])
    await verify_dialog(teachers[1], [(None, "请登记学时。")])


async def test_many_announcements_have_pages(house: House, clerk: Person) -> None:
    """The newest first, five a page, and back; those of others who may not be dealt with are not among them."""
    async with house.database.write() as session:
        person = await people.by_account(session, clerk.chat_id)
        for number in range(1, 8):
            region = HEBEI if number == 1 else HENAN
            given: dict[str, Any] = {"actor": COMMAND_LINE if number == 1 else Actor(person), "now": house.now()}
            made = compose.draft(content=Content(f"通知{number}"), audience=Audience(region=region), **given)
            await compose.create(session, made, **given)
        await session.commit()
    await verify_dialog(
        clerk,
        [
            ("我发的通知", "…\n7　草稿　…通知7\n…\n[7 号] [6 号] [5 号] [4 号] [3 号]\n[下一页 ▶]"),
            ("[下一页 ▶]", "…\n2　草稿　…通知2\n[2 号]\n[◀ 上一页]"),
            ("[◀ 上一页]", "…\n7　草稿　…"),
            ("[3 号]", "第 3 号通知　草稿　共 0 人…"),
        ],
    )


async def test_others_may_not(house: House, clerk: Person, teachers: list[Person]) -> None:
    """A teacher cannot announce, staff of another school reach nobody here, and groups hear nothing of it."""
    await sent(house, clerk)
    await verify_dialog(
        teachers[0],
        [
            (None, "请登记学时。"),
            ("发通知", "群发通知是教师发展中心和学校工作人员的事，…"),
            ("我发的通知", "群发通知是教师发展中心和学校工作人员的事，…"),
        ],
    )
    elsewhere = await house.bound("S0003", "职员003", school=SECOND, role=Role.STAFF)
    await verify_dialog(
        elsewhere,
        [
            ("我发的通知", "还没有发过通知。"),
            ("发通知", ASKED_CONTENT),
            ("停课。", ASKED_WHO + "\n[全部：第二小学]…"),
            ("第一小学", "没看懂“第一小学”：…"),
            ("河南省", "…没有权限给这个范围的人员发通知…"),
            ("T0001", "发给：名单里的 1 个工号。…"),
            ("[看预览 ▶]", ["停课。", "…", "…符合条件 0 人，…第 1 行 工号“T0001”不在您负责的范围里，…所以还不能发。…"]),
            ("/cancel", "好的，放下了，…"),
        ],
    )
    there = clerk.in_group(Group(house.server))
    private = "这件事涉及个人资料，不在群里说。…"
    await verify_dialog(there, [("/announce@yanxiu_bot", private), ("/announcements@yanxiu_bot", private)])
