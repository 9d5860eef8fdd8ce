"""A title put together from the lines it was broken into."""

import re

from policy_corpus.parser.words import strip_number


def joined_title(lines: list[str]) -> str:
    """One line: issuers keep a space between them, all other white space between Chinese characters goes.

    A final (征求意见稿), (试行) gets full-width brackets, so that texts from several sources share one title.
    A repetition of the title among `lines` is dropped.
    """
    joined = ""
    for line in lines:
        line = strip_number(line.strip())
        if line and _bare(line) not in _bare(joined):
            separate = (
                line.startswith("关于") or not re.search(r"[厅局部委会府室]$", joined) or re.match(r"[（(的]", line)
            )
            joined += line if separate else " " + line
    joined = re.sub(r"[(（]([^()（）]*(?:稿|草案|试行|暂行|修订))[)）]$", r"（\1）", joined)
    head, about, rest = joined.partition("关于")
    if about:
        return " ".join(head.split()) + about + _tight(rest)
    return _tight(joined)


def annex_heading(name: str, lines: list[str]) -> str:
    """附件1 and the annex's title: 附件1 教师培训学时表; an annex printed without the word 附件 has its title only."""
    first = re.match(
        r"[【\[]?附\s*(?:[件录表]|(?=[:：]))\s*[0-9０-９一二三四五六七八九十]*\s*[】\]]?\s*[:：.．、—]?\s*", lines[0]
    )
    rest = joined_title([lines[0][first.end() :] if first else lines[0], *lines[1:]])
    return f"{name} {rest}".strip() if first else rest


def _tight(text: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
