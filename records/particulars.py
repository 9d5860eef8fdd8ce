"""What a roster may say of a person: tidied up, and checked with a sentence for each thing that is wrong."""

import unicodedata
from dataclasses import replace
from datetime import date

from policy_corpus import regions
from policy_corpus.errors import CorpusError
from records.errors import RecordsError
from records.model import Particulars

_LONGEST_NUMBER = 64
_LONGEST = {
    "name": ("姓名", 64),
    "school": ("单位", 128),
    "stage": ("学段", 32),
    "subject": ("学科", 32),
    "post": ("岗位", 64),
}
"""Fields of free text: their name in words, and how many characters the database holds."""
_SEXES = ("", "男", "女")
_EARLIEST = date(1900, 1, 1)
_YOUNGEST = 14
"""Years of age below which nobody is on a roster of teachers."""
_ENTERS_WITHIN = 366
"""Days ahead for which an entry into service may already be known."""


class BadParticulars(RecordsError):
    """Something on a roster entry cannot be so; the sentence lists everything."""


def tidy_number(number: str) -> str:
    """A 工号 as it is kept: full-width letters and digits become plain ones, blanks around it go."""
    return unicodedata.normalize("NFKC", number).strip()


def checked(given: Particulars, *, today: date) -> Particulars:
    """The particulars as they are kept: without blanks around them.

    Raises `BadParticulars` with all that is wrong.
    """
    tidy = replace(
        given,
        number=tidy_number(given.number),
        region=given.region.strip(),
        sex=given.sex.strip(),
        **{field: getattr(given, field).strip() for field in _LONGEST},
    )
    if problems := (*_texts(tidy), *_dates(tidy, today)):
        raise BadParticulars("".join(problems))
    return tidy


def _texts(given: Particulars) -> list[str]:
    found = []
    number = given.number
    if not (1 <= len(number) <= _LONGEST_NUMBER and number.isprintable() and not any(c.isspace() for c in number)):
        found.append(f"工号“{_shown(number)}”不能用。请写 1 到 {_LONGEST_NUMBER} 个字符，中间不留空格。")
    if not given.name:
        found.append("姓名是空的。请写上姓名。")
    for field, (word, longest) in _LONGEST.items():
        value = getattr(given, field)
        if len(value) > longest or not value.isprintable():
            found.append(f"{word}“{_shown(value)}”不能用。请写在一行里，不超过 {longest} 个字。")
    if given.sex not in _SEXES:
        found.append(f"性别“{_shown(given.sex)}”不能用。请写“男”或“女”，也可以不写。")
    if given.region:
        try:
            regions.get(given.region)
        except CorpusError as error:
            found.append(str(error))
    return found


def _dates(given: Particulars, today: date) -> list[str]:
    found = []
    born, entered = given.born, given.entered
    if born and not (born >= _EARLIEST and (today - born).days >= _YOUNGEST * 365):
        found.append(f"出生日期 {born} 不像是真的。请核对，写成 年-月-日。")
    if entered and not (entered >= _EARLIEST and (entered - today).days <= _ENTERS_WITHIN):
        found.append(f"入职日期 {entered} 不像是真的。请核对，写成 年-月-日。")
    elif born and entered and (entered - born).days < _YOUNGEST * 365:
        found.append(f"入职日期 {entered} 与出生日期 {born} 对不上。请核对这两个日期。")
    return found


def _shown(text: str) -> str:
    """Of a text that nobody can read through, the beginning."""
    visible = "".join(c if c.isprintable() else "�" for c in text)
    return visible if len(visible) <= 24 else visible[:24] + "…"
