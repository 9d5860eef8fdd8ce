"""A row of a roster as particulars of a person."""

from collections.abc import Callable
from datetime import date

from policy_corpus import regions
from records.model import Particulars
from records.particulars import BadParticulars, checked
from records.sheets.model import Flaw, RosterRow
from records.sheets.plain import read_code
from records.sheets.rows import Row

_SEXES = {"男性": "男", "女性": "女"}
_WORDS = {
    "工号": "number", "姓名": "name", "单位": "school", "学段": "stage", "学科": "subject", "岗位": "post",
    "性别": "sex", "出生日期": "born", "入职日期": "entered",
}  # fmt: skip
"""How sentences of `BadParticulars` begin → the field that they mean."""
_STATISTICAL = 12
"""Digits of the codes of the statistical bureau, which begin with those of GB/T 2260."""


def roster_reader(row: Row, *, region: str, today: date) -> Callable[[], RosterRow | None]:
    """Reads `row` again and again; None where something is wrong, which is noted in the row.

    `region` is the code of the centre's region: among several regions of one name, one that lies there is meant.
    """

    def read() -> RosterRow | None:
        given = Particulars(
            number=row.code("number"),
            name=row.name("name"),
            sex=_SEXES.get(row.text("sex"), row.text("sex")),
            born=_day(row, "born"),
            school=row.text("school"),
            region=_region(row, region),
            stage=row.text("stage"),
            subject=row.text("subject"),
            post=row.text("post"),
            entered=_day(row, "entered"),
        )
        if row.wrongs:
            return None
        try:
            return RosterRow(row.sheet, row.number, checked(given, today=today))
        except BadParticulars as error:
            row.wrong_as(_WORDS, str(error))
            return None

    return read


def _day(row: Row, field: str) -> date | None:
    day = row.day(field)
    if isinstance(day, Flaw):
        if day.month_only:
            # 出生年月 is a usual heading. The day is not made up, and the row is good without.
            row.notice(field, "只写到月，没有采用，原有的日期不变；要登记请补上日")
            return None
        row.wrong(field, day)
        return None
    return day


def _region(row: Row, home: str) -> str:
    """Code of the region that the row names, by code or by name; empty when it names none."""
    code = read_code(row.cell("region"))
    if isinstance(code, Flaw):
        row.wrong("region", code)
        return ""
    if code.isdigit() and len(code) == _STATISTICAL:
        code = code[:6]
    found = regions.candidates(code) if code else ()
    if len(found) > 1 and home:
        near = tuple(one for one in found if home in one.ancestors or one.code == home)
        found = near if len(near) == 1 else found
    if not code or len(found) == 1:
        return found[0].code if found else ""
    if found:
        names = "、".join(one.full_name for one in found[:5])
        row.wrong("region", Flaw(f"叫这个名字的地区有几个：{names}", "请写全称或六位行政区划代码"))
    else:
        row.wrong("region", Flaw("没有这个地区", "请写到县一级的全称，或六位行政区划代码，例如 620702"))
    return ""
