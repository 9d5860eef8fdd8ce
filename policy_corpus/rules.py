"""Reader of rules as data: one TOML file beside each digest, a `[[rule]]` table for each requirement.

Format (the keys are the fields of `Rule`; `document` is implied by the file)::

    [[rule]]
    id = "henan-2021-66-cycle-360"   # unique in the file
    name = "…"
    label = "二(五)"                  # a provision of the document
    also_labels = ["三1"]             # optional: further provisions that the rule rests on
    region = "410000"                # optional: the document's region, or one inside it
    roles = ["在职教师"]
    stages = ["小学", "初中"]          # optional: all stages when left out
    hours = "360"                    # hours and rates are quoted, so that they stay exact decimals
    period = "cycle"                 # cycle | year | once
    cycle_years = 5
    cycle_start = 2021-01-01         # optional: a day on which a cycle begins, where the document sets one
    year = "school"                  # with period = "year", optional: calendar | school (1 September to 31 August)
    within_months = 12               # with period = "once", optional: due so long after entering service; 0 for before
    counts = ["岗前培训"]              # optional: the only kinds of training that count
    hours_per_credit = "10"          # optional: 学时 that one 学分 stands for
    applies_to = ["…"]               # optional, for a rule without hours and period: the rules that it changes
    valid_from = 2021-05-11          # optional, both days included
    valid_until = 2026-05-10
    binding = true                   # optional: true unless the document is a draft
    reading = "…"                    # needed where the provision records two readings

    [[rule.categories]]              # name, minimum or minimum_share = "1/3", maximum or maximum_share, rate, sources
    [[rule.offsets]]                 # source, target, rate
    [[rule.leaves]]                  # kinds, effect = "extend" | "reduce" | "none", at_least_days
    [rule.carry_over]                # maximum, rate
    [rule.make_up]                   # for_periods, window, fee, for_from, for_until, window_from, window_until
    [rule.service]                   # at_least_years, under_years (教龄)
    [rule.age]                       # male_under, female_under, on = "start" | "end" | "year_end"

An entry belongs to the first category with a maximum, and to the first with a minimum, that its words match; its rate
is that of the first matching category whose rate is not 1. A rule without hours and period changes the others of its
document.
"""

from pathlib import Path

from policy_corpus import rule_parts
from policy_corpus.model import Document, Period, Rule, Status, YearKind
from policy_corpus.toml_table import Table, parse_toml, read_text

_LONGEST_CYCLE = 20
_LONGEST_DELAY = 120  # months
_PERIODS = {period.value: period for period in Period}
_YEARS = {year.value: year for year in YearKind}


def read_rules(path: Path, document: Document) -> tuple[Rule, ...]:
    """Read the rules that `path` draws from `document`, in the order of the file.

    Raises `CorpusError` naming the file, the rule, the key and the remedy.
    """
    root = Table(parse_toml(read_text(path), path.name), file=path.name)
    tables = root.tables("rule")
    root.finish()
    rules: list[Rule] = []
    for position, table in enumerate(tables, start=1):
        table.place = f"第{position}条规则"
        rule = _rule(table, document)
        if any(rule.id == earlier.id for earlier in rules):
            raise table.error("id", f"“{rule.id}”在这个文件里出现了两次", "请改成不同的编号")
        rules.append(rule)
    return tuple(rules)


def _rule(table: Table, document: Document) -> Rule:
    rule_id = table.text("id")
    table.place = f"规则“{rule_id}”"
    hours = rule_parts.positive(table, "hours")
    rule = Rule(
        id=rule_id,
        name=table.text("name"),
        document=document.id,
        label=_label(table, table.text("label"), "label", document),
        region=_region(table, document),
        roles=table.texts("roles", required=True),
        stages=table.texts("stages"),
        hours=hours,
        period=table.choice("period", _PERIODS) if table.has("period") else None,
        cycle_years=table.integer("cycle_years", range(1, _LONGEST_CYCLE + 1)),
        categories=rule_parts.categories(table, hours),
        offsets=tuple(rule_parts.offset(part) for part in table.tables("offsets")),
        make_up=rule_parts.make_up(table),
        age=rule_parts.age(table),
        valid_from=table.day("valid_from"),
        valid_until=table.day("valid_until"),
        binding=_binding(table, document),
        reading=table.text("reading", default=""),
        also_labels=tuple(_label(table, label, "also_labels", document) for label in table.texts("also_labels")),
        year=table.choice("year", _YEARS) if table.has("year") else None,
        cycle_start=table.day("cycle_start"),
        within_months=table.integer("within_months", range(_LONGEST_DELAY + 1)),
        counts=table.texts("counts"),
        carry_over=rule_parts.carry_over(table),
        leaves=tuple(rule_parts.leave(part) for part in table.tables("leaves")),
        hours_per_credit=rule_parts.positive(table, "hours_per_credit"),
        service=rule_parts.service(table),
        applies_to=table.texts("applies_to"),
    )
    table.finish()
    _check_whole(rule, table, document)
    return rule


def _label(table: Table, label: str, key: str, document: Document) -> str:
    """`label` as given, once it is known to stand in the document: a rule without a provision does not load."""
    if not any(label == provision.label for provision in document.provisions):
        raise table.error(key, f"《{document.title}》里没有条款“{label}”", "请写成要点文件里已有的条款编号")
    return label


def _region(table: Table, document: Document) -> str:
    region = table.region_code("region", default=document.region)
    # 100000 is the whole country; elsewhere each pair of trailing zeros widens the code by one level.
    within = "" if document.region == "100000" else document.region.removesuffix("00").removesuffix("00")
    if not region.startswith(within):
        raise table.error("region", f"“{region}”不在文件的适用地区{document.region}之内", "请改正代码，或删去这一项")
    return region


def _binding(table: Table, document: Document) -> bool:
    draft = document.declared_status is Status.DRAFT
    binding = table.flag("binding", default=not draft)
    if binding and draft:
        raise table.error("binding", "文件还是征求意见稿，不能有约束力", "请写 binding = false 或删去这一项")
    return binding


def _check_whole(rule: Rule, table: Table, document: Document) -> None:
    """Hold the fields of one rule against each other and against its provision."""
    if rule.hours is not None and rule.period is None:
        raise table.error("period", "有学时要求却没有写多久一次", "请写 cycle（周期）、year（每年）或 once（一次）")
    if rule.period is Period.CYCLE and rule.cycle_years is None:
        raise table.error("cycle_years", "没有写一个周期几年", "请写成 5 这样的整数")
    if rule.period is not Period.CYCLE and rule.cycle_years is not None:
        raise table.error("cycle_years", '只有 period = "cycle" 才有周期年数', "请改 period 或删去这一项")
    _check_period(rule, table)
    content = (rule.period, rule.categories, rule.offsets, rule.make_up, rule.age, rule.carry_over, rule.leaves)
    if not any(content) and rule.hours_per_credit is None:
        keys = "hours、period、categories、offsets、make_up、age、carry_over、leaves、hours_per_credit"
        raise table.error("hours", "这条规则没有任何内容", f"请至少写 {keys} 中的一项")
    if rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until:
        raise table.error("valid_until", f"{rule.valid_until}早于 valid_from 的{rule.valid_from}", "请核对日期")
    if len({rule.label, *rule.also_labels}) != 1 + len(rule.also_labels):
        raise table.error("also_labels", "有条款写了两次", "请只写 label 以外的条款")
    labels = (rule.label, *rule.also_labels)
    doubtful = [p.label for p in document.provisions if p.label in labels and p.readings]
    if doubtful and not rule.reading:
        raise table.error(
            "reading", f"条款“{doubtful[0]}”记有不同读法，却没有写为什么这样读", "请写明采用哪一种读法和理由"
        )


def _check_period(rule: Rule, table: Table) -> None:
    """Refuse what only makes sense with another period than the rule's."""
    belongs = (
        ("year", rule.year is not None, Period.YEAR),
        ("cycle_start", rule.cycle_start is not None, Period.CYCLE),
        ("within_months", rule.within_months is not None, Period.ONCE),
        ("applies_to", bool(rule.applies_to), None),
    )
    for key, given, period in belongs:
        if given and rule.period is not period:
            where = f'只有 period = "{period.value}" 才有这一项' if period else "有 period 的规则不改变别的规则"
            raise table.error(key, where, "请改 period 或删去这一项")
    if rule.carry_over is not None and rule.period is Period.ONCE:
        raise table.error("carry_over", "只要求一次的没有下一周期可以结转", "请改 period 或删去这一项")
