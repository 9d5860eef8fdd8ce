"""The corpus kept from a chat: what administrators read when they send a file or a link, refresh, or go back."""

from collections.abc import Sequence

from bot.texts.corpus import joined
from bot.texts.words import STATUS, TEXT_KIND
from policy_corpus.corrections import NAMES, Field
from policy_corpus.model import Document, Status

MENU_ADMINISTRATOR = (
    ("corpus", "文件库：收录了哪些文件"),
    ("refresh", "看看登记的网址有没有新文本"),
    ("sources", "自动检查的网页：有哪些，不再检查"),
    ("gaps", "没人答得上来的问题，看缺哪份文件"),
)
HELP_CHAT_ADMINISTRATOR = """您是管理员，文件库也可以在这里管：
　政策文件（PDF、Word、网页、TXT、ZIP 或拍的照片）或网址直接发给我：先看读到了什么、会改变什么，确认后才收入，还能撤回
　/corpus　收录了哪些文件
　/refresh　看看登记的网址有没有新文本
　/sources　每天自动检查哪些网页，现在检查，或不再检查
　/gaps　没人答得上来的问题，按话题归类，看缺哪份文件"""

CORPUS_CAPTIONS = frozenset(
    {"文件", "政策", "收录", "收入", "政策文件", "文件库", "收录文件", "收录政策", "收入文件库", "收录政策文件"}
)
"""Captions that say that a file belongs into the corpus."""
CORPUS_TAKE_WORDS = ("收录", "收入")
"""What may stand before an address."""
CORPUS_FIELD_WORDS = {
    **{name: field for field, name in NAMES.items()},
    "发文字号": Field.NUMBER,
    "题目": Field.TITLE,
    "机关": Field.ISSUERS,
    "日期": Field.ISSUED,
    "印发日期": Field.ISSUED,
    "施行": Field.EFFECTIVE,
    "有效期": Field.EXPIRES,
    "状态": Field.STATUS,
    "废止": Field.SUPERSEDES,
    "网址": Field.SOURCE_URL,
}
"""What a particular may be called when it is typed."""
CORPUS_RULES_FROM = "规则起算"
"""Called so when it is typed: the first day of rules whose document names none."""
CORPUS_FIELDS_OFFERED = (
    Field.NUMBER,
    Field.TITLE,
    Field.REGION,
    Field.ISSUERS,
    Field.ISSUED,
    Field.EFFECTIVE,
    Field.EXPIRES,
    Field.STATUS,
    Field.SUPERSEDES,
)
"""Those that have a button."""
CORPUS_QUESTION_ENDS = ("?", "？", "吗", "呢", "多少")
"""A question in between is no value."""
PHOTO_NAME = "照片.jpg"

BUTTON_TO_CORPUS, BUTTON_AS_CERTIFICATE = "收入文件库", "作为培训证明"
BUTTON_TAKE, BUTTON_TAKE_ANYWAY = "✅ 收入", "仍然收入"
BUTTON_WITH_RULES, BUTTON_WITHOUT_RULES = "✅ 连同规则一起改", "只收文件"
BUTTON_WITH_RULES_ANYWAY = "仍然连同规则一起改"
BUTTON_CORRECT, BUTTON_CORPUS_LEAVE, BUTTON_AGAIN = "更正", "放弃", "再试一次"
BUTTON_TAKE_BACK, BUTTON_TAKE_BACK_SURE, BUTTON_TAKE_BACK_NOT = "撤回这次改动", "确定撤回", "不撤回"

CORPUS_IS_FOR_ADMINISTRATORS = (
    "文件库由管理员维护，您的账号没有这个权限。发现缺哪份文件、或哪份文件有了新文本，请告诉教师发展中心的管理员。"
)
CORPUS_NOT_SERVED = "这里没有连上文件库，不能收录。请在电脑上用 yanxiu corpus add 添加。"
CORPUS_WHICH = "这是要收入文件库的政策文件，还是申报学时用的培训证明？"
CORPUS_READING = "正在读取 … 扫描件和照片要一页一页地认，结果会显示在这里。"
CORPUS_FETCHING = "正在打开网页 … 结果会显示在这里。"
CORPUS_WEIGHING = "正在按您的决定重新计算影响 …"
CORPUS_TAKING = "正在收入 …"
CORPUS_REFRESHING = "正在看登记的网址 … 为了不打扰网站，每次打开之间会停一停。"
CORPUS_FILE_TOO_LARGE = (
    "这个文件超过 20 MB，机器人从 Telegram 取不到。请拆成几个文件分别发，或在电脑上用 yanxiu corpus add 添加。"
)
CORPUS_TOO_LONG = (
    "在聊天里读这份文件要太久，已经停下，什么也没有改。请在电脑上用 yanxiu corpus add 添加，或拆成几个文件再发。"
)
CORPUS_STOPPED = "已停止，什么也没有改，也没有留下什么。"
CORPUS_ENDED = "这一步已经结束了。"
CORPUS_BUSY = "正在处理另一份文件，还没有轮到这一份。请过一两分钟再发一次。"
CORPUS_NOT_WAITING = "没有等待确认的文件。请重新发一次。"
CORPUS_REPLACED = "后来又发了别的文件，这一份已经不等确认了。请重新发一次。"
CORPUS_TOO_OLD = "这份预览已经过了一天，文件库可能有变化。请重新发一次。"
CORPUS_LEFT = "放弃了，文件库没有变化。"
CORPUS_CHANGED_SINCE = "刚才的预览之后，文件库又有了改动，还没有收入。请按现在的情况再看一遍："
CORPUS_OTHER_CONTENT = "取到的内容与预览时的不一样了，还没有收入。请再看一遍："
CORPUS_KNOWN = "内容和已收录的完全相同，不用再收。要改文号、地区、日期等，请点“更正”。"
CORPUS_NOTHING_NEW = "文件库没有变化：内容和已收录的完全相同。"
CORPUS_ASK = "要收入吗？收入以后还可以撤回。"
CORPUS_ASK_RULES = "规则要不要一起改？一起改以后，教师的应修学时会按新规定重新计算。上面的影响是按一起改算的。"
CORPUS_ASK_WITHOUT = "规则都不改，只收文件，要收入吗？上面的影响是按规则不改算的。收入以后还可以撤回。"
CORPUS_WORSE = "注意：收入以后，有些现在答得出的问题会答不出来。"
CORPUS_WHICH_FIELD = (
    "要更正哪一项？点下面的按钮，或直接写上项目和值，例如：\n"
    "地区 沙县\n文号 某教师〔2024〕5号\n施行日期 2024-05-01\n没有的写“无”，例如：有效期至 无。/cancel 不更正了。"
)
CORPUS_BAD_FIELD = "没有看懂要更正哪一项。请写成“地区 沙县”这样：先写项目，再写值。可以更正的有："
CORPUS_PAGE_NAME, CORPUS_PICTURE_NAME = "政策变更报告.html", "政策变更.png"
CORPUS_PAGE = "逐条对照、规则、影响和试答的全文，用浏览器打开。含教师姓名和工号，只供管理人员查看。"
CORPUS_PICTURE = "要点图。"
CORPUS_TOUCHED_NAME = "受影响人员的工号.txt"
CORPUS_TOUCHED = "受影响人员的工号，一行一个。发通知时，在“发给谁”那一步把它发给我就行。"
CORPUS_NUMBERS = "数字变化："
CORPUS_RULES_OPEN = "拿不准的规则要您来定：点“定规则”。不定的这次就不改。"
CORPUS_BACK_MOVED = "这次改动之后文件库又有了别的改动，不能单独撤回。要退回请在电脑上用 yanxiu corpus rollback。"
CORPUS_BACK_DECLINED = "没有撤回，文件库没有变化。"
BUTTON_STOP = "停止"
BUTTON_BACKWARD, BUTTON_FORWARD = "◀ 上一页", "下一页 ▶"


def corpus_progress(what: str, done: int, total: int) -> str:
    return f"{what} … {done:,} / {total:,}" if total > 1 else f"{what} …"


def field_button(field: Field) -> str:
    return NAMES[field]


def ask_value(name: str) -> str:
    return f"请写{name}的值。没有的写“无”。/cancel 不更正了。"


def fields_known(names: Sequence[str]) -> str:
    return f"{CORPUS_BAD_FIELD}{'、'.join(names)}。"


def proposed_document(title: str, provisions: int, previous: str) -> str:
    instead = f"，将取代现有的{previous}" if previous else ""
    return f"《{title}》，共 {provisions} 条{instead}"


def more_documents(count: int) -> str:
    return f"…还有 {count} 份，见附件。"


def number_changed(label: str) -> str:
    return f"  {label}："


def number_pair(old: str, new: str) -> str:
    return f"{old or '（无）'} → {new or '（无）'}"


def more_numbers(count: int) -> str:
    return f"  …还有 {count} 处"


def left_out(name: str, reason: str) -> str:
    return f"没有收录 {name}：{reason}"


def rules_counted(sure: int, unsure: int, left: int) -> str:
    counted = ((sure, "可以一起改"), (left, "不改"), (unsure, "拿不准"))
    said = "，".join(f"{count} 条{word}" for count, word in counted if count)
    return f"牵动的规则：{said or '没有要改的'}"


def more_rules(count: int) -> str:
    return f"…还有 {count} 条规则，见附件，或点“定规则”“逐条看规则”。"


def problems_counted(count: int) -> str:
    return f"收入以后检查会发现 {count} 个新问题，见附件。"


def taken_in(titles: Sequence[str], revision: int, *, rules: bool) -> str:
    also = "，规则一并改了" if rules else ""
    return f"✅ 已收入，第 {revision} 次改动：{joined(titles)}{also}。机器人约 10 秒内按新文件回答。"


def for_those_touched(count: int, draft: str) -> str:
    return f"{count:,} 位教师的应修学时变了。要告诉他们的话，这里有一份草稿，请核对后再发：\n\n{draft}"


def ask_take_back(revision: int, summary: str) -> str:
    return f"撤回第 {revision} 次改动？撤回以后：\n{summary or '文件库的条文没有变化。'}"


def taken_back(revision: int, made: int) -> str:
    return f"已撤回第 {revision} 次改动，这是第 {made} 次改动。机器人约 10 秒内按原来的文件回答。"


def corpus_page(first: int, last: int, total: int) -> str:
    return f"文件库，第 {first}–{last} 份，共 {total} 份："


def corpus_line(document: Document, region: str, status: Status) -> str:
    day = document.issued.isoformat() if document.issued else "无日期"
    number = f"（{document.number}）" if document.number else ""
    kind = TEXT_KIND[document.text_kind]
    return f"· 《{document.title}》{number}\n　{region}，{day}，{STATUS[status]}，{kind}"
