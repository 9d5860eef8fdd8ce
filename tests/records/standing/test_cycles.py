"""When a requirement falls due: cycles, years, once; and whom it binds when."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from policy_corpus.model import AgeBound, AgeDay, LeaveEffect, LeaveTerm, Period, ServiceBound, YearKind
from records.centre import Anchor, CentreSettings, CycleStart, Partial
from records.facts import Dated, Leave, Sex
from tests.records.standing.invented import (
    CITY,
    COUNTY,
    PROVINCE,
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
    teacher,
    yearly,
)

PRO_RATA = replace(SETTINGS, partial=Partial.PRO_RATA)
ELSEWHERE = "410102"


def test_a_cycle_has_the_hours_of_its_days() -> None:
    """Of 360 hours from 2021 to 2025, 40 are there; those of 2020 and of tomorrow are not among them."""
    entries = [entry("a", 40), entry("b", 9, date(2020, 12, 31)), entry("c", 9, date(2025, 3, 2))]
    line = only(stand(rule(), entries))
    assert figures(line) == (360, 40, 40, 320)
    assert (line.cycle_start, line.cycle_end, line.deadline) == (
        date(2021, 1, 1),
        date(2025, 12, 31),
        date(2025, 12, 31),
    )
    assert said(line, "本中心设定“周期起始日”：从2021-01-01起算")


def test_the_nearest_region_sets_where_cycles_begin() -> None:
    """The county's day goes before the province's, and a day for cycles of five years before one for all."""
    starts = (
        CycleStart(PROVINCE, first_day=date(2020, 1, 1)),
        CycleStart(COUNTY, first_day=date(2022, 1, 1)),
        CycleStart(COUNTY, first_day=date(2023, 9, 1), years=5),
    )
    settings = CentreSettings(cycle_starts=starts)
    assert only(stand(rule(), settings=settings)).cycle_start == date(2023, 9, 1)
    assert only(stand(cyclic(72, 3), settings=settings)).cycle_start == date(2025, 1, 1)


def test_cycles_may_begin_with_each_teachers_service() -> None:
    """From entering service on 2010-09-15, the fourth cycle begins by day, year or school year of entry."""
    facts = teacher(entered=date(2010, 9, 15))
    firsts = {Anchor.ENTRY_DAY: (9, 15), Anchor.ENTRY_YEAR: (1, 1), Anchor.ENTRY_SCHOOL_YEAR: (9, 1)}
    for anchor, (month, day) in firsts.items():
        settings = CentreSettings(cycle_starts=(CycleStart(CITY, anchor=anchor),))
        line = only(stand(rule(), facts=facts, settings=settings, day=date(2020, 10, 1)))
        assert line.cycle_start == date(2020, month, day)


def test_the_document_goes_before_the_centre() -> None:
    """Where the rule names a first day, the centre's is not asked."""
    line = only(stand(rule(cycle_start=date(2019, 9, 1))))
    assert line.cycle_start == date(2024, 9, 1)
    assert said(line, "文件有规定")


def test_without_a_first_day_the_last_years_are_given() -> None:
    """Nobody has set where cycles begin: the hours of the last five years, no cycle, no deadline, and the reason."""
    entries = [entry("a", 40, date(2020, 3, 2)), entry("b", 9, date(2020, 3, 1))]
    line = only(stand(rule(), entries, settings=CentreSettings()))
    assert figures(line) == (360, 40, 40, 320)
    assert (line.cycle_start, line.cycle_end, line.deadline) == (None, None, None)
    assert said(line, "本中心尚未设定“周期起始日”")


def test_a_cycle_begun_mid_way_asks_for_the_centres_decision() -> None:
    """In service since 2023-01-01, 1096 of 1826 days: all, 360 × 1096 ÷ 1826 = 216.08, or all with the question."""
    facts = teacher(entered=date(2023, 1, 1))
    whole = only(stand(rule(), facts=facts, settings=replace(SETTINGS, partial=Partial.FULL)))
    part = only(stand(rule(), facts=facts, settings=PRO_RATA))
    open_ = only(stand(rule(), facts=facts))
    assert [whole.required, part.required, open_.required] == [360, Decimal("216.08"), 360]
    assert said(whole, "本中心设定“周期中途开始的要求（全额或按比例）”：按全额")
    assert shown(part, "360 × 1096天 ÷ 1826天 = 216.08学时（四舍五入到0.01学时）") == "测教〔2020〕1号 一"
    assert said(open_, "本中心尚未设定“周期中途开始的要求（全额或按比例）”，应修暂按全额显示")


def test_hours_in_proportion_are_rounded_as_set() -> None:
    """The centre may round to whole hours."""
    settings = replace(PRO_RATA, pro_rata_step=Decimal(1))
    assert only(stand(rule(), facts=teacher(entered=date(2023, 1, 1)), settings=settings)).required == 216


def test_hours_from_before_the_rule_bound_are_the_centres_decision() -> None:
    """Hours of the cycle from before the post count, do not count, or count with the question."""
    facts = teacher(posts=(Dated("培训者", None, date(2022, 12, 31)), Dated("教师", date(2023, 1, 1))))
    entries = [entry("a", 10, date(2022, 5, 1)), entry("b", 7, date(2023, 5, 1))]
    counts = {
        setting: only(stand(rule(), entries, facts=facts, settings=replace(SETTINGS, earlier_hours=setting)))
        for setting in (None, True, False)
    }
    assert [line.counted for line in counts.values()] == [17, 17, 7]
    assert said(counts[None], "有10学时是在这项要求不适用的日子取得的；本中心尚未设定“规则适用之前取得的学时”，暂计入")
    assert said(counts[False], "不计入")


def test_a_change_of_region_changes_the_rules() -> None:
    """After moving, the old county's rule asks no more and the new one's does, for its part of the cycle."""
    facts = teacher(regions=(Dated(COUNTY, None, date(2022, 12, 31)), Dated(ELSEWHERE, date(2023, 1, 1))))
    rules = [rule("old"), rule("new", region="410000", document="豫测〔2020〕2号")]
    line = only(stand(rules, facts=facts, settings=PRO_RATA))
    assert (line.rule, line.required) == ("new", Decimal("216.08"))
    assert only(stand(rules, facts=facts, day=date(2022, 6, 1))).rule == "old"


def test_a_change_of_stage_changes_the_rules() -> None:
    """A rule for 小学 ends with the move to 初中."""
    facts = teacher(stages=(Dated("小学", None, date(2024, 8, 31)), Dated("初中", date(2024, 9, 1))))
    rules = [rule("primary", stages=("小学",)), cyclic(400, rule_id="junior", stages=("初中",), document="乙")]
    assert only(stand(rules, facts=facts)).rule == "junior"
    assert only(stand(rules, facts=facts, day=date(2024, 8, 31))).rule == "primary"


def test_an_unknown_stage_is_said() -> None:
    """Without a 学段 a rule for some stages is shown, with the reason."""
    assert said(only(stand(rule(stages=("小学",)), facts=teacher(stages=()))), "学段没有登记")


def test_a_rule_that_changes_within_a_cycle() -> None:
    """300 hours until 2022, 400 from 2023: on either side of the change the rule of the day asks, in proportion."""
    rules = [
        cyclic(300, rule_id="old", valid_until=date(2022, 12, 31)),
        cyclic(400, rule_id="new", valid_from=date(2023, 1, 1), document="测教〔2022〕9号"),
    ]
    before = only(stand(rules, [entry("a", 30, date(2022, 5, 1))], day=date(2022, 6, 1)))
    after = only(stand(rules, [entry("a", 30, date(2022, 5, 1))], settings=PRO_RATA))
    assert (before.rule, before.required) == ("old", Decimal(300))
    assert (after.rule, after.required, after.counted) == ("new", Decimal("240.09"), Decimal(30))


def test_several_rules_at_once() -> None:
    """教师、培训者 owes both the cycle and the trainers' year, and the shared hours are named."""
    found = stand([rule(), yearly(72, rule_id="t", roles=("培训者",))], facts=teacher(posts=(Dated("教师、培训者"),)))
    assert {line.rule for line in found.lines} == {"r", "t"}
    assert any("同一次培训计入每一项" in note for note in found.notes)


def test_rules_of_the_regions_above_bind_too() -> None:
    """County, city, province and nation each ask; a neighbour does not."""
    regions = {"a": COUNTY, "b": CITY, "c": PROVINCE, "d": "100000", "e": "620723"}
    found = stand([rule(name, region=region, document=name) for name, region in regions.items()])
    assert [line.rule for line in found.lines] == ["a", "b", "c", "d"]


def test_a_year_is_what_the_rule_or_the_centre_says() -> None:
    """A school year by the rule, by the centre, or the calendar year with the question."""
    by_rule = only(stand(yearly(72, year=YearKind.SCHOOL)))
    by_centre = only(stand(yearly(72), settings=replace(SETTINGS, year_kind=YearKind.SCHOOL)))
    open_ = only(stand(yearly(72)))
    assert (by_rule.cycle_start, by_rule.cycle_end) == (date(2024, 9, 1), date(2025, 8, 31))
    assert by_centre.cycle_start == date(2024, 9, 1)
    assert said(by_centre, "本中心设定“年度口径")
    assert open_.cycle_start == date(2025, 1, 1)
    assert said(open_, "本中心尚未设定“年度口径")


def test_induction_is_once() -> None:
    """120 hours of 岗前培训 for a new teacher, whenever they were, due when rule or centre says."""
    facts = teacher(posts=(Dated("新任教师"),), entered=date(2024, 9, 1))
    induction = rule(hours=Decimal(120), period=Period.ONCE, roles=("新任教师",), counts=("岗前培训",))
    entries = [entry("a", 50, date(2024, 8, 1), category="岗前培训"), entry("b", 60, date(2024, 10, 1))]
    open_ = only(stand(induction, entries, facts=facts))
    by_rule = only(stand(replace(induction, within_months=12), entries, facts=facts))
    before = only(stand(induction, entries, facts=facts, settings=replace(SETTINGS, induction_months=0)))
    assert figures(open_) == (120, 50, 50, 70)
    assert said(open_, "本中心尚未设定“岗前培训的完成期限”")
    assert (open_.deadline, by_rule.deadline, before.deadline) == (None, date(2025, 8, 31), date(2024, 9, 1))


def test_who_is_new_is_the_centres_decision() -> None:
    """A 教师 in the first months of service is 新任教师 for as long as the centre says; else the question stands."""
    facts = teacher(entered=date(2024, 9, 1))
    induction = rule(hours=Decimal(120), period=Period.ONCE, roles=("新任教师",))
    assert any("本中心尚未设定“新任教师的年限”" in note for note in stand(induction, facts=facts).notes)
    settings = replace(SETTINGS, new_teacher_months=12)
    assert only(stand(induction, facts=facts, settings=settings)).cycle_start == date(2024, 9, 1)
    assert stand(induction, facts=facts, settings=settings, day=date(2025, 9, 1)).lines == ()


def test_age_and_sex_on_the_day_that_counts() -> None:
    """Men under 55, women under 50, looked at on the last day of the cycle: born 1971 and 1976, she is freed."""
    bound = rule(age=AgeBound(55, 50, AgeDay.END))
    woman = teacher(born=date(1975, 12, 31))
    assert "女教师到2025-12-31已满50周岁" in stand(bound, facts=woman).notes[0]
    assert stand(bound, facts=woman).lines == ()
    assert only(stand(bound, facts=teacher(born=date(1976, 1, 1)))).required == 360
    assert only(stand(bound, facts=replace(woman, sex=Sex.MALE))).required == 360


def test_the_day_for_an_age_may_be_the_centres() -> None:
    """The rule does not say on which day: the centre does, else today with the question."""
    bound, facts = rule(age=AgeBound(55, 50)), teacher(born=date(1975, 6, 1))
    assert said(only(stand(bound, facts=facts)), "本中心尚未设定“年龄计算日”")
    assert stand(bound, facts=facts, settings=replace(SETTINGS, age_day=AgeDay.YEAR_END)).lines != ()
    assert stand(bound, facts=facts, settings=replace(SETTINGS, age_day=AgeDay.END)).lines == ()


def test_an_unknown_birthday_or_sex_frees_nobody() -> None:
    """Without the facts the requirement stands, and the line says what was not looked at."""
    bound = rule(age=AgeBound(55, 50, AgeDay.END))
    assert said(only(stand(bound, facts=teacher(born=None))), "出生日期没有登记")
    assert said(only(stand(bound, facts=teacher(born=date(1974, 1, 1), sex=None))), "性别没有登记")


def test_years_of_service() -> None:
    """A rule for the first five years of service ends with them; without 入职日期 it is shown with the reason."""
    early = yearly(90, service=ServiceBound(under_years=5))
    facts = teacher(entered=date(2021, 3, 1))
    assert only(stand(early, facts=facts, day=date(2026, 2, 28))).required == 90
    assert stand(early, facts=facts, day=date(2026, 3, 1)).lines == ()
    assert said(only(stand(early, facts=teacher(entered=None))), "教龄界线没有核对")


def test_an_age_bound_in_another_provision() -> None:
    """A rule that only bounds ages frees from the other requirements of its document."""
    found = stand([rule(), change(age=AgeBound(55, 50, AgeDay.END))], facts=teacher(born=date(1970, 1, 1)))
    assert found.lines == ()
    assert "（测教〔2020〕1号，二）" in found.notes[0]


def test_leave_reduces_in_proportion() -> None:
    """128 days of 产假 in the 1826 of the cycle: 360 × 1698 ÷ 1826 = 334.76."""
    leaving = rule(leaves=(LeaveTerm(("产假",), LeaveEffect.REDUCE, 98),))
    facts = teacher(leaves=(Leave("产假", date(2023, 1, 1), date(2023, 5, 8)),))
    line = only(stand(leaving, facts=facts))
    assert line.required == Decimal("334.76")
    assert shown(line, "产假128天") == "测教〔2020〕1号 一"
    short = teacher(leaves=(Leave("产假", date(2023, 1, 1), date(2023, 4, 7)),))
    assert only(stand(leaving, facts=short)).required == 360


def test_leave_extends_the_deadline() -> None:
    """128 days of 产假 move the end of 2025 to 2026-05-08, and until then hours fill the old cycle first."""
    leaving = rule(leaves=(LeaveTerm(("产假",), LeaveEffect.EXTEND),))
    facts = teacher(leaves=(Leave("产假", date(2023, 1, 1), date(2023, 5, 8)),))
    assert only(stand(leaving, facts=facts)).deadline == date(2026, 5, 8)
    entries = [entry("a", 340), entry("b", 50, date(2026, 2, 1))]
    old, new = stand(leaving, entries, facts=facts, day=date(2026, 3, 1)).lines
    assert (old.counted, old.remaining, old.deadline) == (Decimal(360), Decimal(0), date(2026, 5, 8))
    assert (new.counted, new.cycle_start) == (Decimal(30), date(2026, 1, 1))


def test_leave_on_which_the_rule_is_silent() -> None:
    """The centre's setting, shown as such; without it nothing changes and the question stands."""
    facts = teacher(leaves=(Leave("支教", date(2023, 1, 1), date(2023, 12, 31)),))
    settings = replace(SETTINGS, leaves=(LeaveTerm(("支教",), LeaveEffect.REDUCE),))
    decided, open_ = only(stand(rule(), facts=facts, settings=settings)), only(stand(rule(), facts=facts))
    assert decided.required == Decimal("288.04")
    assert said(decided, "本中心设定“假期处理”：支教按天数减少应修学时")
    assert open_.required == 360
    assert said(open_, "本中心尚未设定“假期处理”，支教暂不影响")


def test_a_draft_is_shown_but_binds_nobody() -> None:
    """A line of a draft says so; the centre may hide it."""
    line = only(stand(rule(binding=False)))
    assert (line.binding, said(line, "没有约束力")) == (False, True)
    assert stand(rule(binding=False), settings=replace(SETTINGS, show_drafts=False)).lines == ()


def test_what_a_roster_lacks_is_said() -> None:
    """An unknown region or post and an ended employment leave no line, but a sentence."""
    for facts, part in (
        (teacher(regions=()), "行政区划没有登记"),
        (teacher(regions=(Dated("999999"),)), "“999999”不认识"),
        (teacher(posts=()), "岗位没有登记"),
        (teacher(posts=(Dated("保安"),)), "岗位“保安”不在岗位对应表里"),
        (teacher(left=date(2024, 1, 1)), "已不在职"),
    ):
        found = stand(rule(), facts=facts)
        assert found.lines == ()
        assert part in "".join(found.notes)


def test_the_centre_maps_posts_to_roles() -> None:
    """教导主任 is in no table until the centre says what it is; the line names the mapping."""
    settings = replace(SETTINGS, roles={"教导主任": ("在职教师",)})
    line = only(stand(rule(), facts=teacher(posts=(Dated("教导主任"),)), settings=settings))
    assert said(line, "岗位“教导主任”按岗位对应表算作“在职教师”")


def test_a_duty_without_hours_is_named() -> None:
    """What is not counted in hours is no line, but is not forgotten."""
    found = stand(rule(period=Period.CYCLE, hours=None, cycle_years=3))
    assert (found.lines, [duty.rule for duty in found.duties]) == ((), ["r"])


def test_history_shows_every_cycle() -> None:
    """All cycles since entering service, with what each of them had."""
    found = stand(yearly(10), [entry("a", 4, date(2023, 5, 1))], facts=teacher(entered=date(2022, 1, 1)), history=True)
    assert {line.cycle_start: int(line.counted) for line in found.lines} == {
        date(2022, 1, 1): 0,
        date(2023, 1, 1): 4,
        date(2024, 1, 1): 0,
        date(2025, 1, 1): 0,
    }
