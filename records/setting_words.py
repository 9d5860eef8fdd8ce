"""Each setting of a centre as a person types it and as it is shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from policy_corpus.model import AgeDay, LeaveEffect, LeaveTerm, YearKind
from records.centre import SETTING_NAMES, Anchor, CycleStart, Partial
from records.errors import RecordsError
from records.facts import words_of
from records.quiet import QuietHours
from records.standing.model import hours_text
from records.standing.scheme import folded

ANCHORS: Mapping[str, Anchor] = {
    "入职日": Anchor.ENTRY_DAY,
    "入职年": Anchor.ENTRY_YEAR,
    "入职学年": Anchor.ENTRY_SCHOOL_YEAR,
}
"""What may be typed for cycles that are counted for each teacher."""
_EFFECTS = {"顺延": LeaveEffect.EXTEND, "减少": LeaveEffect.REDUCE, "不影响": LeaveEffect.NONE}
_BETWEEN = re.compile(r"[;；\n]+")
_LEAVE = re.compile(r"([^=＝]+)[=＝](顺延|减少|不影响)(?:[（(](\d{1,4})天以上[)）])?")
_PAIR = re.compile(r"([^=＝]+)[=＝]([^=＝]+)")
_QUIET = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])[-－—~～至到]+([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")
_MOST = Decimal(10_000)


class BadSetting(RecordsError):
    """A setting that does not exist, or a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one setting is written."""

    typed: Callable[[str], Any]
    """A person's words → value; raises `ValueError` when they are none."""
    shown: Callable[[Any], str]
    """Value → words, which could be typed again."""
    hint: str
    """What may be typed."""


def field_of(name: str) -> str:
    """The field of `CentreSettings` with this visible name, or name in the program. Raises `BadSetting`."""
    given = name.strip()
    for field, visible in SETTING_NAMES.items():
        if given in (field, visible, visible.partition("（")[0]):
            return field
    raise BadSetting(f"没有“{given[:24]}”这项设定。请用 yanxiu records setting 查看有哪些设定。")


def visible_name(name: str) -> str:
    """The visible name of a setting that is named in any way. Raises `BadSetting`."""
    return SETTING_NAMES[field_of(name)]


def typed(field: str, text: str) -> Any:
    """The value that a person typed. Raises `BadSetting` with what may be typed."""
    kind = KINDS[field]
    try:
        return kind.typed(text.strip())
    except (ValueError, KeyError, InvalidOperation):
        raise BadSetting(f"“{SETTING_NAMES[field]}”不能设成“{text[:40]}”。请写{kind.hint}。") from None


def _choice(words: Mapping[str, Any]) -> Kind:
    back = {value: word for word, value in words.items()}
    hint = "或".join(f"“{word}”" for word in words)
    return Kind(typed=lambda text: words[text], shown=lambda value: back[value], hint=hint)


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or not 0 < value <= _MOST:
        raise ValueError(text)
    return value


def _months(text: str) -> int:
    months = int(text.removesuffix("个月"))
    if not 0 <= months <= 600:
        raise ValueError(text)
    return months


def _leaves(text: str) -> tuple[LeaveTerm, ...]:
    terms = []
    for part in filter(None, map(str.strip, _BETWEEN.split(text))):
        match = _LEAVE.fullmatch(part)
        if match is None or not words_of(match[1]):
            raise ValueError(part)
        terms.append(LeaveTerm(words_of(match[1]), _EFFECTS[match[2]], int(match[3]) if match[3] else None))
    if not terms:
        raise ValueError(text)
    return tuple(terms)


def _leave_words(terms: tuple[LeaveTerm, ...]) -> str:
    effects = {effect: word for word, effect in _EFFECTS.items()}
    found = []
    for term in terms:
        least = f"({term.at_least_days}天以上)" if term.at_least_days else ""
        found.append(f"{'、'.join(term.kinds)}={effects[term.effect]}{least}")
    return "；".join(found)


def _pairs(text: str) -> dict[str, str]:
    found = {}
    for part in filter(None, map(str.strip, _BETWEEN.split(text))):
        match = _PAIR.fullmatch(part)
        if match is None or not match[1].strip() or not match[2].strip():
            raise ValueError(part)
        found[match[1].strip()] = match[2].strip()
    if not found:
        raise ValueError(text)
    return found


def _quiet(text: str) -> QuietHours:
    match = _QUIET.fullmatch(text.replace(" ", ""))
    if match is None:
        raise ValueError(text)
    hours = [int(part) for part in match.groups()]
    return QuietHours(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])


def _cycles(_: str) -> Any:
    raise BadSetting("周期起始日请用 yanxiu records cycle set 设定。")


def _cycle_words(starts: tuple[CycleStart, ...]) -> str:
    anchors = {anchor: word for word, anchor in ANCHORS.items()}
    found = []
    for start in starts:
        begins = f"每人从{anchors[start.anchor]}起" if start.anchor else f"从{start.first_day}起"
        found.append(begins + (f"（{start.years}年一周期的）" if start.years else ""))
    return "；".join(found)


_COUNTS = {"计入": True, "不计入": False}
KINDS: Mapping[str, Kind] = {
    "cycle_starts": Kind(_cycles, _cycle_words, "yanxiu records cycle set"),
    "year_kind": _choice({"公历年": YearKind.CALENDAR, "学年": YearKind.SCHOOL}),
    "partial": _choice({"全额": Partial.FULL, "按比例": Partial.PRO_RATA}),
    "pro_rata_step": Kind(_number, hours_text, "一个大于 0 的数，例如 0.5"),
    "earlier_hours": _choice(_COUNTS),
    "leaves": Kind(
        _leaves,
        _leave_words,
        "假期=顺延、减少或不影响，几项用分号隔开，例如 产假、病假=顺延；支教=不影响；事假=减少(90天以上)",
    ),
    "carry_over": _choice({"结转": True, "不结转": False}),
    "carry_over_maximum": Kind(_number, hours_text, "学时数，例如 36"),
    "pending_counts": _choice(_COUNTS),
    "new_teacher_months": Kind(_months, str, "月数，例如 12"),
    "induction_months": Kind(_months, str, "入职后的月数，0 表示入职前，例如 12"),
    "age_day": _choice({"周期首日": AgeDay.START, "周期末日": AgeDay.END, "当年年底": AgeDay.YEAR_END}),
    "hours_per_credit": Kind(_number, hours_text, "一学分折合的学时数，例如 10"),
    "roles": Kind(
        lambda text: {post: words_of(roles) for post, roles in _pairs(text).items()},
        lambda value: "；".join(f"{post}={'、'.join(roles)}" for post, roles in value.items()),
        "岗位=角色，几项用分号隔开，例如 年级主任=在职教师；兼职教研员=培训者、在职教师",
    ),
    "words": Kind(
        lambda text: {folded(word): meant for word, meant in _pairs(text).items()},
        lambda value: "；".join(f"{word}={meant}" for word, meant in value.items()),
        "登记的类别=规则里的类别，几项用分号隔开，例如 网络研修=线上研修",
    ),
    "show_drafts": _choice({"显示": True, "不显示": False}),
    "quiet_hours": Kind(
        _quiet, QuietHours.words, "起止时刻，例如 21:00-08:00（没有设定时就是这样）；起止相同表示没有免打扰时段"
    ),
    "wide_approval": Kind(
        lambda text: {"需要": True, "不需要": False}[text],
        lambda value: "需要" if value else "不需要",
        "“需要”或“不需要”；没有设定时需要",
    ),
}
"""Field of `CentreSettings` → how it is written."""
