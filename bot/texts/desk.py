"""转人工: what teachers and staff read of each other's questions and answers."""

from datetime import datetime

from records.china import day_of

BUTTON_ANSWER = "✍️ 回答"
BUTTON_CLOSE = "不作答"
BUTTON_TAKE_OVER = "由我接手"
BUTTON_SEND = "✅ 发送"
BUTTON_REWRITE = "重写"
BUTTON_DROP = "放下"

NOTHING_TO_PASS_ON = "还没有可以转交的问题。先问一个问题，再转人工。"
BIND_TO_ASK_STAFF = (
    "转人工要先绑定，才知道该转给哪个中心。请向所在学校或教师发展中心要一个绑定码，直接发给我就行。"
    "您也可以直接联系当地的教师发展中心（教师进修学校）或教育局。"
)
PASSED_ON_ALREADY = "这个问题已经转给工作人员了，答复会发到这里。"
NOBODY_THERE = "记下了。您那里眼下还没有工作人员绑定账号，有人值守后会看到这个问题，答复会发到这里。"
DOUBT_NOTED = "记下了，谢谢。绑定以后，您觉得有疑问的回答会请工作人员核对。"
QUEUE_EMPTY = "没有待答的问题。"
ANSWER_SENT = "✅ 已发给提问的老师。"
ANSWER_KEPT = "已记下。提问的老师目前没有绑定账号，收不到这条答复。"
WRITE_AGAIN = "请重新写，直接发给我。/cancel 放下。"
NOT_WAITING = "没有等待确认的内容。请在 /queue 里点“回答”。"
BUTTON_RETIRE, BUTTON_RETIRE_SURE, BUTTON_RETIRE_NOT = "停用", "确定停用", "不停用"
FAQ_EMPTY = "还没有存下的常见问题。答复提问以后，点“存为常见问题”就会存在这里。"
FAQ_MORE = "还有更多常见问题。"
FAQ_NO_MORE = "后面没有常见问题了。"
FAQ_RETIRED_ALREADY = "这条已经停用了。"
FAQ_LAPSED = "所引条款已经变了，眼下不使用；确认不再适用的，请停用。"
TICKET_SHOWN = "助手当时的回答："
PREVIEW_QUESTION = "\n确认发送吗？"


def passed_on(number: int) -> str:
    return f"已转给教师发展中心的工作人员（第 {number} 号）。答复会发到这里，您可以继续问别的。"


def doubted(number: int) -> str:
    return f"记下了，已请教师发展中心的工作人员核对（第 {number} 号）。结果会发到这里。"


def ticket_heading(number: int, doubted: bool, waiting: str) -> str:
    return f"第 {number} 号{'·对回答有疑问' if doubted else ''}（{waiting}）"


def ticket_question(name: str, school: str, question: str) -> str:
    return f"{school}{name}问：{question}"


def ticket_taken(name: str) -> str:
    return f"{name}正在处理。"


def waiting_for(hours: int) -> str:
    if hours < 1:
        return "刚刚提出"
    return f"已等 {hours} 小时" if hours < 48 else f"已等 {hours // 24} 天"


def queue_heading(shown: int, total: int) -> str:
    return f"待答 {total} 个" + (f"，先看最早的 {shown} 个：" if total > shown else "：")


def write_answer(number: int, question: str) -> str:
    return f"正在答第 {number} 号：{question}\n请写下答复，直接发给我；发出前会请您确认。/cancel 放下。"


def write_reason(number: int, question: str) -> str:
    return f"第 {number} 号不作答：{question}\n请写明理由，会告诉提问的老师。/cancel 放下。"


def preview_heading(number: int) -> str:
    return f"第 {number} 号，将这样发给提问的老师：\n"


def answered_by(centre: str) -> str:
    return f"【{centre}】答复"


def closed_by(centre: str) -> str:
    return f"【{centre}】这个问题没有作答，理由如下"


def you_asked(question: str) -> str:
    return f"您问：{question}"


def keep_with(source: str) -> str:
    return f"存为常见问题：{source}"


def faq_kept(question: str) -> str:
    return f"✅ 已发给提问的老师，并存为常见问题：{question}"


def faq_remark(approved: datetime) -> str:
    return f"（这是工作人员于 {day_of(approved).isoformat()} 核定的常见问题）"


def faq_card(number: int, region: str, question: str) -> str:
    return f"常见问题第 {number} 号（{region}）\n问：{question}"


def faq_source(title: str, document_number: str, label: str, approved: datetime) -> str:
    number = f"（{document_number}）" if document_number else ""
    return f"依据：《{title}》{number} {label}；{day_of(approved).isoformat()} 核定"


def faq_ask_retire(number: int, question: str) -> str:
    return f"停用常见问题第 {number} 号？以后有人问“{question}”，就不再直接给出这条答复，改由助手查文件回答。"


def faq_retired(number: int) -> str:
    return f"已停用常见问题第 {number} 号。要恢复，请在有人再问时重新答复并存下。"
