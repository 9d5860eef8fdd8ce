"""What people and the bot say to each other, played over HTTP."""

import json
from datetime import timedelta

from records import people
from records.model import Role
from tests.bot.telegram.house import HEBEI, House
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Group, Person

ANSWER = "每五年360学时（410000）。\n[📄 看原文] [👍] [👎]\n[🙋 转人工]"


def latest_file(house: House) -> bytes:
    """What the bot sent last as a file."""
    return list(house.server.world.files.values())[-1].content


async def test_a_stranger_asks_about_the_rules(house: House) -> None:
    """Somebody who never used a bot is greeted, asks, reads the source and says thanks."""
    await verify_dialog(
        Person(house.server),
        [
            ("/start", "您好，我是研修助手。…"),
            ("我在河南", "好的，接下来先按河南省的文件回答。"),
            ("五年要多少学时？", ANSWER),
            ("[📄 看原文]", "《某某意见》（豫教师〔2021〕66号） 二(五)（要点）：…每五年累计不少于360学时。…"),
            ("[👍]", "(提示) 谢谢，记下了。"),
            ("食堂几点开门？", "收录的文件没有写这件事。\n[📄 看原文] [🙋 转人工]"),
            ("转人工", "转人工要先绑定…"),
            ("／help", "我是研修助手，帮您查教师培训的规定。…"),
            ("/nothing", "没有“/nothing”这个用法。…"),
        ],
    )


async def test_binding_and_leaving(house: House) -> None:
    """A code typed in any way binds once; the person sees who they are, and leaves after being asked."""
    person = await house.add("T0001", "教师001", school="第一小学")
    code = await house.code(person)
    await verify_dialog(
        Person(house.server),
        [
            ("我的资料", "您还没有绑定。…"),
            ("/bind", "请把绑定码写在后面…"),
            ("/bind AAAA-BBBB-CCCC", "绑定码不对，或已经失效。请核对后再输入，还可以试 4 次…"),
            (f"绑定 {code.lower()}", "绑定好了。您是：\n教师001（工号 T0001）\n河南省　第一小学\n…"),
            (code, "您早就绑定了，不用再绑。…"),
            ("/me", "教师001（工号 T0001）\n河南省　第一小学"),
            ("五年要多少学时？", ANSWER),
            ("/unbind", "解除之后，…确定解除吗？\n[解除绑定] [不解除]"),
            ("[不解除]", "好的，没有解除。"),
            ("解绑", "解除之后，…"),
            ("[解除绑定]", "已解除绑定，这里的对话记录已删除。…"),
            ("我是谁", "您还没有绑定。…"),
            (code, "这个绑定码已经用过，或已作废。…"),
        ],
    )


async def test_a_link_binds(house: House) -> None:
    """The deep link of an invitation binds at the press of 开始."""
    person = await house.add("T0001", "教师001")
    code = await house.code(person)
    await verify_dialog(Person(house.server), [(f"/start {code.replace('-', '')}", "绑定好了。…")])


async def test_guessing_codes_is_paused(house: House) -> None:
    """After five wrong codes the account waits, also with a right one; the count survives the refusals."""
    code = await house.code(await house.add("T0001", "教师001"))
    wrong = [
        (f"AAAA-BBBB-CCC{last}", f"绑定码不对，…还可以试 {left} 次…") for last, left in zip("2345", "4321", strict=True)
    ]
    person = Person(house.server)
    await verify_dialog(person, [*wrong, ("AAAA-BBBB-CCC6", "码输错太多次，…"), (code, "码输错太多次，…之后再试。")])
    house.ahead = timedelta(hours=1, minutes=1)
    await verify_dialog(person, [(code, "绑定好了。…")])


async def test_everything_kept_can_be_taken_away(house: House) -> None:
    """`/export` sends one file with all that is kept, for the bound and for strangers."""
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(
        teacher, [("五年要多少学时？", ANSWER), ("/export", "[文件 我的资料.json]\n这是系统里关于您的全部资料。")]
    )
    kept = json.loads(latest_file(house))
    assert kept["person"][0]["number"] == "T0001"
    assert [reply["question"] for reply in kept["replies"]] == ["五年要多少学时？"]
    stranger = Person(house.server, "路人")
    await verify_dialog(stranger, [("食堂几点开门？", "收录的…"), ("导出", "[文件 我的资料.json]…")])
    assert "T0001" not in latest_file(house).decode()


async def test_staff_answer_what_the_assistant_cannot(house: House) -> None:
    """A refused question goes to the staff of the region, who answer after a preview; others see nothing of it."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    elsewhere = await house.bound("S0002", "职员002", region=HEBEI, role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001", school="第一小学")
    await verify_dialog(
        teacher,
        [
            ("食堂几点开门？", "收录的文件没有写这件事。…"),
            ("[🙋 转人工]", "已转给教师发展中心的工作人员（第 1 号）。…"),
            ("转人工", "这个问题已经转给工作人员了，答复会发到这里。"),
        ],
    )
    asked = "第 1 号（刚刚提出）\n第一小学教师001问：食堂几点开门？"
    card = f"{asked}\n助手当时的回答：\n收录的文件没有写这件事。\n[✍️ 回答] [不作答]"
    await verify_dialog(
        clerk,
        [
            (None, card),
            ("/queue", ["待答 1 个：", card]),
            ("[✍️ 回答]", "正在答第 1 号：食堂几点开门？…"),
            ("七点开门", "第 1 号，将这样发给提问的老师：\n七点开门\n确认发送吗？\n[✅ 发送] [重写] [放下]"),
            ("[重写]", "请重新写，直接发给我。…"),
            ("上午七点开门。", "第 1 号，将这样发给提问的老师：\n上午七点开门。…"),
            ("[✅ 发送]", "✅ 已发给提问的老师。…"),
            ("/queue", "没有待答的问题。"),
        ],
    )
    await verify_dialog(teacher, [(None, "【河南省教师发展中心】答复\n您问：食堂几点开门？\n\n上午七点开门。")])
    assert elsewhere.unheard == []
    await verify_dialog(elsewhere, [("/queue", "没有待答的问题。")])


async def test_an_approved_answer_serves_the_next_who_asks(house: House) -> None:
    """A doubted answer that staff settled is kept with its provision and given to whoever asks the same."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(
        teacher, [("五年要多少学时？", ANSWER), ("[👎]", "记下了，已请教师发展中心的工作人员核对（第 1 号）。…")]
    )
    await verify_dialog(
        clerk,
        [
            (None, "第 1 号·对回答有疑问（刚刚提出）…"),
            ("[✍️ 回答]", "正在答第 1 号…"),
            ("五年一个周期，每人360学时。", "…确认发送吗？…"),
            ("[✅ 发送]", "✅ 已发给提问的老师。\n[存为常见问题：二(五)]"),
            ("[存为常见问题：二(五)]", "✅ 已发给提问的老师，并存为常见问题：五年要多少学时？"),
        ],
    )
    other = await house.bound("T0002", "教师002")
    await verify_dialog(
        other,
        [
            (
                "请问五年要多少学时呢",
                "五年一个周期，每人360学时。\n“每五年累计不少于360学时。”\n…（这是工作人员于 … 核定的常见问题）…",
            )
        ],
    )


async def test_a_colleague_takes_over_only_when_asked_twice(house: House) -> None:
    """Two clerks do not answer the same question by accident."""
    first = await house.bound("S0001", "职员001", role=Role.STAFF)
    second = await house.bound("S0002", "职员002", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(teacher, [("食堂几点开门？", "收录…"), ("转人工", "已转给…")])
    await verify_dialog(first, [(None, "第 1 号…"), ("[✍️ 回答]", "正在答第 1 号…")])
    await verify_dialog(
        second,
        [
            (None, "第 1 号…"),
            ("[✍️ 回答]", "职员001正在处理这个问题。…\n[由我接手]"),
            ("[由我接手]", "正在答第 1 号…"),
            ("七点", "…确认发送吗？…"),
            ("[✅ 发送]", "✅ 已发给…"),
        ],
    )
    await verify_dialog(first, [("八点", "这个问题已由职员002在 … 答复，不用再处理。")])


async def test_another_account_needs_the_staff(house: House) -> None:
    """A code used from a new phone asks staff first; the old account is warned and works until then."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    old = await house.bound("T0001", "教师001", school="第一小学")
    async with house.database.read() as session:
        person = await people.by_number(session, "T0001")
    assert person is not None
    new = Person(house.server, "教师001的新手机")
    await verify_dialog(new, [(await house.code(person), "这个工号原来绑定了另一个账号。已请工作人员确认…")])
    await verify_dialog(old, [(None, "有人用您的绑定码，…"), ("/me", "教师001…")])
    wanted = (
        "第一小学教师001（工号 T0001）申请换到另一个账号。请先用电话等办法核实是本人，再决定。\n[✅ 同意] [❌ 不同意]"
    )
    await verify_dialog(clerk, [(None, wanted), ("/changes", wanted), ("[✅ 同意]", "✅ 已同意教师001更换账号。")])
    await verify_dialog(new, [(None, "工作人员已同意，…"), ("/me", "教师001…")])
    await verify_dialog(old, [("/me", "您还没有绑定。…")])


async def test_staff_invite_with_link_and_picture(house: House) -> None:
    """An invitation is a picture with code, link and time limit; teachers cannot invite."""
    await house.add("T0001", "教师001")
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    await verify_dialog(
        clerk,
        [
            ("/invite", "请把工号写在后面…"),
            (
                "/invite T0001",
                "…教师001的绑定码：…-…-…https://t.me/yanxiu_bot?start=…14… 前有效…".replace("14… ", "… "),
            ),
            ("/invite T9999", "没有工号为“T9999”的人员。…"),
        ],
    )
    teacher = await house.bound("T0002", "教师002")
    await verify_dialog(
        teacher, [("/invite T0001", "您没有权限…"), ("/queue", "您没有权限…"), ("/changes", "您没有权限…")]
    )


async def test_a_group_hears_rules_only_when_it_asks(house: House) -> None:
    """In a group the bot answers when addressed, says nothing personal, and hangs its reply on the question."""
    group = Group(house.server)
    teacher = await house.bound("T0001", "教师001")
    there = teacher.in_group(group)
    there.say("中午吃什么？五年要多少学时？")
    await verify_dialog(
        there,
        [
            ("@yanxiu_bot 五年要多少学时？", ANSWER),
            ("/me@yanxiu_bot", "这件事涉及个人资料，不在群里说。请点下面的按钮私聊我。\n[私聊我]"),
            ("/help@yanxiu_bot", "在群里，请@我再提问…"),
        ],
    )
    assert "教师001（工号" not in "".join(seen.text for seen in there.seen)
    colleague = Person(house.server, "教师002").in_group(group)
    colleague.press("👎")
    await house.server.until(lambda: [s for s in colleague.seen if s.text.startswith("(提示) 这是给别人的回答")])


async def test_menus_follow_the_role(house: House) -> None:
    """Staff see their commands in the menu from their first message on, teachers do not."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(clerk, [("/me", "职员001…工作人员（河南省）")])
    await verify_dialog(teacher, [("/me", "教师001…")])
    await house.server.until(lambda: "queue" in clerk.menu, timeout=5, what="the menu of staff")
    assert "queue" not in teacher.menu
    assert "help" in teacher.menu
