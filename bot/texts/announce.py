"""The commands `yanxiu announce …`: help, examples, the preview, what they did."""

from collections.abc import Sequence

HELP_ANNOUNCE = "群发通知：写好、预览、确认、暂停、更正、看谁已阅"
HELP_NEW = "发一条通知：先预览收到的样子和人数，确认后由运行中的机器人发出"
HELP_TEXT = "正文（发图片或文件时是说明文字）所在的文件；- 表示从标准输入读"
HELP_ANNOUNCE_PICTURE = "附一张图片，JPEG 或 PNG"
HELP_FILE = "附一个文件"
HELP_REGION = "发给哪个地区和它下面的，例如 甘州区；不写就用设置项 region，有 --numbers 时不写就不限"
HELP_SCHOOL = "只发给这个单位，可以写几次"
HELP_STAGE = "只发给这个学段，例如 小学，可以写几次"
HELP_SUBJECT = "只发给这个学科，可以写几次"
HELP_ROLE = "只发给这种岗位或角色，例如 新任教师、校长，可以写几次"
HELP_STANDING_IS = "只发给学时处于这种情况的：逾期、落后、未定、正常 或 完成，可以写几次"
HELP_SHORT_BY = "只发给至少还差这么多学时的，例如 60"
HELP_NUMBERS = "只发给这个文件里的工号，一行一个；- 表示从标准输入读"
HELP_AT = '定时发送，北京时间，例如 "2026-12-01 09:00"；不写就是确认后发'
HELP_URGENT = "紧急：免打扰时段也发"
HELP_RECEIPT = "带“已阅”按钮"
HELP_DRY_RUN = "只预览，不保存，也不发"
HELP_YES = "不再询问"
HELP_LIST = "列出最近的通知"
HELP_SHOW = "一条通知的内容、对象和状态"
HELP_ID = "通知的编号，见 yanxiu announce list"
HELP_APPROVE_IT = "审批一条发给全区域的通知"
HELP_PAUSE = "暂停：没有发出的先不发"
HELP_RESUME = "让暂停的通知继续发"
HELP_CANCEL = "取消：没有发出的不再发"
HELP_CORRECT_IT = "更正内容：已发出的就地修改，没有发出的换成新内容，读过的人另外告知"
HELP_TEXT_CORRECTED = "更正后的全文所在的文件；- 表示从标准输入读"
HELP_REPORT = "发送情况：发出、失败、存疑、已阅各多少"
HELP_REPORT_OUTPUT = "把每个人的情况存成这个 .xlsx 工作簿"
HELP_UNREAD = "谁还没有点“已阅”"
HELP_REMIND = "再发一条提醒，只给这些人"
HELP_DOUBTS = "可能没有送达的消息：列出来，由您决定当作已送达还是再发一次"
HELP_DELIVERED = "当作已送达：此人的工号"
HELP_AGAIN = "再发一次：此人的工号；对方可能收到两次"

EXAMPLES_ANNOUNCE = """例子：
  yanxiu announce new --text 通知.txt --region 甘州区 --school 示例小学 --dry-run
  yanxiu announce list
  yanxiu announce report 12

通知由运行中的机器人（yanxiu bot）发出。"""
EXAMPLES_NEW = """例子：
  yanxiu announce new --text 通知.txt --region 甘州区 --school 示例小学 --dry-run
  yanxiu announce new --text 通知.txt --region 甘州区 --stage 小学 --short-by 60 --receipt
  yanxiu announce new --text 说明.txt --file 安排.pdf --numbers 名单.txt --at "2026-12-01 09:00"
  yanxiu announce new --text 紧急.txt --region 甘州区 --role 校长 --urgent --yes --json

几种条件要同时符合。正文可以用 <b> <i> <u> <s> <code> <pre> <blockquote> 和 <a href="https://…">，小于号写成 &lt;。
发给整个地区（没有写单位，也没有名单）的通知要第二人审批，由本中心设定“全区域群发需第二人审批”决定。
不在终端里运行时要加 --yes 才会发出。有问题时什么也不保存，退出码是 2；没有确认时退出码是 3。"""
EXAMPLES_LIST = """例子：
  yanxiu announce list
  yanxiu announce list --json"""
EXAMPLES_SHOW = """例子：
  yanxiu announce show 12
  yanxiu announce show 12 --json"""
EXAMPLES_APPROVE_IT = """例子：
  yanxiu announce approve 12
  yanxiu announce approve 12 --yes

自己发起的不能自己审批；命令行发起的，也不能在命令行审批。"""
EXAMPLES_PAUSE = """例子：
  yanxiu announce pause 12"""
EXAMPLES_RESUME = """例子：
  yanxiu announce resume 12 --yes"""
EXAMPLES_CANCEL = """例子：
  yanxiu announce cancel 12
  yanxiu announce cancel 12 --yes --json

取消以后不能恢复；已经发出的不会消失，可以用 yanxiu announce correct 更正。"""
EXAMPLES_CORRECT_IT = """例子：
  yanxiu announce correct 12 --text 改好的通知.txt
  yanxiu announce correct 12 --text - --yes

更正过的通知末尾会注明“内容有更正”和时刻。"""
EXAMPLES_REPORT = """例子：
  yanxiu announce report 12
  yanxiu announce report 12 --output 通知12.xlsx
  yanxiu announce report 12 --json"""
EXAMPLES_UNREAD = """例子：
  yanxiu announce unread 12
  yanxiu announce unread 12 --remind --yes"""
EXAMPLES_DOUBTS = """例子：
  yanxiu announce doubts 12
  yanxiu announce doubts 12 --delivered T0001
  yanxiu announce doubts 12 --again T0001 --yes"""

STANDINGS = {"逾期": "overdue", "落后": "behind", "未定": "unknown", "正常": "on_course", "完成": "done"}
"""What may be typed for `--standing` → `records.risk.Pace`."""
CAMPAIGN_HEADINGS = ("编号", "状态", "发给", "内容", "建立时间")
UNREAD_HEADINGS = ("工号", "姓名", "单位")
REPORT_HEADINGS = ("工号", "姓名", "单位", "情况", "原因", "发出时间", "已阅时间", "读的是")
REPORT_TITLE = "通知发送情况"
MESSAGE_STATES = {
    "waiting": "等待发送",
    "sending": "正在发送",
    "sent": "已发出",
    "uncertain": "存疑（可能没有送达）",
    "failed": "失败",
    "cancelled": "已取消",
    "pending": "尚未排队",
    "unreachable": "发不到",
    "dropped": "已取消",
}
"""What became of the message to one person."""
EDITION_OLD, EDITION_NEW = "更正前的", "现在的"
NO_CAMPAIGNS = "还没有发过通知。"
PICTURE_OR_FILE = "--picture 和 --file 只能写一个。"
ONE_STANDARD_INPUT = "--text 和 --numbers 不能都从标准输入读。请把其中一个存成文件。"
NOT_CONFIRMED = "没有确认，什么也没变。"
DRY_RUN = "这只是预览，没有保存，也没有发。"
NEEDS_YES = "这一步要确认。请在终端里运行，或加上 --yes。"
ASK_SEND = "要发出吗？确认请输入 y："
ASK_APPROVE = "要批准吗？批准后就会发出。确认请输入 y："
ASK_RESUME = "要继续发吗？确认请输入 y："
ASK_CANCEL = "要取消吗？取消后不能恢复。确认请输入 y："
ASK_CORRECT = "要这样更正吗？确认请输入 y："
ASK_AGAIN = "要再发一次吗？对方可能收到两次。确认请输入 y："
EVERYBODY_READ = "收到的人都已经点过“已阅”。"
NO_DOUBTS = "没有存疑的消息。"
DELIVERED_OR_AGAIN = "--delivered 和 --again 只能写一个。"
REPORT_ENDING = "--output 要是以 .xlsx 结尾的文件。"
REPORT_JSON_OR_FILE = "--json 和 --output 只能写一个。"
PREVIEW_HEADING = "—— 收到的样子 ——"
PREVIEW_END = "———————"
BUTTON_LINE = "[ 已阅 ]"
SCANNING_AUDIENCE = "核对学时情况"
NOW_PAUSED, NOW_CANCELLED = "已暂停", "已取消"


def bad_campaign(given: str) -> str:
    return f"“{given}”不是通知的编号。请用 yanxiu announce list 查看编号。"


def bad_standing(given: str) -> str:
    return f"--standing 不能写“{given}”。请写 {'、'.join(STANDINGS)} 之一。"


def bad_time(given: str) -> str:
    return f'看不懂时刻“{given}”。请写成 "2026-12-01 09:00"（北京时间）。'


def unreadable(file: str, why: str) -> str:
    return f"读不了文件 {file}（{why}）。请核对路径。"


def not_utf8(file: str) -> str:
    return f"文件 {file} 不是 UTF-8 编码的文本。请另存为 UTF-8 后再用。"


def attachment(kind: str, name: str, size: int) -> str:
    return f"[ {'图片' if kind == 'picture' else '文件'}：{name}，{-(-size // 1024)} KB ]"


def audience_counts(people: int, reachable: int) -> str:
    return f"符合条件 {people} 人，能收到 {reachable} 人。"


def school_count(school: str, people: int, reachable: int) -> str:
    missing = f"，收不到 {people - reachable}" if people > reachable else ""
    return f"  {school or '（没有单位）'}：{people} 人{missing}"


def out_of_reach(count: int, named: Sequence[str]) -> str:
    return f"收不到的 {count} 人：{'、'.join(named)}{'等' if count > len(named) else ''}"


def person_named(number: str, name: str, reason: str) -> str:
    return f"{number} {name}（{reason}）" if reason else f"{number} {name}"


def sample_named(named: Sequence[str]) -> str:
    return f"例如：{'、'.join(named)}"


def list_problems(count: int) -> str:
    return f"名单里有 {count} 行发不到："


def and_more(count: int) -> str:
    return f"  另有 {count} 处。"


def begins(moment: str, quiet: str) -> str:
    return f"最早 {moment} 开始发" + (f"，{quiet} 不发。" if quiet else "，免打扰时段也发。")


def needs_approval(region: str) -> str:
    return f"发给整个{region}，确认后还要另一位工作人员审批才会发出。"


def decided(campaign: int, state: str, waiting: bool) -> str:
    if waiting:
        return f"第 {campaign} 号通知已提交，{state}。批准以后由运行中的机器人发出。"
    return f"第 {campaign} 号通知{state}，由运行中的机器人（yanxiu bot）发出。看进展：yanxiu announce report {campaign}"


def approved(campaign: int) -> str:
    return f"第 {campaign} 号通知已批准，由运行中的机器人发出。"


def stopped(campaign: int, done: str, sent: int, held: int, cancelled: int) -> str:
    rest = f"，{held} 人的先不发" if held else ""
    gone = f"，{cancelled} 人的不再发" if cancelled else ""
    return f"第 {campaign} 号通知{done}：已经发出 {sent} 条{rest}{gone}。"


def resumed(campaign: int) -> str:
    return f"第 {campaign} 号通知继续发。"


def announcement_corrected(campaign: int, edits: int, replaced: int, uncorrectable: int, readers: int) -> str:
    said = f"第 {campaign} 号通知已更正：{edits} 人已收到，会就地改过来；{replaced} 人还没有收到，直接收到新的。"
    if readers:
        said += f"其中 {readers} 人已经点过“已阅”，会另外告知他们。"
    if uncorrectable:
        said += f"{uncorrectable} 人的消息改不了：可能送达了，但不知道是哪一条。"
    return said


def campaign_facts(campaign: int, state: str, audience: str, created: str, at: str, urgent: bool, receipt: bool) -> str:
    lines = [f"第 {campaign} 号通知　{state}", f"发给：{audience}", f"建立：{created}"]
    if at:
        lines.append(f"定时：{at}")
    extra = [word for word, given in (("紧急", urgent), ("要求已阅", receipt)) if given]
    return "\n".join([*lines, *(["、".join(extra)] if extra else [])])


def audience_words(
    region: str,
    schools: Sequence[str],
    others: Sequence[str],
    short_by: str,
    paces: Sequence[str],
    listed: int | None,
    people: int | None,
) -> str:
    parts = [region] if region else []
    parts += ["、".join(schools)] if schools else []
    parts += list(others)
    parts += [f"还差 {short_by} 学时以上"] if short_by else []
    parts += ["、".join(paces)] if paces else []
    parts += [f"名单里的 {listed} 个工号"] if listed is not None else []
    parts += [f"没有读的 {people} 人"] if people is not None else []
    return "，".join(parts)


def report_line(word: str, count: int) -> str:
    return f"  {word}：{count}"


def report_heading(campaign: int, state: str, accepted: int) -> str:
    return f"第 {campaign} 号通知　{state}　共 {accepted} 人"


def report_part(word: str, reason: str, count: int) -> str:
    return f"  {word}（{reason or '没有说明'}）：{count}"


def report_read(read: int, of: int, earlier: int) -> str:
    rate = f"{100 * read / of:.1f}%" if of else "—"
    before = f"，其中 {earlier} 人读的是更正前的" if earlier else ""
    return f"  已阅：{read}（{rate}）{before}"


def report_edits(sent: int, waiting: int, failed: int) -> str:
    return f"  更正：已改 {sent}，等待 {waiting}，没有改成 {failed}"


def report_saved(path: str, count: int) -> str:
    return f"{count} 人的情况已存入 {path}。"


def unread_total(count: int) -> str:
    return f"共 {count} 人还没有点“已阅”。"


def not_in_doubt(number: str) -> str:
    return f"工号“{number}”没有存疑的消息。请用 yanxiu announce doubts 查看。"


def taken_as_sent(number: str) -> str:
    return f"{number} 的消息当作已送达。"


def sent_again(number: str) -> str:
    return f"{number} 的消息会再发一次。"
