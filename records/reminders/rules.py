"""The rules of reminders: data of `records/data/reminders.toml`, checked; every problem says where it stands."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any, TypeVar

from policy_corpus import regions
from policy_corpus.errors import CorpusError
from policy_corpus.model import Period
from policy_corpus.toml_table import Table, parse_toml
from records.calendar import WorkingDays
from records.errors import RecordsError
from records.quiet import USUAL, QuietHours
from records.reminders.model import Kind
from records.setting_words import KINDS
from records.standing import Line, RuleBook

FILE = "reminders.toml"
MOST_DAYS = 1000
"""No threshold lies further from its deadline."""
_ID = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
Read = TypeVar("Read")
_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.ESCALATION}


class BadReminders(RecordsError):
    """The rules of reminders cannot be used; the sentence names every problem."""


@dataclass(frozen=True, slots=True)
class NoticeDate:
    """A day that a document names and that teachers are reminded of."""

    id: str
    document: str
    """Number of the document."""
    label: str
    """The provision."""
    name: str
    """What happens on the day."""
    region: str
    """Teachers of this region are reminded."""
    day: date
    rule: str = ""
    """Only those who lack hours of this rule; empty for everybody."""


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """What the file says; a centre may decide otherwise (`records.reminders.settings`)."""

    thresholds: Mapping[Kind, tuple[int, ...]]
    """Days, the largest first; a kind without any is not reminded of."""
    quiet: QuietHours
    """When nobody is reminded; a day's reminders go out when they end."""
    dates: tuple[NoticeDate, ...] = ()


class ReminderBook:
    """All that reminders follow: rules of the corpus, rules of reminders, the calendar."""

    def __init__(self, rules: RuleBook, reminders: ReminderRules, days: WorkingDays) -> None:
        self.rules = rules
        self.reminders = reminders
        self.days = days
        prepared = (item.rule for there in rules.by_region.values() for item in there)
        self._kinds = {rule.id: _BY_PERIOD[rule.period] for rule in prepared if rule.period is not None}

    @classmethod
    def shipped(cls, rules: RuleBook) -> "ReminderBook":
        """With the rules of reminders that are shipped. Raises `BadReminders`."""
        text = (files("records") / "data" / FILE).read_text(encoding="utf-8")
        return cls(rules, read_rules(text, FILE), WorkingDays())

    def kind(self, line: Line, day: date) -> Kind:
        """What a shortfall of this line is reminded of as."""
        kind = self._kinds.get(line.rule, Kind.CYCLE_END)
        over = line.cycle_end is not None and day > line.cycle_end
        return Kind.MAKEUP_END if over and kind is not Kind.ONCE_DUE else kind


_BY_PERIOD = {Period.CYCLE: Kind.CYCLE_END, Period.YEAR: Kind.YEAR_END, Period.ONCE: Kind.ONCE_DUE}


def read_rules(text: str, file: str) -> ReminderRules:
    """The rules in `text`. Raises `BadReminders` with every problem that was found."""
    try:
        values = parse_toml(text, file)
    except CorpusError as error:
        raise BadReminders(str(error)) from None
    problems: list[str] = []
    top = Table(values, file=file)
    hours = _tried(problems, partial(_hours, top)) or USUAL
    thresholds: dict[Kind, tuple[int, ...]] = {}
    for number, table in enumerate(_tried(problems, partial(top.tables, "reminder")) or (), 1):
        raw = values["reminder"][number - 1]
        thresholds.update(_tried(problems, partial(_reminder, table, raw, number, thresholds)) or {})
    dates: list[NoticeDate] = []
    for number, table in enumerate(_tried(problems, partial(top.tables, "date")) or (), 1):
        found = _tried(problems, partial(_date, table, number, dates))
        if found is not None:
            dates.append(found)
    _tried(problems, top.finish)
    if problems:
        raise BadReminders("\n".join(problems))
    return ReminderRules(thresholds, hours, tuple(dates))


def thresholds_of(values: Sequence[Any]) -> tuple[int, ...]:
    """Days in the order in which they come, the largest first. Raises `ValueError` for what are none."""
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in values)
    if not values or not whole or len(set(values)) != len(values):
        raise ValueError(values)
    if not all(1 <= value <= MOST_DAYS for value in values):
        raise ValueError(values)
    return tuple(sorted(values, reverse=True))


def _hours(top: Table) -> QuietHours:
    table = top.table("hours")
    if table is None:
        raise top.error("hours", "缺少这一段", '请补上 [hours] 和 quiet = "20:00-09:00"')
    try:
        found: QuietHours = KINDS["quiet_hours"].typed(table.text("quiet"))
    except ValueError:
        raise table.error("quiet", "不是起止时刻", '请写成 "20:00-09:00" 这样') from None
    table.finish()
    return found


def _reminder(
    table: Table, raw: Mapping[str, Any], number: int, known: Mapping[Kind, object]
) -> dict[Kind, tuple[int, ...]]:
    table.place = f"第{number}个 [[reminder]]"
    kind = table.choice("kind", _KINDS)
    if kind in known:
        raise table.error("kind", f"“{kind}”出现了两次", "请合并成一段")
    if not table.has("thresholds"):
        raise table.error("thresholds", "缺少这一项", "请写成 [180, 90, 30, 7] 这样的列表")
    given = raw["thresholds"]
    try:
        thresholds = thresholds_of(given if isinstance(given, list) else ())
    except ValueError:
        problem = f"应是 1 到 {MOST_DAYS} 之间、各不相同的整数的列表，现在是 {given!r}"
        raise table.error("thresholds", problem, "请写成 [180, 90, 30, 7] 这样的列表") from None
    table.finish()
    return {kind: thresholds}


def _date(table: Table, number: int, known: Sequence[NoticeDate]) -> NoticeDate:
    table.place = f"第{number}个 [[date]]"
    day = table.day("day")
    if day is None:
        raise table.error("day", "缺少这一项", "请写成 day = 2026-12-15")
    found = NoticeDate(
        id=table.text("id"),
        document=table.text("document"),
        label=table.text("label"),
        name=table.text("name"),
        region=table.region_code("region"),
        day=day,
        rule=table.text("rule", default=""),
    )
    table.finish()
    if not _ID.fullmatch(found.id):
        raise table.error("id", f"“{found.id}”不能用", "请只用小写字母、数字和连字符，不超过64个")
    if any(one.id == found.id for one in known):
        raise table.error("id", f"“{found.id}”出现了两次", "请改成不同的名称")
    try:
        regions.get(found.region)
    except CorpusError as error:
        raise table.error("region", str(error).rstrip("。"), "请改成 GB/T 2260 的六位代码") from None
    return found


def _tried(problems: list[str], read: Callable[[], Read]) -> Read | None:
    """What `read` returns; its problem is noted, so that all of them are shown together."""
    try:
        return read()
    except CorpusError as error:
        problems.append(str(error))
        return None
