"""One's own hours in a chat."""

from collections.abc import Sequence

BUTTON_WHY = "为什么？"
BUTTON_LEDGER = "学时明细"
BUTTON_PACE = "照现在的速度"

NOT_BOUND_FOR_HOURS = (
    "查自己的学时要先绑定。请向所在学校或教师发展中心要一个绑定码（像 K7MQ-2XPN-8RTD），直接发给我就行。"
    "问规定本身不用绑定，例如：五年要修多少学时？"
)
NO_PACE = "眼下没有能推算的要求：还没有登记学时，或本中心尚未设定周期起始日。"
IF_NOTHING = "0 学时不会有变化。请写上学时数，例如：如果我再参加一个 60 学时的培训呢？"
LEDGER_NOTHING = "台账里还没有您的学时。参加过的培训如果没有登记，请联系学校或教师发展中心。"


NO_CATEGORY = "没有分类的"
YEAR_IS_AS_POSTED = "以上是登记的学时；各项要求里能算多少，见下面。"
DUE_NOTHING = "眼下没有对您有约束力的学时要求，也就没有期限。"
DUE_ALL_DONE = "各项学时要求都已完成。"
DUE_UNKNOWN = "期限还定不下来，原因见下面。"


def year_total(year: int, standing: str, pending: str, *, running: bool) -> str:
    """`standing` and `pending` with their units; empty for none of them."""
    span = f"{year} 年（1 月 1 日至今）" if running else f"{year} 年"
    if not standing and not pending:
        return f"{span}没有登记学时。"
    return f"{span}登记了 {standing or '0 学时'}" + (f"，另有 {pending}待审核" if pending else "") + "："


def amount(hours: str, unit: str) -> str:
    return f"{hours} {unit}"


def year_part(category: str, hours: str, unit: str, pending: str) -> str:
    waiting = f"（另有 {pending} {unit}待审核）" if pending else ""
    return f"· {category or NO_CATEGORY}　{hours} {unit}{waiting}"


def due_first(day: str, left: int, hours: str) -> str:
    """The next deadline, and how many days are left; negative when it is over."""
    if left < 0:
        return f"{day} 已经到期，过了 {-left} 天，还差 {hours} 学时。"
    return f"{day} 到期，" + (f"还有 {left} 天" if left else "就是今天") + f"，还差 {hours} 学时。"


def due_of(name: str, day: str, hours: str) -> str:
    return f"· {name}：{f'{day} 到期' if day else '期限未定'}，" + (f"还差 {hours} 学时" if hours else "已完成")


def ledger_heading(total: int, shown: int) -> str:
    return f"台账里计入的学时共 {total} 条" + (f"，最近 {shown} 条：" if shown < total else "：")


def held(day: str, hours: str, unit: str, project: str, *, pending: bool) -> str:
    return f"· {day}　{hours} {unit}　{project or '（没有项目名称）'}{'　待审核' if pending else ''}"


def pace(name: str, per_year: str, complete: str, deadline: str, *, done: bool, in_time: bool | None) -> str:
    if done:
        return f"{name}：已经完成。"
    if not complete:
        return f"{name}：还没有计入的学时，推算不出。{f'{deadline} 到期。' if deadline else ''}"
    verdict = {True: "来得及", False: "来不及", None: "期限未定"}[in_time]
    return f"{name}：照现在每年 {per_year} 学时的速度，{complete} 修完；期限 {deadline or '未定'}，{verdict}。"


def supposed_line(name: str, before: str, after: str) -> str:
    return f"· {name}：还差 {before} → {after} 学时"


def supposed(hours: str, lines: Sequence[str]) -> str:
    if not lines:
        return "眼下没有对您有约束力的学时要求，多参加培训不会改变什么。"
    changes = "\n".join(lines)
    return f"如果今天再登记 {hours} 学时（不分类别）：\n{changes}\n这只是推算，没有登记任何学时。"
