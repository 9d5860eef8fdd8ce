"""What a file is, by its content; the name decides nothing. What is not read is refused with what to do instead."""

import re
import zipfile
from enum import StrEnum
from io import BytesIO

from policy_corpus.formats.model import Job


class Kind(StrEnum):
    """Kinds of files that are read."""

    TEXT = "txt"
    HTML = "html"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    PDF = "pdf"
    PICTURE = "picture"
    SHEET = "sheet"
    """Only as an annex: its tables are no document."""
    ZIP = "zip"


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READ = "能读的有：网页（.html）、.docx、.doc、.pdf、图片（.jpg、.png）、.txt、.md，以及装有它们的 .zip"
SHEET_ALONE = f"是电子表格，不是政策文件的正文。请把其中的文字复制到 Word，另存为 .docx。{_READ}。"
_PACKED = "是压缩包，但只认得 .zip。请解压后添加，或重新压缩成 .zip。"
_BEGINNINGS: tuple[tuple[bytes, Kind | str], ...] = (
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"\x89PNG\r\n", Kind.PICTURE),
    (b"{\\rtf", Kind.RTF),
    (b"GIF8", "是 GIF 图片。请另存为 .jpg 或 .png。"),
    (b"II*\x00", "是 TIFF 图片。请另存为 .jpg、.png 或 .pdf。"),
    (b"MM\x00*", "是 TIFF 图片。请另存为 .jpg、.png 或 .pdf。"),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\x1f\x8b", _PACKED),
    (b"MIME-Version:", "是浏览器的单文件网页（.mht）。请在浏览器里另存为“网页，仅 HTML”。"),
)
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|table|script|link|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_PDF_WITHIN = 1024
"""Readers of PDF take a file whose signature stands anywhere in its first bytes."""


def detect(content: bytes, job: Job) -> Kind:
    """The kind of `content`. Raises `NotReadable` for what is not read."""
    if len(content) > job.limits.largest:
        raise job.refuse(
            f"有 {len(content) / 1e6:.0f} MB，超过 {job.limits.largest // 10**6} MB。请拆成几个文件再添加。"
        )
    if not content.strip(b"\0\t\r\n "):
        raise job.refuse("是空的。请检查是否选对了文件，或重新下载。")
    for beginning, found in _BEGINNINGS:
        if content.startswith(beginning):
            if isinstance(found, Kind):
                return found
            raise job.refuse(found)
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return Kind.PDF
    if content.startswith(b"PK"):
        return _zip(content, job)
    if content.startswith(COMPOUND):
        return _compound(content, job)
    return Kind.HTML if _is_page(content[:4096]) else Kind.TEXT


def _is_page(head: bytes) -> bool:
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\0", b"")
    return _PAGE.match(head) is not None


def _zip(content: bytes, job: Job) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if len(archive.infolist()) > job.limits.members:
                raise job.refuse(f"里有 {len(archive.infolist())} 个文件，超过 {job.limits.members} 个。请拆开再添加。")
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise job.refuse("不完整或已损坏，打不开。请重新下载或重新保存。") from error
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return Kind.DOCX
    if any(name.startswith("xl/") for name in names):
        return Kind.SHEET
    if any(name.startswith("ppt/") for name in names):
        raise job.refuse("是演示文稿，不是政策文件的正文。请改用文件原文。")
    if "OFD.xml" in names:
        raise job.refuse("是 OFD 版式文件，目前不能读。请用 OFD 阅读器另存（打印）为 PDF 再添加。")
    if "mimetype" in names and "content.xml" in names:
        raise job.refuse("是 OpenDocument 格式。请用 WPS 或 Word 打开，另存为 .docx 再添加。")
    return Kind.ZIP


def _compound(content: bytes, job: Job) -> Kind:
    """A container of Office 97: by the UTF-16 names of its streams, which stand in its directory."""

    def holds(name: str) -> bool:
        return (name + "\0").encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise job.refuse("设了打开密码。请在 Word 或 WPS 里取消密码，保存后再添加。")
    if holds("WordDocument"):
        return Kind.DOC
    if holds("Workbook") or holds("Book"):
        return Kind.SHEET
    if holds("PowerPoint Document"):
        raise job.refuse("是演示文稿，不是政策文件的正文。请改用文件原文。")
    raise job.refuse("是旧版 Office 或 WPS 的专用格式，读不了。请用 WPS 或 Word 打开，另存为 .docx 再添加。")
