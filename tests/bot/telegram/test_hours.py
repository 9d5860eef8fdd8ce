"""What people ask about their own hours, and what others get to see of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from records import posting, settings_store
from records.ledger import EntryKind
from records.model import COMMAND_LINE, Role
from records.posting import Posting
from tests.bot.telegram.house import HENAN, House
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Group, Person

JIANGXI = "360000"
NOW = datetime(2026, 8, 1, tzinfo=UTC)


async def with_hours(house: House) -> Person:
    """教师001 in 江西 with 276 hours in a cycle that the centre has set."""
    teacher = await house.bound("T0001", "教师001", region=JIANGXI, post="教师", stage="小学")
    async with house.database.write() as session:
        await settings_store.set_cycle(
            session, actor=COMMAND_LINE, region=JIANGXI, first_day=date(2022, 1, 1), anchor=None, years=5, now=NOW
        )
        hours = Posting(
            number="T0001",
            kind=EntryKind.POSTING,
            hours=Decimal(276),
            completed=date(2024, 7, 20),
            source="省平台",
            source_key="省平台|T0001|P1",
            project="暑期集中培训",
        )
        await posting.append(session, actor=COMMAND_LINE, postings=[hours], batch=None, now=NOW)
        await session.commit()
    return teacher


def hours_of(key: str, day: date, hours: int, kind: EntryKind = EntryKind.POSTING, **more: str) -> Posting:
    """Hours of 教师001, handed in."""
    return Posting(
        number="T0001",
        kind=kind,
        hours=Decimal(hours),
        completed=day,
        source="省平台",
        source_key=f"省平台|T0001|{key}",
        **more,  # type: ignore[arg-type]
    )


async def test_one_s_own_standing_and_what_follows(house: House) -> None:
    """The right number first, its grounds folded below; why, what if, at this pace, and the entries."""
    teacher = await with_hours(house)
    await verify_dialog(
        teacher,
        [
            (
                "我还差多少学时",
                "T0001 教师001　截至 2026-09-01\n还差 84 学时，2026-12-31 前：…\n"
                "[为什么？] [学时明细]\n[照现在的速度] [看图]",
            ),
            ("为什么？", "…赣教师字〔2014〕36号…应修 360，已修 276…还差 84…暑期集中培训…"),
            (
                "如果我再参加一个60学时的培训呢？",
                "如果今天再登记 60 学时（不分类别）：\n…还差 84 → 24 学时\n这只是推算，…",
            ),
            ("照现在的速度来得及吗", "…照现在每年 … 学时的速度，… 修完；期限 2026-12-31，…"),
            ("[学时明细]", "台账里计入的学时共 1 条：\n· 2024-07-20　276 学时　暑期集中培训"),
            (
                "什么时候到期？",
                "2026-12-31 到期，还有 121 天，还差 84 学时。\n· 在编在岗教师…：2026-12-31 到期，还差 84 学时\n1. …",
            ),
            ("/hours", "…还差 84 学时…"),
            ("五年要多少学时？", "每五年360学时（360000）。…"),
        ],
    )


async def test_hours_are_for_the_person_and_their_centre(house: House) -> None:
    """Strangers are asked to bind, groups hear nothing, staff see those within their scope only."""
    teacher = await with_hours(house)
    await verify_dialog(Person(house.server, "路人"), [("我还差多少学时", "查自己的学时要先绑定。…")])
    there = teacher.in_group(Group(house.server))
    await verify_dialog(there, [("@yanxiu_bot 我还差多少学时", "这件事涉及个人资料，不在群里说。…")])
    clerk = await house.bound("S0001", "职员001", region=JIANGXI, role=Role.STAFF)
    await verify_dialog(clerk, [("/hours T0001", "T0001 教师001　…还差 84 学时…")])
    elsewhere = await house.bound("S0002", "职员002", region=HENAN, role=Role.STAFF)
    await verify_dialog(elsewhere, [("/hours T0001", "您没有权限…")])
    await verify_dialog(teacher, [("/hours S0001", "您没有权限…")])


async def test_what_a_year_brought(house: House) -> None:
    """The sum of the calendar year comes first, by category and with what waits apart; then what is owed."""
    teacher = await with_hours(house)
    async with house.database.write() as session:
        for number, (day, hours, category) in enumerate(
            ((date(2026, 1, 1), 24, "公需"), (date(2026, 3, 2), 30, ""), (date(2025, 12, 31), 8, "公需"))
        ):
            given = hours_of(f"Y{number}", day, hours, category=category)
            await posting.append(session, actor=COMMAND_LINE, postings=[given], batch=None, now=NOW)
        waiting = hours_of("C1", date(2026, 4, 1), 12, category="公需", kind=EntryKind.CLAIM, evidence="证书 1")
        await posting.append(session, actor=COMMAND_LINE, postings=[waiting], batch=None, now=NOW)
        await session.commit()
    await verify_dialog(
        teacher,
        [
            (
                "我今年学了多少",
                "2026 年（1 月 1 日至今）登记了 54 学时，另有 12 学时待审核：\n· 没有分类的　30 学时\n"
                "· 公需　24 学时（另有 12 学时待审核）\n以上是登记的学时；各项要求里能算多少，见下面。\n\n"
                "T0001 教师001　截至 2026-09-01\n还差 22 学时，…[看图]",
            ),
            ("去年我修了多少学时？", "2025 年登记了 8 学时：\n· 公需　8 学时\n…还差 22 学时…"),
            ("2023年我学了多少学时", "2023 年没有登记学时。\n\nT0001 教师001　…还差 22 学时…"),
            ("我今年还差多少学时", "T0001 教师001　截至 2026-09-01\n还差 22 学时，…"),
        ],
    )


async def test_when_what_is_done_is_due(house: House) -> None:
    """What is done is said to be done, with the end of its cycle."""
    teacher = await with_hours(house)
    async with house.database.write() as session:
        more = hours_of("P9", date(2026, 5, 1), 84)
        await posting.append(session, actor=COMMAND_LINE, postings=[more], batch=None, now=NOW)
        await session.commit()
    await verify_dialog(
        teacher,
        [
            ("我还差多少学时", "…"),
            ("哪天截止？", "各项学时要求都已完成。\n· 在编在岗教师…：2026-12-31 到期，已完成\n1. …"),
        ],
    )
