"""学习档案: a standing with its ledger, issued on paper under a code by which anybody can verify it. Services.

What a third party learns who types the code in: that the paper is ours, of which day, whom it is of with most of the
name and of the 工号 covered, the hours of each line as issued, and whether the ledger has changed since. They hold the
paper, which says more.
"""

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import attempts, audit, dialects, entries, ledger_book, standings
from records.china import day_of
from records.codes import ALPHABET, Below, Code
from records.entries import Kept
from records.errors import RecordsError
from records.ledger_book import Book
from records.model import Actor, Particulars
from records.schema import PersonRow, TranscriptRow
from records.standing import RuleBook, Standing, hours_text

LENGTH = 16
"""Characters of a code, of 31 each: 79 bits. Longer than a binding code, so that the two are never confused."""
_FINGERPRINT = 16
_GROUP = rf"[{ALPHABET}]{{4}}"
_CODE = re.compile(rf"(?<![0-9A-Z]){_GROUP}(?:[\W_]{{0,3}}{_GROUP}){{3}}(?![0-9A-Z])")
_PRINTED = ("number", "name", "sex", "school", "region", "stage", "subject", "post", "entered")
"""What of the particulars stands on the paper, and so is vouched for. Not the day of birth: nobody needs it there."""


class NotATranscriptCode(RecordsError):
    """What was typed in does not look like a verification code."""


class UnknownTranscript(RecordsError):
    """We issued no transcript under this code."""


class NotYet(RecordsError):
    """The day lies ahead."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that is printed."""

    code: Code
    particulars: Particulars
    standing: Standing
    unset: tuple[str, ...]
    """Fields of `CentreSettings` that nobody has decided and that the standing misses."""
    book: Book
    """Without what was completed after the day of the standing."""
    issued_at: datetime
    own: bool
    """Whether the person issued it to themselves."""
    digest: str
    """SHA-256 over particulars, lines and entries."""

    @property
    def fingerprint(self) -> str:
        """The beginning of the digest, to be compared by eye."""
        return _in_groups(self.digest)


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """One requirement as it was printed. Hours."""

    name: str
    document_number: str
    label: str
    required: Decimal
    counted: Decimal
    remaining: Decimal


@dataclass(frozen=True, slots=True)
class Verified:
    """A transcript that we issued."""

    code: Code
    issued_at: datetime
    as_of: date
    name: str
    """Covered but for the ends."""
    number: str
    """工号, covered but for the end."""
    lines: tuple[VerifiedLine, ...]
    fingerprint: str
    intact: bool
    """False when entries that it rests on, or our own note of it, are no longer what they were: that cannot happen
    through this program."""
    roster_changed: bool
    """Whether the roster says something else of the person by now."""
    later: int
    """Entries written since."""
    touching: int
    """Those of them that correct, decide or offset an entry that the transcript has."""


async def issue(
    session: AsyncSession,
    *,
    actor: Actor,
    number: str,
    rules: RuleBook,
    as_of: date,
    now: datetime,
    below: Below = secrets.randbelow,
) -> Transcript:
    """Issue a transcript of the teacher with this 工号: one's own, or one that `actor` may see.

    Raises `UnknownPerson`, `NotPermitted`, `NotYet`.
    """
    case = await standings.case(session, number, actor=actor)
    if as_of > day_of(now):
        raise NotYet(f"{as_of.isoformat()} 还没有到，不能出具那一天的学习档案。请写今天或以前的日期。")
    book = await ledger_book.book_of(session, number, actor=actor)
    # From the very entries that are printed, whatever else was written between the two readings.
    found = replace(case, entries=tuple(line.entry for line in book.lines)).standing(rules, as_of)
    code = drawn(below)
    row = TranscriptRow(
        code=code.plain,
        person_id=case.person,
        as_of=as_of,
        issued_at=now.astimezone(UTC),
        issued_by=actor.id,
        content=dialects.storable(_content(case.particulars, found, book)),
    )
    row.digest = _digest(row, [Kept(line.entry, case.person, line.project_number, line.batch) for line in book.lines])
    session.add(row)
    await session.flush()
    audit.record(
        session, actor=actor, action="transcripts.issue", subject=case.person, detail={"transcript": row.id}, now=now
    )
    await session.flush()
    return Transcript(
        code=code,
        particulars=case.particulars,
        standing=found,
        unset=standings.unset(found),
        book=_until(book, as_of),
        issued_at=now,
        own=actor.id == case.person,
        digest=row.digest,
    )


async def verify(session: AsyncSession, *, code: str, account: int | None = None, now: datetime) -> Verified:
    """What the code vouches for. Anybody may ask who has it; `account` is who asks in a chat.

    Wrong codes of an account are counted together with wrong binding codes: **commit also when this raises**.
    Raises `NotATranscriptCode`, `UnknownTranscript`, `Paused`.
    """
    typed = recognise(code)
    if typed is None:
        raise NotATranscriptCode(
            "没有看到核验码。核验码是 16 个字母和数字，形如 K7MQ-2XPN-8RTD-4HWV，在学习档案的首页和每页页脚。"
        )
    tries = await attempts.locked(session, account, now=now) if account is not None else None
    wanted = select(TranscriptRow).where(TranscriptRow.code == typed.plain).with_for_update()
    row = (await session.scalars(wanted)).first()
    if row is None:
        pause = attempts.count(tries, now=now) if tries is not None else None
        await session.flush()
        left = f"还可以试 {attempts.left(tries)} 次。" if tries is not None else ""
        raise pause or UnknownTranscript(
            f"没有这个核验码，本系统没有出具过这样的学习档案。请对照档案核对后再试。{left}"
        )
    # A right code does not wipe the slate: whoever has one paper would guess for ever.
    if tries is not None and not tries.failures and tries.paused_until is None:
        await session.delete(tries)
    row.checks, row.checked_at = row.checks + 1, now
    await session.flush()
    return await _verified(session, row, typed)


def recognise(text: str) -> Code | None:
    """The one code in what a person wrote; None when there is none, or several.

    Lower case, full-width letters, and blanks or other signs between the groups make no difference.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    found = {re.sub(r"[\W_]", "", match) for match in _CODE.findall(folded)}
    if len(found) != 1:
        return None
    plain = found.pop()
    return Code(plain[:4], plain[4:])


def covered_name(name: str) -> str:
    """A name of which the first and, of three and more characters, the last is seen: 张*, 欧**娜."""
    if len(name) < 3:
        return name[:1] + "*" * max(1, len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def covered_number(number: str) -> str:
    """A 工号 of which the last four characters are seen, and never more than half."""
    seen = min(4, len(number) // 2)
    return "*" * (len(number) - seen) + number[len(number) - seen :]


async def _verified(session: AsyncSession, row: TranscriptRow, code: Code) -> Verified:
    content = row.content
    printed, known = content["particulars"], set(content["entries"])
    kept = await entries.kept_of(session, {row.person_id: printed["number"]})
    ours = [one for one in kept if one.entry.id in known]
    later = [one for one in kept if one.entry.id not in known]
    person = await session.get(PersonRow, row.person_id)
    return Verified(
        code=code,
        issued_at=row.issued_at,
        as_of=row.as_of,
        name=covered_name(printed["name"]),
        number=covered_number(printed["number"]),
        lines=tuple(_line(value) for value in content["lines"]),
        fingerprint=_in_groups(row.digest),
        intact=len(ours) == len(known) and _digest(row, ours) == row.digest,
        roster_changed=person is None or _printed(person) != printed,
        later=len(later),
        touching=_touching(later, known),
    )


def _touching(later: Iterable[Kept], known: set[str]) -> int:
    """How many of the later entries lead to one that was known."""
    reached, touching = set(known), 0
    for one in later:  # in the order in which they were written
        if one.entry.refers_to in reached:
            reached.add(one.entry.id)
            touching += 1
    return touching


def drawn(below: Below = secrets.randbelow) -> Code:
    """A new code."""
    plain = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH))
    return Code(plain[:4], plain[4:])


def _until(book: Book, day: date) -> Book:
    """The book without what was completed after the day."""
    later = {line.entry.id for line in book.lines if line.entry.completed is not None and line.entry.completed > day}
    return replace(book, lines=tuple(line for line in book.lines if line.entry.id not in later))


def _content(particulars: Particulars, found: Standing, book: Book) -> dict[str, Any]:
    return {
        "particulars": _printed(particulars),
        "lines": found.to_json()["lines"],
        "entries": [line.entry.id for line in book.lines],
    }


def _printed(of: Particulars | PersonRow) -> dict[str, Any]:
    values = {field: getattr(of, field) for field in _PRINTED}
    return {field: value.isoformat() if isinstance(value, date) else value for field, value in values.items()}


def _digest(row: TranscriptRow, kept: Iterable[Kept]) -> str:
    """SHA-256 over everything that the transcript says, in one way of writing it that must never change."""
    value = {
        "code": row.code,
        "as_of": row.as_of.isoformat(),
        "issued_at": row.issued_at.isoformat(),
        "content": row.content,
        "entries": [_canonical(one) for one in kept],
    }
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _canonical(kept: Kept) -> list[str | None]:
    """An entry as it was written. Not the 工号, which the roster may correct, nor a word of this program's own."""
    entry = kept.entry
    return [
        entry.id,
        entry.kind.value,
        hours_text(entry.hours),
        entry.completed.isoformat() if entry.completed else None,
        entry.category,
        entry.training,
        entry.unit.value,
        entry.refers_to,
        kept.project_number,
        entry.project,
        entry.evidence,
        entry.note,
        entry.source,
        entry.source_key,
        entry.recorded_at.isoformat(),
        entry.recorded_by if entry.recorded_by.isdecimal() else None,
    ]


def _line(value: Mapping[str, Any]) -> VerifiedLine:
    return VerifiedLine(
        name=value["name"],
        document_number=value["document_number"],
        label=value["label"],
        required=Decimal(value["required"]),
        counted=Decimal(value["counted"]),
        remaining=Decimal(value["remaining"]),
    )


def _in_groups(digest: str) -> str:
    return " ".join(re.findall("....", digest[:_FINGERPRINT]))
