"""Where each document of a file begins and ends."""

import itertools
import re

from policy_corpus.parser.noise import is_metadata
from policy_corpus.parser.numbering import Style, marker
from policy_corpus.parser.parts import REACH, annex_start, bare, is_title_line, opens_unit
from policy_corpus.parser.text import Paragraph
from policy_corpus.parser.words import NORMATIVE, institutions, is_adoption, is_letterhead, number_line, title_kind


def split_documents(paras: list[Paragraph]) -> list[tuple[int, int]]:
    """Start and end of each document among the paragraphs; one pair when the file holds one document."""
    starts = sorted({0, *_numbered_starts(paras), *_titled_starts(paras)})
    return list(zip(starts, [*starts[1:], len(paras)], strict=True))


def _numbered_starts(paras: list[Paragraph]) -> list[int]:
    """Starts of all documents but the first, told by a second 文号 standing alone under a second title."""
    anchors: list[tuple[int, str]] = []
    for i, para in enumerate(paras):
        number = number_line(para.text)
        if number and not any(number == known for _, known in anchors):
            anchors.append((i, number))
    starts = []
    for (before, _), (i, _) in itertools.pairwise(anchors):
        between = paras[before + 1 : i]
        if any(annex_start(para) for para in between) or not any(len(para.text) > 40 for para in between):
            continue
        start = _head_start(paras, i, before)
        if any(is_title_line(para) for para in paras[start : i + 6]):
            starts.append(start)
    return starts


def _head_start(paras: list[Paragraph], number_at: int, floor: int) -> int:
    """Walk back from a document's number over its title, letterhead and page metadata."""
    start = number_at
    for i in range(number_at - 1, floor, -1):
        para = paras[i]
        if (
            (is_metadata(para.text) and not para.text.startswith(("原址", "原文", "链接", "http")))
            or is_title_line(para)
            or is_letterhead(para.text)
            or para.level == 1
        ):
            start = i
        elif start < number_at and institutions(para.text) and is_title_line(paras[i + 1]):
            if not paras[i + 1].text.startswith("关于"):
                break
            start = i
        else:
            break
    return start


def _titled_starts(paras: list[Paragraph]) -> list[int]:
    """Starts told by a second title over a text that begins at 第一条 again: laws one after another."""
    starts: list[int] = []
    articles = 0
    whole = ""
    for i, para in enumerate(paras):
        mark = marker(para.text) if para.text.startswith("第") else None
        articles += mark is not None and mark.style is Style.ARTICLE
        if articles >= 2 and is_title_line(para) and title_kind(para.text) in NORMATIVE:
            following = paras[i + 1 : i + 1 + REACH]
            own = next((k for k, other in enumerate(following) if opens_unit(other)), None)
            anew = own is not None and opens_unit(following[own], first=True)
            adopted = any(is_adoption(other.text) for other in following[: own or 0])
            quoted = f"《{bare(para.text)}》" in re.sub(r"[\s（）()〈〉<>]", "", whole)
            if (
                anew
                and not quoted
                and (adopted or para.level == 1 or not any(annex_start(p) for p in paras[max(0, i - 3) : i]))
            ):
                starts.append(i)
                articles, whole = 0, ""
        whole += para.text
    return starts
