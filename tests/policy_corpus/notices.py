"""Invented notices for the tests of the corpus's history."""

from pathlib import Path

from policy_corpus.sources import Arrival, arrival
from policy_corpus.store import Corpus

_NOTICE = """东岭省教育厅关于加强{subject}工作的通知

东教师〔{year}〕{serial}号

各市教育局：

为做好{subject}工作，现通知如下：

一、明确要求

（一）在职教师每五年完成{hours}学时培训。

（二）新任教师完成120学时岗前培训。

二、落实经费

各地按照教师工资总额的1.5%安排培训经费。

三、其他

本通知自{effective}起施行。{end}

东岭省教育厅

{year}年3月5日
"""


def number(serial: int, year: int = 2020) -> str:
    """The number of a notice."""
    return f"东教师〔{year}〕{serial}号"


def text(
    serial: int = 8,
    *,
    hours: int = 360,
    year: int = 2020,
    effective: str = "",
    end: str = "",
    subject: str = "",
) -> str:
    """A notice with a title of its own for each serial; `end` is its last sentence, such as what it repeals."""
    return _NOTICE.format(
        serial=serial,
        hours=hours,
        year=year,
        effective=effective or f"{year}年9月1日",
        end=end,
        subject=subject or f"第{serial}类教师培训",
    )


def came(words: str, name: str = "通知.txt") -> Arrival:
    """A text as it arrives."""
    return arrival(words.encode(), name)


def corpus(folder: Path) -> Corpus:
    """A corpus without digests."""
    shipped = folder / "shipped"
    shipped.mkdir(exist_ok=True)
    return Corpus(folder / "home", shipped)


ISSUING = """东岭省教育厅关于印发《教师培训学时管理办法》的通知

东教师〔2026〕{serial}号

各市教育局：

现将《教师培训学时管理办法》印发给你们，请认真贯彻执行。

东岭省教育厅

2026年3月5日
"""
RULES = """教师培训学时管理办法

第一条 为规范教师培训学时管理，制定本办法。

第二条 在职教师每五年完成{hours}学时培训。

第三条 本办法自2026年9月1日起施行。
"""


def issuing_page(*links: tuple[str, str], serial: int = 12, more: str = "") -> bytes:
    """A page with nothing but 现将……印发给你们 (and `more`), and links (address, title) to its attachments in a box."""
    lines = "".join(f"<p>{line}</p>" for line in ISSUING.format(serial=serial).split("\n") if line)
    lines = lines.replace("贯彻执行。</p>", f"贯彻执行。</p>{more}")
    listed = "".join(f'<li><a href="{address}">{title}</a></li>' for address, title in links)
    return (
        f'<html><head><meta charset="utf-8"></head><body><div class="TRS_Editor">{lines}</div>'
        f'<div class="fujian"><ul>{listed}</ul></div></body></html>'
    ).encode()
