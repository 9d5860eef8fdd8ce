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
from tests.botapi.dialog import verify_dialog
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


async def take_in_with_rules(kept: House, corpus: Corpus, administrator: Person, rules: str, folder: Path) -> None:
    """Take in a county's notice in the chat, then its `rules`, by way of a file in `folder`; it has two teachers."""
    for number in (1, 2):
        await kept.add(f"T000{number}", f"教师00{number}", region="350405", stage="小学", post="教师")
    await verify_dialog(
        administrator,
        [
            (sends(notices.text(8), "通知.txt"), [READING + "…", ASKED]),
            ("[更正]", "…"),
            ("地区 沙县", [READING + "…", ASKED]),
            ("[✅ 收入]", [TAKING, TAKEN.format(1)]),
        ],
    )
    path = folder / "本县.toml"
    path.write_text(rules, encoding="utf-8")
    corpus.add_rules(path, notices.number(8))
