"""`yanxiu people …` over a real database."""

import argparse
import asyncio
import io
import json
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import people_commands
from bot.app import App
from bot.people_arguments import add_people
from bot.settings import Settings
from bot.streams import Streams
from bot.texts import people as people_texts
from policy_corpus.errors import YanxiuError
from records import binding, codes
from records.schema import AuditRow
from tests.bot.memory import Clocked, Outcome, Terminal

COMMANDS = {
    "people add": people_commands.add,
    "people grant": people_commands.grant,
    "people revoke": people_commands.revoke,
    "people invite": people_commands.invite,
    "people list": people_commands.show_list,
    "people unbind": people_commands.unbind,
    "people export": people_commands.export,
}


@dataclass
class People:
    """Runs `yanxiu people …` in a data directory of its own."""

    home: Path
    bot: str = ""

    def __call__(self, *argv: str, typed: str | None = None) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        stdin = io.StringIO() if typed is None else Terminal(typed)
        try:
            given = parse(*argv)
            status = COMMANDS[given.command](given, self.app(), Streams(stdin, out, err))
        except YanxiuError as error:
            status = 2
            err.write(str(error))
        return Outcome(status, out.getvalue(), err.getvalue())

    def app(self) -> App:
        """The program in this data directory."""
        return Clocked(Settings(home=self.home, telegram_bot=self.bot))

    def bind(self, number: str, account: int) -> None:
        """Bind the account as the person would."""
        code = json.loads(self("invite", number, "--json").out)[0]["code"]

        async def work() -> None:
            async with self.app().records() as database, database.write() as session:
                await binding.bind(session, account=account, code=code, now=self.app().now())
                await session.commit()

        asyncio.run(work())


def parse(*argv: str) -> argparse.Namespace:
    """As the command line does below `people`."""
    parser = argparse.ArgumentParser(prog="yanxiu people")
    add_people(parser.add_subparsers(required=True))
    return parser.parse_args(argv)


@pytest.fixture
def people(tmp_path: Path) -> People:
    """The commands in a fresh data directory."""
    return People(tmp_path / "数据 目录")


def test_the_first_administrator_is_made_in_three_steps(people: People) -> None:
    """add, grant, invite: the code that is printed is good for fourteen days."""
    assert "A001" in people("add", "A001", "管理员").out
    assert "管理员" in people("grant", "A001", "administrator").out
    done = people("invite", "A001")
    assert done.status == 0
    code = codes.recognise(done.out)
    assert code is not None
    assert f"/start {code.plain}" in done.out
    assert "3月16日 10:00" in done.out
    assert "当面或私下" in done.err
    people.bind("A001", 11)
    (listed,) = json.loads(people("list", "--role", "administrator", "--json").out)
    assert (listed["number"], listed["bound"], listed["roles"][0]["role"]) == ("A001", True, "administrator")


def test_what_is_entered_is_listed(people: People) -> None:
    """Every particular comes back; the table shows names of regions and roles."""
    people(
        "add", "T0001", "教师001", "--region", "甘州区", "--school", "示例小学", "--stage", "小学", "--subject", "数学",
        "--post", "专任教师", "--sex", "女", "--born", "1990-05-01", "--entered", "2012-09-01",
    )  # fmt: skip
    people("add", "T0002", "教师002", "--region", "临泽")
    people("grant", "T0001", "工作人员", "--scope", "甘州区", "--school", "示例小学")
    value = json.loads(people("list", "--region", "甘州", "--json").out)
    assert value == [
        {
            "number": "T0001",
            "name": "教师001",
            "sex": "女",
            "born": "1990-05-01",
            "region": "620702",
            "region_name": "甘肃省张掖市甘州区",
            "school": "示例小学",
            "stage": "小学",
            "subject": "数学",
            "post": "专任教师",
            "entered": "2012-09-01",
            "bound": False,
            "roles": [{"role": "staff", "region": "620702", "school": "示例小学"}],
        }
    ]
    table = people("list").out
    assert "工作人员（甘肃省张掖市甘州区 示例小学）" in table
    assert "共 2 人" in table
    assert "T0002" not in people("list", "--school", "示例小学").out
    assert people("list", "--region", "河北").out == people_texts.NOBODY_FOUND + "\n"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("add", "T 1", "教师"), "工号"),
        (("add", "T0001", "教师"), "已经登记过"),
        (("add", "T1", "教师", "--region", "无此地"), "--region"),
        (("add", "T1", "教师", "--born", "昨天"), "昨天"),
        (("grant", "T0001", "王"), "没有“王”这个角色"),
        (("grant", "T0001", "staff"), "范围"),
        (("grant", "T0001", "staff", "--school", "示例小学"), "--scope"),
        (("grant", "T0001", "administrator", "--scope", "甘州区"), "管理员不分范围"),
        (("revoke", "T9", "staff"), "T9"),
        (("invite", "T0001", "T9"), "T9"),
        (("invite", "T0001", "--qr", "某"), "YANXIU_TELEGRAM_BOT"),
        (("list", "--role", "王"), "王"),
        (("unbind", "T0001"), "--yes"),
        (("unbind", "T0001", "--yes"), "没有绑定"),
        (("export", "T9"), "T9"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(people: People, argv: tuple[str, ...], said: str) -> None:
    """The status is 2, the sentence says what to do, and no deed is noted."""
    people("add", "T0001", "教师001")
    done = people(*argv)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert _deeds(people) == ["people.add"]


def test_revoking_says_when_nobody_is_left(people: People) -> None:
    """The command line may take the last administrator away, and warns."""
    for number in ("A001", "A002"):
        people("add", number, "管理员")
        people("grant", number, "administrator")
    assert people("revoke", "A001", "administrator").err == ""
    done = people("revoke", "A002", "administrator")
    assert (done.status, "一位管理员也没有" in done.err) == (0, True)


def test_codes_for_several_with_pictures(people: People, tmp_path: Path) -> None:
    """One line each with the link; a picture each that only the owner of the files may read."""
    people.bot = "some_bot"
    for number in ("T0001", "../T/2"):
        people("add", number, "教师")
    folder = tmp_path / "绑定 码"
    done = people("invite", "T0001", "../T/2", "T0001", "--qr", str(folder))
    assert done.status == 0
    assert done.out.count("https://t.me/some_bot?start=") == 2
    pictures = sorted(folder.iterdir())
    assert [path.suffix for path in pictures] == [".png", ".png"]
    assert "T0001.png" in {path.name for path in pictures}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in pictures)
    value = json.loads(people("invite", "T0001", "--qr", str(folder), "--json").out)
    assert value[0]["picture"] == str(folder / "T0001.png")
    assert value[0]["link"].endswith(value[0]["code"].replace("-", ""))


def test_unbinding_asks_first(people: People) -> None:
    """On a terminal it asks, anything but yes changes nothing; `--yes` does not ask."""
    people("add", "T0001", "教师001")
    people.bind("T0001", 11)
    done = people("unbind", "T0001", typed="不\n")
    assert (done.status, done.out) == (3, people_texts.NOTHING_DONE + "\n")
    assert "T0001 教师001" in done.err
    done = people("unbind", "T0001", typed="y\n")
    assert (done.status, "已解除" in done.out) == (0, True)
    people.bind("T0001", 12)
    assert people("unbind", "T0001", "--yes").status == 0
    assert json.loads(people("list", "--json").out)[0]["bound"] is False


def test_export_as_text_and_json(people: People) -> None:
    """Everything about the person, which is noted."""
    people("add", "T0001", "教师001")
    assert "【名册资料】" in people("export", "T0001").out
    value = json.loads(people("export", "T0001", "--json").out)
    assert value["person"][0]["name"] == "教师001"
    assert [deed["action"] for deed in value["audit_about"]] == ["people.add", "people.export"]


def test_examples_parse() -> None:
    """Every example of the helps is a command line that the grammar accepts."""
    helps = [value for name, value in vars(people_texts).items() if name.startswith("EXAMPLES_")]
    lines = [line.strip() for text in helps for line in text.splitlines() if line.strip().startswith("yanxiu people")]
    assert len(lines) >= 15
    for line in lines:
        words = line.split(" > ")[0].split()[2:]
        assert parse(*words).command == f"people {words[0]}"


def _deeds(people: People) -> list[str]:
    async def work() -> list[str]:
        async with people.app().records() as database, database.read() as session:
            return list(await session.scalars(select(AuditRow.action).order_by(AuditRow.id)))

    return asyncio.run(work())
