"""How workbooks are written here: nothing that somebody typed ever becomes a formula, a link or markup."""

import re
from collections.abc import Mapping
from typing import Any

LONGEST = 32_767
"""Characters of a cell of Excel."""
OPTIONS: Mapping[str, Any] = {
    "constant_memory": True,
    # A cell that begins with = + - @ is never a formula of ours.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
"""Of `xlsxwriter.Workbook`. Add `tmpdir`: a folder that is removed, since rows lie there while writing."""
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What no XML file may hold; the other control characters XlsxWriter escapes."""


def plain(text: str) -> str:
    """`text` as XlsxWriter can write it, cut where a cell ends."""
    kept = _UNWRITABLE.sub("\ufffd", text)[:LONGEST]
    # In constant memory XlsxWriter takes a text between these marks for its own XML and writes it unescaped,
    # formulas and all; a blank behind it is enough.
    return f"{kept[: LONGEST - 1]} " if kept.startswith("<r>") and kept.endswith("</r>") else kept
