"""Pictures, the printed 学习档案 and its verification code: what stands in them, and the commands that make them."""

HELP_TRANSCRIPT = "出具一位教师的学习档案（PDF）：学时情况、依据、台账，带核验码"
HELP_TRANSCRIPT_OUTPUT = "存成这个 .pdf 文件，已有的文件会被替换"
HELP_TRANSCRIPT_AS_OF = "截至哪一天，不能晚于今天；不写就是今天"
HELP_VERIFY = "核验学习档案：输入档案上的核验码，看是否真由本系统出具、之后有没有变动"
HELP_VERIFY_CODE = "核验码，16 个字母和数字，例如 K7MQ-2XPN-8RTD-4HWV"
HELP_PICTURE = "一位教师的学时进度图（PNG），适合在手机上看"
HELP_PICTURE_OUTPUT = "存成这个 .png 文件，已有的文件会被替换"
HELP_PICTURE_NAME = "图上写姓名；不写就没有姓名"

EXAMPLES_TRANSCRIPT = """例子：
  yanxiu records transcript T0001 --output 学习档案.pdf
  yanxiu records transcript T0001 --as-of 2025-12-31 --output 学习档案.pdf

每出具一次就有一个新的核验码，并记入操作记录。"""
EXAMPLES_VERIFY = """例子：
  yanxiu records verify K7MQ-2XPN-8RTD-4HWV
  yanxiu records verify K7MQ-2XPN-8RTD-4HWV --json"""
EXAMPLES_PICTURE = """例子：
  yanxiu records picture T0001 --output 进度.png
  yanxiu records picture T0001 --as-of 2025-12-31 --name --output 进度.png"""

PROGRESS_TITLE = "学时进度"
PROGRESS_DONE = "学时要求都已完成"
CHIP_DONE = "✓ 已完成"
CHIP_DRAFT = "征求意见稿"
NO_CYCLE = "周期没有设定"
NO_DEADLINE = "期限未定"
DUTIES = "不以学时计的要求"
PICTURE_SOURCE = "按台账和现行规定计算，以台账为准"

TRANSCRIPT_TITLE = "教师培训学习档案"
AUTHOR = "研修助手"
PART_PERSON = "基本信息"
PART_OVERVIEW = "学时总览"
PART_RULES = "各项要求的依据和算法"
PART_LEDGER = "学时台账"
PARTICULARS = ("姓名", "工号", "性别", "单位", "所属地区", "学段", "学科", "岗位", "入职日期")
OVERVIEW_HEADINGS = ("要求", "周期", "应修", "已修", "计入", "待审核", "还差", "期限")
ENTRY_HEADINGS = ("编号", "完成日期", "项目", "类别", "数量", "来源", "状态")
HOW_TO_VERIFY = "把此码发给机器人核验"
QR_LINK = "或扫码打开机器人"
QR_CODE = "扫码可复制此码"
ISSUED_BY_SELF = "本人自助出具"
ISSUED_BY_STAFF = "工作人员出具"
NO_ENTRIES = "截至这一天，台账里没有学时记录。"
SIGNATURES = ("审核人（签字）：", "单位（盖章）：", "日期：")
CLOSING = (
    "本档案由研修助手按台账和现行规定自动生成。数字以学时计，台账里的学分另行注明。"
    "核验时可知：档案是否真由本系统出具，签发后台账有没有变动。"
)

VERIFIED_INTACT = "签发时的内容和台账没有被改动。"
VERIFIED_BROKEN = "注意：现在的台账与签发时的对不上，请联系签发的教师发展中心核实，暂不要采用。"
VERIFIED_ROSTER = "签发后，教师的基本信息有过修改，以档案上所写的为签发时的情况。"


def as_of(day: str) -> str:
    return f"截至 {day}"


def still_owed(lines: int) -> str:
    return f"还有 {lines} 项没有完成"


def chip_remaining(hours: str) -> str:
    return f"还差 {hours} 学时"


def of_required(hours: str) -> str:
    return f"应修 {hours}"


def counted_hours(hours: str) -> str:
    return f"已计入 {hours}"


def pending_hours(hours: str, counted: bool) -> str:
    return f"待审核 {hours}" + ("（已含）" if counted else "")


def cycle(start: str, end: str) -> str:
    return f"周期 {start} 至 {end}"


def span(start: str, end: str) -> str:
    return f"{start} 至 {end}"


def draft(name: str) -> str:
    return f"{name}（征求意见稿，不算欠学时）"


def due(day: str, left: int) -> str:
    """The deadline, and how many days are left; negative when it is over."""
    if left < 0:
        return f"{day} 到期，已过 {-left} 天"
    return f"{day} 前完成，" + (f"还有 {left} 天" if left else "今天到期")


def due_on(day: str) -> str:
    return f"期限 {day}"


def provision(number: str, label: str) -> str:
    return f"依据　{number}　{label}".rstrip()


def category_floor(counted: str, required: str) -> str:
    return f"{counted} / 至少 {required}"


def category_ceiling(counted: str, maximum: str) -> str:
    return f"{counted} / 最多 {maximum}"


def category_hours(counted: str) -> str:
    return f"{counted} 学时"


def undecided(names: str) -> str:
    return f"本中心尚未设定：{names}。设定后数字可能变化。"


def not_followed(entries: int) -> str:
    return f"台账里有 {entries} 条记录不能采用，请联系教师发展中心核对。"


def lines_left_out(lines: int) -> str:
    return f"其余 {lines} 项没有画出，请看文字说明。"


BULLETIN_RATE = "完成率"
BULLETIN_SCHOOLS = "各单位完成率"
BULLETIN_SHORT = "差距较大的教师"
TILE_EVERYBODY = "在册"
TILE_TEACHERS = "有学时要求"
TILE_REMAINING = "缺学时合计"
FOR_STAFF = "含个人信息，只供工作人员使用，请勿转发"
NOBODY_BOUND = "无学时要求"


def bulletin_done(done: int, teachers: int) -> str:
    return f"{teachers} 人有学时要求，{done} 人已完成"


def people_of(pace: str, count: int) -> str:
    return f"{pace} {count} 人"


def school_figures(done: int, teachers: int, remaining: str) -> str:
    lacking = f"，缺 {remaining} 学时" if remaining != "0" else ""
    return f"{done} / {teachers} 人{lacking}"


def schools_left_out(schools: int) -> str:
    return f"其余 {schools} 所见工作簿"


def people_left_out(people: int) -> str:
    return f"其余 {people} 人见工作簿"


def person_short(pace: str, hours: str, deadline: str) -> str:
    return f"{pace}　还差 {hours} 学时" + (f"　{deadline} 到期" if deadline else "")


def problems_in(teachers: int) -> str:
    return f"{teachers} 人的台账里有不能采用的记录。"


def part(position: int, title: str) -> str:
    return f"{'一二三四五'[position - 1]}、{title}"


def page_of(page: int, pages: int) -> str:
    return f"第 {page} 页 / 共 {pages} 页"


def page_code(code: str) -> str:
    return f"核验码 {code}"


def code_line(code: str) -> str:
    return f"核验码：{code}"


def fingerprint(digest: str) -> str:
    return f"内容指纹：{digest}"


def issued(day: str, place: str, who: str) -> str:
    return f"签发日 {day}　{place}　{who}".replace("　　", "　")


def ledger_note(day: str, entries: int) -> str:
    return f"完成日期在 {day} 及以前的记录，共 {entries} 条，按登记先后排列。"


def transcript_saved(file: str, code: str) -> str:
    return f"学习档案已存到 {file}，核验码 {code}。"


def picture_saved(file: str) -> str:
    return f"图片已存到 {file}。"


def wrong_ending(file: str, ending: str) -> str:
    return f"{file} 的文件名要以 {ending} 结尾。请换一个文件名。"


def verified_heading(code: str, name: str, number: str) -> str:
    return f"核验码 {code} 有效：这份学习档案由本系统出具，属于 {name}（工号 {number}）。"


def verified_days(issued_at: str, as_of_day: str, digest: str) -> str:
    return f"签发于 {issued_at}，截至 {as_of_day}；内容指纹 {digest}，应与档案末尾的一致。"


def verified_line(name: str, number: str, label: str, required: str, counted: str, remaining: str) -> str:
    return f"· {name}（{number} {label}）：应修 {required}，计入 {counted}，还差 {remaining}"


def verified_later(entries: int, touching: int) -> str:
    if not entries:
        return "签发后台账没有新的记录。"
    about = f"，其中 {touching} 条更正、审核或冲抵了档案所列的记录，学时可能已变" if touching else ""
    return f"签发后台账新增 {entries} 条记录{about}。"
