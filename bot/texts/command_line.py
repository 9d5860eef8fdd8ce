"""The command line: help, examples, wrong input, progress."""

from collections.abc import Sequence

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
HELP_BOT = "在 Telegram 上回答问题（机器人）"
HELP_BOT_WEBHOOK = "由 Telegram 把消息送到 YANXIU_TELEGRAM_WEBHOOK，而不是自己去取"
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
EXAMPLES_BOT = """例子：
  YANXIU_TELEGRAM_TOKEN=令牌 yanxiu bot
  YANXIU_TELEGRAM_TOKEN_FILE=令牌文件 yanxiu bot --webhook

令牌的来历：在 Telegram 里找 @BotFather，发 /newbot，照提示起名，它会给出令牌。
按 Ctrl-C 停止；收到而没有处理完的消息都存着，下次启动接着处理。"""
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


def stage(name: str, total: int) -> str:
    return f"{name}（共 {total}）…" if total > 1 else f"{name}…"
