"""`yanxiu reminders …` over a real database, with the rules that are shipped."""

import asyncio
import base64
import io
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import load_workbook

from bot import reminder_render
from bot.app import App
from bot.main import main
from bot.settings import Settings
from bot.streams import Streams
from records.outbox import State, counts
from records.reminders.messages import message_of
from records.reminders.model import Item, Key, Kind, Listing, Message
from records.schema import AccountRow
from tests.bot.memory import Outcome


class Clocked(App):
    """The real composition root at a fixed moment: 2025-11-10, 10:00 in China."""

    def now(self) -> datetime:
        """That moment."""
        return datetime(2025, 11, 10, 2, 0, tzinfo=UTC)


class Terminal(io.StringIO):
    """A keyboard with somebody at it."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@dataclass
class Centre:
    """Runs `yanxiu …` in a data directory of its own."""

    home: Path

    def __call__(self, *argv: str, typed: io.StringIO | None = None) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        environ = {"YANXIU_HOME": str(self.home), "YANXIU_REGION": "江西省"}
        streams = Streams(typed or io.StringIO(), out, err)
        status = main(argv, environ, streams=streams, cwd=self.home.parent, open_app=Clocked)
        return Outcome(status, out.getvalue(), err.getvalue())

    def reminders(self, *argv: str) -> str:
        """Output of `yanxiu reminders …`, which has to succeed."""
        done = self("reminders", *argv)
        assert done.status == 0, done.err
        return done.out

    def bind(self, person: int) -> None:
        """Give a person an account."""

        async def run() -> None:
            app = Clocked(Settings(home=self.home))
            async with app.records() as database, database.write() as session:
                session.add(AccountRow(account=1000 + person, person_id=person, bound_at=app.now()))
                await session.commit()

        asyncio.run(run())

    def waiting(self) -> int:
        """How many messages wait."""

        async def run() -> int:
            app = Clocked(Settings(home=self.home))
            async with app.records() as database, database.read() as session:
                return (await counts(session))[State.WAITING]

        return asyncio.run(run())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three teachers in 江西, of whom two can be reached; five years end on 2025-12-31."""
    made = Centre(tmp_path_factory.mktemp("reminders") / "数据 目录")
    for number in ("T0001", "T0002", "T0003"):
        done = made(
            "people", "add", number, f"教师{number[-3:]}", "--region", "江西省赣州市章贡区", "--school", "示例小学",
            "--stage", "小学", "--post", "教师", "--sex", "女", "--born", "1985-03-01", "--entered", "2010-09-01",
        )  # fmt: skip
        assert done.status == 0, done.err
    made.bind(1)
    made.bind(2)
    assert made("records", "cycle", "set", "--region", "江西", "--start", "2021-01-01", "--years", "5").status == 0
    assert made("records", "post", "T0002", "360", "2024-07-20", "--category", "集中培训").status == 0
    return made.home


@pytest.fixture
def centre(filled: Path, tmp_path: Path) -> Centre:
    """A copy of that centre."""
    return Centre(Path(shutil.copytree(filled, tmp_path / filled.name)))


def test_who_would_hear_of_what(centre: Centre) -> None:
    """With the moment and the threshold; those who hear nothing are counted by reason. Nothing is written."""
    shown = centre.reminders("due", "--as-of", "2025-12-01")
    assert "1 人该收到提醒，2 人没有。" in shown
    assert "T0001" in shown
    assert "12月1日 09:00" in shown
    assert "周期到期（30 天）" in shown
    assert "不提醒：没有绑定账号 1 人" in shown
    assert "不提醒：已经完成 1 人" in shown
    assert "2026" not in shown
    assert centre.waiting() == 0


def test_due_as_json(centre: Centre) -> None:
    """Everything that the screen shows, and the text of each reminder."""
    value = json.loads(centre.reminders("due", "--as-of", "2025-12-01", "--json"))
    assert value["as_of"] == "2025-12-01"
    assert value["not_due"] == {"unbound": 1, "done": 1}
    (one,) = value["due"]
    assert (one["number"], one["items"][0]["threshold"]) == ("T0001", 30)
    assert "还差 360 学时" in one["items"][0]["text"]


def test_a_region_and_a_year_without_known_holidays(centre: Centre) -> None:
    """Elsewhere nobody is due; for a far year the output says what it does not know."""
    shown = centre.reminders("due", "--as-of", "2060-12-01", "--region", "沙县区")
    assert "0 人该收到提醒，0 人没有。" in shown
    assert "2060 年的法定节假日安排程序里还没有" in shown


def test_one_person_explained(centre: Centre) -> None:
    """Each requirement that lacks hours, with what becomes of it; or why no message can arrive."""
    shown = centre.reminders("due", "--as-of", "2025-12-01", "--explain", "T0001")
    assert "还差 360 学时，期限 2025-12-31，已到 30 天这一档。提醒" in shown
    assert "12月1日 09:00 发出" in shown
    assert "不提醒：还没有到提醒的天数" in centre.reminders("due", "--as-of", "2025-01-06", "--explain", "T0001")
    assert "没有提醒：已经完成" in centre.reminders("due", "--explain", "T0002")
    assert "没有绑定账号" in centre.reminders("due", "--explain", "T0003")
    assert json.loads(centre.reminders("due", "--explain", "T0003", "--json"))["reason"] == "unbound"
    assert centre("reminders", "due", "--explain", "T9").status == 2


def test_a_scan_writes_once(centre: Centre) -> None:
    """On a terminal after a question; elsewhere with --yes only; never for the past."""
    assert centre("reminders", "scan").status == 2
    asked = centre("reminders", "scan", "--as-of", "2025-12-01", typed=Terminal("n\n"))
    assert "将写入 2025-12-01 的提醒 1 条" in asked.err
    assert (asked.status, asked.out) == (3, "没有写入任何提醒。\n")
    done = centre("reminders", "scan", "--as-of", "2025-12-01", typed=Terminal("y\n"))
    assert done.out == "看了 2 人，写入 1 条消息，共 1 项提醒。\n"
    assert "写入 0 条消息" in centre.reminders("scan", "--as-of", "2025-12-01", "--yes")
    assert centre.waiting() == 1
    past = centre("reminders", "scan", "--as-of", "2025-11-09", "--yes")
    assert (past.status, past.err) == (
        2,
        "不能写入过去某一天的提醒。请写今天或以后的日期；只想看看，请用 yanxiu reminders due。\n",
    )
    assert "写入 0 条消息" in centre.reminders("scan", "--yes")


def test_rules_and_settings(centre: Centre) -> None:
    """What holds in a region, where it was decided, and back again."""
    assert "· 周期到期：180、90、30、7" in centre.reminders("rules")
    said = centre.reminders("setting", "提醒天数", "周期到期=60、14", "--region", "江西")
    assert said == "提醒天数：周期到期=60、14（江西省设定）\n"
    rules = json.loads(centre.reminders("rules", "--region", "江西省赣州市章贡区", "--json"))
    assert rules["thresholds"]["cycle_end"] == [60, 14]
    (shown,) = json.loads(centre.reminders("setting", "提醒天数", "--json"))
    assert (shown["value"], shown["region"]) == ("周期到期=60、14", "360000")
    assert "还没有到提醒的天数" not in centre.reminders("due", "--as-of", "2025-11-10")
    assert centre.reminders("setting", "提醒天数", "--unset") == "江西省不再设定“提醒天数”。\n"
    assert centre.reminders("setting", "提醒天数", "--unset") == "江西省没有设定过“提醒天数”。\n"
    assert "提醒的免打扰时段" in centre.reminders("setting")


def test_bad_input(centre: Centre) -> None:
    """A sentence, and exit 2."""
    for argv, said in (
        (["setting", "--unset"], "请写上名称"),
        (["setting", "提醒天数", "周期到期=7", "--unset"], "只能写一个"),
        (["setting", "天数", "7"], "可以设定的有"),
        (["setting", "提醒天数", "很早"], "请写种类=天数"),
        (["due", "--as-of", "昨天"], "昨天"),
    ):
        done = centre("reminders", *argv)
        assert done.status == 2
        assert said in done.err


def test_a_message_for_telegram() -> None:
    """Names cannot become markup; however much there is to say, it is one message; buttons fit."""
    key = Key(1, Kind.CYCLE_END, "r", date(2021, 1, 1), 30, date(2025, 12, 31))
    items = [Item(key, f"· <b>{n}</b> {'要求' * 400}") for n in range(20)]
    made = reminder_render.payload(message_of(items, date(2025, 12, 1)))
    assert made["html"].startswith("<b>研修提醒")
    assert "&lt;b&gt;0" in made["html"]
    assert len(made["html"]) < 4200
    assert made["html"].endswith("其余的请发送“我的学时”查看。")
    assert all(len(button["callback_data"].encode()) <= 64 for row in made["buttons"] for button in row)


def test_a_digest_for_telegram() -> None:
    """The whole list goes along as a workbook; a cell that looks like a formula stays text."""
    listing = Listing(("姓名", "还差"), (("=1+1", "84"),), datetime(2026, 3, 2, tzinfo=UTC))
    message = Message("提醒周报", "\n".join(["一行"] * 900), listing=listing)
    made = reminder_render.payload(message)
    assert len(made["html"]) < 1100
    book = load_workbook(io.BytesIO(base64.b64decode(made["content"])))
    assert book.get_sheet_by_index(0).to_python() == [["姓名", "还差"], ["=1+1", "84"]]
