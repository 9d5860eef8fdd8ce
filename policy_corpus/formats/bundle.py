"""A web page and its attachments as one file: a ZIP of the bytes as they came, with a list of what is in it.

The same page and attachments make the same bytes, so that one hash tells whether anything changed.
"""

import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from policy_corpus.formats.archive import Archive, opened
from policy_corpus.formats.model import Job

_LIST, _PAGE = "yanxiu-page.json", "page.html"
_LONGEST_LIST = 1_000_000
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can name: when something was fetched is no part of its content."""
_UNIX = 3
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}(?=$|[?#])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment of a page."""

    title: str
    """Of its link, or the last part of its address."""
    address: str
    content: bytes = b""
    reason: str = ""
    """Why there is no content, and what to do."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A page with its attachments."""

    name: str
    """File name of the page."""
    address: str
    """Where the page was, after redirects."""
    page: bytes
    enclosed: tuple[Enclosed, ...]


def pack(bundle: Bundle) -> bytes:
    """One file of the page and its attachments."""
    numbered = list(enumerate(bundle.enclosed, 1))
    listed = [{"title": e.title, "address": e.address, "reason": e.reason} for e in bundle.enclosed]
    head = {"name": bundle.name, "address": bundle.address, "attachments": listed}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (
            (_LIST, json.dumps(head, ensure_ascii=False, indent=1).encode()),
            (_PAGE, bundle.page),
            *((_entry(place, e.title, e.address), e.content) for place, e in numbered if not e.reason),
        ):
            info = zipfile.ZipInfo(name, _BEGINNING)
            info.create_system = _UNIX
            archive.writestr(info, content)
    return buffer.getvalue()


def unpacked(content: bytes, job: Job) -> Bundle | None:
    """What `pack` was given; None for any other ZIP. Raises `NotReadable` for a damaged one."""
    with opened(content, job) as archive:
        head = _head(archive)
        if head is None:
            return None
        name, address, listed = head
        enclosed = tuple(
            Enclosed(title, where, b"" if reason else archive.read(_entry(place, title, where)), reason)
            for place, (title, where, reason) in enumerate(listed, 1)
        )
        return Bundle(name, address, archive.read(_PAGE), enclosed)


def _head(archive: Archive) -> tuple[str, str, Sequence[tuple[str, str, str]]] | None:
    """Name and address of the page, and title, address and reason of each attachment; None when it is no bundle."""
    if _LIST not in archive or _PAGE not in archive:
        return None
    try:
        value = json.loads(archive.read(_LIST)[:_LONGEST_LIST])
        listed = [_texts(item, "title", "address", "reason") for item in value["attachments"]]
        name, address = _texts(value, "name", "address")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    held = [(_entry(place, title, where), reason) for place, (title, where, reason) in enumerate(listed, 1)]
    if any(not reason and entry not in archive for entry, reason in held):
        return None
    return name, address, [(title, where, reason) for title, where, reason in listed]


def _texts(value: Any, *keys: str) -> tuple[str, ...]:
    found = tuple(value[key] for key in keys)
    if not all(isinstance(text, str) for text in found):
        raise TypeError
    return found


def _entry(place: int, title: str, address: str) -> str:
    """Name of an attachment in the ZIP. By its place: what a web site calls it could be a way out of a folder."""
    suffix = _SUFFIX.search(address) or _SUFFIX.search(title)
    return f"{place:03}{suffix[0].lower() if suffix else ''}"
