"""Articles that a scraper left in the middle of a line: …。第十八条 …, 第一章 总则 第一条 …."""

import re

from policy_corpus.parser.numbering import Style, marker
from policy_corpus.parser.text import Paragraph

_NUMBER = r"第\s*[一二三四五六七八九十百零〇\d]+\s*"
_MIDLINE = re.compile(rf"(?<=[。；：”])\s*(?={_NUMBER}[条章])|(?<=\S)\s+(?={_NUMBER}条)")


def split_run_on(paras: list[Paragraph]) -> list[Paragraph]:
    """Divide paragraphs before an article (or chapter) that is next in number and stands at no line's beginning."""
    starts = [mark for para in paras if not para.table and (mark := marker(para.text))]
    at_line_start = {(mark.style, mark.number) for mark in starts}
    if not any(style is Style.ARTICLE for style, _ in at_line_start) and not any("第一条" in p.text for p in paras):
        return paras
    result: list[Paragraph] = []
    expected = {Style.ARTICLE: 1, Style.CHAPTER: 1}
    for para in paras:
        rest = para
        while not rest.table and not rest.comment:
            if (mark := marker(rest.text)) and mark.style in expected:
                expected[mark.style] = mark.number + 1
            at = _next_unit(rest.text, expected, at_line_start)
            if at is None:
                break
            head, rest = rest.divide(at)
            result.append(head)
        result.append(rest)
    return result


def _next_unit(text: str, expected: dict[Style, int], at_line_start: set[tuple[Style, int]]) -> int | None:
    """Where in `text` the next expected article or chapter begins, if no line begins with it."""
    for match in _MIDLINE.finditer(text, 1):
        mark = marker(text[match.end() :].split("。", 1)[0][:60])
        if mark is None or mark.style not in expected or mark.number != expected[mark.style]:
            continue
        if (mark.style, mark.number) not in at_line_start:
            return match.end()
        chapter = marker(text[: match.start()])
        if chapter and chapter.style is Style.CHAPTER and mark.style is Style.ARTICLE:
            return match.end()
    return None
