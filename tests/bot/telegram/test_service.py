"""The whole service: one process on a file, starting and stopping, what a crash left, what reaches the log."""

import contextlib
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from bot import texts
from bot.failures import LOG_NAME, Incident, logging_to, record_incident
from bot.messages import plain
from bot.settings import Settings
from bot.telegram.client import TelegramUnusable
from bot.telegram.pace import Limits
from bot.telegram.service import LOCK_NAME, Options
from bot.telegram.worker import put
from records import outbox
from records.database import open_database
from records.model import Role
from tests.bot.telegram.bench import eventually, finished, outgoing, states
from tests.bot.telegram.house import House
from tests.bot.telegram.test_webhook import free_port
from tests.botapi.dialog import verify_dialog
from tests.botapi.server import TOKEN, BotApiServer
from tests.botapi.user import Group, Person
from tests.records.databases import Templates, each_kind

ANSWER = "每五年360学时（未说明地区）。…"


class LoggingHouse(House):
    """A house whose failures reach the log, as those of the program do."""

    def report(self, error: BaseException) -> Incident:
        """Write it down."""
        return record_incident(error, self.home)


def options(folder: Path, environ: Mapping[str, str], *, webhook: bool = False) -> Options:
    """What the service makes of the environment."""
    settings = Settings.from_env({"YANXIU_HOME": str(folder), **environ}, cwd=folder)
    return Options.from_settings(settings, home=folder, webhook=webhook)


def test_options_from_settings(tmp_path: Path) -> None:
    """The token comes from the environment or a file, whatever the file's line ends; the address may be IPv6."""
    file = tmp_path / "token"
    file.write_bytes(b"\xef\xbb\xbf" + TOKEN.encode() + b"\r\n")
    from_file = options(tmp_path, {"YANXIU_TELEGRAM_TOKEN_FILE": str(file), "YANXIU_TELEGRAM_LISTEN": "[::1]:8443"})
    assert (from_file.token, from_file.webhook, from_file.listen) == (TOKEN, "", ("::1", 8443))
    address = {"YANXIU_TELEGRAM_TOKEN": TOKEN, "YANXIU_TELEGRAM_WEBHOOK": "https://bot.example.org/hook"}
    assert options(tmp_path, address).webhook == ""
    assert options(tmp_path, address, webhook=True).webhook == "https://bot.example.org/hook"


def test_settings_that_do_not_do(tmp_path: Path) -> None:
    """A token file that cannot be read, or a webhook without an address, is said in one sentence."""
    with pytest.raises(TelegramUnusable, match=f"^读不出令牌文件 {tmp_path / 'none'}（"):
        options(tmp_path, {"YANXIU_TELEGRAM_TOKEN_FILE": str(tmp_path / "none")})
    with pytest.raises(TelegramUnusable, match=f"^{texts.TELEGRAM_NO_WEBHOOK}$"):
        options(tmp_path, {"YANXIU_TELEGRAM_TOKEN": TOKEN}, webhook=True)


async def test_one_process_on_one_file(house: House, server: BotApiServer) -> None:
    """A second process on the same data directory is refused and the first goes on; afterwards the next may start."""
    with pytest.raises(TelegramUnusable) as error:
        async with House(server, house.database, house.home).open():
            pass
    assert str(error.value) == texts.bot_runs_already(str(house.home))
    await verify_dialog(Person(server), [("五年要多少学时？", ANSWER)])
    assert (house.home / LOCK_NAME).exists()
    assert len(server.calls("getMe")) == 1


async def test_failures_at_the_start(closed_house: House, server: BotApiServer) -> None:
    """What keeps the service from starting leaves nothing behind: the next start goes well."""
    server.weather.server_error(method="getMe")
    server.weather.server_error(method="deleteWebhook")
    for _ in range(2):
        with pytest.raises(TelegramUnusable, match=r"^连不上 http"):
            async with closed_house.open():
                pass
    server.weather.server_error(method="setMy*", times=None)
    async with closed_house.open():
        assert closed_house.said == [texts.bot_running("yanxiu_bot", "")]
        await verify_dialog(Person(server), [("五年要多少学时？", ANSWER)])


async def test_a_signal_stops_in_good_order(closed_house: House, server: BotApiServer) -> None:
    """SIGTERM ends the service with a word; the next start finds nothing to repair."""

    async def said_last() -> str:
        return closed_house.said[-1]

    async with closed_house.open():
        await verify_dialog(Person(server), [("五年要多少学时？", ANSWER)])
        os.kill(os.getpid(), signal.SIGTERM)
        await eventually(said_last, lambda said: said == texts.BOT_STOPPED)
    assert set((await states(closed_house.database)).values()) == {"sent"}
    assert [row.worker for row in await finished(closed_house.database, 1)] != [""]


async def test_a_token_that_is_revoked_ends_the_service(closed_house: House, server: BotApiServer) -> None:
    """When Telegram stops knowing the token, the service ends with the sentence instead of trying for ever."""

    async def lock_is_free() -> bool:
        with suppress(Timeout), FileLock(closed_house.home / LOCK_NAME).acquire(timeout=0):
            return True
        return False

    async def revoke_and_wait() -> None:
        async with closed_house.open():
            await server.until(lambda: server.world.allowed_updates, what="the first poll")
            server.token = TOKEN[:-1] + "1"
            Person(server).say("五年要多少学时？")
            await eventually(lock_is_free, bool)

    with pytest.raises(TelegramUnusable, match=f"^{texts.TELEGRAM_TOKEN_REFUSED}$"):
        await revoke_and_wait()


async def test_what_a_crash_left_in_doubt(closed_house: House, server: BotApiServer) -> None:
    """An answer that was on its way when the process died is not repeated: the person is asked and can have it."""
    teacher = Person(server)
    teacher.start()
    server.world.updates.clear()
    async with closed_house.database.write() as session:
        for number, text in enumerate(("每五年360学时。", "还有。")):
            await put(session, f"update:1:{number}", teacher.chat_id, plain(text), closed_house.now())
        await outbox.claim(session, worker="gone", now=closed_house.now(), limit=1)
        await session.commit()
    async with closed_house.open():
        asked = "刚才网络或程序中断了一下，…\n[再发一次]"
        await verify_dialog(teacher, [(None, ["还有。", asked])])
        teacher.press("再发一次")
        await server.until(lambda: "每五年360学时。" in [seen.text for seen in teacher.seen], what="the answer")
    assert [row.state for row in await outgoing(closed_house.database)] == ["uncertain", "sent", "sent", "sent"]


async def test_nothing_personal_reaches_the_log(closed_house: House, server: BotApiServer) -> None:
    """At level debug, over a dialogue with failures of all kinds: no token, name, 工号, code, account or chat."""
    house = LoggingHouse(server, closed_house.database, closed_house.home)
    server.weather.server_error(method="getUpdates")
    with logging_to(house.home, "debug"):
        async with house.open():
            clerk = await house.bound("S0001", "职员甲", role=Role.STAFF)
            teacher = await house.bound("T0001", "教师乙", school="第一小学")
            code = await house.code(await house.add("T0002", "教师丙"))
            server.weather.server_error(method="sendMessage")
            server.weather.too_many_requests(1, chat=teacher.chat_id)
            server.weather.dropped(method="sendChatAction")
            await verify_dialog(
                teacher,
                [
                    ("食堂几点开门？", "收录…"),
                    ("转人工", "已转给…"),
                    ("教师乙 T0001 这里出错了", "抱歉，…"),
                    (code, "…"),
                ],
                timeout=8,
            )
            await verify_dialog(clerk, [(None, "第 1 号…"), ("/invite T0009", "没有工号为“T0009”的人员。…")])
            server.weather.blocked(chat=clerk.chat_id)
            clerk.say("/queue")
            group = Group(server)
            group.throw_out_bot(teacher)
            await finished(house.database, 9)
    log = (house.home / LOG_NAME).read_text(encoding="utf-8")
    assert "incident" in log
    assert "polling failed" in log
    accounts = [str(person.chat_id) for person in (clerk, teacher)]
    secrets = [TOKEN, TOKEN.partition(":")[2], code, code.replace("-", ""), "第一小学", str(group.chat_id)]
    for private in (*secrets, *accounts, "职员甲", "教师乙", "教师丙", "S0001", "T0001", "T0002", "T0009", "食堂"):
        assert private not in log, private


# A file has one process, held by the lock.
@pytest.mark.parametrize("kind", each_kind()[1:])
async def test_two_processes_share_the_limits(
    server: BotApiServer, templates: Templates, tmp_path: Path, kind: str
) -> None:
    """Where two processes send from one database, they stay below the ceiling together, and both send."""
    readers = [Person(server, f"教师{number:03}") for number in range(90)]
    for person in readers:
        person.start()
    server.world.updates.clear()
    async with contextlib.AsyncExitStack() as stack:
        database = await stack.enter_async_context(templates.database(kind, tmp_path))
        for _ in range(2):
            own = open_database(database.engine.url.render_as_string(hide_password=False), tmp_path)
            stack.push_async_callback(own.close)
            house = House(server, own, tmp_path, limits=Limits())
            await stack.enter_async_context(
                house.open(webhook="http://127.0.0.1:1/hook", listen=("127.0.0.1", free_port()))
            )
        async with database.write() as session:
            for person in readers:
                await outbox.put(
                    session,
                    key=f"bulk:{person.chat_id}",
                    chat=person.chat_id,
                    method="send",
                    payload={"html": "通知"},
                    now=house.now(),
                    bulk=True,
                )
            await session.commit()
        await eventually(lambda: states(database), lambda seen: set(seen.values()) == {"sent"}, timeout=20)
        rows = await outgoing(database)
    assert len({row.worker for row in rows}) == 2
    moments = [call.at for call in server.calls("sendMessage")]
    assert max(sum(begun <= at < begun + 1 for at in moments) for begun in moments) <= 30
