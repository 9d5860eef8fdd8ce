"""Annexes: where they begin, what is only a list of them, and their titles."""

import re

from policy_corpus.parser.footer import drop_noise, goes_on, is_copies, is_file_link, is_imprint, mark_after_end
from policy_corpus.parser.noise import is_metadata, is_noise
from policy_corpus.parser.numbering import to_int
from policy_corpus.parser.parts import REACH, Annex, Layout, annex_start, bare, is_title_line, opens_unit
from policy_corpus.parser.text import Paragraph, Role
from policy_corpus.parser.words import dated_at, institutions

_QUOTED = re.compile(r"《([^》]{1,200})》")


def annexes_at(paras: list[Paragraph], body: int) -> int | None:
    """Where the first annex with text of its own begins."""
    quoted: set[str] = set()
    opened = False
    for i in range(body, len(paras)):
        para = paras[i]
        if para.marked:
            continue
        if annex_start(para) and _has_content(paras, i) and not _is_list_before_signature(paras, i):
            return i
        if opened and _is_unannounced(paras, i, quoted):
            return _first_title_line(paras, i, body, quoted)
        opened = opened or len(para.text) > 15 or opens_unit(para)
        quoted |= {bare(title) for title in _QUOTED.findall(para.text)}
    return None


def _is_unannounced(paras: list[Paragraph], index: int, quoted: set[str]) -> bool:
    """A title in mid-text whose document is printed there without the word 附件: what a 印发 notice carries."""
    para = paras[index]
    if not is_title_line(para) or len(para.text) > 80 or annex_start(para) or institutions(para.text):
        return False
    following = [other for other in paras[index + 1 : index + 1 + REACH] if not other.marked]
    units = [other for other in following if opens_unit(other)]
    if not units or not opens_unit(units[0], first=True):
        return False
    after_date = any(dated_at(other.text) is not None for other in paras[max(0, index - 6) : index])
    named = bare(para.text)
    return after_date or any(named in title or title in named for title in quoted if len(title) > 4)


def _first_title_line(paras: list[Paragraph], index: int, body: int, quoted: set[str]) -> int:
    """Walk back over the lines that a quoted title is broken into."""
    title = bare(paras[index].text)
    while index - 1 > body and not paras[index - 1].marked:
        title = bare(paras[index - 1].text) + title
        if not any(title in whole for whole in quoted):
            break
        index -= 1
    return index


def _has_content(paras: list[Paragraph], index: int) -> bool:
    """Whether an annex heading is followed by text, not merely by links to files or the page's footer."""
    heading = annex_start(paras[index])
    assert heading is not None
    if is_file_link(paras[index].text):
        return False
    for para in paras[index + 1 :]:
        if para.marked:
            continue
        if is_noise(para.text) or is_file_link(para.text) or dated_at(para.text) is not None:
            return False
        if annex_start(para):
            # 附件1：… directly above 附件2：… are lines of a list
            return False
        if heading[3] and re.match(r"\d+\s*[.．、]", heading[3]) and re.match(r"2\s*[.．、]", para.text):
            return _list_length(paras, index) == 0
        return True
    return False


def _list_length(paras: list[Paragraph], index: int) -> int:
    """Number of short lines from `index` to a signature, date or the page's footer; 0 when prose comes first."""
    count = 0
    for para in paras[index : index + 2 * REACH]:
        if dated_at(para.text) is not None or (
            count and (is_noise(para.text) or is_copies(para.text) or is_imprint(para.text))
        ):
            return count
        if count and institutions(para.text) and not re.match(r"\d", para.text):
            return count
        if para.table or para.text.endswith("。") or len(para.text) > 60:
            return 0
        count += 1
    return count if index + count >= len(paras) else 0


def _is_list_before_signature(paras: list[Paragraph], index: int) -> bool:
    """附件：1.… 2.… above the signature is a list of annexes, not the first of them."""
    heading = annex_start(paras[index])
    dated_before = any(dated_at(para.text) is not None for para in paras[max(0, index - 12) : index])
    if heading is None or dated_before:
        return False
    length = _list_length(paras, index)
    signed = any(dated_at(para.text) is not None for para in paras[index + length : index + length + 6])
    return length > 0 and signed


def read_annexes(paras: list[Paragraph], layout: Layout) -> None:
    """Add the annexes in `paras`, which begin with one, to `layout`."""
    settle_annexes(divide_annexes(paras, layout))


def divide_annexes(paras: list[Paragraph], layout: Layout) -> list[Annex]:
    """The annexes in `paras`, added to `layout`; their lines are not yet marked."""
    made: list[Annex] = []
    current: Annex | None = None
    ended = False
    for i, para in enumerate(paras):
        if para.marked:
            continue
        heading = annex_start(para)
        if heading and (i == 0 or _has_content(paras, i)) and (current is None or current.paras or not heading[3]):
            current, ended = _new_annex(para, heading, layout), False
            made.append(current)
        elif current is None:
            current = Annex(_free_name("附件", layout), titles=[para])
            layout.annexes.append(current)
            made.append(current)
        elif ended or _ends_annex(paras, i):
            ended = True
            mark_after_end(para, layout)
        elif not current.paras and _is_annex_title(para, paras[i + 1 :], current):
            current.titles.append(para)
        else:
            current.paras.append(para)
    return made


def settle_annexes(annexes: list[Annex]) -> None:
    """Mark the title lines, and what is no text; an annex of title lines only has these for its text."""
    for annex in annexes:
        for title in annex.titles if annex.paras else annex.titles[:1]:
            title.mark(Role.HEADING, annex.name)
        if not annex.paras:
            annex.paras = annex.titles[1:]
            annex.titles = annex.titles[:1]
        drop_noise(annex.paras)
        annex.paras = [para for para in annex.paras if not para.marked]


def _ends_annex(paras: list[Paragraph], index: int) -> bool:
    text = paras[index].text
    if paras[index].table:
        return False
    if is_metadata(text) and all(
        other.marked or is_noise(other.text) or is_metadata(other.text) for other in paras[index:]
    ):
        return True
    ends = is_copies(text) or is_imprint(text) or is_noise(text, in_body=True)
    return bool(ends) and not goes_on(paras, 0, index, len(paras))


def _new_annex(para: Paragraph, heading: re.Match[str], layout: Layout) -> Annex:
    number = str(to_int(heading[2])) if heading[2] else ""
    annex = Annex(_free_name(f"附{heading[1] or '件'}{number}", layout), titles=[para])
    layout.annexes.append(annex)
    return annex


def _free_name(name: str, layout: Layout) -> str:
    taken = {annex.name for annex in layout.annexes}
    result, count = name, 1
    while result in taken:
        count += 1
        result = f"{name}[{count}]" if name[-1].isdigit() else f"{name}{count}"
    return result


def _is_annex_title(para: Paragraph, following: list[Paragraph], annex: Annex) -> bool:
    """Title lines stand first: short, unnumbered, without closing punctuation, with text after them."""
    if para.table or opens_unit(para) or len(para.text) > 60 or len(annex.titles) >= 4:
        return False
    if re.search(r"[。；;：:，,]$", para.text) or not any(not other.marked for other in following):
        return False
    return len(annex.titles) < 2 or bool(re.match(r"[（(]", para.text)) or is_title_line(para)
