"""Settings of a centre as the database keeps them: plain values for JSON, checked on the way back."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from policy_corpus.model import AgeDay, LeaveEffect, LeaveTerm, YearKind
from records.centre import SETTING_NAMES, Anchor, CycleStart, Partial
from records.errors import RecordsError
from records.quiet import QuietHours


class UnreadableSetting(RecordsError):
    """The database holds a setting that this version cannot read."""


def encode(value: Any) -> Any:
    """A value of a field of `CentreSettings` as what `json.dumps` takes."""
    if isinstance(value, CycleStart):
        day = value.first_day.isoformat() if value.first_day else None
        return {"first_day": day, "anchor": value.anchor.value if value.anchor else None, "years": value.years}
    if isinstance(value, LeaveTerm):
        return {"kinds": list(value.kinds), "effect": value.effect.value, "at_least_days": value.at_least_days}
    if isinstance(value, QuietHours):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    return str(value) if isinstance(value, Decimal | StrEnum) else value


def decode(region: str, field: str, plain: Any) -> Any:
    """The value that `region` keeps as `plain`. Raises `UnreadableSetting`."""
    try:
        return _starts(region, plain) if field == "cycle_starts" else _READERS[field](plain)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        name = SETTING_NAMES.get(field, field)
        raise UnreadableSetting(f"地区 {region} 的本中心设定“{name}”读不懂。请重新设定，或升级程序。") from None


def _starts(region: str, plain: Any) -> tuple[CycleStart, ...]:
    return tuple(
        CycleStart(
            region=region,
            first_day=date.fromisoformat(one["first_day"]) if one["first_day"] else None,
            anchor=Anchor(one["anchor"]) if one["anchor"] else None,
            years=one["years"],
        )
        for one in plain
    )


def _leave_term(plain: Any) -> LeaveTerm:
    return LeaveTerm(tuple(plain["kinds"]), LeaveEffect(plain["effect"]), plain["at_least_days"])


def _flag(plain: Any) -> bool:
    if not isinstance(plain, bool):
        raise TypeError("not true or false")
    return plain


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "year_kind": YearKind,
    "partial": Partial,
    "pro_rata_step": Decimal,
    "earlier_hours": _flag,
    "leaves": lambda plain: tuple(map(_leave_term, plain)),
    "carry_over": _flag,
    "carry_over_maximum": Decimal,
    "pending_counts": _flag,
    "new_teacher_months": int,
    "induction_months": int,
    "age_day": AgeDay,
    "hours_per_credit": Decimal,
    "roles": lambda plain: {post: tuple(roles) for post, roles in plain.items()},
    "words": dict,
    "show_drafts": _flag,
    "quiet_hours": lambda plain: QuietHours(*map(int, plain)),
    "wide_approval": _flag,
}
