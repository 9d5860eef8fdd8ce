"""`yanxiu records import` and `undo` over a real database."""

import argparse
import io
import json
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot import import_commands, people_commands
from bot.import_arguments import add_import
from bot.people_arguments import add_people
from bot.settings import Settings
from bot.streams import Streams
from bot.texts import imports as import_texts
from policy_corpus.errors import YanxiuError
from tests.bot.memory import Clocked, Outcome, Terminal
from tests.records.sheets.books import HOURS, ROSTER, book, hours, line

COMMANDS = {
    "people list": people_commands.show_list,
    "records import": import_commands.take_in,
    "records undo": import_commands.undo,
}


@dataclass
class Records:
    """Runs the commands in a folder of its own."""

    folder: Path
    region: str = ""

    def __call__(self, *argv: str, typed: str | None = None) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        stdin = io.StringIO() if typed is None else Terminal(typed)
        try:
            given = parse(*argv)
            app = Clocked(Settings(home=self.folder / "数据 目录", region=self.region))
            status = COMMANDS[given.command](given, app, Streams(stdin, out, err))
        except YanxiuError as error:
            status = 2
            err.write(str(error))
        return Outcome(status, out.getvalue(), err.getvalue())

    def hours(self, *rows: Sequence[object], name: str = "学时.xlsx") -> str:
        """The path of a table of hours."""
        return str(book(self.folder / name, {"表": [HOURS, *rows]}))

    def roster(self, *rows: Sequence[object]) -> str:
        """The path of a roster."""
        return str(book(self.folder / "名册.xlsx", {"名册": [ROSTER, *rows]}))


def parse(*argv: str) -> argparse.Namespace:
    """As the command line does below `people` and `records`."""
    parser = argparse.ArgumentParser()
    groups = parser.add_subparsers(required=True)
    add_people(groups.add_parser("people").add_subparsers(required=True))
    add_import(groups.add_parser("records").add_subparsers(required=True))
    words = argv if argv[0] in ("people", "records") else ("records", *argv)
    return parser.parse_args(words)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """The commands with two teachers on the roster."""
    made = Records(tmp_path)
    done = made("import", made.roster(["T0001", "教师001"], ["T0002", "教师002"]), "--kind", "roster", "--yes")
    assert done.status == 0, done.err
    return made


def test_a_roster_becomes_people(tmp_path: Path) -> None:
    """Every particular is on the roster; the region of the centre stands in where none is given."""
    records = Records(tmp_path, region="张掖市")
    full = ["T0001", "教师001", "女", date(1990, 5, 1), "甲小学", "甘州区", "小学", "数学", "专任教师", "2012.9.1"]
    done = records("import", records.roster(full, ["T0002", "教师002"]), "--kind", "名册")
    assert (done.status, "新增 2" in done.out, "批次 1" in done.out) == (0, True, True)
    people = json.loads(records("people", "list", "--json").out)
    first, second = sorted(people, key=lambda person: str(person["number"]))
    assert (first["number"], first["region"], first["entered"]) == ("T0001", "620702", "2012-09-01")
    assert second["region_name"] == "甘肃省张掖市"
    assert "行政区划 有 1 格没有写" in done.out


def test_json_has_what_was_promised(records: Records) -> None:
    """Exactly these keys; hours that are imported twice are unchanged."""
    path = records.hours(line(), line("T0002"))
    done = records("import", path, "--kind", "hours", "--json")
    assert done.status == 0
    assert json.loads(done.out) == {
        "kind": "hours", "file": path, "new": 2, "unchanged": 0, "changed": 0, "conflicts": [], "errors": [],
        "committed": True, "batch": 2,
    }  # fmt: skip
    again = json.loads(records("import", path, "--kind", "hours", "--yes", "--json").out)
    assert (again["new"], again["unchanged"], again["committed"], again["batch"]) == (0, 2, False, None)


def test_errors_commit_nothing_and_leave_a_marked_file(records: Records) -> None:
    """Status 2, each error with row, column, value, reason and fix; the marked file is for its owner only."""
    path = records.hours(line(), line("T0009"), line("T0002", 学时="十二"))
    done = records("import", path, "--kind", "hours", "--yes", "--json")
    value = json.loads(done.out)
    assert (done.status, value["committed"], value["batch"]) == (2, False, None)
    assert [(e["row"], e["column"], e["value"]) for e in value["errors"]] == [(3, "工号", "T0009"), (4, "学时", "十二")]
    assert all(error["reason"] and error["fix"] for error in value["errors"])
    marked = records.folder / "学时-问题.xlsx"
    assert str(marked) in done.err
    assert "什么也没有登记" in done.err
    assert stat.S_IMODE(marked.stat().st_mode) == 0o600
    shown = records("import", path, "--kind", "hours", "--errors", str(records.folder / "别处.xlsx"))
    assert shown.status == 2
    assert "第 4 行 学时“十二”：不是数字。" in shown.out
    assert "错误（共 2 处）" in shown.out
    assert len(hours(records.folder / "别处.xlsx").hours) == 2
    assert "学时-问题2.xlsx" in records("import", path, "--kind", "hours").err
    assert records("undo").out.count("学时") == 0


def test_conflicts_wait_for_a_decision(records: Records) -> None:
    """Without --skip-conflicts nothing is written; with it the rest is."""
    records("import", records.hours(line()), "--kind", "hours")
    path = records.hours(line(学时=6), line("T0002"))
    done = records("import", path, "--kind", "hours")
    assert (done.status, "--skip-conflicts" in done.err) == (2, True)
    assert "第 2 行 学时“6”：这次培训已经登记过，登记的是“12”。" in done.out
    value = json.loads(records("import", path, "--kind", "hours", "--skip-conflicts", "--json").out)
    assert (value["new"], len(value["conflicts"]), value["committed"]) == (1, 1, True)


def test_on_a_terminal_it_asks_first(records: Records) -> None:
    """The preview comes first; anything but yes writes nothing; --dry-run never asks."""
    path = records.hours(line())
    done = records("import", path, "--kind", "hours", typed="不\n")
    assert (done.status, import_texts.IMPORT_DECLINED in done.out) == (3, True)
    assert done.out.index("新增 1") < done.out.index(import_texts.IMPORT_DECLINED)
    assert import_texts.ASK_IMPORT in done.err
    done = records("import", path, "--kind", "hours", "--dry-run", typed="y\n")
    assert (done.status, import_texts.IMPORT_PREVIEW_ONLY in done.out) == (0, True)
    done = records("import", path, "--kind", "hours", "--json", typed="y\n")
    assert json.loads(done.out)["committed"] is True
    assert "新增 1" in done.err
    done = records("import", path, "--kind", "hours", typed="")
    assert (done.status, import_texts.IMPORT_NOTHING_NEW in done.out) == (0, True)


def test_undo_takes_a_batch_back(records: Records) -> None:
    """It asks, and afterwards the same file is new again; without a number the batches are listed."""
    path = records.hours(line(), line("T0002"))
    records("import", path, "--kind", "hours")
    assert "--yes" in records("undo", "2").err
    assert records("undo", "2", typed="不\n").status == 3
    done = records("undo", "2", typed="y\n")
    assert (done.status, "涉及 2 行" in done.out) == (0, True)
    assert "已经撤销过" in records("undo", "2", "--yes").err
    assert json.loads(records("import", path, "--kind", "hours", "--dry-run", "--json").out)["new"] == 2
    listed = records("undo").out
    assert ("学时.xlsx" in listed, "已撤销" in listed, "名册.xlsx" in listed) == (True, True, True)
    newest, oldest = json.loads(records("undo", "--json").out)
    assert (newest["batch"], newest["kind"], newest["undone_at"] is not None) == (2, "hours", True)
    assert (oldest["kind"], oldest["undone_at"]) == ("roster", None)
    assert json.loads(records("undo", "1", "--yes", "--json").out)["batch"] == 1
    assert Records(records.folder / "别处")("undo").out == import_texts.NO_BATCHES + "\n"


def test_the_preview_tells_how_the_file_was_read(records: Records) -> None:
    """Columns, rows that were left out, rows that came again, what is worth a word, what changes."""
    header = ["教师编号", "培训项目", "课时", "结业时间", "备注"]
    rows = [["T0001", "示例", 2, "2025.3.1-3.5", ""], ["T0001", "示例", 2, "2025-3-5", ""], ["合计", "", 4, "", ""]]
    path = book(records.folder / "甲.xlsx", {"表": [["某县"], header, *rows], "说明": [["填写说明"]]})
    out = records("import", str(path), "--kind", "hours", "--dry-run").out
    assert (
        "工作表“表”，表头在第 2 行：工号（教师编号）、项目名称（培训项目）、学时（课时）、完成日期（结业时间）" in out
    )
    assert "没有用到的列：备注" in out
    assert "没有读的工作表：“说明”" in out
    assert "跳过 1 行（合计、说明和重复的表头）：“表”第 5 行“合计”" in out
    assert "1 行与前面的完全相同，只算一次：“表”第 4 行同“表”第 3 行" in out
    assert "来源 有 2 格没有写" in out
    changed = records("import", records.roster(["T0001", "教师一"]), "--kind", "roster", "--dry-run").out
    assert "第 2 行 T0001 姓名：教师001 → 教师一" in changed


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("无.xlsx", "--kind", "hours"), "无.xlsx"),
        (("{file}", "--kind", "学籍"), "学籍"),
        (("{file}", "--kind", "hours", "--since", "2025-09-01"), "--since"),
        (("{file}", "--kind", "roster", "--source", "省平台"), "--source"),
        (("{file}", "--kind", "roster", "--since", "秋天"), "秋天"),
    ],
)
def test_what_cannot_be_imported_is_said(records: Records, argv: tuple[str, ...], said: str) -> None:
    """Status 2 and a sentence."""
    file = records.hours(line())
    done = records("import", *(word.format(file=file) for word in argv))
    assert (done.status, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize("number", ["甲", "99", "9" * 30])
def test_batches_that_are_none(records: Records, number: str) -> None:
    """Status 2 and a sentence that names it."""
    done = records("undo", number, "--yes")
    assert (done.status, number in done.err) == (2, True)


def test_examples_parse() -> None:
    """Every example of the helps is a command line that the grammar accepts."""
    helps = [value for name, value in vars(import_texts).items() if name.startswith("EXAMPLES_")]
    examples = [one.split()[1:] for text in helps for one in text.splitlines() if one.startswith("  yanxiu records")]
    assert len(examples) >= 8
    for words in examples:
        assert parse(*words).command == f"records {words[1]}"
