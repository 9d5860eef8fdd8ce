"""What a standing needs to know of a teacher, as dated facts; and what the words of a roster mean for rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ROLE_WORDS: Mapping[str, tuple[str, ...]] = {
    "在职教师": ("在职教师",),
    "教师": ("在职教师",),
    "专任教师": ("在职教师",),
    "任课教师": ("在职教师",),
    "班主任": ("在职教师",),
    "教研员": ("在职教师",),
    "新任教师": ("新任教师", "在职教师"),
    "新教师": ("新任教师", "在职教师"),
    "新入职教师": ("新任教师", "在职教师"),
    "见习教师": ("新任教师", "在职教师"),
    "校长": ("校长", "在职教师"),
    "副校长": ("校长", "在职教师"),
    "园长": ("校长", "在职教师"),
    "副园长": ("校长", "在职教师"),
    "培训者": ("培训者",),
    "培训师": ("培训者",),
    "培训团队成员": ("培训者",),
    "县级教师发展中心专任教师": ("县级教师发展中心专任教师", "在职教师"),
    "教师进修学校专职教师": ("教师进修学校专职教师", "在职教师"),
    "教师进修学校领导班子成员": ("教师进修学校领导班子成员",),
}
"""岗位 in a roster → roles of rules. The only such table; a centre overrides it by its setting 岗位对应."""

STAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "幼儿园": ("幼儿园",),
    "学前": ("幼儿园",),
    "学前教育": ("幼儿园",),
    "幼教": ("幼儿园",),
    "小学": ("小学",),
    "初中": ("初中",),
    "初级中学": ("初中",),
    "高中": ("高中",),
    "普通高中": ("高中",),
    "高级中学": ("高中",),
    "中学": ("初中", "高中"),
    "完全中学": ("初中", "高中"),
    "九年一贯制": ("小学", "初中"),
    "义务教育": ("小学", "初中"),
    "中职": ("中职",),
    "中等职业学校": ("中职",),
    "职高": ("中职",),
}
"""学段 in a roster → 学段 of rules."""

_SEPARATORS = re.compile(r"[、，,;；/／+＋\s]+")


class Sex(StrEnum):
    """As rosters write it."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact that held from one day to another."""

    value: str
    start: date | None = None
    """First day; None for as long as anybody knows."""
    end: date | None = None
    """Last day; None while it holds."""


@dataclass(frozen=True, slots=True)
class Leave:
    """产假, 病假, 支教 …"""

    kind: str
    start: date
    end: date | None = None
    """Last day; None while it lasts."""


@dataclass(frozen=True, slots=True)
class TeacherFacts:
    """One teacher, as the roster says. What is unknown is empty or None."""

    teacher: str
    """工号."""
    regions: tuple[Dated, ...] = ()
    """GB/T 2260 codes."""
    stages: tuple[Dated, ...] = ()
    """学段 as the roster writes it."""
    posts: tuple[Dated, ...] = ()
    """岗位 as the roster writes it; several in one, separated by 、 or ,"""
    sex: Sex | None = None
    born: date | None = None
    entered: date | None = None
    """First day of service."""
    left: date | None = None
    """Last day of employment."""
    leaves: tuple[Leave, ...] = ()


def words_of(text: str) -> tuple[str, ...]:
    """The single words of a roster cell such as 教师、培训者."""
    return tuple(word for word in _SEPARATORS.split(text.strip()) if word)


def roles_of(post: str, overrides: Mapping[str, tuple[str, ...]] | None = None) -> tuple[str, ...]:
    """Roles of rules that a 岗位 stands for; empty when a word of it is in no table.

    `overrides` is the centre's setting 岗位对应 and goes before `ROLE_WORDS`.
    """
    return _mapped(post, ROLE_WORDS, overrides or {})


def stages_of(stage: str) -> tuple[str, ...]:
    """学段 of rules that a roster's 学段 stands for; empty when unknown."""
    return _mapped(stage, STAGE_WORDS, {})


def _mapped(
    text: str, table: Mapping[str, tuple[str, ...]], overrides: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    found: list[str] = []
    for word in words_of(text):
        values = overrides.get(word, table.get(word))
        if values is None:
            return ()
        found.extend(value for value in values if value not in found)
    return tuple(found)
