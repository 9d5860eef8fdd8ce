"""How fast messages go out: all of them, to one chat, and after Telegram said that it has had enough.

Everything here is counted in seconds of the monotonic clock, so that a clock that is put right does no harm. The
ceiling is exact at the server, however long messages are under way: a message may begin only when fewer than
`ceiling` have ended in the last second or are on their way.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_BATCH = 3
"""Announcements are begun by so many at a time: each look at the outbox is a transaction."""
_BURST = 5
"""Most announcements that are begun at once after a rest."""
_SECOND = 1.0
_TOLD_S = 2.0
_TOLD_CHATS = 3
"""So many chats that are told to wait within `_TOLD_S`, and most messages with them: it means everybody."""
_SLOWER = 0.5
_FASTER_EVERY_S = 10.0
"""After such a warning the rate is halved; it comes back by a tenth of the usual rate in this time."""
_SLOWEST = 0.1
_TROUBLED_CHATS = 3
"""So many chats one after the other in which nothing works: it is the server, or the way there."""
_LOOK_S = 5.0
_FORGET_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages may be sent. Telegram's own: 30 a second, one a second in a chat, 20 a minute in a group."""

    per_second: float = 25.0
    """On the average, over all chats. Replies go first, and may go up to the ceiling."""
    ceiling: int = 30
    """In any one second, whatever happens."""
    replies: int = 2
    """Of the ceiling, what announcements and reminders leave free."""
    bulk_connections: int = 6
    """Announcements and reminders under way at once; the other connections stay with the replies."""
    bulk_apart_s: float = 1.0
    """Between a message to a chat and the next announcement or reminder to it, at least."""
    chat: Sequence[tuple[int, float]] = ((3, 3.0),)
    """Messages to one chat in so many seconds: Telegram lets short bursts pass, and answers come in pieces."""
    group: Sequence[tuple[int, float]] = ((3, 3.0), (20, 60.0))
    """The same for a group."""


UNLIMITED = Limits(
    per_second=1e9, ceiling=10**9, replies=0, bulk_connections=10**9, bulk_apart_s=0.0, chat=(), group=()
)
"""For tests and measurements against a server that does not mind."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many messages may begin now."""

    messages: int
    bulk: int
    """Of these, announcements and reminders."""
    wait_s: float
    """When there is no room, or none for announcements: seconds until that changes, if nothing happens before."""


class Pace:
    """Knows what went out lately and says what may follow."""

    def __init__(
        self,
        limits: Limits,
        *,
        pauses_s: Sequence[float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`pauses_s`: the pauses, one after the other, while the server cannot be reached."""
        self._limits = limits
        self._pauses_s = pauses_s
        self._clock = clock
        self._processes = 1
        self._tokens, self._counted = float(_BURST), clock()
        self._factor = 1.0
        self._held_until = 0.0
        self._under_way = 0
        self._bulk_under_way = 0
        self._ended: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}
        self._told: deque[tuple[float, int, bool]] = deque()
        self._troubled: set[int] = set()
        self._troubles = 0

    def share_with(self, processes: int) -> None:
        """So many processes send at the same time: each keeps to its part."""
        self._processes = max(1, processes)

    def hold(self, seconds: float) -> None:
        """Let nothing begin for so long."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def room(self, free: int) -> Room:
        """What may begin, with `free` connections."""
        now = self._count()
        if now < self._held_until:
            return Room(0, 0, self._held_until - now)
        if self._troubles:  # one at a time feels its way
            one = int(not self._under_way)
            return Room(one, one, _LOOK_S)
        ceiling = max(1, self._limits.ceiling // self._processes)
        below = ceiling - len(self._ended) - self._under_way
        if below <= 0 or free <= 0:
            return Room(0, 0, self._until_one_less(now))
        reserve = min(self._limits.replies // self._processes, ceiling - 1)
        bulk = min(free, below - reserve, self._limits.bulk_connections - self._bulk_under_way, int(self._tokens))
        if bulk >= min(_BATCH, ceiling):
            return Room(min(free, below), bulk, _LOOK_S)
        missing = (_BATCH - self._tokens) / self._rate
        wait = missing if missing > 0 else self._until_one_less(now)
        return Room(min(free, below), 0, wait)

    def chat_wait(self, chat: int, *, bulk: bool) -> float:
        """Seconds until the next message to `chat` may begin."""
        ended = self._chats.get(chat)
        if not ended:
            return 0.0
        windows = self._limits.group if chat < 0 else self._limits.chat
        free_at = [ended[-most] + seconds for most, seconds in windows if len(ended) >= most]
        if bulk:
            free_at.append(ended[-1] + self._limits.bulk_apart_s)
        return max(0.0, max(free_at, default=0.0) - self._clock())

    def begin(self, *, bulk: bool) -> None:
        """A message is on its way."""
        self._count()
        self._tokens = max(self._tokens - 1, -float(_BURST))
        self._under_way += 1
        self._bulk_under_way += bulk

    def spare(self, *, bulk: bool) -> None:
        """What had begun does not go out now."""
        self._tokens += 1
        self._under_way -= 1
        self._bulk_under_way -= bulk

    def end(self, chat: int, *, bulk: bool) -> None:
        """Whatever came of it, it is not under way any more."""
        now = self._clock()
        self._under_way -= 1
        self._bulk_under_way -= bulk
        self._ended.append(now)
        most = max((count for count, _ in (*self._limits.chat, *self._limits.group)), default=1)
        self._chats.setdefault(chat, deque(maxlen=most)).append(now)
        if len(self._chats) % _FORGET_EVERY == 0:
            self._forget(now)

    def well(self, chat: int) -> None:
        """The server is there and did, or refused for good, what it was asked to do for `chat`."""
        self._heard(chat, told=False)
        self._troubled.clear()
        self._troubles = 0

    def told_to_wait(self, chat: int, seconds: float) -> None:
        """A message to `chat` was refused with 429, which does not say whether it means the chat or everybody."""
        self._heard(chat, told=True)
        self._troubled.clear()
        self._troubles = 0
        told = [heard for _, heard, refused in self._told if refused]
        if len(set(told)) >= _TOLD_CHATS and 2 * len(told) >= len(self._told):
            self.hold(seconds)
            self._factor = max(self._factor * _SLOWER, _SLOWEST)
            self._told.clear()

    def trouble(self, chat: int, *, unreachable: bool) -> None:
        """A message to `chat` ended in a failure of the server or of the way there."""
        self._troubled.add(chat)
        if self._clock() < self._held_until:  # those that were under way meanwhile tell nothing new
            return
        if unreachable or self._troubles or len(self._troubled) >= _TROUBLED_CHATS:
            self._troubles += 1
            self.hold(self._pauses_s[min(self._troubles, len(self._pauses_s)) - 1])

    @property
    def _rate(self) -> float:
        return self._limits.per_second * self._factor / self._processes

    def _count(self) -> float:
        """Bring everything up to now; that moment."""
        now = self._clock()
        passed, self._counted = now - self._counted, now
        self._tokens = min(self._tokens + passed * self._rate, float(_BURST))
        at_work = max(0.0, min(passed, now - self._held_until))
        self._factor = min(1.0, self._factor + at_work / _FASTER_EVERY_S / 10)
        while self._ended and self._ended[0] <= now - _SECOND:
            self._ended.popleft()
        return now

    def _until_one_less(self, now: float) -> float:
        """Seconds until the oldest message of the last second does not count any more."""
        return max(self._ended[0] + _SECOND - now, 0.001) if self._ended else _LOOK_S

    def _heard(self, chat: int, *, told: bool) -> None:
        now = self._clock()
        self._told.append((now, chat, told))
        while self._told[0][0] < now - _TOLD_S:
            self._told.popleft()

    def _forget(self, now: float) -> None:
        longest = max((seconds for _, seconds in (*self._limits.chat, *self._limits.group)), default=_SECOND)
        self._chats = {chat: ended for chat, ended in self._chats.items() if ended[-1] > now - longest}
