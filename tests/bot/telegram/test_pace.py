"""The pace of sending: the ceiling of every second, each chat's own, and what Telegram's refusals mean."""

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.pace import Limits, Pace

PAUSES_S = (1.0, 2.0, 5.0)


@dataclass
class Time:
    """A monotonic clock that a test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        """The moment in seconds."""
        return self.now


@dataclass
class Road:
    """Messages on the way to a server that takes `lasts` seconds for each; there as early or as late as it likes."""

    pace: Pace
    time: Time
    lasts: float
    under_way: list[tuple[float, float, int, bool]] = field(default_factory=list)
    ended: list[tuple[float, float]] = field(default_factory=list)
    chat: int = 0

    def drive(self, seconds: float, *, bulk: bool) -> None:
        """Send as much as there is room for, for so long."""
        end = self.time.now + seconds
        while self.time.now < end:
            for one in [one for one in self.under_way if one[1] <= self.time.now]:
                self.under_way.remove(one)
                self.pace.end(one[2], bulk=one[3])
                self.pace.well(one[2])
                self.ended.append(one[:2])
            room = self.pace.room(8 - len(self.under_way))
            for _ in range(room.bulk if bulk else room.messages):
                self.chat += 1
                self.pace.begin(bulk=bulk)
                self.under_way.append((self.time.now, self.time.now + self.lasts, self.chat, bulk))
            self.time.now += 0.01


def pace_and_time(limits: Limits | None = None) -> tuple[Pace, Time]:
    """A pace on a clock of its own."""
    time = Time()
    return Pace(limits or Limits(), pauses_s=PAUSES_S, clock=time), time


@settings(max_examples=30, deadline=None)
@given(
    legs=st.lists(st.tuples(st.floats(0.1, 2), st.booleans(), st.sampled_from([0.01, 0.1, 0.7])), max_size=5),
    processes=st.integers(1, 4),
)
def test_no_second_above_the_ceiling(legs: list[tuple[float, bool, float]], processes: int) -> None:
    """Wherever within its way each message reaches the server: in no second are there more than the process's part."""
    pace, time = pace_and_time()
    pace.share_with(processes)
    road = Road(pace, time, 0.0)
    for seconds, bulk, lasts in legs:
        road.lasts = lasts
        road.drive(seconds, bulk=bulk)
    ways = road.ended + [one[:2] for one in road.under_way]
    for start, _ in ways:
        # Those that could have got there in one second that begins no earlier than this one's start, and all late.
        together = [begun for begun, end in ways if begun <= start and end > start - 1]
        assert len(together) <= 30 // processes


def test_the_usual_rate() -> None:
    """Announcements go out at 25 a second on the average, at 5 a second when five processes share."""
    pace, time = pace_and_time()
    road = Road(pace, time, 0.02)
    road.drive(40, bulk=True)
    assert 24.5 * 40 <= len(road.ended) <= 25 * 40 + 5
    pace.share_with(5)
    road.ended.clear()
    road.drive(40, bulk=True)
    assert 4.5 * 40 <= len(road.ended) <= 5 * 40 + 5


def test_announcements_leave_connections_free() -> None:
    """However slow the server is, two of eight connections stay with the replies, and replies have room at once."""
    pace, time = pace_and_time()
    Road(pace, time, 60.0).drive(30, bulk=True)
    room = pace.room(2)
    assert (room.bulk, room.messages) == (0, 2)


def test_one_chat() -> None:
    """Three replies may follow each other closely; announcements never within a second; groups get 20 a minute."""
    pace, time = pace_and_time()
    for number in range(3):
        assert pace.chat_wait(1, bulk=False) == 0
        pace.begin(bulk=False)
        pace.end(1, bulk=False)
        assert pace.chat_wait(1, bulk=True) == 1 if number < 2 else 3
    assert pace.chat_wait(1, bulk=False) == 3
    assert pace.chat_wait(2, bulk=True) == 0
    time.now += 3
    assert pace.chat_wait(1, bulk=True) == 0
    for _ in range(20):
        time.now += 1
        pace.begin(bulk=False)
        pace.end(-1, bulk=False)
    assert pace.chat_wait(-1, bulk=False) == 41


def test_told_to_wait_by_one_chat_or_all() -> None:
    """429s of two chats amid successes hold up nobody; three chats and nothing else mean everybody, who slows down."""
    pace, time = pace_and_time()
    for chat in range(20):
        pace.well(chat)
    for chat in (101, 102, 103):
        pace.told_to_wait(chat, 30)
    assert pace.room(8).bulk
    time.now += 3
    for chat in (101, 102):
        pace.told_to_wait(chat, 30)
    assert pace.room(8).bulk
    pace.told_to_wait(103, 30)
    assert pace.room(8).messages == 0
    time.now += 30
    road = Road(pace, time, 0.02)
    road.drive(4, bulk=True)
    assert 4 * 12 <= len(road.ended) <= 4 * 15 + 5


def test_the_server_is_away() -> None:
    """What cannot be reached is tried after growing pauses, by one message at a time, until one gets through."""
    pace, time = pace_and_time()
    tried: list[float] = []
    while len(tried) < 5:
        if room := pace.room(8).messages:
            assert room == (1 if tried else 8)
            tried.append(time.now)
            pace.begin(bulk=False)
            pace.end(len(tried), bulk=False)
            pace.trouble(len(tried), unreachable=True)
        time.now += 0.25
    assert [b - a for a, b in pairwise(tried)] == [1, 2, 5, 5]
    pace.well(1)
    time.now += 5
    assert pace.room(8).messages == 8


def test_failures_of_the_server() -> None:
    """One chat's failures hold up nobody, however many; those of three chats in a row are the server's."""
    pace, _ = pace_and_time()
    for _ in range(5):
        pace.trouble(1, unreachable=False)
    pace.trouble(2, unreachable=False)
    assert pace.room(8).messages == 8
    pace.well(4)
    pace.trouble(1, unreachable=False)
    pace.trouble(2, unreachable=False)
    assert pace.room(8).messages == 8
    pace.trouble(3, unreachable=False)
    assert pace.room(8).messages == 0


def test_what_does_not_go_out_does_not_count() -> None:
    """What was claimed and put off leaves its place to others."""
    pace, time = pace_and_time()
    for _ in range(100):
        pace.begin(bulk=True)
        pace.spare(bulk=True)
    road = Road(pace, time, 0.02)
    road.drive(1, bulk=True)
    assert len(road.ended) >= 24
