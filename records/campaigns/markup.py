"""The HTML that an announcement may be written in: a part of what Telegram takes, read strictly."""

import html
import re
from dataclasses import dataclass, field

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>")
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<decimal>[0-9]+)|(?P<name>lt|gt|amp|quot));")
_ANY_REFERENCE = re.compile(r"&(?:#?[A-Za-z0-9]+);?")
_LINK = re.compile(r"""\s+href\s*=\s*(?P<quote>["'])(?P<url>[^"']*)(?P=quote)\s*""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/?#\\@:]+\.[^\s/?#\\@:.]{2,}(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CODE = ("code", "pre")
TAGS = ("a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "strong", "u")
_LISTED = "<b> <i> <u> <s> <code> <pre> <blockquote> 和 <a href=…>"
_LARGEST_CHARACTER = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the contents."""

    line: int
    """From 1; 0 when it concerns the whole."""
    column: int
    """Character of the line, from 1."""
    text: str
    """What is wrong and what to do, without a full stop."""

    def sentence(self) -> str:
        """With the place before it."""
        return f"第 {self.line} 行第 {self.column} 个字：{self.text}。" if self.line else f"{self.text}。"


@dataclass(slots=True)
class Markup:
    """What reading gave."""

    text: str = ""
    """Without markup, as Telegram counts it."""
    readable: str = ""
    """The same with the address behind each link."""
    parts: int = 0
    """Pieces of formatting."""
    problems: list[Problem] = field(default_factory=list)


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_markup(source: str) -> Markup:
    """Read the whole, however much is wrong with it."""
    reader = _Reader(source.replace("\r\n", "\n").replace("\r", "\n"))
    reader.run()
    return reader.made


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that waits for its end."""

    name: str
    at: int
    begun: int
    """Characters of text before it."""
    url: str = ""


class _Reader:
    """One pass over the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.made = Markup()
        self._text: list[str] = []
        self._readable: list[str] = []
        self._length = 0
        self._open: list[_Open] = []

    def run(self) -> None:
        at = 0
        while at < len(self.source):
            character = self.source[at]
            if character == "<":
                at = self._tag(at)
            elif character == "&":
                at = self._reference(at)
            else:
                if _CONTROL.match(character):
                    self._problem(at, "有一个看不见的控制字符。请删去它，或重新输入这一段")
                self._put(character)
                at += 1
        for opened in self._open:
            self._problem(opened.at, f"<{opened.name}> 没有结束。请在要结束的地方写 </{opened.name}>")
        self.made.text, self.made.readable = "".join(self._text), "".join(self._readable)
        self.made.problems.sort(key=lambda one: (one.line, one.column))

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._readable.append(text)
        self._length += len(text)

    def _problem(self, at: int, text: str) -> None:
        line = self.source.count("\n", 0, at) + 1
        column = at - (self.source.rfind("\n", 0, at) + 1) + 1
        self.made.problems.append(Problem(line, column, text))

    def _reference(self, at: int) -> int:
        match = _REFERENCE.match(self.source, at)
        if match is None:
            if _ANY_REFERENCE.match(self.source, at):
                self._problem(at, "这个 & 会被当作代码。单独的 & 请写成 &amp;")
            self._put("&")
            return at + 1
        number = int(match["hex"], 16) if match["hex"] else int(match["decimal"] or 0)
        if not match["name"] and (not 0 < number < _LARGEST_CHARACTER or _CONTROL.match(chr(number))):
            self._problem(at, f"{match[0][:16]} 不是可以显示的字符。请直接写出这个字")
        else:
            self._put(html.unescape(match[0]))
        return match.end()

    def _tag(self, at: int) -> int:
        match = _TAG.match(self.source, at)
        name = match["name"].lower() if match else ""
        if match is None or name not in TAGS:
            self._problem(at, f"这里的 < 不是可用的标记。小于号请写成 &lt;，可用的标记有 {_LISTED}")
            self._put("<")
            return at + 1
        if match["end"]:
            self._end(at, name, match["rest"])
        else:
            self._start(at, name, match["rest"])
        return match.end()

    def _start(self, at: int, name: str, rest: str) -> None:
        url = ""
        around = [opened.name for opened in self._open]
        if name == "a":
            link = _LINK.fullmatch(rest)
            url = html.unescape(link["url"]) if link else ""
            if not _ADDRESS.fullmatch(url):
                self._problem(at, '链接不能用。请写成 <a href="https://网址">文字</a>')
        elif rest.strip() and not (name == "blockquote" and rest.strip().lower() == "expandable"):
            self._problem(at, f"<{name}> 里不能再写别的。请只写 <{name}>")
        inside_code = any(code in around for code in _CODE) and not (name == "code" and around[-1] == "pre")
        if inside_code or (name in ("a", "blockquote") and name in around) or (name in _CODE and "a" in around):
            self._problem(at, f"<{name}> 不能放在 <{around[-1]}> 里面。请先结束外面的标记")
        self._open.append(_Open(name, at, self._length, url))

    def _end(self, at: int, name: str, rest: str) -> None:
        if rest.strip():
            self._problem(at, f"结束标记请只写 </{name}>")
        if name not in [opened.name for opened in self._open]:
            self._problem(at, f"</{name}> 前面没有 <{name}>。请补上开头，或删去它")
            return
        while (opened := self._open.pop()).name != name:
            self._problem(at, f"先要结束 <{opened.name}>，才能结束 <{name}>。请把 </{opened.name}> 写在前面")
        if self._length > opened.begun:
            self.made.parts += 1
            if opened.url and "".join(self._text)[opened.begun :] != opened.url:
                self._readable.append(f"（{opened.url}）")
