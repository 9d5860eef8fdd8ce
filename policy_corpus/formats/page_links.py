"""Files that a web page offers for download: which are attachments of its document, and which only stand beside it."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin

from policy_corpus.formats.model import Link

_FILE = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|et|ofd|zip|rar|7z|rtf)(?=$|[?#&)）\s])", re.IGNORECASE)
_REAL = re.compile(r"(?!javascript:|data:|mailto:|#)\S", re.IGNORECASE)
_SHOWN_FILE = re.compile(r"[?&]file=([^&#]+)", re.IGNORECASE)
"""How the viewers that sites put around a PDF name it."""
_CALLED = re.compile(r"\W*(?:相关)?附\s*[件录表]")
_BOX = re.compile(r"fujian|attach|annex|enclos|appendix|(?:^|[\s_-])(?:xg)?fj(?=$|[\s_-])", re.IGNORECASE)
"""Ids and classes of the elements in which sites list attachments."""
_BARE_WORD = re.compile(r"[\s\[【（(]*(?:点击|附件|文件|本地)?(?:下载|查看|预览|打开)(?:附件|文件)?[\s\]】）)]*")
"""The words of a link that names no file: what stands around it does."""
_LEVELS, _BESIDE = 4, 20
"""Elements around a link, and elements beside it, that are looked at."""
_NEAR = 600
"""Characters of an element that is a list of attachments, not the whole page."""
_MENTIONED = 4
"""Characters of a title that can be recognised in the text."""
_MOST = 60
"""Attachments of one page; more are a list of files."""
_LONGEST = 300
_NAMES = 80
"""Characters around a link that only says 下载 and may be what it leads to."""


def embedded(root: Any) -> tuple[Link, ...]:
    """Files that the page shows in a frame of its own, such as a PDF in a viewer."""
    found: list[Link] = []
    for element in root.iter("iframe", "embed", "object"):
        source = (element.get("src") or element.get("data") or "").strip()
        named = _SHOWN_FILE.search(source)
        address = unquote(named[1]) if named else source
        if _REAL.match(address) and _FILE.search(address):
            found.append(Link(address, element.get("title", "").strip()[:_LONGEST]))
    return tuple(found)


def offered(root: Any, area: Any, shown: tuple[Link, ...]) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The attachments, in the order of the text, and other files; each once. `area` holds the document's text."""
    base = next((element.get("href", "") for element in root.iter("base")), "")
    text = _bare(area.text_content())
    attachments: dict[str, Link] = {}
    others: dict[str, Link] = {}

    def add(to: dict[str, Link], link: Link) -> None:
        full = joined(base, link.address)
        to.setdefault(full.partition("#")[0] or link.title, Link(full, link.title))

    inside = list(area.iter("a"))
    for link in _files(inside):
        add(attachments, link)
    for link in shown:
        add(attachments, link)
    known = set(inside)
    outside = ((element, link) for element in root.iter("a") if element not in known for link in _files([element]))
    for element, link in islice(outside, _MOST):
        add(attachments if _belongs(element, link.title, text) else others, link)
    apart = tuple(link for key, link in others.items() if key not in attachments)
    found = tuple(attachments.values())
    return found[:_MOST], (*found[_MOST:], *apart)


def joined(base: str, address: str) -> str:
    """An address as a browser takes it, from `base` on where it is relative; empty where it is none."""
    plain = re.sub(r"[\t\r\n]", "", address).strip().replace("\\", "/").replace(" ", "%20")
    try:
        return urljoin(base, plain) if plain else ""
    except ValueError:
        return ""


def _files(elements: list[Any]) -> Iterator[Link]:
    """Those of the links that lead to files; without an address where only a script knows it."""
    for element in elements:
        address = element.get("href", "").strip()
        title = _title(element)
        real = _REAL.match(address) is not None
        names = (title, element.get("download", ""))
        if any(_FILE.search(name) for name in names) or (real and _FILE.search(address)):
            yield Link(address if real else "", title[:_LONGEST])


def _title(element: Any) -> str:
    """What a link is called: by its own words, or by those around it when they only say 下载."""
    own = " ".join(element.text_content().split())
    if own and not _BARE_WORD.fullmatch(own):
        return own
    if given := element.get("title", "").strip() or element.get("download", "").strip():
        return str(given)
    parent = element.getparent()
    around = _text(parent, 2 * _NAMES) if parent is not None and len(parent) <= _BESIDE else ""
    alone = bool(around) and sum(1 for _ in parent.iter("a")) == 1
    plain = " ".join((around.replace(own, "") if own else around).split()).strip(":：")
    return plain if alone and 0 < len(plain) <= _NAMES else own


def _belongs(element: Any, title: str, text: str) -> bool:
    """Whether a link outside of the text is an attachment: it or a box around it says so, or the text names it."""
    if _CALLED.match(title):
        return True
    plain = _bare(_FILE.sub("", title))
    if len(plain) >= _MENTIONED and plain in text:
        return True
    for up in islice(element.iterancestors(), _LEVELS):
        if up.tag in ("body", "html"):
            return False
        said = _text(up, _NEAR)
        if _BOX.search(f"{up.get('id', '')} {up.get('class', '')}") or (len(said) <= _NEAR and _CALLED.match(said)):
            return True
    return False


def _text(element: Any, longest: int) -> str:
    """The text of an element, of a long one only so much that it is seen to be long."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > longest:
            break
    return "".join(pieces).strip()


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
