"""The commands `yanxiu reminders …`, and what a chat says about reminders."""

from collections.abc import Sequence

from records.reminders.model import KIND_NAMES, Kind, Reason

HELP_REMINDERS = "提醒：谁该收到什么、为什么；写入当天的提醒；规则和本中心的设定"
HELP_REMINDERS_DUE = "到那一天谁该收到提醒、提醒什么，谁收不到、为什么；只看，不发"
HELP_REMINDERS_AS_OF = "哪一天，例如 2025-12-01；不写就是今天"
HELP_REMINDERS_REGION = "只看这个地区和它下面的，例如 甘州区；不写就是全部"
HELP_REMINDERS_EXPLAIN = "只看这个工号，逐条说明为什么提醒、为什么不提醒"
HELP_REMINDERS_SCAN = "写入提醒，由机器人到时发出；同一个时点只写一次，重复运行不会重复提醒"
HELP_REMINDERS_SCAN_AS_OF = "写入哪一天的提醒，今天或以后；不写就是今天"
HELP_REMINDERS_YES = "不再询问，直接写入"
HELP_REMINDERS_RULES = "提醒的规则，和一个地区的设定"
HELP_REMINDERS_RULES_REGION = "哪个地区，例如 甘州区；不写就用设置项 region"
HELP_REMINDERS_SETTING = "本中心对提醒的设定：天数、停用、免打扰时段、是否报学校"
HELP_REMINDERS_SETTING_NAME = "设定的名称；不写就列出全部"
HELP_REMINDERS_SETTING_VALUE = "设成什么；不写就只查看"
HELP_REMINDERS_UNSET = "取消这个地区的设定"

EXAMPLES_REMINDERS = """例子：
  yanxiu reminders due --as-of 2025-12-01
  yanxiu reminders due --explain T0001
  yanxiu reminders scan
  yanxiu reminders rules --region 沙县
  yanxiu reminders setting 提醒天数 周期到期=180、60、14 --region 沙县"""
EXAMPLES_REMINDERS_DUE = """例子：
  yanxiu reminders due
  yanxiu reminders due --as-of 2025-12-01 --region 沙县
  yanxiu reminders due --as-of 2025-12-01 --explain T0001
  yanxiu reminders due --as-of 2025-12-01 --json"""
EXAMPLES_REMINDERS_SCAN = """例子：
  yanxiu reminders scan
  yanxiu reminders scan --yes
  yanxiu reminders scan --as-of 2025-12-01 --yes"""
EXAMPLES_REMINDERS_RULES = """例子：
  yanxiu reminders rules
  yanxiu reminders rules --region 沙县 --json"""
EXAMPLES_REMINDERS_SETTING = """例子：
  yanxiu reminders setting --region 沙县
  yanxiu reminders setting 提醒天数 周期到期=180、60、14；年度到期=30 --region 沙县
  yanxiu reminders setting 停用的提醒 文件所定日期 --region 沙县
  yanxiu reminders setting 提醒的免打扰时段 20:30-08:30 --region 沙县
  yanxiu reminders setting 最后一次提醒后报学校 报 --region 沙县
  yanxiu reminders setting 提醒天数 --region 沙县 --unset

离得最近的地区的设定有效：县没有设定的，用市的，再用省的，再用程序自带的。"""

REASONS = {
    Reason.LEFT: "已离岗",
    Reason.UNBOUND: "没有绑定账号",
    Reason.BLOCKED: "停用了机器人",
    Reason.NOTHING: "没有学时要求（不适用或已豁免）",
    Reason.DONE: "已经完成",
    Reason.NO_DEADLINE: "本中心尚未设定，给不出期限",
    Reason.OVERDUE: "期限已过",
    Reason.STOPPED: "本人不要这类提醒",
    Reason.SWITCHED_OFF: "本中心停用了这类提醒",
    Reason.SNOOZED: "本人推迟了提醒",
    Reason.NOT_YET: "还没有到提醒的天数",
    Reason.SENT: "这个时点已经提醒过",
    Reason.HOLIDAY: "当天不是工作日，下一个工作日再提醒",
    Reason.BUSY: "当天已有一条提醒，或前一条还没有发出",
}
DUE_COLUMNS = ("工号", "单位", "发出时间", "提醒")
DIGEST_FILE = "仍未完成的教师.xlsx"
CUT = "……其余的请发送“我的学时”查看。"
SCANNING_REMINDERS = "查看学时情况"
PAST_DAY = "不能写入过去某一天的提醒。请写今天或以后的日期；只想看看，请用 yanxiu reminders due。"
SCAN_NOT_DONE = "没有写入任何提醒。"
SCAN_NEEDS_YES = "写入提醒要确认。请在终端里运行，或加上 --yes。"
SETTING_NAME_NEEDED = "要取消设定，请写上名称，例如 yanxiu reminders setting 提醒天数 --unset。"
VALUE_OR_UNSET_REMINDERS = "设定一个值和 --unset 只能写一个。"
STARTED = "提醒已全部恢复。"
NOTHING_STOPPED = "没有停用或推迟过提醒。"


def due_heading(due: int, others: int) -> str:
    return f"{due} 人该收到提醒，{others} 人没有。"


def due_more(count: int) -> str:
    return f"……另有 {count} 人，用 --json 查看全部。"


def items(kinds: Sequence[tuple[Kind, int]]) -> str:
    return "、".join(f"{KIND_NAMES[kind]}（{days} 天）" for kind, days in dict.fromkeys(kinds))


def reason_count(reason: Reason, count: int) -> str:
    return f"不提醒：{REASONS[reason]} {count} 人"


def explained_heading(number: str, name: str, day: str) -> str:
    return f"{number} {name}，{day} 的提醒："


def verdict(name: str, kind: Kind, hours: str, deadline: str, threshold: int | None, reason: Reason | None) -> str:
    lacking = f"还差 {hours} 学时，" if hours else ""
    reached = f"，已到 {threshold} 天这一档" if threshold is not None else ""
    outcome = "提醒" if reason is None else f"不提醒：{REASONS[reason]}"
    return f"· {name}（{KIND_NAMES[kind]}）：{lacking}期限 {deadline or '未定'}{reached}。{outcome}"


def goes_out(at: str) -> str:
    return f"{at} 发出："


def nothing_goes_out(reason: Reason) -> str:
    return f"没有提醒：{REASONS[reason]}。"


def unreachable(number: str, reason: Reason) -> str:
    return f"{number}：收不到提醒，{REASONS[reason]}。"


def ask_scan(messages: int, day: str) -> str:
    return f"将写入 {day} 的提醒 {messages} 条，机器人到时发出。继续吗？[y/N] "


def scanned(messages: int, reminders: int, people: int) -> str:
    return f"看了 {people} 人，写入 {messages} 条消息，共 {reminders} 项提醒。"


def rules_heading(place: str) -> str:
    return f"{place or '程序自带'}的提醒规则（期限前的天数；申报待审是已等的天数）："


def rule_line(name: str, days: str) -> str:
    return f"· {name}：{days or '停用'}"


def quiet_line(hours: str) -> str:
    return f"· 免打扰时段：{hours}；遇周末和法定节假日顺延到下一个工作日，赶不上期限的提前"


def date_line(name: str, document: str, label: str, day: str) -> str:
    return f"· {name}：{day}（{document}，{label}）"


def reminder_setting_held(name: str, value: str, place: str) -> str:
    return f"{name}：{value}（{place}设定）"


def reminder_setting_unset(name: str, place: str, there: bool) -> str:
    return f"{place}不再设定“{name}”。" if there else f"{place}没有设定过“{name}”。"


def snoozed_until(day: str) -> str:
    return f"好的，{day} 起再提醒您"


def reminders_stopped(kind: str) -> str:
    return f"好的，不再提醒“{kind}”。要恢复，请发送“恢复提醒”。"
