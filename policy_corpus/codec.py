"""Documents as plain JSON values and back, for the parse cache and the index catalogue."""

from dataclasses import asdict
from datetime import date
from typing import Any

from policy_corpus.model import Document, Level, Provision, Reading, Status, TextKind

_DATES = ("issued", "effective", "expires", "superseded_on", "repealed_on", "takes_over")
_TUPLES = ("issuers", "supersedes", "addressees", "copied_to", "notes")


def encode(document: Document) -> dict[str, Any]:
    """`document` as values that `json.dumps` takes; dates become ISO strings."""
    value = asdict(document)
    for key in _DATES:
        if value[key] is not None:
            value[key] = value[key].isoformat()
    value["wordings"] = [day.isoformat() for day in document.wordings]
    return value


def decode(value: dict[str, Any]) -> Document:
    """The document that `encode` made `value` from. Raises KeyError or ValueError on anything else."""
    fields = dict(value)
    for key in _DATES:
        given = fields.get(key)  # earlier versions of the program wrote fewer
        fields[key] = date.fromisoformat(given) if given else None
    for key in _TUPLES:
        fields[key] = tuple(fields[key])
    fields["wordings"] = tuple(date.fromisoformat(day) for day in fields.get("wordings", ()))
    fields["level"] = Level(fields["level"])
    fields["text_kind"] = TextKind(fields["text_kind"])
    fields["declared_status"] = Status(fields["declared_status"])
    fields["provisions"] = tuple(
        Provision(
            label=p["label"],
            heading_path=tuple(p["heading_path"]),
            text=p["text"],
            order=p["order"],
            readings=decode_readings(p["readings"]),
        )
        for p in fields["provisions"]
    )
    return Document(**fields)


def decode_readings(values: list[dict[str, Any]]) -> tuple[Reading, ...]:
    """Readings from their JSON values."""
    return tuple(Reading(r["text"], r["chosen"]) for r in values)
