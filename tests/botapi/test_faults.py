"""Weather: each scripted fault, and the real rate limits."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from tests.botapi import BotApiServer, Group, Person, RateLimits, Weather
from tests.botapi.faults import Verdict


async def test_too_many_requests_everywhere(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """After a global 429 every send fails until the time has passed, other methods do not."""
    server.weather.too_many_requests(1)
    other = Person(server, "教师002")
    other.start()
    for person in (teacher, other):
        with pytest.raises(RetryAfter) as error:
            await bot.send_message(person.chat_id, "好")
        assert error.value.retry_after == timedelta(seconds=1)
    await bot.get_me()
    assert server.calls("sendMessage")[0].description == "Too Many Requests: retry after 1"
    server.weather.clear()
    await bot.send_message(teacher.chat_id, "好")


async def test_too_many_requests_in_one_chat(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A 429 for one chat leaves the others alone and ends after its seconds."""
    other = Person(server, "教师002")
    other.start()
    server.weather.too_many_requests(1, chat=teacher.chat_id)
    with pytest.raises(RetryAfter):
        await bot.send_message(teacher.chat_id, "好")
    await bot.send_message(other.chat_id, "好")
    with pytest.raises(RetryAfter):
        await bot.send_message(teacher.chat_id, "好")
    await asyncio.sleep(1)
    await bot.send_message(teacher.chat_id, "好")


async def test_blocked_and_server_errors(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """403 and 5xx come as often as asked for, and nothing is stored."""
    server.weather.blocked(chat=teacher.chat_id, times=1)
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        await bot.send_message(teacher.chat_id, "好")
    server.weather.server_error()
    with pytest.raises(NetworkError, match=r"^Internal Server Error$"):
        await bot.send_message(teacher.chat_id, "好")
    server.weather.server_error(code=502, method="getMe")
    await bot.send_message(teacher.chat_id, "好")
    with pytest.raises(NetworkError, match=r"^Bad Gateway$"):
        await bot.get_me()
    assert [seen.text for seen in teacher.seen] == ["好"]


async def test_lost_answers(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """The message is there although the bot sees a broken connection or a time-out."""
    server.weather.lost_answer()
    with pytest.raises(NetworkError):
        await bot.send_message(teacher.chat_id, "一")
    server.weather.lost_answer(hang=True)
    with pytest.raises(TimedOut):
        await bot.send_message(teacher.chat_id, "二", read_timeout=0.1)
    assert [seen.text for seen in teacher.seen] == ["一", "二"]
    assert [call.lost for call in server.calls("sendMessage", ok=True)] == [True, True]


async def test_dropped_and_delayed(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A dropped call is not carried out; a delayed one is, later."""
    server.weather.dropped(method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(teacher.chat_id, "一")
    assert [call.code for call in server.calls("sendMessage")] == [0]
    server.weather.delay(0.2, chat=teacher.chat_id)
    sending = asyncio.create_task(bot.send_message(teacher.chat_id, "二"))
    await bot.get_me()
    assert not sending.done()
    await sending
    assert [seen.text for seen in teacher.seen] == ["二"]


async def test_server_gone(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """A server that goes away breaks waiting polls and refuses connections; it comes back with everything."""
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    address = server.address
    await server.go_away()
    with pytest.raises(NetworkError):
        await waiting
    with pytest.raises(NetworkError):
        await bot.get_me()
    teacher.say("在吗")
    await server.come_back()
    assert server.address == address
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["在吗"]


async def test_real_limits(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """With real limits a second message to the same chat within a second is refused, to another chat not."""
    server.weather.limits = RateLimits()
    group = Group(server)
    await bot.send_message(teacher.chat_id, "一")
    with pytest.raises(RetryAfter):
        await bot.send_message(teacher.chat_id, "二")
    await bot.send_message(group.chat_id, "一")
    await bot.send_message(group.chat_id, "二")
    await bot.send_chat_action(teacher.chat_id, "typing")


def test_windows_of_the_limits() -> None:
    """30 a second overall, one a second in a chat, 20 a minute in a group, each freed when its window has passed."""
    weather = Weather(limits=RateLimits())
    assert all(weather.judge("sendMessage", chat, now=0.5) == Verdict() for chat in range(1, 31))
    assert weather.judge("sendMessage", 31, now=1.0).error
    assert weather.judge("sendMessage", 31, now=1.5) == Verdict()
    assert all(weather.judge("sendMessage", -1, now=10 + number) == Verdict() for number in range(20))
    error = weather.judge("sendMessage", -1, now=40).error
    assert error
    assert error.retry_after == 30
    assert weather.judge("sendMessage", -1, now=70) == Verdict()


def test_probabilities_repeat() -> None:
    """The same seed gives the same weather."""

    def strikes(seed: int) -> list[bool]:
        weather = Weather(seed=seed)
        weather.server_error(times=None, probability=0.5)
        return [weather.judge("sendMessage", 1, now=0).error is not None for _ in range(50)]

    assert strikes(1) == strikes(1) != strikes(2)
    assert 10 < sum(strikes(1)) < 40
