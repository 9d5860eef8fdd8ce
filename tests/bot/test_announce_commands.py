"""`yanxiu announce …` over a real database."""

import argparse
import asyncio
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from sqlalchemy import func, select

from bot import announce_commands, arguments
from bot.announce_arguments import add_announce
from bot.settings import Settings
from bot.streams import Streams
from bot.texts import announce as announce_texts
from policy_corpus.errors import YanxiuError
from records import outbox, rosters
from records.campaigns import advance, receipts
from records.database import Database
from records.model import COMMAND_LINE
from records.schema import AccountRow, CampaignRow, OutboxRow
from tests.bot.memory import Clocked, Outcome, Terminal
from tests.records.campaigns.house import person
from tests.records.hours import teacher
from tests.records.roster import NOW, OTHER_SCHOOL, SCHOOL

COMMANDS = {
    "announce new": announce_commands.new,
    "announce list": announce_commands.show_list,
    "announce show": announce_commands.show,
    "announce approve": announce_commands.approve,
    "announce pause": announce_commands.pause,
    "announce resume": announce_commands.resume,
    "announce cancel": announce_commands.cancel,
    "announce correct": announce_commands.correct,
    "announce report": announce_commands.report,
    "announce unread": announce_commands.unread,
    "announce doubts": announce_commands.in_doubt,
}
SCHOOLS = ("--region", "甘州区", "--school", SCHOOL)


def parse(*argv: str) -> argparse.Namespace:
    """As the command line does below `announce`."""
    parser = type(arguments.parser())(prog="yanxiu announce")
    add_announce(parser.add_subparsers(required=True, parser_class=type(parser)))
    return parser.parse_args(argv)


@dataclass
class Office:
    """Runs `yanxiu announce …` in a data directory of its own; T1 and T2 of a school have accounts, T3 has none."""

    home: Path

    def __call__(self, *argv: str, typed: str | None = None, piped: str = "") -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        stdin = io.StringIO(piped) if typed is None else Terminal(typed)
        try:
            given = parse(*argv)
            status = COMMANDS[given.command](given, self.app(), Streams(stdin, out, err))
        except YanxiuError as error:
            status = 2
            err.write(str(error))
        return Outcome(status, out.getvalue(), err.getvalue())

    def app(self) -> Clocked:
        """The program in this data directory."""
        return Clocked(Settings(home=self.home))

    def file(self, name: str, content: str | bytes) -> str:
        """A file to be sent; its path."""
        path = self.home.parent / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def do(self, work: Callable[[Database], Any]) -> Any:
        """Something with the database."""

        async def run() -> Any:
            async with self.app().records() as database:
                return await work(database)

        return asyncio.run(run())

    def send(self, outcome: str = "sent") -> list[str]:
        """What the running bot would do: queue and send everything. The texts."""

        async def work(database: Database) -> list[str]:
            async with database.write() as session:
                for campaign in await advance.active(session):
                    await advance.advance(session, campaign, now=NOW)
                taken = await outbox.claim(session, worker="w", now=NOW, limit=99)
                for one in taken:
                    if outcome == "sent":
                        await outbox.sent(session, one.id, message=one.id, now=NOW)
                    else:
                        await outbox.uncertain(session, one.id, error="timed out")
                for campaign in await advance.active(session):
                    await advance.advance(session, campaign, now=NOW)
                await session.commit()
            return [one.payload["html"] for one in taken]

        made: list[str] = self.do(work)
        return made

    def rows(self) -> tuple[int, int]:
        """How many announcements and messages there are."""

        async def work(database: Database) -> tuple[int, int]:
            async with database.read() as session:
                campaigns = await session.scalar(select(func.count()).select_from(CampaignRow))
                return campaigns or 0, await session.scalar(select(func.count()).select_from(OutboxRow)) or 0

        made: tuple[int, int] = self.do(work)
        return made


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Three teachers of one school and one of another."""
    made = Office(tmp_path / "数据 目录")
    made.home.mkdir()

    async def furnish(database: Database) -> None:
        async with database.write() as session:
            rows = [teacher("T1"), teacher("T2"), teacher("T3"), teacher("T4", school=OTHER_SCHOOL)]
            await rosters.put_roster(session, actor=COMMAND_LINE, rows=rows, since=None, batch=None, now=NOW)
            for number in (1, 2, 4):
                one = await person(session, f"T{number}")
                session.add(AccountRow(account=100 + number, person_id=one.id, bound_at=NOW))
            await session.commit()

    made.do(furnish)
    return made


def test_from_preview_to_report(office: Office, tmp_path: Path) -> None:
    """A dry run keeps nothing; after a yes the bot sends; the report, the workbook and the unread agree."""
    text = office.file("通知.txt", "<b>开会</b>：a &lt; b")
    dry = office("new", "--text", text, *SCHOOLS, "--receipt", "--dry-run")
    assert dry.status == 0, dry.err
    for part in (
        "开会：a < b",
        "[ 已阅 ]",
        "符合条件 3 人，能收到 2 人",
        "T3 教师T3（没有绑定账号）",
        "3月2日 10:00",
        "21:00-08:00",
    ):
        assert part in dry.out
    assert office.rows() == (0, 0)
    asked = office("new", "--text", text, *SCHOOLS, "--receipt", typed="y\n")
    assert (asked.status, "第 1 号通知已排定" in asked.out) == (0, True), asked.err
    assert "符合条件 3 人" in asked.err
    assert office.send() == ["<b>开会</b>：a &lt; b"] * 2
    report = office("report", "1").out
    assert ("已发出：2" in report, "没有绑定账号）：1" in report, "已阅：0（0.0%）" in report) == (True, True, True)
    book = tmp_path / "通知.xlsx"
    assert office("report", "1", "--output", str(book)).status == 0
    rows = python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert [row[:5] for row in rows[1:]] == [
        ["T1", "教师T1", SCHOOL, "已发出", ""],
        ["T2", "教师T2", SCHOOL, "已发出", ""],
        ["T3", "教师T3", SCHOOL, "发不到", "没有绑定账号"],
    ]
    office.do(read_by(101))
    assert [one["number"] for one in json.loads(office("unread", "1", "--json").out)] == ["T2"]
    reminded = office("unread", "1", "--remind", "--yes")
    assert "符合条件 1 人，能收到 1 人" in reminded.out
    assert office.send() == ["<b>请查阅并点“已阅”：</b>\n<b>开会</b>：a &lt; b"]


def read_by(account: int) -> Callable[[Database], Any]:
    """Somebody presses 已阅 under the first announcement."""

    async def work(database: Database) -> None:
        async with database.write() as session:
            await receipts.mark_read(session, 1, account=account, now=NOW)
            await session.commit()

    return work


def test_nothing_goes_out_without_a_yes(office: Office) -> None:
    """Somebody who says no, or nobody to ask: nothing is sent."""
    text = office.file("通知.txt", "通知")
    refused = office("new", "--text", text, *SCHOOLS, typed="n\n")
    assert (refused.status, refused.out) == (3, announce_texts.NOT_CONFIRMED + "\n")
    piped = office("new", "--text", "-", *SCHOOLS, piped="通知")
    assert (piped.status, piped.err) == (2, announce_texts.NEEDS_YES)
    assert (office.send(), office.rows()) == ([], (0, 0))


def test_held_corrected_cancelled(office: Office) -> None:
    """Each says what it found; a cancellation asks first."""
    text = office.file("通知.txt", "通知")
    assert office("new", "--text", text, *SCHOOLS, "--yes").status == 0
    assert office("pause", "1").out == "第 1 号通知已暂停：已经发出 0 条，3 人的先不发。\n"
    assert office.send() == []
    assert office("resume", "1", "--yes").out == "第 1 号通知继续发。\n"
    assert len(office.send()) == 2
    fixed = office.file("改好.txt", "改好的通知")
    done = office("correct", "1", "--text", fixed, typed="y\n")
    assert "2 人已收到" in done.out
    assert all("改好的通知" in text for text in office.send())
    assert "更正：已改 2" in office("report", "1").out
    assert office("new", "--text", text, *SCHOOLS, "--at", "2026-03-03 09:00", "--yes").status == 0
    assert office("cancel", "2", typed="n\n").status == 3
    assert json.loads(office("cancel", "2", "--yes", "--json").out)["cancelled"] == 3
    assert [one["state"] for one in json.loads(office("list", "--json").out)] == ["cancelled", "done"]
    assert "内容有更正" in office("show", "1").out
    assert "改好的通知" in office("list").out


def test_a_list_of_numbers_is_reported_line_by_line(office: Office) -> None:
    """Unknown and repeated ones with their lines; the rest gets it, whatever the region."""
    numbers = office.file("名单.txt", "T1\nT9\n T4，T1\n")
    done = office("new", "--text", office.file("a.txt", "通知"), "--numbers", numbers, "--yes")
    assert done.status == 0, done.err
    assert re.findall(r"第 (\d) 行 工号“(\w+)”", done.out) == [("2", "T9"), ("3", "T1")]
    assert len(office.send()) == 2


def test_a_whole_region_waits_for_somebody_else(office: Office) -> None:
    """The command line cannot approve what it made itself; the preview says so before."""
    text = office.file("a.txt", "通知")
    done = office("new", "--text", text, "--region", "甘州区", "--yes")
    assert "还要另一位工作人员审批" in done.out
    assert "等待审批" in done.out
    assert "全区域群发需第二人审批" in office("approve", "1", "--yes").err
    assert office.send() == []


def test_messages_in_doubt_are_decided_on(office: Office) -> None:
    """One is taken as sent, one is sent again."""
    assert office("new", "--text", office.file("a.txt", "通知"), *SCHOOLS, "--yes").status == 0
    office.send(outcome="uncertain")
    assert [one["number"] for one in json.loads(office("doubts", "1", "--json").out)] == ["T1", "T2"]
    assert office("doubts", "1", "--delivered", "T1").status == 0
    assert office("doubts", "1", "--again", "T2", "--yes").status == 0
    assert office.send() == ["通知"]
    assert office("doubts", "1").out == announce_texts.NO_DOUBTS + "\n"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("new", "--text", "没有.txt", *SCHOOLS), "没有.txt"),
        (("new", "--text", "{坏}", *SCHOOLS, "--yes"), "第 1 行第 3 个字"),
        (("new", "--text", "{好}", "--yes"), "--region"),
        (("new", "--text", "{好}", *SCHOOLS, "--standing", "很好"), "逾期"),
        (("new", "--text", "{好}", *SCHOOLS, "--at", "明天"), "明天"),
        (("new", "--text", "{好}", *SCHOOLS, "--at", "2020-01-01 09:00", "--yes"), "在现在之后"),
        (("new", "--text", "{好}", *SCHOOLS, "--short-by", "很多"), "很多"),
        (("new", "--text", "{好}", *SCHOOLS, "--picture", "a.png", "--file", "b"), "--picture"),
        (("new", "--text", "{好}", *SCHOOLS, "--picture", "{好}", "--yes"), "JPEG"),
        (("new", "--text", "-", "--numbers", "-"), "标准输入"),
        (("new", "--text", "{好}", "--region", "河北", "--yes"), "没有一位"),
        (("show", "x"), "编号"),
        (("show", "7"), "没有第 7 号通知"),
        (("report", "7", "--output", "a.csv"), ".xlsx"),
    ],
)
def test_what_cannot_be_done_is_said(office: Office, argv: tuple[str, ...], said: str) -> None:
    """A sentence and exit status 2; nothing goes out."""
    files = {"{好}": office.file("好.txt", "通知"), "{坏}": office.file("坏.txt", "成绩<60")}
    done = office(*(files.get(word, word) for word in argv))
    assert done.status == 2
    assert said in done.err
    assert office.send() == []


def test_help_examples_parse() -> None:
    """Every example in the help of `announce` is a command line."""
    texts = [value for name, value in vars(announce_texts).items() if name.startswith("EXAMPLES_")]
    lines = re.findall(r"^  yanxiu announce (.+)$", "\n".join(texts), re.MULTILINE)
    assert len(lines) > 15
    for line in lines:
        assert parse(*(word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line))).command
