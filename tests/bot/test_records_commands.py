"""`yanxiu records …` over a real database, with the rules that are shipped."""

import asyncio
import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.main import main
from bot.settings import Settings
from bot.streams import Streams
from records import audit
from records.model import COMMAND_LINE
from records.schema import EntryRow, SettingRow
from tests.bot.memory import Outcome


class Clocked(App):
    """The real composition root at a fixed moment: 2025-11-10, 10:00 in China."""

    def now(self) -> datetime:
        """That moment."""
        return datetime(2025, 11, 10, 2, 0, tzinfo=UTC)


@dataclass
class Centre:
    """Runs `yanxiu …` in a data directory of its own."""

    home: Path

    def __call__(self, *argv: str) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        environ = {"YANXIU_HOME": str(self.home)}
        status = main(argv, environ, streams=Streams(io.StringIO(), out, err), cwd=self.home.parent, open_app=Clocked)
        return Outcome(status, out.getvalue(), err.getvalue())

    def records(self, *argv: str) -> str:
        """Output of `yanxiu records …`, which has to succeed."""
        done = self("records", *argv)
        assert done.status == 0, done.err
        return done.out

    def rows(self) -> tuple[int, int]:
        """How many entries and settings there are."""

        async def count() -> tuple[int, int]:
            app = Clocked(Settings(home=self.home))
            async with app.records() as database, database.read() as session:
                entries = await session.scalar(select(func.count()).select_from(EntryRow))
                return entries or 0, await session.scalar(select(func.count()).select_from(SettingRow)) or 0

        return asyncio.run(count())

    def deeds(self) -> list[str]:
        """What the audit holds, the latest first."""

        async def read() -> list[str]:
            app = Clocked(Settings(home=self.home))
            async with app.records() as database, database.read() as session:
                return [entry.action for entry in await audit.entries(session, actor=COMMAND_LINE)]

        return asyncio.run(read())


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    """One teacher of a primary school in 江西, where a rule asks for 360 hours in five years."""
    made = Centre(tmp_path / "数据 目录")
    done = made(
        "people", "add", "T0001", "教师001", "--region", "江西省赣州市章贡区", "--school", "示例小学",
        "--stage", "小学", "--post", "教师", "--sex", "女", "--born", "1985-03-01", "--entered", "2010-09-01",
    )  # fmt: skip
    assert done.status == 0, done.err
    return made


def test_a_standing_says_first_what_is_missing_and_by_when(centre: Centre) -> None:
    """Then the arithmetic with its provision; then what the centre has not decided."""
    centre.records("post", "T0001", "276", "2024-07-20", "--category", "集中培训", "--project", "暑期研修")
    shown = centre.records("standing", "T0001")
    assert "还差 84 学时，期限未定" in shown
    assert "本中心尚未设定：周期起始日" in shown
    said = centre.records("cycle", "set", "--region", "江西", "--start", "2021-01-01", "--years", "5")
    assert said == "周期起始日：从2021-01-01起（5年一周期的）（江西省设定）\n"
    lines = centre.records("standing", "T0001").splitlines()
    assert lines[0] == "T0001 教师001　截至 2025-11-10"
    assert lines[1].startswith("还差 84 学时，2025-12-31 前：")
    text = "\n".join(lines)
    for part in (
        "（赣教师字〔2014〕36号）一",
        "周期：2021-01-01 至 2025-12-31",
        "2024-07-20 暑期研修 276学时",
        "还差：360 − 276 = 84学时",
        "本中心设定“周期起始日”",
    ):
        assert part in text
    assert "尚未设定" not in text


def test_a_standing_as_json(centre: Centre) -> None:
    """The object has the keys that were promised, hours as text; an earlier day is another standing."""
    centre.records("cycle", "set", "--region", "江西", "--start", "2021-01-01")
    centre.records("post", "T0001", "12.5", "2024-07-20")
    value = json.loads(centre.records("standing", "T0001", "--json"))
    assert set(value) == {"teacher", "as_of", "lines"}
    (line,) = value["lines"]
    assert line["cycle"] == {"start": "2021-01-01", "end": "2025-12-31"}
    assert (line["required"], line["earned"], line["remaining"]) == ("360", "12.5", "347.5")
    assert {"rule", "document_number", "label", "counted", "pending", "deadline", "categories", "notes"} <= set(line)
    earlier = json.loads(centre.records("standing", "T0001", "--as-of", "2023-12-31", "--json"))
    assert (earlier["as_of"], earlier["lines"][0]["earned"]) == ("2023-12-31", "0")


def test_posting_the_same_twice_is_once(centre: Centre) -> None:
    """It is said, and how to post another training of the same kind."""
    given = ("post", "T0001", "24", "2025-06-30", "--category", "校本研修")
    assert "记录 1" in centre.records(*given)
    assert "--key" in centre.records(*given)
    assert centre.rows()[0] == 1
    assert "记录 2" in centre.records(*given, "--key", "第二次")
    assert "学分" in centre.records("post", "T0001", "３", "2025-06-30", "--credits", "--source", "省平台")


def test_a_claim_from_handing_in_to_the_ledger(centre: Centre) -> None:
    """Claims are listed, approved or rejected with a reason; the ledger shows every step with who and when."""
    centre.records("claim", "T0001", "40", "2025-07-20", "--category", "国培", "--evidence", "证书1")
    centre.records("claim", "T0001", "10", "2025-07-21", "--evidence", "证书2")
    assert "证书1" in centre.records("claims")
    assert [one["hours"] for one in json.loads(centre.records("claims", "--json"))] == ["40", "10"]
    assert centre.records("approve", "1", "--reason", "已核对") == "已批准：记录 1，T0001。\n"
    assert "不批准" in centre.records("reject", "2", "--reason", "姓名不符")
    assert centre.records("claims") == "没有等待审核的申报。\n"
    shown = centre.records("ledger", "T0001")
    for part in ("申报", "批准 1", "不批准 2", "姓名不符", "命令行 2025-11-10 10:00"):
        assert part in shown
    value = json.loads(centre.records("ledger", "T0001", "--json"))
    assert [(one["kind"], one["decision"]) for one in value["entries"]] == [
        ("claim", "approval"),
        ("claim", "rejection"),
        ("approval", None),
        ("rejection", None),
    ]


def test_a_correction_and_an_offset(centre: Centre) -> None:
    """The old entry stays to be seen, the new one stands; an offset names the entry that it takes from."""
    centre.records("post", "T0001", "24", "2025-06-30")
    assert "代替记录 1" in centre.records("correct", "1", "--hours", "20", "--reason", "证书上是20学时")
    assert "已由 2 更正" in centre.records("ledger", "T0001")
    assert "记录 3" in centre.records("offset", "T0001", "5", "远程培训", "--entry", "1")
    assert "记录 4" in centre.records("offset", "T0001", "5", "远程培训", "--date", "2025-06-30", "--training", "国培")
    assert "0学时" in centre.records("correct", "2", "--hours", "0", "--reason", "重复")


def test_settings_are_shown_with_where_they_come_from(centre: Centre) -> None:
    """The nearest region wins; a value can be looked at alone and taken back."""
    centre.records("setting", "学分折合学时", "10", "--region", "江西")
    centre.records("setting", "学分折合学时", "12", "--region", "章贡区")
    shown = centre.records("setting", "--region", "章贡区")
    assert "江西省赣州市章贡区" in shown
    assert "（尚未设定）" in shown
    (one,) = json.loads(centre.records("setting", "学分折合学时", "--region", "章贡区", "--json"))
    assert one == {"field": "hours_per_credit", "name": "学分折合学时", "value": "12", "region": "360702"}
    assert "已取消" in centre.records("setting", "学分折合学时", "--region", "章贡区", "--unset")
    (one,) = json.loads(centre.records("setting", "学分折合学时", "--region", "章贡区", "--json"))
    assert (one["value"], one["region"]) == ("10", "360000")
    assert "每人从入职学年起" in centre.records("cycle", "set", "--region", "章贡区", "--anchor", "入职学年")


def test_leaves_are_noted_and_cancelled(centre: Centre) -> None:
    """With an end, without one, and taken back."""
    assert "2025-08-31" in centre.records("leave", "T0001", "产假", "2025-03-01", "2025-08-31")
    assert "没有结束" in centre.records("leave", "T0001", "支教", "2025-09-01")
    assert "已撤销" in centre.records("leave", "T0001", "支教", "2025-09-01", "--cancel")
    centre.records("cycle", "set", "--region", "江西", "--start", "2021-01-01")
    assert "假期处理" in centre.records("standing", "T0001")


def test_who_is_falling_behind(centre: Centre) -> None:
    """Figures by school, names with what is missing, what is unset; the same as JSON."""
    shown = centre.records("atrisk", "--region", "江西")
    rule = "（赣教师字〔2014〕36号）一（适用 1 人，1 人还差学时）。"
    for part in ("在册 1 人", rule, "示例小学", "T0001", "360", "周期起始日（1 人）"):
        assert part in shown
    value = json.loads(centre.records("atrisk", "--region", "赣州", "--as-of", "2025-12-01", "--json"))
    assert (value["as_of"], value["total"]["unknown"]) == ("2025-12-01", 1)
    (one,) = value["at_risk"]
    assert (one["teacher"], one["remaining"], one["rules"][0]["label"]) == ("T0001", "360", "一")
    assert [(rule["label"], rule["teachers"], rule["short"]) for rule in value["rules"]] == [("一", 1, 1)]
    assert "bulletin.export" not in centre.deeds()
    assert "没有落后的教师" in centre.records("atrisk", "--region", "河北")


def test_the_export_is_a_table_without_formulas(centre: Centre, tmp_path: Path) -> None:
    """What begins like a formula is text; JSON has a line for each teacher."""
    centre.records("post", "T0001", "7.5", "2025-06-30", "--project", '=HYPERLINK("x")', "--note", "-1")
    file = tmp_path / "台账.csv"
    assert "1 人、1 条" in centre.records("export", "--region", "江西", "--output", str(file))
    content = file.read_bytes()
    assert content.startswith("\ufeff".encode())
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["工号"], row["数量"], row["项目名称"], row["说明"]) == ("T0001", "7.5", '\'=HYPERLINK("x")', "'-1")
    (line,) = centre.records("export", "--region", "江西", "--json").splitlines()
    assert json.loads(line)["entries"][0]["project"] == '=HYPERLINK("x")'
    assert centre("records", "export", "--region", "江西", "--output", str(tmp_path)).status == 2


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("standing", "T9"), "T9"),
        (("standing", "T0001", "--as-of", "昨天"), "昨天"),
        (("ledger", "T9"), "T9"),
        (("post", "T0001", "一天", "2025-06-30"), "一天"),
        (("post", "T0001", "1.2345", "2025-06-30"), "3 位"),
        (("post", "T0001", "24", "2025-13-01"), "2025-13-01"),
        (("post", "T0001", "24", "2026-01-01"), "还没有到"),
        (("post", "T9", "24", "2025-06-30"), "T9"),
        (("claim", "T0001", "24", "2025-06-30"), "凭证"),
        (("offset", "T0001", "24", "远程"), "--entry"),
        (("offset", "T0001", "24", "远程", "--entry", "9"), "记录9"),
        (("approve", "9"), "没有记录"),
        (("reject", "9"), "--reason"),
        (("correct", "9", "--reason", "误"), "--hours"),
        (("correct", "9", "--hours", "1", "--reason", "误"), "没有记录"),
        (("leave", "T0001", "产假", "2025-03-01", "2025-02-01"), "早于"),
        (("cycle", "set", "--start", "2021-01-01"), "--region"),
        (("cycle", "set", "--region", "江西"), "--anchor"),
        (("cycle", "set", "--region", "江西", "--anchor", "随便"), "入职学年"),
        (("cycle", "set", "--region", "江西", "--start", "2021-01-01", "--years", "五"), "五"),
        (("setting", "--region", "江西", "--unset"), "哪一项"),
        (("setting", "没有的", "1", "--region", "江西"), "没有的"),
        (("setting", "结转上限", "1", "--region", "江西", "--unset"), "--unset"),
        (("setting", "结转上限", "很多", "--region", "江西"), "学时数"),
        (("atrisk",), "--region"),
        (("export", "--region", "无此地"), "无此地"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(centre: Centre, argv: tuple[str, ...], said: str) -> None:
    """The status is 2, the sentence says what to do, nothing is written."""
    done = centre("records", *argv)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert centre.rows() == (0, 0)
