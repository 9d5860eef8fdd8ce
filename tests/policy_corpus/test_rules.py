"""Rules as data: what is shipped loads and keeps its numbers, what is malformed is refused with its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_corpus.digest import read_digest
from policy_corpus.errors import CorpusError
from policy_corpus.model import (
    AgeBound,
    AgeDay,
    CarryOver,
    Category,
    Document,
    LeaveEffect,
    LeaveTerm,
    Level,
    MakeUp,
    Offset,
    Period,
    Provision,
    Reading,
    Rule,
    ServiceBound,
    Status,
    TextKind,
    YearKind,
)
from policy_corpus.rules import read_rules
from tests.properties import examples

SHIPPED = sorted((Path(__file__).parents[2] / "policy_corpus" / "documents").glob("*.md"))

DOCUMENT = Document(
    number="测教〔2021〕1号",
    title="关于测试的通知",
    kind="通知",
    issuers=("测试省教育厅",),
    region="410000",
    level=Level.PROVINCE,
    text_kind=TextKind.DIGEST,
    provisions=(
        Provision("一", ("一、总则",), "甲。", 0),
        Provision(
            "二(五)", ("二、举措", "(五)管理"), "乙。", 1, (Reading("只指甲。", True), Reading("也指乙。", False))
        ),
    ),
)
PLAIN = """[[rule]]
id = "ce-360"
name = "五年360学时"
label = "一"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5
"""
FULL = (
    PLAIN
    + """also_labels = ["二(五)"]
region = "410100"
stages = ["小学", "初中"]
valid_from = 2021-05-11
valid_until = 2026-05-10
binding = false
reading = "只指甲。"
cycle_start = 2021-09-01
counts = ["校本研修", "线上研修"]
hours_per_credit = "10"

[[rule.categories]]
name = "校本研修"
minimum = "60"
maximum = "120.5"
rate = "0.5"
sources = ["校本", "校内研训"]

[[rule.categories]]
name = "线上研修"
minimum_share = "0.1"
maximum_share = "1/3"

[[rule.leaves]]
kinds = ["产假", "病假"]
effect = "extend"
at_least_days = 90

[rule.carry_over]
maximum = "60"
rate = "0.25"

[[rule.offsets]]
source = "国培计划"
target = "全员培训"

[rule.make_up]
for_periods = ["2012~2013学年"]
window = "2014~2015学年度"
fee = "免收"
for_from = 2012-09-01
for_until = 2013-08-31
window_from = 2014-09-01
window_until = 2015-08-31

[rule.service]
at_least_years = 1
under_years = 6

[rule.age]
male_under = 55
female_under = 53
on = "year_end"
"""
)
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write one file of rules and return its path."""

    def _write(content: str) -> Path:
        path = tmp_path / "ce.rules.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return _write


def refusal(path: Path, document: Document = DOCUMENT) -> str:
    with pytest.raises(CorpusError) as caught:
        read_rules(path, document)
    return str(caught.value)


def outcome(path: Path) -> str:
    """The refusal's sentence, or the document that the loaded rule cites."""
    try:
        (rule,) = read_rules(path, DOCUMENT)
    except CorpusError as error:
        return str(error)
    return rule.document


def shipped_rules() -> dict[str, Rule]:
    return {
        rule.id: rule for path in SHIPPED for rule in read_rules(path.with_suffix(".rules.toml"), read_digest(path))
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_rules_load(path: Path) -> None:
    """Every shipped file loads; ids start with the file's name, and a draft binds nobody."""
    document = read_digest(path)
    for rule in read_rules(path.with_suffix(".rules.toml"), document):
        assert rule.id.startswith(path.stem)
        assert rule.document == document.id
        assert rule.binding is (document.declared_status is not Status.DRAFT)


def test_shipped_ids_are_unique() -> None:
    """No two shipped rules share an id."""
    total = sum(len(read_rules(path.with_suffix(".rules.toml"), read_digest(path))) for path in SHIPPED)
    assert len(shipped_rules()) == total


def test_jiangxi_cycle_binds_all_teachers_to_360_hours() -> None:
    """The Jiangxi notice: 360 hours in five years for every teacher on the rolls, with the reading named."""
    rule = shipped_rules()["jiangxi-2014-36-cycle-360"]
    assert (rule.label, rule.hours, rule.period, rule.cycle_years) == ("一", Decimal(360), Period.CYCLE, 5)
    assert "另一种读法" in rule.reading


def test_jiangxi_make_up_has_its_age_bound_and_no_fee() -> None:
    """The Jiangxi make-up: two school years, one window, no fee, men under 55 and women under 53."""
    rule = shipped_rules()["jiangxi-2014-36-make-up"]
    assert rule.make_up == MakeUp(
        ("2012~2013学年", "2013~2014学年"),
        "2014~2015学年度",
        "免收",
        for_from=date(2012, 9, 1),
        for_until=date(2014, 8, 31),
        window_from=date(2014, 9, 1),
        window_until=date(2015, 8, 31),
    )
    assert rule.age == AgeBound(male_under=55, female_under=53, on=AgeDay.YEAR_END)
    assert rule.also_labels == ("三", "三1")


def test_every_field_is_read(write: Write) -> None:
    """A rule that uses every key comes back with every field."""
    (rule,) = read_rules(write(FULL), DOCUMENT)
    assert rule == Rule(
        id="ce-360",
        name="五年360学时",
        document="测教〔2021〕1号",
        label="一",
        region="410100",
        roles=("在职教师",),
        stages=("小学", "初中"),
        hours=Decimal(360),
        period=Period.CYCLE,
        cycle_years=5,
        categories=(
            Category("校本研修", Decimal(60), Decimal("120.5"), Decimal("0.5"), sources=("校本", "校内研训")),
            Category("线上研修", minimum_share=Fraction(1, 10), maximum_share=Fraction(1, 3)),
        ),
        offsets=(Offset("国培计划", "全员培训"),),
        make_up=MakeUp(
            ("2012~2013学年",),
            "2014~2015学年度",
            "免收",
            for_from=date(2012, 9, 1),
            for_until=date(2013, 8, 31),
            window_from=date(2014, 9, 1),
            window_until=date(2015, 8, 31),
        ),
        age=AgeBound(55, 53, AgeDay.YEAR_END),
        valid_from=date(2021, 5, 11),
        valid_until=date(2026, 5, 10),
        binding=False,
        reading="只指甲。",
        also_labels=("二(五)",),
        cycle_start=date(2021, 9, 1),
        counts=("校本研修", "线上研修"),
        carry_over=CarryOver(Decimal(60), Decimal("0.25")),
        leaves=(LeaveTerm(("产假", "病假"), LeaveEffect.EXTEND, 90),),
        hours_per_credit=Decimal(10),
        service=ServiceBound(1, 6),
    )


def test_keys_of_other_periods_are_read(write: Write) -> None:
    """A yearly rule says which year, a rule for once says by when, and one without hours says what it changes."""
    yearly = PLAIN.replace('"cycle"\ncycle_years = 5', '"year"\nyear = "school"')
    once = PLAIN.replace('"cycle"\ncycle_years = 5', '"once"\nwithin_months = 0')
    change = PLAIN.replace('hours = "360"\nperiod = "cycle"\ncycle_years = 5', 'applies_to = ["x"]')
    assert read_rules(write(yearly), DOCUMENT)[0].year is YearKind.SCHOOL
    assert read_rules(write(once), DOCUMENT)[0].within_months == 0
    assert read_rules(write(change + "[rule.carry_over]\n"), DOCUMENT)[0].applies_to == ("x",)


def test_left_out_keys_take_the_documents_own(write: Write) -> None:
    """Without `region` and `binding` a rule takes the document's region and binds unless it is a draft."""
    (rule,) = read_rules(write(PLAIN), DOCUMENT)
    (draft,) = read_rules(write(PLAIN), replace(DOCUMENT, declared_status=Status.DRAFT))
    assert (rule.region, rule.binding) == ("410000", True)
    assert draft.binding is False


def test_a_file_may_hold_no_rule(write: Write) -> None:
    """A document that binds nobody's hours has a file with a comment only."""
    assert read_rules(write("# nothing\n"), DOCUMENT) == ()


def test_a_national_document_may_rule_anywhere(write: Write) -> None:
    """Every region lies inside the whole country."""
    (rule,) = read_rules(write(PLAIN + 'region = "620702"\n'), replace(DOCUMENT, region="100000"))
    assert rule.region == "620702"


def test_a_draft_cannot_bind(write: Write) -> None:
    """A rule of a draft that claims to bind is refused."""
    message = refusal(write(PLAIN + "binding = true\n"), replace(DOCUMENT, declared_status=Status.DRAFT))
    assert "规则“ce-360”，“binding”：文件还是征求意见稿" in message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "ce-360"\n', "", "第1条规则，“id”：缺少这一项"),
        ('label = "一"', 'label = "九"', "“label”：《关于测试的通知》里没有条款“九”"),
        ('["二(五)"]', '["二(六)"]', "“also_labels”：《关于测试的通知》里没有条款“二(六)”"),
        ('["二(五)"]', '["一"]', "“also_labels”：有条款写了两次"),
        ('"410100"', '"360000"', "“region”：“360000”不在文件的适用地区410000之内"),
        ('"410100"', '"河南"', "“region”：“河南”不是6位行政区划代码"),
        ('["在职教师"]', "[]", "“roles”：列表是空的"),
        ('["在职教师"]', '["在职教师", "在职教师"]', "“roles”：有重复的内容"),
        ('["小学", "初中"]', "[1]", "“stages”：应是文字的列表"),
        ('hours = "360"', "hours = 360", "“hours”：应是加引号的数，现在是 360"),
        ('hours = "360"', 'hours = "三百六"', "“hours”：应是加引号的数"),
        ('hours = "360"', 'hours = "0"', "“hours”：学时必须大于0"),
        ('"cycle"', '"五年"', "“period”：不认识“五年”"),
        ('period = "cycle"\n', "", "“period”：有学时要求却没有写多久一次"),
        ('"cycle"', '"year"', '“cycle_years”：只有 period = "cycle" 才有周期年数'),
        ("cycle_years = 5\n", "", "“cycle_years”：没有写一个周期几年"),
        ("cycle_years = 5", "cycle_years = true", "“cycle_years”：应是1到20之间的整数"),
        ("cycle_years = 5", "cycle_year = 5", "“cycle_year”：不认识这个键。请改正或删去；是不是“cycle_years”"),
        ("2021-05-11", '"2021-05-11"', "“valid_from”：应是日期"),
        ("2026-05-10", "2026-05-10T08:00:00", "“valid_until”：应是日期"),
        ("2026-05-10", "2020-05-10", "“valid_until”：2020-05-10早于 valid_from"),
        ("binding = false", 'binding = "否"', "“binding”：应是 true 或 false"),
        ('reading = "只指甲。"\n', "", "“reading”：条款“二(五)”记有不同读法"),
        ('name = "校本研修"\n', "", "“categories[1].name”：缺少这一项"),
        ('"60"', '"-1"', "“categories[1].minimum”：学时不能是负数"),
        ('"60"', '"121"', "“categories[1].minimum”：最低学时121大于最高学时120.5"),
        ('"120.5"', '"361"', "“categories[1].maximum”：361超过了总学时360"),
        ('"0.5"', '"0"', "“categories[1].rate”：折算比例必须大于0"),
        ("[[rule.leaves]]", "[rule.leaves]", "“leaves”：应是若干个表"),
        ('target = "全员培训"', 'target = "国培计划"', "“offsets[1].target”：冲抵的来源和去向相同"),
        ('target = "全员培训"', 'goal = "全员培训"', "“offsets[1].target”：缺少这一项"),
        ('["2012~2013学年"]', "[]", "“make_up.for_periods”：列表是空的"),
        ('window = "2014~2015学年度"', "window = 2014", "“make_up.window”：应是文字"),
        ("male_under = 55\nfemale_under = 53\n", "", "“age”：没有写年龄"),
        ("at_least_years = 1\nunder_years = 6\n", "", "“service”：没有写年数"),
        ("under_years = 6", "under_years = 1", "“service.under_years”：不大于 at_least_years"),
        ('"year_end"', '"today"', "“age.on”：不认识“today”"),
        ("window_until = 2015-08-31\n", "", "“make_up”：for_from、for_until、window_from、window_until 没有写全"),
        ("for_until = 2013-08-31", "for_until = 2011-08-31", "或先后不对。请四项都写"),
        ('"1/3"', '"4/3"', "“categories[2].maximum_share”：比例必须大于0"),
        ('"1/3"', '"1/0"', "“categories[2].maximum_share”：不是比例"),
        ('"1/3"', '"三分之一"', "“categories[2].maximum_share”：不是比例"),
        ('"1/3"', '"1/20"', "“categories[2].minimum_share”：最低比例大于最高比例"),
        ("maximum_share", 'maximum = "9"\nmaximum_share', "“categories[2].maximum_share”：和“maximum”写了两次界线"),
        ('"0.1"', '"0.9"', "“categories[2].minimum_share”：最低比例大于最高比例"),
        ('"extend"', '"延长"', "“leaves[1].effect”：不认识“延长”"),
        ("at_least_days = 90", "at_least_days = 0", "“leaves[1].at_least_days”：应是1到3660之间的整数"),
        ('maximum = "60"', 'maximum = "0"', "“carry_over.maximum”：学时必须大于0"),
        ('hours_per_credit = "10"', 'hours_per_credit = "0"', "“hours_per_credit”：学时必须大于0"),
        ("cycle_start = ", 'year = "school"\ncycle_start = ', '“year”：只有 period = "year" 才有这一项'),
        ("cycle_start = ", "within_months = 1\ncycle_start = ", '“within_months”：只有 period = "once"'),
        ("cycle_start = ", 'applies_to = ["x"]\ncycle_start = ', "“applies_to”：有 period 的规则不改变别的规则"),
        ("male_under = 55\n", "male_under = 5\n", "“age.male_under”：应是16到100之间的整数"),
    ],
)
def test_malformed_rule_is_located(write: Write, old: str, new: str, expected: str) -> None:
    """A problem names the file, the rule, the key and what to do."""
    assert FULL.count(old) >= 1
    message = refusal(write(FULL.replace(old, new, 1)))
    assert message.startswith("ce.rules.toml：")
    assert expected in message
    assert message.endswith("。")


def test_an_id_used_twice_is_refused(write: Write) -> None:
    """Two rules of one file may not share an id."""
    assert "“id”：“ce-360”在这个文件里出现了两次" in refusal(write(PLAIN + "\n" + PLAIN))


def test_floors_above_the_total_are_refused(write: Write) -> None:
    """Categories whose floors add up to more than the required hours contradict the rule."""
    floors = "".join(f'[[rule.categories]]\nname = "{name}"\nminimum = "200"\n' for name in "甲乙")
    assert "各类别最低学时合计400，超过了总学时360" in refusal(write(PLAIN + floors))


def test_a_rule_without_content_is_refused(write: Write) -> None:
    """A rule that asks for nothing, bounds nothing and opens nothing is a mistake."""
    content = '[[rule]]\nid = "ce"\nname = "空"\nlabel = "一"\nroles = ["在职教师"]\n'
    assert "这条规则没有任何内容" in refusal(write(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[[rules]]\n", "ce.rules.toml：“rules”：不认识这个键。请改正或删去；是不是“rule”"),
        ("rule = 3\n", "“rule”：应是若干个表。请写成 [[rule]] 开头的若干段"),
        ("[[rule]]\nid = x\n", "第2行第6列：不合 TOML 的写法"),
        ("[[rule]]\nid = ", "不合 TOML 的写法"),
    ],
)
def test_malformed_file_is_located(write: Write, content: str, expected: str) -> None:
    """A file that is no list of rules is refused with its line or key."""
    assert expected in refusal(write(content))


_keys = st.sampled_from([line.split(" = ")[0] for line in FULL.splitlines() if " = " in line])
_values = st.sampled_from(['""', "-1", "1.5", "true", "[]", "{}", "2021-05-11", '"９"', '"中文"', '["甲"]', "[[1]]"])


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(key=_keys, value=_values)
def test_any_wrong_value_gives_a_sentence(write: Write, key: str, value: str) -> None:
    """Whatever stands behind a key, the file loads or is refused in a located sentence; nothing else is raised."""
    lines = [f"{key} = {value}" if line.startswith(f"{key} = ") else line for line in FULL.splitlines()]
    path = write("\n".join(lines))
    assert outcome(path).startswith(("ce.rules.toml：", DOCUMENT.id))
