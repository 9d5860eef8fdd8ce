"""Conversations about the rules, on every channel."""

from collections.abc import Sequence

from bot.texts.words import TEXT_KIND
from policy_corpus.model import TextKind

PROMPT = "您问> "
GOODBYE = "再见。"
EXAMPLE_QUESTIONS = (
    "江西的老师五年要修多少学时？",
    "甘州的新教师岗前培训多少学时？",
    "河南县级教师发展中心的老师评职称走哪个系列？",
)
HINT_TERMINAL = "/help 看更多用法，/quit 结束。"
HINT_CHAT = "直接打字就可以问；/help 看更多用法。"
NOTHING_TO_SHOW = "还没有可以展开的出处。先问一个问题，再用 /原文 看所引条款的全文。"
EMPTY_MESSAGE = "请直接打字提问，例如：新教师要培训多少学时？"
REGION_CLEARED = "好的，已不再按某个地区回答。"
REGION_UNKNOWN_YET = "现在还不知道您在哪里。用 /region 加地名告诉我，例如：/region 河北"


def greeting(regions: Sequence[str], region: str, hint: str) -> str:
    held = f"我手头只有这些地方的教师培训文件：{'、'.join(regions)}。" if regions else "文件库目前是空的。"
    place = f"现在按{region}回答。" if region else "说一声“我在河北”，我就先按您那里的文件回答。"
    examples = "\n".join(f"  · {question}" for question in EXAMPLE_QUESTIONS)
    return (
        f"您好，我是研修助手。教师培训的政策您直接问，我按文件回答，并注明出自哪一条。\n"
        f"{held}文件没有写的，我会直说没有。{place}\n"
        f"您可以这样问：\n{examples}\n"
        f"{hint}"
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
