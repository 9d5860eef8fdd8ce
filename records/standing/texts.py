"""The sentences of a standing: notes and steps, in Chinese."""

from datetime import date
from decimal import Decimal

from records.centre import SETTING_NAMES, Anchor
from records.standing.model import hours_text

_ANCHORS = {
    Anchor.ENTRY_DAY: "每人从入职当天起算",
    Anchor.ENTRY_YEAR: "每人从入职当年1月1日起算",
    Anchor.ENTRY_SCHOOL_YEAR: "每人从入职学年的9月1日起算",
}
DRAFT = "这是征求意见稿里的要求，没有约束力，只供了解，不算欠学时。"
SHARED = "同一次培训计入每一项符合条件的要求；文件没有写只能计入一项。"
NO_REGION = "行政区划没有登记，无法确定适用哪些规则。请核对花名册。"
NO_POST = "岗位没有登记，无法确定适用哪些规则。请核对花名册。"
NO_STAGE = "学段没有登记或认不出，按适用计算。请核对花名册。"
NO_SERVICE = "入职日期没有登记，教龄界线没有核对。"
NO_BIRTH = "出生日期没有登记，年龄界线没有核对。"
NO_SEX = "性别没有登记，年龄界线按较宽的一种核对。"
NO_ENTRY = "入职日期没有登记，算不出每人的周期起始日。"
ENDED = "已不在职，没有现行要求。"


def unset(field: str, doing: str) -> str:
    """The centre has not decided `field`; `doing` says what is given all the same."""
    return f"本中心尚未设定“{SETTING_NAMES[field]}”，{doing}。"


def decided(field: str, how: str) -> str:
    """The centre has decided `field`."""
    return f"本中心设定“{SETTING_NAMES[field]}”：{how}。"


def reading(text: str) -> str:
    """Why a provision with two readings is read so."""
    return f"读法：{text.rstrip('。')}。"


def anchored(anchor: Anchor | None, first_day: date) -> str:
    """Where the cycles begin, by the centre."""
    return decided("cycle_starts", _ANCHORS[anchor] if anchor else f"从{first_day.isoformat()}起算")


def by_document(first_day: date) -> str:
    """Where the cycles begin, by the rule."""
    return f"周期从{first_day.isoformat()}起算，文件有规定。"


def unknown_region(code: str) -> str:
    """A region code of the roster that does not exist."""
    return f"行政区划代码“{code}”不认识，没有按它找规则。请改成 GB/T 2260 的六位代码。"


def unknown_post(post: str) -> str:
    """A 岗位 that is in no table."""
    return f"岗位“{post}”不在岗位对应表里，无法确定适用哪些规则。请本中心设定“{SETTING_NAMES['roles']}”。"


def mapped(post: str, role: str) -> str:
    """A role that a 岗位 stands for without saying so."""
    return f"岗位“{post}”按岗位对应表算作“{role}”。"


def exempt(name: str, limit: str, number: str, label: str) -> str:
    """A requirement that does not bind because of age."""
    return f"{limit}，不受“{name}”约束（{number}，{label}）。"


def older(sex: str, years: int, day: date) -> str:
    """The age bound that was reached."""
    return f"{sex}教师到{day.isoformat()}已满{years}周岁" if sex else f"到{day.isoformat()}已满{years}周岁"


def partial(days: int, of: int) -> str:
    """The rule binds for a part of the cycle only."""
    return f"本周期{of}天里这项要求只适用{days}天"


def pro_rata(hours: Decimal, days: int, of: int, step: Decimal, result: Decimal) -> str:
    """Arithmetic of hours in proportion to days."""
    rounding = f"四舍五入到{hours_text(step)}学时"
    return f"应修：{hours_text(hours)} × {days}天 ÷ {of}天 = {hours_text(result)}学时（{rounding}）"


def leave_reduces(kind: str, days: int) -> str:
    """A leave that shrinks the hours."""
    return f"{kind}{days}天，应修学时按天数减少"


def leave_extends(days: int, deadline: date) -> str:
    """Leaves that move the deadline."""
    return f"假期共{days}天，完成期限顺延到{deadline.isoformat()}"


def leave_ignored(kind: str) -> str:
    """A kind of leave on which nobody has decided."""
    return unset("leaves", f"{kind}暂不影响应修学时和期限")


def entry(day: date, what: str, hours: Decimal, rate: Decimal) -> str:
    """One entry that counts."""
    times = "" if rate == 1 else f" × {hours_text(rate)} = {hours_text(hours * rate)}学时"
    return f"{day.isoformat()} {what or '培训'} {hours_text(hours)}学时{times}"


def ceiling(name: str, value: Decimal, maximum: Decimal) -> str:
    """Hours cut at the ceiling of a category."""
    return f"“{name}”最多计{hours_text(maximum)}学时：{hours_text(value)} → {hours_text(maximum)}"


def floor(name: str, minimum: Decimal, value: Decimal) -> str:
    """A floor that is not reached."""
    short = hours_text(minimum - value)
    return f"“{name}”至少{hours_text(minimum)}学时，现有{hours_text(value)}，还差{short}"


def reserved(lack: Decimal, counted: Decimal) -> str:
    """Hours that cannot stand in for missing floors."""
    return f"各类别还差的{hours_text(lack)}学时不能用别的学时代替，因此计入{hours_text(counted)}学时"


def carried(hours: Decimal) -> str:
    """Hours from the cycle before."""
    return f"上一周期结转{hours_text(hours)}学时"


def window(first: int, last: int) -> str:
    """Days (ordinals) after a cycle on which its shortfall can be filled."""
    days = f"{date.fromordinal(first).isoformat()}至{date.fromordinal(last).isoformat()}"
    return f"周期结束后，{days}完成的学时先补足本周期的不足"


def offset(target: str) -> str:
    """Hours that count for another kind."""
    return f"冲抵“{target}”"


def required(hours: Decimal) -> str:
    """The first line of the arithmetic."""
    return f"要求{hours_text(hours)}学时"


def gone(hours: Decimal) -> str:
    """Hours that went to an earlier cycle."""
    return f"其中{hours_text(hours)}学时先补足以前周期的不足，不再计入本周期"


def total(required: Decimal, counted: Decimal, remaining: Decimal) -> str:
    """The last line of the arithmetic."""
    if remaining:
        return f"还差：{hours_text(required)} − {hours_text(counted)} = {hours_text(remaining)}学时"
    return f"应修{hours_text(required)}学时，已计入{hours_text(counted)}学时，已完成"


def pending(hours: Decimal, counts: bool | None) -> str:
    """Claims that are not decided."""
    what = f"有{hours_text(hours)}学时的申报待审核"
    if counts is None:
        return f"{what}；{unset('pending_counts', '暂不计入')}"
    return f"{what}；{decided('pending_counts', '计入' if counts else '不计入')}"


def rolling(years: int) -> str:
    """No cycle is known: what is shown instead."""
    return unset("cycle_starts", f"这里给出最近{years}年内完成的学时，给不出周期和截止日期")


def no_credit(hours: Decimal) -> str:
    """Credits that nothing says how to convert."""
    return unset("hours_per_credit", f"{hours_text(hours)}学分没有计入")


def credit(per: Decimal) -> str:
    """Credits converted by the centre's rate."""
    return decided("hours_per_credit", f"1学分折合{hours_text(per)}学时")


def offset_unfounded(target: str) -> str:
    """An offset entry that no rule allows."""
    return f"冲抵“{target}”在这条规则下没有依据，有关学时按原来的类别计。"


def outside(hours: Decimal, counts: bool | None) -> str:
    """Hours of the cycle from days on which the rule did not bind."""
    what = f"有{hours_text(hours)}学时是在这项要求不适用的日子取得的"
    if counts is None:
        return f"{what}；{unset('earlier_hours', '暂计入')}"
    return f"{what}；{decided('earlier_hours', '计入' if counts else '不计入')}"


def surplus(hours: Decimal, allowed: bool | None, maximum: Decimal | None) -> str:
    """Hours beyond the requirement of the cycle before, where the rule is silent."""
    what = f"上一周期多出{hours_text(hours)}学时"
    if allowed is None:
        return f"{what}；{unset('carry_over', '暂不计入本周期')}"
    most = "" if maximum is None else f"，最多{hours_text(maximum)}学时"
    return f"{what}；{decided('carry_over', f'可以结转{most}' if allowed else '不结转')}"


def undated(window: str) -> str:
    """A make-up window of which the rule has no days."""
    return f"文件安排在{window}补训，规则里没有写明日期，没有计算。"
