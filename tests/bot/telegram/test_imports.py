"""Staff send a spreadsheet to the bot, look at what it would do, import it, and take it back: played over HTTP."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from sqlalchemy import select
from sqlalchemy import update as change

from bot.messages import Button, plain
from bot.telegram.worker import put
from records.ledger import EntryKind
from records.model import Role
from records.schema import BatchRow, EntryRow, PersonRow, UpdateRow
from tests.bot.telegram.house import HEBEI, HENAN, House
from tests.bot.telegram.pictures import PNG
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Group, Person
from tests.records.sheets.biff import write_xls
from tests.records.sheets.books import HOURS, ROSTER, book, line

CHECKING = "正在检查这份表格 …"
WRITING = "正在导入 …"
ASKED = "要导入吗？…\n[✅ 导入] [放弃]"


def sends(content: bytes, name: str, *, caption: str = "", size: int | None = None) -> Callable[[Person], object]:
    """Send a file."""
    return lambda person: person.send_document(content, name, caption=caption, size=size)


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., bytes]:
    """Makes a workbook of one sheet and gives its content."""

    def make(*rows: Sequence[Any]) -> bytes:
        return book(tmp_path / "a.xlsx", {"表": rows}).read_bytes()

    return make


@pytest.fixture
async def clerk(house: House) -> Person:
    """Staff of 河南, with two teachers on the roster."""
    await house.add("T0001", "教师001")
    await house.add("T0002", "教师002")
    return await house.bound("S0001", "职员001", role=Role.STAFF)


async def entries(house: House) -> list[tuple[EntryKind, str]]:
    """Kind and project of what the ledger holds."""
    async with house.database.read() as session:
        return [(EntryKind(e.kind), e.project) for e in await session.scalars(select(EntryRow).order_by(EntryRow.id))]


async def batches(house: House) -> int:
    """How many imports there are."""
    async with house.database.read() as session:
        return len((await session.scalars(select(BatchRow))).all())


async def test_hours_are_shown_imported_and_taken_back(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """The counts first, then all rows at a press; the same file again is nothing new; undoing asks once more."""
    file = made(HOURS, line(), line("T0002"))
    await verify_dialog(
        clerk,
        [
            (
                sends(file, "学时.xlsx"),
                [
                    CHECKING + "…",
                    "《学时.xlsx》检查完了，还没有登记。\n学时：新增 2，没有变化 0，冲突 0，错误 0\n"
                    "要导入吗？…表头在第 1 行：…\n[✅ 导入] [放弃]",
                ],
            )
        ],
    )
    assert await entries(house) == []
    await verify_dialog(
        clerk,
        [
            ("[✅ 导入]", [WRITING + "…", "✅ 学时已登记，批次 1：新增 2。\n[撤销这次导入]"]),
            (sends(file, "学时.xlsx"), [CHECKING + "…", "…新增 0，没有变化 2…没有新的内容，什么也没变。…"]),
            ("[撤销这次导入]", "撤销批次 1？…\n[确定撤销] [不撤销]"),
            ("[不撤销]", "没有撤销，什么也没变。"),
            ("[撤销这次导入]", "撤销批次 1？…"),
            ("[确定撤销]", "已撤销批次 1，涉及 2 行。"),
            ("[撤销这次导入]", "撤销批次 1？…"),
            ("[确定撤销]", "批次 1 已经撤销过了，不用再撤销。"),
        ],
    )
    assert [kind for kind, _ in await entries(house)] == [EntryKind.POSTING] * 2 + [EntryKind.CORRECTION] * 2


async def test_a_roster_in_the_old_format(house: House, clerk: Person, tmp_path: Path) -> None:
    """An .xls of a roster adds people where the one who sends it works, and shows what changes."""
    heading = ["工号", "姓名", "岗位", "行政区划"]
    rows = [["某县名册"], heading, ["T0001", "教师001", "校长", "河南省"], ["T0003", "教师003", "教师", ""]]
    file = write_xls(tmp_path / "a.xls", rows).read_bytes()
    shown = "…名册：新增 1，没有变化 0，变动 1，错误 0\n要导入吗？…T0001 岗位：（空） → 校长…"
    await verify_dialog(
        clerk,
        [
            (sends(file, "名册.xls"), [CHECKING + "…", shown]),
            ("[✅ 导入]", [WRITING + "…", "✅ 名册已登记，批次 1：新增 1，变动 1。…"]),
            ("[撤销这次导入]", "…"),
            ("[确定撤销]", "已撤销批次 1，涉及 2 行。"),
        ],
    )
    async with house.database.read() as session:
        assert sorted(await session.scalars(select(PersonRow.number))) == ["S0001", "T0001", "T0002"]


async def test_errors_come_back_marked(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """Row, column, reason and what to do are said, the workbook shows them all, and there is nothing to press."""
    await house.add("T0009", "教师009", region=HEBEI)
    file = made(HOURS, line(), line("T0009"), line("T0404"), line("T0002", 学时="很多"), line("T0002", 学时=-1))
    summary = (
        "《学时.xlsx》检查完了，…学时：新增 1，没有变化 0，冲突 0，错误 4\n"
        "  第 3 行 工号“T0009”：您没有权限登记这位教师。请删去这一行，或请管理员导入。\n"
        "  第 4 行 工号“T0404”：名册里没有这个工号。请核对工号，或先导入名册。\n"
        "  第 5 行 学时“很多”：…\n  …还有 1 处，…\n有错误时一行也不登记。请改正后重新发给我。…"
    )
    await verify_dialog(
        clerk, [(sends(file, "学时.xlsx"), [CHECKING + "…", summary, "[文件 学时-问题.xlsx]\n有问题的格子已标红，…"])]
    )
    assert clerk.buttons == []
    marked = list(house.server.world.files.values())[-1].content
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(marked)).get_sheet_by_index(0).to_python()
    assert rows[0][-1] == "问题"
    assert [bool(row[-1]) for row in rows[1:]] == [False, True, True, True, True]
    assert await entries(house) == []


async def test_conflicts_are_left_out_when_asked(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """What is registered otherwise stays as it is; the rest is imported only at a press that says so."""
    await verify_dialog(
        clerk,
        [
            (sends(made(HOURS, line()), "甲.xlsx"), [CHECKING + "…", "…"]),
            ("[✅ 导入]", [WRITING + "…", "✅ …"]),
            (
                sends(made(HOURS, line(学时=6), line("T0002")), "乙.xlsx"),
                [
                    CHECKING + "…",
                    "…新增 1，没有变化 0，冲突 1，错误 0\n  第 2 行 学时“6”：这次培训已经登记过，登记的是“12”。…"
                    "\n[✅ 导入其余的行] [放弃]",
                    "[文件 乙-问题.xlsx]…",
                ],
            ),
            ("[✅ 导入其余的行]", [WRITING + "…", "✅ 学时已登记，批次 2：新增 1；与已登记的不同的 1 行没有登记。…"]),
        ],
    )
    assert len(await entries(house)) == 2


async def test_the_records_have_changed_since_the_preview(
    house: House, clerk: Person, made: Callable[..., bytes]
) -> None:
    """A colleague was quicker: the conflict is shown, and nothing is imported before it was seen."""
    colleague = await house.bound("S0002", "职员002", role=Role.STAFF)
    await verify_dialog(
        clerk, [(sends(made(HOURS, line(学时=6), line("T0002")), "甲.xlsx"), [CHECKING + "…", "…" + ASKED])]
    )
    await verify_dialog(
        colleague,
        [
            (sends(made(HOURS, line()), "乙.xlsx"), [CHECKING + "…", "…" + ASKED]),
            ("[✅ 导入]", [WRITING + "…", "✅ …批次 1：…"]),
        ],
    )
    changed = "预览以后，已登记的内容有了变化，所以还没有导入。…冲突 1…\n[✅ 导入其余的行] [放弃]"
    await verify_dialog(clerk, [("[✅ 导入]", [WRITING + "…", changed, "[文件 甲-问题.xlsx]…"])])
    assert len(await entries(house)) == 1


async def test_what_a_file_is_can_be_asked(house: House, clerk: Person, tmp_path: Path) -> None:
    """A workbook of both kinds is asked about with two buttons; a caption decides at once."""
    sheets: dict[str, list[Any]] = {
        "名册": [ROSTER, ["T0003", "教师003"]],
        "学时": [["姓名", *HOURS], ["教师001", *line()]],
    }
    file = book(tmp_path / "a.xlsx", sheets).read_bytes()
    asked = "这份表格看起来既像名册，也像学时。它是什么？\n[名册] [学时]"
    await verify_dialog(
        clerk,
        [
            (sends(file, "全部.xlsx"), [CHECKING + "…", asked]),
            ("[学时]", [CHECKING + "…", "…学时：新增 1，…" + ASKED]),
            ("[放弃]", "好的，放弃了，什么也没有登记。"),
            (sends(file, "全部.xlsx", caption="这是名册"), [CHECKING + "…", "…名册：新增 1，…" + ASKED]),
            ("[✅ 导入]", [WRITING + "…", "✅ 名册已登记，…"]),
        ],
    )


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 30_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("学时.xlsx", PNG, "这是图片，不是表格。…"),
        ("学时.xlsx", b"PK\x03\x04 broken", "这个文件不完整或已损坏，…"),
        ("学时.xls", b"<html><table></table></html>", "这个文件其实是网页，…"),
        ("学时.csv", "甲,乙\n1,2\n".encode("gbk"), "没有找到认得的表头，…"),
        ("../../a.xlsx", _bomb(), "这个表格…"),
    ],
)
async def test_what_is_no_spreadsheet(house: House, clerk: Person, name: str, content: bytes, sentence: str) -> None:
    """Renamed pictures, pages, damaged files and bombs are refused with a sentence."""
    await verify_dialog(clerk, [(sends(content, name), [CHECKING + "…", sentence])])
    assert house.incidents == []


async def test_files_that_cannot_be_had(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """Too large is said at once; a file that is gone when the button is pressed can be tried again."""
    file = made(HOURS, line())
    await verify_dialog(
        clerk,
        [
            (sends(file, "学时.xlsx", size=20_000_001), "这个文件超过 20 MB，…"),
            (sends(file, "学时.xlsx"), [CHECKING + "…", "…" + ASKED]),
        ],
    )
    kept = dict(house.server.world.files)
    house.server.world.files.clear()
    gone = "没能从 Telegram 取到这个文件，什么也没有登记。…\n[✅ 导入] [放弃]"
    await verify_dialog(clerk, [("[✅ 导入]", [WRITING + "…", gone])])
    house.server.world.files.update(kept)
    await verify_dialog(clerk, [("[✅ 导入]", [WRITING + "…", "✅ …"])])


async def test_old_and_replaced_previews(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """A later file takes the place of an earlier one, and a preview waits for a day."""
    first, second = made(HOURS, line()), made(HOURS, line("T0002"))
    await verify_dialog(
        clerk,
        [
            (sends(first, "甲.xlsx"), [CHECKING + "…", "…" + ASKED]),
            (sends(second, "乙.xlsx"), [CHECKING + "…", "…" + ASKED]),
        ],
    )
    older = next(one for one in clerk.messages if "《甲.xlsx》" in one.get("text", ""))
    await verify_dialog(clerk, [(lambda person: person.press("✅ 导入", older), "(提示) 这份预览已经作废：…")])
    house.ahead = timedelta(hours=25)
    await verify_dialog(clerk, [("[✅ 导入]", "(提示) 这份预览已经超过一天，…")])
    assert await entries(house) == []


async def test_two_presses_are_one_import(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """An impatient second press finds the work done."""
    await verify_dialog(clerk, [(sends(made(HOURS, line()), "甲.xlsx"), [CHECKING + "…", "…" + ASKED])])
    preview = clerk.messages[-1]
    clerk.press("✅ 导入", preview)
    clerk.press("放弃", preview)
    await verify_dialog(clerk, [(None, [WRITING + "…", "✅ …批次 1：…"])], timeout=10)
    await house.server.until(lambda: [one for one in clerk.seen if "已经处理过了" in one.text])
    assert await batches(house) == 1


async def test_an_import_that_was_cut_off_is_done_once(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """What a worker wrote that lost its claim is undone with everything; the press is handled again, from the start."""
    await verify_dialog(clerk, [(sends(made(HOURS, line()), "甲.xlsx"), [CHECKING + "…", "…" + ASKED])])
    house.server.weather.delay(0.3, method="getFile", times=1)
    clerk.press("✅ 导入")
    await verify_dialog(clerk, [(None, WRITING + "…")])
    await _give(house, "another worker")
    await asyncio.sleep(0.6)
    assert (await entries(house), await batches(house), clerk.unheard) == ([], 0, [])
    await _give(house, "")
    clerk.say("/cancel")
    await verify_dialog(clerk, [(None, ["✅ 学时已登记，批次 1：新增 1。…", "现在没有正在写的内容。"])], timeout=10)
    assert (len(await entries(house)), await batches(house)) == (1, 1)


async def _give(house: House, worker: str) -> None:
    async with house.database.write() as session:
        await session.execute(change(UpdateRow).where(UpdateRow.done_at.is_(None)).values(worker=worker))
        await session.commit()


async def test_only_staff_import(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """A teacher reads who imports, a stranger that they should bind, a group nothing; forged buttons do nothing."""
    file = made(HOURS, line())
    teacher = await house.bound("T0005", "教师005")
    await verify_dialog(teacher, [(sends(file, "学时.xlsx"), "名册和学时的表格由…工作人员导入，…")])
    await verify_dialog(Person(house.server, "路人"), [(sends(file, "学时.xlsx"), "文件和图片我只在…")])
    there = clerk.in_group(Group(house.server, bot_status="administrator"))
    there.send_document(file, "学时.xlsx")
    await verify_dialog(
        clerk, [(sends(file, "学时.xlsx"), [CHECKING + "…", "…" + ASKED]), ("[✅ 导入]", [WRITING + "…", "✅ …"])]
    )
    assert there.seen == []
    forged = plain("伪造的按钮", (Button("撤销它", "im:U:1"), Button("导入它", "im:y:1"), Button("乱写的", "im:U:x")))
    async with house.database.write() as session:
        await put(session, "forged", teacher.chat_id, forged, house.now())
        await session.commit()
    await verify_dialog(
        teacher,
        [
            ("/me", ["伪造的按钮…", "…"]),
            ("[撤销它]", "您没有权限…"),
            ("[导入它]", "(提示) 这份表格已经处理过了。…"),
            ("[乱写的]", "(提示) 这个按钮已经失效，…"),
        ],
    )


async def test_places_of_a_roster_are_asked_for(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """New people of another region are an error of the preview; those without one belong where the clerk does."""
    heading = ["工号", "姓名", "行政区划"]
    await verify_dialog(
        clerk,
        [
            (
                sends(made(heading, ["T0006", "教师006", "河北省"]), "名册.xlsx"),
                [CHECKING + "…", "…错误 1\n…第 2 行 行政区划“130000”：不在您负责的范围里，…", "[文件 名册-问题.xlsx]…"],
            ),
            (sends(made(heading, ["T0006", "教师006", ""]), "名册.xlsx"), [CHECKING + "…", "…" + ASKED]),
            ("[✅ 导入]", [WRITING + "…", "✅ 名册已登记，…"]),
        ],
    )
    async with house.database.read() as session:
        assert list(await session.scalars(select(PersonRow.region).where(PersonRow.number == "T0006"))) == [HENAN]


async def test_other_chats_go_on_while_a_file_is_read(house: House, clerk: Person, made: Callable[..., bytes]) -> None:
    """Somebody who asks meanwhile has their answer before the preview is there."""
    file = made(HOURS, *(line("T0001", 项目编号=f"P{number}", 完成日期=date(2025, 3, 1)) for number in range(3000)))
    teacher = await house.bound("T0005", "教师005")
    clerk.send_document(file, "学时.xlsx")
    await verify_dialog(clerk, [(None, CHECKING + "…")])
    await verify_dialog(teacher, [("五年要多少学时？", "每五年360学时…")])
    assert clerk.unheard == []
    await verify_dialog(clerk, [(None, "…新增 3000，…" + ASKED)], timeout=20)
