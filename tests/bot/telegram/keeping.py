"""What the dialogues about the corpus share."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.messages import Button, plain
from bot.reception.corpus_work import Editing
from bot.telegram.worker import put
from policy_corpus.store import Corpus
from records.model import Role
from tests.bot.telegram.house import House
from tests.botapi.user import Person
from tests.policy_corpus import notices
from tests.policy_corpus.web import Site, fetcher, serving

READING, FETCHING, TAKING = "正在读取 …", "正在打开网页 …", "正在收入 …"
WEIGHING = "正在按您的决定重新计算影响 …\n[停止]"
ASKED = "…要收入吗？收入以后还可以撤回。\n[✅ 收入] [更正] [放弃]"
TAKEN = "✅ 已收入，第 {} 次改动：《东岭省教育厅关于加强第8类教师培训工作的通知》。机器人约 10 秒内按新文件回答。"


def sends(content: str | bytes, name: str, caption: str = "", size: int | None = None) -> Callable[[Person], object]:
    """Send a file."""
    held = content.encode() if isinstance(content, str) else content
    return lambda person: person.send_document(held, name, caption=caption, size=size)


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with serving() as made:
        yield made


@pytest.fixture
async def kept(closed_house: House, site: Site, tmp_path: Path) -> AsyncIterator[House]:
    """A running bot with a corpus of its own, which may fetch from the site."""
    made = notices.corpus(tmp_path)
    closed_house.editing = Editing(corpus=made, home=tmp_path / "home", fetcher=lambda: fetcher(site))
    async with closed_house.open():
        yield closed_house


@pytest.fixture
def corpus(kept: House, tmp_path: Path) -> Corpus:
    """What lies on the disk, read anew."""
    return notices.corpus(tmp_path)


@pytest.fixture
async def administrator(kept: House) -> Person:
    """Somebody who may change the corpus."""
    return await kept.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)


async def forge(house: House, person: Person, carried: Sequence[str]) -> None:
    """Put buttons that carry this under a message to a person; each is called by what it carries."""
    forged = plain("伪造的按钮", *((Button(data, data),) for data in carried))
    async with house.database.write() as session:
        await put(session, f"forged:{person.chat_id}", person.chat_id, forged, house.now())
        await session.commit()
