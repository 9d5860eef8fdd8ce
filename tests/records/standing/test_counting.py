"""What hours count: rates, ceilings, floors, offsets, credits, claims."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from policy_corpus.model import Category, Offset
from records.centre import Partial
from records.ledger import EntryKind, Unit
from tests.records.standing.invented import (
    SETTINGS,
    change,
    cyclic,
    entry,
    figures,
    only,
    rule,
    said,
    shown,
    stand,
)

ONLINE = Category("线上研修", maximum=Decimal(120), rate=Decimal("0.5"), sources=("线上", "网络研修"))
ETHICS = Category("师德", minimum=Decimal(40))


def test_a_rate_and_a_ceiling() -> None:
    """300 hours online at one half are 150, of which 120 count; 50 others count in full: 170 of 360."""
    entries = [entry("a", 300, training="线上"), entry("b", 50)]
    line = only(stand(rule(categories=(ONLINE,)), entries))
    assert figures(line) == (360, 350, 170, 190)
    (online,) = line.categories
    assert (online.earned, online.counted, online.maximum) == (Decimal(300), Decimal(120), Decimal(120))
    assert line.other == 50
    assert shown(line, "300学时 × 0.5 = 150学时") == "测教〔2020〕1号 一"
    assert shown(line, "“线上研修”最多计120学时：150 → 120") == "测教〔2020〕1号 一"
    assert shown(line, "还差：360 − 170 = 190学时") == "测教〔2020〕1号 一"


def test_a_ceiling_as_a_share() -> None:
    """校本研修 at most a third of 100 hours is 33.33."""
    school = Category("校本研修", maximum_share=Fraction(1, 3))
    assert only(stand(cyclic(100, categories=(school,)), [entry("a", 80, category="校本研修")])).counted == Decimal(
        "33.33"
    )


def test_a_floor_cannot_be_filled_by_other_hours() -> None:
    """400 hours without 师德 leave the 40 of its floor owing: 320 of 360 count."""
    line = only(stand(rule(categories=(ETHICS,)), [entry("a", 390), entry("b", 10, category="师德")]))
    assert figures(line) == (360, 400, 330, 30)
    (ethics,) = line.categories
    assert (ethics.required, ethics.counted, ethics.remaining) == (Decimal(40), Decimal(10), Decimal(30))
    assert shown(line, "不能用别的学时代替") == "测教〔2020〕1号 一"


def test_hours_beyond_the_requirement_count_once_the_floors_are_full() -> None:
    """With the floor filled nothing remains and the surplus is shown."""
    line = only(stand(rule(categories=(ETHICS,)), [entry("a", 390), entry("b", 40, category="师德")]))
    assert figures(line) == (360, 430, 430, 0)


def test_training_may_stand_under_a_ceiling_and_fill_a_floor() -> None:
    """师德 taken online at one half: 80 hours are 40 under the ceiling, and they fill the floor of 师德."""
    line = only(stand(rule(categories=(ONLINE, ETHICS)), [entry("a", 80, category="师德", training="线上")]))
    assert [category.counted for category in line.categories] == [40, 40]
    assert figures(line) == (360, 80, 40, 320)


def test_what_a_ceiling_cuts_fills_the_floor_first() -> None:
    """300 hours online, 80 of them 师德: of the 120 that count, the floor gets its 40."""
    entries = [entry("a", 220, training="线上"), entry("b", 80, category="师德", training="线上")]
    line = only(stand(rule(categories=(ONLINE, ETHICS)), entries))
    assert [category.counted for category in line.categories] == [120, 40]
    assert line.counted == 120


def test_ceilings_and_floors_shrink_with_the_requirement() -> None:
    """Bound for 60% of a year-long cycle, half of 100 hours online is half of what is then required."""
    found = cyclic(100, 1, categories=(Category("线上", maximum_share=Fraction(1, 2)),), valid_from=date(2025, 5, 27))
    settings = replace(SETTINGS, partial=Partial.PRO_RATA)
    line = only(
        stand(found, [entry("a", 90, date(2025, 6, 1), category="线上")], settings=settings, day=date(2025, 7, 1))
    )
    assert (line.required, line.counted) == (Decimal(60), Decimal(30))


def test_only_the_named_kinds_count() -> None:
    """Where the rule names the kinds that count, others are not even earned."""
    entries = [entry("a", 10, category="岗位培训"), entry("b", 20), entry("c", 5, category="师德")]
    line = only(stand(rule(counts=("岗位培训",), categories=(ETHICS,)), entries))
    assert line.earned == 15


def test_the_words_of_a_ledger_are_matched_as_the_centre_says() -> None:
    """Quotation marks do not matter, and 类别对应 renames what is posted."""
    found = rule(counts=("“国培计划”远程培训",))
    settings = replace(SETTINGS, words={"国培": "国培计划远程培训"})
    entries = [entry("a", 10, category="国培计划远程培训"), entry("b", 20, category="国培")]
    assert [only(stand(found, entries, settings=s)).earned for s in (SETTINGS, settings)] == [10, 30]


def test_an_offset_by_rule() -> None:
    """国培 counts as 全员远程 at the rule's rate and fills its floor; the step cites the offset."""
    remote = Category("全员远程", minimum=Decimal(60))
    found = rule(categories=(remote,), offsets=(Offset("国培", "全员远程", Decimal("0.8")),))
    line = only(stand(found, [entry("a", 50, category="国培")]))
    assert (line.earned, line.counted, line.categories[0].counted) == (Decimal(50), Decimal(40), Decimal(40))
    assert shown(line, "冲抵“全员远程”") == "测教〔2020〕1号 一"


def test_an_offset_into_a_category_with_a_rate() -> None:
    """国培 counts as 线上 at 0.8, and 线上 at one half: 50 hours are 20."""
    found = rule(categories=(ONLINE,), offsets=(Offset("国培", "线上", Decimal("0.8")),))
    assert only(stand(found, [entry("a", 50, category="国培")])).counted == 20


def test_an_offset_of_another_provision_holds_on_its_days() -> None:
    """A later provision offsets at one half from 2024 on; training of 2023 counts as it was posted."""
    offset = change(offsets=(Offset("国培", "全员远程", Decimal("0.5")),), valid_from=date(2024, 1, 1))
    entries = [entry("a", 10, date(2023, 5, 1), category="国培"), entry("b", 10, date(2024, 5, 1), category="国培")]
    line = only(stand([rule(), offset], entries))
    assert line.counted == 15
    assert shown(line, "冲抵“全员远程”") == "测教〔2020〕1号 二"


def test_a_rule_of_another_document_changes_what_it_names() -> None:
    """A notice lowers the ceiling of the rules that it names, and of no others."""
    notice = change(document="测教〔2023〕5号", applies_to=("r",), categories=(Category("线上", maximum=Decimal(10)),))
    found = stand([rule(), rule("s", document="乙"), notice], [entry("a", 50, training="线上")])
    assert {line.rule: line.counted for line in found.lines} == {"r": 10, "s": 50}
    assert shown(found.lines[0], "最多计10学时") == "测教〔2023〕5号 二"


def test_a_draft_changes_nothing_that_binds() -> None:
    """A ceiling that is only proposed does not hold."""
    notice = change(binding=False, categories=(Category("线上", maximum=Decimal(10)),))
    assert only(stand([rule(), notice], [entry("a", 50, training="线上")])).counted == 50


def test_an_offset_entry_needs_a_rule() -> None:
    """An offset counts at the rule's rate; without a rule the hours stay what they were, and the line says so."""
    offset = entry("a", 20, kind=EntryKind.OFFSET, category="全员远程", training="国培")
    founded = rule(offsets=(Offset("国培", "全员远程", Decimal("0.5")),))
    assert only(stand(founded, [offset])).counted == 10
    line = only(stand(rule(), [offset]))
    assert line.counted == 20
    assert said(line, "冲抵“全员远程”在这条规则下没有依据")


def test_credits_are_converted_by_rule_or_centre() -> None:
    """3 学分 at 10 hours; by the centre at 5; and not at all when nobody says."""
    entries = [entry("a", 3, unit=Unit.CREDIT)]
    assert only(stand(rule(hours_per_credit=Decimal(10)), entries)).earned == 30
    settings = replace(SETTINGS, hours_per_credit=Decimal(5))
    assert only(stand(rule(), entries, settings=settings)).earned == 15
    line = only(stand(rule(), entries))
    assert line.earned == 0
    assert said(line, "本中心尚未设定“学分折合学时”，3学分没有计入")


def test_claims_are_pending_until_decided() -> None:
    """A claim counts only where the centre says so, and is always shown."""
    entries = [entry("a", 20), entry("b", 30, kind=EntryKind.CLAIM)]
    lines = {s: only(stand(rule(), entries, settings=replace(SETTINGS, pending_counts=s))) for s in (None, True, False)}
    assert [line.counted for line in lines.values()] == [20, 50, 20]
    assert [line.pending for line in lines.values()] == [30, 30, 30]
    assert said(lines[None], "有30学时的申报待审核；本中心尚未设定“待审核学时是否计入”，暂不计入")
    assert said(lines[True], "本中心设定“待审核学时是否计入”：计入")


def test_a_problem_of_the_ledger_is_told() -> None:
    """An entry that cannot be followed is among the problems of the standing."""
    found = stand(rule(), [entry("a", 5, kind=EntryKind.CORRECTION, refers_to="x")])
    assert [problem.entry for problem in found.problems] == ["a"]
