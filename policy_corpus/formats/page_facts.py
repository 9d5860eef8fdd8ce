"""What a web page says about its document: meta tags, lines above the text."""

import re
from typing import Any

from policy_corpus.formats.model import Hints
from policy_corpus.formats.page_text import Renderer
from policy_corpus.formats.writing import Table
from policy_corpus.parser.noise import is_metadata
from policy_corpus.parser.words import title_kind

_TITLE_PLACES = re.compile(
    r"(?:^|\s)(?:ucaptitle|ucap-title|article-title|article_title|arti_title|arti-title|news_title|xl_title|pages-title|rich_media_title)(?=\s|$)",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-—–]\s*|\s*[-—–]{2,}\s*|\s*-(?=[^-]{2,20}$)")
_KEY = re.compile(r".{1,12}[:：]")
_LONGEST = 300


def hints(root: Any) -> Hints:
    """Title, day, source and number from meta tags, marked titles and the window's title."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or "").strip().lower()
        value = " ".join(element.get("content", "").split())[:_LONGEST]
        if key and value:
            meta.setdefault(key, value)
    canonical = next((link.get("href", "") for link in root.iter("link") if link.get("rel") == "canonical"), "")
    address = next((a for a in (canonical, meta.get("url", ""), meta.get("og:url", "")) if a.startswith("http")), "")
    return Hints(
        title=meta.get("articletitle") or _marked_title(root) or meta.get("og:title") or _window_title(root),
        published=meta.get("pubdate") or meta.get("publishdate") or meta.get("article:published_time") or "",
        source=meta.get("contentsource") or meta.get("source") or "",
        number=meta.get("documentnumber") or meta.get("fileno") or meta.get("wenhao") or "",
        address=address[:_LONGEST],
    )


def _marked_title(root: Any) -> str:
    places = [e for e in root.iter("*") if _TITLE_PLACES.search(f"{e.get('id', '')} {e.get('class', '')}")]
    found = ["".join(e.text_content().split()) for e in (*places, *root.iter("h1"))]
    titles = [title for title in found if 4 < len(title) <= 120]
    return next((title for title in titles if title_kind(title)), titles[0] if titles else "")


def _window_title(root: Any) -> str:
    element = next(root.iter("title"), None)
    pieces = _SITE.split(" ".join(element.text_content().split())[:_LONGEST]) if element is not None else []
    return next((piece for piece in pieces if title_kind(piece)), pieces[0] if pieces else "").strip()


def stated(root: Any, area: Any, renderer: Renderer) -> list[str]:
    """Lines above the text that state something about it: 索引号：…, 发布时间：…."""
    before: list[Any] = []
    up = area
    while up is not None and up is not root:
        before = [*reversed(list(up.itersiblings(preceding=True))), *before]
        up = up.getparent()
    lines: list[str] = []
    for element in before:
        if isinstance(element.tag, str) and element.tag != "head":
            for block in renderer.blocks(element):
                lines += _cells(block) if isinstance(block, Table) else block.splitlines()
    joined: list[str] = []
    for line in lines:
        if joined and _KEY.fullmatch(joined[-1]):
            joined[-1] += line
        else:
            joined.append(line.strip())
    return list(dict.fromkeys(line for line in joined if is_metadata(line) and not _KEY.fullmatch(line)))


def _cells(table: Table) -> list[str]:
    """A table of facts: names and values by turns."""
    lines: list[str] = []
    for row in table.rows:
        for name, value in zip(row[::2], row[1::2], strict=False):
            if name.strip() and value.strip() and name != value:
                lines.append(re.sub(r"\s+", "", name).rstrip(":：") + "：" + value)
    return lines
