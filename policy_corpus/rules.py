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
    valid_from = 2021-05-11          # optional, both days included
    valid_until = 2026-05-10
    binding = true                   # optional: true unless the document is a draft
    reading = "…"                    # needed where the provision records two readings

    [[rule.categories]]              # name, minimum, maximum, rate
    [[rule.offsets]]                 # source, target, rate
    [rule.make_up]                   # for_periods, window, fee
    [rule.age]                       # male_under, female_under
"""

from decimal import Decimal
from pathlib import Path

from policy_corpus.model import AgeBound, Category, Document, MakeUp, Offset, Period, Rule, Status
from policy_corpus.toml_table import Table, parse_toml, read_text

_WORKING_AGES = range(16, 101)
_LONGEST_CYCLE = 20
_PERIODS = {period.value: period for period in Period}


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
    hours = table.decimal("hours")
    if hours is not None and hours <= 0:
        raise table.error("hours", "学时必须大于0", "没有学时要求就删去这一项")
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
        categories=_categories(table, hours),
        offsets=tuple(_offset(part) for part in table.tables("offsets")),
        make_up=_make_up(table),
        age=_age(table),
        valid_from=table.day("valid_from"),
        valid_until=table.day("valid_until"),
        binding=_binding(table, document),
        reading=table.text("reading", default=""),
        also_labels=tuple(_label(table, label, "also_labels", document) for label in table.texts("also_labels")),
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


def _categories(table: Table, hours: Decimal | None) -> tuple[Category, ...]:
    categories: list[Category] = []
    for part in table.tables("categories"):
        category = Category(
            name=part.text("name"),
            minimum=part.decimal("minimum"),
            maximum=part.decimal("maximum"),
            rate=_rate(part),
        )
        part.finish()
        if any(category.name == earlier.name for earlier in categories):
            raise part.error("name", f"类别“{category.name}”出现了两次", "请合并成一项")
        _check_bounds(category, part, hours)
        categories.append(category)
    floor = sum((category.minimum or Decimal(0) for category in categories), Decimal(0))
    if hours is not None and floor > hours:
        raise table.error("categories", f"各类别最低学时合计{floor}，超过了总学时{hours}", "请核对原文后改正")
    return tuple(categories)


def _check_bounds(category: Category, part: Table, hours: Decimal | None) -> None:
    for key, value in (("minimum", category.minimum), ("maximum", category.maximum)):
        if value is None:
            continue
        if value < 0:
            raise part.error(key, "学时不能是负数", "请改正")
        if hours is not None and value > hours:
            raise part.error(key, f"{value}超过了总学时{hours}", "请核对原文后改正")
    if category.minimum is not None and category.maximum is not None and category.minimum > category.maximum:
        raise part.error("minimum", f"最低学时{category.minimum}大于最高学时{category.maximum}", "请核对原文后改正")


def _offset(part: Table) -> Offset:
    offset = Offset(source=part.text("source"), target=part.text("target"), rate=_rate(part))
    part.finish()
    if offset.source == offset.target:
        raise part.error("target", "冲抵的来源和去向相同", "请写成两种不同的培训")
    return offset


def _rate(part: Table) -> Decimal:
    rate = part.decimal("rate", default=Decimal(1))
    if rate is None or rate <= 0:
        raise part.error("rate", "折算比例必须大于0", '请写成 "1" 或 "0.5" 这样的数')
    return rate


def _make_up(table: Table) -> MakeUp | None:
    part = table.table("make_up")
    if part is None:
        return None
    make_up = MakeUp(
        for_periods=part.texts("for_periods", required=True),
        window=part.text("window"),
        fee=part.text("fee", default=""),
    )
    part.finish()
    return make_up


def _age(table: Table) -> AgeBound | None:
    part = table.table("age")
    if part is None:
        return None
    age = AgeBound(
        male_under=part.integer("male_under", _WORKING_AGES),
        female_under=part.integer("female_under", _WORKING_AGES),
    )
    part.finish()
    if age == AgeBound():
        raise table.error("age", "没有写年龄", "请写 male_under 或 female_under，或删去这一项")
    return age


def _check_whole(rule: Rule, table: Table, document: Document) -> None:
    """Hold the fields of one rule against each other and against its provision."""
    if rule.hours is not None and rule.period is None:
        raise table.error("period", "有学时要求却没有写多久一次", "请写 cycle（周期）、year（每年）或 once（一次）")
    if rule.period is Period.CYCLE and rule.cycle_years is None:
        raise table.error("cycle_years", "没有写一个周期几年", "请写成 5 这样的整数")
    if rule.period is not Period.CYCLE and rule.cycle_years is not None:
        raise table.error("cycle_years", '只有 period = "cycle" 才有周期年数', "请改 period 或删去这一项")
    if not (rule.period or rule.categories or rule.offsets or rule.make_up or rule.age):
        raise table.error(
            "hours", "这条规则没有任何内容", "请至少写 hours、period、categories、offsets、make_up、age 中的一项"
        )
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
