"""The contents of an announcement, checked before anything is queued. Pure: no database, no network.

Source of the rules: https://core.telegram.org/bots/api (HTML style, message and caption limits, entities, files). We
take less than Telegram does: only what cannot be misread, and no links that are no pages.
"""

import base64
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from records.campaigns.markup import Markup, Problem, read_markup, units

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_MOST_PARTS = 100
"""Pieces of formatting in one message; Telegram drops the rest."""
_LARGEST_PICTURE = 10 * 2**20
_LARGEST_FILE = 20 * 2**20
"""Bytes. Telegram takes files of 50 MB from bots; larger ones than this fail too often on the way."""
_LONGEST_NAME = 120
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""How JPEG and PNG begin."""
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")


class Kind(StrEnum):
    """What an announcement is."""

    TEXT = "text"
    PICTURE = "picture"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Content:
    """What the receivers see."""

    html: str = field(repr=False)
    """The text, or the caption, in Telegram's HTML."""
    kind: Kind = Kind.TEXT
    name: str = ""
    """Of the picture or file."""
    data: bytes = field(default=b"", repr=False)
    """Of the picture or file; empty when the channel has it already."""
    file: str = ""
    """The channel's id of it."""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the database."""
        plain: dict[str, Any] = {"html": self.html, "kind": self.kind.value}
        if self.kind is not Kind.TEXT:
            plain |= {"name": self.name, "file": self.file, "data": base64.b64encode(self.data).decode("ascii")}
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Content":
        """The way back."""
        data = base64.b64decode(plain.get("data", ""))
        return cls(plain["html"], Kind(plain["kind"]), plain.get("name", ""), data, plain.get("file", ""))


def check(content: Content, *, suffix: str = "") -> tuple[Problem, ...]:
    """Everything that is wrong with the contents, in their order; `suffix` is HTML that will be put behind them."""
    markup = read_markup(content.html)
    problems = list(markup.problems)
    if not problems:
        problems += _size(markup, read_markup(suffix).text, content.kind)
    if content.kind is not Kind.TEXT:
        problems += _file(content)
    return tuple(problems)


def shown(html: str) -> str:
    """The text as it is read, without its markup; links are followed by their address."""
    return read_markup(html).readable


def _size(markup: Markup, behind: str, kind: Kind) -> list[Problem]:
    found = []
    longest, what = (LONGEST_TEXT, "正文") if kind is Kind.TEXT else (LONGEST_CAPTION, "说明文字")
    length = units(markup.text.strip()) + units(behind)
    if length > longest:
        found.append(
            Problem(
                0,
                0,
                f"{what}有 {length} 个字符（一个表情算两个以上），Telegram 最多收 {longest} 个。请删短，或分几条发",
            )
        )
    if kind is Kind.TEXT and _INVISIBLE.fullmatch(markup.text):
        found.append(Problem(0, 0, "正文是空的。请写上要通知的内容"))
    if markup.parts > _MOST_PARTS:
        found.append(
            Problem(0, 0, f"格式标记有 {markup.parts} 处，Telegram 只显示前 {_MOST_PARTS} 处。请减少加粗、链接等标记")
        )
    return found


def _file(content: Content) -> list[Problem]:
    what, largest = ("图片", _LARGEST_PICTURE) if content.kind is Kind.PICTURE else ("文件", _LARGEST_FILE)
    found = []
    if not content.data and not content.file:
        found.append(Problem(0, 0, f"{what}是空的。请换一个有内容的文件"))
    if len(content.data) > largest:
        size = -(-len(content.data) // 2**20)
        found.append(Problem(0, 0, f"{what}有 {size} MB，最多 {largest // 2**20} MB。请压缩后再发"))
    if content.kind is Kind.PICTURE and content.data and not content.data.startswith(_PICTURES):
        found.append(Problem(0, 0, "图片要是 JPEG 或 PNG。请转换格式，或作为文件发送（--file）"))
    if content.data and not _good_name(content.name):
        found.append(
            Problem(0, 0, f"{what}的名称不能用。请用 1 到 {_LONGEST_NAME} 个可见字符，不含 / 和 \\，例如 通知.pdf")
        )
    return found


def _good_name(name: str) -> bool:
    visible = all(unicodedata.category(character)[0] != "C" for character in name)
    return len(name.strip()) > 0 and len(name) <= _LONGEST_NAME and visible and not set(name) & set("/\\")
