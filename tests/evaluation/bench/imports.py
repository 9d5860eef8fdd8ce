"""Import of a large file: a roster of 20,000 teachers and 100,000 rows of hours, each step a process of its own."""

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from tests.evaluation.bench import report
from tests.evaluation.bench.machine import Run, run

TEACHERS, ROWS = 20_000, 100_000
_ROSTER = ("工号", "姓名", "性别", "单位", "行政区划", "学段")
_HOURS = ("工号", "姓名", "项目编号", "项目名称", "类别", "学时", "完成日期", "来源", "凭证")
_PROJECTS = 97


def markdown() -> str:
    """Preview, commit, the same file again, and undo."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        roster, hours, text = home / "roster.xlsx", home / "hours.xlsx", home / "hours.csv"
        write_roster(roster, TEACHERS)
        write_hours(hours, ROWS)
        write_text(text, ROWS)
        steps = (
            (f"roster of {TEACHERS:,}: preview and commit", ("import", str(roster), "--kind", "roster")),
            (f".xlsx of {ROWS:,} rows: preview", ("import", str(hours), "--kind", "hours", "--dry-run")),
            (f".csv in GBK of {ROWS:,} rows: preview", ("import", str(text), "--kind", "hours", "--dry-run")),
            (f".xlsx of {ROWS:,} rows: preview and commit", ("import", str(hours), "--kind", "hours")),
            ("the same again: preview, nothing to commit", ("import", str(hours), "--kind", "hours")),
            (f"undo of {ROWS:,} entries", ("undo", "2", "--yes")),
        )
        rows = [_row(title, _yanxiu(home, *command)) for title, command in steps]
    return report.table(("", "wall, s", "user CPU, s", "peak memory, MB"), rows)


def write_roster(path: Path, teachers: int) -> None:
    """Invented teachers of one county."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _ROSTER)
        for number in range(teachers):
            cells = (f"T{number:06d}", f"教师{number}", "女", f"第{number % 200}小学", "甘州区", "小学")
            sheet.write_row(number + 1, 0, cells)


def write_hours(path: Path, rows: int) -> None:
    """Hours of those teachers, days as cells in a format of days."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, _HOURS)
        for number in range(rows):
            for column, cell in enumerate(_cells(number)):
                if isinstance(cell, date):
                    sheet.write_datetime(number + 1, column, cell, day)
                else:
                    sheet.write(number + 1, column, cell)


def write_text(path: Path, rows: int) -> None:
    """The same in GBK."""
    lines = [",".join(_HOURS), *(",".join(map(str, _cells(number))) for number in range(rows))]
    path.write_text("\n".join(lines), encoding="gbk")


def _cells(number: int) -> tuple[str | float | date, ...]:
    teacher, project = number % TEACHERS, number // TEACHERS
    completed = date(2025, 1, 1) + timedelta(days=number % 300)
    named = f"P{project:04d}-{number % _PROJECTS}", f"示例培训{number % _PROJECTS}"
    return (f"T{teacher:06d}", f"教师{teacher}", *named, "公需科目", 12.5, completed, "省平台", f"证{number:08d}")


def _yanxiu(home: Path, *arguments: str) -> Run:
    done = run([sys.executable, "-m", "bot", "records", *arguments], environ={"YANXIU_HOME": str(home / "home")})
    if done.status:
        raise SystemExit(f"yanxiu records {' '.join(arguments)} ended with {done.status}: {done.output}")
    return done


def _row(title: str, done: Run) -> tuple[str, ...]:
    return title, f"{done.wall:.1f}", f"{done.user:.1f}", f"{done.peak:.0f}"
