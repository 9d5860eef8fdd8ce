"""What follows the provisions: list of annexes, signature, date, 抄送, imprint, annexes, the page's footer."""

import re

from policy_corpus.parser.annexes import annexes_at, read_annexes
from policy_corpus.parser.footer import drop_noise, goes_on, is_copies, is_file_name, is_imprint, mark_after_end
from policy_corpus.parser.noise import is_metadata, is_noise
from policy_corpus.parser.parts import Layout, annex_start, bare, opens_unit
from policy_corpus.parser.text import Paragraph, Role
from policy_corpus.parser.words import dated_at, institutions


def read_tail(paras: list[Paragraph], body: int, layout: Layout) -> None:
    """Divide everything from `body` on; paragraphs of provisions stay unmarked, all others get their role."""
    annexed = annexes_at(paras, body)
    stop = annexed if annexed is not None else len(paras)
    end = _main_end(paras, body, stop, layout)
    layout.main = [para for para in paras[body:end] if not para.marked]
    _take_attachment_list(layout)
    drop_noise(layout.main)
    layout.main = [para for para in layout.main if not para.marked]
    _mark_contents(layout)
    for para in paras[end:stop]:
        if not para.marked:
            mark_after_end(para, layout)
    if annexed is not None:
        read_annexes(paras[annexed:], layout)


def _main_end(paras: list[Paragraph], body: int, stop: int, layout: Layout) -> int:
    """Mark signature and date; returns the index after the last paragraph of the main text."""
    for i in range(body, stop):
        if paras[i].marked or not _signs(paras, i, body) or goes_on(paras, body, i, stop):
            continue
        return _take_signature(paras, i, body, stop, layout)
    end = _footer_at(paras, body, stop)
    first = end
    while first > body + 1 and _is_signature(paras[first - 1]):
        first -= 1
    if first < end and paras[first - 1].text.endswith(("。", "：", ":")):
        for para in paras[first:end]:
            para.mark(Role.SIGNATURE)
            layout.signature.append(para)
        return first
    return end


def _signs(paras: list[Paragraph], index: int, body: int) -> bool:
    at = dated_at(paras[index].text)
    return at is not None and (at > 0 or index > body)


def _is_signature(para: Paragraph) -> bool:
    if para.marked or para.table or opens_unit(para):
        return False
    return bool(institutions(para.text)) and len(para.text) <= 80


def _take_signature(paras: list[Paragraph], index: int, body: int, stop: int, layout: Layout) -> int:
    para = paras[index]
    layout.date = para
    cut = dated_at(para.text) or 0
    if cut:
        para.mark(Role.SIGNATURE, "", 0, cut)
        layout.signature.append(para)
    para.mark(Role.DATE, "", cut)
    first = index
    while first > body and (_is_signature(paras[first - 1]) or paras[first - 1].marked):
        first -= 1
        if not paras[first].marked:
            paras[first].mark(Role.SIGNATURE)
            layout.signature.insert(0, paras[first])
    if not layout.signature and index + 1 < stop and _is_signature(paras[index + 1]):
        paras[index + 1].mark(Role.SIGNATURE)
        layout.signature.append(paras[index + 1])
    return first


def _footer_at(paras: list[Paragraph], body: int, stop: int) -> int:
    """Where the page's footer begins: at the first navigation line after which no numbering continues."""
    for i in range(body, stop):
        para = paras[i]
        ends = is_noise(para.text, in_body=True) or is_copies(para.text) or is_imprint(para.text)
        source = is_metadata(para.text) and not para.text.endswith("。") and i > body
        if not para.marked and not para.table and (ends or source) and not goes_on(paras, body, i, stop):
            return i
    return stop


def _take_attachment_list(layout: Layout) -> None:
    """附件：1.… 2.… at the end of the main text."""
    for i, para in enumerate(layout.main):
        rest = layout.main[i:]
        if annex_start(para) and all(len(p.text) <= 80 and not p.text.endswith("。") and not p.table for p in rest):
            for line in rest:
                line.mark(Role.ATTACHMENTS)
            layout.attachments = rest
            return
    while layout.main and is_file_name(layout.main[-1].text):
        link = layout.main.pop()
        link.mark(Role.ATTACHMENTS)
        layout.attachments.insert(0, link)


def _mark_contents(layout: Layout) -> None:
    """Set a table of contents aside: 目录 and the headings below it that come again in the text."""
    start = next((i for i, para in enumerate(layout.main[:5]) if re.fullmatch(r"目\s*[录次]", para.text)), None)
    texts = [bare(re.sub(r"[.…·\s]*\d*$", "", para.text)) for para in layout.main]
    if start is None:
        if len(texts) < 3 or not (opens_unit(layout.main[0], first=True) and texts.count(texts[0]) == 2):
            return
        start = -1
    if start + 1 >= len(texts) or texts[start + 1] not in texts[start + 2 :]:
        return
    end = texts.index(texts[start + 1], start + 2)
    for para in layout.main[max(start, 0) : end]:
        para.mark(Role.LETTERHEAD)
    layout.main = [para for para in layout.main if not para.marked]
