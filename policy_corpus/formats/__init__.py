"""Files of all usual formats to the text that the parser of originals reads.

`extract` tells what a file is by its content, reads it within bounds of time and memory, and says what could
not be read. Nothing in a file is ever executed, and nothing that it points to is fetched.
"""

from collections.abc import Callable

from policy_corpus.formats.detect import SHEET_ALONE, Kind, detect
from policy_corpus.formats.model import (
    Cancelled,
    Extracted,
    Hints,
    Job,
    Limits,
    Link,
    Missing,
    Note,
    NotReadable,
    Part,
    Progress,
)

__all__ = [
    "SUFFIXES",
    "Cancelled",
    "Extracted",
    "Hints",
    "Limits",
    "Link",
    "Missing",
    "NotReadable",
    "Note",
    "Part",
    "Progress",
    "attachments_of",
    "extract",
]

SUFFIXES = (
    ".txt", ".md", ".html", ".htm", ".shtml", ".docx", ".docm", ".doc", ".wps", ".rtf", ".pdf", ".jpg", ".jpeg", ".png",
    ".zip",
)  # fmt: skip
"""Names under which readable files usually come; the content decides."""


def extract(
    content: bytes,
    name: str,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Extracted:
    """The text in `content`; `name` is the file's name, for messages.

    Raises `NotReadable` with a Chinese sentence (what, where, what to do), and `Cancelled` when `cancelled`
    says so between two steps.
    """
    job = Job.start(name, limits or Limits(), progress, cancelled)
    job.step("读取文件", 0, 1)
    kind = detect(content, job)
    if kind is Kind.SHEET:
        raise job.refuse(SHEET_ALONE)
    found = _zip(content, job) if kind is Kind.ZIP else _one(content, kind, job)
    job.step("读取文件", 1, 1)
    return found


def attachments_of(content: bytes, name: str) -> tuple[Link, ...]:
    """The attachments that a web page names; none when `content` is no web page that can be read."""
    job = Job.start(name, Limits())
    try:
        return _one(content, Kind.HTML, job).links if detect(content, job) is Kind.HTML else ()
    except NotReadable:
        return ()


def _zip(content: bytes, job: Job) -> Extracted:
    from policy_corpus.formats.zipped import read_zip

    return read_zip(content, job, _one)


def _one(content: bytes, kind: Kind, job: Job) -> Extracted:
    """One file that is no ZIP. Each reader is loaded when it is first needed: some take a while."""
    if kind is Kind.HTML:
        from policy_corpus.formats.pages import read_page

        return read_page(content, job)
    if kind is Kind.DOCX:
        from policy_corpus.formats.docx import read_docx

        return read_docx(content, job)
    if kind in (Kind.DOC, Kind.RTF):
        from policy_corpus.formats.doc import read_doc

        return read_doc(content, kind, job)
    if kind in (Kind.PDF, Kind.PICTURE, Kind.SHEET):
        from policy_corpus.formats.guarded import read_guarded

        return read_guarded(content, kind, job)
    from policy_corpus.formats.plain import read_text

    return read_text(content, job)
