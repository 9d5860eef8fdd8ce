"""`yanxiu corpus …`, `index status` and `settings` over the real corpus."""

import io
import json
from pathlib import Path

import pytest

from bot.library import CorpusLibrary
from bot.main import main
from bot.streams import Streams
from indexer.model import Citation
from policy_corpus.model import Status, TextKind
from policy_corpus.store import Corpus
from tests.bot.memory import CommandLine, MemoryApp, Terminal

NUMBER = "豫教师〔2021〕66号"

NOTICE = """某某市教育局文件
某教师〔2030〕5号
关于做好某某工作的通知
各县（市、区）教育局：
为做好某某工作，现将有关事项通知如下。
一、总体要求
各县要高度重视某某工作。
二、学时要求
教师每年参加某某培训不少于9学时。
某某市教育局
2030年3月1日
"""


def test_list_shows_what_is_held(yanxiu: CommandLine) -> None:
    """Every document has a line with number, title, region, status and kind of text; the draft is called a draft."""
    done = yanxiu("corpus", "list")
    assert done.status == 0
    line = next(line for line in done.out.splitlines() if NUMBER in line)
    for part in ("河南省", "2021-05-11", "现行", "要点"):
        assert part in line
    assert "征求意见稿，尚未施行" in done.out


def test_list_as_json(yanxiu: CommandLine) -> None:
    """`--json` prints one array of documents."""
    documents = json.loads(yanxiu("corpus", "list", "--json").out)
    henan = next(d for d in documents if d["number"] == NUMBER)
    assert (henan["region"], henan["region_name"], henan["status"]) == ("410000", "河南省", "in_force")
    assert henan["provisions"] > 5


def test_show_a_document_and_a_provision(yanxiu: CommandLine) -> None:
    """A document is found by number, short number or words of its title; a label in any spelling."""
    whole = yanxiu("corpus", "show", NUMBER).out
    assert "[二(五)]" in whole
    for reference, label in ((NUMBER, "二(五)"), ("66号", "二（五）"), ("培训体系改革", " 二 (五)")):
        done = yanxiu("corpus", "show", reference, label)
        assert done.status == 0
        assert "[二(五)]" in done.out
        assert "读法（采用）" in done.out
        assert "[一]" not in done.out


def test_show_as_json(yanxiu: CommandLine) -> None:
    """`--json` has the particulars and the provisions asked for."""
    value = json.loads(yanxiu("corpus", "show", NUMBER, "二(五)", "--json").out)
    assert [p["label"] for p in value["provisions"]] == ["二(五)"]
    assert any(reading["chosen"] for reading in value["provisions"][0]["readings"])


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["show", "无此文件"], "无此文件"),
        (["show", NUMBER, "第九百条"], "二(五)"),
        (["show"], "REFERENCE"),
        (["add"], "PATH"),
    ],
)
def test_what_is_not_there_is_bad_input(yanxiu: CommandLine, argv: list[str], named: str) -> None:
    """An unknown document or label exits with 2 and says what there is."""
    done = yanxiu("corpus", *argv)
    assert (done.status, done.out) == (2, "")
    assert named in done.err


def test_add_is_repeatable(yanxiu: CommandLine) -> None:
    """A file is taken in once; the second time nothing changes; it is then listed and shown as 原文."""
    file = yanxiu.folder / "某 通知.txt"
    file.write_text(NOTICE, encoding="utf-8")
    first = yanxiu("corpus", "add", str(file))
    assert (first.status, "已收录" in first.out) == (0, True)
    assert "没有变化" in yanxiu("corpus", "add", str(file)).out
    assert "原文" in next(line for line in yanxiu("corpus", "list").out.splitlines() if "2030" in line)
    assert "9学时" in yanxiu("corpus", "show", "某教师〔2030〕5号").out


REPLACING = (
    NOTICE.replace("〔2030〕5号", "〔2031〕6号")
    .replace("2030年3月1日", "2031年3月1日")
    .replace(
        "不少于9学时。",
        "不少于12学时。本通知自2031年9月1日起施行，《关于做好某某工作的通知》（某教师〔2030〕5号）同时废止。",
    )
    .replace("做好某某工作的通知\n", "做好某某工作的新通知\n")
)


def write(yanxiu: CommandLine, content: str, name: str = "某 通知.txt") -> str:
    """A file to be taken in."""
    file = yanxiu.folder / name
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_propose_shows_each_particular_with_its_line(yanxiu: CommandLine) -> None:
    """`corpus propose` says what was read, in which line and how surely, and changes nothing."""
    file = write(yanxiu, NOTICE)
    shown = yanxiu("corpus", "propose", file).out
    assert "文号：某教师〔2030〕5号（原文写明，第 2 行：某教师〔2030〕5号）" in shown
    assert "成文日期：2030-03-01（原文写明，第 11 行：2030年3月1日）" in shown
    value = json.loads(yanxiu("corpus", "propose", file, "--region", "沙县", "--json").out)
    found = {f["field"]: f for f in value["documents"][0]["findings"]}
    assert (found["region"]["value"], found["region"]["sure"], found["region"]["read"]) == (
        ["350405"],
        "given",
        ["100000"],
    )
    assert (found["issued"]["line"], found["issued"]["sure"]) == (11, "stated")
    assert "某教师〔2030〕5号" not in yanxiu("corpus", "list").out


def test_add_with_particulars_and_correct(yanxiu: CommandLine) -> None:
    """Options say what the text does not; `corpus correct` changes it later; both are in the list."""
    file = write(yanxiu, NOTICE)
    assert yanxiu("corpus", "add", file, "--region", "沙县", "--expires", "2035-12-31").status == 0
    assert "沙县" in next(line for line in yanxiu("corpus", "list").out.splitlines() if "〔2030〕5号" in line)
    done = yanxiu(
        "corpus", "correct", "某教师〔2030〕5号", "--region", "甘州区", "--status", "已废止", "--expires", "无"
    )
    assert (done.status, "已废止" in done.out) == (0, True)
    value = json.loads(yanxiu("corpus", "show", "某教师〔2030〕5号", "--json").out)
    assert (value["region"], value["status"]) == ("620702", "repealed")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--issued", "2030-13-01"], "2030-13-01"),
        (["--region", "没有这个地方"], "没有这个地方"),
        (["--status", "大概有效"], "大概有效"),
        ([], "--number"),
    ],
)
def test_a_correction_that_cannot_be(yanxiu: CommandLine, options: list[str], named: str) -> None:
    """A value that cannot be, or none at all, exits with 2 and says what to write."""
    done = yanxiu("corpus", "correct", NUMBER, *options)
    assert (done.status, done.out) == (2, "")
    assert named in done.err


def test_digests_cannot_be_corrected(yanxiu: CommandLine) -> None:
    """What comes with the program is not the administrator's to correct."""
    done = yanxiu("corpus", "correct", NUMBER, "--kind", "办法")
    assert (done.status, "要点" in done.err) == (2, True)


def test_add_says_what_is_repealed(yanxiu: CommandLine) -> None:
    """A new document names what it takes the place of; that is then shown as superseded."""
    yanxiu("corpus", "add", write(yanxiu, NOTICE))
    added = yanxiu("corpus", "add", write(yanxiu, REPLACING, "新.txt")).out
    assert "废止 某教师〔2030〕5号，自 2031-09-01 起" in added
    value = json.loads(yanxiu("corpus", "history", "某教师〔2030〕5号", "--json").out)
    assert value[0]["in_law_until"] == "2031-08-31"


def test_history_diff_and_rollback(yanxiu: CommandLine) -> None:
    """Two texts of a document are listed and compared; going back needs a yes, and brings the first one back."""
    yanxiu("corpus", "add", write(yanxiu, NOTICE))
    yanxiu("corpus", "add", write(yanxiu, NOTICE.replace("9学时", "12学时")))
    assert [v["live"] for v in json.loads(yanxiu("corpus", "history", "某教师〔2030〕5号", "--json").out)] == [
        False,
        True,
    ]
    shown = yanxiu("corpus", "diff", "某教师〔2030〕5号").out
    assert "不少于【9→12】学时" in shown
    assert "数字变化：9 → 12" in shown
    value = json.loads(yanxiu("corpus", "diff", "某教师〔2030〕5号", "--from", "2", "--to", "1", "--json").out)
    assert value["changes"][0]["numbers"] == [{"old": "12", "new": "9"}]
    refused = yanxiu("corpus", "rollback")
    assert (refused.status, "--yes" in refused.err) == (2, True)
    done = yanxiu("corpus", "rollback", "--yes")
    assert "换文本" in done.out
    assert "9学时" in yanxiu("corpus", "show", "某教师〔2030〕5号").out
    revisions = json.loads(yanxiu("corpus", "history", "--json").out)
    assert [(r["action"], r["equals"]) for r in revisions] == [
        ("start", None),
        ("add", None),
        ("add", None),
        ("rollback", 1),
    ]
    assert "退回到第 1 版" in yanxiu("corpus", "history").out


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["rollback"], "还没有改动过"),
        (["rollback", "--to", "x"], "x"),
        (["rollback", "--to", "5", "--yes"], "第 5 版"),
        (["diff", NUMBER], "只有一个版本"),
        (["diff", NUMBER, "--from", "4"], "第 4 个版本"),
        (["history", "无此文件"], "无此文件"),
        (["source", "remove", "无"], "没有登记"),
        (["source", "add", "ftp://example.org/a"], "http"),
        (["refresh", "无"], "没有登记"),
        (["refresh", "--delay", "0"], "间隔"),
    ],
)
def test_history_says_what_is_wrong(yanxiu: CommandLine, argv: list[str], named: str) -> None:
    """A version, revision or source that is not there exits with 2 and a sentence."""
    done = yanxiu("corpus", *argv)
    assert done.status == 2
    assert named in done.err


def at_the_keyboard(yanxiu: CommandLine, answer: str, *argv: str) -> tuple[int, str, str]:
    """Run the command with somebody who answers; status and what was printed."""
    out, err = io.StringIO(), io.StringIO()
    given = Terminal(answer)
    status = main(
        argv,
        {"YANXIU_HOME": str(yanxiu.home)},
        streams=Streams(given, out, err),
        cwd=yanxiu.folder,
        open_app=lambda settings: MemoryApp(settings, yanxiu.assistant),
    )
    return status, out.getvalue(), err.getvalue()


def test_on_a_terminal_the_person_sees_and_decides(yanxiu: CommandLine) -> None:
    """What would come in is shown first; a no changes nothing, a yes takes it in; the same for going back."""
    file = write(yanxiu, NOTICE)
    status, out, err = at_the_keyboard(yanxiu, "n\n", "corpus", "add", file)
    assert (status, "没有收录" in out, "第 2 行" in err) == (3, True, True)
    assert "〔2030〕5号" not in yanxiu("corpus", "list").out
    assert at_the_keyboard(yanxiu, "y\n", "corpus", "add", file)[0] == 0
    status, out, _ = at_the_keyboard(yanxiu, "n\n", "corpus", "rollback")
    assert (status, "移出《关于做好某某工作的通知》" in out) == (3, True)
    assert at_the_keyboard(yanxiu, "y\n", "corpus", "rollback")[0] == 0
    assert "〔2030〕5号" not in yanxiu("corpus", "list").out


def test_add_reports_every_file(yanxiu: CommandLine) -> None:
    """Good files of a folder are taken in, the others refused by name; the status is 2."""
    folder = yanxiu.folder / "来件"
    folder.mkdir()
    (folder / "通知.md").write_text(NOTICE, encoding="utf-8")
    (folder / "菜谱.txt").write_text("今天吃面。", encoding="utf-8")
    (folder / "表.xlsx").write_bytes(b"PK")
    done = yanxiu("corpus", "add", str(folder), str(yanxiu.folder / "无"), "--json")
    assert done.status == 2
    results = {Path(value["path"]).name: value["result"] for value in json.loads(done.out)["results"]}
    assert results == {"通知.md": "added", "菜谱.txt": "refused", "表.xlsx": "refused", "无": "refused"}
    assert all(name in done.err for name in ("菜谱.txt", "表.xlsx", "无"))


def test_shipped_corpus_is_sound(yanxiu: CommandLine) -> None:
    """`corpus check` finds nothing in what we ship."""
    assert yanxiu("corpus", "check").status == 0
    assert json.loads(yanxiu("corpus", "check", "--json").out) == []


def test_index_status_before_the_first_question(yanxiu: CommandLine) -> None:
    """Without an index, `index status` says so and how one comes about."""
    done = yanxiu("index", "status")
    assert (done.status, "还没有索引" in done.out) == (0, True)
    assert json.loads(yanxiu("index", "status", "--json").out)["generation"] is None


def test_settings_command(yanxiu: CommandLine) -> None:
    """`settings` shows value and origin of each setting."""
    yanxiu.environ = {"YANXIU_REGION": "河北"}
    values = json.loads(yanxiu("settings", "--json").out)
    assert values["region"] == {"value": "河北", "origin": "环境变量 YANXIU_REGION"}


def test_library_finds_the_cited_provision(tmp_path: Path) -> None:
    """A citation leads to its provision in full; one that is not in the corpus leads nowhere."""
    library = CorpusLibrary(Corpus(tmp_path))
    document = Corpus(tmp_path).get(NUMBER)
    cited = Citation(NUMBER, document.title, "河南省", "二(五)", "", TextKind.DIGEST, Status.IN_FORCE, "")
    found = library.provision(cited)
    assert found is not None
    assert "360学时" in found.text
    assert library.provision(Citation("", "无", "全国", "一", "", TextKind.DIGEST, Status.IN_FORCE, "")) is None
    assert "河南省" in library.regions_held()
