"""One bounded exchange with an OpenAI-compatible chat model: a short text comes back in time, or nothing.

The model's server is not trusted to be quick, small or well behaved. The answer is awaited on a thread of
its own, so that a server which sends one byte now and then cannot hold the caller; what is too large or
compressed is not read; a redirect is not followed, because the key would go with it.
"""

import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

from policy_corpus.errors import YanxiuError

_LOG = logging.getLogger(__name__)
_LARGEST = 256 * 1024
_ATTEMPTS = 2
_PAUSE = 0.05
_NO_KEY = "none"  # servers on one's own machine ask for no key, the client insists on one

Message = tuple[str, str]
"""Role (`system` or `human`) and text."""


class ChatModelMissing(YanxiuError):
    """The packages that talk to a chat model are not installed."""


class _TooMuch(Exception):
    """The reply is longer than anything we asked for, or hides its length."""


class ChatModel:
    """A model at an address. `base_url` may be empty for the client's own default.

    `timeout_s` is for everything together: connecting, waiting, reading, and the second attempt.
    Raises `ChatModelMissing` when the extra `openai` is not installed.
    """

    def __init__(self, *, model: str, base_url: str, api_key: str, timeout_s: float) -> None:
        if find_spec("langchain_openai") is None:
            raise ChatModelMissing(
                "已经设置了对话模型，但是没有安装连接它的组件。"
                "请运行 pip install 'yanxiu[openai]'（在源码目录里：pip install '.[openai]'），或者取消对话模型的设置。"
            )
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._line: _Line | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"ChatModel(model={self._model!r}, timeout_s={self._timeout_s!r})"

    def reply(self, messages: Sequence[Message]) -> str | None:
        """The model's text for `messages`; None when it fails, is too slow or sends too much."""
        self._open_line()  # takes seconds the first time; they are not the model's
        deadline = monotonic() + self._timeout_s
        for attempt in range(_ATTEMPTS):
            outcome = self._attempt(messages, deadline)
            if isinstance(outcome, str):
                return outcome
            # The name of the error and no more: some servers repeat the key in their messages.
            _LOG.warning("chat model: attempt %d failed (%s)", attempt + 1, outcome.name)
            if not outcome.passing or deadline - monotonic() <= _PAUSE:
                return None
            threading.Event().wait(_PAUSE)
        return None

    def close(self) -> None:
        """Cut the connections; the next `reply` opens new ones."""
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.close()

    def _open_line(self) -> "_Line":
        with self._lock:
            if self._line is None:
                self._line = _Line(self._model, self._base_url, self._api_key)
            return self._line

    def _attempt(self, messages: Sequence[Message], deadline: float) -> "str | _Failure":
        """The text, or what went wrong; never later than the deadline."""
        line = self._open_line()
        done: SimpleQueue[str | _Failure] = SimpleQueue()
        ask = threading.Thread(
            target=lambda: done.put(line.ask(list(messages), deadline)), name="chat-model", daemon=True
        )
        ask.start()
        try:
            return done.get(timeout=max(deadline - monotonic(), 0))
        except Empty:
            with self._lock:
                if self._line is line:
                    self._line = None
            line.close()  # so that the thread ends, however slowly the server goes on
            return _Failure("too slow", passing=False)


@dataclass(frozen=True, slots=True)
class _Failure:
    """What went wrong."""

    name: str
    passing: bool
    """Whether a second attempt may fare better."""


class _Line:
    """The client and its connections, used for one request after the other."""

    def __init__(self, model: str, base_url: str, api_key: str) -> None:
        from langchain_openai import ChatOpenAI

        self._http = _bounded_client()
        self._chat = ChatOpenAI(
            model=model,
            base_url=base_url or None,
            api_key=lambda: api_key or _NO_KEY,
            temperature=0,
            max_retries=0,
            http_client=self._http,
        )

    def ask(self, messages: list[Message], deadline: float) -> str | _Failure:
        """The model's text for `messages`, read until `deadline` at the latest."""
        from langsmith import tracing_context

        remaining = deadline - monotonic()
        if remaining <= 0:
            return _Failure("too slow", passing=False)
        self._http.deadline.at = deadline
        try:
            # A tracing variable in the environment would send the question to a third party.
            with tracing_context(enabled=False):
                return str(self._chat.invoke(messages, timeout=remaining).text)
        except Exception as error:  # whatever it is, the answer is given without the model
            return _Failure(type(error).__name__, passing=_is_passing(error))

    def close(self) -> None:
        """Cut the connections."""
        with suppress(Exception):  # another thread is using them
            self._http.close()


def _bounded_client() -> Any:
    """An HTTP client that stops reading at `_LARGEST` bytes or when `deadline.at` of its thread has passed."""
    from openai import DefaultHttpxClient

    class Bounded(DefaultHttpxClient):
        deadline = threading.local()

        def send(self, request: Any, **options: Any) -> Any:
            response = super().send(request, **(options | {"stream": True}))
            try:
                content = _read(response, self.deadline.at)
            finally:
                response.close()
            return type(response)(response.status_code, headers=response.headers, content=content, request=request)

    return Bounded(follow_redirects=False, headers={"accept-encoding": "identity"})


def _read(response: Any, deadline: float) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise _TooMuch
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > _LARGEST or monotonic() > deadline:
            raise _TooMuch
    return bytes(content)


def _is_passing(error: Exception) -> bool:
    """Whether a second attempt may fare better: a broken connection, 429, or an error of the server."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, APIConnectionError):
        return not isinstance(error, APITimeoutError) and not isinstance(error.__cause__, _TooMuch)
    return isinstance(error, APIStatusError) and (error.status_code == 429 or error.status_code >= 500)
