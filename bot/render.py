"""Answers and documents as JSON values and as text for a screen."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from bot import texts
from indexer.model import Answer, Citation, Refusal
from policy_corpus.model import Document, Provision, Status

_NEVER_FIRST = "，。、；：？！）》】〕”’…—％%"
"""Signs that do not begin a line in Chinese typesetting."""


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation as the JSON object of `ask --json`."""
    return {
        "document_number": citation.document_number,
        "title": citation.title,
        "region": citation.region,
        "label": citation.label,
        "quote": citation.quote,
        "text_kind": citation.text_kind.value,
        "document_status": citation.document_status.value,
        "in_force_until": citation.valid_until or None,
        "source_url": citation.source_url,
    }


def result_json(identity: str | int | None, result: Answer | Refusal, elapsed_ms: float) -> dict[str, Any]:
    """The JSON object of `ask --json`; a refusal has `nearest` besides."""
    answered = isinstance(result, Answer)
    value: dict[str, Any] = {
        "id": identity,
        "status": "answered" if answered else "refused",
        "text": result.text,
        "citations": [citation_json(c) for c in result.citations] if isinstance(result, Answer) else [],
        "confidence": round(result.confidence, 4),
        "reason": result.reason.value if isinstance(result, Refusal) else None,
        "elapsed_ms": round(elapsed_ms, 1),
    }
    if isinstance(result, Refusal):
        value["nearest"] = [citation_json(c) for c in result.nearest]
    return value


def incident_json(identity: str | int | None, reference: str, elapsed_ms: float) -> dict[str, Any]:
    """The JSON object of a question whose handling failed; `reason` is "error"."""
    return {
        "id": identity,
        "status": "refused",
        "text": texts.incident_reply(reference),
        "citations": [],
        "confidence": 0.0,
        "reason": "error",
        "elapsed_ms": round(elapsed_ms, 1),
        "nearest": [],
    }


def document_json(document: Document, status: Status, region_name: str) -> dict[str, Any]:
    """A document's particulars, without its text."""
    return {
        "id": document.id,
        "number": document.number,
        "title": document.title,
        "kind": document.kind,
        "issuers": list(document.issuers),
        "region": document.region,
        "region_name": region_name,
        "level": document.level.value,
        "issued": document.issued.isoformat() if document.issued else None,
        "status": status.value,
        "in_force_from": document.begins.isoformat() if document.begins else None,
        "in_force_until": document.last.isoformat() if document.last else None,
        "superseded_by": document.superseded_by or None,
        "repealed_by": document.repealed_by or None,
        "text_kind": document.text_kind.value,
        "provisions": len(document.provisions),
        "source_url": document.source_url,
    }


def provision_json(provision: Provision) -> dict[str, Any]:
    """A provision with its text and readings."""
    return {
        "label": provision.label,
        "heading_path": list(provision.heading_path),
        "text": provision.text,
        "readings": [{"text": r.text, "chosen": r.chosen} for r in provision.readings],
    }


def provision_text(provision: Provision) -> str:
    """A provision for a screen: headings, text, readings."""
    heading = " / ".join(provision.heading_path) or provision.label
    lines = [f"[{provision.label}] {heading}", provision.text]
    lines += [texts.reading(r.text, r.chosen) for r in provision.readings]
    return "\n".join(lines)


def width(text: str) -> int:
    """Columns that `text` takes on a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns padded by what they take on the screen."""
    lines = [headings, *rows]
    widths = [max(width(line[i]) for line in lines) for i in range(len(headings))]
    return "\n".join(
        "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(line)).rstrip() for line in lines
    )


def wrap(text: str, columns: int) -> str:
    """Break lines longer than `columns` between characters, never before closing punctuation."""
    return "\n".join(piece for line in text.split("\n") for piece in _wrap_line(line, columns))


def _wrap_line(line: str, columns: int) -> list[str]:
    pieces: list[str] = []
    piece = ""
    taken = 0
    for character in line:
        space = width(character)
        # Closing punctuation may hang one place over the edge: `columns` leaves room for it.
        if (
            piece
            and taken + space > columns - 2
            and character not in _NEVER_FIRST
            and not _inside_word(piece, character)
        ):
            pieces.append(piece)
            piece, taken = "", 0
        piece += character
        taken += space
    return [*pieces, piece]


def _inside_word(before: str, character: str) -> bool:
    """True between two characters of a link, number or Latin word, which would be unusable when broken."""
    return before[-1].isascii() and before[-1] != " " and character.isascii() and character != " "
