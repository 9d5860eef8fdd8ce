"""Updates: long polling with its conflicts, and delivery to a webhook."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, Message, Update
from telegram.error import BadRequest, Conflict

from tests.botapi import BotApiServer, Group, Person


def _texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


async def test_confirmed_updates_are_dropped(bot: Bot, teacher: Person) -> None:
    """Updates come again until a higher offset confirms them; `limit` keeps the oldest."""
    for text in ("一", "二", "三"):
        teacher.say(text)
    first = await bot.get_updates(limit=2)
    assert _texts(first) == ["一", "二"]
    assert _texts(await bot.get_updates()) == ["一", "二", "三"]
    assert _texts(await bot.get_updates(offset=first[0].update_id + 1)) == ["二", "三"]
    assert _texts(await bot.get_updates()) == ["二", "三"]


async def test_negative_offset(bot: Bot, teacher: Person) -> None:
    """A negative offset takes the last ones and forgets those before."""
    for text in ("一", "二", "三"):
        teacher.say(text)
    assert _texts(await bot.get_updates(offset=-1)) == ["三"]
    assert _texts(await bot.get_updates()) == ["三"]


async def test_long_poll_waits(bot: Bot, teacher: Person) -> None:
    """A poll waits for the first update and no longer; without one it ends after its time."""
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    teacher.say("在吗")
    (update,) = await asyncio.wait_for(waiting, 8)
    began = time.monotonic()
    assert await bot.get_updates(offset=update.update_id + 1, timeout=1) == ()
    assert time.monotonic() - began > 0.9


async def test_second_poller_ends_the_first(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """When two wait, the first gets the conflict and the second the update."""
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    async with Bot(server.token, base_url=server.base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=10))
        with pytest.raises(Conflict) as conflict:
            await first
        teacher.say("在吗")
        assert _texts(await second) == ["在吗"]
    assert conflict.value.message == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_allowed_updates(bot: Bot, teacher: Person) -> None:
    """The kinds asked for hold from then on, until another list comes."""
    await bot.get_updates(allowed_updates=["callback_query"])
    teacher.say("一")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=["message", "my_chat_member"])
    teacher.say("二")
    teacher.block()
    message, change = await bot.get_updates()
    assert message.message
    assert change.my_chat_member
    assert change.my_chat_member.new_chat_member.status == "kicked"


async def test_what_a_person_can_do(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Commands and mentions are marked, edits come as edits, long texts in pieces."""
    teacher.start("abc")
    own = teacher.say("@yanxiu_bot 好")
    teacher.edit(own, "改了")
    teacher.say("长" * 5000)
    start, mention, edit, *pieces = await bot.get_updates()
    assert start.message
    assert start.message.parse_entities() == {start.message.entities[0]: "/start"}
    assert mention.message
    assert list(mention.message.parse_entities().values()) == ["@yanxiu_bot"]
    assert edit.edited_message
    assert edit.edited_message.text == "改了"
    assert [len(piece.message.text or "") for piece in pieces if piece.message] == [4096, 904]


async def test_privacy_in_groups(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """In a group the bot gets commands, mentions and replies to it, and nothing else unless it administers."""
    group = Group(server)
    there = teacher.in_group(group)
    answer = await bot.send_message(group.chat_id, "通知")
    there.say("吃饭了吗")
    there.say("/hours")
    there.say("/hours@other_bot")
    there.say("/hours@yanxiu_bot")
    there.say("@yanxiu_bot 学时怎么算")
    there.say("收到", reply_to=there.messages[0])
    updates = await bot.get_updates()
    assert _texts(updates) == ["/hours", "/hours@yanxiu_bot", "@yanxiu_bot 学时怎么算", "收到"]
    replied = updates[-1].message
    assert replied
    assert isinstance(replied.reply_to_message, Message)
    assert replied.reply_to_message.message_id == answer.message_id
    teacher.in_group(Group(server, bot_status="administrator")).say("吃饭了吗")
    assert _texts(await bot.get_updates())[-1] == "吃饭了吗"


@asynccontextmanager
async def _hook(answers: list[int]) -> AsyncIterator[tuple[str, list[tuple[str | None, str]]]]:
    """A webhook that answers with `answers` in turn, then 200; its address and (secret, text) of what came."""
    came: list[tuple[str | None, str]] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.json()
        came.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), body["message"]["text"]))
        return web.Response(status=answers.pop(0) if answers else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", came
    await runner.cleanup()


async def test_webhook_delivery(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Updates go to the webhook in order with the secret, again after a failure, and polling is a conflict."""
    teacher.say("一")
    async with _hook([500, 403]) as (address, came):
        await bot.set_webhook(address, secret_token="s3cret_-")
        teacher.say("二")
        await server.until(lambda: not server.world.updates)
        assert came == [("s3cret_-", text) for text in ("一", "一", "一", "二")]
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count, info.max_connections) == (address, 0, 40)
        assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"
        with pytest.raises(Conflict) as conflict:
            await bot.get_updates()
        assert conflict.value.message == (
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
        await bot.delete_webhook()
    teacher.say("三")
    assert _texts(await bot.get_updates()) == ["三"]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_webhook_that_is_not_there(server: BotApiServer, bot: Bot, teacher: Person) -> None:
    """Nothing is lost while the webhook cannot be reached."""
    async with _hook([]) as (address, _):
        pass
    await bot.set_webhook(address)
    teacher.say("一")
    await server.until(lambda: server.world.webhook and server.world.webhook.last_error)
    info = await bot.get_webhook_info()
    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)


async def test_setting_a_webhook(bot: Bot) -> None:
    """Bad addresses and secrets are refused; a waiting poll ends with a conflict."""
    with pytest.raises(BadRequest, match=r"^Invalid webhook url specified$"):
        await bot.set_webhook("ftp://example.org/")
    with pytest.raises(BadRequest, match=r"^Secret token contains unallowed characters$"):
        await bot.set_webhook("https://example.org/", secret_token="a:b")
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    await bot.set_webhook("http://127.0.0.1:9/")
    with pytest.raises(Conflict, match=r"^Conflict: terminated by setWebhook request$"):
        await waiting
