"""Claims of hours with their category, and many of them: played over HTTP."""

from datetime import UTC, date, datetime
from decimal import Decimal

from records import bookkeeping, ledger_book
from records.ledger import EntryKind
from records.model import COMMAND_LINE, Role
from records.posting import Posting
from tests.bot.telegram.house import House
from tests.bot.telegram.test_claims import CAPTION, PREVIEW, SAID, photo
from tests.botapi.dialog import verify_dialog


async def test_a_category_may_be_named(house: House) -> None:
    """It is shown to the teacher and to staff and kept; the same training under another category is the same claim."""
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    teacher = await house.bound("T0001", "教师001")
    said = f"{SAID}\n类别：公需科目"
    await verify_dialog(
        teacher,
        [
            (photo(CAPTION), PREVIEW),
            ("类别：公需科目", f"将这样申报：\n{said}\n凭证：照片\n确认提交吗？…"),
            ("[✅ 提交]", f"✅ 已提交申报（第 1 号），…\n{said}"),
            (photo(f"{CAPTION} 类别：专业科目"), "将这样申报：…类别：专业科目…"),
            ("[✅ 提交]", "同样的培训已申报过（第 1 号），正在等待审核，不用再报。"),
        ],
    )
    await verify_dialog(
        clerk,
        [
            (None, f"[图片]\n学时申报第 1 号\n教师001（工号 T0001）\n{said}…"),
            ("[❌ 不通过]", f"第 1 号申报不通过：\n{said}\n…"),
            ("/cancel", "好的，放下了…"),
            ("[✅ 通过]", "✅ 已通过…"),
        ],
    )
    await verify_dialog(teacher, [(None, f"✅ 您的学时申报（第 1 号）已通过，…{said}…")])
    async with house.database.read() as session:
        book = await ledger_book.book_of(session, "T0001", actor=COMMAND_LINE)
    assert [one.category for one in book.stands.held] == ["公需科目"]


async def test_many_claims_are_paged(house: House) -> None:
    """Five at a time, oldest first, with a button for the next; what was decided meanwhile is not shown again."""
    await house.add("T0001", "教师001")
    async with house.database.write() as session:
        for number in range(1, 12):
            claim = Posting(
                number="T0001",
                kind=EntryKind.CLAIM,
                hours=Decimal(number),
                completed=date(2025, 7, 20),
                source="命令行",
                source_key=f"k{number}",
                project=f"培训{number}",
                evidence="证001",
            )
            await bookkeeping.book(session, actor=COMMAND_LINE, posting=claim, now=datetime(2026, 8, 1, tzinfo=UTC))
        await session.commit()
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    more = "还有更多待审的申报。\n[下一页 ▶]"

    def cards(*numbers: int) -> list[str]:
        return [f"学时申报第 {number} 号…" for number in numbers]

    await verify_dialog(
        clerk,
        [
            ("/claims", ["待审申报 11 项，先看最早的 5 项：", *cards(1, 2, 3, 4, 5), more]),
            ("[✅ 通过]", "✅ 已通过教师001的申报（第 5 号）。…"),
            ("[下一页 ▶]", [*cards(6, 7, 8, 9, 10), more]),
            ("[下一页 ▶]", cards(11)),
            ("[✅ 通过]", "✅ 已通过教师001的申报（第 11 号）。…"),
            ("[下一页 ▶]", "(提示) 后面没有待审的申报了。"),
        ],
    )
