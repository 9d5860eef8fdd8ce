"""Announcements as the rest of the program sees them: frozen values, and the errors of the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from records.campaigns.audience import Audience
from records.campaigns.content import Content
from records.errors import RecordsError


class CampaignError(RecordsError):
    """The announcement cannot be made or changed as asked."""


class UnknownCampaign(CampaignError):
    """There is no announcement of this number, or none that the person may see."""


class BadContent(CampaignError):
    """The contents cannot be sent; the sentences say where and what to do."""


class NobodyToReach(CampaignError):
    """The audience is empty, or none of it can be reached."""


class WrongState(CampaignError):
    """The announcement is past, or not yet at, the point where this can be done."""


class State(StrEnum):
    """Where an announcement is on its way."""

    DRAFT = "draft"
    WAITING_APPROVAL = "waiting_approval"
    SCHEDULED = "scheduled"
    """Decided; its moment has not come, or nobody has begun to queue it."""
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    """Every recipient's message is settled; some may be uncertain."""
    CANCELLED = "cancelled"


STATES: Mapping[State, str] = {
    State.DRAFT: "草稿",
    State.WAITING_APPROVAL: "等待审批",
    State.SCHEDULED: "已排定",
    State.SENDING: "发送中",
    State.PAUSED: "已暂停",
    State.DONE: "已完成",
    State.CANCELLED: "已取消",
}
"""State → its name."""


class Stage(StrEnum):
    """Where one recipient is on the way to a message."""

    PENDING = "pending"
    """Not looked at yet."""
    QUEUED = "queued"
    """The outbox has the message."""
    OUTDATED = "outdated"
    """So it has, but the announcement was corrected since: an edit may be needed."""
    UNREACHABLE = "unreachable"
    DROPPED = "dropped"
    """The announcement was cancelled first."""


class Reason(StrEnum):
    """Why somebody cannot be reached."""

    NOT_BOUND = "not_bound"
    BLOCKED = "blocked"
    LEFT = "left"


REASONS: Mapping[Reason, str] = {
    Reason.NOT_BOUND: "没有绑定账号",
    Reason.BLOCKED: "停用了机器人",
    Reason.LEFT: "已离岗",
}
"""Reason → what is said."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One announcement."""

    id: int
    author: int | None
    """Id of the person; None for the command line."""
    region: str
    """Whose settings hold for it; empty for a list without a region."""
    content: Content
    audience: Audience
    state: State
    urgent: bool
    receipt: bool
    scheduled_for: datetime | None
    follows: int | None
    """The announcement of which it reminds those who have not read it."""
    edition: int
    """How often it was corrected."""
    created_at: datetime
    confirmed_at: datetime | None
    confirmed_by: int | None
    approved_at: datetime | None
    approved_by: int | None
    started_at: datetime | None
    corrected_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a pause or a cancellation found."""

    sent: int
    """Messages that had gone out; some of them may be uncertain or on their way."""
    held: int
    """Recipients whose message waits, or would be queued, once it goes on; 0 after a cancellation."""
    cancelled: int
    """Recipients who will not get it."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Whom a correction finds."""

    edits: int
    """Who have it already, and will see it changed."""
    replaced: int
    """Who have yet to get it, and get the new text at once."""
    uncorrectable: int
    """Whose message may have arrived, but is not known by its number: it cannot be changed."""
    readers: int
    """Of those who have it: who had already pressed 已阅. They get a short notice besides."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """What one step of the work on an announcement did."""

    state: State
    queued: int
    """Messages put into the outbox in this step, edits included."""
    unreachable: int
    """Recipients found out of reach in this step."""
    more: bool
    """Whether another step at once would do something."""
    finished: bool
    """Whether nothing is left to do or to wait for."""
    wait_until: datetime | None = None
    """When to come again; None to come again some seconds later, unless it is finished."""
