"""The sender over HTTP in all weathers: nothing lost, nothing sent twice on purpose, no chat in another's way."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.messages import Attachment, Button, Reply, Text, plain
from bot.telegram.pace import Limits
from records import mailings, outbox
from records.database import Database
from records.outbox import Addressed, Outgoing
from tests.bot.telegram.bench import Bench, bench, blocked, eventually, outgoing, states
from tests.bot.telegram.house import House
from tests.bot.telegram.pictures import PNG
from tests.botapi.dialog import verify_dialog
from tests.botapi.server import BotApiServer
from tests.botapi.user import Group, Person

THIRTY = timedelta(seconds=30)
OFFER = "刚才网络或程序中断了一下，给您的一条回复可能没有送到，…\n[再发一次]"
ANSWER = "每五年360学时（未说明地区）。…"


@pytest.fixture
async def post(server: BotApiServer, database: Database) -> AsyncIterator[Bench]:
    """A running sender."""
    async with bench(server, database) as made:
        yield made


def reader(server: BotApiServer, name: str = "教师001") -> Person:
    """Somebody to whom the bot may write."""
    person = Person(server, name)
    person.start()
    return person


def read_by(person: Person) -> list[str]:
    """What the bot has shown them."""
    return [seen.text for seen in person.seen]


async def test_one_chat_is_told_to_wait(server: BotApiServer, post: Bench) -> None:
    """A 429 for one chat: all others are served meanwhile; afterwards that chat gets everything, once, in order."""
    slow, *others = (reader(server, f"教师{number:03}") for number in range(1, 8))
    server.weather.too_many_requests(30, chat=slow.chat_id)
    await post.put(slow.chat_id, plain("一"), plain("二"))
    await server.until(lambda: server.calls("sendMessage", chat_id=slow.chat_id, ok=False), what="the refusal")
    for other in others:
        await post.put(other.chat_id, plain("好"), plain("再好"))
    await server.until(lambda: all(read_by(other) == ["好", "再好"] for other in others), what="the others' messages")
    assert read_by(slow) == []
    assert len(server.calls("sendMessage", chat_id=slow.chat_id)) == 1
    server.weather.clear()
    post.clock.ahead += THIRTY
    post.sender.wake()
    assert set((await post.settled()).values()) == {"sent"}
    assert read_by(slow) == ["一", "二"]


async def test_everybody_is_told_to_wait(server: BotApiServer, post: Bench) -> None:
    """A 429 for all: each message waits as long as was asked, then goes out once, without being told again to."""
    people = [reader(server, f"教师{number:03}") for number in range(1, 6)]
    server.weather.too_many_requests(1)
    for person in people:
        await post.put(person.chat_id, plain("好"))
    await post.settled()
    assert [read_by(person) for person in people] == [["好"]] * len(people)
    refusals, deliveries = server.calls("sendMessage", ok=False), server.calls("sendMessage", ok=True)
    assert len(refusals) < 3 * len(people)
    assert min(call.at for call in deliveries) - refusals[0].at >= 1


async def test_blocked_by_the_person(closed_house: House, server: BotApiServer, database: Database) -> None:
    """A 403 ends the message, marks the account, and holds up nobody; /start lifts the mark."""
    async with closed_house.open():
        teacher = await closed_house.bound("T0001", "教师001")
        server.weather.blocked(chat=teacher.chat_id, times=1)
        teacher.say("五年要多少学时？")
        await eventually(lambda: blocked(database), lambda seen: seen == {teacher.chat_id: True})
        assert [row.error for row in await outgoing(database) if row.state == "failed"] == ["blocked"]
        await verify_dialog(teacher, [("/start", "您好，我是研修助手。…")])
        assert await blocked(database) == {teacher.chat_id: False}


async def test_the_server_has_a_fault(server: BotApiServer, post: Bench) -> None:
    """Failures that the server admits are tried again until the message is delivered, once."""
    teacher = reader(server)
    server.weather.server_error(code=500, times=2)
    server.weather.server_error(code=502)
    await post.put(teacher.chat_id, plain("一"), plain("二"))
    assert set((await post.settled()).values()) == {"sent"}
    assert read_by(teacher) == ["一", "二"]
    assert [row.attempts for row in await outgoing(post.database)] == [4, 1]


async def test_the_server_is_away(server: BotApiServer, post: Bench) -> None:
    """While nobody listens at the server's address, messages wait; then each is delivered once, in order."""
    people = [reader(server, f"教师{number:03}") for number in range(1, 4)]
    await server.go_away()
    for person in people:
        await post.put(person.chat_id, *(plain(text) for text in "一二三"))
    await eventually(lambda: outgoing(post.database), lambda rows: sum(row.attempts for row in rows) > 6)
    assert set((await states(post.database)).values()) <= {"waiting", "sending"}
    await server.come_back()
    assert set((await post.settled()).values()) == {"sent"}
    assert [read_by(person) for person in people] == [["一", "二", "三"]] * 3


async def test_a_token_that_is_refused(server: BotApiServer, post: Bench) -> None:
    """While the token is not taken nothing counts as sent or in doubt; with the token back everything arrives."""
    teacher, token = reader(server), server.token
    server.token = "4200000001:another-token-000000000000000000"
    await post.put(teacher.chat_id, plain("一"))
    await server.until(lambda: server.calls("sendMessage", ok=False), what="the refusal")
    server.token = token
    assert await post.settled() == {f"test:{teacher.chat_id}:0:0": "sent"}
    assert read_by(teacher) == ["一"]


@pytest.mark.parametrize("hang", [True, False])
async def test_no_answer_after_the_delivery(server: BotApiServer, database: Database, hang: bool) -> None:
    """A lost answer leaves the message in doubt: the person is asked, and can have it once more."""
    async with bench(server, database, answer_s=0.3) as post, post.working(typing_after_s=60):
        teacher = reader(server)
        await verify_dialog(teacher, [(None, "您好…")])
        server.weather.lost_answer(hang=hang)
        await verify_dialog(teacher, [("五年要多少学时？", [ANSWER, OFFER])])
        offer = teacher.messages[-1]
        for _ in range(3):
            teacher.press("再发一次", offer)
        await server.called("answerCallbackQuery", times=3)
        await post.settled()
        toasts = [seen.text for seen in teacher.seen if seen.kind == "toast"]
        assert sorted(toasts) == ["(提示) 好的，马上再发。", *["(提示) 已经再发过一次了。"] * 2]
        assert sum(text.startswith("每五年360学时") for text in read_by(teacher)) == 2
        assert sorted((await states(database)).values()) == ["sent"] * 3 + ["uncertain"]


async def test_an_offer_that_is_lost_itself(server: BotApiServer, post: Bench) -> None:
    """A doubtful offer is made again after a while, a few times, not for ever; the message itself is not repeated."""
    teacher = reader(server)
    server.weather.lost_answer(times=None)

    async def a_minute_later() -> list[str]:
        post.clock.ahead += timedelta(minutes=1)
        post.sender.wake()
        return list((await states(post.database)).values())

    await post.put(teacher.chat_id, plain("一"))
    await eventually(a_minute_later, lambda seen: seen == ["uncertain"] * 6)
    for _ in range(3):
        assert await a_minute_later() == ["uncertain"] * 6
    assert read_by(teacher).count("一") == 1


async def test_a_message_that_is_refused(server: BotApiServer, post: Bench) -> None:
    """What Telegram does not take fails alone; what stands behind it in the chat, and other chats, go on."""
    teacher, other = reader(server), reader(server, "教师002")
    await post.put_raw("bad", teacher.chat_id, "send", {"html": "<b>没有结束"})
    await post.put_raw("unknown", teacher.chat_id, "sing", {"html": "啦"})
    await post.put(teacher.chat_id, plain("好"))
    await post.put(other.chat_id, plain("好"))
    found = await post.settled()
    assert found["bad"] == "failed"
    assert found["unknown"] == "uncertain"
    assert read_by(teacher)[0] == "好"
    assert read_by(other) == ["好"]
    errors = {row.key: row.error for row in await outgoing(post.database)}
    assert "can't parse entities" in errors["bad"].lower()


async def test_edits(server: BotApiServer, post: Bench) -> None:
    """An edit changes text and buttons; one that changes nothing counts as sent; one of a gone message fails."""
    teacher = reader(server)
    await post.put(teacher.chat_id, Reply((Text("第一条"),), ((Button("下一条 ▶", "o:1:1:t"),),)))
    await post.settled()
    number = teacher.messages[-1]["message_id"]
    turned = Reply((Text("第二条"),), ((Button("◀ 上一条", "o:1:0:t"),),), replaces=number)
    await post.put(teacher.chat_id, turned, key="turned")
    await post.put(teacher.chat_id, turned, key="same")
    await post.put(teacher.chat_id, Reply((Text("没有了"),), replaces=987_654), key="gone")
    found = await post.settled()
    assert (found["turned:0"], found["same:0"], found["gone:0"]) == ("sent", "sent", "failed")
    assert teacher.messages[-1]["text"] == "第二条"
    assert teacher.buttons == ["◀ 上一条"]
    assert {row.message for row in await outgoing(post.database) if row.state == "sent"} == {number}


async def test_captions_are_edited(server: BotApiServer, post: Bench) -> None:
    """The words below a file can be changed; a text has no caption to change."""
    teacher = reader(server)
    await post.put(teacher.chat_id, Reply((Text("旧"),), attachment=Attachment("通知.pdf", b"%PDF")), plain("好"))
    await post.settled()
    for key, message in zip(("file", "text"), teacher.messages[1:], strict=True):
        payload = {"html": "<b>新</b>", "message": message["message_id"]}
        await post.put_raw(key, teacher.chat_id, "edit_caption", payload)
    found = await post.settled()
    assert (found["file"], found["text"]) == ("sent", "failed")
    assert [message.get("caption") for message in teacher.messages[1:]] == ["新", None]


async def test_a_file_is_uploaded_once(server: BotApiServer, post: Bench) -> None:
    """The first message of a mailing brings its file, the others name it."""
    people = [reader(server, f"教师{number:03}") for number in range(3)]
    content = {"html": "通知", "name": "通知.pdf", "content": "JVBERg=="}
    async with post.database.write() as session:
        mailing = await mailings.begin(session, payload=content, quiet=None, now=post.clock.now())
        for number, person in enumerate(people):
            due = post.clock.now() + timedelta(hours=number)
            one = Addressed(f"mail:{number}", person.chat_id)
            await outbox.put_many(
                session, mailing=mailing, method="document", messages=[one], due_at=due, now=post.clock.now()
            )
        await session.commit()
    for _ in people:
        post.sender.wake()
        await asyncio.sleep(0.3)
        post.clock.ahead += timedelta(hours=1)
    assert set((await post.settled()).values()) == {"sent"}
    first, *others = [call.parameters["document"] for call in server.calls("sendDocument")]
    assert others == [people[0].messages[-1]["document"]["file_id"]] * 2 != [first] * 2


async def test_files_and_long_texts(server: BotApiServer, post: Bench) -> None:
    """A picture, a file with a text too long for its caption, and a long text arrive whole, buttons at the end."""
    teacher = reader(server)
    file = Attachment("我的资料.json", b"{}")
    await post.put(
        teacher.chat_id,
        Reply((Text("扫码"),), attachment=Attachment("二维码.png", PNG, picture=True)),
        Reply((Text("资料。" * 600),), ((Button("好", "x"),),), attachment=file),
        Reply((Text("条款。" * 3000),), ((Button("好的", "x"),),)),
    )
    assert set((await post.settled()).values()) == {"sent"}
    picture, document, rest, *texts = teacher.messages[1:]
    assert picture["caption"] == "扫码"
    assert document["document"]["file_name"] == "我的资料.json"
    assert len(document["caption"]) <= 1024
    assert document["caption"] + rest["text"] == "资料。" * 600
    assert "".join(message["text"] for message in texts) == "条款。" * 3000
    with_buttons = ["reply_markup" in message for message in (document, rest, *texts)]
    assert with_buttons == [False, True, *[False] * (len(texts) - 1), True]


async def test_a_group_that_is_gone(server: BotApiServer, post: Bench) -> None:
    """A group that threw the bot out fails its message, and nobody's account is marked."""
    group, teacher = Group(server), reader(server)
    group.throw_out_bot(teacher)
    await post.put(group.chat_id, plain("好"))
    await post.put(teacher.chat_id, plain("好"))
    assert sorted((await post.settled()).values()) == ["failed", "sent"]
    assert await blocked(post.database) == {}


async def test_replies_pass_announcements(server: BotApiServer, database: Database) -> None:
    """While a broadcast keeps a slow server busy, a reply finds a connection that is free and goes out at once."""
    people = [reader(server, f"教师{number:03}") for number in range(1, 13)]
    server.weather.delay(0.5, method="sendMessage")
    async with bench(server, database, limits=Limits()) as post:
        for person in people[:-1]:
            await post.put_raw(f"bulk:{person.chat_id}", person.chat_id, "send", {"html": "通知"}, bulk=True)
        await server.until(lambda: len(server.calls("sendMessage")) >= 1, what="the first announcement")
        await post.put(people[-1].chat_id, plain("好"))
        await server.until(lambda: read_by(people[-1]) == ["好"], what="the reply")
        assert not all(read_by(person) for person in people[:-1])
        assert set((await post.settled()).values()) == {"sent"}


async def test_one_chat_at_its_own_pace(server: BotApiServer, database: Database) -> None:
    """Three replies follow each other closely, the next waits; announcements to one chat are a second apart."""
    teacher, other = reader(server), reader(server, "教师002")
    async with bench(server, database, limits=Limits()) as post:
        await post.put(teacher.chat_id, *(plain(text) for text in "一二三四"))
        for number in range(2):
            await post.put_raw(f"bulk:{number}", other.chat_id, "send", {"html": f"通知{number}"}, bulk=True)
        assert set((await post.settled()).values()) == {"sent"}
    replies = [call.at for call in server.calls("sendMessage", chat_id=teacher.chat_id)]
    assert replies[2] - replies[0] < 3 <= replies[3] - replies[0]
    assert all(b - a >= 1 for a, b in pairwise(call.at for call in server.calls(chat_id=other.chat_id)))
    assert [row.attempts for row in await outgoing(database)] == [1] * 6
    assert read_by(teacher) == ["一", "二", "三", "四"]


async def test_looked_at_once_more(server: BotApiServer, database: Database) -> None:
    """Just before it goes out a reminder is asked for its contents: new ones go out, none cancel it, failures wait."""
    teacher, failing = reader(server), 2

    async def recheck(row: Outgoing) -> Mapping[str, Any] | None:
        nonlocal failing
        if row.key.endswith("late"):
            failing -= 1
            if failing >= 0:
                raise OSError("the database is away")
        return None if row.key.endswith("done") else {"html": f"还差 {row.payload['hours']} 学时"}

    async with bench(server, database, recheck={"reminder": recheck}) as post:
        for key in ("reminder:1", "reminder:done", "reminder:late"):
            await post.put_raw(key, teacher.chat_id, "send", {"hours": 84}, bulk=True)
        await post.put_raw("reminders", teacher.chat_id, "send", {"html": "好"}, bulk=True)
        found = await post.settled()
    assert found == {"reminder:1": "sent", "reminder:done": "cancelled", "reminder:late": "sent", "reminders": "sent"}
    assert read_by(teacher) == ["还差 84 学时", "还差 84 学时", "好"]


async def test_announcements_in_doubt(server: BotApiServer, post: Bench) -> None:
    """Nobody is asked whether an announcement has arrived: it is listed as uncertain, and not sent again."""
    teacher = reader(server)
    server.weather.lost_answer()
    await post.put_raw("bulk", teacher.chat_id, "send", {"html": "通知"}, bulk=True)
    assert await post.settled() == {"bulk": "uncertain"}
    assert read_by(teacher) == ["通知"]


async def test_a_server_that_falls_silent(server: BotApiServer, database: Database) -> None:
    """When the server takes messages and says nothing, most wait untouched until it speaks again; none is repeated."""
    people = [reader(server, f"教师{number:03}") for number in range(1, 41)]
    server.weather.lost_answer(hang=True, times=None)
    async with bench(server, database, answer_s=0.2, pauses_s=(0.3,)) as post:
        for person in people:
            await post.put_raw(f"bulk:{person.chat_id}", person.chat_id, "send", {"html": "通知"}, bulk=True)
        await eventually(lambda: states(database), lambda seen: list(seen.values()).count("uncertain") > 8)
        assert list((await states(database)).values()).count("waiting") > 20
        server.weather.clear()
        ended = list((await post.settled()).values())
    assert ended.count("uncertain") < 20
    assert all(read_by(person) == ["通知"] for person in people)


async def test_the_clock_is_put_back(server: BotApiServer, post: Bench) -> None:
    """A clock that jumps by hours, either way, holds up nothing and repeats nothing."""
    teacher, slow = reader(server), reader(server, "教师002")
    post.clock.ahead = timedelta(hours=5)
    server.weather.too_many_requests(1, chat=slow.chat_id)
    await post.put(slow.chat_id, plain("一"), plain("二"))
    await server.until(lambda: server.calls("sendMessage", chat_id=slow.chat_id), what="the refusal")
    await post.put(teacher.chat_id, plain("好"))
    await post.server.until(lambda: read_by(teacher) == ["好"], what="the reply")
    post.clock.ahead = timedelta(0)
    await asyncio.sleep(1)
    post.sender.wake()
    assert set((await post.settled()).values()) == {"sent"}
    post.clock.ahead = timedelta(hours=9)
    await post.put(teacher.chat_id, plain("再好"), key="later")
    assert set((await post.settled()).values()) == {"sent"}
    assert (read_by(slow), read_by(teacher)) == (["一", "二"], ["好", "再好"])
