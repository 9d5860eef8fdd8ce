"""The documents that come with the package, applied to invented teachers."""

from datetime import date
from decimal import Decimal

import pytest

from policy_corpus.store import Corpus
from records.centre import CentreSettings, CycleStart
from records.facts import Dated, Sex, TeacherFacts
from records.ledger import Entry
from records.standing import RuleBook, Standing, standing
from tests.records.standing.invented import entry, said, teacher

SETTINGS = CentreSettings(cycle_starts=(CycleStart("100000", first_day=date(2011, 9, 1)),))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    """The shipped rules."""
    corpus = Corpus(tmp_path_factory.mktemp("home"))
    return RuleBook(corpus.rules(), corpus.documents())


def of(region: str, post: str = "教师", **fields: object) -> TeacherFacts:
    return teacher(regions=(Dated(region),), posts=(Dated(post),), **fields)


def found(book: RuleBook, facts: TeacherFacts, day: date, *entries: Entry, history: bool = False) -> Standing:
    return standing(book, facts, entries, day, SETTINGS, history=history)


def test_jiangxi_asks_360_hours_in_five_years(book: RuleBook) -> None:
    """赣教师字〔2014〕36号 一: every teacher on the rolls, 360 hours; the reading is told."""
    (line,) = found(book, of("360102"), date(2024, 5, 1), entry("a", "40.5", date(2023, 5, 1))).lines
    assert (line.document_number, line.label) == ("赣教师字〔2014〕36号", "一")
    assert (line.required, line.remaining, line.deadline) == (Decimal(360), Decimal("319.5"), date(2026, 8, 31))
    assert said(line, "另一种读法")


def test_jiangxi_offsets_the_two_school_years_only(book: RuleBook) -> None:
    """三2: “国培计划”远程培训 of 2013 is offset, with its provision; that of 2015 counts as it is."""
    entries = [
        entry("a", 40, date(2013, 5, 1), category="国培计划远程培训"),
        entry("b", 20, date(2015, 5, 1), category="国培计划远程培训"),
    ]
    (line,) = found(book, of("360102"), date(2015, 6, 1), *entries).lines
    assert line.counted == 60
    cited = {step.text: (step.document_number, step.label) for step in line.steps if "国培" in step.text}
    assert cited == {
        "2013-05-01 国培计划远程培训 40学时（冲抵“教师全员远程培训”）": ("赣教师字〔2014〕36号", "三2"),
        "2015-05-01 国培计划远程培训 20学时": ("", ""),
    }


def test_henan_binds_the_county_centres_full_time_teachers(book: RuleBook) -> None:
    """豫教师〔2021〕66号 二(五) on the chosen reading: they owe 360 hours, an ordinary teacher owes none by it."""
    (line,) = found(book, of("410102", "县级教师发展中心专任教师"), date(2024, 5, 1)).lines
    assert (line.rule, line.required, line.binding) == ("henan-2021-66-cycle-360", Decimal(360), True)
    assert said(line, "本中心尚未设定“周期中途开始的要求（全额或按比例）”") is False
    assert found(book, of("410102"), date(2024, 5, 1)).lines == ()


def test_henan_began_within_a_cycle(book: RuleBook) -> None:
    """The notice of 2021-05-11 begins within the cycle that ends in August 2021: the centre has to say what is owed."""
    (line,) = found(book, of("410102", "县级教师发展中心专任教师"), date(2021, 6, 1)).lines
    assert said(line, "本周期1826天里这项要求只适用113天；本中心尚未设定")


def test_the_ganzhou_draft_binds_nobody(book: RuleBook) -> None:
    """甘州 (征求意见稿): cycle, trainers' year and induction are shown, none as binding; three years once is a duty."""
    facts = of("620702", "新任教师、培训者", entered=date(2024, 9, 1))
    result = found(book, facts, date(2024, 10, 1), entry("a", 30, date(2024, 8, 20), category="岗前培训"))
    assert {line.rule: int(line.counted) for line in result.lines} == {
        "ganzhou-draft-trainer-72": 30,
        "ganzhou-draft-cycle-360": 30,
        "ganzhou-draft-induction-120": 30,
    }
    assert all(not line.binding and said(line, "没有约束力") for line in result.lines)
    assert [duty.rule for duty in result.duties] == ["ganzhou-draft-county-course"]


def test_shaxian_has_duties_without_hours(book: RuleBook) -> None:
    """沙县 sets a term in a school and days in schools, which no ledger of hours counts."""
    assert [d.rule for d in found(book, of("350405", "教师进修学校专职教师"), date(2024, 5, 1)).duties] == [
        "shaxian-2022-secondment"
    ]
    assert [d.rule for d in found(book, of("350405", "教师进修学校领导班子成员"), date(2024, 5, 1)).duties] == [
        "shaxian-2022-leaders"
    ]


def test_a_document_without_hours_asks_nothing(book: RuleBook) -> None:
    """The two Hebei documents set nobody's hours."""
    assert found(book, of("130102", sex=Sex.MALE), date(2024, 5, 1)).lines == ()
