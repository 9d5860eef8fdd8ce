"""A document repealed from a day on, and a law in two versions: what the commands show for the days around."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.library import CorpusLibrary
from indexer.model import Citation
from policy_corpus.model import Status, TextKind
from policy_corpus.store import Corpus
from tests.bot.memory import CommandLine
from tests.policy_corpus import notices
from tests.policy_corpus.notices import number

RULES = """[[rule]]
id = "local-cycle"
name = "在职教师每五年360学时"
label = "一(一)"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5
"""
ROSTER = "工号,姓名,单位,所属地区,学段,岗位,入职日期\nT1,教师001,第一小学,沙县,小学,教师,2010-09-01\n"
DECISION = f"""东岭省教育厅关于废止部分规范性文件的决定

{number(1, 2026)}

各市教育局：

决定自2027年1月1日起废止下列规范性文件：

1.《东岭省教育厅关于加强第8类教师培训工作的通知》（{number(8)}）

2.《东岭省教育厅关于加强第9类教师培训工作的通知》（{number(9)}）

东岭省教育厅

2026年8月5日
"""
LAW = """# 东岭省教师条例

{head}

第一条 为了加强教师队伍建设，根据国家法律，制定本条例。

第二条 教师每年参加培训不少于{days}日。

第三条 本条例自{effective}起施行。
"""
FIRST = "1996年5月15日 东岭省第八届人民代表大会常务委员会第十九次会议通过"
REVISED = "2022年4月20日 东岭省第十三届人民代表大会常务委员会第三十四次会议修订"
EVE, DAY = "2026-12-31", "2027-01-01"


@pytest.fixture
def county(yanxiu: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A county with a notice, a rule of its own that rests on it, and one teacher."""
    monkeypatch.chdir(yanxiu.folder)
    for name, words in (
        ("原.txt", notices.text(8)),
        ("决定.txt", DECISION),
        ("本县.toml", RULES),
        ("名册.csv", ROSTER),
    ):
        Path(name).write_text(words, encoding="utf-8")
    assert yanxiu("corpus", "add", "原.txt", "--region", "沙县").status == 0
    assert yanxiu("corpus", "rule", "add", "本县.toml", "--document", number(8)).status == 0
    assert yanxiu("records", "import", "名册.csv", "--kind", "roster", "--yes").status == 0
    return yanxiu


def shown(yanxiu: CommandLine, day: str, reference: str = number(8)) -> dict[str, Any]:
    """The particulars of a document on a day."""
    return dict(json.loads(yanxiu("corpus", "show", reference, "--as-of", day, "--json").out))


def line(yanxiu: CommandLine, *options: str) -> str:
    """The document's line in the list."""
    return next(row for row in yanxiu("corpus", "list", *options).out.splitlines() if row.startswith(number(8)))


def test_the_proposal_of_a_decision(county: CommandLine) -> None:
    """Each document that it repeals comes with the day and the line; the one that is not held waits."""
    out = county("corpus", "propose", "决定.txt").out
    assert f"废止 {number(8)}，自 2027-01-01 起（第 9 行：" in out
    assert f"废止 “{number(9)}”，自 2027-01-01 起（尚未收录，以后收录时自动标明）（第 11 行：" in out
    value = json.loads(county("corpus", "propose", "决定.txt", "--json").out)
    kinds = [(r["kind"], r["standing"], r["line"]) for r in value["documents"][0]["relations"]]
    assert kinds == [("ends", "applied", 9), ("ends", "waiting", 11)]
    (closed,) = value["effect"]["closed"]
    assert (closed["repealed_by"], closed["repealed_on"]) == (number(1, 2026), DAY)
    assert closed["superseded_by"] is None


def test_in_force_until_the_eve_and_repealed_from_the_day(county: CommandLine) -> None:
    """List and show say 现行 before the day of the repeal and 已废止 from it on, in words and in JSON."""
    assert county("corpus", "add", "决定.txt", "--yes").status == 0
    assert "现行" in line(county)
    assert ("现行" in line(county, "--as-of", EVE), "已废止" in line(county, "--as-of", DAY)) == (True, True)
    assert [shown(county, day)["status"] for day in (EVE, DAY)] == ["in_force", "repealed"]
    value = shown(county, DAY)
    assert (value["in_force_until"], value["repealed_by"], value["superseded_by"]) == (EVE, number(1, 2026), None)
    said = county("corpus", "show", number(8)).out
    assert f"这个文本有效：2020-09-01 至 2026-12-31（由 {number(1, 2026)} 废止）" in said


def test_its_rules_end_with_it(county: CommandLine) -> None:
    """The impact of the first day without it is shown; no rule goes over to the decision; standings follow the day."""
    preview = county("corpus", "add", "决定.txt", "--dry-run")
    assert "影响（2027-01-01，1 人在册）：1 人受影响" in preview.err
    assert "规则“" not in preview.err
    assert county("corpus", "add", "决定.txt", "--yes").status == 0
    for day, owed in ((EVE, ["local-cycle"]), (DAY, [])):
        lines = json.loads(county("records", "standing", "T1", "--as-of", day, "--json").out)["lines"]
        assert [one["rule"] for one in lines if one["rule"] == "local-cycle"] == owed


def test_an_administrator_gives_the_day(county: CommandLine) -> None:
    """Without a decision in the corpus, --repealed says since when; 无 takes it back."""
    assert county("corpus", "correct", number(8), "--repealed", DAY).status == 0
    assert [shown(county, day)["status"] for day in (EVE, DAY)] == ["in_force", "repealed"]
    county("corpus", "correct", number(8), "--repealed", "无")
    assert shown(county, DAY)["status"] == "in_force"


def test_going_back_takes_the_repeal_with_it(county: CommandLine) -> None:
    """After a rollback of the decision the document is in force again."""
    county("corpus", "add", "决定.txt", "--yes")
    assert "恢复有效" in county("corpus", "rollback", "--yes").out
    assert shown(county, DAY)["status"] == "in_force"


@pytest.fixture
def law(yanxiu: CommandLine) -> CommandLine:
    """A law in its first version and as it was revised."""
    versions = (
        (FIRST, 6, "1996年9月1日", "条例1996.md"),
        (f"{FIRST}\n\n{REVISED}", 10, "2022年5月1日", "条例2022.md"),
    )
    for head, days, effective, name in versions:
        path = yanxiu.folder / name
        path.write_text(LAW.format(head=head, days=days, effective=effective), encoding="utf-8")
        assert yanxiu("corpus", "add", str(path)).status == 0
    return yanxiu


def test_show_takes_the_version_of_the_day(law: CommandLine) -> None:
    """`corpus show --as-of` shows the text that was in force, and its status; on days without one the latest."""
    for day, issued, status in (
        ("1990-01-01", "2022-04-20", "not_yet_in_force"),
        ("1996-09-01", "1996-05-15", "in_force"),
        ("2022-04-30", "1996-05-15", "in_force"),
        ("2022-05-01", "2022-04-20", "in_force"),
    ):
        value = shown(law, day, "东岭省教师条例")
        assert (value["issued"], value["status"]) == (issued, status), day
    said = law("corpus", "show", "东岭省教师条例", "--as-of", "2010-01-01").out
    assert "这个文本有效：1996-09-01 至 2022-04-30（由 东岭省教师条例(2022-04-20) 取代）" in said
    assert "通过和修改：1996-05-15、2022-04-20" in law("corpus", "show", "东岭省教师条例").out


def test_an_amended_law_alone_is_another_text_before(law: CommandLine) -> None:
    """With the later text alone, the list says that on an earlier day another text held."""
    assert law("corpus", "rollback", "--to", "0", "--yes").status == 0
    law("corpus", "add", str(law.folder / "条例2022.md"))
    row = next(r for r in law("corpus", "list", "--as-of", "2010-01-01").out.splitlines() if "东岭省教师条例" in r)
    assert "那天是另一文本" in row
    assert shown(law, "2010-01-01", "东岭省教师条例")["status"] == "other_wording"


def test_the_full_text_is_that_of_the_version_that_was_quoted(law: CommandLine) -> None:
    """/原文 after an answer from either version shows the provision of that version."""
    library = CorpusLibrary(Corpus(law.home))
    for days in (6, 10):
        quote = f"教师每年参加培训不少于{days}日。"
        cited = Citation("", "东岭省教师条例", "全国", "第二条", quote, TextKind.ORIGINAL, Status.IN_FORCE, "")
        found = library.provision(cited)
        assert found is not None
        assert found.text == quote
