"""Pictures, 学习档案 and 学情通报 asked for in a chat: who gets them, what is in them, and who does not."""

import io
from datetime import UTC, datetime

import pytest
import python_calamine
from sqlalchemy import select

from bot import texts
from bot.reception import outputs
from bot.reception.wishes import wish_of
from records import people
from records.attempts import TRIES
from records.model import COMMAND_LINE, Role, Scope
from records.schema import AttemptRow, AuditRow, TranscriptRow
from records.transcripts import drawn
from tests.bot.telegram.house import HENAN, House
from tests.bot.telegram.test_hours import JIANGXI, with_hours
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Group, Person

PRIVATE = "这件事涉及个人资料，不在群里说。…"
BIND = "查自己的学时要先绑定。…"
TEACHERS = "学情通报只给教师发展中心和学校的工作人员看。…"


def last_file(house: House) -> bytes:
    """The content of the newest file that the bot sent."""
    return list(house.server.world.files.values())[-1].content


async def noted(house: House) -> list[str]:
    """What was noted of figures and papers that left the house."""
    async with house.database.read() as session:
        wanted = select(AuditRow.action).where(AuditRow.action.in_(("bulletin.export", "transcripts.issue")))
        return list(await session.scalars(wanted.order_by(AuditRow.id)))


def on_that_day(house: House) -> None:
    """Set the clock of the house to a day within the cycle of `with_hours`."""
    house.ahead = datetime(2026, 9, 1, 4, tzinfo=UTC) - datetime.now(UTC)


async def test_the_progress_picture(house: House) -> None:
    """By the button under one's hours and in words; nobody is named on it or below it."""
    teacher = await with_hours(house)
    drawn_here = "[图片]\n学时进度图。图上没有姓名和工号。"
    await verify_dialog(
        teacher,
        [
            ("我还差多少学时", "…还差 84 学时…[看图]"),
            ("[看图]", drawn_here),
            ("发张图看看我的进度", drawn_here),
            ("/picture", drawn_here),
        ],
    )
    assert last_file(house).startswith(b"\x89PNG")


async def test_a_transcript_is_issued_and_verified(house: House) -> None:
    """A PDF under a new code; whoever has the code learns what it vouches for, bound or not, typed in or by link."""
    teacher = await with_hours(house)
    on_that_day(house)
    teacher.say("开个学时证明")
    heard = (await teacher.hears()).text
    assert heard.startswith("[文件 学习档案-T0001-2026-09-01.pdf]\n学习档案，截至 2026-09-01。核验码 "), heard
    code = heard.partition("核验码 ")[2][:19]
    assert last_file(house).startswith(b"%PDF")
    vouched = (
        f"核验码 {code} 有效：这份学习档案由本系统出具，属于 教***1（工号 ***01）。\n…应修 360，计入 276，还差 84\n…"
    )
    stranger = Person(house.server, "路人")
    await verify_dialog(
        stranger,
        [
            (code, vouched),
            (f"帮我核验一下 {code.lower()}", vouched),
            (f"/start {code.replace('-', '')}", vouched),
            (f"/verify {code}", vouched),
            ("核验", "把学习档案上的核验码发给我，…"),
        ],
    )
    await verify_dialog(teacher, [(code, vouched), ("学习档案", "[文件 学习档案-T0001-2026-09-01.pdf]\n…")])
    assert await noted(house) == ["transcripts.issue"] * 2


async def test_wrong_codes_are_counted(house: House) -> None:
    """After some of them the account has to wait; the sentence says so, and the count is kept."""
    stranger = Person(house.server, "路人")
    wrong = [str(drawn()) for _ in range(TRIES)]
    turns = [(code, f"没有这个核验码，…还可以试 {TRIES - place} 次。") for place, code in enumerate(wrong[:-1], 1)]
    await verify_dialog(stranger, [*turns, (wrong[-1], "码输错太多次，…"), (wrong[0], "码输错太多次，…")])
    async with house.database.read() as session:
        assert (await session.scalars(select(AttemptRow.paused_until))).one() is not None


async def test_papers_are_for_the_person_and_their_staff(house: House) -> None:
    """Not in a group, not for strangers, not for other teachers; for staff within their scope only."""
    teacher = await with_hours(house)
    on_that_day(house)
    there = teacher.in_group(Group(house.server))
    said = ("学习档案", "开个学时证明", "发张图看看我的进度", "学情通报 第一小学")
    await verify_dialog(there, [(f"@yanxiu_bot {one}", PRIVATE) for one in said])
    await verify_dialog(Person(house.server, "路人"), [("学习档案", BIND), ("进度图", BIND), ("学情通报", TEACHERS)])
    other = await house.bound("T0002", "教师002", region=JIANGXI)
    elsewhere = await house.bound("S0002", "职员002", region=HENAN, role=Role.STAFF)
    for person in (other, elsewhere):
        refused = [("学习档案 T0001", "您没有权限…"), ("进度图 T0001", "您没有权限…")]
        await verify_dialog(person, refused)
    clerk = await house.bound("S0001", "职员001", region=JIANGXI, role=Role.STAFF)
    await verify_dialog(
        clerk,
        [
            ("学习档案 T0001", "[文件 学习档案-T0001-2026-09-01.pdf]\n…"),
            ("进度图 T0001", "[图片]\n…"),
            ("/transcript T0404", "没有工号为“T0404”的人员。…"),
        ],
    )
    async with house.database.read() as session:
        assert len((await session.scalars(select(TranscriptRow.id))).all()) == 1


async def test_the_bulletin_of_one_s_area(house: House) -> None:
    """Counted while one waits, then the figures, a picture without names, and the workbook; noted as an export."""
    teacher = await with_hours(house)
    await house.add("T0002", "教师002", region=JIANGXI, school="第一小学", post="教师")
    clerk = await house.bound("S0001", "职员001", region=JIANGXI, role=Role.STAFF)
    files = ["[图片]", "[文件 学情通报-江西省-…2026-09-01.xlsx]\n工作簿含个人信息，…"]
    await verify_dialog(
        clerk,
        [
            ("学情通报", ["正在统计 …", "江西省　截至 2026-09-01：在册 3 人，有学时要求的 …\n已完成 …", *files]),
            ("学情通报 第一小学", ["正在统计 …", "江西省 第一小学　截至 …：在册 1 人，…", *files]),
            ("/bulletin 第九小学", ["正在统计 …", "名册里没有 江西省 第九小学 的人员。…"]),
            ("学情通报 河南省", "河南省 不在您负责的范围里，…"),
        ],
    )
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(last_file(house))).get_sheet_by_index(2)
    assert any("T0002" in row for row in sheet.to_python())
    assert await noted(house) == ["bulletin.export"] * 2
    await verify_dialog(teacher, [("学情通报", TEACHERS), ("/bulletin 第一小学", TEACHERS)])


async def test_the_bulletin_of_a_school_s_own_staff(house: House) -> None:
    """Who looks after one school gets that school, and no other."""
    await house.add("T0002", "教师002", region=JIANGXI, school="第二小学", post="教师")
    clerk = await house.bound("S0001", "职员001", region=JIANGXI, school="第一小学", role=Role.STAFF)
    await verify_dialog(
        clerk,
        [
            ("第二小学的学情通报", "江西省 第二小学 不在您负责的范围里，…"),
            ("学情通报 江西省", "江西省 不在您负责的范围里，…"),
            ("学情通报", ["正在统计 …", "江西省 第一小学　截至 …：在册 1 人，…", "[图片]", "…"]),
        ],
    )


async def test_a_bulletin_for_who_has_several_areas(house: House) -> None:
    """One is asked which; an administrator without a region is asked to name one."""
    clerk = await house.bound("S0001", "职员001", region=JIANGXI, role=Role.STAFF)
    async with house.database.write() as session:
        person = await people.find(session, actor=COMMAND_LINE, number="S0001")
        await people.grant(
            session, actor=COMMAND_LINE, person=person, role=Role.STAFF, scope=Scope(HENAN, ""), now=house.now()
        )
        await session.commit()
    await verify_dialog(
        clerk,
        [
            ("学情通报", "您负责的地方不止一处，…\n[江西省]\n[河南省]"),
            ("[河南省]", ["正在统计 …", "名册里没有 河南省 的人员。…"]),
            ("[江西省]", ["正在统计 …", "江西省　…：在册 1 人，…", "[图片]", "…"]),
        ],
    )
    chief = await house.bound("A0001", "管理员001", region="", role=Role.ADMINISTRATOR)
    await verify_dialog(
        chief,
        [
            ("学情通报", "要出哪个地区的学情通报？…"),
            ("学情通报 朝阳", "叫这个名字的地区不止一个：…"),
            ("学情通报 江西", ["正在统计 …", "江西省　…：在册 1 人，…", "[图片]", "…"]),
        ],
    )


async def test_a_bulletin_that_would_take_too_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more people than a chat can wait for there is none; the sentence says where else."""
    monkeypatch.setattr(outputs, "MOST", 1)
    await house.add("T0002", "教师002", region=JIANGXI)
    clerk = await house.bound("S0001", "职员001", region=JIANGXI, role=Role.STAFF)
    await verify_dialog(clerk, [("学情通报", ["正在统计 …", "名册里有 2 人，超过 1 人的通报在聊天里出不了。…"])])
    assert await noted(house) == []


async def test_reminders_again(house: House) -> None:
    """恢复提醒 says that nothing had been stopped."""
    teacher = await house.bound("T0001", "教师001")
    await verify_dialog(teacher, [("恢复提醒", texts.NOTHING_STOPPED), ("/reminders", texts.NOTHING_STOPPED)])


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("老师您好，麻烦帮我开个学时证明", ("transcript", "")),
        ("给T0001开个学时证明", ("transcript", "T0001")),
        ("能开培训证明吗？", ("transcript", "")),
        ("T0001的学时进度图", ("picture", "T0001")),
        ("给我画个进度图", ("picture", "")),
        ("出一份甘州区的学情通报", ("bulletin", "甘州区")),
        ("学情通报 江西省 第一小学", ("bulletin", "江西省 第一小学")),
        ("学习档案怎么开", None),
        ("学时证明在哪里开", None),
        ("培训档案要保存几年", None),
        ("学情通报多久出一次", None),
        ("学情通报 怎么出", None),
        ("我的培训情况", None),
        ("有没有学时政策的图", None),
    ],
)
def test_wishes_are_told_from_questions(said: str, wish: tuple[str, str] | None) -> None:
    """Who wants a paper gets it; who asks about papers gets an answer from the rules."""
    assert wish_of(said) == wish
