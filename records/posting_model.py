"""Hours as somebody hands them in: tidied up, and checked with a sentence for each thing that is wrong."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from records import dialects
from records.errors import RecordsError
from records.ledger import Entry, EntryKind, Unit
from records.ledger_schema import PLACES
from records.particulars import tidy_number

OWN_KEYS = "yanxiu:"
"""How the source keys begin that the program makes itself; no posting may claim one."""
MOST_HOURS = Decimal(10_000)
"""More than a year of days and nights: a slip of the pen."""
SHOWN = 5
"""Problems of a list that are named one by one."""

_LONGEST = {
    "source": ("来源", 128),
    "source_key": ("来源编号", 128),
    "category": ("类别", 64),
    "training": ("培训形式", 64),
    "project_number": ("项目编号", 64),
    "project": ("项目名称", 128),
    "evidence": ("凭证", 255),
    "note": ("说明", 1000),
}
"""Fields of text: their name in words, and how many characters the database holds."""
_KINDS = (EntryKind.POSTING, EntryKind.CLAIM, EntryKind.OFFSET)
_EARLIEST = date(1950, 1, 1)


class BadPosting(RecordsError):
    """Something about hours handed in cannot be so; the sentence lists the first few problems."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Hours as somebody hands them in."""

    number: str
    """工号."""
    kind: EntryKind
    """POSTING, CLAIM or OFFSET: decisions and corrections are made one by one, in `records.bookkeeping`."""
    hours: Decimal
    """In `unit`, above 0, at most three decimal places."""
    completed: date | None
    """None only for an offset that refers to an entry."""
    source: str
    """From what: the name of a file, a platform."""
    source_key: str
    """Unique for ever: the same key again is the same training of the same person."""
    category: str = ""
    """类别; for an offset the category that the hours are to count as."""
    training: str = ""
    """Kind of training: 线上, 校本, 国培 …"""
    unit: Unit = Unit.HOUR
    project_number: str = ""
    """项目编号."""
    project: str = ""
    """项目名称."""
    evidence: str = ""
    """凭证."""
    note: str = ""
    refers_to: str = ""
    """Id of an entry of the same person, or empty."""


class Verdict(StrEnum):
    """What appending a posting, or putting a row of a roster, would do."""

    NEW = "new"
    CHANGED = "changed"
    """Of rosters only: a ledger never changes."""
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Of postings only."""
    UNKNOWN_PERSON = "unknown_person"
    """Of postings only."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a posting compares with the ledger."""

    verdict: Verdict
    existing: Entry | None = None
    """The entry that stands under its key."""
    line: int | None = None
    """Position of the earlier posting of the same list that has its key, when the ledger has none."""
    follows: str = ""
    """For NEW: id of the entry that undid it, which appending refers to; empty for what was never there."""


def tidied(posting: Posting) -> Posting:
    """The posting as it is kept: without blanks around its texts."""
    texts: dict[str, Any] = {field: str(dialects.storable(getattr(posting, field).strip())) for field in _LONGEST}
    texts["number"] = str(dialects.storable(tidy_number(posting.number)))
    texts["refers_to"] = posting.refers_to.strip()
    # Most are tidy already, and there may be a hundred thousand.
    changed = {field: text for field, text in texts.items() if text != getattr(posting, field)}
    return replace(posting, **changed) if changed else posting


def content_key(posting: Posting) -> str:
    """A source key made of what a posting says, for hours that come without one: saying the same twice is once."""
    said = (
        tidied(posting).number,
        posting.kind.value,
        f"{posting.hours.normalize():f}",
        str(posting.completed),
        *(getattr(posting, field).strip() for field in ("category", "training", "project_number", "project")),
        posting.unit.value,
        posting.refers_to,
    )
    return "said:" + hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def checked(postings: Sequence[Posting], *, today: date) -> list[Posting]:
    """The postings tidied up. Raises `BadPosting`, naming the first few that cannot be."""
    tidy = [tidied(posting) for posting in postings]
    wrong = [f"{posting.number}：{''.join(found)}" for posting in tidy if (found := problems(posting, today=today))]
    if wrong:
        raise BadPosting("".join(wrong[:SHOWN]) + (f"这样的一共有 {len(wrong)} 条。" if len(wrong) > SHOWN else ""))
    return tidy


def problems(posting: Posting, *, today: date) -> list[str]:
    """What is wrong with a tidied posting, a sentence each."""
    found = [] if posting.kind in _KINDS else ["审核和更正要逐条办理，不能和登记一起导入。"]
    found += hours_problems(posting.hours)
    if posting.completed is None and not (posting.kind is EntryKind.OFFSET and posting.refers_to):
        found.append("没有完成日期。请写上结业或证书的日期。")
    found += day_problems(posting.completed, today=today)
    if not posting.source_key or posting.source_key.startswith(OWN_KEYS):
        found.append(f"来源编号“{posting.source_key}”不能用。请换一个，不要用 {OWN_KEYS} 开头。")
    if not posting.source:
        found.append("没有写来源。请写明学时出自哪里，例如文件名或平台名。")
    if posting.kind is EntryKind.OFFSET and not posting.category:
        found.append("冲抵要写明冲抵哪一类学时。")
    if posting.refers_to and not (posting.kind is EntryKind.OFFSET and posting.refers_to.isascii() and _is_id(posting)):
        found.append(f"所指的记录“{posting.refers_to}”不能用。只有冲抵可以指一条记录，请写记录的编号。")
    return found + text_problems({field: getattr(posting, field) for field in _LONGEST})


def hours_problems(hours: Decimal, *, least: Decimal | None = None) -> list[str]:
    """What is wrong with hours: above 0, or from `least` on."""
    shown = f"{hours}"[:24]
    if not hours.is_finite() or hours > MOST_HOURS or (hours <= 0 if least is None else hours < least):
        return [f"学时“{shown}”不能用。请写大于 0、不超过 {MOST_HOURS} 的数。"]
    if hours != round(hours, PLACES):
        return [f"学时“{shown}”的小数多于 {PLACES} 位。请写到小数点后 {PLACES} 位为止。"]
    return []


def day_problems(completed: date | None, *, today: date) -> list[str]:
    """What is wrong with a day of completion."""
    if completed is not None and completed < _EARLIEST:
        return [f"完成日期 {completed} 不像是真的。请核对，写成 年-月-日。"]
    if completed is not None and completed > today:
        return [f"完成日期 {completed} 还没有到。培训结束以后再登记。"]
    return []


def text_problems(given: dict[str, str]) -> list[str]:
    """What is wrong with texts, by the fields of `Posting`."""
    found = []
    for field, value in given.items():
        word, longest = _LONGEST[field]
        if len(value) > longest:
            found.append(f"{word}“{value[:24]}…”太长。请写在 {longest} 个字以内。")
    return found


def _is_id(posting: Posting) -> bool:
    return posting.refers_to.isdigit() and len(posting.refers_to) <= 18
