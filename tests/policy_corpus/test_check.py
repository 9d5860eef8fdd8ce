"""`check`: each kind of problem is found, located and told how to mend."""

from pathlib import Path

import pytest

from policy_corpus.check import Problem, check
from policy_corpus.store import Corpus
from tests.policy_corpus.test_store import DIGEST, NOTICE, RULES


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A sound folder with one digest and its rules."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "donglin.md").write_text(DIGEST, encoding="utf-8")
    (folder / "donglin.rules.toml").write_text(RULES, encoding="utf-8")
    return folder


def problems(tmp_path: Path, shipped: Path) -> list[Problem]:
    """What `check` finds."""
    return list(check(Corpus(tmp_path / "home", shipped)))


def only(tmp_path: Path, shipped: Path) -> Problem:
    """The one problem that `check` finds, which says what to do."""
    (problem,) = problems(tmp_path, shipped)
    assert problem.fix.endswith("。")
    return problem


def change(path: Path, old: str, new: str) -> None:
    """Replace `old`, which must be there, in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_corpus_has_no_problem(tmp_path: Path, shipped: Path) -> None:
    """Nothing is reported of a sound folder, with its original or without."""
    assert problems(tmp_path, shipped) == []
    original = tmp_path / "通知.txt"
    original.write_text(NOTICE.format(hours=360), encoding="utf-8")
    Corpus(tmp_path / "home", shipped).add([original])
    assert problems(tmp_path, shipped) == []


def test_the_shipped_corpus_is_sound(tmp_path: Path) -> None:
    """The documents that come with the package have no problem."""
    assert check(Corpus(tmp_path)) == ()


def test_a_malformed_digest_is_named(tmp_path: Path, shipped: Path) -> None:
    """A digest that cannot be read is one problem, not an exception."""
    (shipped / "donglin.md").write_text("没有信息头", encoding="utf-8")
    assert only(tmp_path, shipped).file == "donglin.md"


def test_an_unknown_region_is_located(tmp_path: Path, shipped: Path) -> None:
    """A region code that does not exist is reported with file and line."""
    change(shipped / "donglin.md", 'region = "410000"', 'region = "419999"')
    found = only(tmp_path, shipped)
    assert (found.file, found.line) == ("donglin.md", 6)
    assert "419999" in found.what


def test_a_missing_date_of_issue_is_reported(tmp_path: Path, shipped: Path) -> None:
    """A document in force without a date of issue is a problem; a draft is none."""
    change(shipped / "donglin.md", "issued = 2020-03-05\n", "")
    assert "成文日期" in only(tmp_path, shipped).what
    change(shipped / "donglin.md", 'source_url = "https://example.org/8"', 'status = "draft"')
    assert problems(tmp_path, shipped) == []


def test_a_rule_without_a_provision_is_reported(tmp_path: Path, shipped: Path) -> None:
    """A rule whose label stands nowhere in the digest is a problem of the rules' file."""
    change(shipped / "donglin.rules.toml", 'label = "一(一)"', 'label = "九(九)"')
    found = only(tmp_path, shipped)
    assert found.file == "donglin.rules.toml"
    assert "九(九)" in found.what


def test_a_rule_whose_provision_the_original_lacks_is_reported(tmp_path: Path, shipped: Path) -> None:
    """When an original numbers its provisions otherwise, the rules that lost theirs are named with their line."""
    original = tmp_path / "通知.txt"
    original.write_text(NOTICE.format(hours=360).replace("（一）", "1．").replace("（二）", "2．"), encoding="utf-8")
    Corpus(tmp_path / "home", shipped).add([original])
    found = [p for p in problems(tmp_path, shipped) if p.file == "donglin.rules.toml"]
    assert [(p.line, "一(一)" in p.what) for p in found] == [(2, True)]


def test_a_successor_that_is_not_there_is_reported(tmp_path: Path, shipped: Path) -> None:
    """`superseded_by` must name a document of the corpus."""
    change(shipped / "donglin.md", 'kind = "通知"', 'kind = "通知"\nsuperseded_by = "东教师〔2024〕1号"')
    found = only(tmp_path, shipped)
    assert found.line == 5
    assert "东教师〔2024〕1号" in found.what


@pytest.mark.parametrize(("named", "what"), [("nowhere", "没有这条规则"), ("change", "没有学时要求")])
def test_a_rule_that_changes_nothing_is_reported(tmp_path: Path, shipped: Path, named: str, what: str) -> None:
    """`applies_to` must name a rule of the corpus that asks for hours."""
    rules = shipped / "donglin.rules.toml"
    whole = rules.read_text(encoding="utf-8")
    change_rule = (
        '[[rule]]\nid = "change"\nname = "减免"\nlabel = "一(一)"\nroles = ["在职教师"]\nreading = "另一种。"\n'
    )
    aimed = f'applies_to = ["donglin-360", "{named}"]\n[rule.carry_over]\n'
    rules.write_text(f"{whole}\n{change_rule}{aimed}", encoding="utf-8")
    found = only(tmp_path, shipped)
    assert (found.file, found.line) == ("donglin.rules.toml", whole.count("\n") + 3)
    assert f"“{named}”，" in found.what
    assert what in found.what


def second(shipped: Path, *, hours: str = "300", extra: str = "") -> None:
    """A second document with a rule for the same people."""
    digest = DIGEST.replace("〔2020〕8号", "〔2021〕9号").replace("加强教师培训", "改进教师培训")
    (shipped / "second.md").write_text(digest, encoding="utf-8")
    rules = RULES.replace("donglin-360", "second").replace('hours = "360"', f'hours = "{hours}"{extra}')
    (shipped / "second.rules.toml").write_text(rules, encoding="utf-8")


def test_contradicting_rules_are_reported_once(tmp_path: Path, shipped: Path) -> None:
    """Two rules for the same region, role and period with different hours contradict."""
    second(shipped)
    found = only(tmp_path, shipped)
    assert "360学时" in found.what
    assert "300学时" in found.what


@pytest.mark.parametrize(
    ("hours", "extra"),
    [
        ("360", ""),
        ("300", "\nbinding = false"),
        ("300", "\nvalid_until = 2019-12-31"),
        ("300", '\nstages = ["幼儿园"]'),
    ],
)
def test_rules_that_agree_or_never_meet_are_no_contradiction(
    tmp_path: Path, shipped: Path, hours: str, extra: str
) -> None:
    """The same hours, a rule that does not bind, or another time or stage is no contradiction."""
    second(shipped, hours=hours, extra=extra)
    if "stages" in extra:
        change(shipped / "donglin.rules.toml", 'roles = ["在职教师"]', 'roles = ["在职教师"]\nstages = ["小学"]')
    assert problems(tmp_path, shipped) == []


def test_documents_that_replace_each_other_are_a_cycle(tmp_path: Path, shipped: Path) -> None:
    """A chain of successors that comes back to its start is reported once."""
    second(shipped, hours="360")
    change(shipped / "donglin.md", 'kind = "通知"', 'kind = "通知"\nsuperseded_by = "东教师〔2021〕9号"')
    change(shipped / "second.md", 'kind = "通知"', 'kind = "通知"\nsuperseded_by = "东教师〔2020〕8号"')
    assert "循环" in only(tmp_path, shipped).what


def test_a_number_that_the_original_lacks_is_reported(tmp_path: Path, shipped: Path) -> None:
    """A digest that states another number than its original is named with provision and line."""
    (shipped / "donglin.exceptions.toml").write_text('original = "通知.txt"\n', encoding="utf-8")
    original = tmp_path / "通知.txt"
    original.write_text(NOTICE.format(hours=400), encoding="utf-8")
    Corpus(tmp_path / "home", shipped).add([original])
    found = [p for p in problems(tmp_path, shipped) if "360" in p.what]
    assert [(p.file, p.line) for p in found] == [("donglin.md", 13)]


def test_a_damaged_record_is_reported(tmp_path: Path, shipped: Path) -> None:
    """A file in the data directory that cannot be read is a problem."""
    folder = tmp_path / "home" / "corpus" / "sources"
    folder.mkdir(parents=True)
    (folder / "abc.json").write_text("{", encoding="utf-8")
    assert only(tmp_path, shipped).file == "abc.json"
