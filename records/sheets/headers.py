"""Which row is the header of a table and which column holds what, by the names that people use."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records.sheets.model import Cell, Column, Kind
from records.sheets.plain import in_words

_PERSON = {
    "number": (
        "工号", "教师编号", "教工号", "职工号", "人员编号", "教师工号", "教职工号", "教工编号", "职工编号",
        "教职工编号", "教师号",
    ),
    "name": ("姓名", "教师姓名", "学员姓名", "教职工姓名", "人员姓名"),
}  # fmt: skip
_ROSTER = {
    **_PERSON,
    "sex": ("性别",),
    "born": ("出生日期", "出生年月", "出生年月日", "出生时间", "生日"),
    "school": ("单位", "学校", "工作单位", "所在学校", "单位名称", "学校名称", "所在单位", "任教学校", "现工作单位"),
    "region": (
        "行政区划", "地区", "县区", "区县", "县(市、区)", "县市区", "行政区划代码", "区划代码", "所在地区", "所属地区",
        "所在县区", "行政区",
    ),
    "stage": ("学段", "任教学段", "所教学段"),
    "subject": ("学科", "任教学科", "所教学科"),
    "post": ("岗位", "职务", "岗位职务", "现任岗位", "现任职务"),
    "entered": (
        "入职日期", "参加工作时间", "任教时间", "入职时间", "参加工作日期", "参加工作年月", "任教日期", "从教时间",
    ),
}  # fmt: skip
_HOURS = {
    **_PERSON,
    "project_number": ("项目编号", "培训编号", "项目代码", "课程编号", "班级编号"),
    "project": ("项目名称", "培训项目", "课程名称", "培训名称", "培训项目名称", "培训课程", "项目", "课程"),
    "category": ("类别", "培训类别", "学时类别", "项目类别", "课程类别", "学分类别"),
    "training": ("培训形式", "培训方式", "研修形式", "研修方式", "学习形式"),
    "hours": (
        "学时", "课时", "学时数", "课时数", "培训学时", "认定学时", "获得学时", "培训时间(学时)", "学分", "学分数",
        "认定学分",
    ),
    "completed": (
        "完成日期", "结业时间", "结业日期", "完成时间", "结束日期", "结束时间", "培训结束时间", "培训结束日期",
        "培训时间", "培训日期", "培训起止时间", "起止时间", "起止日期", "学习时间",
    ),
    "source": ("来源", "数据来源", "平台", "来源平台", "培训平台"),
    "evidence": ("凭证", "证书编号", "证书号", "结业证书编号", "凭证编号", "证明材料"),
}  # fmt: skip
FIELDS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {Kind.ROSTER: _ROSTER, Kind.HOURS: _HOURS}
"""Field → headings that mean it, the usual one first; of two columns for one field the earlier name here wins."""
REQUIRED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.ROSTER: (("number",), ("name",)),
    Kind.HOURS: (("number",), ("hours",), ("completed",), ("project_number", "project")),
}
"""Of each group a table needs one column."""

_ALIASES = {
    kind: {alias: (field, rank) for field, names in fields.items() for rank, alias in enumerate(names)}
    for kind, fields in FIELDS.items()
}
_BRACKETS = re.compile(r"[(\[【{<〔].*?[)\]】}>〕]")
_AROUND = " *:·.。、,"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Header:
    """A row taken as a header."""

    columns: tuple[Column, ...]
    unused: tuple[str, ...]
    missing: tuple[str, ...]
    """Usual headings of the columns that it lacks, 项目编号或项目名称 for a group."""

    @property
    def by_field(self) -> dict[str, Column]:
        """Field → column."""
        return {column.field: column for column in self.columns}


def plain_heading(cell: Cell) -> str:
    """A heading without what differs from sheet to sheet: widths, blanks, line breaks, stars."""
    text = unicodedata.normalize("NFKC", in_words(cell)) if isinstance(cell, str) else ""
    return "".join(text.split()).strip(_AROUND)


def read_header(cells: Sequence[Cell], above: Sequence[Cell], kind: Kind) -> Header:
    """The row as a header; `above` is the row over it, which may hold the first half of the headings."""
    found: dict[str, tuple[int, Column]] = {}
    unused: dict[int, str] = {}
    for index, cell in enumerate(cells):
        over = plain_heading(above[index]) if index < len(above) else ""
        heading = plain_heading(cell)[: _LONGEST + 1]
        if not heading:
            continue
        field, rank = _meaning(heading, over, kind)
        if not field:
            unused[index] = heading
            continue
        column = Column(field, FIELDS[kind][field][0], heading, index)
        before = found.get(field)
        if before is not None:
            loser = before[1] if rank < before[0] else column
            unused[loser.index] = loser.heading
        if before is None or rank < before[0]:
            found[field] = (rank, column)
    missing = [group for group in REQUIRED[kind] if not any(field in found for field in group)]
    return Header(
        columns=tuple(sorted((column for _, column in found.values()), key=lambda column: column.index)),
        unused=tuple(unused[index] for index in sorted(unused)),
        missing=tuple("或".join(FIELDS[kind][field][0] for field in group) for group in missing),
    )


def _meaning(heading: str, above: str, kind: Kind) -> tuple[str, int]:
    """Field and rank of its name, an empty field when the heading means none."""
    names = _ALIASES[kind]
    bare = _BRACKETS.sub("", heading).strip(_AROUND)
    for shape in (heading, bare, above + bare if above != heading else ""):
        if shape in names:
            return names[shape]
    return "", 0


def usual_heading(field: str) -> str:
    """The usual heading of a field."""
    return next(names[field][0] for names in FIELDS.values() if field in names)


def in_credits(heading: str) -> bool:
    """Whether the column of hours holds 学分."""
    return "学分" in _BRACKETS.sub("", heading)
