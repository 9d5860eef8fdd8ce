"""The head of a document: letterhead, number, title, adoption lines, addressees, and the page around them."""

import re
from itertools import pairwise

from policy_corpus.parser.noise import is_metadata, is_noise, is_page_number
from policy_corpus.parser.parts import REACH, Layout, bare, is_title_line, opens_unit
from policy_corpus.parser.text import Paragraph, Role
from policy_corpus.parser.words import (
    addressees,
    date_line,
    institutions,
    is_adoption,
    is_letterhead,
    number_line,
    numbers_in,
    strip_number,
    title_kind,
)


def read_head(paras: list[Paragraph], layout: Layout) -> int:
    """Fill the head's parts; returns the index at which the text begins."""
    mark_page(paras)
    _mark_decree(paras, layout)
    unit = next((i for i, para in enumerate(paras) if not para.marked and opens_unit(para)), len(paras))
    sent = next((i for i, para in enumerate(paras[: unit + 1]) if _is_sent(paras, i)), None)
    limit = sent if sent is not None else unit
    last_title = _title_at(paras, limit)
    if sent is None and last_title is None:
        last_title = _title_at(paras, len(paras))
    if last_title is None:
        return 0
    first_title, last_title = _whole_title(paras, last_title)
    layout.title = paras[first_title : last_title + 1]
    for para in layout.title:
        para.mark(Role.TITLE)
    body = _after_title(paras, last_title + 1, sent, layout)
    for para in paras[:first_title]:
        _mark_before_title(para, layout)
    layout.number = layout.number or _number_elsewhere(layout)
    return body


def mark_page(paras: list[Paragraph]) -> None:
    """Mark what stands on a page and is no text: comments, page numbers, rules."""
    for i, para in enumerate(paras):
        if para.comment:
            para.mark(Role.MARKUP)
        elif _is_page_mark(paras, i):
            para.mark(Role.NOISE)


def _number_elsewhere(layout: Layout) -> str:
    """发文字号 among what the page states, or in brackets behind the title."""
    for para in layout.metadata:
        if match := re.search(r"(?:发文字号|文\s*号|文件编号)\s*[】\]]?\s*[:：]\s*(.*)", para.text):
            return next(iter(numbers_in(match[1])), "")
    title = "".join(para.text for para in layout.title)
    return next(iter(numbers_in(title[len(strip_number(title)) :])), "")


def _is_page_mark(paras: list[Paragraph], index: int) -> bool:
    """A page number or rule; a bare number only between full lines of text, where it is no table's cell."""
    para = paras[index]
    text = para.raw.strip()
    if para.table:
        return False
    if re.fullmatch(r"\d{1,3}", text):
        around = [*paras[max(0, index - 1) : index], *paras[index + 1 : index + 2]]
        return all(len(other.text) >= 20 and not other.table for other in around)
    return is_page_number(text) or is_page_number(para.text) or re.fullmatch(r"\W*", para.text) is not None


def _mark_decree(paras: list[Paragraph], layout: Layout) -> None:
    """中华人民共和国教育部令 and 第47号 on two lines are one number."""
    for upper, lower in pairwise(paras[:30]):
        if upper.text.endswith("令") and (number := number_line(upper.text + lower.text)):
            layout.number = number
            upper.mark(Role.NUMBER)
            lower.mark(Role.NUMBER)
            return


def _is_sent(paras: list[Paragraph], index: int) -> bool:
    """Addressees: not the first line of all, and a line that names who is written to."""
    para = paras[index]
    if para.marked or is_metadata(para.text) or not addressees(para.text):
        return False
    return any(is_title_line(other) or number_line(other.text) for other in paras[max(0, index - REACH) : index])


def _title_at(paras: list[Paragraph], limit: int) -> int | None:
    """The last line of the title nearest above `limit`."""
    lines = [i for i, para in enumerate(paras[:limit]) if not para.marked and _may_end_title(paras, i)]
    if not lines:
        return None
    marked = [i for i in lines if paras[i].level == 1]
    if marked and not any(addressees(para.text) for para in paras[: limit + 1]):
        return marked[0]
    return lines[-1]


def _may_end_title(paras: list[Paragraph], index: int) -> bool:
    para = paras[index]
    if para.table or is_metadata(para.text) or is_noise(para.text) or is_letterhead(para.text):
        return False
    if is_title_line(para):
        return True
    above = paras[index - 1] if index else None
    # the last characters of a title that was broken in mid-word
    if above is None or above.marked or is_adoption(above.text) or re.fullmatch(r"目\s*[录次]", para.text):
        return False
    return len(para.text) <= 6 and bool(title_kind(above.text + para.text))


_COMPLETE = re.compile(r"关于.+|.{2,}(?:省|市|县|区|州|旗|国|部|厅|局|大学|学院|学校).{2,}")
_SUBTITLE = re.compile(
    r"[（(【〔](?:[^）)]{0,12}(?:征求意见|草案|讨论稿|送审稿|试行|暂行|修订|修正|节选|全文|稿)[^）)]{0,12}|\d{4}年?)[)）】〕]"
)


def _whole_title(paras: list[Paragraph], last: int) -> tuple[int, int]:
    """Extend a title's last line upwards over the lines it was broken into, and downwards over (征求意见稿)."""
    first = last
    while first > 0 and last - first < 5:
        above = paras[first - 1]
        text = "".join(para.text for para in paras[first : last + 1])
        if above.marked or above.table or is_metadata(above.text) or is_noise(above.text) or is_letterhead(above.text):
            break
        if (
            number_line(above.text)
            or len(above.text) > 80
            or is_title_line(above)
            or re.search(r"[。：:；]$", above.text)
        ):
            break
        unbalanced = text.count("《") < text.count("》")
        whole = _COMPLETE.match(text) is not None and not unbalanced and not text.startswith("《")
        prefixed = text.startswith("关于") and bool(institutions(above.text))
        joins = not whole and (re.search(r"关于|印发|《|转发", above.text) or institutions(above.text))
        if not (prefixed or unbalanced or joins):
            break
        first -= 1
    if last + 1 < len(paras) and _SUBTITLE.fullmatch(paras[last + 1].text):
        last += 1
    return first, last


def _after_title(paras: list[Paragraph], start: int, sent: int | None, layout: Layout) -> int:
    """Mark what stands between the title and the text; returns where the text begins."""
    title = bare("".join(para.text for para in layout.title))
    body = start
    for i in range(start, len(paras)):
        para = paras[i]
        if sent is not None and i > sent:
            break
        if not (para.marked or i == sent or _mark_frame(para, layout) or _repeats(para, title)):
            if sent is None:
                break
            para.mark(Role.NOISE if is_noise(para.text) or len(para.text) <= 40 else Role.LETTERHEAD)
        elif _repeats(para, title) and not para.marked:
            para.mark(Role.TITLE)
        if i == sent:
            para.mark(Role.ADDRESSEES)
            layout.addressees.append(para)
        body = i + 1
    return body


def _repeats(para: Paragraph, title: str) -> bool:
    """The title once more, as web pages print it above the text."""
    line = bare(para.text)
    return len(line) > 4 and not para.table and bool(title_kind(para.text)) and (line in title or title in line)


def _mark_frame(para: Paragraph, layout: Layout) -> bool:
    """Give a line of the head its role: number, adoption, letterhead, metadata, contents, navigation."""
    text = para.text
    if number := number_line(text):
        layout.number = layout.number or number
        para.mark(Role.NUMBER)
    elif is_adoption(text):
        layout.adoption.append(para)
        para.mark(Role.ADOPTION)
    elif is_metadata(text):
        layout.metadata.append(para)
        para.mark(Role.METADATA)
    elif is_letterhead(text) or re.fullmatch(
        r"(?:中华人民共和国)?(?:主席|国务院)\s*令.*|第\s*\S{1,6}\s*号|\S{2,30}公告", text
    ):
        layout.letterhead.append(para)
        para.mark(Role.LETTERHEAD)
    elif is_noise(text):
        para.mark(Role.NOISE)
    elif _SUBTITLE.fullmatch(text):
        layout.title.append(para)
        para.mark(Role.TITLE)
    elif date_line(text):
        layout.metadata.append(para)
        para.mark(Role.DATE)
    return para.marked


def _mark_before_title(para: Paragraph, layout: Layout) -> None:
    if para.marked or _mark_frame(para, layout):
        return
    para.mark(Role.LETTERHEAD if re.search(r"现予(?:公布|发布)|通过|公布施行", para.text) else Role.NOISE)
