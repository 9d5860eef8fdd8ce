"""What a changed document means: rules, teachers and answers, shown before it goes live and taken in with it."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import change_trial, rule_commands
from bot.arguments import parse
from bot.change import Answers, Change, apply, prepare
from bot.change_page import page
from bot.change_trial import Evaluation, Probe
from bot.main import main
from bot.pictures.change import change_png
from bot.settings import Settings
from bot.streams import Streams
from policy_corpus.errors import YanxiuError
from policy_corpus.sources import Arrival
from policy_corpus.store import Corpus
from tests.bot.memory import TODAY, CommandLine, MemoryApp, Terminal
from tests.bot.pictures.test_pictures import opened
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number

RULES = """[[rule]]
id = "local-cycle"
name = "在职教师每五年360学时"
label = "一(一)"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5
"""
ROSTER = "工号,姓名,单位,所属地区,学段,岗位,入职日期\n" + "".join(
    f"T{n},教师{n:03},第一小学,沙县,小学,教师,2010-09-01\n" for n in range(1, 4)
)
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
CHANGED = notices.text(8, hours=400, effective="2027年1月1日")


@pytest.fixture
def house(yanxiu: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A county with a notice and a rule of its own; paths are those of the test's folder."""
    monkeypatch.chdir(yanxiu.folder)
    write(yanxiu, notices.text(8), "原.txt")
    assert yanxiu("corpus", "add", "原.txt", "--region", "沙县").status == 0
    Corpus(yanxiu.home).add_rules(write(yanxiu, RULES, "本县.toml"), number(8))
    return yanxiu


def write(yanxiu: CommandLine, content: str, name: str) -> Path:
    path = yanxiu.folder / name
    path.write_text(content, encoding="utf-8")
    return path


TWO_RULES = f"""{RULES}
[[rule]]
id = "local-new"
name = "新任教师120学时"
label = "一(二)"
roles = ["在职教师"]
hours = "120"
period = "year"
"""


def roster(yanxiu: CommandLine) -> None:
    """Three teachers of the county."""
    write(yanxiu, ROSTER, "名册.csv")
    assert yanxiu("records", "import", "名册.csv", "--kind", "roster", "--yes").status == 0


def rules(yanxiu: CommandLine) -> dict[str, str | None]:
    """The county's rules and their hours."""
    found = Corpus(yanxiu.home).rules()
    return {rule.id: str(rule.hours) for rule in found if rule.id.startswith("local")}


def test_a_dry_run_shows_everything_and_changes_nothing(house: CommandLine) -> None:
    """Rule, evidence and impact are said; page and picture are written; the corpus stays as it is."""
    roster(house)
    write(house, CHANGED, "新.txt")
    before = Corpus(house.home).revision()
    done = house(
        "corpus",
        "add",
        "新.txt",
        "--dry-run",
        "--report",
        "报告.html",
        "--picture",
        "要点.png",
        "--touched",
        "名单.txt",
    )
    assert (done.status, "什么也没有改" in done.out) == (0, True)
    for said in ("【360→400】学时", "学时：360 → 400", "自 2027-01-01 起", "3 人受影响", "原：（一）在职教师每五年"):
        assert said.replace("（一）", "") in done.err
    shown = (house.folder / "报告.html").read_text(encoding="utf-8")
    assert "<del>360</del> → <ins>400</ins>" in shown
    assert "教师001" in shown
    opened((house.folder / "要点.png").read_bytes())
    assert (house.folder / "名单.txt").read_text() == "T1\nT2\nT3\n"
    assert Corpus(house.home).revision() == before
    assert not list(house.home.glob(".candidate-*"))


def test_the_change_as_json(house: CommandLine) -> None:
    """Taken, only looked at or declined: the diff by provision, the numbers, the rule and the impact are in it."""
    roster(house)
    write(house, CHANGED, "新.txt")
    looked = json.loads(house("corpus", "add", "新.txt", "--dry-run", "--json").out)
    out = io.StringIO()
    main(
        ("corpus", "add", "新.txt", "--json"),
        {"YANXIU_HOME": str(house.home)},
        streams=Streams(Terminal("n\n"), out, io.StringIO()),
        cwd=house.folder,
        open_app=lambda settings: MemoryApp(settings, house.assistant),
    )
    declined = json.loads(out.getvalue())
    taken = json.loads(house("corpus", "add", "新.txt", "--yes", "--accept-rules", "--json").out)
    for value, result, accepted, why in (
        (looked, [], False, False),
        (declined, [], False, True),
        (taken, ["added"], True, False),
    ):
        change = value["change"]
        assert [one["result"] for one in value["results"]] == result
        changes = change["proposals"][0]["documents"][0]["diff"]["changes"]
        assert {"old": "360", "new": "400"} in [number for one in changes for number in one["numbers"]]
        (rule,) = change["rules"]
        assert (rule["rule"], rule["changes"][0]["new"]) == ("local-cycle", "400")
        assert (change["impact"]["touched"], change["rules_accepted"], bool(value["declined"])) == (3, accepted, why)
    again = json.loads(house("corpus", "add", "新.txt", "--json").out)
    assert ([one["result"] for one in again["results"]], again["change"]) == (["unchanged"], None)


def test_rules_follow_only_when_accepted(house: CommandLine) -> None:
    """With `--yes` alone the text goes live and the rule stays; with `--accept-rules` both are one revision."""
    write(house, CHANGED, "新.txt")
    done = house("corpus", "add", "新.txt", "--yes")
    assert (done.status, "规则没有改" in done.out) == (0, True)
    assert rules(house) == {"local-cycle": "360"}
    assert house("corpus", "rollback", "--yes").status == 0
    live = Corpus(house.home).revision().number
    done = house("corpus", "add", "新.txt", "--yes", "--accept-rules")
    assert (done.status, "一并修改了 1 条规则" in done.out) == (0, True)
    assert rules(house) == {"local-cycle": "360", "local-cycle@2027-01-01": "400"}
    assert Corpus(house.home).revision().number == live + 1
    assert house("corpus", "rollback", "--yes").status == 0
    assert rules(house) == {"local-cycle": "360"}


def test_a_draft_and_a_list_for_those_touched(house: CommandLine) -> None:
    """The draft says what changes, names nobody, and the list has just those touched."""
    roster(house)
    write(house, CHANGED, "新.txt")
    done = house("corpus", "add", "新.txt", "--yes", "--accept-rules", "--touched", "名单.txt", "--draft", "通知.txt")
    assert (done.status, "announce new --text 通知.txt --numbers 名单.txt" in done.err) == (0, True)
    draft = (house.folder / "通知.txt").read_text(encoding="utf-8")
    assert "学时由 360 改为 400" in draft
    assert "教师00" not in draft
    assert (house.folder / "名单.txt").read_text().split() == ["T1", "T2", "T3"]


def test_what_is_not_sure_is_asked_and_answered(house: CommandLine) -> None:
    """Two candidates are a question with the way to answer it; an answer to nothing is refused."""
    words = CHANGED.replace("完成400学时培训", "完成300学时（小学）或400学时（中学）的培训")
    write(house, words, "新.txt")
    shown = house("corpus", "add", "新.txt", "--dry-run", "--json")
    (rule,) = json.loads(shown.out)["change"]["rules"]
    assert (rule["sure"], rule["questions"][0]["candidates"]) == (False, ["300", "400"])
    assert "--answer local-cycle:hours=300" in house("corpus", "add", "新.txt", "--dry-run").err
    for wrong in ("local-cycle:hours", "unknown:hours=3", "local-cycle:hours=很多"):
        assert house("corpus", "add", "新.txt", "--answer", wrong, "--dry-run").status == 2
    done = house("corpus", "add", "新.txt", "--accept-rules", "--answer", "local-cycle:hours=400")
    assert done.status == 0
    assert rules(house)["local-cycle@2027-01-01"] == "400"


def typed(house: CommandLine, answers: str, *options: str) -> tuple[int, str]:
    """`corpus add 新.txt` on a terminal: how it ended, and what was shown."""
    shown = io.StringIO()
    status = main(
        ("corpus", "add", "新.txt", *options),
        {"YANXIU_HOME": str(house.home)},
        streams=Streams(Terminal(answers), io.StringIO(), shown),
        cwd=house.folder,
        open_app=lambda settings: MemoryApp(settings, house.assistant),
    )
    return status, shown.getvalue()


def test_on_a_terminal_the_rules_are_asked_for_by_themselves(house: CommandLine) -> None:
    """A yes to the document and a no to the rules shows what is left, and asks; a second yes takes both."""
    write(house, CHANGED, "新.txt")
    assert typed(house, "n\n")[0] == 3
    assert typed(house, "y\nn\nn\n")[0] == 3
    assert (typed(house, "y\nn\ny\n")[0], rules(house)) == (0, {"local-cycle": "360"})
    house("corpus", "rollback", "--yes")
    assert (typed(house, "y\ny\n")[0], len(rules(house))) == (0, 2)


def test_the_impact_is_of_what_goes_live(house: CommandLine) -> None:
    """Rules that are not accepted, or left by name, are not in it; neither are they in the list or the report."""
    roster(house)
    write(house, CHANGED, "新.txt")
    touched = "3 人受影响"
    assert touched in house("corpus", "add", "新.txt", "--dry-run").err
    look = ("corpus", "add", "新.txt", "--dry-run", "--report", "报告.html", "--touched", "名单.txt", "--leave")
    for option in ("local-cycle", "all"):
        said = house(*look, option).err
        assert (touched in said, "这次不改，照旧计算" in said, "没有教师受影响，没有名单" in said) == (
            False,
            True,
            True,
        )
        assert "没有教师受影响。" in (house.folder / "报告.html").read_text(encoding="utf-8")
    shown = json.loads(house("corpus", "add", "新.txt", "--dry-run", "--leave", "local-cycle", "--json").out)["change"]
    rule = shown["rules"][0]
    assert (shown["impact"]["touched"], rule["sure"], rule["goes_live"]) == (0, True, False)
    done = house("corpus", "add", "新.txt", "--yes", "--touched", "名单.txt")
    assert (done.status, touched in done.err, rules(house)) == (0, False, {"local-cycle": "360"})
    assert not (house.folder / "名单.txt").exists()


def test_rules_are_left_by_name_on_a_terminal(house: CommandLine) -> None:
    """After each name the impact of the rest is shown; an unknown name changes nothing; at last a yes takes it."""
    roster(house)
    Corpus(house.home).add_rules(write(house, TWO_RULES, "本县.toml"), number(8))
    write(house, CHANGED.replace("完成120学时", "完成100学时"), "新.txt")
    status, shown = typed(house, "y\nunknown\nlocal-new\ny\n")
    assert status == 0
    assert "没有牵动规则“unknown”，不用对它作决定。牵动的规则有：local-cycle、local-new。" in shown
    assert "一起改的规则：“在职教师每五年360学时”；不改的：“新任教师120学时”\n影响（2027-01-01" in shown
    assert set(rules(house)) == {"local-cycle", "local-cycle@2027-01-01", "local-new"}


def test_every_kind_of_question_has_an_option(house: CommandLine) -> None:
    """A reworded provision that means nothing else, a rule that ends, one that stands elsewhere now."""
    reworded = notices.text(8, effective="2027年1月1日").replace("每五年完成360学时培训", "每五年完成360学时的各类培训")
    write(house, reworded, "新.txt")
    asked = house("corpus", "add", "新.txt", "--dry-run")
    assert "--answer local-cycle:read=yes" in asked.err
    read = house("corpus", "add", "新.txt", "--dry-run", "--answer", "local-cycle:read=yes")
    assert "请决定" not in read.err
    for wrong in ("local-cycle:ends=no", "local-cycle:leave=yes", "local-cycle:nothing=3"):
        assert house("corpus", "add", "新.txt", "--answer", wrong, "--dry-run").status == 2
    ends = house("corpus", "add", "新.txt", "--accept-rules", "--answer", "local-cycle:ends=yes")
    assert ends.status == 0
    (ended,) = (rule for rule in Corpus(house.home).rules() if rule.id == "local-cycle")
    assert str(ended.valid_until) == "2026-12-31"


def test_a_rule_that_the_successor_does_not_have_is_placed(house: CommandLine) -> None:
    """Unanswered it lapses with its document; `label` says where it stands now."""
    words = notices.text(9, year=2026, effective="2027年1月1日", subject="第8类教师培训",
                         end=f"《{Corpus(house.home).get(number(8)).title}》（{number(8)}）同时废止。")  # fmt: skip
    write(house, words.replace("（一）在职教师每五年完成360学时培训。\n\n（二）", ""), "新.txt")
    asked = house("corpus", "add", "新.txt", "--region", "沙县", "--dry-run")
    assert "--answer local-cycle:label=新文件的条款" in asked.err
    done = house("corpus", "add", "新.txt", "--region", "沙县", "--accept-rules", "--answer", "local-cycle:label=二")
    assert done.status == 0
    new = next(rule for rule in Corpus(house.home).rules() if rule.id == "local-cycle@2027-01-01")
    assert (new.document, new.label) == (number(9, 2026), "二")


def test_a_text_without_a_new_day_asks_for_it(house: CommandLine) -> None:
    """The same dates as before: `--rules-from` says from when."""
    write(house, notices.text(8, hours=400), "新.txt")
    assert "--rules-from" in house("corpus", "add", "新.txt", "--dry-run").err
    assert house("corpus", "add", "新.txt", "--accept-rules", "--rules-from", "2026-10-01").status == 0
    assert "local-cycle@2026-10-01" in rules(house)


def test_a_successor_takes_the_rules_over(house: CommandLine) -> None:
    """A document that repeals the one before: its rules go on, by the new text."""
    words = notices.text(9, hours=300, year=2026, effective="2027年1月1日", subject="第8类教师培训",
                         end=f"《{Corpus(house.home).get(number(8)).title}》（{number(8)}）同时废止。")  # fmt: skip
    write(house, words, "新.txt")
    done = house("corpus", "add", "新.txt", "--region", "沙县", "--accept-rules")
    assert (done.status, number(9, 2026) in done.err) == (0, True)
    new = next(rule for rule in Corpus(house.home).rules() if rule.id == "local-cycle@2027-01-01")
    assert (new.document, str(new.hours)) == (number(9, 2026), "300")


HOSTILE = "<script>alert(1)</script>"


def changed(home: Path, corpus: Corpus, arrival: Arrival, evaluation: Evaluation | None = None) -> Change:
    return prepare(
        corpus, [arrival], home=home, today=TODAY, answers=Answers(date(2027, 1, 1)),
        trial=lambda beside, folder: evaluation,
    )  # fmt: skip


def test_the_page_is_escaped_and_has_no_scripts(house: CommandLine) -> None:
    """What a document says is text, whatever it says."""
    words = CHANGED.replace("按照教师工资总额", f"按照{HOSTILE}教师工资总额")
    found = changed(house.home, Corpus(house.home), came(words))
    app = MemoryApp(Settings.from_env({"YANXIU_HOME": str(house.home)}, cwd=house.folder), house.assistant)
    shown = page(found, app)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "http" not in shown.replace("http-equiv", "")


def test_worse_answers_need_a_word(house: CommandLine) -> None:
    """Without `--anyway` nothing is taken; the picture says which questions are lost."""
    lost = change_trial.Compared(Probe("经费比例是多少", "350405"), "1.5%", "没有写")
    found = changed(house.home, Corpus(house.home), came(CHANGED), Evaluation(2, (2, 1), (lost,), (), ()))
    assert found.worse
    whole, less = (
        opened(change_png(one, today=TODAY)) for one in (found, changed(house.home, Corpus(house.home), came(CHANGED)))
    )
    assert whole.height > less.height
    apply(found, Corpus(house.home), now=NOW)
    assert len(rules(house)) == 2
    with pytest.raises(YanxiuError, match="又有了改动"):
        apply(found, Corpus(house.home), now=NOW)


def test_rule_commands(house: CommandLine) -> None:
    """Added, listed, amended and removed; what cannot be is said in a sentence."""

    def run(*argv: str) -> str:
        out = io.StringIO()
        app = MemoryApp(Settings.from_env({"YANXIU_HOME": str(house.home)}, cwd=house.folder), house.assistant)
        given = parse(("corpus", "rule", *argv))
        command = {"add": rule_commands.add, "list": rule_commands.show_list, "remove": rule_commands.remove,
                   "amend": rule_commands.amend}[argv[0]]  # fmt: skip
        assert command(given, app, Streams(io.StringIO(), out, io.StringIO())) == 0
        return out.getvalue()

    more = write(house, RULES.replace("local-cycle", "local-more"), "更多.toml")
    assert "添加 1 条规则" in run("add", str(more), "--document", number(8))
    assert "自己添加" in next(line for line in run("list").splitlines() if "local-more" in line)
    made = json.loads(run("amend", "local-more", "--from", "2027-01-01", "--set", "hours=72.5", "--json"))
    assert [(rule["id"], rule["figures"]["hours"]) for rule in made] == [
        ("local-more", "360"),
        ("local-more@2027-01-01", "72.5"),
    ]
    assert "失效" in run("amend", "local-cycle", "--from", "2027-01-01", "--end")
    assert "修改" in next(line for line in run("list").splitlines() if "local-cycle" in line)
    run("remove", "local-more")
    origins = {rule["id"]: rule["origin"] for rule in json.loads(run("list", "--json"))}
    assert (origins["local-cycle"], origins["henan-2021-66-cycle-360"]) == ("amended", "shipped")
    assert "local-more" not in origins
    for wrong in (
        ("amend", "local-cycle", "--set", "hours=3"),
        ("amend", "local-cycle", "--from", "2027-01-01"),
        ("amend", "local-cycle", "--from", "2027-01-01", "--set", "hours"),
        ("amend", "local-cycle", "--from", "2027-01-01", "--end", "--label", "二"),
        ("amend", "unknown", "--from", "2027-01-01", "--end"),
        ("remove", "unknown"),
    ):
        with pytest.raises(YanxiuError, match="请"):
            run(*wrong)


def test_check_covers_what_was_added(house: CommandLine) -> None:
    """A provision that a later text lacks is a problem of the rule that cites it."""
    write(house, notices.text(8).replace("（一）在职教师每五年完成360学时培训。\n\n（二）新任", "新任"), "新.txt")
    house("corpus", "add", "新.txt", "--region", "沙县", "--yes", "--anyway")
    done = house("corpus", "check")
    assert (done.status, "local-cycle" in done.out) == (2, True)
