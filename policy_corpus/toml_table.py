"""One TOML table read key by key, with every problem located: file, place in the file, key, what to do.

A reader asks for each key that it knows and then calls `finish`, which refuses the keys nobody asked
for: a misspelt key would otherwise silently drop a requirement.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from policy_corpus.errors import CorpusError

_POSITION = re.compile(r"at line (\d+), column (\d+)")
_DECIMAL = re.compile(r"-?\d{1,6}(\.\d{1,4})?", re.ASCII)

T = TypeVar("T")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises `CorpusError` when there is none to read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{path.name}：读不了这个文件（{error.strerror}）。请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path.name}：不是 UTF-8 编码。请另存为 UTF-8 后重试。") from error


def parse_toml(text: str, file: str, *, first_line: int = 1) -> dict[str, Any]:
    """The tables in `text`, which begins at line `first_line` of `file`. Errors name the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        where = f"第{int(found[1]) + first_line - 1}行第{found[2]}列" if found else "最后一行"
        reason = str(error).partition(" (at ")[0]
        raise CorpusError(f"{file}：{where}：不合 TOML 的写法（{reason}）。请改正后重试。") from error


class Table:
    """One table of a TOML file."""

    def __init__(
        self, values: Mapping[str, Any], *, file: str, place: str = "", heading: str = "", prefix: str = ""
    ) -> None:
        self._values = values
        self._file = file
        self._heading = heading
        self._prefix = prefix
        self._known: list[str] = []
        self.place = place
        """Words for where in the file the table stands, such as 规则“x”; shown in every error."""

    def error(self, key: str, problem: str, remedy: str) -> CorpusError:
        """The located sentence for a problem with `key`."""
        place = f"{self.place}，" if self.place else ""
        return CorpusError(f"{self._file}：{place}“{self._prefix}{key}”：{problem}。{remedy}。")

    def finish(self) -> None:
        """Refuse the keys that no reader asked for."""
        for key in self._values:
            if key not in self._known:
                near = difflib.get_close_matches(key, self._known, n=1)
                hint = f"是不是“{near[0]}”" if near else f"可以写的有：{'、'.join(self._known)}"
                raise self.error(key, "不认识这个键", f"请改正或删去；{hint}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        self._know(key)
        return key in self._values

    def text(self, key: str, *, default: str | None = None) -> str:
        """A string without blank ends; required, and then not empty, unless there is a default."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.error(key, "缺少这一项", "请补上")
        if not isinstance(value, str):
            raise self.error(key, f"应是文字，现在是 {value!r}", "请加上英文引号")
        if not value.strip() and default is None:
            raise self.error(key, "内容是空的", "请补上")
        return value.strip()

    def region_code(self, key: str, *, default: str | None = None) -> str:
        """A GB/T 2260 code of six digits."""
        code = self.text(key, default=default)
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            raise self.error(key, f"“{code}”不是6位行政区划代码", "请写成 410000 这样的代码")
        return code

    def choice(self, key: str, choices: Mapping[str, T], *, default: T | None = None) -> T:
        """The value that the string names in `choices`; required unless there is a default."""
        name = self.text(key, default=None if default is None else "")
        if not name and default is not None:
            return default
        if name not in choices:
            raise self.error(key, f"不认识“{name}”", f"可以写的有：{'、'.join(choices)}")
        return choices[name]

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of distinct non-empty strings."""
        value = self._take(key)
        if value is None and not required:
            return ()
        if value is None:
            raise self.error(key, "缺少这一项", '请写成 ["…", "…"] 这样的列表')
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(key, f"应是文字的列表，现在是 {value!r}", '请写成 ["…", "…"] 这样的列表')
        if not value and required:
            raise self.error(key, "列表是空的", "请至少写一项")
        items = tuple(item.strip() for item in value)
        if len(set(items)) != len(items):
            raise self.error(key, "有重复的内容", "请删去重复的一项")
        return items

    def decimal(self, key: str, *, default: Decimal | None = None) -> Decimal | None:
        """A quoted decimal number: a bare 0.1 would arrive as a float and no longer be exact."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise self.error(key, f"应是加引号的数，现在是 {value!r}", '请写成 "360" 或 "0.5" 这样')
        return Decimal(value)

    def integer(self, key: str, allowed: range) -> int | None:
        """A whole number in `allowed`, or None when left out."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise self.error(key, f"应是{allowed[0]}到{allowed[-1]}之间的整数，现在是 {value!r}", "请改正，不加引号")
        return value

    def day(self, key: str) -> date | None:
        """A calendar day, or None when left out."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, f"应是日期，现在是 {value!r}", "请写成 2021-05-11 这样，不加引号、不带时间")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(key, f"应是 true 或 false，现在是 {value!r}", "请改正，不加引号")
        return value

    def table(self, key: str) -> "Table | None":
        """The table below `key`, or None when left out."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.error(key, "应是一个表", f"请写成 [{self._path(key)}] 开头的一段")
        return self._below(value, key, f"{key}.")

    def tables(self, key: str) -> "tuple[Table, ...]":
        """The tables of the list below `key`, empty when left out."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "应是若干个表", f"请写成 [[{self._path(key)}]] 开头的若干段")
        return tuple(self._below(item, key, f"{key}[{number}].") for number, item in enumerate(value, start=1))

    def _path(self, key: str) -> str:
        return f"{self._heading}.{key}" if self._heading else key

    def _below(self, values: Mapping[str, Any], key: str, prefix: str) -> "Table":
        # A table of the file itself is known by its `place`; only what lies deeper needs a prefix to its keys.
        shown = self._prefix + prefix if self._heading else ""
        return Table(values, file=self._file, place=self.place, heading=self._path(key), prefix=shown)

    def _take(self, key: str) -> Any:
        self._know(key)
        return self._values.get(key)

    def _know(self, key: str) -> None:
        if key not in self._known:
            self._known.append(key)
