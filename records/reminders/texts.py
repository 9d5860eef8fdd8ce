"""The sentences of reminders, in Chinese."""

from collections.abc import Iterable, Sequence
from datetime import date

from records.reminders.model import KIND_NAMES, Kind
from records.standing import Line, hours_text

SNOOZE = "过几天提醒我"
MORE = "其余的请发送“我的学时”查看。"
ON_A_HOLIDAY = "期限前没有工作日了，所以今天就提醒您。"
NOT_SENT_AGAIN = "同一个期限、同一个时点只提醒一次；完成后不再提醒。"
DECIDE_CLAIMS = "下一步：发送“待审申报”逐条审核。"
LOOK_AFTER = "下一步：请和这些教师确认培训安排；查一位教师可发送“我的学时 工号”。"
_NAMED = 8
"""Teachers that a message to the staff of a school names."""


def stop(kind: Kind) -> str:
    """The button that ends one kind."""
    return f"不再提醒“{KIND_NAMES[kind]}”"


def heading(kinds: Sequence[Kind], day: date) -> str:
    """First line of a message."""
    named = "、".join(KIND_NAMES[kind] for kind in dict.fromkeys(kinds))
    return f"研修提醒 · {day.month}月{day.day}日 · {named}"


def days_list(days: Iterable[int]) -> str:
    """Thresholds, as they may be typed."""
    return "、".join(map(str, days))


def remaining(deadline: date, day: date) -> str:
    """How long there is, or since when there is no time left."""
    days = (deadline - day).days
    if days > 0:
        return f"{deadline.isoformat()} 截止，还有 {days} 天"
    return f"{deadline.isoformat()} 截止，就是今天" if days == 0 else f"期限 {deadline.isoformat()} 已过 {-days} 天"


def shortfall(line: Line, kind: Kind, deadline: date, day: date) -> str:
    """One requirement: hours, deadline, provision, next step."""
    lacking = [f"“{part.name}”还差 {hours_text(part.remaining)}" for part in line.categories if part.remaining > 0]
    parts = f"（其中{'，'.join(lacking)}）" if lacking else ""
    when = "补训" if kind is Kind.MAKEUP_END else ""
    return (
        f"· {line.name}：还差 {hours_text(line.remaining)} 学时{parts}，{when}{remaining(deadline, day)}。\n"
        f"  依据：{line.document_number}，{line.label}。\n"
        f"  {_next_step(line, kind)}"
    )


def _next_step(line: Line, kind: Kind) -> str:
    if line.pending >= line.remaining:
        return f"下一步：您申报的 {hours_text(line.pending)} 学时正在等待审核，审核通过后就够了，请留意结果。"
    waiting = f"（另有 {hours_text(line.pending)} 学时等待审核）" if line.pending else ""
    where = "参加补训" if kind is Kind.MAKEUP_END else "参加符合规定的培训"
    return f"下一步：{where}；已经培训但没有登记的，把证书发给我申报{waiting}。"


def notice(name: str, document: str, label: str, deadline: date, day: date) -> str:
    """A day that a document names."""
    return (
        f"· {name}：{remaining(deadline, day)}。\n  依据：{document}，{label}。\n  下一步：请在这一天之前核对并办理。"
    )


def claims(count: int, days: int, since: date) -> str:
    """Claims that wait, for who may decide them."""
    return f"· 有 {count} 条学时申报已等待 {days} 天以上，最早的是 {since.isoformat()} 提交的。\n  {DECIDE_CLAIMS}"


def escalation(teachers: Sequence[tuple[str, str]], day: date) -> str:
    """Teachers (who, what they lack) of a school who are short after their last reminder."""
    named = "\n".join(f"  {who}：{what}" for who, what in teachers[:_NAMED])
    more = f"\n  另有 {len(teachers) - _NAMED} 位。" if len(teachers) > _NAMED else ""
    return f"· 最后一次提醒之后，本校仍有 {len(teachers)} 位教师没有完成：\n{named}{more}\n  {LOOK_AFTER}"


def lack(line: Line, deadline: date, day: date) -> str:
    """What one teacher lacks, in a few words."""
    grounds = f"（{line.document_number}，{line.label}）"
    return f"{line.name}还差 {hours_text(line.remaining)} 学时，{remaining(deadline, day)}{grounds}"


DIGEST_COLUMNS = ("单位", "工号", "姓名", "要求", "还差学时", "截止日期", "依据")


def digest_heading(week: str) -> str:
    """First line of the week's message to staff."""
    return f"提醒周报 · {week}"


def digest(reminded: int, short: Sequence[str]) -> str:
    """How many were reminded, and who of them is still short: the first are named, all stand in the file."""
    if not short:
        return f"最近七天提醒了 {reminded} 位教师，都已完成。"
    named = "\n".join(short[:_NAMED])
    rest = f"\n另有 {len(short) - _NAMED} 位，全部名单见附件。" if len(short) > _NAMED else ""
    return f"最近七天提醒了 {reminded} 位教师，其中 {len(short)} 位仍未完成：\n{named}{rest}"


def digest_line(name: str, number: str, school: str, hours: str, deadline: date) -> str:
    """One teacher of the digest."""
    return f"· {name}（{number}，{school or '单位未登记'}）：还差 {hours} 学时，{deadline.isoformat()} 截止"


def calendar_unknown(years: Iterable[int]) -> str:
    """Public holidays that the library does not know."""
    named = "、".join(map(str, years))
    return f"{named} 年的法定节假日安排程序里还没有，只避开了周末；安排公布后请升级程序。"
