"""What a verification code vouches for, as text for a screen or a chat and as JSON values."""

from typing import TYPE_CHECKING, Any

from bot.texts import pictures as picture_texts
from records.china import CHINA
from records.standing.model import hours_text

if TYPE_CHECKING:
    from records.transcripts import Verified


def verified_text(found: "Verified") -> str:
    """Whose and of when, the hours as issued, and what has changed since."""
    issued_at = f"{found.issued_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    parts = [
        picture_texts.verified_heading(str(found.code), found.name, found.number),
        picture_texts.verified_days(issued_at, found.as_of.isoformat(), found.fingerprint),
    ]
    for line in found.lines:
        required, counted, remaining = map(hours_text, (line.required, line.counted, line.remaining))
        parts.append(
            picture_texts.verified_line(line.name, line.document_number, line.label, required, counted, remaining)
        )
    if found.intact:
        parts += [picture_texts.VERIFIED_INTACT, picture_texts.verified_later(found.later, found.touching)]
    else:
        parts.append(picture_texts.VERIFIED_BROKEN)
    if found.roster_changed:
        parts.append(picture_texts.VERIFIED_ROSTER)
    return "\n".join(parts)


def verified_json(found: "Verified") -> dict[str, Any]:
    """The JSON object of `records verify --json`; hours as strings."""
    return {
        "code": str(found.code),
        "issued_at": found.issued_at.isoformat(),
        "as_of": found.as_of.isoformat(),
        "name": found.name,
        "teacher": found.number,
        "lines": [
            {
                "name": line.name,
                "document_number": line.document_number,
                "label": line.label,
                "required": hours_text(line.required),
                "counted": hours_text(line.counted),
                "remaining": hours_text(line.remaining),
            }
            for line in found.lines
        ],
        "fingerprint": found.fingerprint,
        "intact": found.intact,
        "roster_changed": found.roster_changed,
        "later_entries": found.later,
        "later_entries_touching": found.touching,
    }
