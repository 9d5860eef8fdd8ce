"""Every sentence that the programs in `bot/` show to a person, in Chinese."""

from collections.abc import Sequence

from policy_corpus.model import Document, Status, TextKind

# --- words -----------------------------------------------------------------------------------------------------------

STATUS = {
    Status.DRAFT: "征求意见稿，尚未施行",
    Status.NOT_YET: "已印发，尚未施行",
    Status.IN_FORCE: "现行",
    Status.SUPERSEDED: "已被新文件取代",
    Status.REPEALED: "已废止",
    Status.EXPIRED: "已过有效期",
}
TEXT_KIND = {TextKind.DIGEST: "要点", TextKind.ORIGINAL: "原文"}

# --- settings --------------------------------------------------------------------------------------------------------

MASKED = "（已设置，不显示）"
DEFAULT_VALUE = "默认值"
ALLOWED_PATH = "一个文件夹的路径"
ALLOWED_EMBEDDING = "bundled、sentence-transformers:模型路径 或 openai:模型名"
ALLOWED_TEXT = "一行文字"
ALLOWED_URL = "以 http:// 或 https:// 开头的地址"
ALLOWED_REGION = "地区名称，例如 河北、沙县、甘州区"
SETTINGS_HEADING = "当前设置（环境变量优先于当前文件夹的 yanxiu.toml，再次是数据文件夹的 yanxiu.toml）："


def environment_variable(name: str) -> str:
    return f"环境变量 {name}"


def allowed_seconds(most: int) -> str:
    return f"大于 0、不超过 {most} 的秒数"


def allowed_count(most: int) -> str:
    return f"1 到 {most} 的整数"


def allowed_words(words: Sequence[str]) -> str:
    return "、".join(words)


def unknown_setting(key: str, file: str, closest: str, known: Sequence[str]) -> str:
    place = f"{file} 里的设置项 {key}" if file else f"环境变量 {key}"
    hint = f"是不是想写 {closest}？" if closest else ""
    return f"不认识{place}。{hint}可用的有：{'、'.join(known)}。"


def bad_setting(key: str, value: str, place: str, allowed: str) -> str:
    return f"设置项 {key} 的值“{value}”不能用（来自{_spaced(place)}）。请改为：{allowed}。"


def setting_not_here(key: str, file: str) -> str:
    return f"{file} 就在数据文件夹里，不能再设置 {key}。请改用环境变量 YANXIU_HOME，或写在当前文件夹的 yanxiu.toml 里。"


def secret_in_file(key: str, file: str, variable: str) -> str:
    return f"{file} 里不能写 {key}，以免密钥随文件外传。请从文件中删去，改用环境变量 {variable}。"


def settings_file_unreadable(file: str, why: str) -> str:
    return f"读不出设置文件 {file}（{why}）。请检查权限，并保存为 UTF-8 编码。"


def settings_file_malformed(file: str, why: str) -> str:
    return f'设置文件 {file} 的格式有误（{why}）。请写成“设置项 = 值”的形式，文字加引号，例如 region = "河北"。'


def home_unusable(home: str, why: str) -> str:
    return f"数据文件夹 {home} 不能写入（{why}）。请用环境变量 YANXIU_HOME 指定一个可以写入的文件夹。"


# --- command line ----------------------------------------------------------------------------------------------------

PROGRAM = "研修助手：按文件回答教师培训政策问题，句句注明出处；文件没有写的，如实说没有。"
USAGE = "用法："
GROUP_POSITIONAL = "参数"
GROUP_OPTIONS = "选项"
GROUP_COMMANDS = "命令"
HELP_HELP = "显示这份说明"
HELP_VERSION = "显示版本号"
HELP_JSON = "输出 JSON，供程序读取"

HELP_ASK = "问一个问题，或成批回答一个文件里的问题"
HELP_ASK_QUESTION = "要问的问题，用平常说话的方式就行"
HELP_ASK_REGION = "您所在的地区，例如 河北、沙县、甘州区"
HELP_ASK_AS_OF = "按哪一天有效的文件回答，例如 2026-09-01；不写就是今天"
HELP_ASK_BATCH = "成批提问：每行一个 JSON 对象的文件；写 - 表示从标准输入读"
HELP_CHAT = "在终端里一问一答"
HELP_CORPUS = "查看和充实政策文件库"
HELP_CORPUS_ADD = "把官方文件的原文（.txt、.md，或装着它们的文件夹）收进文件库"
HELP_CORPUS_ADD_PATH = "文件或文件夹"
HELP_CORPUS_LIST = "列出收录的文件"
HELP_CORPUS_SHOW = "显示一份文件，或其中一条"
HELP_CORPUS_SHOW_REFERENCE = "文号、标题，或标题里的几个字"
HELP_CORPUS_SHOW_LABEL = "条款，例如 第二条、二(五)"
HELP_CORPUS_CHECK = "检查文件库：地区、条款、取代关系、互相矛盾的规定"
HELP_INDEX = "查看或重建检索索引"
HELP_INDEX_STATUS = "索引里有什么、是否与文件库一致"
HELP_INDEX_REBUILD = "从头重建索引（平时会自动更新，不必手动重建）"
HELP_SETTINGS = "显示正在生效的设置和它们的来源"

EXAMPLES_MAIN = """例子：
  yanxiu chat                                        在终端里一问一答
  yanxiu ask "老师五年要修多少学时？" --region 江西      问一个问题
  yanxiu corpus list                                 看看收录了哪些文件
  yanxiu ask --help                                  看某个命令的说明和例子

退出码：0 已回答，3 文件里没有答案，2 输入有误，1 程序出错。"""
EXAMPLES_ASK = """例子：
  yanxiu ask "老师五年要修多少学时？" --region 江西
  yanxiu ask "专任教师评职称走哪个系列？" --region 河南 --as-of 2024-09-01
  yanxiu ask --json "新教师岗前培训多少课时？" --region 甘州
  yanxiu ask --batch questions.jsonl > answers.jsonl

questions.jsonl 每行一个问题，region、as_of、history（此前问过的话）可以不写：
  {"id": 1, "question": "新教师要培训多少学时？", "region": "甘州"}
  {"id": 2, "question": "那培训团队呢？", "region": "甘州", "history": ["新教师要培训多少学时？"]}"""
EXAMPLES_CHAT = """例子：
  yanxiu chat
  yanxiu chat --region 河北

进入后直接打字提问；/help 看能做什么，/quit 或按 Ctrl-D 结束。"""
EXAMPLES_CORPUS = """例子：
  yanxiu corpus list
  yanxiu corpus show 豫教师〔2021〕66号
  yanxiu corpus add 下载的文件/ 通知.txt
  yanxiu corpus check"""
EXAMPLES_CORPUS_ADD = """例子：
  yanxiu corpus add 通知.txt
  yanxiu corpus add 下载的文件/

同一份文件收两次没有影响；不是政策文件的会说明理由并拒收。"""
EXAMPLES_CORPUS_LIST = """例子：
  yanxiu corpus list
  yanxiu corpus list --json"""
EXAMPLES_CORPUS_SHOW = """例子：
  yanxiu corpus show 豫教师〔2021〕66号
  yanxiu corpus show 豫教师〔2021〕66号 "二(五)"
  yanxiu corpus show 甘州区 第二条"""
EXAMPLES_CORPUS_CHECK = """例子：
  yanxiu corpus check
  yanxiu corpus check --json"""
EXAMPLES_INDEX = """例子：
  yanxiu index status
  yanxiu index rebuild"""
EXAMPLES_INDEX_STATUS = """例子：
  yanxiu index status
  yanxiu index status --json"""
EXAMPLES_INDEX_REBUILD = """例子：
  yanxiu index rebuild"""
EXAMPLES_SETTINGS = """例子：
  yanxiu settings
  YANXIU_REGION=河北 yanxiu settings"""

OPTION_REGION = "--region"
YOUR_WORDS = "您说的话"
SETTING_REGION = "设置项 region（YANXIU_REGION）"
STANDARD_INPUT = "标准输入"
SETTINGS_COLUMNS = ("设置项", "值", "来源")

STOPPED = "已停止。"
EMPTY_QUESTION = '问题是空的。请写上要问的话，例如：yanxiu ask "新教师要培训多少学时？"'
NOT_TEXT = "问题里有无法识别的字符。请用 UTF-8 编码输入。"
BATCH_AND_QUESTION = "--batch 和直接写出的问题不能同时用。请只留一个。"


def see_help(command: str) -> str:
    return f"说明和例子：{command} --help"


def missing_arguments(names: str) -> str:
    return f"还缺少：{names}。"


def unknown_arguments(names: str) -> str:
    return f"不认识的参数：{names}。问题里有空格时，请用引号括起来。"


def unknown_command(given: str, known: str) -> str:
    return f"没有“{given}”这个命令。可用的有：{known}。"


def missing_value(option: str) -> str:
    return f"{option} 后面要写一个值。"


def bad_argument(message: str) -> str:
    return f"参数有误：{message}。"


def bad_date(given: str) -> str:
    return f"日期“{given}”不能用。请写成 年-月-日，例如 2026-09-01。"


def unknown_region(given: str, place: str) -> str:
    return f"不认识{place}里的地区“{given}”。请写省、市、县（区）的名称，例如 河北、甘州区、沙县。"


def ambiguous_region(given: str, place: str, candidates: Sequence[str]) -> str:
    return f"{place}里的地区“{given}”不止一处：{'、'.join(candidates)}。请连上级地区一起写。"


def incident(reference: str, log: str) -> str:
    where = f"详细情况记在 {log}，" if log else ""
    return f"程序出了意外，这次没有完成。{where}请把编号 {reference} 告诉维护人员。"


def incident_reply(reference: str) -> str:
    return f"抱歉，这个问题没能处理完，请稍后再问或换个说法。若一再发生，请把编号 {reference} 告诉维护人员。"


# --- batch -----------------------------------------------------------------------------------------------------------

FIX_BATCH = "以上各行改好之后再运行；这次一个问题也没有回答。"


def batch_unreadable(file: str, why: str) -> str:
    return f"读不出 {file}（{why}）。请检查文件名和权限。"


def batch_empty(file: str) -> str:
    return f'{file} 里没有问题。每行写一个 JSON 对象，例如 {{"id": 1, "question": "新教师要培训多少学时？"}}。'


def batch_line(file: str, line: int, problem: str) -> str:
    return f"{file} 第 {line} 行：{problem}"


LINE_NOT_UTF8 = "不是 UTF-8 编码。请另存为 UTF-8。"
LINE_EMPTY_QUESTION = "question 是空的。请写上问题。"
LINE_NO_QUESTION = "缺少 question。请写上问题。"
LINE_NO_ID = "缺少 id。请给这一行一个编号（文字或整数）。"
LINE_BAD_ID = "id 应是文字或整数。"
LINE_NOT_OBJECT = '应是一个 JSON 对象，例如 {"id": 1, "question": "…"}。'
LINE_BAD_HISTORY = 'history 应是一组文字，例如 ["新教师要培训多少学时？"]。'


def line_not_json(column: int) -> str:
    return f"不是完整的 JSON（从第 {column} 个字符起读不懂）。"


def more_bad_lines(count: int) -> str:
    return f"……另有 {count} 行也有问题。"


def line_not_text(key: str) -> str:
    return f"{key} 应是文字，并且是有效的 Unicode。"


def batch_incidents(count: int, reference: str, log: str) -> str:
    where = f"，详细情况记在 {log}" if log else ""
    return f"有 {count} 个问题处理时出错{where}。请把编号 {reference} 等告诉维护人员。"


# --- progress --------------------------------------------------------------------------------------------------------


def stage(name: str, total: int) -> str:
    return f"{name}（共 {total}）…" if total > 1 else f"{name}…"


# --- corpus and index ------------------------------------------------------------------------------------------------

CORPUS_EMPTY = "文件库是空的。"
CORPUS_SOUND = "文件库没有发现问题。"
ADDED_HINT = "下次提问时索引会自动更新。"
NO_NUMBER = "（无文号）"
NO_DATE = "（无日期）"
LIST_HEADINGS = ("文号", "标题", "地区", "印发", "状态", "文本", "条款")
NO_INDEX = "还没有索引。第一次提问时会自动建立，也可以运行 yanxiu index rebuild。"
INDEX_FRESH = "索引与文件库一致。"
INDEX_STALE = "文件库或模型有变动，下次提问时会自动更新索引。"
INDEX_REBUILT = "索引已重建。"


def index_facts(documents: int, passages: int, embedding: str, generation: str) -> str:
    return f"第 {generation} 代索引：{documents} 份文件，{passages} 个条款，语义模型 {embedding}。"


def joined(titles: Sequence[str]) -> str:
    """Titles in a row; of many the first three."""
    shown = "、".join(f"《{title}》" for title in titles[:3])
    return f"{shown}等 {len(titles)} 份" if len(titles) > 3 else shown


def added(path: str, titles: str, provisions: int, replaced: Sequence[str]) -> str:
    instead = f"，取代早先收录的 {'、'.join(replaced)}" if replaced else ""
    return f"已收录：{path} → {titles}，共 {provisions} 条{instead}"


def unchanged(path: str, titles: str) -> str:
    return f"没有变化：{path} → {titles}，早已收录"


def refused(path: str, why: str) -> str:
    return f"没有收录 {path}：{why}"


def document_heading(document: Document, region: str, status: Status) -> str:
    """Particulars of a document, one a line."""
    day = document.issued.isoformat() if document.issued else NO_DATE
    lines = [
        f"《{document.title}》{document.number}",
        f"{'、'.join(document.issuers)}　{day}　{region}　{STATUS[status]}　{TEXT_KIND[document.text_kind]}",
    ]
    if document.source_url:
        lines.append(document.source_url)
    return "\n".join(lines)


def no_such_provision(label: str, title: str, labels: Sequence[str]) -> str:
    return f"《{title}》里没有“{label}”。这份文件的条款有：{'、'.join(labels)}。"


def problem(file: str, line: int | None, what: str, fix: str) -> str:
    place = f"{file} 第 {line} 行" if line else file
    return f"{place}：{what.rstrip('。')}。{fix}"


def problems_found(count: int) -> str:
    return f"发现 {count} 个问题。"


def reading(text: str, chosen: bool) -> str:
    return f"读法（采用）：{text}" if chosen else f"读法：{text}"


# --- conversation ----------------------------------------------------------------------------------------------------

PROMPT = "您问> "
GOODBYE = "再见。"
EXAMPLE_QUESTIONS = (
    "江西的老师五年要修多少学时？",
    "甘州的新教师岗前培训多少学时？",
    "河南县级教师发展中心的老师评职称走哪个系列？",
)
NOTHING_TO_SHOW = "还没有可以展开的出处。先问一个问题，再用 /原文 看所引条款的全文。"
EMPTY_MESSAGE = "请直接打字提问，例如：新教师要培训多少学时？"
REGION_CLEARED = "好的，已不再按某个地区回答。"
REGION_UNKNOWN_YET = "现在还不知道您在哪里。用 /region 加地名告诉我，例如：/region 河北"


def greeting(regions: Sequence[str], region: str) -> str:
    held = f"我手头只有这些地方的教师培训文件：{'、'.join(regions)}。" if regions else "文件库目前是空的。"
    place = f"现在按{region}回答。" if region else "说一声“我在河北”，我就先按您那里的文件回答。"
    examples = "\n".join(f"  · {question}" for question in EXAMPLE_QUESTIONS)
    return (
        f"您好，我是研修助手。教师培训的政策您直接问，我按文件回答，并注明出自哪一条。\n"
        f"{held}文件没有写的，我会直说没有。{place}\n"
        f"您可以这样问：\n{examples}\n"
        f"/help 看更多用法，/quit 结束。"
    )


HELP_CONVERSATION = """直接打字提问就行，也可以接着上一句追问（“那新教师呢？”）。
  /region 河北    告诉我您在哪里；“我在河北”也行
  /region 无      不按某个地区回答
  /原文           看上一个回答所引条款的全文
  /help           看这份说明
  /quit           结束
我只按收录的文件回答，查不到个人的学时记录，也不能代替主管部门的解释。"""


def region_set(name: str) -> str:
    return f"好的，接下来先按{name}的文件回答。"


def region_now(name: str) -> str:
    return f"现在按{name}的文件回答。要换地区，用 /region 加地名，例如：/region 河北"


def unknown_command_said(said: str) -> str:
    return f"没有“{said}”这个用法。/help 看能做什么。"


def provision_heading(title: str, number: str, label: str, kind: TextKind) -> str:
    shown = f"（{number}）" if number else ""
    return f"《{title}》{shown} {label}（{TEXT_KIND[kind]}）："


NO_STAFF_HERE = "这里没有值守的工作人员。请联系您所在地的教师发展中心（教师进修学校）或教育局。"
PROVISION_GONE = "这一条已不在文件库里，可能刚刚更新过。请再问一次。"


def _spaced(text: str) -> str:
    """A file name keeps its distance from the Chinese around it."""
    return f" {text} " if text.isascii() else text
