"""`yanxiu corpus …`, `index status` and `settings` over the real corpus."""

import json
from pathlib import Path

import pytest

from bot.library import CorpusLibrary
from indexer.model import Citation
from policy_corpus.model import Status, TextKind
from policy_corpus.store import Corpus
from tests.bot.memory import CommandLine

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


def test_add_reports_every_file(yanxiu: CommandLine) -> None:
    """Good files of a folder are taken in, the others refused by name; the status is 2."""
    folder = yanxiu.folder / "来件"
    folder.mkdir()
    (folder / "通知.md").write_text(NOTICE, encoding="utf-8")
    (folder / "菜谱.txt").write_text("今天吃面。", encoding="utf-8")
    (folder / "表.xlsx").write_bytes(b"PK")
    done = yanxiu("corpus", "add", str(folder), str(yanxiu.folder / "无"), "--json")
    assert done.status == 2
    results = {Path(value["path"]).name: value["result"] for value in json.loads(done.out)}
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
