"""Whom an announcement is for and when it goes out, in everyday words."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot import texts
from records.campaigns.audience import Audience, Listed, read_list
from records.china import CHINA
from records.facts import ROLE_WORDS, STAGE_WORDS
from records.risk import Pace

_SHORT = re.compile(
    r"(?:至少|最少)?还?[差缺欠]\s*(?:至少|最少|大于等于|大于|不少于|≥|>=|>)?\s*(?P<hours>\d{1,4}(?:\.\d{1,2})?)\s*个?"
    r"(?:学时|课时)?\s*(?:及|或|和)?(?:以上)?(?:的(?=\s|$))?"
)
_LABELLED = re.compile(r"(?P<label>学校|单位|学段|学科|科目|岗位|角色|地区|工号)\s*[:：]\s*")
_BETWEEN = re.compile(r"[\s,，、;；。+＋]+")
_TAIL = re.compile(r"(?:的|里的|的?所有|的?全体)?(?:老师们?|教师们?|的人|的)$")
_LEAD = re.compile(r"^(?:请?发给|给|通知)\s*")
_NUMBER = re.compile(r"[A-Za-z]{0,6}-?\d[A-Za-z0-9-]{2,}")
_EVERYBODY = frozenset({"全部", "所有人", "全体", "全体教师", "所有老师", "所有教师", "全部老师", "全部教师", "大家"})
_SUBJECT = re.compile(
    "语文|数学|英语|外语|物理|化学|生物|政治|道德与法治|思想政治|历史|地理|音乐|美术|艺术|体育|体育与健康|信息技术|信息科技"
    "|通用技术|科学|劳动|心理|心理健康|综合实践|综合实践活动|学前教育|特殊教育"
)
_NEW_TEACHER = "新任教师"
_DIGITS = str.maketrans("０１２３４５６７８９：．", "0123456789:.")
_LABELS: Mapping[str, str] = {
    "学校": "schools",
    "单位": "schools",
    "学段": "stages",
    "学科": "subjects",
    "科目": "subjects",
    "岗位": "roles",
    "角色": "roles",
}
_TOLD = ("地区", "工号")
"""Labels of what shows by itself what it is."""

_DAYS: Mapping[str, int] = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
_MOMENT = re.compile(
    r"(?:(?P<word>今天|今日|明天|明日|后天)|(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?)?"
    r"\s*(?P<half>早上|早晨|上午|中午|下午|晚上|晚)?\s*(?P<hour>\d{1,2})\s*(?:[:点时]\s*(?:(?P<minute>\d{1,2})\s*分?|(?P<thirty>半))?)"
)
_AFTERNOON = ("下午", "晚上", "晚")
_NOON = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood of an audience."""

    audience: Audience
    """The conditions that need nobody's knowledge of the roster."""
    names: tuple[str, ...] = ()
    """What may be schools or regions."""


def read(text: str) -> Said:
    """The conditions in a text such as “第一小学 小学 还差60学时以上”."""
    rest = _LEAD.sub("", text.translate(_DIGITS).strip())
    short = [Decimal(found["hours"]) for found in _SHORT.finditer(rest)]
    words = [word for word in _BETWEEN.split(_SHORT.sub(" ", _LABELLED.sub(r" \g<label>:", rest))) if word]
    found: dict[str, list[str]] = {"schools": [], "stages": [], "subjects": [], "roles": [], "paces": []}
    names: list[str] = []
    for word in words:
        label, _, named = word.partition(":")
        if named and label in _LABELS:
            found[_LABELS[label]] += STAGE_WORDS.get(named, (named,)) if _LABELS[label] == "stages" else (named,)
        elif (kind := _kind(word)) is not None:
            found[kind[0]] += kind[1]
        elif word not in _EVERYBODY:
            names.append(named if named and label in _TOLD else word)
    listed = _numbers(names)
    audience = Audience(
        schools=tuple(found["schools"]),
        stages=tuple(found["stages"]),
        subjects=tuple(found["subjects"]),
        roles=tuple(found["roles"]),
        short_by=max(short) if short else None,
        paces=tuple(map(Pace, found["paces"])),
        listed=listed,
    )
    return Said(audience, () if listed else tuple(names))


def shapes(word: str) -> tuple[str, ...]:
    """The word, and what is left of it without 的老师 and the like."""
    return tuple(dict.fromkeys((word, _TAIL.sub("", word) or word)))


def _kind(word: str) -> tuple[str, tuple[str, ...]] | None:
    """The condition that a word states, and what it asks for; also where 的老师 hangs on it."""
    for shape in shapes(word):
        if shape in STAGE_WORDS:
            return "stages", STAGE_WORDS[shape]
        if shape in texts.STANDINGS:
            return "paces", (texts.STANDINGS[shape],)
        if _SUBJECT.fullmatch(shape):
            return "subjects", (shape,)
        if shape in ROLE_WORDS:
            return "roles", (_NEW_TEACHER if _NEW_TEACHER in ROLE_WORDS[shape] else shape,)
    return None


def _numbers(words: list[str]) -> tuple[Listed, ...] | None:
    """The words as 工号, if all of them look like some."""
    if not words or not all(_NUMBER.fullmatch(word) for word in words):
        return None
    return read_list("\n".join(words))


def hours_of(text: str) -> Decimal | None:
    """Hours that are said alone, when somebody was asked for them."""
    found = re.fullmatch(r"\D{0,8}(\d{1,4}(?:\.\d{1,2})?)\D{0,8}", text.translate(_DIGITS).strip())
    return Decimal(found[1]) if found else None


def list_of(content: bytes) -> tuple[Listed, ...]:
    """The 工号 in a text file; of a table with a heading 工号 that column alone."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")  # how Excel in China saves .csv
    lines = text.splitlines()
    heading = [cell.strip() for cell in next(csv.reader(io.StringIO(lines[0])), [])] if lines else []
    if "工号" not in heading:
        return read_list(text)
    column = heading.index("工号")
    rows = [next(csv.reader([line]), []) for line in lines[1:]]
    return read_list("\n".join(["", *(row[column] if len(row) > column else "" for row in rows)]))


def moment_of(text: str, *, now: datetime) -> datetime | None:
    """A moment such as 明天9:00, 12月1日下午3点半 or 2026-12-01 09:00, in China; None when it is not one.

    Without a day it is the next such hour, without a year the next such day.
    """
    found = _MOMENT.fullmatch(text.translate(_DIGITS).strip())
    if found is None:
        return None
    hour, minute = int(found["hour"]), 30 if found["thirty"] else int(found["minute"] or 0)
    if found["half"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    local = now.astimezone(CHINA)
    try:
        day = _day(found, local.date())
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)
        if moment <= local and not found["word"] and not found["year"]:
            moment = moment.replace(year=moment.year + 1) if found["month"] else moment + timedelta(days=1)
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _day(found: re.Match[str], today: date) -> date:
    if found["month"]:
        return date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
    return today + timedelta(days=_DAYS.get(found["word"] or "", 0))
