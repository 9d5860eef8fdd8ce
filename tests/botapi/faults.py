"""Scripted weather: what goes wrong between the bot and Telegram, and real rate limits.

`weather.too_many_requests(3, chat=…)`, `.blocked(chat=…)`, `.server_error()`, `.delay(0.2)`, `.lost_answer()`,
`.dropped()`. Each takes `method` (a pattern such as `send*`), `chat`, `times` (None: for ever) and `probability`.
"""

import math
import random
from collections import defaultdict, deque
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from tests.botapi.errors import ApiError, forbidden, too_many_requests

_SENDING = ("send", "forward", "copy")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the weather does to one call."""

    delay: float = 0.0
    """Seconds to wait before the call is carried out."""
    error: ApiError | None = None
    """Refused with this; nothing is carried out."""
    dropped: bool = False
    """The connection is closed before the call is carried out."""
    lost: str | None = None
    """Carried out, then `hang` (no answer ever) or `drop` (connection closed)."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Telegram's published limits for sending; windows slide."""

    per_second: int = 30
    per_chat_second: int = 1
    per_group_minute: int = 20


@dataclass(slots=True)
class Fault:
    """One rule of the weather."""

    method: str
    chat: int | None
    times: int | None
    """How often it may still strike."""
    probability: float
    verdict: Verdict
    struck: int = 0

    def fits(self, method: str, chat: int | None) -> bool:
        """Whether it can strike this call."""
        wanted = self.chat is None or self.chat == chat
        return self.times != 0 and wanted and fnmatchcase(method.lower(), self.method.lower())


@dataclass(slots=True)
class _Ban:
    """After a 429: calls that fit fail until then."""

    method: str
    chat: int | None
    until: float


@dataclass(slots=True)
class Weather:
    """All rules; a test changes them at any time. `seed` makes probabilities repeatable."""

    seed: int = 0
    limits: RateLimits | None = None
    """Real rate limits, off by default."""
    faults: list[Fault] = field(default_factory=list)
    _bans: list[_Ban] = field(default_factory=list)
    _sent: dict[int | None, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def clear(self) -> None:
        """Fair weather from now on, running bans included."""
        self.faults.clear()
        self._bans.clear()

    def too_many_requests(
        self,
        retry_after: int,
        *,
        method: str = "send*",
        chat: int | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> Fault:
        """429; within `retry_after` seconds of it every call that fits (same methods, same chat or all) fails too."""
        error = too_many_requests(retry_after)
        return self._add(Verdict(error=error), method=method, chat=chat, times=times, probability=probability)

    def blocked(self, *, chat: int, method: str = "*", times: int | None = None) -> Fault:
        """403, as when the person blocked the bot (without the update that tells the bot)."""
        error = forbidden("bot was blocked by the user")
        return self._add(Verdict(error=error), method=method, chat=chat, times=times)

    def server_error(
        self,
        *,
        code: int = 500,
        method: str = "*",
        chat: int | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> Fault:
        """5xx; nothing is carried out."""
        words = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
        error = ApiError(code, words.get(code, "Internal Server Error"))
        return self._add(Verdict(error=error), method=method, chat=chat, times=times, probability=probability)

    def delay(
        self,
        seconds: float,
        *,
        method: str = "*",
        chat: int | None = None,
        times: int | None = None,
        probability: float = 1.0,
    ) -> Fault:
        """The call waits before it is carried out; combines with other faults."""
        verdict = Verdict(delay=seconds)
        return self._add(verdict, method=method, chat=chat, times=times, probability=probability)

    def lost_answer(
        self,
        *,
        hang: bool = False,
        method: str = "send*",
        chat: int | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> Fault:
        """Carried out, but the answer never comes: the connection closes, or with `hang` stays silent."""
        verdict = Verdict(lost="hang" if hang else "drop")
        return self._add(verdict, method=method, chat=chat, times=times, probability=probability)

    def dropped(
        self,
        *,
        method: str = "*",
        chat: int | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> Fault:
        """The connection closes before anything is carried out."""
        return self._add(Verdict(dropped=True), method=method, chat=chat, times=times, probability=probability)

    def _add(
        self, verdict: Verdict, *, method: str, chat: int | None, times: int | None, probability: float = 1.0
    ) -> Fault:
        fault = Fault(method, chat, times, probability, verdict)
        self.faults.append(fault)
        return fault

    def judge(self, method: str, chat: int | None, *, now: float) -> Verdict:
        """What happens to this call; `now` in seconds of the monotonic clock. Counts rules and limits down."""
        delay = 0.0
        for fault in self.faults:
            if not fault.fits(method, chat) or self._random.random() >= fault.probability:
                continue
            verdict = self._strike(fault, now)
            delay += verdict.delay
            if verdict != Verdict(delay=verdict.delay):
                return Verdict(delay, verdict.error, verdict.dropped, verdict.lost)
        wait = self._wait(method, chat, now)
        return Verdict(delay, too_many_requests(math.ceil(wait)) if wait > 0 else None)

    def _strike(self, fault: Fault, now: float) -> Verdict:
        fault.struck += 1
        fault.times = None if fault.times is None else fault.times - 1
        verdict = fault.verdict
        if verdict.error is not None and verdict.error.retry_after:
            self._bans.append(_Ban(fault.method, fault.chat, now + verdict.error.retry_after))
        return verdict

    def _wait(self, method: str, chat: int | None, now: float) -> float:
        """Seconds until this call would be let through; 0 lets it through and counts it."""
        self._bans = [ban for ban in self._bans if ban.until > now]
        for ban in self._bans:
            if ban.chat in (None, chat) and fnmatchcase(method.lower(), ban.method.lower()):
                return ban.until - now
        if self.limits is None or method == "sendChatAction" or not method.startswith(_SENDING):
            return 0.0
        windows: list[tuple[int | None, int, float]] = [(None, self.limits.per_second, 1.0)]
        if chat is not None and chat > 0:
            windows.append((chat, self.limits.per_chat_second, 1.0))
        elif chat is not None:
            windows.append((chat, self.limits.per_group_minute, 60.0))
        wait = max(self._full_for(key, most, seconds, now) for key, most, seconds in windows)
        if wait <= 0:
            for key, _, _ in windows:
                self._sent[key].append(now)
        return wait

    def _full_for(self, key: int | None, most: int, seconds: float, now: float) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= most else 0.0
