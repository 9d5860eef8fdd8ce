"""Rules that an administrator adds, amends and removes, as a part of the corpus's revisions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from policy_corpus.amendments import Amendment, amended, on_day
from policy_corpus.errors import CorpusError
from policy_corpus.history.revisions import Action
from policy_corpus.model import Rule
from policy_corpus.rule_check import problems
from policy_corpus.store import Corpus
from tests.policy_corpus import notices
from tests.policy_corpus.notices import came, number

TOML = """[[rule]]
id = "local-cycle"
name = "每五年360学时"
label = "一(一)"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5

[[rule]]
id = "local-online"
name = "线上研修抵扣"
label = "一(一)"
roles = ["在职教师"]
applies_to = ["local-cycle"]

[[rule.offsets]]
source = "线上研修"
target = "继续教育"
"""
DAY = date(2026, 1, 1)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A corpus of one notice."""
    made = notices.corpus(tmp_path)
    made.take([came(notices.text(8))])
    return made


def file(tmp_path: Path, content: str = TOML, name: str = "本区规则.toml") -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def hours(corpus: Corpus) -> dict[str, Decimal | None]:
    """The rules in force and what they ask."""
    return {rule.id: rule.hours for rule in corpus.rules()}


def amendment(**fields: object) -> Amendment:
    """To 400 hours from the day on."""
    made = Amendment("local-cycle", DAY, number(8), "一(一)", (), (("hours", "400"),))
    return replace(made, **fields)  # type: ignore[arg-type]


def test_a_file_is_added_replaced_and_rolled_back(corpus: Corpus, tmp_path: Path) -> None:
    """Each is a revision of its own; the same file twice is none; another process reads the same."""
    assert [rule.document for rule in corpus.add_rules(file(tmp_path), number(8))] == [number(8)] * 2
    before, named = corpus.revision(), corpus.rules_hash()
    corpus.add_rules(file(tmp_path), number(8))
    assert (corpus.revision(), corpus.revision().action) == (before, Action.RULES)
    corpus.add_rules(file(tmp_path, TOML.replace("360", "300")), number(8))
    assert hours(corpus)["local-cycle"] == Decimal(300)
    assert corpus.rules_hash() != named
    corpus.roll_back()
    assert hours(Corpus(tmp_path / "home", corpus.shipped)) == {"local-cycle": Decimal(360), "local-online": None}
    corpus.roll_back(1)
    assert (corpus.rules(), problems(corpus)) == ((), ())


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (TOML.replace('hours = "360"', "hours = 360"), "加引号"),
        (TOML.replace("一(一)", "九"), "没有条款“九”"),
        (TOML.replace("local-online", "local-cycle"), "出现了两次"),
        (TOML.replace('"local-cycle"', '"local@cycle"'), "@"),
        ("# nothing\n", "没有规则"),
        ("[[rule]", "第1行"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(
    corpus: Corpus, tmp_path: Path, content: str, named: str
) -> None:
    """The sentence says what is wrong; nothing is changed."""
    before = corpus.revision()
    with pytest.raises(CorpusError, match=named) as error:
        corpus.add_rules(file(tmp_path, content), number(8))
    assert "本区规则.toml" in str(error.value)
    assert corpus.revision() == before


def test_ids_are_unique_over_files(corpus: Corpus, tmp_path: Path) -> None:
    """A second file may not use the id of a rule that is there."""
    corpus.add_rules(file(tmp_path), number(8))
    with pytest.raises(CorpusError, match="已经有编号为“local-cycle”的规则"):
        corpus.add_rules(file(tmp_path, name="另一个.toml"), number(8))


def test_documents_and_rules_change_in_one_revision(corpus: Corpus, tmp_path: Path) -> None:
    """The old version holds until the eve, the new one from the day on; going back takes both back."""
    corpus.add_rules(file(tmp_path), number(8))
    live = corpus.revision().number
    corpus.take([came(notices.text(8, hours=400))], base=live, amendments=[amendment()])
    old, new, other = corpus.rules()
    assert (old.hours, old.valid_until) == (Decimal(360), date(2025, 12, 31))
    assert (new.id, new.name, new.valid_from) == ("local-cycle@2026-01-01", "每五年400学时", DAY)
    assert other.applies_to == ("local-cycle", "local-cycle@2026-01-01")
    assert (corpus.revision().number, corpus.revision().action) == (live + 1, Action.ADD)
    with pytest.raises(CorpusError, match="又有了改动"):
        corpus.take((), base=live, amendments=[amendment()])
    corpus.roll_back()
    assert hours(corpus) == {"local-cycle": Decimal(360), "local-online": None}
    assert "400" not in corpus.get(number(8)).provisions[1].text


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (amendment(rule="unknown"), "没有“unknown”这条规则"),
        (amendment(document="某教师〔1999〕1号"), "没有“某教师〔1999〕1号”这份文件"),
        (amendment(label="九"), "没有条款“九”"),
        (amendment(values=(("hours", "很多"),)), "不能写成"),
        (amendment(values=(("carry_over.rate", "1"),)), "没有“carry_over.rate”这个数"),
    ],
)
def test_an_amendment_that_cannot_be_changes_nothing(
    corpus: Corpus, tmp_path: Path, wrong: Amendment, named: str
) -> None:
    """Neither rule nor document is taken; the sentence says why."""
    corpus.add_rules(file(tmp_path), number(8))
    before = corpus.revision()
    with pytest.raises(CorpusError, match=named):
        corpus.take([came(notices.text(8, hours=400))], amendments=[wrong])
    assert corpus.revision() == before


def test_a_rule_ends_and_is_taken_up_again(corpus: Corpus, tmp_path: Path) -> None:
    """Removing what was added takes its amendments along; a rule that nobody added is refused."""
    corpus.add_rules(file(tmp_path), number(8))
    corpus.take((), amendments=[amendment(ends=True, values=())])
    assert [rule.valid_until for rule in corpus.rules()] == [date(2025, 12, 31), None]
    corpus.remove_rule("local-cycle")
    assert (list(hours(corpus)), corpus.revision().amendments) == (["local-online"], ())
    corpus.remove_rule("local-online")
    assert (corpus.rules(), corpus.revision().rules) == ((), ())
    with pytest.raises(CorpusError, match="没有收录或修改过"):
        corpus.remove_rule("local-online")


def test_a_shipped_rule_is_amended_and_restored(tmp_path: Path) -> None:
    """What comes with the program is amended by its id, and removing that brings it back as it came."""
    corpus = Corpus(tmp_path)
    rule = next(rule for rule in corpus.rules() if rule.id == "henan-2021-66-cycle-360")
    changed = Amendment(rule.id, DAY, rule.document, rule.label, rule.also_labels, (("hours", "400"),))
    corpus.take((), amendments=[changed])
    assert hours(corpus)[f"{rule.id}@2026-01-01"] == Decimal(400)
    corpus.remove_rule(rule.id)
    assert next(r for r in corpus.rules() if r.id == rule.id) == rule


def test_problems_are_named_and_the_rules_still_bind(corpus: Corpus, tmp_path: Path) -> None:
    """A provision that a later text lacks, and a file that was lost, are said; nothing is dropped for the first."""
    corpus.add_rules(file(tmp_path), number(8))
    corpus.take([came(notices.text(8).replace("（一）在职教师每五年完成360学时培训。\n\n（二）新任", "新任"))])
    assert list(hours(corpus)) == ["local-cycle", "local-online"]
    assert {problem.what for problem in problems(corpus)} == {
        f"规则“{name}”引用的条款“一(一)”在现在使用的文本里没有" for name in ("local-cycle", "local-online")
    }
    (held,) = corpus.revision().rules
    (corpus.base / held.file).unlink()
    (problem,) = problems(Corpus(tmp_path / "home", corpus.shipped))
    assert (problem.file, "读不了" in problem.what) == ("本区规则.toml", True)


def test_a_corrected_number_keeps_its_rules(corpus: Corpus, tmp_path: Path) -> None:
    """The document is found by its title when its number was corrected."""
    from policy_corpus.corrections import Field, corrections

    corpus.add_rules(file(tmp_path), number(8))
    corpus.correct(number(8), corrections({Field.NUMBER: ("东教师〔2020〕88号",)}))
    assert {rule.document for rule in corpus.rules()} == {"东教师〔2020〕88号"}


def versions(rules: Sequence[Rule]) -> list[tuple[str, date | None, date | None, Decimal | None]]:
    return [(rule.id, rule.valid_from, rule.valid_until, rule.hours) for rule in rules]


def test_versions_follow_each_other(corpus: Corpus, tmp_path: Path) -> None:
    """A second amendment acts on the latest version; one of the same day replaces it; a day shows one plain."""
    corpus.add_rules(file(tmp_path, TOML.partition("\n\n[[rule]]")[0]), number(8))
    rules, documents = corpus.rules(), corpus.documents()
    later = date(2027, 1, 1)
    found = amended(rules, [amendment(), amendment(since=later, values=(("hours", "450"),))], documents)
    assert versions(found) == [
        ("local-cycle", None, date(2025, 12, 31), Decimal(360)),
        ("local-cycle@2026-01-01", DAY, date(2026, 12, 31), Decimal(400)),
        ("local-cycle@2027-01-01", later, None, Decimal(450)),
    ]
    again = amended(rules, [amendment(), amendment(values=(("hours", "420"),))], documents)
    assert [rule.hours for rule in again] == [Decimal(360), Decimal(420)]
    assert [rule.hours for rule in on_day(found, DAY) if rule.id == "local-cycle"] == [Decimal(400)]
    assert [rule.hours for rule in on_day(found, later) if rule.id == "local-cycle"] == [Decimal(450)]
    assert len({rule.id for rule in on_day(found, DAY)}) == 3
