"""The HTTP side: tokens, methods, the ways to pass parameters, exact wording, threads."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import InvalidToken

from tests.botapi import BotApiServer, Late, Person, running


async def _call(server: BotApiServer, path: str, **options: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.post(f"{server.address}{path}", **options) as answer:
        return answer.status, await answer.json()


def _refused(code: int, description: str) -> tuple[int, Any]:
    return code, {"ok": False, "error_code": code, "description": description}


async def test_tokens_and_methods(server: BotApiServer) -> None:
    """A wrong token is unauthorised, an unknown method or path not found; names ignore case."""
    good = f"/bot{server.token}"
    assert await _call(server, "/bot4200000001:wrong/getMe") == _refused(401, "Unauthorized")
    assert await _call(server, "/botwrong/getMe") == _refused(401, "Unauthorized: invalid token specified")
    assert await _call(server, f"{good}/sendPoll") == _refused(404, "Not Found: method not found")
    assert await _call(server, "/elsewhere") == _refused(404, "Not Found")
    assert (await _call(server, f"{good}/GETME"))[0] == 200
    with pytest.raises(InvalidToken):
        async with Bot("4200000001:wrong", base_url=server.base_url):
            pass
    async with aiohttp.ClientSession() as session:
        for path in ("wrong/documents/file_1.csv", f"{server.token}/documents/file_1.csv"):
            async with session.get(server.base_file_url + path) as answer:
                assert answer.status in (401, 404)


async def test_ways_to_pass_parameters(server: BotApiServer, teacher: Person) -> None:
    """Query string, form, multipart and JSON all work, markup as JSON text or as an object."""
    path, chat_id = f"/bot{server.token}/sendMessage", teacher.chat_id
    markup = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    form = {"chat_id": str(chat_id), "text": "二", "reply_markup": json.dumps(markup)}
    multipart = aiohttp.FormData(form | {"text": "三"}, default_to_multipart=True)
    sent = [
        await _call(server, path, params={"chat_id": chat_id, "text": "一"}),
        await _call(server, path, data=form),
        await _call(server, path, data=multipart),
        await _call(server, path, json={"chat_id": chat_id, "text": "四", "reply_markup": markup}),
    ]
    assert [answer["result"]["text"] for _, answer in sent] == ["一", "二", "三", "四"]
    assert all(answer["result"]["reply_markup"] == markup for _, answer in sent[1:])
    async with aiohttp.ClientSession() as session:
        query = {"chat_id": str(chat_id), "text": "五"}
        async with session.get(f"{server.address}{path}", params=query) as answer:
            assert (await answer.json())["ok"] is True


@pytest.mark.parametrize(
    ("method", "parameters", "description"),
    [
        ("sendMessage", {"text": "好"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 5, "text": "好"}, "chat not found"),
        (
            "sendMessage",
            {"chat_id": 0, "text": "<b>", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            {"chat_id": 0, "text": "好", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        ("sendMessage", {"chat_id": 0, "text": "好", "reply_markup": []}, "object expected as reply markup"),
        (
            "sendMessage",
            {"chat_id": 0, "text": "好", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
            "can't parse InlineKeyboardButton: Can't find field \"text\"",
        ),
        (
            "sendMessage",
            {"chat_id": 0, "text": "好", "reply_markup": {"inline_keyboard": [["x"]]}},
            "can't parse InlineKeyboardButton: InlineKeyboardButton must be an Object",
        ),
        (
            "sendMessage",
            {"chat_id": 0, "text": "好", "reply_markup": {"inline_keyboard": {}}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array',
        ),
        (
            "sendMessage",
            {"chat_id": 0, "text": "好", "entities": [{"offset": 0, "length": 1}]},
            "can't parse MessageEntity: Can't find field \"type\"",
        ),
        ("editMessageText", {"chat_id": 0, "text": "好"}, "message identifier is not specified"),
        ("editMessageText", {"chat_id": 0, "message_id": 77, "text": "好"}, "message to edit not found"),
        ("sendDocument", {"chat_id": 0}, "there is no document in the request"),
        ("sendPhoto", {"chat_id": 0}, "there is no photo in the request"),
        ("getFile", {}, "file_id not specified"),
        ("answerCallbackQuery", {}, "query is too old and response timeout expired or query ID is invalid"),
        ("setMyCommands", {"commands": {}}, "expected an Array of BotCommand"),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "x"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ("getChatMember", {"chat_id": 0}, "invalid user_id specified"),
    ],
)
async def test_exact_wording(
    server: BotApiServer, teacher: Person, method: str, parameters: dict[str, Any], description: str
) -> None:
    """Refusals are worded as the published server words them (a chat 0 here stands for the teacher's)."""
    if parameters.get("chat_id") == 0:
        parameters = parameters | {"chat_id": teacher.chat_id}
    answer = await _call(server, f"/bot{server.token}/{method}", json=parameters)
    assert answer == _refused(400, f"Bad Request: {description}")


async def test_retry_after_is_told_twice(server: BotApiServer, teacher: Person) -> None:
    """A 429 carries its seconds in the description, the parameters and a header."""
    server.weather.too_many_requests(7)
    url = f"{server.base_url}{server.token}/sendMessage"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json={"chat_id": teacher.chat_id, "text": "好"}) as answer,
    ):
        body = await answer.json()
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert body["description"] == "Too Many Requests: retry after 7"
    assert body["parameters"] == {"retry_after": 7}


async def test_log_of_calls(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Every call is logged with chat, message and rising monotonic time."""
    waiting = asyncio.create_task(server.called("sendMessage", times=2))
    first = await bot.send_message(teacher.chat_id, "一")
    await bot.send_message(teacher.chat_id, "二")
    calls = await waiting
    assert [call.chat_id for call in calls] == [teacher.chat_id] * 2
    assert calls[0].message_id == first.message_id
    assert calls[0].at <= calls[1].at
    assert calls[1].parameters["text"] == "二"
    with pytest.raises(Late):
        await server.called("sendPhoto", timeout=0.01)


async def test_in_a_thread() -> None:
    """In a thread of its own the server talks to clients here, and people act and wait from here."""
    server = BotApiServer()
    with running(server) as address:
        assert address == server.address
        teacher = Person(server)
        async with Bot(server.token, base_url=server.base_url) as bot:
            waiting = asyncio.create_task(bot.get_updates(timeout=10))
            await asyncio.sleep(0.05)
            teacher.say("在吗")
            assert len(await waiting) == 1
            listening = asyncio.create_task(teacher.hears())
            await bot.send_message(teacher.chat_id, "在")
            assert (await listening).text == "在"
            await server.go_away()
            await server.come_back()
            assert (await bot.get_me()).username == "yanxiu_bot"
