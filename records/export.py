"""Everything that is kept about a person, to take away: as plain values for a file, and as text to read.

What belongs to a section is data, so that a test can hold it against the tables: every column that refers to a
person, an account or a chat has to be followed here. Of rows that also concern others, only one's own part is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from records import audit
from records.export_words import FIELDS, in_words
from records.model import Actor, Person
from records.permissions import Action, require
from records.schema import (
    AccountChangeRow,
    AccountRow,
    AttemptRow,
    AuditRow,
    Base,
    CodeRow,
    ConversationRow,
    FaqRow,
    GrantRow,
    OutboxRow,
    PersonRow,
    ReplyRow,
    TicketRow,
    UpdateRow,
)

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one table that concern a person in one way."""

    key: str
    """Name in the file."""
    title: str
    """Heading in the text."""
    table: type[Base]
    refers: tuple[Column, ...]
    """Columns that refer to the person, or to their account or private chat."""
    shown: tuple[Column, ...]


SECTIONS = (
    Section(
        "person",
        "名册资料",
        PersonRow,
        (PersonRow.id,),
        (
            PersonRow.number,
            PersonRow.name,
            PersonRow.sex,
            PersonRow.born,
            PersonRow.school,
            PersonRow.region,
            PersonRow.stage,
            PersonRow.subject,
            PersonRow.post,
            PersonRow.entered,
            PersonRow.left,
            PersonRow.created_at,
        ),
    ),
    Section(
        "account",
        "绑定的账号",
        AccountRow,
        (AccountRow.person_id, AccountRow.account),
        (AccountRow.account, AccountRow.bound_at, AccountRow.blocked_at),
    ),
    Section(
        "account_changes",
        "更换账号的申请",
        AccountChangeRow,
        (AccountChangeRow.person_id, AccountChangeRow.account),
        (AccountChangeRow.account, AccountChangeRow.asked_at, AccountChangeRow.decided_at, AccountChangeRow.approved),
    ),
    Section(
        "account_changes_decided",
        "经办的更换账号申请",
        AccountChangeRow,
        (AccountChangeRow.decided_by,),
        (AccountChangeRow.decided_at, AccountChangeRow.approved),
    ),
    Section(
        "grants",
        "角色",
        GrantRow,
        (GrantRow.person_id,),
        (GrantRow.role, GrantRow.region, GrantRow.school, GrantRow.granted_at, GrantRow.revoked_at),
    ),
    Section(
        "grants_given",
        "授予的角色",
        GrantRow,
        (GrantRow.granted_by,),
        (GrantRow.role, GrantRow.region, GrantRow.school, GrantRow.granted_at),
    ),
    Section(
        "codes",
        "收到的绑定码（码本身不保存）",
        CodeRow,
        (CodeRow.person_id,),
        (CodeRow.issued_at, CodeRow.expires_at, CodeRow.used_at, CodeRow.withdrawn_at),
    ),
    Section("codes_issued", "发出的绑定码", CodeRow, (CodeRow.issued_by,), (CodeRow.issued_at,)),
    Section(
        "tries",
        "输错绑定码的次数",
        AttemptRow,
        (AttemptRow.account,),
        (AttemptRow.failures, AttemptRow.paused_until),
    ),
    Section(
        "tickets",
        "转人工的问题",
        TicketRow,
        (TicketRow.person_id,),
        (
            TicketRow.asked_at,
            TicketRow.region,
            TicketRow.school,
            TicketRow.question,
            TicketRow.shown,
            TicketRow.citations,
            TicketRow.doubted,
            TicketRow.answer,
            TicketRow.answered_at,
            TicketRow.reason,
            TicketRow.closed_at,
        ),
    ),
    Section(
        "tickets_handled",
        "经办的提问",
        TicketRow,
        (TicketRow.taken_by, TicketRow.answered_by, TicketRow.closed_by),
        (TicketRow.taken_at, TicketRow.answer, TicketRow.answered_at, TicketRow.reason, TicketRow.closed_at),
    ),
    Section(
        "faqs",
        "核定的常见问题",
        FaqRow,
        (FaqRow.approved_by,),
        (
            FaqRow.region,
            FaqRow.question,
            FaqRow.answer,
            FaqRow.citation,
            FaqRow.approved_at,
            FaqRow.retired_at,
            FaqRow.lapsed_at,
        ),
    ),
    Section(
        "conversations",
        "对话的进度",
        ConversationRow,
        (ConversationRow.account, ConversationRow.chat),
        (ConversationRow.state, ConversationRow.updated_at),
    ),
    Section(
        "replies",
        "问过的问题和回答",
        ReplyRow,
        (ReplyRow.account, ReplyRow.chat),
        (
            ReplyRow.at,
            ReplyRow.question,
            ReplyRow.region,
            ReplyRow.answered,
            ReplyRow.text,
            ReplyRow.citations,
            ReplyRow.verdict,
        ),
    ),
    Section(
        "received",
        "收到您的消息（处理后几天清空内容）",
        UpdateRow,
        (UpdateRow.chat,),
        (UpdateRow.received_at, UpdateRow.payload, UpdateRow.done_at),
    ),
    Section(
        "sent",
        "发给您的消息",
        OutboxRow,
        (OutboxRow.chat,),
        (
            OutboxRow.created_at,
            OutboxRow.method,
            OutboxRow.payload,
            OutboxRow.state,
            OutboxRow.due_at,
            OutboxRow.sent_at,
        ),
    ),
    Section(
        "audit_about",
        "工作人员和您本人办理的有关您的事",
        AuditRow,
        (AuditRow.subject_id,),
        (AuditRow.at, AuditRow.action, AuditRow.detail),
    ),
    Section(
        "audit_by",
        "您办理的事",
        AuditRow,
        (AuditRow.actor_id,),
        (AuditRow.at, AuditRow.action, AuditRow.detail),
    ),
)


@dataclass(frozen=True, slots=True)
class Export:
    """All that is kept, as of a moment."""

    made_at: datetime
    sections: tuple[tuple[Section, tuple[Mapping[str, Any], ...]], ...] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """Plain values: an array of objects for each section; moments and days in ISO 8601."""
        made: dict[str, Any] = {"exported_at": self.made_at.isoformat()}
        for section, rows in self.sections:
            made[section.key] = [{name: _plain(value) for name, value in row.items()} for row in rows]
        return made

    def as_text(self) -> str:
        """The same to be read: what is empty is left out."""
        parts = [f"系统里保存的全部资料（截至 {in_words('made_at', self.made_at)}，北京时间）"]
        for section, rows in self.sections:
            if rows:
                parts.append(f"【{section.title}】共 {len(rows)} 条\n" + "\n".join(map(_row_text, rows)))
        return "\n\n".join(parts)


async def collect(session: AsyncSession, *, actor: Actor, person: Person, now: datetime) -> Export:
    """All about the person, for themselves; for administrators and the command line, which is noted.

    Raises `NotPermitted`.
    """
    own = actor.id == person.id
    require(actor, Action.SEE_OWN if own else Action.EXPORT, person)
    made = await _collect(session, person.id, person.account, now)
    if not own:
        audit.record(session, actor=actor, action="people.export", subject=person.id, now=now)
    return made


async def of_account(session: AsyncSession, account: int, *, now: datetime) -> Export:
    """All about an account that nobody has bound, for whoever writes from it."""
    return await _collect(session, None, account, now)


async def _collect(session: AsyncSession, person_id: int | None, account: int | None, now: datetime) -> Export:
    found = []
    for section in SECTIONS:
        wanted = [
            column == key
            for column in section.refers
            if (key := account if is_account(column) else person_id) is not None
        ]
        rows: Sequence[RowMapping] = ()
        if wanted:
            order = inspect(section.table).primary_key
            rows = (await session.execute(select(*section.shown).where(or_(*wanted)).order_by(*order))).mappings().all()
        found.append((section, tuple(dict(row) for row in rows)))
    return Export(now, tuple(found))


def is_account(column: Column) -> bool:
    """Whether the column holds an account or a chat; the private chat has the number of the account."""
    return column.key in ("account", "chat")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _row_text(row: Mapping[str, Any]) -> str:
    shown = [
        f"{FIELDS[name]}：{in_words(name, value)}" for name, value in row.items() if value not in (None, "", [], {})
    ]
    return "· " + "\n  ".join(shown)
