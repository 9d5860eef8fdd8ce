"""Workbooks for staff: written, and read back."""

import re
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from bot import bulletin_workbook, workbooks
from bot.batch import InputError
from bot.texts import records as records_texts
from records.ledger import Entry, EntryKind
from records.ledger_book import LedgerLine
from records.model import Particulars
from records.risk import Asked, AtRisk, Bulletin, Figures, Pace, Shortfall
from tests.bot.test_records_commands import Centre, centre

__all__ = ["centre"]

NOW = datetime(2025, 11, 10, 2, 0, tzinfo=UTC)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.invalid")', "{=1}", "\t=1")
SMUGGLED = '<r></r></is></c><c r="Z1"><f>1+1</f></c><c t="inlineStr"><is><r></r>'
"""What XlsxWriter would write as it is."""


def sheets(file: Path) -> dict[str, list[list[Any]]]:
    """Every sheet with its cells."""
    book = python_calamine.CalamineWorkbook.from_path(file)
    return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}


def parts(file: Path) -> dict[str, str]:
    """The XML of the sheets."""
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return {Path(name).stem: archive.read(name).decode() for name in names}


def no_formula(file: Path) -> bool:
    """Whether no cell of the workbook is evaluated."""
    return not any(re.search(r"<f[ >/]|<hyperlink", text) for text in parts(file).values())


def line(number: int, *, project: str = "示例培训", hours: str = "7.5", completed: date | None = None) -> LedgerLine:
    """One posting."""
    entry = Entry(
        id=str(number), teacher="T0001", kind=EntryKind.POSTING, hours=Decimal(hours),
        completed=completed, project=project, source="省平台", source_key=str(number), recorded_at=NOW,
        recorded_by="命令行",
    )  # fmt: skip
    return LedgerLine(entry, "", "命令行", None, "", None)


def ledger(file: Path, lines: Sequence[LedgerLine], *, name: str = "教师001", rows: int = workbooks.ROWS) -> Path:
    """A workbook of one teacher's ledger."""
    with workbooks.ledger_workbook(file, now=NOW, rows=rows) as put:
        put(Particulars(number="0001", name=name, school="示例小学", region="350405"), lines)
    return file


def test_a_ledger_has_numbers_dates_and_text(tmp_path: Path) -> None:
    """Hours are numbers, days are days, a 工号 keeps its zeros; the headings stay in sight and filter."""
    file = ledger(tmp_path / "台账.xlsx", [line(1, completed=date(2025, 6, 30)), line(2, hours="0.125")])
    ((name, (headings, first, second)),) = sheets(file).items()
    assert (name, tuple(headings)) == ("台账", records_texts.LEDGER_COLUMNS)
    row = dict(zip(headings, first, strict=True))
    assert (row["工号"], row["数量"], row["完成日期"]) == ("0001", 7.5, date(2025, 6, 30))
    assert row["登记时间"] == datetime(2025, 11, 10, 10, 0)  # noqa: DTZ001 - a cell has no zone
    assert (row["记录编号"], row["凭证"], second[10], second[12]) == ("1", "", 0.125, "")
    (text,) = parts(file).values()
    assert 'state="frozen"' in text
    assert '<autoFilter ref="A1:U3"/>' in text


@pytest.mark.parametrize("given", [*FORMULAS, SMUGGLED, "<r>&</r>", "a\x0bb", "_x0041_", "\ufffe", "甲" * 40_000])
def test_whatever_people_typed_stays_text(tmp_path: Path, given: str) -> None:
    """No cell is a formula or a link, the file can be read, and the text is the one that was typed."""
    file = ledger(tmp_path / "台账.xlsx", [line(1, project=given)], name=given)
    assert no_formula(file)
    (_, row) = sheets(file)["台账"]
    kept = given.replace("\ufffe", "\ufffd")[:32_767]
    assert [str(row[place]).rstrip(" ") for place in (2, 7)] == [kept, kept]
    assert len(row) == len(records_texts.LEDGER_COLUMNS)


def test_days_before_the_calendar_of_spreadsheets_are_text(tmp_path: Path) -> None:
    """Excel knows no day before 1900."""
    (_, row) = sheets(ledger(tmp_path / "台账.xlsx", [line(1, completed=date(1899, 12, 31))]))["台账"]
    assert row[12] == "1899-12-31"


def test_a_long_ledger_goes_on_in_another_sheet(tmp_path: Path) -> None:
    """Every sheet has the headings, and nothing is lost between them."""
    found = sheets(ledger(tmp_path / "台账.xlsx", [line(number) for number in range(1, 8)], rows=4))
    assert list(found) == ["台账", "台账（续1）", "台账（续2）"]
    assert [rows[0][0] for rows in found.values()] == ["记录编号"] * 3
    assert [row[0] for rows in found.values() for row in rows[1:]] == [str(number) for number in range(1, 8)]


def test_twenty_thousand_rows(tmp_path: Path) -> None:
    """A county fits, first row to last."""
    rows = sheets(ledger(tmp_path / "台账.xlsx", [line(number) for number in range(20_000)]))["台账"]
    assert (len(rows), rows[1][0], rows[-1][0]) == (20_001, "0", "19999")


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """Half a workbook is never seen, and no rows of people stay in a folder beside."""
    file = tmp_path / "台账.xlsx"
    file.write_text("旧")
    with suppress(RuntimeError), workbooks.ledger_workbook(file, now=NOW) as put:
        put(Particulars(number="0001", name="教师001"), [line(1)])
        raise RuntimeError
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("台账.xlsx", "旧")]
    ledger(file, [line(1)])
    assert [one.name for one in tmp_path.iterdir()] == ["台账.xlsx"]
    assert len(sheets(file)["台账"]) == 2


@pytest.mark.parametrize("where", ["", "没有的文件夹/台账.xlsx"])
def test_where_nothing_can_be_written_is_said(tmp_path: Path, where: str) -> None:
    """The sentence names the place."""
    with pytest.raises(InputError, match="不能写入"):
        ledger(tmp_path / where, [line(1)])


def figures(school: str, teachers: int, done: int, **paces: int) -> Figures:
    """Numbers of a school."""
    counts = {"on_course": 0, "behind": 0, "overdue": 0, "unknown": 0, **paces}
    return Figures(school=school, teachers=teachers, done=done, remaining=Decimal("84.5"), **counts)


NUMBER = "示教〔2020〕1号"
SHORT = Shortfall(
    rule="r1", name="五年360学时", document_number=NUMBER, label="第三条", pace=Pace.OVERDUE,
    required=Decimal(360), counted=Decimal("275.5"), pending=Decimal(0), remaining=Decimal("84.5"),
    deadline=date(2025, 6, 30), complete_on=None,
)  # fmt: skip
YEARLY = replace(SHORT, rule="r2", name="每年72学时", label="第四条", pace=Pace.UNKNOWN, deadline=None)
BULLETIN = Bulletin(
    region="350405", school="", as_of=date(2025, 11, 10), everybody=13,
    total=figures("", 12, 6, on_course=1, behind=2, overdue=2, unknown=1),
    schools=(
        figures("", 0, 0), figures("=1+1", 4, 1, overdue=2, unknown=1), figures("示例中学", 3, 2, on_course=1),
        figures("示例小学", 5, 3, behind=2),
    ),
    at_risk=(
        AtRisk(1, "0001", "=1+1", "示例小学", "350405", Pace.OVERDUE, Decimal("84.5"), SHORT.deadline, (SHORT, YEARLY)),
    ),
    unset=(("cycle_starts", 3),), problems=0,
    rules=(Asked("r1", "五年360学时", NUMBER, "第三条", 12, 6), Asked("r2", "每年72学时", NUMBER, "第四条", 5, 1)),
)  # fmt: skip


def bulletin(file: Path, found: Bulletin, *, rows: int = workbooks.ROWS) -> dict[str, list[list[Any]]]:
    """The 学情通报, written and read."""
    bulletin_workbook.write_bulletin(
        file, found, place="福建省三明市沙县区", titles={NUMBER: "示例办法"}, now=NOW, rows=rows
    )  # fmt: skip
    return sheets(file)


def test_a_bulletin_says_what_it_rests_on(tmp_path: Path) -> None:
    """Three sheets, each with a heading and the rules by document number and label; no formula; fit for A4."""
    file = tmp_path / "通报.xlsx"
    found = bulletin(file, BULLETIN)
    assert list(found) == ["总体", "各单位", "名单"]
    for name, rows in found.items():
        assert rows[0][0] == f"福建省三明市沙县区学情通报（截至 2025-11-10）：{name}"
        assert rows[1][0] == f"依据：《示例办法》（{NUMBER}）第三条；《示例办法》（{NUMBER}）第四条。"
    assert no_formula(file)
    for text in parts(file).values():
        assert 'paperSize="9"' in text
        assert 'orientation="landscape"' in text
        assert 'fitToHeight="0"' in text
    with zipfile.ZipFile(file) as archive:
        assert archive.read("xl/workbook.xml").decode().count("_xlnm.Print_Titles") == 3


def test_the_figures_of_a_bulletin(tmp_path: Path) -> None:
    """Numbers are numbers, the rate a share of one, what the centre left open is named."""
    values = {row[0]: row[1] for row in bulletin(tmp_path / "通报.xlsx", BULLETIN)["总体"][3:]}
    assert (values["地区"], values["截至日期"]) == ("福建省三明市沙县区", date(2025, 11, 10))
    assert (values["在册人数"], values["已完成人数"], values["完成率"]) == (13, 6, 0.5)
    assert values["本中心尚未设定：周期起始日（影响人数）"] == 3
    whole = replace(BULLETIN, school="示例小学", unset=())
    values = {row[0]: row[1] for row in bulletin(tmp_path / "通报.xlsx", whole)["总体"][3:]}
    assert values["单位"] == "示例小学"
    assert "本中心要设定的，都已设定。" in values


def test_schools_stand_by_their_rate(tmp_path: Path) -> None:
    """The highest first, those with nobody to count last, then the sum, which no filter hides."""
    file = tmp_path / "通报.xlsx"
    rows = bulletin(file, BULLETIN)["各单位"]
    assert tuple(rows[2]) == records_texts.SCHOOL_HEADINGS
    assert [(row[0], row[3]) for row in rows[3:]] == [
        ("示例中学", pytest.approx(2 / 3)),
        ("示例小学", 0.6),
        ("=1+1", 0.25),
        ("（没有登记单位）", ""),
        ("合计", 0.5),
    ]
    assert rows[-1][1:] == [12, 6, 0.5, 1, 2, 2, 1, 84.5]
    assert '<autoFilter ref="A3:I7"/>' in parts(file)["sheet2"]


def test_the_list_has_a_row_for_each_shortfall(tmp_path: Path) -> None:
    """Who, how much, by when, under which provision; or that there is nobody."""
    rows = bulletin(tmp_path / "通报.xlsx", BULLETIN)["名单"]
    assert rows[3] == [
        "0001", "=1+1", "示例小学", "逾期", 84.5, date(2025, 6, 30), "五年360学时", NUMBER, "第三条", 360, 275.5, 0, "",
    ]  # fmt: skip
    assert (rows[4][3], rows[4][5], rows[4][8]) == ("无期限", "", "第四条")
    rows = bulletin(tmp_path / "通报.xlsx", replace(BULLETIN, at_risk=()))["名单"]
    assert rows[1][0] == "没有落后的教师。"
    found = bulletin(tmp_path / "通报.xlsx", BULLETIN, rows=4)
    assert (list(found)[2:], found["名单（续1）"][3][8]) == (["名单", "名单（续1）"], "第四条")


@pytest.mark.parametrize("given", [*FORMULAS, SMUGGLED])
def test_a_school_may_be_called_anything(tmp_path: Path, given: str) -> None:
    """Its name is text in the heading, in the figures and on the list."""
    (one,) = BULLETIN.at_risk
    school = replace(BULLETIN.schools[1], school=given)
    file = tmp_path / "通报.xlsx"
    found = bulletin(file, replace(BULLETIN, school=given, schools=(school,), at_risk=(replace(one, school=given),)))
    assert no_formula(file)
    assert given in found["总体"][0][0]
    assert [str(value).rstrip(" ") for value in (found["各单位"][3][0], found["名单"][3][2])] == [given, given]


def test_the_rules_with_whom_they_asked(tmp_path: Path) -> None:
    """Each rule that asked somebody, with how many; or that none did."""
    file = tmp_path / "通报.xlsx"
    values = {row[0]: row[1] for row in bulletin(file, BULLETIN)["总体"][3:]}
    assert values[f"《示例办法》（{NUMBER}）第三条：适用的人数"] == 12
    assert values[f"《示例办法》（{NUMBER}）第四条：还差学时的人数"] == 1
    nobody = bulletin(file, replace(BULLETIN, rules=(), at_risk=()))
    assert nobody["总体"][1][0] == "依据：没有以学时计的现行规定适用于这里的人。"


def test_export_by_command(centre: Centre, tmp_path: Path) -> None:
    """The suffix chooses the workbook; a second run takes the place of the first, as with CSV."""
    centre.records("post", "T0001", "7.5", "2025-06-30", "--project", "=1+1", "--note", "-1")
    file = tmp_path / "台账.XLSX"
    for _ in range(2):
        said = centre.records("export", "--region", "江西", "--output", str(file))
        assert said == f"已导出 1 人、1 条记录到 {file}。\n"
        (headings, first) = sheets(file)["台账"]
        row = dict(zip(headings, first, strict=True))
        assert (row["工号"], row["数量"], row["项目名称"], row["说明"]) == ("T0001", 7.5, "=1+1", "-1")
        assert row["登记时间"] == datetime(2025, 11, 10, 10, 0)  # noqa: DTZ001 - a cell has no zone
    assert no_formula(file)


def test_a_bulletin_by_command(centre: Centre, tmp_path: Path) -> None:
    """The workbook has what the screen shows, under the rule of the province."""
    file = tmp_path / "通报.xlsx"
    said = centre.records("atrisk", "--region", "江西", "--output", str(file))
    assert said == f"学情通报已存到 {file}，名单上有 1 人。\n"
    found = sheets(file)
    assert "（赣教师字〔2014〕36号）一" in found["总体"][1][0]
    assert centre.deeds()[0] == "bulletin.export"
    assert found["名单"][3][:6] == ["T0001", "教师001", "示例小学", "无期限", 360, ""]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("atrisk", "--output", "通报.csv"), ".xlsx"),
        (("atrisk", "--output", "通报.xlsx", "--json"), "--json"),
        (("export", "--output", "台账.xlsx", "--json"), "--json"),
        (("export", "--output", "没有的/台账.xlsx"), "没有的"),
    ],
)
def test_what_cannot_be_written_is_said(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], said: str
) -> None:
    """Exit status 2, a sentence, and no file."""
    monkeypatch.chdir(tmp_path)
    done = centre("records", argv[0], "--region", "江西", *argv[1:])
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert not list(tmp_path.glob("*.xlsx"))
