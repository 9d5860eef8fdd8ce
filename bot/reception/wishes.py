"""Telling who wants a picture or a paper from who asks about them."""

import re

from bot.reception.hours import POLITE

_WANT = (
    r"(?:(?:我|俺)?(?:想要?|要|需要)|能不能|能否|可以|能|请|麻烦(?:你|您)?|帮(?:我|忙)|给(?:我|俺)|替我|来|再|发|出具?|开具?|打印|打|导出|下载"
    r"|生成|做|画|办|看看|看|要|弄|整|一?(?:下|份|张|个|幅))*"
)
_MY = r"(?:(?:我|俺|本人|自己)的?)?"
_NUMBER = r"[A-Za-z0-9][A-Za-z0-9_-]{1,31}"
_WHOSE = rf"(?:[给替帮为]?(?P<whose>{_NUMBER})\s*的?\s*)?"
_AFTER = rf"(?:\s+(?P<number>{_NUMBER}))?"
_END = r"(?:一下|看看|看下|看一下|瞧瞧|给我|行吗|好吗|可以吗|吗|么|吧|呗|呀|啊)*"
_PROGRESS = r"(?:学时|学习|培训|完成|研修)*(?:进度|情况|学时)"
_PICTURE = re.compile(
    rf"{_WANT}{_WHOSE}{_WANT}{_MY}{_PROGRESS}的?(?:图片|图表|图)(?:片)?{_AFTER}{_END}"
    rf"|{_WANT}(?:图片|图表|图)(?:来|给我)?(?:看看|看一下|看下|看|瞧瞧|显示|说明)?{_MY}{_PROGRESS}{_END}"
)
"""进度图, 发张图看看我的进度."""
_TRANSCRIPT = re.compile(
    rf"{_WANT}{_WHOSE}{_WANT}{_MY}(?:的?学习档案|(?:教师)?(?:培训|学时|继续教育)+(?:证明|档案))(?:文件|PDF|pdf)?{_AFTER}{_END}"
)
"""学习档案, 开个学时证明, 学习档案 T0001."""
_PLACE = (
    r"[^\s，,。？?]{0,18}?"
    r"(?:小学|中学|初中|高中|幼儿园|学校|学院|校区?|县|区|市|省|州|旗|盟|中心|[一二三四五六七八九十]中)"
)
_BULLETIN = re.compile(rf"{_WANT}(?P<before>{_PLACE})?的?(?:学情通报|学时通报){_END}(?:\s+(?P<after>[^？?]{{2,60}}))?")
"""学情通报, 第一小学的学情通报, 学情通报 某县 第一小学."""
_ASKING = re.compile(r"怎么|什么|如何|为啥|哪|多久|几时|谁|吗$|呢$")
_MARKS = "？?。！!~～ "


def wish_of(text: str) -> tuple[str, str] | None:
    """The command that a text stands for and what follows it; None when it stands for none."""
    plain = POLITE.sub("", text.strip()).strip(_MARKS)
    for name, pattern in (("picture", _PICTURE), ("transcript", _TRANSCRIPT)):
        if found := pattern.fullmatch(plain):
            return name, next((part for part in found.groups() if part), "")
    found = _BULLETIN.fullmatch(plain)
    if found is None or _ASKING.search(found["after"] or ""):
        return None
    return "bulletin", " ".join(part for part in (found["before"], found["after"]) if part)
