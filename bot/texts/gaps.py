"""Questions that nobody could answer: `yanxiu corpus gaps`, and /gaps in a chat."""

from collections.abc import Sequence

HELP_CORPUS_GAPS = "没人答得上来的问题，按话题归类：看缺哪份文件"
HELP_CORPUS_GAPS_SINCE = "从哪一天起问的，例如 2026-03-01；不写就是最近 30 天"
HELP_CORPUS_GAPS_REGION = "只看这个地区和它下面的，例如 甘州区；不写就是全部"
EXAMPLES_CORPUS_GAPS = """例子：
  yanxiu corpus gaps
  yanxiu corpus gaps --since 2026-03-01 --region 甘州区
  yanxiu corpus gaps --json

只算机器人答不上来的；后来答上了的、工作人员答复了的不算。只列问题，不列是谁问的；问题里的姓名、工号和长串数字用“某”代替。"""
GAPS_NONE = "这段时间里没有答不上来的问题。"
GAPS_OTHER = "其他"
GAPS_NO_REGION = "未说明地区"
GAPS_FUTURE = "--since 不能晚于今天。"
GAPS_COMMON = (
    "教师", "老师", "培训", "学时", "规定", "要求", "文件", "政策", "教育", "学校", "研修", "请问", "问题", "需要",
)  # fmt: skip
"""Words that say nothing about a topic here, because everything is about them."""


def gaps_heading(times: int, since: str) -> str:
    return f"{since} 以来，有 {times:,} 次提问没人答得上来："


def gap_line(topic: str, times: int, regions: Sequence[str]) -> str:
    return f"【{topic}】{times:,} 次：{'、'.join(regions)}"


def gap_region(name: str, times: int) -> str:
    return f"{name} {times:,}"


def gap_example(question: str) -> str:
    return f"　“{question}”"


def gaps_more(count: int) -> str:
    return f"…还有 {count} 个话题，用 yanxiu corpus gaps 看全部。"
