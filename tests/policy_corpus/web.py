"""A web site on this machine for the tests of refreshing: real HTTP, pages and failures as told."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from policy_corpus.refresh.fetch import Fetcher, Policy


@dataclass(frozen=True)
class Reply:
    """What the site answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    """Sent with the page; a request that names it gets 304."""


@dataclass
class Site:
    """The pages by path; several replies are given one after another, the last one again and again."""

    port: int = 0
    pages: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and headers of each request."""

    def url(self, path: str) -> str:
        """Address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, *replies: Reply | str) -> str:
        """Set what a page answers; returns its address."""
        self.pages[path] = [
            Reply(r.encode(), headers={"Content-Type": "text/plain; charset=utf-8"}) if isinstance(r, str) else r
            for r in replies
        ]
        return self.url(path)

    def paths(self) -> list[str]:
        """What was asked for."""
        return [path for path, _ in self.asked]


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers until the end of the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            replies = site.pages.get(self.path, [Reply(status=404)])
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            known = reply.etag and self.headers.get("If-None-Match") == reply.etag
            body = b"" if known else reply.body
            self.send_response(304 if known else reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.etag:
                self.send_header("ETag", reply.etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Be silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def time(self) -> float:
        """Seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        self.slept.append(round(seconds, 3))
        self.now += seconds


def fetcher(site: Site, clock: Clock | None = None, **options: Any) -> Fetcher:
    """A fetcher that may ask the site, though it is on a private address."""
    clock = clock or Clock()
    allowed = frozenset({f"127.0.0.1:{site.port}"})
    return Fetcher(Policy(allowed=allowed, **options), clock=clock.time, sleep=clock.sleep)
