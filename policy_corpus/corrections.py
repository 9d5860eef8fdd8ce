"""What an administrator says about a document in place of what was read in its text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from policy_corpus.errors import CorpusError
from policy_corpus.model import Document, Level, Status
from policy_corpus.parser.words import normal_number, title_kind
from policy_corpus.regions import get


class Field(StrEnum):
    """A particular of a document that is read in its text and may be corrected."""

    NUMBER = "number"
    TITLE = "title"
    KIND = "kind"
    ISSUERS = "issuers"
    REGION = "region"
    """GB/T 2260 code."""
    LEVEL = "level"
    ISSUED = "issued"
    EFFECTIVE = "effective"
    EXPIRES = "expires"
    STATUS = "status"
    """What the document declares itself to be: draft, in_force or repealed."""
    REPEALED = "repealed_on"
    """First day on which it is repealed, where its page or an administrator says so."""
    SUPERSEDES = "supersedes"
    SOURCE_URL = "source_url"


NAMES = {
    Field.NUMBER: "文号",
    Field.TITLE: "标题",
    Field.KIND: "文种",
    Field.ISSUERS: "发文机关",
    Field.REGION: "地区",
    Field.LEVEL: "级别",
    Field.ISSUED: "成文日期",
    Field.EFFECTIVE: "施行日期",
    Field.EXPIRES: "有效期至",
    Field.STATUS: "效力",
    Field.REPEALED: "废止日期",
    Field.SUPERSEDES: "废止的文件",
    Field.SOURCE_URL: "原文网址",
}
"""What a person calls them."""
DAYS = (Field.ISSUED, Field.EFFECTIVE, Field.EXPIRES, Field.REPEALED)
"""Those whose value is a day."""
_MANY = (Field.ISSUERS, Field.SUPERSEDES)
_NEEDED = (Field.TITLE, Field.REGION, Field.LEVEL, Field.STATUS)
_STATUSES = (Status.DRAFT, Status.IN_FORCE, Status.REPEALED)


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrected fields with their values as text, in the order of `Field`; no values for "there is none"."""

    values: tuple[tuple[Field, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values)

    def encode(self) -> dict[str, list[str]]:
        """Plain values for JSON."""
        return {field.value: list(texts) for field, texts in self.values}

    def over(self, earlier: "Corrections") -> "Corrections":
        """These, and the earlier ones of other fields."""
        merged = dict(earlier.values) | dict(self.values)
        return Corrections(tuple((field, merged[field]) for field in Field if field in merged))


NONE = Corrections()


def corrections(values: Mapping[Field, Sequence[str]]) -> Corrections:
    """Corrections from values as text. Raises `CorpusError` naming the field whose value cannot be."""
    for field, texts in values.items():
        _check(field, texts)
    return Corrections(tuple((field, tuple(values[field])) for field in Field if field in values))


def decode(value: Mapping[str, Sequence[str]]) -> Corrections:
    """What `Corrections.encode` made."""
    return corrections({Field(name): tuple(texts) for name, texts in value.items()})


def _check(field: Field, texts: Sequence[str]) -> None:
    name = NAMES[field]
    if not texts:
        if field in _NEEDED:
            raise CorpusError(f"{name}不能为空。请写出它的值。")
        return
    if any(not text.strip() for text in texts) or (len(texts) > 1 and field not in _MANY):
        raise CorpusError(f"{name}要写一个值，不能是空白。没有的请写“无”。")
    try:
        if field in DAYS:
            date.fromisoformat(texts[0])
        elif field is Field.LEVEL:
            Level(texts[0])
        elif field is Field.STATUS and Status(texts[0]) not in _STATUSES:
            raise ValueError
    except ValueError:
        raise CorpusError(f"{name}不能是“{texts[0]}”。{_EXPECTED[field]}") from None
    if field is Field.REGION:
        get(texts[0])


_EXPECTED = dict.fromkeys(DAYS, "请写成 年-月-日，例如 2026-09-01；没有的写“无”。") | {
    Field.LEVEL: "请写 nation（国家）、province（省）、city（市）或 county（县）。",
    Field.STATUS: "请写 draft（征求意见稿）、in_force（有效）或 repealed（已废止）。",
}


def shown(document: Document, field: Field) -> tuple[str, ...]:
    """The value of a field as text; empty when there is none."""
    value = getattr(document, _ATTRIBUTE[field])
    if isinstance(value, tuple):
        return value
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return (text,) if text else ()


_ATTRIBUTE = {field: field.value for field in Field} | {Field.STATUS: "declared_status"}
_READERS: Mapping[Field, Callable[[str], Any]] = (
    dict.fromkeys(Field, str)
    | dict.fromkeys(DAYS, date.fromisoformat)
    | {Field.NUMBER: normal_number, Field.LEVEL: Level, Field.STATUS: Status}
)


def corrected(document: Document, given: Corrections) -> Document:
    """`document` with the corrections; kind follows a corrected title, level a corrected region."""
    values = dict(given.values)
    changes: dict[str, Any] = {}
    for field, texts in values.items():
        read = [_READERS[field](text) for text in texts]
        if field is Field.SUPERSEDES and texts:
            read = list(dict.fromkeys((*document.supersedes, *texts)))  # those that the text names stay
        empty = None if field in DAYS else ""
        changes[_ATTRIBUTE[field]] = tuple(read) if field in _MANY else (read[0] if read else empty)
    if Field.REGION in values and Field.LEVEL not in values:
        changes["level"] = get(values[Field.REGION][0]).level
    if Field.TITLE in values and Field.KIND not in values:
        changes["kind"] = title_kind(values[Field.TITLE][0]) or document.kind
    return replace(document, **changes)


def carried(given: Corrections, old: Document, new: Document) -> Corrections:
    """Those corrections of `old` that hold for `new`, a later text of it.

    A correction holds as long as the text says there what it said when it was corrected. Both documents
    are as they were read, without corrections.
    """
    return Corrections(tuple((f, texts) for f, texts in given.values if shown(old, f) == shown(new, f)))
