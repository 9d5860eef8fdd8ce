"""A chat model's server on the loopback interface: speaks the OpenAI protocol and misbehaves on request."""

import gzip
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_TRICKLE_SECONDS = 0.02
_HUGE_BYTES = 8 * 1024 * 1024


class Manner(StrEnum):
    """How the server replies."""

    TEXT = "text"
    """A well-formed completion whose content is `ChatServer.content`."""
    STALL = "stall"
    """Accepts the request and says nothing."""
    TRICKLE_BODY = "trickle_body"
    """Sends a valid completion one byte now and then."""
    TRICKLE_HEAD = "trickle_head"
    """Sends endless header lines, slowly."""
    ERROR_500 = "error_500"
    ERROR_429 = "error_429"
    UNAUTHORISED = "unauthorised"
    """401 with a message that repeats the key, as some servers do."""
    REDIRECT = "redirect"
    """Points to `/elsewhere` on the same server, which would answer well."""
    CLOSE = "close"
    """Closes the connection without a word."""
    CUT = "cut"
    """Announces a longer body than it sends."""
    NO_CHOICES = "no_choices"
    NULL_CONTENT = "null_content"
    NOT_JSON = "not_json"
    """HTTP 200 with a page of HTML."""
    HUGE = "huge"
    COMPRESSED = "compressed"
    """A small gzip body that grows."""


@dataclass
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class ChatServer:
    """The running server: set `content` and `manners`, read `requests`."""

    base_url: str
    content: str = ""
    manners: list[Manner] = field(default_factory=lambda: [Manner.TEXT])
    """One for each request in turn; the last stays."""
    requests: list[Request] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def says(self, sentences: Iterable[tuple[str, list[int]]]) -> None:
        """Answer with `sentences`, each with the numbers of its evidence, in the format that is asked for."""
        items = [{"text": text, "evidence": evidence} for text, evidence in sentences]
        self.content = json.dumps({"sentences": items}, ensure_ascii=False)

    def next_manner(self) -> Manner:
        """The manner for the request that has just come."""
        return self.manners.pop(0) if len(self.manners) > 1 else self.manners[0]


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """A server on a free port, gone when the block ends."""
    httpd = _Server(("127.0.0.1", 0), _Handler)
    httpd.state = ChatServer(base_url=f"http://127.0.0.1:{httpd.server_address[1]}/v1")
    thread = threading.Thread(target=lambda: httpd.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield httpd.state
    finally:
        httpd.state.stopping.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    state: ChatServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has hung up is what many tests want."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing on standard error."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self._answer(json.loads(self.rfile.read(length)))

    def _answer(self, body: dict[str, Any]) -> None:
        state = self.server.state
        state.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        manner = Manner.TEXT if self.path == "/elsewhere" else state.next_manner()
        completion = json.dumps(_completion(state.content)).encode()
        match manner:
            case Manner.TEXT:
                self._send(200, completion)
            case Manner.STALL:
                state.stopping.wait()
            case Manner.TRICKLE_BODY:
                self._head(200, len(completion))
                self._trickle(bytes([byte]) for byte in completion)
            case Manner.TRICKLE_HEAD:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                self._trickle(b"x-%d: y\r\n" % number for number in range(10_000))
            case Manner.ERROR_500:
                self._send(500, b'{"error": {"message": "broken"}}')
            case Manner.ERROR_429:
                self._send(429, b'{"error": {"message": "slow down"}}', ("retry-after", "30"))
            case Manner.UNAUTHORISED:
                message = f"Incorrect API key provided: {self.headers.get('authorization')}"
                self._send(401, json.dumps({"error": {"message": message}}).encode())
            case Manner.REDIRECT:
                self._send(307, b"", ("location", "/elsewhere"))
            case Manner.CLOSE:
                self.close_connection = True
            case Manner.CUT:
                self._head(200, len(completion) + 100)
                self.wfile.write(completion[: len(completion) // 2])
            case _:
                self._send_odd(manner)

    def _send_odd(self, manner: Manner) -> None:
        """A reply that is complete HTTP and no completion, or one that is too large."""
        odd = _completion(self.server.state.content)
        match manner:
            case Manner.NO_CHOICES:
                self._send(200, json.dumps(odd | {"choices": []}).encode())
            case Manner.NULL_CONTENT:
                odd["choices"][0]["message"]["content"] = None
                self._send(200, json.dumps(odd).encode())
            case Manner.NOT_JSON:
                self._send(200, b"<html>Gateway</html>", ("content-type", "text/html"))
            case Manner.HUGE:
                self._send(200, json.dumps(odd | {"padding": "x" * _HUGE_BYTES}).encode())
            case Manner.COMPRESSED:
                packed = gzip.compress(json.dumps(odd | {"padding": "x" * _HUGE_BYTES}).encode())
                self._send(200, packed, ("content-encoding", "gzip"))

    def _head(self, status: int, length: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("content-type", "application/json"), ("content-length", str(length)), *headers):
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self._head(status, len(body), *headers)
        self.wfile.write(body)

    def _trickle(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            if self.server.state.stopping.wait(_TRICKLE_SECONDS):
                return
            self.wfile.write(piece)
            self.wfile.flush()


def _completion(content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "test",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
