"""Which element of a web page holds the document."""

import re
from typing import Any

_EDITORS = re.compile(
    r"(?:^|\s)(?:trs_editor|trs_ueditor|trs_editor_view|ucap-content|zoom|zoomcon|article-content|article_content|articlecontent"
    r"|article-con|article_con|articlecon|article-body|articlebody|artibody|pages_content|news_content|newscontent|news-content"
    r"|v_news_content|vsb_content\w*|wp_articlecontent|rich_media_content|js_content|xxgk_content|xxgk-content|xl_content|xlcontent"
    r"|conttxt|contxt|con_txt|content_txt|text_content|textcontent|detail-content|detail_content|detailcontent|bt-content|bt_content"
    r"|gsj_content|mainconttext|main-txt|content-text|editor-content|policy-content)(?=\s|$)",
    re.IGNORECASE,
)
"""Ids and classes in which the editors of government sites put a text, compared without regard to case."""
_AROUND = ("nav", "header", "footer", "aside")
_LEAST = 60
_WORTH = 10
"""Characters of a line that tells one part of a page from another."""
_COVER = 0.9
_LONGEST = 2_000_000
_SPACE = re.compile(r"\s+")


def find_content(root: Any, text: str) -> Any:
    """The element with the document's text; `text` is the whole page. At worst the body."""
    editors = [element for element in root.iter("*") if is_editor(element)]
    best = max(editors, key=_weight, default=None)
    if best is not None and _weight(best) >= _LEAST:
        return best
    body = root.find("body")
    body = body if body is not None else root
    found = _narrowed(body, text) if len(text) <= _LONGEST else body
    if found is body:
        for element in list(body.iter(*_AROUND)):
            element.drop_tree()
    return found


def is_editor(element: Any) -> bool:
    """Whether id or class say that the text of a document stands in `element`."""
    names = f"{element.get('id', '')} {element.get('class', '')}"
    return len(names) > 1 and _EDITORS.search(names) is not None


def _weight(element: Any) -> int:
    """Characters of text that are no links."""
    linked = sum(len(_bare(link.text_content())) for link in element.iter("a"))
    return len(_bare(element.text_content())) - linked


def _narrowed(body: Any, text: str) -> Any:
    """The smallest element that holds nearly all that trafilatura takes for the text of the page."""
    import trafilatura

    main = trafilatura.extract(text, include_comments=False, include_tables=True, favor_recall=True) or ""
    lines = [line for line in (_bare(line.strip("|- ")) for line in main.splitlines()) if len(line) >= _WORTH]
    whole = sum(map(len, lines))
    if whole < _LEAST:
        return body
    found = body
    while True:
        inner = next(
            (child for child in found if isinstance(child.tag, str) and _held(child, lines) >= _COVER * whole), None
        )
        if inner is None or inner.tag in ("tr", "tbody", "p", "span"):
            return found
        found = inner


def _held(element: Any, lines: list[str]) -> int:
    said = _bare(element.text_content())
    return sum(len(line) for line in lines if line in said)


def _bare(text: str) -> str:
    return _SPACE.sub("", text)
