"""Fetching a page politely and within bounds: what the server said, as a value."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from policy_corpus.errors import CorpusError
from policy_corpus.formats import Cancelled
from policy_corpus.refresh.addresses import HostUnknown, Resolve, Target, resolve, target

_AGENT = "yanxiu"
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_LONGEST_ROBOTS = 512 * 1024
_LONGEST_WAIT = 120.0
"""Seconds; a server that wants a longer pause is asked another day."""
_POLL = 0.5
"""Seconds between two looks, during a pause, at whether the person has stopped it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How pages are fetched."""

    delay: float = 1.0
    """Seconds between two requests to one host; its robots.txt may ask for more."""
    timeout: float = 30.0
    """Seconds for each of connecting, sending, and each wait for data."""
    longest: float = 300.0
    """Seconds for one whole page."""
    attempts: int = 3
    """How often a page is asked for when the server is busy or does not answer."""
    backoff: float = 2.0
    """Seconds before the second attempt; twice as long before each further one."""
    largest: int = 50_000_000
    """Bytes of a page."""
    redirects: int = 5
    attachments: int = 20
    """Attachments of one page that are followed."""
    attachments_largest: int = 45_000_000
    """Bytes of a page with all its attachments."""
    attachments_longest: float = 600.0
    """Seconds for all attachments of one page; one that has begun is still fetched to its end."""
    allowed: frozenset[str] = frozenset()
    """Hosts with ports (``10.0.0.8:80``) that may be private."""
    agent: str = f"{_AGENT} (teacher training policy assistant)"
    """Name by which the program calls itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the server sent."""

    url: str
    """Where it was in the end, after redirects."""
    content: bytes
    content_type: str
    etag: str
    modified: str


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server has nothing newer."""

    url: str
    """Where it was asked in the end, after redirects."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The page is not there (404, 410)."""

    status: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The page could not be had."""

    reason: str
    """A Chinese sentence: what happened and what to do."""


Fetched = Page | NotModified | Gone | Failed


class _Busy(Exception):
    """The server may answer later; `wait` seconds when it says so."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class _Stop(Exception):
    """No other attempt would help."""


@dataclass(slots=True)
class _Host:
    """What is known of a host during one run."""

    robots: RobotFileParser | None = None
    next_at: float = 0.0
    """Earliest time of the next request, by the clock."""


@dataclass(slots=True)
class Fetcher:
    """Fetches pages one after another. A context manager: leaving it closes the connections."""

    policy: Policy = field(default_factory=Policy)
    resolve: Resolve = resolve
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _client: httpx.Client | None = None
    _cancelled: Callable[[], bool] | None = None

    def __enter__(self) -> "Fetcher":
        # No proxy from the environment: through one the address that was checked is not the one connected to.
        self._client = httpx.Client(
            trust_env=False,
            follow_redirects=False,
            # A kept connection would be shared by all hosts of one address, whatever their certificates.
            limits=httpx.Limits(max_keepalive_connections=0),
            timeout=self.policy.timeout,
            headers={"User-Agent": self.policy.agent, "Accept": "*/*", "Accept-Encoding": "gzip, identity"},
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def fetch(
        self,
        url: str,
        *,
        etag: str = "",
        modified: str = "",
        largest: int | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Fetched:
        """What is at `url`, unless it still is what the server marked with `etag` and `modified`.

        `largest` is the bound on its bytes where it is tighter than the policy's. Raises `Cancelled` when `cancelled`
        says so before a request, in a pause, or while data come in.
        """
        self._cancelled = cancelled
        bound = self.policy.largest if largest is None else min(largest, self.policy.largest)
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        given = {name: value for name, value in headers.items() if value}
        for attempt in range(1, self.policy.attempts + 1):
            try:
                return self._followed(url, given, bound)
            except Cancelled:
                raise
            except (CorpusError, _Stop) as error:
                return Failed(str(error))
            except (httpx.InvalidURL, ValueError):  # also of an address to which a server redirects
                return Failed("网址不能用，或者跳转到了不能用的网址。请在浏览器里打开看看，写最终的网址。")
            except _Busy as busy:
                reason = busy.reason
                wait = max(busy.wait, self.policy.backoff * 2 ** (attempt - 1))
                if busy.wait > _LONGEST_WAIT:
                    break
                if attempt < self.policy.attempts:
                    self._pause(wait)
        return Failed(f"{reason}请过些时候再试。")

    def _followed(self, url: str, headers: dict[str, str], largest: int) -> Fetched:
        for _ in range(self.policy.redirects + 1):
            where = self._target(url)
            self._ask_robots(url, where)
            status, answer, content = self._request(url, where, headers, largest)
            if status in _REDIRECTS and "location" in answer:
                url = urljoin(url, answer["location"]).partition("#")[0]
                continue
            if status == 304:
                return NotModified(url)
            if status in _GONE:
                return Gone(status)
            if status != 200:
                raise _Stop(f"网站拒绝了请求（{status}）。请在浏览器里打开这个网址，看看是否还能访问。")
            kind = answer.get("content-type", "")
            return Page(url, content, kind, answer.get("etag", ""), answer.get("last-modified", ""))
        raise _Stop(f"网址一再跳转，超过 {self.policy.redirects} 次。请写最终的网址。")

    def _target(self, url: str) -> Target:
        try:
            return target(url, resolve=self.resolve, allowed=self.policy.allowed)
        except HostUnknown as error:
            raise _Busy(str(error)) from None

    def _ask_robots(self, url: str, where: Target) -> None:
        """Raise `_Stop` when the site's robots.txt forbids the page."""
        host = self._hosts.setdefault(f"{where.scheme}://{where.host}:{where.port}", _Host())
        if host.robots is None:
            host.robots = self._robots(url, where)
        if not host.robots.can_fetch(_AGENT, url):
            raise _Stop("网站的 robots.txt 不允许程序抓取这个网址。请在浏览器里下载，再用 yanxiu corpus add 添加。")

    def _robots(self, url: str, where: Target) -> RobotFileParser:
        """The rules of a host. As RFC 9309 has it: no such file allows all, a failing server forbids all."""
        found = RobotFileParser()
        address = urljoin(url, "/robots.txt")
        status, answer, content = self._request(address, where, {}, _LONGEST_ROBOTS)
        for _ in range(self.policy.redirects):
            if status not in _REDIRECTS or "location" not in answer:
                break
            address = urljoin(address, answer["location"])
            status, answer, content = self._request(address, self._target(address), {}, _LONGEST_ROBOTS)
        lines = content.decode("utf-8", "replace").splitlines() if status == 200 else []
        found.parse(lines)
        return found

    def _request(
        self, url: str, where: Target, headers: dict[str, str], largest: int
    ) -> tuple[int, httpx.Headers, bytes]:
        """One request to the address that was checked. Raises `_Busy` for what may pass, `_Stop` for what will not."""
        if self._client is None:
            raise RuntimeError("a Fetcher is used within `with`")
        self._be_polite(where)
        self._check()
        self._client.cookies.clear()
        named = httpx.URL(url)
        request = self._client.build_request(
            "GET",
            named.copy_with(host=where.address),
            headers={"Host": named.netloc.decode("ascii"), **headers},
            extensions={"sni_hostname": where.host},
        )
        started = self.clock()
        try:
            response = self._client.send(request, stream=True)
            try:
                if response.status_code in _AGAIN:
                    raise _Busy(
                        f"网站暂时不能提供这个网址的内容（{response.status_code}）。", _retry_after(response.headers)
                    )
                return response.status_code, response.headers, self._body(response, largest, started)
            finally:
                response.close()
        except httpx.TimeoutException:
            raise _Busy("网站没有在规定的时间里答复。") from None
        except httpx.DecodingError:
            raise _Stop("网站发来的内容已损坏，无法解压。") from None
        except httpx.TransportError as error:
            raise _Busy(f"连不上网站（{type(error).__name__}）。") from None

    def _body(self, response: httpx.Response, largest: int, started: float) -> bytes:
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_bytes(64 * 1024):
            self._check()
            size += len(piece)
            if size > largest:
                raise _Stop(f"内容超过 {largest / 1e6:.1f} MB，没有抓取。请下载后拆成几个文件再添加。")
            if self.clock() - started > self.policy.longest:
                raise _Busy("网站发送得太慢。")
            pieces.append(piece)
        return b"".join(pieces)

    def _be_polite(self, where: Target) -> None:
        """Wait until the host may be asked again."""
        host = self._hosts.setdefault(f"{where.scheme}://{where.host}:{where.port}", _Host())
        now = self.clock()
        if host.next_at > now:
            self._pause(host.next_at - now)
        asked = host.robots.crawl_delay(_AGENT) if host.robots is not None else None
        delay = max(self.policy.delay, min(float(asked or 0), _LONGEST_WAIT))
        host.next_at = max(now, host.next_at) + delay

    def _pause(self, seconds: float) -> None:
        """Let the seconds pass, in pieces where somebody may stop it."""
        ends = self.clock() + seconds
        while self._cancelled is not None and ends - self.clock() > _POLL:
            self._check()
            self.sleep(_POLL)
        self.sleep(max(ends - self.clock(), 0.0))

    def _check(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("已停止抓取网页，没有保留任何内容。")


def _retry_after(headers: httpx.Headers) -> float:
    """Seconds that a busy server asks for; 0 when it does not say."""
    text = headers.get("retry-after", "")
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, ValueError, TypeError):
        return 0.0


def name_of(page: Page) -> str:
    """A file name for a page: the last part of its address, with a suffix that fits what it is."""
    last = urlsplit(page.url).path.rpartition("/")[2] or "index"
    if "." in last:
        return last
    kind = page.content_type.partition(";")[0].strip().lower()
    return last + _SUFFIXES.get(kind, ".html")


_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/zip": ".zip",
}
