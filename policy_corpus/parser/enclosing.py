"""A file that came with a document becomes its annex: where it begins, its number, its title."""

import re
from dataclasses import dataclass

from policy_corpus.parser.annexes import divide_annexes, settle_annexes
from policy_corpus.parser.head import mark_page
from policy_corpus.parser.numbering import to_int
from policy_corpus.parser.parts import Annex, Layout, annex_start, bare, is_title_line
from policy_corpus.parser.runon import split_run_on
from policy_corpus.parser.text import Paragraph, normalise, paragraphs

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_SIZE = re.compile(r"\s*[（(\[【]\s*[\d.]+\s*[KMG]?B?\s*[）)\]】]\s*$", re.IGNORECASE)
_CALLED = re.compile(r"\W*附\s*[件录表]\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})?\s*[:：.．、—_－-]*\s*")
_COUNTED = re.compile(r"\s*[（(]?([0-9０-９]{1,2})\s*(?:[)）.．、_－-]\s*)+")
_NO_TITLE = re.compile(r"[\W\d_]*|(?:点击|附件|文件)*(?:下载|查看|预览)*(?:附件|文件)*")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The text of a file that came with a document."""

    words: str
    title: str = ""
    """What the link or the file is called: 附件1：教师培训学时管理办法.docx."""
    number: str = ""
    """Number of the annex where neither title nor text tells; empty for none."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What an enclosure became."""

    paras: list[Paragraph]
    names: tuple[str, ...]
    """Of the annexes that it holds: 附件1."""


def number_in(title: str) -> str:
    """The number that a title gives its annex, in digits; empty when it gives none."""
    plain = _plain(title)
    found = _CALLED.match(plain) or _COUNTED.match(plain)
    return str(to_int(found[1])) if found and found[1] else ""


def title_in(title: str) -> str:
    """The annex's own title in what its link or file is called; empty when that is only 附件1 or 下载."""
    plain = _plain(title)
    for lead in (_CALLED, _COUNTED):
        if found := lead.match(plain):
            plain = plain[found.end() :]
    return "" if _NO_TITLE.fullmatch(plain) else plain


def enclose(enclosure: Enclosure, layout: Layout) -> Enclosed:
    """Add the annexes that `enclosure` holds to `layout`."""
    paras = split_run_on(paragraphs(normalise(enclosure.words)))
    mark_page(paras)
    first = next((i for i, para in enumerate(paras) if not para.marked), len(paras))
    own = first < len(paras) and annex_start(paras[first]) is not None
    number = number_in(enclosure.title) or enclosure.number
    body = paras[first:] if own else [_line(f"附件{number}"), *paras[first:]]
    made = divide_annexes(body, layout)
    _entitle(made[0], title_in(enclosure.title))
    settle_annexes(made)
    return Enclosed(paras, tuple(annex.name for annex in made))


def _entitle(annex: Annex, title: str) -> None:
    """Give the annex the title of its link, unless its own lines say a better one."""
    first, *rest = annex.titles
    heading = annex_start(first)
    if not title or (heading is not None and heading[3]):
        return
    said, known = bare("".join(para.text for para in rest)), bare(title)
    if rest and (any(is_title_line(para) for para in rest) or said in known or known in said):
        return
    annex.titles = [first, _line(title)]
    annex.paras[:0] = rest


def _line(text: str) -> Paragraph:
    """A line that stands in no file."""
    return Paragraph(text, "", [])


def _plain(title: str) -> str:
    plain = " ".join(_SIZE.sub("", title.rpartition("/")[2]).split())
    return _SUFFIX.sub("", plain)
