"""What belongs to the export of a person, as data: a test holds it against the tables.

Every column that refers to a person, an account or a chat has to be followed here. Of rows that also concern others,
only one's own part is shown.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from records.schema import (
    AccountChangeRow,
    AccountRow,
    AttemptRow,
    AuditRow,
    Base,
    BatchRow,
    CodeRow,
    ConversationRow,
    EntryRow,
    FaqRow,
    FormerFactRow,
    GrantRow,
    LeaveRow,
    OutboxRow,
    PersonRow,
    ReplyRow,
    RosterChangeRow,
    SettingRow,
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
        "entries",
        "学时台账",
        EntryRow,
        (EntryRow.person_id,),
        (
            EntryRow.id,
            EntryRow.kind,
            EntryRow.hours,
            EntryRow.unit,
            EntryRow.completed,
            EntryRow.category,
            EntryRow.training,
            EntryRow.project_number,
            EntryRow.project,
            EntryRow.source,
            EntryRow.evidence,
            EntryRow.note,
            EntryRow.refers_to,
            EntryRow.recorded_at,
        ),
    ),
    Section(
        "entries_recorded",
        "经办的学时登记",
        EntryRow,
        (EntryRow.recorded_by,),
        (EntryRow.id, EntryRow.kind, EntryRow.recorded_at),
    ),
    Section(
        "former_facts",
        "名册资料以前的内容",
        FormerFactRow,
        (FormerFactRow.person_id,),
        (FormerFactRow.field, FormerFactRow.value, FormerFactRow.until),
    ),
    Section(
        "roster_changes",
        "名册导入作的改动",
        RosterChangeRow,
        (RosterChangeRow.person_id,),
        (RosterChangeRow.added, RosterChangeRow.before, RosterChangeRow.after, RosterChangeRow.recorded_at),
    ),
    Section(
        "leaves",
        "假期",
        LeaveRow,
        (LeaveRow.person_id,),
        (LeaveRow.kind, LeaveRow.first_day, LeaveRow.last_day, LeaveRow.recorded_at, LeaveRow.withdrawn_at),
    ),
    Section(
        "leaves_recorded",
        "经办的假期登记",
        LeaveRow,
        (LeaveRow.recorded_by,),
        (LeaveRow.recorded_at,),
    ),
    Section(
        "batches",
        "导入的文件",
        BatchRow,
        (BatchRow.opened_by, BatchRow.undone_by),
        (BatchRow.id, BatchRow.kind, BatchRow.file_name, BatchRow.opened_at, BatchRow.undone_at),
    ),
    Section(
        "settings",
        "作的本中心设定",
        SettingRow,
        (SettingRow.set_by,),
        (SettingRow.region, SettingRow.setting, SettingRow.value, SettingRow.set_at),
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
