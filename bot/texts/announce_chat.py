"""Announcements in a chat: composing, previewing, approving, following them, and the button 已阅 of who gets them."""

from collections.abc import Sequence

BUTTON_TO_ALL, BUTTON_SCHOOLS, BUTTON_STAGES, BUTTON_ROLES = "全部", "选学校", "选学段", "选岗位"
BUTTON_SHORT_BY, BUTTON_NUMBERS = "还差学时的", "工号名单"
BUTTON_TO_PREVIEW, BUTTON_CLEAR, BUTTON_GIVE_UP = "看预览 ▶", "清空对象", "放弃"
BUTTON_SEND_IT, BUTTON_SEND_LATER, BUTTON_ASK_APPROVAL = "✅ 发送", "✅ 定时发送", "✅ 提交审批"
BUTTON_AT, BUTTON_AT_ONCE = "⏰ 定时", "不定时"
BUTTON_RECEIPT, BUTTON_NO_RECEIPT = "要已阅回执", "不要已阅回执"
BUTTON_URGENT, BUTTON_NOT_URGENT = "设为加急", "取消加急"
BUTTON_CONTENT, BUTTON_AUDIENCE = "改内容", "改对象"
BUTTON_APPROVE_IT, BUTTON_REFUSE_IT = "✅ 批准", "不批准"
BUTTON_REFRESH, BUTTON_PAUSE, BUTTON_GO_ON = "🔄 刷新", "暂停", "继续发"
BUTTON_CANCEL_IT, BUTTON_CANCEL_SURE, BUTTON_CANCEL_NOT = "取消发送", "确定取消", "不取消"
BUTTON_CORRECT_IT, BUTTON_CORRECT_SURE = "更正", "✅ 确认更正"
BUTTON_UNREAD, BUTTON_REMIND_THEM = "未阅名单", "提醒未阅"
BUTTON_IS_DELIVERED, BUTTON_ONCE_MORE, BUTTON_ONCE_MORE_SURE = "当作已送达", "再发一次", "确定再发一次"
BUTTON_LIST_BACK = "◀ 上一页"
BUTTON_HAS_READ = "已阅 ✓"

STAGES_OFFERED = ("幼儿园", "小学", "初中", "高中", "中职")
ROLES_OFFERED = ("新任教师", "校长", "园长", "班主任", "教研员", "培训者")
HOURS_OFFERED = ("30", "60", "90", "120")

ANNOUNCE_FOR_STAFF = "群发通知是教师发展中心和学校工作人员的事，您的账号没有这个权限。"
ANNOUNCE_FINISH_FIRST = "您还有没写完的内容。请先写完，或用 /cancel 放下，再发通知。"
ANNOUNCE_ASK_CONTENT = (
    "要通知什么？请把正文发给我：一段文字，或者一张图片、一个文件（说明写在图片或文件的说明里）。"
    "先给您看预览，确认以后才发出；/cancel 随时放弃。"
)
ANNOUNCE_NO_STICKER = "通知只能是文字、图片或文件（文档）。请换一种再发。"
ANNOUNCE_SEND_ANEW = "改好以后请整个再发一次。"
ANNOUNCE_MAY_BE_CUT = (
    "注意：这段文字长到 Telegram 可能已经把它拆成了几条，我只收第一条。请在预览里核对结尾；缺了就删短，或改发文件。"
)
ANNOUNCE_ONE_FILE = "这一步不要图片或文件；一条通知只带一个。要换内容，请点“改内容”。"
ANNOUNCE_ASK_WHO = (
    "发给谁？点下面的按钮，或者直接写，例如“第一小学 小学 还差60学时以上”“新任教师”“全部”。几种条件要同时符合；"
    "同一种可以有几个。"
)
ANNOUNCE_ASK_SCHOOL = "发给哪个学校？点一下，或者写出名称（与名册一致）。"
ANNOUNCE_ASK_STAGE = "发给哪个学段？"
ANNOUNCE_ASK_ROLE = "发给什么岗位？点一下，或者写出名册里的岗位。"
ANNOUNCE_ASK_HOURS = "至少还差多少学时？点一下，或者写一个数。"
ANNOUNCE_ASK_LIST = "请发工号名单：直接写（一行一个，或用逗号隔开），或者发 .txt、.csv 文件。"
ANNOUNCE_NO_LIST = "这里没有看到工号。请一行写一个，或发 .txt、.csv 文件。"
ANNOUNCE_LIST_FILE_KIND = "工号名单请发 .txt 或 .csv 文件；其他表格请另存为 .csv。"
ANNOUNCE_LIST_TOO_LONG = "这份名单太长。一次最多 20,000 个工号、1 MB，请分成几份，或改用条件。"
ANNOUNCE_BAD_HOURS = "没看懂要差多少学时。请写一个数，例如 60。"
ANNOUNCE_ASK_REGION = "请写明地区，例如“甘州区”，再加上别的条件。"
ANNOUNCE_WHICH_SCOPE = "您负责几个地方，这次发给哪里？"
ANNOUNCE_NOBODY_YET = "还没有说发给谁。"
ANNOUNCE_CHECKING = "正在核对名单 … 要看学时的话，人多时要等一会儿。"
ANNOUNCE_NOBODY = "符合条件的人都收不到，所以还不能发。请改对象。"
ANNOUNCE_NO_SCHOOLS = "名册里，您的范围内还没有学校。"
ANNOUNCE_ASK_TIME = "什么时候发（北京时间）？例如“明天 9:00”“12月1日 下午2点半”“2026-12-01 09:00”。"
ANNOUNCE_BAD_TIME = "没看懂这个时刻。请写成“明天 9:00”或“2026-12-01 09:00”这样。"
ANNOUNCE_PRESS = "预览在上面。请点按钮：发送、修改或放弃。"
ANNOUNCE_NOT_WAITING = "这份草稿已经处理过了，或者您后来写了别的。"
ANNOUNCE_OLD_PREVIEW = "这是早先的预览，后来有改动。请用最新的预览。"
ANNOUNCE_CHANGED = "预览以后，名单有了变化，所以还没有发。现在的情况是："
ANNOUNCE_DROPPED = "好的，放弃了，什么也没有发。"
ANNOUNCE_NOBODY_APPROVES = (
    "现在没有别的工作人员能审批这个范围的通知。请联系管理员：请另一位负责这个地区的工作人员绑定账号，"
    "或修改本中心设定“全区域群发需第二人审批”。"
)
ANNOUNCE_CONTENT_SINCE = "内容后来有改动，请看新的再定。"
ANNOUNCE_DECIDED_ALREADY = "这条通知已经不在等审批了。"
ANNOUNCE_NO_MORE = "没有更多通知了。"
ANNOUNCE_TEXT_ONLY = "更正只能改文字，图片和文件换不了。请只发改正后的文字。"
ANNOUNCE_DONE_HEADING = "您的通知发完了。"
ANNOUNCE_ASK_ONCE_MORE = "再发一次，对方可能收到两次。确定吗？"

READ_NOTED = "已阅，谢谢。"
READ_ALREADY = "已经记下了。"
READ_NOT_YOURS = "这条通知不是发给这个账号的，没有记。"
READ_PREVIEW = "这是预览。收到的人点这里，就记为已阅。"
READ_OLD_TOAST = "这条通知后来有更正，请看更正后的。"
READ_OLD = "您刚才点“已阅”的是更正前的通知。更正后的内容如下，请再看一遍："


def announce_problems(sentences: Sequence[str]) -> str:
    return "\n".join(["这样还不能发：", *(f"· {sentence}" for sentence in sentences), ANNOUNCE_SEND_ANEW])


def announce_not_understood(words: Sequence[str]) -> str:
    named = "、".join(f"“{word}”" for word in words)
    return (
        f"没看懂{named}：不是您范围里的学校，也不是认得的地区、学段、学科、岗位或学时条件。请换个说法，学校要写全名。"
    )


def announce_to(who: str) -> str:
    return f"发给：{who}。\n还可以加条件（要同时符合），或者看预览。"


def announce_all_of(place: str) -> str:
    return f"{BUTTON_TO_ALL}：{place}"


def announce_card(lines: Sequence[str]) -> str:
    return "\n".join(["上面就是收到的样子。", *lines])


def announce_recipients(who: str) -> str:
    return f"发给：{who}"


def announce_options(at: str, receipt: bool, urgent: bool) -> str:
    when = f"定时 {at}" if at else "确认后发"
    read = "要已阅回执" if receipt else "不要已阅回执"
    return f"{when}，{read}{'，加急' if urgent else ''}。"


def announce_submitted(campaign: int, told: int) -> str:
    if not told:
        return f"第 {campaign} 号通知已提交，等待审批。{ANNOUNCE_NOBODY_APPROVES}"
    return f"第 {campaign} 号通知已提交，等待审批：已请 {told} 位工作人员审批。有了结果会告诉您。"


def announce_approval(campaign: int, author: str, who: str, people: int, at: str) -> str:
    when = f"定时 {at}" if at else "批准后就发"
    return f"{author}请您审批第 {campaign} 号通知，内容见上。\n发给：{who}，共 {people} 人；{when}。"


def announce_approved(campaign: int, name: str) -> str:
    return f"{name}批准了第 {campaign} 号通知，就要发出。"


def announce_you_approved(campaign: int) -> str:
    return f"第 {campaign} 号通知已批准，就要发出。"


def announce_ask_refusal(campaign: int) -> str:
    return f"不批准第 {campaign} 号通知：请写一句原因，会转告发起人。写了就不会发出；/cancel 不作决定。"


def announce_refused(campaign: int, name: str, reason: str) -> str:
    return f"{name}没有批准第 {campaign} 号通知，不会发出。原因：{reason}"


def announce_you_refused(campaign: int, told: bool) -> str:
    return f"第 {campaign} 号通知没有批准，不会发出。{'已转告发起人。' if told else '发起人没有绑定账号，请另行告知。'}"


def announce_ask_cancel(campaign: int) -> str:
    return f"取消第 {campaign} 号通知？没有发出的不再发，不能恢复；已经发出的不会消失，可以更正。"


def announce_ask_correction(campaign: int, now: str) -> str:
    return f"第 {campaign} 号通知现在的文字：\n\n{now}\n\n请发改正后的全文。先给您看预览；/cancel 放弃。"


def announce_correction_card(campaign: int) -> str:
    return (
        f"上面是第 {campaign} 号通知更正后的样子。已收到的会就地改过来，读过的另外告知。"
        "要这样更正吗？想再改，直接再发一次全文。"
    )


def announce_list_line(campaign: int, state: str, created: str, words: str) -> str:
    return f"{campaign}　{state}　{created}\n　　{words}"


def announce_list(lines: Sequence[str]) -> str:
    return "\n".join(["通知，新的在前。点编号看发送情况：", *lines])


def announce_button(campaign: int) -> str:
    return f"{campaign} 号"


def announce_begins(words: str) -> str:
    return f"  内容：{words}"


def announce_doubts_button(count: int) -> str:
    return f"存疑 {count} 条"


def announce_unread(campaign: int, named: Sequence[str], count: int) -> str:
    more = " 等" if count > len(named) else ""
    return f"第 {campaign} 号通知，还没有点“已阅”的：{'、'.join(named)}{more}，共 {count} 人。"


def announce_doubts(campaign: int, count: int, shown: int) -> str:
    first = f"，先列 {shown} 条" if count > shown else ""
    return f"第 {campaign} 号通知有 {count} 条可能没有送达{first}。问过本人以后，请逐条选择："


def announce_doubt(number: str, name: str, school: str) -> str:
    return "　".join(word for word in (number, name, school) if word)
