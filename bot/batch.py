"""Questions from a file of JSON lines: every line is checked before the first is answered."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import texts
from indexer.model import Question
from policy_corpus.errors import YanxiuError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOST_BAD_LINES = 20
"""More than these would bury the first ones."""


class InputError(YanxiuError):
    """The input cannot be used; the message names file and line, one sentence a problem."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a batch."""

    id: str | int
    question: Question


RegionCode = Callable[[str, str], str]
"""(region as written, where it was written) → GB/T 2260 code; raises `YanxiuError` when there is none."""


def parse_day(text: str) -> date:
    """The day written as YYYY-MM-DD. Raises `InputError` for anything else."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InputError(texts.bad_date(text))


def is_text(value: object) -> bool:
    """True for a string that can be written as UTF-8: half a surrogate pair cannot."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def read_items(
    content: bytes, *, name: str, region_code: RegionCode, default_region: str, default_day: date
) -> tuple[Item, ...]:
    """The questions in `content`, in order; `name` is how the messages call the file.

    Raises `InputError` that lists every bad line.
    """
    items: list[Item] = []
    problems: list[str] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            items.append(_item(line, region_code, default_region, default_day))
        except YanxiuError as error:
            problems.append(texts.batch_line(name, number, str(error)))
    if problems:
        raise InputError("\n".join([*_shortened(problems), texts.FIX_BATCH]))
    if not items:
        raise InputError(texts.batch_empty(name))
    return tuple(items)


def _shortened(problems: Sequence[str]) -> list[str]:
    rest = len(problems) - _MOST_BAD_LINES
    shown = list(problems[:_MOST_BAD_LINES])
    return [*shown, texts.more_bad_lines(rest)] if rest > 0 else shown


def _item(line: bytes, region_code: RegionCode, default_region: str, default_day: date) -> Item:
    value = _object(line)
    if "id" not in value:
        raise InputError(texts.LINE_NO_ID)
    if isinstance(value["id"], bool) or not (isinstance(value["id"], int) or is_text(value["id"])):
        raise InputError(texts.LINE_BAD_ID)
    if value.get("question") is None:
        raise InputError(texts.LINE_NO_QUESTION)
    question = _text(value, "question")
    if not question:
        raise InputError(texts.LINE_EMPTY_QUESTION)
    region = _text(value, "region")
    day = _text(value, "as_of")
    return Item(
        value["id"],
        Question(
            text=question,
            as_of=parse_day(day) if day else default_day,
            region=region_code(region, "region") if region else default_region,
            history=_history(value.get("history")),
        ),
    )


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError(texts.LINE_NOT_UTF8) from None
    except json.JSONDecodeError as error:
        raise InputError(texts.line_not_json(error.pos + 1)) from None
    except (RecursionError, ValueError):  # nested too deep, or a number of too many digits
        raise InputError(texts.line_not_json(1)) from None
    if not isinstance(value, dict):
        raise InputError(texts.LINE_NOT_OBJECT)
    return value


def _text(value: Mapping[str, Any], key: str) -> str:
    """A text field without the blanks around it; null or absent is empty."""
    given = value.get(key)
    if given is None:
        return ""
    if not is_text(given):
        raise InputError(texts.line_not_text(key))
    return str(given).strip()


def _history(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(is_text(said) for said in value):
        raise InputError(texts.LINE_BAD_HISTORY)
    return tuple(said.strip() for said in value if said.strip())
