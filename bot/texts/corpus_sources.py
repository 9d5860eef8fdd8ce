"""The registered web pages in the chat: what administrators read about them."""

REFRESHING = "抓取网页"
BUTTON_WATCH, BUTTON_SOURCES = "以后自动检查这个网页", "看登记的网页"
BUTTON_CHECK, BUTTON_CHECK_ALL = "现在检查", "现在全部检查"
BUTTON_FORGET, BUTTON_FORGET_SURE, BUTTON_FORGET_NOT = "不再检查", "确定不再检查", "保留"
BUTTON_ALL_SOURCES = "全部网页"

CORPUS_NO_SOURCES = (
    "还没有登记网址。把文件网页的链接发给我，收入以后点“以后自动检查这个网页”；以后每天自动看一次，有新文本就告诉您。"
)
CORPUS_SOURCE_GONE = "这个网页已经不在登记里了。请重新发 /sources。"
CORPUS_NOTHING_CHANGED = "没有需要更新的。"
CORPUS_UNSEEN = "时间到了，还没有看的，请过一会儿再发 /refresh："
_NAME = 24


def source_registered(name: str) -> str:
    return f"已登记“{name}”。以后每天自动看一次，有新文本就告诉您，您看过确认了才收入。"


def sources_heading(count: int) -> str:
    return f"自动检查的网页，共 {count} 个："


def source_listed(number: int, name: str, checked: str, result: str) -> str:
    return f"{number}. {name}\n　{f'{checked} 看过：{result}' if checked else '还没有看过'}"


def source_button(number: int, name: str) -> str:
    return f"{number}. {name if len(name) <= _NAME else f'{name[:_NAME]}…'}"


def source_card(name: str, url: str, checked: str, result: str) -> str:
    return f"{name}\n{url}\n{f'{checked} 看过：{result}' if checked else '还没有看过。'}"


def ask_forget(name: str) -> str:
    return f"不再检查“{name}”吗？已收入的文件保留，只是以后不再看这个网页。"


def forgotten(name: str) -> str:
    return f"不再检查“{name}”了，已收入的文件保留。"


def source_line(said: str) -> str:
    return f"· {said}"


def button_source(name: str) -> str:
    return f"看“{name}”"


def source_news(said: str) -> str:
    return f"自动检查登记的网页，看到：\n{said}"
