"""What the tests of announcements in the chat share: people, and how one is composed and sent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.reception.announce_follow import finished_notice
from bot.telegram.worker import put
from records.campaigns import advance
from records.china import CHINA
from records.model import Role
from records.schema import CampaignRow
from tests.bot.telegram.house import HEBEI, House
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Person

FIRST, SECOND = "第一小学", "第二小学"
ASKED_CONTENT = "要通知什么？…"
ASKED_WHO = "发给谁？…"


def sends(content: bytes, name: str) -> Callable[[Person], object]:
    """Send a file."""
    return lambda person: person.send_document(content, name)


@pytest.fixture
async def house(closed_house: House) -> AsyncIterator[House]:
    """A running bot; by its clock it is ten in the morning, when announcements go out."""
    local = closed_house.now().astimezone(CHINA)
    ten = local.replace(hour=10, minute=0) + timedelta(days=1)
    closed_house.ahead = ten - local
    async with closed_house.open():
        yield closed_house


@pytest.fixture
async def teachers(house: House) -> list[Person]:
    """Two teachers of the first school with accounts and one without; one of the second; one of another province."""
    await house.add("T0003", "教师003", school=FIRST, stage="小学")
    await house.add("T0009", "教师009", region=HEBEI, school="第九小学")
    return [
        await house.bound("T0001", "教师001", school=FIRST, stage="小学", post="校长"),
        await house.bound("T0002", "教师002", school=FIRST, stage="初中"),
        await house.bound("T0004", "教师004", school=SECOND, stage="小学"),
    ]


@pytest.fixture
async def clerk(house: House, teachers: list[Person]) -> Person:
    """Staff of 河南."""
    return await house.bound("S0001", "职员001", role=Role.STAFF)


async def bring(house: House, campaign: int = 1) -> None:
    """Do what the job of the running bot does, until the announcement is finished."""
    while True:
        async with house.database.write() as session:
            step = await advance.advance(session, campaign, now=house.now())
            notice = await finished_notice(session, campaign) if step.finished else None
            if notice is not None:
                await put(session, notice.key, notice.chat, notice.reply, house.now())
            await session.commit()
        if step.finished:
            return
        await asyncio.sleep(0.02)


async def states(house: House) -> list[str]:
    """The state of every announcement."""
    async with house.database.read() as session:
        return [one.state for one in await session.scalars(select(CampaignRow).order_by(CampaignRow.id))]


async def composed(clerk: Person, text: str = "请登记学时。", who: str = "第一小学", *, receipt: bool = False) -> None:
    """Bring an announcement as far as its preview."""
    turns = [
        ("/announce", ASKED_CONTENT),
        (text, ASKED_WHO),
        (who, "发给：…"),
        ("[看预览 ▶]", [text, "发给：…", "上面就是收到的样子。…"]),
    ]
    if receipt:
        turns.append(("[要已阅回执]", [f"{text}\n[已阅]", "发给：…", "…，要已阅回执。…"]))
    await verify_dialog(clerk, turns)


async def sent(house: House, clerk: Person, *, receipt: bool = True) -> None:
    """Send one to the first school."""
    await composed(clerk, receipt=receipt)
    await verify_dialog(clerk, [("[✅ 发送]", "第 1 号通知　已排定　共 3 人…")])
    await bring(house)
    # Whatever is said has the sender look; in the running bot the job does.
    done = "第 1 号通知　已完成　共 3 人\n  已发出：2\n…"
    await verify_dialog(clerk, [("[🔄 刷新]", [f"您的通知发完了。\n{done}", done])])
