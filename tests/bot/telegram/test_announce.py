"""Staff compose and send announcements in the chat; teachers say that they have read them: played over HTTP."""

from records import people
from records.model import COMMAND_LINE, Role, Scope
from tests.bot.telegram.announcing import (
    ASKED_CONTENT,
    ASKED_WHO,
    FIRST,
    bring,
    clerk,
    composed,
    house,
    sends,
    sent,
    states,
    teachers,
)
from tests.bot.telegram.house import HEBEI, House
from tests.bot.telegram.pictures import PNG
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Person

__all__ = ["clerk", "house", "teachers"]


async def test_from_the_first_word_to_the_report(house: House, clerk: Person, teachers: list[Person]) -> None:
    """Contents, audience, a preview as the receiver sees it, the choices, sending, the report."""
    await verify_dialog(
        clerk,
        [
            ("发通知", ASKED_CONTENT),
            (
                "请 <周五> 前登记学时。",
                ASKED_WHO + "\n[全部：河南省]\n[选学校] [选学段] [选岗位]\n[还差学时的] [工号名单] [放弃]",
            ),
            ("第一小学", "发给：河南省，第一小学。\n还可以加条件…\n[看预览 ▶] [清空对象]\n…"),
            (
                "[看预览 ▶]",
                [
                    "请 <周五> 前登记学时。",
                    "发给：河南省，第一小学",
                    "上面就是收到的样子。\n发给：河南省，第一小学\n符合条件 3 人，能收到 2 人。\n"
                    "  第一小学：3 人，收不到 1\n收不到的 1 人：T0003 教师003（没有绑定账号）\n"
                    "最早 … 开始发，21:00-08:00 不发。\n确认后发，不要已阅回执。\n[✅ 发送]\n"
                    "[⏰ 定时] [设为加急]\n[要已阅回执]\n[改内容] [改对象] [放弃]",
                ],
            ),
            ("[要已阅回执]", ["请 <周五> 前登记学时。\n[已阅]", "发给：…", "…，要已阅回执。…[不要已阅回执]…"]),
            ("[已阅]", "(提示) 这是预览。…"),
            ("[设为加急]", "…免打扰时段也发。\n确认后发，要已阅回执，加急。…[取消加急]…"),
            (
                "[✅ 发送]",
                "第 1 号通知　已排定　共 3 人\n  已发出：0\n…内容：请 <周五> 前登记学时。\n"
                "[🔄 刷新] [暂停] [取消发送]\n[更正]",
            ),
        ],
    )
    await bring(house)
    await verify_dialog(
        clerk,
        [
            (
                "[🔄 刷新]",
                [
                    "您的通知发完了。\n第 1 号通知　已完成　共 3 人\n  已发出：2\n  发不到（没有绑定账号）：1\n"
                    "  已阅：0（0.0%）\n…\n[🔄 刷新]\n[更正] [未阅名单] [提醒未阅]",
                    "第 1 号通知　已完成…",
                ],
            )
        ],
    )
    for teacher in teachers[:2]:
        assert (await teacher.hears()).text == "请 <周五> 前登记学时。"
    assert house.incidents == []


async def test_who_has_read_it_and_who_is_reminded(house: House, clerk: Person, teachers: list[Person]) -> None:
    """A receipt is thanked for once; those without one are listed, and get an announcement of their own."""
    director, second, _ = teachers
    await sent(house, clerk)
    for teacher in (director, second):
        assert (await teacher.hears()).text == "请登记学时。"
    await verify_dialog(director, [("[已阅]", "(提示) 已阅，谢谢。")])
    await house.server.until(lambda: director.buttons == ["已阅 ✓"], what="the ticked button")
    await verify_dialog(director, [("[已阅 ✓]", "(提示) 已经记下了。")])
    await verify_dialog(
        clerk,
        [
            ("[未阅名单]", "第 1 号通知，还没有点“已阅”的：T0002 教师002，共 1 人。\n[提醒未阅]"),
            ("[提醒未阅]", ["请查阅并点“已阅”：\n请登记学时。\n[已阅]", "…没有读的 1 人\n…"]),
            ("[✅ 发送]", "第 2 号通知　已排定　共 1 人…"),
        ],
    )
    await bring(house, 2)
    await verify_dialog(clerk, [("[🔄 刷新]", ["您的通知发完了。…", "第 2 号通知　已完成　共 1 人…"])])
    await verify_dialog(second, [(None, "请查阅并点“已阅”：\n请登记学时。\n[已阅]"), ("[已阅]", "(提示) 已阅，谢谢。")])
    await verify_dialog(
        clerk,
        [
            (
                "我发的通知",
                "通知，新的在前。…\n2　已完成　…\n　　请查阅并点“已阅”：…\n"
                "1　已完成　…\n　　请登记学时。\n[2 号] [1 号]",
            ),
            ("[1 号]", "第 1 号通知　已完成　共 3 人\n…已阅：2（100.0%）…"),
            ("[未阅名单]", "收到的人都已经点过“已阅”。"),
        ],
    )
    assert house.incidents == []


async def test_sending_twice_is_sending_once(house: House, clerk: Person) -> None:
    """The second press finds nothing to send, and the button of an older preview sends nothing either."""
    await composed(clerk)
    old = clerk.messages[-1]
    await verify_dialog(
        clerk,
        [
            ("[⏰ 定时]", "什么时候发…"),
            ("下个月吧", "没看懂这个时刻。…"),
            ("2020-01-01 09:00", "定时发送的时刻要在现在之后、一年之内。…"),
            ("明天 9:00", "…\n定时 … 09:00，不要已阅回执。\n[✅ 定时发送]\n[⏰ 定时] [不定时] …"),
            (lambda person: person.press("✅ 发送", old), "(提示) 这是早先的预览，…"),
        ],
    )
    button = clerk.messages[-1]
    clerk.press("✅ 定时发送", button)
    clerk.press("✅ 定时发送", button)
    await verify_dialog(clerk, [(None, ["第 1 号通知　已排定…", "(提示) 这份草稿已经处理过了…"])])
    assert await states(house) == ["scheduled"]


async def test_the_audience_by_buttons_and_in_words(house: House, clerk: Person) -> None:
    """What is chosen and what is said come together; nothing is taken in of what was not understood."""
    await verify_dialog(
        clerk,
        [
            ("/announce", ASKED_CONTENT),
            ("请登记学时。", ASKED_WHO),
            ("第七小学 小学", "没看懂“第七小学”：…"),
            ("第九小学", "没看懂“第九小学”：…"),
            ("[选学校]", "发给哪个学校？…\n[第一小学]\n[第二小学]"),
            ("[第一小学]", "发给：河南省，第一小学。…"),
            ("[选学段]", "发给哪个学段？\n[幼儿园] [小学] [初中]\n[高中] [中职]"),
            ("[小学]", "发给：河南省，第一小学，小学。…"),
            ("[选岗位]", "发给什么岗位？…"),
            ("[校长]", "发给：河南省，第一小学，小学，校长。…"),
            ("[看预览 ▶]", ["请登记学时。", "发给：…", "…符合条件 1 人，能收到 1 人。\n  第一小学：1 人\n最早 …"]),
            ("[改对象]", "发给：河南省，第一小学，小学，校长。…"),
            ("[清空对象]", ASKED_WHO + "[全部：河南省]…"),
            ("[全部：河南省]", "发给：河南省。…"),
            ("[还差学时的]", "至少还差多少学时？…\n[30] [60] [90]\n[120]"),
            ("很多", "没看懂要差多少学时。…"),
            ("60", "发给：河南省，还差 60 学时以上。…"),
            ("初中老师", "发给：河南省，初中，还差 60 学时以上。…"),
            ("[看预览 ▶]", ["正在核对名单 …", "请登记学时。", "发给：河南省，初中，还差 60 学时以上", "上面就是…"]),
            ("[放弃]", "好的，放弃了，什么也没有发。"),
            ("/announcements", "还没有发过通知。"),
        ],
    )


async def test_a_list_of_numbers(house: House, clerk: Person) -> None:
    """工号 are written or come in a file; a line that brings nobody is said with its reason."""
    table = "姓名,工号\r\n教师001,T0001\r\n教师009,T0009\r\n某人,X7777\r\n".encode("gb18030")
    await verify_dialog(
        clerk,
        [
            ("/announce", ASKED_CONTENT),
            ("请登记学时。", ASKED_WHO),
            ("T0001，T0002", "发给：名单里的 2 个工号。…"),
            ("[工号名单]", "请发工号名单：…"),
            (sends(b"x", "a.docx"), "工号名单请发 .txt 或 .csv 文件；…"),
            (sends(b"\n\n", "a.txt"), "这里没有看到工号。…"),
            (sends(table, "a.csv"), "发给：名单里的 3 个工号。…"),
            (
                "[看预览 ▶]",
                [
                    "请登记学时。",
                    "发给：名单里的 3 个工号",
                    "…符合条件 1 人，能收到 1 人。\n…名单里有 2 行发不到：\n"
                    "  第 3 行 工号“T0009”不在您负责的范围里，…\n"
                    "  第 4 行 工号“X7777”不在名册里。…",
                ],
            ),
            ("/cancel", "好的，放下了，没有发出任何内容。"),
        ],
    )


async def test_a_picture_and_what_cannot_be_sent(house: House, clerk: Person, teachers: list[Person]) -> None:
    """A picture goes out again with its caption and formatting; what is too long is said, and the next try counts."""
    await verify_dialog(
        clerk,
        [
            ("/announce", ASKED_CONTENT),
            (lambda person: person.send_photo(PNG, caption="长" * 1025), "这样还不能发：\n· 说明文字有 1025 个字符…"),
            (lambda person: person.send_photo(PNG, caption="安排见图"), ASKED_WHO),
            (sends(b"x", "a.pdf"), "工号名单请发 .txt 或 .csv 文件；…"),
            ("校长", "发给：河南省，校长。…"),
            ("第一小学", "发给：河南省，第一小学，校长。…"),
            ("[看预览 ▶]", ["[图片]\n安排见图", "发给：…", "上面就是收到的样子。…"]),
            ("[改内容]", ASKED_CONTENT),
            (sends(b"%PDF-1.7", "安排.pdf"), ["[文件 安排.pdf]", "上面就是收到的样子。…"]),
            ("[✅ 发送]", "第 1 号通知　已排定　共 1 人\n…内容：安排.pdf…"),
        ],
    )
    await bring(house)
    await verify_dialog(teachers[0], [(None, "[文件 安排.pdf]")])


async def test_a_draft_survives_a_restart(closed_house: House) -> None:
    """What was written before the program stopped is still there, and goes on where it was."""
    async with closed_house.open():
        clerk = await closed_house.bound("S0001", "职员001", role=Role.STAFF)
        await closed_house.bound("T0001", "教师001", school=FIRST)
        await verify_dialog(clerk, [("/announce", ASKED_CONTENT), ("请登记学时。", ASKED_WHO)])
    async with closed_house.open():
        await verify_dialog(
            clerk,
            [
                ("第一小学", "发给：河南省，第一小学。…"),
                ("[看预览 ▶]", ["请登记学时。", "发给：…", "…能收到 1 人。…"]),
                ("好的", "预览在上面。请点按钮：发送、修改或放弃。"),
                ("/announce", ["请登记学时。", "…能收到 1 人。…\n[✅ 发送]…"]),
                ("[✅ 发送]", "第 1 号通知　已排定　共 1 人…"),
            ],
        )


async def test_several_places(house: House, clerk: Person) -> None:
    """Whoever is in charge of several places says which one; a school that is named tells by itself."""
    async with house.database.write() as session:
        person = await people.by_account(session, clerk.chat_id)
        assert person is not None
        scope = Scope(HEBEI)
        await people.grant(session, actor=COMMAND_LINE, person=person, role=Role.STAFF, scope=scope, now=house.now())
        await session.commit()
    await verify_dialog(
        clerk,
        [
            ("/announce", ASKED_CONTENT),
            ("请登记学时。", ASKED_WHO + "\n[全部：河南省]\n[全部：河北省]\n…"),
            ("小学 校长", "您负责几个地方，这次发给哪里？\n[全部：河南省]\n[全部：河北省]"),
            ("[全部：河北省]", "发给：河北省，小学，校长。…"),
            ("[清空对象]", ASKED_WHO + "…"),
            ("第九小学的老师", "发给：河北省，第九小学。…"),
            ("/announce", "发给：河北省，第九小学。…"),
            (
                "[看预览 ▶]",
                ["请登记学时。", "发给：…", "…能收到 0 人。…所以还不能发。请改对象。\n[⏰ 定时] [设为加急]\n…"],
            ),
            ("[放弃]", "好的，放弃了，什么也没有发。"),
        ],
    )
