"""An announcement in the making, as it is kept in the memory of the chat."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.messages import Button, Incoming
from bot.reception.visit import Pending, Visit
from records.campaigns import compose
from records.campaigns.audience import Audience
from records.campaigns.content import Content
from records.campaigns.model import Campaign

ANNOUNCE = "an"
"""First letters of what buttons carry: an:<what>:<draft or announcement>[:<more>]."""
ANNOUNCING, CORRECTING, REFUSING = "announce", "announce_correct", "announce_refuse"
KINDS = frozenset({ANNOUNCING, CORRECTING, REFUSING})
"""Kinds of `Pending` that belong to announcements."""


class Step(StrEnum):
    """What the next message of the author is."""

    CONTENT = "content"
    AUDIENCE = "audience"
    SCHOOL = "school"
    STAGE = "stage"
    ROLE = "role"
    HOURS = "hours"
    LIST = "list"
    READY = "ready"
    """Nothing: a button decides."""
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said so far."""

    step: Step = Step.CONTENT
    content: Content | None = None
    audience: Audience = field(default_factory=Audience)
    """The conditions so far."""
    urgent: bool = False
    receipt: bool = False
    at: datetime | None = None
    """When it is to go out; None for as soon as it is decided."""
    follows: int | None = None
    """The announcement of which it reminds those who have not read it."""
    shown: tuple[str, ...] = ()
    """What the buttons shown last offer, in their order."""
    seen: str = ""
    """Who was shown in the last preview, as `fingerprint` says it."""

    def campaign(self, visit: Visit) -> Campaign:
        """The same for the services. Raises what `compose.draft` raises."""
        return compose.draft(
            actor=visit.actor,
            content=self.content or Content(""),
            audience=self.audience,
            urgent=self.urgent,
            receipt=self.receipt,
            scheduled_for=self.at,
            follows=self.follows,
            now=visit.now,
        )

    def to_text(self) -> str:
        """For `Pending.text`."""
        plain = {
            "step": self.step.value,
            "content": self.content.to_json() if self.content else None,
            "audience": self.audience.to_json(),
            "urgent": self.urgent,
            "receipt": self.receipt,
            "at": self.at.isoformat() if self.at else None,
            "follows": self.follows,
            "shown": self.shown,
            "seen": self.seen,
        }
        return json.dumps(plain, ensure_ascii=False)

    @property
    def version(self) -> str:
        """Changes with everything that a preview shows: the button of an older preview sends nothing."""
        shown = replace(self, step=Step.READY, shown=(), seen="")
        return hashlib.sha256(shown.to_text().encode()).hexdigest()[:10]

    @classmethod
    def from_text(cls, text: str) -> "Draft":
        """The way back."""
        plain = json.loads(text)
        return cls(
            step=Step(plain["step"]),
            content=Content.from_json(plain["content"]) if plain["content"] else None,
            audience=Audience.from_json(plain["audience"]),
            urgent=plain["urgent"],
            receipt=plain["receipt"],
            at=datetime.fromisoformat(plain["at"]) if plain["at"] else None,
            follows=plain["follows"],
            shown=tuple(plain["shown"]),
            seen=plain["seen"],
        )


def kept(visit: Visit) -> Draft | None:
    """The draft that the person is at, if any."""
    pending = visit.memory.pending
    return Draft.from_text(pending.text) if pending is not None and pending.kind == ANNOUNCING else None


def keep(visit: Visit, draft: Draft, *, number: int | None = None) -> None:
    """Remember the draft; `number` names a new one."""
    pending = visit.memory.pending
    subject = number if number is not None or pending is None else pending.subject
    visit.remember(pending=Pending(ANNOUNCING, subject or 0, draft.to_text()))


def draft_button(visit: Visit, label: str, what: str, more: str = "") -> Button:
    """A button that belongs to the draft of now, and to no other."""
    pending = visit.memory.pending
    return Button(label, f"{ANNOUNCE}:{what}:{pending.subject if pending else 0}:{more}".rstrip(":"))


def button(label: str, what: str, campaign: int, more: str = "") -> Button:
    """A button about an announcement that is kept."""
    return Button(label, f"{ANNOUNCE}:{what}:{campaign}:{more}".rstrip(":"))


def with_more(audience: Audience, more: Audience) -> Audience:
    """Both together: conditions of different kinds all have to hold, of one kind any."""
    return replace(
        audience,
        region=more.region or audience.region,
        schools=_both(audience.schools, more.schools),
        stages=_both(audience.stages, more.stages),
        subjects=_both(audience.subjects, more.subjects),
        roles=_both(audience.roles, more.roles),
        short_by=audience.short_by if more.short_by is None else more.short_by,
        paces=tuple(dict.fromkeys((*audience.paces, *more.paces))),
        listed=audience.listed if more.listed is None else more.listed,
    )


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def html_of(incoming: Incoming) -> str:
    """What was said, as the HTML of announcements."""
    return incoming.html


def fingerprint(people: Iterable[int]) -> str:
    """Says whether two previews show the same people."""
    return hashlib.sha256(",".join(map(str, sorted(people))).encode()).hexdigest()[:16]


def digest(campaign: Campaign) -> str:
    """Says whether somebody has seen the contents that an announcement has now."""
    return hashlib.sha256(json.dumps(campaign.content.to_json(), sort_keys=True).encode()).hexdigest()[:12]
