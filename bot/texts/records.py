"""The commands `yanxiu records …`: help, examples, what they did. Importing files has its own module."""

from collections.abc import Sequence

HELP_RECORDS = "学时台账：查还差多少、登记、申报和审核、更正、本中心设定、落后名单、导入导出"
HELP_NUMBER = "工号"
HELP_STANDING = "一位教师的学时情况：还差多少、怎么算的、依据哪一条"
HELP_STANDING_AS_OF = "截至哪一天，例如 2025-12-31；不写就是今天"
HELP_LEDGER = "一位教师的台账：每一条记录，谁、何时、依据什么登记的"
HELP_POST = "登记一次培训的学时，登记后即计入"
HELP_CLAIM = "替教师申报一次培训的学时，审核后才计入；要有凭证"
HELP_HOURS = "学时数，例如 24 或 7.5"
HELP_COMPLETED = "完成日期，例如 2025-11-08"
HELP_CATEGORY = "类别，例如 线上研修"
HELP_TRAINING = "培训形式，例如 国培"
HELP_PROJECT = "项目名称"
HELP_PROJECT_NUMBER = "项目编号"
HELP_EVIDENCE = "凭证，例如 证书编号"
HELP_SOURCE = "来源，例如 省平台；不写就是命令行"
HELP_KEY = "来源编号；同一个编号只登记一次，不写就按内容生成"
HELP_NOTE = "说明"
HELP_CREDITS = "数量是学分，不是学时"
HELP_OFFSET = "登记学分冲抵：让学时按另一类别计算，规则允许时才有效"
HELP_OFFSET_CATEGORY = "冲抵成哪一类，例如 教师全员远程培训"
HELP_OFFSET_ENTRY = "拿台账里的哪一条冲抵：记录编号"
HELP_OFFSET_DATE = "不指记录时写完成日期，例如 2013-07-15"
HELP_APPROVE = "批准学时申报"
HELP_REJECT = "不批准学时申报，要写理由"
HELP_CLAIM_ENTRY = "申报的记录编号"
HELP_APPROVE_REASON = "批注"
HELP_REJECT_REASON = "理由，教师会看到"
HELP_CLAIMS = "列出等待审核的申报"
HELP_CORRECT = "更正一条记录：原来的保留，新的一条代替它；学时写 0 就是撤销"
HELP_ENTRY = "记录编号，见 yanxiu records ledger"
HELP_CORRECT_REASON = "为什么更正"
HELP_CORRECT_HOURS = "正确的学时数；0 表示这一条不算"
HELP_TEACHER_LEAVE = "登记假期：产假、病假、支教等；同一天开始的再登记一次就是修改"
HELP_TEACHER_LEAVE_KIND = "假期的种类，例如 产假"
HELP_TEACHER_LEAVE_START = "开始日期，例如 2025-03-01"
HELP_TEACHER_LEAVE_END = "结束日期；不写就是还没有结束"
HELP_TEACHER_LEAVE_CANCEL = "撤销这一条假期"
HELP_CYCLE = "本中心的培训周期从哪天开始"
HELP_CYCLE_SET = "设定一个地区的周期起始日；下级地区没有自己的设定时也用它"
HELP_CENTRE_REGION = "哪个地区，例如 甘州区；不写就用设置项 region"
HELP_CYCLE_START = "任何一个周期的第一天，例如 2021-01-01"
HELP_CYCLE_ANCHOR = "按每人入职起算，不写 --start：入职日、入职年或入职学年"
HELP_CYCLE_YEARS = "只用于这样长的周期，例如 5；不写就用于全部"
HELP_SETTING = "文件没有写、由本中心决定的事：查看、设定或取消"
HELP_SETTING_NAME = "设定的名称；不写就列出全部"
HELP_SETTING_VALUE = "设成什么；不写就只查看"
HELP_SETTING_UNSET = "取消这个地区的设定"
HELP_AT_RISK = "落后名单和学情通报的数字：谁还差多少，各单位的完成率"
HELP_SCAN_REGION = "哪个地区和它下面的，例如 甘州区；不写就用设置项 region"
HELP_SCAN_SCHOOL = "只看这个单位"
HELP_BULLETIN_OUTPUT = "把学情通报存成这个文件：.xlsx 工作簿（可用 A4 纸打印）或 .png 图片；不写就输出到屏幕"
HELP_BULLETIN_NAMED = "图片上写出差距最大的几位教师的姓名，只供工作人员使用；不写就没有姓名"
HELP_LEDGERS = "导出一个地区的全部台账，CSV 表格或 .xlsx 工作簿，可用电子表格软件打开"
HELP_LEDGERS_OUTPUT = "存成这个文件，以 .xlsx 结尾就是工作簿，已有的文件会被替换；不写就输出到屏幕"
HELP_LEDGERS_JSON = "输出 JSON，一行一位教师"

EXAMPLES_RECORDS = """例子：
  yanxiu records standing T0001
  yanxiu records post T0001 24 2025-11-08 --category 线上研修
  yanxiu records cycle set --region 沙县 --start 2021-01-01
  yanxiu records atrisk --region 沙县"""
EXAMPLES_STANDING = """例子：
  yanxiu records standing T0001
  yanxiu records standing T0001 --as-of 2025-12-31
  yanxiu records standing T0001 --json"""
EXAMPLES_LEDGER = """例子：
  yanxiu records ledger T0001
  yanxiu records ledger T0001 --json"""
EXAMPLES_POST = """例子：
  yanxiu records post T0001 24 2025-11-08 --category 线上研修
  yanxiu records post T0001 7.5 2025-06-30 --category 校本研修 --project 教研活动 --project-number P01
  yanxiu records post T0001 3 2025-06-30 --credits --source 省平台 --key 平台-00017 --evidence 证书00017

同样的内容登记两次，第二次不会重复计入。"""
EXAMPLES_CLAIM = """例子：
  yanxiu records claim T0001 40 2025-07-20 --category 国培 --evidence 证书00018

审核：yanxiu records approve 或 reject，后面写记录编号。"""
EXAMPLES_OFFSET = """例子：
  yanxiu records offset T0001 40 教师全员远程培训 --entry 12
  yanxiu records offset T0001 40 教师全员远程培训 --date 2013-07-15 --training “国培计划”远程培训"""
EXAMPLES_APPROVE = """例子：
  yanxiu records approve 13
  yanxiu records approve 13 14 15 --reason 证书已核对"""
EXAMPLES_REJECT = """例子：
  yanxiu records reject 13 --reason 证书上的姓名不符"""
EXAMPLES_CLAIMS = """例子：
  yanxiu records claims
  yanxiu records claims --json"""
EXAMPLES_CORRECT = """例子：
  yanxiu records correct 12 --hours 20 --reason 证书上写的是20学时
  yanxiu records correct 12 --date 2025-06-30 --category 校本研修 --reason 日期和类别登错
  yanxiu records correct 12 --hours 0 --reason 重复登记"""
EXAMPLES_TEACHER_LEAVE = """例子：
  yanxiu records leave T0001 产假 2025-03-01 2025-08-31
  yanxiu records leave T0001 支教 2025-09-01
  yanxiu records leave T0001 支教 2025-09-01 --cancel

假期怎样影响学时，由规则或本中心的设定“假期处理”决定。"""
EXAMPLES_CYCLE = """例子：
  yanxiu records cycle set --region 沙县 --start 2021-01-01"""
EXAMPLES_CYCLE_SET = """例子：
  yanxiu records cycle set --region 沙县 --start 2021-01-01
  yanxiu records cycle set --region 福建 --start 2021-09-01 --years 5
  yanxiu records cycle set --region 沙县 --anchor 入职学年

要取消：yanxiu records setting 周期起始日 --region 沙县 --unset"""
EXAMPLES_SETTING = """例子：
  yanxiu records setting --region 沙县
  yanxiu records setting 待审核学时是否计入 不计入 --region 沙县
  yanxiu records setting 假期处理 产假、病假=顺延；支教=不影响 --region 沙县
  yanxiu records setting 学分折合学时 10 --region 福建
  yanxiu records setting 学分折合学时 --region 福建 --unset
  yanxiu records setting --region 沙县 --json

离得最近的地区的设定有效：县没有设定的，用市的，再用省的。"""
EXAMPLES_AT_RISK = """例子：
  yanxiu records atrisk --region 沙县
  yanxiu records atrisk --region 沙县 --school 示例小学 --as-of 2025-12-31
  yanxiu records atrisk --region 沙县 --output 学情通报.xlsx
  yanxiu records atrisk --region 沙县 --json"""
EXAMPLES_LEDGERS = """例子：
  yanxiu records export --region 沙县 --output 台账.csv
  yanxiu records export --region 沙县 --output 台账.xlsx
  yanxiu records export --region 沙县 --school 示例小学
  yanxiu records export --region 沙县 --json --output 台账.jsonl

每次导出都会记入操作记录。"""

SOURCE_COMMAND_LINE = "命令行"
ENTRY_KINDS = {
    "posting": "登记",
    "claim": "申报",
    "approval": "批准",
    "rejection": "不批准",
    "offset": "冲抵",
    "correction": "更正",
}
LEDGER_HEADINGS = ("编号", "种类", "数量", "完成日期", "类别", "项目", "凭证", "来源", "登记", "状态", "说明")
CLAIM_HEADINGS = ("编号", "工号", "姓名", "单位", "数量", "完成日期", "类别", "项目", "凭证")
SETTING_HEADINGS = ("设定", "现在的值", "由谁设定", "可以写")
SCHOOL_HEADINGS = ("单位", "应修人数", "已完成", "完成率", "进度正常", "落后", "逾期", "无期限", "缺学时")
AT_RISK_HEADINGS = ("工号", "姓名", "单位", "情况", "还差", "期限", "规定")
LEDGER_COLUMNS = (
    "记录编号", "工号", "姓名", "单位", "行政区划", "种类", "项目编号", "项目名称", "类别", "培训形式", "数量",
    "计量单位", "完成日期", "来源", "凭证", "所指记录", "由哪条更正", "审核", "说明", "登记人", "登记时间",
)  # fmt: skip
PACES = {
    "overdue": "逾期",
    "behind": "落后",
    "unknown": "无期限",
    "on_course": "进度正常",
    "done": "已完成",
    "nothing": "没有要求",
}
LEDGER_EMPTY = "台账里还没有记录。"
NO_OPEN_CLAIMS = "没有等待审核的申报。"
NOBODY_AT_RISK = "没有落后的教师。"
NO_SCHOOL = "（没有登记单位）"
NOTHING_OWED = "没有还差的学时。"
NO_REQUIREMENT = "没有查到适用的、以学时计的现行规定。"
STANDING_DRAFT = "征求意见稿，不算欠学时"
SETTING_OPEN = "（尚未设定）"
REGION_NEEDED = "请用 --region 写明地区，或先设置 YANXIU_REGION。"
NAME_NEEDED = "请写明要设定或取消哪一项；yanxiu records setting 列出全部。"
VALUE_OR_UNSET = "要设成一个值，就不要写 --unset。"
START_OR_ANCHOR = "周期从哪天开始：请写 --start 日期，或者 --anchor 入职日、入职年、入职学年，两者写一个。"
ENTRY_OR_DATE = "冲抵要写 --entry 指明拿哪一条记录冲抵；没有登记过的，写 --date 完成日期。"
NOTHING_TO_CORRECT = "请写明改什么，例如 --hours 20。"


def bad_hours(given: str) -> str:
    return f"“{given}”不是学时数。请写数字，例如 24 或 7.5。"


def bad_years(given: str) -> str:
    return f"“{given}”不是年数。请写整数，例如 5。"


def bad_anchor(given: str, known: Sequence[str]) -> str:
    return f"没有“{given}”这种起算办法。请写 {'、'.join(known)} 中的一个。"


def export_unwritable(file: str, why: str) -> str:
    return f"不能写入 {file}（{why}）。请换一个可以写入的文件。"


def standing_heading(number: str, name: str, day: str) -> str:
    return f"{number} {name}　截至 {day}"


def standing_owed(hours: str, deadline: str, name: str) -> str:
    return f"还差 {hours} 学时，{f'{deadline} 前' if deadline else '期限未定'}：{name}"


def standing_rule(position: int, name: str, draft: bool) -> str:
    return f"{position}. {name}" + (f"（{STANDING_DRAFT}）" if draft else "")


def standing_basis(title: str, number: str, label: str) -> str:
    cited = f"《{title}》（{number}）" if title and title != number else f"《{number}》"
    return f"   依据：{cited}{label}"


def standing_cycle(start: str, end: str, deadline: str) -> str:
    span = f"{start} 至 {end}" if start or end else "没有设定"
    return f"   周期：{span}" + (f"，{deadline} 前完成" if deadline and deadline != end else "")


def standing_figures(required: str, earned: str, counted: str, pending: str, remaining: str) -> str:
    waiting = f"，待审核 {pending}" if pending != "0" else ""
    return f"   应修 {required}，已修 {earned}，计入 {counted}{waiting}，还差 {remaining}"


def standing_category(name: str, earned: str, counted: str, required: str, maximum: str, remaining: str) -> str:
    bounds = (f"，至少 {required}" if required != "0" else "") + (f"，最多 {maximum}" if maximum else "")
    short = f"，还差 {remaining}" if remaining != "0" else ""
    return f"   {name}：已修 {earned}，计入 {counted}{bounds}{short}"


STANDING_STEPS = "   算法："
STANDING_NOTES = "   说明："


def standing_step(text: str, source: str) -> str:
    return f"     {text}" + (f"（{source}）" if source else "")


def standing_source(number: str, label: str) -> str:
    return f"{number} {label}".strip()


def standing_note(text: str) -> str:
    return f"     {text}"


STANDING_DUTIES = "不以学时计的要求："
STANDING_GENERAL = "另外："
STANDING_TROUBLES = "台账里有不能采用的记录："


def standing_duty(name: str, number: str, label: str, draft: bool) -> str:
    return f"   {name}（{number} {label}）" + (f"（{STANDING_DRAFT}）" if draft else "")


def standing_line(text: str) -> str:
    return f"   {text}"


def unset_settings(names: Sequence[str], *, cycles: bool) -> str:
    """What nobody has decided; `cycles` says whether the beginning of cycles is among it."""
    how = "yanxiu records cycle set --region 地区 --start 日期" if cycles else ""
    others = "yanxiu records setting 名称 值 --region 地区" if len(names) > cycles else ""
    return f"本中心尚未设定：{'、'.join(names)}。设定：{'；'.join(filter(None, (how, others)))}。"


def entry_posted(entry: str, number: str, hours: str, unit: str) -> str:
    return f"已登记：记录 {entry}，{number}，{hours}{unit}。"


def entry_claimed(entry: str, number: str, hours: str, unit: str) -> str:
    return f"已申报：记录 {entry}，{number}，{hours}{unit}，等待审核。"


def entry_there(entry: str) -> str:
    return f"同样的内容已经登记过（记录 {entry}），没有重复登记。确是另一次培训，请用 --key 写一个不同的来源编号。"


def entry_corrected(entry: str, old: str, hours: str, unit: str) -> str:
    return f"已更正：记录 {entry} 代替记录 {old}，{hours}{unit}。"


def claim_decided(claim: str, number: str, approved: bool) -> str:
    return f"{'已批准' if approved else '已作不批准处理'}：记录 {claim}，{number}。"


def leave_noted(number: str, kind: str, start: str, end: str) -> str:
    return f"已登记：{number} {kind}，{start} 至 {end or '（没有结束）'}。"


def leave_cancelled(number: str, kind: str, start: str) -> str:
    return f"已撤销：{number} 从 {start} 开始的{kind}。"


def setting_held(name: str, value: str, region: str) -> str:
    return f"{name}：{value}" + (f"（{region}设定）" if region else "")


def setting_unset(name: str, region: str, there: bool) -> str:
    return f"已取消 {region} 的设定“{name}”。" if there else f"{region} 本来就没有设定“{name}”。"


def ledger_quantity(hours: str, unit: str) -> str:
    return f"{hours} {unit}"


def ledger_refers(kind: str, entry: str) -> str:
    return f"{kind} {entry}"


def ledger_corrected(by: str) -> str:
    return f"已由 {by} 更正"


LEDGER_PENDING = "待审核"
LEDGER_VOID = "不计"
LEDGER_COUNTS = "有效"
LEDGER_DECISIONS = {"approval": "批准", "rejection": "不批准"}


def ledger_recorded(who: str, when: str) -> str:
    return f"{who} {when}"


def bulletin_heading(place: str, day: str, everybody: int, teachers: int) -> str:
    return f"{place}　截至 {day}：在册 {everybody} 人，有学时要求的 {teachers} 人。"


def bulletin_counts(done: int, rate: str, on_course: int, behind: int, overdue: int, unknown: int) -> str:
    rest = f"进度正常 {on_course} 人，落后 {behind} 人，逾期 {overdue} 人，期限未定 {unknown} 人"
    return f"已完成 {done} 人{f'（{rate}）' if rate else ''}，{rest}。"


def bulletin_percent(value: float) -> str:
    return f"{value:.1%}"


def bulletin_unset(name: str, teachers: int) -> str:
    return f"{name}（{teachers} 人）"


def bulletin_problems(teachers: int) -> str:
    return f"{teachers} 人的台账里有不能采用的记录，请用 yanxiu records standing 逐个查看。"


def ledgers_exported(people: int, lines: int, file: str) -> str:
    return f"已导出 {people} 人、{lines} 条记录到 {file}。"


SCANNING = "计算学时情况"
