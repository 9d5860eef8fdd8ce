"""What a centre decides about reminders. The nearest region that has decided goes before those above it and the file.

Kept apart from `records.centre`: those settings change what a standing says, these only when somebody hears of it.
Services; the caller commits.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from records import audit, dialects, settings_store
from records.china import day_of
from records.model import Actor, Particulars
from records.permissions import Action, require
from records.quiet import QuietHours
from records.reminder_schema import ReminderSettingRow
from records.reminders import texts
from records.reminders.model import DEADLINES, KIND_NAMES, Kind
from records.reminders.rules import MOST_DAYS, ReminderRules, thresholds_of
from records.setting_words import KINDS, BadSetting
from records.settings_store import Shown

SETTING_NAMES: Mapping[str, str] = {
    "thresholds": "提醒天数",
    "off": "停用的提醒",
    "quiet": "提醒的免打扰时段",
    "escalate": "最后一次提醒后报学校",
}
"""What a centre may decide → its visible name."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When people of one region are reminded."""

    thresholds: Mapping[Kind, tuple[int, ...]]
    """Days, the largest first; a kind that is switched off is not here."""
    quiet: QuietHours
    escalate: bool
    """Whether the staff of a school hear of teachers who are short after their last reminder."""

    def last(self, kind: Kind) -> int | None:
        """The last threshold of a kind, None when it is switched off."""
        found = self.thresholds.get(kind)
        return found[-1] if found else None

    def next_day(self, now: datetime) -> tuple[date, datetime]:
        """The day whose reminders may still go out at `now`, and the moment from which they may."""
        at = self.quiet.opening(now)
        return day_of(at), at


class Policies:
    """What holds in each region, put together once."""

    def __init__(self, rules: ReminderRules, rows: Iterable[tuple[str, str, Any]]) -> None:
        self._rules = rules
        self._by_region: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for region, field, plain in rows:
            self._by_region[region][field] = plain
        self._known: dict[str, Policy] = {}

    @property
    def any_escalates(self) -> bool:
        """Whether any region tells its schools."""
        return any(decided.get("escalate") for decided in self._by_region.values())

    def of(self, region: str) -> Policy:
        """What holds in a region; the file's rules for one that does not exist."""
        known = self._known.get(region)
        if known is None:
            known = self._known[region] = self._policy(region)
        return known

    def effective(self, region: str) -> dict[str, tuple[Any, str]]:
        """What was decided → its plain value and the region that decided it, the nearest first."""
        found: dict[str, tuple[Any, str]] = {}
        for code in settings_store.chain(region):
            for field, plain in self._by_region.get(code, {}).items():
                found.setdefault(field, (plain, code))
        return found

    def _policy(self, region: str) -> Policy:
        decided = {field: plain for field, (plain, _) in self.effective(region).items()}
        own = {Kind(kind): tuple(days) for kind, days in decided.get("thresholds", {}).items()}
        off = set(decided.get("off", ()))
        thresholds = {kind: days for kind, days in {**self._rules.thresholds, **own}.items() if kind not in off}
        quiet = QuietHours(*decided["quiet"]) if "quiet" in decided else self._rules.quiet
        return Policy(thresholds, quiet, bool(decided.get("escalate")))


async def load(session: AsyncSession, rules: ReminderRules) -> Policies:
    """All that the centres decided."""
    rows = await session.execute(
        select(ReminderSettingRow.region, ReminderSettingRow.setting, ReminderSettingRow.value)
    )
    return Policies(rules, ((row[0], row[1], row[2]) for row in rows))


async def shown(session: AsyncSession, rules: ReminderRules, region: str) -> tuple[Shown, ...]:
    """Every setting as it holds in the region, with where it was decided; empty values are the file's."""
    held = (await load(session, rules)).effective(region)
    return tuple(
        Shown(field, name, _WORDS[field].shown(held[field][0]) if field in held else "", where, _WORDS[field].hint)
        for field, name in SETTING_NAMES.items()
        for where in (held[field][1] if field in held else "",)
    )


async def choose(session: AsyncSession, *, actor: Actor, region: str, name: str, text: str, now: datetime) -> Shown:
    """Decide a setting by its visible name, in words. Raises `BadSetting`, `NotPermitted`."""
    field = _field(name)
    _require(actor, region)
    words = _WORDS[field]
    try:
        plain = words.typed(text.strip())
    except (ValueError, KeyError):
        raise BadSetting(f"“{SETTING_NAMES[field]}”不能设成“{text[:40]}”。请写{words.hint}。") from None
    kept = {"value": plain, "set_at": now, "set_by": actor.id}
    statement = dialects.insert(session, ReminderSettingRow).values(region=region, setting=field, **kept)
    await session.execute(statement.on_conflict_do_update(index_elements=["region", "setting"], set_=kept))
    _note(session, actor, "reminders.set", region, field, now)
    await session.flush()
    return Shown(field, SETTING_NAMES[field], words.shown(plain), region, words.hint)


async def unset(session: AsyncSession, *, actor: Actor, region: str, name: str, now: datetime) -> bool:
    """Take back what the region itself decided; False when it had not. Raises `BadSetting`, `NotPermitted`."""
    field = _field(name)
    _require(actor, region)
    row = ReminderSettingRow
    gone = delete(row).where(row.region == region, row.setting == field).returning(row.id)
    if not (await session.scalars(gone)).all():
        return False
    _note(session, actor, "reminders.unset", region, field, now)
    await session.flush()
    return True


def visible_name(name: str) -> str:
    """The visible name of a setting that is named in any way. Raises `BadSetting`."""
    return SETTING_NAMES[_field(name)]


def _field(name: str) -> str:
    for field, visible in SETTING_NAMES.items():
        if name.strip() in (field, visible):
            return field
    raise BadSetting(f"没有“{name.strip()[:24]}”这项设定。可以设定的有：{'、'.join(SETTING_NAMES.values())}。")


def _require(actor: Actor, region: str) -> None:
    regions.get(region)
    require(actor, Action.SET_RULES_OF_CENTRE, Particulars(number="", name="", region=region))


def _note(session: AsyncSession, actor: Actor, action: str, region: str, field: str, now: datetime) -> None:
    audit.record(session, actor=actor, action=action, detail={"setting": field, "region": region}, now=now)


@dataclass(frozen=True, slots=True)
class _Words:
    """How one setting is written."""

    typed: Callable[[str], Any]
    """A person's words → plain value for JSON; raises `ValueError` or `KeyError` when they are none."""
    shown: Callable[[Any], str]
    hint: str


_KINDS = {name: kind for kind, name in KIND_NAMES.items() if kind is not Kind.ESCALATION}
_BETWEEN = re.compile(r"[;；\n]+")
_LIST = re.compile(r"[、,，\s]+")
_NONE = "无"


def _thresholds(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for part in filter(None, map(str.strip, _BETWEEN.split(text))):
        name, _, days = re.sub("＝", "=", part).partition("=")
        kind = _KINDS[name.strip()]
        found[kind.value] = list(thresholds_of([int(day.removesuffix("天")) for day in _LIST.split(days.strip())]))
    if not found:
        raise ValueError(text)
    return found


def _off(text: str) -> list[str]:
    if text == _NONE:  # what a region above switched off comes again
        return []
    found = [_KINDS[name].value for name in _LIST.split(text) if name]
    if not found:
        raise ValueError(text)
    return found


def _quiet(text: str) -> list[int]:
    hours: QuietHours = KINDS["quiet_hours"].typed(text)
    return [hours.start, hours.end]


_WORDS: Mapping[str, _Words] = {
    "thresholds": _Words(
        _thresholds,
        lambda plain: "；".join(f"{KIND_NAMES[kind]}={texts.days_list(plain[kind])}" for kind in Kind if kind in plain),
        f"种类=天数（1 到 {MOST_DAYS}），几项用分号隔开，例如 {KIND_NAMES[DEADLINES[0]]}=180、60、14",
    ),
    "off": _Words(
        _off,
        lambda plain: "、".join(KIND_NAMES[Kind(kind)] for kind in plain) or _NONE,
        f"种类，几种用顿号隔开，可写的有 {'、'.join(_KINDS)}；都不停用写“{_NONE}”",
    ),
    "quiet": _Words(
        _quiet,
        lambda plain: QuietHours(*plain).words(),
        "起止时刻，例如 20:00-09:00；每天的提醒在它结束时发出",
    ),
    "escalate": _Words(
        {"报": True, "不报": False}.__getitem__, lambda plain: "报" if plain else "不报", "“报”或“不报”"
    ),
}
