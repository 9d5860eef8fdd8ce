"""Telling a roster from hours by the headers of a file."""

from pathlib import Path
from typing import Any

import pytest

from records.sheets.kinds import kinds_of
from records.sheets.model import BadFile, Kind
from tests.records.sheets.books import HOURS, ROSTER, book, line

TITLE = ["某县2025年登记表"]


@pytest.mark.parametrize(
    ("sheets", "kinds"),
    [
        ({"表": [HOURS, line()]}, [Kind.HOURS]),
        ({"表": [TITLE, ["姓名", *HOURS], ["教师001", *line()]]}, [Kind.HOURS]),
        ({"表": [["单位", "学段", "姓名", *HOURS]]}, [Kind.HOURS]),
        ({"表": [["工号", "姓名", "课程名称", "课时"]]}, [Kind.HOURS]),
        ({"表": [TITLE, ROSTER]}, [Kind.ROSTER]),
        ({"表": [["教师编号", "教师姓名"]]}, [Kind.ROSTER]),
        ({"表": [["工号", "岗位"]]}, [Kind.ROSTER]),
        ({"名册": [ROSTER], "学时": [HOURS]}, [Kind.ROSTER, Kind.HOURS]),
        ({"表": [["工号", "姓名", "岗位", "学时"]]}, [Kind.ROSTER, Kind.HOURS]),
        ({"名册": [ROSTER], "说明": [["填表说明"], ["学时"]]}, [Kind.ROSTER]),
        ({"表": [["甲", "乙"], [1, 2]]}, []),
        ({"表": []}, []),
    ],
)
def test_headers_say_what_a_file_is(tmp_path: Path, sheets: dict[str, list[list[object]]], kinds: list[Kind]) -> None:
    """Hours outrank the names that come with them; what fits both is both, and what fits neither is nothing."""
    assert list(kinds_of(book(tmp_path / "a.xlsx", sheets))) == kinds


def test_a_hidden_sheet_says_nothing(tmp_path: Path) -> None:
    """What nobody sees is not read, so it decides nothing."""
    sheets: dict[str, list[Any]] = {"名册": [ROSTER], "旧": [HOURS, line()]}
    assert kinds_of(book(tmp_path / "a.xlsx", sheets, hidden=["旧"])) == (Kind.ROSTER,)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    """A picture under the name of a spreadsheet is refused with a sentence."""
    (tmp_path / "a.xlsx").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(BadFile, match="图片"):
        kinds_of(tmp_path / "a.xlsx")
