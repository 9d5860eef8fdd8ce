"""Lines at the foot of a document: 抄送, who printed it, links to files; and where the numbering goes on."""

import re

from policy_corpus.parser.noise import is_metadata, is_noise
from policy_corpus.parser.numbering import Style, marker
from policy_corpus.parser.parts import Layout, annex_start, opens_unit
from policy_corpus.parser.text import Paragraph, Role
from policy_corpus.parser.words import DAY, any_day

_COPIES = re.compile(r"\s*(?:抄\s*[送报]|分\s*送|主\s*送)\s*[:：]")
_IMPRINT = re.compile(
    r"[（(【]?\s*(?:此件|本件|此文)[^。]{0,20}(?:公开|发布|传达)[^。]{0,20}[)）】]?|[（(]?(?:信息)?公开(?:属性|选项|类别)\s*[:：].{0,20}"
)
_PRINTED = re.compile(
    rf".{{0,40}}{DAY.pattern}\s*(?:印发|印制|封发)|.{{0,30}}(?:共印|印)\s*\d+\s*份.?|校对[:：].{{0,20}}"
)
_FILE = re.compile(
    r"\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|ofd|pptx?|jpe?g|png)\b|点击下载|下载附件|附件下载", re.IGNORECASE
)

_NAME = re.compile(
    r"^[^，。；]*\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|ofd)\s*(?:[（(\[][^，。（()）]{0,15}[)）\]])?$", re.IGNORECASE
)


def is_copies(text: str) -> bool:
    """抄送：…"""
    return bool(_COPIES.match(text))


def is_imprint(text: str) -> bool:
    """(此件主动公开), or XX省教育厅办公室 2023年3月1日印发."""
    return bool(
        _IMPRINT.fullmatch(text) or (_PRINTED.fullmatch(text) and (any_day(text) or "份" in text or "校对" in text))
    )


def is_file_link(text: str) -> bool:
    """The name of a file to download."""
    return len(text) <= 120 and bool(_FILE.search(text))


def is_file_name(text: str) -> bool:
    """A line that is nothing but the name of a file."""
    return is_file_link(text) and _NAME.search(text) is not None


def goes_on(paras: list[Paragraph], body: int, index: int, stop: int) -> bool:
    """Whether the numbering of the text continues after a date, so that the date does not end it."""
    last: dict[Style, int] = {}
    for para in paras[body:index]:
        if mark := marker(para.text):
            last[mark.style] = mark.number
    for para in paras[index + 1 : stop]:
        mark = marker(para.text)
        if (
            mark
            and mark.style in (Style.TOP, Style.ARTICLE, Style.CHAPTER)
            and mark.number == last.get(mark.style, -9) + 1
        ):
            return True
    return False


def drop_noise(main: list[Paragraph]) -> None:
    for para in main:
        if para.marked or para.table:
            continue
        if is_noise(para.text, in_body=True) and not opens_unit(para):
            para.mark(Role.NOISE)
        elif is_imprint(para.text):
            para.mark(Role.IMPRINT)


def mark_after_end(para: Paragraph, layout: Layout) -> None:
    text = para.text
    if is_copies(text):
        para.mark(Role.COPIES)
        layout.copies.append(para)
    elif annex_start(para) or is_file_link(text):
        para.mark(Role.ATTACHMENTS)
        layout.attachments.append(para)
    elif is_imprint(text):
        para.mark(Role.IMPRINT)
        layout.imprint.append(para)
    elif is_metadata(text):
        para.mark(Role.METADATA)
        layout.metadata.append(para)
    else:
        para.mark(Role.NOISE)
