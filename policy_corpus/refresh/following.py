"""The attachments of a fetched page: each is fetched by the same rules as the page, and within bounds for all of them.

What was fetched of a page before is never lost to a server that does not answer: it stands in for what cannot be had.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from policy_corpus.attachments import Lack, Told
from policy_corpus.formats import Cancelled, Limits, NotReadable, attachments_of
from policy_corpus.formats.bundle import Bundle, Enclosed, pack, unpacked
from policy_corpus.formats.detect import Kind, detect
from policy_corpus.formats.model import Job, Progress
from policy_corpus.formats.page_links import joined
from policy_corpus.history.revisions import Mark
from policy_corpus.merging import title_key
from policy_corpus.refresh.fetch import Failed, Fetched, Fetcher, Gone, Page, name_of
from policy_corpus.sources import Source, read_bytes

_BY_HAND = "请在浏览器里下载它，和网页（另存为 .html）一起压缩成 .zip 再添加。"
_TEXT = re.compile(r"\.(?:txt|md)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Followed:
    """A page with its attachments."""

    content: bytes
    """Both in one file; the page's own bytes when it has no attachments."""
    name: str
    marks: tuple[Mark, ...] = ()
    told: tuple[Told, ...] = ()


def kept_page(source: Source, url: str) -> Page:
    """The page as `source` has it, for a server that has nothing newer at `url`."""
    bundle, entry = _bundle(source), source.entry
    content = bundle.page if bundle is not None else read_bytes(source.path)
    return Page(url, content, "", entry.etag, entry.modified)


def follow(
    page: Page,
    fetcher: Fetcher,
    *,
    held: Source | None = None,
    keep_unlinked: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Followed:
    """`page` with its attachments.

    `held` is what was fetched of it before. With `keep_unlinked` attachments stay that the page names no more.
    Raises `Cancelled`.
    """
    name = name_of(page)
    links = _links(page, name)
    before = _bundle(held) if held is not None else None
    known = _Known({e.address: e for e in before.enclosed if not e.reason} if before is not None else {},
                   {mark.address: mark for mark in held.entry.marks} if held is not None else {})  # fmt: skip
    if not links and not known.enclosed:
        return Followed(page.content, name)
    following = _Following(fetcher, known, fetcher.policy.attachments_largest - len(page.content), cancelled)
    for place, (title, address) in enumerate(links):
        if cancelled is not None and cancelled():
            raise Cancelled("已停止抓取，什么也没有改。")
        if progress is not None:
            progress("抓取附件", place, len(links))
        following.take(title, address, place)
    following.look_for_unlinked(keep=keep_unlinked)
    if not following.enclosed:
        return Followed(page.content, name, (), tuple(following.told))
    content = pack(Bundle(name, page.url, page.content, tuple(following.enclosed)))
    packed = PurePosixPath(name).with_suffix(".zip").name
    return Followed(content, packed, tuple(following.marks), tuple(following.told))


@dataclass(frozen=True, slots=True)
class _Known:
    """What was fetched before, by address."""

    enclosed: Mapping[str, Enclosed]
    marks: Mapping[str, Mark]


@dataclass(slots=True)
class _Following:
    """One page's attachments on their way."""

    fetcher: Fetcher
    known: _Known
    left: int
    """Bytes that may still come."""
    cancelled: Callable[[], bool] | None
    enclosed: list[Enclosed] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Addresses of what was fetched before and has its place again."""
    ends: float = 0.0

    def __post_init__(self) -> None:
        self.ends = self.fetcher.clock() + self.fetcher.policy.attachments_longest

    def take(self, title: str, address: str, place: int) -> None:
        """Fetch one attachment; what was fetched before stands in for what cannot be had."""
        before = self._before(title, address)
        mark = self.known.marks.get(address, Mark(address))
        found = Failed(why) if (why := self._why_not_asked(address, place)) else self._asked(mark, before)
        reason = _why_not(found, title, address)
        if isinstance(found, Page) and not reason:
            self._add(Enclosed(title, address, found.content), Mark(address, found.etag, found.modified))
        elif before is not None:
            if reason:
                self.told.append(Told(title, address, Lack.KEPT, reason))
            self._add(Enclosed(title, address, before.content), mark)
        else:
            reason = reason or "网站没有给出内容。请过些时候再试。"
            self.told.append(Told(title, address, Lack.UNFETCHED, reason))
            self.enclosed.append(Enclosed(title, address, reason=reason))

    def look_for_unlinked(self, *, keep: bool) -> None:
        """What the page names no more, unless it now has it at another address."""
        contents = {one.content for one in self.enclosed}
        for address, before in self.known.enclosed.items():
            if address not in self.used and before.content not in contents:
                self.told.append(Told(before.title, address, Lack.UNLINKED if keep else Lack.DROPPED))
                if keep:
                    self._add(before, self.known.marks.get(address, Mark(address)))

    def _add(self, enclosed: Enclosed, mark: Mark) -> None:
        self.left -= len(enclosed.content)
        self.enclosed.append(enclosed)
        self.marks.append(mark)

    def _before(self, title: str, address: str) -> Enclosed | None:
        """What was fetched of this attachment before: by its address, else by its title where the address moved."""
        found = self.known.enclosed.get(address)
        if found is None and (key := title_key(title)):
            same = [one for one in self.known.enclosed.values() if title_key(one.title) == key]
            found = same[0] if len(same) == 1 and same[0].address not in self.used else None
        if found is not None:
            self.used.add(found.address)
        return found

    def _why_not_asked(self, address: str, place: int) -> str:
        """Why an attachment is not even asked for; empty when it is."""
        policy = self.fetcher.policy
        if not address:
            return f"它的链接要在浏览器里点开，程序打不开。{_BY_HAND}"
        if place >= policy.attachments:
            return f"一个网页最多抓取 {policy.attachments} 个附件。{_BY_HAND}"
        if self.left <= 0:
            return f"附件加起来超过 {policy.attachments_largest / 1e6:.0f} MB。{_BY_HAND}"
        if self.fetcher.clock() > self.ends:
            return f"附件太多或网站太慢，时间不够了。请过些时候再试一次，或者{_BY_HAND.removeprefix('请')}"
        return ""

    def _asked(self, mark: Mark, before: Enclosed | None) -> Fetched:
        """What the server says; it is asked for news only where what was fetched before came from this address."""
        if before is None or before.address != mark.address:
            mark = Mark(mark.address)
        return self.fetcher.fetch(
            mark.address, etag=mark.etag, modified=mark.modified, largest=self.left, cancelled=self.cancelled
        )


def _links(page: Page, name: str) -> list[tuple[str, str]]:
    """Title and full address of each attachment, each once; no address where only a browser finds it."""
    found: dict[str, tuple[str, str]] = {}
    for link in attachments_of(page.content, name):
        address = joined(page.url, link.address).partition("#")[0]
        last = unquote(urlsplit(address).path.rpartition("/")[2])
        title = link.title or last or "附件"
        if address != page.url:
            found.setdefault(address or title, (title, address))
    return list(found.values())


def _why_not(found: Fetched, title: str, address: str) -> str:
    """Why what the server said is not the attachment, and what to do; empty when it may be.

    Servers send a page that asks to log in, or says that nothing is there, as if it were the file.
    """
    if isinstance(found, Failed):
        return found.reason
    if isinstance(found, Gone):
        return f"文件不在了（{found.status}）。请在浏览器里看看网页上的链接是否还能打开。"
    if not isinstance(found, Page):
        return ""
    try:
        kind = detect(found.content, Job.start(title, Limits()))
    except NotReadable:
        return ""  # said when it is read, as of a file from the disk
    if kind is Kind.HTML:
        return f"网站给的是一个网页，不是文件（可能要先登录，或者链接已失效）。{_BY_HAND}"
    if kind is Kind.TEXT and not _TEXT.search(urlsplit(address).path):
        return f"网站给的不是这种文件，可能是出错的提示。{_BY_HAND}"
    return ""


def _bundle(source: Source) -> Bundle | None:
    """The page and attachments that `source` is; None for any other file."""
    content = read_bytes(source.path)
    return unpacked(content, Job.start(source.name, Limits())) if content.startswith(b"PK") else None
