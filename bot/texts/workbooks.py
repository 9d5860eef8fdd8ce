"""What stands in the workbooks that are written for staff: names of sheets, headings, sentences."""

from collections.abc import Sequence

SHEET_LEDGER = "台账"
SHEET_TOTAL = "总体"
SHEET_SCHOOLS = "各单位"
SHEET_AT_RISK = "名单"
BULLETIN_TITLE = "学情通报"
PAGE_FOOTER = "&C第 &P 页，共 &N 页"

TOTAL_HEADINGS = ("项目", "数值")
TOTAL_REGION = "地区"
TOTAL_SCHOOL = "单位"
TOTAL_DAY = "截至日期"
TOTAL_EVERYBODY = "在册人数"
TOTAL_TEACHERS = "有学时要求的人数"
TOTAL_DONE = "已完成人数"
TOTAL_RATE = "完成率"
TOTAL_ON_COURSE = "进度正常人数"
TOTAL_BEHIND = "落后人数"
TOTAL_OVERDUE = "逾期人数"
TOTAL_UNKNOWN = "期限未定人数"
TOTAL_REMAINING = "缺学时合计（每人只算还差最多的一项）"
TOTAL_PROBLEMS = "台账里有不能采用的记录的人数"
ALL_SET = "本中心要设定的，都已设定。"
SUM_OF_SCHOOLS = "合计"
SHORTFALL_HEADINGS = (
    "工号", "姓名", "单位", "情况", "还差", "期限", "规定", "文号", "条款", "应修", "计入", "待审核",
    "按现在的速度完成日",
)  # fmt: skip

WORKBOOK_ENDING = (
    "学情通报存成工作簿或图片，--output 的文件名要以 .xlsx 或 .png 结尾。要数字请写 --json，要文字就不写 --output。"
)
JSON_OR_WORKBOOK = "--json 和 .xlsx 工作簿只能选一样：要工作簿就不写 --json，要 JSON 就换一个文件名或不写 --output。"
JSON_OR_PICTURE = "--json 和 .png 图片只能选一样：要图片就不写 --json，要 JSON 就不写 --output。"
NAMED_IN_PICTURE = "--named 只用于 .png 图片，请写一个正整数。全部名单请存成 .xlsx 工作簿。"
FILE_IS_FOLDER = "这是一个文件夹"


def next_sheet(name: str, number: int) -> str:
    """Where a table goes on that is longer than a sheet."""
    return f"{name}（续{number}）"


def workbook_heading(title: str, place: str, day: str) -> str:
    return f"{place}{title}（截至 {day}）"


def workbook_part(heading: str, sheet: str) -> str:
    return f"{heading}：{sheet}"


def unset_by_centre(name: str) -> str:
    return f"本中心尚未设定：{name}（影响人数）"


def workbook_rule(title: str, number: str, label: str) -> str:
    cited = f"《{title}》（{number}）" if title and title != number else f"《{number}》"
    return f"{cited}{label}"


def worked_out_by(rules: Sequence[str]) -> str:
    return f"依据：{'；'.join(rules)}。" if rules else "依据：没有以学时计的现行规定适用于这里的人。"


def asked_by(rule: str) -> str:
    return f"{rule}：适用的人数"


def short_by(rule: str) -> str:
    return f"{rule}：还差学时的人数"


def rule_with_counts(rule: str, teachers: int, short: int) -> str:
    return f"{rule}（适用 {teachers} 人，{short} 人还差学时）"


def bulletin_picture_saved(file: str) -> str:
    return f"学情通报的图片已存到 {file}。"


def bulletin_saved(file: str, people: int) -> str:
    return f"学情通报已存到 {file}，名单上有 {people} 人。"
