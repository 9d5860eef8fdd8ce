"""HTML pages of government sites to text: the document's own part of the page, and what the page says about it."""

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree, html

from policy_corpus.formats.model import Extracted, Hints, Job, Link, Note
from policy_corpus.formats.page_content import find_content
from policy_corpus.formats.page_encoding import decode_page
from policy_corpus.formats.page_facts import hints, stated
from policy_corpus.formats.page_links import embedded, offered
from policy_corpus.formats.page_text import Renderer, drop_unseen, refuse_depth
from policy_corpus.formats.writing import write
from policy_corpus.parser.words import title_kind

_SPACE = re.compile(r"\s+")
_HEAD = 1500
"""Characters of the content in which its title must stand."""
_LEAST = 60
"""Characters of a page that has any text worth reading."""


def read_page(content: bytes, job: Job) -> Extracted:
    """The text of a web page. Raises `NotReadable`."""
    if len(content) > job.limits.largest_page:
        raise job.refuse(f"超过 {job.limits.largest_page // 10**6} MB，不像一份文件的网页。请只保存正文所在的网页。")
    text = decode_page(content)
    root = _parse(text, job)
    refuse_depth(root, job)
    found, framed = hints(root), next(root.iter("frame", "iframe"), None) is not None
    shown = embedded(root)
    drop_unseen(root)
    area = find_content(root, text)
    links, others = offered(root, area, shown)
    renderer = Renderer(job)
    body = write(renderer.blocks(area), job)
    if len(body) < _LEAST and not links:
        raise job.refuse(_why_empty(area, framed))
    before = stated(root, area, renderer)
    lines = [*_title(found, body), *_facts(found, [*before, body[:_HEAD]]), *before]
    notes = [Note("", sentence) for sentence in (*_notes(area), *_others(others))]
    return Extracted("\n\n".join([*lines, body]).strip(), "html", tuple(notes), links=links, hints=found)


def _parse(text: str, job: Job) -> Any:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False, no_network=True)
    try:
        # A declaration of the encoding would be believed again; the text has been decoded already.
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise job.refuse("不是完整的网页，读不出内容。请在浏览器里重新保存，或把正文复制到 .txt 文件。") from error
    return root


def _title(found: Hints, body: str) -> list[str]:
    """The page's title, when it is a document's and the text does not begin with it."""
    known = _SPACE.sub("", found.title) in _SPACE.sub("", body[:_HEAD])
    return [found.title] if title_kind(found.title) and not known else []


def _facts(found: Hints, told: list[str]) -> list[str]:
    """Number, day and source from the page's metadata that no line of the page tells."""
    said = "\n".join(told)
    lines = []
    for key, value, names in (
        ("发文字号", found.number, r"发文字号|文\s*号"),
        ("发布时间", found.published, r"发布(?:时间|日期)|公开日期|公布日期|发文日期|成文日期"),
        ("来源", found.source, r"来源"),
        ("原文网址", found.address, r"原文网址|https?://"),
    ):
        told_already = key != "来源" and value in said
        if value and not told_already and not re.search(rf"(?:{names})\s*[】\]]?\s*[:：]", said):
            lines.append(f"{key}：{value}")
    return lines


def _why_empty(area: Any, framed: bool) -> str:
    if framed:
        return "只是一个框架，正文在它引用的另一个网页里。请打开正文所在的网页再添加。"
    if next(area.iter("img"), None) is not None:
        return "的正文是图片，没有文字。请把图片（.jpg、.png）保存下来再添加。"
    return "里没有正文（正文可能要在浏览器里才显示）。请在浏览器里打开，把正文复制到 .txt 文件再添加。"


def _notes(area: Any) -> list[str]:
    pictures = sum(1 for image in area.iter("img") if not _is_icon(image))
    if not pictures:
        return []
    return [f"正文里有 {pictures} 张图片，图片里的文字没有读取。图片里如有表格或附件，请另行添加。"]


def _others(links: Sequence[Link]) -> list[str]:
    """What is said of files that are linked elsewhere on the page."""
    if not links:
        return []
    named = "、".join(f"“{link.title or link.address}”" for link in links[:3]) + ("等" if len(links) > 3 else "")
    return [f"网页上还有 {len(links)} 个文件链接（{named}），不在正文和附件栏里，没有当作附件。需要时请单独收录。"]


def _is_icon(image: Any) -> bool:
    """Signs in front of links to files, spacers: small, or named so."""
    source = str(image.get("src", "")).lower()
    if re.search(r"icon|/ico_|spacer|blank\.gif|loading|logo|qrcode|ewm", source):
        return True
    sizes = [
        int(size) for size in (image.get("width", ""), image.get("height", "")) if size.isdecimal() and len(size) < 6
    ]
    return any(size < 40 for size in sizes)
